CREATE FUNCTION distribution.verify_giveback_money(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH acts AS (
		SELECT
			g.order_id,
			l.package_no,
			sum(g.quantity) AS units,
			sum(g.quantity * l.unit_price) AS goods,
			count(DISTINCT g.transaction_id) AS pairs
		FROM distribution.order_giveback AS g
		JOIN distribution.order_line AS l ON l.supplier_id = g.supplier_id AND l.order_id = g.order_id AND l.line_no = g.line_no
		WHERE g.supplier_id = $1
		GROUP BY g.order_id, l.package_no
	), packages AS (
		SELECT l.order_id, l.package_no, sum(l.quantity) AS units
		FROM distribution.order_line AS l
		WHERE l.supplier_id = $1
			AND EXISTS (SELECT FROM distribution.order_giveback AS g WHERE g.supplier_id = $1 AND g.order_id = l.order_id)
		GROUP BY l.order_id, l.package_no
	), due AS (
		SELECT
			a.order_id,
			a.package_no,
			a.pairs,
			CASE
				WHEN a.units = p.units THEN c.goods_amount + c.stock_out_fee + c.logistics_fee
				ELSE a.goods
					+ CASE c.stock_out_basis WHEN 'unit' THEN round(c.stock_out_fee * a.units / p.units, k.decimals) ELSE 0 END
					+ CASE c.logistics_basis WHEN 'unit' THEN round(c.logistics_fee * a.units / p.units, k.decimals) ELSE 0 END
			END AS amount
		FROM acts AS a
		JOIN packages AS p USING (order_id, package_no)
		JOIN distribution.package_charge AS c ON c.supplier_id = $1 AND c.order_id = a.order_id AND c.package_no = a.package_no
		JOIN distribution.currency AS k ON k.currency = c.currency
	), posted AS (
		SELECT order_id, package_no, sum(settlement_amount) AS amount, count(*) AS pairs
		FROM distribution.ledger_entry
		WHERE supplier_id = $1 AND side = 'distributor' AND kind IN ('withdrawal_refund', 'refusal_refund')
		GROUP BY order_id, package_no
	)
	SELECT format('order %s, package %s: %s refunded by %s pairs of what was given back, due were %s by %s', order_id, package_no,
		coalesce(e.amount, 0), coalesce(e.pairs, 0), coalesce(d.amount, 0), coalesce(d.pairs, 0))
	FROM due AS d
	FULL JOIN posted AS e USING (order_id, package_no)
	WHERE (d.amount, d.pairs) IS DISTINCT FROM (e.amount, e.pairs)
	ORDER BY order_id, package_no
$$;
COMMENT ON FUNCTION distribution.verify_giveback_money(bigint) IS
'A check of verify(), of a supplier: what acts have given back was refunded by as many pairs and as much as was due (OR-12).';
REVOKE ALL ON FUNCTION distribution.verify_giveback_money(bigint) FROM PUBLIC;
