/*
 * account.h
 *	  Accounts, and what they are entitled to (ID-1, ID-2).
 */
#ifndef DISTRIBUTION_ACCOUNT_H
#define DISTRIBUTION_ACCOUNT_H

#include "postgres.h"

typedef struct Account
{
	int64 account_id;
	char *name;
	char *plan;
	bool inventory_enabled;
} Account;

extern Account account_lock(int64 account_id);
extern bool account_supplies(int64 account_id);
extern void account_require_supply(const Account *account, const char *plan);
extern void account_require_inventory(const Account *account);

#endif
