/*
 * order.c
 *	  What a supplier's and a partnership's terms make of an order line.
 *
 * The one judgement serves the sync (OR-2), the push of lines that were not
 * eligible then (OR-4), claims, and every explanation.
 */
#include "order.h"

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

Price
terms_price(const SupplierTerms *supplier, const PartnershipTerms *partnership, int64_t sku_id,
			int quantity, Rounding rounding, int64_t now)
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

/* OR-2: mapped, then offered and claimed, then priced in the supplier's mode (PC-5). */
LineJudgement
line_judge(const SupplierTerms *supplier, const PartnershipTerms *partnership,
		   const char *distributor_sku, int quantity, int64_t now)
{
	LineJudgement judgement = {.reason = LINE_SKU_NOT_MAPPED};

	judgement.claim = terms_claim(partnership, distributor_sku);
	if (judgement.claim == NULL)
		return judgement;
	judgement.reason = LINE_NOT_OFFERED;
	judgement.offer = terms_offer(supplier, partnership, judgement.claim->sku_id);
	if (!judgement.offer.offered || !judgement.claim->active)
		return judgement;
	judgement.price = terms_price(
		supplier, partnership, judgement.claim->sku_id, quantity, supplier->rounding, now);
	judgement.reason = price_failure_reason(judgement.price.failure);
	return judgement;
}
