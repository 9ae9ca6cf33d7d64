-- Columns written by plain SQL keep what they are given, and a CHECK refuses more decimals (PC-8): a typed numeric rounds before
-- any CHECK sees it.

-- A column that a trigger names cannot change its type; the trigger is made again after the steps.
DROP TRIGGER IF EXISTS distribution_product_history ON distribution.distribution_product;

ALTER TABLE distribution.distribution_product
	ALTER COLUMN base_price TYPE numeric,
	ADD CONSTRAINT distribution_product_base_price_2_decimals CHECK (base_price = round(base_price, 2)) NOT VALID;

ALTER TABLE distribution.sku_price
	ALTER COLUMN price TYPE numeric,
	ADD CONSTRAINT sku_price_price_2_decimals CHECK (price = round(price, 2)) NOT VALID;

ALTER TABLE distribution.customer_level
	ALTER COLUMN percent TYPE numeric,
	ALTER COLUMN plus TYPE numeric,
	DROP CONSTRAINT IF EXISTS customer_level_percent_check,
	ADD CONSTRAINT customer_level_percent_check CHECK (percent BETWEEN 0 AND 99999.9999) NOT VALID,
	ADD CONSTRAINT customer_level_percent_4_decimals CHECK (percent = round(percent, 4)) NOT VALID,
	ADD CONSTRAINT customer_level_plus_2_decimals CHECK (plus = round(plus, 2)) NOT VALID;

ALTER TABLE distribution.fee
	ALTER COLUMN amount TYPE numeric,
	ADD CONSTRAINT fee_amount_2_decimals CHECK (amount = round(amount, 2)) NOT VALID;

ALTER TABLE distribution.live_rate
	ALTER COLUMN rate TYPE numeric,
	DROP CONSTRAINT IF EXISTS live_rate_rate_check,
	ADD CONSTRAINT live_rate_rate_check CHECK (rate > 0 AND rate < 10000000000) NOT VALID,
	ADD CONSTRAINT live_rate_rate_10_decimals CHECK (rate = round(rate, 10)) NOT VALID;

ALTER TABLE distribution.fixed_rate
	ALTER COLUMN rate TYPE numeric,
	DROP CONSTRAINT IF EXISTS fixed_rate_rate_check,
	ADD CONSTRAINT fixed_rate_rate_check CHECK (rate > 0 AND rate < 10000000000) NOT VALID,
	ADD CONSTRAINT fixed_rate_rate_10_decimals CHECK (rate = round(rate, 10)) NOT VALID;

ALTER TABLE distribution.partnership_setting
	ALTER COLUMN low_balance_below TYPE numeric,
	ADD CONSTRAINT partnership_setting_low_balance_below_2_decimals CHECK (low_balance_below = round(low_balance_below, 2)) NOT VALID;
