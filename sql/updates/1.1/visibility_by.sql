-- The other reading of visibility rules, as a supplier's setting (VI-7).

ALTER TABLE distribution.supplier
	ADD COLUMN IF NOT EXISTS visibility_by text NOT NULL DEFAULT 'product',
	ADD CONSTRAINT supplier_visibility_by_check CHECK (visibility_by IN ('product', 'distributor')) NOT VALID;

-- Made again after the steps, for a change of the new column too.
DROP TRIGGER IF EXISTS supplier_stock_push ON distribution.supplier;
