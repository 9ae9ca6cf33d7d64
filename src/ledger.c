/*
 * ledger.c
 *	  Posting money events (LE-1 … LE-6).
 *
 * Whoever posts holds the settlement accounts' row locks; they make transaction
 * numbers gapless, the balance chain unbroken and time never go back. All
 * entries of a call, the accounts' new standing and the kept summaries are
 * written by one statement.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "calendar.h"
#include "compat.h"
#include "errors.h"
#include "identity.h"
#include "ledger.h"
#include "ledger_entry.h"
#include "plan.h"
#include "terms_row.h"

static const char *const LEDGER_KIND_NAMES[LEDGER_KIND_COUNT] = {
	[LEDGER_PUSH_CHARGE] = "push_charge",
	[LEDGER_WITHDRAWAL_REFUND] = "withdrawal_refund",
	[LEDGER_REFUSAL_REFUND] = "refusal_refund",
	[LEDGER_RETURN_REFUND] = "return_refund",
	[LEDGER_RETURN_CHARGE] = "return_charge",
	[LEDGER_TOP_UP] = "top_up",
	[LEDGER_DEDUCTION] = "deduction",
	[LEDGER_OPENING_BALANCE] = "opening_balance",
	[LEDGER_CORRECTION] = "correction",
};

/* The columns of ledger_month that a kind is summed in. */
typedef enum MonthColumn
{
	MONTH_CHARGES,
	MONTH_REFUNDS,
	MONTH_RETURN_CHARGES,
	MONTH_MANUAL
} MonthColumn;
#define MONTH_COLUMN_COUNT (MONTH_MANUAL + 1)

enum
{
	ACCOUNT_PARTNERSHIP = 1,
	ACCOUNT_DISTRIBUTOR,
	ACCOUNT_CURRENCY,
	ACCOUNT_BALANCE,
	ACCOUNT_CREDIT_LIMIT,
	ACCOUNT_CREDIT_DAYS,
	ACCOUNT_TEMPORARY_LIMIT,
	ACCOUNT_TEMPORARY_UNTIL,
	ACCOUNT_LAST_TRANSACTION,
	ACCOUNT_LAST_POSTED_AT,
	ACCOUNT_LAST_HASH,
	ACCOUNT_AGED_UNTIL,
	ACCOUNT_LAST_PUSHED_AT
};

#define SELECT_ACCOUNTS                                                                        \
	"SELECT partnership_id, distributor_id, currency, balance, credit_limit, credit_days,"     \
	"       temporary_limit, temporary_until, last_transaction_id, last_posted_at, last_hash," \
	"       aged_until, last_pushed_at"                                                        \
	"  FROM distribution.settlement_account"                                                   \
	" WHERE supplier_id = $1 AND partnership_id = ANY ($2)"

static PlanQuery LOCK_ACCOUNTS = {
	.name = "lock settlement accounts",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = SELECT_ACCOUNTS " ORDER BY partnership_id FOR NO KEY UPDATE",
};

/* One row needs no sorting. */
static PlanQuery LOCK_ONE_ACCOUNT = {
	.name = "lock one settlement account",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = SELECT_ACCOUNTS " FOR NO KEY UPDATE",
};

static PlanQuery READ_ACCOUNTS = {
	.name = "read settlement accounts",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = SELECT_ACCOUNTS " ORDER BY partnership_id",
};

#define ENTRY_COLUMNS(x)                                                                        \
	x(partnership_id) x(transaction_id) x(side) x(account_id) x(kind) x(order_id) x(package_no) \
		x(document_no) x(amount) x(currency) x(rate) x(rate_inverse) x(rate_source) x(rate_at)  \
			x(settlement_amount) x(settlement_currency) x(base_amount) x(base_currency)         \
				x(base_rate) x(base_rate_inverse) x(base_rate_source) x(base_rate_at)           \
					x(balance_after) x(posted_at) x(due_at) x(actor) x(memo) x(hash)

#define STANDING_COLUMNS(x)                                                           \
	x(partnership_id) x(distributor_id) x(currency) x(balance) x(last_transaction_id) \
		x(last_posted_at) x(last_hash) x(aged_until) x(last_pushed_at)

#define DAY_COLUMNS(x) \
	x(partnership_id) x(distributor_id) x(day) x(kind) x(amount) x(base_amount) x(entries)

#define MONTH_COLUMNS(x)                                                                           \
	x(partnership_id) x(distributor_id) x(month) x(charges) x(refunds) x(return_charges) x(manual) \
		x(base_charges) x(base_refunds) x(base_return_charges) x(base_manual) x(entries)

static const char *const ENTRY_NAMES[] = {ENTRY_COLUMNS(PLAN_NAME)};
static const char *const STANDING_NAMES[] = {STANDING_COLUMNS(PLAN_NAME)};
static const char *const DAY_NAMES[] = {DAY_COLUMNS(PLAN_NAME)};
static const char *const MONTH_NAMES[] = {MONTH_COLUMNS(PLAN_NAME)};

static PlanQuery WRITE_POSTINGS = {
	.name = "write ledger entries",
	.result = SPI_OK_INSERT,
	.types = "bigint, ledger_entry, settlement_account, ledger_day, ledger_month",
	.sql =
		"WITH entries AS ("
		"INSERT INTO distribution.ledger_entry (supplier_id" ENTRY_COLUMNS(
			PLAN_LIST) ")"
					   " SELECT $1" ENTRY_COLUMNS(
						   PLAN_FROM_ROW) " FROM unnest($2) AS r"
										  "), accounts AS ("
										  "INSERT INTO distribution.settlement_account (supplier_id" STANDING_COLUMNS(
											  PLAN_LIST) ")"
														 " SELECT $1" STANDING_COLUMNS(
															 PLAN_FROM_ROW) " FROM unnest($3) AS r"
																			" ON CONFLICT (supplier_id, partnership_id) DO UPDATE SET balance = EXCLUDED.balance,"
																			"  last_transaction_id = EXCLUDED.last_transaction_id,"
																			"  last_posted_at = EXCLUDED.last_posted_at, last_hash = EXCLUDED.last_hash,"
																			"  aged_until = EXCLUDED.aged_until, last_pushed_at = EXCLUDED.last_pushed_at"
																			"), days AS ("
																			"INSERT INTO distribution.ledger_day AS kept (supplier_id" DAY_COLUMNS(
																				PLAN_LIST) ")"
																						   " SELECT $1" DAY_COLUMNS(
																							   PLAN_FROM_ROW) " FROM unnest($4) AS r"
																											  " ON CONFLICT (supplier_id, partnership_id, day, kind) DO UPDATE"
																											  "  SET amount = kept.amount + EXCLUDED.amount,"
																											  "      base_amount = kept.base_amount + EXCLUDED.base_amount,"
																											  "      entries = kept.entries + EXCLUDED.entries"
																											  ") "
																											  "INSERT INTO distribution.ledger_month AS kept (supplier_id" MONTH_COLUMNS(
																												  PLAN_LIST) ")"
																															 " SELECT $1" MONTH_COLUMNS(
																																 PLAN_FROM_ROW) " FROM unnest($5) AS r"
																																				" ON CONFLICT (supplier_id, partnership_id, month) DO UPDATE"
																																				"  SET charges = kept.charges + EXCLUDED.charges,"
																																				"      refunds = kept.refunds + EXCLUDED.refunds,"
																																				"      return_charges = kept.return_charges + EXCLUDED.return_charges,"
																																				"      manual = kept.manual + EXCLUDED.manual,"
																																				"      base_charges = kept.base_charges + EXCLUDED.base_charges,"
																																				"      base_refunds = kept.base_refunds + EXCLUDED.base_refunds,"
																																				"      base_return_charges = kept.base_return_charges + EXCLUDED.base_return_charges,"
																																				"      base_manual = kept.base_manual + EXCLUDED.base_manual,"
																																				"      entries = kept.entries + EXCLUDED.entries",
};

static PlanQuery FORGET_AGEINGS = {
	.name = "forget how old open charges are",
	.result = SPI_OK_DELETE,
	.types = "bigint, bigint[]",
	.sql = "DELETE FROM distribution.credit_ageing"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($2)",
};

const char *
ledger_kind_name(LedgerKind kind)
{
	return LEDGER_KIND_NAMES[kind];
}

static MonthColumn
month_column(LedgerKind kind)
{
	switch (kind)
	{
		case LEDGER_PUSH_CHARGE:
			return MONTH_CHARGES;
		case LEDGER_WITHDRAWAL_REFUND:
		case LEDGER_REFUSAL_REFUND:
		case LEDGER_RETURN_REFUND:
			return MONTH_REFUNDS;
		case LEDGER_RETURN_CHARGE:
			return MONTH_RETURN_CHARGES;
		default:
			return MONTH_MANUAL;
	}
}

/* CR-5 */
static CreditLimits
read_limits(const PlanRows *rows, int row)
{
	CreditLimits limits = {
		.unlimited = plan_is_null(rows, row, ACCOUNT_CREDIT_LIMIT),
		.has_temporary = !plan_is_null(rows, row, ACCOUNT_TEMPORARY_UNTIL),
	};

	if (!limits.unlimited)
		limits.limit = plan_minor(rows, row, ACCOUNT_CREDIT_LIMIT);
	if (!limits.has_temporary)
		return limits;
	limits.until = plan_time(rows, row, ACCOUNT_TEMPORARY_UNTIL);
	limits.temporary_unlimited = plan_is_null(rows, row, ACCOUNT_TEMPORARY_LIMIT);
	if (!limits.temporary_unlimited)
		limits.temporary_limit = plan_minor(rows, row, ACCOUNT_TEMPORARY_LIMIT);
	return limits;
}

static void
read_account(const PlanRows *rows, int row, LedgerAccount *account)
{
	bool is_null;
	bytea *hash;

	account->partnership_id = plan_int64(rows, row, ACCOUNT_PARTNERSHIP);
	account->distributor_id = plan_int64(rows, row, ACCOUNT_DISTRIBUTOR);
	currency_copy(account->currency, plan_text(rows, row, ACCOUNT_CURRENCY));
	account->balance = plan_minor(rows, row, ACCOUNT_BALANCE);
	account->credit.balance = account->balance;
	account->limits = read_limits(rows, row);
	credit_put_in_force(&account->credit, &account->limits, GetCurrentTransactionStartTimestamp());
	account->has_term = !plan_is_null(rows, row, ACCOUNT_CREDIT_DAYS);
	if (account->has_term)
		account->credit_days = plan_int32(rows, row, ACCOUNT_CREDIT_DAYS);
	account->last_transaction_id = plan_int64(rows, row, ACCOUNT_LAST_TRANSACTION);
	account->last_posted_at = plan_time(rows, row, ACCOUNT_LAST_POSTED_AT);
	hash = DatumGetByteaPP(plan_datum(rows, row, ACCOUNT_LAST_HASH, &is_null));
	account->last_hash_length = Min(VARSIZE_ANY_EXHDR(hash), PG_SHA256_DIGEST_LENGTH);
	memcpy(account->last_hash, VARDATA_ANY(hash), account->last_hash_length);
	account->aged_until = plan_is_null(rows, row, ACCOUNT_AGED_UNTIL)
		? CREDIT_NEVER_DUE
		: plan_time(rows, row, ACCOUNT_AGED_UNTIL);
	account->last_pushed_at = plan_is_null(rows, row, ACCOUNT_LAST_PUSHED_AT)
		? DT_NOEND
		: plan_time(rows, row, ACCOUNT_LAST_PUSHED_AT);
}

/* The accounts of the partnerships, locked in their order or only read; by partnership_id. */
LedgerAccount *
ledger_accounts(int64 supplier_id, const int64 *partnership_ids, int count, bool lock, int *found)
{
	PlanValues values = {0};
	PlanColumn ids = plan_column(INT8OID, count);
	PlanRows rows;
	LedgerAccount *accounts;

	for (int i = 0; i < count; i++)
		plan_column_add_int64(&ids, partnership_ids[i]);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &ids);
	rows = !lock ? plan_read(&READ_ACCOUNTS, &values)
				 : plan_execute(count == 1 ? &LOCK_ONE_ACCOUNT : &LOCK_ACCOUNTS, &values);
	accounts = palloc0(sizeof(LedgerAccount) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
		read_account(&rows, i, &accounts[i]);
	*found = rows.count;
	return accounts;
}

static int
account_compare(const void *key, const void *element)
{
	int64 partnership_id = *(const int64 *) key;
	const LedgerAccount *account = element;

	return (partnership_id > account->partnership_id) - (partnership_id < account->partnership_id);
}

LedgerAccount *
ledger_account(LedgerAccount *accounts, int count, int64 partnership_id)
{
	LedgerAccount *account = count == 0
		? NULL
		: bsearch(&partnership_id, accounts, count, sizeof(LedgerAccount), account_compare);

	if (account == NULL)
		error_not_found("settlement account of partnership", partnership_id);
	return account;
}

/* What is kept of the account beside its balance, PA-7 and CR-2. */
static void
keep_figures(LedgerAccount *account, LedgerKind kind, const LedgerEntry *entry, Minor before)
{
	if (kind == LEDGER_PUSH_CHARGE)
		account->last_pushed_at = entry->posted_at;
	if (before < 0 && account->balance > before)
		account->settles = true;
	account->aged_until =
		credit_aged_until(account->aged_until, before, account->balance, entry->due_at);
}

/* The distributor's entry of a posting, which moves the account on. */
static LedgerEntry
entry_of(const SupplierTerms *supplier, LedgerPosting *posting, TimestampTz now)
{
	LedgerAccount *account = posting->account;
	Minor before = account->balance;
	LedgerEntry entry = {
		.supplier_id = supplier->supplier_id,
		.partnership_id = account->partnership_id,
		.side = "distributor",
		.account_id = account->distributor_id,
		.kind = ledger_kind_name(posting->kind),
		.order_id = posting->order_id,
		.package_no = posting->package_no,
		.document_no = posting->document_no,
		.amount = posting->amount,
		.currency = posting->currency,
		.rate = posting->rate,
		.settlement_amount = posting->settlement_amount,
		.settlement_currency = account->currency,
		.base_currency = supplier->base_currency,
		.base_rate = posting->base_rate,
		.due_at = DT_NOEND,
		.actor = identity_actor(),
		.memo = posting->memo,
	};

	posting->transaction_id = entry.transaction_id = ++account->last_transaction_id;
	/* A transaction that began earlier may post later; the books' time does not go back. */
	entry.posted_at = account->last_posted_at = Max(now, account->last_posted_at);
	if (posting->settlement_amount < 0 && account->has_term)
		entry.due_at = entry.posted_at + (int64) account->credit_days * USECS_PER_DAY;
	if (!exchange_convert(entry.settlement_amount,
						  &entry.base_rate,
						  supplier->base_decimals,
						  &entry.base_amount) ||
		!minor_add(account->balance, entry.settlement_amount, &account->balance))
		error_out_of_range("balance");
	entry.balance_after = account->balance;
	keep_figures(account, posting->kind, &entry, before);
	return entry;
}

/* LE-1: the same event in the supplier's books. */
static LedgerEntry
mirror_entry(const LedgerEntry *entry)
{
	LedgerEntry mirror = *entry;

	mirror.side = "supplier";
	mirror.account_id = entry->supplier_id;
	mirror.amount = -entry->amount;
	mirror.settlement_amount = -entry->settlement_amount;
	mirror.base_amount = -entry->base_amount;
	mirror.balance_after = -entry->balance_after;
	return mirror;
}

static void
chain_entry(LedgerAccount *account, LedgerEntry *entry)
{
	ledger_entry_hash(entry, account->last_hash, account->last_hash_length);
	memcpy(account->last_hash, entry->hash, PG_SHA256_DIGEST_LENGTH);
	account->last_hash_length = PG_SHA256_DIGEST_LENGTH;
}

static void
sum_entry(LedgerAccount *account, LedgerKind kind, const LedgerEntry *entry)
{
	LedgerSum *sum = &account->sums[kind];

	if (!minor_add(sum->amount, entry->settlement_amount, &sum->amount) ||
		!minor_add(sum->base_amount, entry->base_amount, &sum->base_amount))
		error_out_of_range("sum of entries");
	sum->entries++;
}

static Datum
bytea_datum(const uint8 *bytes, int length)
{
	bytea *value = palloc(VARHDRSZ + length);

	SET_VARSIZE(value, VARHDRSZ + length);
	memcpy(VARDATA(value), bytes, length);
	return PointerGetDatum(value);
}

static void
bind_rate(PlanValues *row, const Rate *rate)
{
	plan_bind(row, rate_to_numeric(rate->quoted), false);
	plan_bind_bool(row, rate->inverse);
	plan_bind_text(row, rate_source_name(rate->source));
	plan_bind_time(row, rate->at);
}

/* ENTRY_COLUMNS */
static void
add_entry(PlanRowset *entries, const LedgerEntry *entry)
{
	PlanValues row = {0};

	plan_bind_int64(&row, entry->partnership_id);
	plan_bind_int64(&row, entry->transaction_id);
	plan_bind_text(&row, entry->side);
	plan_bind_int64(&row, entry->account_id);
	plan_bind_text(&row, entry->kind);
	plan_bind(&row, Int64GetDatum(entry->order_id), entry->order_id == 0);
	plan_bind_text(&row, entry->package_no);
	plan_bind_text(&row, entry->document_no);
	plan_bind_minor(&row, entry->amount);
	plan_bind_text(&row, entry->currency);
	bind_rate(&row, &entry->rate);
	plan_bind_minor(&row, entry->settlement_amount);
	plan_bind_text(&row, entry->settlement_currency);
	plan_bind_minor(&row, entry->base_amount);
	plan_bind_text(&row, entry->base_currency);
	bind_rate(&row, &entry->base_rate);
	plan_bind_minor(&row, entry->balance_after);
	plan_bind_time(&row, entry->posted_at);
	plan_bind(&row, TimestampTzGetDatum(entry->due_at), entry->due_at == DT_NOEND);
	plan_bind_text(&row, entry->actor);
	plan_bind_text(&row, entry->memo);
	plan_bind(&row, bytea_datum(entry->hash, PG_SHA256_DIGEST_LENGTH), false);
	plan_rowset_add(entries, &row);
}

/* STANDING_COLUMNS */
static void
add_standing(PlanRowset *standings, const LedgerAccount *account)
{
	PlanValues row = {0};

	plan_bind_int64(&row, account->partnership_id);
	plan_bind_int64(&row, account->distributor_id);
	plan_bind_text(&row, account->currency);
	plan_bind_minor(&row, account->balance);
	plan_bind_int64(&row, account->last_transaction_id);
	plan_bind_time(&row, account->last_posted_at);
	plan_bind(&row, bytea_datum(account->last_hash, account->last_hash_length), false);
	plan_bind(
		&row, TimestampTzGetDatum(account->aged_until), account->aged_until == CREDIT_NEVER_DUE);
	plan_bind(
		&row, TimestampTzGetDatum(account->last_pushed_at), account->last_pushed_at == DT_NOEND);
	plan_rowset_add(standings, &row);
}

/* DAY_COLUMNS, a row for each kind posted */
static void
add_days(PlanRowset *days, const LedgerAccount *account, const char *time_zone)
{
	DateADT today = calendar_day(account->last_posted_at, time_zone); /* LE-6 */

	for (int kind = 0; kind < LEDGER_KIND_COUNT; kind++)
	{
		const LedgerSum *sum = &account->sums[kind];
		PlanValues row = {0};

		if (sum->entries == 0)
			continue;
		plan_bind_int64(&row, account->partnership_id);
		plan_bind_int64(&row, account->distributor_id);
		plan_bind(&row, DateADTGetDatum(today), false);
		plan_bind_text(&row, ledger_kind_name((LedgerKind) kind));
		plan_bind_minor(&row, sum->amount);
		plan_bind_minor(&row, sum->base_amount);
		plan_bind_int32(&row, sum->entries);
		plan_rowset_add(days, &row);
	}
}

/* MONTH_COLUMNS */
static void
add_month(PlanRowset *months, const LedgerAccount *account, const char *time_zone)
{
	LedgerSum sums[MONTH_COLUMN_COUNT] = {{0}};
	PlanValues row = {0};
	DateADT today = calendar_day(account->last_posted_at, time_zone); /* LE-6 */
	int entries = 0;

	for (int kind = 0; kind < LEDGER_KIND_COUNT; kind++)
	{
		LedgerSum *sum = &sums[month_column((LedgerKind) kind)];

		if (!minor_add(sum->amount, account->sums[kind].amount, &sum->amount) ||
			!minor_add(sum->base_amount, account->sums[kind].base_amount, &sum->base_amount))
			error_out_of_range("sum of entries");
		entries += account->sums[kind].entries;
	}
	plan_bind_int64(&row, account->partnership_id);
	plan_bind_int64(&row, account->distributor_id);
	plan_bind(&row, DateADTGetDatum(calendar_first_day(calendar_month(today))), false);
	for (int column = 0; column < MONTH_COLUMN_COUNT; column++)
		plan_bind_minor(&row, sums[column].amount);
	for (int column = 0; column < MONTH_COLUMN_COUNT; column++)
		plan_bind_minor(&row, sums[column].base_amount);
	plan_bind_int32(&row, entries);
	plan_rowset_add(months, &row);
}

static bool
was_posted_to(const LedgerAccount *account)
{
	for (int kind = 0; kind < LEDGER_KIND_COUNT; kind++)
		if (account->sums[kind].entries > 0)
			return true;
	return false;
}

static void
write_postings(const SupplierTerms *supplier, const LedgerEntry *entries, int entry_count,
			   const LedgerAccount *accounts, int account_count)
{
	PlanValues values = {0};
	PlanRowset entry_rows =
		plan_rowset("ledger_entry", ENTRY_NAMES, lengthof(ENTRY_NAMES), entry_count);
	PlanRowset standings =
		plan_rowset("settlement_account", STANDING_NAMES, lengthof(STANDING_NAMES), 0);
	PlanRowset days = plan_rowset("ledger_day", DAY_NAMES, lengthof(DAY_NAMES), 0);
	PlanRowset months = plan_rowset("ledger_month", MONTH_NAMES, lengthof(MONTH_NAMES), 0);

	for (int i = 0; i < entry_count; i++)
		add_entry(&entry_rows, &entries[i]);
	for (int i = 0; i < account_count; i++)
	{
		if (!was_posted_to(&accounts[i]))
			continue;
		add_standing(&standings, &accounts[i]);
		add_days(&days, &accounts[i], supplier->time_zone);
		add_month(&months, &accounts[i], supplier->time_zone);
	}
	plan_bind_int64(&values, supplier->supplier_id);
	plan_bind_rowset(&values, &entry_rows);
	plan_bind_rowset(&values, &standings);
	plan_bind_rowset(&values, &days);
	plan_bind_rowset(&values, &months);
	plan_execute(&WRITE_POSTINGS, &values);
}

/* CR-2: what was overdue is less now; how much, is read when it is wanted. */
static void
forget_ageings(int64 supplier_id, const LedgerAccount *accounts, int account_count)
{
	PlanValues values = {0};
	PlanColumn partnerships = plan_column(INT8OID, account_count);

	for (int i = 0; i < account_count; i++)
		if (accounts[i].settles)
			plan_column_add_int64(&partnerships, accounts[i].partnership_id);
	if (partnerships.count == 0)
		return;
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &partnerships);
	plan_execute(&FORGET_AGEINGS, &values);
}

/*
 * Posts the events, in their order, to accounts under lock; says each one's
 * transaction. The accounts' credit is left to the decision that spent it.
 */
void
ledger_post(const SupplierTerms *supplier, LedgerAccount *accounts, int account_count,
			LedgerPosting *postings, int posting_count, TimestampTz now)
{
	LedgerEntry *entries = palloc(sizeof(LedgerEntry) * posting_count * 2);

	if (posting_count == 0)
		return;
	for (int i = 0; i < account_count; i++)
	{
		memset(accounts[i].sums, 0, sizeof(accounts[i].sums));
		accounts[i].settles = false;
	}
	for (int i = 0; i < posting_count; i++)
	{
		LedgerAccount *account = postings[i].account;
		LedgerEntry *entry = &entries[i * 2];

		entry[0] = entry_of(supplier, &postings[i], now);
		chain_entry(account, &entry[0]);
		entry[1] = mirror_entry(&entry[0]);
		chain_entry(account, &entry[1]);
		sum_entry(account, postings[i].kind, &entry[0]);
	}
	write_postings(supplier, entries, posting_count * 2, accounts, account_count);
	forget_ageings(supplier->supplier_id, accounts, account_count);
}
