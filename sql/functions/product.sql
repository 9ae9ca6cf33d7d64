CREATE FUNCTION distribution.add_products(
	supplier_id bigint,
	sku_ids bigint[],
	base_prices numeric[]
) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_add_products';
COMMENT ON FUNCTION distribution.add_products(bigint, bigint[], numeric[]) IS
	'Makes merchant SKUs distribution products, publishing, and returns how many (PD-1). base_prices: one for each of sku_ids, in its order, per unit in the base currency, 0 or more with at most two decimals, null for none (PC-6). All are added or none. Errors: SD003 more than 200 that are not disabled, SD005 supplier or merchant SKU not found, 23505 a product already, 23514 a combination, a code claimed from another supplier, or a negative price, 22003 too large, 22023 more decimals, not a number, another number of prices or an id twice, 22004, 42501.';

CREATE FUNCTION distribution.import_products(supplier_id bigint, products distribution.document) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_import_products';
COMMENT ON FUNCTION distribution.import_products(bigint, distribution.document) IS
	'Takes a list of products, whole or not at all, and returns how many rows it has (PD-3). products: [{"sku","name","base_price"}]. A code that the SKU library lacks is added to it under its name; one that is there keeps its own name, and name may be left out. What is no distribution product yet becomes one, publishing; of one that is, base_price replaces the base price. base_price per unit in the base currency, 0 or more, as text with at most two decimals; left out: none, or as it was. At most 50,000 rows. Errors: SD007 with every bad row by its number from 1 and its reason in DETAIL: a wrong value, a new code without a name, a code listed twice, a combination, a code claimed from another supplier (PD-1); SD003 more than 200 products that are not disabled, or too many rows; SD005 supplier not found, 22P02 not JSON, 22004, 42501.';

CREATE FUNCTION distribution.import_copied_products() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_import_copied_products';
COMMENT ON FUNCTION distribution.import_copied_products() IS
	'Trigger of product_import: imports the rows of the statement as import_products() does, those without a base price into the SKU library only, and takes them away. Errors: those of import_products(), 22023 several suppliers in one list.';
REVOKE ALL ON FUNCTION distribution.import_copied_products() FROM PUBLIC;

CREATE FUNCTION distribution.set_base_prices(
	supplier_id bigint,
	sku_ids bigint[],
	base_prices numeric[]
) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_base_prices';
COMMENT ON FUNCTION distribution.set_base_prices(bigint, bigint[], numeric[]) IS
	'Sets the base prices of products, all or none, and returns how many are named (PD-3); one product is an array of one. base_prices: as in add_products(). Prices change at once for orders that sync from now on. Errors: SD005 supplier or product not found, 23514 a negative price, 22003 too large, 22023 more decimals, not a number, another number of prices or an id twice, 22004, 42501.';

CREATE FUNCTION distribution.publish_products(supplier_id bigint) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_publish_products';
COMMENT ON FUNCTION distribution.publish_products(bigint) IS
	'Delivers all publishing products to the partners'' unclaimed lists: they turn enabled (PD-2). Returns how many. Errors: SD005 supplier not found, 22004, 42501.';

CREATE FUNCTION distribution.enable_product(supplier_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_enable_product';
COMMENT ON FUNCTION distribution.enable_product(bigint, bigint) IS
	'Enables a disabled product (PD-2); its claims come back by themselves (CL-3). Errors: SD003 more than 200 that are not disabled, SD004 not disabled, SD005 not found, 22004, 42501.';

CREATE FUNCTION distribution.disable_product(supplier_id bigint, sku_id bigint) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_disable_product';
COMMENT ON FUNCTION distribution.disable_product(bigint, bigint) IS
	'Disables an enabled product (PD-2, PD-3); orders synced or pushed before are unaffected. Errors: SD004 not enabled, SD005 not found, 22004, 42501.';
