-- Who may call which function and see which rows (ID-3, ID-4): the tables of doc/operations.md, tried out.
-- A function, table or view that has no row there fails here.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

\set rows `grep '^| [a-z_.]* |' doc/operations.md`
CREATE TABLE t.matrix AS
SELECT split_part(line, ' | ', 1) AS name, split_part(line, ' | ', 2) AS needs, split_part(line, ' | ', 3) AS distributor
FROM (SELECT trim(both '| ' FROM line) AS line FROM string_to_table(:'rows', E'\n') AS line) AS lines;

SELECT is_empty($$
	SELECT p.proname FROM pg_proc p
	WHERE pronamespace = 'distribution'::regnamespace AND prorettype NOT IN ('trigger'::regtype, 'internal'::regtype) AND NOT EXISTS (SELECT FROM t.matrix m WHERE m.name = p.proname)
		AND NOT EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typreceive, typsend))
	UNION ALL
	SELECT format('%s.%s', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
	WHERE n.nspname IN ('distribution', 'distribution_report') AND relkind IN ('r', 'p', 'v', 'm', 'f')
		AND NOT EXISTS (SELECT FROM t.matrix m WHERE m.name = format('%s.%s', n.nspname, c.relname))
$$, 'ID-4: every function, table and view has a row in doc/operations.md');
SELECT is_empty($$SELECT name FROM t.matrix WHERE name LIKE 'distribution%.%' AND to_regclass(name) IS NULL$$, 'ID-4: and every table and view there exists');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relnamespace = 'distribution'::regnamespace AND relkind IN ('r', 'p') AND NOT relrowsecurity AND relname NOT IN ('price_import', 'product_import')$$,
	'ID-4: row security is on, on every table');
SELECT is_empty($$SELECT relname FROM pg_class WHERE relnamespace = 'distribution_report'::regnamespace AND NOT 'security_invoker=true' = ANY (coalesce(reloptions, '{}'))$$,
	'design 6: every view reads with its reader''s rights');

-- Something in every book, of both suppliers and several distributors
INSERT INTO distribution.notification_subscription (account_id, event)
SELECT t.id(account), event FROM unnest(ARRAY['supplier', 'kedai account', 'toko account']) AS account, unnest(ARRAY['push_failed', 'application_received']) AS event;
INSERT INTO distribution.partnership_setting (supplier_id, partnership_id, side) SELECT supplier_id, partnership_id, side FROM distribution.partnership, unnest(ARRAY['supplier', 'distributor']) AS side;
INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (t.id('supplier'), t.id('A'), 2, 1), (t.id('rival'), t.id('rival A'), 2, 1);
INSERT INTO distribution.quantity_rule (supplier_id, sku_id, maximum) VALUES (t.id('supplier'), t.id('A'), 10000), (t.id('rival'), t.id('rival A'), 10000);
INSERT INTO distribution.stock_share (supplier_id, partnership_id, buffer) VALUES (t.id('supplier'), t.id('kedai'), 1), (t.id('rival'), t.id('kedai at rival'), 1);
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, min_quantity, price) VALUES (t.id('supplier'), t.id('kedai'), t.id('A'), 50, 1), (t.id('rival'), t.id('kedai at rival'), t.id('rival A'), 50, 1);
INSERT INTO distribution.account_setting (account_id) SELECT t.id(account) FROM unnest(ARRAY['supplier', 'rival', 'kedai account', 'toko account']) AS account;
INSERT INTO distribution.credit_rule (supplier_id, partnership_id, hold_after_days) VALUES (t.id('supplier'), t.id('kedai'), 30), (t.id('rival'), t.id('kedai at rival'), 30);
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'selected', 'selected');
INSERT INTO distribution.visibility_rule_distributor SELECT supplier_id, rule_id, t.id('toko account') FROM distribution.visibility_rule;
INSERT INTO distribution.visibility_rule_product SELECT supplier_id, rule_id, t.id('D') FROM distribution.visibility_rule;
INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark) VALUES (t.id('supplier'), 1, 'urgent'), (t.id('rival'), 1, 'urgent');
INSERT INTO distribution.shipping_rule (supplier_id, rule_no, carrier) VALUES (t.id('supplier'), 1, 'Sample Carrier'), (t.id('rival'), 1, 'Sample Carrier');
SELECT distribution.receive_stock(t.id('rival'), t.id('west'), t.id('rival A'), 10), t.top_up('kedai', 5) \g /dev/null
SELECT distribution.post_entry(t.id('rival'), t.id('kedai at rival'), 'top_up', 100, idempotency_key => 'once'), distribution.set_credit(t.id('rival'), t.id('kedai at rival'), 10, 10) \g /dev/null
SELECT t.sync('kedai', 'K1', 'A 2, B 1'), t.sync('kedai', 'K2', 'A 1', 'temu'), t.sync('kedai', 'K3', 'A 1000'), t.sync('kedai', 'K4', 'A 1'),
	t.sync('kedai', 'K5', 'A 1'), t.sync('kedai', 'K6', 'A 1', logistics => 'platform'), t.sync('toko', 'T1', 'A 1'), t.sync('toko', 'T2', 'A 1000'), t.sync('toko', 'T3', 'A 1') \g /dev/null
SELECT t.name_it('R1', distribution.sync_order(t.id('rival'), t.id('kedai at rival'), t.payload('R1', 'A 1'))) \g /dev/null
SELECT t.push('K1', 'K2', 'K3', 'K5', 'K6', 'T1', 'T2') \g /dev/null
SELECT distribution.push_order(t.id('rival'), t.id('R1')), distribution.withdraw_order(t.id('supplier'), t.id('K5')),
	distribution.advance_order(t.id('supplier'), t.id('K6'), 'shipped') \g /dev/null
SELECT t.name_it('return', distribution.create_return(t.id('supplier'), t.id('K6'), '{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}')) \g /dev/null
SELECT distribution.push_return(t.id('supplier'), t.id('return')), distribution.push_inventory() \g /dev/null
SELECT distribution.advance_order(t.id('supplier'), t.id('K2'), 'in_process'), distribution.withdraw_order(t.id('supplier'), t.id('K2')) \g /dev/null
SELECT t.sync('kedai', 'K7', 'A 1') \g /dev/null
SELECT t.push('K7') \g /dev/null
SELECT distribution.advance_order(t.id('supplier'), t.id('K7'), 'in_process'), distribution.withdraw_order(t.id('supplier'), t.id('K7'), NULL, '[{"line_no":1,"quantity":1}]'),
	distribution.confirm_withdrawal(t.id('supplier'), t.id('K7'), true), distribution.restock_order(t.id('supplier'), t.id('K7'), '{"lines":[{"line_no":1,"sellable":1}]}') \g /dev/null
SELECT distribution.count_sales(t.id('supplier')) \g /dev/null
SELECT t.name_it('asked', distribution.request_top_up(t.id('supplier'), t.id('kedai'), 5)), distribution.request_top_up(t.id('supplier'), t.id('toko'), 5),
	distribution.request_top_up(t.id('rival'), t.id('kedai at rival'), 5) \g /dev/null
SELECT t.make_account('applicant') \g /dev/null
SELECT t.name_it('application', t.apply('applicant')) \g /dev/null

SELECT distribution.read_events(t.id(account)) FROM unnest(ARRAY['supplier', 'rival', 'kedai account', 'toko account']) AS account \g /dev/null

-- The cast
CREATE TABLE t.player (role name, account text, permissions text[], side text);
INSERT INTO t.player VALUES
	('nobody_special', NULL, NULL, 'outside'),
	('rival_admin', 'rival', '{admin}', 'outside'), ('toko_admin', 'toko account', '{admin}', 'outside'),
	('supplier_admin', 'supplier', '{admin}', 'supplier'), ('supplier_acting', 'supplier', '{supplier}', 'supplier'),
	('supplier_astray', 'supplier', '{distributor}', 'supplier'), ('supplier_reading', 'supplier', '{report}', 'supplier'),
	('kedai_admin', 'kedai account', '{admin}', 'distributor'), ('kedai_acting', 'kedai account', '{distributor}', 'distributor'),
	('kedai_astray', 'kedai account', '{supplier}', 'distributor'), ('kedai_reading', 'kedai account', '{report}', 'distributor');
SELECT format('CREATE ROLE %I', role) FROM t.player \gexec
SELECT distribution.grant_member(t.id(account), role, permissions) FROM t.player WHERE account IS NOT NULL \g /dev/null
GRANT USAGE ON SCHEMA t TO PUBLIC; -- functions of the fixture that players' calls go through

-- Functions: every one called by every player on the supplier's business with kedai
SELECT set_config('t.token', distribution.issue_token(t.id('supplier'), '{report}', '1 hour'), true) \g /dev/null
SELECT set_config('t.invitation', distribution.create_invitation(t.id('supplier')), true) \g /dev/null
SET ROLE nobody_special;
SELECT set_config('distribution.token', current_setting('t.token'), true) \g /dev/null
SELECT is(distribution.my_accounts(), '{}', 'ID-3: the setting that tells nodes of a cluster a token says nothing on one machine');
SELECT set_config('distribution.token', '', true) \g /dev/null
RESET ROLE;
CREATE TABLE t.argument (name text, value text, function text);
INSERT INTO t.argument VALUES
	('supplier_id', t.id('supplier'), NULL), ('account_id', t.id('supplier'), NULL), ('distributor_id', t.id('kedai account'), NULL),
	('partnership_id', t.id('kedai'), NULL), ('since', '2020-01-01', NULL), ('order_id', t.id('K1'), NULL), ('order_ids', format('{%s}', t.id('K1')), NULL),
	('return_id', t.id('return'), NULL), ('request_id', t.id('asked'), NULL), ('sku_id', t.id('A'), NULL), ('warehouse_id', t.id('north'), NULL), ('token', current_setting('t.invitation'), NULL),
	('token', current_setting('t.token'), 'authenticate'), ('role', 'nobody_special', NULL), ('permissions', '{report}', NULL), ('permission', 'report', NULL),
	('lifetime', '1 hour', NULL), ('payload', t.payload('X', 'A 1')::text, NULL), ('payloads', '[]', NULL),
	('payload', '{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}', 'create_return'),
	('payload', '{"lines":[{"line_no":1,"sellable":1,"defective":0}]}', 'receive_return'), ('payload', '{"lines":[{"line_no":1,"sellable":1}]}', 'restock_order'), ('prices', '[]', NULL), ('products', '[]', NULL), ('products', '{}', 'set_visibility_rule'), ('effect', 'hidden', NULL),
	('month', '2020-01-01', NULL), ('mode', 'up', NULL), ('side', 'distributor', NULL), ('from_currency', 'MYR', NULL), ('to_currency', 'MYR', NULL), ('base_currency', 'MYR', NULL), ('currency', 'MYR', NULL);

CREATE FUNCTION t.call_of(function pg_proc) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s distribution.%I(%s)', CASE function.prokind WHEN 'p' THEN 'CALL' ELSE 'SELECT * FROM' END, function.proname, coalesce(string_agg(format('%I => %L::%s', name, value, type::regtype), ', ' ORDER BY no), ''))
	FROM (
		SELECT no, function.proargnames[no] AS name, type,
			coalesce((SELECT value FROM t.argument a WHERE a.name = function.proargnames[no] AND coalesce(a.function, function.proname) = function.proname ORDER BY a.function LIMIT 1),
				CASE WHEN type::regtype::text LIKE '%[]' THEN '{}' WHEN type IN ('bigint'::regtype, 'int'::regtype, 'numeric'::regtype) THEN '1'
					WHEN type = 'boolean'::regtype THEN 'true' WHEN type = 'text'::regtype THEN 'x' END) AS value
		FROM unnest(function.proargtypes::oid[]) WITH ORDINALITY AS a (type, no)
	) AS arguments
$$;
CREATE FUNCTION t.state_as(player name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
BEGIN
	PERFORM set_config('role', player, true);
	EXECUTE statement;
	RAISE EXCEPTION USING ERRCODE = 'T0000'; -- undo it
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE;
	RETURN CASE WHEN state <> 'T0000' THEN state END;
END
$$;

SELECT is_empty($$
	SELECT p.proname FROM pg_proc p
	WHERE pronamespace = 'distribution'::regnamespace AND prorettype = 'trigger'::regtype AND has_function_privilege('nobody_special', p.oid, 'EXECUTE')
$$, 'ID-3: nobody may execute a trigger''s function');

CREATE TABLE t.tried AS
SELECT m.name, m.needs, role, side, allowed,
	CASE
		WHEN allowed THEN NULL
		WHEN side = 'outside' AND m.needs IN ('distributor', 'own side', 'carrier', 'either', 'report of either', 'report of distributor') AND m.name <> 'apply_for_partnership' THEN 'SD005'
		ELSE '42501'
	END AS expected,
	t.state_as(role, t.call_of(p)) AS state
FROM t.matrix m
JOIN pg_proc p ON p.pronamespace = 'distribution'::regnamespace AND p.proname = m.name
CROSS JOIN t.player
CROSS JOIN LATERAL (
	SELECT CASE m.needs
		WHEN 'anyone' THEN true
		WHEN 'owner' THEN false
		WHEN 'admin' THEN role = 'supplier_admin'
		WHEN 'supplier' THEN role IN ('supplier_admin', 'supplier_acting')
		WHEN 'carrier' THEN role IN ('supplier_admin', 'supplier_acting')
		WHEN 'distributor' THEN role IN ('kedai_admin', 'kedai_acting')
		WHEN 'own side' THEN role IN ('kedai_admin', 'kedai_acting') -- the distributor's, as its argument says
		WHEN 'of an account' THEN role IN ('supplier_admin', 'supplier_acting', 'supplier_astray')
		WHEN 'either' THEN role IN ('supplier_admin', 'supplier_acting', 'kedai_admin', 'kedai_acting')
		WHEN 'report' THEN side = 'supplier'
		WHEN 'report of either' THEN side <> 'outside'
		WHEN 'report of distributor' THEN side = 'distributor'
	END AS allowed
) AS a;
SELECT ok(allowed IS NOT NULL, format('ID-3: what %s needs is known: %s', name, needs)) FROM (SELECT DISTINCT name, needs, allowed FROM t.tried WHERE allowed IS NULL) AS u;
SELECT is(string_agg(CASE WHEN allowed AND state = '42501' OR NOT allowed AND state IS DISTINCT FROM expected
		THEN format('%s: %s', role, coalesce(state, 'done')) END, ', ' ORDER BY role), NULL,
	format('ID-3: %s needs %s', name, needs))
FROM t.tried
WHERE name <> 'answer_statement' -- no statement to answer here; test/pgtap/statement.sql closes one
GROUP BY name, needs
ORDER BY name;
SELECT cmp_ok(count(*) FILTER (WHERE allowed AND state IS NULL), '>', 100::bigint, 'ID-3: many of the calls allowed were also done, so that they prove something') FROM t.tried;

-- Tables and views: what every player sees is what the matrix says, row by row
CREATE FUNCTION t.rows_of(relation text, condition text, OUT n bigint, OUT digest text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT count(*), md5(string_agg(r::text, E''\n'' ORDER BY r::text COLLATE "C")) FROM %s AS r WHERE %s', relation, condition) INTO n, digest;
END
$$;
CREATE FUNCTION t.rows_as(player name, relation text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	seen text;
BEGIN
	PERFORM set_config('role', player, true);
	SELECT n || ' rows ' || coalesce(digest, '') INTO seen FROM t.rows_of(relation, 'true');
	RESET ROLE;
	RETURN seen;
EXCEPTION WHEN insufficient_privilege THEN
	RETURN 'denied';
END
$$;
CREATE FUNCTION t.columns(relation text) RETURNS name[] LANGUAGE sql AS $$
	SELECT array_agg(attname) FROM pg_attribute WHERE attrelid = relation::regclass AND attnum > 0 AND NOT attisdropped
$$;
CREATE FUNCTION t.condition(relation text, code text, side text, account bigint) RETURNS text LANGUAGE sql AS $$
	SELECT CASE
		WHEN code = 'all' THEN 'true'
		WHEN code = 'none' OR account IS NULL THEN 'false'
		WHEN code = 'own' AND 'account_id' = ANY (t.columns(relation)) THEN format('account_id = %s', account)
		WHEN code = 'own' AND side = 'supplier' THEN format('supplier_id = %s', account)
		WHEN code = 'own' AND 'distributor_id' = ANY (t.columns(relation)) THEN format('distributor_id = %s', account)
		WHEN code = 'own' THEN format('(supplier_id, partnership_id) IN (SELECT supplier_id, partnership_id FROM distribution.partnership WHERE distributor_id = %s)', account)
		WHEN code IN ('pushed', 'in clear') THEN format('supplier_id = %s AND order_id IN (SELECT order_id FROM distribution.supply_order WHERE state IS NOT NULL %s)', account,
			CASE code WHEN 'in clear' THEN 'AND logistics = ''self_arranged'' AND platform <> ''temu''' ELSE '' END)
		WHEN code = 'since push' THEN format('supplier_id = %s AND event_id >= (SELECT p.event_id FROM distribution.order_event AS p WHERE p.supplier_id = r.supplier_id AND p.event = ''pushed'' AND p.order_id = r.order_id)', account)
	END
$$;
CREATE TABLE t.seen AS
SELECT m.name, role, code, t.rows_as(role, m.name) AS seen,
	CASE code WHEN 'denied' THEN 'denied' ELSE (SELECT n || ' rows ' || coalesce(digest, '') FROM t.rows_of(m.name, t.condition(m.name, code, side, account_id))) END AS expected
FROM t.matrix m
CROSS JOIN (
	VALUES ('nobody_special', 'supplier', NULL), ('supplier_reading', 'supplier', t.id('supplier')), ('rival_admin', 'supplier', t.id('rival')),
		('kedai_reading', 'distributor', t.id('kedai account')), ('toko_admin', 'distributor', t.id('toko account'))
) AS p (role, side, account_id)
CROSS JOIN LATERAL (SELECT CASE side WHEN 'supplier' THEN m.needs ELSE m.distributor END AS code) AS c
WHERE m.name LIKE 'distribution%.%';
SELECT is(string_agg(CASE WHEN seen IS DISTINCT FROM expected THEN format('%s (%s): %s, not %s', role, code, seen, expected) END, '; ' ORDER BY role), NULL, 'ID-4: what is seen of ' || name)
FROM t.seen
GROUP BY name
ORDER BY name;
SELECT cmp_ok(count(*), '<', 10::bigint, format('ID-4: of most somebody sees rows, so that this proves something; empty are %s', string_agg(name, ', ' ORDER BY name)))
FROM (SELECT name FROM t.seen GROUP BY name HAVING bool_and(seen LIKE '0 rows%' OR seen = 'denied') AND NOT bool_and(code = 'denied')) AS empty;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
