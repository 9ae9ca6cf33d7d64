-- Giving back in parts: refusing and withdrawing units of lines, package by package (OR-12, OR-13, WD-4).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();
INSERT INTO distribution.notification_subscription (account_id, event) VALUES (t.id('saigon account'), 'order_refused'), (t.id('kedai account'), 'order_refused');

-- lines: '1 2, 3 1' is two units of line 1 and one of line 3
CREATE FUNCTION t.units(lines text) RETURNS json LANGUAGE sql AS $$
	SELECT json_agg(json_build_object('line_no', split_part(trim(l), ' ', 1)::int, 'quantity', split_part(trim(l), ' ', 2)::int)) FROM string_to_table(lines, ',') AS l
$$;
CREATE FUNCTION t.refuse(order_no text, lines text DEFAULT NULL, reason text DEFAULT 'none on the shelf') RETURNS text LANGUAGE sql AS $$
	SELECT distribution.refuse_order(t.id('supplier'), t.id(order_no), reason, t.units(lines))
$$;
CREATE FUNCTION t.withdraw(order_no text, lines text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT distribution.withdraw_order(t.id('supplier'), t.id(order_no), 'changed', t.units(lines))
$$;
CREATE FUNCTION t.advance(order_no text, state text, package_no text DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.advance_order(t.id('supplier'), t.id(order_no), state, package_no)
$$;
-- 'pushed/new P1 shipped P2 new'
CREATE FUNCTION t.states(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', o.push_state || '/' || coalesce(o.state, '-'), string_agg(p.package_no || ' ' || coalesce(p.state, o.state), ' ' ORDER BY p.position))
	FROM distribution.supply_order AS o JOIN distribution.order_package AS p ON p.supplier_id = o.supplier_id AND p.order_id = o.order_id
	WHERE o.order_id = t.id(order_no) GROUP BY o.push_state, o.state
$$;
-- shipped/released/gone/returned of each line
CREATE FUNCTION t.lines(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws('/', shipped, released, gone, returned), ' ' ORDER BY line_no) FROM distribution.order_line WHERE order_id = t.id(order_no)
$$;
-- Entries of an order after its charges, on the distributor's side, with their memos
CREATE FUNCTION t.refunds(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', package_no, kind, settlement_amount), ', ' ORDER BY transaction_id)
	FROM distribution.ledger_entry WHERE order_id = t.id(order_no) AND side = 'distributor' AND kind <> 'push_charge'
$$;
CREATE FUNCTION t.sold(sku text) RETURNS bigint LANGUAGE sql AS $$
	SELECT coalesce(sum(units), 0)::bigint FROM distribution_report.product_sales_daily WHERE supplier_id = t.id('supplier') AND sku_id = t.id(sold.sku)
$$;

-- In a currency without decimals, over two packages, with a fee per package and one per unit, after everything changed.
-- A 60840, D 14667, B 115161, C 60785; P1 has 5 units and fees of 8148 and 21728, P2 3 units and 8148 and 13037.
SELECT t.sync('saigon', 'V-1', 'A 3, D 2; B 2, C 1') \g /dev/null
SELECT is(t.pushed('V-1'), 'pushed 554022.00 VND', 'FE-2: charged');
SELECT results_eq($$SELECT stock_out_basis, logistics_basis FROM distribution.package_charge WHERE order_id = t.id('V-1')$$,
	$$VALUES ('package', 'unit'), ('package', 'unit')$$, 'OR-12: the charge says what each fee was charged for');
UPDATE distribution.distribution_product SET base_price = 500;
UPDATE distribution.customer_level SET percent = 200, plus = 7;
UPDATE distribution.fee SET amount = 33, basis = CASE basis WHEN 'unit' THEN 'package' ELSE 'unit' END;
UPDATE distribution.live_rate SET rate = rate * 2;
UPDATE distribution.supplier SET rounding = 'up';

SELECT is(t.withdraw('V-1', '1 1'), 'pushed', 'WD-4: one unit of a new order at once, and the order goes on');
SELECT is(t.refunds('V-1'), 'P1 withdrawal_refund 65186.00', 'OR-12: the price charged, and 21728 / 5 of the fee per unit, rounded');
SELECT is(t.refuse('V-1', '1 1, 3 1'), 'pushed', 'OR-12: units of two packages');
SELECT is(t.refunds('V-1'), 'P1 withdrawal_refund 65186.00, P1 refusal_refund 65185.00, P2 refusal_refund 119507.00',
	'OR-12: a pair for each package touched; of the fee what two fifths are more than one');
SELECT is(t.lines('V-1') || ' ' || t.states('V-1'), '0/2/0/0 0/0/0/0 0/1/0/0 0/0/0/0 pushed/new P1 new P2 new', 'ST-2: the units are released');
SELECT is(concat_ws(' ', t.stock('A'), t.stock('B'), t.stock('C'), t.stock('D')), '100/1/0 100/1/0 100/1/0 100/2/0', 'ST-2: and so is their stock');
SELECT t.advance('V-1', 'shipped', 'P1') \g /dev/null
SELECT is(t.states('V-1') || ' ' || t.lines('V-1'), 'pushed/new P1 shipped P2 new 1/2/0/0 2/0/0/0 0/1/0/0 0/0/0/0', 'OR-13: one package is shipped, with what is left of it; the order is where the other is');
SELECT is(concat_ws(' ', t.stock('A'), t.stock('B'), t.stock('D')), '99/0/0 100/1/0 98/0/0', 'OR-13: its stock has left');
SELECT is(t.state_of($$SELECT t.withdraw('V-1')$$) || t.state_of($$SELECT t.refuse('V-1')$$) || t.state_of($$SELECT t.refuse('V-1', '1 1')$$), 'SD004SD004SD004', 'OR-13: what is shipped is neither withdrawn nor refused, nor a whole of which some is');
SELECT is(t.withdraw('V-1', '4 1'), 'pushed', 'WD-4: of the other package');
SELECT is(t.refuse('V-1', '3 1'), 'pushed', 'OR-12: its last unit');
SELECT is(t.refunds('V-1'), 'P1 withdrawal_refund 65186.00, P1 refusal_refund 65185.00, P2 refusal_refund 119507.00, P2 withdrawal_refund 65130.00, P2 refusal_refund 127655.00',
	'OR-12: a package with nothing left has given back all, the fee per package too');
SELECT is(t.states('V-1'), 'pushed/shipped P1 shipped P2 cancelled', 'OR-13: the order is where what is left of it is');
SELECT results_eq($$SELECT refunded, goods_amount + stock_out_fee + logistics_fee FROM distribution.package_charge WHERE order_id = t.id('V-1') ORDER BY package_no$$,
	$$VALUES (130371.00, 241730.00), (312292.00, 312292.00)$$, 'OR-12: and the packages say so');
SELECT is(t.state_of(format('SELECT distribution.set_shipment(t.id(''supplier''), t.id(''V-1''), %L, ''Sample Carrier'', ''T-1'')', package_no)), expected, 'OR-11: a shipment of ' || package_no)
FROM (VALUES ('P1', NULL), ('P2', 'SD004'), ('P9', 'SD005')) AS c (package_no, expected);
SELECT is(t.state_of($$SELECT t.advance('V-1', 'completed', 'P2')$$) || t.state_of($$SELECT t.refuse('V-1', '3 1')$$), 'SD004SD007', 'OR-12: nothing is given back twice, and a package with nothing left goes nowhere');
SELECT t.name_it('R-1', distribution.create_return(t.id('supplier'), t.id('V-1'), '{"kind":"return_refund","lines":[{"line_no":1,"quantity":1},{"line_no":2,"quantity":2}]}')) \g /dev/null
SELECT distribution.push_return(t.id('supplier'), t.id('R-1')), distribution.receive_return(t.id('supplier'), t.id('R-1'), '{"lines":[{"line_no":1,"sellable":1},{"line_no":2,"sellable":2}]}'),
	distribution.refund_return(t.id('supplier'), t.id('R-1')) \g /dev/null
SELECT is(t.refunds('V-1'), 'P1 withdrawal_refund 65186.00, P1 refusal_refund 65185.00, P2 refusal_refund 119507.00, P2 withdrawal_refund 65130.00, P2 refusal_refund 127655.00, P1 return_refund 90174.00',
	'RT-3: the rest returns, at the price charged; the money of every unit goes back once');
SELECT is(t.state_of($$SELECT distribution.create_return(t.id('supplier'), t.id('V-1'), '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1}]}')$$), 'SD007', 'RT-2: and no more');
SELECT results_eq($$SELECT event, note FROM distribution_report.order_timeline WHERE order_id = t.id('V-1') AND event NOT LIKE 'return%' ORDER BY event_id$$, $$VALUES
	('synced', NULL), ('pushed', NULL), ('partly_withdrawn', 'changed'), ('partly_refused', 'none on the shelf'), ('package_shipped', 'P1'),
	('partly_withdrawn', 'changed'), ('partly_refused', 'none on the shelf'), ('shipped', NULL)$$, 'OR-10: each act is on the timeline, with its reason');
SELECT results_eq($$SELECT message FROM distribution.notification WHERE account_id = t.id('saigon account') ORDER BY notification_id$$,
	$$SELECT 'supplier refused order V-1 in part and gave the money back, tell your customer: none on the shelf' FROM generate_series(1, 2)$$, 'NO-3: the distributor is told');
SELECT results_eq($$SELECT DISTINCT memo FROM distribution.ledger_entry WHERE order_id = t.id('V-1') AND kind = 'refusal_refund'$$, $$VALUES ('none on the shelf')$$, 'OR-12: the entries say why');
SELECT is(concat_ws(' ', t.sold('A'), t.sold('B'), t.sold('C'), t.sold('D')), '1 0 0 2', 'PD-4: what was withdrawn or refused was not sold');
SELECT distribution.count_sales(t.id('supplier')) \g /dev/null
SELECT is(concat_ws(' ', t.sold('A'), t.sold('B'), t.sold('C'), t.sold('D')), '1 0 0 2', 'PD-4: nor counted');
SELECT is((SELECT (charges, refunds) FROM distribution_report.reconciliation_summary WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('saigon') ORDER BY month DESC LIMIT 1),
	(-554022.00::numeric(20,2), 532837.00::numeric(20,2)), 'LE-6: refusals are among the refunds');
SELECT is_empty('SELECT * FROM distribution.verify()', 'OR-12: the books are sound');

-- Whole
SELECT t.sync('kedai', name, 'A 2, B 1; C 3') FROM unnest(ARRAY['W-1', 'W-2', 'W-3', 'W-4', 'W-5']) AS name \g /dev/null
SELECT t.top_up('kedai', 100000) \g /dev/null
SELECT t.push('W-1', 'W-2', 'W-3', 'W-4', 'W-5') \g /dev/null
CREATE TABLE t.before AS SELECT t.balance('kedai') AS balance;
SELECT is(t.refuse('W-1', NULL, 'closed'), 'refused', 'OR-12: the whole order');
SELECT is(t.states('W-1') || ' ' || t.lines('W-1'), 'refused/cancelled P1 cancelled P2 cancelled 0/2/0/0 0/1/0/0 0/3/0/0', 'OR-12: cancelled, and refused to the distributor');
SELECT is(t.balance('kedai') - balance, (SELECT sum(goods_amount + stock_out_fee + logistics_fee) FROM distribution.package_charge WHERE order_id = t.id('W-1')), 'OR-12: all that was charged is given back') FROM t.before;
SELECT is((SELECT count(DISTINCT state) FROM distribution.order_package WHERE order_id = t.id('W-1')), 0::bigint, 'OR-13: what moves whole writes no package');
SELECT is(t.pushed('W-1'), 'refused order_state', 'OR-12: refused is final');
SELECT is(t.state_of(format('SELECT %s', call)), 'SD004', 'OR-12: final: ' || call) FROM unnest(ARRAY[$$t.refuse('W-1')$$, $$t.withdraw('W-1')$$, $$t.advance('W-1', 'in_process')$$,
	$$distribution.queue_push(t.id('supplier'), ARRAY[t.id('W-1')])$$, $$distribution.cancel_order(t.id('supplier'), t.id('W-1'))$$,
	$$distribution.set_shipment(t.id('supplier'), t.id('W-1'), 'P1', 'Sample Carrier', 'T-1')$$]) AS call;
SELECT isnt(distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('W-1', 'A 2, B 1; C 3')), t.id('W-1'), 'OR-12: its number may be synced again');
SELECT results_eq($$SELECT message FROM distribution.notification WHERE account_id = t.id('kedai account') ORDER BY notification_id$$, $$VALUES ('supplier refused order W-1 and gave the money back, tell your customer: closed')$$, 'NO-3: told with the reason');

-- The last act names the state
SELECT is(t.refuse('W-2', '1 2, 2 1') || ' ' || t.withdraw('W-2') || ' ' || t.states('W-2'), 'pushed withdrawn withdrawn/cancelled P1 cancelled P2 cancelled', 'OR-12: refused in part, the rest withdrawn: withdrawn');
SELECT is(t.withdraw('W-3', '1 2, 2 1') || ' ' || t.refuse('W-3', '3 3') || ' ' || t.states('W-3'), 'pushed refused refused/cancelled P1 cancelled P2 cancelled', 'OR-12: withdrawn in part, the rest refused: refused');
SELECT is((SELECT array_agg(kind ORDER BY transaction_id) FROM distribution.ledger_entry WHERE order_id = t.id('W-3') AND side = 'supplier'), ARRAY['push_charge', 'push_charge', 'withdrawal_refund', 'refusal_refund'], 'OR-12: a pair for the package of each act');

-- A package that the supplier has begun with waits for it; another does not (OR-13)
SELECT t.advance('W-4', 'in_process', 'P1') \g /dev/null
SELECT is(t.states('W-4'), 'pushed/new P1 in_process P2 new', 'OR-13: a package by itself');
SELECT is(t.withdraw('W-4', '3 1'), 'pushed', 'OR-13: of the new one at once');
SELECT is(t.withdraw('W-4', '1 1, 3 1'), 'withdrawing', 'OR-13: of one beyond new the supplier says');
SELECT is(t.state_of(format('SELECT %s', call)), 'SD004', 'WD-4: while it is withdrawing: ' || call) FROM unnest(ARRAY[$$t.withdraw('W-4', '3 1')$$, $$t.refuse('W-4', '3 1')$$, $$t.advance('W-4', 'shipped', 'P2')$$]) AS call;
SELECT is(t.lines('W-4'), '0/0/0/0 0/0/0/0 0/1/0/0', 'WD-4: nothing is given back before');
SELECT distribution.refuse_withdrawal(t.id('supplier'), t.id('W-4'), 'packed') \g /dev/null
SELECT is(t.states('W-4') || ' ' || t.lines('W-4'), 'pushed/new P1 in_process P2 new 0/0/0/0 0/0/0/0 0/1/0/0', 'WD-3: refused, all goes on');
SELECT is(t.withdraw('W-4', '2 1'), 'withdrawing', 'WD-4: another request');
SELECT results_eq($$SELECT line_no, quantity FROM distribution.withdrawal_line WHERE order_id = t.id('W-4')$$, $$VALUES (2, 1)$$, 'WD-4: keeps its own lines');
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('W-4')) \g /dev/null
SELECT is(t.states('W-4') || ' ' || t.lines('W-4'), 'pushed/new P1 in_process P2 new 0/0/0/0 0/1/0/0 0/1/0/0', 'WD-4: confirmed: exactly these units');
SELECT is(t.withdraw('W-4'), 'withdrawing', 'WD-4: and the whole of what is left');
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('W-4')) \g /dev/null
SELECT is(t.states('W-4') || ' ' || t.lines('W-4'), 'withdrawn/cancelled P1 cancelled P2 cancelled 0/2/0/0 0/1/0/0 0/3/0/0', 'WD-4: which ends it');

-- Units that had left the shelf (WD-3, WD-4)
SELECT t.advance('W-5', 'to_pickup') \g /dev/null
SELECT is(t.withdraw('W-5', '1 1'), 'withdrawing', 'WD-4: some units of a package at pickup');
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('W-5'), true) \g /dev/null
SELECT is(t.states('W-5') || ' ' || t.lines('W-5'), 'pushed/to_pickup P1 to_pickup P2 to_pickup 1/0/1/0 0/0/0/0 0/0/0/0', 'WD-4: gone: shipped, and the line keeps their number');
SELECT is(t.state_of($$SELECT distribution.create_return(t.id('supplier'), t.id('W-5'), '{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}')$$), 'SD004', 'OR-13: no return of a package that has not been shipped');
SELECT t.advance('W-5', 'shipped', 'P1') \g /dev/null
SELECT is(t.states('W-5') || ' ' || t.lines('W-5'), 'pushed/to_pickup P1 shipped P2 to_pickup 2/0/1/0 1/0/0/0 0/0/0/0', 'OR-13: the rest of it is shipped');
SELECT is(t.state_of($$SELECT distribution.create_return(t.id('supplier'), t.id('W-5'), '{"kind":"refund_only","lines":[{"line_no":1,"quantity":2}]}')$$), 'SD007', 'WD-4: a refund only is of what was not refunded');
SELECT is(t.state_of($$SELECT distribution.create_return(t.id('supplier'), t.id('W-5'), '{"kind":"return_refund","lines":[{"line_no":3,"quantity":1}]}')$$), 'SD004', 'OR-13: returns look at the line''s package');
SELECT t.name_it('R-5', distribution.create_return(t.id('supplier'), t.id('W-5'), '{"kind":"return_refund","lines":[{"line_no":1,"quantity":2}]}')) \g /dev/null
SELECT distribution.push_return(t.id('supplier'), t.id('R-5')), distribution.receive_return(t.id('supplier'), t.id('R-5'), '{"lines":[{"line_no":1,"sellable":2}]}'), distribution.refund_return(t.id('supplier'), t.id('R-5')) \g /dev/null
SELECT is((SELECT refund_amount || ' of ' || (SELECT unit_price FROM distribution.order_line WHERE order_id = t.id('W-5') AND line_no = 1) FROM distribution.return_order WHERE return_id = t.id('R-5')), '500.00 of 500.00',
	'WD-4: returns of it are refunded at most shipped - gone - refunded: one unit of the two');
SELECT t.advance('W-5', 'completed', 'P1') \g /dev/null
SELECT is(t.states('W-5'), 'pushed/to_pickup P1 completed P2 to_pickup', 'OR-13: a package may be completed before another is shipped');
SELECT is(t.refuse('W-5', '3 3') || ' ' || t.states('W-5'), 'pushed pushed/completed P1 completed P2 cancelled', 'OR-13: what is left is completed, and so is the order');
SELECT results_eq($$SELECT event FROM distribution_report.order_timeline WHERE order_id = t.id('W-5') ORDER BY event_id DESC LIMIT 3$$, $$VALUES ('completed'), ('shipped'), ('partly_refused')$$, 'OR-6: by way of shipped');
SELECT is_empty('SELECT * FROM distribution.verify()', 'WD-4: the books are sound');

-- A third party's warehouse is asked for a package of its own only
SELECT t.make_warehouse('supplier', 'third') \g /dev/null
UPDATE distribution.warehouse SET kind = 'third_party' WHERE warehouse_id = t.id('third');
SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('third')]), t.receive('A', 'third', 10) \g /dev/null
SELECT t.name_it('T-1', distribution.sync_order(t.id('supplier'), t.id('kedai'), jsonb_set(jsonb_set(t.payload('T-1', 'A 2; A 2')::jsonb,
	'{packages,0,warehouse_id}', to_jsonb(t.id('north'))), '{packages,1,warehouse_id}', to_jsonb(t.id('third')))::json)) \g /dev/null
SELECT t.push('T-1') \g /dev/null
SELECT t.advance('T-1', 'in_process') \g /dev/null
SELECT t.withdraw('T-1', '1 1') \g /dev/null
SELECT is((SELECT state FROM distribution.withdrawal WHERE order_id = t.id('T-1')), 'supplier', 'WD-4: no package of a third party is named');
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('T-1')), t.withdraw('T-1', '1 1, 2 1') \g /dev/null
SELECT is((SELECT state FROM distribution.withdrawal WHERE order_id = t.id('T-1')), 'warehouse', 'WD-4: one is');
SELECT distribution.warehouse_cancelled(t.id('supplier'), t.id('T-1'), true), distribution.confirm_withdrawal(t.id('supplier'), t.id('T-1'), true) \g /dev/null
SELECT is(t.states('T-1') || ' ' || t.lines('T-1'), 'pushed/in_process P1 cancelled P2 in_process 1/1/1/0 1/0/1/0', 'WD-4: what is gone is not left either');
SELECT t.withdraw('T-1'), distribution.warehouse_cancelled(t.id('supplier'), t.id('T-1'), true), distribution.confirm_withdrawal(t.id('supplier'), t.id('T-1'), true) \g /dev/null
SELECT is(t.states('T-1'), 'withdrawn/cancelled P1 cancelled P2 cancelled', 'WD-4: with nothing left it is a withdrawal of the whole');

-- What is refused of the arguments
SELECT t.sync('kedai', 'E-1', 'A 2, B 1; C 3'), t.sync('kedai', 'E-2', 'A 1') \g /dev/null
SELECT t.push('E-1') \g /dev/null
SELECT is(concat_ws(' ', e.state, nullif(e.detail, '')), expected, what)
FROM (VALUES
	(1, $$refuse_order(t.id('supplier'), t.id('E-1'), 'no', '[{"line_no":1,"quantity":3}]')$$, 'SD007 At [0].quantity.', 'OR-12: more than is left'),
	(2, $$refuse_order(t.id('supplier'), t.id('E-1'), 'no', '[{"line_no":1,"quantity":1},{"line_no":9,"quantity":1}]')$$, 'SD007 At [1].line_no.', 'OR-12: an unknown line'),
	(3, $$refuse_order(t.id('supplier'), t.id('E-1'), 'no', '[{"line_no":1,"quantity":1},{"line_no":1,"quantity":1}]')$$, 'SD007 At [1].line_no.', 'OR-12: a line twice'),
	(4, $$refuse_order(t.id('supplier'), t.id('E-1'), 'no', '[{"line_no":1,"quantity":0}]')$$, 'SD007 At [0].quantity.', 'OR-12: no unit'),
	(5, $$refuse_order(t.id('supplier'), t.id('E-1'), 'no', '[{"line_no":1}]')$$, 'SD007 At [0].quantity.', 'OR-12: without a number'),
	(6, $$refuse_order(t.id('supplier'), t.id('E-1'), 'no', '[]')$$, 'SD007 At $.', 'OR-12: no line'),
	(7, $$refuse_order(t.id('supplier'), t.id('E-1'), 'no', '{"line_no":1,"quantity":1}')$$, 'SD007 At $.', 'OR-12: no array'),
	(8, $$refuse_order(t.id('supplier'), t.id('E-1'), ' ')$$, '22023', 'OR-12: without a reason'),
	(9, $$refuse_order(t.id('supplier'), t.id('E-1'), NULL)$$, '22004', 'OR-12: or with null'),
	(10, $$refuse_order(t.id('supplier'), t.id('E-2'), 'no')$$, 'SD004', 'OR-12: an order that is not pushed'),
	(11, $$refuse_order(t.id('rival'), t.id('E-1'), 'no')$$, 'SD005', 'OR-12: another supplier''s order'),
	(12, $$withdraw_order(t.id('supplier'), t.id('E-1'), NULL, '[{"line_no":3,"quantity":4}]')$$, 'SD007 At [0].quantity.', 'WD-4: more than is left'),
	(13, $$withdraw_order(t.id('supplier'), t.id('E-1'), NULL, '[{"line_no":3,"quantity":1,"why":"?"}]')$$, 'SD007 At [0].why.', 'WD-4: an unknown key'),
	(14, $$advance_order(t.id('supplier'), t.id('E-1'), 'shipped', 'P9')$$, 'SD005', 'OR-13: an unknown package'),
	(15, $$advance_order(t.id('supplier'), t.id('E-1'), 'completed', 'P1')$$, 'SD004', 'OR-13: a package is completed from shipped only'),
	(16, $$ship_order(t.id('supplier'), t.id('E-1'), 'shipped', 'P1')$$, 'SD004', 'OR-13: the distributor ships where the auto tool is on')
) AS c (no, call, expected, what)
CROSS JOIN LATERAL t.error_of('SELECT distribution.' || c.call) AS e
ORDER BY no;
SELECT is(t.states('E-1') || ' ' || t.lines('E-1'), 'pushed/new P1 new P2 new 0/0/0/0 0/0/0/0 0/0/0/0', 'OR-12: a refused call changes nothing');
UPDATE distribution.supplier SET auto_tool = true WHERE supplier_id = t.id('supplier');
SELECT distribution.ship_order(t.id('supplier'), t.id('E-1'), package_no => 'P2') \g /dev/null
SELECT is(t.states('E-1'), 'pushed/new P1 new P2 to_pickup', 'OR-13: the distributor ships one package');
SELECT t.advance('E-1', 'in_process') \g /dev/null
SELECT is(t.states('E-1'), 'pushed/in_process P1 in_process P2 to_pickup', 'OR-13: without a package all that are behind move');
SELECT t.advance('E-1', 'shipped') \g /dev/null
SELECT is(t.states('E-1'), 'pushed/shipped P1 shipped P2 shipped', 'OR-13: together again');
SELECT t.advance('E-1', 'completed', 'P2'), t.advance('E-1', 'completed') \g /dev/null
SELECT is(t.states('E-1'), 'pushed/completed P1 completed P2 completed', 'OR-13: to the end');
SELECT throws_ok($$UPDATE distribution.order_package SET state = 'new' WHERE order_id = t.id('E-1') AND package_no = 'P2'$$, 'SD004', NULL, 'OR-13: no package goes back, by whatever SQL');

-- OR-12: a pair also of 0
UPDATE distribution.distribution_product SET base_price = NULL;
INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (t.id('supplier'), t.id('A'), 0, 0);
UPDATE distribution.fee SET amount = 0;
SELECT t.sync('kedai', 'F-1', 'A 2') \g /dev/null
SELECT is(t.pushed('F-1'), 'pushed 0.00 MYR', 'OR-5: a charge of 0');
SELECT t.refuse('F-1', '1 1'), t.withdraw('F-1', '1 1') \g /dev/null
SELECT is(t.refunds('F-1') || ' ' || t.states('F-1'), 'P1 refusal_refund 0.00, P1 withdrawal_refund 0.00 withdrawn/cancelled P1 cancelled', 'OR-12: each act has its pair');
SELECT is_empty('SELECT * FROM distribution.verify()', 'OR-12: the books are sound');

-- verify() sees what nobody may do
UPDATE distribution.order_line SET released = 1 WHERE order_id = t.id('V-1') AND line_no = 1;
SELECT matches(t.faults(), 'giveback: ', 'OR-12: verify finds units that no act gave back');
UPDATE distribution.order_line SET released = 2 WHERE order_id = t.id('V-1') AND line_no = 1;
UPDATE distribution.order_giveback SET quantity = 2 WHERE order_id = t.id('V-1') AND line_no = 4;
SELECT matches(t.faults(), 'giveback_money: ', 'OR-12: and money that was not due');
UPDATE distribution.order_giveback SET quantity = 1 WHERE order_id = t.id('V-1') AND line_no = 4;
UPDATE distribution.order_package SET state = 'shipped' WHERE order_id = t.id('W-1') AND package_no = 'P1';
SELECT matches(t.faults(), 'package_state: ', 'OR-13: and a package that is ahead of nothing');

SELECT * FROM finish();
ROLLBACK;
