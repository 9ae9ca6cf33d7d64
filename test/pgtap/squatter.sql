-- What strangers, and an administrator's default privileges, have put where the books will stand (ID-7). It takes databases of its
-- own, and so no transaction.
SET client_min_messages = error;
SELECT current_database() AS home \gset
CREATE ROLE mallory;
CREATE ROLE a_reader;

\set ON_ERROR_STOP off

DROP DATABASE IF EXISTS distribution_squat;
CREATE DATABASE distribution_squat TEMPLATE template0;
\connect distribution_squat
SET client_min_messages = error;
CREATE SCHEMA distribution AUTHORIZATION mallory;
CREATE EXTENSION distribution CASCADE;
\set state_1 :SQLSTATE
\set message_1 :LAST_ERROR_MESSAGE
DROP SCHEMA distribution;

CREATE SCHEMA distribution;
GRANT CREATE, USAGE ON SCHEMA distribution TO mallory;
SET ROLE mallory;
CREATE TABLE distribution.token_key (key_id int PRIMARY KEY, secret bytea, made_at timestamptz);
RESET ROLE;
CREATE EXTENSION distribution CASCADE;
\set state_2 :SQLSTATE
\set message_2 :LAST_ERROR_MESSAGE
DROP TABLE distribution.token_key;
SET ROLE mallory;
CREATE FUNCTION distribution.version() RETURNS text LANGUAGE sql AS $$SELECT 'mine'$$;
RESET ROLE;
CREATE EXTENSION distribution CASCADE;
\set state_3 :SQLSTATE
\set message_3 :LAST_ERROR_MESSAGE
DROP FUNCTION distribution.version();

-- After CREATE EXTENSION, before install()
CREATE EXTENSION distribution CASCADE;
CREATE SCHEMA distribution_report AUTHORIZATION mallory;
SELECT distribution.install();
\set state_4 :SQLSTATE
\set message_4 :LAST_ERROR_MESSAGE
DROP SCHEMA distribution_report;

-- The first call says that install() was forgotten
SELECT distribution.create_account('Sample');
\set state_5 :SQLSTATE
\set message_5 :LAST_ERROR_MESSAGE
-- and so does every other that does not find fault with its arguments first
CREATE FUNCTION public.says(call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE call;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT
	coalesce(string_agg(proname || ': ' || said, ', ' ORDER BY proname)
		FILTER (WHERE said !~ '^(55000 the books are not installed|2200[0-9]|22[0-9]{3} argument|22P02|25001|SD007|42501 role "postgres" cannot)'), '') AS misled,
	count(*) FILTER (WHERE said ~ '^55000 the books') > 60 AS many_say_so
FROM (
	SELECT p.proname, public.says(format('SELECT * FROM distribution.%I(%s)', p.proname, (
		SELECT string_agg(format('%L::%s', CASE
			WHEN t::regtype::text ~ '\[\]' THEN '{1}'
			WHEN t IN ('timestamptz'::regtype, 'date'::regtype) THEN '2026-01-01'
			WHEN t = 'interval'::regtype THEN '1 hour'
			WHEN t = 'tstzrange'::regtype THEN 'empty'
			WHEN t = 'distribution.document'::regtype THEN '{}'
			ELSE '1' END, t::regtype), ', ' ORDER BY n)
		FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n)))) AS said
	FROM pg_proc AS p
	WHERE p.pronamespace = 'distribution'::regnamespace AND p.prosecdef AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype AND p.pronargs > 0
) AS c \gset
DROP FUNCTION public.says(text);

-- A role of the owner's name that is more than it must be: it exists already, so it is given more for the time of an install
ALTER ROLE distribution_owner LOGIN CREATEDB;
SELECT distribution.install();
\set state_6 :SQLSTATE
\set message_6 :LAST_ERROR_MESSAGE
ALTER ROLE distribution_owner NOLOGIN NOCREATEDB;
CREATE ROLE a_maker CREATEROLE;
GRANT a_maker TO CURRENT_USER;
GRANT distribution_owner TO mallory WITH ADMIN OPTION;
SELECT distribution.install();
\set state_7 :SQLSTATE
\set message_7 :LAST_ERROR_MESSAGE
REVOKE distribution_owner FROM mallory;
CREATE SCHEMA elsewhere;
CREATE FUNCTION elsewhere.door() RETURNS SETOF bytea LANGUAGE sql SECURITY DEFINER AS $$SELECT NULL::bytea$$;
ALTER FUNCTION elsewhere.door() OWNER TO distribution_owner;
SELECT distribution.install();
\set state_8 :SQLSTATE
\set message_8 :LAST_ERROR_MESSAGE
DROP SCHEMA elsewhere CASCADE;
GRANT distribution_owner TO a_reader; -- by a superuser: that stands
SELECT distribution.install();
\set state_9 :SQLSTATE
REVOKE distribution_owner FROM a_reader;

\connect :home
SET client_min_messages = error;
DROP DATABASE distribution_squat;

-- Default privileges in force before: everything to a reader, nothing of functions to PUBLIC
CREATE DATABASE distribution_squat TEMPLATE template0;
\connect distribution_squat
SET client_min_messages = error;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO a_reader;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO a_reader;
ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO a_reader;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO a_reader;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
CREATE EXTENSION distribution CASCADE;
SELECT distribution.install() \g /dev/null
SELECT count(*) AS held_by_reader FROM (
	SELECT a.grantee FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a WHERE c.relnamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace)
	UNION ALL SELECT a.grantee FROM pg_proc AS p CROSS JOIN LATERAL aclexplode(p.proacl) AS a WHERE p.pronamespace = 'distribution'::regnamespace
	UNION ALL SELECT a.grantee FROM pg_namespace AS n CROSS JOIN LATERAL aclexplode(n.nspacl) AS a WHERE n.nspname LIKE 'distribution%'
) AS held WHERE grantee = 'a_reader'::regrole \gset
CREATE ROLE a_member;
SELECT distribution.create_account('Sample') AS account \gset
SELECT distribution.grant_member(:account, 'a_member', '{report}') \g /dev/null
SET ROLE a_member;
SELECT count(*) AS seen_by_member FROM distribution.account \gset
SELECT distribution.version() AS called_by_member \gset
RESET ROLE;

-- install() again beside an idle reader of every book: no lock that conflicts with it is asked for
SET lock_timeout = '1s';
BEGIN;
SELECT distribution.install() \g /dev/null
SELECT coalesce(string_agg(DISTINCT l.mode || ' on ' || c.oid::regclass, ', '), '') AS locked_by_install
FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
WHERE l.pid = pg_backend_pid() AND c.relnamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace)
	AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') \gset
COMMIT;

\connect :home
SET client_min_messages = error;
DROP DATABASE distribution_squat;
\set ON_ERROR_STOP on

SELECT no_plan();
SELECT is(:'state_1' || ' ' || :'message_1', '55000 schema distribution is there already and belongs to role "mallory"', 'ID-7: a stranger''s schema is refused by name');
SELECT is(:'state_2' || ' ' || :'message_2', '55000 table distribution.token_key is there already and belongs to role "mallory"', 'ID-7: a stranger''s table too');
SELECT is(:'state_3' || ' ' || :'message_3', '55000 function distribution.version() is there already and belongs to role "mallory"', 'ID-7: and a function');
SELECT is(:'state_4' || ' ' || :'message_4', '55000 schema distribution_report is there already and belongs to role "mallory"', 'ID-7: install() looks again, at the views'' schema too');
SELECT is(:'state_5' || ' ' || :'message_5', '55000 the books are not installed', 'design 1: the first call says that install() was forgotten');
SELECT is(:'misled'::text, '', 'design 1: whatever it calls');
SELECT is(:'many_say_so'::boolean, true, 'design 1: most functions were asked');
SELECT is(:'state_6' || ' ' || :'message_6', '55000 role "distribution_owner" is not what it must be: it has CREATEDB, LOGIN', 'ID-7: an owner with attributes is refused');
SELECT is(:'state_7' || ' ' || :'message_7', '55000 role "distribution_owner" is not what it must be: it has member "mallory", whom no superuser let in', 'ID-7: or with a member who may let in others');
SELECT is(:'state_8' || ' ' || :'message_8', '55000 role "distribution_owner" is not what it must be: it has function elsewhere.door()', 'ID-7: or with a back door elsewhere');
SELECT is(:'state_9'::text, '00000', 'ID-7: members whom a superuser let in stand');
SELECT is(:held_by_reader, 0, 'ID-7: default privileges gave a reader nothing');
SELECT is(:seen_by_member, 1, 'ID-7: and took nothing from members');
SELECT is(:'called_by_member'::text, distribution.version(), 'ID-7: not even EXECUTE');
SELECT is(:'locked_by_install'::text, '', 'ID-6: install() again locks nothing that a reader would wait for');
SELECT * FROM finish();
