/*
 * credit.h
 *	  What a distributor can still spend (CR-1).
 */
#ifndef DISTRIBUTION_CREDIT_H
#define DISTRIBUTION_CREDIT_H

#include "amount.h"

/* A settlement account's means: null limit is unlimited. */
typedef struct Credit
{
	Minor balance;
	bool unlimited;
	Minor limit;
} Credit;

extern bool credit_suffices(const Credit *credit, Minor charge, Minor *missing);
extern Minor credit_open(Minor *debt, Minor net);

#endif
