-- Limits until a time, and holds by rule (CR-5).
ALTER TABLE distribution.settlement_account ADD COLUMN temporary_limit numeric(20,2);
ALTER TABLE distribution.settlement_account ADD COLUMN temporary_until timestamptz;
ALTER TABLE distribution.settlement_account ADD CONSTRAINT settlement_account_temporary_check CHECK (temporary_limit >= 0);
ALTER TABLE distribution.credit_change ADD COLUMN until timestamptz;
ALTER TABLE distribution.credit_change ADD COLUMN permanent_limit numeric(20,2);
ALTER TABLE distribution.partnership ADD COLUMN rule_hold_reason text;
ALTER TABLE distribution.partnership ADD COLUMN rule_silent_since timestamptz;
