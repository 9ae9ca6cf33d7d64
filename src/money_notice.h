/*
 * money_notice.h
 *	  Messages about low balances and charges that have fallen due (NO-1).
 */
#ifndef DISTRIBUTION_MONEY_NOTICE_H
#define DISTRIBUTION_MONEY_NOTICE_H

#include "postgres.h"

extern void money_notice_send(void);

#endif
