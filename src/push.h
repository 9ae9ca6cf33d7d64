/*
 * push.h
 *	  Whether an order may be pushed, and what it then costs (OR-4, OR-5).
 */
#ifndef DISTRIBUTION_PUSH_H
#define DISTRIBUTION_PUSH_H

#include "credit.h"
#include "stock.h"
#include "terms.h"

/* In the order of the checks: the first that fails is the reason. */
typedef enum PushReason
{
	PUSH_ORDER_STATE,
	PUSH_ON_HOLD,
	PUSH_PARTNERSHIP_INACTIVE,
	PUSH_SKU_NOT_MAPPED,
	PUSH_NOT_OFFERED,
	PUSH_QUANTITY_RULE,
	PUSH_NO_PRICE,
	PUSH_NO_EXCHANGE_RATE,
	PUSH_QUOTA_EXHAUSTED,
	PUSH_OUT_OF_STOCK,
	PUSH_INSUFFICIENT_FUNDS,
	PUSH_MAY /* none: the order may be pushed */
} PushReason;
#define PUSH_CHECK_COUNT PUSH_MAY

/* Orders of an account counted this month; NULL where its plan sets no quota. */
typedef struct QuotaCounter
{
	int64_t account_id;
	int32_t quota;
	int32_t used;
	int32_t taken; /* of used, by the orders at hand */
} QuotaCounter;

typedef struct PushLine
{
	int32_t line_no;
	int package; /* index */
	const char *distributor_sku;
	int64_t sku_id;       /* 0: not mapped */
	int64_t warehouse_id; /* 0: none yet */
	int32_t quantity;
	bool has_price;           /* as synced, or judged eligible now */
	bool judged_now;          /* was not eligible at sync (OR-4) */
	LineJudgement judgement;  /* if judged_now */
	Minor unit_price;         /* if has_price */
	const char *price_source; /* of the same, for a quote only (QT-1) */
	StockLevel *stock;        /* NULL: no stock row */
} PushLine;

typedef struct PushPackage
{
	const char *package_no;
	int64_t units;
	Minor goods_amount;
	Minor stock_out_fee;
	Minor logistics_fee;
} PushPackage;

typedef struct PushOrder
{
	int64_t order_id;
	int64_t partnership_id;
	int64_t distributor_id;
	const char *push_state;
	const char *platform;
	const char *platform_order_no;
	const char *logistics;
	const char *currency;
	const SupplierTerms *supplier;
	const PartnershipTerms *partnership;
	Credit *credit;
	QuotaCounter *distributor_quota;
	QuotaCounter *supplier_quota;
	PushLine *lines;
	int line_count;
	PushPackage *packages;
	int package_count;
	bool fees_known;
	bool in_range;     /* no amount left the range of its type */
	Minor amount;      /* all packages, as far as known */
	bool amount_known; /* every line and fee is in it */
} PushOrder;

/* What a check found; line, missing and the quantities where the reason has them. */
typedef struct PushFinding
{
	PushReason reason;
	const PushLine *line;
	const QuotaCounter *quota;
	Minor missing;
} PushFinding;

extern const char *push_reason_name(PushReason reason);
extern bool push_state_pushable(const char *push_state);
extern void push_price(PushOrder *order);
extern bool push_check(const PushOrder *order, PushReason check, PushFinding *finding);
extern PushFinding push_decide(PushOrder *order);

#endif
