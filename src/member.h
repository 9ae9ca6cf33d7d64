/*
 * member.h
 *	  Which role may do what for which account (ID-3).
 */
#ifndef DISTRIBUTION_MEMBER_H
#define DISTRIBUTION_MEMBER_H

#include "postgres.h"

#include "fmgr.h"

#include "identity.h"

extern Permissions member_permissions(Oid role, int64 account_id);
extern int64 *member_accounts(Oid role, Permission permission, int *count);
extern uint64 member_reading(Oid role);
extern void member_require_account(int64 account_id);
extern Permissions argument_permissions(FunctionCallInfo fcinfo, int n, const char *name);

#endif
