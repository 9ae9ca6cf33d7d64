/*
 * stock_push_end.c
 *	  What verbs do about the stock push in their own transaction (ST-5, ST-8): 0
 *	  goes out at once where something ends, and the next run is asked to push
 *	  where something begins.
 *
 * The verbs hold the lock of the supplier or the partnership, and so does a run
 * of the stock push: what a run writes is never newer than it looks. Zeros are
 * of claims joined to mirrors, so a plan writes them.
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/rel.h"

#include "id.h"
#include "stock_push.h"
#include "trigger.h"

#define INSERT_ZERO                                                                                     \
	"INSERT INTO distribution.push_record"                                                              \
	" (supplier_id, record_id, sku_id, partnership_id, warehouse_id, distributor_id, quantity, result," \
	"  pushed_at)"                                                                                      \
	" SELECT c.supplier_id, nextval('distribution.push_record_record_id_seq'), "                        \
	"c.sku_id, c.partnership_id, w.warehouse_id, c.distributor_id, 0,"                                  \
	"  'pushed', $3"                                                                                    \
	"  FROM distribution.claim c"                                                                       \
	"  JOIN distribution.partnership_warehouse w ON w.supplier_id = c.supplier_id"                      \
	"   AND w.partnership_id = c.partnership_id AND w.mirrored"
#define ORDER_ZERO " ORDER BY c.sku_id, c.partnership_id, w.warehouse_id"

static PlanQuery END_PRODUCT = {
	.name = "push 0 of a product",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, timestamptz",
	.sql = INSERT_ZERO " AND w.assigned"
					   " WHERE c.supplier_id = $1 AND c.sku_id = $2"
					   "   AND c.state = 'active'" ORDER_ZERO,
};

static PlanQuery END_CLAIMS = {
	.name = "push 0 of claims",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, timestamptz, bigint[]",
	.sql = INSERT_ZERO " AND w.assigned"
					   " WHERE c.supplier_id = $1 AND c.partnership_id = $2"
					   "   AND c.sku_id = ANY ($4)" ORDER_ZERO,
};

static PlanQuery END_PARTNERSHIP = {
	.name = "push 0 to a partnership",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, timestamptz",
	.sql = INSERT_ZERO " AND w.assigned"
					   " WHERE c.supplier_id = $1 AND c.partnership_id = $2"
					   "   AND c.state = 'active'" ORDER_ZERO,
};

static PlanQuery END_WAREHOUSES = {
	.name = "push 0 to mirrors",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, timestamptz, bigint[]",
	.sql = INSERT_ZERO " AND w.warehouse_id = ANY ($4)"
					   " WHERE c.supplier_id = $1 AND c.partnership_id = $2"
					   "   AND c.state = 'active'" ORDER_ZERO,
};

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

/* ids: of claims or warehouses; NULL: the statement takes none. */
static void
push_zero(PlanQuery *query, int64 supplier_id, int64 id, PlanColumn *ids)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, id);
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	if (ids != NULL)
		plan_bind_column(&values, ids);
	plan_execute(query, &values);
}

/* PD-3 */
void
stock_push_end_product(int64 supplier_id, int64 sku_id)
{
	stock_push_records_follow(supplier_id, &sku_id, 1);
	push_zero(&END_PRODUCT, supplier_id, sku_id, NULL);
}

/* CL-2, PA-5 */
void
stock_push_end_claims(const Partnership *partnership, PlanColumn *sku_ids)
{
	stock_push_records_follow_to(partnership->supplier_id, partnership->partnership_id);
	push_zero(&END_CLAIMS, partnership->supplier_id, partnership->partnership_id, sku_ids);
}

/* ID-9 */
void
stock_push_end_partnership(int64 supplier_id, int64 partnership_id)
{
	stock_push_records_follow_to(supplier_id, partnership_id);
	push_zero(&END_PARTNERSHIP, supplier_id, partnership_id, NULL);
}

/* ST-5 */
void
stock_push_end_warehouses(const Partnership *partnership, PlanColumn *warehouse_ids)
{
	stock_push_records_follow_to(partnership->supplier_id, partnership->partnership_id);
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
