/*
 * state_sql.c
 *	  The table of states, for whoever reads it in SQL.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "answer.h"
#include "state.h"

static void
put_step(Answer *answer, StateMachine machine, const StateStep *step)
{
	answer_put_text(answer, state_machine_name(machine));
	answer_put_text(answer, step->from);
	answer_put_text(answer, step->to);
	answer_put_text(answer, step->verb);
	answer_put_text(answer, step->side);
	answer_end_row(answer);
}

PG_FUNCTION_INFO_V1(distribution_state_transitions);

Datum
distribution_state_transitions(PG_FUNCTION_ARGS)
{
	Answer answer = answer_rows(fcinfo);

	for (int machine = 0; machine < STATE_MACHINE_COUNT; machine++)
	{
		int count;
		const StateStep *steps = state_steps((StateMachine) machine, &count);

		for (int i = 0; i < count; i++)
			put_step(&answer, (StateMachine) machine, &steps[i]);
	}
	PG_RETURN_NULL();
}
