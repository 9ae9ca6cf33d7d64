/*
 * push.c
 *	  The checks of a push in their order, and what a push takes (OR-4, OR-5).
 *
 * Orders of a batch are decided one after the other over shared stock levels,
 * quota counters and credits: what one takes, the next does not find.
 */
#include "push.h"

#include <stddef.h>
#include <string.h>

#include "state.h"

typedef bool (*PushCheck)(const PushOrder *order, PushFinding *finding);

bool
push_state_pushable(const char *push_state)
{
	return state_leads(STATES_OF_PUSH, push_state, "push_order", PUSH_STATE_PUSHED);
}

static bool
check_order_state(const PushOrder *order, PushFinding *finding)
{
	(void) finding;
	return push_state_pushable(order->push_state);
}

/* CR-4 */
static bool
check_hold(const PushOrder *order, PushFinding *finding)
{
	(void) finding;
	return order->partnership->hold_reason == NULL;
}

/*
 * ID-9: nothing while a side is suspended. Principle 2: what was eligible at sync
 * stays pushable after the end; the rest does not.
 */
static bool
check_partnership(const PushOrder *order, PushFinding *finding)
{
	if (terms_suspension(order->partnership) != NULL)
		return false;
	if (order->partnership->partnered)
		return true;
	for (int i = 0; i < order->line_count; i++)
	{
		finding->line = &order->lines[i];
		if (finding->line->judged_now)
			return false;
	}
	return true;
}

static bool
no_line_fails(const PushOrder *order, LineReason reason, PushFinding *finding)
{
	for (int i = 0; i < order->line_count; i++)
	{
		finding->line = &order->lines[i];
		if (finding->line->judged_now && finding->line->judgement.reason == reason)
			return false;
	}
	return true;
}

static bool
check_mapped(const PushOrder *order, PushFinding *finding)
{
	return no_line_fails(order, LINE_SKU_NOT_MAPPED, finding);
}

static bool
check_offered(const PushOrder *order, PushFinding *finding)
{
	return no_line_fails(order, LINE_NOT_OFFERED, finding);
}

/* QR-1 */
static bool
check_quantity(const PushOrder *order, PushFinding *finding)
{
	return no_line_fails(order, LINE_QUANTITY_RULE, finding);
}

static bool
check_price(const PushOrder *order, PushFinding *finding)
{
	if (!no_line_fails(order, LINE_NO_PRICE, finding))
		return false;
	finding->line = NULL;
	return order->in_range;
}

static bool
check_exchange_rate(const PushOrder *order, PushFinding *finding)
{
	if (!no_line_fails(order, LINE_NO_EXCHANGE_RATE, finding))
		return false;
	finding->line = NULL;
	return order->fees_known && order->partnership->base_rate.source != RATE_MISSING;
}

/* QU-1: the distributor's, then the supplier's. */
static bool
check_quota(const PushOrder *order, PushFinding *finding)
{
	const QuotaCounter *counters[] = {order->distributor_quota, order->supplier_quota};

	for (int i = 0; i < 2; i++)
	{
		finding->quota = counters[i];
		if (finding->quota != NULL && finding->quota->used >= finding->quota->quota)
			return false;
	}
	return true;
}

/* ST-3: lines with the same SKU and warehouse are checked together. */
static bool
check_stock(const PushOrder *order, PushFinding *finding)
{
	bool suffices = true;

	for (int i = 0; i < order->line_count; i++)
		if (order->lines[i].stock != NULL)
			order->lines[i].stock->wanted = 0;
	for (int i = 0; i < order->line_count && suffices; i++)
	{
		StockLevel *stock = order->lines[i].stock;

		finding->line = &order->lines[i];
		if (stock != NULL)
			stock->wanted += order->lines[i].quantity;
		/* A line without a product has been refused for that before. */
		else if (order->lines[i].sku_id == 0)
			continue;
		suffices = stock != NULL && stock->wanted <= stock_available(stock);
	}
	return suffices;
}

/* CR-1 */
static bool
check_funds(const PushOrder *order, PushFinding *finding)
{
	return credit_suffices(order->credit, order->amount, &finding->missing);
}

static const struct
{
	const char *name;
	PushCheck check;
} PUSH_CHECKS[PUSH_CHECK_COUNT] = {
	[PUSH_ORDER_STATE] = {"order_state", check_order_state},
	[PUSH_ON_HOLD] = {"on_hold", check_hold},
	[PUSH_PARTNERSHIP_INACTIVE] = {"partnership_inactive", check_partnership},
	[PUSH_SKU_NOT_MAPPED] = {"sku_not_mapped", check_mapped},
	[PUSH_NOT_OFFERED] = {"not_offered", check_offered},
	[PUSH_QUANTITY_RULE] = {"quantity_rule", check_quantity},
	[PUSH_NO_PRICE] = {"no_price", check_price},
	[PUSH_NO_EXCHANGE_RATE] = {"no_exchange_rate", check_exchange_rate},
	[PUSH_QUOTA_EXHAUSTED] = {"quota_exhausted", check_quota},
	[PUSH_OUT_OF_STOCK] = {"out_of_stock", check_stock},
	[PUSH_INSUFFICIENT_FUNDS] = {"insufficient_funds", check_funds},
};

const char *
push_reason_name(PushReason reason)
{
	return reason == PUSH_MAY ? NULL : PUSH_CHECKS[reason].name;
}

static bool
price_goods(PushOrder *order)
{
	for (int i = 0; i < order->line_count; i++)
	{
		const PushLine *line = &order->lines[i];
		PushPackage *package = &order->packages[line->package];
		Minor goods;

		package->units += line->quantity;
		if (line->has_price &&
			(!minor_multiply(line->unit_price, line->quantity, &goods) ||
			 !minor_add(package->goods_amount, goods, &package->goods_amount)))
			return false;
	}
	return true;
}

/* FE-1, FE-2: per package, in the settlement currency. */
static bool
price_fees(PushOrder *order)
{
	const PartnershipTerms *terms = order->partnership;
	const Fee *fees = order->supplier->fees;
	bool with_logistics = logistics_fee_applies(order->logistics, order->platform);

	for (int i = 0; i < order->package_count; i++)
	{
		PushPackage *package = &order->packages[i];

		if (!fee_decide(&fees[FEE_STOCK_OUT],
						package->units,
						&terms->rate,
						terms->decimals,
						&package->stock_out_fee) ||
			(with_logistics &&
			 !fee_decide(&fees[FEE_LOGISTICS],
						 package->units,
						 &terms->rate,
						 terms->decimals,
						 &package->logistics_fee)))
			return false;
	}
	return true;
}

/* LE-2: the books keep it in base currency, too; where there is no rate, that is said of itself. */
static bool
fits_base(const PushOrder *order)
{
	const Rate *rate = &order->partnership->base_rate;
	Minor in_base;

	return rate->source == RATE_MISSING ||
		exchange_convert(order->amount, rate, order->supplier->base_decimals, &in_base);
}

/* Works out what the order costs, before its checks. */
void
push_price(PushOrder *order)
{
	bool goods_fit = price_goods(order);
	bool fees_fit = price_fees(order);

	order->amount = 0;
	/* Fees that cannot be had although there is a rate have left the range. */
	order->fees_known = fees_fit || order->partnership->rate.source != RATE_MISSING;
	order->in_range = goods_fit && (fees_fit || !order->fees_known);
	for (int i = 0; i < order->package_count && order->in_range; i++)
	{
		const PushPackage *package = &order->packages[i];

		order->in_range = minor_add(order->amount, package->goods_amount, &order->amount) &&
			minor_add(order->amount, package->stock_out_fee, &order->amount) &&
			minor_add(order->amount, package->logistics_fee, &order->amount);
	}
	order->in_range = order->in_range && fits_base(order);
	order->amount_known = order->in_range && order->fees_known;
	for (int i = 0; i < order->line_count; i++)
		order->amount_known = order->amount_known && order->lines[i].has_price;
}

/* One check by itself: true if it passes, else what it found. */
bool
push_check(const PushOrder *order, PushReason check, PushFinding *finding)
{
	*finding = (PushFinding) {.reason = PUSH_MAY};
	if (PUSH_CHECKS[check].check(order, finding))
		return true;
	finding->reason = check;
	return false;
}

static void
use_quota(QuotaCounter *counter)
{
	if (counter == NULL)
		return;
	counter->used++;
	counter->taken++;
}

/* OR-5: what the order takes is taken here, once; the caller writes it. */
static void
take(PushOrder *order)
{
	for (int i = 0; i < order->line_count; i++)
	{
		order->lines[i].stock->allocated += order->lines[i].quantity;
		order->lines[i].stock->changed = true;
	}
	use_quota(order->distributor_quota);
	use_quota(order->supplier_quota);
	order->credit->balance -= order->amount;
}

/* OR-4: the first check that fails; where none does, the order has taken what it needs. */
PushFinding
push_decide(PushOrder *order)
{
	PushFinding finding;

	push_price(order);
	for (int check = 0; check < PUSH_CHECK_COUNT; check++)
		if (!push_check(order, (PushReason) check, &finding))
			return finding;
	take(order);
	return finding;
}
