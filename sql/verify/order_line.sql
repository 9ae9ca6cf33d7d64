CREATE FUNCTION distribution.verify_order_line(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('order %s, line %s: %s shipped and %s released of %s, %s of them gone, while package %s is %s', l.order_id, l.line_no,
		l.shipped, l.released, l.quantity, l.gone, l.package_no, coalesce(p.state, o.state, o.push_state))
	FROM distribution.order_line AS l
	JOIN distribution.supply_order AS o ON o.supplier_id = l.supplier_id AND o.order_id = l.order_id
	JOIN distribution.order_package AS p ON p.supplier_id = l.supplier_id AND p.order_id = l.order_id AND p.package_no = l.package_no
	WHERE o.supplier_id = $1
		AND CASE coalesce(p.state, o.state, o.push_state)
			WHEN 'shipped' THEN l.shipped + l.released <> l.quantity
			WHEN 'completed' THEN l.shipped + l.released <> l.quantity
			WHEN 'cancelled' THEN o.state IS NOT NULL AND (l.gone + l.released <> l.quantity OR l.gone <> l.shipped)
				OR o.state IS NULL AND l.shipped + l.released <> 0
			ELSE l.shipped <> l.gone OR o.state IS NULL AND l.released <> 0
		END
	ORDER BY l.order_id, l.line_no
$$;
COMMENT ON FUNCTION distribution.verify_order_line(bigint) IS
'A check of verify(), of a supplier: what was shipped and released of a line agrees with the state of its package (OR-6, OR-13, WD-3).';
REVOKE ALL ON FUNCTION distribution.verify_order_line(bigint) FROM PUBLIC;
