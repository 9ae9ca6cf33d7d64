/*
 * notification.c
 *	  Storing messages for accounts that want them, and marking them read (NO-1).
 *
 * A message is stored in the transaction of its event. NOTIFY wakes up listeners
 * without saying whom, since any role may listen. It takes a lock of the whole
 * database at commit, so what happens inside a push is stored without it.
 */
#include "postgres.h"

#include "commands/async.h"
#include "fmgr.h"

#include "argument.h"
#include "errors.h"
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

static PlanQuery ADD_NOTIFICATION = {
	.name = "add notification",
	.result = SPI_OK_INSERT,
	.types = "bigint, text, text, boolean",
	.sql = "INSERT INTO distribution.notification (account_id, notification_id, event, message)"
		   " SELECT $1, nextval('distribution.notification_notification_id_seq'), $2, $3"
		   "  WHERE $4 OR EXISTS (SELECT FROM distribution.notification_subscription"
		   "                       WHERE account_id = $1 AND event = $2)",
};

static PlanQuery READ_SUBSCRIBERS = {
	.name = "read subscribers of an event",
	.result = SPI_OK_SELECT,
	.types = "bigint[], text",
	.sql = "SELECT account_id"
		   "  FROM distribution.notification_subscription"
		   " WHERE account_id = ANY ($1) AND event = $2"
		   " LIMIT 1",
};

static PlanQuery ADD_NOTIFICATIONS = {
	.name = "add notifications",
	.result = SPI_OK_INSERT,
	.types = "bigint[], text, text[]",
	.sql = "INSERT INTO distribution.notification (account_id, notification_id, event, message)"
		   " SELECT n.account_id, nextval('distribution.notification_notification_id_seq'), "
		   "$2, n.message"
		   "  FROM (SELECT unnest($1) AS account_id, unnest($3) AS message) AS n"
		   " WHERE EXISTS (SELECT FROM distribution.notification_subscription s"
		   "                WHERE s.account_id = n.account_id AND s.event = $2)",
};

static PlanQuery LOCK_NOTIFICATIONS = {
	.name = "lock notifications",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT notification_id"
		   "  FROM distribution.notification"
		   " WHERE account_id = $1 AND notification_id = ANY ($2)"
		   " ORDER BY notification_id"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery MARK_READ = {
	.name = "mark notifications read",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint[]",
	.sql = "UPDATE distribution.notification SET read_at = now()"
		   " WHERE account_id = $1 AND notification_id = ANY ($2) AND read_at IS NULL",
};

/* What an account is told whether or not it has subscribed to it. */
static bool
always_stored(NotificationEvent event)
{
	return event == NOTIFY_REJECTED || event == NOTIFY_TERMINATED;
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
	PlanValues values = {0};

	plan_bind_int64(&values, account_id);
	plan_bind_text(&values, EVENT_NAMES[event]);
	plan_bind_text(&values, message);
	plan_bind_bool(&values, always_stored(event));
	if (plan_execute(&ADD_NOTIFICATION, &values).count > 0)
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
refuse_unknown(const PlanRows *found, const PlanColumn *ids)
{
	for (int i = 0; i < ids->count; i++)
	{
		int64 id = DatumGetInt64(ids->values[i]);
		bool known = false;

		for (int j = 0; j < found->count && !known; j++)
			known = plan_int64(found, j, 1) == id;
		if (!known)
			error_not_found("notification", id);
	}
}

static void
mark_read(int64 account_id, PlanColumn *ids)
{
	PlanValues values = {0};
	PlanRows found;

	plan_bind_int64(&values, account_id);
	plan_bind_column(&values, ids);
	found = plan_execute(&LOCK_NOTIFICATIONS, &values);
	if (found.count < ids->count)
		refuse_unknown(&found, ids);
	plan_execute(&MARK_READ, &values);
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
