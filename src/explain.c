/*
 * explain.c
 *	  Answers for a supplier's support desk: why a distributor sees a product or
 *	  not (VI-6), and how a price comes about (PC-6).
 *
 * The decisions are those of visibility.c and price.c; here they are only told.
 * Rules, base prices and levels are nothing for distributors: of its price one is
 * told the steps by their names, and no amount but the last.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "answer.h"
#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "terms_row.h"

#define EXPLAIN_DECIMALS 10 /* of an amount that is not rounded yet */

enum
{
	LISTED_SKU_ID = 1,
	LISTED_SKU,
	LISTED_STATE,
	LISTED_CLAIM_STATE,
	LISTED_STOPPED_BY
};

static PlanQuery READ_LISTED = {
	.name = "read products with the claims of a partnership",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT p.sku_id, m.sku, p.state, c.state, c.stopped_by"
		   "  FROM distribution.distribution_product p"
		   "  JOIN distribution.merchant_sku m"
		   "    ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id"
		   "  LEFT JOIN distribution.claim c ON c.supplier_id = p.supplier_id"
		   "   AND c.partnership_id = $2 AND c.sku_id = p.sku_id"
		   " WHERE p.supplier_id = $1"
		   " ORDER BY m.sku, p.sku_id",
};

enum
{
	CLAIMED_ROUNDING = 1
};

static PlanQuery READ_CLAIMED = {
	.name = "read the rounding of a claim",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint",
	.sql = "SELECT rounding"
		   "  FROM distribution.claim"
		   " WHERE supplier_id = $1 AND partnership_id = $2 AND sku_id = $3",
};

static PlanQuery READ_VALID = {
	.name = "read when a SKU price holds",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint, int, int, timestamptz",
	.sql =
		"SELECT CASE WHEN lower_inf(valid) AND upper_inf(valid) THEN 'always'"
		"            ELSE concat_ws(' ',"
		"              'from ' || to_char(lower(valid) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),"
		"              'until ' || to_char(upper(valid) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),"
		"              'UTC') END"
		"  FROM (SELECT valid FROM distribution.sku_price"
		"         WHERE supplier_id = $1 AND $2 = 0 AND sku_id = $3 AND level = $4"
		"           AND min_quantity = $5 AND valid @> $6"
		"        UNION ALL "
		"        SELECT valid FROM distribution.partnership_price"
		"         WHERE supplier_id = $1 AND partnership_id = $2 AND sku_id = $3"
		"           AND min_quantity = $5 AND valid @> $6) AS v",
};

/* Everything that offers and prices of one partnership depend on. */
static Terms *
load_terms(int64 supplier_id, int64 partnership_id, const int64 *sku_ids, int count)
{
	Terms *terms = terms_load(supplier_id, &partnership_id, 1);

	(void) terms_partnership_or_fail(terms, partnership_id);
	terms_load_offers(terms, sku_ids, count);
	return terms;
}

static const VisibilityRule *
rule_by_number(const VisibilityRules *rules, int rule_no)
{
	for (int i = 0; i < rules->count; i++)
		if (rules->rules[i].rule_no == rule_no)
			return &rules->rules[i];
	elog(ERROR, "no visibility rule has number %d", rule_no);
}

static char *
describe_rule(const VisibilityRules *rules, const Offer *offer)
{
	const VisibilityRule *rule = rule_by_number(rules, offer->rule_no);
	const char *products = rule->all_products ? "all products" : "selected products, this one too,";
	const char *distributors = "all distributors";

	if (rule->scope == SCOPE_LEVEL)
		distributors = psprintf("distributors of level %d", rule->level);
	else if (rule->scope == SCOPE_SELECTED_DISTRIBUTORS)
		distributors = "selected distributors";
	return psprintf("Rule %d decides: it %s %s %s %s%s.",
					rule->rule_no,
					rule->hidden ? "hides" : "shows",
					products,
					rule->hidden ? "from" : "only to",
					distributors,
					!offer->offered && !rule->hidden ? ", and this is none of them" : "");
}

/* In words, why; NULL is no product state. */
static char *
describe_offer(const Terms *terms, const Offer *offer, const char *product_state)
{
	switch (offer->reason)
	{
		case OFFER_NO_RULE:
			return pstrdup("No rule matches, so it is visible.");
		case OFFER_RULE_LACKS:
			return psprintf("Rule %d is the only one that counts for this distributor, and it does "
							"not name the product, so it is visible.",
							offer->rule_no);
		case OFFER_NOT_PARTNERED:
			return psprintf("The partnership is %s.", terms->partnerships[0].state);
		case OFFER_SUSPENDED:
			return pstrdup(terms_suspension(&terms->partnerships[0]));
		case OFFER_NOT_LIVE:
			return pstrdup("The supplier has not gone live; distribution_report.onboarding shows "
						   "what is missing.");
		case OFFER_NOT_ENABLED:
			return psprintf("The product is %s.", product_state);
		case OFFER_NO_WAREHOUSE:
			return pstrdup("No warehouse is assigned to the partnership.");
		default:
			return describe_rule(&terms->supplier.rules, offer);
	}
}

static void
put_visibility(Answer *answer, const Terms *terms, const PlanRows *rows, int row)
{
	int64 sku_id = plan_int64(rows, row, LISTED_SKU_ID);
	char *state = plan_text(rows, row, LISTED_STATE);
	Offer offer = terms_offer(&terms->supplier, &terms->partnerships[0], sku_id);
	bool by_rule = offer.reason == OFFER_RULE_SHOWS || offer.reason == OFFER_RULE_HIDES;

	answer_put_int64(answer, sku_id);
	answer_put_text(answer, plan_text(rows, row, LISTED_SKU));
	answer_put_bool(answer, offer.offered);
	answer_put_text(answer, offer_reason_name(offer.reason));
	answer_put(answer, Int32GetDatum(offer.rule_no), !by_rule);
	answer_put_text(answer, describe_offer(terms, &offer, state));
	answer_put_text(answer, plan_text(rows, row, LISTED_CLAIM_STATE));
	answer_put_text(answer, plan_text(rows, row, LISTED_STOPPED_BY));
	answer_end_row(answer);
}

PG_FUNCTION_INFO_V1(distribution_explain_visibility);

Datum
distribution_explain_visibility(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	PlanValues values = {0};
	PlanRows rows;
	int64 *sku_ids;
	Terms *terms;
	Answer answer = answer_rows(fcinfo);

	identity_require(supplier_id, PERMISSION_REPORT);
	plan_open();
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	rows = plan_read(&READ_LISTED, &values);
	sku_ids = palloc(sizeof(int64) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
		sku_ids[i] = plan_int64(&rows, i, LISTED_SKU_ID);
	terms = load_terms(supplier_id, partnership_id, sku_ids, rows.count);
	for (int i = 0; i < rows.count; i++)
		put_visibility(&answer, terms, &rows, i);
	plan_close();
	PG_RETURN_NULL();
}

/* Where the waterfall's steps go. */
typedef struct Waterfall
{
	Answer answer;
	const Terms *terms;
	const PartnershipTerms *partnership;
	int64 sku_id;
	int32 quantity;
	bool own; /* for the distributor: no amount but its price, no row and no level */
	Price price;
	int step_count;
} Waterfall;

/* A step that found nothing has no amount. */
static void
put_step(Waterfall *waterfall, const char *step, const char *source, const char *currency,
		 Datum amount, const char *detail)
{
	bool is_shown = !waterfall->own || strcmp(step, "rounding") == 0;
	Answer *answer = &waterfall->answer;

	answer_put_int32(answer, ++waterfall->step_count);
	answer_put_text(answer, step);
	answer_put_text(answer, is_shown ? source : NULL);
	answer_put_text(answer, is_shown ? currency : NULL);
	answer_put(answer, amount, amount == (Datum) 0 || !is_shown);
	answer_put_text(answer, detail);
	answer_end_row(answer);
}

static Datum
wide_to_numeric(Wide value)
{
	const Wide part = 1000000000000000000; /* 18 digits */
	Datum high = NumericGetDatum(int64_to_numeric((int64) (value / part / part)));
	Datum middle = NumericGetDatum(int64_to_numeric((int64) (value / part % part)));
	Datum low = NumericGetDatum(int64_to_numeric((int64) (value % part)));
	Datum base = NumericGetDatum(int64_to_numeric((int64) part));

	high = DirectFunctionCall2(numeric_add, DirectFunctionCall2(numeric_mul, high, base), middle);
	return DirectFunctionCall2(numeric_add, DirectFunctionCall2(numeric_mul, high, base), low);
}

/* For reading: as many decimals as it has, up to EXPLAIN_DECIMALS, but at least two. */
static Datum
ratio_to_numeric(Ratio value)
{
	/* A quotient has at least the decimals of its numerator. */
	Datum numerator = DirectFunctionCall2(
		numeric_round, wide_to_numeric(value.numerator), Int32GetDatum(EXPLAIN_DECIMALS + 1));
	Datum quotient =
		DirectFunctionCall2(numeric_div, numerator, wide_to_numeric(value.denominator));
	Datum exact = DirectFunctionCall2(numeric_round, quotient, Int32GetDatum(EXPLAIN_DECIMALS));
	Datum cents = DirectFunctionCall2(numeric_round, exact, Int32GetDatum(2));

	if (DatumGetBool(DirectFunctionCall2(numeric_eq, exact, cents)))
		return cents;
	return DirectFunctionCall1(numeric_trim_scale, exact);
}

static char *
numeric_text(Datum number)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, number));
}

static char *
sku_price_validity(const Waterfall *waterfall, const SkuPrice *row)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, waterfall->terms->supplier.supplier_id);
	plan_bind_int64(&values, row->partnership_id);
	plan_bind_int64(&values, row->sku_id);
	plan_bind_int32(&values, row->level);
	plan_bind_int32(&values, row->min_quantity);
	plan_bind_time(&values, waterfall->terms->now);
	rows = plan_read(&READ_VALID, &values);
	return rows.count == 0 ? pstrdup("now") : plan_text(&rows, 0, 1);
}

/* PC-0, PC-1: one of the three kinds of listed price; true if it decides. */
static bool
put_listed_price(Waterfall *waterfall, PriceSource source, const char *what)
{
	const SkuPrice *row = waterfall->price.sku_price;
	const char *name = price_source_name(source);
	const char *currency = waterfall->terms->supplier.base_currency;

	if (waterfall->price.source != source)
	{
		put_step(
			waterfall,
			name,
			NULL,
			currency,
			(Datum) 0,
			waterfall->own
				? NULL
				: psprintf("No %s holds now for a quantity of %d.", what, waterfall->quantity));
		return false;
	}
	put_step(waterfall,
			 name,
			 psprintf("%s from %d units, valid %s",
					  what,
					  row->min_quantity,
					  sku_price_validity(waterfall, row)),
			 currency,
			 minor_to_numeric(row->price),
			 NULL);
	return true;
}

/* PC-6: what is wrong with the price in base currency, or NULL. */
static const char *
base_failure(const Price *price)
{
	switch (price->failure)
	{
		case PRICE_ZERO:
			return "It gives 0, which is no price; a price of 0 must be set as a SKU price of 0.";
		case PRICE_NEGATIVE:
			return "It gives a negative price, which is no price.";
		case PRICE_OUT_OF_RANGE:
			return price->converted.denominator == 0 ? "It leaves the range of prices." : NULL;
		default:
			return NULL;
	}
}

static void
put_base_and_level(Waterfall *waterfall)
{
	const SupplierTerms *supplier = &waterfall->terms->supplier;
	const PartnershipTerms *partnership = waterfall->partnership;
	const Product *product = terms_product(supplier, waterfall->sku_id);
	const char *failure = base_failure(&waterfall->price);
	const char *rule;
	bool has_level = partnership->level > 0;

	if (!product->has_base_price)
	{
		put_step(waterfall,
				 "base_price",
				 NULL,
				 supplier->base_currency,
				 (Datum) 0,
				 "The product has no base price: there is no price.");
		return;
	}
	put_step(waterfall,
			 "base_price",
			 "base price of the product",
			 supplier->base_currency,
			 minor_to_numeric(product->base_price),
			 has_level ? NULL : failure);
	if (!has_level)
		return;
	rule = psprintf(
		"level %d: %s %%, plus %s",
		partnership->level,
		numeric_text(ratio_to_numeric((Ratio) {partnership->level_percent, PERCENT_WHOLE / 100})),
		numeric_text(minor_to_numeric(partnership->level_plus)));
	put_step(waterfall,
			 "level_rule",
			 rule,
			 supplier->base_currency,
			 waterfall->price.failure == PRICE_OUT_OF_RANGE &&
					 waterfall->price.converted.denominator == 0
				 ? (Datum) 0
				 : ratio_to_numeric(waterfall->price.raw),
			 failure);
}

/* FX-1; true if it gives an amount. */
static bool
put_exchange(Waterfall *waterfall)
{
	const Rate *rate = &waterfall->price.rate;
	Ratio converted = waterfall->price.raw;
	bool fits = exchange_apply(&converted, rate);
	const char *currency = waterfall->partnership->currency;
	const char *base = waterfall->terms->supplier.base_currency;

	if (currency[0] == '\0')
		put_step(waterfall,
				 "exchange",
				 NULL,
				 NULL,
				 (Datum) 0,
				 "The partnership has no settlement currency yet.");
	else if (rate->source == RATE_MISSING)
		put_step(waterfall,
				 "exchange",
				 NULL,
				 currency,
				 (Datum) 0,
				 psprintf("There is no exchange rate from %s to %s, fixed or live, in either "
						  "direction.",
						  base,
						  currency));
	else
		put_step(waterfall,
				 "exchange",
				 rate->source == RATE_SAME
					 ? pstrdup("same currency")
					 : psprintf("%s rate %s %s%s",
								rate_source_name(rate->source),
								numeric_text(DirectFunctionCall1(numeric_trim_scale,
																 rate_to_numeric(rate->quoted))),
								rate->inverse ? psprintf("%s to %s", currency, base)
											  : psprintf("%s to %s", base, currency),
								rate->inverse ? ", divided by" : ""),
				 currency,
				 fits ? ratio_to_numeric(converted) : (Datum) 0,
				 fits ? NULL : "It leaves the range of prices.");
	return fits;
}

/* PC-5: the claim may still be shown in the mode that it last saw. */
static char *
describe_displayed(const Waterfall *waterfall)
{
	PlanValues values = {0};
	PlanRows rows;
	Rounding rounding;
	Price shown;

	plan_bind_int64(&values, waterfall->terms->supplier.supplier_id);
	plan_bind_int64(&values, waterfall->partnership->partnership_id);
	plan_bind_int64(&values, waterfall->sku_id);
	rows = plan_read(&READ_CLAIMED, &values);
	if (rows.count == 0 || !rounding_parse(plan_text(&rows, 0, CLAIMED_ROUNDING), &rounding) ||
		rounding == waterfall->price.rounding)
		return NULL;
	shown = terms_price(&waterfall->terms->supplier,
						waterfall->partnership,
						waterfall->sku_id,
						waterfall->quantity,
						rounding,
						waterfall->terms->now);
	return psprintf("Shown to the distributor as %s, in the mode %s that it last saw, until its "
					"next order with the product syncs.",
					shown.failure == PRICE_OK ? numeric_text(minor_to_numeric(shown.unit))
											  : "no price",
					rounding_name(rounding));
}

static void
put_rounding(Waterfall *waterfall)
{
	PriceFailure failure = waterfall->price.failure;
	const char *detail = NULL;

	if (failure == PRICE_ROUNDS_TO_ZERO)
		detail = "It rounds to 0, which is no price.";
	else if (failure == PRICE_OUT_OF_RANGE)
		detail = "It leaves the range of prices.";
	else
		detail = describe_displayed(waterfall);
	put_step(waterfall,
			 "rounding",
			 rounding_name(waterfall->price.rounding),
			 waterfall->partnership->currency,
			 failure == PRICE_OUT_OF_RANGE ? (Datum) 0 : minor_to_numeric(waterfall->price.unit),
			 detail);
}

/* The same steps that price_decide goes, up to the one that leaves no price. */
static void
put_waterfall(Waterfall *waterfall)
{
	int level = waterfall->partnership->level;
	bool listed =
		put_listed_price(waterfall, PRICE_FROM_PARTNERSHIP, "price for this partnership") ||
		(level > 0 &&
		 put_listed_price(
			 waterfall, PRICE_FROM_SKU_LEVEL, psprintf("SKU price for level %d", level))) ||
		put_listed_price(waterfall, PRICE_FROM_SKU, "SKU price for all levels");

	if (!listed)
		put_base_and_level(waterfall);
	if (waterfall->price.failure == PRICE_MISSING || base_failure(&waterfall->price) != NULL)
		return;
	if (put_exchange(waterfall))
		put_rounding(waterfall);
}

PG_FUNCTION_INFO_V1(distribution_explain_price);

Datum
distribution_explain_price(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	Waterfall waterfall = {
		.answer = answer_rows(fcinfo),
		.sku_id = argument_int64(fcinfo, 2, "sku_id"),
		.quantity = argument_int32(fcinfo, 3, "quantity"),
	};
	Terms *terms;

	if (waterfall.quantity < 1)
		error_argument("quantity", psprintf("%d", waterfall.quantity), "1 or more");
	plan_open();
	terms = load_terms(supplier_id, partnership_id, &waterfall.sku_id, 1);
	identity_require_reader(
		supplier_id, terms->partnerships[0].distributor_id, "partnership", partnership_id);
	waterfall.own = !identity_holds(supplier_id, PERMISSION_REPORT);
	if (waterfall.own &&
		!terms_offer(&terms->supplier, &terms->partnerships[0], waterfall.sku_id).offered)
		error_not_found("product", waterfall.sku_id);
	if (terms_product(&terms->supplier, waterfall.sku_id) == NULL)
		error_not_found("product", waterfall.sku_id);
	waterfall.terms = terms;
	waterfall.partnership = &terms->partnerships[0];
	waterfall.price = terms_price(&terms->supplier,
								  waterfall.partnership,
								  waterfall.sku_id,
								  waterfall.quantity,
								  terms->supplier.rounding,
								  terms->now);
	put_waterfall(&waterfall);
	plan_close();
	PG_RETURN_NULL();
}
