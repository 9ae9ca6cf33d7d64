CREATE OR REPLACE VIEW distribution_report.calendar WITH (security_invoker = true) AS
SELECT
	d.day::date AS day,
	to_char(d.day, 'IYYY-"W"IW') AS iso_week,
	date_trunc('month', d.day)::date AS month,
	to_char(d.day, 'YYYY-"Q"Q') AS quarter,
	extract(year FROM d.day)::int AS year,
	extract(isodow FROM d.day)::int AS weekday
FROM generate_series('2020-01-01'::timestamp, '2049-12-31'::timestamp, interval '1 day') AS d (day);
COMMENT ON VIEW distribution_report.calendar IS 'Every day from 2020 to 2049, to join reports with that also show days without a row.';
COMMENT ON COLUMN distribution_report.calendar.day IS 'The day.';
COMMENT ON COLUMN distribution_report.calendar.iso_week IS 'Its ISO 8601 week, as 2026-W01; the year is that of the week.';
COMMENT ON COLUMN distribution_report.calendar.month IS 'First day of its month, as in reconciliation_summary.';
COMMENT ON COLUMN distribution_report.calendar.quarter IS 'Its quarter, as 2026-Q1.';
COMMENT ON COLUMN distribution_report.calendar.year IS 'Its year.';
COMMENT ON COLUMN distribution_report.calendar.weekday IS '1, Monday, to 7, Sunday.';
