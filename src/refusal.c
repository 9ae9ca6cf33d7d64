/*
 * refusal.c
 *	  The supplier refuses a pushed order before it is shipped, whole or some
 *	  units of some lines (OR-12).
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "argument.h"
#include "errors.h"
#include "giveback.h"
#include "identity.h"
#include "notification.h"
#include "partnership.h"
#include "plan.h"
#include "state.h"

static void
tell(const OrderRow *order, const char *push_state, const char *reason)
{
	Partnership partnership = partnership_read(order->supplier_id, order->partnership_id);

	notification_add(
		order->supplier_id,
		order->distributor_id,
		NOTIFY_ORDER_REFUSED,
		psprintf("%s refused order %s%s and gave the money back, tell your customer: %s",
				 partnership.supplier,
				 order->platform_order_no,
				 state_is(push_state, PUSH_STATE_REFUSED) ? "" : " in part",
				 reason));
}

/* NULL lines: the whole order. Returns the new push state. */
static const char *
refuse(const OrderRow *order, const char *reason, const LinePayload *lines)
{
	Giveback refusal = {
		.kind = LEDGER_REFUSAL_REFUND,
		.push_state = PUSH_STATE_REFUSED,
		.partly_event = "partly_refused",
		.move = GOODS_RELEASED,
		.memo = reason,
		.note = reason,
	};
	const char *push_state;
	Goods goods;

	if (!state_begins(STATES_OF_PUSH, order->push_state, "refuse_order"))
		order_row_refuse(order,
						 order->push_state,
						 "refuse",
						 "Only a pushed order is refused; a request to withdraw it is answered by "
						 "confirm_withdrawal() or refuse_withdrawal().");
	goods = goods_load(order);
	giveback_take(order, &goods, lines, "refuse");
	push_state = giveback_post(order, &goods, &refusal);
	tell(order, push_state, reason);
	return push_state;
}

PG_FUNCTION_INFO_V1(distribution_refuse_order);

Datum
distribution_refuse_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *reason = argument_reason(fcinfo, 2, "reason");
	LinePayload lines = {0};
	const char *push_state;
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	if (!PG_ARGISNULL(3))
		lines = line_payload_units(argument_raw(fcinfo, 3, "lines"));
	plan_open();
	order = order_row_lock(supplier_id, order_id);
	push_state = refuse(&order, reason, lines.line_count > 0 ? &lines : NULL);
	plan_close();
	PG_RETURN_TEXT_P(cstring_to_text(push_state));
}
