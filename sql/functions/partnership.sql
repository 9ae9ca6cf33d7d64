CREATE FUNCTION distribution.change_level(supplier_id bigint, partnership_id bigint, level int) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_change_level';
COMMENT ON FUNCTION distribution.change_level(bigint, bigint, int) IS
	'Changes the customer level of a partnership (PA-3); prices change at once, orders synced before keep theirs. level: 1 to 10, null for base prices. Errors: SD004 not partnered, SD005 partnership or level not found, 22004, 42501.';

CREATE FUNCTION distribution.set_warehouses(
	supplier_id bigint,
	partnership_id bigint,
	warehouse_ids bigint[]
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_warehouses';
COMMENT ON FUNCTION distribution.set_warehouses(bigint, bigint, bigint[]) IS
	'Sets the distribution warehouses of a partnership, all of them, in order; the first is the default of orders (ST-5). Those not named are un-assigned; with none nothing is offered. One assigned for the first time waits for the distributor''s create_supplier_warehouse(). Errors: SD004 not partnered, SD005 partnership or warehouse not found, 22023 one named twice, 22004, 42501.';

CREATE FUNCTION distribution.create_supplier_warehouse(
	supplier_id bigint,
	partnership_id bigint,
	warehouse_id bigint
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_create_supplier_warehouse';
COMMENT ON FUNCTION distribution.create_supplier_warehouse(bigint, bigint, bigint) IS
	'Makes the distributor''s mirror of a warehouse assigned after the approval (ST-5). For the distributor. Errors: SD004 mirrored already or not partnered, SD005 partnership not found or warehouse not assigned, 22004, 42501.';

CREATE FUNCTION distribution.terminate_partnership(
	supplier_id bigint,
	partnership_id bigint,
	reason text
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_terminate_partnership';
COMMENT ON FUNCTION distribution.terminate_partnership(bigint, bigint, text) IS
	'Ends a partnership at once: its claims turn inactive and no new order can sync; orders synced before can still be pushed (PA-5). For either side. reason: for the other side to read, not blank. Errors: SD004 not partnered, SD005 not found, 22023 blank reason, 22004, 42501.';

CREATE FUNCTION distribution.hold_partnership(
	supplier_id bigint,
	partnership_id bigint,
	reason text
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_hold_partnership';
COMMENT ON FUNCTION distribution.hold_partnership(bigint, bigint, text) IS
	'Refuses the pushes of a partnership until it is released, those of an ended one too (CR-4). Again: the new reason replaces the old. reason: not blank. Errors: SD004 never approved, SD005 not found, 22023 blank reason, 22004, 42501.';

CREATE FUNCTION distribution.release_partnership(supplier_id bigint, partnership_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_release_partnership';
COMMENT ON FUNCTION distribution.release_partnership(bigint, bigint) IS
	'Lets the pushes of a partnership go on: ends a hold by hand and one by a credit rule, which then stays silent until another charge exceeds it (CR-4, CR-5). Errors: SD004 not on hold, SD005 not found, 22004, 42501.';

CREATE FUNCTION distribution.set_partner_contact(supplier_id bigint, partnership_id bigint, contact text, phone text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_partner_contact';
COMMENT ON FUNCTION distribution.set_partner_contact(bigint, bigint, text, text) IS
	'Changes a partner''s contact person and phone, given with the application (PA-2); null: none. For the supplier''s members. Errors: SD005 partnership not found, 22001 too long, 22004, 42501.';

CREATE FUNCTION distribution.keep_warehouses() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_keep_warehouses';
COMMENT ON FUNCTION distribution.keep_warehouses() IS
	'Trigger: keeps the assigned warehouses of a partnership beside it (PA-7).';
REVOKE ALL ON FUNCTION distribution.keep_warehouses() FROM PUBLIC;
