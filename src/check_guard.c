/*
 * check_guard.c
 *	  Says in words what a CHECK of a table would refuse by its name only.
 *
 * The CHECKs are the law, and nothing is listed here again: the guard reads them
 * from the table and knows three kinds. One whose condition is a column in a
 * list of words; one named TABLE_COLUMN_is_KIND, of a text (TX-1); one named
 * TABLE_COLUMN_N_decimals, of an exact number (PC-8). All others speak for
 * themselves.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "nodes/primnodes.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "amount.h"
#include "errors.h"
#include "text.h"
#include "trigger.h"

#define LIST_NODE "{SCALARARRAYOPEXPR" /* what a list of words begins with */
#define IS "_is_"
#define DECIMALS "_decimals"

typedef struct CheckedRow
{
	const TriggerData *trigger;
	HeapTuple row;
} CheckedRow;

/* The column's value as text, or NULL. */
static char *
value_of(const CheckedRow *checked, const char *column)
{
	TupleDesc description = RelationGetDescr(checked->trigger->tg_relation);

	return SPI_getvalue(checked->row, description, trigger_column(checked->trigger, column));
}

pg_noreturn static void
refuse(const CheckedRow *checked, const char *constraint, int sqlstate, const char *column,
	   const char *what, const char *expected)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("\"%s\" %s", column, what),
			 errhint("Accepted: %s.", expected),
			 errtable(checked->trigger->tg_relation),
			 err_generic_string(PG_DIAG_COLUMN_NAME, column),
			 err_generic_string(PG_DIAG_CONSTRAINT_NAME, constraint)));
}

/* The column between the table's name and what follows it in a constraint's. */
static char *
column_in(const CheckedRow *checked, const char *constraint, const char *end)
{
	const char *table = trigger_table(checked->trigger);
	const char *start = constraint + strlen(table) + 1;

	if (strncmp(constraint, table, strlen(table)) != 0 || start >= end)
		return NULL;
	return pnstrdup(start, end - start);
}

/* TX-1 */
static void
check_text(const CheckedRow *checked, const char *constraint, const char *column, TextKind kind)
{
	const char *value = value_of(checked, column);
	TextFault fault = value ? text_check(value, kind) : TEXT_FITS;

	if (fault == TEXT_TOO_LONG)
		error_too_long(column, text_max(kind));
	if (fault != TEXT_FITS)
		refuse(checked,
			   constraint,
			   ERRCODE_CHECK_VIOLATION,
			   column,
			   fault == TEXT_BLANK ? "is blank"
								   : "has space before or after, or a control character",
			   text_expected(kind));
}

/* PC-8: what is no number, or out of range, is another CHECK's to refuse. */
static void
check_decimals(const CheckedRow *checked, const char *column, int decimals)
{
	const char *value = value_of(checked, column);

	if (value != NULL && decimals_beyond(value, decimals))
		error_decimals(column, value, decimals);
}

/* 'a', 'b' or 'c' */
static char *
list_words(Datum *words, int count)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < count; i++)
		appendStringInfo(&list,
						 "%s%s",
						 i == 0 ? "" : (i == count - 1 ? " or " : ", "),
						 TextDatumGetCString(words[i]));
	return list.data;
}

/* Column = ANY (words): true, and what it is made of. */
static bool
is_list(const Node *condition, AttrNumber *column, ArrayType **words)
{
	const ScalarArrayOpExpr *list = (const ScalarArrayOpExpr *) condition;
	const Node *left;
	const Node *right;

	if (!IsA(condition, ScalarArrayOpExpr) || !list->useOr)
		return false;
	left = linitial(list->args);
	right = lsecond(list->args);
	if (!IsA(left, Var) || !IsA(right, Const) || ((const Const *) right)->constisnull ||
		((const Const *) right)->consttype != TEXTARRAYOID)
		return false;
	*column = ((const Var *) left)->varattno;
	*words = DatumGetArrayTypeP(((const Const *) right)->constvalue);
	return true;
}

static void
check_words(const CheckedRow *checked, const char *constraint, const char *condition)
{
	TupleDesc description = RelationGetDescr(checked->trigger->tg_relation);
	AttrNumber number;
	ArrayType *array;
	Datum *words;
	int count;
	char *value;

	if (!is_list(eval_const_expressions(NULL, stringToNode(condition)), &number, &array))
		return;
	value = SPI_getvalue(checked->row, description, number);
	if (value == NULL)
		return;
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &words, NULL, &count);
	for (int i = 0; i < count; i++)
		if (strcmp(TextDatumGetCString(words[i]), value) == 0)
			return;
	refuse(checked,
		   constraint,
		   ERRCODE_CHECK_VIOLATION,
		   NameStr(TupleDescAttr(description, number - 1)->attname),
		   psprintf("cannot be \"%s\"", error_shown(value)),
		   list_words(words, count));
}

static void
check(const CheckedRow *checked, const ConstrCheck *constraint)
{
	const char *name = constraint->ccname;
	const char *is = strstr(name, IS);
	const char *end = name + strlen(name) - strlen(DECIMALS);
	const char *column;
	TextKind kind;

	if (is != NULL && text_kind_parse(is + strlen(IS), &kind) &&
		(column = column_in(checked, name, is)) != NULL)
		check_text(checked, name, column, kind);
	else if (end > name && strcmp(end, DECIMALS) == 0)
	{
		const char *digits = end;

		while (digits > name && digits[-1] >= '0' && digits[-1] <= '9')
			digits--;
		column = digits > name ? column_in(checked, name, digits - 1) : NULL;
		if (column != NULL && digits < end)
			check_decimals(checked, column, atoi(digits));
	}
	else if (strncmp(constraint->ccbin, LIST_NODE, strlen(LIST_NODE)) == 0)
		check_words(checked, name, constraint->ccbin);
}

PG_FUNCTION_INFO_V1(distribution_guard_checks);

Datum
distribution_guard_checks(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, NULL);
	bool updated = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	const CheckedRow checked = {
		.trigger = trigger,
		.row = updated ? trigger->tg_newtuple : trigger->tg_trigtuple,
	};
	const TupleConstr *constraints = RelationGetDescr(trigger->tg_relation)->constr;

	for (int i = 0; constraints != NULL && i < constraints->num_check; i++)
		check(&checked, &constraints->check[i]);
	return PointerGetDatum(checked.row);
}
