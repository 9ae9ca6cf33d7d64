/*
 * identity.h
 *	  Who is calling, and what that caller may do (ID-3 … ID-5).
 */
#ifndef DISTRIBUTION_IDENTITY_H
#define DISTRIBUTION_IDENTITY_H

#include "postgres.h"

typedef enum Permission
{
	PERMISSION_ADMIN,
	PERMISSION_SUPPLIER,
	PERMISSION_DISTRIBUTOR,
	PERMISSION_REPORT
} Permission;

extern void identity_require_owner(void);
extern void identity_require(int64 account_id, Permission permission);
extern Permission identity_require_either(int64 supplier_id, int64 distributor_id);
extern const char *identity_actor(void);

#endif
