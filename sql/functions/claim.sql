CREATE FUNCTION distribution.claim_products(
	supplier_id bigint,
	partnership_id bigint,
	sku_ids bigint[]
) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_claim_products';
COMMENT ON FUNCTION distribution.claim_products(bigint, bigint, bigint[]) IS
	'Claims offered products for the distributor, all or none, and returns how many became active (CL-1). Each maps to the supplier''s SKU code until map_sku() gives another; a claim that the distributor had stopped keeps its code. Active claims stay as they are. For the distributor. Errors: SD004 stopped by the supplier (CL-2), SD005 partnership or product not found, SD010 not offered, naming the product and the reason (VI-5), 23505 the code is mapped already, 23514 the distributor distributes that code itself (PD-1), 22023 an id twice, 22004, 42501.';

CREATE FUNCTION distribution.map_sku(
	supplier_id bigint,
	partnership_id bigint,
	sku_id bigint,
	distributor_sku text
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_map_sku';
COMMENT ON FUNCTION distribution.map_sku(bigint, bigint, bigint, text) IS
	'Gives a claim the distributor''s own SKU code, not empty and unique in the partnership (CL-1). Orders synced before keep their lines. For the distributor. Errors: SD005 partnership or claim not found, 23505 the code is mapped to another product, 23514 empty or distributed by the distributor itself (PD-1), 22004, 42501.';

CREATE FUNCTION distribution.stop_claim(supplier_id bigint, partnership_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_stop_claim';
COMMENT ON FUNCTION distribution.stop_claim(bigint, bigint, bigint) IS
	'Turns one claim inactive: no new order is eligible for it (CL-2). For either side; who acts for both acts for the supplier, which may also stop what the distributor has stopped. Errors: SD004 stopped already, SD005 partnership or claim not found, 22004, 42501.';

CREATE FUNCTION distribution.resume_claim(supplier_id bigint, partnership_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_resume_claim';
COMMENT ON FUNCTION distribution.resume_claim(bigint, bigint, bigint) IS
	'Makes a claim active that the supplier had stopped (CL-2). Errors: SD004 active, not stopped by the supplier, or partnership not live, SD005 partnership or claim not found, 22004, 42501.';

CREATE FUNCTION distribution.stop_claims(supplier_id bigint, partnership_ids bigint[], sku_ids bigint[]) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_stop_claims';
COMMENT ON FUNCTION distribution.stop_claims(bigint, bigint[], bigint[]) IS
	'Stops the claims of these products by these partnerships for the supplier, and returns how many; products that are not claimed, and claims that it has stopped already, are passed over (CL-2). Errors: SD005 partnership not found (then none is stopped), 22023 an id twice, 22004, 42501.';

CREATE FUNCTION distribution.resume_claims(supplier_id bigint, partnership_ids bigint[], sku_ids bigint[]) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_resume_claims';
COMMENT ON FUNCTION distribution.resume_claims(bigint, bigint[], bigint[]) IS
	'Resumes those of the claims that the supplier has stopped, and returns how many; all others are passed over (CL-2). Errors: SD004 a partnership is not live, SD005 one is not found (then none is resumed), 22023 an id twice, 22004, 42501.';

CREATE FUNCTION distribution.count_claims() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_count_claims';
COMMENT ON FUNCTION distribution.count_claims() IS
	'Trigger: keeps the numbers of claims of partnerships and products (PA-7, PD-4).';
REVOKE ALL ON FUNCTION distribution.count_claims() FROM PUBLIC;
