CREATE OR REPLACE VIEW distribution_report.events WITH (security_invoker = true) AS
SELECT
	e.account_id,
	e.position,
	e.event,
	e.supplier_id,
	p.shop_name AS supplier,
	e.partnership_id,
	p.distributor_name AS distributor,
	e.subject,
	e.detail,
	e.happened_at
FROM distribution.event AS e
LEFT JOIN distribution.partnership AS p ON p.supplier_id = e.supplier_id AND p.partnership_id = e.partnership_id;
COMMENT ON VIEW distribution_report.events IS 'The event feed of an account, as far as read_events() has read it (EV-1).';
COMMENT ON COLUMN distribution_report.events.account_id IS 'The account.';
COMMENT ON COLUMN distribution_report.events.position IS 'Place in the feed.';
COMMENT ON COLUMN distribution_report.events.event IS 'What happened.';
COMMENT ON COLUMN distribution_report.events.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.events.supplier IS 'The supplier''s shop name; null: it is of no partnership.';
COMMENT ON COLUMN distribution_report.events.partnership_id IS 'The partnership; null: of none.';
COMMENT ON COLUMN distribution_report.events.distributor IS 'The distributor''s name; null: it is of no partnership.';
COMMENT ON COLUMN distribution_report.events.subject IS 'What it is about: order number, SKU, document, month.';
COMMENT ON COLUMN distribution_report.events.detail IS 'Ids and more.';
COMMENT ON COLUMN distribution_report.events.happened_at IS 'When.';
