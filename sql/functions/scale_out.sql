-- Out of one machine (doc/scale-out.md): the books on Citus, the supplier being the tenant. Where a supplier's rows are on a node
-- is src/placement.c's.

-- What each table is on a cluster: 'shared', one copy on every node; 'tenant', a supplier's rows on his node, and what an account has
-- used of its quota where its rows as a supplier would be; 'account', an account's rows together, on whatever node.
CREATE FUNCTION distribution.placements() RETURNS TABLE (book name, placement text, key_column name)
	LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $$
	SELECT
		c.relname,
		CASE
			WHEN c.relname IN ('event', 'event_cursor') THEN 'account'
			WHEN c.relname = 'quota_usage' THEN 'tenant' -- an account's, with what it supplies
			WHEN EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'supplier_id' AND NOT a.attisdropped) THEN 'tenant'
			ELSE 'shared'
		END,
		CASE
			WHEN c.relname IN ('event', 'event_cursor', 'quota_usage') THEN 'account_id'::name
			WHEN EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'supplier_id' AND NOT a.attisdropped) THEN 'supplier_id'::name
		END
	FROM pg_class AS c
	WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r' AND c.relname !~ '_\d+$' -- a node's pieces of them
	ORDER BY c.relname
$$;
COMMENT ON FUNCTION distribution.placements() IS
	'What distribute() makes of each table: shared (a copy on every node), tenant (by the supplier) or account (by account_id).';
REVOKE ALL ON FUNCTION distribution.placements() FROM PUBLIC;

CREATE FUNCTION distribution.is_distributed() RETURNS boolean
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN
		RETURN false;
	END IF;
	RETURN EXISTS (SELECT FROM pg_dist_partition AS d WHERE d.logicalrelid = to_regclass('distribution.supplier'));
END
$$;
COMMENT ON FUNCTION distribution.is_distributed() IS 'Whether the books are on a cluster of Citus, as distribute() puts them.';
REVOKE ALL ON FUNCTION distribution.is_distributed() FROM PUBLIC;

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

-- Foreign keys hold shards of one supplier together, or lead to what all share; Citus takes them once both ends are placed. And
-- rows that move are not new: no trigger counts them.
CREATE FUNCTION distribution.without_keys_and_triggers(work text) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	away text[];
	back text[];
	command text;
BEGIN
	SELECT array_agg(b.away ORDER BY b.relation, b.name), array_agg(b.back ORDER BY b.relation, b.name)
	INTO away, back
	FROM (
		SELECT
			c.conrelid::regclass::text AS relation,
			c.conname AS name,
			format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS away,
			format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) AS back
		FROM pg_constraint AS c
		WHERE c.contype = 'f' AND c.connamespace = 'distribution'::regnamespace
		UNION ALL
		SELECT
			t.tgrelid::regclass::text,
			t.tgname,
			format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass),
			pg_get_triggerdef(t.oid)
		FROM pg_trigger AS t
		JOIN pg_class AS r ON r.oid = t.tgrelid
		WHERE r.relnamespace = 'distribution'::regnamespace AND NOT t.tgisinternal AND t.tgenabled <> 'D'
	) AS b
	WHERE b.relation !~ '_\d+$'; -- a node's pieces of tables
	FOREACH command IN ARRAY away LOOP
		EXECUTE command;
	END LOOP;
	EXECUTE work;
	FOREACH command IN ARRAY back LOOP
		EXECUTE command;
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.without_keys_and_triggers(text) IS
	'Does work while the books have no foreign keys and no triggers, and makes them again. For distribute() and undistribute().';
REVOKE ALL ON FUNCTION distribution.without_keys_and_triggers(text) FROM PUBLIC;

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
		-- Groups move while calls write: the engine then tells a row by its key, but not by one that is deferrable.
		IF EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = placed.relation::regclass AND k.contype = 'p' AND k.condeferrable) THEN
			EXECUTE format('ALTER TABLE %s REPLICA IDENTITY FULL', placed.relation);
		END IF;
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

-- At home ids go on above those of all nodes. Nodes have them then, and the coordinator goes on with those below: it is still an
-- ordinary table of which this is said, so it stays or goes with the transaction.
CREATE FUNCTION distribution.go_back_to_own_ids() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	identity record;
	largest bigint;
BEGIN
	FOR identity IN
		SELECT a.attrelid::regclass AS relation, a.attname AS name, s.seqstart AS first
		FROM pg_attribute AS a
		JOIN pg_class AS c ON c.oid = a.attrelid
		JOIN pg_sequence AS s ON s.seqrelid = pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass
		WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r' AND a.attidentity <> '' AND NOT a.attisdropped
			AND greatest(s.seqstart, pg_sequence_last_value(s.seqrelid)) >= 281474976710656
			AND NOT EXISTS (SELECT FROM pg_dist_partition AS d WHERE d.logicalrelid = a.attrelid)
		ORDER BY a.attrelid
	LOOP
		EXECUTE format('SELECT max(%I) FROM %s WHERE %1$I < 281474976710656', identity.name, identity.relation) INTO largest;
		EXECUTE format('ALTER TABLE %s ALTER COLUMN %I RESTART WITH %s',
			identity.relation, identity.name,
			greatest(CASE WHEN identity.first < 281474976710656 THEN identity.first END, largest + 1, 1));
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.go_back_to_own_ids() IS
	'Has the coordinator give ids of its own range, if at home it gave those of nodes. For distribute().';
REVOKE ALL ON FUNCTION distribution.go_back_to_own_ids() FROM PUBLIC;

CREATE FUNCTION distribution.raise_sequence() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM setval(NEW.sequence::regclass, NEW.largest)
	FROM pg_dist_local_group AS g
	WHERE g.groupid = NEW.node AND NEW.node <> 0;
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION distribution.raise_sequence() IS
	'Trigger: a node goes on with ids above the largest that it gave. For distribute().';
REVOKE ALL ON FUNCTION distribution.raise_sequence() FROM PUBLIC;

-- Nodes begin with the first id of their range; where the books were distributed before, they gave some already. A shared table's
-- rows reach each node in this transaction, and there its trigger.
CREATE FUNCTION distribution.go_on_with_ids() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	given text;
BEGIN
	CREATE TABLE distribution.given_id (sequence text NOT NULL, node int NOT NULL, largest bigint NOT NULL);
	PERFORM create_reference_table('distribution.given_id');
	CREATE TRIGGER given_id_raised AFTER INSERT ON distribution.given_id FOR EACH ROW EXECUTE FUNCTION distribution.raise_sequence();
	FOR given IN
		SELECT format('SELECT %L, (%I >> 48)::int, max(%2$I) FROM %s WHERE %2$I >= 281474976710656 AND %2$I < 9007199254740991 GROUP BY 2',
			pg_get_serial_sequence(a.attrelid::regclass::text, a.attname), a.attname, a.attrelid::regclass)
		FROM pg_attribute AS a
		JOIN pg_class AS c ON c.oid = a.attrelid
		WHERE c.relnamespace = 'distribution'::regnamespace AND c.relkind = 'r' AND a.attidentity <> '' AND NOT a.attisdropped
	LOOP
		EXECUTE 'INSERT INTO distribution.given_id (sequence, node, largest) ' || given;
	END LOOP;
	DROP TABLE distribution.given_id;
END
$$;
COMMENT ON FUNCTION distribution.go_on_with_ids() IS
	'Has each node give ids above the largest that it gave before. For distribute().';
REVOKE ALL ON FUNCTION distribution.go_on_with_ids() FROM PUBLIC;

-- What each node must do of itself; it stays done, whatever becomes of the transaction.
CREATE FUNCTION distribution.on_every_node(command text) RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	faults text;
BEGIN
	IF NOT distribution.is_distributed() THEN
		EXECUTE command;
		RETURN;
	END IF;
	SELECT string_agg(format('node %s: %s', r.nodeid, r.result), E'\n' ORDER BY r.nodeid) INTO faults
	FROM run_command_on_all_nodes(command) AS r
	WHERE NOT r.success;
	IF faults IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = 'not every node of the cluster answers', DETAIL = faults;
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.on_every_node(text) IS
	'Has each node of a cluster, or this database, run a command, at once and whatever becomes of the transaction. Error: 55000 a node that fails. For import_supplier().';
REVOKE ALL ON FUNCTION distribution.on_every_node(text) FROM PUBLIC;

-- Immutable it is not, but the engine pushes no other function of a view to the nodes. What a view cannot answer there it refuses,
-- whatever is asked of it: each column comes from the function that refuses, so that no condition is found false before.
CREATE FUNCTION distribution.make_views_of_cluster() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	command text;
BEGIN
	ALTER FUNCTION distribution.charge_ageing(bigint, bigint) IMMUTABLE;
	FOR command IN
		SELECT format('CREATE OR REPLACE VIEW distribution_report.%I WITH (security_invoker = true) AS
			SELECT %s FROM distribution.not_on_a_cluster(%1$L) AS n (refused)', c.relname,
			string_agg(format('CASE WHEN n.refused THEN NULL::%s END AS %I', format_type(a.atttypid, a.atttypmod), a.attname), ', ' ORDER BY a.attnum))
		FROM pg_class AS c
		JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.oid IN ('distribution_report.attention'::regclass, 'distribution_report.events'::regclass)
		GROUP BY c.relname
	LOOP
		EXECUTE command;
	END LOOP;
	-- QU-1: what suppliers hold and have not used is not used
	EXECUTE (
		SELECT replace(b.command, 'LEFT JOIN distribution.quota_usage counted ON', 'LEFT JOIN (
				SELECT q.account_id, q.month, sum(q.used)::int AS used, min(q.settles_at) AS settles_at
				FROM (
					SELECT account_id, month, used, settles_at FROM distribution.quota_usage
					UNION ALL
					SELECT account_id, month, -unused, NULL FROM distribution.quota_block
				) AS q
				GROUP BY q.account_id, q.month
			) AS counted ON')
		FROM distribution.book_commands() AS b (command)
		WHERE b.command LIKE 'CREATE OR REPLACE VIEW distribution\_report.quota\_status %');
END
$$;
COMMENT ON FUNCTION distribution.make_views_of_cluster() IS
	'Has views answer on a cluster, or say that they cannot. For distribute().';
REVOKE ALL ON FUNCTION distribution.make_views_of_cluster() FROM PUBLIC;

-- The engine crashes where it plans attention for a member, and has no snapshot of all nodes for events.
CREATE FUNCTION distribution.not_on_a_cluster(book name) RETURNS boolean
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', MESSAGE = format('view "%s" is not for distributed books', book),
		HINT = CASE book
			WHEN 'attention' THEN 'Read the views of its parts: distributor_orders, returns, statements, overdue, top_up_requests and quota_status.'
			ELSE 'Read order_timeline, partnership_log, product_log and reconciliation.'
		END;
END
$$;
COMMENT ON FUNCTION distribution.not_on_a_cluster(name) IS
	'Refuses (0A000) a view that a cluster cannot answer, and says what to read instead. Such a view reads it there.';

-- ID-8: a member has INSERT on the id of a row where the engine names it, and would choose one; and what is given is given on the node.
CREATE FUNCTION distribution.give_id() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], nextval(TG_ARGV[1]::regclass)));
END
$$;
COMMENT ON FUNCTION distribution.give_id() IS
	'Trigger: on a cluster, gives a row that a member inserts its id, whatever it names (ID-8). Arguments: the column and its sequence. For distribute().';
REVOKE ALL ON FUNCTION distribution.give_id() FROM PUBLIC;

-- Who writes a shared table locks those that its keys name too, of which a member has no right to write any: so the settings of
-- accounts have no keys there.
CREATE FUNCTION distribution.let_members_write() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	command text;
BEGIN
	FOR command IN
		SELECT format('CREATE TRIGGER %I BEFORE INSERT ON %s FOR EACH ROW
			WHEN (NOT pg_has_role(current_user, ''distribution_owner'', ''USAGE'')) EXECUTE FUNCTION distribution.give_id(%L, %L)',
			c.relname || '_id', p.polrelid::regclass, a.attname, pg_get_serial_sequence(p.polrelid::regclass::text, a.attname))
		FROM pg_policy AS p
		JOIN pg_class AS c ON c.oid = p.polrelid
		JOIN distribution.placements() AS l ON c.oid = to_regclass('distribution.' || l.book)
		JOIN pg_attribute AS a ON a.attrelid = p.polrelid AND a.attidentity <> '' AND NOT a.attisdropped
		WHERE p.polname = 'add' AND NOT EXISTS (
			SELECT FROM pg_trigger AS t WHERE t.tgrelid = p.polrelid AND t.tgfoid = 'distribution.give_id'::regproc)
		UNION ALL
		SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname)
		FROM pg_policy AS p
		JOIN distribution.placements() AS l ON p.polrelid = to_regclass('distribution.' || l.book) AND l.placement = 'shared'
		JOIN pg_constraint AS k ON k.conrelid = p.polrelid AND k.contype = 'f'
		WHERE p.polname = 'add'
	LOOP
		EXECUTE command;
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.let_members_write() IS
	'Has members write by plain SQL on a cluster what they write at home, and no more. For distribute().';
REVOKE ALL ON FUNCTION distribution.let_members_write() FROM PUBLIC;

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
	PERFORM distribution.go_back_to_own_ids();
	PERFORM distribution.without_keys_and_triggers(format('SELECT distribution.place_tables(%s)', shard_count));
	-- QU-1: nobody settles them on a cluster, and now all pushes that they may miss have ended.
	DELETE FROM distribution.quota_usage WHERE settles_at IS NOT NULL;
	FOR delegated IN
		SELECT p.oid::regprocedure
		FROM pg_proc AS p
		WHERE p.pronamespace = 'distribution'::regnamespace AND p.proargnames[1] = 'supplier_id' AND p.prosecdef
			AND p.proname <> 'verify' -- of no supplier it is of all, and the engine would take it to any node
		ORDER BY p.oid
	LOOP
		PERFORM create_distributed_function(delegated, 'supplier_id', 'distribution.supplier');
	END LOOP;
	PERFORM distribution.go_on_with_ids();
	PERFORM distribution.drop_views();
	PERFORM distribution.make_books();
	PERFORM distribution.let_members_write();
	PERFORM distribution.make_views_of_cluster();
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
	made text[]; -- columns of ids: with their sequences a table cannot come home
	firsts bigint[]; -- what this node would give next, which its sequence keeps as its start: at home ids go on above those of all nodes
	command text;
BEGIN
	SELECT
		array_agg(format('ALTER TABLE %s ALTER COLUMN %I', a.attrelid::regclass, a.attname) ORDER BY a.attrelid),
		array_agg(nextval(pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)) ORDER BY a.attrelid)
	INTO made, firsts
	FROM pg_attribute AS a
	JOIN pg_dist_partition AS d ON d.logicalrelid = a.attrelid
	JOIN pg_class AS c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'distribution'::regnamespace AND a.attidentity <> '' AND NOT a.attisdropped;
	SET LOCAL citus.enable_ddl_propagation = 'off';
	FOREACH command IN ARRAY coalesce(made, '{}') LOOP
		EXECUTE command || ' DROP IDENTITY';
	END LOOP;
	SET LOCAL citus.enable_ddl_propagation = 'on';
	FOR relation IN
		SELECT d.logicalrelid::text
		FROM pg_dist_partition AS d
		JOIN pg_class AS c ON c.oid = d.logicalrelid
		WHERE c.relnamespace = 'distribution'::regnamespace
		ORDER BY d.logicalrelid::text
	LOOP
		PERFORM undistribute_table(relation);
		IF EXISTS (SELECT FROM pg_class AS c WHERE c.oid = relation::regclass AND c.relreplident = 'f') THEN
			EXECUTE format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', relation);
		END IF;
	END LOOP;
	FOR n IN 1..coalesce(cardinality(made), 0) LOOP
		EXECUTE format('%s ADD GENERATED BY DEFAULT AS IDENTITY (MAXVALUE 9007199254740991 START WITH %s)', made[n], firsts[n]);
	END LOOP;
END
$$;
COMMENT ON FUNCTION distribution.bring_home() IS 'Makes each table an ordinary one of this node again. For undistribute().';
REVOKE ALL ON FUNCTION distribution.bring_home() FROM PUBLIC;

CREATE FUNCTION distribution.undistribute() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	command text;
BEGIN
	PERFORM distribution.require_citus();
	SET LOCAL citus.multi_shard_modify_mode = 'sequential';
	SET LOCAL citus.enable_unsafe_triggers = 'on';
	PERFORM distribution.drop_views();
	FOR command IN
		SELECT format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
		FROM pg_trigger AS t
		JOIN pg_dist_partition AS d ON d.logicalrelid = t.tgrelid
		WHERE t.tgfoid = 'distribution.give_id'::regproc
	LOOP
		EXECUTE command;
	END LOOP;
	PERFORM distribution.without_keys_and_triggers('SELECT distribution.bring_home()');
	-- what let_members_write() took away
	FOR command IN
		SELECT format('ALTER TABLE distribution.%s ADD CONSTRAINT %1$s_account_fkey FOREIGN KEY (account_id) REFERENCES distribution.account (account_id)', s)
		FROM unnest(ARRAY['account_setting', 'notification_subscription']) AS s
		WHERE NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = to_regclass('distribution.' || s) AND k.conname = s || '_account_fkey')
			AND to_regclass('distribution.' || s) IS NOT NULL
	LOOP
		EXECUTE command;
	END LOOP;
	-- QU-1: at home nobody holds anything; in older books nobody ever did.
	IF to_regclass('distribution.quota_block') IS NOT NULL THEN
		UPDATE distribution.quota_usage AS u
		SET used = u.used - h.unused
		FROM (SELECT b.account_id, b.month, sum(b.unused)::int AS unused FROM distribution.quota_block AS b GROUP BY b.account_id, b.month) AS h
		WHERE u.account_id = h.account_id AND u.month = h.month;
		DELETE FROM distribution.quota_block;
	END IF;
	-- EV-1: a feed read at home before may have settled ids above those that nodes gave since; it looks at all of them again.
	UPDATE distribution.event_cursor
	SET
		order_settled = 0,
		order_watch = 0,
		partnership_settled = 0,
		partnership_watch = 0,
		product_settled = 0,
		product_watch = 0,
		watch_xid = 0;
	ALTER ROLE distribution_owner NOLOGIN;
	ALTER FUNCTION distribution.charge_ageing(bigint, bigint) STABLE;
	-- Older books have other views than the library; upgrade() makes them.
	IF distribution.steps_missing() = '{}' THEN
		PERFORM distribution.make_books();
	END IF;
END
$$;
COMMENT ON FUNCTION distribution.undistribute() IS
'Brings distributed books home: every table an ordinary one of the coordinator again, with all rows (doc/scale-out.md). Locks the books. For superusers. Error: 55000 without Citus.';
REVOKE ALL ON FUNCTION distribution.undistribute() FROM PUBLIC;
