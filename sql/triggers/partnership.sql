CREATE OR REPLACE TRIGGER partnership_guard
	BEFORE UPDATE OR DELETE ON distribution.partnership
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_partnership();

CREATE OR REPLACE TRIGGER partnership_fixed
	AFTER UPDATE OF supplier_id, partnership_id, distributor_id ON distribution.partnership
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'distributor_id');

CREATE OR REPLACE TRIGGER partnership_warehouse_fixed
	AFTER UPDATE OF supplier_id, partnership_id, distributor_id ON distribution.partnership_warehouse
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'distributor_id');

CREATE OR REPLACE TRIGGER partnership_setting_fixed
	AFTER UPDATE OF supplier_id, partnership_id, side, account_id ON distribution.partnership_setting
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'side', 'account_id');

CREATE OR REPLACE TRIGGER partnership_setting_side
	BEFORE INSERT ON distribution.partnership_setting
	FOR EACH ROW EXECUTE FUNCTION distribution.fill_setting();

CREATE OR REPLACE TRIGGER claim_fixed
	AFTER UPDATE OF supplier_id, partnership_id, sku_id, distributor_id ON distribution.claim
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'sku_id', 'distributor_id');

CREATE OR REPLACE TRIGGER claim_counted_insert
	AFTER INSERT ON distribution.claim
	REFERENCING NEW TABLE AS come
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.count_claims();

CREATE OR REPLACE TRIGGER claim_counted_update
	AFTER UPDATE ON distribution.claim
	REFERENCING OLD TABLE AS gone NEW TABLE AS come
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.count_claims();

CREATE OR REPLACE TRIGGER claim_counted_delete
	AFTER DELETE ON distribution.claim
	REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.count_claims();

CREATE OR REPLACE TRIGGER partnership_warehouse_kept_insert
	AFTER INSERT ON distribution.partnership_warehouse
	REFERENCING NEW TABLE AS come
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.keep_warehouses();

CREATE OR REPLACE TRIGGER partnership_warehouse_kept_update
	AFTER UPDATE ON distribution.partnership_warehouse
	REFERENCING NEW TABLE AS come
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.keep_warehouses();

CREATE OR REPLACE TRIGGER partnership_warehouse_kept_delete
	AFTER DELETE ON distribution.partnership_warehouse
	REFERENCING OLD TABLE AS gone
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.keep_warehouses();

CREATE OR REPLACE TRIGGER settlement_account_kept
	BEFORE DELETE ON distribution.settlement_account
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_kept();

CREATE OR REPLACE TRIGGER settlement_account_not_emptied
	BEFORE TRUNCATE ON distribution.settlement_account
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_kept();

CREATE OR REPLACE TRIGGER settlement_account_fixed
	AFTER UPDATE OF supplier_id, partnership_id, distributor_id, currency ON distribution.settlement_account
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id', 'distributor_id', 'currency');

CREATE OR REPLACE TRIGGER stock_fixed
	AFTER UPDATE OF supplier_id ON distribution.stock
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id');

CREATE OR REPLACE TRIGGER credit_rule_fixed
	AFTER UPDATE OF supplier_id, partnership_id ON distribution.credit_rule
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'partnership_id');
