/*
 * The goods of a pushed order: states of packages, and what giving back refunds (OR-12, OR-13).
 */
#include "goods.h"

#include <string.h>

#include "tap.h"

static void
test_stages(void)
{
	static const char *const NAMES[] = {
		"new", "in_process", "to_pickup", "shipped", "completed", "cancelled"};
	static const char *const MOVES[] = {
		/* to: new … completed, cancelled */
		".xxx..", /* from new */
		"..xx..",
		"...x..",
		"....x.",
		"......",
		"......", /* from cancelled */
	};

	for (int from = 0; from < LENGTH(NAMES); from++)
	{
		ok(stage_parse(NAMES[from]) == (Stage) from &&
			   strcmp(stage_name((Stage) from), NAMES[from]) == 0,
		   "OR-6: %s is a state",
		   NAMES[from]);
		for (int to = 0; to < LENGTH(NAMES); to++)
			ok(stage_moves((Stage) from, (Stage) to) == (MOVES[from][to] == 'x'),
			   "OR-6: from %s to %s",
			   NAMES[from],
			   NAMES[to]);
	}
	ok(stage_parse("lost") == STAGE_UNKNOWN, "OR-6: another word is none");
}

/* OR-13: the least advanced that has units left. */
static void
test_order_stage(void)
{
	GoodsPackage packages[] = {
		{.stage = STAGE_SHIPPED, .units = 2},
		{.stage = STAGE_NEW, .units = 3, .given_back = 3},
		{.stage = STAGE_TO_PICKUP, .units = 1},
	};
	Goods goods = {.packages = packages, .package_count = 3};

	ok(goods_stage(&goods) == STAGE_TO_PICKUP, "OR-13: one with nothing left does not count");
	packages[1].given_back = 2;
	ok(goods_stage(&goods) == STAGE_NEW, "OR-13: one with a unit left does");
	packages[1].given_back = 3;
	packages[2].given_back = 1;
	ok(goods_stage(&goods) == STAGE_SHIPPED, "OR-13: what is left is shipped");
	packages[0].given_back = 2;
	ok(goods_stage(&goods) == STAGE_CANCELLED, "OR-12: with nothing left the order is cancelled");
}

/* Takes units of the lines one after the other, as written, and says what each act refunds. */
static void
test_refund(void)
{
	static const struct
	{
		const char *what;
		int decimals;
		GoodsFee fees[GOODS_FEE_COUNT];
		Minor price;
		int32_t quantity;
		int32_t acts[4]; /* units each */
		Minor refunds[4];
	} cases[] = {
		{"all at once", 2, {{150, false}, {240, true}}, 1000, 3, {3}, {3390}},
		{"one by one, cents: 2.40 per unit in thirds",
		 2,
		 {{150, false}, {240, true}},
		 1000,
		 3,
		 {1, 1, 1},
		 {1080, 1080, 1230}},
		{"1.00 in thirds: the last gives the rest",
		 2,
		 {{100, true}, {0, false}},
		 0,
		 3,
		 {1, 1, 1},
		 {33, 34, 33}},
		{"without decimals: 10 in thirds",
		 0,
		 {{1000, true}, {0, false}},
		 0,
		 3,
		 {1, 1, 1},
		 {300, 400, 300}},
		{"without decimals, halves away from zero: 5 in tenths, in unequal parts",
		 0,
		 {{500, true}, {500, true}},
		 0,
		 10,
		 {1, 3, 5, 1},
		 {200, 200, 600, 0}},
		{"one decimal: 1.0 in sixths", 1, {{100, true}, {0, false}}, 10, 6, {1, 5}, {30, 130}},
		{"a package's fee comes with the last unit only",
		 2,
		 {{150, false}, {99, false}},
		 1,
		 2,
		 {1, 1},
		 {1, 250}},
	};

	for (int i = 0; i < LENGTH(cases); i++)
	{
		GoodsLine line = {.unit_price = cases[i].price, .quantity = cases[i].quantity};
		GoodsPackage package = {.units = cases[i].quantity,
								.fees = {cases[i].fees[0], cases[i].fees[1]}};
		Goods goods = {&line, 1, &package, 1};
		Minor total =
			cases[i].price * cases[i].quantity + cases[i].fees[0].amount + cases[i].fees[1].amount;

		package.not_refunded = total;
		for (int act = 0; act < 4 && cases[i].acts[act] > 0; act++)
		{
			line.taken = cases[i].acts[act];
			if (!ok(goods_refund(&goods, cases[i].decimals) &&
						package.refund == cases[i].refunds[act],
					"OR-12: %s: act %d",
					cases[i].what,
					act + 1))
				note("refunds %lld", (long long) package.refund);
			package.not_refunded -= package.refund;
			goods_give_back(&goods, act % 2 == 1);
		}
		ok(package.not_refunded == 0 && package.stage == STAGE_CANCELLED && goods_open(&line) == 0,
		   "OR-12: %s: all is given back, once",
		   cases[i].what);
	}
}

/* Only packages touched refund; the rest of one with nothing left is whatever was not refunded. */
static void
test_packages(void)
{
	GoodsLine lines[] = {
		{.line_no = 1, .package = 0, .unit_price = 500, .quantity = 2, .taken = 1},
		{.line_no = 2, .package = 1, .unit_price = 700, .quantity = 1, .taken = 1},
		{.line_no = 3, .package = 2, .unit_price = 900, .quantity = 1},
		{.line_no = 4, .package = 0, .unit_price = 0, .quantity = 3, .shipped = 1, .gone = 1},
	};
	GoodsPackage packages[] = {
		{.units = 5, .given_back = 1, .fees = {{500, true}, {0, false}}, .not_refunded = 1400},
		{.units = 1, .fees = {{100, false}, {0, false}}, .not_refunded = 800},
		{.units = 1, .not_refunded = 900},
	};
	Goods goods = {lines, 4, packages, 3};

	ok(goods_refund(&goods, 2) && packages[0].refund == 600 && packages[1].refund == 800 &&
		   packages[2].refund == 0,
	   "OR-12: each package by itself");
	ok(packages[0].taken == 1 && packages[1].taken == 1 && packages[2].taken == 0,
	   "OR-12: and which were touched");
	lines[1].taken = 0;
	lines[0].taken = 0;
	goods_take(&goods, 0);
	ok(lines[0].taken == 2 && lines[3].taken == 2 && lines[1].taken == 0 && lines[2].taken == 0,
	   "ST-2: all that is open of a package: not what is gone");
	lines[0].unit_price = INT64_MAX;
	lines[3].taken = 0;
	ok(!goods_refund(&goods, 2), "OR-12: an amount out of range is said");
}

int
main(void)
{
	test_stages();
	test_order_stage();
	test_refund();
	test_packages();
	return done();
}
