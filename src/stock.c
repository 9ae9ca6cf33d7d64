/*
 * stock.c
 *	  What is left of stock (ST-1).
 */
#include "stock.h"

#include <stdlib.h>

/* ST-1 */
int64_t
stock_available(const StockLevel *level)
{
	return (int64_t) level->on_hand - level->allocated - level->defective;
}

/* ST-4: all that is available, or 0 where that is below the threshold. */
int32_t
stock_to_push(const StockLevel *level, int32_t sold_out_below)
{
	int64_t available = stock_available(level);

	return available < sold_out_below || available < 0 ? 0 : (int32_t) available;
}

/* By warehouse, then SKU: the order in which rows are locked. */
/* ST-9: of what would be pushed to a mirror; NULL: all of it. */
int32_t
stock_shared(int32_t quantity, const StockShare *share)
{
	int64_t left;

	if (share == NULL)
		return quantity;
	left = quantity * share->percent / SHARE_WHOLE - share->buffer;
	return left < 0 ? 0 : (int32_t) left;
}

int
stock_level_compare(const void *a, const void *b)
{
	const StockLevel *left = a;
	const StockLevel *right = b;

	if (left->warehouse_id != right->warehouse_id)
		return left->warehouse_id < right->warehouse_id ? -1 : 1;
	return (left->sku_id > right->sku_id) - (left->sku_id < right->sku_id);
}

/* NULL: there is no such row among the levels. */
StockLevel *
stock_find(StockLevel *levels, int count, int64_t warehouse_id, int64_t sku_id)
{
	StockLevel key = {.warehouse_id = warehouse_id, .sku_id = sku_id};

	return count == 0 ? NULL
					  : bsearch(&key, levels, count, sizeof(StockLevel), stock_level_compare);
}
