CREATE OR REPLACE VIEW distribution_report.claims WITH (security_invoker = true) AS
SELECT
	c.supplier_id,
	c.partnership_id,
	c.sku_id,
	c.distributor_id,
	p.distributor_name AS distributor,
	c.sku_code AS sku,
	c.sku_name AS name,
	c.distributor_sku,
	c.state,
	c.stopped_by,
	c.rounding,
	c.claimed_at,
	p.shop_name AS supplier
FROM distribution.claim AS c
LEFT JOIN distribution.partnership AS p ON p.supplier_id = c.supplier_id AND p.partnership_id = c.partnership_id;
COMMENT ON VIEW distribution_report.claims IS 'Claims of both sides'' partnerships (CL-1).';
COMMENT ON COLUMN distribution_report.claims.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.claims.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.claims.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.claims.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.claims.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.claims.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.claims.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.claims.distributor_sku IS 'The distributor''s own SKU code.';
COMMENT ON COLUMN distribution_report.claims.state IS 'active or inactive.';
COMMENT ON COLUMN distribution_report.claims.stopped_by IS 'supplier, distributor or termination; null while active (CL-2).';
COMMENT ON COLUMN distribution_report.claims.rounding IS 'Rounding mode of its displayed price (PC-5).';
COMMENT ON COLUMN distribution_report.claims.claimed_at IS 'When it was first claimed.';
COMMENT ON COLUMN distribution_report.claims.supplier IS 'The supplier''s shop name; null: none yet.';
