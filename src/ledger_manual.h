/*
 * ledger_manual.h
 *	  Manual entries, as post_entry and whoever approves one posts them (LE-4).
 */
#ifndef DISTRIBUTION_LEDGER_MANUAL_H
#define DISTRIBUTION_LEDGER_MANUAL_H

#include "postgres.h"

#include "fmgr.h"

#include "ledger.h"

/* A manual entry as asked for; signed amount of the distributor's side. */
typedef struct ManualEntry
{
	int64 supplier_id;
	int64 partnership_id;
	LedgerKind kind;
	Minor amount;
	const char *currency; /* NULL: the settlement currency */
	const char *document_no;
	const char *memo;
	const char *idempotency_key;
} ManualEntry;

extern Minor ledger_manual_amount(FunctionCallInfo fcinfo, int n, LedgerKind kind);
extern void ledger_require_decimals(Minor amount, const char *currency);
extern int64 ledger_post_manual(const ManualEntry *manual);

#endif
