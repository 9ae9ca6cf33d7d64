CREATE FUNCTION distribution.close_statement(supplier_id bigint, partnership_id bigint, month date) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_close_statement';
COMMENT ON FUNCTION distribution.close_statement(bigint, bigint, date) IS
'Closes the month in which the date lies, of the supplier''s time zone, for a partnership and returns the statement''s id (LE-7). Months are closed in sequence; the first is any up to that of the first entry. From then on nothing is posted into the month. Errors: SD005 unknown partnership, SD012 the month or a later one is closed already, SD004 it has not ended or the month before it is not closed, 22023 an infinite date.';

CREATE FUNCTION distribution.answer_statement(
	supplier_id bigint,
	statement_id bigint,
	confirmed boolean,
	reason text DEFAULT NULL
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_answer_statement';
COMMENT ON FUNCTION distribution.answer_statement(bigint, bigint, boolean, text) IS
'The distributor''s answer to a statement: confirmed (the reason is a note, optional) or disputed with a reason (LE-7). A disputed statement can be confirmed later, a confirmed one stays. Errors: SD005 unknown statement, SD004 answered already, 22004 no reason for a dispute, 22023 an empty one.';

-- A function, so that a plan that seldom needs it does not count its cost.
CREATE FUNCTION distribution.months_to_close(supplier_id bigint, OUT partnership_id bigint, OUT month date) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL RESTRICTED ROWS 10 SET search_path = pg_catalog, pg_temp SET jit = off
AS $months$
	SELECT a.partnership_id, coalesce((c.month + interval '1 month')::date, m.month)
	FROM distribution.supplier AS s
	JOIN distribution.settlement_account AS a ON a.supplier_id = s.supplier_id
	LEFT JOIN LATERAL (
		SELECT t.month
		FROM distribution.statement AS t
		WHERE t.supplier_id = $1 AND t.partnership_id = a.partnership_id
		ORDER BY t.month DESC
		LIMIT 1
	) AS c ON true
	CROSS JOIN LATERAL (
		SELECT l.month
		FROM distribution.ledger_month AS l
		WHERE l.supplier_id = $1 AND l.partnership_id = a.partnership_id AND l.month > coalesce(c.month, '-infinity')
			AND l.month < date_trunc('month', now() AT TIME ZONE s.time_zone)
		ORDER BY l.month
		LIMIT 1
	) AS m
	WHERE s.supplier_id = $1
$months$;
COMMENT ON FUNCTION distribution.months_to_close(bigint) IS
'The partnerships that have entries in an ended month that no statement has yet, and which month is to be closed next (LE-7), as far as the caller sees them. distribution_report.attention asks it of suppliers that close months.';
