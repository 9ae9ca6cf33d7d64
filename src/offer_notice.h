/*
 * offer_notice.h
 *	  Messages about changed prices and new products (NO-3).
 */
#ifndef DISTRIBUTION_OFFER_NOTICE_H
#define DISTRIBUTION_OFFER_NOTICE_H

#include "postgres.h"

#include "plan.h"

/* The suppliers whose list has been left in peace for a while, or changes for long already. */
#define OFFER_NOTICE_DUE                                    \
	"SELECT supplier_id FROM distribution.offer_change"     \
	" GROUP BY supplier_id"                                 \
	" HAVING max(changed_at) <= $1 - interval '10 minutes'" \
	"     OR min(changed_at) <= $1 - interval '1 hour'"

/* Whether somebody wants to know of it: else nothing is kept for maintenance. */
#define OFFER_NOTICE_WANTED(event)                               \
	"EXISTS (SELECT FROM distribution.notification_subscription" \
	"         WHERE event = '" event "')"

extern void offer_notice_add_products(int64 supplier_id, PlanColumn *sku_ids);
extern void offer_notice_send(int64 supplier_id);

#endif
