-- Nobody costs a neighbour (ID-6), privileges are what the list says (ID-7), ids are the database's (ID-8): tried on every table.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE TABLE t.player (role name, account text, permissions text[]);
INSERT INTO t.player VALUES
	('nobody_special', NULL, NULL), ('supplier_admin', 'supplier', '{admin}'), ('supplier_acting', 'supplier', '{supplier}'),
	('supplier_reading', 'supplier', '{report}'), ('kedai_admin', 'kedai account', '{admin}'), ('kedai_acting', 'kedai account', '{distributor}'),
	('rival_admin', 'rival', '{admin}');
SELECT format('CREATE ROLE %I', role) FROM t.player \gexec
SELECT distribution.grant_member(t.id(account), role, permissions) FROM t.player WHERE account IS NOT NULL \g /dev/null
GRANT USAGE ON SCHEMA t TO PUBLIC;
GRANT SELECT ON t.thing TO PUBLIC;

-- What a role may do, always undone: the SQLSTATE, and the strongest lock that it would have kept after a savepoint
CREATE FUNCTION t.tried_as(player name, statement text, OUT state text, OUT locks text) LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		PERFORM set_config('role', player, true);
		EXECUTE statement;
		state := 'done';
		SELECT string_agg(DISTINCT l.mode, ', ') INTO locks
		FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
		WHERE l.pid = pg_backend_pid() AND c.relnamespace = 'distribution'::regnamespace AND l.mode NOT IN ('AccessShareLock')
			AND NOT EXISTS (SELECT FROM t.kept_lock AS k WHERE k.relation = l.relation AND k.mode = l.mode);
		RAISE EXCEPTION USING ERRCODE = 'T0000'; -- undo it
	EXCEPTION WHEN OTHERS THEN
		state := CASE SQLSTATE WHEN 'T0000' THEN state ELSE SQLSTATE END;
	END;
	RESET ROLE;
END
$$;
CREATE TABLE t.kept_lock AS
SELECT l.relation, l.mode FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
WHERE l.pid = pg_backend_pid() AND c.relnamespace = 'distribution'::regnamespace;
GRANT SELECT ON t.kept_lock TO PUBLIC;

-- LOCK, in every mode
CREATE TABLE t.locked AS
SELECT c.relname, p.role, m.mode, t.state
FROM pg_class AS c
CROSS JOIN t.player AS p
CROSS JOIN unnest(ARRAY['ROW SHARE', 'ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE']) AS m (mode)
CROSS JOIN LATERAL t.tried_as(p.role, format('LOCK TABLE distribution.%I IN %s MODE NOWAIT', c.relname, m.mode)) AS t
WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r';
SELECT is(string_agg(format('%s on %s', role, relname), '; ') FILTER (WHERE state = 'done'), NULL, 'ID-6: nobody locks a book in mode ' || mode)
FROM t.locked
GROUP BY mode
ORDER BY mode;
SELECT cmp_ok(count(*), '>', 2000::bigint, 'ID-6: on every table, as every kind of role') FROM t.locked;

-- Writing by strangers: refused, and no lock kept
CREATE TABLE t.written AS
SELECT c.relname, v.verb, t.state, t.locks
FROM pg_class AS c
CROSS JOIN LATERAL (
	SELECT 'insert' AS verb, format('INSERT INTO distribution.%I (%I) VALUES (NULL)', c.relname, min(a.attname) FILTER (WHERE a.attnum = 1)) AS statement
	FROM pg_attribute AS a WHERE a.attrelid = c.oid
	UNION ALL
	SELECT 'update', format('UPDATE distribution.%I SET %2$I = %2$I', c.relname, a.attname)
	FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
	UNION ALL
	SELECT 'delete', format('DELETE FROM distribution.%I', c.relname)
	UNION ALL
	SELECT 'truncate', format('TRUNCATE distribution.%I', c.relname)
) AS v
CROSS JOIN LATERAL t.tried_as('nobody_special', v.statement) AS t
WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r';
SELECT is(string_agg(DISTINCT format('%s: %s', relname, state), '; ') FILTER (WHERE state <> '42501'), NULL, format('ID-6: a stranger may not %s', verb))
FROM t.written GROUP BY verb ORDER BY verb;

-- Ids are the database's
SELECT is(string_agg(format('%s of %s by %s', a.attname, c.relname, p.role), '; '), NULL, 'ID-8: nobody else gives an id')
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
CROSS JOIN t.player AS p
WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r' AND a.attidentity <> ''
	AND (has_column_privilege(p.role, c.oid, a.attnum, 'INSERT') OR has_column_privilege(p.role, c.oid, a.attnum, 'UPDATE'));
SELECT is(string_agg(sequencename, ', '), NULL, 'ID-8: and none grows beyond 2^53') FROM pg_sequences WHERE schemaname = 'distribution' AND max_value > 9007199254740991;
SELECT is(t.state, '42501', 'ID-8: nor by OVERRIDING: ' || s)
FROM unnest(ARRAY[
	format('INSERT INTO distribution.customer (supplier_id, customer_id, code, name) OVERRIDING SYSTEM VALUE VALUES (%s, 9223372036854775807, ''C'', ''c'')', t.id('supplier')),
	format('INSERT INTO distribution.merchant_sku (supplier_id, sku_id, sku, name) VALUES (%s, 9007199254740993, ''S'', ''s'')', t.id('supplier')),
	format('INSERT INTO distribution.warehouse (supplier_id, warehouse_id, name) VALUES (%s, 9223372036854775807, ''W'')', t.id('supplier')),
	format('UPDATE distribution.warehouse SET warehouse_id = 9223372036854775807 WHERE supplier_id = %s', t.id('supplier'))]) AS s
CROSS JOIN LATERAL t.tried_as('supplier_admin', s) AS t;

-- An id from a restore that no database gives does not carry the sequence away
SAVEPOINT beyond;
INSERT INTO distribution.customer (supplier_id, customer_id, code, name) VALUES (t.id('supplier'), 9223372036854775807, 'BEYOND', 'Sample');
SELECT distribution.install() \g /dev/null
SELECT is(t.state_of(format('INSERT INTO distribution.customer (supplier_id, code, name) VALUES (%s, ''NEXT'', ''Sample'')', t.id('supplier'))), NULL,
	'ID-8: after an id beyond all, install() leaves the sequence where it was');
ROLLBACK TO beyond;

-- What members delete, by key: every table that they write, and only their own rows
SELECT is(string_agg(c.relname, ', '), NULL, 'ID-6: every table with INSERT for members has a delete_<table>()')
FROM pg_class AS c
WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r' AND has_any_column_privilege('nobody_special', c.oid, 'INSERT')
	AND c.relname NOT LIKE '%\_import' AND to_regproc(format('distribution.delete_%s', c.relname)) IS NULL;
SELECT is(string_agg(c.relname, ', '), NULL, 'ID-6: and a guard against strangers')
FROM pg_class AS c
WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r'
	AND (has_any_column_privilege('nobody_special', c.oid, 'INSERT') OR has_any_column_privilege('nobody_special', c.oid, 'UPDATE'))
	AND NOT EXISTS (SELECT FROM pg_trigger AS g WHERE g.tgrelid = c.oid AND g.tgname = c.relname || '_writer');
-- Who nowhere may write is told so, where row security would say UPDATE 0
SELECT is(string_agg(format('%s: %s', relname, t.state), '; ') FILTER (WHERE t.state <> CASE
		WHEN p.permission = 'report' OR writes_as_supplier THEN '42501' ELSE 'done' END), NULL,
	format('ID-3: an UPDATE by who has only "%s" is refused, not one of no row', p.permission))
FROM (VALUES ('supplier_reading', 'report'), ('kedai_acting', 'distributor')) AS p (role, permission)
CROSS JOIN (
	SELECT c.relname, c.relname NOT IN ('account_setting', 'notification_subscription', 'partnership_setting') AS writes_as_supplier,
		(SELECT min(a.attname::text) FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND has_column_privilege('nobody_special', c.oid, a.attnum, 'UPDATE')) AS written
	FROM pg_class AS c
	WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r') AS c
CROSS JOIN LATERAL t.tried_as(p.role, format('UPDATE distribution.%I SET %2$I = %2$I', c.relname, c.written)) AS t
WHERE c.written IS NOT NULL
GROUP BY p.permission ORDER BY p.permission;
SET ROLE supplier_reading;
SELECT t.hint_of('UPDATE distribution.fee SET amount = 0') AS hint \gset
RESET ROLE;
SELECT is(:'hint'::text, '"supplier_reading" has permission "supplier" on no account; an account''s "admin" members grant it with grant_member().',
	'ID-3: and told which permission, and who grants it');
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (t.id('supplier'), 'MYR', 'SGD', 0.3);
SELECT is(state, 'done', 'ID-6: a member deletes its row')
FROM t.tried_as('supplier_acting', format('SELECT distribution.delete_fixed_rate(%s, ''MYR'', ''SGD'')', t.id('supplier')));
SELECT is(state, 'SD005', 'ID-6: one that is not there is not found')
FROM t.tried_as('supplier_acting', format('SELECT distribution.delete_fixed_rate(%s, ''MYR'', ''EUR'')', t.id('supplier')));
SELECT is(state, '42501', 'ID-6: a stranger''s is refused')
FROM t.tried_as('rival_admin', format('SELECT distribution.delete_fixed_rate(%s, ''MYR'', ''SGD'')', t.id('supplier')));

-- Imports: a stranger's is refused at once
SELECT is(state, '42501', 'ID-6: a stranger''s import is refused before it takes a row number')
FROM t.tried_as('nobody_special', format('INSERT INTO distribution.price_import (supplier_id, sku, price) VALUES (%s, ''A'', ''1'')', t.id('supplier')));

-- The list stands, whatever was granted
SAVEPOINT granted;
CREATE ROLE a_reader;
GRANT SELECT ON distribution.token_key TO a_reader;
GRANT ALL ON distribution.supply_order TO a_reader WITH GRANT OPTION;
GRANT UPDATE (balance) ON distribution.settlement_account TO PUBLIC;
REVOKE SELECT ON distribution_report.supply_orders FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION distribution.version() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION distribution.install() TO a_reader;
GRANT CREATE ON SCHEMA distribution TO a_reader;
GRANT USAGE ON SEQUENCE distribution.customer_customer_id_seq TO PUBLIC;
SELECT distribution.install() \g /dev/null
SELECT is(ARRAY[has_table_privilege('a_reader', 'distribution.token_key', 'SELECT'), has_table_privilege('a_reader', 'distribution.supply_order', 'UPDATE'),
	has_column_privilege('a_reader', 'distribution.settlement_account', 'balance', 'UPDATE'), has_table_privilege('a_reader', 'distribution_report.supply_orders', 'SELECT'),
	has_function_privilege('a_reader', 'distribution.version()', 'EXECUTE'), has_function_privilege('a_reader', 'distribution.install()', 'EXECUTE'),
	has_schema_privilege('a_reader', 'distribution', 'CREATE'), has_sequence_privilege('a_reader', 'distribution.customer_customer_id_seq', 'USAGE')],
	ARRAY[false, false, false, true, true, false, false, false], 'ID-7: install() takes away what is not in the list, and gives back what is');
ROLLBACK TO granted;

-- Who was revoked by whatever hand is no member from the next command on
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'distribution.member'::regclass AND NOT tgisinternal), 0::bigint, 'ID-3: no trigger keeps memberships up to date');
SET LOCAL session_replication_role = replica;
SET LOCAL ROLE kedai_acting;
SELECT is(distribution.my_accounts(), ARRAY[t.id('kedai account')], 'ID-3: a member reads');
RESET ROLE;
DELETE FROM distribution.member WHERE role = 'kedai_acting';
SET LOCAL ROLE kedai_acting;
SELECT is(distribution.my_accounts(), '{}', 'ID-3: and no more, where no trigger fired');
RESET ROLE;
RESET session_replication_role;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
