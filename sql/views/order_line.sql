-- What is to be picked, and what was sold, line by line, for both sides.

CREATE OR REPLACE VIEW distribution_report.order_lines WITH (security_invoker = true) AS
SELECT
	l.supplier_id,
	l.order_id,
	l.line_no,
	o.partnership_id,
	l.distributor_id,
	n.distributor_name AS distributor,
	o.platform_order_no,
	l.package_no,
	l.warehouse_id,
	w.warehouse_name AS warehouse,
	l.sku_id,
	c.sku_code AS sku,
	c.sku_name AS name,
	l.distributor_sku,
	l.quantity,
	l.is_gift,
	l.unit_price,
	-- What no push charges, as it is no amount, has none here.
	(CASE WHEN l.unit_price * l.quantity <= 92233720368547758.07 THEN l.unit_price * l.quantity END)::numeric(20,2) AS goods_amount,
	o.currency,
	b.base_goods_amount,
	b.base_currency,
	l.shipped,
	l.released,
	l.returned,
	r.refunded_amount,
	p.carrier,
	coalesce(p.state, o.state) AS state,
	o.pushed_at,
	n.shop_name AS supplier,
	o.push_state,
	o.platform,
	o.store,
	l.reason,
	(o.pushed_at AT TIME ZONE n.time_zone)::date AS pushed_on,
	CASE WHEN o.push_state <> 'withdrawing' THEN 0
		WHEN EXISTS (
			SELECT FROM distribution.withdrawal_line AS q WHERE q.supplier_id = l.supplier_id AND q.order_id = l.order_id)
		THEN coalesce((
			SELECT q.quantity FROM distribution.withdrawal_line AS q
			WHERE q.supplier_id = l.supplier_id AND q.order_id = l.order_id AND q.line_no = l.line_no), 0)
		ELSE l.quantity - l.shipped - l.released
	END AS withdrawing
FROM distribution.order_line AS l
LEFT JOIN distribution.supply_order AS o
	ON o.supplier_id = l.supplier_id AND o.order_id = l.order_id AND (l.order_id > 0 OR o.order_id > 0)
LEFT JOIN distribution.partnership AS n
	ON n.supplier_id = o.supplier_id AND n.partnership_id = o.partnership_id AND (o.order_id > 0 OR n.partnership_id > 0)
LEFT JOIN distribution.order_package AS p
	ON p.supplier_id = l.supplier_id AND p.order_id = l.order_id AND p.package_no = l.package_no AND (l.order_id > 0 OR p.order_id > 0)
LEFT JOIN distribution.partnership_warehouse AS w
	ON w.supplier_id = o.supplier_id AND w.partnership_id = o.partnership_id AND w.warehouse_id = l.warehouse_id
	AND (l.order_id > 0 OR w.warehouse_id > 0)
LEFT JOIN distribution.claim AS c
	ON c.supplier_id = o.supplier_id AND c.partnership_id = o.partnership_id AND c.sku_id = l.sku_id
	AND (l.order_id > 0 OR c.sku_id > 0)
LEFT JOIN LATERAL (
	-- The rate of its package's posting, which no later rate changes (FX-2); the same on both sides.
	SELECT
		round(CASE WHEN e.base_rate_inverse THEN l.unit_price * l.quantity / e.base_rate
			ELSE l.unit_price * l.quantity * e.base_rate END, d.decimals)::numeric(20,2) AS base_goods_amount,
		e.base_currency
	FROM distribution.ledger_entry AS e
	JOIN distribution.currency AS d ON d.currency = e.base_currency
	WHERE e.supplier_id = l.supplier_id AND e.order_id = l.order_id AND e.package_no = l.package_no AND e.kind = 'push_charge'
	LIMIT 1
) AS b ON l.order_id > 0 OR b.base_goods_amount > 0
LEFT JOIN LATERAL (
	-- Units given back at the price charged, and this line's part of what its returns refunded: the parts of all lines,
	-- rounded to what the currency has, are that amount together.
	SELECT (l.unit_price * (l.released + l.gone) + coalesce(sum(
		CASE WHEN t.refund_amount = f.full_amount THEN l.unit_price * q.refunded
			ELSE round(t.refund_amount * (f.before_amount + l.unit_price * q.refunded) / nullif(f.full_amount, 0), d.decimals)
				- round(t.refund_amount * f.before_amount / nullif(f.full_amount, 0), d.decimals) END), 0))::numeric(20,2)
		AS refunded_amount
	FROM distribution.return_line AS q
	JOIN distribution.return_order AS t ON t.supplier_id = q.supplier_id AND t.return_id = q.return_id AND t.state = 'refunded'
	JOIN distribution.currency AS d ON d.currency = o.currency
	CROSS JOIN LATERAL (
		SELECT
			sum(m.unit_price * s.refunded) AS full_amount,
			coalesce(sum(m.unit_price * s.refunded) FILTER (WHERE s.line_no < q.line_no), 0) AS before_amount
		FROM distribution.return_line AS s
		JOIN distribution.order_line AS m
			ON m.supplier_id = s.supplier_id AND m.order_id = s.order_id AND m.line_no = s.line_no
		WHERE s.supplier_id = q.supplier_id AND s.return_id = q.return_id
	) AS f
	WHERE q.supplier_id = l.supplier_id AND q.order_id = l.order_id AND q.line_no = l.line_no
) AS r ON l.order_id > 0 OR r.refunded_amount > 0;
COMMENT ON VIEW distribution_report.order_lines IS 'Lines of orders, for the supplier from the push on: what is to be picked, quantity - shipped - released where state is not cancelled, and revenue by product. Filter by supplier_id or distributor_id, and by order_id or sku_id.';
COMMENT ON COLUMN distribution_report.order_lines.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.order_lines.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.order_lines.line_no IS 'Position in the order, from 1.';
COMMENT ON COLUMN distribution_report.order_lines.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.order_lines.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.order_lines.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.order_lines.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution_report.order_lines.package_no IS 'Its package.';
COMMENT ON COLUMN distribution_report.order_lines.warehouse_id IS 'Warehouse that supplies it; null: none was assigned yet.';
COMMENT ON COLUMN distribution_report.order_lines.warehouse IS 'Name of the warehouse.';
COMMENT ON COLUMN distribution_report.order_lines.sku_id IS 'The product; null: not mapped.';
COMMENT ON COLUMN distribution_report.order_lines.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.order_lines.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.order_lines.distributor_sku IS 'SKU code as the distributor sent it.';
COMMENT ON COLUMN distribution_report.order_lines.quantity IS 'Units ordered.';
COMMENT ON COLUMN distribution_report.order_lines.is_gift IS 'True for a gift; it is priced like any line (OR-8).';
COMMENT ON COLUMN distribution_report.order_lines.unit_price IS 'Price of one unit, in currency; null: not eligible.';
COMMENT ON COLUMN distribution_report.order_lines.goods_amount IS 'Price of all units, in currency, as charged; null where it is out of range, and the order is not pushed.';
COMMENT ON COLUMN distribution_report.order_lines.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.order_lines.base_goods_amount IS 'The same in the supplier''s base currency at the rate of posting; null before the push.';
COMMENT ON COLUMN distribution_report.order_lines.base_currency IS 'The supplier''s base currency; null before the push.';
COMMENT ON COLUMN distribution_report.order_lines.shipped IS 'Units shipped (ST-2).';
COMMENT ON COLUMN distribution_report.order_lines.released IS 'Units withdrawn or refused before they were shipped (ST-2).';
COMMENT ON COLUMN distribution_report.order_lines.returned IS 'Units received back (RT-2).';
COMMENT ON COLUMN distribution_report.order_lines.refunded_amount IS 'What was refunded of the goods, in currency: of a return that was refunded with less, its part.';
COMMENT ON COLUMN distribution_report.order_lines.carrier IS 'Carrier of its package.';
COMMENT ON COLUMN distribution_report.order_lines.state IS 'The supplier''s state of its package (OR-6, OR-13); null before the push.';
COMMENT ON COLUMN distribution_report.order_lines.pushed_at IS 'When the order was pushed; null: not yet.';
COMMENT ON COLUMN distribution_report.order_lines.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.order_lines.push_state IS 'The distributor''s state of the order (OR-3).';
COMMENT ON COLUMN distribution_report.order_lines.platform IS 'Marketplace.';
COMMENT ON COLUMN distribution_report.order_lines.store IS 'Store there.';
COMMENT ON COLUMN distribution_report.order_lines.reason IS 'Why it is not eligible (OR-2); null: it is.';
COMMENT ON COLUMN distribution_report.order_lines.pushed_on IS 'Day of pushed_at in the supplier''s time zone, to join calendar; null: not pushed yet.';
COMMENT ON COLUMN distribution_report.order_lines.withdrawing IS 'Units that the distributor asks to withdraw (WD-4), while the supplier has not answered; else 0.';
