-- Names beside ids, and what stands beside amounts (api, second edition).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE TABLE t.beside (id name, named name);
INSERT INTO t.beside VALUES ('supplier_id', 'supplier'), ('distributor_id', 'distributor'), ('partnership_id', 'distributor'), ('sku_id', 'sku'), ('sku_id', 'name'),
	('warehouse_id', 'warehouse'), ('order_id', 'platform_order_no');
CREATE VIEW t.column AS
	SELECT c.relname AS view, a.attname AS name FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
	WHERE c.relnamespace = 'distribution_report'::regnamespace AND c.relkind = 'v';
SELECT is(string_agg(c.view || '.' || b.named, ' ' ORDER BY c.view, b.named), 'price_list.supplier',
	'every view that has an id has its name beside it, but the list that is imported as it is')
FROM t.column AS c JOIN t.beside AS b ON b.id = c.name
WHERE NOT EXISTS (SELECT FROM t.column AS o WHERE o.view = c.view AND o.name = b.named);

-- Lines as both sides read them
CREATE ROLE supplier_role;
CREATE ROLE distributor_role;
SELECT distribution.grant_member(t.id('supplier'), 'supplier_role', '{report}'), distribution.grant_member(t.id('kedai account'), 'distributor_role', '{report}') \g /dev/null
GRANT USAGE ON SCHEMA t TO PUBLIC;
GRANT SELECT ON t.thing TO PUBLIC;
SELECT t.sync('kedai', 'N-1', 'A 2,D 1'), t.sync('kedai', 'N-2', 'A 1') \g /dev/null
SELECT t.push('N-1') \g /dev/null
CREATE FUNCTION t.lines(player name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM set_config('role', player, true);
	SELECT string_agg(format('%s/%s %s %s x %s = %s %s, %s %s', platform_order_no, line_no, sku, quantity, unit_price, goods_amount, currency, base_goods_amount, base_currency), '; ' ORDER BY order_id, line_no)
	INTO answer FROM distribution_report.order_lines;
	PERFORM set_config('role', 'none', true);
	RETURN answer;
END
$$;
SELECT is(t.lines('supplier_role'), (SELECT string_agg(format('N-1/%s %s %s x %s = %s MYR, %5$s MYR', l.line_no, m.sku, l.quantity, l.unit_price, (l.unit_price * l.quantity)::numeric(20,2)), '; ' ORDER BY l.line_no)
	FROM distribution.order_line AS l JOIN distribution.merchant_sku AS m USING (supplier_id, sku_id) WHERE l.order_id = t.id('N-1')), 'OR-5: the supplier reads the lines that were pushed, in both currencies');
SELECT matches(t.lines('distributor_role'), '^N-1/1 A .*; N-1/2 D .*; N-2/1 A 1 x [0-9.]+ = [0-9.]+ MYR,  $', 'OR-2: the distributor those of every order, in base currency from the push on');
SELECT is((SELECT sum(base_goods_amount) FROM distribution_report.order_lines) + (SELECT sum(stock_out_fee + logistics_fee) FROM distribution_report.supply_orders),
	(SELECT sum(base_total_amount) FROM distribution_report.supply_orders), 'FX-2: lines and fees sum to the orders');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('N-1')) \g /dev/null
SELECT is((SELECT string_agg(released || ' ' || (refunded_amount = goods_amount), ', ' ORDER BY line_no) FROM distribution_report.order_lines WHERE order_id = t.id('N-1')), '2 true, 1 true', 'WD-2: what was withdrawn is refunded');
-- A refund of less than the goods, by line, in a currency without decimals
SELECT t.sync('saigon', 'N-3', 'A 1, B 1, C 1'), t.pushed('N-3'), distribution.advance_order(t.id('supplier'), t.id('N-3'), 'shipped') \g /dev/null
SELECT t.name_it('R-3', distribution.create_return(t.id('supplier'), t.id('N-3'), '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1},{"line_no":2,"quantity":1},{"line_no":3,"quantity":1}]}')) \g /dev/null
SELECT distribution.push_return(t.id('supplier'), t.id('R-3')), distribution.refund_return(t.id('supplier'), t.id('R-3'), 100000) \g /dev/null
-- 60840, 115161 and 60785 are 236786 together: 25694.1, 74329.1 and 100000 from the first line to each
SELECT is((SELECT string_agg(refunded_amount::text, ' ' ORDER BY line_no) FROM distribution_report.order_lines WHERE order_id = t.id('N-3')), '25694.00 48635.00 25671.00', 'RT-3: the lines'' parts of a refund are whole dong, and are the refund together');
SELECT results_eq($$SELECT total_amount, refunded_amount FROM distribution_report.distributor_orders WHERE order_id = t.id('N-3')$$,
	$$SELECT total_amount, refunded_amount FROM distribution_report.supply_orders WHERE order_id = t.id('N-3')$$, 'both sides read the same amounts by the same names');
SELECT results_eq($$SELECT refunded_amount FROM distribution_report.packages WHERE order_id = t.id('N-3')$$, $$VALUES (100000.00)$$, 'and of packages');
SELECT results_eq($$SELECT iso_week, month, quarter, year, weekday FROM distribution_report.calendar WHERE day = '2026-01-01'$$, $$VALUES ('2026-W01', date '2026-01-01', '2026-Q1', 2026, 4)$$, 'the calendar has every day');
SELECT is(t.faults(), NULL, 'ST-2: the books are sound');
SELECT * FROM finish();
ROLLBACK;
