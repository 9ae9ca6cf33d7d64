/*
 * order_tally.c
 *	  How many orders of a supplier are shipped, completed and cancelled: tabs
 *	  of lists count the orders that are under way, and read here how many are
 *	  not (OR-6).
 *
 * A change is a row of its own, which no other transaction ever waits for
 * (ID-6); maintenance replaces rows by one of their sum. A push writes none: no
 * order begins in one of these states.
 */
#include "postgres.h"

#include "order_tally.h"
#include "plan.h"
#include "state.h"

static const char *const COUNTED[ORDER_TALLY_COUNTED] = {ORDER_STATE_SHIPPED,
														 ORDER_STATE_COMPLETED,
														 ORDER_STATE_CANCELLED};

static const RowColumn TALLY_COLUMNS[] = {
	ROW_IN(OrderTally, supplier_id, INT64),
	ROW_MADE(OrderTally, tally_id),
	ROW_AS(OrderTally, shipped, changes[0], INT64),
	ROW_AS(OrderTally, completed, changes[1], INT64),
	ROW_AS(OrderTally, cancelled, changes[2], INT64),
};

RowTable ORDER_TALLY_TABLE = {ROW_TABLE("order_tally", OrderTally, TALLY_COLUMNS, 2)};

static PlanQuery FOLD = {
	.name = "add up the changes of a tally",
	.result = SPI_OK_INSERT,
	.types = "bigint",
	.sql =
		"WITH added AS ("
		"DELETE FROM distribution.order_tally WHERE supplier_id = $1"
		" RETURNING shipped, completed, cancelled"
		"), total AS ("
		"SELECT sum(shipped) AS shipped, sum(completed) AS completed, sum(cancelled) AS cancelled"
		"  FROM added HAVING count(*) > 0"
		") "
		"INSERT INTO distribution.order_tally"
		" (supplier_id, tally_id, shipped, completed, cancelled)"
		" SELECT $1, nextval('distribution.order_tally_tally_id_seq'), shipped, completed, cancelled"
		"  FROM total",
};

/* Of an order under lock that goes to a state, or stays in its own; of one that was never pushed, nothing. */
void
order_tally_move(const OrderRow *order, const char *state)
{
	OrderTally tally = {.supplier_id = order->supplier_id};
	bool changes = false;

	if (order->state == NULL || state == NULL)
		return;
	for (int i = 0; i < ORDER_TALLY_COUNTED; i++)
	{
		tally.changes[i] = state_is(state, COUNTED[i]) - state_is(order->state, COUNTED[i]);
		changes |= tally.changes[i] != 0;
	}
	if (changes)
		row_insert(&ORDER_TALLY_TABLE, &tally, 1);
}

/* One who adds up beside another finds that the other's rows are gone, and leaves them to it. */
void
order_tally_fold(int64 supplier_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_execute(&FOLD, &values);
}
