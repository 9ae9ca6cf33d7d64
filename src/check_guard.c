/*
 * check_guard.c
 *	  Says in words what a CHECK of a table would refuse by its name only.
 *
 * The CHECKs are the law, and nothing is listed here again: the guard reads them
 * from the table and knows four kinds. One whose condition is a column in a
 * list of words; one whose is a column between bounds; one named
 * TABLE_COLUMN_is_KIND, of a text (TX-1); one named TABLE_COLUMN_N_decimals, of an
 * exact number (PC-8). All others speak for themselves.
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
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "amount.h"
#include "errors.h"
#include "text.h"
#include "trigger.h"

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
check_words(const CheckedRow *checked, const char *constraint, AttrNumber number, ArrayType *array)
{
	TupleDesc description = RelationGetDescr(checked->trigger->tg_relation);
	char *value = SPI_getvalue(checked->row, description, number);
	Datum *words;
	int count;

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

/* "at least", of column >= a constant; NULL: it is no bound. */
static const char *
bound_words(const OpExpr *bound)
{
	const char *operator;

	if (!IsA(bound, OpExpr) || list_length(bound->args) != 2 || !IsA(linitial(bound->args), Var) ||
		!IsA(lsecond(bound->args), Const))
		return NULL;
	operator= get_opname(bound->opno);
	return strcmp(operator, ">=") == 0 ? "at least"
		: strcmp(operator, ">") == 0   ? "more than"
		: strcmp(operator, "<=") == 0  ? "at most"
		: strcmp(operator, "<") == 0   ? "less than"
									   : NULL;
}

/* The bounds of one column, or none. */
static List *
range_bounds(Node *condition)
{
	List *bounds = is_andclause(condition) ? ((BoolExpr *) condition)->args : list_make1(condition);
	AttrNumber column = 0;
	ListCell *cell;

	foreach (cell, bounds)
	{
		const OpExpr *bound = lfirst(cell);
		const Var *var;

		if (bound_words(bound) == NULL)
			return NIL;
		var = linitial(bound->args);
		if (column != 0 && column != var->varattno)
			return NIL;
		column = var->varattno;
	}
	return bounds;
}

/* "at least 1, at most 10" */
static char *
range_words(const List *bounds)
{
	StringInfoData words;
	ListCell *cell;

	initStringInfo(&words);
	foreach (cell, bounds)
	{
		const OpExpr *bound = lfirst(cell);
		const Const *limit = lsecond(bound->args);
		Oid output;
		bool is_varlena;

		getTypeOutputInfo(limit->consttype, &output, &is_varlena);
		appendStringInfo(&words,
						 "%s%s %s",
						 words.len > 0 ? ", " : "",
						 bound_words(bound),
						 OidOutputFunctionCall(output, limit->constvalue));
	}
	return words.data;
}

static void
check_range(const CheckedRow *checked, const char *constraint, const List *bounds)
{
	TupleDesc description = RelationGetDescr(checked->trigger->tg_relation);
	AttrNumber number =
		((const Var *) linitial(((const OpExpr *) linitial(bounds))->args))->varattno;
	bool is_null;
	Datum value = heap_getattr(checked->row, number, description, &is_null);
	ListCell *cell;

	foreach (cell, bounds)
	{
		const OpExpr *bound = lfirst(cell);
		const Const *limit = lsecond(bound->args);

		if (!is_null && !limit->constisnull &&
			!DatumGetBool(OidFunctionCall2Coll(
				get_opcode(bound->opno), bound->inputcollid, value, limit->constvalue)))
			refuse(checked,
				   constraint,
				   ERRCODE_CHECK_VIOLATION,
				   NameStr(TupleDescAttr(description, number - 1)->attname),
				   psprintf("cannot be \"%s\"",
							error_shown(SPI_getvalue(checked->row, description, number))),
				   range_words(bounds));
	}
}

/* By what its condition is. */
static void
check_condition(const CheckedRow *checked, const char *constraint, Node *condition)
{
	AttrNumber number;
	ArrayType *words;
	List *bounds;

	if (is_list(condition, &number, &words))
		check_words(checked, constraint, number, words);
	else if ((bounds = range_bounds(condition)) != NIL)
		check_range(checked, constraint, bounds);
}

static void
check(const CheckedRow *checked, const ConstrCheck *constraint, Node *condition)
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
	else
		check_condition(checked, name, condition);
}

/* What the table's conditions are, kept for the rows of a statement. */
static Node **
conditions(FmgrInfo *place, const TupleConstr *constraints)
{
	MemoryContext caller = MemoryContextSwitchTo(place->fn_mcxt);
	Node **read = place->fn_extra;

	if (read == NULL)
	{
		place->fn_extra = read = palloc(sizeof(Node *) * constraints->num_check);
		for (int i = 0; i < constraints->num_check; i++)
			read[i] = eval_const_expressions(NULL, stringToNode(constraints->check[i].ccbin));
	}
	MemoryContextSwitchTo(caller);
	return read;
}

PG_FUNCTION_INFO_V1(distribution_guard_checks);

Datum
distribution_guard_checks(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, NULL);
	const CheckedRow checked = {
		.trigger = trigger,
		.row = trigger_written(trigger),
	};
	const TupleConstr *constraints = RelationGetDescr(trigger->tg_relation)->constr;

	if (constraints != NULL && constraints->num_check > 0)
	{
		Node **read = conditions(fcinfo->flinfo, constraints);

		for (int i = 0; i < constraints->num_check; i++)
			check(&checked, &constraints->check[i], read[i]);
	}
	return PointerGetDatum(checked.row);
}
