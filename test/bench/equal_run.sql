-- Syncs and pushes the orders of equal.sql with the functions of schema :engine, each in a transaction of its own.
\set ON_ERROR_STOP 1
\pset footer off

CREATE VIEW bench.to_push AS
SELECT o.supplier_id, o.order_id, o.platform_order_no
FROM distribution.supply_order AS o
WHERE o.supplier_id > 60000000 AND o.push_state IN ('synced', 'push_failed');

\set sync 'SELECT format(''SELECT %I.sync_order(%s, %s, %L) IS NOT NULL'', :''engine'', supplier_id, partnership_id, payload) FROM bench.payload'
\set push 'SELECT format(''SELECT %L, (r).state, (r).reason, CASE (r).state WHEN $$pushed$$ THEN (r).amount END, (r).currency FROM (SELECT %I.push_order(%s, %s) AS r OFFSET 0) AS x'', platform_order_no, :''engine'', supplier_id, order_id) FROM bench.to_push ORDER BY platform_order_no::int'

:sync WHERE n <= 800 ORDER BY n \gexec

-- Written as no function would; the triggers that refuse it are off.
SET session_replication_role = replica;
UPDATE distribution.partnership SET hold_reason = 'unpaid' WHERE supplier_id > 60000000 AND partnership_id % 100000 = 7;
UPDATE distribution.partnership SET state = 'terminated', ended_at = now()
WHERE supplier_id > 60000000 AND partnership_id % 100000 = 8;
RESET session_replication_role;
UPDATE distribution.claim SET state = 'inactive', stopped_by = 'termination'
WHERE supplier_id > 60000000 AND partnership_id % 100000 = 8;
:push \gexec

-- Prices, rates, rules, rounding, credit and stock change; what was refused is pushed once more.
SET session_replication_role = replica;
UPDATE distribution.partnership SET hold_reason = NULL WHERE supplier_id > 60000000 AND partnership_id % 100000 = 7;
UPDATE distribution.supplier SET rounding = 'up' WHERE supplier_id = 60000001;
UPDATE distribution.customer_level SET percent = 80.1234 WHERE supplier_id > 60000000 AND level = 2;
UPDATE distribution.distribution_product SET base_price = 33.33
WHERE supplier_id > 60000000 AND (base_price IS NULL OR base_price = 0);
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at)
VALUES ('MYR', 'PHP', 12.6, '2026-03-01Z'), ('MYR', 'IDR', 3600, '2026-03-01Z');
DELETE FROM distribution.fixed_rate WHERE supplier_id = 60000002 AND from_currency = 'USD';
UPDATE distribution.settlement_account SET credit_limit = 60000
WHERE supplier_id > 60000000 AND credit_limit = 20000 AND partnership_id % 2 = 0;
UPDATE distribution.stock SET on_hand = 30 WHERE supplier_id > 60000000 AND on_hand = 20 AND warehouse_id % 2 = 0;
UPDATE distribution.stock_movement SET on_hand_change = 30
WHERE supplier_id > 60000000 AND on_hand_change = 20 AND warehouse_id % 2 = 0;
UPDATE distribution.fee SET basis = 'unit', amount = 0.33 WHERE supplier_id = 60000001 AND fee = 'stock_out';
RESET session_replication_role;
UPDATE distribution.claim SET state = 'active', stopped_by = NULL
WHERE supplier_id > 60000000 AND stopped_by = 'supplier' AND partnership_id % 2 = 0;
:sync WHERE n > 800 AND partnership_id % 100000 <> 8 ORDER BY n \gexec
:push \gexec
