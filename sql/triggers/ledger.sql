CREATE OR REPLACE TRIGGER ledger_entry_pairs
	AFTER INSERT ON distribution.ledger_entry
	REFERENCING NEW TABLE AS inserted
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.ledger_require_pairs();

CREATE OR REPLACE TRIGGER ledger_entry_only_grows
	BEFORE UPDATE OR DELETE ON distribution.ledger_entry
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.ledger_refuse_change();

CREATE OR REPLACE TRIGGER ledger_entry_not_emptied
	BEFORE TRUNCATE ON distribution.ledger_entry
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.ledger_refuse_change();
