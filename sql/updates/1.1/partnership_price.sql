-- Prices of a partnership, in history and lists too (PC-0, PC-7).

ALTER TABLE distribution.price_history
	ADD COLUMN IF NOT EXISTS partnership_id bigint,
	DROP CONSTRAINT IF EXISTS price_history_kind_check,
	ADD CONSTRAINT price_history_kind_check CHECK (kind IN ('base_price', 'sku_price', 'level_rule', 'partnership_price')) NOT VALID;

-- Made again after the steps, with the new column.
DROP TRIGGER IF EXISTS price_history_fixed ON distribution.price_history;

ALTER TABLE distribution.price_import ADD COLUMN IF NOT EXISTS customer text;
