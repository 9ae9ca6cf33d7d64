-- How many units of a product an order may have (QR-1).

CREATE TABLE IF NOT EXISTS distribution.quantity_rule (
	supplier_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	minimum int NOT NULL DEFAULT 1,
	maximum int,
	multiple int NOT NULL DEFAULT 1,
	CONSTRAINT quantity_rule_pkey PRIMARY KEY (supplier_id, sku_id),
	CONSTRAINT quantity_rule_sku_fkey FOREIGN KEY (supplier_id, sku_id) REFERENCES distribution.merchant_sku (supplier_id, sku_id),
	CONSTRAINT quantity_rule_minimum_check CHECK (minimum >= 1),
	CONSTRAINT quantity_rule_multiple_check CHECK (multiple >= 1),
	-- some quantity fits
	CONSTRAINT quantity_rule_maximum_check CHECK (maximum >= minimum AND maximum / multiple * multiple >= minimum)
);
COMMENT ON TABLE distribution.quantity_rule IS 'How many units of a product one order may have, in all its lines together (QR-1); no row: any number. Yours to write.';
COMMENT ON COLUMN distribution.quantity_rule.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.quantity_rule.sku_id IS 'The product.';
COMMENT ON COLUMN distribution.quantity_rule.minimum IS 'Least units.';
COMMENT ON COLUMN distribution.quantity_rule.maximum IS 'Most units; null: as many as you like.';
COMMENT ON COLUMN distribution.quantity_rule.multiple IS 'The units are a multiple of it: of a carton, say.';
