-- Withdrawing (WD-1 … WD-3).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.withdraw(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT distribution.withdraw_order(t.id('supplier'), t.id(order_no), 'the buyer changed his mind')
$$;
CREATE FUNCTION t.advance(order_no text, VARIADIC states text[]) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.advance_order(t.id('supplier'), t.id(order_no), state) FROM unnest(states) AS state
$$;
CREATE FUNCTION t.states(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT push_state || '/' || coalesce(state, '-') FROM distribution.supply_order WHERE order_id = t.id(order_no)
$$;
-- kind and settlement amounts of an order on the distributor's side
CREATE FUNCTION t.entries(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', package_no, kind, settlement_amount), ', ' ORDER BY transaction_id)
	FROM distribution.ledger_entry WHERE order_id = t.id(order_no) AND side = 'distributor'
$$;

-- WD-1, WD-2: new: succeeds at once
SELECT t.sync('kedai', 'N-1', 'A 2, B 1; C 3') \g /dev/null
SELECT t.push('N-1') \g /dev/null
SELECT is(t.withdraw('N-1'), 'withdrawn', 'WD-1: a new order is withdrawn at once');
SELECT is(t.states('N-1'), 'withdrawn/cancelled', 'WD-2: withdrawn on one side, cancelled on the other');
SELECT is(t.entries('N-1'), 'P1 push_charge -43.90, P2 push_charge -33.87, P1 withdrawal_refund 43.90, P2 withdrawal_refund 33.87',
	'WD-2: a refund pair per package of exactly what was charged');
SELECT is(t.balance('kedai'), 1000.00, 'WD-2: the balance is credited');
SELECT is(concat_ws(' ', t.stock('A'), t.stock('B'), t.stock('C')), '100/0/0 100/0/0 100/0/0', 'WD-2: stock is released');
SELECT results_eq($$SELECT refunded, goods_amount + stock_out_fee + logistics_fee FROM distribution.package_charge WHERE order_id = t.id('N-1') ORDER BY package_no$$,
	$$VALUES (43.90, 43.90), (33.87, 33.87)$$, 'WD-2: and the packages say so');
SELECT is(t.state_of($$SELECT t.withdraw('N-1')$$), 'SD004', 'WD-2: nothing is refunded twice');
SELECT is(t.pushed('N-1'), 'withdrawn order_state', 'OR-4: a withdrawn order is not pushed');
SELECT is(t.balance('kedai'), 1000.00, 'WD-2: and neither changes the balance');
SELECT is(t.state_of($$SELECT t.advance('N-1', 'in_process')$$), 'SD004', 'OR-6: a cancelled order does not advance');
SELECT is(t.state_of($$SELECT distribution.cancel_order(t.id('supplier'), t.id('N-1'))$$), 'SD004', 'OR-3: nor is it cancelled again');

-- WD-2: exactly what was charged, whatever has changed since: four currencies
SELECT t.sync(partner, 'W-' || partner, 'A 3, C 1; D 2') FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS partner \g /dev/null
CREATE TABLE t.charged AS
SELECT partner, t.pushed('W-' || partner) AS outcome, t.balance(partner) AS after
FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS partner;
SELECT results_eq('SELECT partner, outcome FROM t.charged ORDER BY partner', $$VALUES
	('kedai', 'pushed 50.79 MYR'), ('raan', 'pushed 395.54 THB'), ('saigon', 'pushed 315009.00 VND'), ('toko', 'pushed 162718.50 IDR')
$$, 'OR-5: what each was charged');
UPDATE distribution.distribution_product SET base_price = 500;
UPDATE distribution.customer_level SET percent = 200, plus = 7;
UPDATE distribution.fee SET amount = 33, basis = 'unit';
UPDATE distribution.fixed_rate SET rate = 1;
UPDATE distribution.live_rate SET rate = rate * 2;
UPDATE distribution.supplier SET rounding = 'up';
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'all', 'all');
SELECT is(t.withdraw('W-' || partner), 'withdrawn', 'WD-2: withdrawn after everything changed: ' || partner) FROM t.charged ORDER BY partner;
SELECT results_eq('SELECT partner, t.balance(partner) FROM t.charged ORDER BY partner', $$VALUES
	('kedai', 1000.00), ('raan', 0.00), ('saigon', 5000000.00), ('toko', 10000000.00)
$$, 'WD-2: gives back exactly what was charged');
SELECT is_empty($$
	SELECT FROM distribution.ledger_entry c
	LEFT JOIN distribution.ledger_entry r ON r.supplier_id = c.supplier_id AND r.order_id = c.order_id
		AND r.package_no = c.package_no AND r.side = c.side AND r.kind = 'withdrawal_refund'
	WHERE c.kind = 'push_charge' AND c.settlement_amount IS DISTINCT FROM -r.settlement_amount
$$, 'WD-2: package by package, on both sides');

-- WD-1: not new any more
SELECT t.top_up('kedai', 100000) \g /dev/null
DELETE FROM distribution.visibility_rule;
SELECT t.sync('kedai', 'S-1', 'A 1') \g /dev/null
SELECT t.push('S-1') \g /dev/null
CREATE TABLE t.before AS SELECT t.balance('kedai') AS balance;
SELECT t.advance('S-1', 'in_process', 'to_pickup', 'shipped') \g /dev/null
SELECT is(t.states('S-1'), 'pushed/shipped', 'OR-6: shipped');
SELECT is(t.state_of($$SELECT t.withdraw('S-1')$$), 'SD004', 'WD-1: a shipped order cannot be withdrawn');
SELECT is(t.states('S-1') || ' ' || t.stock('A') || ' ' || (t.balance('kedai') = balance), 'pushed/shipped 99/0/0 true', 'WD-1: and nothing changes') FROM t.before;
SELECT t.advance('S-1', 'completed') \g /dev/null
SELECT is(t.state_of($$SELECT t.withdraw('S-1')$$), 'SD004', 'WD-1: nor can a completed one');

-- Not pushed yet, or not there
SELECT t.sync('kedai', 'S-2', 'A 1') \g /dev/null
SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$SELECT t.withdraw('S-2')$$, 'SD004', 'WD-1: an order that was not pushed is cancelled, not withdrawn'),
	(2, $$SELECT distribution.withdraw_order(t.id('supplier'), 0)$$, 'SD005', 'WD-1: an unknown order is not found'),
	(3, $$SELECT distribution.withdraw_order(t.id('rival'), t.id('S-1'))$$, 'SD005', 'ID-4: another supplier''s order is not found'),
	(4, $$SELECT distribution.withdraw_order(t.id('supplier'), NULL)$$, '22004', 'WD-1: null is no order'),
	(5, $$SELECT distribution.advance_order(t.id('supplier'), t.id('S-2'), 'in_process')$$, 'SD004', 'OR-6: what was not pushed does not advance'),
	(6, $$SELECT distribution.advance_order(t.id('supplier'), 0, 'in_process')$$, 'SD005', 'OR-6: an unknown order is not found'),
	(7, $$SELECT distribution.advance_order(t.id('rival'), t.id('S-1'), 'in_process')$$, 'SD005', 'ID-4: nor another supplier''s')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT t.push('S-2') \g /dev/null
SELECT matches(t.state_of(format('SELECT distribution.advance_order(t.id(''supplier''), t.id(''S-2''), %L)', state)), '^(SD004|22023)$', 'OR-6: a new order cannot become ' || coalesce(state, 'null'))
FROM unnest(ARRAY['new', 'completed', 'cancelled', 'lost', '']) AS state;
SELECT is(t.state_of($$SELECT distribution.advance_order(t.id('supplier'), t.id('S-2'), NULL)$$), '22004', 'OR-6: null is no state');

-- WD-3: one hop: the supplier answers
CREATE FUNCTION t.begun(order_no text, goods text DEFAULT 'A 2, B 1; C 3', warehouse text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.sync('kedai', order_no, goods, warehouse => warehouse);
	PERFORM t.push(order_no);
	PERFORM t.advance(order_no, 'in_process');
	RETURN t.withdraw(order_no);
END
$$;
CREATE FUNCTION t.standing(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', t.states(order_no), t.stock('A'), t.stock('B'), t.stock('C'), t.balance('kedai'))
$$;
CREATE TABLE t.start AS SELECT t.balance('kedai') AS balance, t.stock('A') || ' ' || t.stock('B') || ' ' || t.stock('C') AS stock;
SELECT is(t.begun('D-1'), 'withdrawing', 'WD-1: an order in process is being withdrawn');
CREATE TABLE t.asked AS SELECT t.standing('D-1') AS standing;
SELECT is(t.state_of($$SELECT t.advance('D-1', 'to_pickup')$$), 'SD004', 'OR-6: while withdrawing, no transition');
SELECT distribution.refuse_withdrawal(t.id('supplier'), t.id('D-1'), 'packed already') \g /dev/null
SELECT is(t.standing('D-1'), replace(standing, 'withdrawing', 'pushed'), 'WD-3: a refusal leaves everything as it was') FROM t.asked;
SELECT is(t.state_of($$SELECT distribution.refuse_withdrawal(t.id('supplier'), t.id('D-1'), 'again')$$), 'SD004', 'WD-3: once');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('D-1'), 'it came too late') \g /dev/null
SELECT is(reason, 'it came too late', 'WD-1: asked for again, with the reason of now') FROM distribution.withdrawal WHERE order_id = t.id('D-1');
SELECT distribution.refuse_withdrawal(t.id('supplier'), t.id('D-1'), 'packed already') \g /dev/null
SELECT is(t.withdraw('D-1'), 'withdrawing', 'WD-3: and it can be asked for again');
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('D-1')) \g /dev/null
SELECT is(t.standing('D-1'), 'withdrawn/cancelled ' || stock || ' ' || balance, 'WD-2: confirmed: stock released, all refunded') FROM t.start;
SELECT is(t.state_of($$SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('D-1'))$$), 'SD004', 'WD-2: nothing is refunded twice');
SELECT results_eq($$SELECT w.state, w.goods_out, w.answer FROM distribution.withdrawal w WHERE order_id = t.id('D-1')$$, $$VALUES ('confirmed', false, NULL)$$,
	'WD-3: the last request and its answer are kept');

-- WD-3: the goods had left the shelf
SELECT t.begun('D-2', 'A 2; C 3') \g /dev/null
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('D-2'), true) \g /dev/null
SELECT is(t.states('D-2') || ' ' || t.balance('kedai'), 'withdrawn/cancelled ' || balance, 'WD-3: goods out: refunded all the same') FROM t.start;
SELECT results_eq($$SELECT line_no, shipped, released, returned FROM distribution.order_line WHERE order_id = t.id('D-2') ORDER BY line_no$$,
	$$VALUES (1, 2, 0, 0), (2, 3, 0, 0)$$, 'WD-3: goods out: shipped instead of released');
SELECT isnt(t.stock('A'), split_part(stock, ' ', 1), 'WD-3: they are not on the shelf any more') FROM t.start;

-- WD-3: two hops: the warehouse first
SELECT t.make_warehouse('supplier', 'third') \g /dev/null
UPDATE distribution.warehouse SET kind = 'third_party' WHERE warehouse_id = t.id('third');
SELECT t.receive('A', 'third', 10) \g /dev/null
SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('south'), t.id('third')]) \g /dev/null
SELECT is(t.begun('D-3', 'A 2', 'third'), 'withdrawing', 'WD-1: from a third party''s warehouse');
SELECT is(t.state_of($$SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('D-3'))$$), 'SD004', 'WD-3: the supplier cannot confirm before the warehouse');
SELECT distribution.warehouse_cancelled(t.id('supplier'), t.id('D-3'), false, 'on the truck') \g /dev/null
SELECT is(t.states('D-3') || ' ' || t.stock('A', 'third'), 'pushed/in_process 10/2/0', 'WD-3: the warehouse''s refusal ends it');
SELECT t.withdraw('D-3') \g /dev/null
SELECT distribution.warehouse_cancelled(t.id('supplier'), t.id('D-3'), true) \g /dev/null
SELECT is(t.states('D-3') || ' ' || t.stock('A', 'third'), 'withdrawing/in_process 10/2/0', 'WD-3: the warehouse''s yes is the first of two hops');
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('D-3')) \g /dev/null
SELECT is(t.states('D-3') || ' ' || t.stock('A', 'third') || ' ' || t.balance('kedai'), 'withdrawn/cancelled 10/0/0 ' || balance, 'WD-3: the supplier''s the second') FROM t.start;
SELECT results_eq($$SELECT event, note FROM distribution_report.order_timeline WHERE order_id = t.id('D-3') ORDER BY occurred_at, event_id$$, $$VALUES
	('synced', NULL), ('pushed', NULL), ('in_process', NULL), ('withdrawing', 'the buyer changed his mind'), ('withdrawal_refused', 'on the truck'),
	('withdrawing', 'the buyer changed his mind'), ('warehouse_cancelled', NULL), ('withdrawn', NULL)$$, 'OR-10: every transition is kept');

SELECT is(t.state_of(format('SELECT distribution.%s', call)), expected, 'WD-3: ' || name)
FROM (VALUES
	(1, $$confirm_withdrawal(t.id('supplier'), 0)$$, 'SD005', 'an unknown order is not found to confirm'),
	(2, $$confirm_withdrawal(t.id('rival'), t.id('D-1'))$$, 'SD005', 'nor another supplier''s'),
	(3, $$refuse_withdrawal(t.id('supplier'), 0, 'no')$$, 'SD005', 'nor to refuse'),
	(4, $$refuse_withdrawal(t.id('supplier'), t.id('D-1'), ' ')$$, '22023', 'a refusal says why'),
	(5, $$refuse_withdrawal(t.id('supplier'), t.id('D-1'), NULL)$$, '22004', 'null is no reason'),
	(6, $$warehouse_cancelled(t.id('supplier'), t.id('D-1'), NULL)$$, '22004', 'null is no answer'),
	(7, $$confirm_withdrawal(t.id('supplier'), t.id('D-1'), NULL)$$, '22004', 'nor says whether the goods left'),
	(8, $$warehouse_cancelled(t.id('supplier'), 0, true)$$, 'SD005', 'an unknown order has no warehouse')
) AS c (no, call, expected, name)
ORDER BY no;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
