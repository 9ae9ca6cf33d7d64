/*
 * stock_push.h
 *	  The stock push, to the mirrors of distributors (ST-4 … ST-8).
 */
#ifndef DISTRIBUTION_STOCK_PUSH_H
#define DISTRIBUTION_STOCK_PUSH_H

#include "postgres.h"

#include "partnership.h"
#include "plan.h"
#include "stock_push_row.h"

/* ST-8: asked for now, pushed by the next run. */
extern void stock_push_request(int64 supplier_id, int64 partnership_id, int64 sku_id);
extern void stock_push_request_claims(const Partnership *partnership, PlanColumn *sku_ids);

/* ST-8: 0 is pushed at once. */
extern void stock_push_end_product(int64 supplier_id, int64 sku_id);
extern void stock_push_end_claims(const Partnership *partnership, PlanColumn *sku_ids);
extern void stock_push_end_partnership(int64 supplier_id, int64 partnership_id);
extern void stock_push_end_warehouses(const Partnership *partnership, PlanColumn *warehouse_ids);

/* The suppliers with changes to push. */
#define STOCK_PUSH_DUE                                                         \
	"SELECT s.supplier_id"                                                     \
	"  FROM distribution.supplier s"                                           \
	" WHERE s.live_at IS NOT NULL AND s.auto_push_stock"                       \
	"   AND (EXISTS (SELECT FROM distribution.stock k"                         \
	"                 WHERE k.supplier_id = s.supplier_id AND k.push_pending)" \
	"     OR EXISTS (SELECT FROM distribution.stock_push_request r"            \
	"                 WHERE r.supplier_id = s.supplier_id))"

/* The suppliers with push records that get old; $1 is now. */
#define STOCK_PUSH_RECORDS_DUE                 \
	"SELECT DISTINCT p.supplier_id"            \
	"  FROM distribution.stock_push_product p" \
	" WHERE p.trimmed_at < $1 - interval '1 day'"

extern int32 stock_push_run(const int64 *supplier_ids, int count, int32 *max_changes);
extern int stock_push_trim_old(int64 supplier_id, int32 max_products);

#endif
