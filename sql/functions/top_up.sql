CREATE FUNCTION distribution.request_top_up(
	supplier_id bigint,
	partnership_id bigint,
	amount numeric,
	currency text DEFAULT NULL,
	reference text DEFAULT NULL,
	memo text DEFAULT NULL
) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_request_top_up';
COMMENT ON FUNCTION distribution.request_top_up(bigint, bigint, numeric, text, text, text) IS
'Asks the supplier to post a top-up that the distributor has paid, and returns the request''s id (TU-1). amount: greater than 0, in currency (null: the settlement currency), with no more decimals than that has; reference of the payment and memo are for the supplier, and stand in what it posts. For the distributor, of an ended partnership too. Errors: SD004 the partnership was never approved, SD005 partnership or currency not found, 22001, 22003, 22023, 22004, 42501.';

CREATE FUNCTION distribution.approve_top_up(supplier_id bigint, request_id bigint, amount numeric DEFAULT NULL) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_approve_top_up';
COMMENT ON FUNCTION distribution.approve_top_up(bigint, bigint, numeric) IS
'Posts a top-up that was asked for, of amount (null: as asked), in the request''s currency at the rate of now, and returns its transaction id (TU-1). Approved again it returns the first transaction. For the supplier. Errors: SD014 approved for another amount, SD004 rejected, SD005 not found, SD008 no exchange rate, 22003, 22023, 22004, 42501.';

CREATE FUNCTION distribution.reject_top_up(supplier_id bigint, request_id bigint, reason text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_reject_top_up';
COMMENT ON FUNCTION distribution.reject_top_up(bigint, bigint, text) IS
'Rejects a top-up that was asked for (TU-1). reason: for the distributor to read, not blank. For the supplier. Errors: SD004 approved or rejected already, SD005 not found, 22023 blank reason, 22004, 42501.';
