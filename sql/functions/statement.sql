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
