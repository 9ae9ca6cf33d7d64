-- Prices of one partnership, before all others (PC-0), in the supplier's base currency.

CREATE TABLE IF NOT EXISTS distribution.partnership_price (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	min_quantity int NOT NULL DEFAULT 1,
	valid tstzrange NOT NULL DEFAULT '(,)',
	price numeric NOT NULL,
	CONSTRAINT partnership_price_pkey PRIMARY KEY (supplier_id, partnership_id, sku_id, min_quantity, valid),
	CONSTRAINT partnership_price_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id) ON DELETE CASCADE,
	CONSTRAINT partnership_price_sku_fkey FOREIGN KEY (supplier_id, sku_id) REFERENCES distribution.merchant_sku (supplier_id, sku_id),
	CONSTRAINT partnership_price_overlap_excl EXCLUDE USING gist (
		supplier_id WITH =, partnership_id WITH =, sku_id WITH =, min_quantity WITH =, valid WITH &&),
	CONSTRAINT partnership_price_min_quantity_check CHECK (min_quantity >= 1),
	CONSTRAINT partnership_price_valid_check CHECK (NOT isempty(valid) AND NOT upper_inc(valid)
		AND (lower_inf(valid) OR lower_inc(valid))
		AND lower(valid) >= '0001-01-01 00:00:00Z' AND lower(valid) < '10000-01-01 00:00:00Z'
		AND upper(valid) > '0001-01-01 00:00:00Z' AND upper(valid) < '10000-01-01 00:00:00Z'),
	CONSTRAINT partnership_price_price_check CHECK (price BETWEEN 0 AND 92233720368547758.07),
	CONSTRAINT partnership_price_price_2_decimals CHECK (price = round(price, 2))
);
COMMENT ON TABLE distribution.partnership_price IS 'Prices set for a SKU and one partnership, first in the order of sources (PC-0). Yours to write.';
COMMENT ON COLUMN distribution.partnership_price.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.partnership_price.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.partnership_price.sku_id IS 'The SKU.';
COMMENT ON COLUMN distribution.partnership_price.min_quantity IS 'Smallest line quantity, in units, that the price is for.';
COMMENT ON COLUMN distribution.partnership_price.valid IS 'When the price holds: half-open, UTC, as in sku_price.';
COMMENT ON COLUMN distribution.partnership_price.price IS 'Price of one unit in the supplier''s base currency; 0 is a price.';
CREATE INDEX IF NOT EXISTS partnership_price_sku_idx ON distribution.partnership_price (supplier_id, sku_id);
