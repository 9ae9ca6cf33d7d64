-- The verbs of every day, each called while the server looks hardest: test/assert/run has filled the books. Prints TAP.
\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
\set QUIET on
SET client_min_messages = warning;
SELECT set_config('debug_discard_caches', :'discard', false) \g /dev/null
\echo 1..10

SELECT CASE WHEN t.sync('kedai', 'D-1', 'A 2, B 1; C 1 gift') > 0 AND t.sync('toko', 'D-2', 'A 3') > 0 AND t.sync('saigon', 'D-3', 'B 2') > 0
	THEN '' ELSE 'not ' END || 'ok 1 - OR-1: orders are synced';
SELECT CASE WHEN count(*) = 2 THEN '' ELSE 'not ' END || 'ok 2 - OR-1: a batch is synced'
FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), json_build_array(t.payload('D-4', 'A 1'), t.payload('D-5', 'C 9999')));
SELECT CASE WHEN array_agg(state ORDER BY order_id) = ARRAY['pushed', 'pushed', 'pushed', 'pushed', 'push_failed'] THEN '' ELSE 'not ' END
	|| 'ok 3 - OR-5: orders are pushed, and one is refused'
FROM distribution.push_orders(t.id('supplier'), ARRAY(SELECT order_id FROM distribution.supply_order ORDER BY order_id));
SELECT CASE WHEN distribution.withdraw_order(t.id('supplier'), t.id('D-1'), 'too many', '[{"line_no":1,"quantity":1}]') = 'pushed'
		AND distribution.withdraw_order(t.id('supplier'), (SELECT order_id FROM distribution.supply_order WHERE platform_order_no = 'D-4')) = 'withdrawn'
	THEN '' ELSE 'not ' END || 'ok 4 - WD-4: some units are withdrawn, and all of an order';
SELECT CASE WHEN distribution.refuse_order(t.id('supplier'), t.id('D-3'), 'broken', '[{"line_no":1,"quantity":1}]') = 'pushed'
	THEN '' ELSE 'not ' END || 'ok 5 - OR-12: some units are refused';
SELECT distribution.advance_order(t.id('supplier'), t.id('D-2'), 'shipped') \g /dev/null
SELECT t.name_it('return', distribution.create_return(t.id('supplier'), t.id('D-2'), '{"kind":"return_refund","lines":[{"line_no":1,"quantity":2}]}')) \g /dev/null
SELECT distribution.push_return(t.id('supplier'), t.id('return')) \g /dev/null
SELECT distribution.receive_return(t.id('supplier'), t.id('return'), '{"lines":[{"line_no":1,"sellable":1,"defective":1}]}') \g /dev/null
SELECT distribution.refund_return(t.id('supplier'), t.id('return')) \g /dev/null
SELECT CASE WHEN state = 'refunded' THEN '' ELSE 'not ' END || 'ok 6 - RT-3: a return is received and refunded' FROM distribution.return_order;
SELECT t.receive('A', 'north', 7), distribution.adjust_stock(t.id('supplier'), t.id('south'), t.id('B'), 60, 2) \g /dev/null
SELECT CASE WHEN distribution.push_inventory(t.id('supplier')) > 0 THEN '' ELSE 'not ' END || 'ok 7 - ST-5: stock is pushed';
SELECT CASE WHEN distribution.post_entry(t.id('supplier'), t.id('raan'), 'deduction', 12.50, idempotency_key => 'once')
		= distribution.post_entry(t.id('supplier'), t.id('raan'), 'deduction', 12.50, idempotency_key => 'once')
	THEN '' ELSE 'not ' END || 'ok 8 - LE-4: an entry is posted once';
WITH rates AS (INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate)
	SELECT t.id('supplier'), 'EUR', currency, 2 FROM distribution.currency WHERE currency IN ('SGD', 'USD') RETURNING 1)
SELECT CASE WHEN count(*) = 2 THEN '' ELSE 'not ' END || 'ok 9 - ID-4: rows that plain SQL writes name what is there' FROM rates;
-- verify() reads all books: without what makes each read a hundred times as long
RESET debug_discard_caches;
SELECT coalesce('not ok 10 - LE-3: ' || t.faults(), 'ok 10 - LE-3: the books are sound');
