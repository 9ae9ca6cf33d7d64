-- One day at a supplier: rules are made, orders come in, are picked, printed, short-shipped, refused and put back. Everything has a name.
\pset null '-'

-- A shop with two distributors. Whoever reads on knows names; ids come from the reports.
SELECT distribution.create_account('Sample Supply', 'V2') AS supplier \gset
SELECT distribution.activate_supplier(:supplier, 'MYR') \g /dev/null
INSERT INTO distribution.warehouse (supplier_id, name) VALUES (:supplier, 'North') RETURNING warehouse_id AS north \gset
INSERT INTO distribution.customer_level (supplier_id, level, name) VALUES (:supplier, 1, 'Standard');
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (:supplier, 'stock_out', 'package', 1.50), (:supplier, 'logistics', 'unit', 0.80);
SELECT distribution.import_products(:supplier, '[{"sku": "LAMP", "name": "Desk lamp", "base_price": "40.00"},
	{"sku": "KETTLE", "name": "Kettle", "base_price": "59.90"}, {"sku": "MUG", "name": "Steel mug", "base_price": "18.90"}]') AS products;
UPDATE distribution.supplier SET bigshop_name = 'Sample Shop' WHERE supplier_id = :supplier;
SELECT distribution.confirm_onboarding_step(:supplier, step) FROM unnest(ARRAY['stock_push_rule', 'bigshop']) AS step \g /dev/null
SELECT distribution.go_live(:supplier), distribution.publish_products(:supplier) \g /dev/null
SELECT distribution.receive_stock(:supplier, :north, sku_id, 20) FROM distribution_report.products WHERE supplier_id = :supplier \g /dev/null
SELECT distribution.create_invitation(:supplier) AS invitation \gset
CREATE ROLE supply_desk LOGIN;
CREATE ROLE kedai_desk LOGIN;
CREATE ROLE toko_desk LOGIN;
SELECT distribution.grant_member(:supplier, 'supply_desk', '{supplier}') \g /dev/null
CREATE FUNCTION join_shop(invitation text, supplier bigint, shop text, desk name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	distributor bigint := distribution.create_account(shop);
	partnership bigint := distribution.apply_for_partnership(invitation, distributor);
	customer bigint;
BEGIN
	PERFORM distribution.grant_member(distributor, desk, '{distributor}');
	INSERT INTO distribution.customer (supplier_id, code, name) VALUES (supplier, shop, shop) RETURNING customer_id INTO customer;
	PERFORM distribution.approve_application(supplier, partnership, customer, 'MYR', NULL,
		(SELECT array_agg(warehouse_id) FROM distribution.warehouse WHERE supplier_id = supplier));
	PERFORM distribution.claim_products(supplier, partnership, (SELECT array_agg(sku_id ORDER BY sku_id) FROM distribution.distribution_product WHERE supplier_id = supplier));
	PERFORM distribution.post_entry(supplier, partnership, 'top_up', 300.00);
END
$$;
ALTER FUNCTION join_shop SET plpgsql.variable_conflict = use_variable;
SELECT join_shop(:'invitation', :supplier, 'Kedai Sampel', 'kedai_desk'), join_shop(:'invitation', :supplier, 'Toko Contoh', 'toko_desk') \g /dev/null
-- goods: {"P1": {"LAMP": 2}} is a package of two lamps
CREATE FUNCTION marketplace_order(order_no text, goods json, platform text DEFAULT 'shopee') RETURNS json LANGUAGE sql AS $$
	SELECT json_build_object('platform', platform, 'store', 'Sample Store', 'order_no', order_no, 'ordered_at', '2026-03-30T11:04:00Z', 'logistics', 'self_arranged',
		'recipient', json_build_object('name', 'Sample Recipient', 'phone', '000-0000001', 'address', '1 Sample Street'),
		'packages', (SELECT json_agg(json_build_object('package_no', p.key, 'lines', (SELECT json_agg(json_build_object('sku', l.key, 'quantity', l.value::text::int)) FROM json_each(p.value) AS l)))
			FROM json_each(goods) AS p))
$$;
CREATE FUNCTION order_of(order_no text) RETURNS bigint LANGUAGE sql AS $$
	SELECT order_id FROM distribution_report.supply_orders WHERE platform_order_no = order_no
	UNION SELECT order_id FROM distribution_report.distributor_orders WHERE platform_order_no = order_no
$$;

-- In the morning: an urgent mark for large orders, a carrier, and mugs that are not for Toko Contoh
SET ROLE supply_desk;
INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark, least_amount) VALUES (:supplier, 1, 'large', 150);
INSERT INTO distribution.shipping_rule (supplier_id, rule_no, carrier) VALUES (:supplier, 1, 'Sample Express');
SELECT distribution.set_visibility_rule(:supplier, 1, 'hidden',
	(SELECT array_agg(distributor_id) FROM distribution_report.distributors WHERE distributor = 'Toko Contoh'),
	(SELECT array_agg(sku_id) FROM distribution_report.products WHERE sku = 'MUG')) \g /dev/null
SELECT rule_no, effect, distributors, products, hidden_from, shown_to FROM distribution_report.visibility_rules;
SELECT distribution.push_inventory(:supplier) > 0 AS pushed;

-- Orders come in
SET ROLE kedai_desk;
SELECT distribution.sync_order(supplier_id, partnership_id, marketplace_order('K-1', '{"P1": {"LAMP": 2, "MUG": 1}, "P2": {"KETTLE": 1}}')),
	distribution.sync_order(supplier_id, partnership_id, marketplace_order('K-2', '{"P1": {"MUG": 3}}')) FROM distribution_report.suppliers \g /dev/null
SELECT r.state, r.amount, r.currency FROM distribution_report.suppliers AS s, distribution.push_orders(s.supplier_id, ARRAY[order_of('K-1'), order_of('K-2')]) AS r;
SET ROLE toko_desk;
SELECT distribution.sync_order(supplier_id, partnership_id, marketplace_order('T-1', '{"P1": {"KETTLE": 2}}')) FROM distribution_report.suppliers \g /dev/null
SELECT r.state, r.amount, r.currency FROM distribution_report.suppliers AS s, distribution.push_order(s.supplier_id, order_of('T-1')) AS r;

-- What to pick, what to print
SET ROLE supply_desk;
SELECT platform_order_no, distributor, package_no, warehouse, sku, name, quantity FROM distribution_report.order_lines ORDER BY platform_order_no, line_no;
SELECT platform_order_no, marks FROM distribution_report.supply_orders ORDER BY platform_order_no;
SELECT distribution.mark_printed(:supplier, ARRAY[order_of('K-1'), order_of('T-1')]) AS packages;
SELECT platform_order_no, package_no, carrier, printed_at IS NOT NULL AS printed FROM distribution_report.packages ORDER BY platform_order_no, package_no;

-- One lamp is broken, all mugs of K-2 are gone: what cannot be shipped is refused, and paid back
SELECT distribution.refuse_order(:supplier, order_of('K-1'), 'one lamp is broken',
	(SELECT json_agg(json_build_object('line_no', line_no, 'quantity', 1)) FROM distribution_report.order_lines WHERE platform_order_no = 'K-1' AND sku = 'LAMP'));
SELECT distribution.refuse_order(:supplier, order_of('K-2'), 'sold out in the shop');
-- K-1 goes package by package, and is where its last package is
SELECT distribution.advance_order(:supplier, order_of('K-1'), 'shipped', 'P2') \g /dev/null
SELECT platform_order_no, push_state, state, total_amount, refunded_amount FROM distribution_report.supply_orders ORDER BY platform_order_no;
SELECT distribution.advance_order(:supplier, order_of('K-1'), 'shipped') \g /dev/null

-- Toko Contoh changes its mind when the kettles are out of the house already: one comes back whole, one is lost
SELECT distribution.advance_order(:supplier, order_of('T-1'), 'in_process') \g /dev/null
SET ROLE toko_desk;
SELECT distribution.withdraw_order(supplier_id, order_of('T-1'), 'the buyer cancelled') FROM distribution_report.suppliers;
SET ROLE supply_desk;
SELECT kind, subject FROM distribution_report.attention WHERE kind = 'withdrawal_waiting';
SELECT distribution.confirm_withdrawal(:supplier, order_of('T-1'), true) \g /dev/null
SELECT kind, subject FROM distribution_report.attention WHERE kind = 'goods_to_put_back';
SELECT distribution.restock_order(:supplier, order_of('T-1'), json_build_object('lines', json_agg(json_build_object('line_no', line_no, 'sellable', 1, 'lost', 1)), 'reason', 'one fell from the van'))
FROM distribution_report.order_lines WHERE platform_order_no = 'T-1' \g /dev/null
SELECT sku, on_hand, allocated, available FROM distribution_report.products ORDER BY sku;

-- In the evening: what the day was worth, and nothing left to do
SELECT distributor, charges, refunds, closing_balance FROM distribution_report.reconciliation_summary ORDER BY distributor;
SELECT kind, subject FROM distribution_report.attention WHERE side = 'supplier' ORDER BY kind;
RESET ROLE;
SELECT * FROM distribution.verify();
