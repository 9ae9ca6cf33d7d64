/*
 * open_charge.h
 *	  The charges of a settlement account that its credits have not settled (CR-2).
 */
#ifndef DISTRIBUTION_OPEN_CHARGE_H
#define DISTRIBUTION_OPEN_CHARGE_H

#include "postgres.h"

#include "ledger.h"
#include "plan.h"

enum
{
	CHARGE_TRANSACTION = 1,
	CHARGE_KIND,
	CHARGE_ORDER,
	CHARGE_PACKAGE,
	CHARGE_DOCUMENT,
	CHARGE_POSTED_AT,
	CHARGE_DUE_AT,
	CHARGE_AMOUNT,
	CHARGE_REFUNDED
};

/* Is told each open charge, as read, the newest first, and what of it is open. */
typedef void (*OpenChargeReader)(void *result, const PlanRows *rows, int row, Minor open);

extern void open_charge_walk(int64 supplier_id, const LedgerAccount *account,
							 OpenChargeReader reader, void *result);

#endif
