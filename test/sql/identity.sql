-- Who is calling: members, tokens, and what strangers try (ID-3, ID-4).
\pset null '-'
\set SHOW_CONTEXT never
\set ECHO none
\o /dev/null
\i test/fixture/business.sql
SELECT t.id('supplier') AS supplier, t.id('kedai account') AS kedai_account, t.id('toko account') AS toko_account, t.id('kedai') AS kedai, t.id('toko') AS toko,
	t.id('A') AS a, t.id('north') AS north \gset
SELECT t.sync('kedai', 'K1'), t.sync('kedai', 'K2'), t.sync('toko', 'T1') \g
SELECT t.id('K1') AS k1, t.id('K2') AS k2, t.id('T1') AS t1 \gset
\o
\set ECHO all

-- The platform's administrator makes the first admin of each account; that one makes the others.
CREATE ROLE kedai_boss LOGIN;
CREATE ROLE kedai_shop LOGIN;
CREATE ROLE toko_boss LOGIN;
CREATE ROLE seller LOGIN;
-- A given server may ask for a password, which is then one for all.
\set password x
\getenv password PGPASSWORD
CREATE ROLE pool LOGIN PASSWORD :'password';
GRANT kedai_boss TO pool;
SELECT distribution.grant_member(:kedai_account, 'kedai_boss', '{admin}');
SELECT distribution.grant_member(:toko_account, 'toko_boss', '{admin}');
SELECT distribution.grant_member(:supplier, 'seller', '{supplier}');
SET ROLE kedai_boss;
SELECT distribution.grant_member(:kedai_account, 'kedai_shop', '{report}');
SELECT distribution.grant_member(:kedai_account, 'kedai_shop', '{distributor}');
SELECT role, permissions, granted_by FROM distribution.member ORDER BY role;
SELECT distribution.grant_member(:kedai_account, 'kedai_shop', '{admin}');
SELECT distribution.grant_member(:kedai_account, 'kedai_shop', '{emperor}');
SELECT distribution.grant_member(:kedai_account, 'kedai_shop', '{}');
SELECT distribution.grant_member(:kedai_account, 'no_such_role', '{report}');
SELECT distribution.grant_member(:toko_account, 'kedai_boss', '{report}');
SELECT distribution.revoke_member(:kedai_account, 'kedai_boss');
SELECT distribution.revoke_member(:kedai_account, 'toko_boss');
SELECT distribution.create_account('Mine');

-- What a membership gives, and what it does not.
SET ROLE kedai_shop;
SELECT state FROM distribution.push_order(:supplier, :k1);
SELECT state FROM distribution.push_order(:supplier, :t1);
SELECT state FROM distribution.push_order(:supplier, 0);
SELECT * FROM distribution.push_orders(:supplier, ARRAY[:t1, 0]);
SELECT * FROM distribution.push_orders(:supplier, ARRAY[0, :t1]);
SELECT distribution.post_entry(:supplier, :kedai, 'top_up', 1000000);
SELECT distribution.post_entry(999, :kedai, 'top_up', 1000000);
SELECT platform_order_no, push_state FROM distribution_report.distributor_orders ORDER BY 1;
SELECT count(*) FROM distribution_report.supply_orders;
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (:supplier, 'stock_out', 'unit', 0);
UPDATE distribution.settlement_account SET balance = 1000000;
SELECT secret FROM distribution.token_key;
SELECT distribution.member_changed();
SELECT distribution.guard_fixed();
SELECT state FROM distribution.push_order(:supplier, 9223372036854775807);
SELECT state FROM distribution.push_order(-1, :k1);
SELECT * FROM distribution.offers(:supplier, :toko);
SELECT * FROM distribution.offers(:supplier, 999);

-- A seller writes its own configuration with plain SQL, nobody else's, and not what functions keep.
SET ROLE seller;
UPDATE distribution.supplier SET contact_person = 'Sam Sample' RETURNING supplier_id, contact_person;
UPDATE distribution.supplier SET live_at = now();
UPDATE distribution.distribution_product SET base_price = 11 WHERE sku_id = :a RETURNING base_price;
UPDATE distribution.distribution_product SET state = 'disabled';
INSERT INTO distribution.customer_level (supplier_id, level, name) VALUES (:supplier, 7, 'Silver');
INSERT INTO distribution.customer_level (supplier_id, level, name) VALUES (:supplier + 1, 1, 'taken there, and it must not be told');
UPDATE distribution.customer_level SET supplier_id = :supplier + 1 WHERE level = 7;
DELETE FROM distribution.customer_level WHERE level = 7;
SELECT distribution.delete_customer_level(:supplier, 7);
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (:supplier, 'A', 'twice');
SELECT recipient_name FROM distribution_report.supply_orders;
SELECT name FROM distribution.order_recipient;

-- No setting is an identity, and RESET ROLE leads back to a login that is no member.
\c - pool
SELECT set_config('distribution.account_id', :'kedai_account', false), set_config('distribution.token', 'x', false) \g /dev/null
SET session_authorization = seller;
SET ROLE seller;
SELECT distribution.my_accounts();
SELECT state FROM distribution.push_order(:supplier, :k2);
SET ROLE kedai_boss;
SELECT distribution.my_accounts() = ARRAY[:kedai_account]::bigint[] AS kedai_only;
RESET ROLE;
SELECT distribution.my_accounts();
SELECT count(*) FROM distribution.supply_order;

-- A token, for a login that is nobody. It stands in no statement's text, where sessions of the same login could read it in
-- pg_stat_activity: psql 16 binds it as a parameter (\bind :token \g), and here, for older ones, it comes from a table.
\c - postgres
CREATE TABLE t.kept (name text PRIMARY KEY, token text NOT NULL);
CREATE FUNCTION t.keep(name text, token text) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$ INSERT INTO t.kept VALUES ($1, $2) $$;
CREATE FUNCTION t.token(wanted text) RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ SELECT token FROM t.kept WHERE name = $1 $$;
GRANT USAGE ON SCHEMA t TO PUBLIC;
REVOKE kedai_boss FROM pool;
SET ROLE kedai_boss;
SELECT t.keep('token', distribution.issue_token(:kedai_account, '{distributor}', '1 hour'));
SELECT t.keep('reading', distribution.issue_token(:kedai_account, '{report}', '1 hour'));
SELECT distribution.issue_token(:toko_account, '{report}', '1 hour');
SELECT distribution.issue_token(:kedai_account, '{report}', '0');
SELECT distribution.issue_token(:kedai_account, '{report}', '1 year');
SELECT t.keep('brief', distribution.issue_token(:kedai_account, '{report}', '0.2 seconds'));
SET ROLE toko_boss;
SELECT t.keep('other', distribution.issue_token(:toko_account, '{admin}', '1 hour'));
RESET ROLE;
SELECT pg_sleep(0.3) \g /dev/null

\c - pool
BEGIN;
SELECT distribution.authenticate(t.token('token'));
SELECT distribution.my_accounts() = ARRAY[:kedai_account]::bigint[] AS kedai_only, distribution.my_accounts('admin') AS admin_of;
SELECT state FROM distribution.push_order(:supplier, :k2);
SELECT platform_order_no FROM distribution_report.distributor_orders ORDER BY 1;
COMMIT;
SELECT distribution.my_accounts();

-- The setting that tells nodes of a cluster says nothing on one machine.
BEGIN;
SELECT set_config('distribution.token', t.token('token'), true) \g /dev/null
SELECT distribution.my_accounts();
ROLLBACK;

-- Forged, truncated, changed, expired, empty.
SELECT distribution.authenticate(replace(t.token('token'), format('.%s.', :kedai_account), format('.%s.', :toko_account)));
SELECT distribution.authenticate(replace(t.token('token'), 'dt2.', 'dt1.'));
SELECT distribution.authenticate(left(t.token('token'), -1));
SELECT distribution.authenticate(t.token('token') || '0');
SELECT distribution.authenticate(overlay(t.token('token') PLACING CASE right(t.token('token'), 1) WHEN '0' THEN '1' ELSE '0' END FROM length(t.token('token'))));
SELECT distribution.authenticate(regexp_replace(t.token('token'), '[.][^.]*$', '.' || repeat('0', 64)));
SELECT distribution.authenticate(upper(t.token('token')));
SELECT distribution.authenticate(t.token('brief'));
SELECT distribution.authenticate('');
SELECT distribution.authenticate(repeat('.', 100000));
SELECT distribution.authenticate(NULL);

-- Without a transaction block it ends with the statement, and that is said; a function, or several statements at once, go on with it.
SELECT distribution.authenticate(t.token('token'));
SELECT distribution.my_accounts();
PREPARE enter AS SELECT distribution.authenticate(t.token($1));
EXECUTE enter('token');
SELECT * FROM distribution.authenticate(t.token('token'));
DO $$
BEGIN
	PERFORM distribution.authenticate(t.token('token'));
	RAISE NOTICE 'member of %', cardinality(distribution.my_accounts());
END
$$;
SELECT distribution.authenticate(t.token('token')) \; SELECT cardinality(distribution.my_accounts()) AS member_of;
BEGIN;
EXECUTE enter('token');
ROLLBACK;

-- It ends with the subtransaction that authenticated, and there is one a transaction.
BEGIN;
SAVEPOINT s;
SELECT distribution.authenticate(t.token('token'));
SAVEPOINT inner_one;
SELECT count(*) FROM distribution.supply_order;
RELEASE inner_one;
ROLLBACK TO s;
SELECT distribution.my_accounts();
SELECT count(*) FROM distribution.supply_order;
SELECT distribution.authenticate(t.token('reading'));
SELECT state FROM distribution.push_order(:supplier, :k1);
ROLLBACK;
BEGIN;
SELECT distribution.authenticate(t.token('token'));
SELECT distribution.authenticate(t.token('token'));
SAVEPOINT s;
SELECT distribution.authenticate(t.token('other'));
ROLLBACK TO s;
SELECT distribution.authenticate(t.token('reading'));
ROLLBACK;
BEGIN;
SELECT distribution.authenticate(t.token('other'));
SAVEPOINT s;
SELECT distribution.issue_token(:toko_account, '{admin}', '1 hour');
ROLLBACK TO s;
SELECT distribution.grant_member(:toko_account, 'pool', '{report}');
ROLLBACK TO s;
SELECT distribution.revoke_member(:toko_account, 'toko_boss');
ROLLBACK;

-- Nor does a cursor keep it: its rows are gone with the savepoint, or were read while the token held.
BEGIN;
SAVEPOINT s;
SELECT distribution.authenticate(t.token('token'));
DECLARE c CURSOR FOR SELECT platform_order_no FROM distribution.supply_order;
ROLLBACK TO s;
FETCH c;
ROLLBACK;
BEGIN;
SELECT distribution.authenticate(t.token('token'));
DECLARE held CURSOR WITH HOLD FOR SELECT distribution.my_accounts() = '{}' AS nobodys;
COMMIT;
FETCH ALL FROM held;
CLOSE held;
SELECT distribution.my_accounts();

-- In a query of parallel workers it holds, for all of them.
BEGIN;
SELECT distribution.authenticate(t.token('token'));
-- PostgreSQL 16 gave the setting another name.
SELECT set_config(name, 'on', true) FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query');
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT count(*) FROM distribution.supply_order;
SELECT count(*) FROM distribution.ledger_entry;
COMMIT;
SELECT count(*) FROM distribution.ledger_entry;
\c - postgres

SELECT DISTINCT actor FROM distribution.order_event ORDER BY actor;

-- Roles that row security does not hold cannot use one.
SELECT distribution.authenticate(t.token('token'));
CREATE ROLE auditor LOGIN BYPASSRLS;
SET ROLE auditor;
SELECT distribution.authenticate(t.token('token'));
SELECT count(*) FROM distribution.supply_order;
SELECT state FROM distribution.push_order(:supplier, :k1);
RESET ROLE;

-- Of a token of other books, and of one whose key was deleted, nothing is left.
CREATE TABLE t.key AS SELECT * FROM distribution.token_key;
UPDATE distribution.token_key SET secret = sha256(secret);
SET ROLE pool;
BEGIN;
SELECT distribution.authenticate(t.token('token'));
ROLLBACK;
RESET ROLE;
UPDATE distribution.token_key SET secret = (SELECT secret FROM t.key), books_id = gen_random_uuid();
SET ROLE pool;
BEGIN;
SELECT distribution.authenticate(t.token('token'));
ROLLBACK;
RESET ROLE;
DELETE FROM distribution.token_key;
SET ROLE pool;
BEGIN;
SELECT distribution.authenticate(t.token('token'));
ROLLBACK;
RESET ROLE;
INSERT INTO distribution.token_key SELECT * FROM t.key;

-- Key and identity stand in the books, so a copy of them takes it, until the key is deleted there.
SELECT current_database() AS database \gset
\c postgres
DROP DATABASE IF EXISTS identity_copy;
SELECT pg_terminate_backend(pid, 3600000) FROM pg_stat_activity WHERE datname = :'database' \g /dev/null
CREATE DATABASE identity_copy TEMPLATE :database;
\c identity_copy
SET ROLE pool;
BEGIN;
SELECT distribution.authenticate(t.token('token'));
SELECT count(*) FROM distribution.supply_order;
ROLLBACK;
RESET ROLE;
DELETE FROM distribution.token_key;
SET ROLE pool;
BEGIN;
SELECT distribution.authenticate(t.token('token'));
ROLLBACK;
RESET ROLE;
\c :database
DROP DATABASE identity_copy WITH (FORCE);
SET ROLE pool;
BEGIN;
SELECT distribution.authenticate(t.token('token'));
SELECT count(*) FROM distribution.supply_order;
ROLLBACK;
RESET ROLE;

-- What a stranger hangs into the way is not used: functions and operators of its own schema, and of the temporary one.
CREATE SCHEMA stranger AUTHORIZATION toko_boss;
SET ROLE toko_boss;
CREATE FUNCTION stranger.yes(bigint, bigint[]) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION stranger.equal(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR stranger.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = stranger.equal);
CREATE FUNCTION stranger.now() RETURNS timestamptz LANGUAGE sql AS $$SELECT 'infinity'::timestamptz$$;
CREATE TEMPORARY TABLE member AS SELECT 1 AS account_id, 'toko_boss'::name AS role, '{admin}'::text[] AS permissions;
CREATE FUNCTION pg_temp.my_accounts() RETURNS bigint[] LANGUAGE sql AS $$SELECT '{1,2,3,4,5,6}'::bigint[]$$;
SET search_path = stranger, pg_temp, distribution, pg_catalog;
SELECT count(*) FROM distribution.supply_order;
SELECT state FROM distribution.push_order(:supplier, :k1);
SELECT distribution.my_accounts() OPERATOR(pg_catalog.=) ARRAY[:toko_account]::bigint[] AS toko_only;

-- A predicate that tells sees only what its caller may see anyway.
CREATE FUNCTION stranger.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$BEGIN RAISE NOTICE 'saw %', $1; RETURN true; END$$;
SELECT count(*) FROM distribution.supply_order WHERE stranger.tell(platform_order_no);
SELECT count(*) FROM distribution_report.distributor_orders WHERE stranger.tell(recipient_name || ' of ' || platform_order_no);
SELECT count(*) FROM distribution.customer WHERE stranger.tell(name);
CREATE VIEW stranger.leak AS SELECT platform_order_no FROM distribution.supply_order WHERE stranger.tell(platform_order_no);
RESET ROLE;
RESET search_path;
SET ROLE kedai_shop;
SELECT count(*) FROM distribution.account;
SELECT distribution.partner_name(:toko_account), distribution.partner_name(:kedai_account);
SELECT shop_name FROM distribution.partner_shop(:supplier);
SELECT shop_name FROM distribution.partner_shop(:supplier + 100);
RESET ROLE;

-- Maintenance that a superuser runs does not run a stranger's function with the superuser's rights.
GRANT CREATE ON SCHEMA stranger TO toko_boss;
SET ROLE toko_boss;
CREATE TABLE stranger.bait (id int);
INSERT INTO stranger.bait VALUES (1);
CREATE FUNCTION stranger.steal(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	PERFORM distribution.create_account('stolen');
	RETURN 1;
EXCEPTION WHEN insufficient_privilege THEN
	RAISE NOTICE '%', SQLERRM;
	RETURN 0;
END
$$;
CREATE FUNCTION stranger.look(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	RETURN coalesce(cardinality(distribution.my_accounts()), 0);
EXCEPTION WHEN insufficient_privilege THEN
	RAISE NOTICE '%', SQLERRM;
	RETURN 0;
END
$$;
CREATE INDEX bait_idx ON stranger.bait (stranger.steal(id));
CREATE INDEX bait_look_idx ON stranger.bait (stranger.look(id));
RESET ROLE;
ANALYZE stranger.bait;
REINDEX TABLE stranger.bait;
SET ROLE toko_boss;
CREATE MATERIALIZED VIEW stranger.snapshot AS SELECT stranger.steal(id) FROM stranger.bait;
RESET ROLE;
REFRESH MATERIALIZED VIEW stranger.snapshot;
SELECT count(*) FROM distribution.account WHERE name = 'stolen';

-- Text is data, whatever it says.
SET ROLE kedai_shop;
SELECT distribution.map_sku(:supplier, :kedai, :a, $$x'); DROP TABLE distribution.claim; --$$);
SELECT distributor_sku FROM distribution.claim WHERE sku_id = :a;
SELECT distribution.withdraw_order(:supplier, :k2, $$'; UPDATE distribution.settlement_account SET balance = 1e9; --$$);
SELECT note FROM distribution_report.order_timeline WHERE event = 'withdrawn';
SELECT * FROM distribution.invitation_details($$' OR true --$$);
SELECT distribution.apply_for_partnership($$' OR true --$$, :kedai_account);
SELECT distribution.revoke_member(:kedai_account, $$'; DROP TABLE distribution.member; --$$);
RESET ROLE;

-- What was granted ends when it is revoked, in sessions that have kept it too.
SET ROLE kedai_boss;
SELECT distribution.revoke_member(:kedai_account, 'kedai_shop');
SET ROLE kedai_shop;
SELECT distribution.my_accounts();
SELECT state FROM distribution.push_order(:supplier, :k1);
RESET ROLE;
BEGIN;
SELECT distribution.grant_member(:kedai_account, 'kedai_shop', '{distributor}');
SET LOCAL ROLE kedai_shop;
SELECT distribution.my_accounts() <> '{}' AS member;
ROLLBACK;
SET ROLE kedai_shop;
SELECT distribution.my_accounts() <> '{}' AS member;
RESET ROLE;
ALTER ROLE seller RENAME TO former_seller;
SET ROLE former_seller;
SELECT distribution.my_accounts();
RESET ROLE;
SELECT * FROM distribution.verify();
DROP OWNED BY toko_boss CASCADE;
