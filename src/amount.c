/*
 * amount.c
 *	  Exact arithmetic on money (PC-3, PC-4, FX-3).
 *
 * Nothing here knows a double. Every function that could leave the range of
 * its type says so by returning false, and the caller refuses; nothing wraps.
 * Money is rounded in ratio_round and nowhere else.
 */
#include "amount.h"

#include <string.h>

static const char *const ROUNDING_NAMES[ROUNDING_COUNT] = {
	[ROUNDING_UP] = "up",
	[ROUNDING_DOWN] = "down",
	[ROUNDING_NEAREST] = "nearest",
	[ROUNDING_CENTS] = "cents",
};

const char *
rounding_name(Rounding mode)
{
	return ROUNDING_NAMES[mode];
}

bool
rounding_parse(const char *name, Rounding *mode)
{
	for (int i = 0; i < ROUNDING_COUNT; i++)
	{
		if (strcmp(name, ROUNDING_NAMES[i]) == 0)
		{
			*mode = (Rounding) i;
			return true;
		}
	}
	return false;
}

/* INT64_MIN has no opposite, so it is no amount. */
static bool
minor_from_wide(Wide value, Minor *minor)
{
	if (value > INT64_MAX || value < -INT64_MAX)
		return false;
	*minor = (Minor) value;
	return true;
}

bool
minor_add(Minor a, Minor b, Minor *sum)
{
	return minor_from_wide((Wide) a + b, sum);
}

/* Whether a currency of so many decimals can express the amount. */
bool
minor_fits(Minor amount, int decimals)
{
	return amount % (decimals == 0 ? 100 : decimals == 1 ? 10 : 1) == 0;
}

bool
minor_multiply(Minor unit, int64_t count, Minor *product)
{
	return minor_from_wide((Wide) unit * count, product);
}

Ratio
ratio_from_minor(Minor amount)
{
	return (Ratio) {amount, MINOR_PER_UNIT};
}

/* Common powers of ten go at once: they are what decimals share, and what would overflow first. */
static void
strip_tens(Wide *numerator, Wide *denominator)
{
	while (*denominator % 10 == 0 && *numerator % 10 == 0 && *numerator != 0)
	{
		*numerator /= 10;
		*denominator /= 10;
	}
}

bool
ratio_multiply(Ratio *value, Wide numerator, Wide denominator)
{
	Ratio product;

	strip_tens(&numerator, &denominator);
	strip_tens(&value->numerator, &denominator);
	strip_tens(&numerator, &value->denominator);
	if (__builtin_mul_overflow(value->numerator, numerator, &product.numerator) ||
		__builtin_mul_overflow(value->denominator, denominator, &product.denominator))
		return false;
	*value = product;
	return true;
}

bool
ratio_add_minor(Ratio *value, Minor amount)
{
	Ratio sum;
	Wide left;
	Wide right;

	if (__builtin_mul_overflow(value->numerator, (Wide) MINOR_PER_UNIT, &left) ||
		__builtin_mul_overflow((Wide) amount, value->denominator, &right) ||
		__builtin_add_overflow(left, right, &sum.numerator) ||
		__builtin_mul_overflow(value->denominator, (Wide) MINOR_PER_UNIT, &sum.denominator))
		return false;
	*value = sum;
	return true;
}

/*
 * PC-4, FX-3: up, down and nearest go to whole units; cents to two decimals,
 * or to the currency's own if fewer. Halves go away from zero. False if the
 * result is out of range.
 */
bool
ratio_round(Ratio value, Rounding mode, int decimals, Minor *rounded)
{
	Wide steps_per_unit = 1;
	Wide scaled;
	Wide floor;
	Wide above_floor;
	Wide result;
	bool go_up;

	if (mode == ROUNDING_CENTS)
		for (int i = 0; i < decimals && i < 2; i++)
			steps_per_unit *= 10;
	if (__builtin_mul_overflow(value.numerator, steps_per_unit, &scaled))
		return false;
	floor = scaled / value.denominator;
	above_floor = scaled % value.denominator;
	if (above_floor < 0)
	{
		floor -= 1;
		above_floor += value.denominator;
	}
	switch (mode)
	{
		case ROUNDING_UP:
			go_up = above_floor > 0;
			break;
		case ROUNDING_DOWN:
			go_up = false;
			break;
		default:
			go_up = above_floor > value.denominator - above_floor ||
				(above_floor == value.denominator - above_floor && value.numerator > 0);
			break;
	}
	if (__builtin_add_overflow(floor, (Wide) go_up, &result) ||
		__builtin_mul_overflow(result, MINOR_PER_UNIT / steps_per_unit, &result))
		return false;
	return minor_from_wide(result, rounded);
}

/* Whether a decimal has more decimals than scale that are not zero. */
bool
decimals_beyond(const char *text, int scale)
{
	const char *point = strchr(text, '.');

	for (int i = 1; point != NULL && point[i] != '\0'; i++)
		if (i > scale && point[i] != '0')
			return true;
	return false;
}

/*
 * Reads "-12.5" as -12.5 × 10^scale. False if it is not a plain finite decimal,
 * has more decimals than scale that are not zero, or is out of range.
 */
bool
decimal_parse(const char *text, int scale, Wide *scaled)
{
	bool negative = (*text == '-');
	bool any_digit = false;
	int decimals = -1;
	Wide value = 0;

	if (negative)
		text++;
	for (; *text != '\0'; text++)
	{
		if (*text == '.' && decimals < 0)
		{
			decimals = 0;
			continue;
		}
		if (*text < '0' || *text > '9')
			return false;
		any_digit = true;
		if (decimals >= scale)
		{
			if (*text != '0')
				return false;
			continue;
		}
		if (__builtin_mul_overflow(value, (Wide) 10, &value) ||
			__builtin_add_overflow(value, (Wide) (*text - '0'), &value))
			return false;
		if (decimals >= 0)
			decimals++;
	}
	for (int i = (decimals < 0 ? 0 : decimals); i < scale; i++)
		if (__builtin_mul_overflow(value, (Wide) 10, &value))
			return false;
	*scaled = negative ? -value : value;
	return any_digit;
}
