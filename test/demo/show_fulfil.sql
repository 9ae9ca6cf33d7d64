\echo '== Withdrawn after the push'
\echo
SELECT w.order_no, w.state_before AS "supplier was", w.answer, s.state AS "supplier is", s.total_amount AS charged,
	coalesce(-sum(e.settlement_amount), 0.00) AS refunded, s.currency
FROM demo.withdrawal w
JOIN demo.orders o USING (order_no)
JOIN distribution_report.supply_orders s ON s.supplier_id = :supplier_id AND s.order_id = o.order_id
LEFT JOIN distribution_report.reconciliation e ON e.supplier_id = s.supplier_id AND e.order_id = s.order_id
	AND e.side = 'supplier' AND e.kind = 'withdrawal_refund'
GROUP BY o.no, w.order_no, w.state_before, w.answer, s.state, s.total_amount, s.currency
ORDER BY o.no;

\echo '== Supply orders: what was charged, and their states'
\echo
SELECT distributor,
	count(*) FILTER (WHERE state = 'new') AS new,
	count(*) FILTER (WHERE state = 'in_process') AS packing,
	count(*) FILTER (WHERE state = 'shipped') AS shipped,
	count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
	sum(goods_amount) AS goods, sum(stock_out_fee + logistics_fee) AS fees,
	sum(total_amount) AS total, currency AS cur
FROM distribution_report.supply_orders
WHERE supplier_id = :supplier_id AND pushed_at IS NOT NULL
GROUP BY partnership_id, distributor, currency
ORDER BY partnership_id;

\echo '== Some of them. The supplier sees a recipient only where it arranges the carrier itself (OR-7)'
\echo
SELECT s.platform_order_no AS order_no, g.gifts, s.logistics,
	s.stock_out_fee AS "stock-out", s.logistics_fee AS carrier, s.total_amount AS total,
	s.currency AS cur, s.recipient_name AS recipient
FROM distribution_report.supply_orders s
JOIN demo.orders o ON o.order_id = s.order_id
JOIN (
	SELECT order_id, count(*) FILTER (WHERE is_gift) AS gifts
	FROM distribution_report.order_lines
	WHERE supplier_id = :supplier_id
	GROUP BY order_id
) AS g ON g.order_id = s.order_id
WHERE s.supplier_id = :supplier_id
	AND o.order_no IN ('SHP-0001', 'LZD-0003', 'TMU-0006', 'LZD-0008', 'TTS-0012', 'LZD-0026', 'SHP-0027', 'TTS-0039',
		'TMU-0046', 'SHP-0050', 'TTS-0055', 'LZD-0063')
ORDER BY o.no;
