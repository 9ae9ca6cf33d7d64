CREATE OR REPLACE TRIGGER distribution_product_guard
	BEFORE INSERT OR UPDATE OF state ON distribution.distribution_product
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_product();

CREATE OR REPLACE TRIGGER distribution_product_limit_insert
	AFTER INSERT ON distribution.distribution_product
	REFERENCING NEW TABLE AS inserted
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_product_limit();

CREATE OR REPLACE TRIGGER distribution_product_limit_update
	AFTER UPDATE OF state ON distribution.distribution_product
	FOR EACH ROW WHEN (OLD.state = 'disabled' AND NEW.state <> 'disabled')
	EXECUTE FUNCTION distribution.guard_product_limit();

CREATE OR REPLACE TRIGGER distribution_product_fixed
	AFTER UPDATE OF supplier_id, sku_id ON distribution.distribution_product
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'sku_id');

CREATE OR REPLACE TRIGGER merchant_sku_supplier
	BEFORE UPDATE OF sku ON distribution.merchant_sku
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_sku();

CREATE OR REPLACE TRIGGER merchant_sku_code
	BEFORE UPDATE OF sku ON distribution.merchant_sku
	FOR EACH ROW WHEN (OLD.sku <> NEW.sku)
	EXECUTE FUNCTION distribution.guard_sku();
