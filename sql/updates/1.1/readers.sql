-- Whose row it is, and what its reader needs beside ids, stands on the row itself (ID-4): policies ask no other table.

DROP POLICY IF EXISTS read ON distribution.ledger_day;
DROP POLICY IF EXISTS read ON distribution.ledger_month;
DROP POLICY IF EXISTS read ON distribution.merchant_sku;
DROP POLICY IF EXISTS read ON distribution.order_event;
DROP POLICY IF EXISTS read ON distribution.order_line;
DROP POLICY IF EXISTS read ON distribution.order_package;
DROP POLICY IF EXISTS read ON distribution.order_recipient;
DROP POLICY IF EXISTS read ON distribution.product_sales_counted;
DROP POLICY IF EXISTS read ON distribution.return_line;
DROP POLICY IF EXISTS read ON distribution.warehouse;

-- A supplier reads what an order or a return consists of from its push on.
ALTER TABLE distribution.order_event ADD COLUMN supplied boolean NOT NULL DEFAULT false;
ALTER TABLE distribution.return_line ADD COLUMN supplied boolean NOT NULL DEFAULT false;
UPDATE distribution.order_event AS e SET supplied = true
FROM distribution.supply_order AS o
WHERE o.supplier_id = e.supplier_id AND o.order_id = e.order_id AND e.occurred_at >= o.pushed_at
	AND e.event NOT IN ('synced', 'pushing', 'push_failed', 'replaced');
UPDATE distribution.return_line AS l SET supplied = true
FROM distribution.return_order AS r
WHERE r.supplier_id = l.supplier_id AND r.return_id = l.return_id AND r.pushed_at IS NOT NULL;
ALTER TABLE distribution.order_line SET (fillfactor = 70);
ALTER TABLE distribution.order_package SET (fillfactor = 70);
ALTER TABLE distribution.order_recipient SET (fillfactor = 80);

-- The hash of a payload is a function of the recipient: it stands where the supplier reads it only with the recipient.
ALTER TABLE distribution.order_recipient ADD COLUMN content_hash bytea, ADD COLUMN in_clear boolean;
UPDATE distribution.order_recipient AS r
SET content_hash = o.content_hash,
	in_clear = o.logistics = 'self_arranged' AND o.platform <> 'temu'
FROM distribution.supply_order AS o
WHERE o.supplier_id = r.supplier_id AND o.order_id = r.order_id;
ALTER TABLE distribution.order_recipient ALTER COLUMN content_hash SET NOT NULL, ALTER COLUMN in_clear SET NOT NULL;
ALTER TABLE distribution.supply_order DROP COLUMN content_hash;

-- The other side of kept sums.
ALTER TABLE distribution.ledger_month ADD COLUMN distributor_id bigint;
ALTER TABLE distribution.ledger_day ADD COLUMN distributor_id bigint;
UPDATE distribution.ledger_month AS m SET distributor_id = p.distributor_id
FROM distribution.partnership AS p
WHERE p.supplier_id = m.supplier_id AND p.partnership_id = m.partnership_id;
UPDATE distribution.ledger_day AS d SET distributor_id = p.distributor_id
FROM distribution.partnership AS p
WHERE p.supplier_id = d.supplier_id AND p.partnership_id = d.partnership_id;
ALTER TABLE distribution.ledger_month ALTER COLUMN distributor_id SET NOT NULL;
ALTER TABLE distribution.ledger_day ALTER COLUMN distributor_id SET NOT NULL;

-- Names beside ids.
ALTER TABLE distribution.claim ADD COLUMN sku_code text, ADD COLUMN sku_name text;
ALTER TABLE distribution.partnership_warehouse ADD COLUMN warehouse_name text;
ALTER TABLE distribution.partnership ADD COLUMN shop_name text, ADD COLUMN distributor_name text;
UPDATE distribution.claim AS c SET sku_code = m.sku, sku_name = m.name
FROM distribution.merchant_sku AS m
WHERE m.supplier_id = c.supplier_id AND m.sku_id = c.sku_id;
UPDATE distribution.partnership_warehouse AS p SET warehouse_name = w.name
FROM distribution.warehouse AS w
WHERE w.supplier_id = p.supplier_id AND w.warehouse_id = p.warehouse_id;
UPDATE distribution.partnership AS p SET shop_name = s.bigshop_name, distributor_name = a.name
FROM distribution.supplier AS s
CROSS JOIN distribution.account AS a
WHERE s.supplier_id = p.supplier_id AND a.account_id = p.distributor_id;
ALTER TABLE distribution.claim ALTER COLUMN sku_code SET NOT NULL, ALTER COLUMN sku_name SET NOT NULL;
ALTER TABLE distribution.partnership_warehouse ALTER COLUMN warehouse_name SET NOT NULL;
ALTER TABLE distribution.partnership ALTER COLUMN distributor_name SET NOT NULL;
