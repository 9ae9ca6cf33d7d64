CREATE TABLE IF NOT EXISTS distribution.fee (
	supplier_id bigint NOT NULL,
	fee text NOT NULL,
	basis text NOT NULL,
	amount numeric NOT NULL,
	CONSTRAINT fee_pkey PRIMARY KEY (supplier_id, fee),
	CONSTRAINT fee_supplier_fkey FOREIGN KEY (supplier_id) REFERENCES distribution.supplier (supplier_id),
	CONSTRAINT fee_fee_check CHECK (fee IN ('stock_out', 'logistics', 'stock_in_return')),
	CONSTRAINT fee_basis_check CHECK (basis IN ('package', 'unit')),
	CONSTRAINT fee_amount_check CHECK (amount BETWEEN 0 AND 92233720368547758.07),
	CONSTRAINT fee_amount_2_decimals CHECK (amount = round(amount, 2))
);
COMMENT ON TABLE distribution.fee IS 'Fees a supplier charges beside the goods (FE-1); no row, no charge. Yours to write.';
COMMENT ON COLUMN distribution.fee.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.fee.fee IS 'stock_out, logistics or stock_in_return.';
COMMENT ON COLUMN distribution.fee.basis IS 'package or unit: what the amount is charged for.';
COMMENT ON COLUMN distribution.fee.amount IS 'Amount per package or unit, in the supplier''s base currency; 0 allowed.';
