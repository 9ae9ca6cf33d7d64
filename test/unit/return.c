/*
 * What of an order's goods and money may come back (RT-2, RT-3).
 */
#include "return.h"

#include "tap.h"

static void
test_claimable(void)
{
	static const struct
	{
		const char *what;
		ReturnLine line;
		int64_t goods;
		int64_t money;
	} cases[] = {
		{"a shipped line", {.shipped = 5}, 5, 5},
		{"one that was not shipped", {.shipped = 0}, 0, 0},
		{"one received back in part", {.shipped = 5, .returned = 2, .refund_claimed = 2}, 3, 3},
		{"one awaited in part", {.shipped = 5, .goods_awaited = 4, .refund_claimed = 4}, 1, 1},
		{"one with both",
		 {.shipped = 5, .returned = 2, .goods_awaited = 3, .refund_claimed = 5},
		 0,
		 0},
		{"one refunded without its goods", {.shipped = 5, .refund_claimed = 5}, 5, 0},
		{"one over-claimed", {.shipped = 1, .goods_awaited = 9, .refund_claimed = 9}, 0, 0},
		{"the largest", {.shipped = INT32_MAX, .returned = INT32_MAX}, 0, INT32_MAX},
	};

	for (int i = 0; i < LENGTH(cases); i++)
		ok(return_claimable(&cases[i].line, RETURN_REFUND) == cases[i].goods &&
			   return_claimable(&cases[i].line, REFUND_ONLY) == cases[i].money,
		   "RT-2: what may be claimed of %s",
		   cases[i].what);
}

static void
test_receivable(void)
{
	ok(return_receivable(&(ReturnLine) {.shipped = 5, .quantity = 3}) == 3,
	   "RT-2: as many as were claimed are received");
	ok(return_receivable(&(ReturnLine) {.shipped = 5, .returned = 4, .quantity = 3}) == 1,
	   "RT-2: but no more than are out");
	ok(return_receivable(&(ReturnLine) {.shipped = 5, .returned = 5, .quantity = 3}) == 0,
	   "RT-2: and none where none is");
}

/* WD-4, WD-5: units that were withdrawn, but had left the shelf. */
static void
test_gone(void)
{
	static const struct
	{
		const char *what;
		ReturnLine line;
		int64_t goods;
		int64_t money;
		int64_t restockable;
	} cases[] = {
		{"none gone", {.shipped = 5}, 5, 5, 0},
		{"all gone", {.shipped = 5, .gone = 5}, 5, 0, 5},
		{"some gone", {.shipped = 5, .gone = 2}, 5, 3, 2},
		{"gone, put back and lost",
		 {.shipped = 5, .gone = 5, .returned = 2, .restocked = 2, .lost = 1},
		 2,
		 0,
		 2},
		{"gone, and returned by the distributor",
		 {.shipped = 5, .gone = 5, .returned = 4},
		 1,
		 0,
		 1},
		{"gone, and awaited from a return", {.shipped = 5, .gone = 5, .goods_awaited = 4}, 1, 0, 1},
		{"some gone and put back",
		 {.shipped = 5, .gone = 2, .returned = 2, .restocked = 2},
		 3,
		 3,
		 0},
		{"some gone, more returned", {.shipped = 5, .gone = 2, .returned = 4}, 1, 3, 1},
	};

	for (int i = 0; i < LENGTH(cases); i++)
		ok(return_claimable(&cases[i].line, RETURN_REFUND) == cases[i].goods &&
			   return_claimable(&cases[i].line, REFUND_ONLY) == cases[i].money &&
			   return_restockable(&cases[i].line) == cases[i].restockable,
		   "WD-5: what may come back of a line with %s",
		   cases[i].what);
	ok(return_receivable(
		   &(ReturnLine) {.shipped = 5, .gone = 5, .returned = 2, .lost = 2, .quantity = 3}) == 1,
	   "WD-5: what is lost is not received");
}

static void
test_due(void)
{
	ReturnLine lines[] = {
		{.package = 0,
		 .unit_price = 1000,
		 .shipped = 5,
		 .quantity = 3,
		 .sellable = 1,
		 .defective = 1},
		{.package = 1, .unit_price = 999, .shipped = 5, .quantity = 3, .sellable = 3},
		{.package = 0, .unit_price = 1, .shipped = 5, .refunded = 4, .quantity = 3, .sellable = 3},
		{.package = 0, .unit_price = 5000, .shipped = 5},
	};
	Minor due;

	ok(return_due(lines, 4, RETURN_REFUND, 0, 100000, &due) && due == 2001,
	   "RT-3: units received at the price charged, none of them twice");
	ok(lines[0].refund_units == 2 && lines[2].refund_units == 1 && lines[3].refund_units == 0,
	   "RT-3: and which units those are");
	ok(return_due(lines, 4, REFUND_ONLY, 0, 100000, &due) && due == 3001,
	   "RT-3: of a refund only the units claimed");
	ok(return_due(lines, 4, RETURN_REFUND, 1, 100000, &due) && due == 2997,
	   "RT-3: each package by itself");
	ok(return_due(lines, 4, RETURN_REFUND, 1, 2996, &due) && due == 2996,
	   "RT-3: never more than is left of what was charged");
	ok(return_due(lines, 4, RETURN_REFUND, 1, 0, &due) && due == 0,
	   "RT-3: nothing where nothing is");
	lines[0].unit_price = INT64_MAX;
	ok(!return_due(lines, 4, RETURN_REFUND, 0, 100000, &due), "PC-6: and never out of range");
}

int
main(void)
{
	test_claimable();
	test_receivable();
	test_gone();
	test_due();
	return done();
}
