/*
 * ledger_chain.h
 *	  The walk along the entries of a settlement account (LE-3).
 */
#ifndef DISTRIBUTION_LEDGER_CHAIN_H
#define DISTRIBUTION_LEDGER_CHAIN_H

#include "postgres.h"

#include "common/sha2.h"

#include "amount.h"
#include "plan.h"

/* Told of each fault, by the name of the check that found it. */
typedef void (*ChainReport)(void *context, const char *check, int64 supplier_id,
							const char *detail);

/* Where the walk along a settlement account's entries stands. */
typedef struct ChainWalk
{
	int64 supplier_id;
	ChainReport report; /* NULL: faults are only counted */
	void *context;
	int64 partnership_id;
	int64 transaction_id; /* of the last pair */
	Minor balance;
	TimestampTz posted_at;
	uint8 hash[PG_SHA256_DIGEST_LENGTH];
	int hash_length;
	int faults;
} ChainWalk;

extern PlanRows ledger_chain_heads(int64 supplier_id);
extern ChainWalk ledger_chain_walk(ChainWalk walk, const PlanRows *heads, int head,
								   bool since_checkpoint);

#endif
