-- The event feed of an account (EV-1).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- Each reader goes on where it was; what came, as 'event subject'
CREATE TABLE t.reader (account text PRIMARY KEY, position bigint NOT NULL DEFAULT 0);
CREATE FUNCTION t.read(this text, max_events int DEFAULT 1000) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	last bigint;
BEGIN
	INSERT INTO t.reader VALUES (this) ON CONFLICT DO NOTHING;
	SELECT string_agg(concat_ws(' ', e.event, e.subject), ', ' ORDER BY e.position), max(e.position) INTO result, last
	FROM distribution.read_events(t.id(this), (SELECT r.position FROM t.reader AS r WHERE r.account = this), max_events) AS e;
	UPDATE t.reader SET position = coalesce(last, position) WHERE account = this;
	RETURN result;
END
$$;

SELECT alike(t.read('supplier'), '%partnership_approved kedai account%', 'EV-1: 0 starts at the oldest kept');
SELECT is(t.read('supplier'), NULL, 'EV-1: what was read does not come again');
SELECT isnt(t.read('kedai account'), NULL, 'EV-1: another account has a feed of its own') ;
SELECT t.sync('kedai', 'K1', 'A 2') \g /dev/null
SELECT is(t.read('supplier'), NULL, 'EV-1: before its push an order is the distributor''s alone');
SELECT is(t.read('kedai account'), 'order_synced K1', 'EV-1: who reads it');
SELECT t.push('K1') \g /dev/null
SELECT is(t.read('supplier'), 'entry_posted K1, order_pushed K1', 'EV-1: its push and its charge are both sides''');
SELECT is(t.read('kedai account'), 'entry_posted K1, order_pushed K1', 'EV-1: each in its own feed');
SELECT is(t.read('toko account'), NULL, 'EV-1: no other account sees any') WHERE t.read('toko account') IS NOT NULL;
SELECT results_eq($$SELECT event, supplier, distributor, subject, detail - 'order_id' FROM distribution_report.events WHERE account_id = t.id('kedai account') ORDER BY position DESC LIMIT 2$$,
	$$VALUES ('order_pushed', 'supplier', 'kedai account', 'K1', '{"platform": "shopee", "store": "Sample Store"}'::jsonb),
		('entry_posted', 'supplier', 'kedai account', 'K1', '{"kind": "push_charge", "amount": "-23.10", "currency": "MYR", "balance_after": "976.90", "transaction_id": 2}'::jsonb)$$,
	'EV-1: names and a small detail');

SELECT distribution.advance_order(t.id('supplier'), t.id('K1'), 'shipped') \g /dev/null
SELECT t.name_it('return', distribution.create_return(t.id('supplier'), t.id('K1'), '{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}')) \g /dev/null
SELECT is(t.read('supplier'), 'order_shipped K1, return_created K1', 'EV-1: orders and their returns');
SELECT distribution.push_return(t.id('supplier'), t.id('return')), distribution.refuse_return(t.id('supplier'), t.id('return'), 'no') \g /dev/null
SELECT is(t.read('supplier'), 'return_pushed K1, return_refused K1', 'EV-1: returns');
SELECT t.name_it('asked', distribution.request_top_up(t.id('supplier'), t.id('kedai'), 5, reference => 'BANK-1')), distribution.reject_top_up(t.id('supplier'), t.id('asked'), 'no'),
	distribution.stop_claim(t.id('supplier'), t.id('kedai'), t.id('D')) \g /dev/null
SELECT is(t.read('supplier'), 'top_up_asked BANK-1, claim_stopped D, top_up_rejected BANK-1', 'EV-1: claims and top-ups');
SELECT t.name_it('more', distribution.request_top_up(t.id('supplier'), t.id('kedai'), 5, reference => 'BANK-2')), distribution.approve_top_up(t.id('supplier'), t.id('more'), 4) \g /dev/null
SELECT is(t.read('supplier'), 'top_up_asked BANK-2, entry_posted BANK-2, top_up_approved BANK-2', 'EV-1: and one approved, after it was asked for');
SELECT is((SELECT string_agg(concat_ws(' ', event, detail ->> 'amount', detail ->> 'approved_amount'), ', ' ORDER BY position) FROM distribution_report.events WHERE account_id = t.id('supplier') AND event LIKE 'top_up%' AND subject = 'BANK-2'),
	'top_up_asked 5.00, top_up_approved 5.00 4.00', 'TU-1: for another amount than was asked for, says which');
SELECT t.name_it('statement', distribution.close_statement(t.id('supplier'), t.id('kedai'), '2024-01-01')), distribution.answer_statement(t.id('supplier'), t.id('statement'), false, 'no') \g /dev/null
SELECT is(t.read('supplier'), 'statement_closed 2024-01, statement_disputed 2024-01', 'EV-1: statements');
SELECT distribution.answer_statement(t.id('supplier'), t.id('statement'), true) \g /dev/null
SELECT is(t.read('supplier'), 'statement_confirmed 2024-01', 'EV-1: answered once more, once more');

-- Positions
SELECT distribution.hold_partnership(t.id('supplier'), t.id('kedai'), 'wait'), distribution.release_partnership(t.id('supplier'), t.id('kedai')) \g /dev/null
SELECT is(t.read('supplier', 1), 'partnership_held kedai account', 'EV-1: as many as asked for');
SELECT is(t.read('supplier', 1), 'partnership_released kedai account', 'EV-1: and then the next');
SELECT results_eq($$SELECT count(*), max(position) FROM distribution.event WHERE account_id = t.id('supplier')$$,
	$$SELECT last_position, last_position FROM distribution.event_cursor WHERE account_id = t.id('supplier')$$, 'EV-1: positions have no gap');

-- What is no longer kept
SET LOCAL session_replication_role = replica;
UPDATE distribution.ledger_entry SET posted_at = posted_at - interval '31 days' WHERE kind = 'top_up';
SET LOCAL session_replication_role = origin;
UPDATE distribution.event SET happened_at = happened_at - interval '31 days' WHERE account_id = t.id('supplier') AND position <= 5;
UPDATE distribution.event_cursor SET order_settled = order_watch, partnership_settled = partnership_watch, product_settled = product_watch;
SELECT is(t.read('supplier'), NULL, 'EV-1: who has read all is told of none that expires');
SELECT is((SELECT min(position) FROM distribution.event WHERE account_id = t.id('supplier')), 6::bigint, 'EV-1: events are kept for so many days');
SELECT results_eq($$SELECT state, detail FROM t.error_of('SELECT distribution.read_events(t.id(''supplier''), 4)')$$, $$VALUES ('SD015', 'The oldest position kept is 6.')$$,
	'EV-1: a position before the oldest kept is refused, naming it');
SELECT is((SELECT min(position) FROM distribution.read_events(t.id('supplier'), 5)), 6::bigint, 'EV-1: the one before it is not: nothing is missed');
SELECT is((SELECT min(position) FROM distribution.read_events(t.id('supplier'))), 6::bigint, 'EV-1: 0 starts at the oldest kept');
SELECT results_eq($$SELECT state, detail FROM t.error_of(format('SELECT distribution.read_events(t.id(''supplier''), %s)', (SELECT position + 1 FROM t.reader WHERE account = 'supplier')))$$,
	$$SELECT 'SD015', format('The newest position is %s.', position) FROM t.reader WHERE account = 'supplier'$$, 'EV-1: nor is one that the feed has not given yet: who is ahead of it would miss what comes');
INSERT INTO distribution.account_setting (account_id, event_days) VALUES (t.id('kedai account'), 7);
UPDATE distribution.event SET happened_at = happened_at - interval '8 days' WHERE account_id = t.id('kedai account') AND position <= 3;
SELECT t.read('kedai account') \g /dev/null
SELECT is((SELECT min(position) FROM distribution.event WHERE account_id = t.id('kedai account')), 4::bigint, 'EV-1: for as many days as the account says');
INSERT INTO distribution.account_setting (account_id, event_days) VALUES (t.id('supplier'), 3650);
SELECT is(t.read('supplier'), NULL, 'EV-1: kept longer from now on, what went does not come again');

-- A call takes no more than is asked for, 10,000 of each source at least, and looks ahead until it finds any
SELECT t.read('rival') \g /dev/null
SELECT t.name_it('R1', distribution.sync_order(t.id('rival'), t.id('kedai at rival'), t.payload('R1'))), distribution.push_order(t.id('rival'), t.id('R1')) \g /dev/null
SELECT t.read('rival') \g /dev/null
INSERT INTO distribution.order_event (supplier_id, order_id, event_id, distributor_id, event, actor, occurred_at, supplied)
SELECT supplier_id, order_id, nextval('distribution.order_event_event_id_seq'), distributor_id, 'shipped', 'postgres', now(), true
FROM distribution.supply_order, generate_series(1, 30500) WHERE order_id = t.id('R1');
SELECT is((SELECT count(*) FROM distribution.read_events(t.id('rival'), (SELECT position FROM t.reader WHERE account = 'rival'), 20)), 20::bigint, 'EV-1: as many as asked for');
SELECT is((SELECT count(*) FROM distribution.event WHERE account_id = t.id('rival') AND event = 'order_shipped'), 10000::bigint, 'EV-1: collected is no more than 10,000');
-- as if each call were a transaction, and no other were left
UPDATE distribution.event_cursor SET watch_xid = 0;
SELECT count(*) FROM distribution.read_events(t.id('rival')) \g /dev/null
UPDATE distribution.event_cursor SET watch_xid = 0;
SELECT count(*) FROM distribution.read_events(t.id('rival')) \g /dev/null
UPDATE distribution.event_cursor SET watch_xid = 0;
SELECT results_eq($$SELECT count(*), count(DISTINCT position) FROM distribution.read_events(t.id('rival'), (SELECT position FROM t.reader WHERE account = 'rival'), 40000)$$,
	'VALUES (30500::bigint, 30500::bigint)', 'EV-1: and the rest by the next calls');
SELECT t.read('rival', 40000), setval('distribution.order_event_event_id_seq', (SELECT last_value + 3000000 FROM distribution.order_event_event_id_seq)) \g /dev/null
INSERT INTO distribution.order_event (supplier_id, order_id, event_id, distributor_id, event, actor, occurred_at, supplied)
SELECT supplier_id, order_id, nextval('distribution.order_event_event_id_seq'), distributor_id, 'completed', 'postgres', now(), true FROM distribution.supply_order WHERE order_id = t.id('R1');
SELECT is(t.read('rival'), 'order_completed R1', 'EV-1: found however many of others lie between');

-- So does a ledger, of whichever partnership waits longest
SELECT t.read('saigon account') \g /dev/null
SELECT distribution.post_entry(t.id('supplier'), t.id('saigon'), 'top_up', n) FROM generate_series(1, 30) AS n \g /dev/null
SELECT is(t.read('saigon account'), (SELECT string_agg('entry_posted top_up', ', ') FROM generate_series(1, 30)), 'EV-1: a partnership''s entries in their order');
SELECT results_eq($$SELECT array_agg((detail ->> 'transaction_id')::int ORDER BY position) FROM distribution_report.events WHERE account_id = t.id('saigon account') AND event = 'entry_posted'$$,
	$$SELECT array_agg(n) FROM generate_series(2, 31) AS n$$, 'EV-1: each once');

SELECT is(t.state_of(format('SELECT distribution.read_events(%s)', arguments)), expected, name)
FROM (VALUES
	(1, $$t.id('supplier'), -1$$, '22023', 'EV-1: a position is not negative'),
	(2, $$t.id('supplier'), 0, 0$$, '22023', 'EV-1: at least one event is read'),
	(3, $$t.id('supplier'), 0, 100001$$, '22023', 'EV-1: and not too many'),
	(4, '0', 'SD005', 'EV-1: an unknown account is not found'),
	(5, 'NULL', '22004', 'EV-1: null is no account')
) AS c (no, arguments, expected, name) ORDER BY no;
SELECT is(t.state_of(format('INSERT INTO distribution.account_setting VALUES (t.id(''rival''), %s)', days)), '23514', 'EV-1: not kept for ' || days || ' days')
FROM (VALUES ('0'), ('3651')) AS d (days);

SELECT * FROM finish();
ROLLBACK;
