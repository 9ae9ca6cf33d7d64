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

#include "catalog/pg_type.h"

#include "node.h"
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

static PlanQuery PUT_BEHIND = {
	.name = "put push records of mirrors behind",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint[], bigint[], bigint[]",
	.sql = STOCK_PUSH_PUT_BEHIND
	"  FROM unnest($3, $4, $5) AS m (sku_id, partnership_id, warehouse_id)"
	" WHERE r.supplier_id = $1 AND r.record_id >= $2 AND r.sku_id = m.sku_id"
	"   AND r.partnership_id = m.partnership_id AND r.warehouse_id = m.warehouse_id",
};

/* Of one supplier: what their mirrors have of other nodes. */
static void
put_behind(const StockPushRecord *records, int count)
{
	PlanValues values = {0};
	PlanColumn sku_ids = plan_column(INT8OID, count);
	PlanColumn partnership_ids = plan_column(INT8OID, count);
	PlanColumn warehouse_ids = plan_column(INT8OID, count);

	for (int i = 0; i < count; i++)
	{
		plan_column_add_int64(&sku_ids, records[i].sku_id);
		plan_column_add_int64(&partnership_ids, records[i].partnership_id);
		plan_column_add_int64(&warehouse_ids, records[i].warehouse_id);
	}
	plan_bind_int64(&values, records[0].supplier_id);
	plan_bind_int64(&values, node_ids_beyond());
	plan_bind_column(&values, &sku_ids);
	plan_bind_column(&values, &partnership_ids);
	plan_bind_column(&values, &warehouse_ids);
	plan_execute(&PUT_BEHIND, &values);
}

/* A supplier's, in their order, by which they get their ids. */
void
stock_push_records_add(StockPushRecord *records, int count)
{
	if (count > 0 && placement_is_distributed())
		put_behind(records, count);
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
