-- A day with the catalogue: import it, price it, decide who sees what, and ask why.
\pset null '-'
\set VERBOSITY terse

-- The supplier imports its goods and opens (PD-3).
SELECT distribution.create_account('Sample Supply', 'V2') AS supplier \gset
SELECT distribution.activate_supplier(:supplier, 'MYR') \g /dev/null
INSERT INTO distribution.warehouse (supplier_id, name) VALUES (:supplier, 'North') RETURNING warehouse_id AS north \gset
SELECT distribution.import_products(:supplier, '[
	{"sku": "TENT", "name": "Tent for two", "base_price": "189.00"},
	{"sku": "MUG", "name": "Steel mug", "base_price": "18.90"},
	{"sku": "LAMP", "name": "Camping lamp"}]');
INSERT INTO distribution.customer_level (supplier_id, level, name, percent, plus) VALUES (:supplier, 1, 'Gold', 90, 0), (:supplier, 2, 'Silver', 95, 0.50);
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (:supplier, 'stock_out', 'package', 1.50);
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (:supplier, 'MYR', 'IDR', 3500);
SELECT distribution.confirm_onboarding_step(:supplier, 'stock_push_rule'), distribution.confirm_onboarding_step(:supplier, 'bigshop') \g /dev/null
SELECT distribution.go_live(:supplier) \g /dev/null
SELECT distribution.publish_products(:supplier);
SELECT sku_id AS mug FROM distribution.merchant_sku WHERE supplier_id = :supplier AND sku = 'MUG' \gset
SELECT sku_id AS lamp FROM distribution.merchant_sku WHERE supplier_id = :supplier AND sku = 'LAMP' \gset
SELECT distribution.receive_stock(:supplier, :north, sku_id, 50) FROM distribution.merchant_sku WHERE supplier_id = :supplier \g /dev/null

-- Two distributors: kedai is Gold, toko is Silver and settles in IDR.
SELECT distribution.create_invitation(:supplier) AS invitation \gset
SELECT distribution.create_account('Kedai') AS kedai_account, distribution.create_account('Toko') AS toko_account \gset
SELECT distribution.apply_for_partnership(:'invitation', :kedai_account) AS kedai, distribution.apply_for_partnership(:'invitation', :toko_account) AS toko \gset
INSERT INTO distribution.customer (supplier_id, code, name) VALUES (:supplier, 'C-1', 'Kedai') RETURNING customer_id AS customer \gset
SELECT distribution.approve_application(:supplier, :kedai, :customer, 'MYR', 1, ARRAY[:north]) \g /dev/null
INSERT INTO distribution.customer (supplier_id, code, name) VALUES (:supplier, 'C-2', 'Toko') RETURNING customer_id AS customer \gset
SELECT distribution.approve_application(:supplier, :toko, :customer, 'IDR', 2, ARRAY[:north]) \g /dev/null
SELECT distribution.claim_products(:supplier, :kedai, ARRAY[:mug, :lamp]), distribution.claim_products(:supplier, :toko, ARRAY[:mug, :lamp]);

-- Why has the lamp no price? (PC-6)
SELECT sku, displayed_price, currency FROM distribution_report.offered_products WHERE supplier_id = :supplier AND partnership_id = :kedai ORDER BY sku;
SELECT * FROM distribution.explain_price(:supplier, :kedai, :lamp);

-- A price list: breaks, dates and a base price; the first try has two mistakes and changes nothing (PC-7).
\set VERBOSITY default
SELECT distribution.import_prices(:supplier, '[
	{"sku": "LAMP", "base_price": "45.00"},
	{"sku": "MUG", "level": 1, "min_quantity": 10, "price": "15.005"},
	{"sku": "MOG", "price": "15.00"},
	{"sku": "TENT", "level": 2, "valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-02-01T00:00:00Z", "price": "150.00"}]');
\set VERBOSITY terse
SELECT distribution.import_prices(:supplier, '[
	{"sku": "LAMP", "base_price": "45.00"},
	{"sku": "MUG", "level": 1, "min_quantity": 10, "price": "15.00"},
	{"sku": "TENT", "level": 2, "valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-02-01T00:00:00Z", "price": "150.00"}]');
SELECT distribution.distribution_price(:supplier, :kedai, :mug) AS one, distribution.distribution_price(:supplier, :kedai, :mug, 10) AS ten;
SELECT * FROM distribution.explain_price(:supplier, :toko, :mug);

-- The list as CSV, changed elsewhere, and back by \copy
\copy (SELECT * FROM distribution_report.price_list WHERE supplier_id = 1 ORDER BY sku, level NULLS FIRST, min_quantity) TO stdout CSV HEADER
\copy distribution.price_import (supplier_id, sku, level, min_quantity, valid_from, valid_to, price, base_price) FROM stdin CSV HEADER
supplier_id,sku,level,min_quantity,valid_from,valid_to,price,base_price
1,LAMP,,,,,,46.00
1,MUG,1,10,,,14.50,
1,TENT,2,1,2026-01-01T00:00:00.000000Z,2026-02-01T00:00:00.000000Z,149.00,
\.
\copy distribution.price_import (supplier_id, sku, level, min_quantity, valid_from, valid_to, price, base_price) FROM stdin CSV HEADER
supplier_id,sku,level,min_quantity,valid_from,valid_to,price,base_price
1,LAMP,,,,,,47.00
1,MUG,1,10,,,"14,50",
\.
SELECT distribution.export_prices(:supplier);
SELECT kind, sku, level, min_quantity, old_price, new_price, old_percent, new_percent
FROM distribution_report.price_history WHERE supplier_id = :supplier ORDER BY history_id;

-- Lamps are for Gold only, and the rest is hidden from toko (VI-3, VI-4); why does toko see nothing? (VI-6)
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, level, product_scope) VALUES
	(:supplier, 1, 'visible_only', 'level', 1, 'selected') RETURNING rule_id AS gold_only \gset
INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id) VALUES (:supplier, :gold_only, :lamp);
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES
	(:supplier, 2, 'hidden', 'selected', 'all') RETURNING rule_id AS not_toko \gset
INSERT INTO distribution.visibility_rule_distributor (supplier_id, rule_id, distributor_id) VALUES (:supplier, :not_toko, :toko_account);
SELECT sku, visible, reason, rule_no, detail FROM distribution.explain_visibility(:supplier, :toko);
SELECT sku, visible, reason, rule_no, detail FROM distribution.explain_visibility(:supplier, :kedai);
-- Renumbered in one statement, with room between
UPDATE distribution.visibility_rule SET rule_no = 10 * (3 - rule_no) WHERE supplier_id = :supplier;
SELECT sku, rule_no FROM distribution.explain_visibility(:supplier, :toko);
DELETE FROM distribution.visibility_rule WHERE supplier_id = :supplier;

-- Two orders, one taken back; what was sold (PD-4)
SELECT distribution.post_entry(:supplier, :kedai, 'top_up', 1000) \g /dev/null
SELECT distribution.sync_order(:supplier, :kedai, format('{
	"platform": "shopee", "store": "Kedai", "order_no": "SHP-%s", "ordered_at": "2026-03-30T11:04:00Z", "logistics": "platform",
	"recipient": {"name": "Sample Recipient", "phone": "000-0000001", "address": "1 Sample Street"},
	"packages": [{"package_no": "P1", "lines": [{"sku": "MUG", "quantity": %s}, {"sku": "LAMP", "quantity": 1}]}]}', n, quantity)::json)
FROM (VALUES (1, 10), (2, 3)) AS o (n, quantity) \g /dev/null
SELECT o.platform_order_no, r.state, r.amount, r.currency
FROM distribution.supply_order o, LATERAL distribution.push_order(o.supplier_id, o.order_id) r WHERE o.supplier_id = :supplier ORDER BY o.order_id;
SELECT sku, window_days, units_sold, daily_average FROM distribution_report.product_sales
WHERE supplier_id = :supplier AND window_days IN (3, 90) ORDER BY sku, window_days;
SELECT distribution.count_sales(:supplier);
SELECT distribution.withdraw_order(o.supplier_id, o.order_id) FROM distribution.supply_order o WHERE o.supplier_id = :supplier AND o.platform_order_no = 'SHP-1';
SELECT sku, units_sold FROM distribution_report.product_sales
WHERE supplier_id = :supplier AND window_days = 3 ORDER BY sku;

-- The mug is disabled: kedai still has its claim, which comes back with it (CL-3).
SELECT distribution.disable_product(:supplier, :mug) \g /dev/null
SELECT sku, visible, detail, claim_state FROM distribution.explain_visibility(:supplier, :kedai);
SELECT distribution.enable_product(:supplier, :mug) \g /dev/null
SELECT sku, event, partnership_id FROM distribution_report.product_log
WHERE supplier_id = :supplier AND sku = 'MUG' ORDER BY log_id;
SELECT * FROM distribution.verify();
