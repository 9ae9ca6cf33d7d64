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

/* This backend's transaction, by a number that even a transaction without writes has; moved in PostgreSQL 17. */
#include "storage/proc.h"
#if PG_VERSION_NUM >= 170000
#define MY_TRANSACTION (MyProc->vxid.lxid)
#else
#define MY_TRANSACTION (MyProc->lxid)
#endif

/* pg_noreturn, before a declaration, took the place of pg_attribute_noreturn() in PostgreSQL 18. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#endif

#endif
