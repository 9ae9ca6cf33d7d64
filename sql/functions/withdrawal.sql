CREATE FUNCTION distribution.withdraw_order(supplier_id bigint, order_id bigint, reason text DEFAULT NULL) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_withdraw_order';
COMMENT ON FUNCTION distribution.withdraw_order(bigint, bigint, text) IS
'Takes a pushed order back and returns its new push state: withdrawn if it was new (stock released, every charge refunded), withdrawing if the supplier has begun with it (WD-1, WD-2). Errors: SD005 unknown order, SD004 shipped, or not pushed.';
