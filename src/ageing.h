/*
 * ageing.h
 *	  How old open charges are (CR-2).
 */
#ifndef DISTRIBUTION_AGEING_H
#define DISTRIBUTION_AGEING_H

#include "postgres.h"

/* Accounts whose kept ageing holds no longer. */
#define AGEING_IS_OVER "a.balance < 0 AND a.aged_until < now()"

/* The suppliers who have such accounts. */
#define AGEING_DUE                                                         \
	"SELECT DISTINCT a.supplier_id FROM distribution.settlement_account a" \
	" WHERE " AGEING_IS_OVER

/* CR-2: of an account a that may have something overdue; all others need not be read. */
#define AGEING_MAY_BE_OVERDUE                              \
	"a.balance < 0 AND (a.aged_until < now()"              \
	" OR EXISTS (SELECT FROM distribution.credit_ageing g" \
	"     WHERE g.supplier_id = a.supplier_id AND g.partnership_id = a.partnership_id))"

#define AGEING_MAX_ACCOUNTS 500 /* aged at once */

extern int ageing_keep(int64 supplier_id);

#endif
