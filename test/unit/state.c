/*
 * The table of states: what it lacks, and what it must not have (OR-3, OR-6, WD-3, RT-1, PA-1, PD-2, CL-1, LE-7, TU-1).
 */
#include "state.h"

#include <string.h>

#include "tap.h"

/* Every state that is not entered from nothing is entered from one that is, in the end. */
static bool
reachable(StateMachine machine, const char *state, int steps_left)
{
	int count;
	const StateStep *steps = state_steps(machine, &count);

	if (state == NULL)
		return true;
	if (steps_left == 0)
		return false;
	for (int i = 0; i < count; i++)
		if (state_is(steps[i].to, state) && reachable(machine, steps[i].from, steps_left - 1))
			return true;
	return false;
}

static bool
repeated(const StateStep *steps, int i)
{
	for (int j = 0; j < i; j++)
		if (state_is(steps[i].from, steps[j].from) && state_is(steps[i].to, steps[j].to) &&
			strcmp(steps[i].verb, steps[j].verb) == 0)
			return true;
	return false;
}

static void
test_machine(StateMachine machine)
{
	const char *name = state_machine_name(machine);
	int count;
	const StateStep *steps = state_steps(machine, &count);

	for (int i = 0; i < count; i++)
	{
		const char *from = steps[i].from ? steps[i].from : "nothing";
		const char *to = steps[i].to ? steps[i].to : "nothing";

		ok(!state_is(steps[i].from, steps[i].to) && !repeated(steps, i) &&
			   reachable(machine, steps[i].from, count),
		   "OR-3: %s: %s leads from %s to %s, and is no loop, said once and reached",
		   name,
		   steps[i].verb,
		   from,
		   to);
		ok(state_may(machine, steps[i].from, steps[i].to) &&
			   state_begins(machine, steps[i].from, steps[i].verb) &&
			   state_leads(machine, steps[i].from, steps[i].verb, steps[i].to),
		   "OR-3: %s: from %s to %s is found",
		   name,
		   from,
		   to);
	}
	ok(!state_known(machine, "lost") && !state_known(machine, NULL) &&
		   !state_may(machine, NULL, "lost") && !state_begins(machine, NULL, "lose"),
	   "OR-3: %s has no other",
	   name);
}

/* What the rules say must not be. */
static void
test_never(void)
{
	static const struct
	{
		const char *rule;
		StateMachine machine;
		const char *from;
		const char *to;
	} cases[] = {
		{"OR-3", STATES_OF_PUSH, PUSH_STATE_PUSHED, PUSH_STATE_SYNCED},
		{"OR-3", STATES_OF_PUSH, PUSH_STATE_PUSHED, PUSH_STATE_CANCELLED},
		{"OR-3", STATES_OF_PUSH, PUSH_STATE_CANCELLED, PUSH_STATE_SYNCED},
		{"OR-3", STATES_OF_PUSH, PUSH_STATE_WITHDRAWN, PUSH_STATE_PUSHED},
		{"OR-12", STATES_OF_PUSH, PUSH_STATE_WITHDRAWING, PUSH_STATE_REFUSED},
		{"OR-6", STATES_OF_ORDER, ORDER_STATE_NEW, ORDER_STATE_COMPLETED},
		{"OR-6", STATES_OF_ORDER, ORDER_STATE_SHIPPED, ORDER_STATE_CANCELLED},
		{"OR-6", STATES_OF_ORDER, ORDER_STATE_IN_PROCESS, ORDER_STATE_NEW},
		{"WD-3", STATES_OF_WITHDRAWAL, WITHDRAWAL_STATE_WAREHOUSE, WITHDRAWAL_STATE_CONFIRMED},
		{"RT-1", STATES_OF_RETURN, RETURN_STATE_RECEIVED, RETURN_STATE_REFUSED},
		{"RT-1", STATES_OF_RETURN, RETURN_STATE_CREATED, RETURN_STATE_RECEIVED},
		{"PA-1", STATES_OF_PARTNERSHIP, PARTNERSHIP_STATE_TERMINATED, PARTNERSHIP_STATE_PARTNERED},
		{"PA-4", STATES_OF_PARTNERSHIP, PARTNERSHIP_STATE_TERMINATED, NULL},
		{"PD-2", STATES_OF_PRODUCT, PRODUCT_STATE_PUBLISHING, PRODUCT_STATE_DISABLED},
		{"LE-7", STATES_OF_STATEMENT, STATEMENT_STATE_CONFIRMED, STATEMENT_STATE_DISPUTED},
		{"TU-1", STATES_OF_TOP_UP, TOP_UP_STATE_REJECTED, TOP_UP_STATE_APPROVED},
	};

	for (int i = 0; i < LENGTH(cases); i++)
		ok(!state_may(cases[i].machine, cases[i].from, cases[i].to),
		   "%s: %s never goes from %s to %s",
		   cases[i].rule,
		   state_machine_name(cases[i].machine),
		   cases[i].from,
		   cases[i].to ? cases[i].to : "nothing");
}

int
main(void)
{
	for (int machine = 0; machine < STATE_MACHINE_COUNT; machine++)
		test_machine((StateMachine) machine);
	test_never();
	ok(state_is(NULL, NULL) && !state_is(NULL, "new") && !state_is("new", NULL) &&
		   state_is("new", ORDER_STATE_NEW),
	   "OR-6: none is a state of its own");
	return done();
}
