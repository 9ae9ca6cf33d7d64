CREATE FUNCTION distribution.verify_restock_line(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('order %s, line %s: %s put back and %s lost, the acts say %s and %s', l.order_id, l.line_no, l.restocked, l.lost,
		coalesce(r.units, 0), coalesce(r.lost, 0))
	FROM distribution.order_line AS l
	LEFT JOIN (
		SELECT order_id, line_no, sum(sellable + defective) AS units, sum(lost) AS lost
		FROM distribution.order_restock
		WHERE supplier_id = $1
		GROUP BY order_id, line_no
	) AS r USING (order_id, line_no)
	WHERE l.supplier_id = $1 AND (l.restocked, l.lost) <> (coalesce(r.units, 0), coalesce(r.lost, 0))
	ORDER BY l.order_id, l.line_no
$$;
COMMENT ON FUNCTION distribution.verify_restock_line(bigint) IS
'A check of verify(), of a supplier: what was put back and lost of a line is what the acts say (WD-5).';
REVOKE ALL ON FUNCTION distribution.verify_restock_line(bigint) FROM PUBLIC;
