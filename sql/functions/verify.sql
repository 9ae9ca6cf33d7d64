CREATE FUNCTION distribution.verify(
	supplier_id bigint DEFAULT NULL,
	since_checkpoint boolean DEFAULT false,
	OUT check_name text,
	OUT supplier_id bigint,
	OUT detail text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_verify';
COMMENT ON FUNCTION distribution.verify(bigint, boolean) IS
'Derives everything kept anew and returns a row for each fault, naming the row: ledger pairs, gaps, balances, hash chains and what the last checkpoint saw of them, summaries, statements, charges and refunds, how old open charges are, last pushes, numbers of claims, stock against movements and open lines, withdrawals, units sold, quotas. No row means the books are sound. supplier_id null: every supplier (owner only); on a cluster each node looks at its own, and one that does not answer is an error (55000). since_checkpoint: only the ledger, each account''s from its last checkpoint on, and the totals of its summaries.';

CREATE FUNCTION distribution.verify_here(
	since_checkpoint boolean DEFAULT false,
	OUT check_name text,
	OUT supplier_id bigint,
	OUT detail text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_verify_here';
COMMENT ON FUNCTION distribution.verify_here(boolean) IS
'verify() of the suppliers on this node of a cluster, without quotas; without a cluster, of every supplier. For superusers and members of the owner.';

CREATE FUNCTION distribution.save_checkpoint(supplier_id bigint) RETURNS int
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_save_checkpoint';
COMMENT ON FUNCTION distribution.save_checkpoint(bigint) IS
'Verifies the ledger of a supplier from the last checkpoint on and saves where each sound account stands, for verify(since_checkpoint => true); returns the number of accounts saved. An account with a fault or without entries keeps what it had.';
