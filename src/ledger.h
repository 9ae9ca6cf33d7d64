/*
 * ledger.h
 *	  Posting money events to the ledger (LE-1 … LE-6).
 */
#ifndef DISTRIBUTION_LEDGER_H
#define DISTRIBUTION_LEDGER_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "credit.h"
#include "row.h"
#include "terms.h"

/* LE-2 */
typedef enum LedgerKind
{
	LEDGER_PUSH_CHARGE,
	LEDGER_WITHDRAWAL_REFUND,
	LEDGER_REFUSAL_REFUND,
	LEDGER_RETURN_REFUND,
	LEDGER_RETURN_CHARGE,
	LEDGER_TOP_UP,
	LEDGER_DEDUCTION,
	LEDGER_OPENING_BALANCE,
	LEDGER_CORRECTION
} LedgerKind;
#define LEDGER_KIND_COUNT (LEDGER_CORRECTION + 1)

/* Sums of a day and kind, distributor's side. */
typedef struct LedgerSum
{
	Minor amount;
	Minor base_amount;
	int entries;
} LedgerSum;

/* A settlement account under lock. */
typedef struct LedgerAccount
{
	RowPlace place;
	int64 supplier_id;
	int64 partnership_id;
	int64 distributor_id;
	char currency[CURRENCY_SIZE];
	Credit credit; /* what decisions spend from */
	CreditLimits limits;
	Minor balance; /* what is posted */
	bool has_term;
	int32 credit_days;
	int64 last_transaction_id;
	TimestampTz last_posted_at;
	RowHash last_hash;          /* empty before the first entry */
	TimestampTz aged_until;     /* CREDIT_NEVER_DUE, CREDIT_DUE_UNKNOWN */
	TimestampTz last_pushed_at; /* DT_NOEND: never */
	bool has_open_month;
	DateADT open_month;                /* LE-7: the first with entries that is not closed */
	bool settles;                      /* this posting settles open charges */
	LedgerSum sums[LEDGER_KIND_COUNT]; /* of this posting */
} LedgerAccount;

/* A money event, from the distributor's side. */
typedef struct LedgerPosting
{
	LedgerAccount *account;
	LedgerKind kind;
	int64 order_id; /* 0: none */
	const char *package_no;
	const char *document_no;
	const char *memo;
	Minor amount; /* signed, in currency */
	char currency[CURRENCY_SIZE];
	Rate rate; /* currency to settlement currency */
	Minor settlement_amount;
	Rate base_rate;       /* settlement to base currency */
	int64 transaction_id; /* result */
} LedgerPosting;

extern const char *ledger_kind_name(LedgerKind kind);
extern LedgerAccount *ledger_accounts(int64 supplier_id, const int64 *partnership_ids, int count,
									  bool lock, int *found);
extern int ledger_accounts_find(LedgerAccount *accounts, int count, bool lock);
extern LedgerAccount *ledger_accounts_lock_all(int64 supplier_id, int *count);
extern LedgerAccount *ledger_account(LedgerAccount *accounts, int count, int64 partnership_id);
extern void ledger_post(const SupplierTerms *supplier, LedgerAccount *accounts, int account_count,
						LedgerPosting *postings, int posting_count, TimestampTz now);

#endif
