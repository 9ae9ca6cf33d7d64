/*
 * offered_price.c
 *	  Every price that a distributor is offered, by quantity and by date (PC-9).
 *
 * Between two dates of the price list nothing changes, so prices are decided
 * once for each such time, as an order then syncing would be billed; what stays
 * the same from one time to the next is one row.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "answer.h"
#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "terms_row.h"

enum
{
	PRODUCT_SKU = 1,
	PRODUCT_CODE,
	PRODUCT_NAME
};

static PlanQuery READ_PRODUCTS = {
	.name = "read products by name",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql =
		"SELECT p.sku_id, m.sku, m.name"
		"  FROM distribution.distribution_product p"
		"  JOIN distribution.merchant_sku m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id"
		" WHERE p.supplier_id = $1 AND p.state = 'enabled'"
		" ORDER BY p.sku_id",
};

/* A price that holds for a while. */
typedef struct Offering
{
	PriceBreak at;
	TimestampTz from; /* DT_NOBEGIN: ever since */
	TimestampTz to;   /* DT_NOEND: for ever */
} Offering;

typedef struct Offerings
{
	Offering *rows;
	int count;
	int capacity;
} Offerings;

static int
time_compare(const void *a, const void *b)
{
	TimestampTz left = *(const TimestampTz *) a;
	TimestampTz right = *(const TimestampTz *) b;

	return (left > right) - (left < right);
}

/* Now and every later moment at which a price begins or ends, each once. */
static TimestampTz *
times_of(const PriceTerms *terms, TimestampTz now, int *count)
{
	TimestampTz *times = palloc(sizeof(TimestampTz) * (2 * terms->sku_price_count + 1));
	int kept = 1;

	times[0] = now;
	*count = 1;
	for (int i = 0; i < terms->sku_price_count; i++)
	{
		const SkuPrice *row = &terms->sku_prices[i];

		if (row->valid_from > now)
			times[(*count)++] = row->valid_from;
		if (!TIMESTAMP_IS_NOEND(row->valid_to))
			times[(*count)++] = row->valid_to;
	}
	qsort(times, *count, sizeof(TimestampTz), time_compare);
	for (int i = 1; i < *count; i++)
		if (times[i] != times[kept - 1])
			times[kept++] = times[i];
	*count = kept;
	return times;
}

/* Goes on with the row that ends where this begins, if it says the same. */
static void
add_offering(Offerings *offerings, const PriceBreak *at, TimestampTz from, TimestampTz to)
{
	for (int i = 0; i < offerings->count; i++)
	{
		Offering *row = &offerings->rows[i];

		if (row->to != from || row->at.min_quantity != at->min_quantity ||
			!price_equals(&row->at.price, &at->price))
			continue;
		row->to = to;
		return;
	}
	if (offerings->count == offerings->capacity)
	{
		offerings->capacity = Max(16, 2 * offerings->capacity);
		offerings->rows = offerings->rows == NULL
			? palloc(sizeof(Offering) * offerings->capacity)
			: repalloc(offerings->rows, sizeof(Offering) * offerings->capacity);
	}
	offerings->rows[offerings->count++] = (Offering) {*at, from, to};
}

static Offerings
decide_offerings(const PriceTerms *terms, TimestampTz now)
{
	Offerings offerings = {0};
	PriceBreak *breaks = palloc(sizeof(PriceBreak) * (terms->sku_price_count + 1));
	int count;
	TimestampTz *times = times_of(terms, now, &count);

	for (int i = 0; i < count; i++)
	{
		int break_count = price_breaks_at(terms, times[i], breaks);
		TimestampTz to = i + 1 < count ? times[i + 1] : DT_NOEND;

		for (int j = 0; j < break_count; j++)
			add_offering(&offerings, &breaks[j], times[i], to);
	}
	/* What holds now began when its price did. */
	for (int i = 0; i < offerings.count; i++)
	{
		const SkuPrice *row = offerings.rows[i].at.price.sku_price;

		if (offerings.rows[i].from == now)
			offerings.rows[i].from = row != NULL ? row->valid_from : DT_NOBEGIN;
	}
	return offerings;
}

static void
put_offering(Answer *answer, const Terms *terms, const PlanRows *products, int product,
			 const Offering *offering)
{
	int64 sku_id = plan_int64(products, product, PRODUCT_SKU);
	const QuantityRule *rule = &terms_product(&terms->supplier, sku_id)->quantity_rule;

	answer_put_int64(answer, sku_id);
	answer_put_text(answer, plan_text(products, product, PRODUCT_CODE));
	answer_put_text(answer, plan_text(products, product, PRODUCT_NAME));
	answer_put_int32(answer, offering->at.min_quantity);
	answer_put_time(answer, offering->from);
	answer_put_time(answer, offering->to);
	answer_put(
		answer, minor_to_numeric(offering->at.price.unit), offering->at.price.failure != PRICE_OK);
	answer_put_text(answer, terms->partnerships[0].currency);
	answer_put_int32(answer, Max(rule->minimum, 1));
	answer_put(answer, Int32GetDatum(rule->maximum), rule->maximum == 0);
	answer_put_int32(answer, Max(rule->multiple, 1));
	answer_end_row(answer);
}

static Terms *
load_terms(int64 supplier_id, int64 partnership_id, const PlanRows *products)
{
	Terms *terms = terms_load(supplier_id, &partnership_id, 1);
	PartnershipTerms *partnership = terms_partnership_or_fail(terms, partnership_id);
	int64 *sku_ids = palloc(sizeof(int64) * Max(products->count, 1));

	identity_require_reader(
		supplier_id, partnership->distributor_id, "partnership", partnership_id);
	for (int i = 0; i < products->count; i++)
		sku_ids[i] = plan_int64(products, i, PRODUCT_SKU);
	terms_load_levels(terms);
	terms_load_warehouses(terms);
	terms_load_rates(terms, true);
	terms_load_products(terms, sku_ids, products->count);
	terms_load_dated_prices(terms);
	return terms;
}

PG_FUNCTION_INFO_V1(distribution_offered_breaks);

Datum
distribution_offered_breaks(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	PlanValues values = {0};
	PlanRows products;
	Terms *terms;
	Answer answer = answer_rows(fcinfo);

	plan_open();
	plan_bind_int64(&values, supplier_id);
	products = plan_read(&READ_PRODUCTS, &values);
	terms = load_terms(supplier_id, partnership_id, &products);
	for (int i = 0; i < products.count; i++)
	{
		int64 sku_id = plan_int64(&products, i, PRODUCT_SKU);
		PriceTerms price_terms = terms_price_terms(
			&terms->supplier, &terms->partnerships[0], sku_id, terms->supplier.rounding);
		Offerings offerings;

		if (!terms_offer(&terms->supplier, &terms->partnerships[0], sku_id).offered)
			continue;
		offerings = decide_offerings(&price_terms, terms->now);
		for (int j = 0; j < offerings.count; j++)
			put_offering(&answer, terms, &products, i, &offerings.rows[j]);
	}
	plan_close();
	PG_RETURN_NULL();
}
