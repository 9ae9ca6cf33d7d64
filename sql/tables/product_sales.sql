-- Units sold per product and day (PD-4), counted from the ledger by count_sales().
--
-- The ledger tells of every push (push_charge) and of all that is withdrawn or refused since (withdrawal_refund and
-- refusal_refund, whose units are in order_giveback), numbered without gaps in each partnership. So the push writes
-- nothing here, and what is not counted yet is known exactly: the transactions above product_sales_counted.

CREATE TABLE IF NOT EXISTS distribution.product_sales_day (
	supplier_id bigint NOT NULL,
	sku_id bigint NOT NULL,
	day date NOT NULL,
	units bigint NOT NULL,
	CONSTRAINT product_sales_day_pkey PRIMARY KEY (supplier_id, sku_id, day)
);
COMMENT ON TABLE distribution.product_sales_day IS 'Units sold per product and day, of the transactions counted so far (PD-4); written by count_sales().';
COMMENT ON COLUMN distribution.product_sales_day.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.product_sales_day.sku_id IS 'The product.';
COMMENT ON COLUMN distribution.product_sales_day.day IS 'Day of the push, in the supplier''s time zone.';
COMMENT ON COLUMN distribution.product_sales_day.units IS 'Units pushed that day, without those withdrawn or refused since.';

CREATE TABLE IF NOT EXISTS distribution.product_sales_counted (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	transaction_id bigint NOT NULL DEFAULT 0,
	CONSTRAINT product_sales_counted_pkey PRIMARY KEY (supplier_id, partnership_id)
);
COMMENT ON TABLE distribution.product_sales_counted IS 'Up to which transaction of a partnership product_sales_day has counted (PD-4); written by count_sales().';
COMMENT ON COLUMN distribution.product_sales_counted.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.product_sales_counted.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.product_sales_counted.transaction_id IS 'The last transaction counted; 0: none.';
