CREATE OR REPLACE TRIGGER distribution_product_history
	AFTER INSERT OR DELETE OR UPDATE OF base_price ON distribution.distribution_product
	FOR EACH ROW EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER distribution_product_history_kept
	BEFORE TRUNCATE ON distribution.distribution_product
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER sku_price_history
	AFTER INSERT OR DELETE OR UPDATE ON distribution.sku_price
	FOR EACH ROW EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER sku_price_history_kept
	BEFORE TRUNCATE ON distribution.sku_price
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER partnership_price_history
	AFTER INSERT OR DELETE OR UPDATE ON distribution.partnership_price
	FOR EACH ROW EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER partnership_price_history_kept
	BEFORE TRUNCATE ON distribution.partnership_price
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER customer_level_history
	AFTER INSERT OR DELETE OR UPDATE ON distribution.customer_level
	FOR EACH ROW EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER customer_level_history_kept
	BEFORE TRUNCATE ON distribution.customer_level
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.record_price();

CREATE OR REPLACE TRIGGER price_history_kept
	BEFORE DELETE ON distribution.price_history
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_kept();

CREATE OR REPLACE TRIGGER price_history_not_emptied
	BEFORE TRUNCATE ON distribution.price_history
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_kept();

CREATE OR REPLACE TRIGGER price_history_fixed
	AFTER UPDATE ON distribution.price_history
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'history_id', 'kind', 'sku_id', 'level',
		'min_quantity', 'valid', 'old_price', 'new_price', 'old_percent', 'new_percent', 'old_plus', 'new_plus', 'actor', 'changed_at', 'partnership_id');
