CREATE OR REPLACE TRIGGER statement_fixed
	AFTER UPDATE ON distribution.statement
	FOR EACH ROW EXECUTE FUNCTION distribution.guard_fixed('supplier_id', 'statement_id', 'partnership_id',
		'distributor_id', 'month', 'currency', 'opening_balance', 'charges', 'refunds', 'return_charges', 'manual',
		'closing_balance', 'base_currency', 'base_opening_balance', 'base_charges', 'base_refunds',
		'base_return_charges', 'base_manual', 'base_closing_balance', 'entries', 'last_transaction_id', 'last_hash',
		'closed_by', 'closed_at');

CREATE OR REPLACE TRIGGER statement_confirmed
	AFTER UPDATE ON distribution.statement
	FOR EACH ROW WHEN (OLD.state = 'confirmed')
	EXECUTE FUNCTION distribution.guard_fixed('state', 'reason', 'answered_by', 'answered_at');

CREATE OR REPLACE TRIGGER statement_kept
	BEFORE DELETE ON distribution.statement
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_kept();

CREATE OR REPLACE TRIGGER statement_not_emptied
	BEFORE TRUNCATE ON distribution.statement
	FOR EACH STATEMENT EXECUTE FUNCTION distribution.guard_kept();
