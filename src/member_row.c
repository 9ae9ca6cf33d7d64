/*
 * member_row.c
 *	  Reading members: database roles with permissions on accounts (ID-3).
 *
 * Row security asks for them with every statement, so they are read straight
 * from the table's index, without SQL, privileges or row security, by a snapshot
 * newer than the transaction's: who was revoked is refused by the next command,
 * whatever its isolation. What was read is kept for the command that read it and
 * no longer, so it follows the rows however they were changed: by our functions,
 * by a subscription that fires no trigger, or by a restore.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "member_row.h"
#include "placement.h"

typedef struct MemberAccount
{
	int64 account_id;
	Permissions permissions;
} MemberAccount;

/* Of which command something is known: of another one it may have changed. */
typedef struct MemberMoment
{
	LocalTransactionId transaction;
	TimestampTz statement;
	CommandId command;
	uint64 completions; /* transactions that had ended */
	TransactionId horizon;
} MemberMoment;

/* What the last command that asked was told; accounts ascending. */
typedef struct MemberRole
{
	Oid role;
	MemberMoment moment;
	uint64 reading; /* counts readings, from 1 */
	int count;
	MemberAccount *accounts;
} MemberRole;

static MemberRole kept;
static MemoryContext kept_memory;

static MemberMoment
member_moment(void)
{
	MemberMoment moment = {
		.transaction = MY_TRANSACTION,
		.statement = GetCurrentStatementStartTimestamp(),
		.command = GetCurrentCommandId(false),
	};

	if (ActiveSnapshotSet())
	{
		moment.completions = GetActiveSnapshot()->snapXactCompletionCount;
		moment.horizon = GetActiveSnapshot()->xmax;
	}
	return moment;
}

static bool
moments_equal(const MemberMoment *a, const MemberMoment *b)
{
	return a->transaction == b->transaction && a->statement == b->statement &&
		a->command == b->command && a->completions == b->completions && a->horizon == b->horizon;
}

static Permissions
row_permissions(Relation members, HeapTuple row)
{
	Permissions permissions = PERMISSIONS_NONE;
	Datum *values;
	int count;
	bool is_null;
	Datum list = heap_getattr(row,
							  get_attnum(RelationGetRelid(members), "permissions"),
							  RelationGetDescr(members),
							  &is_null);

	deconstruct_array(
		DatumGetArrayTypeP(list), TEXTOID, -1, false, TYPALIGN_INT, &values, NULL, &count);
	for (int i = 0; i < count; i++)
	{
		Permission permission;

		if (permission_parse(TextDatumGetCString(values[i]), &permission))
			permissions |= 1 << permission;
	}
	return permissions_implied(permissions);
}

static void
keep_row(Relation members, HeapTuple row)
{
	bool is_null;
	Datum account_id = heap_getattr(row,
									get_attnum(RelationGetRelid(members), "account_id"),
									RelationGetDescr(members),
									&is_null);

	kept.accounts = kept.accounts == NULL
		? MemoryContextAlloc(kept_memory, sizeof(MemberAccount))
		: repalloc(kept.accounts, sizeof(MemberAccount) * (kept.count + 1));
	kept.accounts[kept.count++] = (MemberAccount) {
		.account_id = DatumGetInt64(account_id),
		.permissions = row_permissions(members, row),
	};
}

/* Its index gives the accounts ascending. */
static void
read_memberships(Oid member_relation, Oid index, Oid role)
{
	Relation members = table_open(member_relation, AccessShareLock);
	NameData name;
	ScanKeyData key;
	Snapshot snapshot;
	SysScanDesc scan;
	HeapTuple row;

	namestrcpy(&name, GetUserNameFromId(role, false));
	ScanKeyInit(&key,
				get_attnum(member_relation, "role"),
				BTEqualStrategyNumber,
				F_NAMEEQ,
				NameGetDatum(&name));
	InvalidateCatalogSnapshot();
	snapshot = RegisterSnapshot(GetCatalogSnapshot(member_relation));
	scan = systable_beginscan(members, index, true, snapshot, 1, &key);
	while (HeapTupleIsValid(row = systable_getnext(scan)))
		keep_row(members, row);
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(members, AccessShareLock);
}

static const MemberRole *
find_role(Oid role)
{
	MemberMoment moment = member_moment();
	Oid schema;
	int place;
	Oid member_relation;

	if (kept.role == role && moments_equal(&kept.moment, &moment))
		return &kept;
	if (kept_memory == NULL)
		kept_memory =
			AllocSetContextCreate(TopMemoryContext, "distribution members", ALLOCSET_SMALL_SIZES);
	kept.role = InvalidOid; /* until all is read */
	kept.count = 0;
	kept.accounts = NULL;
	kept.reading++;
	MemoryContextReset(kept_memory);
	schema = get_namespace_oid("distribution", true);
	/* On a distributed engine, this node's copy. */
	place = placement_of_table("member", 0, false);
	member_relation = get_relname_relid(placement_name(place, "member", "member"), schema);
	if (OidIsValid(member_relation)) /* else before install() */
		read_memberships(
			member_relation,
			get_relname_relid(placement_name(place, "member", "member_role_idx"), schema),
			role);
	kept.role = role;
	kept.moment = moment;
	return &kept;
}

/* Another number whenever what is known of the role may be something else. */
uint64
member_reading(Oid role)
{
	return find_role(role)->reading;
}

static int
account_compare(const void *key, const void *element)
{
	int64 account_id = *(const int64 *) key;
	const MemberAccount *account = element;

	return (account_id > account->account_id) - (account_id < account->account_id);
}

Permissions
member_permissions(Oid role, int64 account_id)
{
	const MemberRole *member = find_role(role);
	const MemberAccount *account = member->count == 0
		? NULL
		: bsearch(
			  &account_id, member->accounts, member->count, sizeof(MemberAccount), account_compare);

	return account ? account->permissions : PERMISSIONS_NONE;
}

/* The accounts on which a role holds a permission, ascending. */
int64 *
member_accounts(Oid role, Permission permission, int *count)
{
	const MemberRole *member = find_role(role);
	int64 *accounts = palloc(sizeof(int64) * Max(member->count, 1));

	*count = 0;
	for (int i = 0; i < member->count; i++)
		if (member->accounts[i].permissions & (1 << permission))
			accounts[(*count)++] = member->accounts[i].account_id;
	return accounts;
}
