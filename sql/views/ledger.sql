CREATE OR REPLACE VIEW distribution_report.reconciliation WITH (security_invoker = true) AS
SELECT
	e.side,
	e.account_id,
	e.supplier_id,
	e.partnership_id,
	e.transaction_id,
	e.kind,
	e.order_id,
	e.package_no,
	e.document_no,
	e.amount,
	e.currency,
	e.rate,
	e.rate_source,
	e.settlement_amount,
	e.settlement_currency,
	e.balance_after,
	e.posted_at,
	e.base_amount,
	e.base_currency,
	e.due_at,
	e.actor,
	e.memo,
	p.shop_name AS supplier,
	p.distributor_name AS distributor,
	o.platform_order_no,
	p.distributor_id,
	(e.posted_at AT TIME ZONE p.time_zone)::date AS posted_on
FROM distribution.ledger_entry AS e
LEFT JOIN distribution.partnership AS p ON p.supplier_id = e.supplier_id AND p.partnership_id = e.partnership_id
LEFT JOIN distribution.supply_order AS o ON o.supplier_id = e.supplier_id AND o.order_id = e.order_id;
COMMENT ON VIEW distribution_report.reconciliation IS 'Every ledger entry, each side''s by account_id (LE-2).';
COMMENT ON COLUMN distribution_report.reconciliation.side IS 'supplier or distributor: whose books.';
COMMENT ON COLUMN distribution_report.reconciliation.account_id IS 'The account of that side.';
COMMENT ON COLUMN distribution_report.reconciliation.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.reconciliation.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.reconciliation.transaction_id IS 'Number of the money event, gapless from 1 in the partnership.';
COMMENT ON COLUMN distribution_report.reconciliation.kind IS 'Kind of the event (LE-2).';
COMMENT ON COLUMN distribution_report.reconciliation.order_id IS 'The order, if any.';
COMMENT ON COLUMN distribution_report.reconciliation.package_no IS 'The package, if any.';
COMMENT ON COLUMN distribution_report.reconciliation.document_no IS 'The document; of an order, its marketplace number.';
COMMENT ON COLUMN distribution_report.reconciliation.amount IS 'Amount as stated, signed for this side.';
COMMENT ON COLUMN distribution_report.reconciliation.currency IS 'Currency of amount.';
COMMENT ON COLUMN distribution_report.reconciliation.rate IS 'Quoted rate from currency to the settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation.rate_source IS 'same, fixed or live.';
COMMENT ON COLUMN distribution_report.reconciliation.settlement_amount IS 'The amount in the settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation.settlement_currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation.balance_after IS 'Sum of this side''s settlement amounts up to here.';
COMMENT ON COLUMN distribution_report.reconciliation.posted_at IS 'When it was posted.';
COMMENT ON COLUMN distribution_report.reconciliation.base_amount IS 'The amount in the supplier''s base currency at the rate of posting.';
COMMENT ON COLUMN distribution_report.reconciliation.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution_report.reconciliation.due_at IS 'When a charge is due; null: no term.';
COMMENT ON COLUMN distribution_report.reconciliation.actor IS 'Role that posted it.';
COMMENT ON COLUMN distribution_report.reconciliation.memo IS 'Free text.';
COMMENT ON COLUMN distribution_report.reconciliation.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.reconciliation.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.reconciliation.platform_order_no IS 'Order number of the marketplace, if it is of an order.';
COMMENT ON COLUMN distribution_report.reconciliation.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.reconciliation.posted_on IS 'Day of posted_at in the supplier''s time zone, to join calendar, as in reconciliation_daily.';

CREATE OR REPLACE VIEW distribution_report.reconciliation_summary WITH (security_invoker = true) AS
SELECT
	m.supplier_id,
	m.partnership_id,
	a.distributor_id,
	m.month,
	a.currency,
	(m.closing - m.charges - m.refunds - m.return_charges - m.manual)::numeric(20,2) AS opening_balance,
	m.charges,
	m.refunds,
	m.return_charges,
	m.manual,
	m.closing::numeric(20,2) AS closing_balance,
	m.entries,
	s.base_currency,
	m.base_charges,
	m.base_refunds,
	m.base_return_charges,
	m.base_manual,
	(m.base_closing - m.base_charges - m.base_refunds - m.base_return_charges - m.base_manual)::numeric(20,2)
		AS base_opening_balance,
	m.base_closing::numeric(20,2) AS base_closing_balance,
	p.shop_name AS supplier,
	p.distributor_name AS distributor
FROM (
	SELECT
		k.supplier_id,
		k.partnership_id,
		k.month,
		k.charges,
		k.refunds,
		k.return_charges,
		k.manual,
		k.base_charges,
		k.base_refunds,
		k.base_return_charges,
		k.base_manual,
		k.entries,
		sum(k.charges + k.refunds + k.return_charges + k.manual) OVER by_month AS closing,
		sum(k.base_charges + k.base_refunds + k.base_return_charges + k.base_manual) OVER by_month AS base_closing
	FROM distribution.ledger_month AS k
	WINDOW by_month AS (PARTITION BY k.supplier_id, k.partnership_id ORDER BY k.month)
) AS m
JOIN distribution.settlement_account AS a
	ON a.supplier_id = m.supplier_id AND a.partnership_id = m.partnership_id
JOIN distribution.partnership AS p ON p.supplier_id = m.supplier_id AND p.partnership_id = m.partnership_id
CROSS JOIN LATERAL distribution.partner_shop(m.supplier_id) AS s;
COMMENT ON VIEW distribution_report.reconciliation_summary IS 'Per partnership and month with entries: opening balance plus the signed columns is the closing balance (LE-6), seen from the distributor''s side.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.month IS 'First day of the month, in the supplier''s time zone.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.opening_balance IS 'Balance before the month''s first entry.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.charges IS 'Charges of pushes, negative.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.refunds IS 'Refunds of withdrawals and returns, positive.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.return_charges IS 'Charges of returns, negative.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.manual IS 'Manual entries, signed.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.closing_balance IS 'Balance after the month''s last entry.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.entries IS 'Number of money events.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_charges IS 'charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_refunds IS 'refunds in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_return_charges IS 'return_charges in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_manual IS 'manual in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_opening_balance IS 'Sum of all base amounts before the month.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.base_closing_balance IS 'Sum of all base amounts up to the month''s end.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.reconciliation_summary.distributor IS 'The distributor''s name.';

CREATE OR REPLACE VIEW distribution_report.reconciliation_daily WITH (security_invoker = true) AS
SELECT
	d.supplier_id,
	d.partnership_id,
	d.day,
	d.kind,
	d.amount,
	d.entries,
	a.currency,
	d.base_amount,
	s.base_currency,
	p.shop_name AS supplier,
	d.distributor_id,
	p.distributor_name AS distributor
FROM distribution.ledger_day AS d
JOIN distribution.settlement_account AS a
	ON a.supplier_id = d.supplier_id AND a.partnership_id = d.partnership_id
JOIN distribution.partnership AS p ON p.supplier_id = d.supplier_id AND p.partnership_id = d.partnership_id
CROSS JOIN LATERAL distribution.partner_shop(d.supplier_id) AS s;
COMMENT ON VIEW distribution_report.reconciliation_daily IS 'Per partnership, day of the supplier''s time zone and kind (LE-6), seen from the distributor''s side.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.day IS 'The day.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.kind IS 'Kind of the events.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.amount IS 'Signed sum in currency.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.entries IS 'Number of money events.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.base_amount IS 'Sum in the base currency, at the rates of posting.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.reconciliation_daily.distributor IS 'The distributor''s name.';

CREATE OR REPLACE VIEW distribution_report.reconciliation_total WITH (security_invoker = true) AS
SELECT
	m.supplier_id,
	m.month,
	s.base_currency,
	(m.closing - m.charges - m.refunds - m.return_charges - m.manual)::numeric(20,2) AS opening_balance,
	m.charges::numeric(20,2) AS charges,
	m.refunds::numeric(20,2) AS refunds,
	m.return_charges::numeric(20,2) AS return_charges,
	m.manual::numeric(20,2) AS manual,
	m.closing::numeric(20,2) AS closing_balance,
	m.entries::int AS entries,
	m.partnerships::int AS partnerships,
	s.bigshop_name AS supplier
FROM (
	SELECT
		k.supplier_id,
		k.month,
		sum(k.base_charges) AS charges,
		sum(k.base_refunds) AS refunds,
		sum(k.base_return_charges) AS return_charges,
		sum(k.base_manual) AS manual,
		sum(k.entries) AS entries,
		count(*) AS partnerships,
		sum(sum(k.base_charges + k.base_refunds + k.base_return_charges + k.base_manual))
			OVER (PARTITION BY k.supplier_id ORDER BY k.month) AS closing
	FROM distribution.ledger_month AS k
	GROUP BY k.supplier_id, k.month
) AS m
JOIN distribution.supplier AS s ON s.supplier_id = m.supplier_id;
COMMENT ON VIEW distribution_report.reconciliation_total IS 'Per supplier and month with entries, over all its partnerships of whatever settlement currency: sums in the base currency at the rates of posting, which no later rate changes (LE-6, FX-2), seen from the distributors'' side. The supplier''s own.';
COMMENT ON COLUMN distribution_report.reconciliation_total.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.reconciliation_total.month IS 'First day of the month, in the supplier''s time zone.';
COMMENT ON COLUMN distribution_report.reconciliation_total.base_currency IS 'The supplier''s base currency, of all amounts.';
COMMENT ON COLUMN distribution_report.reconciliation_total.opening_balance IS 'Sum of all base amounts before the month.';
COMMENT ON COLUMN distribution_report.reconciliation_total.charges IS 'Charges of pushes, negative.';
COMMENT ON COLUMN distribution_report.reconciliation_total.refunds IS 'Refunds of withdrawals and returns, positive.';
COMMENT ON COLUMN distribution_report.reconciliation_total.return_charges IS 'Charges of returns, negative.';
COMMENT ON COLUMN distribution_report.reconciliation_total.manual IS 'Manual entries, signed.';
COMMENT ON COLUMN distribution_report.reconciliation_total.closing_balance IS 'Sum of all base amounts up to the month''s end.';
COMMENT ON COLUMN distribution_report.reconciliation_total.entries IS 'Number of money events.';
COMMENT ON COLUMN distribution_report.reconciliation_total.partnerships IS 'Number of partnerships with entries in the month.';
COMMENT ON COLUMN distribution_report.reconciliation_total.supplier IS 'The supplier''s shop name; null: none yet.';
