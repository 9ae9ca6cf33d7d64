/*
 * terms.h
 *	  The terms under which a supplier deals with a distributor, and what they
 *	  make of an order line (VI-5, PC-1, CL-3, OR-2).
 */
#ifndef DISTRIBUTION_TERMS_H
#define DISTRIBUTION_TERMS_H

#include "fee.h"
#include "price.h"
#include "stock.h"
#include "visibility.h"

/* QR-1: how many units of a product an order may have in all its lines. */
typedef struct QuantityRule
{
	int32_t minimum;
	int32_t maximum;  /* 0: as many as you like */
	int32_t multiple; /* 0: there is no rule */
} QuantityRule;

/* A distribution product; its price list rows are prices[first_price …]. */
typedef struct Product
{
	int64_t sku_id;
	bool enabled;
	bool has_base_price;
	Minor base_price;
	int first_price;
	int price_count;
	QuantityRule quantity_rule;
} Product;

/* A supplier's configuration, as of one snapshot, for the products asked for. */
typedef struct SupplierTerms
{
	int64_t supplier_id;
	bool live;
	bool auto_pack;
	bool has_order_rules; /* marks or carriers to put at a push (OR-15); as fees, if asked for */
	Rounding rounding;
	char base_currency[CURRENCY_SIZE];
	int base_decimals;
	const char *time_zone;
	Fee fees[FEE_COUNT];
	VisibilityRules rules;
	Product *products; /* by sku_id */
	int product_count;
	SkuPrice *prices; /* by sku_id, those of the partnerships too */
	int price_count;
} SupplierTerms;

typedef struct Claim
{
	int64_t partnership_id;
	int64_t sku_id;
	const char *distributor_sku;
	bool active;
	Rounding rounding;
} Claim;

/* A partnership's configuration, as of the same snapshot. */
typedef struct PartnershipTerms
{
	int64_t partnership_id;
	int64_t distributor_id;
	const char *state;
	bool partnered;
	const char *hold_reason; /* NULL: not on hold */
	bool supplier_suspended;
	bool distributor_suspended;
	int level; /* 0: none */
	Wide level_percent;
	Minor level_plus;
	char currency[CURRENCY_SIZE]; /* settlement; empty until approved */
	int decimals;
	Rate rate;                 /* base to settlement currency */
	Rate base_rate;            /* settlement to base currency */
	const int64_t *warehouses; /* assigned, the default first */
	int warehouse_count;
	Claim *claims; /* by distributor_sku */
	int claim_count;
	const StockShare *shares; /* ST-9, by sku_id */
	int share_count;
} PartnershipTerms;

typedef enum LineReason
{
	LINE_ELIGIBLE,
	LINE_SKU_NOT_MAPPED,
	LINE_NOT_OFFERED,
	LINE_QUANTITY_RULE,
	LINE_NO_PRICE,
	LINE_NO_EXCHANGE_RATE
} LineReason;

/* A line of an order. */
typedef struct OrderedLine
{
	const char *distributor_sku;
	int32_t quantity;
	int64_t sku_id; /* of a line judged before, that only counts (QR-1); else 0 */
} OrderedLine;

/* What the terms make of a line now. */
typedef struct LineJudgement
{
	LineReason reason;
	const Claim *claim; /* NULL: not mapped */
	Offer offer;
	QuantityRule quantity_rule;
	int64_t units; /* of the product, in all lines of the order */
	Price price;
} LineJudgement;

extern const char *line_reason_name(LineReason reason);
extern const Product *terms_product(const SupplierTerms *supplier, int64_t sku_id);
extern const Claim *terms_claim(const PartnershipTerms *partnership, const char *distributor_sku);
extern const char *terms_suspension(const PartnershipTerms *partnership);
extern bool terms_assigned(const PartnershipTerms *partnership, int64_t warehouse_id);
extern Offer terms_offer(const SupplierTerms *supplier, const PartnershipTerms *partnership,
						 int64_t sku_id);
extern PriceTerms terms_price_terms(const SupplierTerms *supplier,
									const PartnershipTerms *partnership, int64_t sku_id,
									Rounding rounding);
extern Price terms_price(const SupplierTerms *supplier, const PartnershipTerms *partnership,
						 int64_t sku_id, int quantity, Rounding rounding, int64_t now);
extern LineReason price_failure_reason(PriceFailure failure);
extern bool quantity_rule_fits(const QuantityRule *rule, int64_t units);
extern const StockShare *terms_share(const PartnershipTerms *partnership, int64_t sku_id);
extern void lines_judge(const SupplierTerms *supplier, const PartnershipTerms *partnership,
						const OrderedLine *lines, int count, int64_t now,
						LineJudgement *judgements);
extern LineJudgement line_judge(const SupplierTerms *supplier, const PartnershipTerms *partnership,
								const char *distributor_sku, int quantity, int64_t now);

#endif
