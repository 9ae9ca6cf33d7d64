CREATE FUNCTION distribution.verify_withdrawal(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('order %s is %s while its withdrawal is %s', o.order_id, o.push_state, coalesce(w.state, 'none'))
	FROM distribution.supply_order AS o
	LEFT JOIN distribution.withdrawal AS w ON w.supplier_id = o.supplier_id AND w.order_id = o.order_id
	WHERE o.supplier_id = $1
		AND (o.push_state = 'withdrawing') IS DISTINCT FROM coalesce(w.state IN ('warehouse', 'supplier'), false)
	ORDER BY o.order_id
$$;
COMMENT ON FUNCTION distribution.verify_withdrawal(bigint) IS
'A check of verify(), of a supplier: an order is withdrawing while its withdrawal waits for an answer, and only then (WD-3).';
REVOKE ALL ON FUNCTION distribution.verify_withdrawal(bigint) FROM PUBLIC;
