/*
 * product_log.h
 *	  The log of what became of products and claims (PD-5).
 */
#ifndef DISTRIBUTION_PRODUCT_LOG_H
#define DISTRIBUTION_PRODUCT_LOG_H

#include "postgres.h"

#include "partnership.h"
#include "plan.h"

extern void product_log_products(int64 supplier_id, PlanColumn *sku_ids, const char *event);
extern void product_log_claims(const Partnership *partnership, PlanColumn *sku_ids,
							   const char *event);

#endif
