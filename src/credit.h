/*
 * credit.h
 *	  What a distributor can still spend (CR-1).
 */
#ifndef DISTRIBUTION_CREDIT_H
#define DISTRIBUTION_CREDIT_H

#include <stdint.h>

#include "amount.h"

/* A settlement account's means: null limit is unlimited. */
typedef struct Credit
{
	Minor balance;
	bool unlimited;
	Minor limit;
} Credit;

/* CR-5: the limits of an account. */
typedef struct CreditLimits
{
	bool unlimited;
	Minor limit;
	bool has_temporary;
	bool temporary_unlimited;
	Minor temporary_limit;
	int64_t until; /* of the temporary one */
} CreditLimits;

/* CR-5: what holds by rule are decided on. */
typedef struct HoldTerms
{
	bool has_rule;
	bool is_held;
	bool exceeded;       /* a charge is overdue by more than the rule allows */
	int64_t exceeded_at; /* when the latest of them came to be */
	bool was_released;   /* by hand */
	int64_t released_at;
} HoldTerms;

typedef enum HoldChange
{
	HOLD_STAYS,
	HOLD_BEGINS,
	HOLD_ENDS
} HoldChange;

extern void credit_put_in_force(Credit *credit, const CreditLimits *limits, int64_t now);
extern HoldChange credit_hold_decide(const HoldTerms *terms);
extern bool credit_suffices(const Credit *credit, Minor charge, Minor *missing);
extern Minor credit_open(Minor *debt, Minor net);

#endif
