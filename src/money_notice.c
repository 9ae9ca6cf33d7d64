/*
 * money_notice.c
 *	  Messages about low balances and charges that have fallen due (NO-1).
 *
 * Nothing of this is on the path of a push: maintenance looks, for the accounts
 * that have subscribed. What an account has been told is kept, so that it is
 * told once, and again after the balance had recovered or the debt was paid.
 * Under the supplier's lock, so that two runs do not tell the same.
 */
#include "postgres.h"

#include "money_notice.h"
#include "notification.h"
#include "plan.h"
#include "supplier.h"

enum
{
	NOTICE_SUPPLIER = 1,
	NOTICE_DISTRIBUTOR,
	NOTICE_MESSAGE
};

/* Of the partnerships that an event is true of now, those not told yet. */
#define SEND_NOTICES(event, partnerships)                                                        \
	"WITH now_true AS (" partnerships "), over AS ("                                             \
	"DELETE FROM distribution.money_notice n"                                                    \
	" WHERE n.supplier_id = $1 AND n.event = '" event "' AND NOT EXISTS (SELECT FROM now_true t" \
	"   WHERE t.supplier_id = n.supplier_id AND t.partnership_id = n.partnership_id)"            \
	"), noticed AS ("                                                                            \
	"INSERT INTO distribution.money_notice (supplier_id, partnership_id, event, noticed_at)"     \
	" SELECT supplier_id, partnership_id, '" event "', now() FROM now_true"                      \
	" ORDER BY supplier_id, partnership_id"                                                      \
	" ON CONFLICT (supplier_id, partnership_id, event) DO NOTHING"                               \
	" RETURNING supplier_id, partnership_id"                                                     \
	") "                                                                                         \
	"SELECT t.supplier_id, t.distributor_id, t.message"                                          \
	"  FROM now_true t"                                                                          \
	"  JOIN noticed n ON n.supplier_id = t.supplier_id AND n.partnership_id = t.partnership_id"  \
	" ORDER BY t.supplier_id, t.partnership_id"

#define SUBSCRIBED(event)                                                                  \
	"EXISTS (SELECT FROM distribution.notification_subscription s WHERE s.event = '" event \
	"' AND s.account_id IN (a.supplier_id, a.distributor_id))"

static PlanQuery SEND_BALANCE_LOW = {
	.name = "notice low balances",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = SEND_NOTICES(
		"balance_low",
		"SELECT a.supplier_id, a.partnership_id, a.distributor_id,"
		"       format('the balance of partnership %s is %s %s, below %s', a.partnership_id,"
		"              a.balance, a.currency, g.low_balance_below::numeric(20,2)) AS message"
		"  FROM distribution.partnership_setting g"
		"  JOIN distribution.settlement_account a ON a.supplier_id = g.supplier_id"
		"   AND a.partnership_id = g.partnership_id AND a.balance < g.low_balance_below"
		" WHERE g.supplier_id = $1 AND " SUBSCRIBED("balance_low")),
};

static PlanQuery SEND_CREDIT_DUE = {
	.name = "notice charges due",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = SEND_NOTICES(
		"credit_due",
		"SELECT a.supplier_id, a.partnership_id, a.distributor_id,"
		"       format('partnership %s owes %s %s that is due', a.partnership_id, c.due, a.currency)"
		"         AS message"
		"  FROM distribution.settlement_account a"
		" CROSS JOIN LATERAL (SELECT sum(o.open_amount)::numeric(20,2) AS due"
		"    FROM distribution.open_charges(a.supplier_id, a.partnership_id) o"
		"   WHERE o.due_at < now()) c"
		" WHERE a.supplier_id = $1 AND a.balance < 0 AND c.due > 0 AND " SUBSCRIBED("credit_due")),
};

static void
send(PlanQuery *query, int64 supplier_id, NotificationEvent event)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	rows = plan_execute(query, &values);
	for (int i = 0; i < rows.count; i++)
	{
		char *message = plan_text(&rows, i, NOTICE_MESSAGE);

		notification_add(plan_int64(&rows, i, NOTICE_SUPPLIER), event, message);
		notification_add(plan_int64(&rows, i, NOTICE_DISTRIBUTOR), event, message);
	}
}

void
money_notice_send(int64 supplier_id)
{
	(void) supplier_lock(supplier_id);
	send(&SEND_BALANCE_LOW, supplier_id, NOTIFY_BALANCE_LOW);
	send(&SEND_CREDIT_DUE, supplier_id, NOTIFY_CREDIT_DUE);
}
