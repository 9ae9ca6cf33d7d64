CREATE FUNCTION distribution.verify_order_stage(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('order %s: %s, %s since %s, listed as %s, %s since %s', order_id,
		coalesce(o.state, 'not supplied'), o.push_state, o.pushed_at, coalesce(g.state, 'nothing'), g.push_state, g.pushed_at)
	FROM (
		SELECT order_id, state, push_state, pushed_at
		FROM distribution.supply_order
		WHERE supplier_id = $1 AND state IS NOT NULL
	) AS o
	FULL JOIN (
		SELECT order_id, state, push_state, pushed_at
		FROM distribution.order_stage
		WHERE supplier_id = $1
	) AS g USING (order_id)
	WHERE (o.state, o.push_state, o.pushed_at) IS DISTINCT FROM (g.state, g.push_state, g.pushed_at)
	ORDER BY order_id
$$;
COMMENT ON FUNCTION distribution.verify_order_stage(bigint) IS
'A check of verify(), of a supplier: every pushed order is listed under its states and the time of its push, and no other (OR-6).';
REVOKE ALL ON FUNCTION distribution.verify_order_stage(bigint) FROM PUBLIC;
