/*
 * Exact amounts and the one function that rounds (PC-3, PC-4, FX-3).
 */
#include "amount.h"

#include "tap.h"

#define WIDE_MAX ((Wide) (~(unsigned __int128) 0 >> 1))
#define TEN_18 ((Wide) 1000000000000000000)

typedef struct RoundCase
{
	Wide numerator;
	Wide denominator;
	Rounding mode;
	int decimals;
	Minor expected;
	const char *name;
} RoundCase;

static const RoundCase ROUND_CASES[] = {
	{1, 2, ROUNDING_NEAREST, 2, 100, "nearest of 0.5 is 1"},
	{3, 2, ROUNDING_NEAREST, 2, 200, "nearest of 1.5 is 2"},
	{5, 2, ROUNDING_NEAREST, 2, 300, "nearest of 2.5 is 3"},
	{-1, 2, ROUNDING_NEAREST, 2, -100, "nearest of -0.5 is -1"},
	{-3, 2, ROUNDING_NEAREST, 2, -200, "nearest of -1.5 is -2"},
	{-5, 2, ROUNDING_NEAREST, 2, -300, "nearest of -2.5 is -3"},
	{49, 100, ROUNDING_NEAREST, 2, 0, "nearest of 0.49 is 0"},
	{-49, 100, ROUNDING_NEAREST, 2, 0, "nearest of -0.49 is 0"},
	{51, 100, ROUNDING_NEAREST, 2, 100, "nearest of 0.51 is 1"},
	{5 * TEN_18 - 1, 2 * TEN_18, ROUNDING_NEAREST, 2, 200, "nearest of a hair below 2.5 is 2"},
	{5 * TEN_18 + 1, 2 * TEN_18, ROUNDING_NEAREST, 2, 300, "nearest of a hair above 2.5 is 3"},
	{-5 * TEN_18 + 1, 2 * TEN_18, ROUNDING_NEAREST, 2, -200, "nearest of a hair above -2.5 is -2"},
	{1, 3, ROUNDING_NEAREST, 2, 0, "nearest of a third is 0"},
	{2, 3, ROUNDING_NEAREST, 2, 100, "nearest of two thirds is 1"},
	{7, 1, ROUNDING_NEAREST, 2, 700, "nearest of 7 is 7"},

	{0, 1, ROUNDING_UP, 2, 0, "up of 0 is 0"},
	{1, 1, ROUNDING_UP, 2, 100, "up of 1 is 1"},
	{101, 100, ROUNDING_UP, 2, 200, "up of 1.01 is 2"},
	{199, 100, ROUNDING_UP, 2, 200, "up of 1.99 is 2"},
	{TEN_18 + 1, TEN_18, ROUNDING_UP, 2, 200, "up of a hair above 1 is 2"},
	{-101, 100, ROUNDING_UP, 2, -100, "up of -1.01 is -1: towards +infinity"},
	{-1, 2, ROUNDING_UP, 2, 0, "up of -0.5 is 0"},
	{-2, 1, ROUNDING_UP, 2, -200, "up of -2 is -2"},

	{0, 1, ROUNDING_DOWN, 2, 0, "down of 0 is 0"},
	{1, 1, ROUNDING_DOWN, 2, 100, "down of 1 is 1"},
	{101, 100, ROUNDING_DOWN, 2, 100, "down of 1.01 is 1"},
	{199, 100, ROUNDING_DOWN, 2, 100, "down of 1.99 is 1"},
	{2 * TEN_18 - 1, TEN_18, ROUNDING_DOWN, 2, 100, "down of a hair below 2 is 1"},
	{99, 100, ROUNDING_DOWN, 2, 0, "down of 0.99 is 0"},
	{-101, 100, ROUNDING_DOWN, 2, -200, "down of -1.01 is -2: towards -infinity"},
	{-2, 1, ROUNDING_DOWN, 2, -200, "down of -2 is -2"},

	{1005, 1000, ROUNDING_CENTS, 2, 101, "cents of 1.005 is 1.01"},
	{-1005, 1000, ROUNDING_CENTS, 2, -101, "cents of -1.005 is -1.01"},
	{1004999, 1000000, ROUNDING_CENTS, 2, 100, "cents of 1.004999 is 1.00"},
	{5, 1000, ROUNDING_CENTS, 2, 1, "cents of 0.005 is 0.01"},
	{49, 10000, ROUNDING_CENTS, 2, 0, "cents of 0.0049 is 0"},
	{123, 100, ROUNDING_CENTS, 2, 123, "cents of 1.23 is 1.23"},
	{1, 3, ROUNDING_CENTS, 2, 33, "cents of a third is 0.33"},
	{2, 3, ROUNDING_CENTS, 2, 67, "cents of two thirds is 0.67"},
	{105, 100, ROUNDING_CENTS, 1, 110, "cents of 1.05 with one decimal is 1.1"},
	{104, 100, ROUNDING_CENTS, 1, 100, "cents of 1.04 with one decimal is 1.0"},
	{-105, 100, ROUNDING_CENTS, 1, -110, "cents of -1.05 with one decimal is -1.1"},
	{3, 2, ROUNDING_CENTS, 0, 200, "cents of 1.5 without decimals is 2"},
	{5, 2, ROUNDING_CENTS, 0, 300, "cents of 2.5 without decimals is 3"},
	{149, 100, ROUNDING_CENTS, 0, 100, "cents of 1.49 without decimals is 1"},
	{-5, 2, ROUNDING_CENTS, 0, -300, "cents of -2.5 without decimals is -3"},
	{101, 100, ROUNDING_UP, 0, 200, "up goes to whole units without decimals"},
	{101, 100, ROUNDING_UP, 1, 200, "up goes to whole units with one decimal"},
	{199, 100, ROUNDING_DOWN, 1, 100, "down goes to whole units with one decimal"},
	{149, 100, ROUNDING_NEAREST, 1, 100, "nearest goes to whole units with one decimal"},

	{INT64_MAX, 100, ROUNDING_CENTS, 2, INT64_MAX, "cents keeps the largest amount"},
	{-INT64_MAX, 100, ROUNDING_CENTS, 2, -INT64_MAX, "cents keeps the smallest amount"},
	{INT64_MAX, 100, ROUNDING_DOWN, 2, INT64_MAX - 7, "down of the largest amount drops its 0.07"},
	{-INT64_MAX, 100, ROUNDING_UP, 2, -INT64_MAX + 7, "up of the smallest amount drops its -0.07"},
};

/* PC-4, FX-3 */
static void
test_round(void)
{
	for (int i = 0; i < LENGTH(ROUND_CASES); i++)
	{
		const RoundCase *c = &ROUND_CASES[i];
		Minor rounded = 424242;
		bool inside =
			ratio_round((Ratio) {c->numerator, c->denominator}, c->mode, c->decimals, &rounded);

		if (!ok(inside && rounded == c->expected, "PC-4: %s", c->name))
			note("got %lld, expected %lld", (long long) rounded, (long long) c->expected);
	}
}

typedef struct RangeCase
{
	Wide numerator;
	Wide denominator;
	Rounding mode;
	const char *name;
} RangeCase;

static const RangeCase OUT_OF_RANGE[] = {
	{INT64_MAX, 100, ROUNDING_UP, "up of the largest amount"},
	{-INT64_MAX, 100, ROUNDING_DOWN, "down of the smallest amount"},
	{(Wide) INT64_MAX + 1, 100, ROUNDING_CENTS, "one hundredth above the largest amount"},
	{INT64_MIN,
	 100,
	 ROUNDING_CENTS,
	 "one hundredth below the smallest amount, which has no opposite"},
	{WIDE_MAX, 1, ROUNDING_CENTS, "the largest 128-bit number"},
	{WIDE_MAX, 1, ROUNDING_UP, "the largest 128-bit number, up"},
	{-WIDE_MAX, 1, ROUNDING_DOWN, "the smallest 128-bit number, down"},
	{-WIDE_MAX - 1, 1, ROUNDING_NEAREST, "minus two to the 127th"},
};

/* PC-4: nothing wraps. */
static void
test_round_range(void)
{
	Minor rounded;

	for (int i = 0; i < LENGTH(OUT_OF_RANGE); i++)
	{
		const RangeCase *c = &OUT_OF_RANGE[i];

		ok(!ratio_round((Ratio) {c->numerator, c->denominator}, c->mode, 2, &rounded),
		   "PC-4: %s is out of range, not wrapped",
		   c->name);
	}
}

/* The definition, written again another way: on the magnitude, by counting. */
static Minor
round_again(int numerator, int denominator, Rounding mode, int decimals)
{
	int step = mode != ROUNDING_CENTS || decimals == 0 ? 100 : decimals == 1 ? 10 : 1;
	int64_t magnitude = numerator < 0 ? -(int64_t) numerator : numerator;
	int64_t whole = magnitude * 100 / ((int64_t) denominator * step);
	int64_t rest = magnitude * 100 - whole * denominator * step; /* in 1 / (100 denominator) */
	int64_t full = (int64_t) denominator * step;
	bool away;

	if (mode == ROUNDING_UP)
		away = rest > 0 && numerator > 0;
	else if (mode == ROUNDING_DOWN)
		away = rest > 0 && numerator < 0;
	else
		away = 2 * rest >= full;
	return (numerator < 0 ? -1 : 1) * (whole + (away ? 1 : 0)) * step;
}

/* PC-4: the definition holds, and two modes never differ by more than one whole unit. */
static void
test_round_by_counting(void)
{
	static const int DENOMINATORS[] = {1, 2, 3, 7, 8, 10, 30, 100, 200, 999, 1000, 2000, 1024};
	int wrong = 0;
	int apart = 0;

	for (int d = 0; d < LENGTH(DENOMINATORS); d++)
		for (int numerator = -3500; numerator <= 3500; numerator++)
			for (int decimals = 0; decimals <= 2; decimals++)
			{
				Minor lowest = INT64_MAX;
				Minor highest = INT64_MIN;

				for (int mode = 0; mode < ROUNDING_COUNT; mode++)
				{
					Minor rounded = 424242;

					if (!ratio_round((Ratio) {numerator, DENOMINATORS[d]},
									 (Rounding) mode,
									 decimals,
									 &rounded) ||
						rounded !=
							round_again(numerator, DENOMINATORS[d], (Rounding) mode, decimals))
						wrong++;
					lowest = rounded < lowest ? rounded : lowest;
					highest = rounded > highest ? rounded : highest;
				}
				if (highest - lowest > MINOR_PER_UNIT)
					apart++;
			}
	ok(wrong == 0,
	   "PC-4: every mode rounds as counted by hand, on %d values",
	   LENGTH(DENOMINATORS) * 7001 * 3);
	ok(apart == 0, "PC-4: two modes never differ by more than one whole unit");
}

/* LE-3: sums and products of money never wrap. */
static void
test_minor(void)
{
	Minor result;

	ok(minor_add(199, -200, &result) && result == -1, "LE-3: 1.99 - 2.00 is -0.01");
	ok(minor_add(INT64_MAX - 1, 1, &result) && result == INT64_MAX,
	   "LE-3: a sum may reach the largest amount");
	ok(!minor_add(INT64_MAX, 1, &result), "LE-3: a sum above the largest amount is refused");
	ok(!minor_add(-INT64_MAX, -1, &result), "LE-3: a sum below the smallest amount is refused");
	ok(minor_multiply(999, 3, &result) && result == 2997, "PC-3: 9.99 times 3 is 29.97");
	ok(minor_multiply(0, INT64_MAX, &result) && result == 0,
	   "PC-3: a price of 0 times any quantity is 0");
	ok(minor_multiply(INT64_MAX / 3, 3, &result) && result == INT64_MAX / 3 * 3,
	   "PC-3: a product may come near the largest amount");
	ok(!minor_multiply(INT64_MAX / 2, 3, &result),
	   "PC-3: a product above the largest amount is refused");
	ok(!minor_multiply(INT64_MIN / 2, 2, &result),
	   "PC-3: a product without an opposite is refused");
}

static bool
same(Ratio value, Wide numerator, Wide denominator)
{
	return value.denominator > 0 && value.numerator * denominator == numerator * value.denominator;
}

/* PC-3: between price list and rounding nothing is lost. */
static void
test_ratio(void)
{
	Ratio value = ratio_from_minor(999);
	int wrong = 0;

	ok(same(value, 999, 100), "PC-3: 9.99 is 999 hundredths");
	ok(ratio_multiply(&value, 2137, 10000) && same(value, 2134863, 1000000),
	   "PC-3: 9.99 at 0.2137 is exactly 2.134863");
	ok(ratio_add_minor(&value, -213) && same(value, 4863, 1000000),
	   "PC-2: less 2.13 leaves exactly 0.004863");
	value = ratio_from_minor(100);
	ok(ratio_multiply(&value, 1, 3) && ratio_multiply(&value, 3, 1) && same(value, 1, 1),
	   "PC-3: 1 divided by 3 and times 3 is exactly 1");
	value = ratio_from_minor(0);
	ok(ratio_multiply(&value, 10000000000, 10000000000) && same(value, 0, 1),
	   "PC-3: 0 at any rate is 0");
	value = ratio_from_minor(-250);
	ok(ratio_add_minor(&value, 250) && same(value, 0, 1), "PC-2: -2.50 plus 2.50 is 0");

	value = (Ratio) {WIDE_MAX / 3, 7};
	ok(!ratio_multiply(&value, 11, 13), "PC-3: a numerator beyond 128 bits is refused");
	value = (Ratio) {7, WIDE_MAX / 3};
	ok(!ratio_multiply(&value, 11, 13), "PC-3: a denominator beyond 128 bits is refused");
	value = (Ratio) {WIDE_MAX / 3, 7};
	ok(!ratio_add_minor(&value, 1), "PC-2: a sum beyond 128 bits is refused");

	for (int minor = -500; minor <= 500; minor++)
		for (int numerator = 1; numerator <= 40; numerator++)
			for (int denominator = 1; denominator <= 40; denominator++)
			{
				value = ratio_from_minor(minor);
				if (!ratio_multiply(&value, numerator * 10, denominator * 10) ||
					!same(value, (Wide) minor * numerator, (Wide) 100 * denominator) ||
					!ratio_add_minor(&value, 37) ||
					!same(value,
						  (Wide) minor * numerator + 37 * denominator,
						  (Wide) 100 * denominator))
					wrong++;
			}
	ok(wrong == 0, "PC-3: products and sums are exact on 1.6 million values");
}

typedef struct ParseCase
{
	const char *text;
	int scale;
	bool valid;
	Wide scaled;
} ParseCase;

static const ParseCase PARSE_CASES[] = {
	{"0", 2, true, 0},
	{"-0", 2, true, 0},
	{"0.00", 2, true, 0},
	{"12.5", 2, true, 1250},
	{"-12.5", 2, true, -1250},
	{"-0.01", 2, true, -1},
	{"12.50000", 2, true, 1250},
	{"12.501", 2, false, 0},
	{"0.0000000001", 10, true, 1},
	{"9999999999.9999999999", 10, true, (Wide) 9999999999 * 10000000000 + 9999999999},
	{"0000000000000000000000000000000000000000000012.5", 2, true, 1250},
	{"12.50000000000000000000000000000000000000000000", 2, true, 1250},
	{"170141183460469231731687303715884105727", 0, true, WIDE_MAX},
	{"170141183460469231731687303715884105728", 0, false, 0},
	{"17014118346046923173168730371588410573", 1, false, 0},
	{"999999999999999999999999999999999999999999", 0, false, 0},
	{"", 2, false, 0},
	{"-", 2, false, 0},
	{".", 2, false, 0},
	{"-.", 2, false, 0},
	{"--1", 2, false, 0},
	{"+1", 2, false, 0},
	{" 1", 2, false, 0},
	{"1 ", 2, false, 0},
	{"1.2.3", 2, false, 0},
	{"1,5", 2, false, 0},
	{"1e2", 2, false, 0},
	{"0x10", 2, false, 0},
	{"NaN", 2, false, 0},
	{"Infinity", 2, false, 0},
	{"-Infinity", 2, false, 0},
	{"1_000", 2, false, 0},
};

/* PC-4: exact decimals come in exactly, or not at all. */
static void
test_parse(void)
{
	for (int i = 0; i < LENGTH(PARSE_CASES); i++)
	{
		const ParseCase *c = &PARSE_CASES[i];
		Wide scaled = 424242;
		bool valid = decimal_parse(c->text, c->scale, &scaled);

		ok(valid == c->valid && (!valid || scaled == c->scaled),
		   "PC-4: decimal \"%s\" to %d decimals is %s",
		   c->text,
		   c->scale,
		   c->valid ? "exact" : "refused");
	}
}

/* PC-4: the four modes by name. */
static void
test_names(void)
{
	static const char *const NAMES[] = {"up", "down", "nearest", "cents"};
	static const char *const OTHERS[] = {"", "UP", "Up", "up ", "ceil", "half_even", "cent"};
	Rounding mode;

	ok(ROUNDING_COUNT == LENGTH(NAMES), "PC-4: there are four modes");
	for (int i = 0; i < LENGTH(NAMES); i++)
	{
		bool known = rounding_parse(NAMES[i], &mode);
		const char *name = known ? rounding_name(mode) : "";
		int at = 0;

		while (name[at] != '\0' && name[at] == NAMES[i][at])
			at++;
		ok(known && at > 0 && name[at] == NAMES[i][at],
		   "PC-4: mode \"%s\" is read and named",
		   NAMES[i]);
	}
	for (int i = 0; i < LENGTH(OTHERS); i++)
		ok(!rounding_parse(OTHERS[i], &mode), "PC-4: there is no mode \"%s\"", OTHERS[i]);
}

int
main(void)
{
	test_round();
	test_round_range();
	test_round_by_counting();
	test_minor();
	test_ratio();
	test_parse();
	test_names();
	return done();
}
