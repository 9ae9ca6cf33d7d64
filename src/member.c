/*
 * member.c
 *	  Members: database roles with permissions on accounts (ID-3).
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
#include "access/stratnum.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "argument.h"
#include "compat.h"
#include "errors.h"
#include "identity.h"
#include "member.h"
#include "plan.h"

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

static PlanQuery READ_ACCOUNT = {
	.name = "read account",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT account_id FROM distribution.account WHERE account_id = $1",
};

#define GRANTED(permission)                                                     \
	" CASE WHEN '" permission "' = ANY (m.permissions || EXCLUDED.permissions)" \
	" THEN '" permission "' END"

static PlanQuery GRANT_MEMBER = {
	.name = "grant member",
	.result = SPI_OK_INSERT,
	.types = "bigint, text, text[], text",
	.sql =
		"INSERT INTO distribution.member AS m (account_id, role, permissions, granted_by)"
		" VALUES ($1, $2::name, $3, $4)"
		" ON CONFLICT (account_id, role) DO UPDATE"
		"  SET permissions = array_remove(ARRAY[" GRANTED("admin") "," GRANTED("supplier") "," GRANTED(
			"distributor") "," GRANTED("report") "], NULL),"
												 "      granted_by = EXCLUDED.granted_by,"
												 "      granted_at = EXCLUDED.granted_at",
};

static PlanQuery LOCK_MEMBER = {
	.name = "lock member",
	.result = SPI_OK_SELECT,
	.types = "bigint, text",
	.sql = "SELECT 'admin' = ANY (permissions)"
		   "  FROM distribution.member"
		   " WHERE account_id = $1 AND role = $2::name"
		   "   FOR UPDATE",
};

static PlanQuery REVOKE_MEMBER = {
	.name = "revoke member",
	.result = SPI_OK_DELETE,
	.types = "bigint, text",
	.sql = "DELETE FROM distribution.member WHERE account_id = $1 AND role = $2::name",
};

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
read_memberships(Oid member_relation, Oid schema, Oid role)
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
	scan = systable_beginscan(
		members, get_relname_relid("member_role_idx", schema), true, snapshot, 1, &key);
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
	member_relation = get_relname_relid("member", schema);
	if (OidIsValid(member_relation)) /* else before install() */
		read_memberships(member_relation, schema, role);
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

/* A text[] of permissions, at least one. */
Permissions
argument_permissions(FunctionCallInfo fcinfo, int n, const char *name)
{
	Permissions permissions = PERMISSIONS_NONE;
	Datum *values;
	bool *nulls;
	int count;

	if (PG_ARGISNULL(n))
		error_null_argument(name);
	deconstruct_array(
		PG_GETARG_ARRAYTYPE_P(n), TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		Permission permission;

		if (nulls[i])
			error_null_argument(psprintf("%s[%d]", name, i + 1));
		if (!permission_parse(TextDatumGetCString(values[i]), &permission))
			error_argument(
				name, TextDatumGetCString(values[i]), "admin, supplier, distributor, report");
		permissions |= 1 << permission;
	}
	if (permissions == PERMISSIONS_NONE)
		error_argument(name, "{}", "at least one of admin, supplier, distributor, report");
	return permissions;
}

static char *
argument_role(FunctionCallInfo fcinfo, int n)
{
	if (PG_ARGISNULL(n))
		error_null_argument("role");
	return NameStr(*PG_GETARG_NAME(n));
}

/* SD005 where there is none. */
void
member_require_account(int64 account_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, account_id);
	if (plan_execute(&READ_ACCOUNT, &values).count == 0)
		error_not_found("account", account_id);
}

static void
grant_member(int64 account_id, const char *role, Permissions permissions)
{
	PlanValues values = {0};
	PlanColumn names = plan_column(TEXTOID, PERMISSION_COUNT);

	member_require_account(account_id);
	if (!OidIsValid(get_role_oid(role, true)))
		error_code_not_found("role", role, "Make it with CREATE ROLE first.");
	for (int i = 0; i < PERMISSION_COUNT; i++)
		if (permissions & (1 << i))
			plan_column_add_text(&names, permission_name((Permission) i));
	plan_bind_int64(&values, account_id);
	plan_bind_text(&values, role);
	plan_bind_column(&values, &names);
	plan_bind_text(&values, identity_actor());
	plan_execute(&GRANT_MEMBER, &values);
}

/* ID-3: an admin is made and unmade by the platform's administrator. */
static void
revoke_member(int64 account_id, const char *role)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, account_id);
	plan_bind_text(&values, role);
	rows = plan_execute(&LOCK_MEMBER, &values);
	if (rows.count == 0)
		error_code_not_found("member", role, "See distribution.member.");
	if (plan_bool(&rows, 0, 1))
		identity_require_owner();
	plan_execute(&REVOKE_MEMBER, &values);
}

PG_FUNCTION_INFO_V1(distribution_grant_member);

Datum
distribution_grant_member(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");
	char *role = argument_role(fcinfo, 1);
	Permissions permissions = argument_permissions(fcinfo, 2, "permissions");

	identity_require(account_id, PERMISSION_ADMIN);
	identity_require_role();
	if (permissions & (1 << PERMISSION_ADMIN))
		identity_require_owner();
	plan_open();
	grant_member(account_id, role, permissions);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_revoke_member);

Datum
distribution_revoke_member(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");
	char *role = argument_role(fcinfo, 1);

	identity_require(account_id, PERMISSION_ADMIN);
	identity_require_role();
	plan_open();
	revoke_member(account_id, role);
	plan_close();
	PG_RETURN_VOID();
}
