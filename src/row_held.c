/*
 * row_held.c
 *	  Rows that this transaction locked or inserted through their rooms, and
 *	  foreign keys to them, which then need not be asked: a check is a statement
 *	  of its own for each row.
 *
 * A foreign key is spared where the parent is a row that the engine itself locked
 * or inserted in this transaction and that is there now, at the place where the
 * engine saw or wrote it last, with its key, and ours by what the row itself says:
 * written by this transaction, or locked by it and nobody else. So what an aborted
 * subtransaction locked or wrote is not held, nor what came to stand at its place.
 * Nobody else can delete a row that is held before we end, and if we do, the
 * parent's own triggers see the child. Otherwise the check fires as ever.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_constraint.h"
#include "commands/trigger.h"
#include "storage/bufmgr.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "row_bind.h"

typedef struct HeldKey
{
	Oid relation;
	AttrNumber numbers[2]; /* of its key, ascending … */
	int64 values[2];       /* … and what they are in the row */
} HeldKey;

typedef struct HeldRow
{
	HeldKey key;
	RowPlace place;
} HeldRow;

static HTAB *held;
static LocalTransactionId held_in; /* the transaction that it is of */

static HTAB *
held_rows(void)
{
	HASHCTL control = {.keysize = sizeof(HeldKey), .entrysize = sizeof(HeldRow)};

	if (held_in == MY_TRANSACTION)
		return held;
	control.hcxt = TopTransactionContext;
	held =
		hash_create("distribution rows held", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	held_in = MY_TRANSACTION;
	return held;
}

static HeldKey
held_key(Oid relation, AttrNumber a, int64 value_a, AttrNumber b, int64 value_b)
{
	HeldKey key;

	memset(&key, 0, sizeof(key)); /* hashed with what lies between */
	key.relation = relation;
	key.numbers[0] = Min(a, b);
	key.numbers[1] = Max(a, b);
	key.values[0] = a < b ? value_a : value_b;
	key.values[1] = a < b ? value_b : value_a;
	return key;
}

static int64
id_member(const RowTable *table, const void *row, int column)
{
	return *(const int64 *) ((const char *) row + table->columns[column].offset);
}

/* The row is locked, inserted or updated, and knows its place. */
void
row_hold(const RowTable *table, void *row)
{
	const RowBinding *binding = table->binding;
	HeldKey key;
	HeldRow *found;

	if (table->held_id == 0)
		return;
	key = held_key(binding->relation,
				   binding->numbers[0],
				   id_member(table, row, 0),
				   binding->numbers[table->held_id],
				   id_member(table, row, table->held_id));
	found = hash_search(held_rows(), &key, HASH_ENTER, NULL);
	found->place = *row_place(table, row);
}

static int
declared_as(const RowTable *table, const RowBinding *binding, AttrNumber number)
{
	for (int i = 0; i < table->column_count; i++)
		if (binding->numbers[i] == number)
			return table->columns[i].kind == ROW_INT64 ? i : -1;
	return -1;
}

static bool
is_immediate(Oid constraint)
{
	HeapTuple tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	bool immediate = false;

	if (HeapTupleIsValid(tuple))
	{
		immediate = !((Form_pg_constraint) GETSTRUCT(tuple))->condeferrable;
		ReleaseSysCache(tuple);
	}
	return immediate;
}

/* At binding: the foreign keys of two ids, which may be spared. */
void
row_find_parents(const RowTable *table, Relation relation, RowBinding *binding)
{
	ListCell *cell;

	/* A copy: what is looked up for a key may have the relation forget its own. */
	foreach (cell, copyObject(RelationGetFKeyList(relation)))
	{
		const ForeignKeyCacheInfo *key = lfirst(cell);
		RowParent parent = {.constraint = key->conoid, .relation = key->confrelid};

		if (key->nkeys != 2 || binding->parent_count == ROW_MAX_PARENTS)
			continue;
		for (int i = 0; i < 2; i++)
		{
			parent.columns[i] = declared_as(table, binding, key->conkey[i]);
			parent.numbers[i] = key->confkey[i];
		}
		if (parent.columns[0] >= 0 && parent.columns[1] >= 0 && is_immediate(key->conoid))
			binding->parents[binding->parent_count++] = parent;
	}
}

/* Whether it is this transaction that wrote the row, or alone has it locked; others may lock it while we look. */
static bool
is_ours(TupleTableSlot *slot)
{
	Buffer buffer = ((BufferHeapTupleTableSlot *) slot)->buffer;
	HeapTupleHeader header = ExecFetchSlotHeapTuple(slot, false, NULL)->t_data;
	bool ours;

	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	ours = TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(header)) ||
		(HEAP_XMAX_IS_LOCKED_ONLY(header->t_infomask) &&
		 (header->t_infomask & HEAP_XMAX_IS_MULTI) == 0 &&
		 TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetRawXmax(header)));
	LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
	return ours;
}

static bool
is_held(const HeldRow *row, Relation relation, Snapshot snapshot, TupleTableSlot *slot)
{
	ItemPointerData tid;

	ItemPointerSet(&tid, row->place.block, row->place.offset);
	if (!table_tuple_fetch_row_version(relation, &tid, snapshot, slot) || !is_ours(slot))
		return false;
	for (int i = 0; i < 2; i++)
	{
		bool is_null;
		Datum value = slot_getattr(slot, row->key.numbers[i], &is_null);

		if (is_null || DatumGetInt64(value) != row->key.values[i])
			return false;
	}
	return true;
}

static bool
are_held(const RowTable *table, const RowParent *parent, void *rows, int count, Snapshot snapshot)
{
	Relation relation = table_open(parent->relation, RowShareLock);
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	HeldKey last = {0};
	bool all = true;

	for (int i = 0; i < count && all; i++)
	{
		const void *row = row_at(table, rows, i);
		HeldKey key = held_key(parent->relation,
							   parent->numbers[0],
							   id_member(table, row, parent->columns[0]),
							   parent->numbers[1],
							   id_member(table, row, parent->columns[1]));
		const HeldRow *found;

		if (memcmp(&key, &last, sizeof(key)) == 0)
			continue;
		found = hash_search(held_rows(), &key, HASH_FIND, NULL);
		all = found != NULL && is_held(found, relation, snapshot, slot);
		last = key;
	}
	ExecDropSingleTupleTableSlot(slot);
	table_close(relation, NoLock);
	return all;
}

/* For a statement that inserts the rows: its own copy of the triggers, without those of keys that hold. */
void
row_spare_parents(const RowTable *table, TriggerDesc *triggers, void *rows, int count,
				  Snapshot snapshot)
{
	const RowBinding *binding = table->binding;

	if (held_in != MY_TRANSACTION || triggers == NULL)
		return;
	for (int i = 0; i < binding->parent_count; i++)
	{
		if (!are_held(table, &binding->parents[i], rows, count, snapshot))
			continue;
		for (int j = 0; j < triggers->numtriggers; j++)
			if (triggers->triggers[j].tgconstraint == binding->parents[i].constraint &&
				triggers->triggers[j].tgfoid == F_RI_FKEY_CHECK_INS)
				triggers->triggers[j].tgenabled = TRIGGER_DISABLED;
	}
}

/* For a statement that updates: without the triggers of those who refer to a key, if it changes no column of any. */
void
row_spare_children(const RowChange *change, TriggerDesc *triggers, Relation relation)
{
	Bitmapset *keys;
	bool changes_key = false;

	if (triggers == NULL)
		return;
	keys = RelationGetIndexAttrBitmap(relation, INDEX_ATTR_BITMAP_KEY);
	for (int i = 0; i < change->count; i++)
	{
		AttrNumber number = change->table->binding->numbers[change->numbers[i]];

		changes_key |= bms_is_member(number - FirstLowInvalidHeapAttributeNumber, keys);
	}
	bms_free(keys);
	for (int i = 0; i < triggers->numtriggers && !changes_key; i++)
		if (RI_FKey_trigger_type(triggers->triggers[i].tgfoid) == RI_TRIGGER_PK)
			triggers->triggers[i].tgenabled = TRIGGER_DISABLED;
}
