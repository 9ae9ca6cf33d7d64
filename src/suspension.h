/*
 * suspension.h
 *	  Accounts that may not trade for a while (ID-9).
 */
#ifndef DISTRIBUTION_SUSPENSION_H
#define DISTRIBUTION_SUSPENSION_H

#include "postgres.h"

extern void suspension_spread(int64 account_id, bool suspended);

#endif
