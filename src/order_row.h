/*
 * order_row.h
 *	  The rooms of orders: their standing, and the record of their transitions
 *	  (OR-3, OR-6, OR-10).
 */
#ifndef DISTRIBUTION_ORDER_ROW_H
#define DISTRIBUTION_ORDER_ROW_H

#include "postgres.h"

#include "compat.h"
#include "identity.h"
#include "row.h"

typedef struct OrderRow
{
	RowPlace place;
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
	TimestampTz pushed_at; /* DT_NOEND before the push */
	bool holds_number;     /* none else of the partnership may have it */
} OrderRow;

/* The orders that a supplier has in a state, and what else a push changes and lists are read by. */
typedef struct OrderStage
{
	RowPlace place;
	int64 supplier_id;
	const char *state;
	int64 order_id;
	TimestampTz pushed_at;
	const char *push_state;
} OrderStage;

typedef struct OrderEvent
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	int64 event_id;
	int64 distributor_id;
	const char *event;
	const char *note;
	const char *actor;
	TimestampTz occurred_at;
	bool supplied;
} OrderEvent;

/* Why an order was refused at its last push. */
typedef struct OrderRefusal
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	int64 distributor_id;
	const char *reason;
	const char *detail;
	TimestampTz refused_at;
} OrderRefusal;

extern RowTable SUPPLY_ORDER_TABLE;
extern RowTable ORDER_STAGE_TABLE;
extern RowTable ORDER_EVENT_TABLE;
extern RowTable ORDER_REFUSAL_TABLE;

extern OrderRow order_row_lock(int64 supplier_id, int64 order_id);
extern void order_row_require(const OrderRow *order, Permission permission);
pg_noreturn extern void order_row_refuse(const OrderRow *order, const char *state, const char *verb,
										 const char *hint);
extern OrderRow *order_rows_load(int64 supplier_id, const int64 *order_ids, int count, bool lock,
								 int *found);
extern OrderRow *order_rows_find(OrderRow *orders, int count, int64 order_id);
extern void order_row_require_pusher(int64 supplier_id, int64 distributor_id, int64 order_id,
									 const char *push_state, Permission permission);
extern void order_row_set_states(const OrderRow *order, const char *push_state, const char *state,
								 const char *event, const char *note);
extern void order_row_add_event(const OrderRow *order, const char *event, const char *note);

extern void order_rows_set_push_state(OrderRow *const *orders, int count, const char *push_state);
extern void order_rows_push(OrderRow *const *orders, int count, const char *state, TimestampTz now);
extern void order_refusals_put(OrderRefusal *refusals, int count);
extern void order_refusals_forget(int64 supplier_id, const int64 *order_ids, int count);
extern void order_rows_add_events(OrderRow *const *orders, int count, const char *event,
								  const char *const *notes);

#endif
