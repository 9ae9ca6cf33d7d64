-- Kept figures beside what they are kept of, worked out from scratch, after random acts: how old open charges are (CR-2), when an
-- order was last pushed, numbers of claims and assigned warehouses (PA-7, PD-4). Time passes by moving all times of the ledger back.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.pass(so_long interval) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL session_replication_role = replica;
	UPDATE distribution.ledger_entry SET due_at = due_at - so_long, posted_at = posted_at - so_long;
	UPDATE distribution.settlement_account SET aged_until = aged_until - so_long, last_posted_at = last_posted_at - so_long, last_pushed_at = last_pushed_at - so_long;
	UPDATE distribution.credit_ageing SET aged_at = aged_at - so_long, oldest_due_at = oldest_due_at - so_long;
	SET LOCAL session_replication_role = origin;
END
$$;
-- Balance; current and overdue by age; the oldest due time; as read from the ledger, charge by charge.
CREATE FUNCTION t.scratch(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', (SELECT balance_after FROM distribution.ledger_entry WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND side = 'distributor' ORDER BY transaction_id DESC LIMIT 1),
		coalesce(sum(open_amount) FILTER (WHERE due_at >= now() OR due_at IS NULL), 0.00), coalesce(sum(open_amount) FILTER (WHERE late BETWEEN interval '1 microsecond' AND interval '720 hours'), 0.00),
		coalesce(sum(open_amount) FILTER (WHERE late > interval '720 hours' AND late <= interval '1440 hours'), 0.00), coalesce(sum(open_amount) FILTER (WHERE late > interval '1440 hours' AND late <= interval '2160 hours'), 0.00),
		coalesce(sum(open_amount) FILTER (WHERE late > interval '2160 hours'), 0.00), min(due_at))
	FROM (SELECT *, make_interval(secs => extract(epoch FROM now() - due_at)) AS late FROM distribution.open_charges(t.id('supplier'), t.id(partner))) AS c
$$;
CREATE FUNCTION t.shown(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', balance, current_due, days_1_30, days_31_60, days_61_90, days_over_90, oldest_due_at)
	FROM distribution_report.credit_status WHERE partnership_id = t.id(partner)
$$;
CREATE FUNCTION t.overdue(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', nullif(overdue, 0), CASE WHEN overdue > 0 THEN currency || ' ' || oldest_due_at END) FROM distribution_report.credit_status WHERE partnership_id = t.id(partner)
$$;
-- Whether the account's charges are read from the ledger by who asks for its ageing
CREATE FUNCTION t.is_read(partner text) RETURNS boolean LANGUAGE sql AS $$
	SELECT balance < 0 AND coalesce(aged_until < now(), false) FROM distribution.settlement_account WHERE partnership_id = t.id(partner)
$$;
CREATE FUNCTION t.maintain() RETURNS void LANGUAGE sql AS $$
	SELECT distribution.maintain_unit('ageing', t.id('supplier'), 1)
$$;
-- What verify() finds of kept figures; the chain of hashes is of the times that were
CREATE FUNCTION t.kept_faults() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s: %s', check_name, detail), E'\n') FROM distribution.verify(t.id('supplier')) WHERE check_name IN ('ageing', 'last_push', 'claims', 'partnership')
$$;
CREATE FUNCTION t.credit(partner text, days int) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.set_credit(t.id('supplier'), t.id(partner), NULL, days)
$$;

-- One act after the other
SELECT t.credit('kedai', 30) \g /dev/null
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 1000) \g /dev/null
SELECT t.sync('kedai', name), t.pushed(name) FROM unnest(ARRAY['O-1', 'O-2', 'O-3']) AS name \g /dev/null
SELECT ok(NOT t.is_read('kedai'), 'CR-2: charges keep when the first of them falls due');
SELECT is(t.shown('kedai'), t.scratch('kedai'), 'CR-2: and what is owed, none overdue');
SELECT t.pass('20 days') \g /dev/null
SELECT t.sync('kedai', 'O-4'), t.pushed('O-4') \g /dev/null
SELECT t.pass('11 days') \g /dev/null
SELECT ok(t.is_read('kedai'), 'CR-2: from then on the ledger is read');
SELECT is(t.overdue('kedai'), '36.90 MYR ' || now() - interval '1 day', 'CR-2: what has fallen due meanwhile is overdue');
SELECT t.maintain() \g /dev/null
SELECT ok(NOT t.is_read('kedai'), 'CR-2: until maintenance has aged it');
SELECT is(t.shown('kedai'), t.scratch('kedai'), 'CR-2: exactly');
SELECT t.sync('kedai', 'O-5'), t.pushed('O-5') \g /dev/null
SELECT ok(NOT t.is_read('kedai'), 'CR-2: a push changes nothing of it');
SELECT is(t.shown('kedai'), t.scratch('kedai'), 'CR-2: but what is due later');
SELECT t.credit('kedai', 0), t.sync('kedai', 'O-6'), t.pushed('O-6') \g /dev/null
SELECT ok(NOT t.is_read('kedai'), 'CR-2: due now is not overdue');
SELECT t.pass('1 second') \g /dev/null
SELECT ok(t.is_read('kedai'), 'CR-2: a moment later it is, whatever other charges are due');
SELECT is(t.shown('kedai'), t.scratch('kedai'), 'CR-2: and is counted at once');
SELECT t.maintain(), distribution.withdraw_order(t.id('supplier'), t.id('O-1')) \g /dev/null
SELECT ok(t.is_read('kedai'), 'CR-2: a refund makes the ledger be read');
SELECT is(t.shown('kedai'), t.scratch('kedai'), 'CR-2: as it settles its own charge first');
SELECT is_empty('SELECT FROM distribution.credit_ageing', 'CR-2: what was kept before is forgotten');
SELECT t.maintain(), t.top_up('kedai', 15) \g /dev/null
SELECT is(t.shown('kedai'), t.scratch('kedai'), 'CR-2: so does a top-up, which settles the oldest');
SELECT t.top_up('kedai', 1000) \g /dev/null
SELECT ok(NOT t.is_read('kedai'), 'CR-2: without debt there is nothing to read');
SELECT is(t.shown('kedai'), t.scratch('kedai'), 'CR-2: nor to show');
SELECT is(aged_until, NULL, 'CR-2: nor to keep') FROM distribution.settlement_account WHERE partnership_id = t.id('kedai');
SELECT is(t.kept_faults(), NULL, 'CR-2: verify finds nothing');

-- What began before maintenance aged the account, reads the ledger: it may not yet be as late.
SELECT t.credit('kedai', 1), distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 3000), t.pass('3 days'), t.maintain() \g /dev/null
UPDATE distribution.credit_ageing SET aged_at = now() + interval '1 second', days_1_30 = 1;
SELECT is(t.shown('kedai'), t.scratch('kedai'), 'CR-2: an ageing of a later time is not taken');
SELECT is((SELECT subject FROM distribution_report.attention WHERE kind = 'overdue' AND side = 'supplier'), (SELECT overdue || ' MYR' FROM distribution_report.credit_status WHERE partnership_id = t.id('kedai')),
	'CR-2: nor by attention');
SELECT t.forget_ageing(), t.maintain() \g /dev/null
SELECT ok(t.kept_faults() IS NULL, 'CR-2: sound');
SELECT t.pass('31 days'), t.maintain() \g /dev/null
SELECT is(t.shown('kedai'), t.scratch('kedai'), 'CR-2: aged anew');
CREATE FUNCTION t.fault_of(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
BEGIN
	BEGIN
		EXECUTE change;
		found := t.kept_faults();
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		RETURN found;
	END;
END
$$;
SELECT is(t.fault_of(change), format('ageing: partnership %s: what is kept of its open charges is not what they are', t.id('kedai')), 'CR-2: verify finds ' || change)
FROM unnest(ARRAY['UPDATE distribution.credit_ageing SET days_31_60 = days_31_60 - 0.01', 'UPDATE distribution.credit_ageing SET days_1_30 = 0.01, days_31_60 = days_31_60 - 0.01',
	'UPDATE distribution.credit_ageing SET oldest_due_at = oldest_due_at + interval ''1 microsecond''', 'DELETE FROM distribution.credit_ageing',
	'UPDATE distribution.settlement_account SET aged_until = aged_until + interval ''1 microsecond'' WHERE balance < 0', 'UPDATE distribution.settlement_account SET aged_until = NULL',
	'UPDATE distribution.settlement_account SET aged_until = ''-infinity'' WHERE balance < 0']) AS change;

-- Each side reads its own.
CREATE ROLE seller;
CREATE ROLE buyer;
CREATE ROLE other;
SELECT distribution.grant_member(t.id('supplier'), 'seller', '{report}'), distribution.grant_member(t.id('kedai account'), 'buyer', '{report}'), distribution.grant_member(t.id('toko account'), 'other', '{report}') \g /dev/null
GRANT USAGE ON SCHEMA t TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA t TO PUBLIC;
SELECT t.overdue('kedai') AS overdue \gset
SET ROLE seller;
SELECT is(t.overdue('kedai'), :'overdue', 'ID-4: the supplier reads what is overdue');
SET ROLE buyer;
SELECT is(t.overdue('kedai'), :'overdue', 'ID-4: and the distributor');
SELECT t.is_read('kedai') AS is_read \gset
SET ROLE other;
SELECT is_empty($$SELECT FROM distribution_report.credit_status WHERE overdue > 0$$, 'ID-4: and no other');
SELECT is_empty($$SELECT FROM distribution.credit_ageing$$, 'ID-4: of the table neither');
RESET ROLE;
SELECT t.forget_ageing() \g /dev/null
SET ROLE buyer;
SELECT is(t.overdue('kedai'), :'overdue', 'ID-4: also where the ledger is read');
RESET ROLE;

-- Random acts
SELECT t.receive(sku, 'north', 100000) FROM unnest(ARRAY['A', 'B', 'C', 'D']) AS sku \g /dev/null
CREATE TABLE t.difference (partner text, step int, act text, shown text, scratch text);
CREATE FUNCTION t.act(partner text, step int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	dice CONSTANT float8 := random();
	amount CONSTANT numeric := ceil(random() * 60) * CASE partner WHEN 'kedai' THEN 1 ELSE 5000 END;
	name CONSTANT text := format('%s-%s', partner, step);
	which text;
BEGIN
	CASE
	WHEN dice < 0.35 THEN
		PERFORM t.sync(partner, name, (ARRAY['D 1', 'A 1; D 1', 'C 1', 'D 3'])[1 + floor(random() * 4)::int]), t.pushed(name);
		RETURN 'push';
	WHEN dice < 0.45 THEN
		SELECT o.platform_order_no INTO which FROM distribution.supply_order AS o WHERE o.partnership_id = t.id(partner) AND o.state = 'new' ORDER BY md5(step || o.platform_order_no) LIMIT 1;
		IF which IS NOT NULL THEN
			PERFORM distribution.withdraw_order(t.id('supplier'), t.id(which));
		END IF;
		RETURN 'withdraw';
	WHEN dice < 0.6 THEN
		PERFORM t.top_up(partner, amount);
		RETURN 'top up';
	WHEN dice < 0.65 THEN
		PERFORM distribution.post_entry(t.id('supplier'), t.id(partner), 'deduction', amount);
		RETURN 'deduction';
	WHEN dice < 0.7 THEN
		PERFORM distribution.set_credit(t.id('supplier'), t.id(partner), NULL, (ARRAY[NULL, 0, 1, 20, 45])[1 + floor(random() * 5)::int],
			CASE WHEN random() < 0.3 THEN now() + interval '1 hour' END);
		RETURN 'credit';
	WHEN dice < 0.85 THEN
		PERFORM t.pass(random() * interval '25 days');
		RETURN 'pass';
	ELSE
		PERFORM t.maintain();
		RETURN 'maintain';
	END CASE;
END
$$;
CREATE PROCEDURE t.walk(partner text, steps int) LANGUAGE plpgsql AS $$
DECLARE
	act text;
BEGIN
	PERFORM t.top_up(partner, 1 - t.balance(partner)) WHERE t.balance(partner) < 0;
	PERFORM distribution.post_entry(t.id('supplier'), t.id(partner), 'deduction', t.balance(partner)) WHERE t.balance(partner) > 0;
	FOR step IN 1 .. steps LOOP
		act := t.act(partner, step);
		INSERT INTO t.difference
		SELECT partner, step, act, s.shown, s.scratch FROM (SELECT t.shown(partner) AS shown, t.scratch(partner) AS scratch) AS s
		WHERE s.shown <> s.scratch OR t.is_read(partner) AND act = 'maintain';
	END LOOP;
END
$$;
SELECT setseed(0.4) \g /dev/null
CALL t.walk('kedai', 250);
CALL t.walk('saigon', 250);
SELECT is_empty($$SELECT * FROM t.difference ORDER BY partner, step$$, 'CR-2: what is shown is what the ledger says after each of 500 random acts, in cents and in whole dong');
SELECT is(t.kept_faults(), NULL, 'CR-2: and verify finds nothing');
SELECT t.maintain() \g /dev/null
SELECT is(t.kept_faults(), NULL, 'CR-2: as they are aged');
SELECT results_eq($$SELECT d.partnership_id, d.last_pushed_at FROM distribution_report.distributors AS d WHERE d.supplier_id = t.id('supplier') ORDER BY 1$$,
	$$SELECT p.partnership_id, (SELECT max(e.posted_at) FROM distribution.ledger_entry AS e WHERE (e.supplier_id, e.partnership_id, e.kind) = (p.supplier_id, p.partnership_id, 'push_charge'))
	FROM distribution.partnership AS p WHERE p.supplier_id = t.id('supplier') ORDER BY 1$$, 'PA-7: the last push is kept');

-- Claims and warehouses: '<partnership> <active claims> <warehouses>', and '<SKU> <active> <others>', as shown and from scratch
CREATE FUNCTION t.shown_claims() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', partnership_id, active_claims, warehouses) FROM distribution_report.distributors WHERE supplier_id = t.id('supplier')
	UNION ALL SELECT concat_ws(' ', sku, active_distributors, terminated_distributors) FROM distribution_report.products WHERE supplier_id = t.id('supplier')
$$;
CREATE FUNCTION t.scratch_claims() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', p.partnership_id, (SELECT count(*) FROM distribution.claim AS c WHERE (c.supplier_id, c.partnership_id, c.state) = (p.supplier_id, p.partnership_id, 'active')),
		(SELECT string_agg(h.name, ', ' ORDER BY w.position) FROM distribution.partnership_warehouse AS w JOIN distribution.warehouse AS h USING (supplier_id, warehouse_id)
			WHERE (w.supplier_id, w.partnership_id) = (p.supplier_id, p.partnership_id) AND w.assigned))
	FROM distribution.partnership AS p WHERE p.supplier_id = t.id('supplier')
	UNION ALL
	SELECT concat_ws(' ', m.sku, count(DISTINCT c.distributor_id) FILTER (WHERE c.state = 'active'), count(DISTINCT c.distributor_id) - count(DISTINCT c.distributor_id) FILTER (WHERE c.state = 'active'))
	FROM distribution.distribution_product AS d JOIN distribution.merchant_sku AS m USING (supplier_id, sku_id) LEFT JOIN distribution.claim AS c USING (supplier_id, sku_id)
	WHERE d.supplier_id = t.id('supplier') GROUP BY m.sku
$$;
CREATE TABLE t.claim_difference (step int, act text, line text);
-- Partnerships of kedai end and begin anew, so that a distributor has claims of several.
CREATE FUNCTION t.claim_act(step int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	dice CONSTANT float8 := random();
	skus CONSTANT bigint[] := ARRAY(SELECT t.id(name) FROM unnest(ARRAY['A', 'B', 'C', 'D']) AS name WHERE random() < 0.5);
	live CONSTANT bigint := (SELECT partnership_id FROM distribution.partnership WHERE supplier_id = t.id('supplier') AND distributor_id = t.id('kedai account') AND state = 'partnered');
	partner CONSTANT bigint := CASE WHEN random() < 0.7 THEN live ELSE t.id('toko') END;
BEGIN
	CASE
	WHEN dice < 0.3 THEN
		PERFORM distribution.claim_products(t.id('supplier'), partner, skus);
		RETURN 'claim';
	WHEN dice < 0.4 THEN
		PERFORM distribution.stop_claims(t.id('supplier'), ARRAY[live, t.id('toko')], skus);
		RETURN 'stop';
	WHEN dice < 0.55 THEN
		PERFORM distribution.resume_claims(t.id('supplier'), ARRAY[live, t.id('toko')], skus);
		RETURN 'resume';
	WHEN dice < 0.7 THEN
		PERFORM distribution.set_warehouses(t.id('supplier'), partner, CASE floor(random() * 4)::int WHEN 0 THEN ARRAY[t.id('north'), t.id('south')] WHEN 1 THEN ARRAY[t.id('south'), t.id('north')]
			WHEN 2 THEN ARRAY[t.id('south')] ELSE ARRAY[t.id('north')] END);
		RETURN 'warehouses';
	WHEN dice < 0.8 THEN
		UPDATE distribution.warehouse SET name = 'south ' || step WHERE warehouse_id = t.id('south');
		RETURN 'rename';
	WHEN dice < 0.9 THEN
		PERFORM distribution.maintain_unit('claims', t.id('supplier'), 1);
		RETURN 'maintain';
	ELSE
		PERFORM distribution.terminate_partnership(t.id('supplier'), live, 'again'), t.make_partner('kedai ' || step, 'kedai account', 'MYR');
		RETURN 'again';
	END CASE;
END
$$;
DO $$
DECLARE
	act text;
BEGIN
	PERFORM t.pass('0'), distribution.post_entry(t.id('supplier'), t.id('kedai'), 'correction', -t.balance('kedai')) WHERE t.balance('kedai') <> 0;
	PERFORM distribution.refuse_order(o.supplier_id, o.order_id, 'none') FROM distribution.supply_order AS o WHERE o.partnership_id = t.id('kedai') AND o.state = 'new';
	PERFORM distribution.post_entry(t.id('supplier'), t.id('kedai'), 'correction', -t.balance('kedai')) WHERE t.balance('kedai') <> 0;
	FOR step IN 1 .. 120 LOOP
		BEGIN
			act := t.claim_act(step);
		EXCEPTION WHEN SQLSTATE 'SD004' OR SQLSTATE 'SD010' THEN
			act := 'refused'; -- what the supplier has stopped is not claimed
		END;
		INSERT INTO t.claim_difference SELECT step, act, line
		FROM ((SELECT * FROM t.shown_claims() EXCEPT ALL SELECT * FROM t.scratch_claims()) UNION ALL (SELECT * FROM t.scratch_claims() EXCEPT ALL SELECT * FROM t.shown_claims())) AS d (line);
		INSERT INTO t.thing VALUES ('act ' || act || step, step);
	END LOOP;
END
$$;
SELECT is_empty('SELECT * FROM t.claim_difference', 'PA-7, PD-4: numbers of claims and warehouses are those that are there after each of 120 random acts');
SELECT ok(count(DISTINCT split_part(name, ' ', 2)) >= 7 AND count(*) FILTER (WHERE name LIKE 'act again%') >= 5, 'PD-4: of all kinds') FROM t.thing WHERE name LIKE 'act %';
SELECT is(t.kept_faults(), NULL, 'PA-7, PD-4: and verify finds nothing');
INSERT INTO distribution.claim_count (supplier_id, sku_id, active, claimers) VALUES (t.id('supplier'), t.id('A'), 1, 0), (t.id('supplier'), t.id('A'), -1, 0);
SELECT distribution.maintain_unit('claims', t.id('supplier'), 1) \g /dev/null
SELECT is_empty($$SELECT sku_id FROM distribution.claim_count WHERE supplier_id = t.id('supplier') GROUP BY sku_id HAVING count(*) > 1$$, 'PD-4: maintenance adds up');
SELECT set_eq($$SELECT * FROM t.shown_claims()$$, $$SELECT * FROM t.scratch_claims()$$, 'PD-4: and changes no number');
SELECT matches(t.fault_of(change), expected, 'PA-7, PD-4: verify finds ' || change)
FROM (VALUES
	('UPDATE distribution.claim_count SET active = active - 1 WHERE sku_id = t.id(''B'')', '^claims: SKU \d+: -?\d+ active claims of \d+ distributors counted, \d+ of \d+ there$'),
	('UPDATE distribution.claim_count SET claimers = claimers + 1 WHERE sku_id = t.id(''B'')', '^claims: SKU \d+: \d+ active claims of \d+ distributors counted, \d+ of \d+ there$'),
	('DELETE FROM distribution.claim_count WHERE sku_id = t.id(''B'')', '^claims: SKU \d+: 0 active claims of 0 distributors counted, \d+ of \d+ there$'),
	('UPDATE distribution.partnership SET active_claims = 9 WHERE partnership_id = t.id(''toko'')', '^partnership: partnership \d+: 9 active claims and warehouses \{[\d,]+\} kept, \d+ and \{[\d,]+\} there$'),
	('UPDATE distribution.partnership SET warehouse_ids = ''{}'' WHERE partnership_id = t.id(''toko'')', '^partnership: partnership \d+: \d+ active claims and warehouses \{\} kept, \d+ and \{[\d,]+\} there$')
) AS c (change, expected);
-- Plain SQL of who may: rows of several partnerships of one distributor at once
DELETE FROM distribution.stock_push_request WHERE supplier_id = t.id('supplier');
CREATE TABLE t.claim AS SELECT * FROM distribution.claim WHERE supplier_id = t.id('supplier');
DELETE FROM distribution.push_record WHERE supplier_id = t.id('supplier');
DELETE FROM distribution.claim WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
SELECT set_eq($$SELECT * FROM t.shown_claims()$$, $$SELECT * FROM t.scratch_claims()$$, 'PD-4: claims that are deleted are not counted');
INSERT INTO distribution.claim SELECT * FROM t.claim WHERE sku_id = t.id('A');
SELECT set_eq($$SELECT * FROM t.shown_claims()$$, $$SELECT * FROM t.scratch_claims()$$, 'PD-4: those that are inserted are, a distributor once');

SELECT * FROM finish();
ROLLBACK;
