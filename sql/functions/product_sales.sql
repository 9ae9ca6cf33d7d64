CREATE FUNCTION distribution.count_sales(supplier_id bigint DEFAULT NULL) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_count_sales';
COMMENT ON FUNCTION distribution.count_sales(bigint) IS
	'Counts the pushes and cancellations since the last call into product_sales_day, so that distribution_report.product_sales stays fast, and returns of how many partnerships (PD-4). Figures are the same before and after. run_maintenance() calls it. supplier_id null: every supplier (owner only). Errors: 42501.';

CREATE FUNCTION distribution.uncounted_sales(
	supplier_id bigint,
	OUT sku_id bigint,
	OUT day date,
	OUT units bigint
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 200 SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off
	AS 'MODULE_PATHNAME', 'distribution_uncounted_sales';
COMMENT ON FUNCTION distribution.uncounted_sales(bigint) IS
	'Units by product and day of the pushes and cancellations that count_sales() has not counted yet; distribution_report.product_sales_daily adds them (PD-4). Errors: SD005 supplier not found, 22004, 42501.';
