CREATE OR REPLACE VIEW distribution_report.statements WITH (security_invoker = true) AS
SELECT
	s.supplier_id,
	s.partnership_id,
	s.statement_id,
	s.month,
	s.opening_balance,
	s.closing_balance,
	s.state,
	s.reason,
	s.distributor_id,
	s.currency,
	s.charges,
	s.refunds,
	s.return_charges,
	s.manual,
	s.entries,
	s.base_currency,
	s.base_opening_balance,
	s.base_charges,
	s.base_refunds,
	s.base_return_charges,
	s.base_manual,
	s.base_closing_balance,
	s.last_transaction_id,
	s.last_hash,
	s.closed_by,
	s.closed_at,
	s.answered_by,
	s.answered_at,
	p.shop_name AS supplier,
	p.distributor_name AS distributor
FROM distribution.statement AS s
LEFT JOIN distribution.partnership AS p ON p.supplier_id = s.supplier_id AND p.partnership_id = s.partnership_id;
COMMENT ON VIEW distribution_report.statements IS 'Closed months of partnerships and the distributors'' answers (LE-7), seen from the distributor''s side.';
COMMENT ON COLUMN distribution_report.statements.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.statements.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.statements.statement_id IS 'Key of the statement.';
COMMENT ON COLUMN distribution_report.statements.month IS 'First day of the month, in the supplier''s time zone.';
COMMENT ON COLUMN distribution_report.statements.opening_balance IS 'Balance before the month''s first entry.';
COMMENT ON COLUMN distribution_report.statements.closing_balance IS 'Balance after the month''s last entry.';
COMMENT ON COLUMN distribution_report.statements.state IS 'closed: not answered yet; confirmed or disputed by the distributor.';
COMMENT ON COLUMN distribution_report.statements.reason IS 'Why it is disputed, or a note to the confirmation.';
COMMENT ON COLUMN distribution_report.statements.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution_report.statements.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.statements.charges IS 'Charges of pushes, negative.';
COMMENT ON COLUMN distribution_report.statements.refunds IS 'Refunds of withdrawals and returns, positive.';
COMMENT ON COLUMN distribution_report.statements.return_charges IS 'Charges of returns, negative.';
COMMENT ON COLUMN distribution_report.statements.manual IS 'Manual entries, signed.';
COMMENT ON COLUMN distribution_report.statements.entries IS 'Number of money events of the month.';
COMMENT ON COLUMN distribution_report.statements.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution_report.statements.base_opening_balance IS 'Sum of all base amounts before the month, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_charges IS 'charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_refunds IS 'refunds in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_return_charges IS 'return_charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_manual IS 'manual in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.statements.base_closing_balance IS 'Sum of all base amounts up to the month''s end.';
COMMENT ON COLUMN distribution_report.statements.last_transaction_id IS 'Last ledger transaction up to the month''s end; 0: none yet.';
COMMENT ON COLUMN distribution_report.statements.last_hash IS 'Hash of its last entry (LE-3): with it the statement vouches for every entry before; empty if there is none.';
COMMENT ON COLUMN distribution_report.statements.closed_by IS 'Role that closed the month.';
COMMENT ON COLUMN distribution_report.statements.closed_at IS 'When.';
COMMENT ON COLUMN distribution_report.statements.answered_by IS 'Role that answered last; null: not answered.';
COMMENT ON COLUMN distribution_report.statements.answered_at IS 'When; null: not answered.';
COMMENT ON COLUMN distribution_report.statements.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.statements.distributor IS 'The distributor''s name.';
