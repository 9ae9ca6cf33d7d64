CREATE FUNCTION distribution.account_total(
	supplier_id bigint,
	currency text,
	OUT balance numeric,
	OUT currency text,
	OUT rate_note text
) RETURNS record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_account_total';
COMMENT ON FUNCTION distribution.account_total(bigint, text) IS
'The balances of all partnerships of a supplier, distributors'' side, in one currency at the rates of now (FX-1). Each settlement currency is summed, converted and rounded once; rate_note says by which rate: "THB * 0.1284 (live, 2026-03-01 00:00:00+00)", "/" where the conversion divides by the quoted rate. Errors: SD005 unknown supplier or currency, SD008 no exchange rate.';
