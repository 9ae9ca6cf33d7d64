/*
 * member_row.h
 *	  Which role may do what for which account (ID-3).
 */
#ifndef DISTRIBUTION_MEMBER_ROW_H
#define DISTRIBUTION_MEMBER_ROW_H

#include "postgres.h"

#include "permission.h"

extern Permissions member_permissions(Oid role, int64 account_id);
extern int64 *member_accounts(Oid role, Permission permission, int *count);
extern uint64 member_reading(Oid role);

#endif
