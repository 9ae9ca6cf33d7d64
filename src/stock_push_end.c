/*
 * stock_push_end.c
 *	  What verbs do about the stock push in their own transaction (ST-5, ST-8): 0
 *	  goes out at once where something ends, and the next run is asked to push
 *	  where something begins.
 *
 * The verbs hold the lock of the supplier or the partnership, and so does a run
 * of the stock push: what a run writes is never newer than it looks. Zeros are
 * of claims joined to mirrors, so a plan writes them. A claim or mirror that begins
 * or ends between the two statements that a cluster needs was pushed 0 last, or is.
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/rel.h"

#include "id.h"
#include "node.h"
#include "stock_push.h"
#include "trigger.h"

/* What ends: claims at mirrors, of a supplier ($1) and what else a condition says. */
#define ENDING(condition)                                                          \
	"  FROM distribution.claim c"                                                  \
	"  JOIN distribution.partnership_warehouse w ON w.supplier_id = c.supplier_id" \
	"   AND w.partnership_id = c.partnership_id AND w.mirrored"                    \
	" WHERE c.supplier_id = $1 AND " condition

#define PUT_BEHIND(condition)                                                              \
	STOCK_PUSH_PUT_BEHIND ENDING(                                                          \
		condition) " AND r.supplier_id = $1 AND r.record_id >= $3 AND r.sku_id = c.sku_id" \
				   " AND r.partnership_id = c.partnership_id AND r.warehouse_id = w.warehouse_id"

#define INSERT_ZERO(condition)                                                                  \
	"INSERT INTO distribution.push_record"                                                      \
	" (supplier_id, record_id, sku_id, partnership_id, warehouse_id, distributor_id, quantity," \
	"  result, pushed_at)"                                                                      \
	" SELECT c.supplier_id, nextval('distribution.push_record_record_id_seq'), c.sku_id,"       \
	"        c.partnership_id, w.warehouse_id, c.distributor_id, 0, 'pushed', $3" ENDING(       \
		condition) " ORDER BY c.sku_id, c.partnership_id, w.warehouse_id"

/* Pushes 0 where something ends; on a cluster it puts behind first what other nodes pushed there. */
typedef struct ZeroPush
{
	PlanQuery put_behind;
	PlanQuery insert;
} ZeroPush;

#define ZERO_PUSH(of, ids, condition)                        \
	{                                                        \
		.put_behind =                                        \
			{                                                \
				.name = "put push records of " of " behind", \
				.result = SPI_OK_UPDATE,                     \
				.types = "bigint, bigint, bigint" ids,       \
				.sql = PUT_BEHIND(condition),                \
			},                                               \
		.insert = {                                          \
			.name = "push 0 of " of,                         \
			.result = SPI_OK_INSERT,                         \
			.types = "bigint, bigint, timestamptz" ids,      \
			.sql = INSERT_ZERO(condition),                   \
		},                                                   \
	}

static ZeroPush END_PRODUCT =
	ZERO_PUSH("a product", "", "c.sku_id = $2 AND c.state = 'active' AND w.assigned");

static ZeroPush END_CLAIMS = ZERO_PUSH(
	"claims", ", bigint[]", "c.partnership_id = $2 AND c.sku_id = ANY ($4) AND w.assigned");

static ZeroPush END_PARTNERSHIP =
	ZERO_PUSH("a partnership", "", "c.partnership_id = $2 AND c.state = 'active' AND w.assigned");

static ZeroPush END_WAREHOUSES =
	ZERO_PUSH("mirrors", ", bigint[]",
			  "c.partnership_id = $2 AND c.state = 'active' AND w.warehouse_id = ANY ($4)");

void
stock_push_request(int64 supplier_id, int64 partnership_id, int64 sku_id)
{
	StockPushRequest request = {
		.supplier_id = supplier_id,
		.partnership_id = partnership_id,
		.sku_id = sku_id,
	};

	stock_push_requests_add(&request, 1);
}

void
stock_push_request_claims(const Partnership *partnership, PlanColumn *sku_ids)
{
	int64 *ids = plan_column_ids(sku_ids);
	int count = ids_sort_distinct(ids, sku_ids->count);
	StockPushRequest *requests = palloc0(sizeof(StockPushRequest) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		requests[i].supplier_id = partnership->supplier_id;
		requests[i].partnership_id = partnership->partnership_id;
		requests[i].sku_id = ids[i];
	}
	stock_push_requests_add(requests, count);
}

/* ids: of claims or warehouses; NULL: the statements take none. */
static PlanValues
zero_values(int64 supplier_id, int64 id, Datum third, PlanColumn *ids)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, id);
	plan_bind(&values, third, false);
	if (ids != NULL)
		plan_bind_column(&values, ids);
	return values;
}

static void
push_zero(ZeroPush *push, int64 supplier_id, int64 id, PlanColumn *ids)
{
	PlanValues values;

	if (placement_is_distributed())
	{
		values = zero_values(supplier_id, id, Int64GetDatum(node_ids_beyond()), ids);
		plan_execute(&push->put_behind, &values);
	}
	values = zero_values(
		supplier_id, id, TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()), ids);
	plan_execute(&push->insert, &values);
}

/* PD-3 */
void
stock_push_end_product(int64 supplier_id, int64 sku_id)
{
	push_zero(&END_PRODUCT, supplier_id, sku_id, NULL);
}

/* CL-2, PA-5 */
void
stock_push_end_claims(const Partnership *partnership, PlanColumn *sku_ids)
{
	push_zero(&END_CLAIMS, partnership->supplier_id, partnership->partnership_id, sku_ids);
}

/* ID-9 */
void
stock_push_end_partnership(int64 supplier_id, int64 partnership_id)
{
	push_zero(&END_PARTNERSHIP, supplier_id, partnership_id, NULL);
}

/* ST-5 */
void
stock_push_end_warehouses(const Partnership *partnership, PlanColumn *warehouse_ids)
{
	push_zero(
		&END_WAREHOUSES, partnership->supplier_id, partnership->partnership_id, warehouse_ids);
}

PG_FUNCTION_INFO_V1(distribution_request_stock_push);

/* AFTER a change of a row that decides what is pushed to all, or to one: that stock is pushed anew. */
Datum
distribution_request_stock_push(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, NULL);
	bool is_null;
	Datum supplier_id = trigger_value(trigger, trigger->tg_trigtuple, "supplier_id", &is_null);
	int64 partnership_id = STOCK_PUSH_ALL;

	if (strcmp(trigger_table(trigger), "stock_share") == 0)
		partnership_id = DatumGetInt64(
			trigger_value(trigger, trigger->tg_trigtuple, "partnership_id", &is_null));
	plan_open();
	stock_push_request(DatumGetInt64(supplier_id), partnership_id, STOCK_PUSH_ALL);
	plan_close();
	return PointerGetDatum(NULL);
}
