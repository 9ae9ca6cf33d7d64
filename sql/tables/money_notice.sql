-- What accounts have been told about money, so that they are told once (NO-1).

CREATE TABLE IF NOT EXISTS distribution.money_notice (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	event text NOT NULL,
	noticed_at timestamptz NOT NULL,
	account_id bigint NOT NULL,
	CONSTRAINT money_notice_pkey PRIMARY KEY (supplier_id, partnership_id, event, account_id),
	CONSTRAINT money_notice_event_check CHECK (event IN ('balance_low', 'credit_due'))
);
COMMENT ON TABLE distribution.money_notice IS 'Low balances and due charges that maintenance has sent messages about and that last (NO-1); written by run_maintenance.';
COMMENT ON COLUMN distribution.money_notice.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.money_notice.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.money_notice.event IS 'balance_low or credit_due.';
COMMENT ON COLUMN distribution.money_notice.noticed_at IS 'When the message was sent.';
COMMENT ON COLUMN distribution.money_notice.account_id IS 'Who was told.';
