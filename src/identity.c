/*
 * identity.c
 *	  Who is calling, and what that caller may do (ID-3 … ID-5).
 *
 * The functions of the surface are SECURITY DEFINER with the rights of a role
 * that owns the books and nothing else (ID-7), and the caller is the outer role: it honours SET ROLE
 * and ignores definers. A token, once verified, replaces what the role may do
 * until the transaction ends (token.c). Nothing is done inside a
 * security-restricted operation: there a superuser's maintenance is running a
 * stranger's function.
 *
 * Who is no member of either side of a thing is told that it does not exist
 * (SD005); who is, but lacks the permission, is told which and who grants it
 * (42501).
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "member_row.h"
#include "token.h"

/* Before anything else, whoever calls. */
static void
refuse_restricted(void)
{
	if (InSecurityRestrictedOperation())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("distribution cannot be used within a security-restricted operation")));
}

/* ID-7: the role whose rights the functions have, found by name: not every caller of these lines is a definer. */
static bool
has_privs_of_owner(Oid role)
{
	Oid owner = get_role_oid(OWNER_ROLE, true);

	return superuser_arg(role) || (OidIsValid(owner) && has_privs_of_role(role, owner));
}

static bool
is_held_by_rows(Oid role)
{
	return !has_bypassrls_privilege(role) && !has_privs_of_owner(role);
}

static bool
acts_by_token(void)
{
	if (token_is_told() && is_held_by_rows(GetOuterUserId()))
		token_adopt(); /* others act as themselves, whatever they were told */
	return token_is_active();
}

/* ID-5: superusers and members of the owner do everything. */
static bool
is_owner(void)
{
	return !acts_by_token() && has_privs_of_owner(GetOuterUserId());
}

static Permissions
permissions_on(int64 account_id)
{
	Permissions held;

	if (acts_by_token())
		return token_permissions(account_id);
	if (superuser_arg(GetOuterUserId()))
		return PERMISSIONS_ALL;
	held = member_permissions(GetOuterUserId(), account_id);
	return held != PERMISSIONS_ALL && is_owner() ? PERMISSIONS_ALL : held;
}

static bool
holds(Permissions held, Permission permission)
{
	return (held & (1 << permission)) != 0;
}

static void
refuse(int64 account_id, Permission permission)
{
	const char *name = permission_name(permission);

	ereport(
		ERROR,
		(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
		 errmsg("permission denied for account " INT64_FORMAT, account_id),
		 permission == PERMISSION_ADMIN
			 ? errhint("\"%s\" lacks permission \"%s\" on it; superusers and members of " OWNER_ROLE
					   " grant it with grant_member().",
					   identity_actor(),
					   name)
			 : errhint("\"%s\" lacks permission \"%s\" on it; its \"admin\" members grant it with "
					   "grant_member().",
					   identity_actor(),
					   name)));
}

void
identity_require_owner(void)
{
	refuse_restricted();
	if (!is_owner())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for role \"%s\"", identity_actor()),
				 errhint("Only superusers and members of " OWNER_ROLE " may do this.")));
}

/* For verbs on an account itself. Whether it exists is not told to strangers. */
void
identity_require(int64 account_id, Permission permission)
{
	refuse_restricted();
	if (!holds(permissions_on(account_id), permission))
		refuse(account_id, permission);
}

/* For verbs on an account that it may use in either role. */
void
identity_require_trader(int64 account_id)
{
	refuse_restricted();
	if (!holds(permissions_on(account_id), PERMISSION_SUPPLIER))
		identity_require(account_id, PERMISSION_DISTRIBUTOR);
}

/* For verbs of one side (supplier or distributor) on a thing of both. */
void
identity_require_side(int64 supplier_id, int64 distributor_id, Permission permission,
					  const char *what, int64 id)
{
	bool supplies = permission == PERMISSION_SUPPLIER;
	int64 account_id = supplies ? supplier_id : distributor_id;

	refuse_restricted();
	if (holds(permissions_on(account_id), permission))
		return;
	if (permissions_on(supplier_id) == PERMISSIONS_NONE &&
		permissions_on(distributor_id) == PERMISSIONS_NONE)
		error_not_found(what, id);
	refuse(account_id, permission);
}

/* For verbs of both sides: the permission by which the caller acts, the supplier's if by both. */
Permission
identity_require_either(int64 supplier_id, int64 distributor_id, const char *what, int64 id)
{
	Permissions as_distributor;

	refuse_restricted();
	if (holds(permissions_on(supplier_id), PERMISSION_SUPPLIER))
		return PERMISSION_SUPPLIER;
	as_distributor = permissions_on(distributor_id);
	if (holds(as_distributor, PERMISSION_DISTRIBUTOR))
		return PERMISSION_DISTRIBUTOR;
	if (as_distributor != PERMISSIONS_NONE)
		refuse(distributor_id, PERMISSION_DISTRIBUTOR);
	if (permissions_on(supplier_id) == PERMISSIONS_NONE)
		error_not_found(what, id);
	refuse(supplier_id, PERMISSION_SUPPLIER);
	return PERMISSION_REPORT; /* not reached */
}

/* For members of either side to read. */
void
identity_require_reader(int64 supplier_id, int64 distributor_id, const char *what, int64 id)
{
	if (identity_sees_all())
		return;
	if (permissions_on(supplier_id) == PERMISSIONS_NONE &&
		permissions_on(distributor_id) == PERMISSIONS_NONE)
		error_not_found(what, id);
}

/* ID-6: before anything is said of a thing of two accounts. It is the distributor's, and the supplier's once it is told of it. */
void
identity_require_seen(int64 supplier_id, int64 distributor_id, bool supplier_sees, const char *what,
					  int64 id)
{
	if (identity_sees_all())
		return;
	if (permissions_on(distributor_id) == PERMISSIONS_NONE &&
		(!supplier_sees || permissions_on(supplier_id) == PERMISSIONS_NONE))
		error_not_found(what, id);
}

/* For who says more than that it is not allowed. */
bool
identity_holds(int64 account_id, Permission permission)
{
	refuse_restricted();
	return holds(permissions_on(account_id), permission);
}

/* Whether my_accounts() has the account. */
bool
identity_reads(int64 account_id)
{
	refuse_restricted();
	return holds(acts_by_token() ? token_permissions(account_id)
								 : member_permissions(GetOuterUserId(), account_id),
				 PERMISSION_REPORT);
}

/* What a token may not do: it would outlive itself. */
void
identity_require_role(void)
{
	if (acts_by_token())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("a token does not allow this"),
				 errhint("Call it as a role with permission \"admin\" on the account.")));
}

/* Row security does not hold these, so a token would not either. */
bool
identity_bypasses_rows(void)
{
	refuse_restricted();
	return !is_held_by_rows(GetOuterUserId());
}

bool
identity_sees_all(void)
{
	return identity_bypasses_rows() && !acts_by_token();
}

/* The accounts on which the caller holds the permission by membership or token, ascending. */
int64 *
identity_accounts(Permission permission, int *count)
{
	int64 *accounts;

	refuse_restricted();
	if (!acts_by_token())
		return member_accounts(GetOuterUserId(), permission, count);
	accounts = palloc(sizeof(int64));
	accounts[0] = token_account();
	*count = holds(token_permissions(accounts[0]), permission) ? 1 : 0;
	return accounts;
}

/* Who is written down as having done it. */
const char *
identity_actor(void)
{
	const char *role = GetUserNameFromId(GetOuterUserId(), false);

	return acts_by_token()
		? psprintf("%s (token of account " INT64_FORMAT ")", role, token_account())
		: role;
}

PG_FUNCTION_INFO_V1(distribution_require_owner);

Datum
distribution_require_owner(PG_FUNCTION_ARGS)
{
	identity_require_owner();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_sees_all);

Datum
distribution_sees_all(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(identity_sees_all());
}

/* What my_accounts() answered at one place of a plan. */
typedef struct IdentityAnswer
{
	uint64 reading;
	ArrayType *accounts;
} IdentityAnswer;

static ArrayType *
accounts_array(Permission permission)
{
	int count;
	int64 *accounts = identity_accounts(permission, &count);
	Datum *values = palloc(sizeof(Datum) * Max(count, 1));

	for (int i = 0; i < count; i++)
		values[i] = Int64GetDatum(accounts[i]);
	return construct_array(values, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

static Permission
argument_permission(FunctionCallInfo fcinfo, int n)
{
	char *name = argument_word(fcinfo, n, "permission");
	Permission permission;

	if (!permission_parse(name, &permission))
		error_argument("permission", name, "admin, supplier, distributor, report");
	return permission;
}

PG_FUNCTION_INFO_V1(distribution_my_accounts);

/* Row security asks this for every row that no index decides, so its answer is kept while it stands. */
Datum
distribution_my_accounts(PG_FUNCTION_ARGS)
{
	FmgrInfo *place = fcinfo->flinfo;
	IdentityAnswer *answer = place->fn_extra;
	uint64 reading;
	ArrayType *accounts;

	refuse_restricted();
	if (acts_by_token())
		PG_RETURN_ARRAYTYPE_P(accounts_array(argument_permission(fcinfo, 0)));
	reading = member_reading(GetOuterUserId());
	if (answer != NULL && answer->reading == reading && get_fn_expr_arg_stable(place, 0))
		PG_RETURN_ARRAYTYPE_P(answer->accounts);
	accounts = accounts_array(argument_permission(fcinfo, 0));
	if (answer == NULL)
		place->fn_extra = answer = MemoryContextAllocZero(place->fn_mcxt, sizeof(IdentityAnswer));
	if (answer->accounts != NULL)
		pfree(answer->accounts);
	answer->accounts = MemoryContextAlloc(place->fn_mcxt, VARSIZE(accounts));
	memcpy(answer->accounts, accounts, VARSIZE(accounts));
	answer->reading = reading;
	PG_RETURN_ARRAYTYPE_P(answer->accounts);
}
