CREATE TABLE IF NOT EXISTS distribution.distribution_product (
	supplier_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	base_price numeric(20,2),
	state text NOT NULL DEFAULT 'publishing',
	added_at timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT distribution_product_pkey PRIMARY KEY (supplier_id, sku_id),
	CONSTRAINT distribution_product_sku_fkey FOREIGN KEY (supplier_id, sku_id)
		REFERENCES distribution.merchant_sku (supplier_id, sku_id),
	CONSTRAINT distribution_product_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT distribution_product_state_check CHECK (state IN ('publishing', 'enabled', 'disabled')),
	CONSTRAINT distribution_product_base_price_check CHECK (base_price >= 0 AND base_price < 'Infinity')
);
COMMENT ON TABLE distribution.distribution_product IS 'SKUs that a supplier distributes (PD-1). base_price is yours to update; state belongs to the functions.';
COMMENT ON COLUMN distribution.distribution_product.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.distribution_product.sku_id IS 'The merchant SKU.';
COMMENT ON COLUMN distribution.distribution_product.base_price IS 'Price of one unit in the base currency before any rule; null: no price (PC-6).';
COMMENT ON COLUMN distribution.distribution_product.state IS 'publishing, enabled or disabled (PD-2).';
COMMENT ON COLUMN distribution.distribution_product.added_at IS 'When it was added.';
