-- Every transition of orders and withdrawals from every state (OR-3, OR-6, WD-1, WD-3): where it leads, or why not.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

SELECT t.make_warehouse('supplier', 'third') \g /dev/null
UPDATE distribution.warehouse SET kind = 'third_party' WHERE warehouse_id = t.id('third');
SELECT distribution.receive_stock(t.id('supplier'), t.id('third'), t.id('A'), 100) \g /dev/null
SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('south'), t.id('third')]) \g /dev/null
UPDATE distribution.supplier SET auto_tool = true WHERE supplier_id = t.id('supplier');

CREATE FUNCTION t.advance(order_no text, VARIADIC states text[]) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.advance_order(t.id('supplier'), t.id(order_no), state) FROM unnest(states) AS state
$$;

CREATE FUNCTION t.states(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT push_state || '/' || coalesce(state, '-') FROM distribution.supply_order WHERE order_id = t.id(order_no)
$$;

-- One order in each standing, named after it.
SELECT t.sync('kedai', name, 'A 1', warehouse => warehouse) FROM (VALUES
	('synced', 'north'), ('failed', 'north'), ('new', 'north'), ('in_process', 'north'), ('to_pickup', 'north'),
	('shipped', 'north'), ('completed', 'north'), ('asked', 'north'), ('asked third', 'third'), ('answered third', 'third'),
	('withdrawn', 'north'), ('cancelled', 'north')
) AS o (name, warehouse) \g /dev/null
SELECT distribution.hold_partnership(t.id('supplier'), t.id('kedai'), 'to fail') \g /dev/null
SELECT t.push('failed') \g /dev/null
SELECT distribution.release_partnership(t.id('supplier'), t.id('kedai')) \g /dev/null
SELECT t.push('new', 'in_process', 'to_pickup', 'shipped', 'completed', 'asked', 'asked third', 'answered third', 'withdrawn') \g /dev/null
SELECT t.advance('in_process', 'in_process'), t.advance('to_pickup', 'to_pickup'), t.advance('shipped', 'shipped'),
	t.advance('completed', 'shipped', 'completed'), t.advance('asked', 'in_process'), t.advance('asked third', 'to_pickup'),
	t.advance('answered third', 'in_process') \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id(name)) FROM unnest(ARRAY['asked', 'asked third', 'answered third', 'withdrawn']) AS name \g /dev/null
SELECT distribution.warehouse_cancelled(t.id('supplier'), t.id('answered third'), true) \g /dev/null
SELECT distribution.cancel_order(t.id('supplier'), t.id('cancelled')) \g /dev/null

-- Where a verb leads from there; what it did is undone.
CREATE FUNCTION t.leads_to(verb text, order_no text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	statement text := CASE verb
		WHEN 'push' THEN 'push_order($1, $2)'
		WHEN 'cancel' THEN 'cancel_order($1, $2)'
		WHEN 'withdraw' THEN 'withdraw_order($1, $2)'
		WHEN 'confirm' THEN 'confirm_withdrawal($1, $2)'
		WHEN 'goods out' THEN 'confirm_withdrawal($1, $2, true)'
		WHEN 'refuse' THEN 'refuse_withdrawal($1, $2, ''no'')'
		WHEN 'warehouse yes' THEN 'warehouse_cancelled($1, $2, true)'
		WHEN 'warehouse no' THEN 'warehouse_cancelled($1, $2, false, ''packed'')'
		WHEN 'ship' THEN 'ship_order($1, $2)'
		WHEN 'ship shipped' THEN 'ship_order($1, $2, ''shipped'')'
		WHEN 'shipment' THEN 'set_shipment($1, $2, ''P1'', ''Sample Carrier'', ''T-1'')'
		WHEN 'mark' THEN 'mark_order($1, $2, ARRAY[''urgent''])'
		ELSE format('advance_order($1, $2, %L)', verb) END;
	faults text;
BEGIN
	EXECUTE 'SELECT distribution.' || statement USING t.id('supplier'), t.id(order_no);
	faults := t.faults();
	RAISE EXCEPTION USING ERRCODE = 'ZZZZZ', MESSAGE = t.states(order_no) || coalesce(' ' || faults, '');
EXCEPTION
	WHEN SQLSTATE 'ZZZZZ' THEN
		RETURN SQLERRM;
	WHEN OTHERS THEN
		RETURN SQLSTATE;
END
$$;

-- standing: what each verb answers, in the order of the header. '=': the order stays as it is, without an error.
CREATE TABLE t.matrix (rule text, verb text, no int GENERATED ALWAYS AS IDENTITY,
	synced text, failed text, new text, in_process text, to_pickup text, shipped text, completed text,
	asked text, asked_third text, answered_third text, withdrawn text, cancelled text);
INSERT INTO t.matrix (rule, verb, synced, failed, new, in_process, to_pickup, shipped, completed, asked, asked_third, answered_third, withdrawn, cancelled) VALUES
	('OR-3', 'push',          'pushed/new', 'pushed/new', '=', '=', '=', '=', '=', '=', '=', '=', '=', '='),
	('OR-3', 'cancel',        'cancelled/-', 'cancelled/-', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004'),
	('WD-1', 'withdraw',      'SD004', 'SD004', 'withdrawn/cancelled', 'withdrawing/in_process', 'withdrawing/to_pickup', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004'),
	('WD-3', 'confirm',       'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'withdrawn/cancelled', 'SD004', 'withdrawn/cancelled', 'SD004', 'SD004'),
	('WD-3', 'goods out',     'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'withdrawn/cancelled', 'SD004', 'withdrawn/cancelled', 'SD004', 'SD004'),
	('WD-3', 'refuse',        'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'pushed/in_process', 'pushed/to_pickup', 'pushed/in_process', 'SD004', 'SD004'),
	('WD-3', 'warehouse yes', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', '=', 'SD004', 'SD004', 'SD004'),
	('WD-3', 'warehouse no',  'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'pushed/to_pickup', 'SD004', 'SD004', 'SD004'),
	('OR-6', 'in_process',    'SD004', 'SD004', 'pushed/in_process', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004'),
	('OR-6', 'to_pickup',     'SD004', 'SD004', 'pushed/to_pickup', 'pushed/to_pickup', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004'),
	('OR-6', 'shipped',       'SD004', 'SD004', 'pushed/shipped', 'pushed/shipped', 'pushed/shipped', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004'),
	('OR-6', 'completed',     'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'pushed/completed', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004'),
	('OR-6', 'new',           'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004'),
	('OR-6', 'cancelled',     '22023', '22023', '22023', '22023', '22023', '22023', '22023', '22023', '22023', '22023', '22023', '22023'),
	('OR-6', 'ship',          'SD004', 'SD004', 'pushed/to_pickup', 'pushed/to_pickup', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004'),
	('OR-6', 'ship shipped',  'SD004', 'SD004', 'pushed/shipped', 'pushed/shipped', 'pushed/shipped', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004', 'SD004'),
	('OR-11', 'shipment',     'SD004', 'SD004', '=', '=', '=', '=', '=', '=', '=', '=', 'SD004', 'SD004'),
	('OR-11', 'mark',         'SD004', 'SD004', '=', '=', '=', '=', '=', '=', '=', '=', '=', 'SD004');

SELECT is(t.leads_to(m.verb, s.standing), CASE s.expected WHEN '=' THEN t.states(s.standing) ELSE s.expected END,
	format('%s: %s from %s', m.rule, m.verb, s.standing))
FROM t.matrix AS m
CROSS JOIN LATERAL (VALUES
	(1, 'synced', m.synced), (2, 'failed', m.failed), (3, 'new', m.new), (4, 'in_process', m.in_process), (5, 'to_pickup', m.to_pickup),
	(6, 'shipped', m.shipped), (7, 'completed', m.completed), (8, 'asked', m.asked), (9, 'asked third', m.asked_third),
	(10, 'answered third', m.answered_third), (11, 'withdrawn', m.withdrawn), (12, 'cancelled', m.cancelled)
) AS s (no, standing, expected)
ORDER BY m.no, s.no;

SELECT is(t.faults(), NULL, 'ST-2: the books are sound');
SELECT * FROM finish();
ROLLBACK;
