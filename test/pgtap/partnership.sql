-- The life of a partnership (PA-1 … PA-7, CR-4): every verb from every state, and both ends of it.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.state(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT state || CASE WHEN hold_reason IS NULL THEN '' ELSE ' held' END FROM distribution.partnership
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner)
$$;
CREATE FUNCTION t.customer(code text) RETURNS bigint LANGUAGE sql AS $$
	INSERT INTO distribution.customer (supplier_id, code, name) VALUES (t.id('supplier'), code, code) RETURNING customer_id
$$;

-- One partnership in each standing, named after it
SELECT t.make_account(name || ' one') FROM unnest(ARRAY['pending', 'partnered', 'held', 'rejected', 'terminated']) AS name \g /dev/null
SELECT t.name_it('spare customer', t.customer('SPARE')) \g /dev/null
SELECT t.name_it('pending', t.apply('pending one')), t.name_it('rejected', t.apply('rejected one')) \g /dev/null
SELECT t.make_partner(name, name || ' one', 'MYR') FROM unnest(ARRAY['partnered', 'held', 'terminated']) AS name \g /dev/null
SELECT distribution.reject_application(t.id('supplier'), t.id('rejected'), 'Too far'),
	distribution.hold_partnership(t.id('supplier'), t.id('held'), 'Late'),
	distribution.terminate_partnership(t.id('supplier'), t.id('terminated'), 'Over') \g /dev/null

-- Where a verb leads from there; what it did is undone.
CREATE FUNCTION t.leads_to(verb text, partner text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	arguments text := format('t.id(''supplier''), t.id(%L)', partner);
	statement text := CASE verb
		WHEN 'apply' THEN format('SELECT t.apply(%L)', partner || ' one')
		WHEN 'approve' THEN format('SELECT distribution.approve_application(%s, t.id(''spare customer''), ''MYR'', NULL, ARRAY[t.id(''north'')])', arguments)
		WHEN 'reject' THEN format('SELECT distribution.reject_application(%s, ''no'')', arguments)
		WHEN 'delete' THEN format('SELECT distribution.delete_application(%s)', arguments)
		WHEN 'terminate' THEN format('SELECT distribution.terminate_partnership(%s, ''enough'')', arguments)
		WHEN 'hold' THEN format('SELECT distribution.hold_partnership(%s, ''wait'')', arguments)
		WHEN 'release' THEN format('SELECT distribution.release_partnership(%s)', arguments)
		WHEN 'level' THEN format('SELECT distribution.change_level(%s, 1)', arguments)
		WHEN 'warehouses' THEN format('SELECT distribution.set_warehouses(%s, ARRAY[t.id(''south'')])', arguments)
	END;
	events bigint := (SELECT count(*) FROM distribution.partnership_event);
	outcome text;
BEGIN
	EXECUTE statement;
	SELECT coalesce(t.state(partner), 'gone') || ' ' || e.event || ' by ' || e.actor || coalesce(': ' || nullif(e.note, ''), '') INTO outcome
	FROM distribution_report.partnership_log e ORDER BY e.event_id DESC LIMIT 1;
	IF (SELECT count(*) FROM distribution.partnership_event) <> events + 1 THEN
		outcome := outcome || ', not logged once';
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'T0000', MESSAGE = outcome;
EXCEPTION
	WHEN SQLSTATE 'T0000' THEN RETURN SQLERRM;
	WHEN OTHERS THEN RETURN SQLSTATE;
END
$$;
SELECT is(t.leads_to(verb, partner), expected, format('PA-1: %s what is %s', verb, partner))
FROM (
	SELECT partner, verb, split_part(line, '|', no::int + 1) AS expected, row, no
	FROM unnest(ARRAY['pending', 'partnered', 'held', 'rejected', 'terminated']) WITH ORDINALITY AS p (partner, no)
	CROSS JOIN LATERAL (VALUES
		-- verb | pending | partnered | held | rejected | terminated
		(1, 'apply|SD004|SD004|SD004|rejected applied by postgres|terminated applied by postgres'),
		(2, 'approve|partnered approved by postgres|SD004|SD004|SD004|SD004'),
		(3, 'reject|rejected rejected by postgres: no|SD004|SD004|SD004|SD004'),
		(4, 'delete|SD004|SD004|SD004|gone deleted by postgres|SD004'),
		(5, 'terminate|SD004|terminated terminated by postgres: enough|terminated held terminated by postgres: enough|SD004|SD004'),
		(6, 'hold|SD004|partnered held held by postgres: wait|partnered held held by postgres: wait|SD004|terminated held held by postgres: wait'),
		(7, 'release|SD004|SD004|partnered released by postgres: -|SD004|SD004'),
		(8, 'level|SD004|partnered level_changed by postgres: level 1|partnered held level_changed by postgres: level 1|SD004|SD004'),
		(9, 'warehouses|SD004|partnered warehouses_set by postgres: south|partnered held warehouses_set by postgres: south|SD004|SD004')
	) AS m (row, whole)
	CROSS JOIN LATERAL (SELECT split_part(whole, '|', 1) AS verb, replace(replace(whole, ': -', ''), ': south', ': warehouses ' || t.id('south')) AS line) AS l
) AS c
ORDER BY row, no;

-- The same by plain SQL, as the owner: no update leads where no verb does.
SELECT is(t.state_of(format('UPDATE distribution.partnership SET state = %L, customer_id = coalesce(customer_id, %s) WHERE partnership_id = t.id(%L)', new_state, t.id('spare customer'), partner)),
	CASE WHEN (split_part(partner, ' ', 1), new_state) IN (('pending', 'partnered'), ('pending', 'rejected'), ('partnered', 'terminated'))
		OR partner = new_state THEN NULL ELSE 'SD004' END,
	format('PA-1: by plain SQL, %s to %s', partner, new_state))
FROM unnest(ARRAY['rejected', 'terminated']) AS partner
CROSS JOIN unnest(ARRAY['pending', 'partnered', 'rejected', 'terminated']) AS new_state
WHERE partner <> new_state;
SELECT is(t.state_of(format('UPDATE distribution.partnership SET state = %L WHERE partnership_id = t.id(%L)', new_state, partner)), 'SD004', format('PA-1: by plain SQL, %s to %s', partner, new_state))
FROM (VALUES ('pending', 'terminated'), ('partnered', 'pending'), ('partnered', 'rejected')) AS c (partner, new_state);
SELECT is(t.state_of(format('DELETE FROM distribution.partnership WHERE partnership_id = t.id(%L)', partner)), 'SD004', 'PA-4: by plain SQL, what is ' || partner || ' is not deleted')
FROM unnest(ARRAY['pending', 'partnered', 'terminated']) AS partner;

-- PA-4: a customer is linked to one live partnership, and a linked one stays
SELECT is(t.state_of(format('SELECT distribution.approve_application(t.id(''supplier''), t.id(''pending''), %s, ''MYR'', NULL, ARRAY[t.id(''north'')])',
	(SELECT customer_id FROM distribution.partnership WHERE partnership_id = t.id('partnered')))), '23505', 'PA-4: a customer of another live partnership is taken');
SELECT isnt(t.state_of(format('DELETE FROM distribution.customer WHERE customer_id = %s', (SELECT customer_id FROM distribution.partnership WHERE partnership_id = t.id('partnered')))), NULL, 'PA-4: a linked customer is not deleted');
SELECT is(t.state_of(format('UPDATE distribution.partnership SET customer_id = %s WHERE partnership_id = t.id(''partnered'')', t.id('spare customer'))), 'SD011', 'PA-3: nor replaced');
SELECT is(t.state_of($$UPDATE distribution.settlement_account SET currency = 'IDR' WHERE partnership_id = t.id('partnered')$$), 'SD011', 'PA-3: nor is the currency');

-- PA-5, PA-6: either side ends it, with orders in every standing
CREATE ROLE kedai_shop;
SELECT distribution.grant_member(t.id('kedai account'), 'kedai_shop', '{distributor}') \g /dev/null
SELECT t.sync('kedai', 'open'), t.sync('kedai', 'late'), t.sync('kedai', 'taken'), t.sync('kedai', 'sent') \g /dev/null
SELECT t.push('taken', 'sent') \g /dev/null
SELECT distribution.advance_order(t.id('supplier'), t.id('sent'), 'shipped') \g /dev/null
SELECT set_config('t.supplier', t.id('supplier')::text, true), set_config('t.kedai', t.id('kedai')::text, true) \g /dev/null
SET ROLE kedai_shop;
SELECT distribution.terminate_partnership(current_setting('t.supplier')::bigint, current_setting('t.kedai')::bigint, 'Moving on') \g /dev/null
RESET ROLE;
SELECT is(event || ' ' || actor, 'terminated kedai_shop', 'PA-5: the distributor ends it')
FROM distribution_report.partnership_log WHERE partnership_id = t.id('kedai') ORDER BY event_id DESC LIMIT 1;
SELECT is(sum(quantity), 0::bigint, 'PA-5: its mirrors show 0') FROM distribution_report.supplier_warehouse_stock WHERE partnership_id = t.id('kedai');
SELECT is(count(*), 0::bigint, 'PA-5: no claim is active') FROM distribution.claim WHERE partnership_id = t.id('kedai') AND state = 'active';
SELECT is(t.state_of($$SELECT t.sync('kedai', 'new')$$), 'SD004', 'PA-5: nothing new is synced');
SELECT is(t.pushed('open'), 'pushed 12.30 MYR', 'PA-5: what was synced before is pushed');
SELECT is(t.state_of($$SELECT t.apply('kedai account')$$), 'SD009', 'PA-6: no new application while the balance is not zero');
SELECT lives_ok($$SELECT distribution.withdraw_order(t.id('supplier'), t.id('taken'))$$, 'PA-5: what was pushed is withdrawn');
SELECT lives_ok($$SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', t.balance('kedai'))$$, 'PA-5: and the final settlement is posted');
SELECT is(t.balance('kedai'), 0.00, 'PA-6: the balance is zero');
SELECT is(t.state_of($$SELECT t.apply('kedai account')$$), 'SD004', 'PA-6: an order that is pushable or open still keeps the two apart');
SELECT distribution.cancel_order(t.id('supplier'), t.id('late')), distribution.advance_order(t.id('supplier'), t.id('open'), 'shipped'),
	distribution.advance_order(t.id('supplier'), t.id('open'), 'completed'), distribution.advance_order(t.id('supplier'), t.id('sent'), 'completed') \g /dev/null
SELECT t.name_it('again', t.apply('kedai account')) \g /dev/null
SELECT is(t.state('again'), 'pending', 'PA-6: all settled, it may apply again');
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'correction', 0.01) \g /dev/null
SELECT is(t.state_of($$SELECT distribution.approve_application(t.id('supplier'), t.id('again'), t.id('spare customer'), 'IDR', NULL, ARRAY[t.id('north')])$$), 'SD009',
	'PA-6: which is checked at approving too');
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'correction', -0.01) \g /dev/null
SELECT lives_ok($$SELECT distribution.approve_application(t.id('supplier'), t.id('again'), t.id('spare customer'), 'IDR', NULL, ARRAY[t.id('north')])$$,
	'PA-6: another customer and currency, by a new partnership only');
SELECT is(count(*), 2::bigint, 'PA-6: the old one and its ledger stay') FROM distribution.settlement_account WHERE distributor_id = t.id('kedai account') AND supplier_id = t.id('supplier');

-- PA-7, PA-2: who is who
UPDATE distribution.supplier SET contact_person = 'Sam Supplier', contact_phone = '000-1' WHERE supplier_id = t.id('supplier');
SELECT t.make_account('caller') \g /dev/null
SELECT t.name_it('call', distribution.apply_for_partnership(distribution.create_invitation(t.id('supplier')), t.id('caller'), 'Hello', 'Dora Distributor', '000-2'))
\g /dev/null
SELECT results_eq($$SELECT contact, phone, message FROM distribution_report.distributors WHERE partnership_id = t.id('call')$$,
	$$VALUES ('Dora Distributor', '000-2', 'Hello')$$, 'PA-7: whom to ask for, and by which phone');
SELECT results_eq($$SELECT contact_person, contact_phone FROM distribution_report.suppliers WHERE partnership_id = t.id('call')$$,
	$$VALUES ('Sam Supplier', '000-1')$$, 'PA-2: and the supplier''s');

-- PA-7
SELECT results_eq($$SELECT state, customer, currency, warehouses, balance, active_claims, on_hold FROM distribution_report.distributors WHERE partnership_id = t.id('again')$$,
	$$VALUES ('partnered', 'SPARE', 'IDR', 'north', 0.00, 0, false)$$, 'PA-7: the supplier''s view of it');
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
