/*
 * plan.c
 *	  Prepared statements, values and rows.
 *
 * Nothing else calls SPI. A statement is prepared on its first use in a
 * session with a generic plan and kept; after plan_max_uses it is made anew, as
 * a plan made on empty tables stays bad until then. What the caller fetches is
 * in the caller's memory context; rows live until plan_close.
 *
 * A kept plan may be in use when it is replaced: a user's trigger on a table of
 * ours calls us again while the statement that fired it runs. So its holders are
 * counted, and the last of them frees it, also when it fails.
 *
 * A kept plan knows the types of its values by oid, and the row type of a table
 * is another after the table was made anew (a restore, an install() rolled back).
 * Every invalidation of a relation or schema therefore has each plan look at its
 * types again before its next use. A table whose rows are being collected is
 * locked, so its row type stays until they are written.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "nodes/makefuncs.h"
#include "storage/lockdefs.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "books.h"
#include "compat.h"
#include "errors.h"
#include "plan.h"

typedef struct PlanType
{
	const char *name;
	Oid type;
	Oid array_type;
	int16 length;
	bool by_value;
	char align;
} PlanType;

static const PlanType PLAN_TYPES[] = {
	{"bigint", INT8OID, INT8ARRAYOID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE},
	{"int", INT4OID, INT4ARRAYOID, 4, true, TYPALIGN_INT},
	{"boolean", BOOLOID, BOOLARRAYOID, 1, true, TYPALIGN_CHAR},
	{"text", TEXTOID, TEXTARRAYOID, -1, false, TYPALIGN_INT},
	{"numeric", NUMERICOID, NUMERICARRAYOID, -1, false, TYPALIGN_INT},
	{"timestamptz", TIMESTAMPTZOID, TIMESTAMPTZARRAYOID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE},
	{"date", DATEOID, DATEARRAYOID, 4, true, TYPALIGN_INT},
	{"bytea", BYTEAOID, BYTEAARRAYOID, -1, false, TYPALIGN_INT},
	{"tstzrange", TSTZRANGEOID, TSTZRANGEARRAYOID, -1, false, TYPALIGN_DOUBLE},
	{"name", NAMEOID, NAMEARRAYOID, NAMEDATALEN, false, TYPALIGN_CHAR},
};

/* A prepared statement. */
typedef struct PlanKept
{
	SPIPlanPtr prepared;
	int place;             /* where its tables are */
	uint64 placed;         /* the placement that it knows */
	struct PlanKept *next; /* of the same statement, elsewhere */
	int holders;           /* the query that keeps it, and everyone who executes it */
	int uses;
	bool by_engine;    /* of a distributed engine, which plans it */
	uint64 generation; /* in which its types were looked at */
	int type_count;
	Oid types[FLEXIBLE_ARRAY_MEMBER];
} PlanKept;

int plan_max_uses = PLAN_MAX_USES;

static MemoryContext kept_memory;
static uint64 generation; /* raised by every invalidation */
static uint64 calls;

static void
relation_changed(Datum argument, Oid relation)
{
	generation++;
}

static void
schema_changed(Datum argument, int cache, uint32 hash)
{
	generation++;
}

/* At module start. */
void
plan_start(void)
{
	kept_memory =
		AllocSetContextCreate(TopMemoryContext, "distribution plans", ALLOCSET_SMALL_SIZES);
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, schema_changed, (Datum) 0);
}

static const PlanType *
plan_type_by_oid(Oid type)
{
	for (int i = 0; i < (int) lengthof(PLAN_TYPES); i++)
		if (PLAN_TYPES[i].type == type)
			return &PLAN_TYPES[i];
	elog(ERROR, "plan has no type %u", type);
}

/* The row type of a table of ours, which is locked as writing it does, so that it keeps the type. */
static Oid
plan_row_type(const char *table)
{
	RangeVar *name = makeRangeVar("distribution", unconstify(char *, table), -1);

	return get_rel_type_id(RangeVarGetRelid(name, RowExclusiveLock, false));
}

static Oid
plan_type_by_name(const char *name, size_t length)
{
	bool is_array = length > 2 && name[length - 1] == ']';

	if (is_array)
		length -= 2;
	for (int i = 0; i < (int) lengthof(PLAN_TYPES); i++)
		if (strlen(PLAN_TYPES[i].name) == length && strncmp(PLAN_TYPES[i].name, name, length) == 0)
			return is_array ? PLAN_TYPES[i].array_type : PLAN_TYPES[i].type;
	return get_array_type(plan_row_type(pnstrdup(name, length)));
}

/* Reads "bigint, text[]" into oids; returns how many. */
static int
plan_types(const char *types, Oid *oids)
{
	int count = 0;

	while (*types != '\0')
	{
		size_t length = strcspn(types, ",");

		Assert(count < PLAN_MAX_VALUES);
		oids[count++] = plan_type_by_name(types, length);
		types += length;
		types += strspn(types, ", ");
	}
	return count;
}

/* How many calls have opened SPI: another number than before means that one came in between. */
uint64
plan_calls(void)
{
	return calls;
}

void
plan_open(void)
{
	MemoryContext caller = CurrentMemoryContext;

	calls++;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	MemoryContextSwitchTo(caller);
}

void
plan_close(void)
{
	MemoryContext caller = CurrentMemoryContext;

	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "SPI_finish failed");
	MemoryContextSwitchTo(caller);
}

/* After the last lock: what is read from here on is of one moment, and sees what the locks waited for. */
void
plan_snapshot_push(void)
{
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
}

void
plan_snapshot_pop(void)
{
	PopActiveSnapshot();
}

static PlanKept *
plan_make(const PlanQuery *plan, const PlanValues *values, int place)
{
	PlanKept *kept;
	Oid types[PLAN_MAX_VALUES];
	uint64 looked = generation;
	int count;
	const char *sql = plan->sql;
	SPIPlanPtr prepared;
	bool is_here = !placement_is_distributed();

	books_require();
	count = plan_types(plan->types, types);
	if (values->count != count)
		elog(ERROR, "plan \"%s\" takes %d values, not %d", plan->name, count, values->count);
	if (!placement_scope_holds(plan->scope, plan->types, plan->sql))
		elog(ERROR, "plan \"%s\" is not of the scope that it says", plan->name);
	if (place != PLACEMENT_BY_NAME)
		sql = placement_text(place, sql, &is_here);
	/* A distributed engine looks at the values to find nodes; where tables are here, there is nothing to find. */
	prepared = SPI_prepare_cursor(sql, count, types, is_here ? CURSOR_OPT_GENERIC_PLAN : 0);
	if (prepared == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", plan->name, SPI_result_code_string(SPI_result));
	kept = MemoryContextAllocZero(kept_memory, offsetof(PlanKept, types) + sizeof(Oid) * count);
	if (SPI_keepplan(prepared) != 0)
		elog(ERROR, "could not keep \"%s\"", plan->name);
	kept->prepared = prepared;
	kept->place = place;
	kept->placed = placement_version();
	kept->by_engine = !is_here;
	kept->holders = 1;
	kept->generation = looked;
	kept->type_count = count;
	memcpy(kept->types, types, sizeof(Oid) * count);
	return kept;
}

static void
plan_let_go(PlanKept *kept)
{
	Assert(kept->holders > 0);
	if (--kept->holders > 0)
		return;
	SPI_freeplan(kept->prepared);
	pfree(kept);
}

/* Whether the names of its types still mean those with which it was prepared. */
static bool
types_hold(const PlanQuery *plan, PlanKept *kept)
{
	Oid types[PLAN_MAX_VALUES];
	uint64 looked = generation;

	if (kept->generation == looked)
		return true;
	books_require();
	if (plan_types(plan->types, types) != kept->type_count ||
		memcmp(types, kept->types, sizeof(Oid) * kept->type_count) != 0)
		return false;
	kept->generation = looked;
	return true;
}

/* Where the tables of a statement are for these values. */
static int
plan_place(PlanQuery *plan, const PlanValues *values)
{
	if (plan->scope == PLACEMENT_OF_ALL || !placement_is_distributed())
		return PLACEMENT_BY_NAME;
	if (plan->scope == PLACEMENT_OF_SUPPLIER)
		return placement_of(DatumGetInt64(values->values[0]));
	return plan->scope == PLACEMENT_OF_SHARED ? PLACEMENT_SHARED : PLACEMENT_BY_NAME;
}

static bool
plan_holds(const PlanQuery *plan, PlanKept *kept)
{
	return kept->uses < plan_max_uses &&
		(kept->place == PLACEMENT_BY_NAME || kept->placed == placement_version()) &&
		types_hold(plan, kept);
}

/* Where a statement's plan for a place is kept, or would be. */
static PlanKept **
plan_link(PlanQuery *plan, int place)
{
	PlanKept **link = &plan->kept;

	while (*link != NULL && (*link)->place != place)
		link = &(*link)->next;
	return link;
}

/* The plan to execute; the caller is one of its holders. */
static PlanKept *
plan_hold(PlanQuery *plan, const PlanValues *values, int place)
{
	PlanKept **link = plan_link(plan, place);
	PlanKept *kept = *link;

	if (kept == NULL || !plan_holds(plan, kept))
	{
		PlanKept *fresh = plan_make(plan, values, place);

		/* To make it may have been to ask anew where tables are, by this very statement. */
		link = plan_link(plan, place);
		kept = *link;
		if (kept != NULL)
		{
			fresh->next = kept->next;
			plan_let_go(kept);
		}
		*link = kept = fresh;
	}
	if (values->count != kept->type_count)
		elog(ERROR,
			 "plan \"%s\" takes %d values, not %d",
			 plan->name,
			 kept->type_count,
			 values->count);
	kept->uses++;
	kept->holders++;
	return kept;
}

static int
execute_kept(PlanKept *kept, PlanValues *values, bool read_only)
{
	int level = kept->by_engine ? placement_engine_begin() : 0;
	int result = SPI_execute_plan(kept->prepared, values->values, values->nulls, read_only, 0);

	if (kept->by_engine)
		placement_engine_end(level);
	return result;
}

static PlanRows
plan_run(PlanQuery *plan, PlanValues *values, int place, bool read_only)
{
	MemoryContext caller = CurrentMemoryContext;
	PlanKept *kept = plan_hold(plan, values, place);
	int result;

	PG_TRY();
	{
		values->nulls[values->count] = '\0';
		result = execute_kept(kept, values, read_only);
	}
	PG_FINALLY();
	{
		plan_let_go(kept);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	if (result != plan->result)
		elog(ERROR, "\"%s\" gave %s", plan->name, SPI_result_code_string(result));
	return (PlanRows) {.count = (int) SPI_processed, .table = SPI_tuptable};
}

/* Reads as of the active snapshot. */
PlanRows
plan_read(PlanQuery *plan, PlanValues *values)
{
	return plan_run(plan, values, plan_place(plan, values), true);
}

/* Locks or writes, as of now. */
PlanRows
plan_execute(PlanQuery *plan, PlanValues *values)
{
	return plan_run(plan, values, plan_place(plan, values), false);
}

/* As of now, at a place that the caller knows and that stays (placement_of, placement_here). */
PlanRows
plan_execute_at(PlanQuery *plan, PlanValues *values, int place)
{
	return plan_run(plan, values, place, false);
}

/* Lets go of rows before plan_close does. */
void
plan_free(PlanRows *rows)
{
	SPI_freetuptable(rows->table);
	rows->table = NULL;
}

void
plan_bind(PlanValues *values, Datum value, bool is_null)
{
	Assert(values->count < PLAN_MAX_VALUES);
	values->values[values->count] = value;
	values->nulls[values->count] = is_null ? 'n' : ' ';
	values->count++;
}

void
plan_bind_int64(PlanValues *values, int64 value)
{
	plan_bind(values, Int64GetDatum(value), false);
}

void
plan_bind_int32(PlanValues *values, int32 value)
{
	plan_bind(values, Int32GetDatum(value), false);
}

void
plan_bind_bool(PlanValues *values, bool value)
{
	plan_bind(values, BoolGetDatum(value), false);
}

void
plan_bind_text(PlanValues *values, const char *value)
{
	plan_bind(values, value ? CStringGetTextDatum(value) : (Datum) 0, value == NULL);
}

void
plan_bind_time(PlanValues *values, TimestampTz value)
{
	plan_bind(values, TimestampTzGetDatum(value), false);
}

/* quoted, inverse, source and at; NULL: there is none. */
void
plan_bind_rate(PlanValues *values, const Rate *rate)
{
	bool none = rate == NULL;

	plan_bind(values, none ? (Datum) 0 : rate_to_numeric(rate->quoted), none);
	plan_bind(values, none ? (Datum) 0 : BoolGetDatum(rate->inverse), none);
	plan_bind_text(values, none ? NULL : rate_source_name(rate->source));
	plan_bind(values, none ? (Datum) 0 : TimestampTzGetDatum(rate->at), none);
}

void
plan_bind_minor(PlanValues *values, Minor value)
{
	plan_bind(values, minor_to_numeric(value), false);
}

void
plan_bind_column(PlanValues *values, PlanColumn *column)
{
	const PlanType *type = plan_type_by_oid(column->type);
	int lower_bound = 1;

	plan_bind(values,
			  PointerGetDatum(construct_md_array(column->values,
												 column->nulls,
												 1,
												 &column->count,
												 &lower_bound,
												 type->type,
												 type->length,
												 type->by_value,
												 type->align)),
			  false);
}

/* As bigint[] */
void
plan_bind_ids(PlanValues *values, const int64 *ids, int count)
{
	PlanColumn column = plan_column(INT8OID, count);

	for (int i = 0; i < count; i++)
		plan_column_add_int64(&column, ids[i]);
	plan_bind_column(values, &column);
}

PlanColumn
plan_column(Oid type, int capacity)
{
	PlanColumn column = {.type = type, .capacity = Max(capacity, 8)};

	column.values = palloc(sizeof(Datum) * column.capacity);
	column.nulls = palloc(sizeof(bool) * column.capacity);
	return column;
}

void
plan_column_add(PlanColumn *column, Datum value, bool is_null)
{
	if (column->count == column->capacity)
	{
		column->capacity *= 2;
		column->values = repalloc_huge(column->values, sizeof(Datum) * column->capacity);
		column->nulls = repalloc(column->nulls, sizeof(bool) * column->capacity);
	}
	column->values[column->count] = value;
	column->nulls[column->count] = is_null;
	column->count++;
}

void
plan_column_add_int64(PlanColumn *column, int64 value)
{
	plan_column_add(column, Int64GetDatum(value), false);
}

void
plan_column_add_int32(PlanColumn *column, int32 value)
{
	plan_column_add(column, Int32GetDatum(value), false);
}

void
plan_column_add_text(PlanColumn *column, const char *value)
{
	plan_column_add(column, value ? CStringGetTextDatum(value) : (Datum) 0, value == NULL);
}

/* Of a column of ids, none of them null. */
int64 *
plan_column_ids(const PlanColumn *column)
{
	int64 *ids = palloc(sizeof(int64) * Max(column->count, 1));

	for (int i = 0; i < column->count; i++)
		ids[i] = DatumGetInt64(column->values[i]);
	return ids;
}

void
plan_column_add_minor(PlanColumn *column, Minor value)
{
	plan_column_add(column, minor_to_numeric(value), false);
}

Datum
plan_datum(const PlanRows *rows, int row, int column, bool *is_null)
{
	if (row < 0 || row >= rows->count)
		elog(ERROR, "there is no row %d among %d", row, rows->count);
	return SPI_getbinval(rows->table->vals[row], rows->table->tupdesc, column, is_null);
}

PlanRowset
plan_rowset(const char *table, const char *const *columns, int column_count, int capacity)
{
	Oid row_type = plan_row_type(table);
	PlanRowset rowset = {
		.array_type = get_array_type(row_type),
		.description = lookup_rowtype_tupdesc(row_type, -1),
		.column_count = column_count,
		.rows = plan_column(row_type, capacity),
	};

	Assert(column_count <= PLAN_MAX_VALUES);
	for (int i = 0; i < column_count; i++)
	{
		rowset.numbers[i] = SPI_fnumber(rowset.description, columns[i]);
		if (rowset.numbers[i] <= 0)
			elog(ERROR, "table distribution.%s has no column %s", table, columns[i]);
	}
	return rowset;
}

/* Adds a row: a value for each column, in their order. */
void
plan_rowset_add(PlanRowset *rowset, const PlanValues *row)
{
	int count = rowset->description->natts;
	Datum *values = palloc(sizeof(Datum) * count);
	bool *nulls = palloc(sizeof(bool) * count);
	HeapTuple tuple;

	if (row->count != rowset->column_count)
		elog(ERROR, "a row has %d values, not %d", row->count, rowset->column_count);
	memset(nulls, true, sizeof(bool) * count);
	for (int i = 0; i < row->count; i++)
	{
		values[rowset->numbers[i] - 1] = row->values[i];
		nulls[rowset->numbers[i] - 1] = row->nulls[i] == 'n';
	}
	tuple = heap_form_tuple(rowset->description, values, nulls);
	plan_column_add(&rowset->rows, HeapTupleGetDatum(tuple), false);
	pfree(values);
	pfree(nulls);
}

/* Ends the rowset: it takes no more rows. */
void
plan_bind_rowset(PlanValues *values, PlanRowset *rowset)
{
	plan_bind(values,
			  PointerGetDatum(construct_array(rowset->rows.values,
											  rowset->rows.count,
											  rowset->rows.type,
											  -1,
											  false,
											  TYPALIGN_DOUBLE)),
			  false);
	ReleaseTupleDesc(rowset->description);
	rowset->description = NULL;
}

bool
plan_is_null(const PlanRows *rows, int row, int column)
{
	bool is_null;

	(void) plan_datum(rows, row, column, &is_null);
	return is_null;
}

/* A value that cannot be null. */
static Datum
plan_value(const PlanRows *rows, int row, int column)
{
	bool is_null;
	Datum value = plan_datum(rows, row, column, &is_null);

	if (is_null)
		elog(ERROR, "column %d is null", column);
	return value;
}

int64
plan_int64(const PlanRows *rows, int row, int column)
{
	return DatumGetInt64(plan_value(rows, row, column));
}

int32
plan_int32(const PlanRows *rows, int row, int column)
{
	return DatumGetInt32(plan_value(rows, row, column));
}

bool
plan_bool(const PlanRows *rows, int row, int column)
{
	return DatumGetBool(plan_value(rows, row, column));
}

DateADT
plan_date(const PlanRows *rows, int row, int column)
{
	return DatumGetDateADT(plan_value(rows, row, column));
}

TimestampTz
plan_time(const PlanRows *rows, int row, int column)
{
	return DatumGetTimestampTz(plan_value(rows, row, column));
}

/* Null is NULL. */
char *
plan_text(const PlanRows *rows, int row, int column)
{
	bool is_null;
	Datum value = plan_datum(rows, row, column, &is_null);

	return is_null ? NULL : TextDatumGetCString(value);
}

Minor
plan_minor(const PlanRows *rows, int row, int column)
{
	return numeric_to_minor(plan_value(rows, row, column), "amount");
}

Wide
plan_decimal(const PlanRows *rows, int row, int column, int scale)
{
	return numeric_to_decimal(plan_value(rows, row, column), scale);
}

Wide
numeric_to_decimal(Datum value, int scale)
{
	char *text = DatumGetCString(DirectFunctionCall1(numeric_out, value));
	Wide scaled;

	if (!decimal_parse(text, scale, &scaled))
		error_out_of_range("number");
	pfree(text);
	return scaled;
}

Datum
minor_to_numeric(Minor value)
{
	return NumericGetDatum(int64_div_fast_to_numeric(value, 2));
}

/* PC-8: nothing is rounded on the way into the books. */
Minor
numeric_to_minor(Datum value, const char *what)
{
	char *text = DatumGetCString(DirectFunctionCall1(numeric_out, value));
	Wide scaled;

	if (decimals_beyond(text, MINOR_DECIMALS))
		error_decimals(what, text, MINOR_DECIMALS);
	if (!decimal_parse(text, MINOR_DECIMALS, &scaled) || scaled > INT64_MAX || scaled < -INT64_MAX)
		error_out_of_range(what);
	pfree(text);
	return (Minor) scaled;
}

Datum
rate_to_numeric(Wide quoted)
{
	char text[64];

	if (quoted <= INT64_MAX)
		return NumericGetDatum(int64_div_fast_to_numeric((int64) quoted, RATE_DECIMALS));
	snprintf(text,
			 sizeof(text),
			 INT64_FORMAT ".%010lld",
			 (int64) (quoted / RATE_ONE),
			 (long long) (quoted % RATE_ONE));
	return DirectFunctionCall3(
		numeric_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}
