/*
 * plan.h
 *	  The only way to SQL: named statements, prepared once and kept, with typed
 *	  values in and typed columns out (design: SQL inside C).
 */
#ifndef DISTRIBUTION_PLAN_H
#define DISTRIBUTION_PLAN_H

#include "postgres.h"

#include "executor/spi.h"
#include "utils/date.h"
#include "utils/snapshot.h"
#include "utils/timestamp.h"

#include "amount.h"
#include "exchange.h"
#include "placement.h"

#define PLAN_MAX_VALUES 64
#define PLAN_MAX_USES 1000 /* by default */

/* After so many uses a kept plan is made anew, for today's statistics. */
extern int plan_max_uses;

/*
 * A statement. Declare it static and never change it; plan.c keeps its plan in
 * it. types names the types of $1, $2, …, separated by commas; a table's name
 * stands for an array of its rows.
 */
typedef struct PlanQuery
{
	const char *name;
	int result; /* the SPI_OK_… code it must return */
	const char *types;
	const char *sql;
	struct PlanKept *kept;
	PlacementScope scope; /* a supplier's, the first value's, where nothing is said */
} PlanQuery;

/* The values of a statement, bound in the order of its types. */
typedef struct PlanValues
{
	int count;
	Datum values[PLAN_MAX_VALUES];
	char nulls[PLAN_MAX_VALUES + 1];
} PlanValues;

/* A column of values that a statement takes as one array. */
typedef struct PlanColumn
{
	Oid type;
	int count;
	int capacity;
	Datum *values;
	bool *nulls;
} PlanColumn;

/*
 * Rows for a table that a statement takes as one array of the table's row type:
 * FROM unnest($1) AS r. One such array costs a quarter of an array a column.
 */
typedef struct PlanRowset
{
	Oid array_type;
	TupleDesc description;
	int column_count;
	AttrNumber numbers[PLAN_MAX_VALUES];
	PlanColumn rows;
} PlanRowset;

/* What a statement returned. */
typedef struct PlanRows
{
	int count;
	SPITupleTable *table;
} PlanRows;

extern void plan_start(void);
extern uint64 plan_calls(void);
extern void plan_open(void);
extern void plan_close(void);
extern void plan_snapshot_push(void);
extern void plan_snapshot_pop(void);

extern PlanRows plan_read(PlanQuery *plan, PlanValues *values);
extern PlanRows plan_execute(PlanQuery *plan, PlanValues *values);
extern PlanRows plan_execute_at(PlanQuery *plan, PlanValues *values, int place);
extern void plan_free(PlanRows *rows);

extern void plan_bind(PlanValues *values, Datum value, bool is_null);
extern void plan_bind_int64(PlanValues *values, int64 value);
extern void plan_bind_int32(PlanValues *values, int32 value);
extern void plan_bind_bool(PlanValues *values, bool value);
extern void plan_bind_text(PlanValues *values, const char *value);
extern void plan_bind_time(PlanValues *values, TimestampTz value);
extern void plan_bind_minor(PlanValues *values, Minor value);
extern void plan_bind_rate(PlanValues *values, const Rate *rate);
extern void plan_bind_column(PlanValues *values, PlanColumn *column);
extern void plan_bind_ids(PlanValues *values, const int64 *ids, int count);

extern PlanColumn plan_column(Oid type, int capacity);
extern void plan_column_add(PlanColumn *column, Datum value, bool is_null);
extern void plan_column_add_int64(PlanColumn *column, int64 value);
extern void plan_column_add_int32(PlanColumn *column, int32 value);
extern void plan_column_add_text(PlanColumn *column, const char *value);
extern void plan_column_add_minor(PlanColumn *column, Minor value);
extern int64 *plan_column_ids(const PlanColumn *column);

extern PlanRowset plan_rowset(const char *table, const char *const *columns, int column_count,
							  int capacity);
extern void plan_rowset_add(PlanRowset *rowset, const PlanValues *row);
extern void plan_bind_rowset(PlanValues *values, PlanRowset *rowset);

extern bool plan_is_null(const PlanRows *rows, int row, int column);
extern Datum plan_datum(const PlanRows *rows, int row, int column, bool *is_null);
extern int64 plan_int64(const PlanRows *rows, int row, int column);
extern int32 plan_int32(const PlanRows *rows, int row, int column);
extern bool plan_bool(const PlanRows *rows, int row, int column);
extern DateADT plan_date(const PlanRows *rows, int row, int column);
extern TimestampTz plan_time(const PlanRows *rows, int row, int column);
extern char *plan_text(const PlanRows *rows, int row, int column);
extern Minor plan_minor(const PlanRows *rows, int row, int column);
extern Wide plan_decimal(const PlanRows *rows, int row, int column, int scale);

extern Datum minor_to_numeric(Minor value);
extern Minor numeric_to_minor(Datum value, const char *what);
extern Wide numeric_to_decimal(Datum value, int scale);
extern Datum rate_to_numeric(Wide quoted);

#endif
