-- The table of states against what the verbs do: every way that it has is gone, and no other (OR-3, OR-6, WD-3, RT-1, PA-1, PD-2, CL-1, LE-7, TU-1).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- One thing in each standing, named after it; every order has one package.
SELECT t.make_warehouse('supplier', 'third') \g /dev/null
UPDATE distribution.warehouse SET kind = 'third_party' WHERE warehouse_id = t.id('third');
SELECT distribution.receive_stock(t.id('supplier'), t.id('third'), t.id('A'), 100) \g /dev/null
SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('south'), t.id('third')]) \g /dev/null
UPDATE distribution.supplier SET auto_tool = true WHERE supplier_id = t.id('supplier');
INSERT INTO distribution.partnership_setting (supplier_id, partnership_id, side) VALUES (t.id('supplier'), t.id('kedai'), 'distributor');

CREATE TABLE t.standing (name text PRIMARY KEY, warehouse text NOT NULL DEFAULT 'north');
INSERT INTO t.standing SELECT unnest('{synced,queued,failed,cancelled,new,in_process,to_pickup,shipped,completed,withdrawn,refused,asked,asked part,denied,granted part}'::text[]);
INSERT INTO t.standing SELECT unnest('{third picked,third asked,third answered,third denied,third granted part}'::text[]), 'third';
SELECT t.sync('kedai', name, 'A 5', warehouse => warehouse) FROM t.standing \g /dev/null
SELECT distribution.hold_partnership(t.id('supplier'), t.id('kedai'), 'to fail'), t.push('failed'),
	distribution.release_partnership(t.id('supplier'), t.id('kedai')) \g /dev/null
SELECT distribution.queue_push(t.id('supplier'), ARRAY[t.id('queued')]), distribution.cancel_order(t.id('supplier'), t.id('cancelled')) \g /dev/null
SELECT t.push(name) FROM t.standing WHERE name NOT IN ('synced', 'queued', 'failed', 'cancelled') \g /dev/null
SELECT distribution.advance_order(t.id('supplier'), t.id(name), state)
FROM (VALUES ('in_process', 'in_process'), ('to_pickup', 'to_pickup'), ('shipped', 'shipped'), ('completed', 'shipped'), ('asked', 'in_process'),
	('asked part', 'in_process'), ('denied', 'in_process'), ('granted part', 'in_process'), ('third picked', 'to_pickup'), ('third asked', 'to_pickup'),
	('third answered', 'to_pickup'), ('third denied', 'to_pickup'), ('third granted part', 'in_process')) AS o (name, state) \g /dev/null
SELECT distribution.advance_order(t.id('supplier'), t.id('completed'), 'completed') \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id(name), NULL, CASE WHEN name LIKE '%part' THEN '[{"line_no":1,"quantity":1}]'::json END)
FROM unnest(ARRAY['withdrawn', 'asked', 'asked part', 'denied', 'granted part', 'third asked', 'third answered', 'third denied', 'third granted part']) AS name \g /dev/null
SELECT distribution.refuse_order(t.id('supplier'), t.id('refused'), 'none left') \g /dev/null
SELECT distribution.warehouse_cancelled(t.id('supplier'), t.id(name), true) FROM unnest(ARRAY['third answered', 'third granted part']) AS name \g /dev/null
SELECT distribution.refuse_withdrawal(t.id('supplier'), t.id(name), 'packed') FROM unnest(ARRAY['denied', 'third denied']) AS name \g /dev/null
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id(name)) FROM unnest(ARRAY['granted part', 'third granted part']) AS name \g /dev/null

SELECT t.name_it('return ' || name, distribution.create_return(t.id('supplier'), t.id('shipped'),
	json_build_object('kind', kind, 'lines', json_build_array(json_build_object('line_no', 1, 'quantity', 1)))))
FROM (VALUES ('created', 'return_refund'), ('only', 'refund_only')) AS r (name, kind) \g /dev/null
SELECT t.name_it('return ' || name, distribution.create_return(t.id('supplier'), t.id('completed'),
	'{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}')) FROM unnest(ARRAY['pushed', 'received']) AS name \g /dev/null
SELECT distribution.push_return(t.id('supplier'), t.id('return ' || name)) FROM unnest(ARRAY['only', 'pushed', 'received']) AS name \g /dev/null
SELECT distribution.receive_return(t.id('supplier'), t.id('return received'), '{"lines":[{"line_no":1,"sellable":1,"defective":0}]}') \g /dev/null

SELECT t.make_account(name), t.name_it('partnership ' || name, t.apply(name)) FROM unnest(ARRAY['pending', 'rejected']) AS name \g /dev/null
SELECT t.make_account(name) FROM unnest(ARRAY['ended', 'newcomer']) AS name \g /dev/null
SELECT t.make_partner('partnership ended', 'ended', 'MYR') \g /dev/null
SELECT t.name_it('partnership partnered', t.id('toko')) \g /dev/null
SELECT distribution.reject_application(t.id('supplier'), t.id('partnership rejected'), 'no') \g /dev/null
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('partnership ended'), 'done') \g /dev/null
INSERT INTO distribution.customer (supplier_id, code, name) VALUES (t.id('supplier'), 'C-state', 'of the pending one');

SELECT t.make_product('supplier', name, 5) FROM unnest(ARRAY['enabled', 'disabled']) AS name \g /dev/null
SELECT distribution.publish_products(t.id('supplier')) \g /dev/null
SELECT distribution.disable_product(t.id('supplier'), t.id('disabled')), t.make_product('supplier', 'publishing', 5) \g /dev/null
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (t.id('supplier'), 'fresh', 'Sample');
SELECT t.name_it('fresh', sku_id) FROM distribution.merchant_sku WHERE supplier_id = t.id('supplier') AND sku = 'fresh' \g /dev/null
SELECT distribution.stop_claim(t.id('supplier'), t.id('toko'), t.id(sku)) FROM unnest(ARRAY['B', 'C']) AS sku \g /dev/null
UPDATE distribution.claim SET stopped_by = 'distributor' WHERE partnership_id = t.id('toko') AND sku_id = t.id('C');

CREATE FUNCTION t.month(back int) RETURNS date LANGUAGE sql AS $$
	SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') - back * interval '1 month')::date
$$;
SELECT t.name_it('statement ' || name, distribution.close_statement(t.id('supplier'), t.id('raan'), t.month(back)))
FROM (VALUES ('closed', 4), ('confirmed', 3), ('disputed', 2)) AS s (name, back) \g /dev/null
SELECT distribution.answer_statement(t.id('supplier'), t.id('statement confirmed'), true),
	distribution.answer_statement(t.id('supplier'), t.id('statement disputed'), false, 'wrong') \g /dev/null
SELECT t.name_it('request ' || name, distribution.request_top_up(t.id('supplier'), t.id('kedai'), 10)) FROM unnest(ARRAY['asked', 'approved', 'rejected']) AS name \g /dev/null
SELECT distribution.approve_top_up(t.id('supplier'), t.id('request approved')), distribution.reject_top_up(t.id('supplier'), t.id('request rejected'), 'no') \g /dev/null

-- What a statement does to states is noted, and undone.
CREATE TABLE t.gone (machine text, from_state text, to_state text);
CREATE FUNCTION t.note_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
	old_state text := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) ->> TG_ARGV[1] END;
	new_state text := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) ->> TG_ARGV[1] END;
BEGIN
	IF old_state IS DISTINCT FROM new_state THEN
		INSERT INTO t.gone VALUES (TG_ARGV[0], old_state, new_state);
	END IF;
	RETURN NULL;
END
$$;
SELECT format('CREATE TRIGGER note_%s AFTER INSERT OR UPDATE OR DELETE ON distribution.%I FOR EACH ROW EXECUTE FUNCTION t.note_step(%L, %L)',
	machine, "table", machine, "column")
FROM (VALUES ('push', 'supply_order', 'push_state'), ('order', 'supply_order', 'state'), ('withdrawal', 'withdrawal', 'state'),
	('return', 'return_order', 'state'), ('partnership', 'partnership', 'state'), ('product', 'distribution_product', 'state'),
	('claim', 'claim', 'state'), ('statement', 'statement', 'state'), ('top_up', 'top_up_request', 'state')) AS m (machine, "table", "column")
\gexec

CREATE FUNCTION t.steps_of(statement text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	steps jsonb;
BEGIN
	EXECUTE statement;
	SELECT jsonb_agg(to_jsonb(g)) INTO steps FROM t.gone AS g;
	RAISE EXCEPTION USING ERRCODE = 'ZZZZZ', MESSAGE = coalesce(steps, '[]');
EXCEPTION
	WHEN SQLSTATE 'ZZZZZ' THEN
		RETURN SQLERRM;
	WHEN syntax_error_or_access_rule_violation THEN
		RAISE;
	WHEN OTHERS THEN
		RETURN '[]';
END
$$;

-- Every verb on everything that it may be about; %L is the thing's id
CREATE TABLE t.attempt (about text, verb text, statement text);
INSERT INTO t.attempt VALUES
	('order', 'push_order', 'push_order(s, %L)'),
	('order', 'queue_push', 'queue_push(s, ARRAY[%L::bigint])'),
	('order', 'cancel_order', 'cancel_order(s, %L)'),
	('order', 'withdraw_order', 'withdraw_order(s, %L)'),
	('order', 'withdraw_order', $$withdraw_order(s, %L, NULL, '[{"line_no":1,"quantity":1}]')$$),
	('order', 'refuse_order', 'refuse_order(s, %L, ''none left'')'),
	('order', 'refuse_order', $$refuse_order(s, %L, 'none left', '[{"line_no":1,"quantity":1}]')$$),
	('order', 'confirm_withdrawal', 'confirm_withdrawal(s, %L)'),
	('order', 'confirm_withdrawal', 'confirm_withdrawal(s, %L, true)'),
	('order', 'refuse_withdrawal', 'refuse_withdrawal(s, %L, ''packed'')'),
	('order', 'warehouse_cancelled', 'warehouse_cancelled(s, %L, true)'),
	('order', 'warehouse_cancelled', 'warehouse_cancelled(s, %L, false)'),
	('order', 'create_return', $$create_return(s, %L, '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1}]}')$$),
	('order', 'restock_order', $$restock_order(s, %L, '{"lines":[{"line_no":1,"sellable":1,"lost":0}],"reason":"found"}')$$),
	('return', 'push_return', 'push_return(s, %L)'),
	('return', 'receive_return', $$receive_return(s, %L, '{"lines":[{"line_no":1,"sellable":1,"defective":0}]}')$$),
	('return', 'refund_return', 'refund_return(s, %L)'),
	('return', 'refuse_return', 'refuse_return(s, %L, ''no'')'),
	('partnership', 'approve_application', $$approve_application(s, %L, (SELECT customer_id FROM distribution.customer WHERE code = 'C-state'), 'MYR', NULL, ARRAY[t.id('north')])$$),
	('partnership', 'reject_application', 'reject_application(s, %L, ''no'')'),
	('partnership', 'delete_application', 'delete_application(s, %L)'),
	('partnership', 'terminate_partnership', 'terminate_partnership(s, %L, ''done'')'),
	('product', 'disable_product', 'disable_product(s, %L)'),
	('product', 'enable_product', 'enable_product(s, %L)'),
	('product', 'claim_products', 'claim_products(s, t.id(''toko''), ARRAY[%L::bigint])'),
	('product', 'map_sku', 'map_sku(s, t.id(''toko''), %L, ''mine'')'),
	('product', 'stop_claim', 'stop_claim(s, t.id(''toko''), %L)'),
	('product', 'resume_claim', 'resume_claim(s, t.id(''toko''), %L)'),
	('statement', 'answer_statement', 'answer_statement(s, %L, true)'),
	('statement', 'answer_statement', 'answer_statement(s, %L, false, ''wrong'')'),
	('request', 'approve_top_up', 'approve_top_up(s, %L)'),
	('request', 'reject_top_up', 'reject_top_up(s, %L, ''no'')');
INSERT INTO t.attempt SELECT 'order', 'advance_order', format('advance_order(s, %%L, %L)', state) FROM unnest(ARRAY['new', 'in_process', 'to_pickup', 'shipped', 'completed']) AS state;
INSERT INTO t.attempt SELECT 'order', 'ship_order', format('ship_order(s, %%L, %L)', state) FROM unnest(ARRAY['to_pickup', 'shipped']) AS state;

CREATE TABLE t.thing_of AS
SELECT 'order' AS about, t.id(name) AS id FROM t.standing
UNION ALL SELECT split_part(name, ' ', 1), id FROM t.thing WHERE name ~ '^(return|partnership|statement|request) '
UNION ALL SELECT 'product', t.id(name) FROM unnest(ARRAY['A', 'B', 'C', 'enabled', 'disabled', 'publishing']) AS name;
CREATE TABLE t.call AS
SELECT a.verb, 'SELECT distribution.' || replace(format(a.statement, o.id), '(s,', '(t.id(''supplier''),') AS statement
FROM t.attempt AS a JOIN t.thing_of AS o USING (about)
UNION ALL SELECT 'sync_order', format('SELECT distribution.sync_order(t.id(''supplier''), t.id(''kedai''), t.payload(%L, ''A 3''))', name)
	FROM (SELECT name FROM t.standing UNION ALL VALUES ('another')) AS o
UNION ALL SELECT verb, statement FROM (VALUES
	('maintain', 'SELECT distribution.run_maintenance()'),
	('create_return', $$UPDATE distribution.partnership_setting SET auto_push_returns = true;
		SELECT distribution.create_return(t.id('supplier'), t.id('completed'), '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1}]}')$$),
	('apply_for_partnership', 'SELECT t.apply(''newcomer'')'),
	('add_products', 'SELECT distribution.add_products(t.id(''supplier''), ARRAY[t.id(''fresh'')], ARRAY[3.00])'),
	('import_products', $$SELECT distribution.import_products(t.id('supplier'), '[{"sku": "imported", "name": "Sample", "base_price": "4.00"}]')$$),
	('publish_products', 'SELECT distribution.publish_products(t.id(''supplier''))'),
	('stop_claim', 'SELECT distribution.stop_claim(t.id(''supplier''), t.id(''kedai''), t.id(''A''))'),
	('close_statement', 'SELECT distribution.close_statement(t.id(''supplier''), t.id(''raan''), t.month(1))'),
	('request_top_up', 'SELECT distribution.request_top_up(t.id(''supplier''), t.id(''kedai''), 10)')) AS c (verb, statement);
-- A push also where it fails, and where what was pushed is packed at once
INSERT INTO t.call SELECT verb, before || statement FROM t.call CROSS JOIN (VALUES
	('SELECT distribution.hold_partnership(t.id(''supplier''), t.id(''kedai''), ''to fail''); '),
	('UPDATE distribution.supplier SET auto_pack = true WHERE supplier_id = t.id(''supplier''); ')) AS b (before)
WHERE verb IN ('push_order', 'maintain');

CREATE TABLE t.step AS
SELECT DISTINCT s.machine, s.from_state, s.to_state, c.verb
FROM t.call AS c CROSS JOIN LATERAL jsonb_to_recordset(t.steps_of(c.statement)) AS s (machine text, from_state text, to_state text);

SELECT is((SELECT string_agg(concat_ws(' ', machine, 'from', coalesce(from_state, '-'), 'to', coalesce(to_state, '-'), 'by', verb), E'\n')
		FROM (SELECT machine, from_state, to_state, verb FROM distribution.state_transitions() EXCEPT SELECT * FROM t.step ORDER BY 1, 2, 3, 4) AS missing),
	NULL, 'OR-3: every step of the table is taken by its verb');
SELECT is((SELECT string_agg(concat_ws(' ', machine, 'from', coalesce(from_state, '-'), 'to', coalesce(to_state, '-'), 'by', verb), E'\n')
		FROM (SELECT * FROM t.step EXCEPT SELECT machine, from_state, to_state, verb FROM distribution.state_transitions() ORDER BY 1, 2, 3, 4) AS more),
	NULL, 'OR-3: and no verb takes another');
SELECT is((SELECT string_agg(verb, ', ') FROM (SELECT DISTINCT verb FROM distribution.state_transitions()
		EXCEPT SELECT proname FROM pg_proc WHERE pronamespace = 'distribution'::regnamespace) AS v), NULL, 'OR-3: its verbs are functions');

-- The words of the books
SELECT is((SELECT string_agg(state, ', ' ORDER BY state) FROM (SELECT from_state AS state FROM distribution.state_transitions() WHERE machine = m.machine
		UNION SELECT to_state FROM distribution.state_transitions() WHERE machine = m.machine) AS s WHERE state IS NOT NULL),
	(SELECT string_agg(word[1], ', ' ORDER BY word[1]) FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''', 'g') AS word
		WHERE conname = m.name), format('%s: %s accepts what the table knows', m.rule, m.name))
FROM (VALUES ('WD-3', 'withdrawal', 'withdrawal_state_check'), ('RT-1', 'return', 'return_order_state_check'), ('PA-1', 'partnership', 'partnership_state_check'),
	('PD-2', 'product', 'distribution_product_state_check'), ('CL-1', 'claim', 'claim_state_check'), ('LE-7', 'statement', 'statement_state_check'),
	('TU-1', 'top_up', 'top_up_request_state_check')) AS m (rule, machine, name);
SELECT is((SELECT string_agg(DISTINCT to_state, ', ' ORDER BY to_state) FROM distribution.state_transitions() WHERE machine = m.machine AND col_description(m.column_of::regclass, m.no) !~ ('\m' || to_state || '\M')),
	NULL, format('%s: the books say every %s', m.rule, m.name))
FROM (SELECT 'OR-3' AS rule, 'push' AS machine, 'push_state' AS name UNION ALL SELECT 'OR-6', 'order', 'state') AS n
CROSS JOIN LATERAL (SELECT n.*, 'distribution.supply_order' AS column_of, attnum::int AS no FROM pg_attribute
	WHERE attrelid = 'distribution.supply_order'::regclass AND attname = n.name) AS m;

SELECT * FROM finish();
ROLLBACK;
