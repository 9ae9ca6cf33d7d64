-- A cluster gives its shards no trigger that is of TRUNCATE too: what guards UPDATE and DELETE is one, what guards TRUNCATE another.
DROP TRIGGER IF EXISTS ledger_entry_only_grows ON distribution.ledger_entry;
DROP TRIGGER IF EXISTS credit_change_only_grows ON distribution.credit_change;
DROP TRIGGER IF EXISTS settlement_account_kept ON distribution.settlement_account;
DROP TRIGGER IF EXISTS statement_kept ON distribution.statement;
DROP TRIGGER IF EXISTS price_history_kept ON distribution.price_history;
