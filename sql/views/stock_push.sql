CREATE OR REPLACE VIEW distribution_report.supplier_warehouse_stock WITH (security_invoker = true) AS
SELECT
	c.distributor_id,
	c.supplier_id,
	c.partnership_id,
	k.warehouse_id,
	k.sku_id,
	c.distributor_sku,
	k.quantity,
	w.warehouse_name AS warehouse,
	c.sku_code AS sku,
	c.sku_name AS name,
	p.shop_name AS supplier,
	p.distributor_name AS distributor
FROM distribution.partnership AS p
CROSS JOIN LATERAL distribution.mirror_stock(p.supplier_id, p.partnership_id) AS k
JOIN distribution.claim AS c
	ON c.supplier_id = p.supplier_id AND c.partnership_id = p.partnership_id AND c.sku_id = k.sku_id
JOIN distribution.partnership_warehouse AS w
	ON w.supplier_id = p.supplier_id AND w.partnership_id = p.partnership_id AND w.warehouse_id = k.warehouse_id
WHERE p.state IN ('partnered', 'terminated');
COMMENT ON VIEW distribution_report.supplier_warehouse_stock IS 'Read-only stock of a distributor''s mirrors (supplier warehouses), never more than is available and 0 where a claim is not offered (ST-6).';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.warehouse_id IS 'The supplier''s warehouse that is mirrored.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.distributor_sku IS 'The distributor''s own SKU code.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.quantity IS 'Units that can be sold: the smaller of what was last pushed and what would be pushed now.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.warehouse IS 'Name of the warehouse.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.supplier_warehouse_stock.distributor IS 'The distributor''s name.';

CREATE OR REPLACE VIEW distribution_report.push_records WITH (security_invoker = true) AS
SELECT
	c.supplier_id,
	c.sku_id,
	c.partnership_id,
	r.quantity,
	CASE WHEN r.failed THEN 'failed' ELSE 'pushed' END AS result,
	r.reason,
	r.pushed_at,
	c.distributor_id,
	c.sku_code AS sku,
	c.sku_name AS name,
	p.shop_name AS supplier,
	p.distributor_name AS distributor,
	(r.pushed_at AT TIME ZONE p.time_zone)::date AS pushed_on
FROM distribution.claim AS c
JOIN distribution.partnership AS p ON p.supplier_id = c.supplier_id AND p.partnership_id = c.partnership_id
-- For the claims shown only: the newest record of each of its warehouses.
CROSS JOIN LATERAL (
	SELECT
		coalesce(sum(n.quantity) FILTER (WHERE n.result = 'pushed'), 0)::bigint AS quantity,
		bool_or(n.result = 'failed') AS failed,
		max(n.reason) AS reason,
		max(n.pushed_at) AS pushed_at
	FROM distribution.partnership_warehouse AS w
	CROSS JOIN LATERAL (
		SELECT l.quantity, l.result, l.reason, l.pushed_at
		FROM distribution.push_record AS l
		WHERE l.supplier_id = c.supplier_id
			AND l.sku_id = c.sku_id
			AND l.partnership_id = c.partnership_id
			AND l.warehouse_id = w.warehouse_id
		ORDER BY l.record_id DESC
		LIMIT 1
	) AS n
	WHERE w.supplier_id = c.supplier_id AND w.partnership_id = c.partnership_id
		-- A failure counts as long as it can still be mended.
		AND (w.mirrored OR w.assigned AND c.state = 'active')
) AS r
WHERE r.pushed_at IS NOT NULL;
COMMENT ON VIEW distribution_report.push_records IS 'The latest stock push per product and distributor: the sum over its warehouses, failed if any failed (ST-7).';
COMMENT ON COLUMN distribution_report.push_records.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.push_records.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.push_records.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.push_records.quantity IS 'Units pushed, of all warehouses.';
COMMENT ON COLUMN distribution_report.push_records.result IS 'pushed or failed.';
COMMENT ON COLUMN distribution_report.push_records.reason IS 'Why it failed.';
COMMENT ON COLUMN distribution_report.push_records.pushed_at IS 'When the last of them was pushed.';
COMMENT ON COLUMN distribution_report.push_records.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.push_records.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.push_records.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.push_records.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.push_records.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.push_records.pushed_on IS 'Day of pushed_at in the supplier''s time zone, to join calendar.';

CREATE OR REPLACE VIEW distribution_report.push_record_history WITH (security_invoker = true) AS
SELECT
	n.supplier_id,
	n.sku_id,
	n.partnership_id,
	n.quantity,
	n.result,
	n.reason,
	n.pushed_at,
	n.warehouse_id,
	n.distributor_id,
	n.record_id,
	c.sku_code AS sku,
	c.sku_name AS name,
	p.shop_name AS supplier,
	p.distributor_name AS distributor,
	w.warehouse_name AS warehouse,
	(n.pushed_at AT TIME ZONE p.time_zone)::date AS pushed_on
FROM (
	SELECT
		r.supplier_id,
		r.sku_id,
		r.partnership_id,
		r.quantity,
		r.result,
		r.reason,
		r.pushed_at,
		r.warehouse_id,
		r.distributor_id,
		r.record_id,
		row_number() OVER (PARTITION BY r.supplier_id, r.sku_id, r.partnership_id ORDER BY r.pushed_at DESC, r.record_id DESC) AS newest,
		row_number() OVER (PARTITION BY r.supplier_id, r.sku_id, r.partnership_id, r.warehouse_id ORDER BY r.record_id DESC)
			AS newest_of_warehouse
	FROM distribution.push_record AS r
) AS n
CROSS JOIN LATERAL distribution.push_retention(n.supplier_id) AS k -- few suppliers, each remembered
JOIN distribution.partnership AS p ON p.supplier_id = n.supplier_id AND p.partnership_id = n.partnership_id
JOIN distribution.claim AS c
	ON c.supplier_id = n.supplier_id AND c.partnership_id = n.partnership_id AND c.sku_id = n.sku_id
JOIN distribution.partnership_warehouse AS w
	ON w.supplier_id = n.supplier_id AND w.partnership_id = n.partnership_id AND w.warehouse_id = n.warehouse_id
WHERE n.newest_of_warehouse = 1
	OR n.newest <= k.records_kept AND n.pushed_at >= now() - k.days_kept * interval '24 hours';
COMMENT ON VIEW distribution_report.push_record_history IS 'Every push record that is kept, per warehouse (ST-7).';
COMMENT ON COLUMN distribution_report.push_record_history.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.push_record_history.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.push_record_history.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.push_record_history.quantity IS 'Units pushed; 0 if it failed.';
COMMENT ON COLUMN distribution_report.push_record_history.result IS 'pushed or failed.';
COMMENT ON COLUMN distribution_report.push_record_history.reason IS 'Why it failed.';
COMMENT ON COLUMN distribution_report.push_record_history.pushed_at IS 'When.';
COMMENT ON COLUMN distribution_report.push_record_history.warehouse_id IS 'The warehouse to whose mirror it was pushed.';
COMMENT ON COLUMN distribution_report.push_record_history.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.push_record_history.record_id IS 'Growing with time.';
COMMENT ON COLUMN distribution_report.push_record_history.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.push_record_history.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.push_record_history.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.push_record_history.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.push_record_history.warehouse IS 'Name of the warehouse.';
COMMENT ON COLUMN distribution_report.push_record_history.pushed_on IS 'Day of pushed_at in the supplier''s time zone, to join calendar.';
