-- Two orders are withdrawn after prices, fees, rates, rounding and visibility have all changed: what was charged comes back.
\pset null '-'

SELECT distribution.create_account('Sample Supply', 'V2') AS supplier \gset
SELECT distribution.activate_supplier(:supplier, 'MYR');
INSERT INTO distribution.warehouse (supplier_id, name) VALUES (:supplier, 'North') RETURNING warehouse_id AS north \gset
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (:supplier, 'STOVE', 'Gas stove') RETURNING sku_id AS stove \gset
SELECT distribution.add_products(:supplier, ARRAY[:stove], ARRAY[88.80]);
INSERT INTO distribution.customer_level (supplier_id, level, name, percent, plus) VALUES (:supplier, 1, 'Silver', 95, 0.50);
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (:supplier, 'stock_out', 'package', 1.50), (:supplier, 'logistics', 'unit', 0.80);
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (:supplier, 'MYR', 'IDR', 3550);
UPDATE distribution.supplier SET bigshop_name = 'Sample Shop' WHERE supplier_id = :supplier;
SELECT distribution.confirm_onboarding_step(:supplier, step) FROM unnest(ARRAY['stock_push_rule', 'bigshop']) AS step;
SELECT distribution.go_live(:supplier);
SELECT distribution.publish_products(:supplier);
SELECT distribution.receive_stock(:supplier, :north, :stove, 10);
SELECT distribution.create_invitation(:supplier) AS invitation \gset
SELECT distribution.apply_for_partnership(:'invitation', distribution.create_account('Toko Sampel')) AS toko \gset
INSERT INTO distribution.customer (supplier_id, code, name) VALUES (:supplier, 'C-1', 'Toko Sampel') RETURNING customer_id AS customer \gset
SELECT distribution.approve_application(:supplier, :toko, :customer, 'IDR', 1, ARRAY[:north]);
SELECT distribution.claim_products(:supplier, :toko, ARRAY[:stove]);
SELECT distribution.set_credit(:supplier, :toko, 2000000, NULL);

CREATE FUNCTION sync(supplier bigint, partnership bigint, order_no text, packages json) RETURNS bigint LANGUAGE sql AS $$
	SELECT distribution.sync_order(supplier, partnership, json_build_object('platform', 'lazada', 'store', 'Toko Sampel', 'order_no', order_no,
		'ordered_at', '2026-03-30T11:04:00Z', 'logistics', 'self_arranged',
		'recipient', json_build_object('name', 'Sample Recipient', 'phone', '000-0000001', 'address', '1 Sample Street'), 'packages', packages))
$$;
-- 88.80 x 95 % + 0.50 = 84.86, at 3550 IDR 301253.00. One parcel of two, and one of one.
SELECT sync(:supplier, :toko, 'LZD-1', '[{"package_no": "P1", "lines": [{"sku": "STOVE", "quantity": 2}]}, {"package_no": "P2", "lines": [{"sku": "STOVE", "quantity": 1}]}]') AS first \gset
SELECT sync(:supplier, :toko, 'LZD-2', '[{"package_no": "P1", "lines": [{"sku": "STOVE", "quantity": 1}]}]') AS second \gset
SELECT sync(:supplier, :toko, 'LZD-3', '[{"package_no": "P1", "lines": [{"sku": "STOVE", "quantity": 1}]}]') AS third \gset
SELECT state, amount, currency, balance FROM distribution.push_orders(:supplier, ARRAY[:first, :second, :third]);
SELECT on_hand, allocated, available FROM distribution_report.products WHERE supplier_id = :supplier;

-- Everything changes.
UPDATE distribution.distribution_product SET base_price = 999.00;
INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (:supplier, :stove, 1.00);
UPDATE distribution.customer_level SET percent = 300, plus = 12;
UPDATE distribution.fee SET amount = 50.00, basis = 'unit';
UPDATE distribution.fixed_rate SET rate = 1.5;
INSERT INTO distribution.live_rate (from_currency, to_currency, rate) VALUES ('MYR', 'IDR', 7000);
UPDATE distribution.supplier SET rounding = 'up';
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (:supplier, 1, 'hidden', 'all', 'all');

SELECT distribution.withdraw_order(:supplier, :first, 'the buyer changed his mind');
SELECT distribution.withdraw_order(:supplier, :second);
SELECT order_id = :first AS first, package_no, kind, settlement_amount, balance_after
FROM distribution_report.reconciliation
WHERE supplier_id = :supplier AND side = 'distributor' ORDER BY transaction_id;
SELECT platform_order_no, push_state, state, total_amount FROM distribution_report.supply_orders ORDER BY platform_order_no;
SELECT on_hand, allocated, available FROM distribution_report.products WHERE supplier_id = :supplier;
-- The third stays pushed. Nothing is given back twice.
\set VERBOSITY sqlstate
SELECT distribution.withdraw_order(:supplier, :first);
\set VERBOSITY default
SELECT balance FROM distribution.settlement_account WHERE supplier_id = :supplier;
SELECT * FROM distribution.verify();
