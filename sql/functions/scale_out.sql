-- Out of one machine (doc/scale-out.md): the books on Citus, the supplier being the tenant. Where a supplier's rows are on a node
-- is src/placement.c's.

-- What each table is on a cluster: 'shared', one copy on every node; 'tenant', a supplier's rows on his node; 'account', an
-- account's rows together, on whatever node.
CREATE FUNCTION distribution.placements() RETURNS TABLE (book name, placement text, key_column name)
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $$
	SELECT
		c.relname,
		CASE
			WHEN c.relname IN ('event', 'event_cursor') THEN 'account'
			WHEN EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'supplier_id' AND NOT a.attisdropped) THEN 'tenant'
			ELSE 'shared'
		END,
		CASE
			WHEN c.relname IN ('event', 'event_cursor') THEN 'account_id'::name
			WHEN EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'supplier_id' AND NOT a.attisdropped) THEN 'supplier_id'::name
		END
	FROM pg_class AS c
	WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r' AND c.relname !~ '_\d+$' -- a node's pieces of them
	ORDER BY c.relname
$$;
COMMENT ON FUNCTION distribution.placements() IS
	'What distribute() makes of each table: shared (a copy on every node), tenant (by supplier_id) or account (by account_id).';
REVOKE ALL ON FUNCTION distribution.placements() FROM PUBLIC;

CREATE FUNCTION distribution.require_citus() RETURNS void
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM distribution.require_installer();
	IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'Citus is not installed in this database',
			HINT = 'Add citus to shared_preload_libraries on every node, CREATE EXTENSION citus, and add the nodes: see doc/scale-out.md.';
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.require_citus() IS 'Refuses (55000) where the database is not of Citus. For distribute() and undistribute().';
REVOKE ALL ON FUNCTION distribution.require_citus() FROM PUBLIC;

-- Foreign keys hold shards of one supplier together, or lead to what all share; Citus takes them once both ends are placed.
CREATE FUNCTION distribution.without_foreign_keys(work text) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	keys text[];
	command text;
BEGIN
	SELECT array_agg(format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) ORDER BY c.conrelid::regclass::text, c.conname)
	INTO keys
	FROM pg_constraint AS c
	WHERE c.contype = 'f' AND c.connamespace = 'distribution'::regnamespace AND c.conrelid::regclass::text !~ '_\d+$';
	FOR command IN
		SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname)
		FROM pg_constraint AS c
		WHERE c.contype = 'f' AND c.connamespace = 'distribution'::regnamespace AND c.conrelid::regclass::text !~ '_\d+$'
	LOOP
		EXECUTE command;
	END LOOP;
	EXECUTE work;
	FOREACH command IN ARRAY keys LOOP
		EXECUTE command;
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.without_foreign_keys(text) IS
	'Does work while the books have no foreign keys, and makes them again. For distribute() and undistribute().';
REVOKE ALL ON FUNCTION distribution.without_foreign_keys(text) FROM PUBLIC;

CREATE FUNCTION distribution.place_tables(shard_count int) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	placed record;
	beside text;
BEGIN
	FOR placed IN
		SELECT p.*, 'distribution.' || p.book AS relation
		FROM distribution.placements() AS p
		WHERE NOT EXISTS (SELECT FROM pg_dist_partition AS d WHERE d.logicalrelid = to_regclass('distribution.' || p.book))
		ORDER BY p.placement <> 'shared', p.book NOT IN ('supplier', 'event_cursor'), p.book
	LOOP
		beside := CASE placed.placement WHEN 'tenant' THEN 'distribution.supplier' ELSE 'distribution.event_cursor' END;
		IF placed.placement = 'shared' THEN
			PERFORM create_reference_table(placed.relation);
		ELSIF placed.relation = beside THEN
			PERFORM create_distributed_table(placed.relation, placed.key_column, colocate_with => 'none', shard_count => place_tables.shard_count);
		ELSE
			PERFORM create_distributed_table(placed.relation, placed.key_column, colocate_with => beside);
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.place_tables(int) IS 'Gives each table its place on a cluster. For distribute().';
REVOKE ALL ON FUNCTION distribution.place_tables(int) FROM PUBLIC;

CREATE FUNCTION distribution.distribute(shard_count int DEFAULT 32) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	delegated regprocedure;
BEGIN
	PERFORM distribution.require_citus();
	IF shard_count NOT BETWEEN 1 AND 1024 THEN
		RAISE EXCEPTION USING ERRCODE = 'SD003', MESSAGE = format('shard_count is %s', shard_count),
			HINT = 'Give 1 to 1024: some for each node that the cluster may have one day, as it cannot be changed later.';
	END IF;
	-- Nodes speak to each other as the owner; pg_hba.conf says who else may: nobody.
	ALTER ROLE distribution_owner LOGIN;
	SET LOCAL citus.multi_shard_modify_mode = 'sequential';
	SET LOCAL citus.enable_unsafe_triggers = 'on';
	PERFORM distribution.without_foreign_keys(format('SELECT distribution.place_tables(%s)', shard_count));
	FOR delegated IN
		SELECT p.oid::regprocedure
		FROM pg_proc AS p
		WHERE p.pronamespace = 'distribution'::regnamespace AND p.proargnames[1] = 'supplier_id' AND p.prosecdef
		ORDER BY p.oid
	LOOP
		PERFORM create_distributed_function(delegated, 'supplier_id', 'distribution.supplier');
	END LOOP;
	PERFORM distribution.drop_views();
	PERFORM distribution.make_books();
END
$$;
COMMENT ON FUNCTION distribution.distribute(int) IS
'Spreads the books over the nodes of a Citus cluster (doc/scale-out.md): each supplier''s rows on one node, in one of shard_count groups (1 to 1024, 32 by default), what all share on every node; and has functions whose first argument is supplier_id run on his node. From empty or filled books; run again it places what is not placed. Locks the books. For superusers. Errors: 55000 without Citus, SD003 shard_count.';
REVOKE ALL ON FUNCTION distribution.distribute(int) FROM PUBLIC;

CREATE FUNCTION distribution.bring_home() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	relation text;
BEGIN
	FOR relation IN
		SELECT d.logicalrelid::text
		FROM pg_dist_partition AS d
		JOIN pg_class AS c ON c.oid = d.logicalrelid
		WHERE c.relnamespace = 'distribution'::regnamespace
		ORDER BY d.logicalrelid::text
	LOOP
		PERFORM undistribute_table(relation);
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.bring_home() IS 'Makes each table an ordinary one of this node again. For undistribute().';
REVOKE ALL ON FUNCTION distribution.bring_home() FROM PUBLIC;

CREATE FUNCTION distribution.undistribute() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM distribution.require_citus();
	SET LOCAL citus.multi_shard_modify_mode = 'sequential';
	PERFORM distribution.drop_views();
	PERFORM distribution.without_foreign_keys('SELECT distribution.bring_home()');
	ALTER ROLE distribution_owner NOLOGIN;
	PERFORM distribution.make_books();
END
$$;
COMMENT ON FUNCTION distribution.undistribute() IS
'Brings distributed books home: every table an ordinary one of the coordinator again, with all rows (doc/scale-out.md). Locks the books. For superusers. Error: 55000 without Citus.';
REVOKE ALL ON FUNCTION distribution.undistribute() FROM PUBLIC;
