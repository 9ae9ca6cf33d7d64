/*
 * member_sql.c
 *	  Granting and revoking memberships (ID-3).
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/acl.h"

#include "account.h"
#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"

#define GRANTED(permission)                                                     \
	" CASE WHEN '" permission "' = ANY (m.permissions || EXCLUDED.permissions)" \
	" THEN '" permission "' END"

static PlanQuery GRANT_MEMBER = {
	.name = "grant member",
	.result = SPI_OK_INSERT,
	.scope = PLACEMENT_OF_SHARED,
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
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint, text",
	.sql = "SELECT 'admin' = ANY (permissions)"
		   "  FROM distribution.member"
		   " WHERE account_id = $1 AND role = $2::name"
		   "   FOR UPDATE",
};

static PlanQuery REVOKE_MEMBER = {
	.name = "revoke member",
	.result = SPI_OK_DELETE,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint, text",
	.sql = "DELETE FROM distribution.member WHERE account_id = $1 AND role = $2::name",
};

static char *
argument_role(FunctionCallInfo fcinfo, int n)
{
	if (PG_ARGISNULL(n))
		error_null_argument("role");
	return NameStr(*PG_GETARG_NAME(n));
}

static void
grant_member(int64 account_id, const char *role, Permissions permissions)
{
	PlanValues values = {0};
	PlanColumn names = plan_column(TEXTOID, PERMISSION_COUNT);

	account_require(account_id);
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
