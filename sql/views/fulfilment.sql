-- What becomes of orders, and of their packages.

CREATE OR REPLACE VIEW distribution_report.order_timeline WITH (security_invoker = true) AS
SELECT
	e.supplier_id,
	e.order_id,
	e.event_id,
	o.partnership_id,
	e.distributor_id,
	e.event,
	e.note,
	e.actor,
	e.occurred_at,
	p.shop_name AS supplier,
	p.distributor_name AS distributor,
	o.platform_order_no
FROM distribution.order_event AS e
LEFT JOIN distribution.supply_order AS o ON o.supplier_id = e.supplier_id AND o.order_id = e.order_id
LEFT JOIN distribution.partnership AS p ON p.supplier_id = o.supplier_id AND p.partnership_id = o.partnership_id;
COMMENT ON VIEW distribution_report.order_timeline IS 'Every transition of an order, for both its sides, in the order of event_id (OR-10).';
COMMENT ON COLUMN distribution_report.order_timeline.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.order_timeline.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.order_timeline.event_id IS 'Growing with time.';
COMMENT ON COLUMN distribution_report.order_timeline.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.order_timeline.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.order_timeline.event IS 'The state entered; or replaced, warehouse_cancelled, withdrawal_refused, partly_withdrawn, partly_refused, restocked, package_ and the state that a package entered, or return_ and what became of a return.';
COMMENT ON COLUMN distribution_report.order_timeline.note IS 'Reason given, package, or number of the return, if any.';
COMMENT ON COLUMN distribution_report.order_timeline.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution_report.order_timeline.occurred_at IS 'When.';
COMMENT ON COLUMN distribution_report.order_timeline.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.order_timeline.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.order_timeline.platform_order_no IS 'Order number of the marketplace.';

CREATE OR REPLACE VIEW distribution_report.packages WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.order_id,
	p.package_no,
	o.partnership_id,
	p.distributor_id,
	p.warehouse_id,
	p.carrier,
	p.tracking_no,
	p.label,
	o.push_state,
	coalesce(p.state, o.state) AS state,
	l.units,
	c.goods_amount,
	c.stock_out_fee,
	c.logistics_fee,
	(c.goods_amount + c.stock_out_fee + c.logistics_fee)::numeric(20,2) AS total_amount,
	c.refunded,
	o.currency,
	n.shop_name AS supplier,
	n.distributor_name AS distributor,
	o.platform_order_no,
	w.warehouse_name AS warehouse,
	o.platform,
	o.logistics,
	o.pushed_at,
	p.printed_at,
	p.printed_by,
	l.units_left,
	(o.pushed_at AT TIME ZONE n.time_zone)::date AS pushed_on,
	c.refunded AS refunded_amount
FROM distribution.order_package AS p
LEFT JOIN distribution.supply_order AS o
	ON o.supplier_id = p.supplier_id AND o.order_id = p.order_id AND (p.order_id > 0 OR o.order_id > 0)
LEFT JOIN distribution.partnership AS n
	ON n.supplier_id = o.supplier_id AND n.partnership_id = o.partnership_id AND (o.order_id > 0 OR n.partnership_id > 0)
LEFT JOIN distribution.partnership_warehouse AS w
	ON w.supplier_id = o.supplier_id AND w.partnership_id = o.partnership_id AND w.warehouse_id = p.warehouse_id
	AND (p.order_id > 0 OR w.warehouse_id > 0)
LEFT JOIN distribution.package_charge AS c
	ON c.supplier_id = p.supplier_id AND c.order_id = p.order_id AND c.package_no = p.package_no AND (p.order_id > 0 OR c.order_id > 0)
LEFT JOIN LATERAL (
	SELECT sum(n.quantity)::bigint AS units, sum(n.quantity - n.released - n.gone)::bigint AS units_left
	FROM distribution.order_line AS n
	WHERE n.supplier_id = p.supplier_id AND n.order_id = p.order_id AND n.package_no = p.package_no
) AS l ON p.order_id > 0 OR l.units > 0;
COMMENT ON VIEW distribution_report.packages IS 'Packages of orders with their shipment, how far each has come, when it was printed, and what it cost (FE-2, OR-11, OR-13, OR-14).';
COMMENT ON COLUMN distribution_report.packages.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.packages.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.packages.package_no IS 'The distributor''s package number.';
COMMENT ON COLUMN distribution_report.packages.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.packages.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.packages.warehouse_id IS 'Warehouse it is supplied from.';
COMMENT ON COLUMN distribution_report.packages.carrier IS 'Carrier; null: not set yet.';
COMMENT ON COLUMN distribution_report.packages.tracking_no IS 'Tracking number.';
COMMENT ON COLUMN distribution_report.packages.label IS 'Reference of the label.';
COMMENT ON COLUMN distribution_report.packages.push_state IS 'The distributor''s state of its order (OR-3).';
COMMENT ON COLUMN distribution_report.packages.state IS 'The supplier''s state of the package (OR-6, OR-13); null before the push.';
COMMENT ON COLUMN distribution_report.packages.units IS 'Units in it.';
COMMENT ON COLUMN distribution_report.packages.goods_amount IS 'Goods charged, in currency; null before the push.';
COMMENT ON COLUMN distribution_report.packages.stock_out_fee IS 'Stock-out fee charged, in currency.';
COMMENT ON COLUMN distribution_report.packages.logistics_fee IS 'Logistics fee charged, in currency.';
COMMENT ON COLUMN distribution_report.packages.total_amount IS 'All that was charged, in currency.';
COMMENT ON COLUMN distribution_report.packages.refunded IS 'What was refunded of it, in currency.';
COMMENT ON COLUMN distribution_report.packages.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.packages.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.packages.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.packages.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution_report.packages.warehouse IS 'Name of the warehouse.';
COMMENT ON COLUMN distribution_report.packages.platform IS 'Marketplace.';
COMMENT ON COLUMN distribution_report.packages.logistics IS 'self_arranged, platform or third_party.';
COMMENT ON COLUMN distribution_report.packages.pushed_at IS 'When its order was pushed; null: not yet.';
COMMENT ON COLUMN distribution_report.packages.printed_at IS 'When its label was last printed (OR-14); null: not yet.';
COMMENT ON COLUMN distribution_report.packages.printed_by IS 'Role that printed it last.';
COMMENT ON COLUMN distribution_report.packages.units_left IS 'Units in it that were neither withdrawn nor refused.';
COMMENT ON COLUMN distribution_report.packages.pushed_on IS 'Day of pushed_at in the supplier''s time zone, to join calendar; null: not pushed yet.';
COMMENT ON COLUMN distribution_report.packages.refunded_amount IS 'The same as refunded, by the name that it has in supply_orders.';
