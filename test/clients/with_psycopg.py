import json

import psycopg
from psycopg.types.json import Json, Jsonb

with psycopg.connect() as connection:
    text, supplier, partnership = connection.execute(
        "SELECT t.payload('PSYCOPG')::text, t.id('supplier'), t.id('kedai')"
    ).fetchone()
    order = json.loads(text)
    for payload in (text, Json(order), Jsonb(order)):
        for statement in (
            "SELECT distribution.sync_order(%s, %s, %s)",
            "SELECT distribution.sync_order(supplier_id => %s, partnership_id => %s, payload => %s)",
        ):
            for binary in (False, True):
                row = connection.execute(statement, (supplier, partnership, payload), binary=binary)
                print(row.fetchone()[0])
    batch = connection.execute(
        "SELECT order_id FROM distribution.sync_orders(%s, %s, %s)",
        (supplier, partnership, Jsonb([order])),
    )
    print(batch.fetchone()[0])
