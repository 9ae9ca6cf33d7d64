CREATE OR REPLACE VIEW distribution_report.notifications WITH (security_invoker = true) AS
SELECT
	n.account_id,
	n.notification_id,
	n.event,
	n.message,
	n.created_at,
	n.read_at,
	a.name AS account_name
FROM distribution.notification AS n
JOIN distribution.account AS a ON a.account_id = n.account_id;
COMMENT ON VIEW distribution_report.notifications IS 'Messages to accounts, read with mark_read() (NO-1).';
COMMENT ON COLUMN distribution_report.notifications.account_id IS 'The account it is for.';
COMMENT ON COLUMN distribution_report.notifications.notification_id IS 'Key, growing.';
COMMENT ON COLUMN distribution_report.notifications.event IS 'What happened: an event of distribution.notification_subscription.';
COMMENT ON COLUMN distribution_report.notifications.message IS 'The event in words.';
COMMENT ON COLUMN distribution_report.notifications.created_at IS 'When it happened.';
COMMENT ON COLUMN distribution_report.notifications.read_at IS 'When it was marked as read; null: unread.';
COMMENT ON COLUMN distribution_report.notifications.account_name IS 'The account''s name.';
