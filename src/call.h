/*
 * call.h
 *	  What messages call things: names and codes, not ids.
 */
#ifndef DISTRIBUTION_CALL_H
#define DISTRIBUTION_CALL_H

#include "postgres.h"

#include "amount.h"

extern char *call_shop(int64 supplier_id);
extern char *call_sku(int64 supplier_id, int64 sku_id);
extern char *call_warehouse(int64 supplier_id, int64 warehouse_id);
extern char *call_customer(int64 supplier_id, int64 customer_id);
extern char *call_amount(Minor amount);
extern char *call_name(const char *name);
extern char *call_partnership(const char *supplier, const char *distributor);

#endif
