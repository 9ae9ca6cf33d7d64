CREATE FUNCTION distribution.verify_return_line(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('order %s, line %s: %s returned, its returns say %s', l.order_id, l.line_no, l.returned - l.restocked, coalesce(r.units, 0))
	FROM distribution.order_line AS l
	LEFT JOIN (
		SELECT order_id, line_no, sum(sellable + defective) AS units
		FROM distribution.return_line
		WHERE supplier_id = $1
		GROUP BY order_id, line_no
	) AS r USING (order_id, line_no)
	WHERE l.supplier_id = $1 AND l.returned - l.restocked <> coalesce(r.units, 0)
	ORDER BY l.order_id, l.line_no
$$;
COMMENT ON FUNCTION distribution.verify_return_line(bigint) IS
'A check of verify(), of a supplier: what came back of a line is what its returns received (RT-2).';
REVOKE ALL ON FUNCTION distribution.verify_return_line(bigint) FROM PUBLIC;
