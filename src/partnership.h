/*
 * partnership.h
 *	  A partnership's row under lock.
 */
#ifndef DISTRIBUTION_PARTNERSHIP_H
#define DISTRIBUTION_PARTNERSHIP_H

#include "postgres.h"

#include "identity.h"
#include "plan.h"

typedef struct Partnership
{
	int64 supplier_id;
	int64 partnership_id;
	int64 distributor_id;
	const char *state;
	bool on_hold;
	bool supplier_suspended;
	bool distributor_suspended;
	const char *supplier;    /* shop name, for messages */
	const char *distributor; /* name */
} Partnership;

extern int64 partnership_distributor(int64 supplier_id, int64 partnership_id);
extern void partnership_require_distributor(int64 supplier_id, int64 partnership_id);
extern int64 partnership_require_side(int64 supplier_id, int64 partnership_id, const char *side);
extern Permission partnership_require_either(int64 supplier_id, int64 partnership_id);
extern Partnership partnership_read(int64 supplier_id, int64 partnership_id);
extern Partnership partnership_lock(int64 supplier_id, int64 partnership_id);
extern Partnership partnership_lock_with_money(int64 supplier_id, int64 partnership_id);
extern void partnership_record(const Partnership *partnership, const char *event, const char *note);
extern bool partnership_in_state(const Partnership *partnership, const char *state);
extern void partnership_require_state(const Partnership *partnership, const char *state,
									  const char *verb);
extern void partnership_require_active(const Partnership *partnership);
extern void partnership_assign_warehouses(const Partnership *partnership, PlanColumn *warehouse_ids,
										  bool mirrored);
extern void level_require(int64 supplier_id, int32 level);

#endif
