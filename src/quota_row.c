/*
 * quota_row.c
 *	  The rooms of accounts and plans, of which a push reads the quotas (QU-1).
 */
#include "postgres.h"

#include "quota_row.h"

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
