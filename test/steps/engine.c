/*
 * engine.c
 *	  What no verb asks of rooms: a lock that does not last, then a row that names
 *	  what was locked. Verbs lock the parent themselves before they write a child.
 */
#include "postgres.h"

#include "fmgr.h"

#include "order_row.h"
#include "plan.h"

PG_FUNCTION_INFO_V1(engine_lock_order);

Datum
engine_lock_order(PG_FUNCTION_ARGS)
{
	plan_open();
	(void) order_row_lock(PG_GETARG_INT64(0), PG_GETARG_INT64(1));
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(engine_add_refusal);

Datum
engine_add_refusal(PG_FUNCTION_ARGS)
{
	OrderRefusal refusal = {
		.supplier_id = PG_GETARG_INT64(0),
		.order_id = PG_GETARG_INT64(1),
		.distributor_id = PG_GETARG_INT64(2),
		.reason = "on_hold",
		.detail = "",
	};

	plan_open();
	row_insert(&ORDER_REFUSAL_TABLE, &refusal, 1);
	plan_close();
	PG_RETURN_VOID();
}
