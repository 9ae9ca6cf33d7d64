-- Top-ups that distributors ask for (TU-1).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

INSERT INTO distribution.notification_subscription (account_id, event) VALUES
	(t.id('supplier'), 'top_up_asked'), (t.id('kedai account'), 'top_up_approved'), (t.id('kedai account'), 'top_up_rejected');

CREATE FUNCTION t.ask(name text, VARIADIC arguments text[]) RETURNS bigint LANGUAGE sql AS $$
	SELECT t.name_it(name, distribution.request_top_up(t.id('supplier'), t.id(arguments[1]), arguments[2]::numeric, arguments[3], arguments[4], arguments[5]))
$$;
CREATE FUNCTION t.approve(name text, amount numeric DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
	SELECT distribution.approve_top_up(t.id('supplier'), t.id(name), amount)
$$;
CREATE FUNCTION t.message(account text) RETURNS text LANGUAGE sql AS $$
	SELECT event || ': ' || message FROM distribution.notification WHERE account_id = t.id(account) ORDER BY notification_id DESC LIMIT 1
$$;

SELECT t.ask('first', 'kedai', '50.25', NULL, 'BANK-7', 'paid on Monday') \g /dev/null
SELECT is(t.balance('kedai'), 1000.00, 'TU-1: asking posts nothing');
SELECT is(t.message('supplier'), format('top_up_asked: kedai account asks for a top-up of MYR 50.25, reference "BANK-7": approve or reject request %s.', t.id('first')),
	'NO-3: the supplier is told by whom, for what and what to do');
SELECT results_eq($$SELECT distributor, amount, currency, reference, state, transaction_id FROM distribution_report.top_up_requests WHERE request_id = t.id('first')$$,
	$$VALUES ('kedai account', 50.25, 'MYR', 'BANK-7', 'asked', NULL::bigint)$$, 'TU-1: both read what is asked');
CREATE TABLE t.posted AS SELECT t.approve('first') AS transaction_id;
SELECT is(t.balance('kedai'), 1050.25, 'TU-1: approving posts it');
SELECT results_eq($$SELECT e.kind, e.amount, e.currency, e.document_no, e.memo FROM distribution.ledger_entry AS e JOIN t.posted USING (transaction_id)
	WHERE e.partnership_id = t.id('kedai') AND e.side = 'distributor'$$, $$VALUES ('top_up', 50.25, 'MYR', 'BANK-7', 'paid on Monday')$$, 'TU-1: with reference and memo');
SELECT is(t.message('kedai account'), format('top_up_approved: supplier posted your top-up of MYR 50.25 as transaction %s (you asked for MYR 50.25, reference "BANK-7", request %s)', transaction_id, t.id('first')),
	'NO-3: the distributor is told by whom and as what') FROM t.posted;
SELECT is(t.approve('first'), transaction_id, 'TU-1: approved again it answers the first transaction') FROM t.posted;
SELECT is(t.approve('first', 50.25), transaction_id, 'TU-1: for the same amount too') FROM t.posted;
SELECT is(t.state_of($$SELECT t.approve('first', 50)$$), 'SD014', 'TU-1: for another amount it is refused');
SELECT is(t.balance('kedai'), 1050.25, 'TU-1: and nothing more is posted');
SELECT is(t.state_of($$SELECT distribution.reject_top_up(t.id('supplier'), t.id('first'), 'no')$$), 'SD004', 'TU-1: what is approved is not rejected');

SELECT t.ask('less', 'kedai', '100', NULL) \g /dev/null
SELECT t.approve('less', 40) \g /dev/null
SELECT is(t.balance('kedai'), 1090.25, 'TU-1: the supplier may approve another amount');
SELECT is(t.state_of($$SELECT t.approve('less')$$), 'SD014', 'TU-1: then the amount asked for is another');
SELECT results_eq($$SELECT amount, approved_amount FROM distribution_report.top_up_requests WHERE request_id = t.id('less')$$, $$VALUES (100.00, 40.00)$$, 'TU-1: both are kept');

SELECT t.ask('not', 'kedai', '10', NULL, 'BANK-8') \g /dev/null
SELECT distribution.reject_top_up(t.id('supplier'), t.id('not'), 'not received') \g /dev/null
SELECT is(t.message('kedai account'), format('top_up_rejected: supplier rejected your top-up: not received (you asked for MYR 10.00, reference "BANK-8", request %s)', t.id('not')), 'NO-3: the distributor is told why not');
SELECT is(t.state_of($$SELECT t.approve('not')$$), 'SD004', 'TU-1: what is rejected is not approved');
SELECT is(t.state_of($$SELECT distribution.reject_top_up(t.id('supplier'), t.id('not'), 'no')$$), 'SD004', 'TU-1: nor rejected again');
SELECT is(t.balance('kedai'), 1090.25, 'TU-1: a rejection posts nothing');

-- Another currency, at the rate of the approval
SELECT t.ask('foreign', 'toko', '10', 'MYR') \g /dev/null
UPDATE distribution.fixed_rate SET rate = 4000 WHERE supplier_id = t.id('supplier') AND from_currency = 'MYR' AND to_currency = 'IDR';
SELECT t.approve('foreign') \g /dev/null
SELECT is(t.balance('toko'), 10040000.00, 'TU-1: in the request''s currency, at the rate of its approval');
DELETE FROM distribution.fixed_rate;
SELECT t.ask('stuck', 'toko', '10', 'MYR') \g /dev/null
SELECT is(t.state_of($$SELECT t.approve('stuck')$$), 'SD008', 'TU-1: not without a rate');
SELECT is((SELECT state FROM distribution_report.top_up_requests WHERE request_id = t.id('stuck')), 'asked', 'TU-1: and it goes on waiting');

-- After the end
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('kedai'), 'the end') \g /dev/null
SELECT t.ask('late', 'kedai', '1') \g /dev/null
SELECT t.approve('late') \g /dev/null
SELECT is(t.balance('kedai'), 1091.25, 'TU-1: allowed after a termination');
SELECT t.make_account('suitor') \g /dev/null
SELECT t.name_it('suit', t.apply('suitor')) \g /dev/null

SELECT is(t.state_of(format('SELECT distribution.%s', call)), expected, name)
FROM (VALUES
	(1, $$request_top_up(t.id('supplier'), t.id('kedai'), 0)$$, '22023', 'TU-1: an amount is greater than 0'),
	(2, $$request_top_up(t.id('supplier'), t.id('kedai'), -1)$$, '22023', 'TU-1: and not below'),
	(3, $$request_top_up(t.id('supplier'), t.id('kedai'), 1.005)$$, '22003', 'PC-8: with no more decimals than are kept'),
	(4, $$request_top_up(t.id('supplier'), t.id('saigon'), 1.5)$$, '22023', 'PC-8: nor than its currency has'),
	(5, $$request_top_up(t.id('supplier'), t.id('kedai'), 1, 'QQQ')$$, 'SD005', 'TU-1: an unknown currency is not found'),
	(6, $$request_top_up(t.id('supplier'), 0, 1)$$, 'SD005', 'TU-1: nor an unknown partnership'),
	(7, $$request_top_up(t.id('supplier'), t.id('suit'), 1)$$, 'SD004', 'TU-1: an application has no account yet'),
	(8, $$request_top_up(t.id('supplier'), t.id('kedai'), NULL)$$, '22004', 'TU-1: null is no amount'),
	(9, $$request_top_up(t.id('supplier'), t.id('kedai'), 1, reference => ' x')$$, '22023', 'TX-1: a reference is a code'),
	(10, $$request_top_up(t.id('supplier'), t.id('kedai'), 1, memo => repeat('x', 2001))$$, '22001', 'TX-1: a memo has a limit'),
	(11, $$approve_top_up(t.id('supplier'), 0)$$, 'SD005', 'TU-1: an unknown request is not found'),
	(12, $$approve_top_up(t.id('rival'), t.id('stuck'))$$, 'SD005', 'ID-4: nor another supplier''s'),
	(13, $$approve_top_up(t.id('supplier'), t.id('stuck'), 0)$$, '22023', 'TU-1: 0 is not approved'),
	(14, $$reject_top_up(t.id('supplier'), t.id('stuck'), ' ')$$, '22023', 'TU-1: a rejection has a reason')
) AS c (no, call, expected, name) ORDER BY no;
SELECT results_eq($$SELECT subject FROM distribution_report.attention WHERE account_id = t.id('supplier') AND kind = 'top_up_waiting'$$,
	$$VALUES ('10.00 MYR')$$, 'NO-3: top-ups waiting need the supplier''s attention');
SAVEPOINT many;
SELECT is(string_agg(DISTINCT coalesce(t.state_of(format('SELECT distribution.request_top_up(%s, %s, 1)', t.id('supplier'), t.id('kedai'))), 'done'), ', '), 'SD003, done',
	'TU-1: a partnership has at most 100 open requests') FROM generate_series(1, 102);
SELECT cmp_ok(count(*), '=', 100::bigint, 'TU-1: and not one more') FROM distribution.top_up_request WHERE partnership_id = t.id('kedai') AND state = 'asked';
ROLLBACK TO many;

SELECT is(t.faults(), NULL, 'verify: the books are sound');

SELECT * FROM finish();
ROLLBACK;
