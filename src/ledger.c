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

#include "catalog/pg_type.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "errors.h"
#include "identity.h"
#include "ledger.h"
#include "ledger_entry.h"
#include "plan.h"
#include "terms.h"

static const char *const LEDGER_KIND_NAMES[LEDGER_KIND_COUNT] = {
	[LEDGER_PUSH_CHARGE] = "push_charge",
	[LEDGER_WITHDRAWAL_REFUND] = "withdrawal_refund",
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
	ACCOUNT_LAST_TRANSACTION,
	ACCOUNT_LAST_POSTED_AT,
	ACCOUNT_LAST_HASH
};

#define SELECT_ACCOUNTS \
	"SELECT partnership_id, distributor_id, currency, balance, credit_limit, credit_days," \
	"       last_transaction_id, last_posted_at, last_hash" \
	"  FROM distribution.settlement_account" \
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

/* Entries, accounts, months, days: see bind_entries, bind_accounts, bind_months, bind_days. */
static PlanQuery WRITE_POSTINGS = {
	.name = "write ledger entries",
	.result = SPI_OK_INSERT,
	.types = "bigint, text, text,"
	"bigint[], bigint[], text[], bigint[], text[], bigint[], text[], text[],"
	"numeric[], text[], numeric[], boolean[], text[], timestamptz[],"
	"numeric[], text[], numeric[], numeric[], boolean[], text[], timestamptz[],"
	"numeric[], timestamptz[], timestamptz[], text[], bytea[],"
	"bigint[], bigint[], text[], numeric[], bigint[], timestamptz[], bytea[],"
	"bigint[], date[], text[], numeric[], numeric[], int[],"
	"bigint[], date[], numeric[], numeric[], numeric[], numeric[],"
	"numeric[], numeric[], numeric[], numeric[], int[]",
	.sql = "WITH entries AS ("
	"INSERT INTO distribution.ledger_entry"
	" (supplier_id, base_currency, actor,"
	"  partnership_id, transaction_id, side, account_id, kind, order_id, package_no, document_no,"
	"  amount, currency, rate, rate_inverse, rate_source, rate_at,"
	"  settlement_amount, settlement_currency, base_amount, base_rate, base_rate_inverse,"
	"  base_rate_source, base_rate_at, balance_after, posted_at, due_at, memo, hash)"
	" SELECT $1, $2, $3, unnest($4), unnest($5), unnest($6), unnest($7), unnest($8), unnest($9),"
	"  unnest($10), unnest($11), unnest($12), unnest($13), unnest($14), unnest($15), unnest($16),"
	"  unnest($17), unnest($18), unnest($19), unnest($20), unnest($21), unnest($22), unnest($23),"
	"  unnest($24), unnest($25), unnest($26), unnest($27), unnest($28), unnest($29)"
	"), accounts AS ("
	"INSERT INTO distribution.settlement_account"
	" (supplier_id, partnership_id, distributor_id, currency, balance, last_transaction_id,"
	"  last_posted_at, last_hash)"
	" SELECT $1, unnest($30), unnest($31), unnest($32), unnest($33), unnest($34), unnest($35),"
	"  unnest($36)"
	" ON CONFLICT (supplier_id, partnership_id) DO UPDATE SET balance = EXCLUDED.balance,"
	"  last_transaction_id = EXCLUDED.last_transaction_id,"
	"  last_posted_at = EXCLUDED.last_posted_at, last_hash = EXCLUDED.last_hash"
	"), days AS ("
	"INSERT INTO distribution.ledger_day AS kept"
	" (supplier_id, partnership_id, day, kind, amount, base_amount, entries)"
	" SELECT $1, unnest($37), unnest($38), unnest($39), unnest($40), unnest($41), unnest($42)"
	" ON CONFLICT (supplier_id, partnership_id, day, kind) DO UPDATE"
	"  SET amount = kept.amount + EXCLUDED.amount,"
	"      base_amount = kept.base_amount + EXCLUDED.base_amount,"
	"      entries = kept.entries + EXCLUDED.entries"
	") "
	"INSERT INTO distribution.ledger_month AS kept"
	" (supplier_id, partnership_id, month, charges, refunds, return_charges, manual,"
	"  base_charges, base_refunds, base_return_charges, base_manual, entries)"
	" SELECT $1, unnest($43), unnest($44), unnest($45), unnest($46), unnest($47), unnest($48),"
	"  unnest($49), unnest($50), unnest($51), unnest($52), unnest($53)"
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
		case LEDGER_RETURN_REFUND:
			return MONTH_REFUNDS;
		case LEDGER_RETURN_CHARGE:
			return MONTH_RETURN_CHARGES;
		default:
			return MONTH_MANUAL;
	}
}

static void
read_account(const PlanRows *rows, int row, LedgerAccount *account)
{
	bool		is_null;
	bytea	   *hash;

	account->partnership_id = plan_int64(rows, row, ACCOUNT_PARTNERSHIP);
	account->distributor_id = plan_int64(rows, row, ACCOUNT_DISTRIBUTOR);
	currency_copy(account->currency, plan_text(rows, row, ACCOUNT_CURRENCY));
	account->balance = plan_minor(rows, row, ACCOUNT_BALANCE);
	account->credit.balance = account->balance;
	account->credit.unlimited = plan_is_null(rows, row, ACCOUNT_CREDIT_LIMIT);
	if (!account->credit.unlimited)
		account->credit.limit = plan_minor(rows, row, ACCOUNT_CREDIT_LIMIT);
	account->has_term = !plan_is_null(rows, row, ACCOUNT_CREDIT_DAYS);
	if (account->has_term)
		account->credit_days = plan_int32(rows, row, ACCOUNT_CREDIT_DAYS);
	account->last_transaction_id = plan_int64(rows, row, ACCOUNT_LAST_TRANSACTION);
	account->last_posted_at = plan_time(rows, row, ACCOUNT_LAST_POSTED_AT);
	hash = DatumGetByteaPP(plan_datum(rows, row, ACCOUNT_LAST_HASH, &is_null));
	account->last_hash_length = Min(VARSIZE_ANY_EXHDR(hash), PG_SHA256_DIGEST_LENGTH);
	memcpy(account->last_hash, VARDATA_ANY(hash), account->last_hash_length);
}

/* The accounts of the partnerships, locked in their order or only read; by partnership_id. */
LedgerAccount *
ledger_accounts(int64 supplier_id, const int64 *partnership_ids, int count, bool lock, int *found)
{
	PlanValues	values = {0};
	PlanColumn	ids = plan_column(INT8OID, count);
	PlanRows	rows;
	LedgerAccount *accounts;

	for (int i = 0; i < count; i++)
		plan_column_add_int64(&ids, partnership_ids[i]);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &ids);
	rows = !lock ? plan_read(&READ_ACCOUNTS, &values) :
		plan_execute(count == 1 ? &LOCK_ONE_ACCOUNT : &LOCK_ACCOUNTS, &values);
	accounts = palloc0(sizeof(LedgerAccount) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
		read_account(&rows, i, &accounts[i]);
	*found = rows.count;
	return accounts;
}

static int
account_compare(const void *key, const void *element)
{
	int64		partnership_id = *(const int64 *) key;
	const LedgerAccount *account = element;

	return (partnership_id > account->partnership_id) - (partnership_id < account->partnership_id);
}

LedgerAccount *
ledger_account(LedgerAccount *accounts, int count, int64 partnership_id)
{
	LedgerAccount *account = count == 0 ? NULL :
		bsearch(&partnership_id, accounts, count, sizeof(LedgerAccount), account_compare);

	if (account == NULL)
		error_not_found("settlement account of partnership", partnership_id);
	return account;
}

/* The distributor's entry of a posting, which moves the account on. */
static LedgerEntry
entry_of(const SupplierTerms *supplier, LedgerPosting *posting, TimestampTz now)
{
	LedgerAccount *account = posting->account;
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
	if (!exchange_convert(entry.settlement_amount, &entry.base_rate, supplier->base_decimals,
						  &entry.base_amount) ||
		!minor_add(account->balance, entry.settlement_amount, &account->balance))
		error_out_of_range("balance");
	entry.balance_after = account->balance;
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
	LedgerSum  *sum = &account->sums[kind];

	if (!minor_add(sum->amount, entry->settlement_amount, &sum->amount) ||
		!minor_add(sum->base_amount, entry->base_amount, &sum->base_amount))
		error_out_of_range("sum of entries");
	sum->entries++;
}

static Datum
bytea_datum(const uint8 *bytes, int length)
{
	bytea	   *value = palloc(VARHDRSZ + length);

	SET_VARSIZE(value, VARHDRSZ + length);
	memcpy(VARDATA(value), bytes, length);
	return PointerGetDatum(value);
}

static void
bind_rates(PlanValues *values, const LedgerEntry *entries, int count, bool base)
{
	PlanColumn	quoted = plan_column(NUMERICOID, count);
	PlanColumn	inverse = plan_column(BOOLOID, count);
	PlanColumn	source = plan_column(TEXTOID, count);
	PlanColumn	at = plan_column(TIMESTAMPTZOID, count);

	for (int i = 0; i < count; i++)
	{
		const Rate *rate = base ? &entries[i].base_rate : &entries[i].rate;

		plan_column_add_rate(&quoted, rate->quoted);
		plan_column_add_bool(&inverse, rate->inverse);
		plan_column_add_text(&source, rate_source_name(rate->source));
		plan_column_add_int64(&at, rate->at);
	}
	plan_bind_column(values, &quoted);
	plan_bind_column(values, &inverse);
	plan_bind_column(values, &source);
	plan_bind_column(values, &at);
}

static void
bind_entry_keys(PlanValues *values, const LedgerEntry *entries, int count)
{
	PlanColumn	partnership = plan_column(INT8OID, count);
	PlanColumn	transaction = plan_column(INT8OID, count);
	PlanColumn	side = plan_column(TEXTOID, count);
	PlanColumn	account = plan_column(INT8OID, count);
	PlanColumn	kind = plan_column(TEXTOID, count);
	PlanColumn	order = plan_column(INT8OID, count);
	PlanColumn	package = plan_column(TEXTOID, count);
	PlanColumn	document = plan_column(TEXTOID, count);

	for (int i = 0; i < count; i++)
	{
		const LedgerEntry *entry = &entries[i];

		plan_column_add_int64(&partnership, entry->partnership_id);
		plan_column_add_int64(&transaction, entry->transaction_id);
		plan_column_add_text(&side, entry->side);
		plan_column_add_int64(&account, entry->account_id);
		plan_column_add_text(&kind, entry->kind);
		plan_column_add(&order, Int64GetDatum(entry->order_id), entry->order_id == 0);
		plan_column_add_text(&package, entry->package_no);
		plan_column_add_text(&document, entry->document_no);
	}
	plan_bind_column(values, &partnership);
	plan_bind_column(values, &transaction);
	plan_bind_column(values, &side);
	plan_bind_column(values, &account);
	plan_bind_column(values, &kind);
	plan_bind_column(values, &order);
	plan_bind_column(values, &package);
	plan_bind_column(values, &document);
}

/* amount and currency, or settlement_amount and settlement_currency */
static void
bind_amounts(PlanValues *values, const LedgerEntry *entries, int count, bool settlement)
{
	PlanColumn	amount = plan_column(NUMERICOID, count);
	PlanColumn	currency = plan_column(TEXTOID, count);

	for (int i = 0; i < count; i++)
	{
		const LedgerEntry *entry = &entries[i];

		plan_column_add_minor(&amount, settlement ? entry->settlement_amount : entry->amount);
		plan_column_add_text(&currency, settlement ? entry->settlement_currency : entry->currency);
	}
	plan_bind_column(values, &amount);
	plan_bind_column(values, &currency);
}

static void
bind_entry_ends(PlanValues *values, const LedgerEntry *entries, int count)
{
	PlanColumn	balance = plan_column(NUMERICOID, count);
	PlanColumn	posted = plan_column(TIMESTAMPTZOID, count);
	PlanColumn	due = plan_column(TIMESTAMPTZOID, count);
	PlanColumn	memo = plan_column(TEXTOID, count);
	PlanColumn	hash = plan_column(BYTEAOID, count);

	for (int i = 0; i < count; i++)
	{
		const LedgerEntry *entry = &entries[i];

		plan_column_add_minor(&balance, entry->balance_after);
		plan_column_add_int64(&posted, entry->posted_at);
		plan_column_add(&due, TimestampTzGetDatum(entry->due_at), entry->due_at == DT_NOEND);
		plan_column_add_text(&memo, entry->memo);
		plan_column_add(&hash, bytea_datum(entry->hash, PG_SHA256_DIGEST_LENGTH), false);
	}
	plan_bind_column(values, &balance);
	plan_bind_column(values, &posted);
	plan_bind_column(values, &due);
	plan_bind_column(values, &memo);
	plan_bind_column(values, &hash);
}

static void
bind_entries(PlanValues *values, const LedgerEntry *entries, int count)
{
	PlanColumn	base_amount = plan_column(NUMERICOID, count);

	for (int i = 0; i < count; i++)
		plan_column_add_minor(&base_amount, entries[i].base_amount);
	bind_entry_keys(values, entries, count);
	bind_amounts(values, entries, count, false);
	bind_rates(values, entries, count, false);
	bind_amounts(values, entries, count, true);
	plan_bind_column(values, &base_amount);
	bind_rates(values, entries, count, true);
	bind_entry_ends(values, entries, count);
}

static void
bind_accounts(PlanValues *values, LedgerAccount *const *accounts, int count)
{
	PlanColumn	partnership = plan_column(INT8OID, count);
	PlanColumn	distributor = plan_column(INT8OID, count);
	PlanColumn	currency = plan_column(TEXTOID, count);
	PlanColumn	balance = plan_column(NUMERICOID, count);
	PlanColumn	transaction = plan_column(INT8OID, count);
	PlanColumn	posted = plan_column(TIMESTAMPTZOID, count);
	PlanColumn	hash = plan_column(BYTEAOID, count);

	for (int i = 0; i < count; i++)
	{
		const LedgerAccount *account = accounts[i];

		plan_column_add_int64(&partnership, account->partnership_id);
		plan_column_add_int64(&distributor, account->distributor_id);
		plan_column_add_text(&currency, account->currency);
		plan_column_add_minor(&balance, account->balance);
		plan_column_add_int64(&transaction, account->last_transaction_id);
		plan_column_add_int64(&posted, account->last_posted_at);
		plan_column_add(&hash, bytea_datum(account->last_hash, account->last_hash_length), false);
	}
	plan_bind_column(values, &partnership);
	plan_bind_column(values, &distributor);
	plan_bind_column(values, &currency);
	plan_bind_column(values, &balance);
	plan_bind_column(values, &transaction);
	plan_bind_column(values, &posted);
	plan_bind_column(values, &hash);
}

/* The date in the supplier's time zone, LE-6. */
static DateADT
local_day(TimestampTz at, const char *time_zone, bool first_of_month)
{
	pg_tz	   *zone = pg_tzset(time_zone);
	struct pg_tm tm;
	fsec_t		fsec;
	int			offset;

	if (zone == NULL || timestamp2tm(at, &offset, &tm, &fsec, NULL, zone) != 0)
		elog(ERROR, "no date for a time in zone \"%s\"", time_zone);
	return date2j(tm.tm_year, tm.tm_mon, first_of_month ? 1 : tm.tm_mday) - POSTGRES_EPOCH_JDATE;
}

static void
bind_days(PlanValues *values, const SupplierTerms *supplier, LedgerAccount *const *accounts, int count)
{
	PlanColumn	partnership = plan_column(INT8OID, count);
	PlanColumn	day = plan_column(DATEOID, count);
	PlanColumn	kind = plan_column(TEXTOID, count);
	PlanColumn	amount = plan_column(NUMERICOID, count);
	PlanColumn	base_amount = plan_column(NUMERICOID, count);
	PlanColumn	entries = plan_column(INT4OID, count);

	for (int i = 0; i < count; i++)
	{
		const LedgerAccount *account = accounts[i];
		DateADT		today = local_day(account->last_posted_at, supplier->time_zone, false);

		for (int k = 0; k < LEDGER_KIND_COUNT; k++)
		{
			if (account->sums[k].entries == 0)
				continue;
			plan_column_add_int64(&partnership, account->partnership_id);
			plan_column_add(&day, DateADTGetDatum(today), false);
			plan_column_add_text(&kind, ledger_kind_name((LedgerKind) k));
			plan_column_add_minor(&amount, account->sums[k].amount);
			plan_column_add_minor(&base_amount, account->sums[k].base_amount);
			plan_column_add_int32(&entries, account->sums[k].entries);
		}
	}
	plan_bind_column(values, &partnership);
	plan_bind_column(values, &day);
	plan_bind_column(values, &kind);
	plan_bind_column(values, &amount);
	plan_bind_column(values, &base_amount);
	plan_bind_column(values, &entries);
}

static void
bind_months(PlanValues *values, const SupplierTerms *supplier, LedgerAccount *const *accounts,
			int count)
{
	PlanColumn	partnership = plan_column(INT8OID, count);
	PlanColumn	month = plan_column(DATEOID, count);
	PlanColumn	amounts[2][MONTH_COLUMN_COUNT];
	PlanColumn	entries = plan_column(INT4OID, count);

	for (int c = 0; c < MONTH_COLUMN_COUNT; c++)
		for (int base = 0; base < 2; base++)
			amounts[base][c] = plan_column(NUMERICOID, count);
	for (int i = 0; i < count; i++)
	{
		const LedgerAccount *account = accounts[i];
		LedgerSum	sums[MONTH_COLUMN_COUNT] = {{0}};
		int			all_entries = 0;

		for (int k = 0; k < LEDGER_KIND_COUNT; k++)
		{
			LedgerSum  *sum = &sums[month_column((LedgerKind) k)];

			sum->amount += account->sums[k].amount;
			sum->base_amount += account->sums[k].base_amount;
			all_entries += account->sums[k].entries;
		}
		plan_column_add_int64(&partnership, account->partnership_id);
		plan_column_add(&month,
						DateADTGetDatum(local_day(account->last_posted_at, supplier->time_zone, true)),
						false);
		for (int c = 0; c < MONTH_COLUMN_COUNT; c++)
		{
			plan_column_add_minor(&amounts[0][c], sums[c].amount);
			plan_column_add_minor(&amounts[1][c], sums[c].base_amount);
		}
		plan_column_add_int32(&entries, all_entries);
	}
	plan_bind_column(values, &partnership);
	plan_bind_column(values, &month);
	for (int base = 0; base < 2; base++)
		for (int c = 0; c < MONTH_COLUMN_COUNT; c++)
			plan_bind_column(values, &amounts[base][c]);
	plan_bind_column(values, &entries);
}

static void
write_postings(const SupplierTerms *supplier, const LedgerEntry *entries, int entry_count,
			   LedgerAccount *const *accounts, int account_count)
{
	PlanValues	values = {0};

	plan_bind_int64(&values, supplier->supplier_id);
	plan_bind_text(&values, supplier->base_currency);
	plan_bind_text(&values, identity_actor());
	bind_entries(&values, entries, entry_count);
	bind_accounts(&values, accounts, account_count);
	bind_days(&values, supplier, accounts, account_count);
	bind_months(&values, supplier, accounts, account_count);
	plan_execute(&WRITE_POSTINGS, &values);
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
	LedgerAccount **touched = palloc(sizeof(LedgerAccount *) * Max(account_count, 1));
	int			touched_count = 0;

	if (posting_count == 0)
		return;
	for (int i = 0; i < account_count; i++)
		memset(accounts[i].sums, 0, sizeof(accounts[i].sums));
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
	for (int i = 0; i < account_count; i++)
	{
		bool		any = false;

		for (int k = 0; k < LEDGER_KIND_COUNT; k++)
			any = any || accounts[i].sums[k].entries > 0;
		if (any)
			touched[touched_count++] = &accounts[i];
	}
	write_postings(supplier, entries, posting_count * 2, touched, touched_count);
}
