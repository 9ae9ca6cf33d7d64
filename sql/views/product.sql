CREATE OR REPLACE VIEW distribution_report.products WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.sku_id,
	m.sku,
	m.name,
	p.state,
	p.base_price::numeric(20,2) AS base_price,
	s.base_currency AS currency,
	coalesce(k.on_hand, 0) AS on_hand,
	coalesce(k.allocated, 0) AS allocated,
	coalesce(k.on_hand - k.allocated - k.defective, 0) AS available,
	coalesce(c.active, 0) AS active_distributors,
	coalesce(c.ever - c.active, 0) AS terminated_distributors,
	coalesce(k.defective, 0) AS defective,
	p.added_at,
	s.bigshop_name AS supplier
FROM distribution.distribution_product p
JOIN distribution.merchant_sku m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
JOIN distribution.supplier s ON s.supplier_id = p.supplier_id
LEFT JOIN LATERAL (
	SELECT
		sum(st.on_hand)::bigint AS on_hand,
		sum(st.allocated)::bigint AS allocated,
		sum(st.defective)::bigint AS defective
	FROM distribution.warehouse w -- the key of stock has the warehouse before the SKU
	JOIN distribution.stock st ON st.supplier_id = w.supplier_id AND st.warehouse_id = w.warehouse_id
	WHERE w.supplier_id = p.supplier_id AND st.sku_id = p.sku_id
) AS k ON true
LEFT JOIN LATERAL (
	-- Termination leaves no claim active, so an active one is in a live partnership.
	SELECT sum(cc.active)::int AS active, sum(cc.claimers)::int AS ever
	FROM distribution.claim_count AS cc
	WHERE cc.supplier_id = p.supplier_id AND cc.sku_id = p.sku_id
) AS c ON true;
COMMENT ON VIEW distribution_report.products IS 'Distribution products with stock over all warehouses and numbers of distributors (PD-4).';
COMMENT ON COLUMN distribution_report.products.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.products.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.products.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.products.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.products.state IS 'publishing, enabled or disabled (PD-2).';
COMMENT ON COLUMN distribution_report.products.base_price IS 'Price of one unit before any rule; null: none.';
COMMENT ON COLUMN distribution_report.products.currency IS 'Base currency of the supplier.';
COMMENT ON COLUMN distribution_report.products.on_hand IS 'Units in all warehouses.';
COMMENT ON COLUMN distribution_report.products.allocated IS 'Units promised to pushed orders.';
COMMENT ON COLUMN distribution_report.products.available IS 'on_hand less allocated and defective (ST-1).';
COMMENT ON COLUMN distribution_report.products.active_distributors IS 'Distributors with an active claim in a live partnership.';
COMMENT ON COLUMN distribution_report.products.terminated_distributors IS 'All others who ever claimed it.';
COMMENT ON COLUMN distribution_report.products.defective IS 'Units on hand that cannot be sold.';
COMMENT ON COLUMN distribution_report.products.added_at IS 'When it was added.';
COMMENT ON COLUMN distribution_report.products.supplier IS 'The supplier''s shop name; null: none yet.';

CREATE OR REPLACE VIEW distribution_report.product_stock WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.sku_id,
	k.warehouse_id,
	m.sku,
	w.name AS warehouse,
	k.on_hand,
	k.allocated,
	k.defective,
	k.on_hand - k.allocated - k.defective AS available,
	m.name,
	s.bigshop_name AS supplier
FROM distribution.distribution_product p
JOIN distribution.supplier AS s ON s.supplier_id = p.supplier_id
JOIN distribution.merchant_sku m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
JOIN distribution.warehouse w ON w.supplier_id = p.supplier_id
JOIN distribution.stock k
	ON k.supplier_id = p.supplier_id AND k.warehouse_id = w.warehouse_id AND k.sku_id = p.sku_id;
COMMENT ON VIEW distribution_report.product_stock IS 'Stock of distribution products per warehouse (PD-4).';
COMMENT ON COLUMN distribution_report.product_stock.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.product_stock.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.product_stock.warehouse_id IS 'The warehouse.';
COMMENT ON COLUMN distribution_report.product_stock.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.product_stock.warehouse IS 'Name of the warehouse.';
COMMENT ON COLUMN distribution_report.product_stock.on_hand IS 'Units in the warehouse.';
COMMENT ON COLUMN distribution_report.product_stock.allocated IS 'Units promised to pushed orders.';
COMMENT ON COLUMN distribution_report.product_stock.defective IS 'Units on hand that cannot be sold.';
COMMENT ON COLUMN distribution_report.product_stock.available IS 'on_hand less allocated and defective (ST-1).';
COMMENT ON COLUMN distribution_report.product_stock.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.product_stock.supplier IS 'The supplier''s shop name; null: none yet.';

CREATE OR REPLACE VIEW distribution_report.product_log WITH (security_invoker = true) AS
SELECT
	l.supplier_id,
	l.sku_id,
	l.partnership_id,
	l.event,
	l.actor,
	l.logged_at,
	l.distributor_id,
	l.log_id,
	coalesce(m.sku, c.sku_code) AS sku,
	coalesce(m.name, c.sku_name) AS name,
	coalesce(s.bigshop_name, p.shop_name) AS supplier,
	p.distributor_name AS distributor
FROM distribution.product_log AS l
-- A product is named by its supplier's library, and to a distributor by the claim.
LEFT JOIN distribution.merchant_sku AS m ON m.supplier_id = l.supplier_id AND m.sku_id = l.sku_id
LEFT JOIN distribution.supplier AS s ON s.supplier_id = l.supplier_id
LEFT JOIN distribution.partnership AS p ON p.supplier_id = l.supplier_id AND p.partnership_id = l.partnership_id
LEFT JOIN distribution.claim AS c
	ON c.supplier_id = l.supplier_id AND c.partnership_id = l.partnership_id AND c.sku_id = l.sku_id;
COMMENT ON VIEW distribution_report.product_log IS 'What became of products and claims, per product and distributor (PD-5).';
COMMENT ON COLUMN distribution_report.product_log.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.product_log.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.product_log.partnership_id IS 'The partnership; null: nobody had claimed the product.';
COMMENT ON COLUMN distribution_report.product_log.event IS 'claim, stop, resume, enable or disable.';
COMMENT ON COLUMN distribution_report.product_log.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution_report.product_log.logged_at IS 'When.';
COMMENT ON COLUMN distribution_report.product_log.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.product_log.log_id IS 'Order of the events.';
COMMENT ON COLUMN distribution_report.product_log.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.product_log.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.product_log.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.product_log.distributor IS 'The distributor''s name; null: nobody had claimed the product.';
