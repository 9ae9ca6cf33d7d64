/*
 * row_value.c
 *	  What a member of a room's struct is as a value, and back.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "row_bind.h"

#define NUMERIC_TYPMOD(precision, scale) ((((precision) << 16) | (scale)) + VARHDRSZ)

typedef struct KindType
{
	const char *name;
	Oid type;
	int32 modifier;
} KindType;

static const KindType KIND_TYPES[ROW_KIND_COUNT] = {
	[ROW_INT64] = {"bigint", INT8OID, -1},
	[ROW_ID] = {"bigint", INT8OID, -1},
	[ROW_INT32] = {"int", INT4OID, -1},
	[ROW_INT16] = {"smallint", INT2OID, -1},
	[ROW_BOOL] = {"boolean", BOOLOID, -1},
	[ROW_TEXT] = {"text", TEXTOID, -1},
	[ROW_CURRENCY] = {"text", TEXTOID, -1},
	[ROW_MINOR] = {"numeric", NUMERICOID, NUMERIC_TYPMOD(20, MINOR_DECIMALS)},
	[ROW_RATE] = {"numeric", NUMERICOID, NUMERIC_TYPMOD(20, RATE_DECIMALS)},
	[ROW_SOURCE] = {"text", TEXTOID, -1},
	[ROW_TIME] = {"timestamptz", TIMESTAMPTZOID, -1},
	[ROW_UNTIL] = {"timestamptz", TIMESTAMPTZOID, -1},
	[ROW_DATE] = {"date", DATEOID, -1},
	[ROW_HASH] = {"bytea", BYTEAOID, -1},
};

const char *
row_type_name(RowKind kind)
{
	return KIND_TYPES[kind].name;
}

Oid
row_type(RowKind kind)
{
	return KIND_TYPES[kind].type;
}

/* Whether a column of such a type is of the kind. */
bool
row_fits(RowKind kind, Oid type, int32 modifier)
{
	return type == KIND_TYPES[kind].type &&
		(modifier == KIND_TYPES[kind].modifier || modifier == -1);
}

RowPlace *
row_place(const RowTable *table, void *row)
{
	return (RowPlace *) ((char *) row + table->place);
}

static Datum
hash_datum(const RowHash *hash)
{
	bytea *value = palloc(VARHDRSZ + hash->length);

	SET_VARSIZE(value, VARHDRSZ + hash->length);
	memcpy(VARDATA(value), hash->bytes, hash->length);
	return PointerGetDatum(value);
}

static void
take_hash(RowHash *hash, Datum value)
{
	bytea *bytes = DatumGetByteaPP(value);

	hash->length = Min(VARSIZE_ANY_EXHDR(bytes), ROW_HASH_SIZE);
	memcpy(hash->bytes, VARDATA_ANY(bytes), hash->length);
}

static RateSource
take_source(Datum value)
{
	char *name = TextDatumGetCString(value);
	RateSource source = rate_source_parse(name);

	if (source == RATE_MISSING)
		elog(ERROR, "unknown rate source \"%s\"", name);
	return source;
}

static Datum
text_datum(const char *text, bool *is_null)
{
	*is_null = text == NULL;
	return *is_null ? (Datum) 0 : CStringGetTextDatum(text);
}

/* What a column of the struct is as a value. */
Datum
row_datum(const RowColumn *column, const void *row, bool *is_null)
{
	const void *member = (const char *) row + column->offset;

	*is_null = column->null != ROW_NEVER_NULL &&
		*(const bool *) ((const char *) row + column->null_offset) == (column->null == ROW_LACKS);
	if (*is_null)
		return (Datum) 0;
	switch (column->kind)
	{
		case ROW_ID:
			*is_null = *(const int64 *) member == 0;
			return Int64GetDatum(*(const int64 *) member);
		case ROW_INT64:
			return Int64GetDatum(*(const int64 *) member);
		case ROW_INT32:
			return Int32GetDatum(*(const int32 *) member);
		case ROW_INT16:
			return Int16GetDatum(*(const int16 *) member);
		case ROW_BOOL:
			return BoolGetDatum(*(const bool *) member);
		case ROW_TEXT:
			return text_datum(*(const char *const *) member, is_null);
		case ROW_CURRENCY:
			return text_datum(*(const char *) member == '\0' ? NULL : member, is_null);
		case ROW_MINOR:
			return minor_to_numeric(*(const Minor *) member);
		case ROW_RATE:
			return rate_to_numeric(*(const Wide *) member);
		case ROW_SOURCE:
			return text_datum(rate_source_name(*(const RateSource *) member), is_null);
		case ROW_UNTIL:
			*is_null = *(const TimestampTz *) member == DT_NOEND;
			return TimestampTzGetDatum(*(const TimestampTz *) member);
		case ROW_TIME:
			return TimestampTzGetDatum(*(const TimestampTz *) member);
		case ROW_DATE:
			return DateADTGetDatum(*(const DateADT *) member);
		case ROW_HASH:
			return hash_datum(member);
	}
	elog(ERROR, "unknown kind of column %d", column->kind);
}

/* A null of a kind that has one of its own. */
static void
take_null(RowKind kind, void *member)
{
	switch (kind)
	{
		case ROW_ID:
			*(int64 *) member = 0;
			break;
		case ROW_TEXT:
			*(const char **) member = NULL;
			break;
		case ROW_CURRENCY:
			*(char *) member = '\0';
			break;
		case ROW_UNTIL:
			*(TimestampTz *) member = DT_NOEND;
			break;
		default:
			break;
	}
}

/* Puts a column's value into the struct, copied into the caller's memory. */
void
row_take(const RowColumn *column, void *row, Datum value, bool is_null)
{
	void *member = (char *) row + column->offset;

	if (column->null != ROW_NEVER_NULL)
		*(bool *) ((char *) row + column->null_offset) = is_null == (column->null == ROW_LACKS);
	if (is_null)
	{
		take_null(column->kind, member);
		return;
	}
	switch (column->kind)
	{
		case ROW_ID:
		case ROW_INT64:
			*(int64 *) member = DatumGetInt64(value);
			break;
		case ROW_INT32:
			*(int32 *) member = DatumGetInt32(value);
			break;
		case ROW_INT16:
			*(int16 *) member = DatumGetInt16(value);
			break;
		case ROW_BOOL:
			*(bool *) member = DatumGetBool(value);
			break;
		case ROW_TEXT:
			*(const char **) member = TextDatumGetCString(value);
			break;
		case ROW_CURRENCY:
			strlcpy(member, TextDatumGetCString(value), CURRENCY_SIZE);
			break;
		case ROW_MINOR:
			*(Minor *) member = numeric_to_minor(value, column->name);
			break;
		case ROW_RATE:
			*(Wide *) member = numeric_to_decimal(value, RATE_DECIMALS);
			break;
		case ROW_SOURCE:
			*(RateSource *) member = take_source(value);
			break;
		case ROW_UNTIL:
		case ROW_TIME:
			*(TimestampTz *) member = DatumGetTimestampTz(value);
			break;
		case ROW_DATE:
			*(DateADT *) member = DatumGetDateADT(value);
			break;
		case ROW_HASH:
			take_hash(member, value);
			break;
	}
}
