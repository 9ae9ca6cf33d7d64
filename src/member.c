/*
 * member.c
 *	  Members: database roles with permissions on accounts (ID-3).
 *
 * A session keeps what it has read of a role's memberships, so that a push
 * costs no lookup. Every change of the table invalidates its relation cache
 * entry (a statement trigger sees to that), which reaches all sessions as
 * PostgreSQL's own changes of privileges do: with their next transaction or
 * lock. A role that is renamed or dropped does the same. What a session keeps
 * is read under a snapshot of its own, newer than the transaction's, and read
 * again if an invalidation came meanwhile.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "member.h"
#include "plan.h"
#include "trigger.h"

typedef struct MemberAccount
{
	int64 account_id;
	Permissions permissions;
} MemberAccount;

/* What is kept of a role; accounts ascending. */
typedef struct MemberRole
{
	Oid role; /* key */
	int count;
	MemberAccount *accounts;
} MemberRole;

static HTAB *kept_roles;
static MemoryContext kept_memory;
static Oid kept_relation;
static uint64 kept_generation;
static uint64 generation; /* raised by every invalidation */

enum
{
	MEMBER_ACCOUNT = 1,
	MEMBER_PERMISSIONS
};

static PlanQuery READ_MEMBERSHIPS = {
	.name = "read memberships of a role",
	.result = SPI_OK_SELECT,
	.types = "text",
	.sql = "SELECT account_id,"
		   "       ('admin' = ANY (permissions))::int * 1"
		   "       + ('supplier' = ANY (permissions))::int * 2"
		   "       + ('distributor' = ANY (permissions))::int * 4"
		   "       + ('report' = ANY (permissions))::int * 8"
		   "  FROM distribution.member"
		   " WHERE role = $1::name"
		   " ORDER BY account_id",
};

static PlanQuery READ_ACCOUNT = {
	.name = "read account",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT account_id FROM distribution.account WHERE account_id = $1",
};

static PlanQuery GRANT_MEMBER = {
	.name = "grant member",
	.result = SPI_OK_INSERT,
	.types = "bigint, text, text[], text",
	.sql = "INSERT INTO distribution.member AS m (account_id, role, permissions, granted_by)"
		   " VALUES ($1, $2::name, $3, $4)"
		   " ON CONFLICT (account_id, role) DO UPDATE"
		   "  SET permissions = ARRAY("
		   "       SELECT p FROM unnest('{admin,supplier,distributor,report}'::text[]) AS p"
		   "        WHERE p = ANY (m.permissions || EXCLUDED.permissions)),"
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

static void
relation_changed(Datum argument, Oid relation)
{
	if (relation == InvalidOid || relation == kept_relation)
		generation++;
}

static void
roles_changed(Datum argument, int cache, uint32 hash)
{
	generation++;
}

/* Empties what is kept; the first time, asks to be told of changes. */
static void
forget_roles(void)
{
	HASHCTL control = {.keysize = sizeof(Oid), .entrysize = sizeof(MemberRole)};

	if (kept_memory == NULL)
	{
		kept_memory =
			AllocSetContextCreate(TopMemoryContext, "distribution members", ALLOCSET_SMALL_SIZES);
		CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
		CacheRegisterSyscacheCallback(AUTHOID, roles_changed, (Datum) 0);
	}
	kept_roles = NULL;
	MemoryContextReset(kept_memory);
	control.hcxt = kept_memory;
	kept_roles =
		hash_create("distribution members", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	kept_relation = get_relname_relid("member", get_namespace_oid("distribution", true));
	kept_generation = generation;
}

static PlanRows
read_memberships(Oid role)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_text(&values, GetUserNameFromId(role, false));
	PushActiveSnapshot(GetCatalogSnapshot(kept_relation));
	rows = plan_read(&READ_MEMBERSHIPS, &values);
	PopActiveSnapshot();
	return rows;
}

static void
keep_role(Oid role, const PlanRows *rows)
{
	MemberAccount *accounts =
		MemoryContextAlloc(kept_memory, sizeof(MemberAccount) * Max(rows->count, 1));
	MemberRole *kept;

	for (int i = 0; i < rows->count; i++)
	{
		accounts[i].account_id = plan_int64(rows, i, MEMBER_ACCOUNT);
		accounts[i].permissions = permissions_implied(plan_int32(rows, i, MEMBER_PERMISSIONS));
	}
	kept = hash_search(kept_roles, &role, HASH_ENTER, NULL);
	kept->count = rows->count;
	kept->accounts = accounts;
}

static const MemberRole *
find_role(Oid role)
{
	static const MemberRole NOBODY;
	MemberRole *kept;

	for (;;)
	{
		PlanRows rows;

		if (kept_roles == NULL || kept_generation != generation)
			forget_roles();
		kept = hash_search(kept_roles, &role, HASH_FIND, NULL);
		if (kept != NULL)
			return kept;
		if (!OidIsValid(kept_relation)) /* before install() */
			return &NOBODY;
		plan_open();
		rows = read_memberships(role);
		if (kept_generation == generation)
			keep_role(role, &rows);
		plan_close();
	}
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
	plan_open();
	revoke_member(account_id, role);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_member_changed);

/* After every statement that changes members: all sessions forget what they kept. */
Datum
distribution_member_changed(PG_FUNCTION_ARGS)
{
	CacheInvalidateRelcache(trigger_statement(fcinfo, "member")->tg_relation);
	return PointerGetDatum(NULL);
}
