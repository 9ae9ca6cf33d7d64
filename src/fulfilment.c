/*
 * fulfilment.c
 *	  The supplier's way with a pushed order: new, in_process, to_pickup,
 *	  shipped, completed (OR-6). Where the supplier has the auto tool on, the
 *	  distributor's shipping moves the order along it too.
 */
#include "postgres.h"

#include "fmgr.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "order_row.h"
#include "plan.h"

static PlanQuery READ_AUTO_TOOL = {
	.name = "read the auto tool of a supplier",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT auto_tool FROM distribution.supplier WHERE supplier_id = $1",
};

static const char *const FULFILMENT_STATES[] = {
	"new",
	"in_process",
	"to_pickup",
	"shipped",
	"completed",
};

/* Position of a state on the way; -1: not on it. */
static int
fulfilment_step(const char *state)
{
	for (int i = 0; i < (int) lengthof(FULFILMENT_STATES); i++)
		if (strcmp(state, FULFILMENT_STATES[i]) == 0)
			return i;
	return -1;
}

static void
refuse_transition(const OrderRow *order, const char *state)
{
	error_transition("order",
					 order->order_id,
					 order->state == NULL || strcmp(order->push_state, "pushed") != 0
						 ? order->push_state
						 : order->state,
					 psprintf("move to %s", state),
					 "A pushed order goes from new over in_process and to_pickup to shipped and "
					 "completed; while it is withdrawing, nowhere.");
}

/* OR-6: one step or several forward; goods leave with the step to shipped. */
static void
advance(const OrderRow *order, const char *state)
{
	static const char *const SHIPPED = "shipped";
	int from = order->state ? fulfilment_step(order->state) : -1;
	int to = fulfilment_step(state);
	int shipped = fulfilment_step(SHIPPED);

	if (to < 0)
		error_argument("state", state, "in_process, to_pickup, shipped, completed");
	if (strcmp(order->push_state, "pushed") != 0 || from < 0 || to <= from ||
		(to > shipped && from < shipped))
		refuse_transition(order, state);
	if (from < shipped && to == shipped)
	{
		int count;
		StockLevel *levels = order_row_lock_stock(order, &count);

		order_row_move_goods(order, levels, count, GOODS_SHIPPED);
	}
	order_row_set_states(order, "pushed", state, state, NULL);
}

PG_FUNCTION_INFO_V1(distribution_advance_order);

Datum
distribution_advance_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *state = argument_word(fcinfo, 2, "state");
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = order_row_lock(supplier_id, order_id);
	advance(&order, state);
	plan_close();
	PG_RETURN_VOID();
}

static void
require_auto_tool(const OrderRow *order)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, order->supplier_id);
	rows = plan_execute(&READ_AUTO_TOOL, &values);
	if (!plan_bool(&rows, 0, 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSITION),
				 errmsg("cannot ship order " INT64_FORMAT ": its supplier has the auto tool off",
						order->order_id),
				 errhint("The supplier moves the order itself, by advance_order().")));
}

PG_FUNCTION_INFO_V1(distribution_ship_order);

Datum
distribution_ship_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *state = argument_word(fcinfo, 2, "state");
	OrderRow order;

	plan_open();
	order = order_row_lock(supplier_id, order_id);
	order_row_require(&order, PERMISSION_DISTRIBUTOR);
	if (strcmp(state, "to_pickup") != 0 && strcmp(state, "shipped") != 0)
		error_argument("state", state, "to_pickup, shipped");
	require_auto_tool(&order);
	advance(&order, state);
	plan_close();
	PG_RETURN_VOID();
}
