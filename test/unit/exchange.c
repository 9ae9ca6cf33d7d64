/*
 * Which exchange rate is used, and what converting with it gives (FX-1 … FX-3).
 */
#include "exchange.h"

#include <string.h>

#include "tap.h"

#define NOW 1000

static const RateQuote FIXED_DIRECT = {RATE_FIXED, "MYR", "THB", 75000000000, 0};
static const RateQuote FIXED_INVERSE = {RATE_FIXED, "THB", "MYR", 1300000000, 0};
static const RateQuote LIVE_DIRECT = {RATE_LIVE, "MYR", "THB", 76000000000, 900};
static const RateQuote LIVE_DIRECT_OLD = {RATE_LIVE, "MYR", "THB", 71000000000, 100};
static const RateQuote LIVE_INVERSE = {RATE_LIVE, "THB", "MYR", 1310000000, 950};
static const RateQuote LIVE_INVERSE_OLD = {RATE_LIVE, "THB", "MYR", 1200000000, 50};
static const RateQuote OTHER_FROM = {RATE_FIXED, "USD", "THB", 350000000000, 0};
static const RateQuote OTHER_TO = {RATE_LIVE, "MYR", "USD", 2100000000, 999};

typedef struct ChooseCase
{
	const char *name;
	RateQuote quotes[6];
	int count;
	RateSource source;
	Wide quoted;
	bool inverse;
	int64_t at;
} ChooseCase;

/* FX-1: each row takes away the rate that won the row before. */
static void
test_choose(void)
{
	const ChooseCase cases[] = {
		/* clang-format off */
		{"fixed direct goes before all", {OTHER_TO, LIVE_DIRECT, LIVE_INVERSE, FIXED_INVERSE, FIXED_DIRECT, OTHER_FROM}, 6, RATE_FIXED, FIXED_DIRECT.quoted, false, NOW},
		{"fixed inverse goes before live", {LIVE_INVERSE, LIVE_DIRECT, FIXED_INVERSE, OTHER_FROM}, 4, RATE_FIXED, FIXED_INVERSE.quoted, true, NOW},
		{"the newest live direct goes before live inverse, even a newer one", {LIVE_INVERSE, LIVE_DIRECT_OLD, LIVE_DIRECT, OTHER_TO}, 4, RATE_LIVE, LIVE_DIRECT.quoted, false, 900},
		{"the newest live direct is used in whatever order they come", {LIVE_DIRECT, LIVE_DIRECT_OLD}, 2, RATE_LIVE, LIVE_DIRECT.quoted, false, 900},
		{"an old live direct is used if there is no newer", {LIVE_INVERSE, LIVE_DIRECT_OLD}, 2, RATE_LIVE, LIVE_DIRECT_OLD.quoted, false, 100},
		{"the newest live inverse is the last resort", {LIVE_INVERSE_OLD, LIVE_INVERSE, OTHER_TO, OTHER_FROM}, 4, RATE_LIVE, LIVE_INVERSE.quoted, true, 950},
		{"no cross rates: over a third currency is missing", {OTHER_FROM, OTHER_TO}, 2, RATE_MISSING, 0, false, NOW},
		{"without any rate it is missing", {OTHER_FROM}, 0, RATE_MISSING, 0, false, NOW},
		/* clang-format on */
	};

	for (int i = 0; i < LENGTH(cases); i++)
	{
		const ChooseCase *c = &cases[i];
		Rate rate = exchange_choose(c->quotes, c->count, "MYR", "THB", NOW);

		ok(rate.source == c->source, "FX-1: %s", c->name);
		if (c->source != RATE_MISSING)
			ok(rate.quoted == c->quoted && rate.inverse == c->inverse && rate.at == c->at,
			   "FX-2: rate, direction and time of: %s",
			   c->name);
	}
}

static void
test_same(void)
{
	const RateQuote nonsense = {RATE_FIXED, "THB", "THB", 20000000000, 0};
	Rate rate = exchange_choose(&nonsense, 1, "THB", "THB", NOW);
	Minor converted;

	ok(rate.source == RATE_SAME && rate.quoted == RATE_ONE && !rate.inverse,
	   "FX-1: the same currency is 1, whatever is quoted");
	ok(exchange_convert(INT64_MAX, &rate, 2, &converted) && converted == INT64_MAX,
	   "FX-1: the same currency keeps the largest amount");
	ok(exchange_convert(-12345, &rate, 2, &converted) && converted == -12345,
	   "FX-1: the same currency keeps a negative amount");
	ok(strcmp(rate_source_name(RATE_SAME), "same") == 0 &&
		   strcmp(rate_source_name(RATE_FIXED), "fixed") == 0 &&
		   strcmp(rate_source_name(RATE_LIVE), "live") == 0,
	   "FX-2: sources are named same, fixed and live");
}

static void
test_missing(void)
{
	Rate rate = exchange_choose(NULL, 0, "MYR", "THB", NOW);
	Ratio value = ratio_from_minor(100);
	Minor converted;

	ok(!exchange_convert(100, &rate, 2, &converted), "FX-1: a missing rate converts nothing");
	ok(!exchange_convert(0, &rate, 2, &converted), "FX-1: a missing rate does not convert even 0");
	ok(!exchange_apply(&value, &rate), "FX-1: a missing rate is never 1 or 0");
}

typedef struct ConvertCase
{
	const char *name;
	Minor amount;
	Wide quoted;
	bool inverse;
	int decimals;
	Minor expected;
} ConvertCase;

static const ConvertCase CONVERT_CASES[] = {
	/* clang-format off */
	{"9.99 at 0.2137 is 2.13", 999, 2137000000, false, 2, 213},
	{"29.97 at 0.2137 is 6.40", 2997, 2137000000, false, 2, 640},
	{"half a hundredth goes up: 0.01 at 0.5", 1, 5000000000, false, 2, 1},
	{"half a hundredth goes away from zero: -0.01 at 0.5", -1, 5000000000, false, 2, -1},
	{"below half is 0: 0.01 at 0.4999999999", 1, 4999999999, false, 2, 0},
	{"1.50 MYR to IDR at 3550 is 5325.00", 150, 35500000000000, false, 2, 532500},
	{"1.50 MYR to VND at 5432.1 is 8148", 150, 54321000000000, false, 0, 814800},
	{"0.05 MYR to VND at 5430 is 271.5, so 272", 5, 54300000000000, false, 0, 27200},
	{"-0.05 MYR to VND at 5430 is -272", -5, 54300000000000, false, 0, -27200},
	{"with one decimal 1.05 is 1.1", 105, 10000000000, false, 1, 110},
	{"1 divided by 3 is 0.33", 100, 30000000000, true, 2, 33},
	{"2 divided by 3 is 0.67", 200, 30000000000, true, 2, 67},
	{"5 bn VND divided by 5432.1 is 920454.34", 500000000000, 54321000000000, true, 2, 92045434},
	{"5 bn VND divided by 5432.1987654321 is 920437.60", 500000000000, 54321987654321, true, 2, 92043760},
	{"5 bn VND divided by 3612.75 is 1383987.27", 500000000000, 36127500000000, true, 2, 138398727},
	{"-5 bn VND divided by 5432.1 is -920454.34", -500000000000, 54321000000000, true, 2, -92045434},
	{"the smallest rate makes 0.00 of 49999999.99", 4999999999, 1, false, 2, 0},
	{"the smallest rate makes 0.01 of 50000000.00", 5000000000, 1, false, 2, 1},
	{"the largest amount at 1.0000000000 stays", INT64_MAX, 10000000000, false, 2, INT64_MAX},
	{"the largest amount divided by 1.0000000000 stays", INT64_MAX, 10000000000, true, 2, INT64_MAX},
	{"the largest amount at 0.0000000001 is 9223372.04", INT64_MAX, 1, false, 2, 922337204},
	/* clang-format on */
};

/* FX-3 */
static void
test_convert(void)
{
	for (int i = 0; i < LENGTH(CONVERT_CASES); i++)
	{
		const ConvertCase *c = &CONVERT_CASES[i];
		const Rate rate = {RATE_FIXED, c->quoted, c->inverse, NOW};
		Minor converted = 424242;

		if (!ok(exchange_convert(c->amount, &rate, c->decimals, &converted) &&
					converted == c->expected,
				"FX-3: %s",
				c->name))
			note("got %lld, expected %lld", (long long) converted, (long long) c->expected);
	}
}

static void
test_convert_range(void)
{
	const Rate doubled = {RATE_LIVE, 20000000000, false, NOW};
	const Rate halved = {RATE_LIVE, 5000000000, true, NOW};
	const Rate largest = {RATE_FIXED, (Wide) 9999999999 * 10000000000 + 9999999999, false, NOW};
	const Rate smallest = {RATE_FIXED, 1, true, NOW};
	Minor converted;

	ok(!exchange_convert(INT64_MAX, &doubled, 2, &converted),
	   "FX-3: twice the largest amount is refused");
	ok(!exchange_convert(INT64_MIN, &doubled, 2, &converted),
	   "FX-3: twice the smallest amount is refused");
	ok(!exchange_convert(INT64_MAX, &halved, 2, &converted),
	   "FX-3: the largest amount divided by a half is refused");
	ok(!exchange_convert(INT64_MAX, &largest, 2, &converted),
	   "FX-3: the largest amount at the largest rate is refused");
	ok(!exchange_convert(INT64_MAX, &smallest, 2, &converted),
	   "FX-3: the largest amount divided by the smallest rate is refused");
	ok(exchange_convert(1, &largest, 2, &converted) && converted == 10000000000,
	   "FX-3: 0.01 at 9999999999.9999999999 is 100000000.00");
}

static void
test_names(void)
{
	for (int source = RATE_SAME; source <= RATE_LIVE; source++)
		ok(rate_source_parse(rate_source_name((RateSource) source)) == (RateSource) source,
		   "FX-1: %s names its source",
		   rate_source_name((RateSource) source));
	ok(rate_source_parse("missing") == RATE_MISSING && rate_source_parse("") == RATE_MISSING,
	   "FX-1: nothing else names one");
}

int
main(void)
{
	test_names();
	test_choose();
	test_same();
	test_missing();
	test_convert();
	test_convert_range();
	return done();
}
