CREATE OR REPLACE VIEW distribution_report.returns WITH (security_invoker = true) AS
SELECT
	r.supplier_id,
	r.return_id,
	r.order_id,
	r.partnership_id,
	r.distributor_id,
	o.platform_order_no,
	r.kind,
	r.state,
	r.reason,
	r.answer,
	l.claimed,
	l.sellable,
	l.defective,
	r.stock_in_fee,
	r.refund_amount,
	r.currency,
	r.created_at,
	r.pushed_at,
	r.received_at,
	r.ended_at,
	p.shop_name AS supplier,
	p.distributor_name AS distributor
FROM distribution.return_order AS r
LEFT JOIN distribution.supply_order AS o ON o.supplier_id = r.supplier_id AND o.order_id = r.order_id
LEFT JOIN distribution.partnership AS p ON p.supplier_id = r.supplier_id AND p.partnership_id = r.partnership_id
CROSS JOIN LATERAL (
	SELECT
		sum(n.quantity)::bigint AS claimed,
		sum(n.sellable)::bigint AS sellable,
		sum(n.defective)::bigint AS defective
	FROM distribution.return_line AS n
	WHERE n.supplier_id = r.supplier_id AND n.return_id = r.return_id
) AS l;
COMMENT ON VIEW distribution_report.returns IS 'Returns, for both sides (RT-1).';
COMMENT ON COLUMN distribution_report.returns.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.returns.return_id IS 'The return.';
COMMENT ON COLUMN distribution_report.returns.order_id IS 'Its order.';
COMMENT ON COLUMN distribution_report.returns.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.returns.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.returns.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution_report.returns.kind IS 'return_refund or refund_only.';
COMMENT ON COLUMN distribution_report.returns.state IS 'created, pushed, received, refunded or refused.';
COMMENT ON COLUMN distribution_report.returns.reason IS 'Why, as the distributor says.';
COMMENT ON COLUMN distribution_report.returns.answer IS 'Why the supplier refused it.';
COMMENT ON COLUMN distribution_report.returns.claimed IS 'Units claimed.';
COMMENT ON COLUMN distribution_report.returns.sellable IS 'Units received that can be sold again.';
COMMENT ON COLUMN distribution_report.returns.defective IS 'Units received that cannot.';
COMMENT ON COLUMN distribution_report.returns.stock_in_fee IS 'Stock-in fee charged, in currency; null: none.';
COMMENT ON COLUMN distribution_report.returns.refund_amount IS 'Amount refunded, in currency; null until refunded.';
COMMENT ON COLUMN distribution_report.returns.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.returns.created_at IS 'When the distributor made it.';
COMMENT ON COLUMN distribution_report.returns.pushed_at IS 'When it was pushed to the supplier.';
COMMENT ON COLUMN distribution_report.returns.received_at IS 'When its goods were received.';
COMMENT ON COLUMN distribution_report.returns.ended_at IS 'When it was refunded or refused.';
COMMENT ON COLUMN distribution_report.returns.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.returns.distributor IS 'The distributor''s name.';

CREATE OR REPLACE VIEW distribution_report.return_lines WITH (security_invoker = true) AS
SELECT
	n.supplier_id,
	n.return_id,
	n.line_no,
	n.order_id,
	n.distributor_id,
	l.distributor_sku,
	l.sku_id,
	n.quantity,
	n.sellable,
	n.defective,
	n.refunded,
	l.unit_price,
	n.warehouse_id,
	r.partnership_id,
	p.shop_name AS supplier,
	p.distributor_name AS distributor,
	o.platform_order_no,
	c.sku_code AS sku,
	c.sku_name AS name,
	w.warehouse_name AS warehouse
FROM distribution.return_line AS n
JOIN distribution.return_order AS r ON r.supplier_id = n.supplier_id AND r.return_id = n.return_id
LEFT JOIN distribution.supply_order AS o ON o.supplier_id = n.supplier_id AND o.order_id = n.order_id
LEFT JOIN distribution.partnership AS p ON p.supplier_id = r.supplier_id AND p.partnership_id = r.partnership_id
JOIN distribution.order_line AS l
	ON l.supplier_id = n.supplier_id AND l.order_id = n.order_id AND l.line_no = n.line_no
LEFT JOIN distribution.claim AS c
	ON c.supplier_id = r.supplier_id AND c.partnership_id = r.partnership_id AND c.sku_id = l.sku_id
LEFT JOIN distribution.partnership_warehouse AS w
	ON w.supplier_id = r.supplier_id AND w.partnership_id = r.partnership_id AND w.warehouse_id = n.warehouse_id;
COMMENT ON VIEW distribution_report.return_lines IS 'Lines of returns, for both sides (RT-2).';
COMMENT ON COLUMN distribution_report.return_lines.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.return_lines.return_id IS 'The return.';
COMMENT ON COLUMN distribution_report.return_lines.line_no IS 'The order''s line.';
COMMENT ON COLUMN distribution_report.return_lines.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.return_lines.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.return_lines.distributor_sku IS 'SKU code as the distributor sent it.';
COMMENT ON COLUMN distribution_report.return_lines.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.return_lines.quantity IS 'Units claimed.';
COMMENT ON COLUMN distribution_report.return_lines.sellable IS 'Units received that can be sold again.';
COMMENT ON COLUMN distribution_report.return_lines.defective IS 'Units received that cannot.';
COMMENT ON COLUMN distribution_report.return_lines.refunded IS 'Units that the refund was for.';
COMMENT ON COLUMN distribution_report.return_lines.unit_price IS 'Price charged for one unit, in the order''s currency.';
COMMENT ON COLUMN distribution_report.return_lines.warehouse_id IS 'Warehouse that received them.';
COMMENT ON COLUMN distribution_report.return_lines.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.return_lines.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.return_lines.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.return_lines.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution_report.return_lines.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.return_lines.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.return_lines.warehouse IS 'Name of the warehouse that received them, if it is one of the partnership.';
