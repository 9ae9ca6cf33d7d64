/*
 * withdrawal.c
 *	  Taking orders back: cancelled before the push, withdrawn after it
 *	  (OR-3, WD-1 … WD-3).
 *
 * A withdrawal of a new order succeeds at once; one that the supplier has begun
 * with waits for its answer, and before that for the warehouse's where a package
 * comes from a third party's. When it succeeds, stock is released (or shipped,
 * where the goods had left already), and for each package exactly what was
 * charged and not yet refunded goes back. A refusal leaves all as it was.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "ledger.h"
#include "notification.h"
#include "order_row.h"
#include "plan.h"
#include "push.h"
#include "push_queue.h"
#include "refund.h"
#include "terms.h"

static PlanQuery READ_THIRD_PARTY = {
	.name = "read a third party's warehouse of an order",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT w.warehouse_id"
		   "  FROM distribution.order_package p"
		   "  JOIN distribution.warehouse w"
		   "    ON w.supplier_id = p.supplier_id AND w.warehouse_id = p.warehouse_id"
		   " WHERE p.supplier_id = $1 AND p.order_id = $2 AND w.kind = 'third_party'"
		   " LIMIT 1",
};

static PlanQuery WRITE_REQUEST = {
	.name = "write the request of a withdrawal",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, text, text, timestamptz",
	.sql = "INSERT INTO distribution.withdrawal"
		   " (supplier_id, order_id, distributor_id, state, reason, requested_at)"
		   " VALUES ($1, $2, $3, $4, $5, $6)"
		   " ON CONFLICT (supplier_id, order_id) DO UPDATE"
		   "  SET state = EXCLUDED.state, reason = EXCLUDED.reason,"
		   "      requested_at = EXCLUDED.requested_at, goods_out = NULL, answer = NULL,"
		   "      answered_at = NULL",
};

static PlanQuery READ_STATE = {
	.name = "read the state of a withdrawal",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT state FROM distribution.withdrawal WHERE supplier_id = $1 AND order_id = $2",
};

static PlanQuery WRITE_ANSWER = {
	.name = "write the answer to a withdrawal",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, boolean, text, timestamptz",
	.sql = "UPDATE distribution.withdrawal"
		   "   SET state = $3, goods_out = $4, answer = coalesce($5, answer), answered_at = $6"
		   " WHERE supplier_id = $1 AND order_id = $2",
};

static void
tell(const OrderRow *order, int64 account_id, NotificationEvent event, const char *what)
{
	notification_add(
		account_id,
		event,
		psprintf("The withdrawal of order %s was %s.", order->platform_order_no, what));
}

static PlanValues
order_values(const OrderRow *order)
{
	PlanValues values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	return values;
}

/* WD-2: lock, snapshot, read, write; the order's state has decided what. */
static void
withdraw(const OrderRow *order, GoodsMove move, const char *note)
{
	int account_count;
	int level_count;
	int refund_count;
	LedgerAccount *accounts =
		ledger_accounts(order->supplier_id, &order->partnership_id, 1, true, &account_count);
	StockLevel *levels = order_row_lock_stock(order, &level_count);
	LedgerAccount *account = ledger_account(accounts, account_count, order->partnership_id);
	PackageRefund *refunds = refund_load(order, &refund_count);
	Terms *terms;

	for (int i = 0; i < refund_count; i++)
		refunds[i].amount = refunds[i].left;
	plan_snapshot_push();
	terms = terms_load(order->supplier_id, &order->partnership_id, 1);
	terms_load_rates(terms, true);
	plan_snapshot_pop();
	refund_post(order, terms, account, LEDGER_WITHDRAWAL_REFUND, refunds, refund_count, NULL);
	order_row_move_goods(order, levels, level_count, move);
	order_row_set_states(order, "withdrawn", "cancelled", "withdrawn", note);
}

/* WD-1, WD-3: the warehouse is asked first where it is a third party's. */
static void
request(const OrderRow *order, const char *reason)
{
	PlanValues values = order_values(order);
	bool third_party = plan_execute(&READ_THIRD_PARTY, &values).count > 0;

	plan_bind_int64(&values, order->distributor_id);
	plan_bind_text(&values, third_party ? "warehouse" : "supplier");
	plan_bind_text(&values, reason);
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_execute(&WRITE_REQUEST, &values);
	order_row_set_states(order, "withdrawing", order->state, "withdrawing", reason);
	tell(order, order->supplier_id, NOTIFY_WITHDRAWAL_REQUESTED, "requested");
}

static void
write_answer(const OrderRow *order, const char *state, const bool *goods_out, const char *answer)
{
	PlanValues values = order_values(order);

	plan_bind_text(&values, state);
	if (goods_out != NULL)
		plan_bind_bool(&values, *goods_out);
	else
		plan_bind_null(&values);
	plan_bind_text(&values, answer);
	if (strcmp(state, "supplier") == 0)
		plan_bind_null(&values);
	else
		plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_execute(&WRITE_ANSWER, &values);
}

/* Locks an order whose withdrawal waits; says for whose answer. */
static OrderRow
lock_withdrawing(int64 supplier_id, int64 order_id, const char *verb, char **waits_for)
{
	OrderRow order = order_row_lock(supplier_id, order_id);
	PlanValues values = order_values(&order);
	PlanRows rows;

	if (strcmp(order.push_state, "withdrawing") != 0)
		error_transition("order", order_id, order.push_state, verb, "It is not being withdrawn.");
	rows = plan_execute(&READ_STATE, &values);
	*waits_for = plan_text(&rows, 0, 1);
	return order;
}

/* WD-3: the order goes on from where it was. */
static void
refuse(const OrderRow *order, const char *reason)
{
	write_answer(order, "refused", NULL, reason);
	order_row_set_states(order, "pushed", order->state, "withdrawal_refused", reason);
	tell(order, order->distributor_id, NOTIFY_WITHDRAWAL_REFUSED, "refused");
}

PG_FUNCTION_INFO_V1(distribution_withdraw_order);

Datum
distribution_withdraw_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *reason = argument_text_or_null(fcinfo, 2, "reason", TEXT_NOTE);
	const char *push_state = "withdrawn";
	OrderRow order;

	plan_open();
	order = order_row_lock(supplier_id, order_id);
	order_row_require(&order, PERMISSION_DISTRIBUTOR);
	if (strcmp(order.push_state, "pushed") != 0)
		error_transition("order",
						 order_id,
						 order.push_state,
						 "withdraw",
						 "Only a pushed order is withdrawn; one that is not pushed yet is "
						 "cancelled by cancel_order().");
	if (strcmp(order.state, "new") == 0)
		withdraw(&order, GOODS_RELEASED, reason);
	else if (strcmp(order.state, "in_process") == 0 || strcmp(order.state, "to_pickup") == 0)
	{
		push_state = "withdrawing";
		request(&order, reason);
	}
	else
		error_transition("order",
						 order_id,
						 order.state,
						 "withdraw",
						 "Goods that have left come back as a return.");
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
	char *waits_for;
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = lock_withdrawing(supplier_id, order_id, "confirm the withdrawal of", &waits_for);
	if (strcmp(waits_for, "supplier") != 0)
		error_transition("order",
						 order_id,
						 "waiting for its warehouse",
						 "confirm the withdrawal of",
						 "The warehouse answers first, by warehouse_cancelled().");
	withdraw(&order, goods_out ? GOODS_SHIPPED : GOODS_RELEASED, goods_out ? "goods_out" : NULL);
	write_answer(&order, "confirmed", &goods_out, NULL);
	tell(&order, order.distributor_id, NOTIFY_WITHDRAWAL_CONFIRMED, "confirmed");
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
	char *waits_for;
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = lock_withdrawing(supplier_id, order_id, "refuse the withdrawal of", &waits_for);
	refuse(&order, reason);
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
	char *waits_for;
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = lock_withdrawing(supplier_id, order_id, "answer for the warehouse of", &waits_for);
	if (strcmp(waits_for, "warehouse") != 0)
		error_transition("order",
						 order_id,
						 "not waiting for a warehouse",
						 "answer for the warehouse of",
						 "The supplier answers, by confirm_withdrawal() or refuse_withdrawal().");
	if (accepted)
	{
		write_answer(&order, "supplier", NULL, reason);
		order_row_set_states(&order, "withdrawing", order.state, "warehouse_cancelled", reason);
	}
	else
		refuse(&order, reason);
	plan_close();
	PG_RETURN_VOID();
}

/* OR-3: what is not pushed yet, queued or not. */
static void
cancel(const OrderRow *order)
{
	if (!push_state_pushable(order->push_state))
		error_transition("order",
						 order->order_id,
						 order->push_state,
						 "cancel",
						 "Only an order that is not pushed yet is cancelled; a pushed one is "
						 "withdrawn by withdraw_order().");
	if (strcmp(order->push_state, "pushing") == 0)
		push_queue_take_off(order->supplier_id, &order->order_id, 1);
	order_row_set_states(order, "cancelled", NULL, "cancelled", NULL);
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
