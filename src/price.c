/*
 * price.c
 *	  The one function that says what a unit costs, for display and for
 *	  billing alike (PC-3); they differ in the rounding mode they pass.
 */
#include "price.h"

#include <stddef.h>

const char *
price_source_name(PriceSource source)
{
	switch (source)
	{
		case PRICE_FROM_PARTNERSHIP:
			return "partnership_price";
		case PRICE_FROM_SKU_LEVEL:
			return "sku_price_level";
		case PRICE_FROM_SKU:
			return "sku_price";
		case PRICE_FROM_LEVEL_RULE:
			return "level_rule";
		case PRICE_FROM_BASE:
			return "base_price";
		default:
			return "none";
	}
}

/* PC-1: of the rows valid now, the largest min_quantity not above the quantity. */
static const SkuPrice *
listed_price(const PriceTerms *terms, int64_t partnership_id, int level, int quantity, int64_t now)
{
	const SkuPrice *best = NULL;

	for (int i = 0; i < terms->sku_price_count; i++)
	{
		const SkuPrice *row = &terms->sku_prices[i];

		if (row->partnership_id == partnership_id && row->level == level &&
			row->min_quantity <= quantity && row->valid_from <= now && now < row->valid_to &&
			(best == NULL || row->min_quantity > best->min_quantity))
			best = row;
	}
	return best;
}

/* PC-0, PC-1: the partnership's own price, else that for its level, else that for all. */
static void
find_listed_price(const PriceTerms *terms, int quantity, int64_t now, Price *price)
{
	price->source = PRICE_FROM_PARTNERSHIP;
	price->sku_price = listed_price(terms, terms->partnership_id, 0, quantity, now);
	if (price->sku_price != NULL)
		return;
	price->source = PRICE_FROM_SKU_LEVEL;
	if (terms->level > 0)
		price->sku_price = listed_price(terms, 0, terms->level, quantity, now);
	if (price->sku_price != NULL)
		return;
	price->source = PRICE_FROM_SKU;
	price->sku_price = listed_price(terms, 0, 0, quantity, now);
}

/* PC-1, PC-2: the price in the base currency, exact. */
static PriceFailure
price_in_base(const PriceTerms *terms, int quantity, int64_t now, Price *price)
{
	find_listed_price(terms, quantity, now, price);
	if (price->sku_price != NULL)
	{
		price->raw = ratio_from_minor(price->sku_price->price);
		return PRICE_OK;
	}
	price->source = terms->level > 0 ? PRICE_FROM_LEVEL_RULE : PRICE_FROM_BASE;
	if (!terms->has_base_price)
		return PRICE_MISSING;
	price->raw = ratio_from_minor(terms->base_price);
	if (terms->level > 0 &&
		!(ratio_multiply(&price->raw, terms->level_percent, PERCENT_WHOLE) &&
		  ratio_add_minor(&price->raw, terms->level_plus)))
		return PRICE_OUT_OF_RANGE;
	if (price->raw.numerator < 0)
		return PRICE_NEGATIVE;
	/* PC-6: a price of 0 must be set as a SKU price of 0. */
	return price->raw.numerator == 0 ? PRICE_ZERO : PRICE_OK;
}

/* PC-3: base currency, then converted, then rounded once; the caller multiplies. */
Price
price_decide(const PriceTerms *terms, int quantity, int64_t now)
{
	Price price = {.rounding = terms->rounding, .rate = terms->rate};

	price.failure = price_in_base(terms, quantity, now, &price);
	if (price.failure != PRICE_OK)
		return price;
	price.converted = price.raw;
	if (terms->rate.source == RATE_MISSING)
		price.failure = PRICE_NO_RATE;
	else if (!exchange_apply(&price.converted, &terms->rate) ||
			 !ratio_round(price.converted, terms->rounding, terms->decimals, &price.unit))
		price.failure = PRICE_OUT_OF_RANGE;
	else if (price.unit == 0 && price.raw.numerator > 0)
		price.failure = PRICE_ROUNDS_TO_ZERO;
	return price;
}

/* Whether a distributor is told the same by both. */
bool
price_equals(const Price *a, const Price *b)
{
	if (a->failure != PRICE_OK || b->failure != PRICE_OK)
		return a->failure == b->failure;
	return a->unit == b->unit;
}

/* The next quantity, above the one given, at which a row of the partnership or its level begins; 0: none. */
static int
next_quantity(const PriceTerms *terms, int64_t at, int above)
{
	int next = 0;

	for (int i = 0; i < terms->sku_price_count; i++)
	{
		const SkuPrice *row = &terms->sku_prices[i];
		bool is_own = row->partnership_id == terms->partnership_id ||
			(row->partnership_id == 0 && (row->level == 0 || row->level == terms->level));

		if (is_own && row->valid_from <= at && at < row->valid_to && row->min_quantity > above &&
			(next == 0 || row->min_quantity < next))
			next = row->min_quantity;
	}
	return next;
}

/* PC-9: the prices by quantity at a time, from one unit on; breaks has room for one more than there are rows. */
int
price_breaks_at(const PriceTerms *terms, int64_t at, PriceBreak *breaks)
{
	int count = 0;

	for (int quantity = 1; quantity != 0; quantity = next_quantity(terms, at, quantity))
	{
		Price price = price_decide(terms, quantity, at);

		if (count == 0 || !price_equals(&breaks[count - 1].price, &price))
			breaks[count++] = (PriceBreak) {quantity, price};
	}
	return count;
}
