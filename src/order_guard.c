/*
 * order_guard.c
 *	  The states of an order and its packages, guarded against whoever writes them
 *	  (OR-3, OR-6, OR-13).
 *
 * A trigger and not CHECKs: it knows where a state came from, and the text of
 * a CHECK is read anew in each statement, which cost a push more than this.
 */
#include "postgres.h"

#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "errors.h"
#include "state.h"
#include "trigger.h"

static char *
state_of(HeapTuple tuple, TupleDesc description, const char *column)
{
	return tuple ? SPI_getvalue(tuple, description, SPI_fnumber(description, column)) : NULL;
}

/* What had no state begins where the machine does, or, if it may begin anywhere, at any that is known. */
static bool
may_go(StateMachine machine, bool anywhere, const char *from, const char *to)
{
	if (state_is(from, to) || state_may(machine, from, to))
		return true;
	return from == NULL && anywhere && state_known(machine, to);
}

/* Rows loaded with a history (a restore, a move from another system) may begin anywhere. */
static void
require_step(TriggerData *trigger, const char *column, StateMachine machine, bool anywhere)
{
	TupleDesc description = trigger->tg_relation->rd_att;
	bool inserted = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	HeapTuple row = inserted ? trigger->tg_trigtuple : trigger->tg_newtuple;
	const char *from = state_of(inserted ? NULL : trigger->tg_trigtuple, description, column);
	const char *to = state_of(row, description, column);

	if (!may_go(machine, anywhere || inserted, from, to))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSITION),
				 errmsg("order %s cannot go from %s \"%s\" to \"%s\"",
						state_of(row, description, "order_id"),
						column,
						from ? from : "",
						to ? to : ""),
				 errhint("The functions of distribution move orders.")));
}

PG_FUNCTION_INFO_V1(distribution_guard_order);

Datum
distribution_guard_order(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "supply_order");

	require_step(trigger, "push_state", STATES_OF_PUSH, false);
	require_step(trigger, "state", STATES_OF_ORDER, false);
	PG_RETURN_POINTER(NULL);
}

PG_FUNCTION_INFO_V1(distribution_guard_package);

/* OR-13: a package without a state has its order's, so its first of its own is any. */
Datum
distribution_guard_package(PG_FUNCTION_ARGS)
{
	require_step(trigger_row(fcinfo, "order_package"), "state", STATES_OF_ORDER, true);
	PG_RETURN_POINTER(NULL);
}
