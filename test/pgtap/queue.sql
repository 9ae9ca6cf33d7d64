-- Queued pushes and maintenance (OR-3).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.queue(VARIADIC order_nos text[]) RETURNS int LANGUAGE sql AS $$
	SELECT distribution.queue_push(t.id('supplier'), (SELECT array_agg(t.id(o.name) ORDER BY o.no) FROM unnest(order_nos) WITH ORDINALITY AS o (name, no)))
$$;
CREATE FUNCTION t.states(VARIADIC order_nos text[]) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(push_state, ' ' ORDER BY o.no) FROM unnest(order_nos) WITH ORDINALITY AS o (name, no)
	JOIN distribution.supply_order ON order_id = t.id(o.name)
$$;

SELECT t.sync('kedai', 'N-1', 'A 60'), t.sync('kedai', 'N-2', 'A 60'), t.sync('toko', 'N-3', 'B 1'), t.sync('kedai', 'N-4', 'B 1'), t.sync('kedai', 'N-5', 'X 1') \g /dev/null
SELECT is(t.queue('N-2', 'N-1', 'N-3', 'N-5'), 4, 'OR-3: synced orders are queued');
SELECT is(t.states('N-1', 'N-2', 'N-3', 'N-4', 'N-5') || ' ' || t.stock('A'), 'pushing pushing pushing synced pushing 100/0/0', 'OR-3: and wait');
SELECT is(t.queue('N-2', 'N-4'), 1, 'OR-3: what is queued already is passed over');
SELECT is(t.state_of(format('SELECT %s', call)), expected, 'OR-3: ' || name)
FROM (VALUES
	(1, $$distribution.withdraw_order(t.id('supplier'), t.id('N-1'))$$, 'SD004', 'a queued order is not withdrawn, but cancelled'),
	(2, $$distribution.advance_order(t.id('supplier'), t.id('N-1'), 'in_process')$$, 'SD004', 'nor does it advance'),
	(3, $$distribution.queue_push(t.id('supplier'), ARRAY[t.id('N-1'), 0])$$, 'SD005', 'an unknown order is not found'),
	(4, $$distribution.queue_push(t.id('rival'), ARRAY[t.id('N-1')])$$, 'SD005', 'nor another supplier''s'),
	(5, $$distribution.queue_push(t.id('supplier'), NULL)$$, '22004', 'null is no list'),
	(6, $$distribution.queue_push(t.id('supplier'), ARRAY[t.id('N-1'), NULL])$$, '22004', 'nor in one'),
	(7, $$distribution.queue_push(t.id('supplier'), ARRAY[t.id('N-1'), t.id('N-1')])$$, '22023', 'nor an order twice'),
	(8, $$distribution.queue_push(t.id('supplier'), ARRAY(SELECT generate_series(1, 10001)))$$, 'SD003', 'nor more than 10,000')
) AS c (no, call, expected, name)
ORDER BY no;
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(t.states('N-1', 'N-2', 'N-3', 'N-4', 'N-5') || ' ' || t.stock('A'), 'push_failed pushed pushed pushed push_failed 100/60/0', 'OR-3: maintenance pushes them, in the order of the queue');
SELECT results_eq($$SELECT platform_order_no, reason FROM distribution_report.distributor_orders WHERE push_state = 'push_failed' ORDER BY 1$$,
	$$VALUES ('N-1', 'out_of_stock'), ('N-5', 'sku_not_mapped')$$, 'OR-3: or they fail, with the reason');
SELECT results_eq($$SELECT event FROM distribution_report.order_timeline WHERE order_id = t.id('N-2') ORDER BY event_id$$, $$VALUES ('synced'), ('pushing'), ('pushed')$$, 'OR-10: every transition is kept');
SELECT is_empty('SELECT FROM distribution.push_queue', 'OR-3: the queue is empty');
SELECT is(t.queue('N-1', 'N-2'), 1, 'OR-3: a failed one can be queued again; a pushed one is passed over');
SELECT distribution.cancel_order(t.id('supplier'), t.id('N-5')) \g /dev/null
SELECT is(t.state_of($$SELECT t.queue('N-5')$$), 'SD004', 'OR-3: a cancelled one cannot');

-- What is done by hand meanwhile is not done again
SELECT t.receive('A', 'north', 100), t.top_up('kedai', 1000) \g /dev/null
SELECT is(t.pushed('N-1'), 'pushed 649.50 MYR', 'OR-3: a queued order may be pushed by hand');
SELECT is(distribution.withdraw_order(t.id('supplier'), t.id('N-1')), 'withdrawn', 'WD-1: and withdrawn');
SELECT t.sync('kedai', 'N-6', 'A 1') \g /dev/null
SELECT t.queue('N-6') \g /dev/null
SELECT distribution.hold_partnership(t.id('supplier'), t.id('kedai'), 'to fail') \g /dev/null
SELECT is(t.pushed('N-6'), 'push_failed on_hold', 'CR-4: refused by hand');
SELECT distribution.release_partnership(t.id('supplier'), t.id('kedai')) \g /dev/null
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(t.states('N-1', 'N-6'), 'withdrawn push_failed', 'OR-3: maintenance leaves both as they are');
SELECT is_empty('SELECT FROM distribution.push_queue', 'OR-3: and takes them off the queue');

-- What is queued is not pushed yet: it is cancelled and replaced like a synced order, and leaves the queue
CREATE FUNCTION t.queued() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(o.platform_order_no, ' ' ORDER BY q.queue_no)
	FROM distribution.push_queue AS q JOIN distribution.supply_order AS o ON o.supplier_id = q.supplier_id AND o.order_id = q.order_id
$$;
SELECT t.sync('kedai', 'Q-' || n, 'A 1') FROM generate_series(1, 5) AS n \g /dev/null
SELECT t.queue('Q-3', 'Q-1', 'Q-2', 'Q-4', 'Q-5') \g /dev/null
SELECT distribution.cancel_order(t.id('supplier'), t.id('Q-3')) \g /dev/null
SELECT is(t.states('Q-3') || ' | ' || t.queued(), 'cancelled | Q-1 Q-2 Q-4 Q-5', 'OR-3: a queued order is cancelled, and taken off the queue');
SELECT is(distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('Q-1', 'A 1')), t.id('Q-1'), 'OR-1: the same content again changes nothing');
SELECT is(t.states('Q-1') || ' | ' || t.queued(), 'pushing | Q-1 Q-2 Q-4 Q-5', 'OR-3: and it stays queued');
SELECT is(distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('Q-1', 'A 2')), t.id('Q-1'), 'OR-3: other content replaces a queued order');
SELECT is(t.states('Q-1') || ' | ' || t.queued(), 'synced | Q-2 Q-4 Q-5', 'OR-3: which then is synced, and off the queue');
SELECT results_eq($$SELECT event FROM distribution_report.order_timeline WHERE order_id = t.id('Q-1') ORDER BY event_id$$,
	$$VALUES ('synced'), ('pushing'), ('replaced')$$, 'OR-10: every transition is kept');
SELECT results_eq($$SELECT position, order_id, sqlstate FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), json_build_array(t.payload('Q-4', 'A 3'), t.payload('Q-2', 'A 1')))$$,
	$$VALUES (1, t.id('Q-4'), NULL), (2, t.id('Q-2'), NULL)$$, 'OR-3: in a batch too');
SELECT is(t.states('Q-2', 'Q-4') || ' | ' || t.queued(), 'pushing synced | Q-2 Q-5', 'OR-3: only the other content takes its order off');
SELECT is(t.queue('Q-1', 'Q-4'), 2, 'OR-3: they can be queued again');
SELECT is(t.queued(), 'Q-2 Q-5 Q-1 Q-4', 'OR-3: at the end');
SELECT distribution.hold_partnership(t.id('supplier'), t.id('kedai'), 'to fail') \g /dev/null
SELECT is(t.pushed('Q-2'), 'push_failed on_hold', 'CR-4: refused by hand');
SELECT is(t.queued(), 'Q-5 Q-1 Q-4', 'OR-3: a push by hand takes it off the queue, whatever comes of it');
SELECT distribution.release_partnership(t.id('supplier'), t.id('kedai')) \g /dev/null
SELECT t.queue('Q-2') \g /dev/null
SELECT is(t.queued(), 'Q-5 Q-1 Q-4 Q-2', 'OR-3: queued anew it stands at the end');
SELECT is(t.outcomes('Q-1', 'Q-4'), ARRAY['pushed 23.10 MYR', 'pushed 33.90 MYR'], 'OR-3: a batch by hand');
SELECT is(t.queued(), 'Q-5 Q-2', 'OR-3: leaves the queue too');
SELECT matches((t.hint_of($$SELECT distribution.cancel_order(t.id('supplier'), t.id('Q-1'))$$)), 'withdraw_order', 'OR-3: a pushed one is withdrawn, says the hint');
SELECT matches((t.hint_of($$SELECT distribution.withdraw_order(t.id('supplier'), t.id('Q-5'))$$)), 'cancel_order', 'OR-3: and a queued one cancelled');
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(t.states('Q-2', 'Q-5', 'Q-3'), 'pushed pushed cancelled', 'OR-3: maintenance pushes what is left');
SELECT is_empty('SELECT FROM distribution.push_queue', 'OR-3: and the queue is empty');
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');

-- What cannot be judged keeps nobody waiting
SELECT t.sync('kedai', 'N-7', 'A 1'), t.sync('toko', 'N-8', 'A 1') \g /dev/null
SELECT t.queue('N-7', 'N-8') \g /dev/null
SET LOCAL session_replication_role = replica;
DELETE FROM distribution.settlement_account WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai');
SET LOCAL session_replication_role = origin;
SET LOCAL client_min_messages = error;
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(t.states('N-7', 'N-8'), 'pushing pushed', 'OR-3: an error of one order does not keep the others from being pushed');
SELECT is(count(*), 1::bigint, 'OR-3: it is tried again at the next run') FROM distribution.push_queue WHERE order_id = t.id('N-7');
SELECT is(current_setting('lock_timeout'), '0', 'OR-3: maintenance leaves the session''s settings alone');
SELECT * FROM finish();
ROLLBACK;
