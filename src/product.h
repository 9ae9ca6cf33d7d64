/*
 * product.h
 *	  What imports share with the verbs of products (PD-1, PD-3).
 */
#ifndef DISTRIBUTION_PRODUCT_H
#define DISTRIBUTION_PRODUCT_H

#include "postgres.h"

#include "plan.h"

extern int32 product_insert(int64 supplier_id, PlanColumn *sku_ids, PlanColumn *base_prices);
extern void product_write_base_prices(int64 supplier_id, PlanColumn *sku_ids,
									  PlanColumn *base_prices);

#endif
