CREATE TABLE IF NOT EXISTS distribution.claim (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	state text NOT NULL DEFAULT 'active',
	stopped_by text,
	distributor_sku text NOT NULL,
	rounding text NOT NULL,
	claimed_at timestamptz NOT NULL DEFAULT now(),
	sku_code text NOT NULL,
	sku_name text NOT NULL,
	CONSTRAINT claim_pkey PRIMARY KEY (supplier_id, partnership_id, sku_id),
	CONSTRAINT claim_distributor_sku_key UNIQUE (supplier_id, partnership_id, distributor_sku),
	CONSTRAINT claim_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id),
	CONSTRAINT claim_product_fkey FOREIGN KEY (supplier_id, sku_id)
		REFERENCES distribution.distribution_product (supplier_id, sku_id),
	CONSTRAINT claim_state_check CHECK (state IN ('active', 'inactive')),
	CONSTRAINT claim_stopped_by_check CHECK ((state = 'inactive') = (stopped_by IS NOT NULL)
		AND stopped_by IN ('supplier', 'distributor', 'termination')),
	CONSTRAINT claim_rounding_check CHECK (rounding IN ('up', 'down', 'nearest', 'cents'))
) WITH (fillfactor = 90);
COMMENT ON TABLE distribution.claim IS 'Products a distributor has claimed, with its own SKU codes (CL-1); written by functions.';
COMMENT ON COLUMN distribution.claim.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.claim.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.claim.sku_id IS 'The product.';
COMMENT ON COLUMN distribution.claim.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.claim.state IS 'active or inactive (CL-1).';
COMMENT ON COLUMN distribution.claim.stopped_by IS 'Who made it inactive: supplier, distributor or termination; null while active (CL-2).';
COMMENT ON COLUMN distribution.claim.distributor_sku IS 'The distributor''s own SKU code, unique in the partnership.';
COMMENT ON COLUMN distribution.claim.rounding IS 'Rounding mode that its displayed price last used (PC-5).';
COMMENT ON COLUMN distribution.claim.sku_code IS 'The supplier''s SKU code, as in merchant_sku, whose rows are the supplier''s alone.';
COMMENT ON COLUMN distribution.claim.sku_name IS 'Name of the goods, as in merchant_sku.';
COMMENT ON COLUMN distribution.claim.claimed_at IS 'When it was first claimed.';
CREATE INDEX IF NOT EXISTS claim_sku_idx ON distribution.claim (supplier_id, sku_id);
COMMENT ON INDEX distribution.claim_sku_idx IS 'Page: push_records and claims of a product.';
CREATE INDEX IF NOT EXISTS claim_distributor_idx ON distribution.claim (distributor_id, distributor_sku);
COMMENT ON INDEX distribution.claim_distributor_idx IS 'Row security of the distributor; orders by the distributor''s SKU.';
