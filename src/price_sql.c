/*
 * price_sql.c
 *	  The decisions on price, rate and visibility, for reading.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "answer.h"
#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "push_sql.h"
#include "terms_row.h"

#define ROUND_DECIMALS 18 /* of an amount to round: more would leave 128 bits soon */

enum
{
	OFFERED_SKU = 1,
	OFFERED_CLAIM_ROUNDING,
	OFFERED_CODE,
	OFFERED_NAME
};

static PlanQuery READ_OFFERED = {
	.name = "read products and their claims",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql =
		"SELECT p.sku_id, c.rounding, m.sku, m.name"
		"  FROM distribution.distribution_product p"
		"  JOIN distribution.merchant_sku m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id"
		"  LEFT JOIN distribution.claim c ON c.supplier_id = p.supplier_id"
		"   AND c.partnership_id = $2 AND c.sku_id = p.sku_id"
		" WHERE p.supplier_id = $1"
		" ORDER BY p.sku_id",
};

enum
{
	STOCKED_SKU = 1,
	STOCKED_ON_HAND,
	STOCKED_ALLOCATED,
	STOCKED_DEFECTIVE,
	STOCKED_SOLD_OUT_BELOW
};

static PlanQuery READ_STOCKED = {
	.name = "read stock of assigned warehouses",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT k.sku_id, k.on_hand, k.allocated, k.defective, s.sold_out_below"
		   "  FROM distribution.supplier s"
		   "  JOIN distribution.partnership_warehouse w ON w.supplier_id = s.supplier_id"
		   "  JOIN distribution.stock k ON k.supplier_id = w.supplier_id"
		   "   AND k.warehouse_id = w.warehouse_id"
		   " WHERE s.supplier_id = $1 AND w.partnership_id = $2 AND w.assigned"
		   " ORDER BY k.sku_id",
};

/* Terms of one partnership for the SKUs, for either side to read. */
static Terms *
load_for_reading(int64 supplier_id, int64 partnership_id, const int64 *sku_ids, int count)
{
	Terms *terms = terms_load(supplier_id, &partnership_id, 1);
	PartnershipTerms *partnership = terms_partnership_or_fail(terms, partnership_id);

	identity_require_reader(
		supplier_id, partnership->distributor_id, "partnership", partnership_id);
	terms_load_offers(terms, sku_ids, count);
	return terms;
}

/* Whether the caller may know of a product: the supplier's side of all, the distributor's of what it is or was offered (ID-6). */
static bool
product_is_known(const Terms *terms, int64 sku_id)
{
	const PartnershipTerms *partnership = &terms->partnerships[0];

	if (terms_product(&terms->supplier, sku_id) == NULL)
		return false;
	if (identity_holds(terms->supplier.supplier_id, PERMISSION_REPORT) ||
		terms_offer(&terms->supplier, partnership, sku_id).offered)
		return true;
	for (int i = 0; i < partnership->claim_count; i++)
		if (partnership->claims[i].sku_id == sku_id)
			return true;
	return false;
}

static Terms *
load_product_for_reading(FunctionCallInfo fcinfo, int64 *sku_id)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");

	*sku_id = argument_int64(fcinfo, 2, "sku_id");
	return load_for_reading(supplier_id, partnership_id, sku_id, 1);
}

PG_FUNCTION_INFO_V1(distribution_is_visible);

Datum
distribution_is_visible(PG_FUNCTION_ARGS)
{
	int64 sku_id;
	Terms *terms;
	Offer offer;

	plan_open();
	terms = load_product_for_reading(fcinfo, &sku_id);
	if (terms_product(&terms->supplier, sku_id) == NULL &&
		identity_holds(terms->supplier.supplier_id, PERMISSION_REPORT))
		error_not_found("product", sku_id);
	offer = terms_offer(&terms->supplier, &terms->partnerships[0], sku_id);
	plan_close();
	PG_RETURN_BOOL(offer.offered);
}

static void
refuse_price(const Price *price, int64 sku_id)
{
	LineJudgement judgement = {.reason = price_failure_reason(price->failure), .price = *price};

	ereport(ERROR,
			(errcode(price->failure == PRICE_NO_RATE ? ERRCODE_NO_EXCHANGE_RATE : ERRCODE_NO_PRICE),
			 errmsg("product " INT64_FORMAT " has no price for this partnership", sku_id),
			 errdetail("%s", line_reason_describe(&judgement, psprintf(INT64_FORMAT, sku_id)))));
}

PG_FUNCTION_INFO_V1(distribution_distribution_price);

Datum
distribution_distribution_price(PG_FUNCTION_ARGS)
{
	int32 quantity = argument_int32(fcinfo, 3, "quantity");
	int64 sku_id;
	Terms *terms;
	Price price;

	if (quantity < 1)
		error_argument("quantity", psprintf("%d", quantity), "1 or more");
	plan_open();
	terms = load_product_for_reading(fcinfo, &sku_id);
	if (!product_is_known(terms, sku_id))
		error_not_found("product", sku_id);
	price = terms_price(&terms->supplier,
						&terms->partnerships[0],
						sku_id,
						quantity,
						terms->supplier.rounding,
						terms->now);
	plan_close();
	if (price.failure != PRICE_OK)
		refuse_price(&price, sku_id);
	PG_RETURN_DATUM(minor_to_numeric(price.unit));
}

/* ST-9: warehouse by warehouse; rows are by SKU, *at is where its begin. */
static int32
available_to(const Terms *terms, const PlanRows *stock, int *at, int64 sku_id)
{
	const StockShare *share = terms_share(&terms->partnerships[0], sku_id);
	int64 available = 0;

	while (*at < stock->count && plan_int64(stock, *at, STOCKED_SKU) < sku_id)
		(*at)++;
	for (; *at < stock->count && plan_int64(stock, *at, STOCKED_SKU) == sku_id; (*at)++)
	{
		StockLevel level = {
			.on_hand = plan_int32(stock, *at, STOCKED_ON_HAND),
			.allocated = plan_int32(stock, *at, STOCKED_ALLOCATED),
			.defective = plan_int32(stock, *at, STOCKED_DEFECTIVE),
		};

		available += stock_shared(
			stock_to_push(&level, plan_int32(stock, *at, STOCKED_SOLD_OUT_BELOW)), share);
	}
	return (int32) Min(available, PG_INT32_MAX);
}

/* QR-1: without a rule any number. */
static void
put_quantity_rule(Answer *answer, const Product *product)
{
	const QuantityRule *rule = &product->quantity_rule;

	answer_put_int32(answer, Max(rule->minimum, 1));
	answer_put(answer, Int32GetDatum(rule->maximum), rule->maximum == 0);
	answer_put_int32(answer, Max(rule->multiple, 1));
}

/* PC-5: a claimed product shows the mode it last saw, any other the supplier's. */
static void
put_offer(Answer *answer, const Terms *terms, const PlanRows *rows, int row, int32 available)
{
	int64 sku_id = plan_int64(rows, row, OFFERED_SKU);
	const char *claim_rounding = plan_text(rows, row, OFFERED_CLAIM_ROUNDING);
	const PartnershipTerms *partnership = &terms->partnerships[0];
	Rounding rounding = terms->supplier.rounding;
	Price price;

	if (!terms_offer(&terms->supplier, partnership, sku_id).offered)
		return;
	if (claim_rounding != NULL)
		rounding_parse(claim_rounding, &rounding);
	price = terms_price(&terms->supplier, partnership, sku_id, 1, rounding, terms->now);
	answer_put_int64(answer, sku_id);
	answer_put(answer, minor_to_numeric(price.unit), price.failure != PRICE_OK);
	answer_put_text(answer, partnership->currency);
	answer_put_text(answer, plan_text(rows, row, OFFERED_CODE));
	answer_put_text(answer, plan_text(rows, row, OFFERED_NAME));
	answer_put_int32(answer, available);
	put_quantity_rule(answer, terms_product(&terms->supplier, sku_id)); /* of offered() only */
	answer_end_row(answer);
}

PG_FUNCTION_INFO_V1(distribution_offers);

/* Of offered(), and of offers() with fewer columns. */
Datum
distribution_offers(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	PlanValues values = {0};
	PlanRows rows;
	PlanRows stock;
	int64 *sku_ids;
	Terms *terms;
	int at = 0;
	Answer answer = answer_rows(fcinfo);

	plan_open();
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	rows = plan_read(&READ_OFFERED, &values);
	sku_ids = palloc(sizeof(int64) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
		sku_ids[i] = plan_int64(&rows, i, OFFERED_SKU);
	terms = load_for_reading(supplier_id, partnership_id, sku_ids, rows.count);
	terms_load_shares(terms);
	stock = plan_read(&READ_STOCKED, &values);
	for (int i = 0; i < rows.count; i++)
		put_offer(&answer, terms, &rows, i, available_to(terms, &stock, &at, sku_ids[i]));
	plan_close();
	PG_RETURN_NULL();
}

/*
 * No limit of rounding has so many decimals: on which side of it the number lies, the first ones
 * say, if the last of them is not 0 where something follows. Returns how many are left.
 */
static int
cut_decimals(char *number)
{
	char *point = strchr(number, '.');
	char *last;

	if (point == NULL)
		return 0;
	if (strlen(point + 1) <= ROUND_DECIMALS)
		return strlen(point + 1);
	last = point + ROUND_DECIMALS;
	if (*last == '0' && last[1 + strspn(last + 1, "0")] != '\0')
		*last = '1';
	last[1] = '\0';
	return ROUND_DECIMALS;
}

PG_FUNCTION_INFO_V1(distribution_round_price);

Datum
distribution_round_price(PG_FUNCTION_ARGS)
{
	char *number = DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(0)));
	char *mode = argument_word(fcinfo, 1, "mode");
	int32 decimals = PG_GETARG_INT32(2);
	int scale = cut_decimals(number);
	Ratio value = {.denominator = 1};
	Rounding rounding;
	Minor rounded;

	if (!rounding_parse(mode, &rounding))
		error_argument("mode", mode, "up, down, nearest, cents");
	if (decimals < 0 || decimals > 2)
		error_argument("decimals", psprintf("%d", decimals), "0, 1 or 2");
	for (int i = 0; i < scale; i++)
		value.denominator *= 10;
	if (!decimal_parse(number, scale, &value.numerator) ||
		!ratio_round(value, rounding, decimals, &rounded))
		error_out_of_range("amount");
	PG_RETURN_DATUM(minor_to_numeric(rounded));
}

/* numeric(20,10), for reading; conversions divide by the quoted rate instead. */
static Datum
effective_rate(const Rate *rate)
{
	Datum quoted = rate_to_numeric(rate->quoted);

	if (!rate->inverse)
		return quoted;
	return DirectFunctionCall2(
		numeric_round,
		DirectFunctionCall2(numeric_div, NumericGetDatum(int64_to_numeric(1)), quoted),
		Int32GetDatum(RATE_DECIMALS));
}

PG_FUNCTION_INFO_V1(distribution_exchange_rate);

Datum
distribution_exchange_rate(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	char *from = argument_word(fcinfo, 1, "from_currency");
	char *to = argument_word(fcinfo, 2, "to_currency");
	Rate rate;
	Answer answer = answer_row(fcinfo);

	identity_require(supplier_id, PERMISSION_REPORT);
	plan_open();
	currency_decimals(from);
	currency_decimals(to);
	rate = terms_rate(supplier_id, from, to, GetCurrentTransactionStartTimestamp());
	plan_close();
	if (rate.source == RATE_MISSING)
		error_no_exchange_rate(from, to, NULL);
	answer_put(&answer, effective_rate(&rate), false);
	answer_put_text(&answer, rate_source_name(rate.source));
	answer_put_time(&answer, rate.at);
	PG_RETURN_DATUM(answer_composite(&answer));
}
