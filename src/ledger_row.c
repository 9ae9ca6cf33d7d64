/*
 * ledger_row.c
 *	  The rooms of the ledger: settlement accounts, entries and sums.
 *
 * An account's lock is that of its entries and sums too: nobody else adds to
 * them while it is held, so sums are added to without waiting.
 */
#include "postgres.h"

#include "access/xact.h"

#include "errors.h"
#include "ledger_row.h"
#include "plan.h"
#include "terms_row.h"

#define ACCOUNT(column, KIND) ROW_IN(LedgerAccount, column, KIND)
#define ACCOUNT_IF(column, member, KIND, HOW, flag) \
	ROW_IF(LedgerAccount, column, member, KIND, HOW, flag)

static const RowColumn ACCOUNT_COLUMNS[] = {
	ACCOUNT(supplier_id, INT64),
	ACCOUNT(partnership_id, INT64),
	ACCOUNT(distributor_id, INT64),
	ACCOUNT(currency, CURRENCY),
	ACCOUNT(balance, MINOR),
	ACCOUNT_IF(credit_limit, limits.limit, MINOR, LACKS, limits.unlimited),
	ACCOUNT_IF(credit_days, credit_days, INT32, HAS, has_term),
	ACCOUNT(last_transaction_id, INT64),
	ACCOUNT(last_posted_at, TIME),
	ACCOUNT(last_hash, HASH),
	ACCOUNT_IF(temporary_limit, limits.temporary_limit, MINOR, LACKS, limits.temporary_unlimited),
	ACCOUNT_IF(temporary_until, limits.until, TIME, HAS, limits.has_temporary),
	ACCOUNT(aged_until, UNTIL),
	ACCOUNT(last_pushed_at, UNTIL),
	ACCOUNT_IF(open_month, open_month, DATE, HAS, has_open_month),
};

RowTable SETTLEMENT_ACCOUNT_TABLE = {
	ROW_TABLE("settlement_account", LedgerAccount, ACCOUNT_COLUMNS, 2)};

static RowChange STANDING = {
	.table = &SETTLEMENT_ACCOUNT_TABLE,
	.columns =
		"balance, last_transaction_id, last_posted_at, last_hash, aged_until, last_pushed_at,"
		" open_month",
};

static RowChange LIMITS = {
	.table = &SETTLEMENT_ACCOUNT_TABLE,
	.columns = "credit_limit, credit_days, temporary_limit, temporary_until",
};

static RowChange AGED = {.table = &SETTLEMENT_ACCOUNT_TABLE, .columns = "aged_until"};

#define ENTRY(column, KIND) ROW_IN(LedgerEntry, column, KIND)

static const RowColumn ENTRY_COLUMNS[] = {
	ENTRY(supplier_id, INT64),
	ENTRY(partnership_id, INT64),
	ENTRY(transaction_id, INT64),
	ENTRY(side, TEXT),
	ENTRY(account_id, INT64),
	ENTRY(kind, TEXT),
	ENTRY(order_id, ID),
	ENTRY(package_no, TEXT),
	ENTRY(document_no, TEXT),
	ENTRY(amount, MINOR),
	ENTRY(currency, TEXT),
	ROW_IN_RATE(LedgerEntry, rate),
	ENTRY(settlement_amount, MINOR),
	ENTRY(settlement_currency, TEXT),
	ENTRY(base_amount, MINOR),
	ENTRY(base_currency, TEXT),
	ROW_IN_RATE(LedgerEntry, base_rate),
	ENTRY(balance_after, MINOR),
	ENTRY(posted_at, TIME),
	ENTRY(due_at, UNTIL),
	ENTRY(actor, TEXT),
	ENTRY(memo, TEXT),
	ENTRY(hash, HASH),
};

RowTable LEDGER_ENTRY_TABLE = {ROW_TABLE("ledger_entry", LedgerEntry, ENTRY_COLUMNS, 4)};

#define DAY(column, KIND) ROW_IN(LedgerDay, column, KIND)

static const RowColumn DAY_COLUMNS[] = {
	DAY(supplier_id, INT64),
	DAY(partnership_id, INT64),
	DAY(day, DATE),
	DAY(kind, TEXT),
	DAY(amount, MINOR),
	DAY(base_amount, MINOR),
	DAY(entries, INT32),
	DAY(distributor_id, INT64),
};

RowTable LEDGER_DAY_TABLE = {ROW_TABLE("ledger_day", LedgerDay, DAY_COLUMNS, 4)};

static RowChange DAY_SUMS = {
	.table = &LEDGER_DAY_TABLE,
	.columns = "amount, base_amount, entries",
};

#define MONTH(column, KIND) ROW_IN(LedgerMonth, column, KIND)
#define MONTH_SUM(column, NO)                             \
	ROW_AS(LedgerMonth, column, sums[MONTH_##NO], MINOR), \
		ROW_AS(LedgerMonth, base_##column, base_sums[MONTH_##NO], MINOR)

static const RowColumn MONTH_COLUMNS[] = {
	MONTH(supplier_id, INT64),
	MONTH(partnership_id, INT64),
	MONTH(month, DATE),
	MONTH_SUM(charges, CHARGES),
	MONTH_SUM(refunds, REFUNDS),
	MONTH_SUM(return_charges, RETURN_CHARGES),
	MONTH_SUM(manual, MANUAL),
	MONTH(entries, INT32),
	MONTH(distributor_id, INT64),
};

RowTable LEDGER_MONTH_TABLE = {ROW_TABLE("ledger_month", LedgerMonth, MONTH_COLUMNS, 3)};

static RowChange MONTH_SUMS = {
	.table = &LEDGER_MONTH_TABLE,
	.columns = "charges, refunds, return_charges, manual, base_charges, base_refunds,"
			   " base_return_charges, base_manual, entries",
};

/* LE-7: with a month of the supplier's zone, and what is kept of the months; a plan's work. */
static PlanQuery SHUT_MONTH = {
	.name = "shut a month",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, date",
	.sql =
		"UPDATE distribution.settlement_account a"
		"   SET last_posted_at = greatest(a.last_posted_at,"
		"         ($3 + interval '1 month') AT TIME ZONE s.time_zone),"
		"       closed_month = $3,"
		"       open_month = (SELECT min(m.month) FROM distribution.ledger_month m"
		"                      WHERE m.supplier_id = $1 AND m.partnership_id = $2 AND m.month > $3)"
		"  FROM distribution.supplier s"
		" WHERE a.supplier_id = $1 AND a.partnership_id = $2 AND s.supplier_id = $1",
};

static int
account_compare(const void *a, const void *b)
{
	const LedgerAccount *left = a;
	const LedgerAccount *right = b;

	return (left->partnership_id > right->partnership_id) -
		(left->partnership_id < right->partnership_id);
}

/* CR-5 */
static void
put_credit_in_force(LedgerAccount *accounts, int count)
{
	for (int i = 0; i < count; i++)
	{
		accounts[i].credit.balance = accounts[i].balance;
		credit_put_in_force(
			&accounts[i].credit, &accounts[i].limits, GetCurrentTransactionStartTimestamp());
	}
}

/* Those that there are of accounts whose keys are set, by supplier and partnership; locked or only read. */
int
ledger_accounts_find(LedgerAccount *accounts, int count, bool lock)
{
	int found = row_find(&SETTLEMENT_ACCOUNT_TABLE, accounts, count, lock ? ROW_LOCK : ROW_READ);

	put_credit_in_force(accounts, found);
	return found;
}

/* The accounts of the partnerships, locked in their order or only read; by partnership_id. */
LedgerAccount *
ledger_accounts(int64 supplier_id, const int64 *partnership_ids, int count, bool lock, int *found)
{
	LedgerAccount *accounts = palloc0(sizeof(LedgerAccount) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		accounts[i].supplier_id = supplier_id;
		accounts[i].partnership_id = partnership_ids[i];
	}
	qsort(accounts, count, sizeof(LedgerAccount), account_compare);
	*found = ledger_accounts_find(accounts, count, lock);
	return accounts;
}

/* All of a supplier, by partnership. */
LedgerAccount *
ledger_accounts_lock_all(int64 supplier_id, int *count)
{
	LedgerAccount *accounts =
		row_children(&SETTLEMENT_ACCOUNT_TABLE, supplier_id, NULL, 0, ROW_NOW, count);

	*count = row_lock_found(&SETTLEMENT_ACCOUNT_TABLE, accounts, *count);
	put_credit_in_force(accounts, *count);
	return accounts;
}

LedgerAccount *
ledger_account(LedgerAccount *accounts, int count, int64 partnership_id)
{
	LedgerAccount key = {.partnership_id = partnership_id};
	LedgerAccount *account =
		count == 0 ? NULL : bsearch(&key, accounts, count, sizeof(LedgerAccount), account_compare);

	if (account == NULL)
		error_not_found("settlement account of partnership", partnership_id);
	return account;
}

/* PA-3: with a balance and a credit limit of 0. */
void
ledger_account_open(int64 supplier_id, int64 partnership_id, int64 distributor_id,
					const char *currency)
{
	LedgerAccount account = {
		.supplier_id = supplier_id,
		.partnership_id = partnership_id,
		.distributor_id = distributor_id,
		.last_posted_at = DT_NOBEGIN,
		.limits.temporary_unlimited = true,
		.aged_until = CREDIT_NEVER_DUE,
		.last_pushed_at = DT_NOEND,
	};

	currency_copy(account.currency, currency);
	row_insert(&SETTLEMENT_ACCOUNT_TABLE, &account, 1);
}

/* CR-1, CR-5: limits and period of an account under lock. */
void
ledger_account_set_credit(LedgerAccount *account)
{
	void *rows[] = {account};

	row_update(&LIMITS, rows, 1);
}

/* CR-2 */
void
ledger_account_set_aged(LedgerAccount *account, TimestampTz until)
{
	void *rows[] = {account};

	account->aged_until = until;
	row_update(&AGED, rows, 1);
}

/* LE-7: a month of an account under lock, by its first day. */
void
ledger_account_shut(int64 supplier_id, int64 partnership_id, DateADT month)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind(&values, DateADTGetDatum(month), false);
	plan_execute(&SHUT_MONTH, &values);
}

/* The distributor's entry of a transaction. */
LedgerEntry
ledger_entry_find(int64 supplier_id, int64 partnership_id, int64 transaction_id)
{
	LedgerEntry entry = {
		.supplier_id = supplier_id,
		.partnership_id = partnership_id,
		.transaction_id = transaction_id,
		.side = "distributor",
	};

	if (row_find(&LEDGER_ENTRY_TABLE, &entry, 1, ROW_NOW) == 0)
		elog(ERROR, "transaction " INT64_FORMAT " has no entry", transaction_id);
	return entry;
}

void
ledger_rows_write(const LedgerRows *rows)
{
	row_insert(&LEDGER_ENTRY_TABLE, rows->entries, rows->entry_count);
	row_update(&STANDING, (void *const *) rows->standing, rows->standing_count);
	row_add(&DAY_SUMS, rows->days, rows->day_count);
	row_add(&MONTH_SUMS, rows->months, rows->month_count);
}
