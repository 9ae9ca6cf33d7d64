/*
 * payload.h
 *	  The marketplace order as sync_order takes it (OR-1), turned into structs.
 */
#ifndef DISTRIBUTION_PAYLOAD_H
#define DISTRIBUTION_PAYLOAD_H

#include "postgres.h"

#include "json.h"

#define ORDER_MAX_BYTES ((size_t) 1024 * 1024)      /* text of one order */
#define ORDER_MAX_LINES 200                         /* OR-9; so at most as many packages */
#define BATCH_MAX_BYTES ((size_t) 64 * 1024 * 1024) /* text of one sync_orders call */
#define BATCH_MAX_ORDERS 10000                      /* OR-9 */

#define CONTENT_HASH_SIZE 32 /* SHA-256 */

#define PAYLOAD_PLATFORM "in lower case: a to z, 0 to 9, _ and -"

typedef struct PayloadLine
{
	char *sku;
	int32 quantity;
	bool is_gift;
	int package_index;
} PayloadLine;

typedef struct PayloadPackage
{
	char *package_no;
	bool has_warehouse; /* else the partnership's first */
	int64 warehouse_id;
	int first_line;
	int line_count;
} PayloadPackage;

/* An order; use nothing but fault if fault.found. */
typedef struct OrderPayload
{
	char *platform;
	char *store;
	char *order_no;
	TimestampTz ordered_at;
	const char *logistics;
	char *recipient_name;
	char *recipient_phone;
	char *recipient_address;
	int package_count;
	PayloadPackage *packages;
	int line_count;
	PayloadLine *lines;                    /* of all packages, in their order */
	uint8 content_hash[CONTENT_HASH_SIZE]; /* equal for equal content, however written */
	JsonFault fault;
} OrderPayload;

extern bool payload_is_platform(const char *platform);
extern void payload_read_order(const char *text, size_t length, OrderPayload *payload);
extern OrderPayload *payload_read_orders(const char *text, size_t length, int *count,
										 JsonFault *fault);

#endif
