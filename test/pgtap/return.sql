-- Returns: goods and money come back once (RT-1 … RT-3, FE-1, WD-3, PA-6).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (t.id('supplier'), 'stock_in_return', 'unit', 0.50);
INSERT INTO distribution.notification_subscription (account_id, event)
SELECT id, event FROM t.thing, unnest(ARRAY['return_pushed', 'return_received', 'return_refunded']) AS event WHERE name IN ('supplier', 'kedai account');

-- A pushed order moved on to a state
CREATE FUNCTION t.at_state(partner text, order_no text, goods text, VARIADIC states text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.sync(partner, order_no, goods);
	PERFORM t.push(order_no);
	PERFORM distribution.advance_order(t.id('supplier'), t.id(order_no), state) FROM unnest(states) AS state;
END
$$;
-- lines: '1 2, 3 1': line 1 two units, line 3 one
CREATE FUNCTION t.claimed(lines text, kind text DEFAULT 'return_refund') RETURNS json LANGUAGE sql AS $$
	SELECT json_build_object('kind', kind, 'lines', json_agg(json_build_object('line_no', split_part(trim(line), ' ', 1)::int,
		'quantity', split_part(trim(line), ' ', 2)::int)))
	FROM string_to_table(lines, ',') AS line
$$;
CREATE FUNCTION t.create(return_name text, order_no text, lines text, kind text DEFAULT 'return_refund') RETURNS bigint LANGUAGE sql AS $$
	SELECT t.name_it(return_name, distribution.create_return(t.id('supplier'), t.id(order_no), t.claimed(lines, kind)))
$$;
CREATE FUNCTION t.push_return(return_name text) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.push_return(t.id('supplier'), t.id(return_name))
$$;
-- lines: '1 2 0, 3 0 1': of line 1 two sellable, of line 3 one defective
CREATE FUNCTION t.receive_return(return_name text, lines text, warehouse text DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.receive_return(t.id('supplier'), t.id(return_name), json_strip_nulls(json_build_object(
		'warehouse_id', CASE WHEN warehouse IS NOT NULL THEN t.id(warehouse) END,
		'lines', json_agg(json_build_object('line_no', word[1]::int, 'sellable', word[2]::int, 'defective', word[3]::int)))))
	FROM string_to_table(lines, ',') AS line CROSS JOIN LATERAL string_to_array(trim(line), ' ') AS word
$$;
CREATE FUNCTION t.refund(return_name text, amount numeric DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.refund_return(t.id('supplier'), t.id(return_name), amount)
$$;
-- 'state claimed/sellable/defective fee refund'
CREATE FUNCTION t.return(return_name text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', state, concat_ws('/', claimed, sellable, defective), coalesce(stock_in_fee::text, '-'), coalesce(refund_amount::text, '-'))
	FROM distribution_report.returns WHERE return_id = t.id(return_name)
$$;
CREATE FUNCTION t.entries(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', package_no, kind, settlement_amount, memo), ', ' ORDER BY transaction_id)
	FROM distribution.ledger_entry WHERE order_id = t.id(order_no) AND side = 'distributor' AND kind <> 'push_charge'
$$;
CREATE FUNCTION t.lines(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws('/', shipped, returned), ' ' ORDER BY line_no) FROM distribution.order_line WHERE order_id = t.id(order_no)
$$;

-- RT-1, RT-2: from claim to refund, received in part, some defective
SELECT t.at_state('kedai', 'N-1', 'A 3, B 2; C 1', 'shipped') \g /dev/null
SELECT is(concat_ws(' ', t.balance('kedai'), t.stock('A'), t.stock('B'), t.stock('C')), '912.21 97/0/0 98/0/0 99/0/0', 'RT-1: shipped, and charged 87.79');
SELECT t.create('R-1', 'N-1', '1 2, 2 2, 3 1') \g /dev/null
SELECT is(t.return('R-1'), 'created 5/0/0 - -', 'RT-1: created');
SELECT is(t.state_of($$SELECT t.receive_return('R-1', '1 1 0')$$), 'SD004', 'RT-1: what was not pushed is not received');
SELECT t.push_return('R-1') \g /dev/null
SELECT is(t.return('R-1'), 'pushed 5/0/0 - -', 'RT-1: pushed by hand');
SELECT is(t.state_of($$SELECT t.refund('R-1')$$), 'SD004', 'RT-1: what was not received is not refunded');
SELECT t.receive_return('R-1', '1 1 1, 2 1 0') \g /dev/null
SELECT is(t.return('R-1'), 'received 5/2/1 1.50 -', 'RT-2, FE-1: received in part; the stock-in fee per unit received');
SELECT is(concat_ws(' ', t.stock('A'), t.stock('B'), t.stock('C'), t.lines('N-1')), '99/0/1 99/0/0 99/0/0 3/2 2/1 1/0', 'ST-2: on hand, or defective, again');
SELECT results_eq($$SELECT kind, on_hand_change, defective_change FROM distribution.stock_movement WHERE order_id = t.id('N-1') AND kind = 'return' ORDER BY movement_id$$,
	$$VALUES ('return', 2, 1), ('return', 1, 0)$$, 'ST-1: as movements');
SELECT is(t.balance('kedai'), 910.71, 'RT-3: the fee is charged');
SELECT is(t.state_of($$SELECT t.receive_return('R-1', '3 1 0')$$), 'SD004', 'RT-1: goods are received once a return');
SELECT t.refund('R-1') \g /dev/null
SELECT is(t.return('R-1'), 'refunded 5/2/1 1.50 40.00', 'RT-3: received × the price charged: 2 × 10 + 1 × 20');
SELECT is(t.entries('N-1'), format('return_charge -1.50 return %s, P1 return_refund 40.00 return %1$s', t.id('R-1')), 'RT-3: the fee and the refund, a pair each');
SELECT is(t.balance('kedai'), 950.71, 'RT-3: the balance is credited');
SELECT is(t.state_of($$SELECT t.refund('R-1')$$), 'SD004', 'RT-3: nothing is refunded twice');
SELECT results_eq($$SELECT event FROM distribution.notification WHERE message LIKE '%N-1%' ORDER BY notification_id$$,
	$$VALUES ('return_pushed'), ('return_received'), ('return_refunded')$$, 'NO-1: and the other side is told');
SELECT results_eq($$SELECT event, note = 'return ' || t.id('R-1') FROM distribution_report.order_timeline WHERE order_id = t.id('N-1') AND event LIKE 'return%' ORDER BY event_id$$,
	$$VALUES ('return_created', true), ('return_pushed', true), ('return_received', true), ('return_refunded', true)$$, 'OR-10: on the timeline of the order');

-- Several per order; never more than shipped minus already returned
SELECT is((t.error_of($$SELECT t.create('R-2', 'N-1', '3 1, 1 2')$$)).detail, 'At lines[1].quantity.', 'RT-2: no unit comes back twice, and the path says which');
SELECT t.create('R-2', 'N-1', '1 1, 2 1') \g /dev/null
SELECT is(t.state_of($$SELECT t.create('R-3', 'N-1', '1 1')$$), 'SD007', 'RT-2: nor is it claimed by two open returns');
SELECT t.push_return('R-2') \g /dev/null
SELECT distribution.refuse_return(t.id('supplier'), t.id('R-2'), 'worn') \g /dev/null
SELECT is(t.return('R-2') || ' ' || answer, 'refused 2/0/0 - - worn', 'RT-1: refused, with reason') FROM distribution_report.returns WHERE return_id = t.id('R-2');
SELECT is(t.state_of(format('SELECT %s', verb)), 'SD004', 'RT-1: a refused return stays so: ' || verb)
FROM unnest(ARRAY[$$t.push_return('R-2')$$, $$t.receive_return('R-2', '1 1 0')$$, $$t.refund('R-2')$$, $$distribution.refuse_return(t.id('supplier'), t.id('R-2'), 'again')$$]) AS verb;
SELECT t.create('R-3', 'N-1', '1 1, 2 1, 3 1') \g /dev/null
SELECT t.push_return('R-3'), t.receive_return('R-3', '1 1 0, 2 0 1, 3 1 0', 'south') \g /dev/null
SELECT is(concat_ws(' ', t.stock('A'), t.stock('A', 'south'), t.stock('B', 'south'), t.stock('C', 'south'), t.lines('N-1')),
	'99/0/1 51/0/0 51/0/1 51/0/0 3/3 2/2 1/1', 'RT-2: what a refused return claimed comes back by another, into another warehouse if said');
SELECT t.refund('R-3') \g /dev/null
SELECT is(t.return('R-3'), 'refunded 3/2/1 1.50 39.99', 'RT-3: 10 + 20 + 9.99');
SELECT is(t.state_of($$SELECT t.create('R-4', 'N-1', '1 1')$$), 'SD007', 'RT-2: nothing is left to come back');
SELECT is(sum(refunded), 79.99, 'RT-3: all goods refunded, no fee') FROM distribution.package_charge WHERE order_id = t.id('N-1');

-- RT-2: what a line leaves out is 0
SELECT t.at_state('kedai', 'N-D', 'D 4, C 1', 'shipped') \g /dev/null
SELECT t.create('D-1', 'N-D', '1 4, 2 1') \g /dev/null
SELECT t.push_return('D-1') \g /dev/null
SELECT is((e).state || ' ' || (e).detail, 'SD007 ' || expected, 'RT-2: ' || name)
FROM (VALUES
	(1, '[{"line_no":1},{"line_no":2}]', 'At lines[0].sellable.', 'nothing at all is refused'),
	(2, '[{"line_no":1,"defective":0}]', 'At lines[0].sellable.', 'nor is nothing defective'),
	(3, '[{"line_no":2,"sellable":1},{"line_no":1,"defective":5}]', 'At lines[1].defective.', 'too many, and the path says of what'),
	(4, '[{"line_no":1,"defective":-1}]', 'At lines[0].defective.', 'nor fewer than none')
) AS c (no, lines, expected, name)
CROSS JOIN LATERAL (SELECT t.error_of(format('SELECT distribution.receive_return(t.id(''supplier''), t.id(''D-1''), %L)', format('{"lines":%s}', lines))) AS e) AS r
ORDER BY no;
SELECT distribution.receive_return(t.id('supplier'), t.id('D-1'), '{"lines":[{"line_no":1,"defective":3},{"line_no":2}]}') \g /dev/null
SELECT is(t.return('D-1') || ' ' || t.lines('N-D'), 'received 5/0/3 1.50 - 4/3 1/0', 'RT-2: only defective, and nothing of the other line');
SELECT t.refund('D-1') \g /dev/null

-- Refund only
SELECT t.at_state('kedai', 'N-2', 'A 4', 'shipped', 'completed') \g /dev/null
SELECT t.create('O-1', 'N-2', '1 3', 'refund_only') \g /dev/null
SELECT t.push_return('O-1') \g /dev/null
SELECT is(t.state_of($$SELECT t.receive_return('O-1', '1 1 0')$$), 'SD004', 'RT-1: no goods come with a refund only');
SELECT is(t.state_of($$SELECT t.create('O-2', 'N-2', '1 2', 'refund_only')$$), 'SD007', 'RT-3: nor is a unit claimed twice for its money');
SELECT t.refund('O-1') \g /dev/null
SELECT is(t.return('O-1') || ' ' || t.stock('A') || ' ' || t.lines('N-2'), 'refunded 3/0/0 - 30.00 95/0/1 4/0', 'RT-3: claimed × price, no goods, no fee');
SELECT t.create('O-2', 'N-2', '1 4') \g /dev/null
SELECT t.push_return('O-2'), t.receive_return('O-2', '1 4 0') \g /dev/null
SELECT t.refund('O-2') \g /dev/null
SELECT is(t.return('O-2') || ' ' || t.stock('A'), 'refunded 4/4/0 2.00 10.00 99/0/1', 'RT-3: the goods may follow, and refund what was not refunded yet');

-- What was claimed and did not come back is not in the way of its money
SELECT t.at_state('kedai', 'N-6', 'A 3', 'shipped') \g /dev/null
SELECT t.create('H-1', 'N-6', '1 3') \g /dev/null
SELECT t.push_return('H-1'), t.receive_return('H-1', '1 1 0') \g /dev/null
SELECT is(t.state_of($$SELECT t.create('H-2', 'N-6', '1 3', 'refund_only')$$), 'SD007', 'RT-2: one unit of three came: it is not refunded without goods too');
SELECT is(t.state_of($$SELECT t.create('H-2', 'N-6', '1 2', 'refund_only')$$), NULL, 'RT-2: but the two that did not come are');
SELECT t.push_return('H-2') \g /dev/null
SELECT t.refund('H-2'), t.refund('H-1') \g /dev/null
SELECT is(t.return('H-1') || ', ' || t.return('H-2'), 'refunded 3/1/0 0.50 10.00, refunded 2/0/0 - 20.00', 'RT-3: and are refunded, while the first waits for its refund');

-- A lower amount
SELECT t.at_state('kedai', 'N-3', 'A 1; B 1', 'shipped') \g /dev/null
SELECT t.create('L-1', 'N-3', '1 1, 2 1') \g /dev/null
SELECT t.push_return('L-1'), t.receive_return('L-1', '1 1 0, 2 1 0') \g /dev/null
SELECT is(t.state_of(format('SELECT t.refund(''L-1'', %s)', amount)), expected, 'RT-3: the supplier may not refund ' || amount)
FROM (VALUES ('30.01', '22023'), ('-0.01', '22023'), ('1.001', '22003'), ('''NaN''', '22003'), ('1e30', '22003')) AS c (amount, expected);
SELECT t.refund('L-1', 25) \g /dev/null
SELECT is(t.return('L-1'), 'refunded 2/2/0 1.00 25.00', 'RT-3: a lower amount that the supplier states');
SELECT is(split_part(t.entries('N-3'), ', ', 2) || ', ' || split_part(t.entries('N-3'), ', ', 3),
	format('P1 return_refund 10.00 return %s, P2 return_refund 15.00 return %1$s', t.id('L-1')), 'RT-3: from the packages in their order');
SELECT t.at_state('saigon', 'N-4', 'A 1', 'shipped') \g /dev/null
SELECT t.create('L-2', 'N-4', '1 1', 'refund_only') \g /dev/null
SELECT t.push_return('L-2') \g /dev/null
SELECT is(t.state_of($$SELECT t.refund('L-2', 100.50)$$), '22023', 'FX-3: VND has no decimals');
SELECT t.refund('L-2', 0) \g /dev/null
SELECT is(t.return('L-2') || ' ' || coalesce(t.entries('N-4'), 'no entry'), 'refunded 1/0/0 - 0.00 no entry', 'RT-3: nothing refunded is no entry');

-- What was charged is what is refunded: four currencies, after everything changed
SELECT t.at_state(partner, 'W-' || partner, 'A 2, D 3; C 1', 'shipped') FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS partner \g /dev/null
CREATE TABLE t.charged AS SELECT right(platform_order_no, -2) AS partner, sum(goods_amount) AS goods
FROM distribution.package_charge JOIN distribution.supply_order USING (supplier_id, order_id) WHERE platform_order_no LIKE 'W-%' GROUP BY 1;
SELECT t.create('R-' || partner, 'W-' || partner, '1 2, 2 3, 3 1') FROM t.charged \g /dev/null
SELECT t.push_return('R-' || partner), t.receive_return('R-' || partner, '1 2 0, 2 3 0, 3 0 1') FROM t.charged \g /dev/null
UPDATE distribution.distribution_product SET base_price = 500;
UPDATE distribution.fixed_rate SET rate = 1;
UPDATE distribution.live_rate SET rate = rate * 2;
SELECT t.refund('R-' || partner) FROM t.charged \g /dev/null
SELECT results_eq($$SELECT c.partner, r.refund_amount, r.stock_in_fee FROM t.charged c JOIN distribution.return_order r ON r.return_id = t.id('R-' || c.partner) ORDER BY 1$$,
	$$VALUES ('kedai', 34.49, 3.00), ('raan', 268.60, 23.36), ('saigon', 226466.00, 16296.00), ('toko', 108643.50, 10500.00)$$, 'RT-3: what was charged is refunded, in every currency');
SELECT is_empty('SELECT FROM t.charged c JOIN distribution.return_order r ON r.return_id = t.id(''R-'' || c.partner) WHERE r.refund_amount <> c.goods', 'RT-3: all of the goods');

UPDATE distribution.distribution_product SET base_price = 1;

-- FE-1: per return; no row, no charge
UPDATE distribution.fee SET basis = 'package', amount = 2 WHERE fee = 'stock_in_return';
SELECT t.at_state('kedai', 'N-5', 'D 3; D 3', 'shipped') \g /dev/null
SELECT t.create('F-1', 'N-5', '1 1, 2 1'), t.create('F-2', 'N-5', '1 1') \g /dev/null
SELECT t.push_return('F-1'), t.push_return('F-2'), t.receive_return('F-1', '1 1 0, 2 1 0') \g /dev/null
DELETE FROM distribution.fee WHERE fee = 'stock_in_return';
SELECT t.receive_return('F-2', '1 1 0') \g /dev/null
SELECT is(t.return('F-1') || ', ' || t.return('F-2'), 'received 2/2/0 2.00 -, received 1/1/0 - -', 'FE-1: per package is once a return; no fee row, no charge');

-- WD-3: after a withdrawal whose goods had left
SELECT t.at_state('kedai', 'G-1', 'A 5', 'in_process') \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('G-1')), distribution.confirm_withdrawal(t.id('supplier'), t.id('G-1'), true) \g /dev/null
CREATE TABLE t.withdrawn AS SELECT t.balance('kedai') AS balance, t.stock('A') AS stock;
SELECT t.create('G', 'G-1', '1 5') \g /dev/null
SELECT t.push_return('G'), t.receive_return('G', '1 4 1') \g /dev/null
SELECT t.refund('G') \g /dev/null
SELECT is(t.return('G') || ' ' || (t.balance('kedai') = balance), 'refunded 5/4/1 - 0.00 true', 'WD-3: a later return of the cancelled order refunds nothing more') FROM t.withdrawn;
SELECT is(t.stock('A'), (split_part(stock, '/', 1)::int + 5) || '/0/' || (split_part(stock, '/', 3)::int + 1), 'WD-3: but restocks') FROM t.withdrawn;

-- RT-1: only for what has left
SELECT t.at_state('kedai', 'E-new', 'D 1'), t.at_state('kedai', 'E-in_process', 'D 1', 'in_process'), t.at_state('kedai', 'E-to_pickup', 'D 1', 'to_pickup'),
	t.at_state('kedai', 'E-withdrawing', 'D 1', 'in_process'), t.at_state('kedai', 'E-withdrawn', 'D 1') \g /dev/null
SELECT t.sync('kedai', 'E-synced', 'D 1') \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('E-withdrawing')), distribution.withdraw_order(t.id('supplier'), t.id('E-withdrawn')) \g /dev/null
SELECT is(t.state_of(format('SELECT t.create(''E'', %L, ''1 1'')', order_no)), expected, 'RT-1: no return of ' || order_no)
FROM (VALUES ('E-new', 'SD004'), ('E-in_process', 'SD004'), ('E-to_pickup', 'SD004'), ('E-withdrawing', 'SD004'), ('E-synced', 'SD004'), ('E-withdrawn', 'SD007')) AS c (order_no, expected);

-- RT-2: pushed automatically
INSERT INTO distribution.partnership_setting (supplier_id, partnership_id, side, auto_push_returns) VALUES (t.id('supplier'), t.id('kedai'), 'supplier', true);
SELECT t.at_state('kedai', 'N-own', 'A 1', 'shipped') \g /dev/null
SELECT t.create('A-0', 'N-own', '1 1') \g /dev/null
SELECT is(t.return('A-0'), 'created 1/0/0 - -', 'RT-2: the supplier does not set the distributor''s automatic push');
INSERT INTO distribution.partnership_setting (supplier_id, partnership_id, auto_push_returns)
VALUES (t.id('supplier'), t.id('toko'), true), (t.id('supplier'), t.id('kedai'), false);
SELECT t.at_state('kedai', 'N-off', 'A 1', 'shipped') \g /dev/null
SELECT t.create('A-1', 'N-off', '1 1') \g /dev/null
SELECT is(t.return('A-1'), 'created 1/0/0 - -', 'RT-2: nor does another partnership');
CREATE ROLE returns_desk;
SELECT distribution.grant_member(t.id('supplier'), 'returns_desk', '{supplier}'), set_config('t.created', t.id('A-1')::text, true) \g /dev/null
CREATE FUNCTION t.seen_by_supplier(wanted text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	id bigint := t.id(wanted);
	seen text;
BEGIN
	SET LOCAL ROLE returns_desk;
	SELECT concat_ws(' ', (SELECT count(*) FROM distribution.return_order WHERE return_id = id),
		(SELECT count(*) FROM distribution.return_line WHERE return_id = id), (SELECT count(*) FROM distribution_report.returns WHERE return_id = id)) INTO seen;
	RESET ROLE;
	RETURN seen;
END
$$;
SELECT is(t.seen_by_supplier('A-1'), '0 0 0', 'RT-1: what is not pushed the supplier does not see');
UPDATE distribution.partnership_setting SET auto_push_returns = true WHERE partnership_id = t.id('kedai') AND side = 'distributor';
SELECT t.create('P-1', 'N-5', '1 1') \g /dev/null
SELECT is(t.return('P-1'), 'pushed 1/0/0 - -', 'RT-2: pushed at once where the partnership says so');
SELECT is(t.state_of($$SELECT t.push_return('P-1')$$), 'SD004', 'RT-1: and not again');
SELECT is(t.seen_by_supplier('P-1'), '1 1 1', 'RT-1: what is pushed it sees');

-- Payloads and callers
SELECT is(e.state || ' ' || e.detail, c.expected || ' At ' || path || '.', 'RT-1: ' || name)
FROM (VALUES
	(1, '{"kind":"gift","lines":[{"line_no":1,"quantity":1}]}', 'SD007', 'kind', 'an unknown kind'),
	(2, '{"kind":"refund_only"}', 'SD007', 'lines', 'no lines'),
	(3, '{"kind":"refund_only","lines":[]}', 'SD007', 'lines', 'an empty return'),
	(4, '{"kind":"refund_only","lines":[{"line_no":1,"quantity":0}]}', 'SD007', 'lines[0].quantity', 'no quantity'),
	(5, '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1.5}]}', 'SD007', 'lines[0].quantity', 'half a unit'),
	(6, '{"kind":"refund_only","lines":[{"line_no":9,"quantity":1}]}', 'SD007', 'lines[0].line_no', 'a line that is not there'),
	(7, '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1},{"line_no":1,"quantity":1}]}', 'SD007', 'lines[1].line_no', 'a line twice'),
	(8, '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1,"price":"9"}]}', 'SD007', 'lines[0].price', 'an unknown key'),
	(9, '[]', 'SD007', '$', 'an array'),
	(10, 'null', 'SD007', '$', 'null'),
	(11, '{"kind":"refund_only","reason":"a\u0000b","lines":[{"line_no":1,"quantity":1}]}', 'SD007', 'reason', 'text with NUL')
) AS c (no, payload, expected, path, name)
CROSS JOIN LATERAL t.error_of(format('SELECT distribution.create_return(t.id(''supplier''), t.id(''N-5''), %L)', c.payload)) AS e
ORDER BY no;
SELECT is(e.state, c.expected, 'RT-2: ' || name)
FROM (VALUES
	(1, $$receive_return(t.id('supplier'), t.id('P-1'), '{"lines":[{"line_no":1,"sellable":2}]}')$$, 'SD007', 'more than claimed'),
	(2, $$receive_return(t.id('supplier'), t.id('P-1'), '{"lines":[{"line_no":1,"sellable":2147483647,"defective":2147483647}]}')$$, 'SD007', 'far more'),
	(3, $$receive_return(t.id('supplier'), t.id('P-1'), '{"lines":[{"line_no":1,"sellable":-1,"defective":2}]}')$$, 'SD007', 'less than nothing'),
	(4, $$receive_return(t.id('supplier'), t.id('P-1'), '{"lines":[{"line_no":1,"sellable":0}]}')$$, 'SD007', 'nothing'),
	(5, $$receive_return(t.id('supplier'), t.id('P-1'), '{"lines":[{"line_no":2,"sellable":1}]}')$$, 'SD007', 'a line that was not claimed'),
	(6, $$receive_return(t.id('supplier'), t.id('P-1'), format('{"warehouse_id":%s,"lines":[{"line_no":1,"sellable":1}]}', t.id('west'))::json)$$, 'SD005', 'into another supplier''s warehouse'),
	(7, $$receive_return(t.id('rival'), t.id('P-1'), '{"lines":[{"line_no":1,"sellable":1}]}')$$, 'SD005', 'another supplier''s return'),
	(8, $$receive_return(t.id('supplier'), 0, '{"lines":[{"line_no":1,"sellable":1}]}')$$, 'SD005', 'an unknown return'),
	(9, $$receive_return(t.id('supplier'), t.id('P-1'), NULL)$$, '22004', 'null'),
	(10, $$create_return(t.id('rival'), t.id('N-5'), t.claimed('1 1'))$$, 'SD005', 'another supplier''s order'),
	(11, $$push_return(t.id('supplier'), 0)$$, 'SD005', 'an unknown return to push'),
	(12, $$refund_return(t.id('rival'), t.id('P-1'))$$, 'SD005', 'another supplier''s return to refund'),
	(13, $$refuse_return(t.id('supplier'), t.id('P-1'), '')$$, '22023', 'a refusal without a word'),
	(14, $$refuse_return(t.id('supplier'), t.id('P-1'), NULL)$$, '22004', 'or with null')
) AS c (no, call, expected, name)
CROSS JOIN LATERAL t.error_of('SELECT distribution.' || c.call) AS e
ORDER BY no;
SELECT is(t.return('P-1'), 'pushed 1/0/0 - -', 'RT-2: a refused call changes nothing');

-- RT-1: every verb from every state
SELECT t.at_state('kedai', 'M-1', 'D 10', 'shipped') \g /dev/null
DELETE FROM distribution.partnership_setting;
SELECT t.create(name, 'M-1', '1 1', CASE WHEN name LIKE 'money%' THEN 'refund_only' ELSE 'return_refund' END)
FROM unnest(ARRAY['created', 'pushed', 'received', 'refunded', 'refused', 'money created', 'money pushed', 'money refunded', 'money refused']) AS name \g /dev/null
SELECT t.push_return(name) FROM unnest(ARRAY['pushed', 'received', 'refunded', 'refused', 'money pushed', 'money refunded', 'money refused']) AS name \g /dev/null
SELECT t.receive_return(name, '1 1 0') FROM unnest(ARRAY['received', 'refunded']) AS name \g /dev/null
SELECT t.refund(name) FROM unnest(ARRAY['refunded', 'money refunded']) AS name \g /dev/null
SELECT distribution.refuse_return(t.id('supplier'), t.id(name), 'no') FROM unnest(ARRAY['refused', 'money refused']) AS name \g /dev/null
CREATE FUNCTION t.leads_to(verb text, return_name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	faults text;
BEGIN
	EXECUTE format(CASE verb WHEN 'push' THEN 'SELECT t.push_return(%L)' WHEN 'receive' THEN 'SELECT t.receive_return(%L, ''1 0 1'')'
		WHEN 'refund' THEN 'SELECT t.refund(%L)' WHEN 'refuse' THEN 'SELECT distribution.refuse_return(t.id(''supplier''), t.id(%L), ''no'')' END, return_name);
	faults := t.faults();
	RAISE EXCEPTION USING ERRCODE = 'ZZZZZ', MESSAGE = split_part(t.return(return_name), ' ', 1) || coalesce(' ' || faults, '');
EXCEPTION
	WHEN SQLSTATE 'ZZZZZ' THEN
		RETURN SQLERRM;
	WHEN OTHERS THEN
		RETURN SQLSTATE;
END
$$;
SELECT is(t.leads_to(verb, standing), expected, format('RT-1: %s from %s', verb, standing))
FROM (VALUES
	(1, 'created',        'pushed',  'SD004',    'SD004',    'SD004'),
	(2, 'pushed',         'SD004',   'received', 'SD004',    'refused'),
	(3, 'received',       'SD004',   'SD004',    'refunded', 'SD004'),
	(4, 'refunded',       'SD004',   'SD004',    'SD004',    'SD004'),
	(5, 'refused',        'SD004',   'SD004',    'SD004',    'SD004'),
	(6, 'money created',  'pushed',  'SD004',    'SD004',    'SD004'),
	(7, 'money pushed',   'SD004',   'SD004',    'refunded', 'refused'),
	(8, 'money refunded', 'SD004',   'SD004',    'SD004',    'SD004'),
	(9, 'money refused',  'SD004',   'SD004',    'SD004',    'SD004')
) AS m (no, standing, push, receive, refund, refuse)
CROSS JOIN LATERAL (VALUES (1, 'push', m.push), (2, 'receive', m.receive), (3, 'refund', m.refund), (4, 'refuse', m.refuse)) AS v (verb_no, verb, expected)
ORDER BY m.no, v.verb_no;

-- Committed, since a server with assertions does not bear, in plain SQL either, that a row locked by a transaction and updated by
-- a part of it that was rolled back is updated once more when its page is full.
COMMIT;
BEGIN;

-- RT-2: money that was refused can be asked for again
SELECT t.at_state('kedai', 'M-2', 'D 1', 'shipped') \g /dev/null
SELECT t.create('money once', 'M-2', '1 1', 'refund_only') \g /dev/null
SELECT is(t.state_of($$SELECT t.create('money twice', 'M-2', '1 1', 'refund_only')$$), 'SD007', 'RT-2: no unit is refunded by two open returns');
SELECT t.push_return('money once'), distribution.refuse_return(t.id('supplier'), t.id('money once'), 'no') \g /dev/null
SELECT is(t.state_of($$SELECT t.create('money again', 'M-2', '1 1', 'refund_only')$$), NULL, 'RT-2: what was refused does not count');

-- PA-5, PA-6: after the end returns go on, and keep the two from a new start
SELECT t.create('last', 'M-1', '1 1') \g /dev/null
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('kedai'), 'the end') \g /dev/null
SELECT t.push_return('last'), t.receive_return('last', '1 1 0') \g /dev/null
SELECT t.refund('last') \g /dev/null
SELECT is(t.return('last'), 'refunded 1/1/0 - 1.00', 'PA-5: returns go on after the end of the partnership');

SELECT is(t.faults(), NULL, 'ST-2: the books are sound');
SET LOCAL session_replication_role = replica;
UPDATE distribution.return_line SET sellable = sellable - 1 WHERE return_id = t.id('R-1') AND line_no = 1;
SELECT matches(t.faults(), 'return_line: .*return_stock: ', 'RT-2: verify finds units that no return explains');
UPDATE distribution.return_line SET sellable = sellable + 1 WHERE return_id = t.id('R-1') AND line_no = 1;
UPDATE distribution.return_order SET refund_amount = refund_amount + 1 WHERE return_id = t.id('R-1');
SELECT matches(t.faults(), '^return_money: ', 'RT-3: and a refund that the ledger does not have');
SELECT * FROM finish();
ROLLBACK;
