/*
 * compat.h
 *	  Differences between PostgreSQL releases, each named once.
 */
#ifndef DISTRIBUTION_COMPAT_H
#define DISTRIBUTION_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000
#error "distribution needs PostgreSQL 15 or later"
#endif

/* VARDATA and its kin moved to a header of their own in PostgreSQL 16. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#endif
