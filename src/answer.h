/*
 * answer.h
 *	  What a function answers: rows, or one, filled column by column.
 */
#ifndef DISTRIBUTION_ANSWER_H
#define DISTRIBUTION_ANSWER_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/tuplestore.h"

#include "plan.h"

#define ANSWER_MAX_COLUMNS 16

typedef struct Answer
{
	Tuplestorestate *rows; /* NULL: there is one */
	TupleDesc description;
	int count; /* columns that the row at hand has so far */
	Datum values[ANSWER_MAX_COLUMNS];
	bool nulls[ANSWER_MAX_COLUMNS];
} Answer;

/* Before plan_open. */
extern Answer answer_rows(FunctionCallInfo fcinfo);
extern Answer answer_row(FunctionCallInfo fcinfo);

/* The next column. */
extern void answer_put(Answer *answer, Datum value, bool is_null);
extern void answer_put_int64(Answer *answer, int64 value);
extern void answer_put_int32(Answer *answer, int32 value);
extern void answer_put_bool(Answer *answer, bool value);
extern void answer_put_text(Answer *answer, const char *value);
extern void answer_put_minor(Answer *answer, Minor value);
extern void answer_put_time(Answer *answer, TimestampTz value);
extern void answer_put_read(Answer *answer, const PlanRows *rows, int row, int count);

extern void answer_end_row(Answer *answer);
extern void answer_put_rows(Answer *answer, const PlanRows *rows);
extern Datum answer_composite(Answer *answer);

#endif
