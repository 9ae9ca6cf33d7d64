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

int
main(void)
{
	test_available();
	test_find();
	return done();
}
