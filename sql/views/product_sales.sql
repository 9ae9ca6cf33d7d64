CREATE OR REPLACE VIEW distribution_report.product_sales_daily WITH (security_invoker = true) AS
SELECT
	u.supplier_id,
	u.sku_id,
	u.day,
	u.units,
	m.sku,
	m.name,
	s.bigshop_name AS supplier
FROM (
	SELECT u.supplier_id, u.sku_id, u.day, sum(u.units)::bigint AS units
	FROM (
		SELECT d.supplier_id, d.sku_id, d.day, d.units
		FROM distribution.product_sales_day d
		UNION ALL
		SELECT s.supplier_id, n.sku_id, n.day, n.units
		FROM distribution.supplier s
		CROSS JOIN LATERAL distribution.uncounted_sales(s.supplier_id) AS n
	) AS u
	GROUP BY u.supplier_id, u.sku_id, u.day
	HAVING sum(u.units) <> 0
) AS u
JOIN distribution.merchant_sku AS m ON m.supplier_id = u.supplier_id AND m.sku_id = u.sku_id
JOIN distribution.supplier AS s ON s.supplier_id = u.supplier_id;
COMMENT ON VIEW distribution_report.product_sales_daily IS 'Units sold per product and day: pushed, without those withdrawn or refused (PD-4). Reading is fast while count_sales() runs now and then, as run_maintenance() does.';
COMMENT ON COLUMN distribution_report.product_sales_daily.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.product_sales_daily.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.product_sales_daily.day IS 'Day of the push, in the supplier''s time zone.';
COMMENT ON COLUMN distribution_report.product_sales_daily.units IS 'Units pushed that day, without those withdrawn or refused since.';
COMMENT ON COLUMN distribution_report.product_sales_daily.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.product_sales_daily.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.product_sales_daily.supplier IS 'The supplier''s shop name; null: none yet.';

CREATE OR REPLACE VIEW distribution_report.product_sales WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.sku_id,
	w.window_days,
	coalesce(w.units_sold, 0)::bigint AS units_sold,
	-- Of fewer days than the window if the first sale is later than its start.
	round(coalesce(w.units_sold, 0) / least(w.window_days, greatest(s.today - d.first_day + 1, 1)), 2)::numeric(20,2) AS daily_average,
	m.sku,
	m.name,
	s.bigshop_name AS supplier
FROM distribution.distribution_product p
JOIN distribution.merchant_sku AS m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
JOIN (
	SELECT s.supplier_id, s.bigshop_name, (now() AT TIME ZONE s.time_zone)::date AS today
	FROM distribution.supplier AS s
) AS s ON s.supplier_id = p.supplier_id
LEFT JOIN (
	SELECT
		d.supplier_id,
		d.sku_id,
		min(d.day) AS first_day,
		sum(d.units) FILTER (WHERE d.day > s.today - 3) AS units_3,
		sum(d.units) FILTER (WHERE d.day > s.today - 7) AS units_7,
		sum(d.units) FILTER (WHERE d.day > s.today - 15) AS units_15,
		sum(d.units) FILTER (WHERE d.day > s.today - 30) AS units_30,
		sum(d.units) FILTER (WHERE d.day > s.today - 60) AS units_60,
		sum(d.units) FILTER (WHERE d.day > s.today - 90) AS units_90
	FROM distribution_report.product_sales_daily d
	JOIN (
		SELECT s.supplier_id, (now() AT TIME ZONE s.time_zone)::date AS today
		FROM distribution.supplier AS s
	) AS s ON s.supplier_id = d.supplier_id
	GROUP BY d.supplier_id, d.sku_id
) AS d ON d.supplier_id = p.supplier_id AND d.sku_id = p.sku_id
CROSS JOIN LATERAL (VALUES
	(3, d.units_3), (7, d.units_7), (15, d.units_15), (30, d.units_30), (60, d.units_60), (90, d.units_90)
) AS w (window_days, units_sold);
COMMENT ON VIEW distribution_report.product_sales IS 'Units sold of each product over the last 3, 7, 15, 30, 60 and 90 days, and per day (PD-4): pushed, without those of cancelled orders.';
COMMENT ON COLUMN distribution_report.product_sales.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.product_sales.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.product_sales.window_days IS '3, 7, 15, 30, 60 or 90: days of the supplier''s time zone, today included.';
COMMENT ON COLUMN distribution_report.product_sales.units_sold IS 'Units pushed in these days, without those of orders cancelled since.';
COMMENT ON COLUMN distribution_report.product_sales.daily_average IS 'units_sold by the days of the window; if the first sale is later than its start, by the days from it to today, both included.';
COMMENT ON COLUMN distribution_report.product_sales.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.product_sales.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.product_sales.supplier IS 'The supplier''s shop name; null: none yet.';
