-- After the row, when it is known to be the caller's: else the answer would tell of others' distributors.
CREATE OR REPLACE TRIGGER mark_rule_guard
	AFTER INSERT OR UPDATE OF supplier_id, mark, platform, distributor_id ON distribution.mark_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_order_rule();

CREATE OR REPLACE TRIGGER shipping_rule_guard
	AFTER INSERT OR UPDATE OF supplier_id, platform, distributor_id ON distribution.shipping_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_order_rule();
