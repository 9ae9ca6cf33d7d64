/*
 * stock_push_row.c
 *	  The rooms of the stock push: its records, what is asked of the next one, and
 *	  how often products were pushed.
 *
 * All but requests are written under their supplier's lock. A request may be made
 * by two at once, by a trigger of configuration say, so it is inserted if it is
 * new; who takes requests deletes them, which is a plan's work.
 */
#include "postgres.h"

#include "placement.h"
#include "plan.h"
#include "stock_push_row.h"

#define RECORD(column, KIND) ROW_IN(StockPushRecord, column, KIND)

static const RowColumn RECORD_COLUMNS[] = {
	RECORD(supplier_id, INT64),
	RECORD(sku_id, INT64),
	RECORD(partnership_id, INT64),
	RECORD(warehouse_id, INT64),
	ROW_MADE(StockPushRecord, record_id),
	RECORD(distributor_id, INT64),
	RECORD(quantity, INT32),
	RECORD(result, TEXT),
	RECORD(reason, TEXT),
	RECORD(pushed_at, TIME),
};

RowTable STOCK_PUSH_RECORD_TABLE = {ROW_TABLE("push_record", StockPushRecord, RECORD_COLUMNS, 5)};

static const RowColumn REQUEST_COLUMNS[] = {
	ROW_IN(StockPushRequest, supplier_id, INT64),
	ROW_IN(StockPushRequest, partnership_id, INT64),
	ROW_IN(StockPushRequest, sku_id, INT64),
};

RowTable STOCK_PUSH_REQUEST_TABLE = {
	ROW_TABLE("stock_push_request", StockPushRequest, REQUEST_COLUMNS, 3)};

static const RowColumn COUNT_COLUMNS[] = {
	ROW_IN(StockPushCount, supplier_id, INT64),
	ROW_IN(StockPushCount, sku_id, INT64),
	ROW_IN(StockPushCount, pushes, INT32),
	ROW_IN(StockPushCount, trimmed_at, TIME),
};

RowTable STOCK_PUSH_COUNT_TABLE = {
	ROW_TABLE("stock_push_product", StockPushCount, COUNT_COLUMNS, 2)};

static RowChange COUNTED = {.table = &STOCK_PUSH_COUNT_TABLE, .columns = "pushes, trimmed_at"};

static PlanQuery TAKE_REQUESTS = {
	.name = "take requests of stock pushes",
	.result = SPI_OK_DELETE_RETURNING,
	.types = "bigint",
	.sql = "DELETE FROM distribution.stock_push_request WHERE supplier_id = $1"
		   " RETURNING partnership_id, sku_id",
};

/*
 * The newest record is the one with the largest id (ST-7). On a cluster each node
 * gives ids of its own range, and a supplier comes from a node whose range is
 * beyond, or is pushed from another: what would stay the newest is put behind all
 * ids. A node's own ids stay, so that nobody waits for who writes more of them.
 */
#define PUT_BEHIND                                                                 \
	"UPDATE distribution.push_record SET record_id = record_id - 9007199254740992" \
	" WHERE supplier_id = $1 AND record_id >= $2"

static PlanQuery READ_BEYOND = {
	.name = "read where the ids of this node end",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "",
	.sql = "SELECT beyond FROM distribution.ids_given_here()",
};

static PlanQuery PUT_PRODUCTS_BEHIND = {
	.name = "put push records of products behind",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint[]",
	.sql = PUT_BEHIND " AND sku_id = ANY ($3)",
};

static PlanQuery PUT_PARTNERSHIP_BEHIND = {
	.name = "put push records of a partnership behind",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint",
	.sql = PUT_BEHIND " AND partnership_id = $3"
					  " AND sku_id IN (SELECT c.sku_id FROM distribution.claim AS c"
					  "                 WHERE c.supplier_id = $1 AND c.partnership_id = $3)",
};

static void
bind_beyond(PlanValues *values, int64 supplier_id)
{
	PlanValues none = {0};
	PlanRows rows = plan_read(&READ_BEYOND, &none);

	plan_bind_int64(values, supplier_id);
	plan_bind_int64(values, plan_int64(&rows, 0, 1));
	plan_free(&rows);
}

/* Before records of products are written, to whomever. */
void
stock_push_records_follow(int64 supplier_id, const int64 *sku_ids, int count)
{
	PlanValues values = {0};

	if (!placement_is_distributed())
		return;
	bind_beyond(&values, supplier_id);
	plan_bind_ids(&values, sku_ids, count);
	plan_execute(&PUT_PRODUCTS_BEHIND, &values);
}

/* Before records of a partnership are written. */
void
stock_push_records_follow_to(int64 supplier_id, int64 partnership_id)
{
	PlanValues values = {0};

	if (!placement_is_distributed())
		return;
	bind_beyond(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_execute(&PUT_PARTNERSHIP_BEHIND, &values);
}

/* In their order, by which they get their ids. */
void
stock_push_records_add(StockPushRecord *records, int count)
{
	row_insert(&STOCK_PUSH_RECORD_TABLE, records, count);
}

/* Those of one partnership or for all of them, by SKU: several who ask for the same wait, and never deadlock. */
void
stock_push_requests_add(StockPushRequest *requests, int count)
{
	(void) row_insert_new(&STOCK_PUSH_REQUEST_TABLE, requests, count);
}

static int
request_compare(const void *a, const void *b)
{
	const StockPushRequest *left = a;
	const StockPushRequest *right = b;

	if (left->partnership_id != right->partnership_id)
		return left->partnership_id < right->partnership_id ? -1 : 1;
	return (left->sku_id > right->sku_id) - (left->sku_id < right->sku_id);
}

/* All of a supplier, which are there no more; most often there are none. */
StockPushRequest *
stock_push_requests_take(int64 supplier_id, int *count)
{
	StockPushRequest *requests =
		row_children(&STOCK_PUSH_REQUEST_TABLE, supplier_id, NULL, 0, ROW_NOW, count);
	PlanValues values = {0};
	PlanRows rows;

	if (*count == 0)
		return requests;
	plan_bind_int64(&values, supplier_id);
	rows = plan_execute(&TAKE_REQUESTS, &values);
	*count = rows.count;
	requests = palloc0(sizeof(StockPushRequest) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		requests[i].partnership_id = plan_int64(&rows, i, 1);
		requests[i].sku_id = plan_int64(&rows, i, 2);
	}
	qsort(requests, *count, sizeof(StockPushRequest), request_compare);
	return requests;
}

static bool
is_among(const StockPushRequest *requests, int count, int64 partnership_id, int64 sku_id)
{
	StockPushRequest key = {.partnership_id = partnership_id, .sku_id = sku_id};

	return bsearch(&key, requests, count, sizeof(StockPushRequest), request_compare) != NULL;
}

/* Of requests taken: whether one is of the partnership and product. */
bool
stock_push_requested(const StockPushRequest *requests, int count, int64 partnership_id,
					 int64 sku_id)
{
	return count > 0 &&
		(is_among(requests, count, partnership_id, sku_id) ||
		 is_among(requests, count, partnership_id, STOCK_PUSH_ALL) ||
		 is_among(requests, count, STOCK_PUSH_ALL, sku_id) ||
		 is_among(requests, count, STOCK_PUSH_ALL, STOCK_PUSH_ALL));
}

/* One for each of the products, which are sorted and distinct; of what was never pushed it has no place. */
StockPushCount *
stock_push_counts_read(int64 supplier_id, const int64 *sku_ids, int count)
{
	StockPushCount *counts = palloc0(sizeof(StockPushCount) * Max(count, 1));
	StockPushCount *found = palloc0(sizeof(StockPushCount) * Max(count, 1));
	int found_count;
	int next = 0;

	for (int i = 0; i < count; i++)
	{
		counts[i].supplier_id = supplier_id;
		counts[i].sku_id = sku_ids[i];
		found[i] = counts[i];
	}
	found_count = row_find(&STOCK_PUSH_COUNT_TABLE, found, count, ROW_NOW);
	for (int i = 0; i < count && next < found_count; i++)
		if (counts[i].sku_id == found[next].sku_id)
			counts[i] = found[next++];
	return counts;
}

void
stock_push_counts_put(StockPushCount *counts, int count)
{
	row_put(&COUNTED, counts, count);
}
