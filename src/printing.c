/*
 * printing.c
 *	  The print queue: which packages' labels were printed, when and by whom (OR-14).
 */
#include "postgres.h"

#include "fmgr.h"

#include "argument.h"
#include "errors.h"
#include "goods_row.h"
#include "id.h"
#include "identity.h"
#include "order_row.h"
#include "plan.h"
#include "push_sql.h"
#include "state.h"

/* What is not pushed, or cancelled, has nothing to print; a supplier sees no order before its push. */
static void
refuse_orders(OrderRow *orders, int count, const PlanColumn *order_ids)
{
	for (int i = 0; i < order_ids->count; i++)
	{
		int64 order_id = DatumGetInt64(order_ids->values[i]);

		if (order_rows_find(orders, count, order_id) == NULL)
			error_not_found("order", order_id);
	}
	for (int i = 0; i < count; i++)
		if (orders[i].state == NULL || state_is(orders[i].state, ORDER_STATE_CANCELLED))
			order_row_refuse(&orders[i],
							 orders[i].push_state,
							 "mark labels printed of",
							 "None of the orders was marked.");
}

PG_FUNCTION_INFO_V1(distribution_mark_printed);

Datum
distribution_mark_printed(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanColumn order_ids = argument_distinct_ids(fcinfo, 1, "order_ids");
	int64 *ids = plan_column_ids(&order_ids);
	OrderRow *orders;
	int count;
	int32 printed;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	if (order_ids.count > PUSH_BATCH_MAX)
		error_limit("orders a batch", PUSH_BATCH_MAX, psprintf("Given: %d.", order_ids.count));
	plan_open();
	orders = order_rows_load(supplier_id, ids, order_ids.count, true, &count);
	refuse_orders(orders, count, &order_ids);
	ids_sort(ids, order_ids.count);
	printed = order_packages_set_printed(supplier_id, ids, order_ids.count);
	plan_close();
	PG_RETURN_INT32(printed);
}
