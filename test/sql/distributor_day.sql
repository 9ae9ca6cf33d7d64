-- One day at a distributor: what is offered, what it will cost, pushing, withdrawing a part, asking for money. Everything has a name.
\set ECHO none
\i test/fixture/day.sql
\set ECHO all
\pset null '-'

-- The supplier's terms: a price for Kedai Sampel, kettles in pairs, half of the stock
SET ROLE supply_desk;
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, min_quantity, price)
SELECT p.supplier_id, d.partnership_id, p.sku_id, b.min_quantity, b.price
FROM distribution_report.products AS p
JOIN distribution_report.distributors AS d ON d.supplier_id = p.supplier_id AND d.distributor = 'Kedai Sampel'
CROSS JOIN (VALUES (1, 38.00), (5, 35.50)) AS b (min_quantity, price)
WHERE p.sku = 'LAMP';
INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum, multiple) SELECT supplier_id, sku_id, 2, 2 FROM distribution_report.products WHERE sku = 'KETTLE';
INSERT INTO distribution.stock_share (supplier_id, partnership_id, percent) SELECT supplier_id, partnership_id, 50 FROM distribution_report.distributors WHERE distributor = 'Kedai Sampel';
SELECT distribution.push_inventory(:supplier) > 0 AS pushed;

-- What is offered, and at which prices
SET ROLE kedai_desk;
SELECT supplier, sku, name, displayed_price, currency, available FROM distribution_report.offered_products ORDER BY sku;
SELECT sku, min_quantity, price, currency, minimum, multiple FROM distribution_report.offered_prices ORDER BY sku, min_quantity;

-- What an order will cost, before it is there
SELECT q.goods_amount, q.stock_out_fee, q.logistics_fee, q.total_amount, q.currency, q.spendable, q.spendable_after, q.reason
FROM distribution_report.suppliers AS s, distribution.quote(s.supplier_id, s.partnership_id, marketplace_order('D-1', '{"P1": {"LAMP": 5}}')) AS q;
SELECT q.total_amount, q.reasons FROM distribution_report.suppliers AS s, distribution.quote(s.supplier_id, s.partnership_id, marketplace_order('D-2', '{"P1": {"KETTLE": 3}}')) AS q;

-- It comes, is quoted as it stands, and is pushed for that
SELECT distribution.sync_order(supplier_id, partnership_id, marketplace_order('D-1', '{"P1": {"LAMP": 5}, "P2": {"MUG": 2}}')) FROM distribution_report.suppliers \g /dev/null
SELECT q.total_amount, q.spendable_after, q.reason FROM distribution_report.suppliers AS s, distribution.quote_order(s.supplier_id, order_of('D-1')) AS q;
SELECT r.state, r.amount, r.balance FROM distribution_report.suppliers AS s, distribution.push_order(s.supplier_id, order_of('D-1')) AS r;

-- The buyer wants one lamp less
SELECT distribution.withdraw_order(s.supplier_id, order_of('D-1'), 'one lamp less',
	(SELECT json_agg(json_build_object('line_no', line_no, 'quantity', 1)) FROM distribution_report.order_lines WHERE platform_order_no = 'D-1' AND sku = 'LAMP'))
FROM distribution_report.suppliers AS s;
SELECT sku, quantity, released, unit_price, refunded_amount FROM distribution_report.order_lines WHERE platform_order_no = 'D-1' ORDER BY line_no;

-- The next order asks for more than is left: money is asked for, and comes
SELECT distribution.sync_order(supplier_id, partnership_id, marketplace_order('D-3', '{"P1": {"KETTLE": 4}}')) FROM distribution_report.suppliers \g /dev/null
SELECT r.state, r.reason FROM distribution_report.suppliers AS s, distribution.push_order(s.supplier_id, order_of('D-3')) AS r;
SELECT e.check_name, e.reason FROM distribution_report.suppliers AS s, distribution.explain_push(s.supplier_id, order_of('D-3')) AS e WHERE NOT e.passes;
SELECT distribution.request_top_up(supplier_id, partnership_id, 200, reference => 'TRANSFER-1') FROM distribution_report.suppliers \g /dev/null
SET ROLE supply_desk;
SELECT distributor, amount, currency, reference, state FROM distribution_report.top_up_requests;
SELECT distribution.approve_top_up(supplier_id, request_id) > 0 AS posted FROM distribution_report.top_up_requests WHERE reference = 'TRANSFER-1';
SET ROLE kedai_desk;
SELECT r.state, r.amount, r.balance FROM distribution_report.suppliers AS s, distribution.push_order(s.supplier_id, order_of('D-3')) AS r;
SELECT platform_order_no, push_state, charged, refunded FROM distribution_report.distributor_orders ORDER BY platform_order_no;
SELECT kind, document_no, settlement_amount, balance_after FROM distribution_report.reconciliation ORDER BY transaction_id;
RESET ROLE;
SELECT * FROM distribution.verify();
