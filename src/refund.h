/*
 * refund.h
 *	  Giving back what an order was charged, package by package (WD-2, RT-3).
 */
#ifndef DISTRIBUTION_REFUND_H
#define DISTRIBUTION_REFUND_H

#include "postgres.h"

#include "goods_row.h"
#include "ledger.h"
#include "terms_row.h"

/* A package's charge, and what of it is given back now. */
typedef struct PackageRefund
{
	PackageCharge *charge;
	Minor left; /* charged and not refunded yet */
	Minor amount;
	int64 refunded_by; /* result: the transaction that gives it back */
} PackageRefund;

extern PackageRefund *refund_load(const OrderRow *order, int *count);
extern void refund_post(const OrderRow *order, const Terms *terms, LedgerAccount *account,
						LedgerKind kind, PackageRefund *refunds, int count, const char *memo);

#endif
