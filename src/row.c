/*
 * row.c
 *	  Rooms: what can be asked of them, each by one of the two ways (row_direct.c,
 *	  row_query.c), which row_bind.c decides.
 */
#include "postgres.h"

#include "common/int.h"

#include "errors.h"
#include "row_bind.h"

static int
column_of(const RowTable *table, const char *name, size_t length)
{
	for (int i = 0; i < table->column_count; i++)
		if (strlen(table->columns[i].name) == length &&
			strncmp(table->columns[i].name, name, length) == 0)
			return i;
	elog(ERROR, "room \"%s\" has no column %s", table->name, name);
}

/* Reads its list of columns, on its first use. */
static void
change_bind(RowChange *change)
{
	const char *rest = change->columns;

	if (change->count > 0)
		return;
	if (change->table->change_count == ROW_MAX_CHANGES)
		elog(ERROR, "room \"%s\" has too many changes", change->table->name);
	while (*rest != '\0')
	{
		size_t length = strcspn(rest, ",");

		change->numbers[change->count++] = column_of(change->table, rest, length);
		rest += length;
		rest += strspn(rest, ", ");
	}
	change->no = change->table->change_count++;
}

/* What is there and what is added to it, in the columns of a change; null is nothing. */
static void
add_to_row(const RowChange *change, void *row, const void *added)
{
	for (int i = 0; i < change->count; i++)
	{
		const RowColumn *column = &change->table->columns[change->numbers[i]];
		void *to = (char *) row + column->offset;
		const void *from = (const char *) added + column->offset;
		bool overflows = true;

		if (column->kind == ROW_MINOR)
			overflows = !minor_add(*(Minor *) to, *(const Minor *) from, (Minor *) to);
		else if (column->kind == ROW_INT32)
			overflows = pg_add_s32_overflow(*(int32 *) to, *(const int32 *) from, (int32 *) to);
		else
			elog(ERROR, "column %s cannot be added to", column->name);
		if (overflows)
			error_out_of_range(column->name);
	}
}

/* Whose a row is; of what all share it is nobody's. */
static int64
owner_of(const RowTable *table, const void *row)
{
	return table->columns[0].kind == ROW_INT64
		? *(const int64 *) ((const char *) row + table->columns[0].offset)
		: 0;
}

/* Where rows are; by name if they are at several places. */
static int
place_of(const RowTable *table, void *rows, int count, RowAct act)
{
	int place = placement_of_table(table->name, owner_of(table, rows), act != ROW_ACT_READ);

	for (int i = 1; place >= 0 && i < count; i++)
		if (owner_of(table, row_at(table, rows, i)) != owner_of(table, rows))
			return PLACEMENT_BY_NAME;
	return place;
}

static int
place_of_changed(const RowTable *table, void *const *rows, int count)
{
	int place = placement_of_table(table->name, owner_of(table, rows[0]), true);

	for (int i = 1; place >= 0 && i < count; i++)
		if (owner_of(table, rows[i]) != owner_of(table, rows[0]))
			return PLACEMENT_BY_NAME;
	return place;
}

/* Rows that are not there are left out. */
static int
keep_found(RowTable *table, void *rows, int count)
{
	int kept = 0;

	for (int i = 0; i < count; i++)
	{
		if (row_place(table, row_at(table, rows, i))->offset == 0)
			continue;
		if (kept != i)
			memcpy(row_at(table, rows, kept), row_at(table, rows, i), table->size);
		kept++;
	}
	return kept;
}

static void
seek(RowTable *table, void *rows, int count, RowMode mode)
{
	RowAct act = mode == ROW_LOCK ? ROW_ACT_LOCK : ROW_ACT_READ;
	Relation relation = row_open(table, place_of(table, rows, count, act), act, NULL);

	for (int i = 0; i < count; i++)
		row_place(table, row_at(table, rows, i))->offset = 0;
	if (relation != NULL)
		row_direct_seek(table, relation, rows, count, mode);
	else
		row_query_seek(table, rows, count, mode);
}

/* Fills those that are there, whose keys are set, and moves them together; returns how many. */
int
row_find(RowTable *table, void *rows, int count, RowMode mode)
{
	if (count == 0)
		return 0;
	seek(table, rows, count, mode);
	return keep_found(table, rows, count);
}

/*
 * Locks rows that were found as of now, which the caller has looked at; what he asked of them
 * he asks again, as they may be others since. Returns how many are still there.
 */
int
row_lock_found(RowTable *table, void *rows, int count)
{
	Relation relation;

	if (count == 0)
		return 0;
	relation = row_open(table, place_of(table, rows, count, ROW_ACT_LOCK), ROW_ACT_LOCK, NULL);
	if (relation != NULL)
		row_direct_lock(table, relation, rows, count);
	else
		seek(table, rows, count, ROW_LOCK);
	return keep_found(table, rows, count);
}

/*
 * The rows whose key begins with the owner, or with the owner and one of the parents, sorted by
 * these; by key among those of one.
 */
void *
row_children(RowTable *table, int64 owner_id, const int64 *parent_ids, int count, RowMode mode,
			 int *found)
{
	Relation relation =
		row_open(table, placement_of_table(table->name, owner_id, false), ROW_ACT_READ, NULL);

	Assert(mode != ROW_LOCK);
	return relation != NULL
		? row_direct_children(table, relation, owner_id, parent_ids, count, mode, found)
		: row_query_children(table, owner_id, parent_ids, count, mode, found);
}

/* In their order; each is told its place and identity. */
void
row_insert(RowTable *table, void *rows, int count)
{
	Relation relation;
	int place;

	if (count == 0)
		return;
	place = place_of(table, rows, count, ROW_ACT_INSERT);
	relation = row_open(table, place, ROW_ACT_INSERT, NULL);
	if (relation != NULL)
		row_direct_insert(table, relation, rows, count);
	else
		row_query_insert(table, place, rows, count);
}

/*
 * Inserts, in their order, those whose key nobody has; only these are told their place and
 * identity. Waits for who inserts the same. Returns how many they are.
 */
int
row_insert_new(RowTable *table, void *rows, int count)
{
	Relation relation;
	int inserted = 0;
	int place;

	if (count == 0)
		return 0;
	place = place_of(table, rows, count, ROW_ACT_INSERT_NEW);
	relation = row_open(table, place, ROW_ACT_INSERT_NEW, NULL);
	for (int i = 0; i < count; i++)
		row_place(table, row_at(table, rows, i))->offset = 0;
	if (relation != NULL)
		row_direct_insert_new(table, relation, rows, count);
	else
		row_query_insert_new(table, place, rows, count);
	for (int i = 0; i < count; i++)
		inserted += row_place(table, row_at(table, rows, i))->offset != 0;
	return inserted;
}

/* Writes the columns of the change; the rows are there, and told their new place. */
void
row_update(RowChange *change, void *const *rows, int count)
{
	row_move(change, rows, rows, count);
}

/* The same of rows that get another key by it: were are those that are there, in the same order. */
void
row_move(RowChange *change, void *const *were, void *const *rows, int count)
{
	Relation relation;

	if (count == 0)
		return;
	change_bind(change);
	relation = row_open(change->table,
						place_of_changed(change->table, rows, count),
						(RowAct) (ROW_ACT_CHANGE + change->no),
						change);
	if (relation != NULL)
		row_direct_update(change, relation, were, rows, count);
	else
		row_query_update(change, were, rows, count);
}

/* In the columns of a change, what is written and not what is there. */
static void
overwrite(const RowChange *change, void *row, const void *written)
{
	RowPlace place = *row_place(change->table, row);

	memcpy(row, written, change->table->size);
	*row_place(change->table, row) = place;
}

/* What row_add and row_put do without ON CONFLICT, which needs the lock of what the rows belong to. */
static void
put_directly(RowChange *change, void *rows, int count, bool adds)
{
	RowTable *table = change->table;
	char *kept = palloc(table->size * count);
	char *fresh = palloc(table->size * count);
	void **changed = palloc(sizeof(void *) * count);
	int changed_count = 0;
	int fresh_count = 0;

	memcpy(kept, rows, table->size * count);
	seek(table, kept, count, ROW_NOW);
	for (int i = 0; i < count; i++)
	{
		void *row = row_at(table, kept, i);

		if (row_place(table, row)->offset == 0)
		{
			memcpy(row_at(table, fresh, fresh_count++), row_at(table, rows, i), table->size);
			continue;
		}
		if (adds)
			add_to_row(change, row, row_at(table, rows, i));
		else
			overwrite(change, row, row_at(table, rows, i));
		changed[changed_count++] = row;
	}
	row_update(change, changed, changed_count);
	row_insert(table, fresh, fresh_count);
}

static void
put(RowChange *change, void *rows, int count, bool adds)
{
	RowTable *table = change->table;
	int place;

	if (count == 0)
		return;
	change_bind(change);
	place = place_of(table, rows, count, ROW_ACT_CHANGE);
	if (!rows_by_sql && row_why_sql(table, place, ROW_ACT_INSERT) == NULL &&
		row_why_sql(table, place, ROW_ACT_CHANGE) == NULL)
		put_directly(change, rows, count, adds);
	else
		row_query_put(change, place, rows, count, adds);
}

/* Adds to the rows that are there, in the columns of the change, and inserts the others. */
void
row_add(RowChange *change, void *rows, int count)
{
	put(change, rows, count, true);
}

/* Writes over those that are there, in the columns of the change, and inserts the others. */
void
row_put(RowChange *change, void *rows, int count)
{
	put(change, rows, count, false);
}
