/*
 * permission.h
 *	  What may be granted on an account, and what it implies (ID-3).
 */
#ifndef DISTRIBUTION_PERMISSION_H
#define DISTRIBUTION_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>

typedef enum Permission
{
	PERMISSION_ADMIN,       /* implies the others */
	PERMISSION_SUPPLIER,    /* implies report */
	PERMISSION_DISTRIBUTOR, /* implies report */
	PERMISSION_REPORT,      /* to read what is the account's */
	PERMISSION_COUNT
} Permission;

/* A set: of each permission p, the bit 1 << p. */
typedef uint32_t Permissions;

#define PERMISSIONS_NONE ((Permissions) 0)
#define PERMISSIONS_ALL ((Permissions) ((1 << PERMISSION_COUNT) - 1))

extern const char *permission_name(Permission permission);
extern bool permission_parse(const char *name, Permission *permission);
extern Permissions permissions_implied(Permissions granted);

#endif
