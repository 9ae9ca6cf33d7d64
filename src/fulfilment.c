/*
 * fulfilment.c
 *	  The supplier's way with a pushed order: new, in_process, to_pickup,
 *	  shipped, completed (OR-6).
 */
#include "postgres.h"

#include "fmgr.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "order_row.h"
#include "plan.h"

static const char *const FULFILMENT_STATES[] = {
	"new", "in_process", "to_pickup", "shipped", "completed",
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
	error_transition("order", order->order_id,
					 order->state == NULL || strcmp(order->push_state, "pushed") != 0 ?
					 order->push_state : order->state,
					 psprintf("move to %s", state),
					 "A pushed order goes from new over in_process and to_pickup to shipped and "
					 "completed; while it is withdrawing, nowhere.");
}

/* OR-6: one step or several forward; goods leave with the step to shipped. */
static void
advance(const OrderRow *order, const char *state)
{
	static const char *const SHIPPED = "shipped";
	int			from = order->state ? fulfilment_step(order->state) : -1;
	int			to = fulfilment_step(state);
	int			shipped = fulfilment_step(SHIPPED);

	if (to < 0)
		error_argument("state", state, "in_process, to_pickup, shipped, completed");
	if (strcmp(order->push_state, "pushed") != 0 || from < 0 || to <= from ||
		(to > shipped && from < shipped))
		refuse_transition(order, state);
	if (from < shipped && to == shipped)
	{
		int			count;
		StockLevel *levels = order_row_lock_stock(order, &count);

		order_row_move_goods(order, levels, count, GOODS_SHIPPED);
	}
	order_row_set_states(order, "pushed", state, state, NULL);
}

PG_FUNCTION_INFO_V1(distribution_advance_order);

Datum
distribution_advance_order(PG_FUNCTION_ARGS)
{
	int64		supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64		order_id = argument_int64(fcinfo, 1, "order_id");
	char	   *state = argument_text(fcinfo, 2, "state");
	OrderRow	order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = order_row_lock(supplier_id, order_id);
	advance(&order, state);
	plan_close();
	PG_RETURN_VOID();
}
