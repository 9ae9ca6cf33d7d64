CREATE FUNCTION distribution.verify_summary_month(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH kept AS (
		SELECT
			partnership_id,
			month,
			charges + refunds + return_charges + manual AS amount,
			base_charges + base_refunds + base_return_charges + base_manual AS base_amount,
			charges,
			refunds,
			return_charges,
			entries
		FROM distribution.ledger_month
		WHERE supplier_id = $1
	), made AS (
		SELECT
			e.partnership_id,
			date_trunc('month', e.posted_at AT TIME ZONE s.time_zone)::date AS month,
			sum(e.settlement_amount) AS amount,
			sum(e.base_amount) AS base_amount,
			coalesce(sum(e.settlement_amount) FILTER (WHERE e.kind = 'push_charge'), 0) AS charges,
			coalesce(sum(e.settlement_amount) FILTER (WHERE e.kind IN ('withdrawal_refund', 'refusal_refund', 'return_refund')), 0) AS refunds,
			coalesce(sum(e.settlement_amount) FILTER (WHERE e.kind = 'return_charge'), 0) AS return_charges,
			count(*)::int AS entries
		FROM distribution.ledger_entry AS e
		JOIN distribution.supplier AS s ON s.supplier_id = e.supplier_id
		WHERE e.side = 'distributor' AND e.supplier_id = $1
		GROUP BY 1, 2
	)
	SELECT format('partnership %s, month %s: summary and entries differ', partnership_id, month)
	FROM kept
	FULL JOIN made USING (partnership_id, month)
	WHERE (kept.amount, kept.base_amount, kept.charges, kept.refunds, kept.return_charges, kept.entries)
		IS DISTINCT FROM (made.amount, made.base_amount, made.charges, made.refunds, made.return_charges, made.entries)
	ORDER BY partnership_id, month
$$;
COMMENT ON FUNCTION distribution.verify_summary_month(bigint) IS
'A check of verify(), of a supplier: every month of the summaries is what its ledger entries make it (LE-5, LE-6).';
REVOKE ALL ON FUNCTION distribution.verify_summary_month(bigint) FROM PUBLIC;
