/*
 * What a distributor can still spend (CR-1).
 */
#include "credit.h"

#include "tap.h"

static const struct
{
	const char *name;
	Credit credit;
	Minor charge;
	bool suffices;
	Minor missing;
} CASES[] = {
	/* clang-format off */
	{"a balance is spent to its last hundredth", {1000, false, 0}, 1000, true, 0},
	{"a hundredth more is missing 0.01", {1000, false, 0}, 1001, false, 1},
	{"no credit is the default: from 0 nothing is spent", {0, false, 0}, 1, false, 1},
	{"from 0 a charge of 0 is", {0, false, 0}, 0, true, 0},
	{"the limit adds to the balance", {1000, false, 500}, 1500, true, 0},
	{"beyond balance and limit 0.01 is missing", {1000, false, 500}, 1501, false, 1},
	{"a debt takes from the limit", {-300, false, 500}, 200, true, 0},
	{"beyond what the debt left 0.01 is missing", {-300, false, 500}, 201, false, 1},
	{"at the limit nothing is left", {-500, false, 500}, 1, false, 1},
	{"what is missing counts from the limit", {-700, false, 500}, 100, false, 300},
	{"below a lowered limit a charge of 0 still goes", {-700, false, 500}, 0, true, 0},
	{"unlimited spends down to the smallest amount", {-1000000, true, 0}, INT64_MAX - 1000000, true, 0},
	{"not even unlimited spends below the smallest amount", {-1000000, true, 0}, INT64_MAX, false, 1000000},
	{"unlimited does not look at the limit", {-10, true, 5}, 1, true, 0},
	{"the largest balance and limit suffice for the largest charge", {INT64_MAX, false, INT64_MAX}, INT64_MAX, true, 0},
	{"the smallest balance misses more than can be said", {INT64_MIN, false, 0}, INT64_MAX, false, INT64_MAX},
	{"the smallest balance and largest limit miss what is beyond", {INT64_MIN, false, INT64_MAX}, 5, false, 6},
	/* clang-format on */
};

/* CR-5 */
static void
check_limits(void)
{
	const CreditLimits both = {false, 100, true, false, 700, 50};
	const CreditLimits unlimited = {false, 100, true, true, 0, 50};
	const CreditLimits none = {false, 100, false, false, 0, 0};
	Credit credit = {0};

	credit_put_in_force(&credit, &both, 49);
	ok(!credit.unlimited && credit.limit == 700, "CR-5: a temporary limit counts until its time");
	credit_put_in_force(&credit, &both, 50);
	ok(!credit.unlimited && credit.limit == 100, "CR-5: and then the permanent one does again");
	credit_put_in_force(&credit, &unlimited, 49);
	ok(credit.unlimited, "CR-5: a temporary limit may be none");
	credit_put_in_force(&credit, &none, 49);
	ok(!credit.unlimited && credit.limit == 100, "CR-5: without one the permanent one counts");
}

/* CR-5: rule, held, exceeded, exceeded at, released, released at */
static void
check_holds(void)
{
	static const struct
	{
		HoldTerms terms;
		HoldChange change;
		const char *name;
	} HOLDS[] = {
		{{true, false, true, 10, false, 0}, HOLD_BEGINS, "what exceeds the rule is held"},
		{{true, false, false, 0, false, 0}, HOLD_STAYS, "what does not is not"},
		{{true, true, true, 10, false, 0}, HOLD_STAYS, "what is held stays so while it exceeds"},
		{{true, true, false, 0, false, 0}, HOLD_ENDS, "and is released when it does not"},
		{{false, true, true, 10, false, 0}, HOLD_ENDS, "a rule that is deleted releases"},
		{{false, false, true, 10, false, 0}, HOLD_STAYS, "without a rule nothing is held"},
		{{true, false, true, 10, true, 10}, HOLD_STAYS, "what was released stays released"},
		{{true, false, true, 11, true, 10}, HOLD_BEGINS, "until another charge exceeds the rule"},
	};

	for (int i = 0; i < LENGTH(HOLDS); i++)
		ok(credit_hold_decide(&HOLDS[i].terms) == HOLDS[i].change, "CR-5: %s", HOLDS[i].name);
}

/* CR-2: charges from the newest back, net of their refunds, and what of them a debt leaves open. */
static void
check_open(void)
{
	static const Minor NETS[] = {30, 0, -5, 50, 40};
	static const Minor OPEN[] = {30, 0, 0, 50, 20};
	Minor debt = 100;
	Minor none = 0;

	for (int i = 0; i < LENGTH(NETS); i++)
		ok(credit_open(&debt, NETS[i]) == OPEN[i], "CR-2: charge %d of a debt of 100", i + 1);
	ok(debt == 0, "CR-2: the open charges make up the debt");
	ok(credit_open(&none, 10) == 0 && none == 0, "CR-2: without debt nothing is open");
}

int
main(void)
{
	int wrong = 0;

	for (int i = 0; i < LENGTH(CASES); i++)
	{
		Minor missing = 424242;
		bool suffices = credit_suffices(&CASES[i].credit, CASES[i].charge, &missing);

		if (!ok(suffices == CASES[i].suffices && missing == CASES[i].missing,
				"CR-1: %s",
				CASES[i].name))
			note("got %d, missing %lld", suffices, (long long) missing);
	}
	/* The same, said the other way round: the balance after the push is not below -limit. */
	for (Minor balance = -20; balance <= 20; balance++)
		for (Minor limit = 0; limit <= 20; limit++)
			for (Minor charge = 1; charge <= 40; charge++)
			{
				const Credit credit = {balance, false, limit};
				Minor after = balance - charge;
				Minor missing;

				if (credit_suffices(&credit, charge, &missing) != (after >= -limit) ||
					missing != (after >= -limit ? 0 : -limit - after))
					wrong++;
			}
	ok(wrong == 0, "CR-1: a push is refused exactly if it would take the balance below -limit");
	check_open();
	check_limits();
	check_holds();
	return done();
}
