-- Tables written with plain SQL say what their foreign keys name and is not there. Of a row's triggers those with the first
-- names fire first, and these are to speak before those of the keys, RI_...: so they stand in capitals.

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.credit_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.customer_level
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.fee
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.fixed_rate
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.live_rate
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.mark_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.partnership_price
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.quantity_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.shipping_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.sku_price
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.stock_share
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE OF base_currency ON distribution.supplier
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.visibility_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.visibility_rule_distributor
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();

CREATE OR REPLACE TRIGGER "KEYS"
	AFTER INSERT OR UPDATE ON distribution.visibility_rule_product
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_keys();
