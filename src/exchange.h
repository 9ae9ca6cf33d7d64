/*
 * exchange.h
 *	  Choosing an exchange rate and converting with it (FX-1 … FX-3).
 */
#ifndef DISTRIBUTION_EXCHANGE_H
#define DISTRIBUTION_EXCHANGE_H

#include "amount.h"

/* Rates are numeric(20,10): a quoted rate is kept times 10^10. */
#define RATE_DECIMALS 10
#define RATE_ONE ((Wide) 10000000000)

typedef enum RateSource
{
	RATE_MISSING,
	RATE_SAME,
	RATE_FIXED,
	RATE_LIVE
} RateSource;

/* The rate chosen for a conversion. */
typedef struct Rate
{
	RateSource source;
	Wide quoted;  /* as written, times RATE_ONE */
	bool inverse; /* convert by dividing by it */
	int64_t at;   /* microseconds, the server's epoch */
} Rate;

/* A rate as somebody wrote it; live ones observed by now only. */
typedef struct RateQuote
{
	RateSource source;
	char from[CURRENCY_SIZE];
	char to[CURRENCY_SIZE];
	Wide quoted;
	int64_t at;
} RateQuote;

extern const char *rate_source_name(RateSource source);
extern RateSource rate_source_parse(const char *name);
extern Rate exchange_choose(const RateQuote *quotes, int count, const char *from, const char *to,
							int64_t now);
extern bool exchange_apply(Ratio *value, const Rate *rate);
extern bool exchange_convert(Minor amount, const Rate *rate, int decimals, Minor *converted);

#endif
