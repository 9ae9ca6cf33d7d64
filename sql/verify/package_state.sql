CREATE FUNCTION distribution.verify_package_state(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH packages AS (
		SELECT o.order_id, o.state, coalesce(p.state, o.state) AS package_state, sum(l.quantity - l.released - l.gone) AS units_left
		FROM distribution.supply_order AS o
		JOIN distribution.order_package AS p ON p.supplier_id = o.supplier_id AND p.order_id = o.order_id
		JOIN distribution.order_line AS l ON l.supplier_id = p.supplier_id AND l.order_id = p.order_id AND l.package_no = p.package_no
		WHERE o.supplier_id = $1 AND o.state IS NOT NULL
		GROUP BY o.order_id, o.state, p.package_no, p.state
	)
	SELECT format('order %s is %s, its packages are %s', order_id, state, string_agg(package_state || ' with ' || units_left || ' left', ', '))
	FROM packages
	GROUP BY order_id, state
	HAVING state IS DISTINCT FROM coalesce(
			(ARRAY['new', 'in_process', 'to_pickup', 'shipped', 'completed'])[
				min(array_position(ARRAY['new', 'in_process', 'to_pickup', 'shipped', 'completed'], package_state)) FILTER (WHERE units_left > 0)],
			'cancelled')
		OR bool_or((package_state = 'cancelled') <> (units_left = 0))
	ORDER BY order_id
$$;
COMMENT ON FUNCTION distribution.verify_package_state(bigint) IS
'A check of verify(), of a supplier: an order is where its least advanced package is that has units left, and what has none is cancelled (OR-13).';
REVOKE ALL ON FUNCTION distribution.verify_package_state(bigint) FROM PUBLIC;
