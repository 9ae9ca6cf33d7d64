CREATE FUNCTION distribution.read_events(account_id bigint, after bigint DEFAULT 0, max_events int DEFAULT 1000)
RETURNS TABLE ("position" bigint, event text, supplier_id bigint, partnership_id bigint, subject text, detail jsonb, happened_at timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000 SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_read_events';
COMMENT ON FUNCTION distribution.read_events(bigint, bigint, int) IS
'The events of an account after a position of its feed, at most max_events, in the order of their positions (EV-1): of orders, partnerships, products and claims, ledger, returns, statements and top-ups. Give the last position read the next time: nothing is missed, whatever is committed when, and nothing comes twice. 0 starts at the oldest that is kept, for account_setting.event_days. Positions hold once the transaction that read them is committed. For any member of the account. Errors: SD015 what followed the position is no longer kept, 22023 a negative position or not 1 to 100000 events, 22004, 42501.';
