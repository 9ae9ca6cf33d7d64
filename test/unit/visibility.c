/*
 * Whether a product is offered to a distributor (VI-1 … VI-5).
 */
#include "visibility.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define ALICE 101
#define BOB 102
#define CAROL 103
#define TENT 7
#define MUG 8

static const OfferTerms EVERYTHING_FINE = {true, true, true, true, true, ALICE, 0, TENT};

static bool
sees(const VisibilityRules *rules, int64_t distributor_id, int level, int64_t sku_id)
{
	OfferTerms terms = EVERYTHING_FINE;

	terms.distributor_id = distributor_id;
	terms.level = level;
	terms.sku_id = sku_id;
	return offer_decide(rules, &terms).offered;
}

/* VI-2, VI-3: one rule of each effect and scope, for those in it and those outside. */
static void
test_single_rules(void)
{
	static const RuleMember distributors[] = {{ALICE, 1}};
	static const RuleMember products[] = {{TENT, 1}};
	static const struct
	{
		const char *name;
		VisibilityRule rule;
		bool alice_tent; /* level 3, selected */
		bool bob_tent;   /* level 4 */
		bool carol_tent; /* no level */
		bool alice_mug;
	} cases[] = {
		/* clang-format off */
		{"hidden, all, all", {1, 5, true, SCOPE_ALL_DISTRIBUTORS, 0, true}, false, false, false, false},
		{"hidden, all, selected", {1, 5, true, SCOPE_ALL_DISTRIBUTORS, 0, false}, false, false, false, true},
		{"hidden, level, all", {1, 5, true, SCOPE_LEVEL, 3, true}, false, true, true, false},
		{"hidden, level, selected", {1, 5, true, SCOPE_LEVEL, 3, false}, false, true, true, true},
		{"hidden, selected, all", {1, 5, true, SCOPE_SELECTED_DISTRIBUTORS, 0, true}, false, true, true, false},
		{"hidden, selected, selected", {1, 5, true, SCOPE_SELECTED_DISTRIBUTORS, 0, false}, false, true, true, true},
		{"visible_only, all, all", {1, 5, false, SCOPE_ALL_DISTRIBUTORS, 0, true}, true, true, true, true},
		{"visible_only, all, selected", {1, 5, false, SCOPE_ALL_DISTRIBUTORS, 0, false}, true, true, true, true},
		{"visible_only, level, all", {1, 5, false, SCOPE_LEVEL, 3, true}, true, false, false, true},
		{"visible_only, level, selected", {1, 5, false, SCOPE_LEVEL, 3, false}, true, false, false, true},
		{"visible_only, selected, all", {1, 5, false, SCOPE_SELECTED_DISTRIBUTORS, 0, true}, true, false, false, true},
		{"visible_only, selected, selected", {1, 5, false, SCOPE_SELECTED_DISTRIBUTORS, 0, false}, true, false, false, true},
		/* clang-format on */
	};

	for (int i = 0; i < LENGTH(cases); i++)
	{
		const VisibilityRules rules = {&cases[i].rule, 1, distributors, 1, products, 1, false};

		ok(sees(&rules, ALICE, 3, TENT) == cases[i].alice_tent,
		   "VI-3: %s: in scope",
		   cases[i].name);
		ok(sees(&rules, BOB, 4, TENT) == cases[i].bob_tent,
		   "VI-3: %s: out of scope",
		   cases[i].name);
		ok(sees(&rules, CAROL, 0, TENT) == cases[i].carol_tent,
		   "VI-3: %s: without a level",
		   cases[i].name);
		ok(sees(&rules, ALICE, 3, MUG) == cases[i].alice_mug,
		   "VI-3: %s: another product",
		   cases[i].name);
	}
}

/* VI-4: only the matching rule with the lowest number applies. */
static void
test_precedence(void)
{
	static const RuleMember products[] = {{TENT, 2}, {TENT, 3}, {MUG, 1}};
	static const RuleMember distributors[] = {{ALICE, 2}, {BOB, 3}, {CAROL, 1}};
	const VisibilityRule unrelated = {1, 1, false, SCOPE_SELECTED_DISTRIBUTORS, 0, false};
	const VisibilityRule hide = {2, 4, true, SCOPE_SELECTED_DISTRIBUTORS, 0, false};
	const VisibilityRule show = {3, 9, false, SCOPE_SELECTED_DISTRIBUTORS, 0, false};
	VisibilityRule list[3];
	VisibilityRules rules = {
		list, 0, distributors, LENGTH(distributors), products, LENGTH(products), false};
	Offer offer;

	offer = offer_decide(&rules, &EVERYTHING_FINE);
	ok(offer.offered && offer.reason == OFFER_NO_RULE && offer.rule_no == 0,
	   "VI-4: no matching rule: visible");

	list[rules.count++] = unrelated;
	offer = offer_decide(&rules, &EVERYTHING_FINE);
	ok(offer.offered && offer.reason == OFFER_NO_RULE,
	   "VI-3: a rule without the product does not match");
	list[rules.count++] = hide;
	offer = offer_decide(&rules, &EVERYTHING_FINE);
	ok(!offer.offered && offer.reason == OFFER_RULE_HIDES && offer.rule_no == 4,
	   "VI-4: a rule for another product with a lower number does not cancel a hide");
	list[rules.count++] = show;
	offer = offer_decide(&rules, &EVERYTHING_FINE);
	ok(!offer.offered && offer.rule_no == 4, "VI-4: the lowest matching number decides");
	ok(sees(&rules, BOB, 0, TENT), "VI-4: who is not hidden by the first is shown by the next");
	ok(!sees(&rules, CAROL, 0, TENT), "VI-3: a visible_only rule hides from all others");

	list[1] = show;
	list[1].rule_no = 4;
	list[2] = hide;
	list[2].rule_no = 9;
	offer = offer_decide(&rules, &EVERYTHING_FINE);
	ok(!offer.offered && offer.rule_no == 4, "VI-4: renumbered, visible_only decides first");
	offer = offer_decide(&rules, &(OfferTerms) {true, true, true, true, true, BOB, 0, TENT});
	ok(offer.offered && offer.reason == OFFER_RULE_SHOWS && offer.rule_no == 4,
	   "VI-4: and shows to those in its scope");
}

/* VI-5: the first failed condition is the reason, and a rule speaks last. */
static void
test_conditions(void)
{
	static const VisibilityRule hide_all = {1, 1, true, SCOPE_ALL_DISTRIBUTORS, 0, true};
	int wrong = 0;

	for (int bits = 0; bits < 64; bits++)
	{
		const VisibilityRules rules = {&hide_all, bits & 32 ? 0 : 1, NULL, 0, NULL, 0, false};
		const OfferTerms terms = {
			bits & 1, bits & 2, bits & 4, bits & 8, bits & 16, ALICE, 1, TENT};
		Offer offer = offer_decide(&rules, &terms);
		OfferReason expected = !(bits & 1) ? OFFER_NOT_PARTNERED
			: !(bits & 2)                  ? OFFER_SUSPENDED
			: !(bits & 4)                  ? OFFER_NOT_LIVE
			: !(bits & 8)                  ? OFFER_NOT_ENABLED
			: !(bits & 16)                 ? OFFER_NO_WAREHOUSE
			: !(bits & 32)                 ? OFFER_RULE_HIDES
										   : OFFER_NO_RULE;

		wrong += offer.reason != expected || offer.offered != (expected == OFFER_NO_RULE);
	}
	ok(wrong == 0, "VI-5, ID-9: the first failed condition is the reason, in all 64 combinations");
	ok(strcmp(offer_reason_name(OFFER_NOT_PARTNERED), "not_partnered") == 0 &&
		   strcmp(offer_reason_name(OFFER_SUSPENDED), "suspended") == 0 &&
		   strcmp(offer_reason_name(OFFER_NOT_LIVE), "not_live") == 0 &&
		   strcmp(offer_reason_name(OFFER_NOT_ENABLED), "not_enabled") == 0 &&
		   strcmp(offer_reason_name(OFFER_NO_WAREHOUSE), "no_warehouse") == 0 &&
		   strcmp(offer_reason_name(OFFER_RULE_HIDES), "rule") == 0 &&
		   strcmp(offer_reason_name(OFFER_RULE_SHOWS), "rule") == 0 &&
		   strcmp(offer_reason_name(OFFER_NO_RULE), "no_rule") == 0,
	   "VI-6: reasons have the names of the contract");
}

/* A random supplier: tables of who and what each rule selects. */
#define RULES 6
#define DISTRIBUTORS 5
#define PRODUCTS 5

typedef struct World
{
	VisibilityRule rules[RULES];
	bool has_distributor[RULES][DISTRIBUTORS];
	bool has_product[RULES][PRODUCTS];
	int level[DISTRIBUTORS];
	RuleMember distributors[RULES * DISTRIBUTORS];
	RuleMember products[RULES * PRODUCTS];
	VisibilityRules as_loaded;
} World;

static uint32_t random_state = 20260302;

static int
random_below(int limit)
{
	random_state = random_state * 1664525 + 1013904223;
	return (int) ((random_state >> 16) % (uint32_t) limit);
}

static void
make_world(World *world)
{
	int distributor_count = 0;
	int product_count = 0;
	int rule_no = 0;

	for (int d = 0; d < DISTRIBUTORS; d++)
		world->level[d] = random_below(4);
	for (int r = 0; r < RULES; r++)
	{
		VisibilityRule *rule = &world->rules[r];

		rule_no += 1 + random_below(3);
		*rule = (VisibilityRule) {(r * 5) % 7 + 1,
								  rule_no,
								  random_below(2),
								  (DistributorScope) random_below(3),
								  1 + random_below(3),
								  random_below(4) == 0};
		for (int d = 0; d < DISTRIBUTORS; d++)
		{
			world->has_distributor[r][d] = random_below(2);
			if (world->has_distributor[r][d])
				world->distributors[distributor_count++] = (RuleMember) {d + 100, rule->rule_id};
		}
		for (int p = 0; p < PRODUCTS; p++)
		{
			world->has_product[r][p] = random_below(3) == 0;
			if (world->has_product[r][p])
				world->products[product_count++] = (RuleMember) {p + 200, rule->rule_id};
		}
	}
	qsort(world->distributors, distributor_count, sizeof(RuleMember), rule_member_compare);
	qsort(world->products, product_count, sizeof(RuleMember), rule_member_compare);
	world->as_loaded = (VisibilityRules) {world->rules,
										  random_below(RULES + 1),
										  world->distributors,
										  distributor_count,
										  world->products,
										  product_count,
										  false};
}

/* VI-3 and VI-4 read word by word: the number of the rule that applies, negative if it hides. */
static int
decide_again(const World *world, int d, int p)
{
	int applies = 0;

	for (int r = world->as_loaded.count - 1; r >= 0; r--)
	{
		const VisibilityRule *rule = &world->rules[r];
		bool product_scope_has = rule->all_products || world->has_product[r][p];
		bool distributor_scope_has = rule->scope == SCOPE_ALL_DISTRIBUTORS ||
			(rule->scope == SCOPE_LEVEL && rule->level == world->level[d]) ||
			(rule->scope == SCOPE_SELECTED_DISTRIBUTORS && world->has_distributor[r][d]);
		bool matches = product_scope_has && (!rule->hidden || distributor_scope_has);

		if (matches && (applies == 0 || rule->rule_no < abs(applies)))
			applies = !rule->hidden && distributor_scope_has ? rule->rule_no : -rule->rule_no;
	}
	return applies;
}

static void
test_against_reading(void)
{
	static World world;
	int wrong = 0;
	int hidden = 0;
	int shown = 0;

	for (int i = 0; i < 5000; i++)
	{
		make_world(&world);
		for (int d = 0; d < DISTRIBUTORS; d++)
			for (int p = 0; p < PRODUCTS; p++)
			{
				const OfferTerms terms = {
					true, true, true, true, true, d + 100, world.level[d], p + 200};
				Offer offer = offer_decide(&world.as_loaded, &terms);
				int applies = decide_again(&world, d, p);

				wrong += offer.offered != (applies >= 0) || offer.rule_no != abs(applies) ||
					offer.reason !=
						(applies == 0      ? OFFER_NO_RULE
							 : applies > 0 ? OFFER_RULE_SHOWS
										   : OFFER_RULE_HIDES);
				hidden += applies < 0;
				shown += applies > 0;
			}
	}
	ok(wrong == 0, "VI-4: 125000 random cases are decided as the rules read");
	ok(hidden > 10000 && shown > 10000, "VI-4: of them many are hidden and many shown");
}

/* VI-7: by distributor, the lowest rule that matches it is its only one. */
static void
test_by_distributor(void)
{
	static const VisibilityRule LIST[] = {{1, 1, true, SCOPE_SELECTED_DISTRIBUTORS, 0, false},
										  {2, 2, false, SCOPE_LEVEL, 2, false},
										  {3, 3, true, SCOPE_ALL_DISTRIBUTORS, 0, true}};
	static const RuleMember NAMED[] = {{10, 1}};
	static const RuleMember GOODS[] = {{100, 1}, {101, 2}};
	static const struct
	{
		int64_t distributor_id;
		int level;
		int64_t sku_id;
		bool by_product;
		bool by_distributor;
	} cases[] = {{10, 0, 100, false, false},
				 {10, 0, 101, false, true},
				 {10, 0, 102, false, true},
				 {10, 2, 101, true, true},
				 {11, 2, 100, false, true},
				 {11, 2, 101, true, true},
				 {11, 0, 101, false, false},
				 {11, 0, 102, false, true}};
	VisibilityRules rules = {LIST, 3, NAMED, 1, GOODS, 2, false};
	Offer offer;

	for (int i = 0; i < LENGTH(cases); i++)
	{
		rules.by_distributor = false;
		ok(sees(&rules, cases[i].distributor_id, cases[i].level, cases[i].sku_id) ==
			   cases[i].by_product,
		   "VI-4: by product, case %d",
		   i + 1);
		rules.by_distributor = true;
		ok(sees(&rules, cases[i].distributor_id, cases[i].level, cases[i].sku_id) ==
			   cases[i].by_distributor,
		   "VI-7: by distributor, case %d",
		   i + 1);
	}
	offer = offer_decide(&rules, &(OfferTerms) {true, true, true, true, true, 10, 0, 101});
	ok(offer.reason == OFFER_RULE_LACKS && offer.rule_no == 1,
	   "VI-7: the only rule that counts is told from none");
	offer = offer_decide(&rules, &(OfferTerms) {true, true, true, true, true, 11, 2, 101});
	ok(offer.reason == OFFER_RULE_SHOWS && offer.rule_no == 2, "VI-7: and from one that decides");
}

int
main(void)
{
	test_single_rules();
	test_precedence();
	test_conditions();
	test_against_reading();
	test_by_distributor();
	return done();
}
