/*
 * partnership_guard.c
 *	  What no SQL may do to a partnership (PA-1, PA-3, PA-4).
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "errors.h"
#include "trigger.h"

static const char *const TRANSITIONS[][2] = {
	{"pending", "partnered"},
	{"pending", "rejected"},
	{"partnered", "terminated"},
};

static bool
transition_allowed(const char *from, const char *to)
{
	for (int i = 0; i < (int) lengthof(TRANSITIONS); i++)
		if (strcmp(TRANSITIONS[i][0], from) == 0 && strcmp(TRANSITIONS[i][1], to) == 0)
			return true;
	return strcmp(from, to) == 0;
}

static void
guard_update(const TriggerData *trigger, int64 partnership_id, const char *state)
{
	bool is_null;
	char *new_state =
		TextDatumGetCString(trigger_value(trigger, trigger->tg_newtuple, "state", &is_null));

	if (!transition_allowed(state, new_state))
		error_transition(
			"partnership", partnership_id, state, psprintf("make %s", new_state), NULL);
	(void) trigger_value(trigger, trigger->tg_trigtuple, "customer_id", &is_null);
	if (!is_null && trigger_changed(trigger, "customer_id"))
		error_immutable("the linked customer",
						"It is fixed at approval; another needs a new partnership.");
}

PG_FUNCTION_INFO_V1(distribution_guard_partnership);

/* BEFORE UPDATE OR DELETE, each row of partnership. */
Datum
distribution_guard_partnership(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "partnership");
	HeapTuple row = trigger->tg_trigtuple;
	bool is_null;
	int64 partnership_id = DatumGetInt64(trigger_value(trigger, row, "partnership_id", &is_null));
	char *state = TextDatumGetCString(trigger_value(trigger, row, "state", &is_null));

	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
	{
		guard_update(trigger, partnership_id, state);
		return PointerGetDatum(trigger->tg_newtuple);
	}
	if (strcmp(state, "rejected") != 0)
		error_transition("partnership",
						 partnership_id,
						 state,
						 "delete",
						 "Only a rejected application can be deleted.");
	return PointerGetDatum(row);
}
