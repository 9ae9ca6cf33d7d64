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

/* CR-2: overdue by up to 30, 60 and 90 days of 24 hours, and by more. */
#define CREDIT_AGES 4
#define CREDIT_AGE_DAYS 30
#define CREDIT_DAY_US INT64_C(86400000000)

/* No open charge has a due time; and which have is not known. */
#define CREDIT_NEVER_DUE INT64_MAX
#define CREDIT_DUE_UNKNOWN INT64_MIN

/* CR-2: what is overdue at a time, and until when these figures hold if nothing is posted. */
typedef struct CreditAgeing
{
	Minor overdue[CREDIT_AGES];
	int64_t oldest_due_at; /* of what is open; or CREDIT_NEVER_DUE */
	int64_t until;         /* likewise */
} CreditAgeing;

extern void credit_put_in_force(Credit *credit, const CreditLimits *limits, int64_t now);
extern HoldChange credit_hold_decide(const HoldTerms *terms);
extern bool credit_suffices(const Credit *credit, Minor charge, Minor *missing);
extern Minor credit_open(Minor *debt, Minor net);
extern CreditAgeing credit_ageing(void);
extern void credit_age(CreditAgeing *ageing, Minor open, int64_t due_at, int64_t now);
extern int64_t credit_aged_until(int64_t until, Minor before, Minor after, int64_t due_at);

#endif
