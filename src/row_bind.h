/*
 * row_bind.h
 *	  What the two ways of a room share: how a declaration is bound to the table
 *	  that is there, and members to values. For row*.c only.
 */
#ifndef DISTRIBUTION_ROW_BIND_H
#define DISTRIBUTION_ROW_BIND_H

#include "access/skey.h"
#include "executor/tuptable.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

#include "compat.h"
#include "plan.h"
#include "row.h"

/* What is done to a table: privileges, locks and the way depend on it. */
typedef enum RowAct
{
	ROW_ACT_READ,
	ROW_ACT_LOCK,
	ROW_ACT_INSERT,
	ROW_ACT_INSERT_NEW,
	ROW_ACT_CHANGE /* and those after it: a change of columns each */
} RowAct;
#define ROW_ACT_COUNT (ROW_ACT_CHANGE + ROW_MAX_CHANGES)

/* The table as a statement's range table of one entry, and the privileges asked for. */
typedef struct RowRange
{
	List *entries;
	List *permissions;
} RowRange;

/* What a column that the room does not know gets. */
typedef struct RowDefault
{
	AttrNumber number;
	Datum value;
} RowDefault;

/* A foreign key of two ids, by declared columns, to columns of another table. */
typedef struct RowParent
{
	Oid constraint;
	Oid relation;
	int columns[2];
	AttrNumber numbers[2];
} RowParent;

#define ROW_MAX_PARENTS 4

/*
 * A declaration as the table stands now, in a memory context of its own. A change of the
 * table only clears is_valid; the table is locked before that is trusted. What an outer
 * operation may still use is kept to the transaction's end.
 */
typedef struct RowBinding
{
	MemoryContext memory;
	struct RowBinding *next;
	struct RowBinding *elsewhere; /* the next of the table's at other places */
	int place;
	uint64 placed; /* the placement that it knows */
	bool is_valid;
	Oid relation;
	const char *why_read; /* why SQL must do it; NULL: directly */
	const char *why_insert;
	const char *why_update;
	AttrNumber numbers[ROW_MAX_COLUMNS];
	AttrNumber last_number; /* of those */
	Oid key_index;
	ScanKeyData keys[ROW_MAX_KEYS]; /* without arguments */
	Oid sequence;                   /* of the identity */
	RowDefault *defaults;
	int default_count;
	RowParent parents[ROW_MAX_PARENTS];
	int parent_count;
	ExprState **checks; /* compiled; NULL: leave them to the server */
	int check_count;
	RowRange ranges[ROW_ACT_COUNT];
	Oid cleared_role; /* for whom privileges and row security of these acts were looked at … */
	uint32 cleared;   /* … with nothing against it */
	uint64 cleared_in;
} RowBinding;

/* The relation of an act on rows of one owner, open, or NULL if SQL must do it. */
extern Relation row_open(RowTable *table, int place, RowAct act, const RowChange *change);
extern const char *row_why_sql(RowTable *table, int place, RowAct act);

extern const char *row_type_name(RowKind kind);
extern Oid row_type(RowKind kind);
extern bool row_fits(RowKind kind, Oid type, int32 modifier);
extern Datum row_datum(const RowColumn *column, const void *row, bool *is_null);
extern void row_take(const RowColumn *column, void *row, Datum value, bool is_null);
extern RowPlace *row_place(const RowTable *table, void *row);

static inline void *
row_at(const RowTable *table, void *rows, int i)
{
	return (char *) rows + table->size * i;
}

/* Rows held, and foreign keys to them that are spared. */
extern void row_hold(const RowTable *table, void *row);
extern void row_find_parents(const RowTable *table, Relation relation, RowBinding *binding);
extern void row_spare_parents(const RowTable *table, TriggerDesc *triggers, void *rows, int count,
							  Snapshot snapshot);
extern void row_spare_children(const RowChange *change, TriggerDesc *triggers, Relation relation);

/*
 * The two ways. Seeking and inserting what is new say of each row whether by its place. What goes
 * by SQL as one array does not say whose it is, so its place is told.
 */
extern void row_direct_seek(RowTable *table, Relation relation, void *rows, int count,
							RowMode mode);
extern void row_direct_lock(RowTable *table, Relation relation, void *rows, int count);
extern void *row_direct_children(RowTable *table, Relation relation, int64 owner_id,
								 const int64 *parent_ids, int count, RowMode mode, int *found);
extern void row_direct_insert(RowTable *table, Relation relation, void *rows, int count);
extern void row_direct_insert_new(RowTable *table, Relation relation, void *rows, int count);
extern void row_direct_update(RowChange *change, Relation relation, void *const *were,
							  void *const *rows, int count);

extern void row_query_seek(RowTable *table, void *rows, int count, RowMode mode);
extern void *row_query_children(RowTable *table, int64 owner_id, const int64 *parent_ids, int count,
								RowMode mode, int *found);
extern void row_query_insert(RowTable *table, int place, void *rows, int count);
extern void row_query_insert_new(RowTable *table, int place, void *rows, int count);
extern void row_query_update(RowChange *change, void *const *were, void *const *rows, int count);
extern void row_query_put(RowChange *change, int place, void *rows, int count, bool adds);

#endif
