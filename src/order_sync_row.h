/*
 * order_sync_row.h
 *	  The rooms of what a sync stores: an order by its number, its recipient,
 *	  packages and lines (OR-1, OR-2).
 */
#ifndef DISTRIBUTION_ORDER_SYNC_ROW_H
#define DISTRIBUTION_ORDER_SYNC_ROW_H

#include "postgres.h"

#include "order_row.h"
#include "row.h"

/* An order as the marketplace's number names it. */
typedef struct SyncedOrder
{
	RowPlace place;
	int64 supplier_id;
	const char *platform_order_no;
	int64 partnership_id;
	const char *store;
	const char *platform;
	int64 order_id;
	int64 distributor_id;
	const char *logistics;
	const char *currency;
	TimestampTz ordered_at;
	TimestampTz synced_at;
	const char *push_state;
} SyncedOrder;

typedef struct OrderRecipient
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	int64 distributor_id;
	const char *name;
	const char *phone;
	const char *address;
	RowHash content_hash;
	bool in_clear;
} OrderRecipient;

/* Of a package and a line, what a sync says. */
typedef struct SyncedPackage
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	const char *package_no;
	int64 distributor_id;
	int32 position;
	int64 warehouse_id; /* 0: none yet */
} SyncedPackage;

typedef struct SyncedLine
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	int32 line_no;
	int64 distributor_id;
	const char *package_no;
	int64 warehouse_id; /* 0: none yet */
	const char *distributor_sku;
	int64 sku_id; /* 0: not mapped */
	int32 quantity;
	bool is_gift;
	const char *reason; /* NULL: it has a price */
	const char *detail;
	bool has_price; /* and what follows */
	Minor unit_price;
	const char *price_source;
	const char *rounding;
	Rate rate;
} SyncedLine;

/* What the orders of a sync consist of, by order. */
typedef struct OrderContent
{
	OrderRecipient *recipients;
	int recipient_count;
	SyncedPackage *packages;
	int package_count;
	SyncedLine *lines;
	int line_count;
	OrderEvent *events;
	int event_count;
} OrderContent;

extern RowTable ORDER_NUMBER_TABLE;
extern RowTable ORDER_RECIPIENT_TABLE;
extern RowTable SYNCED_PACKAGE_TABLE;
extern RowTable SYNCED_LINE_TABLE;

extern int synced_orders_find(SyncedOrder *numbers, int count, RowMode mode);
extern OrderRecipient *order_recipients_read(const OrderRow *orders, int count, RowMode mode);
extern void synced_orders_insert(SyncedOrder *orders, int count);
extern void synced_orders_replace(SyncedOrder *orders, OrderRecipient *recipients, int count);
extern void order_content_insert(OrderContent *content);

#endif
