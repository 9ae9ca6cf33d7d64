/*
 * push_queue.c
 *	  queue_push, and what maintenance does about it (OR-3).
 *
 * The queue is a narrow table of its own, so that taking from it moves no order
 * row. An order has a row here while it is "pushing": whatever ends that (a
 * push by hand or not, a cancellation, other content) takes it off, under the
 * order's lock. Queued anew it stands at the end.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "node.h"
#include "order_row.h"
#include "plan.h"
#include "push_queue.h"
#include "push_sql.h"
#include "state.h"

/* In the given order. */
static PlanQuery QUEUE_ORDERS = {
	.name = "queue orders",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[]",
	.sql = "INSERT INTO distribution.push_queue (supplier_id, queue_no, order_id)"
		   " SELECT $1, nextval('distribution.push_queue_queue_no_seq'), unnest($2)"
		   " ON CONFLICT (supplier_id, order_id) DO UPDATE SET queue_no = EXCLUDED.queue_no",
};

enum
{
	NEXT_ORDER = 1,
	NEXT_QUEUE_NO
};

static PlanQuery READ_NEXT = {
	.name = "read the next queued orders",
	.result = SPI_OK_SELECT,
	.types = "bigint, int, bigint",
	.sql = "SELECT q.order_id, q.queue_no"
		   "  FROM distribution.push_queue q"
		   " WHERE q.supplier_id = $1 AND q.queue_no <= $3"
		   " ORDER BY q.queue_no"
		   " LIMIT $2",
};

/*
 * On a cluster a queue may have been filled by several nodes, each with numbers of its own range. What
 * was queued where numbers are larger came before what is queued here, as the supplier was there then.
 */
static PlanQuery READ_NEXT_OF_NODES = {
	.name = "read the next orders queued by nodes",
	.result = SPI_OK_SELECT,
	.types = "bigint, int, bigint",
	.sql = "SELECT q.order_id, q.queue_no"
		   "  FROM distribution.push_queue q"
		   " WHERE q.supplier_id = $1"
		   " ORDER BY q.queue_no < $3, q.queue_no"
		   " LIMIT $2",
};

static PlanQuery TAKE_OFF = {
	.name = "take orders off the queue",
	.result = SPI_OK_DELETE,
	.types = "bigint, bigint[]",
	.sql = "DELETE FROM distribution.push_queue WHERE supplier_id = $1 AND order_id = ANY ($2)",
};

static PlanQuery POSTPONE = {
	.name = "put an order at the end of the queue",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint",
	.sql = "UPDATE distribution.push_queue"
		   "   SET queue_no = nextval('distribution.push_queue_queue_no_seq')"
		   " WHERE supplier_id = $1 AND order_id = $2",
};

static PlanValues
supplier_values(int64 supplier_id, const int64 *order_ids, int count)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_ids(&values, order_ids, count);
	return values;
}

/* Up to a place in the queue, on a cluster always its end; last is the place of the last of them. */
int64 *
push_queue_next(int64 supplier_id, int32 max_orders, int64 up_to, int *count, int64 *last)
{
	bool of_nodes = placement_is_distributed();
	PlanValues values = {0};
	PlanRows rows;
	int64 *ids;

	Assert(!of_nodes || up_to == PG_INT64_MAX);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int32(&values, max_orders);
	plan_bind_int64(&values, of_nodes ? node_ids_beyond() : up_to);
	rows = plan_execute(of_nodes ? &READ_NEXT_OF_NODES : &READ_NEXT, &values);
	ids = palloc(sizeof(int64) * Max(rows.count, 1));
	*last = 0;
	for (int i = 0; i < rows.count; i++)
	{
		ids[i] = plan_int64(&rows, i, NEXT_ORDER);
		*last = plan_int64(&rows, i, NEXT_QUEUE_NO);
	}
	*count = rows.count;
	return ids;
}

/* The orders are under lock and no longer to be pushed by maintenance. */
void
push_queue_take_off(int64 supplier_id, const int64 *order_ids, int count)
{
	PlanValues values = supplier_values(supplier_id, order_ids, count);

	if (count > 0)
		plan_execute(&TAKE_OFF, &values);
}

/* What cannot even be judged must not keep the others waiting. */
void
push_queue_postpone(int64 supplier_id, int64 order_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, order_id);
	plan_execute(&POSTPONE, &values);
}

/* False: the order is queued or pushed already; that it is asked for twice changes nothing. */
static bool
is_queueable(const OrderRow *order)
{
	order_row_require_pusher(order->supplier_id,
							 order->distributor_id,
							 order->order_id,
							 order->push_state,
							 PERMISSION_DISTRIBUTOR);
	if (state_begins(STATES_OF_PUSH, order->push_state, "queue_push"))
		return true;
	if (!state_is(order->push_state, PUSH_STATE_PUSHING) &&
		!state_is(order->push_state, PUSH_STATE_PUSHED))
		order_row_refuse(order,
						 order->push_state,
						 "queue",
						 "Only a synced or push_failed order is queued for its push.");
	return false;
}

/*
 * Pushes, in the order of the queue, those that are still queued once they are
 * under lock: one cancelled or replaced meanwhile is no longer to be pushed.
 */
void
push_queue_push(int64 supplier_id, const int64 *order_ids, int count)
{
	int64 *queued = palloc(sizeof(int64) * Max(count, 1));
	int queued_count = 0;
	int found;
	OrderRow *orders;

	(void) push_quotas_hold(supplier_id, order_ids, count);
	orders = order_rows_load(supplier_id, order_ids, count, true, &found);
	for (int i = 0; i < count; i++)
	{
		const OrderRow *order = order_rows_find(orders, found, order_ids[i]);

		if (order != NULL && state_is(order->push_state, PUSH_STATE_PUSHING))
			queued[queued_count++] = order_ids[i];
	}
	push_orders(supplier_id, queued, queued_count);
	if (queued_count < count)
		push_queue_take_off(supplier_id, order_ids, count);
}

static int32
queue_orders(int64 supplier_id, const int64 *order_ids, int count)
{
	int64 *ids = palloc(sizeof(int64) * Max(count, 1));
	OrderRow **queued = palloc(sizeof(OrderRow *) * Max(count, 1));
	int queued_count = 0;
	int found;
	OrderRow *orders = order_rows_load(supplier_id, order_ids, count, true, &found);
	PlanValues values;

	for (int i = 0; i < count; i++)
	{
		OrderRow *order = order_rows_find(orders, found, order_ids[i]);

		if (order == NULL)
			error_not_found("order", order_ids[i]);
		else if (is_queueable(order))
		{
			ids[queued_count] = order->order_id;
			queued[queued_count++] = order;
		}
	}
	if (queued_count == 0)
		return 0;
	order_rows_set_push_state(queued, queued_count, PUSH_STATE_PUSHING);
	values = supplier_values(supplier_id, ids, queued_count);
	plan_execute(&QUEUE_ORDERS, &values);
	order_rows_add_events(queued, queued_count, PUSH_STATE_PUSHING, NULL);
	return queued_count;
}

PG_FUNCTION_INFO_V1(distribution_queue_push);

Datum
distribution_queue_push(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanColumn order_ids = argument_distinct_ids(fcinfo, 1, "order_ids");
	int32 queued;

	if (order_ids.count > PUSH_BATCH_MAX)
		error_limit("orders a batch", PUSH_BATCH_MAX, psprintf("Given: %d.", order_ids.count));
	plan_open();
	queued = queue_orders(supplier_id, plan_column_ids(&order_ids), order_ids.count);
	plan_close();
	PG_RETURN_INT32(queued);
}
