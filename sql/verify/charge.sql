CREATE FUNCTION distribution.verify_charge(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('order %s, package %s: charge and ledger differ', coalesce(c.order_id, e.order_id), coalesce(c.package_no, e.package_no))
	FROM (
		SELECT c.order_id, c.package_no, c.transaction_id, o.partnership_id, c.goods_amount + c.stock_out_fee + c.logistics_fee AS amount
		FROM distribution.package_charge AS c
		JOIN distribution.supply_order AS o ON o.supplier_id = c.supplier_id AND o.order_id = c.order_id
		WHERE c.supplier_id = $1
	) AS c
	FULL JOIN (
		SELECT partnership_id, transaction_id, order_id, package_no, settlement_amount
		FROM distribution.ledger_entry
		WHERE supplier_id = $1 AND side = 'distributor' AND kind = 'push_charge'
	) AS e ON e.partnership_id = c.partnership_id AND e.transaction_id = c.transaction_id
	WHERE (e.order_id, e.package_no, -e.settlement_amount) IS DISTINCT FROM (c.order_id, c.package_no, c.amount)
	ORDER BY coalesce(c.order_id, e.order_id), coalesce(c.package_no, e.package_no)
$$;
COMMENT ON FUNCTION distribution.verify_charge(bigint) IS
'A check of verify(), of a supplier: every package charged has its charge in the ledger, of the same amount, and every charge its package (LE-1).';
REVOKE ALL ON FUNCTION distribution.verify_charge(bigint) FROM PUBLIC;
