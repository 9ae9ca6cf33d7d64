CREATE FUNCTION distribution.verify_push_queue(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('order %s is pushing and in no queue', o.order_id)
	FROM distribution.supply_order AS o
	WHERE o.supplier_id = $1 AND o.push_state = 'pushing'
		AND NOT EXISTS (SELECT FROM distribution.push_queue AS q WHERE q.supplier_id = o.supplier_id AND q.order_id = o.order_id)
	ORDER BY o.order_id
$$;
COMMENT ON FUNCTION distribution.verify_push_queue(bigint) IS
'A check of verify(), of a supplier: every order that is pushing stands in the queue (OR-3).';
REVOKE ALL ON FUNCTION distribution.verify_push_queue(bigint) FROM PUBLIC;
