/*
 * supplier.h
 *	  A supplier's row, as the verbs of partnerships, products and claims need it.
 */
#ifndef DISTRIBUTION_SUPPLIER_H
#define DISTRIBUTION_SUPPLIER_H

#include "postgres.h"

typedef struct Supplier
{
	int64 supplier_id;
	bool live;
} Supplier;

extern Supplier supplier_lock(int64 supplier_id);
extern bool supplier_lock_if_any(int64 supplier_id, Supplier *supplier);
extern void supplier_lock_active(int64 supplier_id);
extern void supplier_require_live(const Supplier *supplier);

#endif
