/*
 * state_sql.c
 *	  The table of states, for whoever reads it in SQL.
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "state.h"

enum
{
	STEP_MACHINE,
	STEP_FROM,
	STEP_TO,
	STEP_VERB,
	STEP_SIDE,
	STEP_COLUMNS
};

static void
put_step(const ReturnSetInfo *result, StateMachine machine, const StateStep *step)
{
	Datum values[STEP_COLUMNS] = {0};
	bool nulls[STEP_COLUMNS] = {
		[STEP_FROM] = step->from == NULL,
		[STEP_TO] = step->to == NULL,
	};

	values[STEP_MACHINE] = CStringGetTextDatum(state_machine_name(machine));
	if (step->from != NULL)
		values[STEP_FROM] = CStringGetTextDatum(step->from);
	if (step->to != NULL)
		values[STEP_TO] = CStringGetTextDatum(step->to);
	values[STEP_VERB] = CStringGetTextDatum(step->verb);
	values[STEP_SIDE] = CStringGetTextDatum(step->side);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(distribution_state_transitions);

Datum
distribution_state_transitions(PG_FUNCTION_ARGS)
{
	InitMaterializedSRF(fcinfo, 0);
	for (int machine = 0; machine < STATE_MACHINE_COUNT; machine++)
	{
		int count;
		const StateStep *steps = state_steps((StateMachine) machine, &count);

		for (int i = 0; i < count; i++)
			put_step((ReturnSetInfo *) fcinfo->resultinfo, (StateMachine) machine, &steps[i]);
	}
	PG_RETURN_NULL();
}
