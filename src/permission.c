/*
 * permission.c
 *	  What may be granted on an account, and what it implies (ID-3).
 */
#include "permission.h"

#include <string.h>

static const char *const PERMISSION_NAMES[] = {
	[PERMISSION_ADMIN] = "admin",
	[PERMISSION_SUPPLIER] = "supplier",
	[PERMISSION_DISTRIBUTOR] = "distributor",
	[PERMISSION_REPORT] = "report",
};

const char *
permission_name(Permission permission)
{
	return PERMISSION_NAMES[permission];
}

bool
permission_parse(const char *name, Permission *permission)
{
	for (int i = 0; i < PERMISSION_COUNT; i++)
		if (strcmp(name, PERMISSION_NAMES[i]) == 0)
		{
			*permission = (Permission) i;
			return true;
		}
	return false;
}

/* ID-3: admin implies all, and everyone who may act may read. */
Permissions
permissions_implied(Permissions granted)
{
	if (granted & (1 << PERMISSION_ADMIN))
		return PERMISSIONS_ALL;
	return granted == PERMISSIONS_NONE ? granted : granted | (1 << PERMISSION_REPORT);
}
