CREATE OR REPLACE TRIGGER credit_change_only_grows
	BEFORE UPDATE OR DELETE OR TRUNCATE ON distribution.credit_change
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.ledger_refuse_change();
