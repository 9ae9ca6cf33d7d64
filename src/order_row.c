/*
 * order_row.c
 *	  What every transition of one order does: lock it, write its states and
 *	  the event.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"

#include "errors.h"
#include "identity.h"
#include "order_row.h"
#include "plan.h"
#include "state.h"

enum
{
	ROW_PARTNERSHIP = 1,
	ROW_DISTRIBUTOR,
	ROW_PUSH_STATE,
	ROW_STATE,
	ROW_PLATFORM,
	ROW_LOGISTICS,
	ROW_NUMBER,
	ROW_CURRENCY
};

static PlanQuery LOCK_ORDER = {
	.name = "lock an order",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint[]",
	.sql = "SELECT partnership_id, distributor_id, push_state, state, platform, logistics,"
		   "       platform_order_no, currency"
		   "  FROM distribution.supply_order"
		   " WHERE supplier_id = $1 AND order_id = $2" ORDER_SEEN("$3") "   FOR NO KEY UPDATE",
};

static PlanQuery SET_STATES = {
	.name = "set states of an order",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, text, text, bigint, text, text, text, timestamptz",
	.sql =
		"WITH changed AS ("
		"UPDATE distribution.supply_order"
		"   SET push_state = $3, state = $4,"
		"       holds_number = $3 NOT IN ('withdrawn', 'cancelled', 'refused')"
		" WHERE supplier_id = $1 AND order_id = $2"
		"), stages AS ("
		"UPDATE distribution.order_stage SET state = $4, push_state = $3"
		" WHERE supplier_id = $1 AND order_id = $2 AND (state <> $4 OR push_state <> $3)"
		"   AND state = ANY ('{new,in_process,to_pickup,shipped,completed,cancelled}')"
		") "
		"INSERT INTO distribution.order_event"
		" (supplier_id, event_id, order_id, distributor_id, event, note, actor, occurred_at, supplied)"
		" VALUES ($1, nextval('distribution.order_event_event_id_seq'), "
		"$2, $5, $6, $7, $8, $9, $4 IS NOT NULL)",
};

static PlanQuery ADD_EVENT = {
	.name = "add an event of an order",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, text, text, text, timestamptz, boolean",
	.sql =
		"INSERT INTO distribution.order_event"
		" (supplier_id, event_id, order_id, distributor_id, event, note, actor, occurred_at, supplied)"
		" VALUES ($1, nextval('distribution.order_event_event_id_seq'), "
		"$2, $3, $4, $5, $6, $7, $8)",
};

/* For ORDER_SEEN: the accounts that the caller is a member of, null for all (ID-5). */
void
order_row_bind_seen(PlanValues *values)
{
	PlanColumn accounts;
	int64 *ids;
	int count;

	if (identity_sees_all())
	{
		plan_bind(values, (Datum) 0, true);
		return;
	}
	ids = identity_accounts(PERMISSION_REPORT, &count);
	accounts = plan_column(INT8OID, count);
	for (int i = 0; i < count; i++)
		plan_column_add_int64(&accounts, ids[i]);
	plan_bind_column(values, &accounts);
}

/* SD005 if there is no such order, or none that the caller sees. */
OrderRow
order_row_lock(int64 supplier_id, int64 order_id)
{
	OrderRow order = {.supplier_id = supplier_id, .order_id = order_id};
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, order_id);
	order_row_bind_seen(&values);
	rows = plan_execute(&LOCK_ORDER, &values);
	if (rows.count == 0)
		error_not_found("order", order_id);
	order.partnership_id = plan_int64(&rows, 0, ROW_PARTNERSHIP);
	order.distributor_id = plan_int64(&rows, 0, ROW_DISTRIBUTOR);
	order.push_state = plan_text(&rows, 0, ROW_PUSH_STATE);
	order.state = plan_text(&rows, 0, ROW_STATE);
	order.platform = plan_text(&rows, 0, ROW_PLATFORM);
	order.logistics = plan_text(&rows, 0, ROW_LOGISTICS);
	order.platform_order_no = plan_text(&rows, 0, ROW_NUMBER);
	order.currency = plan_text(&rows, 0, ROW_CURRENCY);
	return order;
}

void
order_row_require(const OrderRow *order, Permission permission)
{
	identity_require_side(
		order->supplier_id, order->distributor_id, permission, "order", order->order_id);
}

/* The supplier is told of an order by its push (ID-6); only its distributor pushes it. */
void
order_row_require_pusher(int64 supplier_id, int64 distributor_id, int64 order_id,
						 const char *push_state, Permission permission)
{
	bool pushed = !state_is(push_state, PUSH_STATE_CANCELLED) &&
		!state_begins(STATES_OF_PUSH, push_state, "cancel_order");

	identity_require_seen(supplier_id, distributor_id, pushed, "order", order_id);
	identity_require_side(supplier_id, distributor_id, permission, "order", order_id);
}

/* OR-10: the transition and its record, in one statement. */
void
order_row_set_states(const OrderRow *order, const char *push_state, const char *state,
					 const char *event, const char *note)
{
	PlanValues values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	plan_bind_text(&values, push_state);
	plan_bind_text(&values, state);
	plan_bind_int64(&values, order->distributor_id);
	plan_bind_text(&values, event);
	plan_bind_text(&values, note);
	plan_bind_text(&values, identity_actor());
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_execute(&SET_STATES, &values);
}

/* OR-10: what happened to an order beside its states. */
void
order_row_add_event(const OrderRow *order, const char *event, const char *note)
{
	PlanValues values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	plan_bind_int64(&values, order->distributor_id);
	plan_bind_text(&values, event);
	plan_bind_text(&values, note);
	plan_bind_text(&values, identity_actor());
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_bind_bool(&values, order->state != NULL);
	plan_execute(&ADD_EVENT, &values);
}
