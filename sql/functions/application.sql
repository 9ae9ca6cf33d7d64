CREATE FUNCTION distribution.apply_for_partnership(
	token text,
	distributor_id bigint,
	message text DEFAULT NULL,
	contact text DEFAULT NULL,
	phone text DEFAULT NULL
) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_apply_for_partnership';
COMMENT ON FUNCTION distribution.apply_for_partnership(text, bigint, text, text, text) IS
	'Applies with an invitation for a partnership with its supplier and returns the partnership_id, pending (PA-1, PA-2). message, contact and phone are shown to the supplier. Errors: SD001 the distributor''s inventory module is off (ID-2), SD004 there is a pending or live partnership already or an ended one has unfinished orders (PA-6), SD005 token not valid or account not found, SD009 the balance of an ended one is not zero (PA-6), 23514 with itself, 22004, 42501.';

CREATE FUNCTION distribution.approve_application(
	supplier_id bigint,
	partnership_id bigint,
	customer_id bigint,
	currency text,
	level int,
	warehouse_ids bigint[]
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_approve_application';
COMMENT ON FUNCTION distribution.approve_application(bigint, bigint, bigint, text, int, bigint[]) IS
	'Approves a pending application: opens its settlement account and mirrors its warehouses (PA-3, ST-5). customer_id and currency never change afterwards. level: 1 to 10, null for base prices. warehouse_ids: at least one, the first is the default of orders. Errors: SD004 not pending or an ended partnership has unfinished orders (PA-6), SD005 partnership, customer, currency, level or warehouse not found, SD009 the balance of an ended partnership is not zero, 23505 the customer is of another live partnership (PA-4), 22023 no warehouse or one named twice, 22004, 42501.';

CREATE FUNCTION distribution.reject_application(
	supplier_id bigint,
	partnership_id bigint,
	reason text
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_reject_application';
COMMENT ON FUNCTION distribution.reject_application(bigint, bigint, text) IS
	'Rejects a pending application (PA-4). reason: for the distributor to read, not blank. Errors: SD004 not pending, SD005 not found, 22023 blank reason, 22004, 42501.';

CREATE FUNCTION distribution.delete_application(supplier_id bigint, partnership_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_delete_application';
COMMENT ON FUNCTION distribution.delete_application(bigint, bigint) IS
	'Deletes a rejected application (PA-4); no other can be deleted. Errors: SD004 not rejected, SD005 not found, 22004, 42501.';
