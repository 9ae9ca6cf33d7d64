/*
 * answer.c
 *	  What a function answers: rows, or one, filled column by column in the order
 *	  in which SQL declares them.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "answer.h"

/* Of a function that returns a set. */
Answer
answer_rows(FunctionCallInfo fcinfo)
{
	const ReturnSetInfo *set = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	return (Answer) {.rows = set->setResult, .description = set->setDesc};
}

/* Of a function that returns one row. */
Answer
answer_row(FunctionCallInfo fcinfo)
{
	Answer answer = {0};

	if (get_call_result_type(fcinfo, NULL, &answer.description) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "function %u must return a row", fcinfo->flinfo->fn_oid);
	answer.description = BlessTupleDesc(answer.description);
	return answer;
}

void
answer_put(Answer *answer, Datum value, bool is_null)
{
	if (answer->count == ANSWER_MAX_COLUMNS)
		elog(ERROR, "an answer has too many columns");
	answer->values[answer->count] = value;
	answer->nulls[answer->count++] = is_null;
}

void
answer_put_int64(Answer *answer, int64 value)
{
	answer_put(answer, Int64GetDatum(value), false);
}

void
answer_put_int32(Answer *answer, int32 value)
{
	answer_put(answer, Int32GetDatum(value), false);
}

void
answer_put_bool(Answer *answer, bool value)
{
	answer_put(answer, BoolGetDatum(value), false);
}

/* NULL is null. */
void
answer_put_text(Answer *answer, const char *value)
{
	answer_put(answer, value ? CStringGetTextDatum(value) : (Datum) 0, value == NULL);
}

void
answer_put_minor(Answer *answer, Minor value)
{
	answer_put(answer, minor_to_numeric(value), false);
}

/* What is before or after all time is null. */
void
answer_put_time(Answer *answer, TimestampTz value)
{
	answer_put(answer, TimestampTzGetDatum(value), TIMESTAMP_NOT_FINITE(value));
}

/* The first columns of a row as they were read. */
void
answer_put_read(Answer *answer, const PlanRows *rows, int row, int count)
{
	for (int i = 1; i <= count; i++)
	{
		bool is_null;
		Datum value = plan_datum(rows, row, i, &is_null);

		answer_put(answer, value, is_null);
	}
}

/* An older signature of a function may have fewer columns. */
static void
require_complete(const Answer *answer)
{
	if (answer->count < answer->description->natts)
		elog(ERROR, "a row of %d columns has %d", answer->description->natts, answer->count);
}

/* Adds the row to the others. */
void
answer_end_row(Answer *answer)
{
	require_complete(answer);
	tuplestore_putvalues(answer->rows, answer->description, answer->values, answer->nulls);
	answer->count = 0;
}

/* Rows as they were read. */
void
answer_put_rows(Answer *answer, const PlanRows *rows)
{
	for (int i = 0; i < rows->count; i++)
	{
		answer_put_read(answer, rows, i, answer->description->natts);
		answer_end_row(answer);
	}
}

/* The one row as a value, in the caller's memory. */
Datum
answer_composite(Answer *answer)
{
	require_complete(answer);
	return HeapTupleGetDatum(heap_form_tuple(answer->description, answer->values, answer->nulls));
}
