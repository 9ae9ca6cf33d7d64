CREATE OR REPLACE TRIGGER visibility_rule_stock_push
	AFTER INSERT OR UPDATE OR DELETE ON distribution.visibility_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.request_stock_push();

CREATE OR REPLACE TRIGGER visibility_rule_distributor_stock_push
	AFTER INSERT OR UPDATE OR DELETE ON distribution.visibility_rule_distributor
	FOR EACH ROW EXECUTE FUNCTION distribution.request_stock_push();

CREATE OR REPLACE TRIGGER visibility_rule_product_stock_push
	AFTER INSERT OR UPDATE OR DELETE ON distribution.visibility_rule_product
	FOR EACH ROW EXECUTE FUNCTION distribution.request_stock_push();

CREATE OR REPLACE TRIGGER supplier_stock_push
	AFTER UPDATE OF sold_out_below, visibility_by ON distribution.supplier
	FOR EACH ROW WHEN (NEW.sold_out_below <> OLD.sold_out_below OR NEW.visibility_by <> OLD.visibility_by)
	EXECUTE FUNCTION distribution.request_stock_push();

CREATE OR REPLACE TRIGGER stock_share_fixed
	AFTER UPDATE OF supplier_id, partnership_id, sku_id ON distribution.stock_share
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'sku_id');

CREATE OR REPLACE TRIGGER stock_share_stock_push
	AFTER INSERT OR UPDATE OR DELETE ON distribution.stock_share
	FOR EACH ROW EXECUTE FUNCTION distribution.request_stock_push();
