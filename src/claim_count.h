/*
 * claim_count.h
 *	  Numbers of claims of products (PD-4).
 */
#ifndef DISTRIBUTION_CLAIM_COUNT_H
#define DISTRIBUTION_CLAIM_COUNT_H

#include "postgres.h"

/* The suppliers of whom there is something to add up. */
#define CLAIM_COUNT_DUE                                                \
	"SELECT DISTINCT k.supplier_id FROM distribution.claim_count AS k" \
	" GROUP BY k.supplier_id, k.sku_id HAVING count(*) > 1"

extern void claim_count_add_up(int64 supplier_id);

#endif
