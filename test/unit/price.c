/*
 * The unit price of a product for a distributor (PC-1 … PC-6).
 */
#include "price.h"

#include <string.h>

#include "tap.h"

#define NOW 1000
#define EVER INT64_MIN, INT64_MAX
#define PERCENT(p) ((Wide) (p) *10000)

static const Rate SAME = {RATE_SAME, RATE_ONE, false, NOW};
static const Rate MISSING = {RATE_MISSING, 0, false, NOW};

/* A product of 10.00 for a distributor without a level, billed to the cent. */
static PriceTerms
plain_terms(void)
{
	PriceTerms terms = {.partnership_id = 9,
						.has_base_price = true,
						.base_price = 1000,
						.rate = SAME,
						.rounding = ROUNDING_CENTS,
						.decimals = 2};

	terms.level_percent = PERCENT(100);
	return terms;
}

static Minor
unit_of(PriceTerms terms, int quantity)
{
	Price price = price_decide(&terms, quantity, NOW);

	return price.failure == PRICE_OK ? price.unit : -1;
}

static PriceFailure
failure_of(PriceTerms terms)
{
	return price_decide(&terms, 1, NOW).failure;
}

/* PC-1: each row takes away the source that won the row before. */
static void
test_waterfall(void)
{
	static const SkuPrice ALL[] = {
		{1, 0, 1, EVER, 800, 0}, {1, 2, 1, EVER, 700, 0}, {1, 3, 1, EVER, 600, 0}};
	PriceTerms terms = plain_terms();
	Price price;

	terms.level = 2;
	terms.level_percent = PERCENT(90);
	terms.level_plus = 25;
	terms.sku_prices = ALL;
	terms.sku_price_count = 2;
	price = price_decide(&terms, 1, NOW);
	ok(price.failure == PRICE_OK && price.unit == 700 && price.source == PRICE_FROM_SKU_LEVEL &&
		   price.sku_price == &ALL[1],
	   "PC-1: the SKU price for its level goes first");
	terms.sku_price_count = 1;
	price = price_decide(&terms, 1, NOW);
	ok(price.failure == PRICE_OK && price.unit == 800 && price.source == PRICE_FROM_SKU &&
		   price.sku_price == &ALL[0],
	   "PC-1: then the SKU price for all levels");
	terms.sku_price_count = 0;
	price = price_decide(&terms, 1, NOW);
	ok(price.failure == PRICE_OK && price.unit == 925 && price.source == PRICE_FROM_LEVEL_RULE &&
		   price.sku_price == NULL,
	   "PC-1: then its level's rule on the base price: 10.00 x 90 %% + 0.25");
	terms.level = 0;
	price = price_decide(&terms, 1, NOW);
	ok(price.failure == PRICE_OK && price.unit == 1000 && price.source == PRICE_FROM_BASE,
	   "PC-1: without a level the base price, whatever stands in the level rule");

	terms = plain_terms();
	terms.sku_prices = ALL;
	terms.sku_price_count = 3;
	ok(unit_of(terms, 1) == 800, "PC-1: without a level, prices of levels are not seen");
	terms.level = 4;
	ok(unit_of(terms, 1) == 800, "PC-1: the price of another level is not seen");
	terms.sku_prices = &ALL[1];
	terms.sku_price_count = 2;
	ok(unit_of(terms, 1) == 1000, "PC-1: with prices for other levels only, the rule of its own");
	terms.has_base_price = false;
	terms.sku_prices = ALL;
	ok(unit_of(terms, 1) == 800, "PC-1: a SKU price needs no base price");
}

/* PC-0: the partnership's own price goes before all others, where one of its breaks and dates matches. */
static void
test_partnership(void)
{
	static const SkuPrice ALL[] = {{1, 0, 1, EVER, 800, 0},
								   {1, 2, 1, EVER, 700, 0},
								   {1, 0, 10, EVER, 600, 7},
								   {1, 0, 20, INT64_MIN, NOW, 400, 7},
								   {1, 0, 30, EVER, 300, 7},
								   {1, 0, 1, EVER, 500, 8}};
	PriceTerms terms = plain_terms();
	Price price;

	terms.partnership_id = 7;
	terms.level = 2;
	terms.sku_prices = ALL;
	terms.sku_price_count = 6;
	price = price_decide(&terms, 10, NOW);
	ok(price.unit == 600 && price.source == PRICE_FROM_PARTNERSHIP && price.sku_price == &ALL[2],
	   "PC-0: the partnership's price goes before that for its level");
	ok(unit_of(terms, 9) == 700, "PC-0: below its least quantity the next source");
	ok(unit_of(terms, 20) == 600, "PC-0: a break that has ended is not seen");
	ok(unit_of(terms, 30) == 300, "PC-0: of its breaks the largest not above the quantity");
	terms.partnership_id = 9;
	ok(unit_of(terms, 30) == 700, "PC-0: prices of other partnerships are not seen");
	terms.partnership_id = 8;
	terms.level = 0;
	ok(unit_of(terms, 1) == 500, "PC-0: without a level too");
	ok(strcmp(price_source_name(PRICE_FROM_PARTNERSHIP), "partnership_price") == 0,
	   "PC-0: its name");
}

/* PC-1: the largest min_quantity not above the line's quantity wins. */
static void
test_quantity(void)
{
	static const SkuPrice BREAKS[] = {{1, 0, 10, EVER, 900, 0},
									  {1, 0, 100, EVER, 800, 0},
									  {1, 0, 50, EVER, 850, 0},
									  {1, 1, 20, EVER, 700, 0}};
	static const struct
	{
		int level;
		int quantity;
		Minor expected;
	} cases[] = {
		{0, 1, 1000},
		{0, 9, 1000},
		{0, 10, 900},
		{0, 11, 900},
		{0, 49, 900},
		{0, 50, 850},
		{0, 99, 850},
		{0, 100, 800},
		{0, INT32_MAX, 800},
		{1, 19, 900},
		{1, 20, 700},
		{1, 100, 700},
		{1, 9, 1000},
	};
	PriceTerms terms = plain_terms();

	terms.sku_prices = BREAKS;
	terms.sku_price_count = LENGTH(BREAKS);
	for (int i = 0; i < LENGTH(cases); i++)
	{
		terms.level = cases[i].level;
		ok(unit_of(terms, cases[i].quantity) == cases[i].expected,
		   "PC-1: %d units at level %d cost %lld.%02lld each",
		   cases[i].quantity,
		   cases[i].level,
		   (long long) cases[i].expected / 100,
		   (long long) cases[i].expected % 100);
	}
}

/* PC-1: ranges are half-open. */
static void
test_dates(void)
{
	static const struct
	{
		const char *name;
		int64_t from;
		int64_t to;
		Minor expected;
	} cases[] = {
		{"valid always", EVER, 900},
		{"valid from now on", NOW, INT64_MAX, 900},
		{"valid until now", INT64_MIN, NOW, 1000},
		{"valid until a moment after now", INT64_MIN, NOW + 1, 900},
		{"valid from a moment after now", NOW + 1, INT64_MAX, 1000},
		{"valid at this moment only", NOW, NOW + 1, 900},
		{"valid in the moment before", NOW - 1, NOW, 1000},
	};
	PriceTerms terms = plain_terms();

	for (int i = 0; i < LENGTH(cases); i++)
	{
		const SkuPrice row = {1, 0, 1, cases[i].from, cases[i].to, 900, 0};

		terms.sku_prices = &row;
		terms.sku_price_count = 1;
		ok(unit_of(terms, 1) == cases[i].expected,
		   "PC-1: a price %s is %s",
		   cases[i].name,
		   cases[i].expected == 900 ? "used" : "not used");
	}
}

/* PC-2: base x percent / 100 + plus. */
static void
test_level_rule(void)
{
	static const struct
	{
		const char *name;
		Minor base;
		Wide percent;
		Minor plus;
		Minor expected;
	} cases[] = {
		{"100 % is the base price", 1999, PERCENT(100), 0, 1999},
		{"a discount: 90 % of 19.99 is 17.991", 1999, PERCENT(90), 0, 1799},
		{"a mark-up: 112.5 % of 8.80 is 9.90", 880, 1125000, 0, 990},
		{"a surcharge: 100 % + 1.20", 1999, PERCENT(100), 120, 2119},
		{"a rebate: 85 % - 1.00 of 19.99 is 15.9915", 1999, PERCENT(85), -100, 1599},
		{"0 % + 3.00 is 3.00", 1999, 0, 300, 300},
		{"four decimals of percent count: 33.3333 % of 300.00 is 99.9999", 30000, 333333, 0, 10000},
		{"half a hundredth goes up: 50 % of 0.01 + 0.01 is 0.015", 1, PERCENT(50), 1, 2},
		{"a base price of 0 with a surcharge is a price", 0, PERCENT(100), 50, 50},
	};
	PriceTerms terms = plain_terms();

	terms.level = 1;
	for (int i = 0; i < LENGTH(cases); i++)
	{
		terms.base_price = cases[i].base;
		terms.level_percent = cases[i].percent;
		terms.level_plus = cases[i].plus;
		if (!ok(unit_of(terms, 1) == cases[i].expected, "PC-2: %s", cases[i].name))
			note("got %lld", (long long) unit_of(terms, 1));
	}
}

/* PC-3: converted, then rounded once a unit; the caller multiplies. */
static void
test_conversion(void)
{
	PriceTerms terms = plain_terms();
	Minor total;

	terms.base_price = 999;
	terms.rate = (Rate) {RATE_FIXED, 2137000000, false, NOW};
	ok(unit_of(terms, 3) == 213, "PC-3: 9.99 at 0.2137 is 2.13 a unit");
	ok(minor_multiply(unit_of(terms, 3), 3, &total) && total == 639,
	   "PC-3: 9.99 x 3 at 0.2137 is 3 x 2.13 = 6.39, not 6.40 of the rounded sum");
	terms.rounding = ROUNDING_UP;
	ok(unit_of(terms, 3) == 300, "PC-4: rounded up, 2.134863 is 3");
	terms.rounding = ROUNDING_DOWN;
	ok(unit_of(terms, 3) == 200, "PC-4: rounded down, 2.134863 is 2");

	/* 1.505 and 2.0 x 1.505: rounding before the conversion would give 1.51 x 2 = 3.02. */
	terms = plain_terms();
	terms.level = 1;
	terms.base_price = 301;
	terms.level_percent = PERCENT(50);
	terms.rate = (Rate) {RATE_FIXED, 20000000000, false, NOW};
	ok(unit_of(terms, 1) == 301,
	   "PC-3: 50 %% of 3.01 at 2 is 3.01: nothing is rounded before the conversion");
	/* VND has no decimals, and whole units are those of the settlement currency, not of the base. */
	terms = plain_terms();
	terms.base_price = 1890;
	terms.rate = (Rate) {RATE_LIVE, 54321000000000, false, NOW};
	terms.decimals = 0;
	ok(unit_of(terms, 1) == 10266700, "PC-4: 18.90 at 5432.1 is 102666.69, cents of VND 102667");
	terms.rounding = ROUNDING_DOWN;
	ok(unit_of(terms, 1) == 10266600, "PC-4: the same rounded down is 102666");
	terms.decimals = 2;
	terms.rounding = ROUNDING_CENTS;
	terms.rate = (Rate) {RATE_FIXED, 35500000000000, false, NOW};
	ok(unit_of(terms, 1) == 6709500, "PC-4: 18.90 at 3550 is IDR 67095.00");
	/* Dividing by the quoted rate; a reciprocal of ten decimals would give 920454.50. */
	terms = plain_terms();
	terms.base_price = 500000000000;
	terms.rate = (Rate) {RATE_LIVE, 54321000000000, true, NOW};
	ok(unit_of(terms, 1) == 92045434, "PC-3: 5 bn VND divided by 5432.1 is 920454.34");
	ok(price_decide(&terms, 1, NOW).rate.inverse,
	   "FX-2: the price keeps the direction of its rate");
}

/* PC-5: a mode changes only what lies strictly between. */
static void
test_modes(void)
{
	PriceTerms terms = plain_terms();
	int wrong = 0;

	for (Minor raw = 101; raw <= 199; raw++)
	{
		terms.base_price = raw;
		terms.rounding = ROUNDING_DOWN;
		wrong += unit_of(terms, 1) != 100;
		terms.rounding = ROUNDING_UP;
		wrong += unit_of(terms, 1) != 200;
	}
	ok(wrong == 0, "PC-5: every price between 1 and 2 is 1.00 down and 2.00 up");
	for (int mode = 0; mode < ROUNDING_COUNT; mode++)
	{
		terms.rounding = (Rounding) mode;
		terms.base_price = 100;
		ok(unit_of(terms, 1) == 100,
		   "PC-5: 1.00 is 1.00 in mode %s",
		   rounding_name((Rounding) mode));
		ok(price_decide(&terms, 1, NOW).rounding == (Rounding) mode,
		   "OR-2: a price in mode %s says so",
		   rounding_name((Rounding) mode));
	}
}

/* PC-6: no price is never 0. */
static void
test_failures(void)
{
	static const SkuPrice FREE = {1, 0, 1, EVER, 0, 0};
	PriceTerms terms = plain_terms();

	terms.has_base_price = false;
	ok(failure_of(terms) == PRICE_MISSING, "PC-6: without any price it is missing");
	terms.level = 1;
	terms.level_plus = 500;
	ok(failure_of(terms) == PRICE_MISSING,
	   "PC-6: a level rule needs a base price, even with a surcharge");

	terms = plain_terms();
	terms.base_price = 0;
	ok(failure_of(terms) == PRICE_ZERO, "PC-6: a base price of 0 is no price");
	terms = plain_terms();
	terms.level = 1;
	terms.level_percent = 0;
	ok(failure_of(terms) == PRICE_ZERO, "PC-6: a level rule of 0 %% is no price");
	terms.level_percent = PERCENT(50);
	terms.level_plus = -500;
	ok(failure_of(terms) == PRICE_ZERO, "PC-6: a level rule that comes to exactly 0 is no price");
	terms.level_plus = -501;
	ok(failure_of(terms) == PRICE_NEGATIVE, "PC-2: a price is never negative");
	terms.rounding = ROUNDING_UP;
	ok(failure_of(terms) == PRICE_NEGATIVE,
	   "PC-6: a negative price that rounds up to 0 is still negative");

	terms = plain_terms();
	terms.sku_prices = &FREE;
	terms.sku_price_count = 1;
	ok(failure_of(terms) == PRICE_OK && unit_of(terms, 1) == 0,
	   "PC-6: a SKU price of 0 is a price of 0");

	terms = plain_terms();
	terms.rate = MISSING;
	ok(failure_of(terms) == PRICE_NO_RATE, "PC-6: a missing rate is refused");
	terms.has_base_price = false;
	ok(failure_of(terms) == PRICE_MISSING, "OR-4: a missing price goes before a missing rate");

	terms = plain_terms();
	terms.rounding = ROUNDING_DOWN;
	terms.base_price = 99;
	ok(failure_of(terms) == PRICE_ROUNDS_TO_ZERO, "PC-6: 0.99 rounded down to 0 is no price");
	terms.rounding = ROUNDING_NEAREST;
	terms.base_price = 49;
	ok(failure_of(terms) == PRICE_ROUNDS_TO_ZERO, "PC-6: 0.49 rounded to 0 is no price");
	terms.base_price = 50;
	ok(unit_of(terms, 1) == 100, "PC-6: 0.50 rounded to 1.00 is a price");
	terms.rounding = ROUNDING_CENTS;
	terms.rate = (Rate) {RATE_FIXED, 1, false, NOW};
	ok(failure_of(terms) == PRICE_ROUNDS_TO_ZERO, "PC-6: a rate that makes 0.00 of it is no price");
}

/* PC-3: what does not fit is refused, never wrapped. */
static void
test_range(void)
{
	PriceTerms terms = plain_terms();

	terms.base_price = INT64_MAX;
	ok(unit_of(terms, 1) == INT64_MAX, "PC-3: the largest amount is a price");
	terms.rate = (Rate) {RATE_FIXED, 10000000001, false, NOW};
	ok(failure_of(terms) == PRICE_OUT_OF_RANGE,
	   "PC-3: converted beyond the largest amount it is refused");
	terms.rate = (Rate) {RATE_FIXED, (Wide) 9999999999 * 10000000000 + 9999999999, false, NOW};
	ok(failure_of(terms) == PRICE_OUT_OF_RANGE,
	   "PC-3: the largest amount at the largest rate is refused");
	terms.rate = SAME;
	terms.rounding = ROUNDING_UP;
	ok(failure_of(terms) == PRICE_OUT_OF_RANGE, "PC-4: the largest amount has no whole unit above");
	terms.rounding = ROUNDING_CENTS;
	terms.level = 1;
	terms.level_percent = 1000001;
	ok(failure_of(terms) == PRICE_OUT_OF_RANGE,
	   "PC-2: a mark-up beyond the largest amount is refused");
	terms.level_percent = 999999999;
	terms.level_plus = INT64_MAX;
	ok(failure_of(terms) == PRICE_OUT_OF_RANGE, "PC-2: the largest percent and plus are refused");
}

/* PC-9 */
static void
test_breaks(void)
{
	static const SkuPrice ALL[] = {{1, 0, 10, EVER, 900, 0},
								   {1, 0, 40, EVER, 900, 0},
								   {1, 2, 5, EVER, 100, 0},
								   {1, 0, 20, NOW, NOW + 5, 800, 0},
								   {1, 0, 15, NOW + 5, INT64_MAX, 850, 0},
								   {1, 0, 30, EVER, 700, 8}};
	PriceTerms terms = plain_terms();
	PriceBreak breaks[7];

	terms.sku_prices = ALL;
	terms.sku_price_count = LENGTH(ALL);
	ok(price_breaks_at(&terms, NOW, breaks) == 4 && breaks[0].min_quantity == 1 &&
		   breaks[0].price.unit == 1000 && breaks[1].min_quantity == 10 &&
		   breaks[2].min_quantity == 20 && breaks[2].price.unit == 800 &&
		   breaks[3].min_quantity == 40 && breaks[3].price.unit == 900,
	   "PC-9: each quantity at which the price changes, of those that hold");
	ok(price_breaks_at(&terms, NOW + 5, breaks) == 4 && breaks[2].min_quantity == 15 &&
		   breaks[2].price.unit == 850 && breaks[3].min_quantity == 40,
	   "PC-9: and at a later time");
	terms.partnership_id = 8;
	ok(price_breaks_at(&terms, NOW, breaks) == 4 && breaks[3].min_quantity == 30 &&
		   breaks[3].price.unit == 700,
	   "PC-9: the partnership's own goes before");
	terms.sku_price_count = 0;
	ok(price_breaks_at(&terms, NOW, breaks) == 1 && breaks[0].min_quantity == 1,
	   "PC-9: without a list one price");
}

int
main(void)
{
	test_waterfall();
	test_partnership();
	test_quantity();
	test_dates();
	test_level_rule();
	test_conversion();
	test_modes();
	test_failures();
	test_range();
	test_breaks();
	return done();
}
