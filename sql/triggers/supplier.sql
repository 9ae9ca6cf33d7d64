CREATE OR REPLACE TRIGGER supplier_guard
	BEFORE INSERT OR UPDATE OF base_currency, live_at, time_zone ON distribution.supplier
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_supplier();

CREATE OR REPLACE TRIGGER supplier_fixed
	AFTER UPDATE OF supplier_id ON distribution.supplier
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER merchant_sku_combination
	BEFORE UPDATE OF is_combination ON distribution.merchant_sku
	FOR EACH ROW WHEN (NEW.is_combination AND NOT OLD.is_combination)
	EXECUTE FUNCTION distribution.guard_combination();

CREATE OR REPLACE TRIGGER merchant_sku_fixed
	AFTER UPDATE OF supplier_id ON distribution.merchant_sku
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER warehouse_fixed
	AFTER UPDATE OF supplier_id ON distribution.warehouse
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER customer_fixed
	AFTER UPDATE OF supplier_id ON distribution.customer
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER fee_fixed
	AFTER UPDATE OF supplier_id ON distribution.fee
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER fixed_rate_fixed
	AFTER UPDATE OF supplier_id ON distribution.fixed_rate
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

-- What the other side reads of these beside their ids (copied_name.c).
CREATE OR REPLACE TRIGGER merchant_sku_names
	AFTER UPDATE OF sku, name ON distribution.merchant_sku
	FOR EACH ROW WHEN (OLD.sku <> NEW.sku OR OLD.name <> NEW.name)
	EXECUTE FUNCTION distribution.copy_names();

CREATE OR REPLACE TRIGGER warehouse_names
	AFTER UPDATE OF name ON distribution.warehouse
	FOR EACH ROW WHEN (OLD.name <> NEW.name)
	EXECUTE FUNCTION distribution.copy_names();

CREATE OR REPLACE TRIGGER supplier_names
	AFTER UPDATE OF bigshop_name, time_zone ON distribution.supplier
	FOR EACH ROW WHEN (OLD.bigshop_name IS DISTINCT FROM NEW.bigshop_name OR OLD.time_zone <> NEW.time_zone)
	EXECUTE FUNCTION distribution.copy_names();
