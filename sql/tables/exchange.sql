-- Exchange rates (FX-1): one unit of from_currency is worth rate units of to_currency.

CREATE TABLE IF NOT EXISTS distribution.live_rate (
	from_currency text NOT NULL,
	to_currency text NOT NULL,
	rate numeric NOT NULL,
	observed_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT live_rate_pkey PRIMARY KEY (from_currency, to_currency, observed_at),
	CONSTRAINT live_rate_from_currency_fkey FOREIGN KEY (from_currency) REFERENCES distribution.currency (currency),
	CONSTRAINT live_rate_to_currency_fkey FOREIGN KEY (to_currency) REFERENCES distribution.currency (currency),
	CONSTRAINT live_rate_currencies_check CHECK (from_currency <> to_currency),
	CONSTRAINT live_rate_rate_check CHECK (rate > 0 AND rate < 10000000000),
	CONSTRAINT live_rate_rate_10_decimals CHECK (rate = round(rate, 10))
);
COMMENT ON TABLE distribution.live_rate IS 'Market rates as observed; the newest by now is used where a supplier has fixed none (FX-1). Yours to write.';
COMMENT ON COLUMN distribution.live_rate.from_currency IS 'Currency converted from.';
COMMENT ON COLUMN distribution.live_rate.to_currency IS 'Currency converted to.';
COMMENT ON COLUMN distribution.live_rate.rate IS 'Units of to_currency for one unit of from_currency.';
COMMENT ON COLUMN distribution.live_rate.observed_at IS 'When the rate held; one in the future is not used yet.';

CREATE TABLE IF NOT EXISTS distribution.fixed_rate (
	supplier_id bigint NOT NULL,
	from_currency text NOT NULL,
	to_currency text NOT NULL,
	rate numeric NOT NULL,
	CONSTRAINT fixed_rate_pkey PRIMARY KEY (supplier_id, from_currency, to_currency),
	CONSTRAINT fixed_rate_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT fixed_rate_from_currency_fkey FOREIGN KEY (from_currency) REFERENCES distribution.currency (currency),
	CONSTRAINT fixed_rate_to_currency_fkey FOREIGN KEY (to_currency) REFERENCES distribution.currency (currency),
	CONSTRAINT fixed_rate_currencies_check CHECK (from_currency <> to_currency),
	CONSTRAINT fixed_rate_rate_check CHECK (rate > 0 AND rate < 10000000000),
	CONSTRAINT fixed_rate_rate_10_decimals CHECK (rate = round(rate, 10))
);
COMMENT ON TABLE distribution.fixed_rate IS 'Rates a supplier has fixed; they go before live rates (FX-1). Yours to write.';
COMMENT ON COLUMN distribution.fixed_rate.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.fixed_rate.from_currency IS 'Currency converted from.';
COMMENT ON COLUMN distribution.fixed_rate.to_currency IS 'Currency converted to.';
COMMENT ON COLUMN distribution.fixed_rate.rate IS 'Units of to_currency for one unit of from_currency.';
