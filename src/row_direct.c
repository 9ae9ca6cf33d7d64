/*
 * row_direct.c
 *	  Rows without SQL: searched by the primary key's index, locked and written as
 *	  the executor does it, through the same functions.
 *
 * Each write is a statement of its own: it has a range table of one entry, fires
 * the statement's and rows' triggers, foreign keys among them, checks the
 * constraints, and is seen by what comes after. Inserts go the way of COPY,
 * updates that of logical replication. Locking follows nodeLockRows.c: what was
 * changed while we waited is followed to its last version, and its key compared
 * again; under a transaction's snapshot it is a serialization failure.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relscan.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "commands/sequence.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "row_bind.h"

#define ROWS_AT_ONCE 256 /* inserted */

/* A write as a statement. */
typedef struct Statement
{
	const RowTable *table;
	const RowBinding *binding;
	Relation relation;
	EState *estate;
	ResultRelInfo *result;
} Statement;

/* Rows being searched. */
typedef struct Search
{
	const RowTable *table;
	const RowBinding *binding;
	Relation relation;
	Relation index;
	IndexScanDesc scan;
	TupleTableSlot *slot;
	RowMode mode;
} Search;

/* As of now, with all that this transaction has written. */
static void
snapshot_now(void)
{
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
}

static Search
search_begin(const RowTable *table, Relation relation, RowMode mode, int key_count)
{
	Search search = {
		.table = table,
		.binding = table->binding,
		.relation = relation,
		.mode = mode,
	};

	if (mode != ROW_READ)
		snapshot_now();
	search.index = index_open(search.binding->key_index, AccessShareLock);
	search.scan = compat_index_beginscan(relation, search.index, GetActiveSnapshot(), key_count);
	search.slot = table_slot_create(relation, NULL);
	return search;
}

/*
 * PostgreSQL keeps sixteen locks of a session in its own memory, and a push touches more relations
 * than that: so an index is let go at once, as a catalogue's is, and so is a table of which nothing
 * but rows of a snapshot were read that ends before the transaction does.
 */
static void
search_end(Search *search)
{
	bool is_over = search->mode == ROW_READ && !IsolationUsesXactSnapshot();

	ExecDropSingleTupleTableSlot(search->slot);
	index_endscan(search->scan);
	index_close(search->index, AccessShareLock);
	if (search->mode != ROW_READ)
		PopActiveSnapshot();
	table_close(search->relation, is_over ? AccessShareLock : NoLock);
}

/* Begins to look for the rows whose key begins like this one's. */
static void
search_for(Search *search, const void *row, int key_count)
{
	ScanKeyData keys[ROW_MAX_KEYS];

	memcpy(keys, search->binding->keys, sizeof(ScanKeyData) * key_count);
	for (int i = 0; i < key_count; i++)
	{
		bool is_null;

		keys[i].sk_argument = row_datum(&search->table->columns[i], row, &is_null);
		Assert(!is_null);
	}
	index_rescan(search->scan, keys, key_count, NULL, 0);
}

/* Into the search's slot; false: no more. */
static bool
search_next(Search *search)
{
	return index_getnext_slot(search->scan, ForwardScanDirection, search->slot);
}

static void
take_place(const RowTable *table, void *row, const TupleTableSlot *slot)
{
	RowPlace *place = row_place(table, row);

	place->block = ItemPointerGetBlockNumber(&slot->tts_tid);
	place->offset = ItemPointerGetOffsetNumber(&slot->tts_tid);
}

static void
take_row(const RowTable *table, const RowBinding *binding, TupleTableSlot *slot, void *row)
{
	slot_getsomeattrs(slot, binding->last_number);
	for (int i = 0; i < table->column_count; i++)
	{
		int n = binding->numbers[i] - 1;

		row_take(&table->columns[i], row, slot->tts_values[n], slot->tts_isnull[n]);
	}
	take_place(table, row, slot);
}

static bool
has_key(const RowTable *table, const RowBinding *binding, TupleTableSlot *slot, const void *row)
{
	slot_getsomeattrs(slot, binding->last_number);
	for (int i = 0; i < table->key_count; i++)
	{
		const ScanKeyData *key = &binding->keys[i];
		int n = binding->numbers[i] - 1;
		bool is_null;
		Datum value = row_datum(&table->columns[i], row, &is_null);

		if (slot->tts_isnull[n])
			return false;
		if (TupleDescAttr(slot->tts_tupleDescriptor, n)->attbyval
				? slot->tts_values[n] != value
				: !DatumGetBool(FunctionCall2Coll(unconstify(FmgrInfo *, &key->sk_func),
												  key->sk_collation,
												  slot->tts_values[n],
												  value)))
			return false;
	}
	return true;
}

pg_noreturn static void
fail_serialization(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg("could not serialize access due to concurrent update")));
}

/* Locks the row at a place and fills the slot with its last version; false: there is none any more. */
static bool
lock_place(Relation relation, ItemPointer tid, TupleTableSlot *slot)
{
	uint8 flags = TUPLE_LOCK_FLAG_LOCK_UPDATE_IN_PROGRESS;
	TM_FailureData failure;
	TM_Result result;

	if (!IsolationUsesXactSnapshot())
		flags |= TUPLE_LOCK_FLAG_FIND_LAST_VERSION;
	result = table_tuple_lock(relation,
							  tid,
							  GetActiveSnapshot(),
							  slot,
							  GetCurrentCommandId(true),
							  LockTupleNoKeyExclusive,
							  LockWaitBlock,
							  flags,
							  &failure);
	switch (result)
	{
		case TM_Ok:
			return true;
		case TM_SelfModified:
			return false;
		case TM_Deleted:
			if (IsolationUsesXactSnapshot())
				fail_serialization();
			return false;
		case TM_Updated:
			if (IsolationUsesXactSnapshot())
				fail_serialization();
			break;
		default:
			break;
	}
	elog(ERROR, "unexpected table_tuple_lock status: %d", (int) result);
}

/* The row at a place, under lock, if it still has its key; it is read as it is then. */
static bool
lock_row(const RowTable *table, Relation relation, ItemPointerData tid, TupleTableSlot *slot,
		 void *row)
{
	if (!lock_place(relation, &tid, slot) || !has_key(table, table->binding, slot, row))
		return false;
	take_row(table, table->binding, slot, row);
	row_hold(table, row);
	return true;
}

void
row_direct_seek(RowTable *table, Relation relation, void *rows, int count, RowMode mode)
{
	Search search = search_begin(table, relation, mode, table->key_count);
	TupleTableSlot *locked = mode == ROW_LOCK ? table_slot_create(relation, NULL) : NULL;

	for (int i = 0; i < count; i++)
	{
		void *row = row_at(table, rows, i);

		search_for(&search, row, table->key_count);
		if (!search_next(&search))
			continue;
		if (mode == ROW_LOCK)
			(void) lock_row(table, relation, search.slot->tts_tid, locked, row);
		else
			take_row(table, search.binding, search.slot, row);
	}
	if (locked != NULL)
		ExecDropSingleTupleTableSlot(locked);
	search_end(&search);
}

/* Rows found as of now. */
void
row_direct_lock(RowTable *table, Relation relation, void *rows, int count)
{
	TupleTableSlot *slot = table_slot_create(relation, NULL);

	snapshot_now();
	for (int i = 0; i < count; i++)
	{
		void *row = row_at(table, rows, i);
		RowPlace *place = row_place(table, row);
		ItemPointerData tid;

		ItemPointerSet(&tid, place->block, place->offset);
		if (!lock_row(table, relation, tid, slot, row))
			place->offset = 0;
	}
	PopActiveSnapshot();
	ExecDropSingleTupleTableSlot(slot);
	table_close(relation, NoLock);
}

/* The rows of a search, added to those that are there already. */
static void *
add_found(Search *search, void *rows, int *count, int *capacity)
{
	const RowTable *table = search->table;

	while (search_next(search))
	{
		if (*count == *capacity)
		{
			*capacity *= 2;
			rows = repalloc_huge(rows, table->size * *capacity);
		}
		memset(row_at(table, rows, *count), 0, table->size);
		take_row(table, search->binding, search->slot, row_at(table, rows, (*count)++));
	}
	return rows;
}

void *
row_direct_children(RowTable *table, Relation relation, int64 owner_id, const int64 *parent_ids,
					int count, RowMode mode, int *found)
{
	int key_count = parent_ids == NULL ? 1 : 2;
	Search search = search_begin(table, relation, mode, key_count);
	int capacity = 8;
	void *rows = palloc(table->size * capacity);
	char *key = palloc0(table->size);

	*found = 0;
	*(int64 *) (key + table->columns[0].offset) = owner_id;
	for (int i = 0; i < (parent_ids == NULL ? 1 : count); i++)
	{
		if (parent_ids != NULL)
			*(int64 *) (key + table->columns[1].offset) = parent_ids[i];
		search_for(&search, key, key_count);
		rows = add_found(&search, rows, found, &capacity);
	}
	search_end(&search);
	return rows;
}

/*
 * From here on what the executor does around a statement that writes. A ResultRelInfo has
 * grown in a minor release before: it has room to.
 */
static Statement
statement_begin(const RowTable *table, Relation relation, RowAct act)
{
	Statement statement = {.table = table, .binding = table->binding, .relation = relation};
	const RowRange *range = &statement.binding->ranges[act];
	EState *estate = CreateExecutorState();
	MemoryContext caller = MemoryContextSwitchTo(estate->es_query_cxt);

	snapshot_now();
	compat_init_range_table(estate, range->entries, range->permissions);
	estate->es_snapshot = GetActiveSnapshot();
	estate->es_output_cid = GetCurrentCommandId(true);
	statement.estate = estate;
	statement.result = palloc0(sizeof(ResultRelInfo) + 128);
	ExecInitResultRelation(estate, statement.result, 1);
	if (statement.binding->checks != NULL &&
		statement.binding->check_count == RelationGetDescr(relation)->constr->num_check)
		statement.result->compat_check_states = statement.binding->checks;
	if (act < ROW_ACT_CHANGE)
		ExecOpenIndices(statement.result, act == ROW_ACT_INSERT_NEW);
	AfterTriggerBeginQuery();
	MemoryContextSwitchTo(caller);
	return statement;
}

static void
statement_end(Statement *statement)
{
	EState *estate = statement->estate;

	AfterTriggerEndQuery(estate);
	ExecResetTupleTable(estate->es_tupleTable, false);
	ExecCloseResultRelations(estate);
	ExecCloseRangeTableRelations(estate);
	FreeExecutorState(estate);
	PopActiveSnapshot();
	CommandCounterIncrement();
	table_close(statement->relation, NoLock);
}

/* A slot of the table's own kind, which writing fills with a row's place. */
static TupleTableSlot *
statement_slot(Statement *statement)
{
	MemoryContext caller = MemoryContextSwitchTo(statement->estate->es_query_cxt);
	TupleTableSlot *slot =
		table_slot_create(statement->relation, &statement->estate->es_tupleTable);

	MemoryContextSwitchTo(caller);
	return slot;
}

static void
check_row(Statement *statement, TupleTableSlot *slot)
{
	if (RelationGetDescr(statement->relation)->constr != NULL)
		ExecConstraints(statement->result, slot, statement->estate);
}

static void
fill_slot(Statement *statement, void *row, TupleTableSlot *slot)
{
	const RowTable *table = statement->table;

	ExecClearTuple(slot);
	memset(slot->tts_isnull, true, sizeof(bool) * slot->tts_tupleDescriptor->natts);
	memset(slot->tts_values, 0, sizeof(Datum) * slot->tts_tupleDescriptor->natts);
	for (int i = 0; i < table->column_count; i++)
	{
		const RowColumn *column = &table->columns[i];
		int n = statement->binding->numbers[i] - 1;

		if (column->is_made)
			*(int64 *) ((char *) row + column->offset) =
				nextval_internal(statement->binding->sequence, false);
		slot->tts_values[n] = row_datum(column, row, &slot->tts_isnull[n]);
	}
	for (int i = 0; i < statement->binding->default_count; i++)
	{
		const RowDefault *other = &statement->binding->defaults[i];

		slot->tts_values[other->number - 1] = other->value;
		slot->tts_isnull[other->number - 1] = false;
	}
	ExecStoreVirtualTuple(slot);
}

static void
store_rows(Statement *statement, TupleTableSlot **slots, int count)
{
	MemoryContext caller = MemoryContextSwitchTo(GetPerTupleMemoryContext(statement->estate));

	if (count == 1)
		table_tuple_insert(
			statement->relation, slots[0], statement->estate->es_output_cid, 0, NULL);
	else
		table_multi_insert(
			statement->relation, slots, count, statement->estate->es_output_cid, 0, NULL);
	MemoryContextSwitchTo(caller);
	ResetPerTupleExprContext(statement->estate);
}

static void
insert_slots(Statement *statement, TupleTableSlot **slots, int count,
			 TransitionCaptureState *capture)
{
	for (int i = 0; i < count; i++)
		check_row(statement, slots[i]);
	store_rows(statement, slots, count);
	for (int i = 0; i < count; i++)
	{
		List *rechecked = NIL;

		if (statement->result->ri_NumIndices > 0)
			rechecked = compat_insert_index_tuples(statement->result, slots[i], statement->estate);
		ExecARInsertTriggers(statement->estate, statement->result, slots[i], rechecked, capture);
		list_free(rechecked);
	}
}

void
row_direct_insert(RowTable *table, Relation relation, void *rows, int count)
{
	Statement statement = statement_begin(table, relation, ROW_ACT_INSERT);
	TupleTableSlot *slots[ROWS_AT_ONCE];
	TransitionCaptureState *capture = MakeTransitionCaptureState(
		statement.result->ri_TrigDesc, RelationGetRelid(relation), CMD_INSERT);
	MemoryContext caller;

	ExecBSInsertTriggers(statement.estate, statement.result);
	row_spare_parents(
		table, statement.result->ri_TrigDesc, rows, count, statement.estate->es_snapshot);
	for (int i = 0; i < Min(count, ROWS_AT_ONCE); i++)
		slots[i] = statement_slot(&statement);
	for (int first = 0; first < count; first += ROWS_AT_ONCE)
	{
		int some = Min(count - first, ROWS_AT_ONCE);

		caller = MemoryContextSwitchTo(statement.estate->es_query_cxt);
		for (int i = 0; i < some; i++)
			fill_slot(&statement, row_at(table, rows, first + i), slots[i]);
		insert_slots(&statement, slots, some, capture);
		MemoryContextSwitchTo(caller);
		for (int i = 0; i < some; i++)
		{
			take_place(table, row_at(table, rows, first + i), slots[i]);
			row_hold(table, row_at(table, rows, first + i));
		}
	}
	ExecASInsertTriggers(statement.estate, statement.result, capture);
	statement_end(&statement);
}

/* Under a transaction's snapshot, whoever has the key must be seen by it, or be our own. */
static void
require_seen(const Statement *statement, ItemPointer tid)
{
	TupleTableSlot *slot;
	bool is_null;
	Datum inserted_by;

	if (!IsolationUsesXactSnapshot())
		return;
	slot = table_slot_create(statement->relation, NULL);
	if (!table_tuple_fetch_row_version(statement->relation, tid, SnapshotAny, slot))
		elog(ERROR, "failed to fetch conflicting tuple for ON CONFLICT");
	if (!table_tuple_satisfies_snapshot(statement->relation, slot, statement->estate->es_snapshot))
	{
		inserted_by = slot_getsysattr(slot, MinTransactionIdAttributeNumber, &is_null);
		if (!TransactionIdIsCurrentTransactionId(DatumGetTransactionId(inserted_by)))
			fail_serialization();
	}
	ExecDropSingleTupleTableSlot(slot);
}

/* Inserts a row unless another has its key in the index; as ExecInsert does it. */
static bool
insert_if_new(Statement *statement, TupleTableSlot *slot, List *index,
			  TransitionCaptureState *capture)
{
	EState *estate = statement->estate;
	ResultRelInfo *result = statement->result;
	ItemPointerData taken;
	ItemPointerData nobody;
	bool conflicts;
	List *rechecked;

	ItemPointerSetInvalid(&nobody);
	do
	{
		uint32 token;

		CHECK_FOR_INTERRUPTS();
		conflicts = false;
		if (!compat_check_index_constraints(result, slot, estate, &taken, &nobody, index))
		{
			require_seen(statement, &taken);
			return false;
		}
		token = SpeculativeInsertionLockAcquire(GetCurrentTransactionId());
		table_tuple_insert_speculative(
			statement->relation, slot, estate->es_output_cid, 0, NULL, token);
		rechecked = compat_insert_index_tuples_new(result, slot, estate, &conflicts, index);
		table_tuple_complete_speculative(statement->relation, slot, token, !conflicts);
		SpeculativeInsertionLockRelease(GetCurrentTransactionId());
	} while (conflicts);
	ExecARInsertTriggers(estate, result, slot, rechecked, capture);
	list_free(rechecked);
	return true;
}

void
row_direct_insert_new(RowTable *table, Relation relation, void *rows, int count)
{
	Statement statement = statement_begin(table, relation, ROW_ACT_INSERT_NEW);
	TransitionCaptureState *capture = MakeTransitionCaptureState(
		statement.result->ri_TrigDesc, RelationGetRelid(relation), CMD_INSERT);
	TupleTableSlot *slot = statement_slot(&statement);
	MemoryContext caller = MemoryContextSwitchTo(statement.estate->es_query_cxt);
	List *index = list_make1_oid(statement.binding->key_index);

	ExecBSInsertTriggers(statement.estate, statement.result);
	for (int i = 0; i < count; i++)
	{
		void *row = row_at(table, rows, i);

		ResetPerTupleExprContext(statement.estate);
		fill_slot(&statement, row, slot);
		check_row(&statement, slot);
		if (!insert_if_new(&statement, slot, index, capture))
			continue;
		take_place(table, row, slot);
		row_hold(table, row);
	}
	ExecASInsertTriggers(statement.estate, statement.result, capture);
	MemoryContextSwitchTo(caller);
	statement_end(&statement);
}

/* Where the place is of no use: it was changed or moved since by somebody who did not tell. */
static void
find_again(Statement *statement, const void *row, TupleTableSlot *old)
{
	Search search = search_begin(statement->table,
								 table_open(RelationGetRelid(statement->relation), AccessShareLock),
								 ROW_READ,
								 statement->table->key_count);

	search_for(&search, row, statement->table->key_count);
	if (!search_next(&search))
		elog(ERROR, "a row of \"%s\" is gone that was to be changed", statement->table->name);
	ExecCopySlot(old, search.slot);
	old->tts_tid = search.slot->tts_tid;
	search_end(&search);
}

static void
fetch_old(Statement *statement, void *was, TupleTableSlot *old)
{
	const RowPlace *place = row_place(statement->table, was);
	ItemPointerData tid;

	if (place->offset != 0 && place->offset != ROW_FOUND)
	{
		ItemPointerSet(&tid, place->block, place->offset);
		if (table_tuple_fetch_row_version(
				statement->relation, &tid, statement->estate->es_snapshot, old) &&
			has_key(statement->table, statement->binding, old, was))
			return;
	}
	find_again(statement, was, old);
}

/* As ExecSimpleRelationUpdate does it, but that indexes are opened only for a row that needs new entries. */
static void
store_changed(Statement *statement, TupleTableSlot *old, TupleTableSlot *fresh)
{
	EState *estate = statement->estate;
	ResultRelInfo *result = statement->result;
	CompatUpdatedIndexes updated;
	List *rechecked = NIL;

	check_row(statement, fresh);
	simple_table_tuple_update(
		statement->relation, &old->tts_tid, fresh, estate->es_snapshot, &updated);
	if (compat_is_indexed_anew(updated))
	{
		if (result->ri_IndexRelationDescs == NULL)
			ExecOpenIndices(result, false);
		if (result->ri_NumIndices > 0)
			rechecked = compat_update_index_tuples(result, fresh, estate, updated);
	}
	ExecARUpdateTriggers(
		estate, result, NULL, NULL, &old->tts_tid, NULL, fresh, rechecked, NULL, false);
	list_free(rechecked);
}

static void
update_row(Statement *statement, const RowChange *change, void *was, void *row, TupleTableSlot *old,
		   TupleTableSlot *fresh)
{
	int natts = fresh->tts_tupleDescriptor->natts;

	ResetPerTupleExprContext(statement->estate);
	fetch_old(statement, was, old);
	slot_getallattrs(old);
	ExecClearTuple(fresh);
	memcpy(fresh->tts_values, old->tts_values, sizeof(Datum) * natts);
	memcpy(fresh->tts_isnull, old->tts_isnull, sizeof(bool) * natts);
	for (int i = 0; i < change->count; i++)
	{
		int n = statement->binding->numbers[change->numbers[i]] - 1;

		fresh->tts_values[n] =
			row_datum(&statement->table->columns[change->numbers[i]], row, &fresh->tts_isnull[n]);
	}
	ExecStoreVirtualTuple(fresh);
	store_changed(statement, old, fresh);
	take_place(statement->table, row, fresh);
	row_hold(statement->table, row);
}

void
row_direct_update(RowChange *change, Relation relation, void *const *were, void *const *rows,
				  int count)
{
	Statement statement =
		statement_begin(change->table, relation, (RowAct) (ROW_ACT_CHANGE + change->no));
	TupleTableSlot *old = statement_slot(&statement);
	TupleTableSlot *fresh = statement_slot(&statement);
	MemoryContext caller = MemoryContextSwitchTo(statement.estate->es_query_cxt);

	CheckCmdReplicaIdentity(relation, CMD_UPDATE);
	row_spare_children(change, statement.result->ri_TrigDesc, relation);
	for (int i = 0; i < count; i++)
		update_row(&statement, change, were[i], rows[i], old, fresh);
	MemoryContextSwitchTo(caller);
	statement_end(&statement);
}
