CREATE OR REPLACE VIEW distribution_report.quota_status WITH (security_invoker = true) AS
SELECT
	a.account_id,
	m.month,
	a.plan,
	p.order_quota,
	u.used,
	CASE WHEN p.order_quota IS NOT NULL THEN greatest(p.order_quota - u.used, 0) END AS remaining,
	a.name AS account_name
FROM distribution.account a
JOIN distribution.plan p ON p.plan = a.plan
CROSS JOIN (SELECT date_trunc('month', now() AT TIME ZONE 'UTC')::date AS month) AS m
LEFT JOIN distribution.quota_usage counted ON counted.account_id = a.account_id AND counted.month = m.month
CROSS JOIN LATERAL (
	-- Counting starts with the first push under a quota; until then, and until it is settled, the orders say.
	SELECT CASE
		WHEN p.order_quota IS NULL THEN NULL
		WHEN counted.used IS NOT NULL AND counted.settles_at IS NULL THEN counted.used
		ELSE distribution.orders_pushed(a.account_id, m.month::timestamp AT TIME ZONE 'UTC')
	END AS used
) AS u;
COMMENT ON VIEW distribution_report.quota_status IS 'Order quota of each account in the current month, UTC (QU-1).';
COMMENT ON COLUMN distribution_report.quota_status.account_id IS 'The account, in either role.';
COMMENT ON COLUMN distribution_report.quota_status.month IS 'First day of the month.';
COMMENT ON COLUMN distribution_report.quota_status.plan IS 'Its plan.';
COMMENT ON COLUMN distribution_report.quota_status.order_quota IS 'Orders a month; null: unlimited.';
COMMENT ON COLUMN distribution_report.quota_status.used IS 'Orders pushed in the month; null: not counted, as unlimited.';
COMMENT ON COLUMN distribution_report.quota_status.remaining IS 'Orders left; null: unlimited.';
COMMENT ON COLUMN distribution_report.quota_status.account_name IS 'The account''s name.';
