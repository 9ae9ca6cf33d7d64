-- The largest batches (OR-9).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.many(n int, prefix text) RETURNS json LANGUAGE sql AS $$
	SELECT json_agg(json_build_object('platform', 'shopee', 'store', 'Sample Store', 'order_no', prefix || i, 'ordered_at', '2026-03-30T11:04:00Z',
		'logistics', 'platform', 'recipient', json_build_object('name', 'n', 'phone', 'p', 'address', 'a'),
		'packages', json_build_array(json_build_object('package_no', 'P1', 'lines', json_build_array(
			json_build_object('sku', 'A', 'quantity', 1), json_build_object('sku', 'B', 'quantity', 1))))) ORDER BY i)
	FROM generate_series(1, n) AS i
$$;

SELECT is(t.state_of($$SELECT FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), t.many(10001, 'X'))$$), 'SD003', 'OR-9: 10001 orders are no batch');
SELECT is(count(*), 0::bigint, 'OR-9: and none of them is stored') FROM distribution.supply_order;

CREATE TABLE t.batch AS
SELECT position, order_id, sqlstate FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), t.many(10000, 'N'));
SELECT is(count(order_id) || ' ' || count(sqlstate), '10000 0', 'OR-9: 10000 orders are synced in one batch') FROM t.batch;
SELECT is(bool_and(o.platform_order_no = 'N' || position), true, 'OR-1: each under its position') FROM t.batch JOIN distribution.supply_order o USING (order_id);

-- A batch that sends one number over and over, each time with other content, is no heavier than any other.
CREATE FUNCTION t.pages_of(prefix text, with_no boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	payloads json := (SELECT json_agg(t.payload(prefix || CASE WHEN with_no THEN n::text ELSE '' END, 'C ' || n) ORDER BY n) FROM generate_series(1, 3000) AS n);
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, FORMAT json) SELECT FROM distribution.sync_orders(t.id(''supplier''), t.id(''kedai''), $1)' INTO plan USING payloads;
	RETURN (plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
END
$$;
SELECT t.pages_of('OTHER', true) AS other_pages \gset
SELECT cmp_ok(t.pages_of('SAME', false), '<', :other_pages::bigint, 'OR-9: 3000 changes of one order in a batch read fewer pages than 3000 orders');
SELECT is(sum(quantity), 3000::bigint, 'OR-1: and the last one counts')
FROM distribution.order_line JOIN distribution.supply_order USING (supplier_id, order_id) WHERE platform_order_no = 'SAME';

-- 31.50 each. Stock is for 9000 orders, money for 8000.
SELECT t.receive('A', 'north', 9900), t.receive('B', 'north', 8900) \g /dev/null
SELECT t.top_up('kedai', 8000 * 31.50 - 1000) \g /dev/null
CREATE TABLE t.result AS
SELECT r.*, row_number() OVER () AS position
FROM distribution.push_orders(t.id('supplier'), (SELECT array_agg(order_id ORDER BY position) FROM t.batch)) AS r;
SELECT results_eq('SELECT state, reason, count(*)::int, min(position)::int, max(position)::int FROM t.result GROUP BY state, reason ORDER BY min(position)',
	$$VALUES ('pushed', NULL, 8000, 1, 8000), ('push_failed', 'insufficient_funds', 2000, 8001, 10000)$$,
	'OR-9: 10000 orders are judged in one batch, in the given order');
SELECT is(bool_and(r.order_id = b.order_id), true, 'OR-5: results come in the given order') FROM t.result r JOIN t.batch b USING (position);
SELECT is(t.balance('kedai'), 0.00, 'CR-1: the balance is spent to the last hundredth');
SELECT is(t.stock('A') || ' ' || t.stock('B'), '10000/8000/0 9000/8000/0', 'ST-3: and stock taken for those pushed');
SELECT is(count(*) || ' ' || count(DISTINCT order_id), '16000 8000', 'LE-1: one pair each') FROM distribution.ledger_entry WHERE kind = 'push_charge';
SELECT t.top_up('kedai', 100000) \g /dev/null
SELECT is(string_agg(DISTINCT concat_ws(' ', r.state, r.reason), ', '), 'push_failed out_of_stock, pushed', 'OR-3: what was refused is pushed again')
FROM distribution.push_orders(t.id('supplier'), (SELECT array_agg(order_id ORDER BY position) FROM t.result WHERE reason IS NOT NULL)) AS r;
SELECT is(t.stock('B'), '9000/9000/0', 'ST-3: to the last unit');
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
