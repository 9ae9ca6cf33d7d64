/*
 * visibility.c
 *	  Who is offered what (VI-3 … VI-5).
 *
 * For a distributor and a product only the matching rule with the lowest
 * number speaks (VI-4). A visible_only rule with the product matches every
 * distributor: it shows the product to those in its scope and hides it from
 * all others.
 */
#include "visibility.h"

#include <stdlib.h>

const char *
offer_reason_name(OfferReason reason)
{
	switch (reason)
	{
		case OFFER_NO_RULE:
		case OFFER_RULE_LACKS:
			return "no_rule";
		case OFFER_NOT_PARTNERED:
			return "not_partnered";
		case OFFER_SUSPENDED:
			return "suspended";
		case OFFER_NOT_LIVE:
			return "not_live";
		case OFFER_NOT_ENABLED:
			return "not_enabled";
		case OFFER_NO_WAREHOUSE:
			return "no_warehouse";
		default:
			return "rule";
	}
}

int
rule_member_compare(const void *a, const void *b)
{
	const RuleMember *left = a;
	const RuleMember *right = b;

	if (left->member_id != right->member_id)
		return left->member_id < right->member_id ? -1 : 1;
	if (left->rule_id != right->rule_id)
		return left->rule_id < right->rule_id ? -1 : 1;
	return 0;
}

/* Those of one distributor or product, which lie together: a few of many. Returns how many. */
static int
members_of(const RuleMember *members, int count, int64_t member_id, const RuleMember **found)
{
	int first = 0;
	int end = count;
	int last;

	while (first < end)
	{
		int middle = first + (end - first) / 2;

		if (members[middle].member_id < member_id)
			first = middle + 1;
		else
			end = middle;
	}
	for (last = first; last < count && members[last].member_id == member_id; last++)
		continue;
	*found = last > first ? &members[first] : NULL;
	return last - first;
}

static bool
is_member(const RuleMember *members, int count, int64_t member_id, int64_t rule_id)
{
	RuleMember key = {member_id, rule_id};

	return count > 0 &&
		bsearch(&key, members, count, sizeof(RuleMember), rule_member_compare) != NULL;
}

static bool
distributor_in_scope(const VisibilityRules *rules, const VisibilityRule *rule,
					 const OfferTerms *terms)
{
	switch (rule->scope)
	{
		case SCOPE_ALL_DISTRIBUTORS:
			return true;
		case SCOPE_LEVEL:
			return rule->level == terms->level;
		default:
			return is_member(rules->distributors,
							 rules->distributor_count,
							 terms->distributor_id,
							 rule->rule_id);
	}
}

/* VI-3, VI-4, VI-7 */
static Offer
rules_decide(const VisibilityRules *rules, const OfferTerms *terms)
{
	const RuleMember *products;
	int count = members_of(rules->products, rules->product_count, terms->sku_id, &products);

	for (int i = 0; i < rules->count; i++)
	{
		const VisibilityRule *rule = &rules->rules[i];
		bool has_product =
			rule->all_products || is_member(products, count, terms->sku_id, rule->rule_id);
		bool in_scope;

		if (!has_product && !rules->by_distributor)
			continue;
		in_scope = distributor_in_scope(rules, rule, terms);
		if (rule->hidden && !in_scope)
			continue;
		/* VI-7: the first rule that matches the distributor is its only one. */
		if (!has_product)
			return (Offer) {true, OFFER_RULE_LACKS, rule->rule_no};
		if (in_scope && !rule->hidden)
			return (Offer) {true, OFFER_RULE_SHOWS, rule->rule_no};
		return (Offer) {false, OFFER_RULE_HIDES, rule->rule_no};
	}
	return (Offer) {true, OFFER_NO_RULE, 0};
}

/* VI-5 and ID-9, in this order: the first failed condition is the reason. */
Offer
offer_decide(const VisibilityRules *rules, const OfferTerms *terms)
{
	if (!terms->partnered)
		return (Offer) {false, OFFER_NOT_PARTNERED, 0};
	if (!terms->active)
		return (Offer) {false, OFFER_SUSPENDED, 0};
	if (!terms->supplier_live)
		return (Offer) {false, OFFER_NOT_LIVE, 0};
	if (!terms->product_enabled)
		return (Offer) {false, OFFER_NOT_ENABLED, 0};
	if (!terms->has_warehouse)
		return (Offer) {false, OFFER_NO_WAREHOUSE, 0};
	return rules_decide(rules, terms);
}
