/*
 * price.h
 *	  The unit price of a product for a distributor (PC-0 … PC-6).
 */
#ifndef DISTRIBUTION_PRICE_H
#define DISTRIBUTION_PRICE_H

#include "exchange.h"

#define PERCENT_DECIMALS 4             /* customer_level.percent is numeric(9,4) */
#define PERCENT_WHOLE ((Wide) 1000000) /* 100 % */

typedef enum PriceSource
{
	PRICE_FROM_NOTHING,
	PRICE_FROM_PARTNERSHIP,
	PRICE_FROM_SKU_LEVEL,
	PRICE_FROM_SKU,
	PRICE_FROM_LEVEL_RULE,
	PRICE_FROM_BASE
} PriceSource;

typedef enum PriceFailure
{
	PRICE_OK,
	PRICE_MISSING,  /* no source has a price */
	PRICE_ZERO,     /* a base price or level rule gives 0 */
	PRICE_NEGATIVE, /* a level rule gives less than 0 */
	PRICE_NO_RATE,  /* FX-1 finds no rate */
	PRICE_ROUNDS_TO_ZERO,
	PRICE_OUT_OF_RANGE
} PriceFailure;

/* A row of the price list: level 0 is all levels; [from, to) in microseconds. PC-0: of one partnership, with level 0. */
typedef struct SkuPrice
{
	int64_t sku_id;
	int level;
	int min_quantity;
	int64_t valid_from;
	int64_t valid_to;
	Minor price;
	int64_t partnership_id; /* 0: all */
} SkuPrice;

/* Everything that a price depends on but the quantity. */
typedef struct PriceTerms
{
	const SkuPrice *sku_prices; /* of this SKU */
	int sku_price_count;
	int64_t partnership_id;
	int level;          /* 0: none */
	Wide level_percent; /* times 10^PERCENT_DECIMALS */
	Minor level_plus;
	bool has_base_price;
	Minor base_price;
	Rate rate; /* base currency to settlement currency */
	Rounding rounding;
	int decimals; /* of the settlement currency */
} PriceTerms;

/* The price, and the way it went. */
typedef struct Price
{
	PriceFailure failure;
	PriceSource source;
	const SkuPrice *sku_price; /* the deciding row, if any */
	Ratio raw;                 /* exact, in the base currency */
	Ratio converted;           /* exact, in the settlement currency */
	Minor unit;                /* what is billed */
	Rounding rounding;
	Rate rate;
} Price;

/* From so many units on a price, at one time (PC-9). */
typedef struct PriceBreak
{
	int min_quantity;
	Price price;
} PriceBreak;

extern const char *price_source_name(PriceSource source);
extern Price price_decide(const PriceTerms *terms, int quantity, int64_t now);
extern bool price_equals(const Price *a, const Price *b);
extern int price_breaks_at(const PriceTerms *terms, int64_t at, PriceBreak *breaks);

#endif
