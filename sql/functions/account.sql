CREATE FUNCTION distribution.create_account(
	name text,
	plan text DEFAULT 'V1',
	inventory_enabled boolean DEFAULT true
) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_create_account';
COMMENT ON FUNCTION distribution.create_account(text, text, boolean) IS
	'Makes an account and returns its id, which is also its supplier_id and distributor_id (ID-1). name: shown to partners, not empty. plan: one of distribution.plan. inventory_enabled: whether its inventory module is on (ID-2). For superusers and members of distribution_owner. Errors: SD005 plan not found, 23514 empty name, 22004, 42501.';

CREATE FUNCTION distribution.set_plan(account_id bigint, plan text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_plan';
COMMENT ON FUNCTION distribution.set_plan(bigint, text) IS
	'Puts an account on a plan of distribution.plan (ID-1). A supplier cannot go to a plan that may not supply. For superusers and members of distribution_owner. Errors: SD001 the plan may not supply, SD005 account or plan not found, 22004, 42501.';

CREATE FUNCTION distribution.set_inventory_enabled(account_id bigint, enabled boolean) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_inventory_enabled';
COMMENT ON FUNCTION distribution.set_inventory_enabled(bigint, boolean) IS
	'Switches the inventory module of an account on or off (ID-2). It must be on when a role is activated; while it is off the account is as suspended (ID-9). For superusers and members of distribution_owner. Errors: SD005 account not found, 22004, 42501.';
