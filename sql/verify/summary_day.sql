CREATE FUNCTION distribution.verify_summary_day(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH kept AS (
		SELECT partnership_id, day, kind, amount, base_amount, entries
		FROM distribution.ledger_day
		WHERE supplier_id = $1
	), made AS (
		SELECT
			e.partnership_id,
			(e.posted_at AT TIME ZONE s.time_zone)::date AS day,
			e.kind,
			sum(e.settlement_amount) AS amount,
			sum(e.base_amount) AS base_amount,
			count(*)::int AS entries
		FROM distribution.ledger_entry AS e
		JOIN distribution.supplier AS s ON s.supplier_id = e.supplier_id
		WHERE e.side = 'distributor' AND e.supplier_id = $1
		GROUP BY 1, 2, 3
	)
	SELECT format('partnership %s, day %s, %s: summary and entries differ', partnership_id, day, kind)
	FROM kept
	FULL JOIN made USING (partnership_id, day, kind)
	WHERE (kept.amount, kept.base_amount, kept.entries) IS DISTINCT FROM (made.amount, made.base_amount, made.entries)
	ORDER BY partnership_id, day, kind
$$;
COMMENT ON FUNCTION distribution.verify_summary_day(bigint) IS
'A check of verify(), of a supplier: every day and kind of the summaries is what its ledger entries make it (LE-5, LE-6).';
REVOKE ALL ON FUNCTION distribution.verify_summary_day(bigint) FROM PUBLIC;
