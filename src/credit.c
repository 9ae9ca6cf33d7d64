/*
 * credit.c
 *	  Balance and credit (CR-1), what of a charge is open, and how old that is
 *	  (CR-2).
 */
#include "credit.h"

/*
 * CR-1: a push may take the balance down to −limit, not below; without a limit,
 * down to the smallest amount there is.
 */
bool
credit_suffices(const Credit *credit, Minor charge, Minor *missing)
{
	Wide limit = credit->unlimited ? INT64_MAX : credit->limit;
	Wide shortfall = (Wide) charge - credit->balance - limit;
	Wide below_range = (Wide) charge - credit->balance - INT64_MAX;

	*missing = 0;
	if (below_range > shortfall)
		shortfall = below_range;
	/* A charge of 0 takes the balance nowhere, however low it stands. */
	if (charge == 0 || shortfall <= 0)
		return true;
	*missing = shortfall > INT64_MAX ? INT64_MAX : (Minor) shortfall;
	return false;
}

/* CR-5: a temporary limit counts until its time, and then, without anyone acting, no more. */
void
credit_put_in_force(Credit *credit, const CreditLimits *limits, int64_t now)
{
	bool temporary = limits->has_temporary && now < limits->until;

	credit->unlimited = temporary ? limits->temporary_unlimited : limits->unlimited;
	credit->limit = temporary ? limits->temporary_limit : limits->limit;
}

/* CR-5: what a supplier has released is not held again for what exceeded the rule before. */
HoldChange
credit_hold_decide(const HoldTerms *terms)
{
	if (!terms->has_rule || !terms->exceeded)
		return terms->is_held ? HOLD_ENDS : HOLD_STAYS;
	if (terms->is_held || (terms->was_released && terms->exceeded_at <= terms->released_at))
		return HOLD_STAYS;
	return HOLD_BEGINS;
}

/*
 * CR-2: what of a charge is open, net of its own refunds, where debt is what
 * the newer charges leave to be made up by this and older ones.
 */
Minor
credit_open(Minor *debt, Minor net)
{
	Minor open = net < *debt ? net : *debt;

	if (open < 0)
		open = 0;
	*debt -= open;
	return open;
}

/* Of no charge. */
CreditAgeing
credit_ageing(void)
{
	CreditAgeing ageing = {
		.oldest_due_at = CREDIT_NEVER_DUE,
		.until = CREDIT_NEVER_DUE,
	};

	return ageing;
}

/*
 * CR-2: adds an open charge that has a due time. It is overdue once that is
 * past, and older after every thirty days. What is oldest grows no older, and is
 * looked at again after as many days as an age has.
 */
void
credit_age(CreditAgeing *ageing, Minor open, int64_t due_at, int64_t now)
{
	int64_t until = due_at;
	int age = -1;

	while (age < CREDIT_AGES - 1 && until < now)
	{
		until += CREDIT_AGE_DAYS * CREDIT_DAY_US;
		age++;
	}
	if (age == CREDIT_AGES - 1)
		until = now + CREDIT_AGE_DAYS * CREDIT_DAY_US;
	if (age >= 0)
		ageing->overdue[age] += open;
	if (until < ageing->until)
		ageing->until = until;
	if (due_at < ageing->oldest_due_at)
		ageing->oldest_due_at = due_at;
}

/*
 * CR-2: until when an account's ageing holds after a posting, where it held until
 * then before. Charges add to what is open, and the first that leaves a debt is
 * all of it; what a credit settles is read when it is wanted.
 */
int64_t
credit_aged_until(int64_t until, Minor before, Minor after, int64_t due_at)
{
	if (after >= 0)
		return CREDIT_NEVER_DUE;
	if (after > before)
		return until == CREDIT_NEVER_DUE ? CREDIT_NEVER_DUE : CREDIT_DUE_UNKNOWN;
	if (after == before)
		return until;
	return before >= 0 || due_at < until ? due_at : until;
}
