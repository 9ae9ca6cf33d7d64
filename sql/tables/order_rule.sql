-- Marks and carriers that a push puts on its orders by rule (OR-15).

CREATE TABLE IF NOT EXISTS distribution.mark_rule (
	supplier_id bigint NOT NULL,
	rule_no int NOT NULL,
	mark text NOT NULL,
	platform text,
	store text,
	logistics text,
	distributor_id bigint,
	level int,
	sku_id bigint,
	least_amount numeric,
	-- Deferrable: checked at the end of a statement, so that one statement can renumber.
	CONSTRAINT mark_rule_pkey PRIMARY KEY (supplier_id, rule_no) DEFERRABLE INITIALLY IMMEDIATE,
	CONSTRAINT mark_rule_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT mark_rule_sku_fkey FOREIGN KEY (supplier_id, sku_id) REFERENCES distribution.merchant_sku (supplier_id, sku_id),
	CONSTRAINT mark_rule_level_fkey FOREIGN KEY (supplier_id, level) REFERENCES distribution.customer_level (supplier_id, level),
	CONSTRAINT mark_rule_rule_no_check CHECK (rule_no BETWEEN 1 AND 100),
	CONSTRAINT mark_rule_mark_check CHECK (lower(mark) <> 'marketing'),
	CONSTRAINT mark_rule_logistics_check CHECK (logistics IN ('self_arranged', 'platform', 'third_party')),
	CONSTRAINT mark_rule_level_check CHECK (level BETWEEN 1 AND 10),
	CONSTRAINT mark_rule_least_amount_check CHECK (least_amount BETWEEN 0 AND 92233720368547758.07),
	CONSTRAINT mark_rule_least_amount_2_decimals CHECK (least_amount = round(least_amount, 2))
);
COMMENT ON TABLE distribution.mark_rule IS 'Marks that a push puts on its order: of every rule whose conditions all hold; at most 100 rules (OR-15). Yours to write.';
COMMENT ON COLUMN distribution.mark_rule.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.mark_rule.rule_no IS 'Number, 1 to 100: marks are put in this order.';
COMMENT ON COLUMN distribution.mark_rule.mark IS 'The mark; not marketing (OR-11).';
COMMENT ON COLUMN distribution.mark_rule.platform IS 'Of orders of this marketplace; null: any.';
COMMENT ON COLUMN distribution.mark_rule.store IS 'Of orders of this store; null: any.';
COMMENT ON COLUMN distribution.mark_rule.logistics IS 'self_arranged, platform or third_party; null: any.';
COMMENT ON COLUMN distribution.mark_rule.distributor_id IS 'Of orders of this distributor''s account; null: any.';
COMMENT ON COLUMN distribution.mark_rule.level IS 'Of distributors on this level at the push; null: any.';
COMMENT ON COLUMN distribution.mark_rule.sku_id IS 'Of orders with this product; null: any.';
COMMENT ON COLUMN distribution.mark_rule.least_amount IS 'Of orders whose goods amount to this or more, in the base currency; null: any.';
CREATE INDEX IF NOT EXISTS mark_rule_sku_idx ON distribution.mark_rule (supplier_id, sku_id);

CREATE TABLE IF NOT EXISTS distribution.shipping_rule (
	supplier_id bigint NOT NULL,
	rule_no int NOT NULL,
	carrier text NOT NULL,
	platform text,
	store text,
	distributor_id bigint,
	level int,
	sku_id bigint,
	least_amount numeric,
	CONSTRAINT shipping_rule_pkey PRIMARY KEY (supplier_id, rule_no) DEFERRABLE INITIALLY IMMEDIATE,
	CONSTRAINT shipping_rule_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT shipping_rule_sku_fkey FOREIGN KEY (supplier_id, sku_id) REFERENCES distribution.merchant_sku (supplier_id, sku_id),
	CONSTRAINT shipping_rule_level_fkey FOREIGN KEY (supplier_id, level) REFERENCES distribution.customer_level (supplier_id, level),
	CONSTRAINT shipping_rule_rule_no_check CHECK (rule_no BETWEEN 1 AND 100),
	CONSTRAINT shipping_rule_level_check CHECK (level BETWEEN 1 AND 10),
	CONSTRAINT shipping_rule_least_amount_check CHECK (least_amount BETWEEN 0 AND 92233720368547758.07),
	CONSTRAINT shipping_rule_least_amount_2_decimals CHECK (least_amount = round(least_amount, 2))
);
COMMENT ON TABLE distribution.shipping_rule IS 'Carriers that a push gives to packages whose carrier the supplier arranges: of the lowest-numbered rule whose conditions all hold; at most 100 rules (OR-15). Yours to write.';
COMMENT ON COLUMN distribution.shipping_rule.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.shipping_rule.rule_no IS 'Number, 1 to 100: the lowest wins.';
COMMENT ON COLUMN distribution.shipping_rule.carrier IS 'The carrier.';
COMMENT ON COLUMN distribution.shipping_rule.platform IS 'Of orders of this marketplace; null: any.';
COMMENT ON COLUMN distribution.shipping_rule.store IS 'Of orders of this store; null: any.';
COMMENT ON COLUMN distribution.shipping_rule.distributor_id IS 'Of orders of this distributor''s account; null: any.';
COMMENT ON COLUMN distribution.shipping_rule.level IS 'Of distributors on this level at the push; null: any.';
COMMENT ON COLUMN distribution.shipping_rule.sku_id IS 'Of packages with this product; null: any.';
COMMENT ON COLUMN distribution.shipping_rule.least_amount IS 'Of orders whose goods amount to this or more, in the base currency; null: any.';
CREATE INDEX IF NOT EXISTS shipping_rule_sku_idx ON distribution.shipping_rule (supplier_id, sku_id);
