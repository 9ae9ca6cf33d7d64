CREATE OR REPLACE VIEW distribution_report.top_up_requests WITH (security_invoker = true) AS
SELECT
	r.supplier_id,
	r.partnership_id,
	p.distributor_name AS distributor,
	r.request_id,
	r.amount,
	r.currency,
	r.reference,
	r.state,
	r.requested_at,
	r.answered_at,
	r.reason,
	r.transaction_id,
	r.distributor_id,
	p.shop_name AS supplier,
	r.memo,
	r.approved_amount,
	r.requested_by,
	r.answered_by
FROM distribution.top_up_request AS r
LEFT JOIN distribution.partnership AS p ON p.supplier_id = r.supplier_id AND p.partnership_id = r.partnership_id;
COMMENT ON VIEW distribution_report.top_up_requests IS 'Top-ups that distributors have asked for, and what became of them (TU-1), for both sides.';
COMMENT ON COLUMN distribution_report.top_up_requests.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.top_up_requests.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.top_up_requests.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.top_up_requests.request_id IS 'Key of the request.';
COMMENT ON COLUMN distribution_report.top_up_requests.amount IS 'What the distributor says it has paid.';
COMMENT ON COLUMN distribution_report.top_up_requests.currency IS 'In which currency.';
COMMENT ON COLUMN distribution_report.top_up_requests.reference IS 'Reference of the payment.';
COMMENT ON COLUMN distribution_report.top_up_requests.state IS 'asked, approved or rejected.';
COMMENT ON COLUMN distribution_report.top_up_requests.requested_at IS 'When it was asked for.';
COMMENT ON COLUMN distribution_report.top_up_requests.answered_at IS 'When it was approved or rejected.';
COMMENT ON COLUMN distribution_report.top_up_requests.reason IS 'Why it is rejected.';
COMMENT ON COLUMN distribution_report.top_up_requests.transaction_id IS 'The transaction that posted it.';
COMMENT ON COLUMN distribution_report.top_up_requests.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.top_up_requests.supplier IS 'The supplier''s shop name.';
COMMENT ON COLUMN distribution_report.top_up_requests.memo IS 'The distributor''s note.';
COMMENT ON COLUMN distribution_report.top_up_requests.approved_amount IS 'What was posted, in the same currency.';
COMMENT ON COLUMN distribution_report.top_up_requests.requested_by IS 'Role that asked.';
COMMENT ON COLUMN distribution_report.top_up_requests.answered_by IS 'Role that approved or rejected.';
