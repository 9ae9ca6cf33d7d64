CREATE OR REPLACE TRIGGER visibility_rule_limit
	AFTER INSERT ON distribution.visibility_rule
	REFERENCING NEW TABLE AS inserted
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_rule_limit();

CREATE OR REPLACE TRIGGER visibility_rule_fixed
	AFTER UPDATE OF supplier_id ON distribution.visibility_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER visibility_rule_distributor_fixed
	AFTER UPDATE OF supplier_id ON distribution.visibility_rule_distributor
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER visibility_rule_product_fixed
	AFTER UPDATE OF supplier_id ON distribution.visibility_rule_product
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');
