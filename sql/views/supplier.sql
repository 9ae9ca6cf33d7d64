CREATE OR REPLACE VIEW distribution_report.onboarding WITH (security_invoker = true) AS
SELECT
	d.supplier_id,
	step.step_no,
	step.step,
	d.done[step.step_no] AS done,
	CASE WHEN NOT d.done[step.step_no] THEN step.missing END AS missing,
	d.supplier
FROM (
	-- Grouped, so that each is looked up once.
	SELECT
		s.supplier_id,
		s.bigshop_name AS supplier,
		ARRAY[
			s.base_currency IS NOT NULL,
			EXISTS (SELECT FROM distribution.distribution_product AS p WHERE p.supplier_id = s.supplier_id),
			s.stock_push_rule_confirmed_at IS NOT NULL,
			s.bigshop_confirmed_at IS NOT NULL,
			EXISTS (SELECT FROM distribution.customer_level AS l WHERE l.supplier_id = s.supplier_id)
				OR EXISTS (SELECT FROM distribution.sku_price AS p WHERE p.supplier_id = s.supplier_id),
			EXISTS (SELECT FROM distribution.fee AS f WHERE f.supplier_id = s.supplier_id)
		] AS done
	FROM distribution.supplier AS s
	GROUP BY s.supplier_id, s.bigshop_name, s.base_currency, s.stock_push_rule_confirmed_at, s.bigshop_confirmed_at
) AS d
CROSS JOIN (VALUES
	(1, 'base_currency', 'a base currency'),
	(2, 'product', 'a distribution product'),
	(3, 'stock_push_rule', 'the stock push rule confirmed'),
	(4, 'bigshop', 'the BigShop information confirmed'),
	(5, 'pricing', 'a customer level or a SKU price'),
	(6, 'fees', 'a fee')
) AS step (step_no, step, missing);
COMMENT ON VIEW distribution_report.onboarding IS 'The six steps of a supplier''s onboarding and what is missing of them (ON-1, ON-3).';
COMMENT ON COLUMN distribution_report.onboarding.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.onboarding.step_no IS '1 to 6.';
COMMENT ON COLUMN distribution_report.onboarding.step IS 'base_currency, product, stock_push_rule, bigshop, pricing or fees.';
COMMENT ON COLUMN distribution_report.onboarding.done IS 'True if the step is done.';
COMMENT ON COLUMN distribution_report.onboarding.missing IS 'What is missing; null if done.';
COMMENT ON COLUMN distribution_report.onboarding.supplier IS 'The supplier''s shop name; null: none yet.';
