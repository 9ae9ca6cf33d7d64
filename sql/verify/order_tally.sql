CREATE FUNCTION distribution.verify_order_tally(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('%s orders shipped, %s completed and %s cancelled, counted are %s, %s and %s',
		o.shipped, o.completed, o.cancelled, t.shipped, t.completed, t.cancelled)
	FROM (
		SELECT
			count(*) FILTER (WHERE state = 'shipped') AS shipped,
			count(*) FILTER (WHERE state = 'completed') AS completed,
			count(*) FILTER (WHERE state = 'cancelled') AS cancelled
		FROM distribution.supply_order
		WHERE supplier_id = $1
	) AS o
	CROSS JOIN (
		SELECT
			coalesce(sum(shipped), 0) AS shipped,
			coalesce(sum(completed), 0) AS completed,
			coalesce(sum(cancelled), 0) AS cancelled
		FROM distribution.order_tally
		WHERE supplier_id = $1
	) AS t
	WHERE (o.shipped, o.completed, o.cancelled) IS DISTINCT FROM (t.shipped, t.completed, t.cancelled)
$$;
COMMENT ON FUNCTION distribution.verify_order_tally(bigint) IS
'A check of verify(), of a supplier: as many orders are shipped, completed and cancelled as are counted (OR-6).';
REVOKE ALL ON FUNCTION distribution.verify_order_tally(bigint) FROM PUBLIC;
