CREATE FUNCTION distribution.verify_statement(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('partnership %s, statement %s of %s: statement and ledger differ',
		t.partnership_id, t.statement_id, to_char(t.month, 'YYYY-MM'))
	FROM distribution.statement AS t
	CROSS JOIN LATERAL (
		SELECT
			coalesce(sum(charges + refunds + return_charges + manual) FILTER (WHERE m.month < t.month), 0) AS opening,
			coalesce(sum(charges) FILTER (WHERE m.month = t.month), 0) AS charges,
			coalesce(sum(refunds) FILTER (WHERE m.month = t.month), 0) AS refunds,
			coalesce(sum(return_charges) FILTER (WHERE m.month = t.month), 0) AS return_charges,
			coalesce(sum(charges + refunds + return_charges + manual), 0) AS closing,
			coalesce(sum(base_charges + base_refunds + base_return_charges + base_manual) FILTER (WHERE m.month < t.month), 0) AS base_opening,
			coalesce(sum(base_charges) FILTER (WHERE m.month = t.month), 0) AS base_charges,
			coalesce(sum(base_refunds) FILTER (WHERE m.month = t.month), 0) AS base_refunds,
			coalesce(sum(base_return_charges) FILTER (WHERE m.month = t.month), 0) AS base_return_charges,
			coalesce(sum(base_charges + base_refunds + base_return_charges + base_manual), 0) AS base_closing,
			coalesce(sum(entries) FILTER (WHERE m.month = t.month), 0) AS entries,
			coalesce(sum(entries), 0) AS last_transaction_id
		FROM distribution.ledger_month AS m
		WHERE m.supplier_id = t.supplier_id AND m.partnership_id = t.partnership_id AND m.month <= t.month
	) AS n
	LEFT JOIN distribution.ledger_entry AS e ON e.supplier_id = t.supplier_id AND e.partnership_id = t.partnership_id
		AND e.transaction_id = t.last_transaction_id AND e.side = 'supplier'
	WHERE t.supplier_id = $1
		AND (t.opening_balance, t.charges, t.refunds, t.return_charges, t.closing_balance,
			t.base_opening_balance, t.base_charges, t.base_refunds, t.base_return_charges, t.base_closing_balance,
			t.entries, t.last_transaction_id, t.last_hash)
		IS DISTINCT FROM (n.opening, n.charges, n.refunds, n.return_charges, n.closing,
			n.base_opening, n.base_charges, n.base_refunds, n.base_return_charges, n.base_closing,
			n.entries, n.last_transaction_id, coalesce(e.hash, ''))
	ORDER BY t.partnership_id, t.month
$$;
COMMENT ON FUNCTION distribution.verify_statement(bigint) IS
'A check of verify(), of a supplier: every statement says what the summaries and the last entry of its month say (LE-7).';
REVOKE ALL ON FUNCTION distribution.verify_statement(bigint) FROM PUBLIC;
