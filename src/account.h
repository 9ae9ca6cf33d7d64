/*
 * account.h
 *	  Accounts, and what they are entitled to (ID-1, ID-2, ID-9).
 */
#ifndef DISTRIBUTION_ACCOUNT_H
#define DISTRIBUTION_ACCOUNT_H

#include "postgres.h"

#include "compat.h"

typedef struct Account
{
	int64 account_id;
	char *name;
	char *plan;
	bool inventory_enabled;
	bool suspended;
} Account;

extern Account account_lock(int64 account_id);
extern void account_require(int64 account_id);
extern bool account_supplies(int64 account_id);
extern void account_require_supply(const Account *account, const char *plan);
pg_noreturn extern void account_refuse_suspended(const char *side);
extern void account_require_active(const Account *account);
extern void account_require_active_by_id(int64 account_id);

#endif
