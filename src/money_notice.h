/*
 * money_notice.h
 *	  Messages about low balances and charges that have fallen due (NO-1).
 */
#ifndef DISTRIBUTION_MONEY_NOTICE_H
#define DISTRIBUTION_MONEY_NOTICE_H

#include "postgres.h"

/* The suppliers of whom, or of whose partners, somebody wants to know, or was told. */
#define MONEY_NOTICE_DUE                                                                 \
	"SELECT a.supplier_id FROM distribution.settlement_account a"                        \
	"  JOIN distribution.notification_subscription s ON s.account_id = a.supplier_id"    \
	" WHERE s.event IN ('balance_low', 'credit_due')"                                    \
	" UNION SELECT a.supplier_id FROM distribution.settlement_account a"                 \
	"  JOIN distribution.notification_subscription s ON s.account_id = a.distributor_id" \
	" WHERE s.event IN ('balance_low', 'credit_due')"                                    \
	" UNION SELECT n.supplier_id FROM distribution.money_notice n"

extern void money_notice_send(int64 supplier_id);

#endif
