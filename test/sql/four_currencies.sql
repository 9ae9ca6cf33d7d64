-- One price list in MYR, four distributors that settle in MYR, IDR, VND and THB, and the rounding of PC-5.
\pset null '-'

SELECT distribution.create_account('Sample Supply', 'V2') AS supplier \gset
SELECT distribution.activate_supplier(:supplier, 'MYR');
INSERT INTO distribution.warehouse (supplier_id, name) VALUES (:supplier, 'North') RETURNING warehouse_id AS north \gset
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (:supplier, 'CARABINER', 'Carabiner') RETURNING sku_id AS carabiner \gset
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (:supplier, 'STICKER', 'Sticker') RETURNING sku_id AS sticker \gset
SELECT distribution.add_products(:supplier, ARRAY[:carabiner, :sticker], ARRAY[9.99, 1.50]);
INSERT INTO distribution.customer_level (supplier_id, level, name) VALUES (:supplier, 1, 'Standard');
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (:supplier, 'stock_out', 'package', 1.50), (:supplier, 'logistics', 'unit', 0.80);
UPDATE distribution.supplier SET bigshop_name = 'Sample Shop' WHERE supplier_id = :supplier;
SELECT distribution.confirm_onboarding_step(:supplier, step) FROM unnest(ARRAY['stock_push_rule', 'bigshop']) AS step;
SELECT distribution.go_live(:supplier);
SELECT distribution.publish_products(:supplier);
SELECT distribution.receive_stock(:supplier, :north, :carabiner, 1000);
SELECT distribution.receive_stock(:supplier, :north, :sticker, 1000);

-- MYR-IDR is fixed; MYR-VND is a live rate; the THB rate is quoted the other way round (FX-1).
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (:supplier, 'MYR', 'IDR', 3550);
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES
	('MYR', 'IDR', 3600, '2024-03-02T00:00Z'),
	('MYR', 'VND', 5400, '2024-03-01T00:00Z'),
	('MYR', 'VND', 5432.1, '2024-03-02T00:00Z'),
	('THB', 'MYR', 0.1284, '2024-03-02T00:00Z');
SELECT to_currency, r.rate, r.source
FROM unnest(ARRAY['MYR', 'IDR', 'VND', 'THB']) AS to_currency
CROSS JOIN LATERAL distribution.exchange_rate(:supplier, 'MYR', to_currency) AS r;

CREATE TABLE partner (name text PRIMARY KEY, currency text, paid numeric, partnership_id bigint);
INSERT INTO partner VALUES ('kedai', 'MYR', 200), ('toko', 'IDR', 1000000), ('saigon', 'VND', 2000000), ('raan', 'THB', 2000);
DO $$
DECLARE
	supplier bigint := (SELECT supplier_id FROM distribution.supplier);
	p record;
	invitation text := distribution.create_invitation(supplier);
	partnership bigint;
	customer bigint;
BEGIN
	FOR p IN SELECT * FROM partner ORDER BY name LOOP
		partnership := distribution.apply_for_partnership(invitation, distribution.create_account(p.name));
		INSERT INTO distribution.customer (supplier_id, code, name) VALUES (supplier, p.name, p.name) RETURNING customer_id INTO customer;
		PERFORM distribution.approve_application(supplier, partnership, customer, p.currency, NULL, (SELECT array_agg(warehouse_id) FROM distribution.warehouse));
		PERFORM distribution.claim_products(supplier, partnership, (SELECT array_agg(sku_id ORDER BY sku_id) FROM distribution.merchant_sku));
		PERFORM distribution.post_entry(supplier, partnership, 'top_up', p.paid);
		UPDATE partner SET partnership_id = partnership WHERE name = p.name;
	END LOOP;
END
$$;
CREATE FUNCTION sync(whose text, order_no text, sku text, quantity int) RETURNS bigint LANGUAGE sql AS $$
	SELECT distribution.sync_order((SELECT supplier_id FROM distribution.supplier), (SELECT partnership_id FROM partner WHERE name = whose),
		json_build_object('platform', 'shopee', 'store', whose, 'order_no', order_no, 'ordered_at', '2026-03-30T11:04:00Z', 'logistics', 'self_arranged',
			'recipient', json_build_object('name', 'Sample Recipient', 'phone', '000-0000001', 'address', '1 Sample Street'),
			'packages', json_build_array(json_build_object('package_no', 'P1', 'lines', json_build_array(json_build_object('sku', sku, 'quantity', quantity))))))
$$;

-- Three carabiners for each. Converted, rounded once a unit, then multiplied (PC-3):
-- 9.99; 35464.50; 54266.679 is 54267; 77.8037… is 77.80
SELECT name, sync(name, 'ORDER-1', 'CARABINER', 3) AS order_id FROM partner ORDER BY name;
SELECT p.name, l.unit_price, p.currency, l.rate, l.rate_inverse, l.rate_source
FROM partner p
JOIN distribution.supply_order o USING (partnership_id)
JOIN distribution.order_line l USING (supplier_id, order_id)
ORDER BY p.name;
SELECT p.name, r.state, r.amount, r.currency, r.balance
FROM partner p
JOIN distribution.supply_order o USING (partnership_id)
CROSS JOIN LATERAL distribution.push_order(o.supplier_id, o.order_id) AS r
ORDER BY p.name;
-- Fees of 1.50 and 2.40 MYR are converted as amounts (FX-3).
SELECT distributor, goods_amount, stock_out_fee, logistics_fee, total_amount, currency FROM distribution_report.supply_orders ORDER BY distributor;

-- 9.99 x 3 at a rate of 0.2137 is 3 x 2.13, not 6.40 of the rounded sum.
UPDATE distribution.fixed_rate SET rate = 0.2137;
SELECT sync('toko', 'ORDER-2', 'CARABINER', 3) AS order_id \gset
SELECT (distribution.push_order(:supplier, :order_id)).state;
SELECT goods_amount, currency FROM distribution_report.supply_orders WHERE order_id = :order_id;
UPDATE distribution.fixed_rate SET rate = 3550;

-- PC-5, literally. The sticker costs 1.50; with the mode down it is shown as 1.00 once an order with it has synced.
UPDATE distribution.supplier SET rounding = 'down';
SELECT sync('kedai', 'ORDER-3', 'STICKER', 10) AS down \gset
SELECT p.name, displayed_price, v.currency FROM partner p JOIN distribution_report.offered_products v USING (partnership_id) WHERE sku = 'STICKER' ORDER BY p.name;
-- down to up: still shown 1.00, next order billed 2.00.
UPDATE distribution.supplier SET rounding = 'up';
SELECT p.name, displayed_price, v.currency FROM partner p JOIN distribution_report.offered_products v USING (partnership_id) WHERE sku = 'STICKER' ORDER BY p.name;
SELECT sync('kedai', 'ORDER-4', 'STICKER', 10) AS up \gset
SELECT p.name, displayed_price, v.currency FROM partner p JOIN distribution_report.offered_products v USING (partnership_id) WHERE sku = 'STICKER' ORDER BY p.name;
-- The first was priced at 1.00 and is billed so, however long it waited: 10.00 + 1.50 + 8.00, and 20.00 + 1.50 + 8.00.
SELECT r.state, r.amount, r.currency FROM distribution.push_orders(:supplier, ARRAY[:down, :up]) AS r;

-- What each owes, in its own currency and in that of the supplier.
SELECT side, p.name, transaction_id, kind, settlement_amount, settlement_currency, base_amount, base_currency, balance_after
FROM distribution.ledger_entry JOIN partner p USING (partnership_id)
WHERE side = 'distributor'
ORDER BY p.name, transaction_id;
SELECT * FROM distribution.verify();
