CREATE FUNCTION distribution.verify(
	supplier_id bigint DEFAULT NULL,
	OUT check_name text,
	OUT supplier_id bigint,
	OUT detail text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_verify';
COMMENT ON FUNCTION distribution.verify(bigint) IS
'Derives everything kept anew and returns a row for each fault: ledger pairs, gaps, balances and hash chains, summaries, charges and refunds, stock against movements and open lines, quotas. No row means the books are sound. Null: every supplier (owner only).';
