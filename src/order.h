/*
 * order.h
 *	  The terms under which a supplier deals with a distributor, and what they
 *	  make of an order line (VI-5, PC-1, CL-3, OR-2).
 */
#ifndef DISTRIBUTION_ORDER_H
#define DISTRIBUTION_ORDER_H

#include "fee.h"
#include "price.h"
#include "visibility.h"

/* A distribution product; its price list rows are prices[first_price …]. */
typedef struct Product
{
	int64_t sku_id;
	bool enabled;
	bool has_base_price;
	Minor base_price;
	int first_price;
	int price_count;
} Product;

/* A supplier's configuration, as of one snapshot, for the products asked for. */
typedef struct SupplierTerms
{
	int64_t supplier_id;
	bool live;
	bool auto_pack;
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
} PartnershipTerms;

typedef enum LineReason
{
	LINE_ELIGIBLE,
	LINE_SKU_NOT_MAPPED,
	LINE_NOT_OFFERED,
	LINE_NO_PRICE,
	LINE_NO_EXCHANGE_RATE
} LineReason;

/* What the terms make of a line now. */
typedef struct LineJudgement
{
	LineReason reason;
	const Claim *claim; /* NULL: not mapped */
	Offer offer;
	Price price;
} LineJudgement;

extern const char *line_reason_name(LineReason reason);
extern const Product *terms_product(const SupplierTerms *supplier, int64_t sku_id);
extern const Claim *terms_claim(const PartnershipTerms *partnership, const char *distributor_sku);
extern const char *terms_suspension(const PartnershipTerms *partnership);
extern bool terms_assigned(const PartnershipTerms *partnership, int64_t warehouse_id);
extern Offer terms_offer(const SupplierTerms *supplier, const PartnershipTerms *partnership,
						 int64_t sku_id);
extern Price terms_price(const SupplierTerms *supplier, const PartnershipTerms *partnership,
						 int64_t sku_id, int quantity, Rounding rounding, int64_t now);
extern LineReason price_failure_reason(PriceFailure failure);
extern LineJudgement line_judge(const SupplierTerms *supplier, const PartnershipTerms *partnership,
								const char *distributor_sku, int quantity, int64_t now);

#endif
