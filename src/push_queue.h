/*
 * push_queue.h
 *	  Orders queued for maintenance to push (OR-3).
 */
#ifndef DISTRIBUTION_PUSH_QUEUE_H
#define DISTRIBUTION_PUSH_QUEUE_H

#include "postgres.h"

/* The suppliers with queued orders. */
#define PUSH_QUEUE_DUE "SELECT DISTINCT supplier_id FROM distribution.push_queue"

extern int64 *push_queue_next(int64 supplier_id, int32 max_orders, int64 up_to, int *count,
							  int64 *last);
extern void push_queue_take_off(int64 supplier_id, const int64 *order_ids, int count);
extern void push_queue_push(int64 supplier_id, const int64 *order_ids, int count);
extern void push_queue_postpone(int64 supplier_id, int64 order_id);

#endif
