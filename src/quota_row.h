/*
 * quota_row.h
 *	  The order quotas of accounts, as their plans set them (QU-1).
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

extern RowTable ACCOUNT_TABLE;
extern RowTable PLAN_TABLE;

extern AccountQuota *quota_rows_find(const int64 *account_ids, int count, RowMode mode, int *found);

#endif
