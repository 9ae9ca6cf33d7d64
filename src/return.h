/*
 * return.h
 *	  What of an order's goods and money may come back (RT-2, RT-3).
 */
#ifndef DISTRIBUTION_RETURN_H
#define DISTRIBUTION_RETURN_H

#include "amount.h"

typedef enum ReturnKind
{
	RETURN_REFUND, /* goods come back */
	REFUND_ONLY
} ReturnKind;

/* A line of an order, with what returns have taken of it. */
typedef struct ReturnLine
{
	int32_t line_no;
	int package; /* index of its charge */
	int64_t warehouse_id;
	int64_t sku_id;
	Minor unit_price;
	int32_t shipped;
	int32_t returned;  /* received or put back */
	int32_t gone;      /* of shipped: refunded when they were withdrawn (WD-4) */
	int32_t restocked; /* of gone: put back by the supplier (WD-5) */
	int32_t lost;      /* of gone: written off (WD-5) */
	bool has_left;     /* its package was shipped, or cancelled (OR-13) */
	/* Of the order's other returns that are not refused: */
	int64_t goods_awaited;  /* units whose goods are still to come */
	int64_t refund_claimed; /* units refunded, or that may yet be */
	int64_t refunded;       /* units refunded */
	/* Of the return at hand: */
	int32_t quantity; /* claimed; 0: not in it */
	int32_t sellable;
	int32_t defective;
	int32_t losing;       /* written off by the restocking at hand */
	int32_t refund_units; /* result: units that its refund is for */
	struct OrderLine *row;
	struct ReturnedLine *claim; /* NULL: not in it */
} ReturnLine;

extern int64_t return_claimable(const ReturnLine *line, ReturnKind kind);
extern int64_t return_restockable(const ReturnLine *line);
extern int64_t return_receivable(const ReturnLine *line);
extern bool return_due(ReturnLine *lines, int count, ReturnKind kind, int package, Minor left,
					   Minor *due);

#endif
