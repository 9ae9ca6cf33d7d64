/*
 * order_tally.h
 *	  How many orders of a supplier are shipped, completed and cancelled (OR-6).
 */
#ifndef DISTRIBUTION_ORDER_TALLY_H
#define DISTRIBUTION_ORDER_TALLY_H

#include "order_row.h"

/* The suppliers whose changes are to be added up: a reader adds up as many. */
#define ORDER_TALLY_DUE                                    \
	"SELECT y.supplier_id FROM distribution.order_tally y" \
	" GROUP BY y.supplier_id HAVING count(*) > 1000"

#define ORDER_TALLY_COUNTED 3 /* shipped, completed, cancelled */

/* How many orders more are in the states that are counted, or fewer. */
typedef struct OrderTally
{
	RowPlace place;
	int64 supplier_id;
	int64 tally_id;
	int64 changes[ORDER_TALLY_COUNTED];
} OrderTally;

extern RowTable ORDER_TALLY_TABLE;

extern void order_tally_move(const OrderRow *order, const char *state);
extern void order_tally_fold(int64 supplier_id);

#endif
