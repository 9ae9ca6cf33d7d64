/*
 * identity.c
 *	  Who is calling, and what that caller may do (ID-3 … ID-5).
 *
 * Every function of the surface is SECURITY DEFINER, so the current user is
 * the extension's owner and the caller is the outer role: it honours SET ROLE
 * and ignores definers. Nothing is done inside a security-restricted operation:
 * there a superuser's maintenance is running a stranger's function.
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "identity.h"

/* ID-5: superusers and members of the extension's owner do everything. */
void
identity_require_owner(void)
{
	if (InSecurityRestrictedOperation())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("distribution cannot be used within a security-restricted operation")));
	if (!is_member_of_role(GetOuterUserId(), GetUserId()))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for role \"%s\"", identity_actor()),
				 errhint("Only superusers and members of the extension's owner may do this.")));
}

void
identity_require(int64 account_id, Permission permission)
{
	identity_require_owner();
}

/* For verbs of both sides: the permission by which the caller acts, the supplier's if by both. */
Permission
identity_require_either(int64 supplier_id, int64 distributor_id)
{
	identity_require_owner();
	return PERMISSION_SUPPLIER;
}

const char *
identity_actor(void)
{
	return GetUserNameFromId(GetOuterUserId(), false);
}

PG_FUNCTION_INFO_V1(distribution_require_owner);

Datum
distribution_require_owner(PG_FUNCTION_ARGS)
{
	identity_require_owner();
	PG_RETURN_VOID();
}
