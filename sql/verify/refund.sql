CREATE FUNCTION distribution.verify_refund(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH refunds AS (
		SELECT order_id, package_no, sum(settlement_amount) AS total
		FROM distribution.ledger_entry
		WHERE side = 'distributor' AND kind IN ('withdrawal_refund', 'refusal_refund', 'return_refund') AND supplier_id = $1
		GROUP BY order_id, package_no
	)
	SELECT format('order %s, package %s: %s refunded, the ledger says %s', order_id, package_no, c.refunded, coalesce(r.total, 0))
	FROM (SELECT order_id, package_no, refunded FROM distribution.package_charge WHERE supplier_id = $1) AS c
	FULL JOIN refunds AS r USING (order_id, package_no)
	WHERE c.refunded IS DISTINCT FROM coalesce(r.total, 0)
	ORDER BY order_id, package_no
$$;
COMMENT ON FUNCTION distribution.verify_refund(bigint) IS
'A check of verify(), of a supplier: what was refunded of a package is what the ledger says (RT-3, OR-12).';
REVOKE ALL ON FUNCTION distribution.verify_refund(bigint) FROM PUBLIC;
