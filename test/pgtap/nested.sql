-- Verbs called from users' triggers inside verbs: a plan in use is never freed, however often it is made anew.
BEGIN;
\ir ../fixture/business.sql
\ir ../fixture/verbs.sql
SELECT no_plan();

SELECT is_empty($$
	SELECT proname FROM pg_proc
	WHERE pronamespace = 'distribution'::regnamespace AND provolatile = 'v' AND prorettype <> 'trigger'::regtype
		AND proname NOT IN (SELECT verb FROM t.verb) AND proname NOT IN ('authenticate', 'maintain', 'maintain_nodes', 'maintenance_due',
			'install', 'upgrade', 'drop_views', 'grant_exactly', 'make', 'make_books', 'make_owner_role', 'refuse_strangers', 'require_installer', 'validate_checks',
			'distribute', 'undistribute', 'place_tables', 'bring_home', 'go_back_to_own_ids', 'go_on_with_ids', 'let_members_write', 'make_views_of_cluster', 'raise_sequences', 'tell_nodes_token', 'without_keys_and_triggers',
			-- no trigger fires while a supplier comes or goes
			'import_supplier', 'remove_supplier', 'forget_quota', 'let_go_of_supplier', 'make_shared', 'on_every_node', 'raise_beyond', 'raise_everywhere', 'raise_sequences_of', 'require_sound', 'take_supplier')
$$, 'design 4: test/fixture/verbs.sql has a call of every verb');

-- Counted quota, too, is of both partners, as their supplier's is
UPDATE distribution.plan SET order_quota = 10000;

-- Triggers run with the rights of the functions that fire them, so what they use is granted to the owner's role.
CREATE TABLE t.nested (verb text, kind text, relation name, state text);
GRANT USAGE ON SCHEMA t TO distribution_owner;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA t TO distribution_owner;

-- As it was reported: 1,200 charges, each with an entry for another partnership from a trigger
CREATE FUNCTION t.bonus() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.top_up('toko', 1);
	RETURN NULL;
END
$$;
CREATE TRIGGER bonus AFTER INSERT ON distribution.ledger_entry FOR EACH ROW
	WHEN (NEW.side = 'supplier' AND NEW.memo = 'with a bonus') EXECUTE FUNCTION t.bonus();
SELECT t.balance('kedai') AS kedai, t.balance('toko') AS toko \gset
DO $$
BEGIN
	FOR i IN 1 .. 1200 LOOP
		PERFORM distribution.post_entry(t.id('supplier'), t.id('kedai'), 'top_up', 2, memo => 'with a bonus');
	END LOOP;
END
$$;
SELECT is(ARRAY[t.balance('kedai'), t.balance('toko')], ARRAY[:kedai + 2400, :toko + 1200], 'LE-3: 1,200 entries, each with another of a trigger, are all there');
SELECT is(t.faults(), NULL, 'LE-3: and the books are sound');
DROP TRIGGER bonus ON distribution.ledger_entry;

-- Every verb for kedai, and within it the same for toko, the first time that a trigger of a kind fires on each table.
SET LOCAL distribution.plan_max_uses = 1;
CREATE FUNCTION t.nest() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	nested text := current_setting('t.nested');
	state text;
BEGIN
	IF current_setting('t.kind') <> TG_ARGV[0] OR nested = '' OR current_setting('t.seen') ~ format('\m%s\M', TG_RELNAME) THEN
		RETURN NULL;
	END IF;
	PERFORM set_config('t.nested', '', true), set_config('t.seen', concat_ws(' ', current_setting('t.seen'), TG_RELNAME), true);
	BEGIN
		EXECUTE t.call(nested, 'toko');
	EXCEPTION WHEN OTHERS THEN
		state := SQLSTATE;
	END;
	INSERT INTO t.nested VALUES (nested, TG_ARGV[0], TG_RELNAME, state);
	PERFORM set_config('t.nested', nested, true);
	IF TG_ARGV[1] = 'fails' THEN
		RAISE EXCEPTION 'by a trigger' USING ERRCODE = 'T0001';
	END IF;
	RETURN NULL;
END
$$;
SELECT format('CREATE TRIGGER nest_row AFTER INSERT OR UPDATE OR DELETE ON %1$s FOR EACH ROW EXECUTE FUNCTION t.nest(''row'')', oid::regclass),
	format('CREATE TRIGGER nest_statement AFTER INSERT OR UPDATE OR DELETE ON %1$s FOR EACH STATEMENT EXECUTE FUNCTION t.nest(''statement'')', oid::regclass),
	format('CREATE CONSTRAINT TRIGGER nest_deferred AFTER INSERT OR UPDATE OR DELETE ON %1$s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION t.nest(''deferred'')', oid::regclass),
	format('CREATE TRIGGER nest_failure AFTER INSERT OR UPDATE OR DELETE ON %1$s FOR EACH ROW EXECUTE FUNCTION t.nest(''failure'', ''fails'')', oid::regclass)
FROM pg_class WHERE relnamespace = 'distribution'::regnamespace AND relkind = 'r' ORDER BY relname \gexec

-- What became of it: null, or the SQLSTATE of the outer call, or what verify() finds. It is undone.
CREATE FUNCTION t.run_nested(wanted text, trigger_kind text, OUT outcome text, OUT calls int, OUT done int, OUT internal text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('t.nested', wanted, true), set_config('t.seen', '', true), set_config('t.kind', trigger_kind, true);
	BEGIN
		EXECUTE t.call(wanted, 'kedai');
		SET CONSTRAINTS ALL IMMEDIATE;
		PERFORM set_config('t.nested', '', true);
		outcome := t.faults();
		SELECT count(*), count(*) FILTER (WHERE state IS NULL), string_agg(state || ' on ' || relation, ', ') FILTER (WHERE state LIKE 'XX%')
		INTO calls, done, internal FROM t.nested;
		RAISE EXCEPTION USING ERRCODE = 'T0000';
	EXCEPTION WHEN OTHERS THEN
		outcome := CASE WHEN SQLSTATE = 'T0000' THEN outcome ELSE SQLSTATE || ' ' || SQLERRM END;
	END;
	SET CONSTRAINTS ALL DEFERRED;
END
$$;
CREATE TABLE t.tried AS
SELECT verb, kind, r.* FROM t.verb CROSS JOIN unnest(ARRAY['row', 'statement', 'deferred', 'failure']) AS kind CROSS JOIN LATERAL t.run_nested(verb, kind) AS r;
SELECT is(string_agg(format('%s: %s %s', kind, outcome, internal), E'\n') FILTER (WHERE outcome IS NOT NULL OR internal IS NOT NULL), NULL,
	format('design 4: %s inside itself, by a row, statement or deferred trigger, does and leaves what it should', verb))
FROM t.tried WHERE kind <> 'failure' GROUP BY verb ORDER BY verb;
SELECT is_empty($$SELECT verb, outcome FROM t.tried WHERE kind = 'failure' AND outcome <> 'T0001 by a trigger'$$,
	'design 4: a verb of which a trigger fails after such a call fails with that, and nothing else');
SELECT cmp_ok(sum(done)::int, '>', 300, 'design 4: many of the calls inside were done, so that they prove something') FROM t.tried;
SELECT * FROM finish();
ROLLBACK;
