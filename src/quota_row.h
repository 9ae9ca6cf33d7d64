/*
 * quota_row.h
 *	  The order quotas of accounts, as their plans set them, and what is used of
 *	  them (QU-1).
 */
#ifndef DISTRIBUTION_QUOTA_ROW_H
#define DISTRIBUTION_QUOTA_ROW_H

#include "postgres.h"

#include "row.h"

/* Of an account, its plan. */
typedef struct AccountRow
{
	RowPlace place;
	int64 account_id;
	const char *plan;
} AccountRow;

/* Of a plan, its quota. */
typedef struct PlanRow
{
	RowPlace place;
	const char *plan;
	bool has_quota;
	int32 order_quota;
} PlanRow;

/* An account whose plan sets a quota. */
typedef struct AccountQuota
{
	int64 account_id;
	int32 quota;
} AccountQuota;

/* What an account with a quota has used of it in a month. */
typedef struct QuotaUsage
{
	RowPlace place;
	int64 account_id;
	DateADT month;
	int32 used;
	int64 settles_at; /* 0: it is settled */
	uint64 read_at;   /* plan_calls() */
} QuotaUsage;

extern RowTable ACCOUNT_TABLE;
extern RowTable PLAN_TABLE;
extern RowTable QUOTA_USAGE_TABLE;

extern AccountQuota *quota_rows_find(const int64 *account_ids, int count, RowMode mode, int *found);

extern QuotaUsage *quota_usages_lock(const AccountQuota *quotas, int count, DateADT month);
extern QuotaUsage *quota_usages_read(const AccountQuota *quotas, int count, DateADT month);
extern void quota_usages_add(QuotaUsage *usages, const int *taken, int count);

#endif
