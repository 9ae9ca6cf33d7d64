/*
 * placement.c
 *	  Where a table of a supplier is on this node.
 *
 * On plain PostgreSQL a table is where its name says. On Citus the supplier is
 * the tenant (design 2): his rows of all tables stand in one group of shards,
 * and a call that runs on the node of that group reads and writes the shards
 * themselves, as a statement that Citus plans costs twelve times as much. What
 * all share (accounts, plans, currencies, live rates) each node reads from its
 * own copy; it is written through Citus only.
 *
 * A shard may be moved while we write it. So whoever opens one first takes, in
 * share mode and until the transaction's end, the lock under which Citus changes
 * the group's placement, and only then believes what the catalog says of it. The
 * old table stays for a while after a move: that it exists proves nothing.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace_d.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "placement.h"
#include "plan.h"

#define SCHEMA_PREFIX "distribution."
#define CITUS_COLOCATED_SHARDS_METADATA 8 /* the class of its advisory lock */

/* A table of ours that Citus knows: its shards by their order, or one copy for all nodes. */
typedef struct PlacedTable
{
	NameData name;
	bool shared; /* a reference table */
	int64 *shards;
} PlacedTable;

typedef struct PlacedGroup
{
	int32 lowest;   /* hash of a supplier */
	uint32 came_by; /* the transaction that entered where it is */
	bool is_here;
} PlacedGroup;

typedef struct Placement
{
	MemoryContext memory;
	uint32 colocation;
	bool at_coordinator; /* the node in whose metadata all others are entered first */
	int group_count;
	PlacedGroup *groups;
	int table_count;
	PlacedTable *tables;
} Placement;

static bool is_current;
static bool is_distributed;
static bool is_coordinator;
static Placement *known;
static uint64 version;        /* of what is known: it grows with every change */
static TimestampTz learnt_in; /* the transaction that last found it changed, by its beginning */

static PlanQuery READ_GROUPS = {
	.name = "read where suppliers are",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "",
	.sql = "SELECT s.shardminvalue::int, d.colocationid, p.groupid = g.groupid, g.groupid = 0,"
		   "       p.xmin::text::bigint"
		   "  FROM pg_catalog.pg_dist_partition d"
		   "  JOIN pg_catalog.pg_dist_shard s ON s.logicalrelid = d.logicalrelid"
		   "  JOIN pg_catalog.pg_dist_placement p ON p.shardid = s.shardid"
		   " CROSS JOIN pg_catalog.pg_dist_local_group g"
		   " WHERE d.logicalrelid = pg_catalog.to_regclass('distribution.supplier')"
		   " ORDER BY s.shardminvalue::int",
};

static PlanQuery READ_TABLES = {
	.name = "read which tables are placed",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint",
	.sql = "SELECT c.relname::text, d.partmethod = 'n',"
		   "       array_agg(s.shardid ORDER BY s.shardminvalue::int)"
		   "  FROM pg_catalog.pg_dist_partition d"
		   "  JOIN pg_catalog.pg_class c ON c.oid = d.logicalrelid"
		   "  JOIN pg_catalog.pg_dist_shard s ON s.logicalrelid = d.logicalrelid"
		   " WHERE c.relnamespace = pg_catalog.to_regnamespace('distribution')"
		   "   AND (d.colocationid = $1 OR d.partmethod = 'n' AND d.repmodel = 't')"
		   " GROUP BY c.relname, d.partmethod"
		   " ORDER BY c.relname",
};

static PlanQuery READ_ARRIVAL = {
	.name = "read by which transaction a group is where it is",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "int",
	.sql = "SELECT p.xmin::text::bigint"
		   "  FROM pg_catalog.pg_dist_shard s"
		   "  JOIN pg_catalog.pg_dist_placement p ON p.shardid = s.shardid"
		   " WHERE s.logicalrelid = pg_catalog.to_regclass('distribution.supplier')"
		   "   AND s.shardminvalue::int = $1",
};

static void
placement_changed(Datum argument, Oid relation)
{
	is_current = false;
}

/* At module start. */
void
placement_start(void)
{
	CacheRegisterRelcacheCallback(placement_changed, (Datum) 0);
}

static void
read_groups(Placement *read)
{
	PlanRows rows = plan_read(&READ_GROUPS, &(PlanValues) {0});

	read->group_count = rows.count;
	read->groups = MemoryContextAllocZero(read->memory, sizeof(PlacedGroup) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		read->groups[i].lowest = plan_int32(&rows, i, 1);
		read->colocation = (uint32) plan_int32(&rows, i, 2);
		read->groups[i].is_here = plan_bool(&rows, i, 3);
		read->at_coordinator = plan_bool(&rows, i, 4);
		read->groups[i].came_by = (uint32) plan_int64(&rows, i, 5);
	}
	plan_free(&rows);
}

static void
read_tables(Placement *read)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, read->colocation);
	rows = plan_read(&READ_TABLES, &values);
	read->table_count = rows.count;
	read->tables = MemoryContextAllocZero(read->memory, sizeof(PlacedTable) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		PlacedTable *table = &read->tables[i];
		bool is_null;
		ArrayType *shards = DatumGetArrayTypePCopy(plan_datum(&rows, i, 3, &is_null));
		int count = ArrayGetNItems(ARR_NDIM(shards), ARR_DIMS(shards));

		namestrcpy(&table->name, plan_text(&rows, i, 1));
		table->shared = plan_bool(&rows, i, 2);
		if (count != (table->shared ? 1 : read->group_count))
			elog(ERROR, "table \"%s\" has %d shards", NameStr(table->name), count);
		table->shards = MemoryContextAlloc(read->memory, sizeof(int64) * count);
		memcpy(table->shards, ARR_DATA_PTR(shards), sizeof(int64) * count);
	}
	plan_free(&rows);
}

/* Reads it into memory of its own, so that what is known stays if reading fails. */
static Placement *
placement_read(void)
{
	MemoryContext memory =
		AllocSetContextCreate(CurrentMemoryContext, "distribution placement", ALLOCSET_SMALL_SIZES);
	Placement *read = MemoryContextAllocZero(memory, sizeof(Placement));

	read->memory = memory;
	/* What is committed now, also where the transaction reads as of an earlier moment. */
	PushActiveSnapshot(GetLatestSnapshot());
	read_groups(read);
	read_tables(read);
	PopActiveSnapshot();
	return read;
}

static bool
placement_equals(const Placement *one, const Placement *other)
{
	if (one == NULL || one->group_count != other->group_count ||
		one->table_count != other->table_count || one->colocation != other->colocation ||
		memcmp(one->groups, other->groups, sizeof(PlacedGroup) * one->group_count) != 0)
		return false;
	for (int i = 0; i < one->table_count; i++)
	{
		const PlacedTable *table = &one->tables[i];
		int count = table->shared ? 1 : one->group_count;

		if (table->shared != other->tables[i].shared ||
			strcmp(NameStr(table->name), NameStr(other->tables[i].name)) != 0 ||
			memcmp(table->shards, other->tables[i].shards, sizeof(int64) * count) != 0)
			return false;
	}
	return true;
}

static void
placement_refresh(void)
{
	Placement *read;

	is_current = true;
	if (!OidIsValid(get_relname_relid("pg_dist_partition", PG_CATALOG_NAMESPACE)) ||
		!OidIsValid(get_relname_relid("supplier", get_namespace_oid("distribution", true))))
	{
		is_distributed = false;
		return;
	}
	/* Also asked outside of calls, by policies. */
	plan_open();
	read = placement_read();
	plan_close();
	if (placement_equals(known, read))
		MemoryContextDelete(read->memory);
	else
	{
		if (known != NULL)
			MemoryContextDelete(known->memory);
		MemoryContextSetParent(read->memory, TopMemoryContext);
		known = read;
		version++;
		learnt_in = GetCurrentTransactionStartTimestamp();
	}
	is_distributed = known->group_count > 0;
	is_coordinator = known->at_coordinator;
}

/* Whether the books are distributed: asked by each statement, so answered from a variable. */
bool
placement_is_distributed(void)
{
	while (!is_current)
		placement_refresh();
	return is_distributed;
}

/* Whether this is the node of which what concerns all suppliers is asked. */
bool
placement_is_coordinator(void)
{
	return placement_is_distributed() && is_coordinator;
}

static int
group_of(int64 supplier_id)
{
	int32 hash = DatumGetInt32(DirectFunctionCall1(hashint8, Int64GetDatum(supplier_id)));
	int low = 0;
	int high = known->group_count;

	while (high - low > 1)
	{
		int middle = (low + high) / 2;

		if (known->groups[middle].lowest <= hash)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Waits until nobody moves the group, and has nobody do so before the transaction ends. */
static void
lock_group(int group)
{
	LOCKTAG tag;

	SET_LOCKTAG_ADVISORY(
		tag, MyDatabaseId, (uint32) group, known->colocation, CITUS_COLOCATED_SHARDS_METADATA);
	if (LockAcquire(&tag, ShareLock, false, false) != LOCKACQUIRE_ALREADY_HELD)
		AcceptInvalidationMessages();
}

/*
 * A transaction that reads as of a moment before the group came to this node
 * sees none of its rows, and would call missing what is there. To have such a
 * snapshot it must have learnt of the move itself.
 */
static void
require_seen(int group)
{
	PlacedGroup found = known->groups[group]; /* what is known may change as we read */
	PlanValues values = {0};
	PlanRows seen;

	if (!found.is_here || !IsolationUsesXactSnapshot() ||
		learnt_in != GetCurrentTransactionStartTimestamp())
		return;
	plan_open();
	plan_bind_int32(&values, found.lowest);
	plan_snapshot_push();
	seen = plan_read(&READ_ARRIVAL, &values);
	plan_snapshot_pop();
	if (seen.count != 1 || (uint32) plan_int64(&seen, 0, 1) != found.came_by)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("could not serialize access due to a move of the supplier")));
	plan_free(&seen);
	plan_close();
}

/*
 * The place of a supplier's rows; PLACEMENT_BY_NAME if they are not on this node.
 * From then to the end of the transaction they stay where they are. Groups may
 * have been split while we waited: then it is another that must be locked.
 */
int
placement_of(int64 supplier_id)
{
	while (placement_is_distributed())
	{
		uint64 looked = version;
		int group = group_of(supplier_id);

		lock_group(group);
		if (!placement_is_distributed())
			break;
		if (looked == version || group_of(supplier_id) == group)
		{
			require_seen(group);
			return known->groups[group].is_here ? group : PLACEMENT_BY_NAME;
		}
	}
	return PLACEMENT_BY_NAME;
}

/* The places of all suppliers on this node; they stay to the end of the transaction. Returns how many. */
int
placement_here(int **places)
{
	*places = NULL;
	while (placement_is_distributed())
	{
		uint64 looked = version;
		int count = 0;

		*places = palloc(sizeof(int) * known->group_count);
		for (int group = 0; looked == version && group < known->group_count; group++)
		{
			if (!known->groups[group].is_here)
				continue;
			lock_group(group);
			(*places)[count++] = group;
			if (placement_is_distributed() && looked == version)
				require_seen(group);
		}
		if (looked == version)
			return count;
	}
	return 0;
}

static const PlacedTable *
placed_table(const char *name, size_t length)
{
	for (int i = 0; i < known->table_count; i++)
	{
		const char *known_name = NameStr(known->tables[i].name);

		if (strlen(known_name) == length && strncmp(known_name, name, length) == 0)
			return &known->tables[i];
	}
	return NULL;
}

/* Whether an owner's rows of a table are at a place of his; of others says where all are. What all share is written by its name. */
static bool
is_owned(const char *table, bool is_written, int *place)
{
	const PlacedTable *placed;

	*place = PLACEMENT_BY_NAME;
	if (!placement_is_distributed())
		return false;
	placed = placed_table(table, strlen(table));
	if (placed != NULL && placed->shared && !is_written)
		*place = PLACEMENT_SHARED;
	return placed != NULL && !placed->shared;
}

/* The place of a table's rows of one owner. */
int
placement_of_table(const char *table, int64 owner_id, bool is_written)
{
	int place;

	return is_owned(table, is_written, &place) ? placement_of(owner_id) : place;
}

/* The place of a table's rows of some owner who is on this node. */
int
placement_of_table_here(const char *table, bool is_written)
{
	int *places;
	int place;

	if (is_owned(table, is_written, &place) && placement_here(&places) > 0)
		place = places[0];
	return place;
}

/* The place of a table whose rows there are those of a relation: what a trigger was fired for, say. It need not be held, as the rows are here. */
int
placement_of_relation(const char *table, const char *relation)
{
	const PlacedTable *placed =
		placement_is_distributed() ? placed_table(table, strlen(table)) : NULL;

	for (int group = 0; placed != NULL && !placed->shared && group < known->group_count; group++)
		if (strcmp(relation, placement_name(group, table, table)) == 0)
			return group;
	return PLACEMENT_BY_NAME;
}

/* What a table, or an index of it, is called at a place. */
const char *
placement_name(int place, const char *table, const char *thing)
{
	const PlacedTable *placed;

	if (place == PLACEMENT_BY_NAME)
		return thing;
	placed = placed_table(table, strlen(table));
	if (placed == NULL)
		elog(ERROR, "table \"%s\" has no place", table);
	return psprintf("%s_" INT64_FORMAT, thing, placed->shards[placed->shared ? 0 : place]);
}

static size_t
word_length(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789");
}

/* Whether the table is written there: what all share is read from the copy and written by its name. */
static bool
is_written(const char *sql, const char *at)
{
	static const char *const VERBS[] = {"INTO ", "UPDATE ", "DELETE FROM "};

	for (int i = 0; i < (int) lengthof(VERBS); i++)
	{
		size_t length = strlen(VERBS[i]);

		if ((size_t) (at - sql) >= length && strncmp(at - length, VERBS[i], length) == 0)
			return true;
	}
	return false;
}

static bool
is_quoted(const char *sql, const char *at)
{
	return at > sql && at[-1] == '\'';
}

/* Raised whenever tables are elsewhere: texts made before no longer hold. */
uint64
placement_version(void)
{
	return version;
}

/*
 * A statement's text with the names that its tables have at a place; and whether all that it reads
 * and writes is there, so that no engine plans it: what is in views and functions we do not see.
 */
char *
placement_text(int place, const char *sql, bool *is_here)
{
	StringInfoData text;
	const char *from = sql;
	const char *at;

	initStringInfo(&text);
	*is_here = strstr(sql, "distribution_report.") == NULL;
	while ((at = strstr(from, SCHEMA_PREFIX)) != NULL)
	{
		const char *name = at + strlen(SCHEMA_PREFIX);
		size_t length = word_length(name);
		const PlacedTable *table = placed_table(name, length);

		appendBinaryStringInfo(&text, from, (int) (name + length - from));
		from = name + length;
		if (is_quoted(sql, at)) /* the sequence that makes ids, each node's own */
			continue;
		if (table == NULL || *from == '(')
			*is_here = false;
		else if (table->shared && !is_written(sql, at))
			appendStringInfo(&text, "_" INT64_FORMAT, table->shards[0]);
		else if (!table->shared && place >= 0)
			appendStringInfo(&text, "_" INT64_FORMAT, table->shards[place]);
		else
			*is_here = false;
	}
	appendStringInfoString(&text, from);
	return text.data;
}

/*
 * What the engine plans in a call that it took to this node may need other nodes: that this is
 * meant it wants to be told. Returns what placement_engine_end takes; an error ends it, too.
 */
int
placement_engine_begin(void)
{
	int level = NewGUCNestLevel();

	(void) set_config_option("citus.allow_nested_distributed_execution",
							 "on",
							 PGC_USERSET,
							 PGC_S_SESSION,
							 GUC_ACTION_SAVE,
							 true,
							 DEBUG1,
							 false);
	return level;
}

void
placement_engine_end(int level)
{
	AtEOXact_GUC(true, level);
}

/* Whether a table has rows of suppliers. */
static bool
is_of_suppliers(const char *name, size_t length)
{
	Oid table = get_relname_relid(pnstrdup(name, length), get_namespace_oid("distribution", true));

	return OidIsValid(table) && get_attnum(table, "supplier_id") != InvalidAttrNumber;
}

/*
 * Whether a statement is of the scope that its declaration says, as far as its
 * text can say. Asked on any engine when it is prepared, so each test that comes
 * to a statement tests its scope.
 */
bool
placement_scope_holds(PlacementScope scope, const char *types, const char *sql)
{
	if (scope == PLACEMENT_OF_SUPPLIER)
		return strncmp(types, "bigint", 6) == 0 && types[6] != '[' &&
			(strstr(sql, "supplier_id = $1") != NULL || strstr(sql, "(supplier_id") != NULL) &&
			strstr(sql, "supplier_id = $1 OR ") == NULL;
	if (scope == PLACEMENT_OF_SHARED)
		for (const char *at = sql; (at = strstr(at, SCHEMA_PREFIX)) != NULL;)
		{
			at += strlen(SCHEMA_PREFIX);
			if (is_of_suppliers(at, word_length(at)))
				return false;
		}
	return true;
}
