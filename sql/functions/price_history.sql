CREATE FUNCTION distribution.record_price() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_record_price';
COMMENT ON FUNCTION distribution.record_price() IS
	'Trigger of distribution_product, sku_price, partnership_price and customer_level: keeps every change of a price in price_history (PC-7); refuses TRUNCATE, which would leave no trace. Error: SD011.';
REVOKE ALL ON FUNCTION distribution.record_price() FROM PUBLIC;
