/*
 * trigger.h
 *	  The protocol of trigger functions, checked in one place.
 */
#ifndef DISTRIBUTION_TRIGGER_H
#define DISTRIBUTION_TRIGGER_H

#include "postgres.h"

#include "commands/trigger.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "utils/tuplestore.h"

/* The rows of a transition table, one after the other in the slot. */
typedef struct TriggerRows
{
	Tuplestorestate *rows;
	TupleTableSlot *slot;
} TriggerRows;

extern TriggerData *trigger_row(FunctionCallInfo fcinfo, const char *relation);
extern TriggerData *trigger_statement(FunctionCallInfo fcinfo, const char *relation);
extern TriggerData *trigger_new_rows(FunctionCallInfo fcinfo, const char *relation);
extern TriggerRows trigger_rows(const TriggerData *trigger, Tuplestorestate *rows);
extern bool trigger_next(TriggerRows *rows);
extern const char *trigger_table_named(const char *name);
extern const char *trigger_table(const TriggerData *trigger);
extern int trigger_place(const TriggerData *trigger);
extern bool trigger_is_of(const TriggerData *trigger, const char *relation);
extern int trigger_column(const TriggerData *trigger, const char *column);
extern int trigger_column_known(const TriggerData *trigger, const char *column, int *known);
extern Datum trigger_value(const TriggerData *trigger, HeapTuple row, const char *column,
						   bool *is_null);
extern HeapTuple trigger_written(const TriggerData *trigger);
extern bool trigger_changed(const TriggerData *trigger, const char *column);

#endif
