CREATE OR REPLACE TRIGGER credit_change_only_grows
	BEFORE UPDATE OR DELETE ON distribution.credit_change
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.ledger_refuse_change();

CREATE OR REPLACE TRIGGER credit_change_not_emptied
	BEFORE TRUNCATE ON distribution.credit_change
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.ledger_refuse_change();
