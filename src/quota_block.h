/*
 * quota_block.h
 *	  On a cluster, what suppliers hold of the order quotas of accounts (QU-1).
 */
#ifndef DISTRIBUTION_QUOTA_BLOCK_H
#define DISTRIBUTION_QUOTA_BLOCK_H

#include "postgres.h"

#include "quota_row.h"

/* Orders of an account that a supplier may push in a month, taken off the account's count already. */
typedef struct QuotaBlock
{
	RowPlace place;
	int64 supplier_id;
	int64 account_id;
	DateADT month;
	int32 unused;
	uint64 read_at; /* plan_calls() */
} QuotaBlock;

extern RowTable QUOTA_BLOCK_TABLE;

extern void quota_plans_keep(void);
extern void quota_plans_change(void);
extern QuotaBlock *quota_blocks_take(int64 supplier_id, const AccountQuota *quotas,
									 const int32 *wanted, int count, DateADT month);
extern void quota_blocks_use(QuotaBlock *blocks, const int *taken, int count);
extern int32 quota_blocks_used(int64 account_id, DateADT month);

#endif
