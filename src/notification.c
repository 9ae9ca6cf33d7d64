/*
 * notification.c
 *	  Storing messages for accounts that want them, and marking them read (NO-1).
 *
 * A message is stored in the transaction of its event. NOTIFY wakes up listeners
 * without saying whom, since any role may listen. It takes a lock of the whole
 * database at commit, so what happens inside a push is stored without it.
 *
 * Every message is of what happened between a supplier and a partner, and
 * stands with the supplier's rows: on a cluster a push writes on one node.
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/async.h"
#include "fmgr.h"
#include "utils/builtins.h"

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
	ROW_IN(Notification, supplier_id, INT64),
	ROW_IN(Notification, account_id, INT64),
	ROW_MADE(Notification, notification_id),
	ROW_IN(Notification, event, TEXT),
	ROW_IN(Notification, message, TEXT),
	ROW_IN(Notification, created_at, TIME),
	ROW_IN(Notification, read_at, UNTIL),
};

RowTable NOTIFICATION_TABLE = {ROW_TABLE("notification", Notification, NOTIFICATION_COLUMNS, 3)};

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
		   " WHERE account_id = ANY ($1) AND event = $2",
};

enum
{
	MESSAGE_SUPPLIER = 1,
	MESSAGE_ID
};

/* An account's messages are of all its partners, and on a cluster at several nodes. */
static PlanQuery READ_SUPPLIERS = {
	.name = "read of which suppliers messages are",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, bigint[]",
	.sql = "SELECT supplier_id, notification_id"
		   "  FROM distribution.notification"
		   " WHERE account_id = $1 AND notification_id = ANY ($2)"
		   " ORDER BY supplier_id, notification_id",
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

/*
 * Whether this transaction wakes up listeners when it commits. One of several
 * nodes is prepared first, which none can be that has said NOTIFY: it wakes them
 * when it commits what it prepared (NO-1).
 */
static bool wakes;

static void
wake_at_commit(XactEvent event, void *argument)
{
	if (event == XACT_EVENT_PRE_COMMIT && wakes)
		Async_Notify(NOTIFICATION_CHANNEL, NULL);
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT)
		wakes = false;
}

/* At module start. */
void
notification_start(void)
{
	RegisterXactCallback(wake_at_commit, NULL);
}

/* Wakes up listeners, once a transaction. Not on the push path. */
void
notification_wake(void)
{
	wakes = true;
}

static Notification
message_of(int64 supplier_id, int64 account_id, NotificationEvent event, const char *message)
{
	return (Notification) {
		.supplier_id = supplier_id,
		.account_id = account_id,
		.event = EVENT_NAMES[event],
		.message = message,
		.created_at = GetCurrentTransactionStartTimestamp(),
		.read_at = DT_NOEND,
	};
}

/* Stores a message if the account wants it, and wakes up listeners. Not on the push path. */
void
notification_add(int64 supplier_id, int64 account_id, NotificationEvent event, const char *message)
{
	Notification added = message_of(supplier_id, account_id, event, message);

	if (!always_stored(event) && !is_subscribed(account_id, event))
		return;
	row_insert(&NOTIFICATION_TABLE, &added, 1);
	notification_wake();
}

static PlanRows
read_subscribers(NotificationEvent event, const PlanColumn *account_ids)
{
	PlanColumn ids = *account_ids;
	PlanValues values = {0};

	plan_bind_column(&values, &ids);
	plan_bind_text(&values, EVENT_NAMES[event]);
	return plan_execute(&READ_SUBSCRIBERS, &values);
}

/* Whether any of them has subscribed: most often none has, and no message need be made. */
bool
notification_wanted(NotificationEvent event, const PlanColumn *account_ids)
{
	return read_subscribers(event, account_ids).count > 0;
}

static int64 *
sorted_ids(const PlanRows *subscribers)
{
	int64 *ids = palloc(sizeof(int64) * Max(subscribers->count, 1));

	for (int i = 0; i < subscribers->count; i++)
		ids[i] = plan_int64(subscribers, i, 1);
	ids_sort(ids, subscribers->count);
	return ids;
}

/* The same event to many accounts, a message each, for those that want it; wakes up nobody. */
void
notification_add_all(int64 supplier_id, NotificationEvent event, const PlanColumn *account_ids,
					 const PlanColumn *messages)
{
	PlanRows subscribers = read_subscribers(event, account_ids);
	int64 *subscribed = sorted_ids(&subscribers);
	Notification *added = palloc(sizeof(Notification) * Max(account_ids->count, 1));
	int count = 0;

	Assert(!always_stored(event) && account_ids->count == messages->count);
	for (int i = 0; i < account_ids->count; i++)
	{
		int64 account_id = DatumGetInt64(account_ids->values[i]);

		if (ids_have(subscribed, subscribers.count, account_id))
			added[count++] = message_of(
				supplier_id, account_id, event, TextDatumGetCString(messages->values[i]));
	}
	row_insert(&NOTIFICATION_TABLE, added, count);
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

/* By supplier: who marks the same ones waits for us, and never we for him as well. */
static Notification *
read_messages(int64 account_id, PlanColumn *wanted, int *count)
{
	PlanValues values = {0};
	PlanRows rows;
	Notification *messages;

	plan_bind_int64(&values, account_id);
	plan_bind_column(&values, wanted);
	rows = plan_execute(&READ_SUPPLIERS, &values);
	messages = palloc0(sizeof(Notification) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		messages[i].supplier_id = plan_int64(&rows, i, MESSAGE_SUPPLIER);
		messages[i].account_id = account_id;
		messages[i].notification_id = plan_int64(&rows, i, MESSAGE_ID);
	}
	*count = rows.count;
	return messages;
}

static void
mark_read(int64 account_id, PlanColumn *wanted)
{
	int count;
	Notification *messages = read_messages(account_id, wanted, &count);
	void **unread = palloc(sizeof(void *) * Max(count, 1));
	int unread_count = 0;

	count = row_find(&NOTIFICATION_TABLE, messages, count, ROW_LOCK);
	if (count < wanted->count)
		refuse_unknown(messages, count, wanted);
	for (int i = 0; i < count; i++)
	{
		if (messages[i].read_at != DT_NOEND)
			continue;
		messages[i].read_at = GetCurrentTransactionStartTimestamp();
		unread[unread_count++] = &messages[i];
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
