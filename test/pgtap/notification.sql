-- Stored messages (NO-1).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.told(account text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(event || ': ' || message, E'\n' ORDER BY notification_id)
	FROM distribution_report.notifications WHERE account_id = t.id(account)
$$;

SELECT t.make_account('new account') \g /dev/null
SELECT is(count(*), 0::bigint, 'NO-1: without subscription no application is told of') FROM distribution.notification;

INSERT INTO distribution.notification_subscription (account_id, event) VALUES
	(t.id('supplier'), 'application_received'), (t.id('new account'), 'approved'), (t.id('kedai account'), 'push_failed');
SELECT is(t.state_of($$INSERT INTO distribution.notification_subscription (account_id, event) VALUES (t.id('supplier'), 'birthday')$$),
	'23514', 'NO-1: no other event can be subscribed to');

-- received, rejected: the reason always
SELECT t.name_it('first', t.apply('new account')) \g /dev/null
SELECT is(t.told('supplier'), format('application_received: new account applied for partnership %s.', t.id('first')), 'NO-1: a subscriber is told of an application');
SELECT is(t.told('new account'), NULL, 'NO-1: the applicant is not');
SELECT distribution.reject_application(t.id('supplier'), t.id('first'), 'No stock') \g /dev/null
SELECT is(t.told('new account'), format('rejected: Application %s was rejected: No stock', t.id('first')), 'PA-4: the rejection''s reason is sent without subscription');

-- approved, by subscription; terminated, always
DELETE FROM distribution.notification;
SELECT t.make_partner('new', 'new account', 'MYR') \g /dev/null
SELECT is(t.told('new account'), format('approved: Partnership %s was approved; it settles in MYR.', t.id('new')), 'NO-1: a subscriber is told of the approval');
DELETE FROM distribution.notification;
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('new'), 'Season over') \g /dev/null
SELECT is(t.told(account), format('terminated: Partnership %s was terminated: Season over', t.id('new')), 'NO-1: termination is told to the ' || account)
FROM unnest(ARRAY['supplier', 'new account']) AS account;
SELECT is(count(*), 2::bigint, 'NO-1: and to nobody else') FROM distribution.notification;

-- push failed: with the refusal, to subscribers only, one a refused order
DELETE FROM distribution.notification;
SELECT t.sync('kedai', 'N1', 'A 101'), t.sync('kedai', 'N2', 'A 1'), t.sync('toko', 'N3', 'A 101') \g /dev/null
SELECT count(*) FROM t.push('N1', 'N2', 'N3') \g /dev/null
SELECT matches(t.told('kedai account'), '^push_failed: Order N1 was not pushed: [^\n]+$', 'NO-1: a refused push is told to its subscriber, once');
SELECT is(count(*), 1::bigint, 'NO-1: a successful push and one nobody subscribed to are not told') FROM distribution.notification;

-- mark_read
SELECT t.name_it('message', notification_id) FROM distribution.notification \g /dev/null
SELECT is(t.state_of(format('SELECT distribution.mark_read(%s)', arguments)), expected, 'NO-1: ' || name)
FROM (VALUES
	(1, $$t.id('toko account'), ARRAY[t.id('message')]$$, 'SD005', 'nobody marks another account''s message'),
	(2, $$t.id('kedai account'), ARRAY[t.id('message'), 0]$$, 'SD005', 'an unknown message is not found'),
	(3, $$t.id('kedai account'), ARRAY[t.id('message'), t.id('message')]$$, '22023', 'each id once'),
	(4, $$t.id('kedai account'), NULL$$, '22004', 'null is no list'),
	(5, $$NULL, ARRAY[t.id('message')]$$, '22004', 'null is no account'),
	(6, $$t.id('kedai account'), '{}'$$, NULL, 'none is none')
) AS c (no, arguments, expected, name)
ORDER BY no;
SELECT is(read_at, NULL, 'NO-1: still unread') FROM distribution_report.notifications;
SELECT distribution.mark_read(t.id('kedai account'), ARRAY[t.id('message')]) \g /dev/null
SELECT is(read_at, now(), 'NO-1: read') FROM distribution_report.notifications;
UPDATE distribution.notification SET read_at = '2026-01-01T00:00Z';
SELECT distribution.mark_read(t.id('kedai account'), ARRAY[t.id('message')]) \g /dev/null
SELECT is(read_at, '2026-01-01T00:00Z', 'NO-1: the first reading counts') FROM distribution_report.notifications;
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');

-- NO-3: what becomes of a partnership, by the partner's name and with what to do
INSERT INTO distribution.notification_subscription (account_id, event)
SELECT t.id('toko account'), event FROM unnest(ARRAY['held', 'released', 'level_changed', 'warehouses_changed']) AS event ON CONFLICT DO NOTHING;
SELECT distribution.hold_partnership(t.id('supplier'), t.id('toko'), 'unpaid'), distribution.release_partnership(t.id('supplier'), t.id('toko')),
	distribution.change_level(t.id('supplier'), t.id('toko'), NULL), distribution.set_warehouses(t.id('supplier'), t.id('toko'), ARRAY[t.id('north')]) \g /dev/null
SELECT results_eq($$SELECT event, message FROM distribution.notification WHERE account_id = t.id('toko account')
	AND event IN ('held', 'released', 'level_changed', 'warehouses_changed') ORDER BY notification_id$$,
	$$VALUES ('held', 'supplier takes no orders for now: unpaid'), ('released', 'supplier takes orders again.'),
		('level_changed', 'supplier changed your customer level: see your prices in offered_prices.'),
		('warehouses_changed', 'supplier changed the warehouses that you sell from: create a supplier warehouse for each new one.')$$,
	'NO-3: hold, release, level and warehouses are told with name and what to do');

INSERT INTO distribution.notification_subscription (account_id, event) VALUES (t.id('supplier'), 'statement_answered') ON CONFLICT DO NOTHING;
SELECT t.name_it('answered', distribution.close_statement(t.id('supplier'), t.id('toko'), '2023-01-01')),
	distribution.answer_statement(t.id('supplier'), t.id('answered'), false, 'an entry is missing') \g /dev/null
SELECT results_eq($$SELECT message FROM distribution.notification WHERE account_id = t.id('supplier') AND event = 'statement_answered'$$,
	$$VALUES ('toko account disputes the statement of 2023-01: an entry is missing')$$, 'NO-3: an answer to a statement is told with name and month');

SELECT * FROM finish();
ROLLBACK;
