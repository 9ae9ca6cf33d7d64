CREATE FUNCTION distribution.set_credit(
	supplier_id bigint,
	partnership_id bigint,
	credit_limit numeric,
	credit_days int,
	until timestamptz DEFAULT NULL
) RETURNS void
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_set_credit';
COMMENT ON FUNCTION distribution.set_credit(bigint, bigint, numeric, int, timestamptz) IS
'Sets how far below zero pushes may take a partnership''s balance, in settlement currency (null: unlimited, 0: no credit), and after how many days, at most 36500, a charge is due (null: no term) (CR-1 ... CR-3). New charges only; a change is kept in credit_history. until: the limit is temporary, replaces an earlier temporary one and ends then, by itself, at the last permanent limit; without it the limit is permanent and ends a temporary one; credit_days is permanent either way (CR-5). Errors: SD005 unknown partnership, 22023 negative values or an until that is not to come, 22003 beyond an amount.';

CREATE FUNCTION distribution.open_charges(
	supplier_id bigint,
	partnership_id bigint,
	OUT transaction_id bigint,
	OUT kind text,
	OUT order_id bigint,
	OUT package_no text,
	OUT document_no text,
	OUT posted_at timestamptz,
	OUT due_at timestamptz,
	OUT amount numeric,
	OUT open_amount numeric
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 20 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_open_charges';
COMMENT ON FUNCTION distribution.open_charges(bigint, bigint) IS
'The charges of a partnership that its credits have not settled, the newest first: kind, order and document of each, when it was posted and is due (null: no term), what was charged and what of it is open, both positive, in settlement currency (CR-2). A refund settles its own charge first, every other credit the oldest; the open amounts are the debt, so none is open while the balance is not negative. Errors: SD005 unknown partnership.';

CREATE FUNCTION distribution.charge_ageing(
	supplier_id bigint,
	partnership_id bigint,
	OUT overdue numeric,
	OUT days_1_30 numeric,
	OUT days_31_60 numeric,
	OUT days_61_90 numeric,
	OUT days_over_90 numeric,
	OUT oldest_due_at timestamptz
) RETURNS record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_charge_ageing';
COMMENT ON FUNCTION distribution.charge_ageing(bigint, bigint) IS
'What of a partnership''s open charges is overdue now, in all and by days of 24 hours since its due time, in settlement currency, and the earliest due time of what is open (null: none has one), read from the ledger (CR-2). The reports ask it of accounts whose kept ageing holds no longer. Errors: SD005 unknown partnership.';
