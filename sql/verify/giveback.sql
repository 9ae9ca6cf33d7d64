CREATE FUNCTION distribution.verify_giveback(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('order %s, line %s: %s released and %s gone, %s and %s were given back', l.order_id, l.line_no, l.released, l.gone,
		coalesce(g.released, 0), coalesce(g.gone, 0))
	FROM (SELECT order_id, line_no, released, gone FROM distribution.order_line WHERE supplier_id = $1) AS l
	FULL JOIN (
		SELECT
			order_id,
			line_no,
			sum(quantity) FILTER (WHERE NOT gone) AS released,
			sum(quantity) FILTER (WHERE gone) AS gone
		FROM distribution.order_giveback
		WHERE supplier_id = $1
		GROUP BY order_id, line_no
	) AS g USING (order_id, line_no)
	WHERE (l.released, l.gone) IS DISTINCT FROM (coalesce(g.released, 0), coalesce(g.gone, 0))
	ORDER BY l.order_id, l.line_no
$$;
COMMENT ON FUNCTION distribution.verify_giveback(bigint) IS
'A check of verify(), of a supplier: what was released and gone of a line is what acts have given back (OR-12, WD-4).';
REVOKE ALL ON FUNCTION distribution.verify_giveback(bigint) FROM PUBLIC;
