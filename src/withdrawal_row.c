/*
 * withdrawal_row.c
 *	  The rooms of withdrawals: one of an order at a time, under the order's lock.
 *
 * Who asks again writes over what was asked and answered before; rooms delete
 * nothing, so the lines of that go by a statement.
 */
#include "postgres.h"

#include "access/xact.h"

#include "plan.h"
#include "state.h"
#include "withdrawal_row.h"

#define WITHDRAWAL(column, KIND) ROW_IN(Withdrawal, column, KIND)

static const RowColumn WITHDRAWAL_COLUMNS[] = {
	WITHDRAWAL(supplier_id, INT64),
	WITHDRAWAL(order_id, INT64),
	WITHDRAWAL(distributor_id, INT64),
	WITHDRAWAL(state, TEXT),
	WITHDRAWAL(reason, TEXT),
	WITHDRAWAL(requested_at, TIME),
	ROW_IF(Withdrawal, goods_out, goods_out, BOOL, HAS, is_confirmed),
	WITHDRAWAL(answer, TEXT),
	WITHDRAWAL(answered_at, UNTIL),
};

RowTable WITHDRAWAL_TABLE = {
	ROW_TABLE("withdrawal", Withdrawal, WITHDRAWAL_COLUMNS, 2),
	.held_id = 1,
};

static RowChange ASKED = {
	.table = &WITHDRAWAL_TABLE,
	.columns = "state, reason, requested_at, goods_out, answer, answered_at",
};

static RowChange ANSWERED = {
	.table = &WITHDRAWAL_TABLE,
	.columns = "state, goods_out, answer, answered_at",
};

#define LINE(column, KIND) ROW_IN(WithdrawalLine, column, KIND)

static const RowColumn LINE_COLUMNS[] = {
	LINE(supplier_id, INT64),
	LINE(order_id, INT64),
	LINE(line_no, INT32),
	LINE(distributor_id, INT64),
	LINE(quantity, INT32),
};

RowTable WITHDRAWAL_LINE_TABLE = {ROW_TABLE("withdrawal_line", WithdrawalLine, LINE_COLUMNS, 3)};

static PlanQuery FORGET_LINES = {
	.name = "forget the lines of an earlier request of a withdrawal",
	.result = SPI_OK_DELETE,
	.types = "bigint, bigint",
	.sql = "DELETE FROM distribution.withdrawal_line WHERE supplier_id = $1 AND order_id = $2",
};

static Withdrawal
key_of(const OrderRow *order)
{
	return (Withdrawal) {.supplier_id = order->supplier_id, .order_id = order->order_id};
}

/* Of an order that is being withdrawn. */
Withdrawal
withdrawal_read(const OrderRow *order)
{
	Withdrawal withdrawal = key_of(order);

	if (row_find(&WITHDRAWAL_TABLE, &withdrawal, 1, ROW_NOW) == 0)
		elog(ERROR, "order " INT64_FORMAT " has no withdrawal", order->order_id);
	return withdrawal;
}

WithdrawalLine *
withdrawal_lines_read(const OrderRow *order, int *count)
{
	return row_children(
		&WITHDRAWAL_LINE_TABLE, order->supplier_id, &order->order_id, 1, ROW_NOW, count);
}

static void
forget_lines(const OrderRow *order)
{
	PlanValues values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	plan_execute(&FORGET_LINES, &values);
}

static void
add_lines(const OrderRow *order, const LinePayload *payload)
{
	WithdrawalLine *lines = palloc(sizeof(WithdrawalLine) * payload->line_count);

	for (int i = 0; i < payload->line_count; i++)
		lines[i] = (WithdrawalLine) {
			.supplier_id = order->supplier_id,
			.order_id = order->order_id,
			.line_no = payload->lines[i].line_no,
			.distributor_id = order->distributor_id,
			.quantity = payload->lines[i].quantity,
		};
	row_insert(&WITHDRAWAL_LINE_TABLE, lines, payload->line_count);
}

/* WD-4: a request for some units keeps them; one for all names none. */
void
withdrawal_ask(const OrderRow *order, const char *state, const char *reason,
			   const LinePayload *lines)
{
	Withdrawal withdrawal = key_of(order);
	void *rows[] = {&withdrawal};
	bool asked_before = row_find(&WITHDRAWAL_TABLE, &withdrawal, 1, ROW_NOW) > 0;

	withdrawal.distributor_id = order->distributor_id;
	withdrawal.state = state;
	withdrawal.reason = reason;
	withdrawal.requested_at = GetCurrentTransactionStartTimestamp();
	withdrawal.is_confirmed = false;
	withdrawal.answer = NULL;
	withdrawal.answered_at = DT_NOEND;
	if (asked_before)
	{
		row_update(&ASKED, rows, 1);
		forget_lines(order);
	}
	else
		row_insert(&WITHDRAWAL_TABLE, &withdrawal, 1);
	if (lines != NULL)
		add_lines(order, lines);
}

/* NULL: what was answered before stays; a warehouse's answer leaves the supplier's to come. */
void
withdrawal_answer(Withdrawal *withdrawal, const char *state, const char *answer)
{
	void *rows[] = {withdrawal};

	withdrawal->state = state;
	if (answer != NULL)
		withdrawal->answer = answer;
	if (!state_is(state, WITHDRAWAL_STATE_SUPPLIER))
		withdrawal->answered_at = GetCurrentTransactionStartTimestamp();
	row_update(&ANSWERED, rows, 1);
}
