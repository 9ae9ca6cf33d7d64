/*
 * credit.c
 *	  Balance and credit (CR-1).
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
