/*
 * visibility.h
 *	  Whether a product is offered to a distributor (VI-1 … VI-5).
 */
#ifndef DISTRIBUTION_VISIBILITY_H
#define DISTRIBUTION_VISIBILITY_H

#include <stdbool.h>
#include <stdint.h>

typedef enum DistributorScope
{
	SCOPE_ALL_DISTRIBUTORS,
	SCOPE_LEVEL,
	SCOPE_SELECTED_DISTRIBUTORS
} DistributorScope;

typedef struct VisibilityRule
{
	int64_t rule_id;
	int rule_no;
	bool hidden; /* else visible_only */
	DistributorScope scope;
	int level;         /* for SCOPE_LEVEL */
	bool all_products; /* else those selected */
} VisibilityRule;

/* A distributor or a product that a rule selects. */
typedef struct RuleMember
{
	int64_t member_id;
	int64_t rule_id;
} RuleMember;

/* Rules by rule_no; members sorted by (member_id, rule_id). */
typedef struct VisibilityRules
{
	const VisibilityRule *rules;
	int count;
	const RuleMember *distributors;
	int distributor_count;
	const RuleMember *products;
	int product_count;
	bool by_distributor; /* VI-7 */
} VisibilityRules;

typedef enum OfferReason
{
	OFFER_NO_RULE,    /* offered: no rule matches */
	OFFER_RULE_SHOWS, /* offered by rule_no */
	OFFER_RULE_LACKS, /* offered: rule_no is the distributor's only one and names other products */
	OFFER_NOT_PARTNERED,
	OFFER_SUSPENDED,
	OFFER_NOT_LIVE,
	OFFER_NOT_ENABLED,
	OFFER_NO_WAREHOUSE,
	OFFER_RULE_HIDES /* hidden by rule_no */
} OfferReason;

/* The conditions of VI-5 but the rules, and whom and what they are asked for. */
typedef struct OfferTerms
{
	bool partnered;
	bool active; /* neither side is suspended (ID-9) */
	bool supplier_live;
	bool product_enabled;
	bool has_warehouse;
	int64_t distributor_id;
	int level; /* 0: none */
	int64_t sku_id;
} OfferTerms;

typedef struct Offer
{
	bool offered;
	OfferReason reason;
	int rule_no; /* of the rule that the reason speaks of, else 0 */
} Offer;

extern const char *offer_reason_name(OfferReason reason);
extern int rule_member_compare(const void *a, const void *b);
extern Offer offer_decide(const VisibilityRules *rules, const OfferTerms *terms);

#endif
