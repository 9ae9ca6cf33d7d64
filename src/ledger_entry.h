/*
 * ledger_entry.h
 *	  A ledger entry and its place in the hash chain (LE-3).
 */
#ifndef DISTRIBUTION_LEDGER_ENTRY_H
#define DISTRIBUTION_LEDGER_ENTRY_H

#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "datatype/timestamp.h"

#include "exchange.h"
#include "row.h"

typedef struct LedgerEntry
{
	RowPlace place;
	int64 supplier_id;
	int64 partnership_id;
	int64 transaction_id;
	const char *side; /* distributor or supplier */
	int64 account_id;
	const char *kind;
	int64 order_id; /* 0: none */
	const char *package_no;
	const char *document_no;
	Minor amount;
	const char *currency;
	Rate rate;
	Minor settlement_amount;
	const char *settlement_currency;
	Minor base_amount;
	const char *base_currency;
	Rate base_rate;
	Minor balance_after;
	TimestampTz posted_at;
	TimestampTz due_at; /* DT_NOEND: none */
	const char *actor;
	const char *memo;
	RowHash hash;
} LedgerEntry;

extern void ledger_entry_hash(LedgerEntry *entry, const uint8 *previous, int previous_length);

#endif
