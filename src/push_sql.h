/*
 * push_sql.h
 *	  A batch of orders under lock, judged and written (OR-4, OR-5).
 */
#ifndef DISTRIBUTION_PUSH_SQL_H
#define DISTRIBUTION_PUSH_SQL_H

#include "postgres.h"

#include "ledger.h"
#include "order_row.h"
#include "order_sync.h"
#include "push.h"
#include "quota_block.h"
#include "terms_row.h"

#define PUSH_BATCH_MAX 10000 /* OR-9: orders in a batch */

/* On a cluster, what a push holds of quotas before it locks anything else. */
typedef struct PushQuotas
{
	int64 *account_ids; /* of whom it asked, sorted */
	int account_count;
	AccountQuota *quotas; /* those of them that have one … */
	QuotaBlock *blocks;   /* … and what is held of it */
	int count;
} PushQuotas;

/* Everything that deciding on some orders of one supplier reads. */
typedef struct PushBatch
{
	int64 supplier_id;
	bool lock;         /* false: only explain */
	PushOrder *orders; /* by order_id */
	OrderRow *rows;    /* the same as they are in the books; NULL of a preview */
	int order_count;
	PushLine *lines;
	int line_count;
	LedgerAccount *accounts; /* by partnership_id */
	int account_count;
	QuotaCounter *counters; /* by account_id … */
	QuotaUsage *usages;     /* … and the rows that they are of; on a cluster those held */
	int counter_count;
	PushQuotas *held;   /* NULL: not on a cluster */
	StockLevel *levels; /* by warehouse and SKU */
	int level_count;
	Terms *terms;
} PushBatch;

extern PushBatch *push_batch_load(int64 supplier_id, const int64 *order_ids, int count, bool lock);
extern PushBatch *push_batch_preview(int64 supplier_id, const OrderPayload *payload,
									 const SyncPreview *preview);
extern PushQuotas *push_quotas_hold(int64 supplier_id, const int64 *order_ids, int count);
extern void push_quotas_load(PushBatch *batch);
extern void push_quotas_write(const PushBatch *batch);
extern void push_quotas_lock(PlanColumn *account_ids);
extern QuotaCounter *push_quota_counter(const PushBatch *batch, int64 account_id);
extern void push_orders(int64 supplier_id, const int64 *order_ids, int count);
extern void order_rules_apply(const PushBatch *batch, PushOrder *const *orders, int count);
extern PushOrder *push_batch_order(const PushBatch *batch, int64 order_id);
extern char *push_finding_describe(const PushOrder *order, const PushFinding *finding);
extern char *push_passed_describe(const PushOrder *order, PushReason check);
extern char *line_reason_describe(const LineJudgement *judgement, const char *distributor_sku);

#endif
