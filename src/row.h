/*
 * row.h
 *	  What the room of a table says of its table, and all that can be asked of it.
 *
 * A room declares once which member of a plain C struct is which column, and
 * verbs then find, lock, insert and change rows as structs. There is no
 * predicate, join, order or limit here: whoever needs one writes SQL in plan.
 *
 * Underneath, rows are read and written directly (row_direct.c), or, where the
 * table is not what that can handle, by SQL made from the same declaration
 * (row_query.c). Both see, lock, check, refuse and fire alike.
 *
 * Who changes rows holds their locks, or that of a row above them which whoever
 * else writes them locks, too.
 */
#ifndef DISTRIBUTION_ROW_H
#define DISTRIBUTION_ROW_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "utils/date.h"

#include "exchange.h"
#include "row_place.h"

/* What a member is; the SQL type that its column must have stands in row_value.c. */
typedef enum RowKind
{
	ROW_INT64,
	ROW_ID, /* 0 is null */
	ROW_INT32,
	ROW_INT16,
	ROW_BOOL,
	ROW_TEXT,     /* NULL is null */
	ROW_CURRENCY, /* empty is null */
	ROW_MINOR,
	ROW_RATE,
	ROW_SOURCE,
	ROW_TIME,
	ROW_UNTIL, /* DT_NOEND is null */
	ROW_DATE,
	ROW_HASH
} RowKind;
#define ROW_KIND_COUNT (ROW_HASH + 1)

typedef char RowCurrency[CURRENCY_SIZE];

#define ROW_HASH_SIZE 32 /* SHA-256 */
typedef struct RowHash
{
	int length; /* 0 before the first */
	uint8 bytes[ROW_HASH_SIZE];
} RowHash;

#define ROW_C_INT64 int64_t
#define ROW_C_ID int64_t
#define ROW_C_INT32 int32_t
#define ROW_C_INT16 int16_t
#define ROW_C_BOOL bool
#define ROW_C_TEXT const char *
#define ROW_C_CURRENCY RowCurrency
#define ROW_C_MINOR Minor
#define ROW_C_RATE Wide
#define ROW_C_SOURCE RateSource
#define ROW_C_TIME int64_t
#define ROW_C_UNTIL int64_t
#define ROW_C_DATE DateADT
#define ROW_C_HASH RowHash

typedef enum RowNull
{
	ROW_NEVER_NULL, /* but for the kinds that have a null of their own */
	ROW_HAS,        /* the bool says that there is a value */
	ROW_LACKS       /* the bool says that there is none */
} RowNull;

typedef struct RowColumn
{
	const char *name;
	RowKind kind;
	size_t offset;
	bool is_made; /* an identity: the database gives it */
	RowNull null;
	size_t null_offset; /* of the bool */
} RowColumn;

/* A pointer to the member must be one to the kind's type: another is a warning. */
#define ROW_OFFSET(Struct, member, type) \
	(offsetof(Struct, member) + 0 * sizeof(&((Struct *) 0)->member == (type *) 0))

#define ROW_MEMBER(Struct, column, member, KIND) \
	.name = #column, .kind = ROW_##KIND, .offset = ROW_OFFSET(Struct, member, ROW_C_##KIND)

/* A column in the member of its name, and one in another. */
#define ROW_IN(Struct, column, KIND)             \
	{                                            \
		ROW_MEMBER(Struct, column, column, KIND) \
	}
#define ROW_AS(Struct, column, member, KIND)     \
	{                                            \
		ROW_MEMBER(Struct, column, member, KIND) \
	}
#define ROW_MADE(Struct, column)                                   \
	{                                                              \
		ROW_MEMBER(Struct, column, column, INT64), .is_made = true \
	}
#define ROW_IF(Struct, column, member, KIND, HOW, flag)                                         \
	{                                                                                           \
		ROW_MEMBER(Struct, column, member, KIND), .null = ROW_##HOW,                            \
												  .null_offset = ROW_OFFSET(Struct, flag, bool) \
	}

/* The four columns of a rate. */
#define ROW_IN_RATE(Struct, rate)                                                                \
	ROW_AS(Struct, rate, rate.quoted, RATE), ROW_AS(Struct, rate##_inverse, rate.inverse, BOOL), \
		ROW_AS(Struct, rate##_source, rate.source, SOURCE),                                      \
		ROW_AS(Struct, rate##_at, rate.at, TIME)

#define ROW_MAX_COLUMNS 48
#define ROW_MAX_KEYS 5
#define ROW_MAX_CHANGES 8

/* Declared with ROW_TABLE, in the table's room; once for each of its keys by which it is searched. */
typedef struct RowTable
{
	const char *name;
	const RowColumn *columns; /* those of the key first */
	int column_count;
	int key_count;
	const char *index; /* the unique index of the key; NULL: the primary key's */
	const char *where; /* the column that is true in its rows; NULL: it has all rows */
	int held_id;       /* with the first column, the key that others refer to; 0: nobody does */
	size_t size;
	size_t place; /* offset of the RowPlace */
	int change_count;
	struct RowBinding *binding;
	struct RowBinding *elsewhere; /* bindings of its pieces, on a distributed engine */
	struct RowQueries *queries;
} RowTable;

#define ROW_TABLE(table, Struct, COLUMNS, keys)                                                \
	.name = table, .columns = COLUMNS, .column_count = lengthof(COLUMNS), .key_count = (keys), \
	.size = sizeof(Struct), .place = ROW_OFFSET(Struct, place, RowPlace)

/* A set of columns that is written, or added to, together. */
typedef struct RowChange
{
	RowTable *table;
	const char *columns; /* a, b, c */
	int count;
	int numbers[ROW_MAX_COLUMNS]; /* in the declaration */
	int no;                       /* among the table's */
} RowChange;

typedef enum RowMode
{
	ROW_READ, /* as of the active snapshot */
	ROW_NOW,  /* as of now */
	ROW_LOCK  /* as of now, FOR NO KEY UPDATE */
} RowMode;

/* rows: an array of the table's struct; those found by key are sorted by it, without repeats. */
extern int row_find(RowTable *table, void *rows, int count, RowMode mode);
extern int row_lock_found(RowTable *table, void *rows, int count);
extern void *row_children(RowTable *table, int64 owner_id, const int64 *parent_ids, int count,
						  RowMode mode, int *found);
extern void row_insert(RowTable *table, void *rows, int count);
extern int row_insert_new(RowTable *table, void *rows, int count);
extern void row_update(RowChange *change, void *const *rows, int count);
extern void row_move(RowChange *change, void *const *were, void *const *rows, int count);
extern void row_add(RowChange *change, void *rows, int count);
extern void row_put(RowChange *change, void *rows, int count);

extern bool rows_by_sql;
extern void row_start(void);

#endif
