/*
 * terms.c
 *	  What a supplier's and a partnership's terms make of an order line.
 *
 * The one judgement serves the sync (OR-2), the push of lines that were not
 * eligible then (OR-4), claims, and every explanation.
 */
#include "terms.h"

#include <stdlib.h>
#include <string.h>

const char *
line_reason_name(LineReason reason)
{
	switch (reason)
	{
		case LINE_SKU_NOT_MAPPED:
			return "sku_not_mapped";
		case LINE_NOT_OFFERED:
			return "not_offered";
		case LINE_QUANTITY_RULE:
			return "quantity_rule";
		case LINE_NO_PRICE:
			return "no_price";
		case LINE_NO_EXCHANGE_RATE:
			return "no_exchange_rate";
		default:
			return NULL;
	}
}

static int
product_compare(const void *key, const void *element)
{
	int64_t sku_id = *(const int64_t *) key;
	const Product *product = element;

	return (sku_id > product->sku_id) - (sku_id < product->sku_id);
}

/* NULL: not a distribution product. */
const Product *
terms_product(const SupplierTerms *supplier, int64_t sku_id)
{
	if (supplier->product_count == 0)
		return NULL;
	return bsearch(
		&sku_id, supplier->products, supplier->product_count, sizeof(Product), product_compare);
}

static int
claim_compare(const void *key, const void *element)
{
	return strcmp(key, ((const Claim *) element)->distributor_sku);
}

/* NULL: the code is not mapped. */
const Claim *
terms_claim(const PartnershipTerms *partnership, const char *distributor_sku)
{
	if (partnership->claim_count == 0)
		return NULL;
	return bsearch(distributor_sku,
				   partnership->claims,
				   partnership->claim_count,
				   sizeof(Claim),
				   claim_compare);
}

bool
terms_assigned(const PartnershipTerms *partnership, int64_t warehouse_id)
{
	for (int i = 0; i < partnership->warehouse_count; i++)
		if (partnership->warehouses[i] == warehouse_id)
			return true;
	return false;
}

/* ID-9: the side that is suspended, in words for both; NULL: neither is. */
const char *
terms_suspension(const PartnershipTerms *partnership)
{
	if (partnership->supplier_suspended && partnership->distributor_suspended)
		return "The accounts of both sides are suspended.";
	if (partnership->supplier_suspended)
		return "The supplier's account is suspended.";
	return partnership->distributor_suspended ? "The distributor's account is suspended." : NULL;
}

/* VI-5 */
Offer
terms_offer(const SupplierTerms *supplier, const PartnershipTerms *partnership, int64_t sku_id)
{
	const Product *product = terms_product(supplier, sku_id);
	OfferTerms terms = {
		.partnered = partnership->partnered,
		.active = terms_suspension(partnership) == NULL,
		.supplier_live = supplier->live,
		.product_enabled = product != NULL && product->enabled,
		.has_warehouse = partnership->warehouse_count > 0,
		.distributor_id = partnership->distributor_id,
		.level = partnership->level,
		.sku_id = sku_id,
	};

	return offer_decide(&supplier->rules, &terms);
}

/* PC-1 */
PriceTerms
terms_price_terms(const SupplierTerms *supplier, const PartnershipTerms *partnership,
				  int64_t sku_id, Rounding rounding)
{
	const Product *product = terms_product(supplier, sku_id);
	PriceTerms terms = {
		.partnership_id = partnership->partnership_id,
		.level = partnership->level,
		.level_percent = partnership->level_percent,
		.level_plus = partnership->level_plus,
		.rate = partnership->rate,
		.rounding = rounding,
		.decimals = partnership->decimals,
	};

	if (product != NULL)
	{
		terms.sku_prices = supplier->prices + product->first_price;
		terms.sku_price_count = product->price_count;
		terms.has_base_price = product->has_base_price;
		terms.base_price = product->base_price;
	}
	return terms;
}

Price
terms_price(const SupplierTerms *supplier, const PartnershipTerms *partnership, int64_t sku_id,
			int quantity, Rounding rounding, int64_t now)
{
	PriceTerms terms = terms_price_terms(supplier, partnership, sku_id, rounding);

	return price_decide(&terms, quantity, now);
}

LineReason
price_failure_reason(PriceFailure failure)
{
	switch (failure)
	{
		case PRICE_OK:
			return LINE_ELIGIBLE;
		case PRICE_NO_RATE:
			return LINE_NO_EXCHANGE_RATE;
		default:
			return LINE_NO_PRICE;
	}
}

/* QR-1 */
bool
quantity_rule_fits(const QuantityRule *rule, int64_t units)
{
	if (rule->multiple == 0)
		return true;
	return units >= rule->minimum && (rule->maximum == 0 || units <= rule->maximum) &&
		units % rule->multiple == 0;
}

static int
share_compare(const void *key, const void *element)
{
	int64_t sku_id = *(const int64_t *) key;
	const StockShare *share = element;

	return (sku_id > share->sku_id) - (sku_id < share->sku_id);
}

/* ST-9: the SKU's share in place of that of all, which stands first; NULL: the full quantity. */
const StockShare *
terms_share(const PartnershipTerms *partnership, int64_t sku_id)
{
	const StockShare *share = NULL;

	if (partnership->share_count == 0)
		return NULL;
	share = bsearch(
		&sku_id, partnership->shares, partnership->share_count, sizeof(StockShare), share_compare);
	if (share == NULL && partnership->shares[0].sku_id == 0)
		share = &partnership->shares[0];
	return share;
}

/* QR-1: of all lines together, gifts and lines judged before included. */
static int64_t
units_of(const OrderedLine *lines, const LineJudgement *judgements, int count, int64_t sku_id)
{
	int64_t units = 0;

	for (int i = 0; i < count; i++)
	{
		const Claim *claim = lines[i].sku_id == 0 ? judgements[i].claim : NULL;

		if (lines[i].sku_id == sku_id || (claim != NULL && claim->sku_id == sku_id))
			units += lines[i].quantity;
	}
	return units;
}

/* OR-2: mapped, then offered and claimed, then in a quantity as wanted, then priced in the supplier's mode (PC-5). */
static void
judge_mapped(const SupplierTerms *supplier, const PartnershipTerms *partnership, int quantity,
			 int64_t now, LineJudgement *judgement)
{
	judgement->reason = LINE_NOT_OFFERED;
	judgement->offer = terms_offer(supplier, partnership, judgement->claim->sku_id);
	if (!judgement->offer.offered || !judgement->claim->active)
		return;
	judgement->reason = LINE_QUANTITY_RULE;
	if (!quantity_rule_fits(&judgement->quantity_rule, judgement->units))
		return;
	judgement->price = terms_price(
		supplier, partnership, judgement->claim->sku_id, quantity, supplier->rounding, now);
	judgement->reason = price_failure_reason(judgement->price.failure);
}

/* Judges the lines of an order that were not judged before. */
void
lines_judge(const SupplierTerms *supplier, const PartnershipTerms *partnership,
			const OrderedLine *lines, int count, int64_t now, LineJudgement *judgements)
{
	for (int i = 0; i < count; i++)
	{
		judgements[i] = (LineJudgement) {.reason = LINE_SKU_NOT_MAPPED};
		if (lines[i].sku_id == 0)
			judgements[i].claim = terms_claim(partnership, lines[i].distributor_sku);
	}
	for (int i = 0; i < count; i++)
	{
		const Claim *claim = judgements[i].claim;
		const Product *product;

		if (claim == NULL)
			continue;
		product = terms_product(supplier, claim->sku_id);
		if (product != NULL && product->quantity_rule.multiple != 0)
		{
			judgements[i].quantity_rule = product->quantity_rule;
			judgements[i].units = units_of(lines, judgements, count, claim->sku_id);
		}
		judge_mapped(supplier, partnership, lines[i].quantity, now, &judgements[i]);
	}
}

/* An order of this line alone. */
LineJudgement
line_judge(const SupplierTerms *supplier, const PartnershipTerms *partnership,
		   const char *distributor_sku, int quantity, int64_t now)
{
	OrderedLine line = {.distributor_sku = distributor_sku, .quantity = quantity};
	LineJudgement judgement;

	lines_judge(supplier, partnership, &line, 1, now, &judgement);
	return judgement;
}
