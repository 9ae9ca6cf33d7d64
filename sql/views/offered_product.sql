CREATE OR REPLACE VIEW distribution_report.offered_products WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.partnership_id,
	p.distributor_id,
	o.sku_id,
	o.sku,
	o.name,
	c.sku_id IS NOT NULL AS claimed,
	o.displayed_price::numeric(20,2) AS displayed_price,
	o.currency,
	o.available,
	c.distributor_sku,
	c.state AS claim_state,
	p.shop_name AS supplier,
	p.distributor_name AS distributor,
	o.minimum,
	o.maximum,
	o.multiple
FROM distribution.partnership AS p
CROSS JOIN LATERAL distribution.offered(p.supplier_id, p.partnership_id) AS o
LEFT JOIN distribution.claim AS c
	ON c.supplier_id = p.supplier_id AND c.partnership_id = p.partnership_id AND c.sku_id = o.sku_id
WHERE p.state = 'partnered';
COMMENT ON VIEW distribution_report.offered_products IS 'What each distributor is offered now (VI-5) at which price (PC-5).';
COMMENT ON COLUMN distribution_report.offered_products.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.offered_products.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.offered_products.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.offered_products.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.offered_products.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.offered_products.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.offered_products.claimed IS 'True if the distributor has claimed it.';
COMMENT ON COLUMN distribution_report.offered_products.displayed_price IS 'Price of one unit in currency, in the rounding mode the claim last saw; null: no price.';
COMMENT ON COLUMN distribution_report.offered_products.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.offered_products.available IS 'Units available in the assigned warehouses, as far as they are shown to the partnership (ST-9).';
COMMENT ON COLUMN distribution_report.offered_products.distributor_sku IS 'The distributor''s own SKU code; null: not claimed.';
COMMENT ON COLUMN distribution_report.offered_products.claim_state IS 'active or inactive; null: not claimed.';
COMMENT ON COLUMN distribution_report.offered_products.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.offered_products.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.offered_products.minimum IS 'Least units in one order (QR-1).';
COMMENT ON COLUMN distribution_report.offered_products.maximum IS 'Most units in one order; null: as many as you like.';
COMMENT ON COLUMN distribution_report.offered_products.multiple IS 'The units in one order are a multiple of it.';
