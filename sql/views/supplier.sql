CREATE OR REPLACE VIEW distribution_report.onboarding WITH (security_invoker = true) AS
SELECT
	s.supplier_id,
	step.step_no,
	step.step,
	step.done,
	CASE WHEN NOT step.done THEN step.missing END AS missing,
	s.bigshop_name AS supplier
FROM distribution.supplier s
CROSS JOIN LATERAL (VALUES
	(1, 'base_currency', s.base_currency IS NOT NULL, 'a base currency'),
	(2, 'product', EXISTS (
		SELECT FROM distribution.distribution_product p WHERE p.supplier_id = s.supplier_id),
		'a distribution product'),
	(3, 'stock_push_rule', s.stock_push_rule_confirmed_at IS NOT NULL, 'the stock push rule confirmed'),
	(4, 'bigshop', s.bigshop_confirmed_at IS NOT NULL, 'the BigShop information confirmed'),
	(5, 'pricing',
		EXISTS (SELECT FROM distribution.customer_level l WHERE l.supplier_id = s.supplier_id)
		OR EXISTS (SELECT FROM distribution.sku_price p WHERE p.supplier_id = s.supplier_id),
		'a customer level or a SKU price'),
	(6, 'fees', EXISTS (
		SELECT FROM distribution.fee f WHERE f.supplier_id = s.supplier_id),
		'a fee')
) AS step (step_no, step, done, missing);
COMMENT ON VIEW distribution_report.onboarding IS 'The six steps of a supplier''s onboarding and what is missing of them (ON-1, ON-3).';
COMMENT ON COLUMN distribution_report.onboarding.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.onboarding.step_no IS '1 to 6.';
COMMENT ON COLUMN distribution_report.onboarding.step IS 'base_currency, product, stock_push_rule, bigshop, pricing or fees.';
COMMENT ON COLUMN distribution_report.onboarding.done IS 'True if the step is done.';
COMMENT ON COLUMN distribution_report.onboarding.missing IS 'What is missing; null if done.';
COMMENT ON COLUMN distribution_report.onboarding.supplier IS 'The supplier''s shop name; null: none yet.';
