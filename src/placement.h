/*
 * placement.h
 *	  Where a table of a supplier is on this node (design: one seam for
 *	  placement). Nothing else knows of a distributed engine.
 */
#ifndef DISTRIBUTION_PLACEMENT_H
#define DISTRIBUTION_PLACEMENT_H

#include "postgres.h"

/* Places other than a supplier's group of shards. */
#define PLACEMENT_BY_NAME (-1) /* the tables themselves */
#define PLACEMENT_SHARED (-2)  /* this node's copies of what all suppliers share */

/* What decides where a statement's tables are; its declaration says it. */
typedef enum PlacementScope
{
	PLACEMENT_OF_SUPPLIER, /* its first value; where nothing is said */
	PLACEMENT_OF_SHARED,   /* it names shared tables only, or none */
	PLACEMENT_OF_ALL,      /* the engine's planner */
} PlacementScope;

extern void placement_start(void);
extern bool placement_is_distributed(void);
extern bool placement_is_coordinator(void);
extern int placement_of(int64 supplier_id);
extern int placement_here(int **places);
extern int placement_of_table(const char *table, int64 owner_id, bool is_written);
extern int placement_of_table_here(const char *table, bool is_written);
extern int placement_of_relation(const char *table, const char *relation);
extern const char *placement_name(int place, const char *table, const char *thing);
extern int placement_engine_begin(void);
extern void placement_engine_end(int level);
extern uint64 placement_version(void);
extern bool placement_scope_holds(PlacementScope scope, const char *types, const char *sql);
extern char *placement_text(int place, const char *sql, bool *is_here);

#endif
