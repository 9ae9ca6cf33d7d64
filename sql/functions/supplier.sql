CREATE FUNCTION distribution.activate_supplier(account_id bigint, base_currency text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_activate_supplier';
COMMENT ON FUNCTION distribution.activate_supplier(bigint, text) IS
	'Makes an account a supplier: a row of distribution.supplier with default settings and the account''s name as nickname. base_currency: ISO 4217 code of distribution.currency, fixed once a product, price or fee exists (ON-4). Errors: SD001 the plan may not supply or the inventory module is off (ID-1, ID-2), SD004 already a supplier, SD005 account or currency not found, 22004, 42501.';

CREATE FUNCTION distribution.confirm_onboarding_step(supplier_id bigint, step text) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_confirm_onboarding_step';
COMMENT ON FUNCTION distribution.confirm_onboarding_step(bigint, text) IS
	'Confirms a step of onboarding that is not derived from data: stock_push_rule (full quantity, ST-4) or bigshop (the nickname must be set) (ON-1, ON-3). Confirming again changes nothing. Errors: SD002 no nickname, SD005 supplier not found, 22023 another step, 22004, 42501.';

CREATE FUNCTION distribution.go_live(supplier_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_go_live';
COMMENT ON FUNCTION distribution.go_live(bigint) IS
	'Takes a supplier live when all six steps of onboarding are done (ON-2); never undone (ON-4). Errors: SD002 with the missing steps in DETAIL, SD004 already live, SD005 supplier not found, 22004, 42501.';
