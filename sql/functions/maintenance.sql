CREATE FUNCTION distribution.queue_push(supplier_id bigint, order_ids bigint[]) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_queue_push';
COMMENT ON FUNCTION distribution.queue_push(bigint, bigint[]) IS
'Queues synced or push_failed orders for run_maintenance to push, in the given order, and returns how many it queued; those that are queued or pushed already are passed over (OR-3). At most 10,000. Errors: SD003 too many, SD005 an unknown order, SD004 one that is cancelled, withdrawing or withdrawn (then none is queued).';

-- A lock_timeout below the server's deadlock_timeout: see src/maintenance.c.
CREATE FUNCTION distribution.run_maintenance() RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms'
	AS 'MODULE_PATHNAME', 'distribution_run_maintenance';
COMMENT ON FUNCTION distribution.run_maintenance() IS
'What a scheduler calls, every minute or so: pushes queued orders (OR-3), pushes changed stock (ST-8), counts units sold (PD-4), trims push records (ST-7). What fails is warned of and tried again at the next run; runs at the same time do no harm. For superusers and members of the owner.';
