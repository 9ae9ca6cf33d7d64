/*
 * stock.h
 *	  Stock of a SKU in a warehouse, and what is left of it (ST-1, ST-3).
 */
#ifndef DISTRIBUTION_STOCK_H
#define DISTRIBUTION_STOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "row_place.h"

typedef struct StockCount
{
	int32_t on_hand;
	int32_t allocated;
	int32_t defective;
} StockCount;

/* A stock row under lock; wanted is what the order at hand asks for in all its lines. */
typedef struct StockLevel
{
	RowPlace place;
	int64_t supplier_id;
	int64_t warehouse_id;
	int64_t sku_id;
	int32_t on_hand;
	int32_t allocated;
	int32_t defective;
	bool push_pending;
	int64_t wanted;
	bool changed;
	StockCount read;  /* what it was */
	uint64_t read_at; /* plan_calls() */
} StockLevel;

/* ST-9: what of the stock is shown to a partnership. */
typedef struct StockShare
{
	int64_t sku_id;  /* 0: of all that have none of their own */
	int64_t percent; /* times 10^SHARE_DECIMALS */
	int32_t buffer;
} StockShare;

#define SHARE_DECIMALS 4
#define SHARE_WHOLE INT64_C(1000000) /* 100 % */

extern int64_t stock_available(const StockLevel *level);
extern int32_t stock_to_push(const StockLevel *level, int32_t sold_out_below);
extern int32_t stock_shared(int32_t quantity, const StockShare *share);
extern int stock_level_compare(const void *a, const void *b);
extern StockLevel *stock_find(StockLevel *levels, int count, int64_t warehouse_id, int64_t sku_id);

#endif
