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
