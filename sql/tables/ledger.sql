-- The ledger (LE-1 ... LE-6): settlement accounts, their entries, and the summaries kept with them.

CREATE TABLE IF NOT EXISTS distribution.settlement_account (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	distributor_id bigint NOT NULL,
	currency text NOT NULL,
	balance numeric(20,2) NOT NULL DEFAULT 0,
	credit_limit numeric(20,2) DEFAULT 0,
	credit_days int,
	last_transaction_id bigint NOT NULL DEFAULT 0,
	last_posted_at timestamptz NOT NULL DEFAULT '-infinity',
	last_hash bytea NOT NULL DEFAULT '',
	temporary_limit numeric(20,2),
	temporary_until timestamptz,
	aged_until timestamptz,
	last_pushed_at timestamptz,
	closed_month date,
	open_month date,
	CONSTRAINT settlement_account_pkey PRIMARY KEY (supplier_id, partnership_id),
	CONSTRAINT settlement_account_partnership_fkey FOREIGN KEY (supplier_id, partnership_id)
		REFERENCES distribution.partnership (supplier_id, partnership_id),
	CONSTRAINT settlement_account_currency_fkey FOREIGN KEY (currency) REFERENCES distribution.currency (currency),
	CONSTRAINT settlement_account_credit_check CHECK (credit_limit >= 0 AND credit_days BETWEEN 0 AND 36500),
	CONSTRAINT settlement_account_temporary_check CHECK (temporary_limit >= 0)
) WITH (fillfactor = 50);
COMMENT ON TABLE distribution.settlement_account IS 'The account that the money of a partnership runs over; written by functions.';
COMMENT ON COLUMN distribution.settlement_account.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.settlement_account.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.settlement_account.distributor_id IS 'The distributor, as in partnership.';
COMMENT ON COLUMN distribution.settlement_account.currency IS 'Settlement currency; never changes (PA-3).';
COMMENT ON COLUMN distribution.settlement_account.balance IS 'Sum of the distributor-side settlement amounts (LE-3).';
COMMENT ON COLUMN distribution.settlement_account.credit_limit IS 'How far below zero pushes may take the balance; null: unlimited (CR-1). While a temporary limit stands, that counts instead.';
COMMENT ON COLUMN distribution.settlement_account.temporary_limit IS 'The limit until temporary_until; null: unlimited (CR-5).';
COMMENT ON COLUMN distribution.settlement_account.temporary_until IS 'From then on credit_limit counts again; null: there was no temporary limit.';
COMMENT ON COLUMN distribution.settlement_account.credit_days IS 'Days from a charge to its due date, 0 to 36500; null: no term (CR-2).';
COMMENT ON COLUMN distribution.settlement_account.last_transaction_id IS 'Number of the last ledger transaction; 0: none yet.';
COMMENT ON COLUMN distribution.settlement_account.last_posted_at IS 'Time of the last entry; entries never go back in time.';
COMMENT ON COLUMN distribution.settlement_account.last_hash IS 'Hash of the last entry (LE-3); empty before the first.';
COMMENT ON COLUMN distribution.settlement_account.aged_until IS 'Until then what is overdue is what credit_ageing says, or nothing if it has no row; without one it is the oldest due time of what is open (CR-2). -infinity: not known since a credit; null: nothing that is open has a due time.';
COMMENT ON COLUMN distribution.settlement_account.last_pushed_at IS 'When an order was last pushed (PA-7); null: never.';
COMMENT ON COLUMN distribution.settlement_account.closed_month IS 'First day of the last month that is closed (LE-7); null: none is.';
COMMENT ON COLUMN distribution.settlement_account.open_month IS 'First day of the first month after it that has entries (LE-7); null: none has.';
CREATE INDEX IF NOT EXISTS settlement_account_distributor_idx ON distribution.settlement_account (distributor_id);

CREATE TABLE IF NOT EXISTS distribution.ledger_entry (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	transaction_id bigint NOT NULL,
	side text NOT NULL,
	account_id bigint NOT NULL,
	kind text NOT NULL,
	order_id bigint,
	package_no text,
	document_no text,
	amount numeric(20,2) NOT NULL,
	currency text NOT NULL,
	rate numeric(20,10) NOT NULL,
	rate_inverse boolean NOT NULL,
	rate_source text NOT NULL,
	rate_at timestamptz NOT NULL,
	settlement_amount numeric(20,2) NOT NULL,
	settlement_currency text NOT NULL,
	base_amount numeric(20,2) NOT NULL,
	base_currency text NOT NULL,
	base_rate numeric(20,10) NOT NULL,
	base_rate_inverse boolean NOT NULL,
	base_rate_source text NOT NULL,
	base_rate_at timestamptz NOT NULL,
	balance_after numeric(20,2) NOT NULL,
	posted_at timestamptz NOT NULL,
	due_at timestamptz,
	actor text NOT NULL,
	memo text,
	hash bytea NOT NULL,
	CONSTRAINT ledger_entry_pkey PRIMARY KEY (supplier_id, partnership_id, transaction_id, side)
);
COMMENT ON TABLE distribution.ledger_entry IS 'The ledger: two equal and opposite entries for every money event (LE-1); only ever inserted, by functions.';
COMMENT ON COLUMN distribution.ledger_entry.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.ledger_entry.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.ledger_entry.transaction_id IS 'Number of the money event, gapless from 1 in the partnership.';
COMMENT ON COLUMN distribution.ledger_entry.side IS 'supplier or distributor: whose books.';
COMMENT ON COLUMN distribution.ledger_entry.account_id IS 'The account of that side.';
COMMENT ON COLUMN distribution.ledger_entry.kind IS 'push_charge, withdrawal_refund, refusal_refund, return_refund, return_charge, top_up, deduction, opening_balance or correction (LE-2).';
COMMENT ON COLUMN distribution.ledger_entry.order_id IS 'The order, if the event is of one.';
COMMENT ON COLUMN distribution.ledger_entry.package_no IS 'The package, if the event is of one.';
COMMENT ON COLUMN distribution.ledger_entry.document_no IS 'The document, if any: of an order, its marketplace number.';
COMMENT ON COLUMN distribution.ledger_entry.amount IS 'Amount as stated, signed for this side: a charge is negative for the distributor.';
COMMENT ON COLUMN distribution.ledger_entry.currency IS 'Currency of amount.';
COMMENT ON COLUMN distribution.ledger_entry.rate IS 'Quoted rate from currency to the settlement currency (FX-2).';
COMMENT ON COLUMN distribution.ledger_entry.rate_inverse IS 'True if the conversion divides by the quoted rate.';
COMMENT ON COLUMN distribution.ledger_entry.rate_source IS 'same, fixed or live.';
COMMENT ON COLUMN distribution.ledger_entry.rate_at IS 'Time of the rate.';
COMMENT ON COLUMN distribution.ledger_entry.settlement_amount IS 'The amount in the settlement currency.';
COMMENT ON COLUMN distribution.ledger_entry.settlement_currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution.ledger_entry.base_amount IS 'The amount in the supplier''s base currency at the rate of posting.';
COMMENT ON COLUMN distribution.ledger_entry.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_entry.base_rate IS 'Quoted rate from the settlement currency to the base currency (FX-2).';
COMMENT ON COLUMN distribution.ledger_entry.base_rate_inverse IS 'True if that conversion divides by the quoted rate.';
COMMENT ON COLUMN distribution.ledger_entry.base_rate_source IS 'same, fixed or live.';
COMMENT ON COLUMN distribution.ledger_entry.base_rate_at IS 'Time of that rate.';
COMMENT ON COLUMN distribution.ledger_entry.balance_after IS 'Sum of this side''s settlement amounts up to and with this entry (LE-3).';
COMMENT ON COLUMN distribution.ledger_entry.posted_at IS 'When it was posted; never before the entry before it.';
COMMENT ON COLUMN distribution.ledger_entry.due_at IS 'When a charge is due (CR-2); null: no term, or not a charge.';
COMMENT ON COLUMN distribution.ledger_entry.actor IS 'Role that posted it.';
COMMENT ON COLUMN distribution.ledger_entry.memo IS 'Free text.';
COMMENT ON COLUMN distribution.ledger_entry.hash IS 'SHA-256 over the hash of the entry before it and this entry (LE-3).';
CREATE INDEX IF NOT EXISTS ledger_entry_account_idx ON distribution.ledger_entry (account_id, posted_at);
COMMENT ON INDEX distribution.ledger_entry_account_idx IS 'Page: reconciliation by time; row security of either side.';
CREATE INDEX IF NOT EXISTS ledger_entry_order_idx ON distribution.ledger_entry (order_id);
COMMENT ON INDEX distribution.ledger_entry_order_idx IS 'Page: reconciliation of an order, by its id or its marketplace number.';
CREATE INDEX IF NOT EXISTS ledger_entry_document_idx
	ON distribution.ledger_entry (account_id, document_no) WHERE order_id IS NULL;
COMMENT ON INDEX distribution.ledger_entry_document_idx IS 'Page: reconciliation of a manual entry''s document; those of orders have the order''s number, and are found by the order.';

CREATE TABLE IF NOT EXISTS distribution.ledger_idempotency (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	idempotency_key text NOT NULL,
	transaction_id bigint NOT NULL,
	CONSTRAINT ledger_idempotency_pkey PRIMARY KEY (supplier_id, partnership_id, idempotency_key)
);
COMMENT ON TABLE distribution.ledger_idempotency IS 'Keys of manual entries: a repeated key returns the first transaction (LE-4); written by functions.';
COMMENT ON COLUMN distribution.ledger_idempotency.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.ledger_idempotency.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.ledger_idempotency.idempotency_key IS 'The caller''s key.';
COMMENT ON COLUMN distribution.ledger_idempotency.transaction_id IS 'The transaction it posted.';

CREATE TABLE IF NOT EXISTS distribution.ledger_month (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	month date NOT NULL,
	charges numeric(20,2) NOT NULL,
	refunds numeric(20,2) NOT NULL,
	return_charges numeric(20,2) NOT NULL,
	manual numeric(20,2) NOT NULL,
	base_charges numeric(20,2) NOT NULL,
	base_refunds numeric(20,2) NOT NULL,
	base_return_charges numeric(20,2) NOT NULL,
	base_manual numeric(20,2) NOT NULL,
	entries int NOT NULL,
	distributor_id bigint NOT NULL,
	CONSTRAINT ledger_month_pkey PRIMARY KEY (supplier_id, partnership_id, month)
) WITH (fillfactor = 70);
COMMENT ON TABLE distribution.ledger_month IS 'Distributor-side sums of a partnership per month of the supplier''s time zone, kept with each entry (LE-6); written by functions.';
COMMENT ON COLUMN distribution.ledger_month.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.ledger_month.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.ledger_month.month IS 'First day of the month.';
COMMENT ON COLUMN distribution.ledger_month.charges IS 'Sum of push_charge, settlement currency, negative.';
COMMENT ON COLUMN distribution.ledger_month.refunds IS 'Sum of withdrawal_refund, refusal_refund and return_refund, positive.';
COMMENT ON COLUMN distribution.ledger_month.return_charges IS 'Sum of return_charge, negative.';
COMMENT ON COLUMN distribution.ledger_month.manual IS 'Sum of top_up, deduction, opening_balance and correction.';
COMMENT ON COLUMN distribution.ledger_month.base_charges IS 'charges in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_month.base_refunds IS 'refunds in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_month.base_return_charges IS 'return_charges in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_month.base_manual IS 'manual in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_month.entries IS 'Number of distributor-side entries.';
COMMENT ON COLUMN distribution.ledger_month.distributor_id IS 'The distributor, as in partnership.';
CREATE INDEX IF NOT EXISTS ledger_month_distributor_idx ON distribution.ledger_month (distributor_id);

CREATE TABLE IF NOT EXISTS distribution.ledger_day (
	supplier_id bigint NOT NULL,
	partnership_id bigint NOT NULL,
	day date NOT NULL,
	kind text NOT NULL,
	amount numeric(20,2) NOT NULL,
	base_amount numeric(20,2) NOT NULL,
	entries int NOT NULL,
	distributor_id bigint NOT NULL,
	CONSTRAINT ledger_day_pkey PRIMARY KEY (supplier_id, partnership_id, day, kind)
) WITH (fillfactor = 70);
COMMENT ON TABLE distribution.ledger_day IS 'Distributor-side sums of a partnership per day of the supplier''s time zone and kind, kept with each entry (LE-6); written by functions.';
COMMENT ON COLUMN distribution.ledger_day.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution.ledger_day.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution.ledger_day.day IS 'The day.';
COMMENT ON COLUMN distribution.ledger_day.kind IS 'Kind of the entries.';
COMMENT ON COLUMN distribution.ledger_day.amount IS 'Sum, settlement currency.';
COMMENT ON COLUMN distribution.ledger_day.base_amount IS 'Sum in the supplier''s base currency.';
COMMENT ON COLUMN distribution.ledger_day.entries IS 'Number of entries.';
COMMENT ON COLUMN distribution.ledger_day.distributor_id IS 'The distributor, as in partnership.';
CREATE INDEX IF NOT EXISTS ledger_day_distributor_idx ON distribution.ledger_day (distributor_id);
