-- Price lists (PC-1, PC-2), all in the supplier's base currency.

CREATE TABLE IF NOT EXISTS distribution.customer_level (
	supplier_id bigint NOT NULL,
	level int NOT NULL,
	name text NOT NULL,
	percent numeric NOT NULL DEFAULT 100,
	plus numeric NOT NULL DEFAULT 0,
	CONSTRAINT customer_level_pkey PRIMARY KEY (supplier_id, level),
	CONSTRAINT customer_level_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT customer_level_level_check CHECK (level BETWEEN 1 AND 10),
	CONSTRAINT customer_level_percent_check CHECK (percent BETWEEN 0 AND 99999.9999),
	CONSTRAINT customer_level_percent_4_decimals CHECK (percent = round(percent, 4)),
	CONSTRAINT customer_level_plus_check CHECK (plus BETWEEN -92233720368547758.07 AND 92233720368547758.07),
	CONSTRAINT customer_level_plus_2_decimals CHECK (plus = round(plus, 2))
);
COMMENT ON TABLE distribution.customer_level IS 'Customer levels and their rule on the base price: base x percent / 100 + plus (PC-2). Yours to write.';
COMMENT ON COLUMN distribution.customer_level.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.customer_level.level IS '1 to 10.';
COMMENT ON COLUMN distribution.customer_level.name IS 'Name of the level.';
COMMENT ON COLUMN distribution.customer_level.percent IS 'Percent of the base price, 100 is unchanged.';
COMMENT ON COLUMN distribution.customer_level.plus IS 'Amount added, in the base currency; may be negative.';

CREATE TABLE IF NOT EXISTS distribution.sku_price (
	supplier_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	level int NOT NULL DEFAULT 0,
	min_quantity int NOT NULL DEFAULT 1,
	valid tstzrange NOT NULL DEFAULT '(,)',
	price numeric NOT NULL,
	CONSTRAINT sku_price_pkey PRIMARY KEY (supplier_id, sku_id, level, min_quantity, valid),
	CONSTRAINT sku_price_sku_fkey FOREIGN KEY (supplier_id, sku_id) REFERENCES distribution.merchant_sku (supplier_id, sku_id),
	CONSTRAINT sku_price_overlap_excl EXCLUDE USING gist (
		supplier_id WITH =, sku_id WITH =, level WITH =, min_quantity WITH =, valid WITH &&),
	CONSTRAINT sku_price_level_check CHECK (level BETWEEN 0 AND 10),
	CONSTRAINT sku_price_min_quantity_check CHECK (min_quantity >= 1),
	CONSTRAINT sku_price_valid_check CHECK (NOT isempty(valid) AND NOT upper_inc(valid)
		AND (lower_inf(valid) OR lower_inc(valid))
		AND lower(valid) >= '0001-01-01 00:00:00Z' AND lower(valid) < '10000-01-01 00:00:00Z'
		AND upper(valid) > '0001-01-01 00:00:00Z' AND upper(valid) < '10000-01-01 00:00:00Z'),
	CONSTRAINT sku_price_price_check CHECK (price BETWEEN 0 AND 92233720368547758.07),
	CONSTRAINT sku_price_price_2_decimals CHECK (price = round(price, 2))
);
COMMENT ON TABLE distribution.sku_price IS 'Prices set for a SKU, for one level or all (PC-1). Yours to write.';
COMMENT ON COLUMN distribution.sku_price.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.sku_price.sku_id IS 'The SKU.';
COMMENT ON COLUMN distribution.sku_price.level IS 'The customer level, 0 for all levels.';
COMMENT ON COLUMN distribution.sku_price.min_quantity IS 'Smallest line quantity, in units, that the price is for.';
COMMENT ON COLUMN distribution.sku_price.valid IS 'When the price holds: half-open, UTC, between the years 1 and 9999; (,) is always, and an open end is written as such, not as infinity.';
COMMENT ON COLUMN distribution.sku_price.price IS 'Price of one unit in the supplier''s base currency; 0 is a price.';
