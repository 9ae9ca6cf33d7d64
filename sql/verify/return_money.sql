CREATE FUNCTION distribution.verify_return_money(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH returns AS (
		SELECT order_id, sum(coalesce(refund_amount, 0)) AS refunds, -sum(coalesce(stock_in_fee, 0)) AS charges
		FROM distribution.return_order
		WHERE supplier_id = $1
		GROUP BY order_id
	), entries AS (
		SELECT
			order_id,
			coalesce(sum(settlement_amount) FILTER (WHERE kind = 'return_refund'), 0) AS refunds,
			coalesce(sum(settlement_amount) FILTER (WHERE kind = 'return_charge'), 0) AS charges
		FROM distribution.ledger_entry
		WHERE side = 'distributor' AND kind IN ('return_refund', 'return_charge') AND supplier_id = $1
		GROUP BY order_id
	)
	SELECT format('order %s: its returns and the ledger differ', order_id)
	FROM returns AS r
	FULL JOIN entries AS e USING (order_id)
	WHERE coalesce(r.refunds, 0) <> coalesce(e.refunds, 0)
		OR coalesce(r.charges, 0) <> coalesce(e.charges, 0)
	ORDER BY order_id
$$;
COMMENT ON FUNCTION distribution.verify_return_money(bigint) IS
'A check of verify(), of a supplier: what returns refunded and charged is what the ledger says (RT-3).';
REVOKE ALL ON FUNCTION distribution.verify_return_money(bigint) FROM PUBLIC;
