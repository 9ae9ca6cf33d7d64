/*
 * push_describe.c
 *	  The words for why a line is not eligible or an order not pushed.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "call.h"
#include "plan.h"
#include "push_sql.h"

static char *
offer_describe(const Offer *offer, const char *sku)
{
	switch (offer->reason)
	{
		case OFFER_NOT_PARTNERED:
			return psprintf("SKU \"%s\": the partnership is not active.", sku);
		case OFFER_SUSPENDED:
			return psprintf("SKU \"%s\": an account of the partnership is suspended.", sku);
		case OFFER_NOT_LIVE:
			return psprintf("SKU \"%s\": the supplier is not live yet.", sku);
		case OFFER_NOT_ENABLED:
			return psprintf("SKU \"%s\": the product is not enabled.", sku);
		case OFFER_NO_WAREHOUSE:
			return psprintf("SKU \"%s\": no warehouse is assigned to the partnership.", sku);
		case OFFER_RULE_HIDES:
			return psprintf("SKU \"%s\": visibility rule number %d hides it.", sku, offer->rule_no);
		default:
			return psprintf("SKU \"%s\": its claim is inactive.", sku);
	}
}

/* QR-1 */
static char *
quantity_describe(const LineJudgement *judgement, const char *sku)
{
	const QuantityRule *rule = &judgement->quantity_rule;
	char *wanted = psprintf("%d or more", rule->minimum);

	if (rule->maximum != 0)
		wanted = psprintf("%d to %d", rule->minimum, rule->maximum);
	if (rule->multiple > 1)
		wanted = psprintf("%s, in multiples of %d", wanted, rule->multiple);
	return psprintf("SKU \"%s\": the order has " INT64_FORMAT
					" units of the product, and may have %s.",
					sku,
					judgement->units,
					wanted);
}

/* PC-6: the step that leaves no price. */
static char *
price_describe(const Price *price, const char *sku)
{
	const char *source = price_source_name(price->source);

	switch (price->failure)
	{
		case PRICE_MISSING:
			return psprintf("SKU \"%s\" has no SKU price and no base price.", sku);
		case PRICE_ZERO:
			return psprintf(
				"SKU \"%s\": step %s gives 0; a price of 0 must be a SKU price.", sku, source);
		case PRICE_NEGATIVE:
			return psprintf("SKU \"%s\": step %s gives a negative price.", sku, source);
		case PRICE_NO_RATE:
			return psprintf("SKU \"%s\": there is no exchange rate to the settlement currency.",
							sku);
		case PRICE_ROUNDS_TO_ZERO:
			return psprintf("SKU \"%s\": step rounding (%s) makes the price 0.",
							sku,
							rounding_name(price->rounding));
		default:
			return psprintf("SKU \"%s\": step %s leaves the range of prices.", sku, source);
	}
}

/* NULL for an eligible line. */
char *
line_reason_describe(const LineJudgement *judgement, const char *distributor_sku)
{
	switch (judgement->reason)
	{
		case LINE_ELIGIBLE:
			return NULL;
		case LINE_SKU_NOT_MAPPED:
			return psprintf("SKU \"%s\" is not mapped to a claimed product.", distributor_sku);
		case LINE_NOT_OFFERED:
			return offer_describe(&judgement->offer, distributor_sku);
		case LINE_QUANTITY_RULE:
			return quantity_describe(judgement, distributor_sku);
		default:
			return price_describe(&judgement->price, distributor_sku);
	}
}

static char *
stock_describe(int64 supplier_id, const PushLine *line)
{
	if (line->warehouse_id == 0)
		return psprintf(
			"Line %d, SKU \"%s\": no warehouse is assigned.", line->line_no, line->distributor_sku);
	/* How many there are is not said: a share or threshold may show the distributor fewer (ST-9, ID-4). */
	return psprintf("Line %d, SKU \"%s\": " INT64_FORMAT
					" wanted, more than is available in warehouse %s.",
					line->line_no,
					line->distributor_sku,
					line->stock ? line->stock->wanted : (int64) line->quantity,
					call_warehouse(supplier_id, line->warehouse_id));
}

static char *
line_describe(const PushFinding *finding, const char *otherwise)
{
	const PushLine *line = finding->line;

	if (line == NULL)
		return pstrdup(otherwise);
	return psprintf("Line %d, %s",
					line->line_no,
					line_reason_describe(&line->judgement, line->distributor_sku));
}

/* What a failed check found, as a sentence for whoever may see the order. */
char *
push_finding_describe(const PushOrder *order, const PushFinding *finding)
{
	switch (finding->reason)
	{
		case PUSH_ORDER_STATE:
			return psprintf("The order is %s.", order->push_state);
		case PUSH_ON_HOLD:
			return psprintf("The partnership is on hold: %s", order->partnership->hold_reason);
		case PUSH_PARTNERSHIP_INACTIVE:
			if (finding->line == NULL)
				return pstrdup(terms_suspension(order->partnership));
			return psprintf("The partnership is %s, and line %d, SKU \"%s\", was not eligible when "
							"the order synced.",
							order->partnership->state,
							finding->line->line_no,
							finding->line->distributor_sku);
		case PUSH_NO_PRICE:
			return line_describe(finding, "The amount of the order is out of range.");
		case PUSH_NO_EXCHANGE_RATE:
			return line_describe(finding,
								 psprintf("There is no exchange rate between %s and %s.",
										  order->supplier->base_currency,
										  order->partnership->currency));
		case PUSH_SKU_NOT_MAPPED:
		case PUSH_NOT_OFFERED:
		case PUSH_QUANTITY_RULE:
			return line_describe(finding, "");
		case PUSH_QUOTA_EXHAUSTED:
			return psprintf("The %s's order quota of this month is used up.",
							finding->quota == order->distributor_quota ? "distributor"
																	   : "supplier");
		case PUSH_OUT_OF_STOCK:
			return stock_describe(order->supplier->supplier_id, finding->line);
		case PUSH_INSUFFICIENT_FUNDS:
			return psprintf("%s %s are missing: the order costs %s, %s can be spent.",
							order->partnership->currency,
							call_amount(finding->missing),
							call_amount(order->amount),
							call_amount(order->amount - finding->missing));
		default:
			return NULL;
	}
}

static char *
quota_describe(const QuotaCounter *counter, const char *side)
{
	if (counter == NULL)
		return psprintf("the %s has no quota", side);
	return psprintf("the %s has used %d of %d", side, counter->used, counter->quota);
}

static char *
rate_describe(const PushOrder *order)
{
	const Rate *rate = &order->partnership->rate;

	if (rate->source == RATE_SAME)
		return psprintf("%s is the supplier's base currency.", order->partnership->currency);
	return psprintf("There is a %s rate between %s and %s.",
					rate_source_name(rate->source),
					order->supplier->base_currency,
					order->partnership->currency);
}

/* An order of which something has no price, or too high a one, has no cost; what is known of it is called that. */
static char *
cost_describe(const PushOrder *order)
{
	if (!order->in_range)
		return pstrdup("What the order costs is out of range");
	return psprintf("%s %s %s",
					order->amount_known ? "The order costs" : "What is known of the order costs",
					order->partnership->currency,
					call_amount(order->amount));
}

static char *
funds_describe(const PushOrder *order)
{
	Minor spendable;

	if (order->credit->unlimited)
		return psprintf("%s; credit is unlimited.", cost_describe(order));
	if (!minor_add(order->credit->balance, order->credit->limit, &spendable))
		return pstrdup("What can be spent is out of range.");
	return psprintf("%s, %s can be spent.", cost_describe(order), call_amount(spendable));
}

/* What a check that passes has seen, as a sentence for whoever may see the order. */
char *
push_passed_describe(const PushOrder *order, PushReason check)
{
	int judged = 0;

	for (int i = 0; i < order->line_count; i++)
		judged += order->lines[i].judged_now;
	switch (check)
	{
		case PUSH_ORDER_STATE:
			return psprintf("The order is %s.", order->push_state);
		case PUSH_ON_HOLD:
			return pstrdup("The partnership is not on hold.");
		case PUSH_PARTNERSHIP_INACTIVE:
			return psprintf("The partnership is %s.", order->partnership->state);
		case PUSH_NO_PRICE:
			return psprintf("%s %s %s.",
							order->amount_known ? "Goods and fees come to"
												: "What is known of goods and fees comes to",
							order->partnership->currency,
							call_amount(order->amount));
		case PUSH_NO_EXCHANGE_RATE:
			return rate_describe(order);
		case PUSH_QUOTA_EXHAUSTED:
			return psprintf("This month %s, and %s.",
							quota_describe(order->distributor_quota, "distributor"),
							quota_describe(order->supplier_quota, "supplier"));
		case PUSH_OUT_OF_STOCK:
			return pstrdup("Every warehouse has what its lines ask for.");
		case PUSH_INSUFFICIENT_FUNDS:
			return funds_describe(order);
		default:
			return psprintf("Of %d lines %d passed when the order synced, and %d now.",
							order->line_count,
							order->line_count - judged,
							judged);
	}
}
