CREATE OR REPLACE TRIGGER supply_order_guard
	AFTER INSERT OR UPDATE OF push_state, state ON distribution.supply_order
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_order();
