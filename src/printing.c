/*
 * printing.c
 *	  The print queue: which packages' labels were printed, when and by whom (OR-14).
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "order_row.h"
#include "plan.h"
#include "push_sql.h"
#include "state.h"

enum
{
	PRINTED_ORDER = 1,
	PRINTED_STATE,
	PRINTED_PUSH_STATE
};

static PlanQuery LOCK_ORDERS = {
	.name = "lock orders to print",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[], bigint[]",
	.sql =
		"SELECT order_id, state, push_state"
		"  FROM distribution.supply_order"
		" WHERE supplier_id = $1 AND order_id = ANY ($2)" ORDER_SEEN("$3") " ORDER BY order_id"
																		   "   FOR NO KEY UPDATE",
};

static PlanQuery WRITE_PRINTED = {
	.name = "write what was printed",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint[], timestamptz, text",
	.sql = "UPDATE distribution.order_package SET printed_at = $3, printed_by = $4"
		   " WHERE supplier_id = $1 AND order_id = ANY ($2) AND state IS DISTINCT FROM 'cancelled'",
};

/* An id that there is no order of, as far as the caller sees. */
static int64
unknown_id(const PlanRows *orders, const PlanColumn *order_ids)
{
	for (int i = 0; i < order_ids->count; i++)
	{
		int64 order_id = DatumGetInt64(order_ids->values[i]);
		int row = 0;

		while (row < orders->count && plan_int64(orders, row, PRINTED_ORDER) != order_id)
			row++;
		if (row == orders->count)
			return order_id;
	}
	elog(ERROR, "every order is known");
}

/* What is not pushed, or cancelled, has nothing to print; a supplier sees no order before its push. */
static void
refuse_orders(const PlanRows *orders, const PlanColumn *order_ids)
{
	if (orders->count < order_ids->count)
		error_not_found("order", unknown_id(orders, order_ids));
	for (int i = 0; i < orders->count; i++)
	{
		const char *state = plan_text(orders, i, PRINTED_STATE);

		if (state == NULL || state_is(state, ORDER_STATE_CANCELLED))
			error_transition("order",
							 plan_int64(orders, i, PRINTED_ORDER),
							 plan_text(orders, i, PRINTED_PUSH_STATE),
							 "mark labels printed of",
							 "None of the orders was marked.");
	}
}

PG_FUNCTION_INFO_V1(distribution_mark_printed);

Datum
distribution_mark_printed(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanColumn order_ids = argument_distinct_ids(fcinfo, 1, "order_ids");
	PlanValues lock = {0};
	PlanValues values = {0};
	PlanRows orders;
	int32 printed;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	if (order_ids.count > PUSH_BATCH_MAX)
		error_limit("orders a batch", PUSH_BATCH_MAX, psprintf("Given: %d.", order_ids.count));
	plan_open();
	plan_bind_int64(&lock, supplier_id);
	plan_bind_column(&lock, &order_ids);
	order_row_bind_seen(&lock);
	orders = plan_execute(&LOCK_ORDERS, &lock);
	refuse_orders(&orders, &order_ids);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &order_ids);
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_bind_text(&values, identity_actor());
	printed = plan_execute(&WRITE_PRINTED, &values).count;
	plan_close();
	PG_RETURN_INT32(printed);
}
