CREATE OR REPLACE VIEW distribution_report.offered_prices WITH (security_invoker = true) AS
SELECT
	p.distributor_id,
	p.supplier_id,
	p.partnership_id,
	o.sku_id,
	o.sku,
	o.name,
	o.min_quantity,
	o.valid_from,
	o.valid_to,
	o.price::numeric(20,2) AS price,
	o.currency,
	o.minimum,
	o.maximum,
	o.multiple,
	p.shop_name AS supplier,
	p.distributor_name AS distributor
FROM distribution.partnership AS p
CROSS JOIN LATERAL distribution.offered_breaks(p.supplier_id, p.partnership_id) AS o
WHERE p.state = 'partnered';
COMMENT ON VIEW distribution_report.offered_prices IS 'What each distributor is offered now, with every quantity break that holds or is to come (PC-9): a line of min_quantity units or more, up to the next break, is billed price while it holds.';
COMMENT ON COLUMN distribution_report.offered_prices.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.offered_prices.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.offered_prices.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.offered_prices.sku_id IS 'The product.';
COMMENT ON COLUMN distribution_report.offered_prices.sku IS 'The supplier''s SKU code.';
COMMENT ON COLUMN distribution_report.offered_prices.name IS 'Name of the goods.';
COMMENT ON COLUMN distribution_report.offered_prices.min_quantity IS 'From so many units in a line on.';
COMMENT ON COLUMN distribution_report.offered_prices.valid_from IS 'From when on; null: ever since.';
COMMENT ON COLUMN distribution_report.offered_prices.valid_to IS 'Until before when; null: for ever.';
COMMENT ON COLUMN distribution_report.offered_prices.price IS 'Price of one unit in currency, rounded as it will be billed, at today''s rate; null: no price.';
COMMENT ON COLUMN distribution_report.offered_prices.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.offered_prices.minimum IS 'Least units in one order (QR-1).';
COMMENT ON COLUMN distribution_report.offered_prices.maximum IS 'Most units in one order; null: as many as you like.';
COMMENT ON COLUMN distribution_report.offered_prices.multiple IS 'The units in one order are a multiple of it.';
COMMENT ON COLUMN distribution_report.offered_prices.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.offered_prices.distributor IS 'The distributor''s name.';
