/*
 * product_sales.h
 *	  Counting units sold per product and day (PD-4).
 */
#ifndef DISTRIBUTION_PRODUCT_SALES_H
#define DISTRIBUTION_PRODUCT_SALES_H

#include "postgres.h"

extern int32 product_sales_count(int64 supplier_id);
extern int64 *product_sales_behind(int *count);

#endif
