/*
 * row_query.c
 *	  Rooms by SQL made from their declaration, through plan.
 *
 * The texts are made once a session: what they name are columns of the
 * declaration. Sets go in as arrays, grouped by what leads the key; a changed row
 * is a statement of its own, whose plan depends on no counts.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "row_bind.h"

typedef struct RowQueries
{
	PlanQuery read;
	PlanQuery lock;
	PlanQuery children[2]; /* of the owner; of parents too */
	PlanQuery insert;
	PlanQuery insert_new;
	PlanQuery insert_new_one;
	PlanQuery update[ROW_MAX_CHANGES];
	PlanQuery add[ROW_MAX_CHANGES];
	PlanQuery put[ROW_MAX_CHANGES];
} RowQueries;

static RowQueries *
queries_of(RowTable *table)
{
	if (table->queries == NULL)
		table->queries = MemoryContextAllocZero(TopMemoryContext, sizeof(RowQueries));
	return table->queries;
}

/* "a, b": the first of the columns, so those of the key or all. */
static char *
names(const RowTable *table, int count)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < count; i++)
		appendStringInfo(&text, "%s%s", i == 0 ? "" : ", ", table->columns[i].name);
	return text.data;
}

static char *
types(const RowTable *table, int count, bool is_set)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < count; i++)
		appendStringInfo(&text,
						 "%s%s%s",
						 i == 0 ? "" : ", ",
						 row_type_name(table->columns[i].kind),
						 is_set && i == count - 1 ? "[]" : "");
	return text.data;
}

/* "a = $1 AND b = ANY ($2)", the last of the columns as a set or not; of a key whose index has not all rows, of those. */
static char *
condition(const RowTable *table, int count, bool is_set)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < count; i++)
		appendStringInfo(&text,
						 is_set && i == count - 1 ? "%s%s = ANY ($%d)" : "%s%s = $%d",
						 i == 0 ? "" : " AND ",
						 table->columns[i].name,
						 i + 1);
	if (table->where != NULL)
		appendStringInfo(&text, " AND %s", table->where);
	return text.data;
}

static bool
is_of_suppliers(const RowTable *table)
{
	return strcmp(table->columns[0].name, "supplier_id") == 0;
}

/* An array of rows does not say whose they are: they are executed at a place that is told. */
static PlacementScope
scope_of(const RowTable *table, const char *types)
{
	if (!is_of_suppliers(table))
		return PLACEMENT_OF_SHARED;
	return strncmp(types, "bigint", 6) == 0 && types[6] != '[' ? PLACEMENT_OF_SUPPLIER
															   : PLACEMENT_OF_ALL;
}

/* Not suppliers themselves: a distributed engine locks rows of one only. */
static bool
seeks_sets(const RowTable *table)
{
	return table->key_count > 1 || !is_of_suppliers(table);
}

/* Made once, for the rest of the session. */
static PlanQuery *
make_query(PlanQuery *query, const RowTable *table, const char *what, int result,
		   const char *argument_types, const char *text)
{
	query->types = MemoryContextStrdup(TopMemoryContext, argument_types);
	query->sql = MemoryContextStrdup(TopMemoryContext, text);
	query->scope = scope_of(table, argument_types);
	query->result = result;
	query->name = MemoryContextStrdup(TopMemoryContext, psprintf("%s %s", what, table->name));
	return query;
}

static PlanQuery *
select_query(PlanQuery *query, const RowTable *table, int key_count, bool is_set, bool lock)
{
	if (query->name != NULL)
		return query;
	return make_query(query,
					  table,
					  lock ? "lock" : "read",
					  SPI_OK_SELECT,
					  types(table, key_count, is_set),
					  psprintf("SELECT %s FROM distribution.%s WHERE %s ORDER BY %s%s",
							   names(table, table->column_count),
							   table->name,
							   condition(table, key_count, is_set),
							   names(table, table->key_count),
							   lock ? " FOR NO KEY UPDATE" : ""));
}

static void
bind_member(PlanValues *values, const RowColumn *column, const void *row)
{
	bool is_null;
	Datum value = row_datum(column, row, &is_null);

	plan_bind(values, value, is_null);
}

static void
take_row(const RowTable *table, const PlanRows *found, int n, void *row)
{
	for (int i = 0; i < table->column_count; i++)
	{
		bool is_null;
		Datum value = plan_datum(found, n, i + 1, &is_null);

		row_take(&table->columns[i], row, value, is_null);
	}
	row_place(table, row)->offset = ROW_FOUND;
}

static bool
same_member(const RowColumn *column, const void *a, const void *b)
{
	const char *left = (const char *) a + column->offset;
	const char *right = (const char *) b + column->offset;

	switch (column->kind)
	{
		case ROW_INT64:
		case ROW_ID:
			return *(const int64 *) left == *(const int64 *) right;
		case ROW_INT32:
			return *(const int32 *) left == *(const int32 *) right;
		case ROW_DATE:
			return *(const DateADT *) left == *(const DateADT *) right;
		case ROW_TEXT:
			return strcmp(*(const char *const *) left, *(const char *const *) right) == 0;
		default:
			elog(ERROR, "column %s cannot be in a key", column->name);
	}
}

static bool
same_key(const RowTable *table, const void *a, const void *b, int key_count)
{
	for (int i = 0; i < key_count; i++)
		if (!same_member(&table->columns[i], a, b))
			return false;
	return true;
}

/* Hands the rows found to those that asked for them, both in the same order but for texts. */
static void
hand_out(const RowTable *table, const PlanRows *found, void *rows, int count)
{
	char *row = palloc0(table->size);
	int next = 0;

	for (int n = 0; n < found->count; n++)
	{
		take_row(table, found, n, row);
		for (int i = 0; i < count; i++, next++)
		{
			void *asked = row_at(table, rows, next % count);

			if (!same_key(table, row, asked, table->key_count))
				continue;
			take_row(table, found, n, asked);
			break;
		}
	}
	pfree(row);
}

/* Rows that differ in the last column of the key only. */
static void
seek_group(RowTable *table, void *rows, int count, RowMode mode)
{
	RowQueries *queries = queries_of(table);
	PlanQuery *query = select_query(mode == ROW_LOCK ? &queries->lock : &queries->read,
									table,
									table->key_count,
									seeks_sets(table),
									mode == ROW_LOCK);
	const RowColumn *last = &table->columns[table->key_count - 1];
	PlanColumn set = plan_column(row_type(last->kind), count);
	PlanValues values = {0};
	PlanRows found;

	for (int i = 0; i < table->key_count - 1; i++)
		bind_member(&values, &table->columns[i], rows);
	for (int i = 0; i < count; i++)
	{
		bool is_null;
		Datum value = row_datum(last, row_at(table, rows, i), &is_null);

		plan_column_add(&set, value, is_null);
	}
	if (seeks_sets(table))
		plan_bind_column(&values, &set);
	else
		bind_member(&values, last, rows);
	found = mode == ROW_READ ? plan_read(query, &values) : plan_execute(query, &values);
	hand_out(table, &found, rows, count);
}

void
row_query_seek(RowTable *table, void *rows, int count, RowMode mode)
{
	int first = 0;

	for (int i = 1; i <= count; i++)
	{
		if (i < count && seeks_sets(table) &&
			same_key(
				table, row_at(table, rows, first), row_at(table, rows, i), table->key_count - 1))
			continue;
		seek_group(table, row_at(table, rows, first), i - first, mode);
		first = i;
	}
}

void *
row_query_children(RowTable *table, int64 owner_id, const int64 *parent_ids, int count,
				   RowMode mode, int *found)
{
	bool has_parents = parent_ids != NULL;
	PlanQuery *query = select_query(
		&queries_of(table)->children[has_parents], table, has_parents ? 2 : 1, has_parents, false);
	PlanValues values = {0};
	PlanColumn set = plan_column(row_type(ROW_INT64), count);
	PlanRows rows;
	char *children;

	plan_bind_int64(&values, owner_id);
	for (int i = 0; i < count; i++)
		plan_column_add_int64(&set, parent_ids[i]);
	if (has_parents)
		plan_bind_column(&values, &set);
	rows = mode == ROW_READ ? plan_read(query, &values) : plan_execute(query, &values);
	children = palloc0(table->size * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
		take_row(table, &rows, i, row_at(table, children, i));
	*found = rows.count;
	return children;
}

/*
 * What an INSERT gives each column: a member of r, or a value of its own. Ids are made by the name of
 * their sequence: a piece of a distributed table has no default.
 */
static char *
given(const RowTable *table, bool of_array)
{
	StringInfoData values;
	int number = 0;

	initStringInfo(&values);
	for (int i = 0; i < table->column_count; i++)
	{
		const char *name = table->columns[i].name;

		appendStringInfoString(&values, i == 0 ? "" : ", ");
		if (table->columns[i].is_made)
			appendStringInfo(&values, "nextval('distribution.%s_%s_seq')", table->name, name);
		else if (of_array)
			appendStringInfo(&values, "r.%s", name);
		else
			appendStringInfo(&values, "$%d", ++number);
	}
	return values.data;
}

/* An INSERT of rows that come as one array, and what becomes of those whose key is taken. */
static PlanQuery *
insert_query(PlanQuery *query, const RowTable *table, const char *what, int result,
			 const char *action)
{
	return make_query(
		query,
		table,
		what,
		result,
		table->name,
		psprintf("INSERT INTO distribution.%s AS kept (%s) SELECT %s FROM unnest($1) AS r%s",
				 table->name,
				 names(table, table->column_count),
				 given(table, true),
				 action));
}

static char *
on_conflict(const RowTable *table, const char *action)
{
	return psprintf(" ON CONFLICT (%s)%s%s DO %s",
					names(table, table->key_count),
					table->where != NULL ? " WHERE " : "",
					table->where != NULL ? table->where : "",
					action);
}

/* Executes a statement that takes the rows as one array. */
static PlanRows
execute_rows(const RowTable *table, PlanQuery *query, int place, const void *rows, int count)
{
	const char *names[ROW_MAX_COLUMNS];
	int column_count = 0;
	PlanValues values = {0};
	PlanRowset rowset;

	for (int i = 0; i < table->column_count; i++)
		if (!table->columns[i].is_made)
			names[column_count++] = table->columns[i].name;
	rowset = plan_rowset(table->name, names, column_count, count);
	for (int i = 0; i < count; i++)
	{
		PlanValues row = {0};

		for (int j = 0; j < table->column_count; j++)
			if (!table->columns[j].is_made)
				bind_member(&row, &table->columns[j], (const char *) rows + table->size * i);
		plan_rowset_add(&rowset, &row);
	}
	plan_bind_rowset(&values, &rowset);
	return plan_execute_at(query, &values, place);
}

/* -1: it has none. */
static int
made_column(const RowTable *table)
{
	for (int i = 0; i < table->column_count; i++)
		if (table->columns[i].is_made)
			return i;
	return -1;
}

/* A user's trigger may have left out some: then nobody knows whose identities those are. */
void
row_query_insert(RowTable *table, int place, void *rows, int count)
{
	PlanQuery *query = &queries_of(table)->insert;
	int made = made_column(table);
	PlanRows told;

	if (query->name == NULL)
		insert_query(query,
					 table,
					 "insert",
					 made >= 0 ? SPI_OK_INSERT_RETURNING : SPI_OK_INSERT,
					 made >= 0 ? psprintf(" RETURNING %s", table->columns[made].name) : "");
	told = execute_rows(table, query, place, rows, count);

	for (int i = 0; i < count; i++)
	{
		void *row = row_at(table, rows, i);

		row_place(table, row)->offset = ROW_FOUND;
		if (made >= 0 && told.count == count)
			*(int64 *) ((char *) row + table->columns[made].offset) = plan_int64(&told, i, 1);
	}
}

static char *
nothing_returning(const RowTable *table)
{
	return on_conflict(table, psprintf("NOTHING RETURNING %s", names(table, table->column_count)));
}

static PlanQuery *
insert_new_one_query(PlanQuery *query, const RowTable *table)
{
	StringInfoData argument_types;

	if (query->name != NULL)
		return query;
	initStringInfo(&argument_types);
	for (int i = 0; i < table->column_count; i++)
		if (!table->columns[i].is_made)
			appendStringInfo(&argument_types,
							 "%s%s",
							 argument_types.len == 0 ? "" : ", ",
							 row_type_name(table->columns[i].kind));
	return make_query(query,
					  table,
					  "insert new one",
					  SPI_OK_INSERT_RETURNING,
					  argument_types.data,
					  psprintf("INSERT INTO distribution.%s AS kept (%s) VALUES (%s)%s",
							   table->name,
							   names(table, table->column_count),
							   given(table, false),
							   nothing_returning(table)));
}

/* A distributed engine miscounts what it leaves out of an INSERT of rows that it plans: SPI refuses the answer. */
static void
insert_new_one_by_one(RowTable *table, void *rows, int count)
{
	PlanQuery *query = insert_new_one_query(&queries_of(table)->insert_new_one, table);

	for (int i = 0; i < count; i++)
	{
		void *row = row_at(table, rows, i);
		PlanValues values = {0};
		PlanRows inserted;

		for (int j = 0; j < table->column_count; j++)
			if (!table->columns[j].is_made)
				bind_member(&values, &table->columns[j], row);
		inserted = plan_execute(query, &values);
		hand_out(table, &inserted, row, 1);
	}
}

void
row_query_insert_new(RowTable *table, int place, void *rows, int count)
{
	PlanQuery *query = &queries_of(table)->insert_new;
	PlanRows inserted;

	if (place == PLACEMENT_BY_NAME && placement_is_distributed())
	{
		insert_new_one_by_one(table, rows, count);
		return;
	}
	if (query->name == NULL)
		insert_query(query, table, "insert new", SPI_OK_INSERT_RETURNING, nothing_returning(table));
	inserted = execute_rows(table, query, place, rows, count);
	hand_out(table, &inserted, rows, count);
}

static PlanQuery *
update_query(PlanQuery *query, const RowChange *change)
{
	const RowTable *table = change->table;
	StringInfoData argument_types;
	StringInfoData values;

	if (query->name != NULL)
		return query;
	initStringInfo(&argument_types);
	initStringInfo(&values);
	appendStringInfoString(&argument_types, types(table, table->key_count, false));
	for (int i = 0; i < change->count; i++)
	{
		const RowColumn *column = &table->columns[change->numbers[i]];

		appendStringInfo(&argument_types, ", %s", row_type_name(column->kind));
		appendStringInfo(
			&values, "%s%s = $%d", i == 0 ? "" : ", ", column->name, table->key_count + i + 1);
	}
	return make_query(query,
					  table,
					  "update",
					  SPI_OK_UPDATE,
					  argument_types.data,
					  psprintf("UPDATE distribution.%s SET %s WHERE %s",
							   table->name,
							   values.data,
							   condition(table, table->key_count, false)));
}

void
row_query_update(RowChange *change, void *const *were, void *const *rows, int count)
{
	RowTable *table = change->table;
	PlanQuery *query = update_query(&queries_of(table)->update[change->no], change);

	for (int i = 0; i < count; i++)
	{
		PlanValues values = {0};

		for (int j = 0; j < table->key_count; j++)
			bind_member(&values, &table->columns[j], were[i]);
		for (int j = 0; j < change->count; j++)
			bind_member(&values, &table->columns[change->numbers[j]], rows[i]);
		plan_execute(query, &values);
		row_place(table, rows[i])->offset = ROW_FOUND;
	}
}

static PlanQuery *
put_query(PlanQuery *query, const RowChange *change, bool adds)
{
	const RowTable *table = change->table;
	StringInfoData values;

	if (query->name != NULL)
		return query;
	initStringInfo(&values);
	for (int i = 0; i < change->count; i++)
	{
		const char *name = table->columns[change->numbers[i]].name;

		appendStringInfo(&values, "%s%s = ", i == 0 ? "" : ", ", name);
		if (adds)
			appendStringInfo(&values, "kept.%s + ", name);
		appendStringInfo(&values, "EXCLUDED.%s", name);
	}
	return insert_query(query,
						table,
						adds ? "add to" : "put into",
						SPI_OK_INSERT,
						on_conflict(table, psprintf("UPDATE SET %s", values.data)));
}

void
row_query_put(RowChange *change, int place, void *rows, int count, bool adds)
{
	RowQueries *queries = queries_of(change->table);
	PlanQuery *query = put_query(&(adds ? queries->add : queries->put)[change->no], change, adds);

	(void) execute_rows(change->table, query, place, rows, count);
}
