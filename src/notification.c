/*
 * notification.c
 *	  Storing messages for accounts that want them, and marking them read (NO-1).
 *
 * A message is stored in the transaction of its event. NOTIFY wakes up listeners
 * without saying whom, since any role may listen. It takes a lock of the whole
 * database at commit, so what happens inside a push is stored without it. Which
 * of many accounts have subscribed is a plan's to find.
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/async.h"
#include "fmgr.h"

#include "argument.h"
#include "errors.h"
#include "id.h"
#include "identity.h"
#include "notification.h"

#define NOTIFICATION_CHANNEL "distribution"

static const char *const EVENT_NAMES[] = {
	[NOTIFY_APPLICATION_RECEIVED] = "application_received",
	[NOTIFY_APPROVED] = "approved",
	[NOTIFY_REJECTED] = "rejected",
	[NOTIFY_TERMINATED] = "terminated",
	[NOTIFY_CLAIM_STOPPED] = "claim_stopped",
	[NOTIFY_PRODUCT_DISABLED] = "product_disabled",
	[NOTIFY_PUSH_FAILED] = "push_failed",
	[NOTIFY_WITHDRAWAL_REQUESTED] = "withdrawal_requested",
	[NOTIFY_WITHDRAWAL_CONFIRMED] = "withdrawal_confirmed",
	[NOTIFY_WITHDRAWAL_REFUSED] = "withdrawal_refused",
	[NOTIFY_RETURN_PUSHED] = "return_pushed",
	[NOTIFY_RETURN_RECEIVED] = "return_received",
	[NOTIFY_RETURN_REFUNDED] = "return_refunded",
	[NOTIFY_BALANCE_LOW] = "balance_low",
	[NOTIFY_CREDIT_DUE] = "credit_due",
	[NOTIFY_STATEMENT_CLOSED] = "statement_closed",
	[NOTIFY_ORDER_REFUSED] = "order_refused",
	[NOTIFY_HELD] = "held",
	[NOTIFY_RELEASED] = "released",
	[NOTIFY_LEVEL_CHANGED] = "level_changed",
	[NOTIFY_WAREHOUSES_CHANGED] = "warehouses_changed",
	[NOTIFY_PRICE_CHANGED] = "price_changed",
	[NOTIFY_PRODUCT_NEW] = "product_new",
	[NOTIFY_STATEMENT_ANSWERED] = "statement_answered",
	[NOTIFY_TOP_UP_ASKED] = "top_up_asked",
	[NOTIFY_TOP_UP_APPROVED] = "top_up_approved",
	[NOTIFY_TOP_UP_REJECTED] = "top_up_rejected",
};

StaticAssertDecl(lengthof(EVENT_NAMES) == NOTIFY_EVENT_COUNT, "every event has a name");

static const RowColumn NOTIFICATION_COLUMNS[] = {
	ROW_IN(Notification, account_id, INT64),
	ROW_MADE(Notification, notification_id),
	ROW_IN(Notification, event, TEXT),
	ROW_IN(Notification, message, TEXT),
	ROW_IN(Notification, created_at, TIME),
	ROW_IN(Notification, read_at, UNTIL),
};

RowTable NOTIFICATION_TABLE = {ROW_TABLE("notification", Notification, NOTIFICATION_COLUMNS, 2)};

static RowChange READ = {.table = &NOTIFICATION_TABLE, .columns = "read_at"};

static const RowColumn SUBSCRIPTION_COLUMNS[] = {
	ROW_IN(Subscription, account_id, INT64),
	ROW_IN(Subscription, event, TEXT),
};

RowTable SUBSCRIPTION_TABLE = {
	ROW_TABLE("notification_subscription", Subscription, SUBSCRIPTION_COLUMNS, 2)};

static PlanQuery READ_SUBSCRIBERS = {
	.name = "read subscribers of an event",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint[], text",
	.sql = "SELECT account_id"
		   "  FROM distribution.notification_subscription"
		   " WHERE account_id = ANY ($1) AND event = $2"
		   " LIMIT 1",
};

static PlanQuery ADD_NOTIFICATIONS = {
	.name = "add notifications",
	.result = SPI_OK_INSERT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint[], text, text[]",
	.sql = "INSERT INTO distribution.notification (account_id, notification_id, event, message)"
		   " SELECT n.account_id, nextval('distribution.notification_notification_id_seq'), "
		   "$2, n.message"
		   "  FROM (SELECT unnest($1) AS account_id, unnest($3) AS message) AS n"
		   " WHERE EXISTS (SELECT FROM distribution.notification_subscription s"
		   "                WHERE s.account_id = n.account_id AND s.event = $2)",
};

/* What an account is told whether or not it has subscribed to it. */
static bool
always_stored(NotificationEvent event)
{
	return event == NOTIFY_REJECTED || event == NOTIFY_TERMINATED;
}

static bool
is_subscribed(int64 account_id, NotificationEvent event)
{
	Subscription subscription = {.account_id = account_id, .event = EVENT_NAMES[event]};

	return row_find(&SUBSCRIPTION_TABLE, &subscription, 1, ROW_NOW) > 0;
}

/* Wakes up listeners, once a transaction. Not on the push path. */
void
notification_wake(void)
{
	Async_Notify(NOTIFICATION_CHANNEL, NULL);
}

/* Stores a message if the account wants it, and wakes up listeners. Not on the push path. */
void
notification_add(int64 account_id, NotificationEvent event, const char *message)
{
	Notification added = {
		.account_id = account_id,
		.event = EVENT_NAMES[event],
		.message = message,
		.created_at = GetCurrentTransactionStartTimestamp(),
		.read_at = DT_NOEND,
	};

	if (!always_stored(event) && !is_subscribed(account_id, event))
		return;
	row_insert(&NOTIFICATION_TABLE, &added, 1);
	notification_wake();
}

/* Whether any of them has subscribed: most often none has, and no message need be made. */
bool
notification_wanted(NotificationEvent event, PlanColumn *account_ids)
{
	PlanValues values = {0};

	plan_bind_column(&values, account_ids);
	plan_bind_text(&values, EVENT_NAMES[event]);
	return plan_execute(&READ_SUBSCRIBERS, &values).count > 0;
}

/* The same event to many accounts, a message each, for those that want it; wakes up nobody. */
void
notification_add_all(NotificationEvent event, PlanColumn *account_ids, PlanColumn *messages)
{
	PlanValues values = {0};

	Assert(!always_stored(event) && account_ids->count == messages->count);
	plan_bind_column(&values, account_ids);
	plan_bind_text(&values, EVENT_NAMES[event]);
	plan_bind_column(&values, messages);
	plan_execute(&ADD_NOTIFICATIONS, &values);
}

static void
refuse_unknown(const Notification *found, int count, const PlanColumn *ids)
{
	for (int i = 0; i < ids->count; i++)
	{
		int64 id = DatumGetInt64(ids->values[i]);
		bool known = false;

		for (int j = 0; j < count && !known; j++)
			known = found[j].notification_id == id;
		if (!known)
			error_not_found("notification", id);
	}
}

static void
mark_read(int64 account_id, const PlanColumn *wanted)
{
	int64 *ids = plan_column_ids(wanted);
	Notification *notifications = palloc0(sizeof(Notification) * Max(wanted->count, 1));
	void **unread = palloc(sizeof(void *) * Max(wanted->count, 1));
	int unread_count = 0;
	int count;

	ids_sort(ids, wanted->count);
	for (int i = 0; i < wanted->count; i++)
	{
		notifications[i].account_id = account_id;
		notifications[i].notification_id = ids[i];
	}
	count = row_find(&NOTIFICATION_TABLE, notifications, wanted->count, ROW_LOCK);
	if (count < wanted->count)
		refuse_unknown(notifications, count, wanted);
	for (int i = 0; i < count; i++)
	{
		if (notifications[i].read_at != DT_NOEND)
			continue;
		notifications[i].read_at = GetCurrentTransactionStartTimestamp();
		unread[unread_count++] = &notifications[i];
	}
	row_update(&READ, unread, unread_count);
}

PG_FUNCTION_INFO_V1(distribution_mark_read);

Datum
distribution_mark_read(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");
	PlanColumn ids = argument_distinct_ids(fcinfo, 1, "notification_ids");

	identity_require(account_id, PERMISSION_REPORT);
	plan_open();
	mark_read(account_id, &ids);
	plan_close();
	PG_RETURN_VOID();
}
