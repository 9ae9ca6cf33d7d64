/*
 * ledger_row.h
 *	  The rooms of the ledger: settlement accounts, entries, and the sums kept
 *	  with them (LE-3, LE-6).
 */
#ifndef DISTRIBUTION_LEDGER_ROW_H
#define DISTRIBUTION_LEDGER_ROW_H

#include "ledger.h"
#include "ledger_entry.h"

/* The columns of ledger_month that a kind is summed in. */
typedef enum MonthColumn
{
	MONTH_CHARGES,
	MONTH_REFUNDS,
	MONTH_RETURN_CHARGES,
	MONTH_MANUAL
} MonthColumn;
#define MONTH_COLUMN_COUNT (MONTH_MANUAL + 1)

/* What is added to the sums of a day and kind. */
typedef struct LedgerDay
{
	RowPlace place;
	int64 supplier_id;
	int64 partnership_id;
	DateADT day;
	const char *kind;
	Minor amount;
	Minor base_amount;
	int32 entries;
	int64 distributor_id;
} LedgerDay;

/* What is added to the sums of a month, by its first day. */
typedef struct LedgerMonth
{
	RowPlace place;
	int64 supplier_id;
	int64 partnership_id;
	DateADT month;
	Minor sums[MONTH_COLUMN_COUNT];
	Minor base_sums[MONTH_COLUMN_COUNT];
	int32 entries;
	int64 distributor_id;
} LedgerMonth;

/* What a call posts. */
typedef struct LedgerRows
{
	LedgerEntry *entries;
	int entry_count;
	LedgerAccount **standing;
	int standing_count;
	LedgerDay *days;
	int day_count;
	LedgerMonth *months;
	int month_count;
} LedgerRows;

extern RowTable SETTLEMENT_ACCOUNT_TABLE;
extern RowTable LEDGER_ENTRY_TABLE;
extern RowTable LEDGER_DAY_TABLE;
extern RowTable LEDGER_MONTH_TABLE;

extern void ledger_account_open(int64 supplier_id, int64 partnership_id, int64 distributor_id,
								const char *currency);
extern void ledger_account_set_credit(LedgerAccount *account);
extern void ledger_account_set_aged(LedgerAccount *account, TimestampTz until);
extern void ledger_account_shut(int64 supplier_id, int64 partnership_id, DateADT month);
extern LedgerEntry ledger_entry_find(int64 supplier_id, int64 partnership_id, int64 transaction_id);
extern void ledger_rows_write(const LedgerRows *rows);

#endif
