-- What happens to a pushed order: its states, shipment, marks and timeline (OR-6, OR-7, OR-10, OR-11).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.states(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT push_state || '/' || coalesce(state, '-') FROM distribution.supply_order WHERE order_id = t.id(order_no)
$$;
CREATE FUNCTION t.shipment(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', package_no, carrier, tracking_no, label), ', ' ORDER BY package_no)
	FROM distribution_report.packages WHERE order_id = t.id(order_no)
$$;

-- OR-6: auto tool and auto pack
SELECT t.sync('kedai', 'N-1', 'A 1; B 2') \g /dev/null
SELECT t.push('N-1') \g /dev/null
SELECT is(t.state_of($$SELECT distribution.ship_order(t.id('supplier'), t.id('N-1'))$$), 'SD004', 'OR-6: without the auto tool the distributor''s shipping moves nothing');
SELECT is(t.states('N-1'), 'pushed/new', 'OR-6: the order stays');
UPDATE distribution.supplier SET auto_tool = true, auto_pack = true WHERE supplier_id = t.id('supplier');
SELECT distribution.ship_order(t.id('supplier'), t.id('N-1')) \g /dev/null
SELECT is(t.states('N-1') || ' ' || t.stock('A'), 'pushed/to_pickup 100/1/0', 'OR-6: with it, it moves to to_pickup');
SELECT distribution.ship_order(t.id('supplier'), t.id('N-1'), 'shipped') \g /dev/null
SELECT is(t.states('N-1') || ' ' || t.stock('A'), 'pushed/shipped 99/0/0', 'OR-6: or shipped, which takes the goods out');
SELECT is(t.state_of(format('SELECT distribution.ship_order(t.id(''supplier''), t.id(''N-1''), %L)', state)), expected, 'OR-6: the distributor ships, and no more: ' || coalesce(state, 'null'))
FROM (VALUES ('completed', '22023'), ('in_process', '22023'), ('', '22023'), (NULL, '22004')) AS c (state, expected);
SELECT t.sync('kedai', 'N-2', 'A 1') \g /dev/null
SELECT t.push('N-2') \g /dev/null
SELECT is(t.states('N-2'), 'pushed/in_process', 'OR-6: with auto-pack on a pushed order starts in process');

-- OR-10
SELECT results_eq($$SELECT event, actor = current_user FROM distribution_report.order_timeline WHERE order_id = t.id('N-1') ORDER BY event_id$$,
	$$VALUES ('synced', true), ('pushed', true), ('to_pickup', true), ('shipped', true)$$, 'OR-10: every transition is kept, with who did it');
SELECT is(state, 'shipped', 'OR-10: the distributor sees it at once') FROM distribution_report.distributor_orders WHERE order_id = t.id('N-1');

-- OR-11
SELECT is(t.shipment('N-1'), 'P1, P2', 'OR-11: no shipment yet');
SELECT distribution.set_shipment(t.id('supplier'), t.id('N-1'), 'P2', 'Sample Carrier', 'T-2', 'labels/T-2') \g /dev/null
SELECT distribution.set_shipment(t.id('supplier'), t.id('N-1'), 'P1', 'Sample Carrier', 'T-0', 'labels/T-0') \g /dev/null
SELECT distribution.set_shipment(t.id('supplier'), t.id('N-1'), 'P1', 'Other Carrier', 'T-1') \g /dev/null
SELECT is(t.shipment('N-1'), 'P1 Other Carrier T-1, P2 Sample Carrier T-2 labels/T-2', 'OR-11: a package has carrier, tracking number and label, the last set');
SELECT results_eq($$SELECT package_no, units::int, goods_amount, stock_out_fee, logistics_fee, total_amount, refunded, currency
	FROM distribution_report.packages WHERE order_id = t.id('N-1') ORDER BY package_no$$,
	$$VALUES ('P1', 1, 10.00, 1.50, 0.80, 12.30, 0.00, 'MYR'), ('P2', 2, 40.00, 1.50, 1.60, 43.10, 0.00, 'MYR')$$, 'FE-2: and its charges');
SELECT distribution.mark_order(t.id('supplier'), t.id('N-1'), ARRAY['fragile', 'gift wrap', 'fragile']) \g /dev/null
SELECT is(marks, ARRAY['fragile', 'gift wrap'], 'OR-11: free marks, each once') FROM distribution_report.supply_orders WHERE order_id = t.id('N-1');
SELECT is(t.state_of(format('SELECT distribution.%s', call)), expected, 'OR-11: ' || name)
FROM (VALUES
	(1, $$mark_order(t.id('supplier'), t.id('N-1'), ARRAY['x', 'marketing'])$$, '23514', 'the mark marketing is refused'),
	(2, $$mark_order(t.id('supplier'), t.id('N-1'), ARRAY['Marketing'])$$, '23514', 'however written'),
	(3, $$mark_order(t.id('supplier'), t.id('N-1'), ARRAY['x', NULL])$$, '22004', 'null is no mark'),
	(4, $$mark_order(t.id('supplier'), t.id('N-1'), ARRAY[' '])$$, '22023', 'nor is a blank'),
	(5, $$mark_order(t.id('supplier'), t.id('N-1'), NULL)$$, '22004', 'null is no set of marks'),
	(6, $$mark_order(t.id('supplier'), t.id('N-1'), ARRAY[ARRAY['a'], ARRAY['b']])$$, '22023', 'nor is a table of them'),
	(7, $$mark_order(t.id('supplier'), 0, ARRAY['x'])$$, 'SD005', 'an unknown order is not marked'),
	(8, $$mark_order(t.id('rival'), t.id('N-1'), ARRAY['x'])$$, 'SD005', 'nor another supplier''s'),
	(9, $$set_shipment(t.id('supplier'), t.id('N-1'), 'P3', 'c', 't')$$, 'SD005', 'an unknown package has no shipment'),
	(10, $$set_shipment(t.id('supplier'), 0, 'P1', 'c', 't')$$, 'SD005', 'nor an unknown order'),
	(11, $$set_shipment(t.id('rival'), t.id('N-1'), 'P1', 'c', 't')$$, 'SD005', 'nor another supplier''s'),
	(12, $$set_shipment(t.id('supplier'), t.id('N-1'), 'P1', NULL, 't')$$, '22004', 'null is no carrier'),
	(13, $$set_shipment(t.id('supplier'), t.id('N-1'), 'P1', ' ', 't')$$, '22023', 'nor is a blank'),
	(14, $$set_shipment(t.id('supplier'), t.id('N-1'), 'P1', 'c', NULL)$$, '22004', 'null is no tracking number'),
	(15, $$set_shipment(t.id('supplier'), t.id('N-1'), 'P1', 'c', '')$$, '22023', 'nor is a blank')
) AS c (no, call, expected, name)
ORDER BY no;
SELECT is(t.state_of($$UPDATE distribution.supply_order SET marks = ARRAY['marketing'] WHERE order_id = t.id('N-1')$$), '23514', 'OR-11: not even by SQL');
SELECT distribution.mark_order(t.id('supplier'), t.id('N-1'), '{}') \g /dev/null
SELECT is(marks, '{}', 'OR-11: marks come off') FROM distribution_report.supply_orders WHERE order_id = t.id('N-1');

-- OR-11: both read them, also when cancelled
SELECT distribution.set_shipment(t.id('supplier'), t.id('N-2'), 'P1', 'Sample Carrier', 'T-3') \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('N-2')), distribution.confirm_withdrawal(t.id('supplier'), t.id('N-2')) \g /dev/null
SELECT is(t.states('N-2') || ' ' || t.shipment('N-2'), 'withdrawn/cancelled P1 Sample Carrier T-3', 'OR-11: read also when cancelled');

-- OR-7
SELECT t.sync('kedai', 'M-' || platform || logistics, 'D 1', platform, logistics)
FROM unnest(ARRAY['shopee', 'temu']) AS platform, unnest(ARRAY['self_arranged', 'platform', 'third_party']) AS logistics \g /dev/null
SELECT t.push(VARIADIC array_agg(name)) FROM t.thing WHERE name LIKE 'M-%' \g /dev/null
SELECT results_eq($$
	SELECT platform, logistics, recipient_name = 'Sample Recipient', recipient_phone = '000-0000001', recipient_address = '1 Sample Street'
	FROM distribution_report.supply_orders WHERE platform_order_no LIKE 'M-%' ORDER BY platform, logistics
$$, $$VALUES ('shopee', 'platform', false, false, false), ('shopee', 'self_arranged', true, true, true), ('shopee', 'third_party', false, false, false),
	('temu', 'platform', false, false, false), ('temu', 'self_arranged', false, false, false), ('temu', 'third_party', false, false, false)$$,
	'OR-7: in clear for self-arranged off Temu, else masked');

-- OR-11: the other side is told who sets it
CREATE ROLE ships_as_supplier;
CREATE ROLE ships_as_kedai;
SELECT distribution.grant_member(t.id('supplier'), 'ships_as_supplier', '{supplier}'), distribution.grant_member(t.id('kedai account'), 'ships_as_kedai', '{distributor}') \g /dev/null
SELECT t.sync('kedai', 'O-' || logistics, 'A 1', logistics => logistics) FROM unnest(ARRAY['self_arranged', 'platform']) AS logistics \g /dev/null
SELECT t.push('O-self_arranged', 'O-platform') \g /dev/null
CREATE FUNCTION t.shipped_as(role name, order_no text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	statement text := format('SELECT distribution.set_shipment(%s, %s, ''P1'', ''c'', ''t'')', t.id('supplier'), t.id(order_no));
	message text;
BEGIN
	PERFORM set_config('role', role, true);
	EXECUTE statement;
	RESET ROLE;
	RETURN 'set';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	RETURN SQLSTATE || ' ' || message;
END
$$;
SELECT is(t.shipped_as(role, order_no), expected, format('OR-11: %s for %s: %s', role, order_no, expected))
FROM (VALUES
	(1, 'ships_as_supplier', 'O-self_arranged', 'set'),
	(2, 'ships_as_kedai', 'O-platform', 'set'),
	(3, 'ships_as_kedai', 'O-self_arranged', '42501 the shipment of order "O-self_arranged" is set by the supplier'),
	(4, 'ships_as_supplier', 'O-platform', '42501 the shipment of order "O-platform" is set by the distributor')
) AS c (no, role, order_no, expected)
ORDER BY no;

SELECT is(t.faults(), NULL, 'ST-2: the books are sound');

-- How many are in each state, in all that was done above, also once maintenance has added it up
CREATE FUNCTION t.counts() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s', c.state, c.orders), ', ' ORDER BY c.state)
	FROM distribution_report.order_counts AS c WHERE c.supplier_id = t.id('supplier') AND c.orders <> 0
$$;
SELECT is(t.counts(), (SELECT string_agg(format('%s %s', state, orders), ', ' ORDER BY state)
	FROM (SELECT state, count(*) AS orders FROM distribution.supply_order WHERE supplier_id = t.id('supplier') AND state IS NOT NULL GROUP BY state) AS o), 'OR-6: orders are counted by their state');
SELECT results_eq($$SELECT supplier_id, partnership_id, push_state, state, orders, supplier, distributor FROM distribution_report.distributor_order_counts ORDER BY 1, 2, 3, 4$$,
	$$SELECT o.supplier_id, o.partnership_id, o.push_state, o.state, count(*), s.bigshop_name, a.name
	FROM distribution.supply_order AS o JOIN distribution.supplier AS s USING (supplier_id) JOIN distribution.account AS a ON a.account_id = o.distributor_id
	GROUP BY o.supplier_id, o.partnership_id, o.push_state, o.state, s.bigshop_name, a.name ORDER BY 1, 2, 3, 4$$, 'OR-3: and a distributor''s by its own');
SET ROLE ships_as_kedai;
SELECT results_eq($$SELECT DISTINCT distributor FROM distribution_report.distributor_order_counts$$, $$VALUES ('kedai account')$$, 'ID-4: who counts its own only');
SET ROLE ships_as_supplier;
SELECT is_empty('SELECT * FROM distribution_report.distributor_order_counts', 'ID-4: and its supplier none, which has tabs of its own');
RESET ROLE;
CREATE TEMPORARY TABLE counted AS SELECT t.counts() AS orders, (SELECT count(DISTINCT state) FROM distribution.supply_order WHERE state IN ('shipped', 'completed', 'cancelled')) AS states;
SELECT isnt(states, 0::bigint, 'OR-6: some of them where they stay') FROM counted;
INSERT INTO distribution.order_tally (supplier_id, shipped, completed, cancelled) SELECT t.id('supplier'), 0, 0, 0 FROM generate_series(1, 1001);
SELECT distribution.run_maintenance();
SELECT is((SELECT count(*) FROM distribution.order_tally), 1::bigint, 'OR-6: maintenance adds up what was counted');
SELECT is(t.counts(), orders, 'OR-6: and nothing is lost by it') FROM counted;
UPDATE distribution.order_tally SET completed = completed + 1;
SELECT matches(t.faults(), 'order_tally: .* orders shipped', 'OR-6: verify() finds a wrong count');
UPDATE distribution.order_tally SET completed = completed - 1;
SELECT is(t.faults(), NULL, 'OR-6: and none in a right one');

-- Orders by state: one list more, which is what supply_order says
SELECT set_eq('SELECT supplier_id, state, order_id, pushed_at, push_state FROM distribution.order_stage', 'SELECT supplier_id, state, order_id, pushed_at, push_state FROM distribution.supply_order WHERE state IS NOT NULL', 'OR-6: orders are listed by their state');
UPDATE distribution.order_stage SET state = 'completed' WHERE order_id = t.id('N-1');
SELECT matches(t.faults(), 'order_stage: order ' || t.id('N-1') || ': ', 'OR-6: verify() finds one that is listed elsewhere');
UPDATE distribution.order_stage AS g SET state = o.state, push_state = 'withdrawing' FROM distribution.supply_order AS o WHERE o.order_id = g.order_id AND g.order_id = t.id('N-1');
SELECT matches(t.faults(), 'order_stage: order ' || t.id('N-1') || ': ', 'OR-6: verify() finds one that is listed with another push state');
SELECT * FROM finish();
ROLLBACK;
