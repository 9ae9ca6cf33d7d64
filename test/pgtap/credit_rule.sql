-- Limits until a time, and holds by rule (CR-5).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- The limit in force, as the views of both sides and a push say it
CREATE FUNCTION t.limits() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', d.credit_limit, d.spendable, c.credit_limit, c.spendable, s.credit_limit, c.permanent_limit)
	FROM distribution_report.distributors AS d
	JOIN distribution_report.credit_status AS c USING (supplier_id, partnership_id)
	JOIN distribution_report.suppliers AS s USING (supplier_id, partnership_id)
	WHERE d.partnership_id = t.id('kedai')
$$;
CREATE FUNCTION t.credit(credit_limit numeric, days int DEFAULT NULL, until timestamptz DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), credit_limit, days, until)
$$;
-- Some time passes for what stands in the account
CREATE FUNCTION t.pass(so_long interval) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE distribution.settlement_account SET temporary_until = temporary_until - so_long;
	UPDATE distribution.partnership SET rule_silent_since = rule_silent_since - so_long;
	SET LOCAL session_replication_role = replica;
	UPDATE distribution.credit_change SET until = until - so_long, changed_at = changed_at - so_long;
	UPDATE distribution.ledger_entry SET due_at = due_at - so_long, posted_at = posted_at - so_long;
	SET LOCAL session_replication_role = origin;
	PERFORM t.forget_ageing();
END
$$;

SELECT t.credit(10) \g /dev/null
SELECT t.credit(500, NULL, now() + interval '10 days') \g /dev/null
SELECT is(t.limits(), '500.00 1500.00 500.00 1500.00 500.00 10.00', 'CR-5: a temporary limit is in force');
SELECT t.sync('kedai', name, 'A 100') FROM unnest(ARRAY['one', 'two']) AS name \g /dev/null
SELECT is(t.pushed('one'), 'pushed 1081.50 MYR', 'CR-5: pushes use it');
SELECT is(limit_until, now() + interval '10 days', 'CR-5: and views say until when') FROM distribution_report.credit_status WHERE partnership_id = t.id('kedai');
SELECT t.credit(600, NULL, now() + interval '5 days') \g /dev/null
SELECT is(t.limits(), '600.00 518.50 600.00 518.50 600.00 10.00', 'CR-5: a later temporary limit replaces an earlier one');
SELECT t.receive('A', 'north', 200), t.pass('5 days') \g /dev/null
SELECT is(t.limits(), '10.00 -71.50 10.00 -71.50 10.00 10.00', 'CR-5: at its time the permanent limit is in force again, not the earlier one');
SELECT is(t.pushed('two'), 'push_failed insufficient_funds', 'CR-5: for pushes too');
SELECT results_eq($$SELECT previous_limit, credit_limit, until IS NOT NULL, changed_at - now() FROM distribution_report.credit_history WHERE partnership_id = t.id('kedai') ORDER BY changed_at, change_id$$,
	$$VALUES (0.00, 10.00, false, interval '-5 days'), (10.00, 500.00, true, interval '-5 days'), (500.00, 600.00, true, interval '-5 days'), (600.00, 10.00, false, interval '0')$$,
	'CR-5: the history has both ends');
SELECT t.credit(700, NULL, now() + interval '5 days') \g /dev/null
SELECT t.credit(20, 30) \g /dev/null
SELECT is(t.limits(), '20.00 -61.50 20.00 -61.50 20.00 20.00', 'CR-5: a permanent limit ends a temporary one');
SELECT t.pass('6 days') \g /dev/null
SELECT is((SELECT count(*) FROM distribution_report.credit_history WHERE partnership_id = t.id('kedai')), 6::bigint, 'CR-5: what was ended does not end again');
SELECT setval('distribution.credit_change_change_id_seq', 2::bigint << 48) \g /dev/null
SELECT t.credit(700, NULL, now() + interval '5 days') \g /dev/null
SELECT t.pass('1 day'), setval('distribution.credit_change_change_id_seq', 1000) \g /dev/null
SELECT t.credit(20, 30) \g /dev/null
SELECT t.pass('6 days') \g /dev/null
SELECT results_eq($$SELECT credit_limit FROM distribution_report.credit_history WHERE change_id = (2::bigint << 48) + 1$$, $$VALUES (700.00)$$,
	'CR-5: nor where another node of a cluster has given its end a smaller id');
SELECT t.credit(NULL, 7, now() + interval '1 day') \g /dev/null
SELECT is(t.limits(), '20.00', 'CR-5: a temporary limit may be unlimited');
SELECT is((SELECT credit_days FROM distribution.settlement_account WHERE partnership_id = t.id('kedai')), 7, 'CR-5: the period is permanent either way');
SELECT t.pass('1 day') \g /dev/null
SELECT is((SELECT credit_days FROM distribution.settlement_account WHERE partnership_id = t.id('kedai')), 7, 'CR-5: and does not end');
SELECT is(t.state_of(format('SELECT t.credit(%s)', arguments)), expected, name)
FROM (VALUES
	(1, 'NULL, NULL, now()', '22023', 'CR-5: until is a time to come'),
	(2, $$NULL, NULL, 'infinity'$$, '22023', 'CR-5: for ever is null'),
	(3, $$-1, NULL, now() + interval '1 day'$$, '22023', 'CR-5: a temporary limit is not negative either')
) AS c (no, arguments, expected, name) ORDER BY no;

-- Holds by rule
CREATE FUNCTION t.hold() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM distribution.maintain_unit('holds', t.id('supplier'), 1);
	RETURN (SELECT coalesce(p.hold_reason, '-') || ' / ' || coalesce(p.rule_hold_reason, '-') FROM distribution.partnership AS p WHERE p.partnership_id = t.id('kedai'));
END
$$;
INSERT INTO distribution.notification_subscription (account_id, event)
SELECT account_id, event FROM unnest(ARRAY[t.id('supplier'), t.id('kedai account')]) AS account_id, unnest(ARRAY['held', 'released']) AS event;
SELECT t.credit(100000, 10), t.top_up('kedai', 81.50) \g /dev/null
SELECT is(t.balance('kedai'), 0.00, 'CR-5: nothing is owed at first');
SELECT t.pushed('two') \g /dev/null
SELECT t.pass('15 days') \g /dev/null
INSERT INTO distribution.credit_rule (supplier_id, hold_after_days) VALUES (t.id('rival'), 0);
SELECT is(t.hold(), '- / -', 'CR-5: without a rule nothing is held, whatever another supplier''s says');
INSERT INTO distribution.credit_rule (supplier_id, hold_after_days) VALUES (t.id('supplier'), 5);
SELECT is(t.hold(), '- / -', 'CR-5: overdue by as many days as the rule says is not more');
SELECT t.pass('1 second') \g /dev/null
SELECT is(t.hold(), '- / MYR 1081.50 of two are overdue by more than 5 days', 'CR-5: by more than that is held');
SELECT is(t.hold(), '- / MYR 1081.50 of two are overdue by more than 5 days', 'CR-5: once');
SELECT results_eq($$SELECT message FROM distribution.notification WHERE account_id IN (t.id('supplier'), t.id('kedai account')) ORDER BY account_id$$,
	$$VALUES ('kedai account is on hold by your credit rule: MYR 1081.50 of two are overdue by more than 5 days.'), ('supplier takes no orders until you pay: MYR 1081.50 of two are overdue by more than 5 days.')$$, 'NO-3: both are told');
SELECT t.sync('kedai', 'three', 'A 1') \g /dev/null
SELECT is(detail, 'The partnership is on hold: MYR 1081.50 of two are overdue by more than 5 days', 'CR-5: pushes are refused, and say so') FROM distribution.push_order(t.id('supplier'), t.id('three'));
SELECT is(on_hold AND hold_reason LIKE '%overdue%', true, 'CR-5: and views do') FROM distribution_report.suppliers WHERE partnership_id = t.id('kedai');
SELECT distribution.hold_partnership(t.id('supplier'), t.id('kedai'), 'court') \g /dev/null
SELECT is(hold_reason, 'court; MYR 1081.50 of two are overdue by more than 5 days', 'CR-5: holds by hand and by rule are kept apart') FROM distribution_report.distributors WHERE partnership_id = t.id('kedai');
SELECT t.top_up('kedai', 1081.50) \g /dev/null
SELECT is(t.hold(), 'court / -', 'CR-5: when the charge is settled the rule''s hold ends, and the other stays');
SELECT is(t.pushed('three'), 'push_failed on_hold', 'CR-5: pushes stop while either stands');
SELECT distribution.release_partnership(t.id('supplier'), t.id('kedai')) \g /dev/null
SELECT is(t.pushed('three'), 'pushed 12.30 MYR', 'CR-5: released, they go on');

-- Released by hand
SELECT t.pass('15 days'), t.pass('1 second') \g /dev/null
SELECT is(t.hold(), '- / MYR 12.30 of three are overdue by more than 5 days', 'CR-5: the next charge holds again');
SELECT distribution.release_partnership(t.id('supplier'), t.id('kedai')) \g /dev/null
SELECT is(t.hold(), '- / -', 'CR-5: a release ends both, and the rule stays silent');
SELECT t.sync('kedai', 'four', 'B 1') \g /dev/null
SELECT is(t.pushed('four'), 'pushed 22.30 MYR', 'CR-5: meanwhile pushes go on');
SELECT t.pass('14 days') \g /dev/null
SELECT is(t.hold(), '- / -', 'CR-5: silent while only the released charge exceeds it');
SELECT t.pass('2 days') \g /dev/null
SELECT is(t.hold(), '- / MYR 22.30 of four are overdue by more than 5 days', 'CR-5: until another charge does');

-- Rules of one partnership
INSERT INTO distribution.credit_rule (supplier_id, partnership_id, hold_after_days) VALUES (t.id('supplier'), t.id('kedai'), 90);
SELECT is(t.hold(), '- / -', 'CR-5: a partnership''s rule replaces the general one');
UPDATE distribution.credit_rule SET hold_after_days = 0 WHERE partnership_id = t.id('kedai');
SELECT isnt(t.hold(), '- / -', 'CR-5: a stricter one too');
SELECT distribution.delete_credit_rule(t.id('supplier'), t.id('kedai')), distribution.delete_credit_rule(t.id('supplier'), 0) \g /dev/null
SELECT is(t.hold(), '- / -', 'CR-5: deleting the rules releases');
SELECT is(string_agg(event || coalesce(' ' || note, ''), ', ' ORDER BY event_id) LIKE 'held MYR 1081.50%, held court, released credit rule, released, held MYR 12.30%', true, 'CR-4: every hold and release is kept')
FROM distribution_report.partnership_log WHERE partnership_id = t.id('kedai') AND event IN ('held', 'released');

-- Run with all else
INSERT INTO distribution.credit_rule (supplier_id, hold_after_days) VALUES (t.id('supplier'), 0);
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('kedai'), 'the end') \g /dev/null
SELECT distribution.run_maintenance() \g /dev/null
SELECT isnt((SELECT rule_hold_reason FROM distribution.partnership WHERE partnership_id = t.id('kedai')), NULL, 'CR-5: run_maintenance holds too, an ended partnership as well');
SELECT is(t.state_of(format('INSERT INTO distribution.credit_rule (supplier_id, partnership_id, hold_after_days) VALUES (t.id(''supplier''), %s, 5)', p)), '23503', 'CR-5: a rule is for a partnership of the supplier''s, not for whoever gets the id later: ' || what)
FROM (VALUES (4711, 'none'), (t.id('kedai at rival'), 'a rival''s')) AS c (p, what);
SELECT is(t.state_of(format('INSERT INTO distribution.credit_rule (supplier_id, partnership_id, hold_after_days) VALUES (t.id(''supplier''), 7, %s)', days)), '23514', 'CR-5: days of a rule are not ' || days)
FROM (VALUES ('-1'), ('36501')) AS d (days);

SELECT * FROM finish();
ROLLBACK;
