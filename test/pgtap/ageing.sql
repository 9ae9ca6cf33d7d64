-- Credit period, ageing and history (CR-2, CR-3).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- Age is made by moving due times, which takes a superuser past the triggers; what is kept of them is then not known any more.
CREATE FUNCTION t.age(order_no text, overdue interval) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL session_replication_role = replica;
	UPDATE distribution.ledger_entry SET due_at = now() - overdue WHERE order_id = t.id(order_no) AND kind = 'push_charge';
	SET LOCAL session_replication_role = origin;
	PERFORM t.forget_ageing();
END
$$;
-- 'overdue: current 1-30 31-60 61-90 90+'
CREATE FUNCTION t.ageing(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s: %s %s %s %s %s', overdue, current_due, days_1_30, days_31_60, days_61_90, days_over_90)
	FROM distribution_report.credit_status WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner)
$$;
CREATE FUNCTION t.credit(partner text, amount numeric, days int) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.set_credit(t.id('supplier'), t.id(partner), amount, days)
$$;

SELECT is(t.ageing('kedai'), '0.00: 0.00 0.00 0.00 0.00 0.00', 'CR-2: a positive balance owes nothing');
SELECT t.credit('kedai', NULL, 30) \g /dev/null
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 1000) \g /dev/null
SELECT t.sync('kedai', name), t.pushed(name) FROM unnest(ARRAY['O-1', 'O-2', 'O-3']) AS name \g /dev/null
SELECT results_eq($$SELECT DISTINCT due_at - posted_at FROM distribution.ledger_entry WHERE partnership_id = t.id('kedai') AND kind = 'push_charge'$$,
	$$VALUES (interval '30 days')$$, 'CR-2: a charge is due the period after its posting');
SELECT is(t.ageing('kedai'), '0.00: 36.90 0.00 0.00 0.00 0.00', 'CR-2: three charges of 12.30, not due yet');
SELECT t.credit('kedai', NULL, 1) \g /dev/null
SELECT is(min(due_at - posted_at), interval '30 days', 'CR-2: changing the period leaves posted charges')
FROM distribution.ledger_entry WHERE partnership_id = t.id('kedai') AND kind = 'push_charge';

SELECT t.age('O-1', '45 days'), t.age('O-2', '10 days') \g /dev/null
SELECT is(t.ageing('kedai'), '24.60: 12.30 12.30 12.30 0.00 0.00', 'CR-2: overdue is shown by age');
SELECT results_eq($$SELECT transaction_id, kind, document_no, amount, open_amount, currency, days_overdue FROM distribution_report.overdue
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') ORDER BY due_at$$,
	$$VALUES (3::bigint, 'push_charge', 'O-1', 12.30, 12.30, 'MYR', 45), (4::bigint, 'push_charge', 'O-2', 12.30, 12.30, 'MYR', 10)$$,
	'CR-2: the overdue list names each charge');
SELECT t.sync('kedai', 'O-4') \g /dev/null
SELECT is(t.pushed('O-4'), 'pushed 12.30 MYR', 'CR-2: an expired period does not block a push');
SELECT t.age(name, age) FROM (VALUES ('O-1', interval '0'), ('O-2', '1 microsecond'), ('O-3', '720 hours'), ('O-4', '720 hours 1 microsecond')) AS a (name, age) \g /dev/null
SELECT is(t.ageing('kedai'), '36.90: 12.30 24.60 12.30 0.00 0.00', 'CR-2: due now is current; 30 days are in 1 to 30');
SELECT t.age(name, age) FROM (VALUES ('O-1', interval '1440 hours'), ('O-2', '1440 hours 1 microsecond'), ('O-3', '2160 hours'), ('O-4', '2160 hours 1 microsecond')) AS a (name, age) \g /dev/null
SELECT is(t.ageing('kedai'), '49.20: 0.00 0.00 12.30 24.60 12.30', 'CR-2: 60 days are in 31 to 60, 90 in 61 to 90');
SELECT is(max(days_overdue), 91, 'CR-2: a begun day counts whole') FROM distribution_report.overdue WHERE partnership_id = t.id('kedai');

-- O-1 60 days, O-2 10, O-3 5, O-4 current
SELECT t.age(name, age) FROM (VALUES ('O-1', interval '50 days'), ('O-2', '10 days'), ('O-3', '5 days'), ('O-4', '-1 day')) AS a (name, age) \g /dev/null
SELECT t.top_up('kedai', 5) \g /dev/null
SELECT is(t.ageing('kedai'), '31.90: 12.30 24.60 7.30 0.00 0.00', 'CR-2: a credit settles the oldest charge');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('O-3')) \g /dev/null
SELECT is(t.ageing('kedai'), '19.60: 12.30 12.30 7.30 0.00 0.00', 'CR-2: a refund settles its own charge first');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('O-1')) \g /dev/null
SELECT is(t.ageing('kedai'), '7.30: 12.30 7.30 0.00 0.00 0.00', 'CR-2: what it does not need settles the oldest');
SELECT t.top_up('kedai', 19.59) \g /dev/null
SELECT is(t.ageing('kedai'), '0.00: 0.01 0.00 0.00 0.00 0.00', 'CR-2: down to the last hundredth');
SELECT t.top_up('kedai', 100) \g /dev/null
SELECT is(t.ageing('kedai'), '0.00: 0.00 0.00 0.00 0.00 0.00', 'CR-2: a payment in advance leaves nothing open');
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), kind, amount)
FROM (VALUES ('correction', -150), ('opening_balance', -20), ('deduction', 30)) AS e (kind, amount) \g /dev/null
SELECT results_eq($$SELECT kind, amount, open_amount, due_at - posted_at FROM distribution.open_charges(t.id('supplier'), t.id('kedai'))$$,
	$$VALUES ('deduction', 30.00, 30.00, interval '1 day'), ('opening_balance', 20.00, 20.00, '1 day'), ('correction', 150.00, 50.01, '1 day')$$,
	'CR-2: every entry that takes from the balance is a charge');
SELECT t.credit('kedai', 0, NULL) \g /dev/null
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 1) \g /dev/null
SELECT results_eq($$SELECT due_at FROM distribution.open_charges(t.id('supplier'), t.id('kedai')) LIMIT 1$$, $$VALUES (NULL::timestamptz)$$, 'CR-2: without a period a charge has no term');

-- Random histories, against a settlement made event by event
CREATE FUNCTION t.random_history(partner text, steps int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	prefix text := format('H-%s-%s-', partner, (SELECT count(*) FROM t.thing));
	pushed text[] := '{}';
	withdrawn text;
	dice float8;
BEGIN
	FOR step IN 1 .. steps LOOP
		dice := random();
		IF dice < 0.5 THEN
			PERFORM t.sync(partner, prefix || step, (ARRAY['D 1', 'A 1; D 1', 'C 1', 'D 3'])[1 + floor(random() * 4)::int]);
			PERFORM t.pushed(prefix || step);
			pushed := pushed || (prefix || step);
		ELSIF dice < 0.7 AND pushed <> '{}' THEN
			withdrawn := pushed[1 + floor(random() * cardinality(pushed))::int];
			PERFORM distribution.withdraw_order(t.id('supplier'), t.id(withdrawn));
			pushed := array_remove(pushed, withdrawn);
		ELSE
			PERFORM distribution.post_entry(t.id('supplier'), t.id(partner),
				CASE WHEN dice < 0.85 THEN 'top_up' WHEN dice < 0.92 THEN 'deduction' ELSE 'correction' END,
				ceil(random() * 60)::numeric * CASE WHEN dice >= 0.96 THEN -1 ELSE 1 END);
		END IF;
	END LOOP;
END
$$;
-- Transaction and open amount, by settling each credit as it came
CREATE FUNCTION t.settled_one_by_one(partner text) RETURNS TABLE (transaction_id bigint, open_amount numeric) LANGUAGE plpgsql AS $$
DECLARE
	entry record;
	settled record;
	credit numeric;
	ahead numeric := 0;
	part numeric;
BEGIN
	CREATE TEMP TABLE charge (id bigint, order_id bigint, package_no text, left_open numeric) ON COMMIT DROP;
	FOR entry IN SELECT * FROM distribution.ledger_entry e WHERE e.supplier_id = t.id('supplier') AND e.partnership_id = t.id(partner)
		AND e.side = 'distributor' ORDER BY e.transaction_id
	LOOP
		IF entry.settlement_amount < 0 THEN
			part := least(ahead, -entry.settlement_amount);
			ahead := ahead - part;
			INSERT INTO charge VALUES (entry.transaction_id, entry.order_id, entry.package_no, -entry.settlement_amount - part);
			CONTINUE;
		END IF;
		credit := entry.settlement_amount;
		FOR settled IN SELECT * FROM charge AS c WHERE left_open > 0
			ORDER BY (c.order_id, c.package_no) IS NOT DISTINCT FROM (entry.order_id, entry.package_no) AND entry.kind ~ 'refund' DESC, id
		LOOP
			part := least(credit, settled.left_open);
			UPDATE charge SET left_open = left_open - part WHERE id = settled.id;
			credit := credit - part;
		END LOOP;
		ahead := ahead + credit;
	END LOOP;
	RETURN QUERY SELECT id, left_open FROM charge WHERE left_open > 0;
	DROP TABLE charge;
END
$$;
SELECT setseed(0.6) \g /dev/null
CREATE FUNCTION t.histories(partner text, rounds int) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	FOR round IN 1 .. rounds LOOP
		PERFORM t.random_history(partner, 15);
		RETURN NEXT set_eq(
			format('SELECT transaction_id, open_amount FROM distribution.open_charges(t.id(''supplier''), t.id(%L))', partner),
			format('SELECT * FROM t.settled_one_by_one(%L)', partner),
			format('CR-2: random history of %s, round %s, balance %s: open as if settled one by one', partner, round, t.balance(partner)));
		RETURN NEXT is((SELECT coalesce(sum(open_amount), 0) FROM distribution.open_charges(t.id('supplier'), t.id(partner))),
			greatest(0, -t.balance(partner)), format('CR-2: random history of %s, round %s: open charges are the debt', partner, round));
	END LOOP;
END
$$;
SELECT t.histories('raan', 10);

-- CR-3
SELECT results_eq($$SELECT previous_limit, previous_days, credit_limit, credit_days, actor, changed_at FROM distribution_report.credit_history
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') ORDER BY change_id$$,
	$$VALUES (0.00, NULL::int, NULL::numeric, 30, current_user::text COLLATE "default", now()), (NULL, 30, NULL, 1, current_user::text COLLATE "default", now()), (NULL, 1, 0.00, NULL, current_user::text COLLATE "default", now())$$,
	'CR-3: limit and period have a history');
SELECT t.credit('kedai', 0, NULL) \g /dev/null
SELECT is(count(*), 3::bigint, 'CR-3: what is set to what it is, is no change') FROM distribution_report.credit_history WHERE partnership_id = t.id('kedai');
SELECT is(t.state_of(statement), 'SD011', 'CR-3: the history only grows: ' || statement)
FROM unnest(ARRAY['UPDATE distribution.credit_change SET credit_limit = 1', 'DELETE FROM distribution.credit_change', 'TRUNCATE distribution.credit_change']) AS statement;
SELECT is(t.state_of(format('SELECT distribution.%s', call)), expected, name)
FROM (VALUES
	(1, $$set_credit(t.id('supplier'), t.id('kedai'), 0, 36501)$$, '22023', 'CR-2: a period has an end'),
	(2, $$set_credit(t.id('supplier'), t.id('kedai'), 0, 36500)$$, NULL, 'CR-2: a hundred years, about'),
	(3, $$post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 1)$$, NULL, 'CR-2: and charges can be due by then'),
	(4, $$open_charges(t.id('supplier'), t.id('kedai at rival'))$$, 'SD005', 'ID-4: another supplier''s partnership is not found'),
	(5, $$open_charges(NULL, t.id('kedai'))$$, '22004', 'CR-2: null is no supplier'),
	(6, $$open_charges(t.id('supplier'), NULL)$$, '22004', 'CR-2: nor a partnership')
) AS c (no, call, expected, name)
ORDER BY no;

SELECT * FROM finish();
ROLLBACK;
