/*
 * return_row.h
 *	  One return under lock, with the lines of its order (RT-1 … RT-3).
 */
#ifndef DISTRIBUTION_RETURN_ROW_H
#define DISTRIBUTION_RETURN_ROW_H

#include "postgres.h"

#include "order_row.h"
#include "refund.h"
#include "return.h"

typedef struct ReturnRow
{
	OrderRow order;
	int64 return_id;
	ReturnKind kind;
	const char *state;
	ReturnLine *lines; /* all of the order, by line_no */
	int line_count;
	PackageRefund *refunds; /* the packages' charges */
	int refund_count;
} ReturnRow;

extern ReturnRow return_row_lock(int64 supplier_id, int64 return_id);
extern void return_row_load_lines(ReturnRow *row);
extern ReturnLine *return_row_line(const ReturnRow *row, int32 line_no);
extern void return_row_restock(const ReturnRow *row);
extern void return_row_note(const ReturnRow *row, const char *event);
extern char *return_row_memo(const ReturnRow *row);

#endif
