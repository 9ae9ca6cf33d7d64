-- Statements (LE-7).
BEGIN;
\ir ../fixture/business.sql
\ir ../fixture/ledger.sql
SELECT no_plan();

CREATE FUNCTION t.month(back int) RETURNS date LANGUAGE sql AS $$
	SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') - back * interval '1 month')::date
$$;
CREATE FUNCTION t.close(partner text, month date) RETURNS bigint LANGUAGE sql AS $$
	SELECT distribution.close_statement(t.id('supplier'), t.id(partner), month)
$$;
CREATE FUNCTION t.close_state(partner text, month date) RETURNS text LANGUAGE sql AS $$
	SELECT t.state_of(format('SELECT t.close(%L, %L)', partner, month))
$$;
CREATE FUNCTION t.answer(statement bigint, confirmed boolean, reason text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT t.state_of(format('SELECT distribution.answer_statement(t.id(''supplier''), %s, %L, %L)', statement, confirmed, reason))
$$;
-- Sequence, for a partnership without entries
SELECT is(t.close_state('raan', t.month(0)), 'SD004', 'LE-7: the current month has not ended');
SELECT is(t.close_state('raan', t.month(-1)), 'SD004', 'LE-7: nor has the next');
SELECT is(t.close_state('raan', value), state, 'LE-7: ' || name)
FROM (VALUES (NULL::date, '22004', 'null is no month'), ('infinity', '22023', 'nor is infinity'), ('-infinity', '22023', 'nor its opposite'),
	('4713-01-01 BC', '22023', 'nor antiquity'), ('5874897-12-31', '22023', 'nor the end of time')) AS v (value, state, name);
SELECT is(t.close_state('raan', t.month(3)), NULL, 'LE-7: the first month closed is any that has ended');
SELECT is(t.close_state('raan', t.month(3)), 'SD012', 'LE-7: once');
SELECT is(t.close_state('raan', t.month(4)), 'SD012', 'LE-7: a month before it is closed too');
SELECT is(t.close_state('raan', t.month(1)), 'SD004', 'LE-7: months are closed in sequence');
SELECT is(t.close_state('raan', t.month(2) + 14), NULL, 'LE-7: any day names the month');
SELECT is(t.close_state('raan', t.month(1)), NULL, 'LE-7: the last that has ended');
SELECT results_eq($$SELECT month, opening_balance, closing_balance, state, reason, entries, currency FROM distribution_report.statements
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('raan') ORDER BY month$$,
	$$SELECT t.month(back), 0.00, 0.00, 'closed', NULL::text, 0, 'THB' FROM unnest(ARRAY[3, 2, 1]) AS back$$, 'LE-7: statements of months without entries');
SELECT is(t.state_of(format('SELECT distribution.close_statement(%s)', arguments)), state, 'LE-7: ' || name)
FROM (VALUES
	($$t.id('supplier'), t.id('kedai at rival'), t.month(1)$$, 'SD005', 'another supplier''s partnership is not found'),
	($$t.id('supplier'), 0, t.month(1)$$, 'SD005', 'nor an unknown one'),
	($$t.id('supplier'), NULL, t.month(1)$$, '22004', 'null is no partnership'),
	($$NULL, t.id('kedai'), t.month(1)$$, '22004', 'null is no supplier')
) AS v (arguments, state, name);

-- A partnership with entries of three months, one of them posted in the last microsecond of its month
SELECT t.make_account('muar account'), t.make_partner('muar', 'muar account', 'MYR') \g /dev/null
SELECT distribution.set_credit(t.id('supplier'), t.id('muar'), NULL, 30) \g /dev/null
SELECT t.post_at('muar', kind, amount, t.month(back)::timestamp AT TIME ZONE 'UTC' + later)
FROM (VALUES
	(1, 'opening_balance', 100, 3, interval '0'), (2, 'deduction', -30, 3, '27 days'), (3, 'top_up', 5, 2, '-1 microsecond'),
	(4, 'deduction', -200, 2, '0'), (5, 'correction', 25, 1, '1 day'), (6, 'top_up', 1, 0, '0')
) AS e (no, kind, amount, back, later) ORDER BY no \g /dev/null
SELECT is(t.faults(), NULL, 'LE-3: the history is sound');
SELECT is(t.close_state('muar', t.month(2)), 'SD004', 'LE-7: the first month closed leaves out no entry');
SELECT is(t.close_state('muar', t.month(back)), NULL, 'LE-7: closed, month by month') FROM unnest(ARRAY[3, 2]) AS back;
SELECT results_eq($$SELECT month, opening_balance, manual, closing_balance, entries, last_transaction_id, base_closing_balance FROM distribution_report.statements
	WHERE partnership_id = t.id('muar') ORDER BY month$$,
	$$VALUES (t.month(3), 0.00, 75.00, 75.00, 3, 3::bigint, 75.00), (t.month(2), 75.00, -200.00, -125.00, 1, 4, -125.00)$$,
	'LE-7: opening balance plus movements is the closing balance, which opens the next');
SELECT is(last_hash, (SELECT hash FROM distribution.ledger_entry WHERE partnership_id = t.id('muar') AND transaction_id = 4 AND side = 'supplier'),
	'LE-7: a statement holds the hash of its last entry')
FROM distribution.statement WHERE partnership_id = t.id('muar') AND month = t.month(2);
SELECT is(t.close_state('muar', t.month(0)), 'SD004', 'LE-7: but not the current month');
CREATE FUNCTION t.months(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s %s', closed_month, open_month) FROM distribution.settlement_account WHERE partnership_id = t.id(partner)
$$;
SELECT is(t.months('muar'), format('%s %s', t.month(2), t.month(1)), 'LE-7: kept of an account: the last month closed, and the first with entries after it');
SELECT is(t.months('raan'), format('%s ', t.month(1)), 'LE-7: of one without entries, none');

-- A foreign currency: each sum in both
SELECT t.make_account('ipoh account'), t.make_partner('ipoh', 'ipoh account', 'IDR') \g /dev/null
SELECT t.post_at('ipoh', 'top_up', amount, t.month(back)::timestamp AT TIME ZONE 'UTC', 3500) FROM (VALUES (3, 7000), (2, 10500)) AS e (back, amount) \g /dev/null
SELECT t.close('ipoh', t.month(back)) FROM unnest(ARRAY[3, 2]) AS back \g /dev/null
SELECT results_eq($$SELECT currency, opening_balance, manual, closing_balance, base_currency, base_opening_balance, base_manual, base_closing_balance FROM distribution_report.statements
	WHERE partnership_id = t.id('ipoh') ORDER BY month$$,
	$$VALUES ('IDR', 0.00, 7000.00, 7000.00, 'MYR', 0.00, 2.00, 2.00), ('IDR', 7000.00, 10500.00, 17500.00, 'MYR', 2.00, 3.00, 5.00)$$, 'LE-7: in the settlement currency and in the base currency');

SELECT t.post_at('ipoh', 'top_up', 3500, t.month(1)::timestamp AT TIME ZONE 'UTC', 3500), t.top_up('ipoh', 3500) \g /dev/null
SELECT is(t.months('ipoh'), format('%s %s', t.month(2), t.month(1)), 'LE-7: the first stays, whatever is posted in months after it');

-- A transaction that began last month posts after it was closed: it may have any earlier time, the entry has not.
SELECT t.close('muar', t.month(1)) \g /dev/null
SELECT is(last_posted_at, t.month(0)::timestamp AT TIME ZONE 'UTC', 'LE-7: the books'' time is not before the month''s end')
FROM distribution.settlement_account WHERE partnership_id = t.id('muar');
SELECT is(last_posted_at, t.month(0)::timestamp AT TIME ZONE 'UTC', 'LE-7: also where nothing was posted')
FROM distribution.settlement_account WHERE partnership_id = t.id('raan');
SELECT distribution.post_entry(t.id('supplier'), t.id('muar'), 'correction', -1) \g /dev/null
SELECT is(date_trunc('month', posted_at), date_trunc('month', now()), 'LE-7: a correction goes to an open month')
FROM distribution.ledger_entry WHERE partnership_id = t.id('muar') AND side = 'supplier' AND transaction_id = 7;
SELECT is(t.months('muar'), format('%s %s', t.month(1), t.month(0)), 'LE-7: which begins anew with the first entry after the last close');
SELECT is(t.close_state('kedai', t.month(1)), NULL, 'LE-7: a month before the first entry may be the first');
SELECT is(t.months('kedai'), format('%s %s', t.month(1), t.month(0)), 'LE-7: and what was posted since is still to be closed');

-- LE-3: an entry is not posted before the one before it, whatever the clock says
UPDATE distribution.settlement_account SET last_posted_at = now() + interval '1 hour' WHERE partnership_id = t.id('raan');
SELECT t.top_up('raan', 3), t.top_up('raan', 4) \g /dev/null
SELECT results_eq($$SELECT settlement_amount, posted_at - now() FROM distribution.ledger_entry WHERE partnership_id = t.id('raan') AND side = 'distributor' ORDER BY transaction_id$$,
	$$VALUES (3.00, interval '1 hour'), (4.00, '1 hour')$$, 'LE-3: the time of the books does not go back');

-- A month ends where the supplier is
SELECT t.make_supplier('islands', 'MYR'), t.make_warehouse('islands', 'atoll'), t.make_product('islands', 'A', 1), t.go_live('islands') \g /dev/null
UPDATE distribution.supplier SET time_zone = 'Pacific/Kiritimati' WHERE supplier_id = t.id('islands');
SELECT t.make_account('reef account'), t.make_partner('reef', 'reef account', 'MYR', NULL, 'islands') \g /dev/null
SELECT distribution.close_statement(t.id('islands'), t.id('reef'), t.month(2)) \g /dev/null
SELECT is(last_posted_at, t.month(1)::timestamp AT TIME ZONE 'Pacific/Kiritimati', 'LE-7: a month ends where the supplier is, 14 hours before UTC''s')
FROM distribution.settlement_account WHERE partnership_id = t.id('reef');

-- Answers
CREATE FUNCTION t.statement(partner text, back int) RETURNS bigint LANGUAGE sql AS $$
	SELECT statement_id FROM distribution.statement WHERE partnership_id = t.id(partner) AND month = t.month(back)
$$;
SELECT is(t.answer(t.statement('raan', 3), true), NULL, 'LE-7: the distributor confirms');
SELECT is(t.answer(t.statement('raan', 3), true), 'SD004', 'LE-7: once');
SELECT is(t.answer(t.statement('raan', 3), false, 'no'), 'SD004', 'LE-7: what is confirmed is not disputed');
SELECT is(t.answer(t.statement('raan', 2), false), '22004', 'LE-7: a dispute has a reason');
SELECT is(t.answer(t.statement('raan', 2), false, '  '), '22023', 'LE-7: that says something');
SELECT is(t.answer(t.statement('raan', 2), NULL), '22004', 'LE-7: null is no answer');
SELECT is(t.answer(t.statement('raan', 2), false, 'one refund is missing'), NULL, 'LE-7: or disputes with a reason');
SELECT is(t.answer(t.statement('raan', 2), false, 'and another'), 'SD004', 'LE-7: once');
SELECT results_eq($$SELECT state, reason, answered_by IS NOT NULL, answered_at FROM distribution_report.statements WHERE partnership_id = t.id('raan') ORDER BY month$$,
	$$VALUES ('confirmed', NULL::text, true, now()), ('disputed', 'one refund is missing', true, now()), ('closed', NULL, false, NULL)$$, 'LE-7: the answers');
SELECT is(t.answer(t.statement('raan', 2), true, 'corrected'), NULL, 'LE-7: what was disputed may be confirmed');
SELECT is(t.answer(0, true), 'SD005', 'LE-7: an unknown statement is not found');
SELECT is(t.state_of(format('SELECT distribution.answer_statement(t.id(''rival''), %s, true)', t.statement('raan', 1))), 'SD005', 'ID-4: nor another supplier''s');

-- Immutable
SELECT is(t.state_of(statement), 'SD011', 'LE-7: refused: ' || statement)
FROM unnest(ARRAY[
	'UPDATE distribution.statement SET closing_balance = closing_balance + 1, manual = manual + 1',
	'UPDATE distribution.statement SET month = month + interval ''10 years''',
	'UPDATE distribution.statement SET last_hash = ''x''',
	'UPDATE distribution.statement SET partnership_id = t.id(''toko'') WHERE partnership_id = t.id(''kedai'')',
	'UPDATE distribution.statement SET state = ''closed'' WHERE state = ''confirmed''',
	'DELETE FROM distribution.statement',
	'TRUNCATE distribution.statement']) AS statement;
SELECT is(t.faults(), NULL, 'LE-7: verify: statements agree with the ledger');

CREATE FUNCTION t.found(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		EXECUTE statement;
		SET LOCAL session_replication_role = origin;
		found := t.faults();
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		RETURN found;
	END;
END
$$;
SELECT matches(t.found(statement), format('^statement: partnership %s, statement %s of %s: ', t.id('muar'), t.statement('muar', 2), to_char(t.month(2), 'YYYY-MM')),
	'LE-7: verify names the statement: ' || statement)
FROM unnest(ARRAY[
	'UPDATE distribution.statement SET manual = manual + 1, closing_balance = closing_balance + 1 WHERE statement_id = t.statement(''muar'', 2)',
	'UPDATE distribution.statement SET base_closing_balance = 1 WHERE statement_id = t.statement(''muar'', 2)',
	'UPDATE distribution.statement SET entries = 2 WHERE statement_id = t.statement(''muar'', 2)',
	'UPDATE distribution.statement SET last_hash = sha256(''x'') WHERE statement_id = t.statement(''muar'', 2)']) AS statement;
SELECT * FROM finish();
ROLLBACK;
