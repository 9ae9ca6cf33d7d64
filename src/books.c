/*
 * books.c
 *	  Whether the books are there: said in words before a statement fails on
 *	  a table that it does not find (design 1).
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/lsyscache.h"

#include "books.h"

static bool
table_exists(const char *name)
{
	return OidIsValid(get_relname_relid(name, get_namespace_oid("distribution", true)));
}

/* The catalog's caches answer; asked where a statement is prepared, and when a table has changed since. */
void
books_require(void)
{
	if (!table_exists("account"))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the books are not installed"),
				 errhint("Call SELECT distribution.install() as a superuser.")));
	if (!table_exists("upgrade_step"))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the books are older than the library"),
				 errhint("Call SELECT distribution.upgrade() as a superuser.")));
}
