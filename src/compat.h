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

/* The same, for row*.c only: what the executor takes. */

/* Privileges asked for left the range table's entries in PostgreSQL 16. */
#if PG_VERSION_NUM < 160000
#define CompatPermissions RangeTblEntry
#define compat_add_permissions(list, entry) (entry)
#define compat_check_permissions(entries, list) ExecCheckRTPerms(entries, true)
#define compat_init_range_table(estate, entries, list) ExecInitRangeTable(estate, entries)
#else
#define CompatPermissions RTEPermissionInfo
#define compat_add_permissions(list, entry) addRTEPermissionInfo(list, entry)
#define compat_check_permissions(entries, list) ExecCheckPermissions(entries, list, true)
#endif

/* The entries that are left after pruning came in PostgreSQL 18. */
#if PG_VERSION_NUM >= 180000
#define compat_init_range_table(estate, entries, list) \
	ExecInitRangeTable(estate, entries, list, bms_make_singleton(1))
#elif PG_VERSION_NUM >= 160000
#define compat_init_range_table(estate, entries, list) ExecInitRangeTable(estate, entries, list)
#endif

/* Summarizing indexes alone may need an entry since PostgreSQL 16. */
#if PG_VERSION_NUM < 160000
#define compat_insert_index_tuples(result, slot, estate) \
	ExecInsertIndexTuples(result, slot, estate, false, false, NULL, NIL)
#define compat_insert_index_tuples_new(result, slot, estate, conflicts, arbiters) \
	ExecInsertIndexTuples(result, slot, estate, false, true, conflicts, arbiters)
#else
#define compat_insert_index_tuples(result, slot, estate) \
	ExecInsertIndexTuples(result, slot, estate, false, false, NULL, NIL, false)
#define compat_insert_index_tuples_new(result, slot, estate, conflicts, arbiters) \
	ExecInsertIndexTuples(result, slot, estate, false, true, conflicts, arbiters, false)
#endif

/* What an update says of indexes. */
#if PG_VERSION_NUM < 160000
#define CompatUpdatedIndexes bool
#define compat_is_indexed_anew(updated) (updated)
#define compat_update_index_tuples(result, slot, estate, updated) \
	ExecInsertIndexTuples(result, slot, estate, true, false, NULL, NIL)
#else
#define CompatUpdatedIndexes TU_UpdateIndexes
#define compat_is_indexed_anew(updated) ((updated) != TU_None)
#define compat_update_index_tuples(result, slot, estate, updated) \
	ExecInsertIndexTuples(result, slot, estate, true, false, NULL, NIL, (updated) == TU_Summarizing)
#endif

/* The row that does not conflict with itself is told since PostgreSQL 18. */
#if PG_VERSION_NUM < 180000
#define compat_check_index_constraints(result, slot, estate, taken, itself, arbiters) \
	ExecCheckIndexConstraints(result, slot, estate, taken, arbiters)
#else
#define compat_check_index_constraints(result, slot, estate, taken, itself, arbiters) \
	ExecCheckIndexConstraints(result, slot, estate, taken, itself, arbiters)
#endif

/* Takes a relation since PostgreSQL 17. */
#if PG_VERSION_NUM < 170000
#define compat_identity_sequence(relation, number) \
	getIdentitySequence(RelationGetRelid(relation), number, true)
#else
#define compat_identity_sequence(relation, number) getIdentitySequence(relation, number, true)
#endif

/* All of PostgreSQL 18: whether a deferrable key will do, instrumentation, another name, NOT ENFORCED. */
#if PG_VERSION_NUM < 180000
#define compat_primary_key(relation) RelationGetPrimaryKeyIndex(relation)
#define compat_index_beginscan(relation, index, snapshot, keys) \
	index_beginscan(relation, index, snapshot, keys, 0)
#define compat_check_states ri_ConstraintExprs
#define compat_is_enforced(check) true
#else
#define compat_primary_key(relation) RelationGetPrimaryKeyIndex(relation, false)
#define compat_index_beginscan(relation, index, snapshot, keys) \
	index_beginscan(relation, index, snapshot, NULL, keys, 0)
#define compat_check_states ri_CheckConstraintExprs
#define compat_is_enforced(check) ((check)->ccenforced)
#endif

#endif
