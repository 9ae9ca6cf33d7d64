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
#include "executor/tuptable.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/numeric.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "errors.h"
#include "ledger.h"
#include "trigger.h"

/* LE-1: what the two entries share, and what is opposite. */
static const char *const KEY_COLUMNS[] = {"supplier_id", "partnership_id", "transaction_id"};
static const char *const EQUAL_COLUMNS[] = {
	"kind",
	"order_id",
	"package_no",
	"document_no",
	"currency",
	"rate",
	"rate_inverse",
	"rate_source",
	"rate_at",
	"settlement_currency",
	"base_currency",
	"base_rate",
	"base_rate_inverse",
	"base_rate_source",
	"base_rate_at",
	"posted_at",
	"due_at",
};
static const char *const OPPOSITE_COLUMNS[] = {
	"amount",
	"settlement_amount",
	"base_amount",
	"balance_after",
};

#define COMPARED_COLUMNS (lengthof(EQUAL_COLUMNS) + lengthof(OPPOSITE_COLUMNS))

/* An entry, each column read once: the equal ones, then the opposite. */
typedef struct GuardedEntry
{
	int64 key[lengthof(KEY_COLUMNS)];
	Datum values[COMPARED_COLUMNS];
	bool nulls[COMPARED_COLUMNS];
} GuardedEntry;

typedef struct GuardedColumns
{
	int side;
	int kind;
	int key[lengthof(KEY_COLUMNS)];
	int compared[COMPARED_COLUMNS];
} GuardedColumns;

/* Of ledger_entry, as found last. */
static GuardedColumns columns;

typedef struct GuardedEntries
{
	TupleDesc description;
	GuardedEntry *entries;
	int count;
	int capacity;
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

static const char *
compared_column(int n)
{
	return n < (int) lengthof(EQUAL_COLUMNS) ? EQUAL_COLUMNS[n]
											 : OPPOSITE_COLUMNS[n - lengthof(EQUAL_COLUMNS)];
}

static void
find_columns(GuardedColumns *found, const TriggerData *trigger)
{
	(void) trigger_column_known(trigger, "side", &found->side);
	(void) trigger_column_known(trigger, "kind", &found->kind);
	for (int i = 0; i < (int) lengthof(KEY_COLUMNS); i++)
		(void) trigger_column_known(trigger, KEY_COLUMNS[i], &found->key[i]);
	for (int i = 0; i < (int) COMPARED_COLUMNS; i++)
		(void) trigger_column_known(trigger, compared_column(i), &found->compared[i]);
}

static void
refuse_word(const char *column, const char *word)
{
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("a ledger entry has no %s \"%s\"", column, word),
			 errhint("Use distribution.post_entry for manual entries.")));
}

/* LE-1, LE-2: here and not in a CHECK, whose text would be read anew in each statement. */
static void
require_known_words(const TupleTableSlot *slot)
{
	char *side = TextDatumGetCString(slot->tts_values[columns.side - 1]);
	char *kind = TextDatumGetCString(slot->tts_values[columns.kind - 1]);
	bool known = false;

	if (strcmp(side, "supplier") != 0 && strcmp(side, "distributor") != 0)
		refuse_word("side", side);
	for (int i = 0; i < LEDGER_KIND_COUNT && !known; i++)
		known = strcmp(kind, ledger_kind_name((LedgerKind) i)) == 0;
	if (!known)
		refuse_word("kind", kind);
}

static void
add_entry(GuardedEntries *guarded, TupleTableSlot *slot)
{
	GuardedEntry *entry;

	if (guarded->count == guarded->capacity)
	{
		guarded->capacity *= 2;
		guarded->entries =
			repalloc_huge(guarded->entries, sizeof(GuardedEntry) * guarded->capacity);
	}
	entry = &guarded->entries[guarded->count++];
	slot_getallattrs(slot);
	require_known_words(slot);
	for (int i = 0; i < (int) lengthof(KEY_COLUMNS); i++)
		entry->key[i] = DatumGetInt64(slot->tts_values[columns.key[i] - 1]);
	for (int i = 0; i < (int) COMPARED_COLUMNS; i++)
	{
		int column = columns.compared[i] - 1;
		Form_pg_attribute attribute = TupleDescAttr(guarded->description, column);

		entry->nulls[i] = slot->tts_isnull[column];
		if (!entry->nulls[i])
			entry->values[i] =
				datumCopy(slot->tts_values[column], attribute->attbyval, attribute->attlen);
	}
}

static void
collect_entries(TriggerData *trigger, GuardedEntries *guarded)
{
	TriggerRows rows = trigger_rows(trigger, trigger->tg_newtable);

	guarded->description = RelationGetDescr(trigger->tg_relation);
	guarded->capacity = 8;
	guarded->entries = palloc(sizeof(GuardedEntry) * guarded->capacity);
	find_columns(&columns, trigger);
	while (trigger_next(&rows))
		add_entry(guarded, rows.slot);
}

static bool
values_equal(const GuardedEntries *guarded, const GuardedEntry *pair, int n)
{
	Form_pg_attribute attribute = TupleDescAttr(guarded->description, columns.compared[n] - 1);

	if (pair[0].nulls[n] || pair[1].nulls[n])
		return pair[0].nulls[n] && pair[1].nulls[n];
	return datum_image_eq(
		pair[0].values[n], pair[1].values[n], attribute->attbyval, attribute->attlen);
}

/* Amounts are never null. */
static bool
values_opposite(const GuardedEntry *pair, int n)
{
	return DatumGetBool(DirectFunctionCall2(
		numeric_eq, pair[0].values[n], DirectFunctionCall1(numeric_uminus, pair[1].values[n])));
}

static void
refuse_unpaired(const GuardedEntry *entry, const char *column)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION),
		 errmsg("ledger transaction " INT64_FORMAT " of partnership " INT64_FORMAT " is not a pair",
				entry->key[2],
				entry->key[1]),
		 column ? errdetail("Its two entries do not match in \"%s\".", column)
				: errdetail("A statement must insert the supplier's and the distributor's "
							"entry together."),
		 errhint("Use distribution.post_entry for manual entries.")));
}

/* The sides differ, as the primary key says; here the rest. */
static void
require_pair(const GuardedEntries *guarded, const GuardedEntry *pair)
{
	for (int i = 0; i < (int) COMPARED_COLUMNS; i++)
	{
		bool opposite = i >= (int) lengthof(EQUAL_COLUMNS);

		if (opposite ? !values_opposite(pair, i) : !values_equal(guarded, pair, i))
			refuse_unpaired(pair, compared_column(i));
	}
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
			 errmsg("rows of \"%s\" are never changed or deleted", trigger_table(trigger)),
			 errhint("Post a correction with distribution.post_entry.")));
}
