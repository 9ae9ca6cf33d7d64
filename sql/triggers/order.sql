CREATE OR REPLACE TRIGGER supply_order_guard
	AFTER INSERT OR UPDATE OF push_state, state ON distribution.supply_order
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_order();

CREATE OR REPLACE TRIGGER order_package_guard
	AFTER UPDATE OF state ON distribution.order_package
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_package();
