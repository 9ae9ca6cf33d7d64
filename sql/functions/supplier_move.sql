-- One supplier's rows out of these books and into others (doc/scale-out.md). Which tables have rows of a supplier, which columns
-- name accounts and currencies, and what refers to what, the catalog says; no list is kept by hand. Rows travel as jsonb, so the
-- order of a table's columns does not matter.

-- What refers comes after what it refers to. Tables that only take what \copy gives them have no rows of anybody, and what accounts
-- were told they read where they were told it. Quotas are counted anew.
CREATE FUNCTION distribution.supplier_books() RETURNS TABLE (book name)
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $$
	WITH RECURSIVE tenant AS (
		SELECT to_regclass('distribution.' || p.book) AS relation, p.book
		FROM distribution.placements() AS p
		WHERE p.placement = 'tenant' AND p.book !~ '_import$' AND p.book NOT IN ('notification', 'quota_block', 'quota_usage')
	), depth AS (
		SELECT t.relation, 0 AS steps
		FROM tenant AS t
		UNION
		SELECT c.conrelid::regclass, d.steps + 1
		FROM depth AS d
		JOIN pg_constraint AS c ON c.confrelid = d.relation AND c.contype = 'f' AND c.conrelid <> c.confrelid
	)
	SELECT t.book
	FROM tenant AS t
	JOIN depth AS d ON d.relation = t.relation
	GROUP BY t.book
	ORDER BY max(d.steps), t.book
$$;
COMMENT ON FUNCTION distribution.supplier_books() IS
	'The tables that have a supplier''s rows, in the order of their foreign keys. For export_supplier() and import_supplier().';
REVOKE ALL ON FUNCTION distribution.supplier_books() FROM PUBLIC;

CREATE FUNCTION distribution.placed(supplier_id bigint, command text) RETURNS text
	LANGUAGE c STABLE PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'distribution_placed';
COMMENT ON FUNCTION distribution.placed(bigint, text) IS
	'The text of a command on rows of one supplier with the names that his tables have on this node. For export_supplier() and import_supplier().';
REVOKE ALL ON FUNCTION distribution.placed(bigint, text) FROM PUBLIC;

CREATE FUNCTION distribution.row_hash(content text) RETURNS numeric
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
	SELECT ('x' || encode(substring(sha256(convert_to(content, 'UTF8')) FROM 1 FOR 8), 'hex'))::bit(64)::bigint::numeric
$$;
COMMENT ON FUNCTION distribution.row_hash(text) IS
	'A number that stands for a row, to be added up over rows in any order. For supplier_fingerprint().';
REVOKE ALL ON FUNCTION distribution.row_hash(text) FROM PUBLIC;

-- Of which accounts or currencies a supplier's rows speak: whatever column is named so.
CREATE FUNCTION distribution.named_by_supplier(supplier_id bigint, columns text, kind regtype) RETURNS text[]
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	named text[] := '{}';
	found_here text[];
	naming record;
BEGIN
	FOR naming IN
		SELECT b.book, a.attname
		FROM distribution.supplier_books() AS b
		JOIN pg_attribute AS a ON a.attrelid = to_regclass('distribution.' || b.book)
		WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = kind AND a.attname ~ columns
	LOOP
		EXECUTE distribution.placed(supplier_id, format(
			'SELECT array_agg(DISTINCT r.%I::text) FROM distribution.%I AS r WHERE r.supplier_id = $1 AND r.%1$I IS NOT NULL', naming.attname, naming.book))
		INTO found_here USING supplier_id;
		named := named || coalesce(found_here, '{}');
	END LOOP;
	RETURN ARRAY(SELECT DISTINCT n FROM unnest(named) AS n);
END
$$;
COMMENT ON FUNCTION distribution.named_by_supplier(bigint, text, regtype) IS
	'The values of the columns of that name and type in all rows of a supplier. For export_supplier() and import_supplier().';
REVOKE ALL ON FUNCTION distribution.named_by_supplier(bigint, text, regtype) FROM PUBLIC;

CREATE FUNCTION distribution.supplier_fingerprint(supplier_id bigint) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex'
AS $$
DECLARE
	one name;
	said text;
	all_said text := '';
BEGIN
	IF NOT has_schema_privilege('distribution', 'USAGE') THEN -- not the owner's yet
		RAISE EXCEPTION 'the books are not installed'
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Call SELECT distribution.install() as a superuser.';
	END IF;
	PERFORM distribution.require_owner();
	PERFORM distribution.require_supplier_id(supplier_id);
	FOR one IN SELECT b.book FROM distribution.supplier_books() AS b LOOP
		EXECUTE distribution.placed(supplier_id, format(
			'SELECT format(E''%%s %%s %%s\n'', %L, count(*), sum(distribution.row_hash(to_jsonb(r)::text))) FROM distribution.%1$I AS r WHERE r.supplier_id = $1 HAVING count(*) > 0', one))
		INTO said USING supplier_id;
		all_said := all_said || coalesce(said, '');
	END LOOP;
	RETURN encode(sha256(convert_to(all_said, 'UTF8')), 'hex');
END
$$;
COMMENT ON FUNCTION distribution.supplier_fingerprint(bigint) IS
	'A hash of all rows of a supplier in all tables: the same in two databases means the same rows. It reads them all. For superusers and members of distribution_owner. Errors: 22004, 42501.';

CREATE FUNCTION distribution.require_supplier_id(supplier_id bigint) RETURNS void
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF supplier_id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'argument "supplier_id" must not be null';
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.require_supplier_id(bigint) IS 'Refuses null (22004). For export_supplier().';
REVOKE ALL ON FUNCTION distribution.require_supplier_id(bigint) FROM PUBLIC;

-- STABLE, so that all of it is read as of the statement that calls.
CREATE FUNCTION distribution.export_supplier(supplier_id bigint)
	RETURNS TABLE (of_supplier bigint, line_no bigint, book text, content jsonb)
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex'
AS $$
DECLARE
	accounts bigint[];
	currencies text[];
	lines bigint := 1;
	taken bigint;
	part record;
BEGIN
	IF NOT has_schema_privilege('distribution', 'USAGE') THEN -- not the owner's yet
		RAISE EXCEPTION 'the books are not installed'
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Call SELECT distribution.install() as a superuser.';
	END IF;
	PERFORM distribution.require_owner();
	PERFORM distribution.require_supplier_id(supplier_id);
	IF NOT EXISTS (SELECT FROM distribution.supplier AS s WHERE s.supplier_id = export_supplier.supplier_id) THEN
		RAISE EXCEPTION USING ERRCODE = 'SD005', MESSAGE = format('supplier %s not found', supplier_id);
	END IF;
	accounts := distribution.named_by_supplier(supplier_id, '^(supplier|distributor|account)_id$', 'bigint');
	currencies := distribution.named_by_supplier(supplier_id, '(^|_)currency$', 'text');
	RETURN QUERY SELECT supplier_id, lines, 'export', jsonb_build_object('supplier_id', supplier_id, 'library', distribution.version(),
		'steps', distribution.steps_done(), 'exported_at', now(), 'exported_by', session_user);
	FOR part IN
		SELECT 'currency' AS book, 'r.currency = ANY ($3)' AS condition
		UNION ALL
		SELECT 'plan', 'r.plan IN (SELECT a.plan FROM distribution.account AS a WHERE a.account_id = ANY ($4))'
		UNION ALL
		SELECT 'account', 'r.account_id = ANY ($4)'
		UNION ALL
		(SELECT b.book, 'r.supplier_id = $1' FROM distribution.supplier_books() AS b)
	LOOP
		RETURN QUERY EXECUTE distribution.placed(supplier_id, format(
			'SELECT $1, row_number() OVER () + $2, %L, to_jsonb(r) FROM distribution.%1$I AS r WHERE %s', part.book, part.condition))
		USING supplier_id, lines, currencies, accounts;
		GET DIAGNOSTICS taken = ROW_COUNT;
		lines := lines + taken;
	END LOOP;
	RETURN QUERY SELECT supplier_id, lines + 1, 'end', jsonb_build_object('lines', lines + 1,
		'fingerprint', distribution.supplier_fingerprint(supplier_id));
END
$$;
COMMENT ON FUNCTION distribution.export_supplier(bigint) IS
'All rows of a supplier, of all tables and as of one moment, and the accounts, plans and currencies that they name, for \copy to a file or a pipe and import_supplier() in other books (doc/scale-out.md). of_supplier: the supplier; line_no: from 1; book: the table, export in the first line and end in the last; content: the row. Changes nothing. The file has all that the supplier''s books have, recipients too: keep it as you keep them. For superusers and members of distribution_owner. Errors: SD005 supplier not found, 22004, 42501.';

CREATE FUNCTION distribution.steps_done() RETURNS text[]
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $$
	SELECT ARRAY(SELECT u.step FROM distribution.upgrade_step AS u ORDER BY u.step COLLATE "C")
$$;
COMMENT ON FUNCTION distribution.steps_done() IS 'The steps that the books have seen. For export_supplier() and import_supplier().';
REVOKE ALL ON FUNCTION distribution.steps_done() FROM PUBLIC;

-- Whether the export is whole and for these books; its fingerprint.
CREATE FUNCTION distribution.require_export(supplier_id bigint) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	head jsonb;
	tail jsonb;
	lines bigint;
	one name;
	has_rows boolean;
	here text[] := '{}';
BEGIN
	SELECT max(i.content::text) FILTER (WHERE i.book = 'export')::jsonb, max(i.content::text) FILTER (WHERE i.book = 'end')::jsonb, count(*)
	INTO head, tail, lines
	FROM distribution.supplier_import AS i
	WHERE i.supplier_id = require_export.supplier_id;
	IF lines = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'SD005', MESSAGE = format('no export of supplier %s is here', supplier_id),
			HINT = 'Put it here by \copy distribution.supplier_import FROM ....';
	ELSIF head IS NULL OR tail IS NULL OR (tail ->> 'lines')::bigint <> lines THEN
		RAISE EXCEPTION USING ERRCODE = 'SD007', MESSAGE = format('the export of supplier %s is not whole', supplier_id),
			DETAIL = format('%s lines are here, of %s.', lines, coalesce(tail ->> 'lines', 'more')),
			HINT = 'Delete its lines from distribution.supplier_import and put it there again.';
	ELSIF ARRAY(SELECT jsonb_array_elements_text(head -> 'steps')) <> distribution.steps_done() THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('the export is of books of another version, %s', head ->> 'library'),
			HINT = 'Bring both books to the same version by distribution.upgrade(), and export again.';
	END IF;
	FOR one IN SELECT b.book FROM distribution.supplier_books() AS b LOOP
		EXECUTE distribution.placed(supplier_id, format('SELECT EXISTS (SELECT FROM distribution.%I AS r WHERE r.supplier_id = $1)', one))
		INTO has_rows USING supplier_id;
		here := here || CASE WHEN has_rows THEN ARRAY[one::text] ELSE '{}' END;
	END LOOP;
	IF here <> '{}' THEN
		RAISE EXCEPTION USING ERRCODE = 'SD004', MESSAGE = format('supplier %s has rows here already', supplier_id),
			DETAIL = format('In %s.', array_to_string(here, ', ')),
			HINT = 'Rows are never merged. If it was imported before, compare supplier_fingerprint() here and there.';
	END IF;
	RETURN tail ->> 'fingerprint';
END
$$;
COMMENT ON FUNCTION distribution.require_export(bigint) IS
	'Refuses what is no whole export of these books'' version, or of a supplier that has rows here; returns its fingerprint. For import_supplier().';
REVOKE ALL ON FUNCTION distribution.require_export(bigint) FROM PUBLIC;

-- An id means the same company here and there only where the accounts were replicated, or made by an import: so each is compared.
CREATE FUNCTION distribution.require_shared(supplier_id bigint) RETURNS void
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	faults text;
BEGIN
	SELECT string_agg(f.fault, E'\n' ORDER BY f.fault COLLATE "C")
	INTO faults
	FROM (
		SELECT CASE WHEN a.account_id IS NULL THEN format('account %s "%s" is not here', i.content ->> 'account_id', i.content ->> 'name')
			ELSE format('account %s is "%s" of %s here and "%s" of %s there', a.account_id, a.name, a.created_at, i.content ->> 'name', (i.content ->> 'created_at')::timestamptz)
			END AS fault
		FROM distribution.supplier_import AS i
		LEFT JOIN distribution.account AS a ON a.account_id = (i.content ->> 'account_id')::bigint
		WHERE i.supplier_id = require_shared.supplier_id AND i.book = 'account'
			AND (a.account_id IS NULL OR a.name <> i.content ->> 'name' OR a.created_at <> (i.content ->> 'created_at')::timestamptz)
		UNION ALL
		-- ID-9: its partnerships say so, too
		SELECT format('account %s "%s" is suspended or without inventory %s', a.account_id, a.name, CASE WHEN s.here THEN 'here and not there' ELSE 'there and not here' END)
		FROM distribution.supplier_import AS i
		JOIN distribution.account AS a ON a.account_id = (i.content ->> 'account_id')::bigint
		CROSS JOIN LATERAL (SELECT
			a.suspended_reason IS NOT NULL OR NOT a.inventory_enabled AS here,
			i.content ->> 'suspended_reason' IS NOT NULL OR NOT (i.content ->> 'inventory_enabled')::boolean AS there) AS s
		WHERE i.supplier_id = require_shared.supplier_id AND i.book = 'account' AND s.here <> s.there
		UNION ALL
		SELECT CASE WHEN c.currency IS NULL THEN format('currency %s is not here', i.content ->> 'currency')
			ELSE format('currency %s has %s decimals here and %s there', c.currency, c.decimals, i.content ->> 'decimals') END
		FROM distribution.supplier_import AS i
		LEFT JOIN distribution.currency AS c ON c.currency = i.content ->> 'currency'
		WHERE i.supplier_id = require_shared.supplier_id AND i.book = 'currency'
			AND (c.currency IS NULL OR c.decimals <> (i.content ->> 'decimals')::int)
	) AS f;
	IF faults IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'SD005', MESSAGE = format('what supplier %s shares with others is not here, or is another''s', supplier_id),
			DETAIL = faults,
			HINT = 'Wait for the replication of accounts, plans and currencies, or give make_shared => true to make what is not here. What differs is never taken over: make it the same in both.';
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.require_shared(bigint) IS
	'Refuses (SD005) where accounts and currencies that an export names are not here, or are others; lists all of them. For import_supplier().';
REVOKE ALL ON FUNCTION distribution.require_shared(bigint) FROM PUBLIC;

CREATE FUNCTION distribution.make_shared(supplier_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO distribution.plan (plan, rank, may_supply, order_quota)
	SELECT r.plan, r.rank, r.may_supply, r.order_quota
	FROM distribution.supplier_import AS i
	CROSS JOIN LATERAL jsonb_populate_record(NULL::distribution.plan, i.content) AS r
	WHERE i.supplier_id = make_shared.supplier_id AND i.book = 'plan'
	ON CONFLICT (plan) DO NOTHING;
	INSERT INTO distribution.currency (currency, decimals)
	SELECT r.currency, r.decimals
	FROM distribution.supplier_import AS i
	CROSS JOIN LATERAL jsonb_populate_record(NULL::distribution.currency, i.content) AS r
	WHERE i.supplier_id = make_shared.supplier_id AND i.book = 'currency'
	ON CONFLICT (currency) DO NOTHING;
	INSERT INTO distribution.account (account_id, name, plan, inventory_enabled, created_at, suspended_reason, suspended_at)
	SELECT r.account_id, r.name, r.plan, r.inventory_enabled, r.created_at, r.suspended_reason, r.suspended_at
	FROM distribution.supplier_import AS i
	CROSS JOIN LATERAL jsonb_populate_record(NULL::distribution.account, i.content) AS r
	WHERE i.supplier_id = make_shared.supplier_id AND i.book = 'account'
	ON CONFLICT (account_id) DO NOTHING;
	PERFORM distribution.raise_everywhere('account', 'account_id', l.largest)
	FROM (
		SELECT max((i.content ->> 'account_id')::bigint) AS largest
		FROM distribution.supplier_import AS i
		WHERE i.supplier_id = make_shared.supplier_id AND i.book = 'account'
		GROUP BY (i.content ->> 'account_id')::bigint >> 48
	) AS l;
END
$$;
COMMENT ON FUNCTION distribution.make_shared(bigint) IS
	'Makes the plans, currencies and accounts of an export that are not here. For import_supplier().';
REVOKE ALL ON FUNCTION distribution.make_shared(bigint) FROM PUBLIC;

-- Others take ids meanwhile: the sequence is set so far beyond that it is never set back.
CREATE FUNCTION distribution.raise_beyond(book name, column_name name, id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	sequence CONSTANT text := pg_get_serial_sequence('distribution.' || book, column_name);
BEGIN
	EXECUTE format('SELECT setval(%L, least($1 + 1000000, $2 - 1)) FROM %s AS s WHERE s.last_value <= $1 AND $1 >= $3 AND $1 < $2', sequence, sequence)
	USING id, (distribution.ids_given_here()).beyond, (distribution.ids_given_here()).smallest;
END
$$;
COMMENT ON FUNCTION distribution.raise_beyond(name, name, bigint) IS
	'Moves the sequence of a table''s ids above an id that came from elsewhere, if this node would give it one day (ID-8). For import_supplier().';
REVOKE ALL ON FUNCTION distribution.raise_beyond(name, name, bigint) FROM PUBLIC;

-- Which node of a cluster gives such ids its range says, so each looks.
CREATE FUNCTION distribution.raise_everywhere(book name, column_name name, id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM distribution.on_every_node(format('SELECT distribution.raise_beyond(%L, %L, %L)', book, column_name, id));
END
$$;
COMMENT ON FUNCTION distribution.raise_everywhere(name, name, bigint) IS
	'Moves the sequence of a table''s ids above an id that came from elsewhere, on the node that would give it one day (ID-8). For import_supplier().';
REVOKE ALL ON FUNCTION distribution.raise_everywhere(name, name, bigint) FROM PUBLIC;

CREATE FUNCTION distribution.raise_sequences_of(supplier_id bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	made record;
	largest bigint;
BEGIN
	FOR made IN
		SELECT b.book, a.attname
		FROM distribution.supplier_books() AS b
		JOIN pg_attribute AS a ON a.attrelid = to_regclass('distribution.' || b.book)
		WHERE a.attidentity <> '' AND NOT a.attisdropped
	LOOP
		FOR largest IN EXECUTE distribution.placed(supplier_id, format('SELECT max(r.%I) FROM distribution.%I AS r
			WHERE r.supplier_id = $1 AND r.%1$I BETWEEN 1 AND 9007199254740990 GROUP BY r.%1$I >> 48', made.attname, made.book))
		USING supplier_id LOOP
			PERFORM distribution.raise_everywhere(made.book, made.attname, largest);
		END LOOP;
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.raise_sequences_of(bigint) IS
	'Moves the sequences of ids above the ids of a supplier (ID-8). For import_supplier().';
REVOKE ALL ON FUNCTION distribution.raise_sequences_of(bigint) FROM PUBLIC;

-- Every foreign key of its rows, as none was asked while they came; what it says of those that lead nowhere.
CREATE FUNCTION distribution.loose_ends(supplier_id bigint) RETURNS SETOF text
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	rule record;
BEGIN
	FOR rule IN
		SELECT
			b.book,
			c.conname,
			p.relname AS parent,
			string_agg(format('p.%I = r.%I', pa.attname, ra.attname), ' AND ' ORDER BY k.no) AS same,
			string_agg(format('r.%I IS NOT NULL', ra.attname), ' AND ' ORDER BY k.no) AS given,
			string_agg(format('r.%I', ra.attname), ', ' ORDER BY k.no) AS key
		FROM distribution.supplier_books() AS b
		JOIN pg_constraint AS c ON c.conrelid = to_regclass('distribution.' || b.book) AND c.contype = 'f'
		JOIN pg_class AS p ON p.oid = c.confrelid AND p.relname !~ '_\d+$'
		CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (mine, theirs, no)
		JOIN pg_attribute AS ra ON ra.attrelid = c.conrelid AND ra.attnum = k.mine
		JOIN pg_attribute AS pa ON pa.attrelid = c.confrelid AND pa.attnum = k.theirs
		GROUP BY b.book, c.conname, p.relname
		ORDER BY b.book, c.conname
	LOOP
		RETURN QUERY EXECUTE distribution.placed(supplier_id, format(
			'SELECT format(''%%s rows of %s break "%s": (%%s)'', count(*), min(concat_ws('', '', %s)))
			FROM distribution.%1$I AS r
			WHERE r.supplier_id = $1 AND %4$s AND NOT EXISTS (SELECT FROM distribution.%5$I AS p WHERE %6$s)
			HAVING count(*) > 0', rule.book, rule.conname, rule.key, rule.given, rule.parent, rule.same))
		USING supplier_id;
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.loose_ends(bigint) IS
	'A line for each foreign key that rows of a supplier break. For import_supplier(), which takes them without asking.';
REVOKE ALL ON FUNCTION distribution.loose_ends(bigint) FROM PUBLIC;

CREATE FUNCTION distribution.require_sound(supplier_id bigint, fingerprint text) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	faults text;
BEGIN
	SELECT string_agg(f.fault, E'\n')
	INTO faults
	FROM (
		SELECT l AS fault FROM distribution.loose_ends(require_sound.supplier_id) AS l
		UNION ALL
		SELECT format('%s: %s', v.check_name, v.detail) FROM distribution.verify(require_sound.supplier_id) AS v
		WHERE v.check_name <> 'quota' -- counted anew
		UNION ALL
		SELECT 'the rows are not those that were exported' WHERE distribution.supplier_fingerprint(require_sound.supplier_id) <> fingerprint
		LIMIT 20
	) AS f;
	IF faults IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'SD007', MESSAGE = format('the books of supplier %s are not sound as they came', supplier_id),
			DETAIL = faults,
			HINT = 'Nothing was imported. Mend them where they came from, until verify() finds nothing there, and export again.';
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.require_sound(bigint, text) IS
	'Refuses (SD007) rows of a supplier that break a foreign key, of which verify() finds a fault, or that have another fingerprint. For import_supplier().';
REVOKE ALL ON FUNCTION distribution.require_sound(bigint, text) FROM PUBLIC;

-- Quotas are counted from the orders that are here (QU-1): who meets one counts anew. Last, as pushes wait for it.
CREATE FUNCTION distribution.forget_quota(accounts text[]) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	DELETE FROM distribution.quota_usage AS q WHERE q.account_id = ANY (accounts::bigint[]);
	DELETE FROM distribution.quota_block AS b WHERE b.account_id = ANY (accounts::bigint[]); -- after the count, as a push takes them
END
$$;
COMMENT ON FUNCTION distribution.forget_quota(text[]) IS
	'Has the orders of accounts counted anew when their quota is asked for. For import_supplier() and remove_supplier().';
REVOKE ALL ON FUNCTION distribution.forget_quota(text[]) FROM PUBLIC;

CREATE FUNCTION distribution.take_supplier(supplier_id bigint, make_shared boolean) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
	SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex'
AS $$
DECLARE
	exported CONSTANT text := distribution.require_export(supplier_id);
	one record;
	taken bigint;
	rows_taken bigint := 0;
BEGIN
	IF make_shared THEN
		PERFORM distribution.make_shared(supplier_id);
	END IF;
	PERFORM distribution.require_shared(supplier_id);
	FOR one IN
		SELECT b.book, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) AS columns
		FROM distribution.supplier_books() WITH ORDINALITY AS b (book, no)
		JOIN pg_attribute AS a ON a.attrelid = to_regclass('distribution.' || b.book)
		WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
		GROUP BY b.no, b.book
		ORDER BY b.no
	LOOP
		EXECUTE distribution.placed(supplier_id, format(
			'INSERT INTO distribution.%I (%s) SELECT %2$s FROM (
				SELECT r.* FROM distribution.supplier_import AS i CROSS JOIN LATERAL jsonb_populate_record(NULL::distribution.%1$I, i.content) AS r
				WHERE i.supplier_id = $1 AND i.book = %1$L
				ORDER BY i.line_no) AS come
			WHERE supplier_id = $1', one.book, one.columns))
		USING supplier_id;
		GET DIAGNOSTICS taken = ROW_COUNT;
		rows_taken := rows_taken + taken;
	END LOOP;
	PERFORM distribution.require_sound(supplier_id, exported);
	PERFORM distribution.raise_sequences_of(supplier_id);
	EXECUTE distribution.placed(supplier_id, 'DELETE FROM distribution.supplier_import WHERE supplier_id = $1') USING supplier_id;
	PERFORM distribution.forget_quota(distribution.named_by_supplier(supplier_id, '^(supplier|distributor)_id$', 'bigint'));
	RETURN rows_taken;
END
$$;
COMMENT ON FUNCTION distribution.take_supplier(bigint, boolean) IS
	'Takes the rows of an export, as import_supplier() says, while triggers are off.';
REVOKE ALL ON FUNCTION distribution.take_supplier(bigint, boolean) FROM PUBLIC;

CREATE FUNCTION distribution.import_supplier(supplier_id bigint, make_shared boolean DEFAULT false) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_import_supplier';
COMMENT ON FUNCTION distribution.import_supplier(bigint, boolean) IS
'Takes the rows that export_supplier() gave in other books and \copy put into supplier_import, all or none, and returns how many (doc/scale-out.md). Ids stay, and sequences move beyond them; triggers are off meanwhile, as for rows that replication brings; then every foreign key is asked, verify() must find nothing and supplier_fingerprint() must be that of the export. Both books are of one version. The accounts and currencies that the rows name must be here, the same ones by name and time of making, suspended in both or neither; make_shared: makes those that are not, with their plans. Members are not carried: grant them. Orders count in the quotas here. For superusers and members of distribution_owner. Errors: SD005 no export here; accounts or currencies not here, or others, all of them listed; SD004 a supplier that has rows here; SD007 an export that is not whole, rows that are not sound; 55000 another version; 22004, 42501.';

CREATE FUNCTION distribution.let_go_of_supplier(supplier_id bigint, fingerprint text) RETURNS bigint
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
	SET timezone = 'UTC' SET datestyle = 'ISO, YMD' SET bytea_output = 'hex'
AS $$
DECLARE
	one name;
	said text;
	gone bigint;
	all_said text := '';
	rows_gone bigint := 0;
	accounts text[];
BEGIN
	IF NOT EXISTS (SELECT FROM distribution.supplier AS s WHERE s.supplier_id = let_go_of_supplier.supplier_id) THEN
		RAISE EXCEPTION USING ERRCODE = 'SD005', MESSAGE = format('supplier %s not found', supplier_id);
	END IF;
	accounts := distribution.named_by_supplier(supplier_id, '^(supplier|distributor)_id$', 'bigint');
	-- Verbs that have begun are waited for, in the order in which they lock.
	FOREACH one IN ARRAY ARRAY['supplier', 'partnership', 'supply_order', 'return_order', 'claim', 'settlement_account', 'stock'] LOOP
		EXECUTE distribution.placed(supplier_id, format('SELECT 1 FROM distribution.%I WHERE supplier_id = $1 FOR UPDATE', one)) USING supplier_id;
	END LOOP;
	-- What others refer to goes first: who writes a row under it has locked it, and is waited for.
	FOR one IN SELECT b.book FROM distribution.supplier_books() AS b LOOP
		EXECUTE distribution.placed(supplier_id, format(
			'WITH gone AS (DELETE FROM distribution.%I AS r WHERE r.supplier_id = $1 RETURNING r.*)
			SELECT format(E''%%s %%s %%s\n'', %1$L, count(*), sum(distribution.row_hash(to_jsonb(g)::text))), count(*) FROM gone AS g HAVING count(*) > 0', one))
		INTO said, gone USING supplier_id;
		all_said := all_said || coalesce(said, '');
		rows_gone := rows_gone + coalesce(gone, 0);
	END LOOP;
	IF encode(sha256(convert_to(all_said, 'UTF8')), 'hex') IS DISTINCT FROM fingerprint
		OR distribution.supplier_fingerprint(supplier_id) <> encode(sha256(''), 'hex')
	THEN
		RAISE EXCEPTION USING ERRCODE = 'SD004', MESSAGE = format('the books of supplier %s have not that fingerprint', supplier_id),
			HINT = 'Nothing was removed. If they were written since the export, remove it there and export again.';
	END IF;
	PERFORM distribution.forget_quota(accounts);
	RETURN rows_gone;
END
$$;
COMMENT ON FUNCTION distribution.let_go_of_supplier(bigint, text) IS
	'Deletes the rows of a supplier, as remove_supplier() says, while triggers are off.';
REVOKE ALL ON FUNCTION distribution.let_go_of_supplier(bigint, text) FROM PUBLIC;

CREATE FUNCTION distribution.remove_supplier(supplier_id bigint, fingerprint text) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_remove_supplier';
COMMENT ON FUNCTION distribution.remove_supplier(bigint, text) IS
'Deletes all rows of a supplier, the ledger too, once they are in other books (doc/scale-out.md), and returns how many. fingerprint: that of the other books, from supplier_fingerprint(): rows that are not those are not removed, so what was written since the export is never lost. The accounts stay, and so do their messages and events. For superusers, as nobody else gets past the ledger''s triggers (LE-5). Errors: SD004 another fingerprint, SD005 supplier not found, 22004, 42501.';
