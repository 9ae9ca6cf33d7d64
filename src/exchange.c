/*
 * exchange.c
 *	  Exchange rates (FX-1 … FX-3).
 *
 * A rate is never 1 or 0 by default: where none is found, the chosen rate's
 * source is RATE_MISSING and every conversion with it fails. An inverse rate
 * divides by the quoted one; a rounded reciprocal would be wrong by cents.
 */
#include "exchange.h"

#include <string.h>

const char *
rate_source_name(RateSource source)
{
	switch (source)
	{
		case RATE_SAME:
			return "same";
		case RATE_FIXED:
			return "fixed";
		case RATE_LIVE:
			return "live";
		default:
			return "missing";
	}
}

/* RATE_MISSING: no source has that name. */
RateSource
rate_source_parse(const char *name)
{
	for (int source = RATE_SAME; source <= RATE_LIVE; source++)
		if (strcmp(name, rate_source_name((RateSource) source)) == 0)
			return (RateSource) source;
	return RATE_MISSING;
}

static const RateQuote *
newest_quote(const RateQuote *quotes, int count, RateSource source, const char *from,
			 const char *to)
{
	const RateQuote *newest = NULL;

	for (int i = 0; i < count; i++)
	{
		const RateQuote *quote = &quotes[i];

		if (quote->source == source && strcmp(quote->from, from) == 0 &&
			strcmp(quote->to, to) == 0 && (newest == NULL || quote->at > newest->at))
			newest = quote;
	}
	return newest;
}

/* FX-1: same; fixed direct, fixed inverse; newest live direct, newest live inverse; missing. */
Rate
exchange_choose(const RateQuote *quotes, int count, const char *from, const char *to, int64_t now)
{
	static const RateSource SOURCES[] = {RATE_FIXED, RATE_LIVE};
	Rate rate = {RATE_MISSING, 0, false, now};

	if (strcmp(from, to) == 0)
	{
		rate.source = RATE_SAME;
		rate.quoted = RATE_ONE;
		return rate;
	}
	for (int i = 0; i < 2; i++)
	{
		const RateQuote *quote = newest_quote(quotes, count, SOURCES[i], from, to);
		bool inverse = (quote == NULL);

		if (inverse)
			quote = newest_quote(quotes, count, SOURCES[i], to, from);
		if (quote == NULL)
			continue;
		rate.source = SOURCES[i];
		rate.quoted = quote->quoted;
		rate.inverse = inverse;
		if (rate.source == RATE_LIVE)
			rate.at = quote->at;
		return rate;
	}
	return rate;
}

/* False if the rate is missing or the value leaves the range. */
bool
exchange_apply(Ratio *value, const Rate *rate)
{
	if (rate->source == RATE_MISSING)
		return false;
	if (rate->inverse)
		return ratio_multiply(value, RATE_ONE, rate->quoted);
	return ratio_multiply(value, rate->quoted, RATE_ONE);
}

/* FX-3: amounts, not unit prices, are rounded half away from zero to the currency's decimals. */
bool
exchange_convert(Minor amount, const Rate *rate, int decimals, Minor *converted)
{
	Ratio value = ratio_from_minor(amount);

	if (rate->source == RATE_SAME)
	{
		*converted = amount;
		return true;
	}
	return exchange_apply(&value, rate) && ratio_round(value, ROUNDING_CENTS, decimals, converted);
}
