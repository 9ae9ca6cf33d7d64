/*
 * partnership_row.c
 *	  The room of partnerships: what their terms are made of, and their lock.
 *
 * What changes them is a verb of partnership.c, once in a while and a few columns
 * each, so it does that by SQL.
 */
#include "postgres.h"

#include "errors.h"
#include "id.h"
#include "partnership_row.h"
#include "state.h"

#define PARTNERSHIP(column, KIND) ROW_IN(PartnershipRow, column, KIND)

static const RowColumn PARTNERSHIP_COLUMNS[] = {
	PARTNERSHIP(supplier_id, INT64),
	PARTNERSHIP(partnership_id, INT64),
	PARTNERSHIP(distributor_id, INT64),
	PARTNERSHIP(state, TEXT),
	ROW_IF(PartnershipRow, level, level, INT32, HAS, has_level),
	PARTNERSHIP(hold_reason, TEXT),
	PARTNERSHIP(shop_name, TEXT),
	PARTNERSHIP(distributor_name, TEXT),
	PARTNERSHIP(supplier_suspended, BOOL),
	PARTNERSHIP(distributor_suspended, BOOL),
	PARTNERSHIP(rule_hold_reason, TEXT),
};

RowTable PARTNERSHIP_TABLE = {ROW_TABLE("partnership", PartnershipRow, PARTNERSHIP_COLUMNS, 2)};

/* SD005 if there is no such partnership. */
PartnershipRow
partnership_row_find(int64 supplier_id, int64 partnership_id, RowMode mode)
{
	PartnershipRow row = {.supplier_id = supplier_id, .partnership_id = partnership_id};

	if (row_find(&PARTNERSHIP_TABLE, &row, 1, mode) == 0)
		error_not_found("partnership", partnership_id);
	return row;
}

/* By id, as of the active snapshot; repeats do not matter. */
PartnershipRow *
partnership_rows_read(int64 supplier_id, const int64 *partnership_ids, int count, int *found)
{
	PartnershipRow *rows = palloc0(sizeof(PartnershipRow) * Max(count, 1));
	int64 *ids = palloc(sizeof(int64) * Max(count, 1));

	memcpy(ids, partnership_ids, sizeof(int64) * count);
	count = ids_sort_distinct(ids, count);
	for (int i = 0; i < count; i++)
	{
		rows[i].supplier_id = supplier_id;
		rows[i].partnership_id = ids[i];
	}
	*found = row_find(&PARTNERSHIP_TABLE, rows, count, ROW_READ);
	return rows;
}

static int
keep_live(PartnershipRow *rows, int count)
{
	int kept = 0;

	for (int i = 0; i < count; i++)
		if (state_is(rows[i].state, PARTNERSHIP_STATE_PARTNERED))
			rows[kept++] = rows[i];
	return kept;
}

/* Locks a supplier's partnerships that are partnered; their ids, in order. */
int64 *
partnership_rows_lock_live(int64 supplier_id, int *count)
{
	PartnershipRow *rows = row_children(&PARTNERSHIP_TABLE, supplier_id, NULL, 0, ROW_NOW, count);
	int64 *ids;

	*count = keep_live(rows, *count);
	*count = keep_live(rows, row_lock_found(&PARTNERSHIP_TABLE, rows, *count));
	ids = palloc(sizeof(int64) * Max(*count, 1));
	for (int i = 0; i < *count; i++)
		ids[i] = rows[i].partnership_id;
	return ids;
}
