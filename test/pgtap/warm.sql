-- A session in which every verb has been called goes on when the books are made anew under it, and when that is undone.
BEGIN;
\ir ../fixture/business.sql
\ir ../fixture/verbs.sql
SELECT no_plan();
SET LOCAL client_min_messages = warning;

-- Of each verb the SQLSTATE, called for both partners; what they did is undone.
CREATE FUNCTION pg_temp.called(verb text, partner text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE t.call(verb, partner);
	RAISE EXCEPTION USING ERRCODE = 'T0000';
EXCEPTION WHEN OTHERS THEN
	RETURN nullif(SQLSTATE, 'T0000');
END
$$;
SELECT is(pg_temp.called(verb, partner), NULL, format('design 11: %s for %s', verb, partner)) FROM t.verb CROSS JOIN unnest(ARRAY['kedai', 'toko']) AS partner ORDER BY verb, partner;

SAVEPOINT before;
DROP SCHEMA t CASCADE;
SELECT 'DROP TABLE ' || string_agg(oid::regclass::text, ', ') || ' CASCADE' FROM pg_class WHERE relnamespace = 'distribution'::regnamespace AND relkind = 'r' \gexec
SELECT distribution.install() \g /dev/null
\ir ../fixture/business.sql
\ir ../fixture/verbs.sql
SELECT is(pg_temp.called(verb, partner), NULL, format('design 11: %s for %s, in books made anew', verb, partner)) FROM t.verb CROSS JOIN unnest(ARRAY['kedai', 'toko']) AS partner ORDER BY verb, partner;
SELECT is(t.faults(), NULL, 'design 11: the new books are sound');
ROLLBACK TO before;

SELECT is(pg_temp.called(verb, partner), NULL, format('design 11: %s for %s, in the old books again', verb, partner)) FROM t.verb CROSS JOIN unnest(ARRAY['kedai', 'toko']) AS partner ORDER BY verb, partner;
SELECT is(t.faults(), NULL, 'design 11: and so are the old');
SELECT * FROM finish();
ROLLBACK;
