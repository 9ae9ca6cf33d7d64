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

#include "ageing.h"
#include "money_notice.h"
#include "notification.h"
#include "plan.h"
#include "supplier.h"

enum
{
	NOTICE_ACCOUNT = 1,
	NOTICE_MESSAGE
};

/* Of the accounts of which an event is true now and that want to know, those not told yet. */
#define SEND_NOTICES(event, accounts)                                                            \
	"WITH now_true AS (SELECT t.* FROM (" accounts ") t"                                         \
	" WHERE EXISTS (SELECT FROM distribution.notification_subscription s"                        \
	"   WHERE s.event = '" event "' AND s.account_id = t.account_id)), over AS ("                \
	"DELETE FROM distribution.money_notice n"                                                    \
	" WHERE n.supplier_id = $1 AND n.event = '" event "' AND NOT EXISTS (SELECT FROM now_true t" \
	"   WHERE t.partnership_id = n.partnership_id AND t.account_id = n.account_id)"              \
	"), noticed AS ("                                                                            \
	"INSERT INTO distribution.money_notice"                                                      \
	" (supplier_id, partnership_id, event, account_id, noticed_at)"                              \
	" SELECT $1, partnership_id, '" event "', account_id, now() FROM now_true"                   \
	" ORDER BY partnership_id, account_id"                                                       \
	" ON CONFLICT (supplier_id, partnership_id, event, account_id) DO NOTHING"                   \
	" RETURNING partnership_id, account_id"                                                      \
	") "                                                                                         \
	"SELECT t.account_id, t.message"                                                             \
	"  FROM now_true t"                                                                          \
	"  JOIN noticed n ON n.partnership_id = t.partnership_id AND n.account_id = t.account_id"    \
	" ORDER BY t.partnership_id, t.account_id"

/* The other side of a partnership p by its name. */
#define PARTNER(is_supplier)                                 \
	"CASE WHEN " is_supplier " THEN p.distributor_name ELSE" \
	"  coalesce(p.shop_name, 'Supplier ' || p.supplier_id) END"

/* Each side below its own threshold. */
static PlanQuery SEND_BALANCE_LOW = {
	.name = "notice low balances",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = SEND_NOTICES(
		"balance_low",
		"SELECT a.partnership_id, g.account_id,"
		"       format(CASE g.side WHEN 'supplier'"
		"         THEN 'The balance of %s is %s %s, below %s: ask for payment or change its credit.'"
		"         ELSE 'Your balance at %s is %s %s, below %s: pay, and ask for a top-up.' END,"
		"         " PARTNER(
			"g.side = 'supplier'") ", a.currency, a.balance,"
								   "         g.low_balance_below::numeric(20,2)) AS message"
								   "  FROM distribution.partnership_setting g"
								   "  JOIN distribution.settlement_account a ON a.supplier_id = g.supplier_id"
								   "   AND a.partnership_id = g.partnership_id AND a.balance < g.low_balance_below"
								   "  JOIN distribution.partnership p"
								   "    ON p.supplier_id = g.supplier_id AND p.partnership_id = g.partnership_id"
								   " WHERE g.supplier_id = $1"),
};

static PlanQuery SEND_CREDIT_DUE = {
	.name = "notice charges due",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = SEND_NOTICES(
		"credit_due",
		"SELECT a.partnership_id, w.account_id,"
		"       format(CASE w.account_id WHEN a.supplier_id"
		"         THEN '%s owes you %s %s that is due, the oldest for %s: ask for payment.'"
		"         ELSE 'You owe %s %s %s that is due, the oldest for %s: pay, and ask for a top-up.'"
		"         END, " PARTNER(
			"w.account_id = a.supplier_id") ", a.currency, c.due, c.oldest)"
											"         AS message"
											"  FROM distribution.settlement_account a"
											"  JOIN distribution.partnership p"
											"    ON p.supplier_id = a.supplier_id AND p.partnership_id = a.partnership_id"
											" CROSS JOIN LATERAL (SELECT sum(o.open_amount)::numeric(20,2) AS due,"
											"    (array_agg(coalesce(o.document_no, replace(o.kind, '_', ' '))"
											"      ORDER BY o.transaction_id))[1] AS oldest"
											"    FROM distribution.open_charges(a.supplier_id, a.partnership_id) o"
											"   WHERE o.due_at < now()) c"
											" CROSS JOIN LATERAL (VALUES (a.supplier_id), (a.distributor_id)) w (account_id)"
											" WHERE a.supplier_id = $1 AND " AGEING_MAY_BE_OVERDUE
											" AND c.due > 0"
											"   AND EXISTS (SELECT FROM distribution.notification_subscription s"
											"     WHERE s.event = 'credit_due' AND s.account_id IN (a.supplier_id, a.distributor_id))"),
};

static void
send(PlanQuery *query, int64 supplier_id, NotificationEvent event)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	rows = plan_execute(query, &values);
	for (int i = 0; i < rows.count; i++)
		notification_add(supplier_id,
						 plan_int64(&rows, i, NOTICE_ACCOUNT),
						 event,
						 plan_text(&rows, i, NOTICE_MESSAGE));
}

void
money_notice_send(int64 supplier_id)
{
	(void) supplier_lock(supplier_id);
	send(&SEND_BALANCE_LOW, supplier_id, NOTIFY_BALANCE_LOW);
	send(&SEND_CREDIT_DUE, supplier_id, NOTIFY_CREDIT_DUE);
}
