/*
 * amount.h
 *	  Exact money: amounts as 64-bit hundredths, everything between as
 *	  fractions of 128-bit integers, one function that rounds.
 *
 * Decide code (amount, exchange, price, visibility, fee, credit, stock, order,
 * push) uses the C standard library only, so that it compiles and is tested
 * without a server.
 */
#ifndef DISTRIBUTION_AMOUNT_H
#define DISTRIBUTION_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

/* Aligned as the server's allocator aligns, which is less than the compiler would assume. */
typedef __int128 Wide __attribute__((aligned(8)));

/* An amount of money in hundredths of its currency's unit: numeric(20,2). */
typedef int64_t Minor;

#define MINOR_DECIMALS 2
#define MINOR_PER_UNIT 100
#define CURRENCY_SIZE 4 /* ISO 4217 code and its terminator */

/* PC-4 */
typedef enum Rounding
{
	ROUNDING_UP,
	ROUNDING_DOWN,
	ROUNDING_NEAREST,
	ROUNDING_CENTS
} Rounding;
#define ROUNDING_COUNT (ROUNDING_CENTS + 1)

/* An exact value in units of a currency; denominator > 0. */
typedef struct Ratio
{
	Wide numerator;
	Wide denominator;
} Ratio;

extern const char *rounding_name(Rounding mode);
extern bool rounding_parse(const char *name, Rounding *mode);

extern bool minor_add(Minor a, Minor b, Minor *sum);
extern bool minor_fits(Minor amount, int decimals);
extern bool minor_multiply(Minor unit, int64_t count, Minor *product);

extern Ratio ratio_from_minor(Minor amount);
extern bool ratio_multiply(Ratio *value, Wide numerator, Wide denominator);
extern bool ratio_add_minor(Ratio *value, Minor amount);
extern bool ratio_round(Ratio value, Rounding mode, int decimals, Minor *rounded);

extern bool decimals_beyond(const char *text, int scale);
extern bool decimal_parse(const char *text, int scale, Wide *scaled);

#endif
