-- The event feed of an account (EV-1): positions, given to what the event tables hold by who reads it.

CREATE TABLE IF NOT EXISTS distribution.account_setting (
	account_id bigint NOT NULL,
	event_days int NOT NULL DEFAULT 30,
	CONSTRAINT account_setting_pkey PRIMARY KEY (account_id),
	CONSTRAINT account_setting_account_fkey FOREIGN KEY (account_id) REFERENCES distribution.account (account_id),
	CONSTRAINT account_setting_event_days_check CHECK (event_days BETWEEN 1 AND 3650)
);
COMMENT ON TABLE distribution.account_setting IS 'Settings of an account; no row: the defaults. Yours to write.';
COMMENT ON COLUMN distribution.account_setting.account_id IS 'The account.';
COMMENT ON COLUMN distribution.account_setting.event_days IS 'For so many days its event feed is kept (EV-1).';

-- An event table's rows get their ids before they are committed: those up to settled have all come or never will, those
-- above it are looked for by id. watch becomes settled once no transaction is left that began before watch_xid.
CREATE TABLE IF NOT EXISTS distribution.event_cursor (
	account_id bigint NOT NULL,
	last_position bigint NOT NULL DEFAULT 0,
	trimmed_to bigint NOT NULL DEFAULT 0,
	kept_since timestamptz NOT NULL,
	order_settled bigint NOT NULL DEFAULT 0,
	order_watch bigint NOT NULL DEFAULT 0,
	partnership_settled bigint NOT NULL DEFAULT 0,
	partnership_watch bigint NOT NULL DEFAULT 0,
	product_settled bigint NOT NULL DEFAULT 0,
	product_watch bigint NOT NULL DEFAULT 0,
	watch_xid bigint NOT NULL DEFAULT 0,
	CONSTRAINT event_cursor_pkey PRIMARY KEY (account_id),
	CONSTRAINT event_cursor_account_fkey FOREIGN KEY (account_id) REFERENCES distribution.account (account_id)
);
COMMENT ON TABLE distribution.event_cursor IS 'How far the event feed of an account is (EV-1); its row is the lock of who reads.';
COMMENT ON COLUMN distribution.event_cursor.account_id IS 'The account.';
COMMENT ON COLUMN distribution.event_cursor.last_position IS 'The last position given.';
COMMENT ON COLUMN distribution.event_cursor.trimmed_to IS 'Positions up to it are no longer kept.';
COMMENT ON COLUMN distribution.event_cursor.kept_since IS 'What happened before is in the feed or never will be.';
COMMENT ON COLUMN distribution.event_cursor.order_settled IS 'Of order_event: up to this id nothing more will come.';
COMMENT ON COLUMN distribution.event_cursor.order_watch IS 'The id that becomes the settled one next.';
COMMENT ON COLUMN distribution.event_cursor.partnership_settled IS 'The same of partnership_event.';
COMMENT ON COLUMN distribution.event_cursor.partnership_watch IS 'The same of partnership_event.';
COMMENT ON COLUMN distribution.event_cursor.product_settled IS 'The same of product_log.';
COMMENT ON COLUMN distribution.event_cursor.product_watch IS 'The same of product_log.';
COMMENT ON COLUMN distribution.event_cursor.watch_xid IS 'The next transaction id when the watched ids were read.';

CREATE TABLE IF NOT EXISTS distribution.event (
	account_id bigint NOT NULL,
	position bigint NOT NULL,
	source text NOT NULL,
	source_id bigint NOT NULL,
	event text NOT NULL,
	supplier_id bigint NOT NULL,
	partnership_id bigint,
	subject text NOT NULL,
	detail jsonb NOT NULL,
	happened_at timestamptz NOT NULL,
	CONSTRAINT event_pkey PRIMARY KEY (account_id, position)
);
COMMENT ON TABLE distribution.event IS 'The event feed of an account, as far as it was read (EV-1); written by read_events().';
COMMENT ON COLUMN distribution.event.account_id IS 'The account whose feed it is.';
COMMENT ON COLUMN distribution.event.position IS 'Place in the feed, growing, without a gap.';
COMMENT ON COLUMN distribution.event.source IS 'What it was read from: order (also of returns), partnership, product, ledger, or a statement or top_up with what became of it.';
COMMENT ON COLUMN distribution.event.source_id IS 'Its id there; of the ledger, the transaction''s.';
COMMENT ON COLUMN distribution.event.event IS 'What happened.';
COMMENT ON COLUMN distribution.event.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.event.partnership_id IS 'The partnership, if it is of one.';
COMMENT ON COLUMN distribution.event.subject IS 'What it is about: order number, SKU, document, month.';
COMMENT ON COLUMN distribution.event.detail IS 'Ids and more.';
COMMENT ON COLUMN distribution.event.happened_at IS 'When the transaction that did it began, or the books'' time of an entry.';
CREATE INDEX IF NOT EXISTS event_source_idx ON distribution.event (account_id, source, source_id);
CREATE INDEX IF NOT EXISTS event_ledger_idx
	ON distribution.event (account_id, supplier_id, partnership_id, source_id) WHERE source = 'ledger';

-- What is new is at the end: these cost who writes events next to nothing. Each event writes into a range that VACUUM
-- summarised half full, so that of orders has small ones.
CREATE INDEX IF NOT EXISTS order_event_event_idx
	ON distribution.order_event USING brin (event_id) WITH (pages_per_range = 4, autosummarize = true);
CREATE INDEX IF NOT EXISTS partnership_event_event_idx ON distribution.partnership_event USING brin (event_id) WITH (autosummarize = true);
CREATE INDEX IF NOT EXISTS product_log_log_idx ON distribution.product_log USING brin (log_id) WITH (autosummarize = true);

-- Statements and top-ups by the last that became of them.
CREATE INDEX IF NOT EXISTS statement_supplier_step_idx ON distribution.statement (supplier_id, greatest(closed_at, answered_at));
CREATE INDEX IF NOT EXISTS statement_distributor_step_idx ON distribution.statement (distributor_id, greatest(closed_at, answered_at));
CREATE INDEX IF NOT EXISTS top_up_request_supplier_step_idx ON distribution.top_up_request (supplier_id, greatest(requested_at, answered_at));
CREATE INDEX IF NOT EXISTS top_up_request_distributor_step_idx ON distribution.top_up_request (distributor_id, greatest(requested_at, answered_at));
