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

static const char *const COUNTED[] = {ORDER_STATE_SHIPPED,
									  ORDER_STATE_COMPLETED,
									  ORDER_STATE_CANCELLED};

static PlanQuery WRITE_CHANGE = {
	.name = "write a change of a tally",
	.result = SPI_OK_INSERT,
	.types = "bigint, int, int, int",
	.sql = "INSERT INTO distribution.order_tally"
		   " (supplier_id, tally_id, shipped, completed, cancelled)"
		   " VALUES ($1, nextval('distribution.order_tally_tally_id_seq'), $2, $3, $4)",
};

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
	PlanValues values = {0};
	bool changes = false;

	if (order->state == NULL || state == NULL)
		return;
	plan_bind_int64(&values, order->supplier_id);
	for (int i = 0; i < (int) lengthof(COUNTED); i++)
	{
		int change = state_is(state, COUNTED[i]) - state_is(order->state, COUNTED[i]);

		plan_bind_int32(&values, change);
		changes |= change != 0;
	}
	if (changes)
		plan_execute(&WRITE_CHANGE, &values);
}

/* One who adds up beside another finds that the other's rows are gone, and leaves them to it. */
void
order_tally_fold(int64 supplier_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_execute(&FOLD, &values);
}
