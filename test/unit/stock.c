/*
 * What is left of stock (ST-1).
 */
#include "stock.h"

#include <stdlib.h>

#include "tap.h"

static void
test_available(void)
{
	static const struct
	{
		const char *name;
		int32_t on_hand;
		int32_t allocated;
		int32_t defective;
		int64_t expected;
	} cases[] = {
		{"nothing of nothing", 0, 0, 0, 0},
		{"all on hand", 10, 0, 0, 10},
		{"less what is allocated", 10, 3, 0, 7},
		{"less what is defective", 10, 0, 4, 6},
		{"less both", 10, 3, 4, 3},
		{"down to nothing", 10, 6, 4, 0},
		{"as many as can be counted", INT32_MAX, 0, 0, INT32_MAX},
	};

	for (int i = 0; i < LENGTH(cases); i++)
	{
		const StockLevel level = {.on_hand = cases[i].on_hand,
								  .allocated = cases[i].allocated,
								  .defective = cases[i].defective};

		ok(stock_available(&level) == cases[i].expected, "ST-1: available: %s", cases[i].name);
	}
}

/* design 3: rows are locked by warehouse, then SKU, whatever the order asks for first. */
static void
test_find(void)
{
	StockLevel levels[] = {
		{.warehouse_id = 2, .sku_id = 1, .on_hand = 21},
		{.warehouse_id = 1, .sku_id = INT64_MAX, .on_hand = 19},
		{.warehouse_id = 1, .sku_id = 2, .on_hand = 12},
		{.warehouse_id = 2, .sku_id = 2, .on_hand = 22},
		{.warehouse_id = 1, .sku_id = 1, .on_hand = 11},
	};
	const StockLevel *found;
	bool sorted = true;

	qsort(levels, LENGTH(levels), sizeof(StockLevel), stock_level_compare);
	for (int i = 1; i < LENGTH(levels); i++)
		sorted = sorted && levels[i - 1].on_hand < levels[i].on_hand;
	ok(sorted, "ST-3: levels are in the order of warehouse, then SKU");
	for (int i = 0; i < LENGTH(levels); i++)
	{
		found = stock_find(levels, LENGTH(levels), levels[i].warehouse_id, levels[i].sku_id);
		ok(found == &levels[i], "ST-3: level %d is found", levels[i].on_hand);
	}
	ok(stock_find(levels, LENGTH(levels), 3, 1) == NULL, "ST-3: another warehouse has none");
	ok(stock_find(levels, LENGTH(levels), 1, 3) == NULL, "ST-3: another SKU has none");
	ok(stock_find(levels, 0, 1, 1) == NULL, "ST-3: of no levels none is found");
}

/* ST-9: floor(quantity x percent / 100) - buffer, never below 0 */
static void
test_share(void)
{
	static const struct
	{
		int32_t quantity;
		int64_t percent;
		int32_t buffer;
		int32_t expected;
	} cases[] = {{100, SHARE_WHOLE, 0, 100},
				 {99, 500000, 0, 49},
				 {99, 500000, 9, 40},
				 {99, 500000, 49, 0},
				 {99, 500000, 50, 0},
				 {3, 333333, 0, 0},
				 {100, 333333, 0, 33},
				 {100, 0, 0, 0},
				 {0, SHARE_WHOLE, 5, 0},
				 {INT32_MAX, SHARE_WHOLE, 0, INT32_MAX}};

	for (int i = 0; i < LENGTH(cases); i++)
	{
		StockShare share = {1, cases[i].percent, cases[i].buffer};

		ok(stock_shared(cases[i].quantity, &share) == cases[i].expected,
		   "ST-9: %d at %.4f %% less %d",
		   cases[i].quantity,
		   (double) cases[i].percent / 10000,
		   cases[i].buffer);
	}
	ok(stock_shared(7, NULL) == 7, "ST-9: without a share the full quantity");
}

int
main(void)
{
	test_available();
	test_find();
	test_share();
	return done();
}
