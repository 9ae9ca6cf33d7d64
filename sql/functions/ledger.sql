CREATE FUNCTION distribution.post_entry(
	supplier_id bigint,
	partnership_id bigint,
	kind text,
	amount numeric,
	currency text DEFAULT NULL,
	document_no text DEFAULT NULL,
	memo text DEFAULT NULL,
	idempotency_key text DEFAULT NULL
) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_post_entry';
COMMENT ON FUNCTION distribution.post_entry(bigint, bigint, text, numeric, text, text, text, text) IS
'Posts a manual pair of entries and returns its transaction id (LE-4). kind: top_up or deduction (amount > 0), opening_balance or correction (either sign, not 0); amount is the distributor''s side, in currency (null: the settlement currency), with no more decimals than that has. A repeated idempotency_key returns the first transaction. Errors: SD014 the key posted another entry, SD005 unknown partnership, SD008 no exchange rate, 22023 kind or amount.';

CREATE FUNCTION distribution.ledger_require_pairs() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_ledger_require_pairs';
COMMENT ON FUNCTION distribution.ledger_require_pairs() IS
'Trigger: refuses a statement that inserts a ledger entry without its opposite (LE-1), 23000.';
REVOKE ALL ON FUNCTION distribution.ledger_require_pairs() FROM PUBLIC;

CREATE FUNCTION distribution.ledger_refuse_change() RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'distribution_ledger_refuse_change';
COMMENT ON FUNCTION distribution.ledger_refuse_change() IS
'Trigger: refuses update, delete and truncate of a table that only grows (LE-5), SD011.';
REVOKE ALL ON FUNCTION distribution.ledger_refuse_change() FROM PUBLIC;
