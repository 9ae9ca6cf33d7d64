/*
 * What the terms of a partnership make of an order line (OR-2, CL-3).
 */
#include "terms.h"

#include <string.h>

#include "tap.h"

#define NOW 1000
#define TENT 7
#define MUG 8
#define ROPE 9

static const Rate SAME = {RATE_SAME, RATE_ONE, false, NOW};

/* Everything needed to judge a line, all in order. */
typedef struct World
{
	Product products[3];
	SkuPrice prices[1];
	Claim claims[3];
	int64_t warehouses[2];
	SupplierTerms supplier;
	PartnershipTerms partnership;
} World;

static void
make_world(World *world)
{
	const Product products[] = {{TENT, true, true, 18900, 0, 0, {0, 0, 0}},
								{MUG, true, true, 1890, 0, 1, {0, 0, 0}},
								{ROPE, false, true, 1450, 1, 0, {0, 0, 0}}};
	const Claim claims[] = {{1, MUG, "CUP", true, ROUNDING_CENTS},
							{1, ROPE, "ROPE", true, ROUNDING_CENTS},
							{1, TENT, "TENT", true, ROUNDING_CENTS}};

	memset(world, 0, sizeof(World));
	memcpy(world->products, products, sizeof(products));
	memcpy(world->claims, claims, sizeof(claims));
	world->prices[0] = (SkuPrice) {MUG, 0, 1, INT64_MIN, INT64_MAX, 1500, 0};
	world->warehouses[0] = 3;
	world->warehouses[1] = 2;
	world->supplier = (SupplierTerms) {.supplier_id = 1,
									   .live = true,
									   .rounding = ROUNDING_CENTS,
									   .base_decimals = 2,
									   .products = world->products,
									   .product_count = 3,
									   .prices = world->prices,
									   .price_count = 1};
	world->partnership = (PartnershipTerms) {.partnership_id = 1,
											 .distributor_id = 2,
											 .state = "partnered",
											 .partnered = true,
											 .level_percent = PERCENT_WHOLE,
											 .decimals = 2,
											 .rate = SAME,
											 .base_rate = SAME,
											 .warehouses = world->warehouses,
											 .warehouse_count = 2,
											 .claims = world->claims,
											 .claim_count = 3};
}

static LineReason
reason_of(const World *world, const char *sku)
{
	return line_judge(&world->supplier, &world->partnership, sku, 1, NOW).reason;
}

/* OR-2, OR-4: mapped, offered and claimed, priced, with a rate; each line fails one and all after it. */
static void
test_order_of_reasons(void)
{
	const VisibilityRule hide_all = {1, 1, true, SCOPE_ALL_DISTRIBUTORS, 0, true};
	World world;

	make_world(&world);
	world.supplier.rules = (VisibilityRules) {.rules = &hide_all, .count = 1};
	world.products[0].has_base_price = false;
	world.partnership.rate = (Rate) {.source = RATE_MISSING};
	ok(reason_of(&world, "NONE") == LINE_SKU_NOT_MAPPED,
	   "OR-4: a code that is not mapped goes first");
	ok(reason_of(&world, "TENT") == LINE_NOT_OFFERED, "OR-4: then what is not offered");
	world.supplier.rules.count = 0;
	ok(reason_of(&world, "TENT") == LINE_NO_PRICE, "OR-4: then what has no price");
	world.products[0].has_base_price = true;
	ok(reason_of(&world, "TENT") == LINE_NO_EXCHANGE_RATE, "OR-4: then what has no rate");
	world.partnership.rate = SAME;
	ok(reason_of(&world, "TENT") == LINE_ELIGIBLE, "OR-4: then nothing is left");
}

/* VI-5, CL-3 */
static void
test_offered(void)
{
	World world;

	make_world(&world);
	ok(reason_of(&world, "ROPE") == LINE_NOT_OFFERED, "CL-3: a disabled product is not eligible");
	ok(reason_of(&world, "tent") == LINE_SKU_NOT_MAPPED, "CL-1: codes are case-sensitive");
	ok(reason_of(&world, "") == LINE_SKU_NOT_MAPPED, "CL-1: an empty code is not mapped");
	world.claims[2].active = false;
	ok(reason_of(&world, "TENT") == LINE_NOT_OFFERED, "CL-2: a stopped claim is not eligible");
	make_world(&world);
	world.partnership.partnered = false;
	ok(reason_of(&world, "TENT") == LINE_NOT_OFFERED,
	   "VI-5: nothing is offered without a partnership");
	make_world(&world);
	world.supplier.live = false;
	ok(reason_of(&world, "TENT") == LINE_NOT_OFFERED, "VI-5: nor by a supplier that is not live");
	make_world(&world);
	world.partnership.warehouse_count = 0;
	ok(reason_of(&world, "TENT") == LINE_NOT_OFFERED, "VI-5: nor without a warehouse");
	make_world(&world);
	world.partnership.claim_count = 0;
	ok(reason_of(&world, "TENT") == LINE_SKU_NOT_MAPPED, "CL-1: without claims nothing is mapped");
	make_world(&world);
	world.supplier.product_count = 0;
	ok(reason_of(&world, "TENT") == LINE_NOT_OFFERED,
	   "PD-1: what is no distribution product is not offered");
}

/* PC-1, PC-5 */
static void
test_price(void)
{
	World world;
	LineJudgement judgement;

	make_world(&world);
	judgement = line_judge(&world.supplier, &world.partnership, "CUP", 2, NOW);
	ok(judgement.reason == LINE_ELIGIBLE && judgement.price.unit == 1500 &&
		   judgement.claim->sku_id == MUG,
	   "CL-1: the distributor's code leads to the product and its prices");
	judgement = line_judge(&world.supplier, &world.partnership, "TENT", 2, NOW);
	ok(judgement.price.unit == 18900, "PC-1: another product's SKU price is not its own");
	world.claims[2].rounding = ROUNDING_DOWN;
	world.products[0].base_price = 150;
	world.supplier.rounding = ROUNDING_UP;
	judgement = line_judge(&world.supplier, &world.partnership, "TENT", 2, NOW);
	ok(judgement.price.unit == 200 && judgement.price.rounding == ROUNDING_UP,
	   "PC-5: an order is billed in the supplier's mode, not in the one last shown");
}

static void
test_warehouses(void)
{
	World world;

	make_world(&world);
	ok(terms_assigned(&world.partnership, 2) && terms_assigned(&world.partnership, 3),
	   "ST-5: both warehouses are assigned");
	ok(!terms_assigned(&world.partnership, 1), "ST-5: another one is not");
	world.partnership.warehouse_count = 0;
	ok(!terms_assigned(&world.partnership, 2), "ST-5: without any none is");
}

/* QR-1: in tens from 10 to 30, all lines of the product together. */
static void
test_quantity_rule(void)
{
	static const struct
	{
		int64_t units;
		bool fits;
	} cases[] = {
		{0, false}, {9, false}, {10, true}, {15, false}, {20, true}, {30, true}, {40, false}};
	static const QuantityRule RULE = {10, 30, 10};
	static const QuantityRule NONE = {0, 0, 0};
	static const QuantityRule OPEN = {3, 0, 1};
	OrderedLine lines[] = {
		{"CUP", 4, 0}, {"TENT", 1, 0}, {"CUP", 6, 0}, {"NONE", 10, 0}, {"OLD", 10, 0}};
	LineJudgement judgements[5];
	World world;

	for (int i = 0; i < LENGTH(cases); i++)
		ok(quantity_rule_fits(&RULE, cases[i].units) == cases[i].fits,
		   "QR-1: 10 to 30 in tens: %d",
		   (int) cases[i].units);
	ok(quantity_rule_fits(&NONE, 1) && quantity_rule_fits(&NONE, INT64_MAX),
	   "QR-1: without a rule any number");
	ok(!quantity_rule_fits(&OPEN, 2) && quantity_rule_fits(&OPEN, INT64_MAX),
	   "QR-1: without a maximum");

	make_world(&world);
	world.products[1].quantity_rule = RULE;
	lines_judge(&world.supplier, &world.partnership, lines, 4, NOW, judgements);
	ok(judgements[0].reason == LINE_ELIGIBLE && judgements[2].reason == LINE_ELIGIBLE &&
		   judgements[0].units == 10,
	   "QR-1: 4 and 6 in two lines are 10");
	ok(judgements[1].reason == LINE_ELIGIBLE && judgements[3].reason == LINE_SKU_NOT_MAPPED,
	   "QR-1: other products and unmapped lines do not count");
	lines[2].quantity = 5;
	lines_judge(&world.supplier, &world.partnership, lines, 4, NOW, judgements);
	ok(judgements[0].reason == LINE_QUANTITY_RULE && judgements[2].reason == LINE_QUANTITY_RULE &&
		   judgements[1].reason == LINE_ELIGIBLE,
	   "QR-1: all lines of the product fail together, and no other");
	lines[4].sku_id = MUG;
	lines[2].quantity = 6;
	lines_judge(&world.supplier, &world.partnership, lines, 5, NOW, judgements);
	ok(judgements[0].reason == LINE_ELIGIBLE && judgements[0].units == 20,
	   "QR-1: a line judged before counts");
	world.supplier.live = false;
	lines[2].quantity = 5;
	lines_judge(&world.supplier, &world.partnership, lines, 4, NOW, judgements);
	ok(judgements[0].reason == LINE_NOT_OFFERED, "QR-1: what is not offered is that first");
	ok(strcmp(line_reason_name(LINE_QUANTITY_RULE), "quantity_rule") == 0, "QR-1: its name");
}

/* ST-9 */
static void
test_terms_share(void)
{
	static const StockShare SHARES[] = {{0, 500000, 0}, {MUG, SHARE_WHOLE, 2}};
	PartnershipTerms partnership = {.shares = SHARES, .share_count = 2};

	ok(terms_share(&partnership, MUG) == &SHARES[1], "ST-9: the SKU's row replaces row 0");
	ok(terms_share(&partnership, TENT) == &SHARES[0], "ST-9: row 0 is for all others");
	partnership.shares = &SHARES[1];
	partnership.share_count = 1;
	ok(terms_share(&partnership, TENT) == NULL, "ST-9: without row 0 the full quantity");
	partnership.share_count = 0;
	ok(terms_share(&partnership, MUG) == NULL, "ST-9: by default the full quantity");
}

int
main(void)
{
	test_order_of_reasons();
	test_offered();
	test_price();
	test_warehouses();
	ok(strcmp(line_reason_name(LINE_SKU_NOT_MAPPED), "sku_not_mapped") == 0 &&
		   strcmp(line_reason_name(LINE_NOT_OFFERED), "not_offered") == 0 &&
		   strcmp(line_reason_name(LINE_NO_PRICE), "no_price") == 0 &&
		   strcmp(line_reason_name(LINE_NO_EXCHANGE_RATE), "no_exchange_rate") == 0 &&
		   line_reason_name(LINE_ELIGIBLE) == NULL,
	   "OR-2: reasons have the names of the contract");
	test_quantity_rule();
	test_terms_share();
	return done();
}
