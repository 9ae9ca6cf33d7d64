/*
 * Whether an order may be pushed, and what it takes (OR-4, OR-5, ST-3).
 */
#include "push.h"

#include <string.h>

#include "tap.h"

static const Rate SAME = {RATE_SAME, RATE_ONE, false, 0};
static const Rate MISSING = {RATE_MISSING, 0, false, 0};

/* An order of two packages, P1 with 2 × 10.00 and 1 × 20.00, P2 with 1 × 10.00, that fails nothing. */
typedef struct World
{
	SupplierTerms supplier;
	PartnershipTerms partnership;
	Credit credit;
	QuotaCounter distributor_quota;
	QuotaCounter supplier_quota;
	StockLevel stock[2];
	PushLine lines[3];
	PushPackage packages[2];
	PushOrder order;
} World;

static void
make_world(World *world)
{
	memset(world, 0, sizeof(World));
	world->supplier.fees[FEE_STOCK_OUT] = (Fee) {true, false, 150};
	world->supplier.fees[FEE_LOGISTICS] = (Fee) {true, true, 80};
	world->partnership.partnered = true;
	world->partnership.decimals = 2;
	world->partnership.rate = SAME;
	world->partnership.base_rate = SAME;
	world->credit = (Credit) {5620, false, 0};
	world->distributor_quota = (QuotaCounter) {1, 5, 4, false};
	world->supplier_quota = (QuotaCounter) {2, 9, 8, false};
	world->stock[0] = (StockLevel) {.on_hand = 5, .allocated = 1, .defective = 1};
	world->stock[1] = (StockLevel) {.on_hand = 1};
	world->lines[0] = (PushLine) {.sku_id = 1,
								  .quantity = 2,
								  .has_price = true,
								  .unit_price = 1000,
								  .stock = &world->stock[0]};
	world->lines[1] = (PushLine) {.sku_id = 2,
								  .quantity = 1,
								  .has_price = true,
								  .unit_price = 2000,
								  .stock = &world->stock[1]};
	world->lines[2] = (PushLine) {.sku_id = 1,
								  .package = 1,
								  .quantity = 1,
								  .has_price = true,
								  .unit_price = 1000,
								  .stock = &world->stock[0]};
	world->order = (PushOrder) {.push_state = "synced",
								.platform = "shopee",
								.logistics = "self_arranged",
								.currency = "MYR",
								.supplier = &world->supplier,
								.partnership = &world->partnership,
								.credit = &world->credit,
								.distributor_quota = &world->distributor_quota,
								.supplier_quota = &world->supplier_quota,
								.lines = world->lines,
								.line_count = 3,
								.packages = world->packages,
								.package_count = 2};
}

static void
judge_line(World *world, LineReason reason)
{
	world->lines[1].judged_now = true;
	world->lines[1].has_price = reason == LINE_ELIGIBLE;
	world->lines[1].judgement.reason = reason;
}

/* Makes the order fail this check and all after it that can fail together. */
static void
fail_from(World *world, PushReason first)
{
	make_world(world);
	world->credit.balance = 0;
	world->stock[0].on_hand = 4;
	if (first <= PUSH_QUOTA_EXHAUSTED)
		world->distributor_quota.used = 5;
	if (first <= PUSH_NO_EXCHANGE_RATE)
	{
		world->partnership.rate = MISSING;
		world->partnership.base_rate = MISSING;
	}
	if (first <= PUSH_SKU_NOT_MAPPED)
		judge_line(world, LINE_SKU_NOT_MAPPED);
	else if (first == PUSH_NOT_OFFERED)
		judge_line(world, LINE_NOT_OFFERED);
	else if (first == PUSH_QUANTITY_RULE)
		judge_line(world, LINE_QUANTITY_RULE);
	else if (first == PUSH_NO_PRICE)
		judge_line(world, LINE_NO_PRICE);
	if (first <= PUSH_PARTNERSHIP_INACTIVE)
		world->partnership.partnered = false;
	if (first <= PUSH_ON_HOLD)
		world->partnership.hold_reason = "card payment bounced";
	if (first <= PUSH_ORDER_STATE)
		world->order.push_state = "cancelled";
	if (first == PUSH_INSUFFICIENT_FUNDS)
		world->stock[0].on_hand = 5;
}

static void
test_order_of_refusals(void)
{
	static const char *const REASONS[] = {"order_state",
										  "on_hold",
										  "partnership_inactive",
										  "sku_not_mapped",
										  "not_offered",
										  "quantity_rule",
										  "no_price",
										  "no_exchange_rate",
										  "quota_exhausted",
										  "out_of_stock",
										  "insufficient_funds"};
	World world;
	PushFinding finding;

	ok(PUSH_CHECK_COUNT == LENGTH(REASONS), "OR-4: there are eleven checks");
	for (int reason = 0; reason < LENGTH(REASONS); reason++)
	{
		StockLevel before;

		fail_from(&world, (PushReason) reason);
		before = world.stock[0];
		finding = push_decide(&world.order);
		ok(finding.reason == (PushReason) reason &&
			   strcmp(push_reason_name(finding.reason), REASONS[reason]) == 0,
		   "OR-4: %d. %s goes before all later ones",
		   reason + 1,
		   REASONS[reason]);
		ok(world.stock[0].allocated == before.allocated && world.stock[1].allocated == 0 &&
			   world.credit.balance == 0 && world.supplier_quota.taken == 0 &&
			   world.distributor_quota.taken == 0 && !world.stock[0].changed,
		   "OR-5: refused, an order takes nothing: %s",
		   REASONS[reason]);
		ok(reason >= PUSH_QUOTA_EXHAUSTED ||
			   !push_check(&world.order, PUSH_QUOTA_EXHAUSTED, &finding),
		   "OR-4: a later check fails too: %s",
		   REASONS[reason]);
	}
	make_world(&world);
	finding = push_decide(&world.order);
	ok(finding.reason == PUSH_MAY && push_reason_name(finding.reason) == NULL,
	   "OR-4: none fails: no reason");
}

/* OR-5: what is charged and taken */
static void
test_take(void)
{
	World world;

	make_world(&world);
	push_decide(&world.order);
	ok(world.packages[0].goods_amount == 4000 && world.packages[0].stock_out_fee == 150 &&
		   world.packages[0].logistics_fee == 240,
	   "FE-2: P1 costs 40.00 + 1.50 + 3 x 0.80");
	ok(world.packages[1].goods_amount == 1000 && world.packages[1].stock_out_fee == 150 &&
		   world.packages[1].logistics_fee == 80,
	   "FE-2: P2 costs 10.00 + 1.50 + 0.80");
	ok(world.order.amount == 5620 && world.credit.balance == 0,
	   "OR-5: 56.20 is taken from the balance");
	ok(world.stock[0].allocated == 4 && world.stock[1].allocated == 1,
	   "ST-2: each line takes its units");
	ok(world.distributor_quota.used == 5 && world.supplier_quota.used == 9,
	   "QU-1: one is used of each side's quota");
	ok(world.distributor_quota.taken == 1 && world.supplier_quota.taken == 1 &&
		   world.stock[0].changed && world.stock[1].changed,
	   "OR-5: and all of it is to be written");

	make_world(&world);
	world.order.distributor_quota = NULL;
	world.order.supplier_quota = NULL;
	ok(push_decide(&world.order).reason == PUSH_MAY, "QU-1: without quotas nothing is counted");
	make_world(&world);
	world.order.logistics = "platform";
	push_decide(&world.order);
	ok(world.packages[0].logistics_fee == 0 && world.order.amount == 5300,
	   "FE-1: no logistics fee where the platform ships");
}

/* ST-3, CR-1, QU-1: boundaries, over lines and over orders of one batch. */
static void
test_boundaries(void)
{
	World world;
	PushFinding finding;

	make_world(&world);
	world.stock[0].defective = 2;
	finding = push_decide(&world.order);
	ok(finding.reason == PUSH_OUT_OF_STOCK && finding.line == &world.lines[2],
	   "ST-3: two lines of one SKU cannot together exceed stock");
	make_world(&world);
	world.lines[1].stock = NULL;
	ok(push_decide(&world.order).reason == PUSH_OUT_OF_STOCK, "ST-1: no stock row is no stock");
	make_world(&world);
	world.lines[0].quantity = INT32_MAX;
	world.lines[2].quantity = INT32_MAX;
	world.stock[0].on_hand = INT32_MAX;
	world.credit.unlimited = true;
	ok(push_decide(&world.order).reason == PUSH_OUT_OF_STOCK,
	   "ST-3: the largest quantities do not wrap");

	make_world(&world);
	world.credit.balance = 5619;
	finding = push_decide(&world.order);
	ok(finding.reason == PUSH_INSUFFICIENT_FUNDS && finding.missing == 1, "CR-1: 0.01 is missing");
	make_world(&world);
	world.credit.balance = -1000;
	world.credit.limit = 6620;
	ok(push_decide(&world.order).reason == PUSH_MAY && world.credit.balance == -6620,
	   "CR-1: credit is spent to its limit");

	make_world(&world);
	world.supplier_quota.used = 9;
	finding = push_decide(&world.order);
	ok(finding.reason == PUSH_QUOTA_EXHAUSTED && finding.quota == &world.supplier_quota,
	   "QU-1: the supplier's quota too");
	world.distributor_quota.used = 5;
	finding = push_decide(&world.order);
	ok(finding.quota == &world.distributor_quota, "QU-1: the distributor's is asked first");

	make_world(&world);
	world.credit.balance = 100000;
	push_decide(&world.order);
	memset(world.packages, 0, sizeof(world.packages));
	world.distributor_quota.quota = 100;
	world.supplier_quota.quota = 100;
	ok(push_decide(&world.order).reason == PUSH_OUT_OF_STOCK,
	   "OR-5: what one order of a batch takes, the next does not find");
}

/* Principle 2: what was eligible at sync stays pushable after the end; the rest is not. */
static void
test_principle_2(void)
{
	World world;

	make_world(&world);
	world.partnership.partnered = false;
	ok(push_decide(&world.order).reason == PUSH_MAY,
	   "PA-5: an order that was eligible goes after the partnership ended");
	make_world(&world);
	world.partnership.partnered = false;
	judge_line(&world, LINE_ELIGIBLE);
	ok(push_decide(&world.order).reason == PUSH_PARTNERSHIP_INACTIVE,
	   "OR-4: one with a line to be judged does not");
	make_world(&world);
	judge_line(&world, LINE_ELIGIBLE);
	ok(push_decide(&world.order).reason == PUSH_MAY,
	   "OR-4: in a live partnership a line judged eligible now goes");
}

static void
test_states(void)
{
	static const char *const PUSHABLE[] = {"synced", "push_failed", "pushing"};
	static const char *const OTHERS[] = {"pushed", "withdrawing", "withdrawn", "cancelled", ""};

	for (int i = 0; i < LENGTH(PUSHABLE); i++)
		ok(push_state_pushable(PUSHABLE[i]), "OR-3: %s can be pushed", PUSHABLE[i]);
	for (int i = 0; i < LENGTH(OTHERS); i++)
		ok(!push_state_pushable(OTHERS[i]), "OR-3: \"%s\" cannot", OTHERS[i]);
}

/* Nothing wraps: an amount beyond the range is refused, never charged as something else. */
static void
test_range(void)
{
	World world;
	PushReason reason;

	make_world(&world);
	world.credit.unlimited = true;
	world.lines[0].unit_price = INT64_MAX;
	reason = push_decide(&world.order).reason;
	ok(reason == PUSH_NO_PRICE, "PC-3: goods beyond the largest amount are refused");
	make_world(&world);
	world.credit.unlimited = true;
	world.lines[1].unit_price = INT64_MAX;
	reason = push_decide(&world.order).reason;
	ok(reason == PUSH_NO_PRICE, "PC-3: a sum beyond the largest amount is refused");
	make_world(&world);
	world.credit.unlimited = true;
	world.supplier.fees[FEE_STOCK_OUT].amount = INT64_MAX;
	reason = push_decide(&world.order).reason;
	ok(reason == PUSH_NO_PRICE,
	   "FE-1: fees beyond the largest amount are refused, and not for want of a rate");
	ok(world.order.amount >= 0, "FE-1: and no wrapped amount is named");
	make_world(&world);
	world.partnership.base_rate = (Rate) {RATE_FIXED, INT64_MAX * RATE_ONE, false, 0};
	reason = push_decide(&world.order).reason;
	ok(reason == PUSH_NO_PRICE, "LE-2: an amount that is none in base currency is refused");
	make_world(&world);
	world.partnership.base_rate = (Rate) {.source = RATE_MISSING};
	reason = push_decide(&world.order).reason;
	ok(reason == PUSH_NO_EXCHANGE_RATE, "LE-2: which is not the same as having no rate");
	make_world(&world);
	world.credit = (Credit) {-INT64_MAX + 5000, true, 0};
	reason = push_decide(&world.order).reason;
	ok(reason != PUSH_MAY,
	   "LE-3: a balance below the smallest amount is refused, even with unlimited credit");
	ok(world.credit.balance < 0, "LE-3: and does not wrap");
}

int
main(void)
{
	test_order_of_refusals();
	test_take();
	test_boundaries();
	test_principle_2();
	test_states();
	test_range();
	return done();
}
