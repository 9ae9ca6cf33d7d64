-- Makes and upgrades the books (design 1, 11). Two functions that the build writes stand beside these: book_commands(), what
-- a fresh install runs, and upgrade_commands(), the steps that bring older books to it.

CREATE FUNCTION distribution.make(command text) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	-- what is made, its name, and the relation of a trigger
	words CONSTANT text[] := coalesce(
		regexp_match(command, '^CREATE (TABLE|SCHEMA) IF NOT EXISTS ([\w.]+)'),
		regexp_match(command, '^CREATE (?:UNIQUE )?(INDEX) IF NOT EXISTS (\w+)'),
		regexp_match(command, '^CREATE OR REPLACE (VIEW) ([\w.]+)'),
		regexp_match(command, '^CREATE OR REPLACE (TRIGGER) "?(\w+)"?\s.*?\sON ([\w.]+)'),
		regexp_match(command, '^COMMENT ON (\w+ [\w.]+) IS ''(.*)''$'));
	thing CONSTANT text := split_part(words[1], ' ', 2);
	-- The catalog is asked first: what needs no change takes no lock.
	is_there CONSTANT boolean := CASE split_part(words[1], ' ', 1)
		WHEN 'SCHEMA' THEN CASE WHEN thing = '' THEN to_regnamespace(words[2]) IS NOT NULL
			ELSE obj_description(to_regnamespace(thing), 'pg_namespace') = replace(words[2], '''''', '''') END
		WHEN 'TABLE' THEN CASE WHEN thing = '' THEN to_regclass(words[2]) IS NOT NULL
			ELSE obj_description(to_regclass(thing), 'pg_class') = replace(words[2], '''''', '''') END
		WHEN 'VIEW' THEN CASE WHEN thing = '' THEN to_regclass(words[2]) IS NOT NULL
			ELSE obj_description(to_regclass(thing), 'pg_class') = replace(words[2], '''''', '''') END
		WHEN 'INDEX' THEN CASE WHEN thing = '' THEN to_regclass('distribution.' || words[2]) IS NOT NULL
			ELSE obj_description(to_regclass(thing), 'pg_class') = replace(words[2], '''''', '''') END
		WHEN 'TRIGGER' THEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass(words[3]) AND tgname = words[2])
		WHEN 'COLUMN' THEN col_description(to_regclass(split_part(thing, '.', 1) || '.' || split_part(thing, '.', 2)), (
			SELECT attnum
			FROM pg_attribute
			WHERE attrelid = to_regclass(split_part(thing, '.', 1) || '.' || split_part(thing, '.', 2))
				AND attname = split_part(thing, '.', 3))) = replace(words[2], '''''', '''')
	END;
BEGIN
	IF is_there IS DISTINCT FROM true THEN
		EXECUTE command;
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.make(text) IS
	'Runs a command of the books unless what it makes is there: a table, index, view, trigger, schema or comment; any other command looks for itself. For install() and upgrade().';
REVOKE ALL ON FUNCTION distribution.make(text) FROM PUBLIC;

CREATE FUNCTION distribution.make_books() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	book_command text;
BEGIN
	FOR book_command IN
		SELECT b.command FROM distribution.book_commands() WITH ORDINALITY AS b (command, position) ORDER BY b.position
	LOOP
		PERFORM distribution.make(book_command);
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.make_books() IS
	'Makes what is missing of the tables, triggers and views, and restores owners and privileges. For install() and upgrade().';
REVOKE ALL ON FUNCTION distribution.make_books() FROM PUBLIC;

-- ID-8: what the database may have given; a node of a cluster gives ids of its own range.
CREATE FUNCTION distribution.ids_given_here(OUT smallest bigint, OUT beyond bigint)
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	smallest := 1;
	beyond := 9007199254740991;
	IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
		SELECT
			CASE WHEN d.logicalrelid IS NULL THEN smallest ELSE g.groupid * 281474976710656 END,
			CASE WHEN d.logicalrelid IS NULL THEN beyond ELSE least((g.groupid + 1) * 281474976710656, beyond) END
		INTO smallest, beyond
		FROM pg_dist_local_group AS g
		LEFT JOIN pg_dist_partition AS d ON d.logicalrelid = to_regclass('distribution.supplier');
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.ids_given_here() IS
	'The ids that this node gives: from smallest to before beyond (ID-8). For install(), distribute() and import_supplier().';
REVOKE ALL ON FUNCTION distribution.ids_given_here() FROM PUBLIC;

CREATE FUNCTION distribution.raise_sequences() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	identity record;
BEGIN
	FOR identity IN
		SELECT
			format('%I.%I', n.nspname, c.relname) AS relation,
			a.attname AS name,
			pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) AS sequence
		FROM pg_attribute AS a
		JOIN pg_class AS c ON c.oid = a.attrelid
		JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE n.nspname = 'distribution' AND c.relkind = 'r' AND a.attidentity <> ''
	LOOP
		EXECUTE format(
			'SELECT setval(%L, r.largest)
			FROM (SELECT max(%I) AS largest FROM %s WHERE %2$I >= $1 AND %2$I < $2) AS r, %4$s AS s
			WHERE r.largest > s.last_value OR (r.largest = s.last_value AND NOT s.is_called)',
			identity.sequence, identity.name, identity.relation, identity.sequence)
		USING (distribution.ids_given_here()).smallest, (distribution.ids_given_here()).beyond;
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.raise_sequences() IS
	'Moves sequences of ids above the largest id that is there (ID-8), of those that this node gives. For install() and distribute().';
REVOKE ALL ON FUNCTION distribution.raise_sequences() FROM PUBLIC;

CREATE FUNCTION distribution.steps_missing() RETURNS text[]
	LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	-- Books without this table are of 1.0.
	done text[] := '{}';
	unknown text;
BEGIN
	IF to_regclass('distribution.upgrade_step') IS NOT NULL THEN
		SELECT coalesce(array_agg(u.step), '{}') INTO done FROM distribution.upgrade_step AS u;
	END IF;
	SELECT d INTO unknown
	FROM unnest(done) AS d
	WHERE d NOT IN (SELECT c.step FROM distribution.upgrade_commands() AS c)
	ORDER BY d DESC
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'the books are newer than the library: step "%" is unknown to version %', unknown, distribution.version()
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Install the version of the extension that made them, or a newer one. Nothing was changed.';
	END IF;
	RETURN ARRAY(
		SELECT c.step
		FROM distribution.upgrade_commands() WITH ORDINALITY AS c (step, command, position)
		WHERE c.step <> ALL (done)
		GROUP BY c.step
		ORDER BY min(c.position));
END
$$;
COMMENT ON FUNCTION distribution.steps_missing() IS
	'Steps of upgrade() that these books have not seen, in order. Error: 55000 if they have seen one that this version does not know.';
REVOKE ALL ON FUNCTION distribution.steps_missing() FROM PUBLIC;

CREATE FUNCTION distribution.require_installer() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM distribution.require_owner();
	IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
		RAISE EXCEPTION 'permission denied for role "%"', current_user
			USING ERRCODE = 'insufficient_privilege',
			HINT = 'Installing and upgrading is for superusers; members of distribution_owner do everything else.';
	END IF;
	PERFORM distribution.refuse_strangers();
	PERFORM distribution.make_owner_role();
END
$$;
COMMENT ON FUNCTION distribution.require_installer() IS
	'Passes for superusers where nothing of strangers stands in our schemas. Errors: 42501, 55000.';
REVOKE ALL ON FUNCTION distribution.require_installer() FROM PUBLIC;

CREATE FUNCTION distribution.install() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	SET client_min_messages = warning
AS $$
DECLARE
	are_there CONSTANT boolean := to_regclass('distribution.account') IS NOT NULL;
	missing text[];
BEGIN
	PERFORM distribution.require_installer();
	missing := distribution.steps_missing();
	IF are_there AND missing <> '{}' THEN
		RAISE EXCEPTION 'the books are older than version % of the library', distribution.version()
			USING ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Call distribution.upgrade(). Nothing was changed.';
	END IF;
	PERFORM distribution.make_books();
	INSERT INTO distribution.upgrade_step (step, library, done_by)
	SELECT s, distribution.version(), session_user
	FROM unnest(missing) AS s;
END
$$;
COMMENT ON FUNCTION distribution.install() IS
	'Makes the tables, triggers, views and indexes that are missing, restores owners and privileges to what the list says, and moves id sequences above the largest id; changes nothing else and locks nothing that needs no change. For superusers. Errors: 42501; 55000 books of another version (an older one: call upgrade()), a stranger''s object in our schemas, a role distribution_owner that is more than it must be.';
REVOKE ALL ON FUNCTION distribution.install() FROM PUBLIC;

CREATE FUNCTION distribution.drop_views() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	ours CONSTANT text := (
		SELECT string_agg(c.oid::regclass::text, ', ')
		FROM distribution.book_commands() AS b (command)
		JOIN pg_class AS c ON c.oid = to_regclass((regexp_match(b.command, '^CREATE OR REPLACE VIEW ([\w.]+)'))[1]));
	dependents text;
BEGIN
	IF ours IS NOT NULL THEN
		EXECUTE 'DROP VIEW ' || ours;
	END IF;
EXCEPTION WHEN dependent_objects_still_exist THEN
	GET STACKED DIAGNOSTICS dependents = PG_EXCEPTION_DETAIL;
	RAISE EXCEPTION 'views of distribution_report cannot be made anew while others depend on them'
		USING ERRCODE = 'dependent_objects_still_exist', DETAIL = dependents,
		HINT = 'Keep their definitions, drop them, call upgrade() and make them again. Nothing was changed.';
END
$$;
COMMENT ON FUNCTION distribution.drop_views() IS
	'Drops our report views before the steps of upgrade(), which makes them again. Error: 2BP01 names what users have built on them.';
REVOKE ALL ON FUNCTION distribution.drop_views() FROM PUBLIC;

CREATE FUNCTION distribution.validate_checks() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	rule record;
	broken bigint;
	examples text;
BEGIN
	FOR rule IN
		SELECT
			c.conname,
			c.conrelid::regclass AS relation,
			pg_get_expr(c.conbin, c.conrelid) AS condition,
			(
				SELECT string_agg(format('%I', a.attname), ', ' ORDER BY array_position(i.indkey::int2[], a.attnum))
				FROM pg_index AS i
				JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
				WHERE i.indrelid = c.conrelid AND i.indisprimary
			) AS key
		FROM pg_constraint AS c
		WHERE c.connamespace = 'distribution'::regnamespace AND c.contype = 'c' AND NOT c.convalidated
		ORDER BY c.conrelid::regclass::text, c.conname
	LOOP
		EXECUTE format('SELECT count(*), left(string_agg(k, '', '') FILTER (WHERE n <= 5), 500)
			FROM (SELECT ROW(%s)::text AS k, row_number() OVER (ORDER BY %1$s) AS n FROM %s WHERE NOT (%s)) AS b',
			rule.key, rule.relation, rule.condition) INTO broken, examples;
		IF broken = 0 THEN
			EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', rule.relation, rule.conname);
		ELSE
			RAISE WARNING 'rows of % break the rule "%": % of them stay as they are', rule.relation, rule.conname, broken
				USING DETAIL = format('%s: %s%s. The rule: %s', rule.key, examples, CASE WHEN broken > 5 THEN ', ...' ELSE '' END, rule.condition),
				HINT = 'New rows are held to it. Mend these and call upgrade() again.';
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.validate_checks() IS
	'Holds rows from before an upgrade to its new checks: validates those that all rows keep, and lists the rows that break one, by a WARNING each, with their keys.';
REVOKE ALL ON FUNCTION distribution.validate_checks() FROM PUBLIC;

CREATE FUNCTION distribution.upgrade() RETURNS text
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	SET client_min_messages = warning
AS $$
DECLARE
	missing text[];
	one record;
	message text;
	dependents text;
	state text;
BEGIN
	PERFORM distribution.require_installer();
	IF to_regclass('distribution.account') IS NULL THEN
		PERFORM distribution.install();
		RETURN distribution.version();
	END IF;
	LOCK TABLE distribution.plan IN SHARE ROW EXCLUSIVE MODE; -- one upgrade at a time
	missing := distribution.steps_missing();
	IF missing <> '{}' AND distribution.is_distributed() THEN
		RAISE EXCEPTION 'distributed books are upgraded at home'
			USING ERRCODE = 'feature_not_supported',
			HINT = 'Call distribution.undistribute(), upgrade() and distribute(), one after the other. Nothing was changed.';
	END IF;
	IF missing <> '{}' THEN
		PERFORM distribution.drop_views();
	END IF;
	FOR one IN
		SELECT c.command
		FROM distribution.upgrade_commands() WITH ORDINALITY AS c (step, command, position)
		WHERE c.step = ANY (missing)
		ORDER BY c.position
	LOOP
		BEGIN
			EXECUTE one.command;
		EXCEPTION WHEN feature_not_supported OR dependent_objects_still_exist THEN
			GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, dependents = PG_EXCEPTION_DETAIL, state = RETURNED_SQLSTATE;
			RAISE EXCEPTION '%', message
				USING ERRCODE = state, DETAIL = dependents,
				HINT = 'Something of yours stands on a column that changes. Keep its definition, drop it, call upgrade() and make it again. Nothing was changed.';
		END;
	END LOOP;
	PERFORM distribution.make_books();
	INSERT INTO distribution.upgrade_step (step, library, done_by)
	SELECT s, distribution.version(), session_user
	FROM unnest(missing) AS s;
	PERFORM distribution.validate_checks();
	RETURN distribution.version();
END
$$;
COMMENT ON FUNCTION distribution.upgrade() IS
	'Brings the books to the library''s version after ALTER EXTENSION distribution UPDATE or a restore: every step that they have not seen, once, in order, in one transaction, recorded in upgrade_step; then what install() does. Returns the version. Rows that break a new check stay and are listed by a WARNING each; mend them and call it again. For superusers. Errors: 42501; 55000 books newer than the library, a stranger''s object; 0A000 distributed books, with steps that they have not seen; 2BP01 names views that users have built on ours.';
REVOKE ALL ON FUNCTION distribution.upgrade() FROM PUBLIC;
