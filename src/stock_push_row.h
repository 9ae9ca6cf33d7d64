/*
 * stock_push_row.h
 *	  The rooms of the stock push: its records, what is asked of the next one, and
 *	  how often products were pushed (ST-7, ST-8).
 */
#ifndef DISTRIBUTION_STOCK_PUSH_ROW_H
#define DISTRIBUTION_STOCK_PUSH_ROW_H

#include "postgres.h"

#include "row.h"

/* What went to the mirror of a warehouse. */
typedef struct StockPushRecord
{
	RowPlace place;
	int64 supplier_id;
	int64 sku_id;
	int64 partnership_id;
	int64 warehouse_id;
	int64 record_id;
	int64 distributor_id;
	int32 quantity;
	const char *result;
	const char *reason; /* NULL: it was pushed */
	TimestampTz pushed_at;
} StockPushRecord;

/*
 * ST-7: the newest record of a mirror is the one with the largest id. On a cluster each node gives
 * ids of its own range, and a supplier comes from a node whose range is beyond, or is pushed from
 * another. So before a mirror gets a record, those of it that are beyond are put behind all ids, by
 * this and a condition of $1, the supplier, and $2 or $3, where this node's ids end. Of a mirror that
 * gets none they stay: an older record would become its newest. A node's own ids stay, so that
 * nobody waits for who writes more of them.
 */
#define STOCK_PUSH_PUT_BEHIND \
	"UPDATE distribution.push_record AS r SET record_id = r.record_id - 9007199254740992"

#define STOCK_PUSH_PUSHED "pushed"
#define STOCK_PUSH_FAILED "failed"

/* What the next stock push takes along; either id may be STOCK_PUSH_ALL. */
typedef struct StockPushRequest
{
	RowPlace place;
	int64 supplier_id;
	int64 partnership_id;
	int64 sku_id;
} StockPushRequest;

#define STOCK_PUSH_ALL INT64CONST(0)

/* Stock pushes of a product since its records were trimmed. */
typedef struct StockPushCount
{
	RowPlace place;
	int64 supplier_id;
	int64 sku_id;
	int32 pushes;
	TimestampTz trimmed_at;
} StockPushCount;

extern RowTable STOCK_PUSH_RECORD_TABLE;
extern RowTable STOCK_PUSH_REQUEST_TABLE;
extern RowTable STOCK_PUSH_COUNT_TABLE;

extern void stock_push_records_add(StockPushRecord *records, int count);
extern void stock_push_requests_add(StockPushRequest *requests, int count);
extern StockPushRequest *stock_push_requests_take(int64 supplier_id, int *count);
extern bool stock_push_requested(const StockPushRequest *requests, int count, int64 partnership_id,
								 int64 sku_id);
extern StockPushCount *stock_push_counts_read(int64 supplier_id, const int64 *sku_ids, int count);
extern void stock_push_counts_put(StockPushCount *counts, int count);

#endif
