/*
 * Fees of a package (FE-1, FE-2).
 */
#include "fee.h"

#include <string.h>

#include "tap.h"

static const Rate SAME = {RATE_SAME, RATE_ONE, false, 0};
static const Rate TO_VND = {RATE_FIXED, 54321000000000, false, 0}; /* 5432.1 */
static const Rate TO_THB = {RATE_LIVE, 1284000000, true, 0};       /* divided by 0.1284 */
static const Rate MISSING = {RATE_MISSING, 0, false, 0};

/* FE-1: the logistics fee is due only where the supplier arranges the carrier, and never on Temu. */
static void
test_logistics(void)
{
	static const struct
	{
		const char *logistics;
		const char *platform;
		bool applies;
	} cases[] = {
		{"self_arranged", "shopee", true},
		{"self_arranged", "lazada", true},
		{"self_arranged", "tiktok_shop", true},
		{"self_arranged", "temu", false},
		{"platform", "shopee", false},
		{"platform", "temu", false},
		{"third_party", "lazada", false},
		{"third_party", "temu", false},
	};

	for (int i = 0; i < LENGTH(cases); i++)
		ok(logistics_fee_applies(cases[i].logistics, cases[i].platform) == cases[i].applies,
		   "FE-1: %s on %s has %s logistics fee",
		   cases[i].logistics,
		   cases[i].platform,
		   cases[i].applies ? "a" : "no");
}

/* FE-1, FE-2: per package or per unit, the whole fee converted and rounded once. */
static void
test_decide(void)
{
	static const struct
	{
		const char *name;
		Fee fee;
		int64_t units;
		const Rate *rate;
		int decimals;
		Minor expected;
	} cases[] = {
		/* clang-format off */
		{"FE-1: no fee row, no charge", {false, false, 150}, 7, &SAME, 2, 0},
		{"FE-1: no fee row, no charge, though there is no rate", {false, true, 150}, 7, &MISSING, 2, 0},
		{"FE-1: a fee of 0 is 0", {true, true, 0}, 7, &SAME, 2, 0},
		{"FE-1: 1.50 per package of one unit is 1.50", {true, false, 150}, 1, &SAME, 2, 150},
		{"FE-1: 1.50 per package of seven units is 1.50", {true, false, 150}, 7, &SAME, 2, 150},
		{"FE-1: 0.80 per unit of one is 0.80", {true, true, 80}, 1, &SAME, 2, 80},
		{"FE-1: 0.80 per unit of seven is 5.60", {true, true, 80}, 7, &SAME, 2, 560},
		{"FE-1: 0.01 per unit of 2147483647 is 21474836.47", {true, true, 1}, INT32_MAX, &SAME, 2, INT32_MAX},
		{"FE-2: 0.33 per unit of three to VND at 5432.1 is 5378, not three times 1793", {true, true, 33}, 3, &TO_VND, 0, 537800},
		{"FE-2: 0.01 per unit of ten at 54.321 each is 543, not ten times 54", {true, true, 1}, 10, &TO_VND, 0, 54300},
		{"FE-2: 1.50 per package divided by 0.1284 is 11.68", {true, false, 150}, 4, &TO_THB, 2, 1168},
		{"FE-2: 0.80 per unit of three divided by 0.1284 is 18.69", {true, true, 80}, 3, &TO_THB, 2, 1869},
		/* clang-format on */
	};

	for (int i = 0; i < LENGTH(cases); i++)
	{
		Minor charge = 424242;

		if (!ok(fee_decide(
					&cases[i].fee, cases[i].units, cases[i].rate, cases[i].decimals, &charge) &&
					charge == cases[i].expected,
				"%s",
				cases[i].name))
			note("got %lld, expected %lld", (long long) charge, (long long) cases[i].expected);
	}
}

static void
test_refused(void)
{
	const Fee one = {true, false, 1};
	const Fee zero = {true, false, 0};
	const Fee giant = {true, true, INT64_MAX / 2};
	Minor charge;

	ok(!fee_decide(&one, 1, &MISSING, 2, &charge),
	   "FX-1: a fee without a rate is refused, not taken as it is");
	ok(!fee_decide(&zero, 1, &MISSING, 2, &charge), "FX-1: even a fee of 0 needs a rate");
	ok(!fee_decide(&giant, 3, &SAME, 2, &charge),
	   "FE-1: a fee beyond the largest amount is refused");
	ok(!fee_decide(&giant, 1, &TO_VND, 0, &charge),
	   "FE-2: a converted fee beyond the largest amount is refused");
}

int
main(void)
{
	test_logistics();
	test_decide();
	test_refused();
	ok(strcmp(fee_kind_name(FEE_STOCK_OUT), "stock_out") == 0 &&
		   strcmp(fee_kind_name(FEE_LOGISTICS), "logistics") == 0 &&
		   strcmp(fee_kind_name(FEE_STOCK_IN_RETURN), "stock_in_return") == 0 && FEE_COUNT == 3,
	   "FE-1: fees are named stock_out, logistics and stock_in_return");
	return done();
}
