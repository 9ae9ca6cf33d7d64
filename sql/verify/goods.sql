CREATE FUNCTION distribution.verify_goods(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH lines AS (
		SELECT order_id, package_no, sum(unit_price * quantity) AS total
		FROM distribution.order_line
		WHERE supplier_id = $1
		GROUP BY order_id, package_no
	)
	SELECT format('order %s, package %s: %s charged for goods, its lines make %s', c.order_id, c.package_no, c.goods_amount, l.total)
	FROM distribution.package_charge AS c
	LEFT JOIN lines AS l ON l.order_id = c.order_id AND l.package_no = c.package_no
	WHERE c.supplier_id = $1 AND c.goods_amount IS DISTINCT FROM l.total
	ORDER BY c.order_id, c.package_no
$$;
COMMENT ON FUNCTION distribution.verify_goods(bigint) IS
'A check of verify(), of a supplier: what was charged for the goods of a package is what its lines make (OR-5).';
REVOKE ALL ON FUNCTION distribution.verify_goods(bigint) FROM PUBLIC;
