CREATE TYPE distribution.push_result AS (
	order_id bigint,
	state text,
	reason text,
	detail text,
	amount numeric(20,2),
	currency text,
	balance numeric(20,2)
);
COMMENT ON TYPE distribution.push_result IS 'What became of a push.';
COMMENT ON COLUMN distribution.push_result.order_id IS 'The order.';
COMMENT ON COLUMN distribution.push_result.state IS 'Its push state now: pushed, push_failed, or the state that forbids pushing it.';
COMMENT ON COLUMN distribution.push_result.reason IS 'Null when pushed; else order_state, on_hold, partnership_inactive, sku_not_mapped, not_offered, quantity_rule, no_price, no_exchange_rate, quota_exhausted, out_of_stock or insufficient_funds: the first check that failed (OR-4).';
COMMENT ON COLUMN distribution.push_result.detail IS 'The reason in words.';
COMMENT ON COLUMN distribution.push_result.amount IS 'What it was charged, or would have been, in the settlement currency; null if a price or fee of it is not known.';
COMMENT ON COLUMN distribution.push_result.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution.push_result.balance IS 'The distributor''s balance after it.';
