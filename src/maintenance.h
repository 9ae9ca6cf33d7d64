/*
 * maintenance.h
 *	  What maintenance shares with the locks that it takes beforehand.
 */
#ifndef DISTRIBUTION_MAINTENANCE_H
#define DISTRIBUTION_MAINTENANCE_H

#include "postgres.h"

#define QUEUE_BATCH 500        /* orders pushed at once */
#define STOCK_MAX_CHANGES 1000 /* stock rows pushed at once */
#define TRIM_MAX_PRODUCTS 20   /* trimmed at once */
#define MAINTENANCE_SLICES 10  /* of a task and supplier, a run */

/* What one run locks of a supplier before it does anything. */
typedef struct MaintenanceLocks
{
	int64 supplier_id;
	bool moves_stock;
	bool applies_rules; /* of credit (CR-5) */
	int64 *order_ids;   /* queued */
	int order_count;
	int64 last_queue_no;
	bool left_out; /* until the next run: something of it is locked */
} MaintenanceLocks;

/* A piece of work in a subtransaction of its own, and what it is about. */
typedef struct MaintenanceStep
{
	void (*run)(struct MaintenanceStep *step);
	const char *what;
	int64 supplier_id;
	MaintenanceLocks *locks;
	const int64 *order_ids;
	int count;  /* of the orders, or the locks */
	bool quiet; /* a smaller step will say what is wrong */
	bool more;  /* there may be more to do */
} MaintenanceStep;

extern int maintenance_attempt(MaintenanceStep *step);
extern void maintenance_lock(MaintenanceLocks *suppliers, int count);

#endif
