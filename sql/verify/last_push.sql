CREATE FUNCTION distribution.verify_last_push(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('partnership %s: last pushed %s, the ledger says %s', a.partnership_id,
		coalesce(a.last_pushed_at::text, 'never'), coalesce(e.posted_at::text, 'never'))
	FROM distribution.settlement_account AS a
	LEFT JOIN LATERAL (
		SELECT e.posted_at
		FROM distribution.ledger_entry AS e
		WHERE e.supplier_id = $1 AND e.partnership_id = a.partnership_id AND e.side = 'supplier' AND e.kind = 'push_charge'
		ORDER BY e.transaction_id DESC
		LIMIT 1
	) AS e ON true
	WHERE a.supplier_id = $1 AND a.last_pushed_at IS DISTINCT FROM e.posted_at
	ORDER BY a.partnership_id
$$;
COMMENT ON FUNCTION distribution.verify_last_push(bigint) IS
'A check of verify(), of a supplier: when a partnership was last charged for a push is what the ledger says (PA-7).';
REVOKE ALL ON FUNCTION distribution.verify_last_push(bigint) FROM PUBLIC;
