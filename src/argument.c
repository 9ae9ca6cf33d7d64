/*
 * argument.c
 *	  Unpacking the arguments of SQL functions.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "argument.h"
#include "errors.h"
#include "id.h"

int64
argument_int64(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (PG_ARGISNULL(n))
		error_null_argument(name);
	return PG_GETARG_INT64(n);
}

int32
argument_int32(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (PG_ARGISNULL(n))
		error_null_argument(name);
	return PG_GETARG_INT32(n);
}

bool
argument_bool(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (PG_ARGISNULL(n))
		error_null_argument(name);
	return PG_GETARG_BOOL(n);
}

/* TX-1: refused before anything is done with it. */
static char *
require_text(char *text, const char *name, TextKind kind)
{
	TextFault fault = text_check(text, kind);

	if (fault == TEXT_TOO_LONG)
		error_too_long(name, text_max(kind));
	if (fault != TEXT_FITS)
		error_argument(name, text, text_expected(kind));
	return text;
}

char *
argument_text(FunctionCallInfo fcinfo, int n, const char *name, TextKind kind)
{
	if (PG_ARGISNULL(n))
		error_null_argument(name);
	return require_text(text_to_cstring(PG_GETARG_TEXT_PP(n)), name, kind);
}

char *
argument_text_or_null(FunctionCallInfo fcinfo, int n, const char *name, TextKind kind)
{
	return PG_ARGISNULL(n) ? NULL : argument_text(fcinfo, n, name, kind);
}

/* One of some words: whoever asks for it says which. */
char *
argument_word(FunctionCallInfo fcinfo, int n, const char *name)
{
	return argument_text(fcinfo, n, name, TEXT_LINE);
}

char *
argument_word_or_null(FunctionCallInfo fcinfo, int n, const char *name)
{
	return argument_text_or_null(fcinfo, n, name, TEXT_LINE);
}

/* A note that must say something. */
char *
argument_reason(FunctionCallInfo fcinfo, int n, const char *name)
{
	char *reason = argument_text(fcinfo, n, name, TEXT_NOTE);

	if (text_is_blank(reason))
		error_argument(name, reason, "a text for the other side to read");
	return reason;
}

/* A payload or token: whose reader knows its limits. */
char *
argument_raw(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (PG_ARGISNULL(n))
		error_null_argument(name);
	return text_to_cstring(PG_GETARG_TEXT_PP(n));
}

static PlanColumn
argument_array(FunctionCallInfo fcinfo, int n, const char *name, Oid type)
{
	PlanColumn column = {.type = type};
	ArrayType *array;
	int16 length;
	bool by_value;
	char align;

	if (PG_ARGISNULL(n))
		error_null_argument(name);
	array = PG_GETARG_ARRAYTYPE_P(n);
	if (ARR_NDIM(array) > 1)
		error_argument(name, "an array of arrays", "an array of one dimension");
	get_typlenbyvalalign(type, &length, &by_value, &align);
	deconstruct_array(
		array, type, length, by_value, align, &column.values, &column.nulls, &column.count);
	column.capacity = column.count;
	return column;
}

static void
refuse_repeated_ids(const PlanColumn *column, const char *name)
{
	int64 *sorted = plan_column_ids(column);

	ids_sort(sorted, column->count);
	for (int i = 1; i < column->count; i++)
		if (sorted[i] == sorted[i - 1])
			error_argument(name, psprintf(INT64_FORMAT " twice", sorted[i]), "each id once");
	pfree(sorted);
}

/* A bigint[] without nulls; may be empty. */
PlanColumn
argument_ids(FunctionCallInfo fcinfo, int n, const char *name)
{
	PlanColumn column = argument_array(fcinfo, n, name, INT8OID);

	for (int i = 0; i < column.count; i++)
		if (column.nulls[i])
			error_null_argument(psprintf("%s[%d]", name, i + 1));
	return column;
}

/* The same where an id twice is a mistake. */
PlanColumn
argument_distinct_ids(FunctionCallInfo fcinfo, int n, const char *name)
{
	PlanColumn column = argument_ids(fcinfo, n, name);

	refuse_repeated_ids(&column, name);
	return column;
}

/* A numeric[] of money, exact to two decimals, or null for none. */
PlanColumn
argument_prices(FunctionCallInfo fcinfo, int n, const char *name)
{
	PlanColumn column = argument_array(fcinfo, n, name, NUMERICOID);

	for (int i = 0; i < column.count; i++)
		if (!column.nulls[i])
			(void) numeric_to_minor(column.values[i], psprintf("%s[%d]", name, i + 1));
	return column;
}

/* A text[] without nulls, as C strings. */
char **
argument_texts(FunctionCallInfo fcinfo, int n, const char *name, TextKind kind, int *count)
{
	PlanColumn column = argument_array(fcinfo, n, name, TEXTOID);
	char **texts = palloc(sizeof(char *) * Max(column.count, 1));

	for (int i = 0; i < column.count; i++)
	{
		const char *element = psprintf("%s[%d]", name, i + 1);

		if (column.nulls[i])
			error_null_argument(element);
		texts[i] = require_text(TextDatumGetCString(column.values[i]), element, kind);
	}
	*count = column.count;
	return texts;
}

/* A text[] of permissions, at least one. */
Permissions
argument_permissions(FunctionCallInfo fcinfo, int n, const char *name)
{
	Permissions permissions = PERMISSIONS_NONE;
	Datum *values;
	bool *nulls;
	int count;

	if (PG_ARGISNULL(n))
		error_null_argument(name);
	deconstruct_array(
		PG_GETARG_ARRAYTYPE_P(n), TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		Permission permission;

		if (nulls[i])
			error_null_argument(psprintf("%s[%d]", name, i + 1));
		if (!permission_parse(TextDatumGetCString(values[i]), &permission))
			error_argument(
				name, TextDatumGetCString(values[i]), "admin, supplier, distributor, report");
		permissions |= 1 << permission;
	}
	if (permissions == PERMISSIONS_NONE)
		error_argument(name, "{}", "at least one of admin, supplier, distributor, report");
	return permissions;
}
