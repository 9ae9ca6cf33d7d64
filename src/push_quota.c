/*
 * push_quota.c
 *	  The order quotas that a push decides on (QU-1).
 *
 * On one machine it locks the counts of the accounts at hand, between settlement
 * accounts and stock. On a cluster it holds blocks of their quotas before it locks
 * anything, of as many orders as it may push: what is not used stays in the block.
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "calendar.h"
#include "id.h"
#include "order_row.h"
#include "plan.h"
#include "push_sql.h"

static DateADT
this_month(void)
{
	TimestampTz now = GetCurrentTransactionStartTimestamp();

	return calendar_first_day(calendar_month(calendar_day(now, NULL)));
}

/* Of the supplier first and, as of now, of the orders that are there, sorted. */
static int64 *
read_accounts(int64 supplier_id, const int64 *order_ids, int count, int *order_count)
{
	int64 *ids = palloc(sizeof(int64) * (count + 1));
	OrderRow *orders = palloc0(sizeof(OrderRow) * Max(count, 1));
	int distinct;

	memcpy(ids, order_ids, sizeof(int64) * count);
	distinct = ids_sort_distinct(ids, count);
	for (int i = 0; i < distinct; i++)
	{
		orders[i].supplier_id = supplier_id;
		orders[i].order_id = ids[i];
	}
	*order_count = row_find(&SUPPLY_ORDER_TABLE, orders, distinct, ROW_NOW);
	ids[0] = supplier_id;
	for (int i = 0; i < *order_count; i++)
		ids[i + 1] = orders[i].distributor_id;
	ids_sort(ids + 1, *order_count);
	return ids;
}

/* Of each quota, both sorted by account: each order wants one of its distributor's and one of the supplier's. */
static int32 *
quotas_wanted(const PushQuotas *held, int order_count)
{
	int32 *wanted = palloc0(sizeof(int32) * Max(held->count, 1));
	int64 supplier_id = held->account_ids[0];
	const int64 *distributor_ids = held->account_ids + 1;
	int next = 0;

	for (int i = 0; i < held->count; i++)
	{
		int64 account_id = held->quotas[i].account_id;

		for (; next < order_count && distributor_ids[next] <= account_id; next++)
			wanted[i] += distributor_ids[next] == account_id;
		if (account_id == supplier_id)
			wanted[i] = order_count;
	}
	return wanted;
}

/*
 * Holds what the orders may need of the quotas of their accounts, or all that is left. NULL, and
 * nothing done, on one machine.
 */
PushQuotas *
push_quotas_hold(int64 supplier_id, const int64 *order_ids, int count)
{
	PushQuotas *held;
	int order_count;

	if (!placement_is_distributed())
		return NULL;
	quota_plans_keep();
	held = palloc0(sizeof(PushQuotas));
	held->account_ids = read_accounts(supplier_id, order_ids, count, &order_count);
	held->quotas = quota_rows_find(held->account_ids, order_count + 1, ROW_NOW, &held->count);
	held->blocks = quota_blocks_take(
		supplier_id, held->quotas, quotas_wanted(held, order_count), held->count, this_month());
	held->account_count = ids_sort_distinct(held->account_ids, order_count + 1);
	return held;
}

static QuotaCounter *
make_counters(PushBatch *batch, const AccountQuota *quotas, int count)
{
	QuotaCounter *counters = palloc0(sizeof(QuotaCounter) * Max(count, 1));

	for (int i = 0; i < count; i++)
		counters[i] = (QuotaCounter) {
			.account_id = quotas[i].account_id,
			.quota = quotas[i].quota,
		};
	batch->counter_count = count;
	batch->counters = counters;
	return counters;
}

/* An order that came between the asking and the locking is of somebody of whom nobody asked. */
static void
require_asked(const PushBatch *batch)
{
	const PushQuotas *held = batch->held;

	for (int i = 0; i < batch->order_count; i++)
		if (!ids_have(held->account_ids, held->account_count, batch->orders[i].distributor_id))
			ereport(ERROR,
					(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					 errmsg("order " INT64_FORMAT " came while orders were pushed",
							batch->orders[i].order_id),
					 errhint("Push it again.")));
}

/* What a block has is what may be pushed of the quota. */
static void
load_held(PushBatch *batch)
{
	const PushQuotas *held = batch->held;
	QuotaCounter *counters = make_counters(batch, held->quotas, held->count);

	require_asked(batch);
	for (int i = 0; i < held->count; i++)
		counters[i].quota = held->blocks[i].unused;
}

static AccountQuota *
read_quotas(const PushBatch *batch, int *count)
{
	int64 *ids = palloc(sizeof(int64) * (batch->order_count + 1));

	ids[0] = batch->supplier_id;
	for (int i = 0; i < batch->order_count; i++)
		ids[i + 1] = batch->orders[i].distributor_id;
	return quota_rows_find(ids, batch->order_count + 1, batch->lock ? ROW_NOW : ROW_READ, count);
}

static void
load_counted(PushBatch *batch)
{
	int count;
	AccountQuota *quotas = read_quotas(batch, &count);
	QuotaCounter *counters = make_counters(batch, quotas, count);

	batch->usages = batch->lock ? quota_usages_lock(quotas, count, this_month())
								: quota_usages_read(quotas, count, this_month());
	for (int i = 0; i < count; i++)
		counters[i].used = batch->usages[i].used;
}

static void
read_counted(PushBatch *batch)
{
	int count;
	AccountQuota *quotas = read_quotas(batch, &count);
	QuotaCounter *counters = make_counters(batch, quotas, count);

	for (int i = 0; i < count; i++)
		counters[i].used = quota_blocks_used(quotas[i].account_id, this_month());
}

void
push_quotas_load(PushBatch *batch)
{
	if (batch->held != NULL)
		load_held(batch);
	else if (placement_is_distributed())
		read_counted(batch);
	else
		load_counted(batch);
}

/* For who locks before he knows what he will push: maintenance in one transaction, which is of one machine. */
void
push_quotas_lock(PlanColumn *account_ids)
{
	int count;
	AccountQuota *quotas =
		quota_rows_find(plan_column_ids(account_ids), account_ids->count, ROW_NOW, &count);

	(void) quota_usages_lock(quotas, count, this_month());
}

void
push_quotas_write(const PushBatch *batch)
{
	int *taken = palloc(sizeof(int) * Max(batch->counter_count, 1));

	for (int i = 0; i < batch->counter_count; i++)
		taken[i] = batch->counters[i].taken;
	if (batch->held != NULL)
		quota_blocks_use(batch->held->blocks, taken, batch->counter_count);
	else
		quota_usages_add(batch->usages, taken, batch->counter_count);
}

static int
counter_compare(const void *key, const void *element)
{
	int64 account_id = *(const int64 *) key;
	const QuotaCounter *counter = element;

	return (account_id > counter->account_id) - (account_id < counter->account_id);
}

/* NULL: its plan sets no quota. */
QuotaCounter *
push_quota_counter(const PushBatch *batch, int64 account_id)
{
	return batch->counter_count == 0 ? NULL
									 : bsearch(&account_id,
											   batch->counters,
											   batch->counter_count,
											   sizeof(QuotaCounter),
											   counter_compare);
}
