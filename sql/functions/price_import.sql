CREATE FUNCTION distribution.import_prices(supplier_id bigint, prices distribution.document) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_import_prices';
COMMENT ON FUNCTION distribution.import_prices(bigint, distribution.document) IS
	'Takes a price list, whole or not at all, and returns how many rows it has (PC-7). prices: [{"sku","level","min_quantity","valid_from","valid_to","price"}] sets SKU prices: level 0 to 10, 0 and default is all levels; "customer" in place of level, the code of a live partnership''s customer, sets a price of that partnership (PC-0); min_quantity 1 or more, default 1; valid_from and valid_to ISO 8601 with zone, half-open, absent is without end; price per unit in the base currency, 0 or more, as text with at most two decimals. [{"sku","base_price"}] sets base prices. A row takes the place of the stored one with the same SKU, level or customer, min_quantity and dates; prices that are not listed stay. At most 50,000 rows. Errors: SD007 with every bad row by its number from 1 and its reason in DETAIL: a wrong value, an unknown SKU, a customer without a live partnership, not a distribution product, dates that overlap another row or a stored price that is not listed; SD003 too many rows, SD005 supplier not found, 22P02 not JSON, 22004, 42501.';

CREATE FUNCTION distribution.export_prices(supplier_id bigint) RETURNS json
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_export_prices';
COMMENT ON FUNCTION distribution.export_prices(bigint) IS
	'All base prices, SKU prices and prices of live partnerships of the supplier, dated ones of past and future too, in the shape that import_prices() takes (PC-7), by SKU code. Errors: SD005 supplier not found, 22004, 42501.';

CREATE FUNCTION distribution.import_copied_prices() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_import_copied_prices';
COMMENT ON FUNCTION distribution.import_copied_prices() IS
	'Trigger of price_import: imports the rows of the statement as import_prices() does, and takes them away. Errors: those of import_prices(), 22023 several suppliers in one list.';
REVOKE ALL ON FUNCTION distribution.import_copied_prices() FROM PUBLIC;
