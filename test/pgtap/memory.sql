-- A session that fails again and again keeps nothing of it: not the calls of a function without its arguments, nor the
-- verbs of which a user's trigger fails. Bytes of memory are counted, beside those that end with the transaction.
-- ERRORS is how often each function fails, in a long run 10,000; by 320 times the smallest piece of memory shows, of 32 bytes.
BEGIN;
\ir ../fixture/business.sql
\ir ../fixture/verbs.sql
SELECT no_plan();
SET LOCAL client_min_messages = error; -- run_maintenance() warns of what fails
\set errors 320
\getenv errors ERRORS

CREATE FUNCTION t.fail(statement text, times int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. times LOOP
		BEGIN
			EXECUTE statement;
			RAISE EXCEPTION USING ERRCODE = 'T0000';
		EXCEPTION WHEN OTHERS THEN
			NULL;
		END;
	END LOOP;
END
$$;
CREATE FUNCTION t.kept_bytes() RETURNS bigint LANGUAGE sql AS $$
	-- Until 17 a context has its parent's name, from 18 on the path of ids that leads to it.
	WITH context AS MATERIALIZED (
		SELECT m.name, m.used_bytes, to_jsonb(m) ->> 'parent' AS parent, to_jsonb(m) -> 'path' AS path FROM pg_backend_memory_contexts AS m
	), top AS (
		SELECT path -> -1 AS id FROM context WHERE name = 'TopTransactionContext'
	)
	SELECT sum(c.used_bytes)::bigint
	FROM context AS c
	WHERE 'TopTransactionContext' NOT IN (c.name, coalesce(c.parent, ''))
		AND NOT EXISTS (SELECT FROM top AS t WHERE t.id = c.path -> -2)
$$;
-- What the first calls keep (plans, what is known of a table) is kept once.
CREATE FUNCTION t.growth(statement text, times int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	before bigint;
	grown bigint;
	often int;
BEGIN
	FOREACH often IN ARRAY ARRAY[20, times] LOOP
		before := t.kept_bytes();
		PERFORM t.fail(statement, often);
		grown := t.kept_bytes() - before;
	END LOOP;
	RETURN grown;
END
$$;

SELECT cmp_ok(t.growth(format('SELECT distribution.%I(%s)', proname, (SELECT string_agg('NULL::' || type::regtype, ', ') FROM unnest(proargtypes) AS type)), :errors),
	'<', 8192::bigint, format('ID-6: %s without arguments, %s times, leaves no memory behind', proname, :errors))
FROM pg_proc WHERE pronamespace = 'distribution'::regnamespace AND prorettype NOT IN ('trigger'::regtype, 'internal'::regtype) AND pronargs > 0
ORDER BY proname;

-- Each plan is made anew with each use, so that one which is kept after an error shows.
SET LOCAL distribution.plan_max_uses = 1;
CREATE FUNCTION t.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'by a trigger';
END
$$;
SELECT format('CREATE TRIGGER refuse AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION t.refuse()', oid::regclass)
FROM pg_class WHERE relnamespace = 'distribution'::regnamespace AND relkind = 'r' ORDER BY relname \gexec
SELECT cmp_ok(t.growth(t.call(verb, 'kedai'), :errors / 8), '<', 8192::bigint, format('ID-6: %s under a trigger that fails, %s times, leaves no memory behind', verb, :errors / 8))
FROM t.verb ORDER BY verb;
SELECT * FROM finish();
ROLLBACK;
