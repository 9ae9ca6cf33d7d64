CREATE FUNCTION distribution.mark_read(account_id bigint, notification_ids bigint[]) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_mark_read';
COMMENT ON FUNCTION distribution.mark_read(bigint, bigint[]) IS
	'Marks messages of an account as read, all or none; one read before keeps its time (NO-1). For any member of the account. Errors: SD005 a message not found, 22023 an id twice, 22004, 42501.';
