/*
 * trigger.c
 *	  The protocol of trigger functions, checked in one place.
 *
 * A trigger function is owned by the extension and runs with its owner's
 * rights, so it does nothing on a table other than the one it was made for.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "placement.h"
#include "trigger.h"

/* The table that a relation is, also a piece of it on a node of a distributed engine: the name, "_", digits. */
const char *
trigger_table_named(const char *name)
{
	const char *end = strrchr(name, '_');

	if (end == NULL || end[1] == '\0' || end[1 + strspn(end + 1, "0123456789")] != '\0')
		return name;
	return pnstrdup(name, end - name);
}

const char *
trigger_table(const TriggerData *trigger)
{
	return trigger_table_named(RelationGetRelationName(trigger->tg_relation));
}

/* Where the rows are for which it was fired. */
int
trigger_place(const TriggerData *trigger)
{
	return placement_of_relation(trigger_table(trigger),
								 RelationGetRelationName(trigger->tg_relation));
}

bool
trigger_is_of(const TriggerData *trigger, const char *relation)
{
	return strcmp(trigger_table(trigger), relation) == 0;
}

static TriggerData *
trigger_data(FunctionCallInfo fcinfo, const char *relation)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	char *schema;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("the function is for triggers only")));
	schema = get_namespace_name(RelationGetNamespace(trigger->tg_relation));
	if (strcmp(schema, "distribution") != 0 ||
		(relation != NULL && !trigger_is_of(trigger, relation)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("the trigger function is not for table \"%s\"", trigger_table(trigger))));
	return trigger;
}

/* Called FOR EACH ROW of distribution.relation; NULL: of any table of distribution. */
TriggerData *
trigger_row(FunctionCallInfo fcinfo, const char *relation)
{
	TriggerData *trigger = trigger_data(fcinfo, relation);

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("the trigger function must be called for each row")));
	return trigger;
}

/* Called FOR EACH STATEMENT of distribution.relation; NULL: of any table of distribution. */
TriggerData *
trigger_statement(FunctionCallInfo fcinfo, const char *relation)
{
	TriggerData *trigger = trigger_data(fcinfo, relation);

	if (!TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("the trigger function must be called for each statement")));
	return trigger;
}

/* Called FOR EACH STATEMENT of distribution.relation with a NEW TABLE. */
TriggerData *
trigger_new_rows(FunctionCallInfo fcinfo, const char *relation)
{
	TriggerData *trigger = trigger_statement(fcinfo, relation);

	if (trigger->tg_newtable == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("the trigger function needs a transition table of the new rows")));
	return trigger;
}

TriggerRows
trigger_rows(const TriggerData *trigger, Tuplestorestate *rows)
{
	TupleDesc description = RelationGetDescr(trigger->tg_relation);

	tuplestore_rescan(rows);
	return (TriggerRows) {rows, MakeSingleTupleTableSlot(description, &TTSOpsMinimalTuple)};
}

/* The next into the slot; false: there is none, and the slot is gone. */
bool
trigger_next(TriggerRows *rows)
{
	if (tuplestore_gettupleslot(rows->rows, true, false, rows->slot))
		return true;
	ExecDropSingleTupleTableSlot(rows->slot);
	rows->slot = NULL;
	return false;
}

int
trigger_column(const TriggerData *trigger, const char *column)
{
	int number = get_attnum(RelationGetRelid(trigger->tg_relation), column);

	if (number <= 0)
		elog(ERROR, "table \"%s\" has no column \"%s\"", trigger_table(trigger), column);
	return number;
}

/* The same, where it was found last or looked for: a name is compared once, not with all before it. */
int
trigger_column_known(const TriggerData *trigger, const char *column, int *known)
{
	TupleDesc description = RelationGetDescr(trigger->tg_relation);

	if (*known <= 0 || *known > description->natts ||
		strcmp(NameStr(TupleDescAttr(description, *known - 1)->attname), column) != 0)
		*known = trigger_column(trigger, column);
	return *known;
}

Datum
trigger_value(const TriggerData *trigger, HeapTuple row, const char *column, bool *is_null)
{
	return heap_getattr(
		row, trigger_column(trigger, column), RelationGetDescr(trigger->tg_relation), is_null);
}

/* As the statement has it: the new row of an UPDATE, of the others the only one. */
HeapTuple
trigger_written(const TriggerData *trigger)
{
	return TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple
													  : trigger->tg_trigtuple;
}

/* Whether an UPDATE gives a column another value. */
bool
trigger_changed(const TriggerData *trigger, const char *column)
{
	TupleDesc description = RelationGetDescr(trigger->tg_relation);
	Form_pg_attribute attribute = TupleDescAttr(description, trigger_column(trigger, column) - 1);
	bool old_null;
	bool new_null;
	Datum old_value = trigger_value(trigger, trigger->tg_trigtuple, column, &old_null);
	Datum new_value = trigger_value(trigger, trigger->tg_newtuple, column, &new_null);

	if (old_null || new_null)
		return old_null != new_null;
	/* 1.0 and 1.00 are one number. */
	if (attribute->atttypid == NUMERICOID)
		return !DatumGetBool(DirectFunctionCall2(numeric_eq, old_value, new_value));
	return !datum_image_eq(old_value, new_value, attribute->attbyval, attribute->attlen);
}

PG_FUNCTION_INFO_V1(distribution_member_changed);

/* Books of 1.0 have a trigger that calls this; a dump of them must restore before upgrade() drops it. */
Datum
distribution_member_changed(PG_FUNCTION_ARGS)
{
	return PointerGetDatum(NULL);
}
