/*
 * quota_row.c
 *	  The rooms of accounts and plans, of which a push reads the quotas, and of
 *	  what is used of them (QU-1).
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/pg_type.h"
#include "common/int.h"

#include "errors.h"
#include "plan.h"
#include "quota_row.h"

#define QUOTA_MAX_COUNTS 10 /* attempts, while others drop what was counted */

static const RowColumn ACCOUNT_COLUMNS[] = {
	ROW_IN(AccountRow, account_id, INT64),
	ROW_IN(AccountRow, plan, TEXT),
};

RowTable ACCOUNT_TABLE = {ROW_TABLE("account", AccountRow, ACCOUNT_COLUMNS, 1)};

static const RowColumn PLAN_COLUMNS[] = {
	ROW_IN(PlanRow, plan, TEXT),
	ROW_IF(PlanRow, order_quota, order_quota, INT32, HAS, has_quota),
};

RowTable PLAN_TABLE = {ROW_TABLE("plan", PlanRow, PLAN_COLUMNS, 1)};

#define USAGE(column, KIND) ROW_IN(QuotaUsage, column, KIND)

static const RowColumn USAGE_COLUMNS[] = {
	USAGE(account_id, INT64),
	USAGE(month, DATE),
	USAGE(used, INT32),
	USAGE(settles_at, ID),
};

RowTable QUOTA_USAGE_TABLE = {ROW_TABLE("quota_usage", QuotaUsage, USAGE_COLUMNS, 2)};

static RowChange USED = {.table = &QUOTA_USAGE_TABLE, .columns = "used"};

#define MONTH_BEGINS "$2::timestamp AT TIME ZONE 'UTC'"

/*
 * QU-1: an account without a row this month is counted from its orders. A push
 * that read its plan before that set a quota may be on its way, and counts
 * nothing: so the count is not settled before every transaction has ended that
 * was there when it was made ($3 is the next one's id), and until then each
 * push counts anew.
 */
static PlanQuery COUNT_QUOTA_USAGE = {
	.name = "count quota usage",
	.result = SPI_OK_INSERT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint[], date, bigint",
	.sql =
		"INSERT INTO distribution.quota_usage (account_id, month, used, settles_at)"
		" SELECT a.account_id, $2, distribution.orders_pushed(a.account_id, " MONTH_BEGINS "), $3"
		"  FROM distribution.account a"
		" WHERE a.account_id = ANY ($1)"
		"   AND NOT EXISTS (SELECT FROM distribution.quota_usage u"
		"                    WHERE u.account_id = a.account_id AND u.month = $2)"
		" ORDER BY a.account_id"
		" ON CONFLICT (account_id, month) DO NOTHING",
};

/* One statement, one snapshot: it sees the orders of all that have ended by it. An id not given yet is of a server before a restore. */
static PlanQuery RECOUNT_QUOTA_USAGE = {
	.name = "count quota usage anew",
	.result = SPI_OK_UPDATE,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint[], date, bigint",
	.sql = "UPDATE distribution.quota_usage AS u"
		   "   SET used = distribution.orders_pushed(u.account_id, " MONTH_BEGINS "),"
		   "       settles_at = CASE"
		   "         WHEN u.settles_at > pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
		   "          AND u.settles_at <= $3 THEN u.settles_at END"
		   " WHERE u.account_id = ANY ($1) AND u.month = $2 AND u.settles_at IS NOT NULL",
};

enum
{
	UNCOUNTED_ACCOUNT = 1,
	UNCOUNTED_USED
};

/* The same for who only explains. */
static PlanQuery READ_UNCOUNTED = {
	.name = "read quota usage that is not counted yet",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint[], date",
	.sql = "SELECT a.account_id, distribution.orders_pushed(a.account_id, " MONTH_BEGINS ")"
		   "  FROM distribution.account a"
		   " WHERE a.account_id = ANY ($1)"
		   "   AND NOT EXISTS (SELECT FROM distribution.quota_usage u"
		   "                    WHERE u.account_id = a.account_id AND u.month = $2"
		   "                      AND u.settles_at IS NULL)",
};

static int
account_compare(const void *a, const void *b)
{
	const AccountRow *left = a;
	const AccountRow *right = b;

	return (left->account_id > right->account_id) - (left->account_id < right->account_id);
}

static int
plan_compare(const void *a, const void *b)
{
	const PlanRow *left = a;
	const PlanRow *right = b;

	return strcmp(left->plan, right->plan);
}

static AccountRow *
find_accounts(const int64 *account_ids, int count, RowMode mode, int *found)
{
	AccountRow *accounts = palloc0(sizeof(AccountRow) * Max(count, 1));
	int kept = 0;

	for (int i = 0; i < count; i++)
		accounts[i].account_id = account_ids[i];
	qsort(accounts, count, sizeof(AccountRow), account_compare);
	for (int i = 0; i < count; i++)
		if (kept == 0 || accounts[kept - 1].account_id != accounts[i].account_id)
			accounts[kept++] = accounts[i];
	*found = row_find(&ACCOUNT_TABLE, accounts, kept, mode);
	return accounts;
}

static PlanRow *
find_plans(const AccountRow *accounts, int count, RowMode mode, int *found)
{
	PlanRow *plans = palloc0(sizeof(PlanRow) * Max(count, 1));
	int kept = 0;

	for (int i = 0; i < count; i++)
		plans[i].plan = accounts[i].plan;
	qsort(plans, count, sizeof(PlanRow), plan_compare);
	for (int i = 0; i < count; i++)
		if (kept == 0 || strcmp(plans[kept - 1].plan, plans[i].plan) != 0)
			plans[kept++] = plans[i];
	*found = row_find(&PLAN_TABLE, plans, kept, mode);
	return plans;
}

/* Those of the accounts whose plan sets a quota, by account; repeats do not matter. */
AccountQuota *
quota_rows_find(const int64 *account_ids, int count, RowMode mode, int *found)
{
	int account_count;
	AccountRow *accounts = find_accounts(account_ids, count, mode, &account_count);
	int plan_count;
	PlanRow *plans = find_plans(accounts, account_count, mode, &plan_count);
	AccountQuota *quotas = palloc(sizeof(AccountQuota) * Max(account_count, 1));

	*found = 0;
	for (int i = 0; i < account_count; i++)
	{
		PlanRow key = {.plan = accounts[i].plan};
		const PlanRow *plan = plan_count == 0
			? NULL
			: bsearch(&key, plans, plan_count, sizeof(PlanRow), plan_compare);

		if (plan != NULL && plan->has_quota)
			quotas[(*found)++] = (AccountQuota) {accounts[i].account_id, plan->order_quota};
	}
	return quotas;
}

static QuotaUsage *
usage_keys(const AccountQuota *quotas, int count, DateADT month)
{
	QuotaUsage *usages = palloc0(sizeof(QuotaUsage) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		usages[i].account_id = quotas[i].account_id;
		usages[i].month = month;
	}
	return usages;
}

/* All of them or none: while one is missing, none is locked before it is made. */
static bool
lock_all(QuotaUsage *usages, int count)
{
	return row_find(&QUOTA_USAGE_TABLE, usages, count, ROW_NOW) == count &&
		row_lock_found(&QUOTA_USAGE_TABLE, usages, count) == count;
}

static bool
are_settled(const QuotaUsage *usages, int count)
{
	for (int i = 0; i < count; i++)
		if (usages[i].settles_at != 0)
			return false;
	return true;
}

static PlanValues
usage_values(const AccountQuota *quotas, int count, DateADT month)
{
	PlanValues values = {0};
	PlanColumn ids = plan_column(INT8OID, count);

	for (int i = 0; i < count; i++)
		plan_column_add_int64(&ids, quotas[i].account_id);
	plan_bind_column(&values, &ids);
	plan_bind(&values, DateADTGetDatum(month), false);
	return values;
}

static void
count_usages(PlanQuery *query, const AccountQuota *quotas, int count, DateADT month)
{
	PlanValues values = usage_values(quotas, count, month);

	plan_bind_int64(&values, U64FromFullTransactionId(ReadNextFullTransactionId()));
	plan_execute(query, &values);
}

/* One for each, in their order, under lock; what is not counted yet is, and a change of plan may drop a count at any time. */
QuotaUsage *
quota_usages_lock(const AccountQuota *quotas, int count, DateADT month)
{
	QuotaUsage *usages = usage_keys(quotas, count, month);
	int counts = 0;

	while (!lock_all(usages, count))
	{
		if (counts++ == QUOTA_MAX_COUNTS)
			ereport(ERROR,
					(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					 errmsg("could not count order quota, as plans are being changed"),
					 errhint("Try again.")));
		count_usages(&COUNT_QUOTA_USAGE, quotas, count, month);
		usages = usage_keys(quotas, count, month);
	}
	if (!are_settled(usages, count))
	{
		count_usages(&RECOUNT_QUOTA_USAGE, quotas, count, month);
		(void) row_find(&QUOTA_USAGE_TABLE, usages, count, ROW_NOW);
	}
	for (int i = 0; i < count; i++)
		usages[i].read_at = plan_calls();
	return usages;
}

/* The same for who only explains: as of the snapshot, and not locked. */
QuotaUsage *
quota_usages_read(const AccountQuota *quotas, int count, DateADT month)
{
	QuotaUsage *usages = usage_keys(quotas, count, month);
	QuotaUsage *found = usage_keys(quotas, count, month);
	int found_count = row_find(&QUOTA_USAGE_TABLE, found, count, ROW_READ);
	PlanValues values = usage_values(quotas, count, month);
	PlanRows uncounted;

	for (int i = 0, next = 0; i < count && next < found_count; i++)
		if (found[next].account_id == usages[i].account_id)
			usages[i] = found[next++];
	if (found_count == count && are_settled(usages, count))
		return usages;
	uncounted = plan_read(&READ_UNCOUNTED, &values);
	for (int i = 0; i < uncounted.count; i++)
		for (int j = 0; j < count; j++)
			if (usages[j].account_id == plan_int64(&uncounted, i, UNCOUNTED_ACCOUNT))
				usages[j].used = plan_int32(&uncounted, i, UNCOUNTED_USED);
	return usages;
}

/* A verb within this one may have added, too, or have dropped the count: then the next push makes it. */
void
quota_usages_add(QuotaUsage *usages, const int *taken, int count)
{
	void **rows = palloc(sizeof(void *) * Max(count, 1));
	int kept = 0;

	for (int i = 0; i < count; i++)
	{
		QuotaUsage *usage = &usages[i];

		if (taken[i] == 0 ||
			(usage->read_at != plan_calls() &&
			 row_find(&QUOTA_USAGE_TABLE, usage, 1, ROW_NOW) == 0))
			continue;
		if (pg_add_s32_overflow(usage->used, taken[i], &usage->used))
			error_units_out_of_range("quota");
		rows[kept++] = usage;
	}
	row_update(&USED, rows, kept);
}
