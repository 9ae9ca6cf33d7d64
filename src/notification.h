/*
 * notification.h
 *	  Stored messages to accounts (NO-1).
 */
#ifndef DISTRIBUTION_NOTIFICATION_H
#define DISTRIBUTION_NOTIFICATION_H

#include "postgres.h"

#include "plan.h"
#include "row.h"

typedef enum NotificationEvent
{
	NOTIFY_APPLICATION_RECEIVED,
	NOTIFY_APPROVED,
	NOTIFY_REJECTED,
	NOTIFY_TERMINATED,
	NOTIFY_CLAIM_STOPPED,
	NOTIFY_PRODUCT_DISABLED,
	NOTIFY_PUSH_FAILED,
	NOTIFY_WITHDRAWAL_REQUESTED,
	NOTIFY_WITHDRAWAL_CONFIRMED,
	NOTIFY_WITHDRAWAL_REFUSED,
	NOTIFY_RETURN_PUSHED,
	NOTIFY_RETURN_RECEIVED,
	NOTIFY_RETURN_REFUNDED,
	NOTIFY_BALANCE_LOW,
	NOTIFY_CREDIT_DUE,
	NOTIFY_STATEMENT_CLOSED,
	NOTIFY_ORDER_REFUSED,
	NOTIFY_HELD,
	NOTIFY_RELEASED,
	NOTIFY_LEVEL_CHANGED,
	NOTIFY_WAREHOUSES_CHANGED,
	NOTIFY_PRICE_CHANGED,
	NOTIFY_PRODUCT_NEW,
	NOTIFY_STATEMENT_ANSWERED,
	NOTIFY_TOP_UP_ASKED,
	NOTIFY_TOP_UP_APPROVED,
	NOTIFY_TOP_UP_REJECTED,
	NOTIFY_EVENT_COUNT
} NotificationEvent;

/* Of a supplier, whose act or whose partner's it tells, to him or to a distributor. */
typedef struct Notification
{
	RowPlace place;
	int64 supplier_id;
	int64 account_id;
	int64 notification_id;
	const char *event;
	const char *message;
	TimestampTz created_at;
	TimestampTz read_at; /* DT_NOEND: unread */
} Notification;

/* Of an event by an account. */
typedef struct Subscription
{
	RowPlace place;
	int64 account_id;
	const char *event;
} Subscription;

extern RowTable NOTIFICATION_TABLE;
extern RowTable SUBSCRIPTION_TABLE;

extern void notification_start(void);
extern void notification_add(int64 supplier_id, int64 account_id, NotificationEvent event,
							 const char *message);
extern void notification_wake(void);
extern bool notification_wanted(NotificationEvent event, const PlanColumn *account_ids);
extern void notification_add_all(int64 supplier_id, NotificationEvent event,
								 const PlanColumn *account_ids, const PlanColumn *messages);

#endif
