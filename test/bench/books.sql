-- The books of equal.sql's suppliers, without ids, times and hashes, which may differ. In the notation of psql -At.
\pset null '-'

SELECT 'order', o.platform_order_no, o.partnership_id, o.push_state, o.state, o.currency, o.holds_number, r.reason
FROM distribution.supply_order AS o
LEFT JOIN distribution.order_refusal AS r
	ON o.push_state = 'push_failed' AND (r.supplier_id, r.order_id) = (o.supplier_id, o.order_id)
WHERE o.supplier_id > 60000000
ORDER BY o.platform_order_no;

SELECT 'package', o.platform_order_no, p.package_no, p.position, p.warehouse_id
FROM distribution.supply_order AS o
JOIN distribution.order_package AS p USING (supplier_id, order_id)
WHERE o.supplier_id > 60000000
ORDER BY o.platform_order_no, p.position;

SELECT 'line', o.platform_order_no, l.line_no, l.package_no, l.warehouse_id, l.distributor_sku, l.sku_id, l.quantity,
	l.is_gift, l.reason, l.unit_price, l.price_source, l.rounding, l.rate, l.rate_inverse, l.rate_source
FROM distribution.supply_order AS o
JOIN distribution.order_line AS l USING (supplier_id, order_id)
WHERE o.supplier_id > 60000000
ORDER BY o.platform_order_no, l.line_no;

SELECT 'charge', o.platform_order_no, c.package_no, c.currency, c.goods_amount, c.stock_out_fee, c.logistics_fee,
	c.rate, c.rate_inverse, c.rate_source, c.transaction_id, c.refunded
FROM distribution.supply_order AS o
JOIN distribution.package_charge AS c USING (supplier_id, order_id)
WHERE o.supplier_id > 60000000
ORDER BY o.platform_order_no, c.package_no;

SELECT 'entry', e.partnership_id, e.transaction_id, e.side, e.account_id, e.kind, e.package_no, e.document_no, e.amount,
	e.currency, e.rate, e.rate_inverse, e.rate_source, e.settlement_amount, e.settlement_currency, e.base_amount,
	e.base_currency, e.base_rate, e.base_rate_inverse, e.base_rate_source, e.balance_after, e.due_at - e.posted_at, e.memo
FROM distribution.ledger_entry AS e
WHERE e.supplier_id > 60000000
ORDER BY e.partnership_id, e.transaction_id, e.side;

SELECT 'account', a.partnership_id, a.currency, a.balance, a.last_transaction_id
FROM distribution.settlement_account AS a
WHERE a.supplier_id > 60000000
ORDER BY a.partnership_id;

SELECT 'month', m.partnership_id, m.month, m.charges, m.refunds, m.return_charges, m.manual, m.base_charges,
	m.base_refunds, m.base_return_charges, m.base_manual, m.entries
FROM distribution.ledger_month AS m
WHERE m.supplier_id > 60000000
ORDER BY m.partnership_id, m.month;

SELECT 'day', d.partnership_id, d.day, d.kind, d.amount, d.base_amount, d.entries
FROM distribution.ledger_day AS d
WHERE d.supplier_id > 60000000
ORDER BY d.partnership_id, d.day, d.kind;

SELECT 'stock', s.warehouse_id, s.sku_id, s.on_hand, s.allocated, s.defective, s.push_pending
FROM distribution.stock AS s
WHERE s.supplier_id > 60000000
ORDER BY s.warehouse_id, s.sku_id;

SELECT 'quota', q.account_id, q.month, q.used
FROM distribution.quota_usage AS q
WHERE q.account_id > 60000000 AND q.used > 0
ORDER BY q.account_id, q.month;

SELECT 'claim', c.partnership_id, c.sku_id, c.state, c.rounding
FROM distribution.claim AS c
WHERE c.supplier_id > 60000000
ORDER BY c.partnership_id, c.sku_id;

SELECT 'event', o.platform_order_no, e.event, e.note, count(*)
FROM distribution.supply_order AS o
JOIN distribution.order_event AS e USING (supplier_id, order_id)
WHERE o.supplier_id > 60000000
GROUP BY o.platform_order_no, e.event, e.note
ORDER BY o.platform_order_no, e.event, e.note;
