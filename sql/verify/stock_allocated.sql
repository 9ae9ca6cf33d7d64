CREATE FUNCTION distribution.verify_stock_allocated(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH open_lines AS (
		SELECT l.warehouse_id, l.sku_id, sum(l.quantity - l.shipped - l.released) AS units
		FROM distribution.order_line AS l
		JOIN distribution.supply_order AS o ON o.supplier_id = l.supplier_id AND o.order_id = l.order_id
		WHERE o.push_state IN ('pushed', 'withdrawing') AND l.supplier_id = $1
		GROUP BY l.warehouse_id, l.sku_id
	)
	SELECT format('warehouse %s, SKU %s: %s allocated, %s in open lines', warehouse_id, sku_id, coalesce(s.allocated, 0), coalesce(o.units, 0))
	FROM (SELECT warehouse_id, sku_id, allocated FROM distribution.stock WHERE supplier_id = $1) AS s
	FULL JOIN open_lines AS o USING (warehouse_id, sku_id)
	WHERE coalesce(s.allocated, 0) <> coalesce(o.units, 0)
	ORDER BY warehouse_id, sku_id
$$;
COMMENT ON FUNCTION distribution.verify_stock_allocated(bigint) IS
'A check of verify(), of a supplier: what is allocated of a stock is what the lines of its pushed orders hold (ST-2).';
REVOKE ALL ON FUNCTION distribution.verify_stock_allocated(bigint) FROM PUBLIC;
