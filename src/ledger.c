/*
 * ledger.c
 *	  Posting money events (LE-1 … LE-6).
 *
 * Whoever posts holds the settlement accounts' row locks; they make transaction
 * numbers gapless, the balance chain unbroken and time never go back. All
 * entries of a call are written by one statement, as their pairs are checked
 * by it; then the accounts' new standing and the kept summaries.
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
#include "ledger_row.h"
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
	ledger_entry_hash(entry, account->last_hash.bytes, account->last_hash.length);
	account->last_hash = entry->hash;
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

/* A row for each kind posted; returns how many. */
static int
fill_days(LedgerDay *days, const LedgerAccount *account, DateADT today)
{
	int count = 0;

	for (int kind = 0; kind < LEDGER_KIND_COUNT; kind++)
	{
		const LedgerSum *sum = &account->sums[kind];

		if (sum->entries == 0)
			continue;
		days[count++] = (LedgerDay) {
			.supplier_id = account->supplier_id,
			.partnership_id = account->partnership_id,
			.distributor_id = account->distributor_id,
			.day = today,
			.kind = ledger_kind_name((LedgerKind) kind),
			.amount = sum->amount,
			.base_amount = sum->base_amount,
			.entries = sum->entries,
		};
	}
	return count;
}

static LedgerMonth
month_of(const LedgerAccount *account, DateADT month)
{
	LedgerMonth sums = {
		.supplier_id = account->supplier_id,
		.partnership_id = account->partnership_id,
		.distributor_id = account->distributor_id,
		.month = month,
	};

	for (int kind = 0; kind < LEDGER_KIND_COUNT; kind++)
	{
		MonthColumn column = month_column((LedgerKind) kind);

		if (!minor_add(sums.sums[column], account->sums[kind].amount, &sums.sums[column]) ||
			!minor_add(
				sums.base_sums[column], account->sums[kind].base_amount, &sums.base_sums[column]))
			error_out_of_range("sum of entries");
		sums.entries += account->sums[kind].entries;
	}
	return sums;
}

/* LE-7: time does not go back, so the first entry after a close is in the first month to close next. */
static void
keep_open_month(LedgerAccount *account, DateADT month)
{
	if (account->has_open_month)
		return;
	account->has_open_month = true;
	account->open_month = month;
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
write_postings(const SupplierTerms *supplier, LedgerEntry *entries, int entry_count,
			   LedgerAccount *accounts, int account_count)
{
	LedgerAccount **standing = palloc(sizeof(LedgerAccount *) * account_count);
	LedgerDay *days = palloc(sizeof(LedgerDay) * account_count * LEDGER_KIND_COUNT);
	LedgerMonth *months = palloc(sizeof(LedgerMonth) * account_count);
	int count = 0;
	int day_count = 0;

	for (int i = 0; i < account_count; i++)
	{
		LedgerAccount *account = &accounts[i];
		DateADT today;

		if (!was_posted_to(account))
			continue;
		today = calendar_day(account->last_posted_at, supplier->time_zone); /* LE-6 */
		day_count += fill_days(&days[day_count], account, today);
		months[count] = month_of(account, calendar_first_day(calendar_month(today)));
		keep_open_month(account, months[count].month);
		standing[count++] = account;
	}
	ledger_rows_write(&(LedgerRows) {
		.entries = entries,
		.entry_count = entry_count,
		.standing = standing,
		.standing_count = count,
		.days = days,
		.day_count = day_count,
		.months = months,
		.month_count = count,
	});
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
