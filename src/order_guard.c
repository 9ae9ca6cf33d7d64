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
#include "plan.h"
#include "trigger.h"

typedef struct Transition
{
	const char *from; /* NULL: none yet */
	const char *to;
} Transition;

static const Transition PUSH_TRANSITIONS[] = {
	{NULL, "synced"},
	{"synced", "pushing"},
	{"synced", "pushed"},
	{"synced", "push_failed"},
	{"synced", "cancelled"},
	{"pushing", "pushed"},
	{"pushing", "push_failed"},
	{"pushing", "synced"}, /* replaced by new content */
	{"pushing", "cancelled"},
	{"push_failed", "synced"}, /* replaced by new content */
	{"push_failed", "pushing"},
	{"push_failed", "pushed"},
	{"push_failed", "cancelled"},
	{"pushed", "withdrawing"},
	{"pushed", "withdrawn"},
	{"pushed", "refused"},
	{"withdrawing", "withdrawn"},
	{"withdrawing", "pushed"}, /* refused */
};

static const Transition SUPPLY_TRANSITIONS[] = {
	{NULL, "new"},
	{NULL, "in_process"}, /* auto-pack */
	{"new", "in_process"},
	{"new", "to_pickup"},
	{"new", "shipped"},
	{"new", "cancelled"},
	{"in_process", "to_pickup"},
	{"in_process", "shipped"},
	{"in_process", "cancelled"},
	{"to_pickup", "shipped"},
	{"to_pickup", "cancelled"},
	{"shipped", "completed"},
};

/* A package without a state has its order's (OR-13). */
static const Transition PACKAGE_TRANSITIONS[] = {
	{NULL, "new"},
	{NULL, "in_process"},
	{NULL, "to_pickup"},
	{NULL, "shipped"},
	{NULL, "completed"},
	{NULL, "cancelled"},
	{"new", "in_process"},
	{"new", "to_pickup"},
	{"new", "shipped"},
	{"new", "cancelled"},
	{"in_process", "to_pickup"},
	{"in_process", "shipped"},
	{"in_process", "cancelled"},
	{"to_pickup", "shipped"},
	{"to_pickup", "cancelled"},
	{"shipped", "completed"},
};

static char *
state_of(HeapTuple tuple, TupleDesc description, const char *column)
{
	return tuple ? SPI_getvalue(tuple, description, SPI_fnumber(description, column)) : NULL;
}

static bool
same_state(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Rows loaded with a history (a restore, a move from another system) may begin anywhere known. */
static bool
known_transition(const Transition *transitions, int count, bool inserted, const char *from,
				 const char *to)
{
	if (same_state(from, to))
		return true;
	for (int i = 0; i < count; i++)
		if (to != NULL && strcmp(transitions[i].to, to) == 0 &&
			(inserted || same_state(transitions[i].from, from)))
			return true;
	return false;
}

static void
require_transition(TriggerData *trigger, const char *column, const Transition *transitions,
				   int count)
{
	TupleDesc description = trigger->tg_relation->rd_att;
	bool inserted = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	HeapTuple row = inserted ? trigger->tg_trigtuple : trigger->tg_newtuple;
	const char *from = state_of(inserted ? NULL : trigger->tg_trigtuple, description, column);
	const char *to = state_of(row, description, column);

	if (!known_transition(transitions, count, inserted, from, to))
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

	require_transition(trigger, "push_state", PUSH_TRANSITIONS, lengthof(PUSH_TRANSITIONS));
	require_transition(trigger, "state", SUPPLY_TRANSITIONS, lengthof(SUPPLY_TRANSITIONS));
	PG_RETURN_POINTER(NULL);
}

PG_FUNCTION_INFO_V1(distribution_guard_package);

Datum
distribution_guard_package(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "order_package");

	require_transition(trigger, "state", PACKAGE_TRANSITIONS, lengthof(PACKAGE_TRANSITIONS));
	PG_RETURN_POINTER(NULL);
}
