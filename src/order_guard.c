/*
 * order_guard.c
 *	  The states of an order and its packages, guarded against whoever writes them
 *	  (OR-3, OR-6, OR-13).
 *
 * A trigger and not CHECKs: it knows where a state came from, and the text of
 * a CHECK is read anew in each statement, which cost a push more than this.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "errors.h"
#include "state.h"
#include "trigger.h"

/* A column of states. */
typedef struct GuardedState
{
	const char *column;
	StateMachine machine;
	bool anywhere; /* it begins at any that is known */
	int known;     /* where the column was found last */
} GuardedState;

static GuardedState ORDER_PUSH_STATE = {.column = "push_state", .machine = STATES_OF_PUSH};
static GuardedState ORDER_STATE = {.column = "state", .machine = STATES_OF_ORDER};
/* OR-13: a package without a state has its order's, so its first of its own is any. */
static GuardedState PACKAGE_STATE = {.column = "state",
									 .machine = STATES_OF_ORDER,
									 .anywhere = true};

static char *
state_of(const TriggerData *trigger, HeapTuple row, GuardedState *state)
{
	int number = trigger_column_known(trigger, state->column, &state->known);
	bool is_null;
	Datum value = heap_getattr(row, number, RelationGetDescr(trigger->tg_relation), &is_null);

	return is_null ? NULL : TextDatumGetCString(value);
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
require_step(const TriggerData *trigger, GuardedState *state)
{
	bool inserted = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	HeapTuple row = inserted ? trigger->tg_trigtuple : trigger->tg_newtuple;
	const char *from = inserted ? NULL : state_of(trigger, trigger->tg_trigtuple, state);
	const char *to = state_of(trigger, row, state);
	bool is_null;

	if (!may_go(state->machine, state->anywhere || inserted, from, to))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSITION),
				 errmsg("order " INT64_FORMAT " cannot go from %s \"%s\" to \"%s\"",
						DatumGetInt64(trigger_value(trigger, row, "order_id", &is_null)),
						state->column,
						from ? from : "",
						to ? to : ""),
				 errhint("The functions of distribution move orders.")));
}

PG_FUNCTION_INFO_V1(distribution_guard_order);

Datum
distribution_guard_order(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "supply_order");

	require_step(trigger, &ORDER_PUSH_STATE);
	require_step(trigger, &ORDER_STATE);
	PG_RETURN_POINTER(NULL);
}

PG_FUNCTION_INFO_V1(distribution_guard_package);

Datum
distribution_guard_package(PG_FUNCTION_ARGS)
{
	require_step(trigger_row(fcinfo, "order_package"), &PACKAGE_STATE);
	PG_RETURN_POINTER(NULL);
}
