/*
 * return_row.h
 *	  The rooms of returns, and one return under lock with the lines of its
 *	  order (RT-1 … RT-3, WD-5).
 */
#ifndef DISTRIBUTION_RETURN_ROW_H
#define DISTRIBUTION_RETURN_ROW_H

#include "postgres.h"

#include "goods_row.h"
#include "line_payload.h"
#include "order_row.h"
#include "refund.h"
#include "return.h"

#define RETURN_KIND_RETURN_REFUND "return_refund"
#define RETURN_KIND_REFUND_ONLY "refund_only"

typedef struct ReturnOrder
{
	RowPlace place;
	int64 supplier_id;
	int64 return_id;
	int64 order_id;
	int64 partnership_id;
	int64 distributor_id;
	const char *kind;
	const char *state;
	const char *reason;
	const char *answer; /* of who refused it */
	const char *currency;
	bool has_fee;
	Minor stock_in_fee; /* if it has, with the next */
	Rate rate;
	bool is_refunded;
	Minor refund_amount;
	TimestampTz created_at;
	TimestampTz pushed_at; /* DT_NOEND: not yet, as the next two */
	TimestampTz received_at;
	TimestampTz ended_at;
} ReturnOrder;

/* Of an order's line, what a return claims, and what came of it. */
typedef struct ReturnedLine
{
	RowPlace place;
	int64 supplier_id;
	int64 return_id;
	int32 line_no;
	int64 order_id;
	int64 distributor_id;
	int32 quantity;
	int32 sellable;
	int32 defective;
	int32 refunded;
	int64 warehouse_id; /* 0: none */
	bool supplied;
} ReturnedLine;

/* Units of a line that were put back or written off. */
typedef struct OrderRestock
{
	RowPlace place;
	int64 supplier_id;
	int64 restock_id;
	int64 order_id;
	int32 line_no;
	int64 warehouse_id;
	int32 sellable;
	int32 defective;
	int32 lost;
	const char *reason;
	const char *actor;
	TimestampTz restocked_at;
} OrderRestock;

/* Of a partnership's settings of a side, what a return reads. */
typedef struct PartnershipSetting
{
	RowPlace place;
	int64 supplier_id;
	int64 partnership_id;
	const char *side;
	bool auto_push_returns;
} PartnershipSetting;

typedef struct ReturnRow
{
	OrderRow order;
	ReturnOrder stored; /* return_id 0: a return to come, or none */
	ReturnKind kind;
	ReturnLine *lines; /* all of the order, by line_no */
	int line_count;
	PackageRefund *refunds; /* the packages' charges */
	int refund_count;
} ReturnRow;

extern RowTable RETURN_ORDER_TABLE;
extern RowTable RETURN_LINE_TABLE;
extern RowTable ORDER_RESTOCK_TABLE;
extern RowTable PARTNERSHIP_SETTING_TABLE;

extern ReturnRow return_row_lock(int64 supplier_id, int64 return_id);
extern void return_row_load_lines(ReturnRow *row);
extern ReturnLine *return_row_line(const ReturnRow *row, int32 line_no);
extern bool return_row_pushed_at_once(const OrderRow *order);

extern void return_row_insert(ReturnRow *row, const LinePayload *payload);
extern void return_row_push(ReturnRow *row);
extern void return_row_refuse(ReturnRow *row, const char *reason);
extern void return_row_receive(ReturnRow *row, const Minor *fee, const Rate *rate);
extern void return_row_receive_lines(const ReturnRow *row);
extern void return_row_refund(ReturnRow *row, Minor amount);

extern void return_row_restock(const ReturnRow *row);
extern void return_row_put_back(const ReturnRow *row, const char *reason);
extern void return_row_note(const ReturnRow *row, const char *event);
extern char *return_row_memo(const ReturnRow *row);

#endif
