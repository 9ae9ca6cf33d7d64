/*
 * product_sales.h
 *	  Counting units sold per product and day (PD-4).
 */
#ifndef DISTRIBUTION_PRODUCT_SALES_H
#define DISTRIBUTION_PRODUCT_SALES_H

#include "postgres.h"

/* The suppliers of whom there is something to count. */
#define PRODUCT_SALES_DUE                                                          \
	"SELECT DISTINCT a.supplier_id"                                                \
	"  FROM distribution.settlement_account a"                                     \
	"  LEFT JOIN distribution.product_sales_counted k"                             \
	"    ON k.supplier_id = a.supplier_id AND k.partnership_id = a.partnership_id" \
	" WHERE a.last_transaction_id > coalesce(k.transaction_id, 0)"

extern int32 product_sales_count(int64 supplier_id);

#endif
