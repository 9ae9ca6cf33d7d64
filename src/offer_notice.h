/*
 * offer_notice.h
 *	  Messages about changed prices and new products (NO-3).
 */
#ifndef DISTRIBUTION_OFFER_NOTICE_H
#define DISTRIBUTION_OFFER_NOTICE_H

#include "postgres.h"

#include "plan.h"

/* Of a supplier's changes: they have been left in peace for a while, or there are some for long already. */
#define OFFER_NOTICE_IN_PEACE(now)                        \
	"(max(changed_at) <= " now " - interval '10 minutes'" \
	" OR min(changed_at) <= " now " - interval '1 hour')"

/* The suppliers of whose list this is so at $1 */
#define OFFER_NOTICE_DUE                                \
	"SELECT supplier_id FROM distribution.offer_change" \
	" GROUP BY supplier_id HAVING " OFFER_NOTICE_IN_PEACE("$1")

/* Whether somebody wants to know of it: else nothing is kept for maintenance. */
#define OFFER_NOTICE_WANTED(event)                               \
	"EXISTS (SELECT FROM distribution.notification_subscription" \
	"         WHERE event = '" event "')"

extern void offer_notice_add_products(int64 supplier_id, PlanColumn *sku_ids);
extern void offer_notice_send(int64 supplier_id);

#endif
