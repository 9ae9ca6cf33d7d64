CREATE FUNCTION distribution.count_sales(supplier_id bigint DEFAULT NULL) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_count_sales';
COMMENT ON FUNCTION distribution.count_sales(bigint) IS
	'Counts the pushes and cancellations since the last call into product_sales_day, so that distribution_report.product_sales stays fast, and returns of how many partnerships (PD-4). Figures are the same before and after. run_maintenance() calls it. supplier_id null: every supplier (owner only). Errors: 42501.';
