CREATE OR REPLACE VIEW distribution_report.price_list WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	m.sku,
	p.level,
	p.min_quantity,
	to_char(lower(p.valid) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS valid_from,
	to_char(upper(p.valid) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS valid_to,
	p.price::numeric(20,2) AS price,
	NULL::numeric(20,2) AS base_price,
	NULL::text AS customer
FROM distribution.sku_price p
JOIN distribution.merchant_sku m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
UNION ALL
SELECT
	d.supplier_id,
	m.sku,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
	d.base_price::numeric(20,2),
	NULL
FROM distribution.distribution_product d
JOIN distribution.merchant_sku m ON m.supplier_id = d.supplier_id AND m.sku_id = d.sku_id
WHERE d.base_price IS NOT NULL
UNION ALL
SELECT
	p.supplier_id,
	m.sku,
	NULL,
	p.min_quantity,
	to_char(lower(p.valid) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
	to_char(upper(p.valid) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
	p.price::numeric(20,2),
	NULL::numeric(20,2),
	c.code
FROM distribution.partnership_price p
JOIN distribution.merchant_sku m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
JOIN distribution.partnership s ON s.supplier_id = p.supplier_id AND s.partnership_id = p.partnership_id AND s.state = 'partnered'
JOIN distribution.customer c ON c.supplier_id = s.supplier_id AND c.customer_id = s.customer_id;
COMMENT ON VIEW distribution_report.price_list IS 'All base prices, SKU prices and prices of live partnerships of a supplier in the shape that price_import takes (PC-7): \copy (SELECT * FROM distribution_report.price_list WHERE supplier_id = 1 ORDER BY sku) TO ''prices.csv'' CSV HEADER.';
COMMENT ON COLUMN distribution_report.price_list.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.price_list.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.price_list.level IS 'Customer level, 0 for all; null for a base price or a partnership''s.';
COMMENT ON COLUMN distribution_report.price_list.min_quantity IS 'Smallest line quantity, in units; null for a base price.';
COMMENT ON COLUMN distribution_report.price_list.valid_from IS 'From when the price holds, ISO 8601 in UTC; null: ever since.';
COMMENT ON COLUMN distribution_report.price_list.valid_to IS 'Until before when it holds, ISO 8601 in UTC; null: for ever.';
COMMENT ON COLUMN distribution_report.price_list.price IS 'Price of one unit in the base currency; null for a base price.';
COMMENT ON COLUMN distribution_report.price_list.base_price IS 'The base price of the product; null for a SKU price.';
COMMENT ON COLUMN distribution_report.price_list.customer IS 'Code of the customer whose partnership''s price it is; null for all others (PC-0).';
