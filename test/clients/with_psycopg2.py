import json

import psycopg2
from psycopg2.extras import Json

with psycopg2.connect("") as connection, connection.cursor() as cursor:
    cursor.execute("SELECT t.payload('PSYCOPG2')::text, t.id('supplier'), t.id('kedai')")
    text, supplier, partnership = cursor.fetchone()
    order = json.loads(text)
    for payload in (text, Json(order)):
        for statement in (
            "SELECT distribution.sync_order(%s, %s, %s)",
            "SELECT distribution.sync_order(supplier_id => %s, partnership_id => %s, payload => %s)",
        ):
            cursor.execute(statement, (supplier, partnership, payload))
            print(cursor.fetchone()[0])
    cursor.callproc("distribution.sync_order", (supplier, partnership, text))
    print(cursor.fetchone()[0])
