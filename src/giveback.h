/*
 * giveback.h
 *	  Giving back units of a pushed order before they are shipped: withdrawn by
 *	  the distributor, or refused by the supplier (OR-12, WD-2 … WD-4).
 */
#ifndef DISTRIBUTION_GIVEBACK_H
#define DISTRIBUTION_GIVEBACK_H

#include "postgres.h"

#include "goods_row.h"
#include "ledger.h"
#include "line_payload.h"

/* What gives back, and what it is called. */
typedef struct Giveback
{
	LedgerKind kind;
	const char *push_state;   /* of an order with nothing left; also the event */
	const char *partly_event; /* of an order with something left */
	GoodsMove move;
	const char *memo; /* of its ledger entries */
	const char *note; /* of its event */
} Giveback;

extern void giveback_take(const OrderRow *order, Goods *goods, const LinePayload *lines,
						  const char *verb);
extern bool giveback_begun(const Goods *goods);
extern const char *giveback_post(const OrderRow *order, Goods *goods, const Giveback *giveback);

#endif
