CREATE FUNCTION distribution.verify_stock_on_hand(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH moved AS (
		SELECT warehouse_id, sku_id, sum(on_hand_change) AS on_hand, sum(defective_change) AS defective
		FROM distribution.stock_movement
		WHERE supplier_id = $1
		GROUP BY warehouse_id, sku_id
	)
	SELECT format('warehouse %s, SKU %s: %s on hand and %s defective, movements say %s and %s', warehouse_id, sku_id,
		coalesce(s.on_hand, 0), coalesce(s.defective, 0), coalesce(m.on_hand, 0), coalesce(m.defective, 0))
	FROM (SELECT warehouse_id, sku_id, on_hand, defective FROM distribution.stock WHERE supplier_id = $1) AS s
	FULL JOIN moved AS m USING (warehouse_id, sku_id)
	WHERE coalesce(s.on_hand, 0) <> coalesce(m.on_hand, 0)
		OR coalesce(s.defective, 0) <> coalesce(m.defective, 0)
	ORDER BY warehouse_id, sku_id
$$;
COMMENT ON FUNCTION distribution.verify_stock_on_hand(bigint) IS
'A check of verify(), of a supplier: what is on hand of a stock, and what of it is defective, is the sum of its movements (ST-2).';
REVOKE ALL ON FUNCTION distribution.verify_stock_on_hand(bigint) FROM PUBLIC;
