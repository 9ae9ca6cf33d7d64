/*
 * quota_block.c
 *	  On a cluster, what suppliers hold of the order quotas of accounts (QU-1).
 *
 * An account's count of a month stands on one node, its partners on others. So
 * that a push need not go there, its supplier holds a block of orders that it may
 * push, which count as used from when he took them. A block that is empty is
 * filled from the count, and if that has reached the quota, from what other
 * suppliers hold and have not used. So an order is refused only when nobody has
 * any, and never are more pushed than the quota.
 *
 * Locks: a push locks the blocks it needs before anything else, by account. If
 * they do not suffice it lets go of them, locks the counts, by account, then its
 * blocks, then what it recalls. Who has the blocks he needs waits for no count,
 * and who waits for a count has no block: so nobody waits for another in turn.
 *
 * While a push is under way the plans that it knows keep their quotas: who changes
 * one waits for all pushes of all nodes, and the pushes that come then for him.
 * So there is nothing to settle, as there is on one machine (quota_row.c): no
 * order that was pushed without a quota is missing where a month is counted.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/resowner.h"

#include "plan.h"
#include "quota.h"
#include "quota_block.h"

#define QUOTA_PLANS 0x5155 /* the class of our advisory lock; Citus's own are small numbers */

#define BLOCK(column, KIND) ROW_IN(QuotaBlock, column, KIND)

static const RowColumn BLOCK_COLUMNS[] = {
	BLOCK(supplier_id, INT64),
	BLOCK(account_id, INT64),
	BLOCK(month, DATE),
	BLOCK(unused, INT32),
};

RowTable QUOTA_BLOCK_TABLE = {ROW_TABLE("quota_block", QuotaBlock, BLOCK_COLUMNS, 3)};

static RowChange UNUSED = {.table = &QUOTA_BLOCK_TABLE, .columns = "unused"};
static RowChange COUNTED = {.table = &QUOTA_USAGE_TABLE, .columns = "used"};

static PlanQuery COUNT_ORDERS = {
	.name = "count pushed orders of an account",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, date",
	.sql = "SELECT distribution.orders_pushed($1, $2::timestamp AT TIME ZONE 'UTC')",
};

/* Others may do the same: who comes first is right. */
static PlanQuery ADD_COUNT = {
	.name = "add an account's count of a month",
	.result = SPI_OK_INSERT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, date, int",
	.sql = "INSERT INTO distribution.quota_usage (account_id, month, used) VALUES ($1, $2, $3)"
		   " ON CONFLICT (account_id, month) DO NOTHING",
};

/* Also who seems to hold nothing: what he took when the count was last held may be committing still on his node. */
static PlanQuery READ_HOLDERS = {
	.name = "read who may hold unused quota",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, date, bigint",
	.sql = "SELECT supplier_id"
		   "  FROM distribution.quota_block"
		   " WHERE account_id = $1 AND month = $2 AND supplier_id <> $3"
		   " ORDER BY supplier_id",
};

static PlanQuery READ_UNUSED = {
	.name = "read how much quota is held unused",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, date",
	.sql = "SELECT coalesce(sum(unused), 0)::int"
		   "  FROM distribution.quota_block"
		   " WHERE account_id = $1 AND month = $2",
};

static void
lock_plans(LOCKMODE mode)
{
	LOCKTAG tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0, 0, QUOTA_PLANS);
	(void) LockAcquire(&tag, mode, false, false);
}

/* To the end of the transaction no plan gets another quota, and no account another plan. */
void
quota_plans_keep(void)
{
	lock_plans(ShareLock);
}

/* Waits for who goes by the quotas that were. On this node: each has its copy of who changes them. */
void
quota_plans_change(void)
{
	lock_plans(ExclusiveLock);
}

static QuotaBlock *
block_keys(int64 supplier_id, const AccountQuota *quotas, int count, DateADT month)
{
	QuotaBlock *blocks = palloc0(sizeof(QuotaBlock) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		blocks[i].supplier_id = supplier_id;
		blocks[i].account_id = quotas[i].account_id;
		blocks[i].month = month;
	}
	return blocks;
}

/* One after the other, up to the first in which there is not. */
static bool
find_enough(QuotaBlock *blocks, const int32 *wanted, int count, RowMode mode)
{
	for (int i = 0; i < count; i++)
		if (row_find(&QUOTA_BLOCK_TABLE, &blocks[i], 1, mode) == 0 || blocks[i].unused < wanted[i])
			return false;
	return true;
}

/*
 * Locks them if there is enough in all of them; else none stays locked. Looked at before, as a
 * lock that is let go of while others wait for it may seem to the engine to be part of a deadlock.
 */
static bool
hold_enough(QuotaBlock *blocks, const int32 *wanted, int count)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	bool enough = false;

	if (!find_enough(blocks, wanted, count, ROW_NOW))
		return false;
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		enough = find_enough(blocks, wanted, count, ROW_LOCK);
	}
	PG_CATCH();
	{
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		PG_RE_THROW();
	}
	PG_END_TRY();
	if (enough)
		ReleaseCurrentSubTransaction();
	else
		RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return enough;
}

static int32
count_orders(int64 account_id, DateADT month, bool as_of_snapshot)
{
	PlanValues values = {0};
	PlanRows counted;
	int32 orders;

	plan_bind_int64(&values, account_id);
	plan_bind(&values, DateADTGetDatum(month), false);
	counted =
		as_of_snapshot ? plan_read(&COUNT_ORDERS, &values) : plan_execute(&COUNT_ORDERS, &values);
	orders = plan_int32(&counted, 0, 1);
	plan_free(&counted);
	return orders;
}

/* An account's count of the month, under lock; made from its orders if nobody has met its quota yet. */
static QuotaUsage
lock_count(int64 account_id, DateADT month)
{
	QuotaUsage usage = {.account_id = account_id, .month = month};

	while (row_find(&QUOTA_USAGE_TABLE, &usage, 1, ROW_LOCK) == 0)
	{
		PlanValues values = {0};

		plan_bind_int64(&values, account_id);
		plan_bind(&values, DateADTGetDatum(month), false);
		plan_bind_int32(&values, count_orders(account_id, month, false));
		plan_execute(&ADD_COUNT, &values);
		usage = (QuotaUsage) {.account_id = account_id, .month = month};
	}
	return usage;
}

static QuotaUsage *
lock_counts(const AccountQuota *quotas, int count, DateADT month)
{
	QuotaUsage *counts = palloc(sizeof(QuotaUsage) * Max(count, 1));

	for (int i = 0; i < count; i++)
		counts[i] = lock_count(quotas[i].account_id, month);
	return counts;
}

/*
 * Ours, under the lock of the counts: one after the other, as only some may be there. Who let go of
 * a count may be committing still on the node of the block: it is not seen then, but cannot be added.
 */
static QuotaBlock *
lock_blocks(int64 supplier_id, const AccountQuota *quotas, int count, DateADT month)
{
	QuotaBlock *blocks = block_keys(supplier_id, quotas, count, month);

	for (int i = 0; i < count; i++)
	{
		QuotaBlock key = blocks[i];

		while (row_find(&QUOTA_BLOCK_TABLE, &blocks[i], 1, ROW_LOCK) == 0)
		{
			blocks[i] = key;
			if (row_insert_new(&QUOTA_BLOCK_TABLE, &blocks[i], 1) > 0)
				break;
			blocks[i] = key;
		}
	}
	return blocks;
}

/* What a supplier holds unused goes back to the count. */
static void
recall_block(int64 supplier_id, QuotaUsage *counted)
{
	QuotaBlock block = {
		.supplier_id = supplier_id,
		.account_id = counted->account_id,
		.month = counted->month,
	};
	void *row = &block;

	if (row_find(&QUOTA_BLOCK_TABLE, &block, 1, ROW_LOCK) == 0 || block.unused == 0)
		return;
	counted->used -= block.unused;
	block.unused = 0;
	row_update(&UNUSED, &row, 1);
}

static void
recall_others(int64 supplier_id, QuotaUsage *counted)
{
	PlanValues values = {0};
	PlanRows holders;

	plan_bind_int64(&values, counted->account_id);
	plan_bind(&values, DateADTGetDatum(counted->month), false);
	plan_bind_int64(&values, supplier_id);
	holders = plan_execute(&READ_HOLDERS, &values);
	for (int i = 0; i < holders.count; i++)
		recall_block(plan_int64(&holders, i, 1), counted);
	plan_free(&holders);
}

static void
fill_block(QuotaBlock *block, QuotaUsage *counted, int32 quota, int32 wanted)
{
	void *block_row = block;
	void *count_row = counted;
	int32 used = counted->used;
	int32 taken;

	if (block->unused >= wanted)
		return;
	if (quota - counted->used < wanted - block->unused)
		recall_others(block->supplier_id, counted);
	taken = quota_block_size(quota - counted->used, wanted - block->unused);
	if (taken > 0)
	{
		block->unused += taken;
		counted->used += taken;
		row_update(&UNUSED, &block_row, 1);
	}
	if (counted->used != used)
		row_update(&COUNTED, &count_row, 1);
}

/*
 * A supplier's blocks, one for each quota and in their order, under lock: with as much as is wanted
 * of each, or with all that is left.
 */
QuotaBlock *
quota_blocks_take(int64 supplier_id, const AccountQuota *quotas, const int32 *wanted, int count,
				  DateADT month)
{
	QuotaBlock *blocks = block_keys(supplier_id, quotas, count, month);

	if (count > 0 && !hold_enough(blocks, wanted, count))
	{
		QuotaUsage *counts = lock_counts(quotas, count, month);

		blocks = lock_blocks(supplier_id, quotas, count, month);
		for (int i = 0; i < count; i++)
			fill_block(&blocks[i], &counts[i], quotas[i].quota, wanted[i]);
	}
	for (int i = 0; i < count; i++)
		blocks[i].read_at = plan_calls();
	return blocks;
}

/* A verb within this one may have used some, too, or have dropped the block. */
void
quota_blocks_use(QuotaBlock *blocks, const int *taken, int count)
{
	void **rows = palloc(sizeof(void *) * Max(count, 1));
	int kept = 0;

	for (int i = 0; i < count; i++)
	{
		if (taken[i] == 0 ||
			(blocks[i].read_at != plan_calls() &&
			 row_find(&QUOTA_BLOCK_TABLE, &blocks[i], 1, ROW_NOW) == 0))
			continue;
		blocks[i].unused -= taken[i];
		rows[kept++] = &blocks[i];
	}
	row_update(&UNUSED, rows, kept);
}

/* How many orders of an account were pushed in a month, for who only explains: what is held unused is not. */
int32
quota_blocks_used(int64 account_id, DateADT month)
{
	QuotaUsage usage = {.account_id = account_id, .month = month};
	PlanValues values = {0};
	PlanRows unused;

	if (row_find(&QUOTA_USAGE_TABLE, &usage, 1, ROW_READ) == 0)
		return count_orders(account_id, month, true);
	plan_bind_int64(&values, account_id);
	plan_bind(&values, DateADTGetDatum(month), false);
	unused = plan_read(&READ_UNUSED, &values);
	return usage.used - plan_int32(&unused, 0, 1);
}
