CREATE FUNCTION distribution.queue_push(supplier_id bigint, order_ids bigint[]) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_queue_push';
COMMENT ON FUNCTION distribution.queue_push(bigint, bigint[]) IS
'Queues synced or push_failed orders for run_maintenance to push, in the given order, and returns how many it queued; those that are queued or pushed already are passed over (OR-3). At most 10,000. Errors: SD003 too many, SD005 an unknown order, SD004 one that is cancelled, withdrawing or withdrawn (then none is queued).';

-- A lock_timeout, so that a call that is left open keeps maintenance from one thing only: see src/maintenance.c.
CREATE FUNCTION distribution.run_maintenance() RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
	AS 'MODULE_PATHNAME', 'distribution_run_maintenance';
COMMENT ON FUNCTION distribution.run_maintenance() IS
'All that maintain() does, in one transaction, for who needs one: pushes queued orders (OR-3), pushes changed stock (ST-8), counts units sold (PD-4), trims push records (ST-7), ages open charges (CR-2), adds up numbers of claims (PD-4), holds and releases by credit rules (CR-5), tells of low balances and due charges (NO-1). Until it ends, who wants what it has locked waits: schedule maintain() instead. For superusers and members of the owner. Errors: 0A000 on a cluster, 25006 on a standby and in a read-only transaction.';

CREATE FUNCTION distribution.maintenance_due() RETURNS TABLE (task text, supplier_id bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_maintenance_due';
COMMENT ON FUNCTION distribution.maintenance_due() IS
'What maintain() has to do here, in its order: tasks of suppliers, on a cluster of this node''s, those begun longest ago first. For superusers and members of the owner. Errors: 25001 in a transaction block, 25006 on a standby and in a read-only transaction.';

CREATE FUNCTION distribution.maintain_nodes() RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_maintain_nodes';
COMMENT ON FUNCTION distribution.maintain_nodes() IS
'What maintain() begins with: asked of the coordinator of a cluster, has every other node maintain its suppliers, all at once, and warns of those that did not; else does nothing. For superusers and members of the owner. Error: 25006 on a standby and in a read-only transaction.';

CREATE FUNCTION distribution.maintain_unit(task text, supplier_id bigint, slice int) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
	AS 'MODULE_PATHNAME', 'distribution_maintain_unit';
COMMENT ON FUNCTION distribution.maintain_unit(text, bigint, int) IS
'A slice of a task of maintain() for one supplier; true if another is to follow. Slice 0 only notes that the task is begun. What fails is warned of. For superusers and members of the owner. Errors: 22023 an unknown task, 25006 on a standby and in a read-only transaction.';

-- It commits, so it has neither SET nor SECURITY DEFINER; all that it does, definers do. No operators: none need be looked up.
CREATE PROCEDURE distribution.maintain()
	LANGUAGE plpgsql
AS $maintain$
DECLARE
	due record;
	more boolean;
BEGIN
	PERFORM distribution.maintain_nodes();
	FOR due IN SELECT d.task, d.supplier_id FROM distribution.maintenance_due() AS d LOOP
		FOR number IN 0..10 LOOP
			more := distribution.maintain_unit(due.task, due.supplier_id, number);
			COMMIT;
			EXIT WHEN NOT more;
		END LOOP;
	END LOOP;
END;
$maintain$;
COMMENT ON PROCEDURE distribution.maintain() IS
'What a scheduler calls, every minute or so: pushes queued orders (OR-3), pushes changed stock (ST-8), counts units sold (PD-4), trims push records (ST-7), ages open charges (CR-2), adds up numbers of claims (PD-4), holds and releases by credit rules (CR-5), tells of low balances and due charges (NO-1), in small pieces of one supplier, each committed. What fails is warned of and tried again at the next run, which begins with what was begun longest ago, also after one that was cut off; runs at the same time do no harm. On a cluster a node does this for its suppliers, and the coordinator has each node do it. For superusers and members of the owner. Errors: 25001 in a transaction block, 25006 on a standby and in a read-only transaction.';
