CREATE FUNCTION distribution.verify_sales(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH kept AS (
		-- As in product_sales_daily, of which a cluster would count the news of all suppliers
		SELECT u.sku_id, u.day, sum(u.units) AS units
		FROM (
			SELECT d.sku_id, d.day, d.units
			FROM distribution.product_sales_day AS d
			WHERE d.supplier_id = $1
			UNION ALL
			SELECT n.sku_id, n.day, n.units
			FROM distribution.uncounted_sales($1) AS n
		) AS u
		GROUP BY u.sku_id, u.day
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
