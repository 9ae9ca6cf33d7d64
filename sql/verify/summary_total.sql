CREATE FUNCTION distribution.verify_summary_total(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	WITH accounts AS (
		SELECT partnership_id, balance, last_transaction_id
		FROM distribution.settlement_account
		WHERE supplier_id = $1
	), months AS (
		SELECT
			partnership_id,
			sum(charges + refunds + return_charges + manual) AS amount,
			sum(base_charges + base_refunds + base_return_charges + base_manual) AS base_amount,
			sum(entries) AS entries
		FROM distribution.ledger_month
		WHERE supplier_id = $1
		GROUP BY partnership_id
	), days AS (
		SELECT partnership_id, sum(amount) AS amount, sum(base_amount) AS base_amount, sum(entries) AS entries
		FROM distribution.ledger_day
		WHERE supplier_id = $1
		GROUP BY partnership_id
	)
	SELECT format('partnership %s: balance %s after %s events, months sum to %s after %s, days to %s after %s',
		partnership_id, coalesce(a.balance, 0), coalesce(a.last_transaction_id, 0), coalesce(m.amount, 0), coalesce(m.entries, 0),
		coalesce(d.amount, 0), coalesce(d.entries, 0))
	FROM accounts AS a
	FULL JOIN months AS m USING (partnership_id)
	FULL JOIN days AS d USING (partnership_id)
	WHERE (coalesce(a.balance, 0), coalesce(a.last_transaction_id, 0)) <> (coalesce(m.amount, 0), coalesce(m.entries, 0))
		OR (coalesce(a.balance, 0), coalesce(a.last_transaction_id, 0)) <> (coalesce(d.amount, 0), coalesce(d.entries, 0))
		OR coalesce(m.base_amount, 0) <> coalesce(d.base_amount, 0)
	ORDER BY partnership_id
$$;
COMMENT ON FUNCTION distribution.verify_summary_total(bigint) IS
'A check of verify(), of a supplier: the balance, and the number, of all ledger transactions of a partnership are those of its months and of its days (LE-5).';
REVOKE ALL ON FUNCTION distribution.verify_summary_total(bigint) FROM PUBLIC;
