/*
 * order_row.h
 *	  One order under lock: its standing and the record of its transitions
 *	  (OR-3, OR-6, OR-10).
 */
#ifndef DISTRIBUTION_ORDER_ROW_H
#define DISTRIBUTION_ORDER_ROW_H

#include "postgres.h"

#include "identity.h"
#include "plan.h"

/*
 * Of the orders that a query locks, those that the caller sees; the parameter is what
 * order_row_bind_seen() binds. Asked before the lock, or a stranger would wait for rows that
 * are none of his, and keep others from theirs while he waits (ID-6).
 */
#define ORDER_SEEN(parameter)                                             \
	" AND (" parameter " IS NULL OR distributor_id = ANY (" parameter ")" \
	"      OR supplier_id = ANY (" parameter ") AND state IS NOT NULL)"

typedef struct OrderRow
{
	int64 supplier_id;
	int64 order_id;
	int64 partnership_id;
	int64 distributor_id;
	const char *push_state;
	const char *state; /* NULL before the push */
	const char *platform;
	const char *logistics;
	const char *platform_order_no;
	const char *currency;
} OrderRow;

extern OrderRow order_row_lock(int64 supplier_id, int64 order_id);
extern void order_row_require(const OrderRow *order, Permission permission);
extern void order_row_bind_seen(PlanValues *values);
extern void order_row_require_pusher(int64 supplier_id, int64 distributor_id, int64 order_id,
									 const char *push_state, Permission permission);
extern void order_row_set_states(const OrderRow *order, const char *push_state, const char *state,
								 const char *event, const char *note);
extern void order_row_add_event(const OrderRow *order, const char *event, const char *note);

#endif
