CREATE OR REPLACE VIEW distribution_report.credit_history WITH (security_invoker = true) AS
SELECT
	c.supplier_id,
	c.partnership_id,
	c.change_id,
	c.distributor_id,
	CASE WHEN e.ends THEN c.credit_limit ELSE c.previous_limit END AS previous_limit,
	CASE WHEN e.ends THEN c.credit_days ELSE c.previous_days END AS previous_days,
	CASE WHEN e.ends THEN c.permanent_limit ELSE c.credit_limit END AS credit_limit,
	c.credit_days,
	c.actor,
	CASE WHEN e.ends THEN c.until ELSE c.changed_at END AS changed_at,
	p.shop_name AS supplier,
	p.distributor_name AS distributor,
	CASE WHEN NOT e.ends THEN c.until END AS until
FROM distribution.credit_change AS c
JOIN distribution.partnership AS p ON p.supplier_id = c.supplier_id AND p.partnership_id = c.partnership_id
CROSS JOIN (VALUES (false), (true)) AS e (ends)
-- CR-5: a temporary limit that nothing replaced before has ended by itself. The later change has the larger id; of two nodes of a
-- cluster, which give ids of ranges of their own, the later time.
WHERE NOT e.ends OR (c.until <= now()
	AND NOT EXISTS (
		SELECT
		FROM distribution.credit_change AS n
		WHERE n.supplier_id = c.supplier_id AND n.partnership_id = c.partnership_id
			AND CASE WHEN n.change_id >> 48 = c.change_id >> 48 THEN n.change_id > c.change_id ELSE n.changed_at > c.changed_at END
			AND n.changed_at < c.until));
COMMENT ON VIEW distribution_report.credit_history IS 'Every change of credit limit and period (CR-3); the end of a temporary limit is one of the same change_id, at its time (CR-5).';
COMMENT ON COLUMN distribution_report.credit_history.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.credit_history.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.credit_history.change_id IS 'Key, growing.';
COMMENT ON COLUMN distribution_report.credit_history.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.credit_history.previous_limit IS 'Limit before, in settlement currency; null: unlimited.';
COMMENT ON COLUMN distribution_report.credit_history.previous_days IS 'Period before, in days; null: no term.';
COMMENT ON COLUMN distribution_report.credit_history.credit_limit IS 'Limit from then on; null: unlimited.';
COMMENT ON COLUMN distribution_report.credit_history.credit_days IS 'Period of charges from then on; null: no term.';
COMMENT ON COLUMN distribution_report.credit_history.actor IS 'Role that changed it.';
COMMENT ON COLUMN distribution_report.credit_history.changed_at IS 'When.';
COMMENT ON COLUMN distribution_report.credit_history.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.credit_history.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.credit_history.until IS 'When the limit ends; null: it is permanent.';

CREATE OR REPLACE VIEW distribution_report.credit_status WITH (security_invoker = true) AS
SELECT
	a.supplier_id,
	a.partnership_id,
	a.balance,
	CASE WHEN a.temporary_until > now() THEN a.temporary_limit ELSE a.credit_limit END AS credit_limit,
	(a.balance + CASE WHEN a.temporary_until > now() THEN a.temporary_limit ELSE a.credit_limit END)::numeric(20,2) AS spendable,
	coalesce(o.overdue, g.days_1_30 + g.days_31_60 + g.days_61_90 + g.days_over_90, 0)::numeric(20,2) AS overdue,
	(greatest(-a.balance, 0) - coalesce(o.overdue, g.days_1_30 + g.days_31_60 + g.days_61_90 + g.days_over_90, 0))::numeric(20,2)
		AS current_due,
	coalesce(o.days_1_30, g.days_1_30, 0)::numeric(20,2) AS days_1_30,
	coalesce(o.days_31_60, g.days_31_60, 0)::numeric(20,2) AS days_31_60,
	coalesce(o.days_61_90, g.days_61_90, 0)::numeric(20,2) AS days_61_90,
	coalesce(o.days_over_90, g.days_over_90, 0)::numeric(20,2) AS days_over_90,
	a.distributor_id,
	a.currency,
	a.credit_days,
	CASE WHEN o.overdue IS NOT NULL THEN o.oldest_due_at ELSE coalesce(g.oldest_due_at, a.aged_until) END AS oldest_due_at,
	p.shop_name AS supplier,
	p.distributor_name AS distributor,
	CASE WHEN a.temporary_until > now() THEN a.temporary_until END AS limit_until,
	a.credit_limit AS permanent_limit
FROM distribution.settlement_account AS a
JOIN distribution.partnership AS p ON p.supplier_id = a.supplier_id AND p.partnership_id = a.partnership_id
LEFT JOIN distribution.credit_ageing AS g ON g.supplier_id = a.supplier_id AND g.partnership_id = a.partnership_id
-- Read from the ledger where what is kept holds no longer, or not yet for a transaction that began before.
LEFT JOIN LATERAL (
	SELECT c.overdue, c.days_1_30, c.days_31_60, c.days_61_90, c.days_over_90, c.oldest_due_at
	FROM distribution.charge_ageing(a.supplier_id, a.partnership_id) AS c
	WHERE a.balance < 0 AND (a.aged_until < now() OR g.aged_at > now())
	OFFSET 0 -- so that it is not even called for all others
) AS o ON true;
COMMENT ON VIEW distribution_report.credit_status IS 'Per partnership: means, debt and how old it is (CR-1, CR-2). The debt, if the balance is negative, is current_due plus overdue; overdue is the sum of the four buckets, by days of 24 hours since the due time. All amounts in currency.';
COMMENT ON COLUMN distribution_report.credit_status.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.credit_status.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.credit_status.balance IS 'Balance; negative: debt.';
COMMENT ON COLUMN distribution_report.credit_status.credit_limit IS 'Credit limit; null: unlimited.';
COMMENT ON COLUMN distribution_report.credit_status.spendable IS 'Balance plus credit limit; null: unlimited (CR-1).';
COMMENT ON COLUMN distribution_report.credit_status.overdue IS 'Open charges past their due time.';
COMMENT ON COLUMN distribution_report.credit_status.current_due IS 'Open charges not yet due, or without a term.';
COMMENT ON COLUMN distribution_report.credit_status.days_1_30 IS 'Overdue by up to 30 days.';
COMMENT ON COLUMN distribution_report.credit_status.days_31_60 IS 'Overdue by more than 30 and up to 60 days.';
COMMENT ON COLUMN distribution_report.credit_status.days_61_90 IS 'Overdue by more than 60 and up to 90 days.';
COMMENT ON COLUMN distribution_report.credit_status.days_over_90 IS 'Overdue by more than 90 days.';
COMMENT ON COLUMN distribution_report.credit_status.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.credit_status.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.credit_status.credit_days IS 'Credit period of new charges; null: no term.';
COMMENT ON COLUMN distribution_report.credit_status.oldest_due_at IS 'Earliest due time among open charges; null: nothing open, or no term.';
COMMENT ON COLUMN distribution_report.credit_status.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.credit_status.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.credit_status.limit_until IS 'When a temporary limit ends; null: it is permanent (CR-5).';
COMMENT ON COLUMN distribution_report.credit_status.permanent_limit IS 'The permanent limit; null: unlimited.';

CREATE OR REPLACE VIEW distribution_report.overdue WITH (security_invoker = true) AS
SELECT
	a.supplier_id,
	a.partnership_id,
	c.transaction_id,
	a.distributor_id,
	c.kind,
	c.order_id,
	c.package_no,
	c.document_no,
	c.amount::numeric(20,2) AS amount,
	c.open_amount::numeric(20,2) AS open_amount,
	a.currency,
	c.posted_at,
	c.due_at,
	ceil(extract(epoch FROM now() - c.due_at) / 86400)::int AS days_overdue,
	p.shop_name AS supplier,
	p.distributor_name AS distributor,
	o.platform_order_no
FROM distribution.settlement_account AS a
JOIN distribution.partnership AS p ON p.supplier_id = a.supplier_id AND p.partnership_id = a.partnership_id
CROSS JOIN LATERAL distribution.open_charges(a.supplier_id, a.partnership_id) AS c
LEFT JOIN distribution.supply_order AS o ON o.supplier_id = a.supplier_id AND o.order_id = c.order_id
WHERE a.balance < 0 AND c.due_at < now()
	-- others have nothing overdue
	AND (a.aged_until < now() OR EXISTS (
		SELECT
		FROM distribution.credit_ageing AS g
		WHERE g.supplier_id = a.supplier_id AND g.partnership_id = a.partnership_id));
COMMENT ON VIEW distribution_report.overdue IS 'Every charge that is past its due time and not settled (CR-2).';
COMMENT ON COLUMN distribution_report.overdue.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.overdue.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.overdue.transaction_id IS 'The ledger transaction.';
COMMENT ON COLUMN distribution_report.overdue.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.overdue.kind IS 'Kind of the charge.';
COMMENT ON COLUMN distribution_report.overdue.order_id IS 'The order, if any.';
COMMENT ON COLUMN distribution_report.overdue.package_no IS 'The package, if any.';
COMMENT ON COLUMN distribution_report.overdue.document_no IS 'The document, if any.';
COMMENT ON COLUMN distribution_report.overdue.amount IS 'What was charged, positive.';
COMMENT ON COLUMN distribution_report.overdue.open_amount IS 'What of it is not settled.';
COMMENT ON COLUMN distribution_report.overdue.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.overdue.posted_at IS 'When it was charged.';
COMMENT ON COLUMN distribution_report.overdue.due_at IS 'When it was due.';
COMMENT ON COLUMN distribution_report.overdue.days_overdue IS 'Days of 24 hours since, a begun one counted whole.';
COMMENT ON COLUMN distribution_report.overdue.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.overdue.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.overdue.platform_order_no IS 'Order number of the marketplace, if it is of an order.';
