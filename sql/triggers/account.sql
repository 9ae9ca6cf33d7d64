CREATE OR REPLACE TRIGGER account_recount
	AFTER UPDATE OF plan ON distribution.account
	FOR EACH ROW
	EXECUTE FUNCTION distribution.recount_account();

CREATE OR REPLACE TRIGGER plan_recount
	AFTER UPDATE OF order_quota ON distribution.plan
	FOR EACH ROW WHEN (OLD.order_quota IS DISTINCT FROM NEW.order_quota)
	EXECUTE FUNCTION distribution.recount_plan();

CREATE OR REPLACE TRIGGER currency_decimals
	BEFORE UPDATE OF decimals ON distribution.currency
	FOR EACH ROW WHEN (OLD.decimals <> NEW.decimals)
	EXECUTE FUNCTION distribution.guard_currency();

CREATE OR REPLACE TRIGGER account_names
	AFTER UPDATE OF name ON distribution.account
	FOR EACH ROW WHEN (OLD.name <> NEW.name)
	EXECUTE FUNCTION distribution.copy_names();
