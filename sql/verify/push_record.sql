CREATE FUNCTION distribution.verify_push_record(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('partnership %s, SKU %s, warehouse %s: %s pushed last of what has ended', c.partnership_id, c.sku_id, w.warehouse_id, r.quantity)
	FROM distribution.claim AS c
	JOIN distribution.distribution_product AS p ON p.supplier_id = c.supplier_id AND p.sku_id = c.sku_id
	JOIN distribution.partnership_warehouse AS w ON w.supplier_id = c.supplier_id AND w.partnership_id = c.partnership_id AND w.mirrored
		AND (c.state = 'inactive' OR p.state = 'disabled' OR NOT w.assigned)
	CROSS JOIN LATERAL (
		SELECT n.quantity
		FROM distribution.push_record AS n
		WHERE n.supplier_id = c.supplier_id AND n.sku_id = c.sku_id
			AND n.partnership_id = c.partnership_id AND n.warehouse_id = w.warehouse_id
		ORDER BY n.record_id DESC
		LIMIT 1
	) AS r
	WHERE c.supplier_id = $1 AND r.quantity > 0
	ORDER BY c.partnership_id, c.sku_id, w.warehouse_id
$$;
COMMENT ON FUNCTION distribution.verify_push_record(bigint) IS
'A check of verify(), of a supplier: what is distributed no more was last pushed as 0 (ST-5).';
REVOKE ALL ON FUNCTION distribution.verify_push_record(bigint) FROM PUBLIC;
