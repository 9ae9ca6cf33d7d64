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
SELECT is(t.told('supplier'), format('application_received: new account applied for a partnership: approve or reject application %s.', t.id('first')), 'NO-1, NO-3: a subscriber is told of an application');
SELECT is(t.told('new account'), NULL, 'NO-1: the applicant is not');
SELECT distribution.reject_application(t.id('supplier'), t.id('first'), 'No stock') \g /dev/null
SELECT is(t.told('new account'), format('rejected: supplier rejected your application %s, and you may apply again: No stock', t.id('first')), 'PA-4: the rejection''s reason is sent without subscription');

-- approved, by subscription; terminated, always
DELETE FROM distribution.notification;
SELECT t.make_partner('new', 'new account', 'MYR') \g /dev/null
SELECT is(t.told('new account'), format('approved: supplier approved your application %s, and you settle in MYR: claim what you want to sell of offered_products.', t.id('new')), 'NO-1: a subscriber is told of the approval');
DELETE FROM distribution.notification;
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('new'), 'Season over') \g /dev/null
SELECT is(t.told(account), format('terminated: Your partnership %s with %s is terminated, settle what is open: Season over', t.id('new'), partner), 'NO-1, NO-3: termination is told to the ' || account)
FROM (VALUES ('supplier', 'new account'), ('new account', 'supplier')) AS v (account, partner);
SELECT is(count(*), 2::bigint, 'NO-1: and to nobody else') FROM distribution.notification;

-- push failed: with the refusal, to subscribers only, one a refused order
DELETE FROM distribution.notification;
SELECT t.sync('kedai', 'N1', 'A 101'), t.sync('kedai', 'N2', 'A 1'), t.sync('toko', 'N3', 'A 101') \g /dev/null
SELECT count(*) FROM t.push('N1', 'N2', 'N3') \g /dev/null
SELECT matches(t.told('kedai account'), '^push_failed: supplier did not take order N1, push it again when this is mended: [^\n]+$', 'NO-1: a refused push is told to its subscriber, once');
SELECT is(count(*), 1::bigint, 'NO-1: a successful push and one nobody subscribed to are not told') FROM distribution.notification;
SELECT is(supplier_id, t.id('supplier'), 'NO-1: a message stands with the supplier whom it concerns') FROM distribution.notification;

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
	$$VALUES ('held', 'supplier takes no orders until it releases you: unpaid'), ('released', 'supplier takes orders again: push those that failed.'),
		('level_changed', 'supplier changed your customer level: see your prices in offered_prices.'),
		('warehouses_changed', 'supplier changed the warehouses that you sell from: create a supplier warehouse for each new one.')$$,
	'NO-3: hold, release, level and warehouses are told with name and what to do');

INSERT INTO distribution.notification_subscription (account_id, event) VALUES (t.id('supplier'), 'statement_answered') ON CONFLICT DO NOTHING;
SELECT t.name_it('answered', distribution.close_statement(t.id('supplier'), t.id('toko'), '2023-01-01')),
	distribution.answer_statement(t.id('supplier'), t.id('answered'), false, 'an entry is missing') \g /dev/null
SELECT results_eq($$SELECT message FROM distribution.notification WHERE account_id = t.id('supplier') AND event = 'statement_answered'$$,
	$$VALUES ('toko account disputes the statement of 2023-01: an entry is missing')$$, 'NO-3: an answer to a statement is told with name and month');

-- NO-3: withdrawals, returns and claims, by company and document, with what to do
DELETE FROM distribution.notification;
INSERT INTO distribution.notification_subscription (account_id, event)
SELECT t.id(account), event FROM unnest(ARRAY['supplier', 'toko account']) AS account,
	unnest(ARRAY['withdrawal_requested', 'withdrawal_confirmed', 'withdrawal_refused', 'return_pushed', 'return_received', 'return_refunded', 'claim_stopped']) AS event
ON CONFLICT DO NOTHING;
SELECT t.sync('toko', n, 'A 1'), t.pushed(n), distribution.advance_order(t.id('supplier'), t.id(n), 'in_process') FROM unnest(ARRAY['V-1', 'V-2', 'R-1']) AS n \g /dev/null
SELECT t.sync('toko', 'V-3', 'A 3'), t.pushed('V-3'), distribution.advance_order(t.id('supplier'), t.id('V-3'), 'in_process') \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('V-1'), 'no stock'), distribution.refuse_withdrawal(t.id('supplier'), t.id('V-1'), 'packed'),
	distribution.withdraw_order(t.id('supplier'), t.id('V-2')), distribution.confirm_withdrawal(t.id('supplier'), t.id('V-2')),
	distribution.withdraw_order(t.id('supplier'), t.id('V-3'), NULL, '[{"line_no":1,"quantity":2}]'),
	distribution.advance_order(t.id('supplier'), t.id('R-1'), 'shipped') \g /dev/null
SELECT t.name_it('goods back', distribution.create_return(t.id('supplier'), t.id('R-1'), '{"kind": "return_refund", "lines": [{"line_no": 1, "quantity": 1}]}')),
	distribution.push_return(t.id('supplier'), t.id('goods back')),
	distribution.receive_return(t.id('supplier'), t.id('goods back'), '{"lines": [{"line_no": 1, "sellable": 1}]}'),
	distribution.refund_return(t.id('supplier'), t.id('goods back'), 31499.5) \g /dev/null
SELECT distribution.stop_claim(t.id('supplier'), t.id('toko'), t.id('D')) \g /dev/null
SELECT is(t.told('supplier'), format('withdrawal_requested: toko account asks to withdraw order V-1: confirm or refuse it. Reason: no stock
withdrawal_requested: toko account asks to withdraw order V-2: confirm or refuse it.
withdrawal_requested: toko account asks to withdraw 2 units of order V-3: confirm or refuse it.
return_pushed: toko account returns goods of order R-1: receive or refuse return %s.', t.id('goods back')), 'NO-3: the supplier is told who asks for what');
SELECT is(t.told('toko account'), format('withdrawal_refused: supplier refused the withdrawal of order V-1, which goes on: packed
withdrawal_confirmed: supplier confirmed the withdrawal of order V-2 and gave the money back: sell it no more.
return_received: supplier received the goods of return %1$s of order R-1: its refund follows.
return_refunded: supplier refunded return %1$s of order R-1: IDR 31499.50 are on your account.
claim_stopped: supplier stopped the product that you sell as "D": take it off your shops.', t.id('goods back')), 'NO-3: and the distributor what became of it');

SELECT * FROM finish();
ROLLBACK;
