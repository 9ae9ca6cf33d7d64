-- What of the stock is shown to a partnership (ST-9).

CREATE TABLE IF NOT EXISTS distribution.stock_share (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	sku_id bigint NOT NULL DEFAULT 0,
	percent numeric NOT NULL DEFAULT 100,
	buffer int NOT NULL DEFAULT 0,
	own_sku_id bigint GENERATED ALWAYS AS (nullif(sku_id, 0)) STORED,
	CONSTRAINT stock_share_pkey PRIMARY KEY (supplier_id, partnership_id, sku_id),
	CONSTRAINT stock_share_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id) ON DELETE CASCADE,
	CONSTRAINT stock_share_sku_fkey FOREIGN KEY (supplier_id, own_sku_id) REFERENCES distribution.merchant_sku (supplier_id, sku_id),
	CONSTRAINT stock_share_percent_check CHECK (percent BETWEEN 0 AND 100),
	CONSTRAINT stock_share_percent_4_decimals CHECK (percent = round(percent, 4)),
	CONSTRAINT stock_share_buffer_check CHECK (buffer >= 0)
);
COMMENT ON TABLE distribution.stock_share IS 'What of the stock mirrors and offers show to a partnership, warehouse by warehouse: available x percent / 100, rounded down, less the buffer, never below 0 (ST-9); no row: all. Pushes of orders are bounded by what is really available only. Yours to write.';
COMMENT ON COLUMN distribution.stock_share.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.stock_share.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.stock_share.sku_id IS 'The SKU; 0: all that have no row of their own.';
COMMENT ON COLUMN distribution.stock_share.percent IS 'Percent of what is available, 0 to 100.';
COMMENT ON COLUMN distribution.stock_share.buffer IS 'Units kept back in each warehouse.';
COMMENT ON COLUMN distribution.stock_share.own_sku_id IS 'sku_id, or null for 0: what its foreign key looks at.';
