/*
 * ledger_guard.c
 *	  The database's own guard of the ledger: entries come in pairs (LE-1).
 *
 * The pairs are checked once a statement, over its transition table: whoever
 * inserts, by whatever SQL, inserts both entries of a transaction together.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/numeric.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "errors.h"

/* LE-1: what the two entries share, and what is opposite. */
static const char *const KEY_COLUMNS[] = {"supplier_id", "partnership_id", "transaction_id"};
static const char *const EQUAL_COLUMNS[] = {
	"kind", "order_id", "package_no", "document_no", "currency", "rate", "rate_inverse",
	"rate_source", "rate_at", "settlement_currency", "base_currency", "base_rate",
	"base_rate_inverse", "base_rate_source", "base_rate_at", "posted_at", "due_at",
};
static const char *const OPPOSITE_COLUMNS[] = {
	"amount", "settlement_amount", "base_amount", "balance_after",
};

typedef struct GuardedEntry
{
	int64		key[lengthof(KEY_COLUMNS)];
	HeapTuple	tuple;
} GuardedEntry;

typedef struct GuardedEntries
{
	TupleDesc	description;
	GuardedEntry *entries;
	int			count;
	int			capacity;
} GuardedEntries;

static int
guarded_compare(const void *a, const void *b)
{
	const GuardedEntry *left = a;
	const GuardedEntry *right = b;

	for (int i = 0; i < (int) lengthof(KEY_COLUMNS); i++)
		if (left->key[i] != right->key[i])
			return left->key[i] < right->key[i] ? -1 : 1;
	return 0;
}

static void
collect_entries(TriggerData *trigger, GuardedEntries *guarded)
{
	TupleTableSlot *slot;
	int			columns[lengthof(KEY_COLUMNS)];

	guarded->description = trigger->tg_relation->rd_att;
	guarded->capacity = 8;
	guarded->entries = palloc(sizeof(GuardedEntry) * guarded->capacity);
	for (int i = 0; i < (int) lengthof(KEY_COLUMNS); i++)
		columns[i] = SPI_fnumber(guarded->description, KEY_COLUMNS[i]);
	slot = MakeSingleTupleTableSlot(guarded->description, &TTSOpsMinimalTuple);
	tuplestore_rescan(trigger->tg_newtable);
	while (tuplestore_gettupleslot(trigger->tg_newtable, true, false, slot))
	{
		GuardedEntry *entry;
		bool		is_null;

		if (guarded->count == guarded->capacity)
		{
			guarded->capacity *= 2;
			guarded->entries = repalloc(guarded->entries, sizeof(GuardedEntry) * guarded->capacity);
		}
		entry = &guarded->entries[guarded->count++];
		for (int i = 0; i < (int) lengthof(KEY_COLUMNS); i++)
			entry->key[i] = DatumGetInt64(slot_getattr(slot, columns[i], &is_null));
		entry->tuple = ExecCopySlotHeapTuple(slot);
	}
	ExecDropSingleTupleTableSlot(slot);
}

static bool
column_equal(const GuardedEntries *guarded, const GuardedEntry *pair, const char *column)
{
	int			number = SPI_fnumber(guarded->description, column);
	Form_pg_attribute attribute = TupleDescAttr(guarded->description, number - 1);
	bool		null[2];
	Datum		value[2];

	for (int i = 0; i < 2; i++)
		value[i] = heap_getattr(pair[i].tuple, number, guarded->description, &null[i]);
	if (null[0] || null[1])
		return null[0] && null[1];
	return datum_image_eq(value[0], value[1], attribute->attbyval, attribute->attlen);
}

static bool
column_opposite(const GuardedEntries *guarded, const GuardedEntry *pair, const char *column)
{
	int			number = SPI_fnumber(guarded->description, column);
	bool		null;
	Datum		value[2];

	for (int i = 0; i < 2; i++)
		value[i] = heap_getattr(pair[i].tuple, number, guarded->description, &null);
	return DatumGetBool(DirectFunctionCall2(numeric_eq, value[0],
											DirectFunctionCall1(numeric_uminus, value[1])));
}

static void
refuse_unpaired(const GuardedEntry *entry, const char *column)
{
	ereport(ERROR,
			(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
			 errmsg("ledger transaction " INT64_FORMAT " of partnership " INT64_FORMAT
					" is not a pair", entry->key[2], entry->key[1]),
			 column ? errdetail("Its two entries do not match in \"%s\".", column) :
			 errdetail("A statement must insert the supplier's and the distributor's entry together."),
			 errhint("Use distribution.post_entry for manual entries.")));
}

/* The sides differ, as the primary key says; here the rest. */
static void
require_pair(const GuardedEntries *guarded, const GuardedEntry *pair)
{
	for (int i = 0; i < (int) lengthof(EQUAL_COLUMNS); i++)
		if (!column_equal(guarded, pair, EQUAL_COLUMNS[i]))
			refuse_unpaired(pair, EQUAL_COLUMNS[i]);
	for (int i = 0; i < (int) lengthof(OPPOSITE_COLUMNS); i++)
		if (!column_opposite(guarded, pair, OPPOSITE_COLUMNS[i]))
			refuse_unpaired(pair, OPPOSITE_COLUMNS[i]);
}

PG_FUNCTION_INFO_V1(distribution_ledger_require_pairs);

Datum
distribution_ledger_require_pairs(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	GuardedEntries guarded = {0};

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		!TRIGGER_FIRED_BY_INSERT(trigger->tg_event) || trigger->tg_newtable == NULL)
		elog(ERROR, "ledger_require_pairs must be an AFTER INSERT trigger with a transition table");
	collect_entries(trigger, &guarded);
	qsort(guarded.entries, guarded.count, sizeof(GuardedEntry), guarded_compare);
	for (int i = 0; i < guarded.count; i += 2)
	{
		if (i + 1 == guarded.count ||
			guarded_compare(&guarded.entries[i], &guarded.entries[i + 1]) != 0)
			refuse_unpaired(&guarded.entries[i], NULL);
		require_pair(&guarded, &guarded.entries[i]);
	}
	PG_RETURN_POINTER(NULL);
}

PG_FUNCTION_INFO_V1(distribution_ledger_refuse_change);

/* LE-5 */
Datum
distribution_ledger_refuse_change(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		elog(ERROR, "ledger_refuse_change must be a trigger");
	ereport(ERROR,
			(errcode(ERRCODE_IMMUTABLE),
			 errmsg("rows of \"%s\" are never changed or deleted",
					RelationGetRelationName(trigger->tg_relation)),
			 errhint("Post a correction with distribution.post_entry.")));
}
