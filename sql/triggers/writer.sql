-- Strangers write nothing (ID-6), nor who has none of the permissions to (ID-3): refused before the statement reaches a row,
-- of which row security would else only find none.

CREATE OR REPLACE TRIGGER account_setting_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.account_setting
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier', 'distributor');

CREATE OR REPLACE TRIGGER credit_rule_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.credit_rule
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER customer_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.customer
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER customer_level_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.customer_level
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER distribution_product_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.distribution_product
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER fee_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.fee
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER fixed_rate_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.fixed_rate
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER mark_rule_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.mark_rule
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER merchant_sku_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.merchant_sku
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER notification_subscription_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.notification_subscription
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier', 'distributor');

CREATE OR REPLACE TRIGGER quantity_rule_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.quantity_rule
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER stock_share_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.stock_share
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER partnership_price_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.partnership_price
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER partnership_setting_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.partnership_setting
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier', 'distributor');

CREATE OR REPLACE TRIGGER product_import_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.product_import
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER price_import_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.price_import
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER shipping_rule_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.shipping_rule
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER sku_price_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.sku_price
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER supplier_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.supplier
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER visibility_rule_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.visibility_rule
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER visibility_rule_distributor_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.visibility_rule_distributor
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER visibility_rule_product_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.visibility_rule_product
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');

CREATE OR REPLACE TRIGGER warehouse_writer
	BEFORE INSERT OR UPDATE OR DELETE ON distribution.warehouse
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_writer('supplier');
