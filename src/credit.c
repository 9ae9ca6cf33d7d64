/*
 * credit.c
 *	  Balance and credit (CR-1), and what of a charge is open (CR-2).
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
