/*
 * withdrawal_row.h
 *	  The rooms of withdrawals that wait for an answer, or had one (WD-1, WD-3,
 *	  WD-4).
 */
#ifndef DISTRIBUTION_WITHDRAWAL_ROW_H
#define DISTRIBUTION_WITHDRAWAL_ROW_H

#include "postgres.h"

#include "line_payload.h"
#include "order_row.h"
#include "row.h"

/* The last that was asked for an order. */
typedef struct Withdrawal
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	int64 distributor_id;
	const char *state;
	const char *reason;
	TimestampTz requested_at;
	bool is_confirmed;
	bool goods_out; /* if it is */
	const char *answer;
	TimestampTz answered_at; /* DT_NOEND: not yet */
} Withdrawal;

/* Units that it names; it is for the whole order if it names none. */
typedef struct WithdrawalLine
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	int32 line_no;
	int64 distributor_id;
	int32 quantity;
} WithdrawalLine;

extern RowTable WITHDRAWAL_TABLE;
extern RowTable WITHDRAWAL_LINE_TABLE;

extern Withdrawal withdrawal_read(const OrderRow *order);
extern WithdrawalLine *withdrawal_lines_read(const OrderRow *order, int *count);
extern void withdrawal_ask(const OrderRow *order, const char *state, const char *reason,
						   const LinePayload *lines);
extern void withdrawal_answer(Withdrawal *withdrawal, const char *state, const char *answer);

#endif
