-- One day at a supplier: rules are made, orders come in, are picked, printed, short-shipped, refused and put back. Everything has a name.
\set ECHO none
\i test/fixture/day.sql
\set ECHO all
\pset null '-'

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
