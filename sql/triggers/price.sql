CREATE OR REPLACE TRIGGER customer_level_guard
	BEFORE DELETE OR UPDATE OF level ON distribution.customer_level
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_level();

CREATE OR REPLACE TRIGGER customer_level_fixed
	AFTER UPDATE OF supplier_id ON distribution.customer_level
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER sku_price_fixed
	AFTER UPDATE OF supplier_id ON distribution.sku_price
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER quantity_rule_fixed
	AFTER UPDATE OF supplier_id, sku_id ON distribution.quantity_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'sku_id');

CREATE OR REPLACE TRIGGER partnership_price_fixed
	AFTER UPDATE OF supplier_id ON distribution.partnership_price
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

-- After row security, as a foreign key: before it, strangers would be told which levels there are (ID-6).
CREATE OR REPLACE TRIGGER sku_price_level
	AFTER INSERT OR UPDATE OF level ON distribution.sku_price
	FOR EACH ROW WHEN (NEW.level <> 0)
	EXECUTE FUNCTION distribution.guard_sku_price();
