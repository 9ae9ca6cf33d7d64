-- OR-3, OR-6, LE-1, LE-2: what the database itself refuses of states and words, whoever writes them.
BEGIN;
\ir ../fixture/business.sql
SELECT plan(15);

SELECT t.sync('kedai', 'G-1', 'A 1') \g /dev/null
SELECT t.sync('kedai', 'G-2', 'A 1') \g /dev/null
SELECT t.pushed('G-2') \g /dev/null
CREATE FUNCTION t.set_order(name text, assignment text) RETURNS text LANGUAGE sql AS $$
	SELECT format('UPDATE distribution.supply_order SET %s WHERE supplier_id = %s AND order_id = %s', assignment, t.id('supplier'), t.id(name))
$$;

SELECT throws_ok(t.set_order(name, assignment), 'SD004', NULL, format('%s: not by SQL: %s: %s', rule, name, assignment))
FROM (VALUES
	(1, 'OR-3', 'G-1', $$push_state = 'lost'$$),
	(2, 'OR-3', 'G-1', $$push_state = 'withdrawn'$$),
	(3, 'OR-3', 'G-1', $$push_state = 'withdrawing'$$),
	(4, 'OR-3', 'G-2', $$push_state = 'synced'$$),
	(5, 'OR-3', 'G-2', $$push_state = 'cancelled'$$),
	(6, 'OR-6', 'G-2', $$state = 'lost'$$),
	(7, 'OR-6', 'G-2', $$state = 'completed'$$)
) AS c (no, rule, name, assignment)
ORDER BY no;
SELECT lives_ok(t.set_order('G-2', $$state = 'in_process'$$), 'OR-6: a legal step passes the guard');
SELECT throws_ok(t.set_order('G-2', $$state = 'new'$$), 'SD004', NULL, 'OR-6: and none leads back');
SELECT lives_ok(t.set_order('G-2', $$marks = '{urgent}'$$), 'OR-11: other columns are none of the guard''s business');
SELECT throws_ok(t.set_order('G-2', $$marks = '{marketing}'$$), '23514', NULL, 'OR-11: the mark marketing is refused');
SELECT distribution.advance_order(t.id('supplier'), t.id('G-2'), 'shipped') \g /dev/null
SELECT throws_ok(t.set_order('G-2', $$state = 'cancelled'$$), 'SD004', NULL, 'OR-6: what was shipped is not cancelled');
SELECT throws_ok(t.set_order('G-2', $$state = 'to_pickup'$$), 'SD004', NULL, 'OR-6: nor fetched back');

-- A pair that would match, but for a word that the ledger does not know
CREATE FUNCTION t.insert_pair(changed jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO distribution.ledger_entry SELECT (jsonb_populate_record(e, jsonb_build_object(''transaction_id'', 1000) || %L)).*
		FROM distribution.ledger_entry e WHERE supplier_id = %s AND partnership_id = %s AND transaction_id = 1', changed, t.id('supplier'), t.id('kedai'))
$$;
SELECT throws_ok(t.insert_pair('{"kind": "gift"}'), '23514', NULL, 'LE-2: the ledger has no kind of another name');
SELECT lives_ok(t.insert_pair('{"kind": "correction"}'), 'LE-1: the same pair of a known kind passes, so that this proves something');

SELECT * FROM finish();
ROLLBACK;
