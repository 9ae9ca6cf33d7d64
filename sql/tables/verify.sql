-- How far ledgers have been verified, account by account (LE-3).

CREATE TABLE IF NOT EXISTS distribution.verify_checkpoint (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	transaction_id bigint NOT NULL,
	balance numeric(20,2) NOT NULL,
	posted_at timestamptz NOT NULL,
	hash bytea NOT NULL,
	checked_by text NOT NULL,
	checked_at timestamptz NOT NULL,
	CONSTRAINT verify_checkpoint_pkey PRIMARY KEY (supplier_id, partnership_id)
);
COMMENT ON TABLE distribution.verify_checkpoint IS 'Where the last sound verification of an account''s ledger ended; written by save_checkpoint.';
COMMENT ON COLUMN distribution.verify_checkpoint.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.verify_checkpoint.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.verify_checkpoint.transaction_id IS 'Last ledger transaction verified.';
COMMENT ON COLUMN distribution.verify_checkpoint.balance IS 'Balance after it, distributor''s side.';
COMMENT ON COLUMN distribution.verify_checkpoint.posted_at IS 'When it was posted.';
COMMENT ON COLUMN distribution.verify_checkpoint.hash IS 'Hash of its supplier''s entry (LE-3): keep a copy elsewhere, and no history up to it can be made anew unseen.';
COMMENT ON COLUMN distribution.verify_checkpoint.checked_by IS 'Role that verified.';
COMMENT ON COLUMN distribution.verify_checkpoint.checked_at IS 'When.';
