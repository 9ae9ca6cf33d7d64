CREATE OR REPLACE VIEW distribution_report.price_history WITH (security_invoker = true) AS
SELECT
	h.supplier_id,
	h.sku_id,
	h.level,
	h.kind,
	m.sku,
	h.min_quantity,
	lower(h.valid) AS valid_from,
	upper(h.valid) AS valid_to,
	h.old_price,
	h.new_price,
	h.old_percent,
	h.new_percent,
	h.old_plus,
	h.new_plus,
	s.base_currency AS currency,
	h.actor,
	h.changed_at,
	h.history_id,
	h.partnership_id,
	c.code AS customer,
	m.name,
	s.bigshop_name AS supplier,
	p.distributor_name AS distributor
FROM distribution.price_history h
JOIN distribution.supplier s ON s.supplier_id = h.supplier_id
LEFT JOIN distribution.merchant_sku m ON m.supplier_id = h.supplier_id AND m.sku_id = h.sku_id
LEFT JOIN distribution.partnership p ON p.supplier_id = h.supplier_id AND p.partnership_id = h.partnership_id
LEFT JOIN distribution.customer c ON c.supplier_id = p.supplier_id AND c.customer_id = p.customer_id;
COMMENT ON VIEW distribution_report.price_history IS 'Every change of a base price, SKU price, partnership price or level rule, with who and when (PC-7); for the supplier.';
COMMENT ON COLUMN distribution_report.price_history.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.price_history.sku_id IS 'The SKU; null for a level rule.';
COMMENT ON COLUMN distribution_report.price_history.level IS 'The customer level, 0 for all; null for a base price or partnership price.';
COMMENT ON COLUMN distribution_report.price_history.kind IS 'base_price, sku_price, partnership_price or level_rule.';
COMMENT ON COLUMN distribution_report.price_history.sku IS 'The supplier''s SKU code of today; null for a level rule.';
COMMENT ON COLUMN distribution_report.price_history.min_quantity IS 'Of a SKU price or partnership price: smallest line quantity, in units.';
COMMENT ON COLUMN distribution_report.price_history.valid_from IS 'Of a SKU price or partnership price: from when it holds; null: ever since.';
COMMENT ON COLUMN distribution_report.price_history.valid_to IS 'Of a SKU price or partnership price: until before when it holds; null: for ever.';
COMMENT ON COLUMN distribution_report.price_history.old_price IS 'Price of one unit before; null: there was none.';
COMMENT ON COLUMN distribution_report.price_history.new_price IS 'Price of one unit after; null: there is none any more.';
COMMENT ON COLUMN distribution_report.price_history.old_percent IS 'Of a level rule: percent before; null: there was no such level.';
COMMENT ON COLUMN distribution_report.price_history.new_percent IS 'Of a level rule: percent after; null: the level was deleted.';
COMMENT ON COLUMN distribution_report.price_history.old_plus IS 'Of a level rule: amount added before.';
COMMENT ON COLUMN distribution_report.price_history.new_plus IS 'Of a level rule: amount added after.';
COMMENT ON COLUMN distribution_report.price_history.currency IS 'Base currency, of all amounts.';
COMMENT ON COLUMN distribution_report.price_history.actor IS 'Role that changed it.';
COMMENT ON COLUMN distribution_report.price_history.changed_at IS 'When.';
COMMENT ON COLUMN distribution_report.price_history.history_id IS 'Order of the changes.';
COMMENT ON COLUMN distribution_report.price_history.partnership_id IS 'Of a partnership price: the partnership.';
COMMENT ON COLUMN distribution_report.price_history.customer IS 'Of a partnership price: the code of its customer.';
COMMENT ON COLUMN distribution_report.price_history.name IS 'Name of the goods; null for a level rule.';
COMMENT ON COLUMN distribution_report.price_history.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.price_history.distributor IS 'Of a partnership price: the distributor''s name.';
