CREATE FUNCTION distribution.verify_open_month(supplier_id bigint) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$
	SELECT format('partnership %s: closed up to %s, and entries from %s, are kept of its months; they are closed up to %s, with entries from %s',
		a.partnership_id, coalesce(a.closed_month::text, 'none'), coalesce(a.open_month::text, 'none'),
		coalesce(c.month::text, 'none'), coalesce(o.month::text, 'none'))
	FROM distribution.settlement_account AS a
	CROSS JOIN LATERAL (
		SELECT max(t.month) AS month
		FROM distribution.statement AS t
		WHERE t.supplier_id = a.supplier_id AND t.partnership_id = a.partnership_id
	) AS c
	CROSS JOIN LATERAL (
		SELECT min(m.month) AS month
		FROM distribution.ledger_month AS m
		WHERE m.supplier_id = a.supplier_id AND m.partnership_id = a.partnership_id AND m.month > coalesce(c.month, '-infinity')
	) AS o
	WHERE a.supplier_id = $1 AND (a.closed_month, a.open_month) IS DISTINCT FROM (c.month, o.month)
	ORDER BY a.partnership_id
$$;
COMMENT ON FUNCTION distribution.verify_open_month(bigint) IS
'A check of verify(), of a supplier: the last closed month that is kept of each partnership, and the first after it with entries, are those of its statements and sums (LE-7).';
REVOKE ALL ON FUNCTION distribution.verify_open_month(bigint) FROM PUBLIC;
