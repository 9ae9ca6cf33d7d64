-- A price that begins at infinity, or ended before any time, was exported as one without dates.
ALTER TABLE distribution.sku_price
	DROP CONSTRAINT IF EXISTS sku_price_valid_check,
	ADD CONSTRAINT sku_price_valid_check CHECK (NOT isempty(valid) AND NOT upper_inc(valid)
		AND (lower_inf(valid) OR lower_inc(valid))
		AND lower(valid) >= '0001-01-01 00:00:00Z' AND lower(valid) < '10000-01-01 00:00:00Z'
		AND upper(valid) > '0001-01-01 00:00:00Z' AND upper(valid) < '10000-01-01 00:00:00Z') NOT VALID;
