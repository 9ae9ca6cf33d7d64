CREATE FUNCTION distribution.verify_restock_stock(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH acts AS (
		SELECT n.order_id, n.warehouse_id, l.sku_id, sum(n.sellable + n.defective) AS units, sum(n.defective) AS defective
		FROM distribution.order_restock AS n
		JOIN distribution.order_line AS l ON l.supplier_id = n.supplier_id AND l.order_id = n.order_id AND l.line_no = n.line_no
		WHERE n.sellable + n.defective > 0 AND n.supplier_id = $1
		GROUP BY n.order_id, n.warehouse_id, l.sku_id
	), moved AS (
		SELECT order_id, warehouse_id, sku_id, sum(on_hand_change) AS units, sum(defective_change) AS defective
		FROM distribution.stock_movement
		WHERE kind = 'restock' AND supplier_id = $1
		GROUP BY order_id, warehouse_id, sku_id
	)
	SELECT format('order %s, warehouse %s, SKU %s: what was put back and movements differ', order_id, warehouse_id, sku_id)
	FROM acts AS r
	FULL JOIN moved AS m USING (order_id, warehouse_id, sku_id)
	WHERE (r.units, r.defective) IS DISTINCT FROM (m.units, m.defective)
	ORDER BY order_id, warehouse_id, sku_id
$$;
COMMENT ON FUNCTION distribution.verify_restock_stock(bigint) IS
'A check of verify(), of a supplier: what was put back moved stock, as much and where (WD-5, ST-2).';
REVOKE ALL ON FUNCTION distribution.verify_restock_stock(bigint) FROM PUBLIC;
