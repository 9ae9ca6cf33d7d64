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

/* CR-2: a charge in days of its age, in which bucket it is, and when it grows older; in microseconds and days from now. */
static void
check_ages(void)
{
	static const struct
	{
		int64_t late;
		int age; /* -1: not overdue */
		int64_t until;
		const char *name;
	} AGES[] = {
		{-5, -1, 5, "due to come is not overdue, until it is due"},
		{0, -1, 0, "due now is not overdue"},
		{1, 0, 30 * CREDIT_DAY_US - 1, "a moment later it is"},
		{30 * CREDIT_DAY_US, 0, 0, "thirty days are in the first age"},
		{30 * CREDIT_DAY_US + 1, 1, 30 * CREDIT_DAY_US - 1, "and more in the second"},
		{60 * CREDIT_DAY_US, 1, 0, "sixty days are in the second"},
		{60 * CREDIT_DAY_US + 1, 2, 30 * CREDIT_DAY_US - 1, "and more in the third"},
		{90 * CREDIT_DAY_US, 2, 0, "ninety days are in the third"},
		{90 * CREDIT_DAY_US + 1,
		 3,
		 30 * CREDIT_DAY_US,
		 "and more in the last, looked at again in thirty"},
		{900 * CREDIT_DAY_US, 3, 30 * CREDIT_DAY_US, "as what is much older"},
	};
	const int64_t now = 1000000;

	for (int i = 0; i < LENGTH(AGES); i++)
	{
		CreditAgeing ageing = credit_ageing();
		Minor sum = 0;

		credit_age(&ageing, 7, now - AGES[i].late, now);
		for (int age = 0; age < CREDIT_AGES; age++)
			sum += ageing.overdue[age];
		ok(sum == (AGES[i].age < 0 ? 0 : 7) &&
			   (AGES[i].age < 0 || ageing.overdue[AGES[i].age] == 7) &&
			   ageing.until == now + AGES[i].until && ageing.oldest_due_at == now - AGES[i].late,
		   "CR-2: %s",
		   AGES[i].name);
	}
}

/* CR-2: until when an ageing holds that held until 50, after a posting that is due at 70. */
static void
check_aged_until(void)
{
	static const struct
	{
		int64_t until;
		Minor before;
		Minor after;
		int64_t due_at;
		int64_t expected;
		const char *name;
	} POSTINGS[] = {
		{50, -10, -20, 70, 50, "a charge due later changes nothing"},
		{50, -10, -20, 40, 40, "one due before brings it forward"},
		{50, -10, -20, CREDIT_NEVER_DUE, 50, "one without a term changes nothing"},
		{CREDIT_NEVER_DUE, 10, -20, 70, 70, "the first that leaves a debt is all that is open"},
		{CREDIT_NEVER_DUE, 0, -20, CREDIT_NEVER_DUE, CREDIT_NEVER_DUE, "also without a term"},
		{CREDIT_NEVER_DUE, 10, 0, 70, CREDIT_NEVER_DUE, "one that is paid is not open"},
		{CREDIT_DUE_UNKNOWN, -10, -20, 70, CREDIT_DUE_UNKNOWN, "what is not known stays so"},
		{50, -10, -5, CREDIT_NEVER_DUE, CREDIT_DUE_UNKNOWN, "after a credit it is not known"},
		{CREDIT_NEVER_DUE,
		 -10,
		 -5,
		 CREDIT_NEVER_DUE,
		 CREDIT_NEVER_DUE,
		 "unless nothing had a term"},
		{50, -10, 0, CREDIT_NEVER_DUE, CREDIT_NEVER_DUE, "or the debt is paid"},
		{50, -10, -10, CREDIT_NEVER_DUE, 50, "nothing posted, nothing changed"},
	};

	for (int i = 0; i < LENGTH(POSTINGS); i++)
		ok(credit_aged_until(
			   POSTINGS[i].until, POSTINGS[i].before, POSTINGS[i].after, POSTINGS[i].due_at) ==
			   POSTINGS[i].expected,
		   "CR-2: %s",
		   POSTINGS[i].name);
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
	check_ages();
	check_aged_until();
	check_limits();
	check_holds();
	return done();
}
