/*
 * Permissions: their names, and what one implies (ID-3).
 */
#include "permission.h"

#include <string.h>

#include "tap.h"

int
main(void)
{
	static const char *const NAMES[] = {"admin", "supplier", "distributor", "report"};
	static const Permissions REPORT = 1 << PERMISSION_REPORT;
	Permission permission;

	for (int i = 0; i < LENGTH(NAMES); i++)
	{
		Permissions granted = 1 << i;

		ok(permission_parse(NAMES[i], &permission) && permission == (Permission) i &&
			   strcmp(permission_name(permission), NAMES[i]) == 0,
		   "ID-3: %s is a permission",
		   NAMES[i]);
		ok(permissions_implied(granted) ==
			   (i == PERMISSION_ADMIN ? PERMISSIONS_ALL : granted | REPORT),
		   "ID-3: what %s implies",
		   NAMES[i]);
	}
	ok(permissions_implied(PERMISSIONS_NONE) == PERMISSIONS_NONE, "ID-3: none implies none");
	ok(!permission_parse("owner", &permission) && !permission_parse("", &permission),
	   "ID-3: another word is none");
	return done();
}
