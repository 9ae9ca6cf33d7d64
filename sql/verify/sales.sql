CREATE FUNCTION distribution.verify_sales(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH kept AS (
		SELECT sku_id, day, units
		FROM distribution_report.product_sales_daily
		WHERE supplier_id = $1
	), made AS (
		SELECT l.sku_id, (o.pushed_at AT TIME ZONE s.time_zone)::date AS day, sum(l.quantity - l.released - l.gone) AS units
		FROM distribution.supply_order AS o
		JOIN distribution.supplier AS s ON s.supplier_id = o.supplier_id
		JOIN distribution.order_line AS l ON l.supplier_id = o.supplier_id AND l.order_id = o.order_id
		WHERE o.state IS NOT NULL AND o.supplier_id = $1
		GROUP BY 1, 2
	)
	SELECT format('SKU %s, day %s: %s units counted, %s pushed', sku_id, day, coalesce(kept.units, 0), coalesce(made.units, 0))
	FROM kept
	FULL JOIN made USING (sku_id, day)
	WHERE coalesce(kept.units, 0) <> coalesce(made.units, 0)
	ORDER BY sku_id, day
$$;
COMMENT ON FUNCTION distribution.verify_sales(bigint) IS
'A check of verify(), of a supplier: the units sold of a SKU and day are those of the lines pushed then (PD-4).';
REVOKE ALL ON FUNCTION distribution.verify_sales(bigint) FROM PUBLIC;
