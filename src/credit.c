/*
 * credit.c
 *	  Balance and credit (CR-1), and what of a charge is open (CR-2).
 */
#include "credit.h"

/* CR-1: a push may take the balance down to −limit, not below. */
bool
credit_suffices(const Credit *credit, Minor charge, Minor *missing)
{
	Wide		shortfall = (Wide) charge - credit->balance - credit->limit;

	*missing = 0;
	/* A charge of 0 takes the balance nowhere, however low it stands. */
	if (credit->unlimited || charge == 0 || shortfall <= 0)
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
