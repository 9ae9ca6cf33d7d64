-- Tables written with plain SQL say what their CHECKs accept.

CREATE OR REPLACE TRIGGER currency_checks
	BEFORE INSERT OR UPDATE ON distribution.currency
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER account_setting_checks
	BEFORE INSERT OR UPDATE ON distribution.account_setting
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER credit_rule_checks
	BEFORE INSERT OR UPDATE ON distribution.credit_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER customer_checks
	BEFORE INSERT OR UPDATE ON distribution.customer
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER customer_level_checks
	BEFORE INSERT OR UPDATE ON distribution.customer_level
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER distribution_product_checks
	BEFORE INSERT OR UPDATE ON distribution.distribution_product
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER fee_checks
	BEFORE INSERT OR UPDATE ON distribution.fee
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER fixed_rate_checks
	BEFORE INSERT OR UPDATE ON distribution.fixed_rate
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER live_rate_checks
	BEFORE INSERT OR UPDATE ON distribution.live_rate
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER mark_rule_checks
	BEFORE INSERT OR UPDATE ON distribution.mark_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER merchant_sku_checks
	BEFORE INSERT OR UPDATE ON distribution.merchant_sku
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER notification_subscription_checks
	BEFORE INSERT OR UPDATE ON distribution.notification_subscription
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER quantity_rule_checks
	BEFORE INSERT OR UPDATE ON distribution.quantity_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER stock_share_checks
	BEFORE INSERT OR UPDATE ON distribution.stock_share
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER partnership_price_checks
	BEFORE INSERT OR UPDATE ON distribution.partnership_price
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER partnership_setting_checks
	BEFORE INSERT OR UPDATE ON distribution.partnership_setting
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER plan_checks
	BEFORE INSERT OR UPDATE ON distribution.plan
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER shipping_rule_checks
	BEFORE INSERT OR UPDATE ON distribution.shipping_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER sku_price_checks
	BEFORE INSERT OR UPDATE ON distribution.sku_price
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER supplier_checks
	BEFORE INSERT OR UPDATE ON distribution.supplier
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER visibility_rule_checks
	BEFORE INSERT OR UPDATE ON distribution.visibility_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();

CREATE OR REPLACE TRIGGER warehouse_checks
	BEFORE INSERT OR UPDATE ON distribution.warehouse
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_checks();
