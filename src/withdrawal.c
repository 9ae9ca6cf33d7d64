/*
 * withdrawal.c
 *	  Taking orders back: cancelled before the push, withdrawn after it
 *	  whole or some units of some lines (OR-3, WD-1 … WD-4).
 *
 * A withdrawal of what is new succeeds at once; one of packages that the supplier
 * has begun with waits for its answer, and before that for the warehouse's where
 * one of them comes from a third party's. When it succeeds, units are given back
 * as giveback.c does it; they are shipped instead of released where they had left
 * already. A refusal leaves all as it was.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "argument.h"
#include "errors.h"
#include "giveback.h"
#include "identity.h"
#include "notification.h"
#include "order_row.h"
#include "partnership.h"
#include "plan.h"
#include "push_queue.h"
#include "state.h"
#include "stock_row.h"
#include "withdrawal_row.h"

/* WD-4: empty for all that is left, as who asks for some of it goes on with the rest. */
static const char *
units_asked_for(const LinePayload *lines)
{
	int64 units = 0;

	if (lines == NULL)
		return "";
	for (int i = 0; i < lines->line_count; i++)
		units += lines->lines[i].quantity;
	return psprintf("%lld %s of ", (long long) units, units == 1 ? "unit" : "units");
}

/* NO-3: to the supplier, which has to answer. */
static void
tell_request(const OrderRow *order, const char *units, bool to_warehouse, const char *reason)
{
	Partnership partnership = partnership_read(order->supplier_id, order->partnership_id);

	notification_add(order->supplier_id,
					 order->supplier_id,
					 NOTIFY_WITHDRAWAL_REQUESTED,
					 psprintf("%s asks to withdraw %sorder %s: %sconfirm or refuse it%s%s",
							  partnership.distributor,
							  units,
							  order->platform_order_no,
							  to_warehouse ? "say what its warehouse answers, then " : "",
							  reason ? ". Reason: " : ".",
							  reason ? reason : ""));
}

/* NO-3: to the distributor, what became of it. */
static void
tell_answer(const OrderRow *order, NotificationEvent event, const char *answer)
{
	Partnership partnership = partnership_read(order->supplier_id, order->partnership_id);

	notification_add(order->supplier_id,
					 order->distributor_id,
					 event,
					 psprintf("%s %s withdrawal of order %s%s",
							  partnership.supplier,
							  event == NOTIFY_WITHDRAWAL_REFUSED ? "refused the" : "confirmed the",
							  order->platform_order_no,
							  answer));
}

/* WD-2, WD-4: gives back the units taken; returns the new push state. */
static const char *
withdraw(const OrderRow *order, Goods *goods, GoodsMove move, const char *note)
{
	Giveback withdrawal = {
		.kind = LEDGER_WITHDRAWAL_REFUND,
		.push_state = PUSH_STATE_WITHDRAWN,
		.partly_event = "partly_withdrawn",
		.move = move,
		.note = note,
	};

	return giveback_post(order, goods, &withdrawal);
}

static bool
from_third_party(const OrderRow *order, const Goods *goods)
{
	for (int i = 0; i < goods->line_count; i++)
	{
		const GoodsLine *line = &goods->lines[i];

		if (line->taken > 0 && warehouse_is_third_party(order->supplier_id, line->warehouse_id))
			return true;
	}
	return false;
}

/* WD-1, WD-3: the warehouse is asked first where a package named is a third party's. */
static void
request(const OrderRow *order, const Goods *goods, const LinePayload *lines, const char *reason)
{
	bool to_warehouse = from_third_party(order, goods);

	withdrawal_ask(order,
				   to_warehouse ? WITHDRAWAL_STATE_WAREHOUSE : WITHDRAWAL_STATE_SUPPLIER,
				   reason,
				   lines);
	order_row_set_states(
		order, PUSH_STATE_WITHDRAWING, order->state, PUSH_STATE_WITHDRAWING, reason);
	tell_request(order, units_asked_for(lines), to_warehouse, reason);
}

/* The units that were asked for; nothing has moved since. */
static void
take_requested(const OrderRow *order, Goods *goods)
{
	int count;
	WithdrawalLine *lines = withdrawal_lines_read(order, &count);

	if (count == 0)
		giveback_take(order, goods, NULL, "withdraw");
	for (int i = 0; i < count; i++)
		goods_line(goods, lines[i].line_no)->taken = lines[i].quantity;
}

/* Locks an order whose withdrawal waits for an answer. */
static OrderRow
lock_withdrawing(int64 supplier_id, int64 order_id, const char *verb, Withdrawal *withdrawal)
{
	OrderRow order = order_row_lock(supplier_id, order_id);

	if (!state_is(order.push_state, PUSH_STATE_WITHDRAWING))
		order_row_refuse(&order, order.push_state, verb, "It is not being withdrawn.");
	*withdrawal = withdrawal_read(&order);
	return order;
}

/* WD-3: the order goes on from where it was. */
static void
refuse(const OrderRow *order, Withdrawal *withdrawal, const char *reason)
{
	withdrawal_answer(withdrawal, WITHDRAWAL_STATE_REFUSED, reason);
	order_row_set_states(order, PUSH_STATE_PUSHED, order->state, "withdrawal_refused", reason);
	tell_answer(order,
				NOTIFY_WITHDRAWAL_REFUSED,
				psprintf(", which goes on%s%s", reason ? ": " : ".", reason ? reason : ""));
}

/* WD-1, WD-4: at once while all that is named is new; NULL lines: the whole order. */
static const char *
ask_or_withdraw(const OrderRow *order, const char *reason, const LinePayload *lines)
{
	Goods goods;

	if (!state_begins(STATES_OF_PUSH, order->push_state, "withdraw_order"))
		order_row_refuse(order,
						 order->push_state,
						 "withdraw",
						 state_is(order->push_state, PUSH_STATE_WITHDRAWING)
							 ? "One request at a time: the supplier answers that first."
							 : "Only a pushed order is withdrawn; one that is not pushed yet is "
							   "cancelled by cancel_order().");
	goods = goods_load(order);
	giveback_take(order, &goods, lines, "withdraw");
	if (!giveback_begun(&goods))
		return withdraw(order, &goods, GOODS_RELEASED, reason);
	request(order, &goods, lines, reason);
	return PUSH_STATE_WITHDRAWING;
}

PG_FUNCTION_INFO_V1(distribution_withdraw_order);

Datum
distribution_withdraw_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *reason = argument_text_or_null(fcinfo, 2, "reason", TEXT_NOTE);
	LinePayload lines = {0};
	const char *push_state;
	OrderRow order;

	if (!PG_ARGISNULL(3))
		lines = line_payload_units(argument_raw(fcinfo, 3, "lines"));
	plan_open();
	order = order_row_lock(supplier_id, order_id);
	order_row_require(&order, PERMISSION_DISTRIBUTOR);
	push_state = ask_or_withdraw(&order, reason, lines.line_count > 0 ? &lines : NULL);
	plan_close();
	PG_RETURN_TEXT_P(cstring_to_text(push_state));
}

PG_FUNCTION_INFO_V1(distribution_confirm_withdrawal);

Datum
distribution_confirm_withdrawal(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	bool goods_out = argument_bool(fcinfo, 2, "goods_out");
	Withdrawal withdrawal;
	OrderRow order;
	Goods goods;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = lock_withdrawing(supplier_id, order_id, "confirm the withdrawal of", &withdrawal);
	if (!state_begins(STATES_OF_WITHDRAWAL, withdrawal.state, "confirm_withdrawal"))
		order_row_refuse(&order,
						 "waiting for its warehouse",
						 "confirm the withdrawal of",
						 "The warehouse answers first, by warehouse_cancelled().");
	goods = goods_load(&order);
	take_requested(&order, &goods);
	withdraw(
		&order, &goods, goods_out ? GOODS_GONE : GOODS_RELEASED, goods_out ? "goods_out" : NULL);
	withdrawal.is_confirmed = true;
	withdrawal.goods_out = goods_out;
	withdrawal_answer(&withdrawal, WITHDRAWAL_STATE_CONFIRMED, NULL);
	tell_answer(&order, NOTIFY_WITHDRAWAL_CONFIRMED, " and gave the money back: sell it no more.");
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_refuse_withdrawal);

Datum
distribution_refuse_withdrawal(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *reason = argument_reason(fcinfo, 2, "reason");
	Withdrawal withdrawal;
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = lock_withdrawing(supplier_id, order_id, "refuse the withdrawal of", &withdrawal);
	refuse(&order, &withdrawal, reason);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_warehouse_cancelled);

Datum
distribution_warehouse_cancelled(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	bool accepted = argument_bool(fcinfo, 2, "accepted");
	char *reason = argument_text_or_null(fcinfo, 3, "reason", TEXT_NOTE);
	Withdrawal withdrawal;
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = lock_withdrawing(supplier_id, order_id, "answer for the warehouse of", &withdrawal);
	if (!state_begins(STATES_OF_WITHDRAWAL, withdrawal.state, "warehouse_cancelled"))
		order_row_refuse(&order,
						 "not waiting for a warehouse",
						 "answer for the warehouse of",
						 "The supplier answers, by confirm_withdrawal() or refuse_withdrawal().");
	if (accepted)
	{
		withdrawal_answer(&withdrawal, WITHDRAWAL_STATE_SUPPLIER, reason);
		order_row_set_states(
			&order, PUSH_STATE_WITHDRAWING, order.state, "warehouse_cancelled", reason);
	}
	else
		refuse(&order, &withdrawal, reason);
	plan_close();
	PG_RETURN_VOID();
}

/* OR-3: what is not pushed yet, queued or not. */
static void
cancel(const OrderRow *order)
{
	if (!state_begins(STATES_OF_PUSH, order->push_state, "cancel_order"))
		order_row_refuse(order,
						 order->push_state,
						 "cancel",
						 "Only an order that is not pushed yet is cancelled; a pushed one is "
						 "withdrawn by withdraw_order().");
	if (state_is(order->push_state, PUSH_STATE_PUSHING))
		push_queue_take_off(order->supplier_id, &order->order_id, 1);
	order_refusals_forget(order->supplier_id, &order->order_id, 1);
	order_row_set_states(order, PUSH_STATE_CANCELLED, NULL, PUSH_STATE_CANCELLED, NULL);
}

PG_FUNCTION_INFO_V1(distribution_cancel_order);

Datum
distribution_cancel_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	OrderRow order;

	plan_open();
	order = order_row_lock(supplier_id, order_id);
	order_row_require(&order, PERMISSION_DISTRIBUTOR);
	cancel(&order);
	plan_close();
	PG_RETURN_VOID();
}
