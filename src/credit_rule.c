/*
 * credit_rule.c
 *	  Holds that a credit rule puts on partnerships, and takes off again (CR-5).
 *
 * Maintenance looks for them; no push does. Which partnerships change is read
 * first; those are locked as every change of what a push may do is, partnerships
 * and then settlement accounts, and read and decided anew, as they may have been
 * paid or released meanwhile. A hold by hand stands beside, in its own column.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "ageing.h"
#include "call.h"
#include "credit.h"
#include "credit_rule.h"
#include "ledger.h"
#include "notification.h"
#include "partnership.h"
#include "plan.h"

enum
{
	STATE_PARTNERSHIP = 1,
	STATE_DAYS,
	STATE_HELD,
	STATE_RELEASED_AT,
	STATE_EXCEEDED_AT,
	STATE_OPEN,
	STATE_DOCUMENT,
	STATE_CURRENCY
};

/* Of partnerships that a rule holds, or has something to say of: the charge that exceeded it last. */
#define SELECT_STATES(which)                                                               \
	"SELECT p.partnership_id, r.hold_after_days, p.rule_hold_reason IS NOT NULL,"          \
	"       p.rule_silent_since, c.exceeded_at, c.open_amount, c.document_no, a.currency"  \
	"  FROM distribution.partnership p"                                                    \
	"  JOIN distribution.settlement_account a"                                             \
	"    ON a.supplier_id = p.supplier_id AND a.partnership_id = p.partnership_id"         \
	"  LEFT JOIN LATERAL (SELECT r.hold_after_days FROM distribution.credit_rule r"        \
	"    WHERE r.supplier_id = $1 AND r.partnership_id IN (0, p.partnership_id)"           \
	"    ORDER BY r.partnership_id DESC LIMIT 1) r ON true"                                \
	"  LEFT JOIN LATERAL ("                                                                \
	"    SELECT o.due_at + make_interval(hours => 24 * r.hold_after_days) AS exceeded_at," \
	"           o.open_amount, o.document_no"                                              \
	"      FROM distribution.open_charges($1, p.partnership_id) o"                         \
	"     WHERE " AGEING_MAY_BE_OVERDUE " AND r.hold_after_days IS NOT NULL"               \
	"       AND o.due_at + make_interval(hours => 24 * r.hold_after_days) < now()"         \
	"     ORDER BY 1 DESC, o.transaction_id DESC LIMIT 1) c ON true"                       \
	" WHERE p.supplier_id = $1 AND p.state IN ('partnered', 'terminated') AND " which      \
	" ORDER BY p.partnership_id"

static PlanQuery READ_STATES = {
	.name = "read holds by credit rule",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = SELECT_STATES("(p.rule_hold_reason IS NOT NULL OR a.balance < 0)"),
};

static PlanQuery READ_STATES_OF = {
	.name = "read holds of some partnerships",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = SELECT_STATES("p.partnership_id = ANY ($2)"),
};

static PlanQuery LOCK_PARTNERSHIPS = {
	.name = "lock partnerships to hold",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT partnership_id"
		   "  FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($2)"
		   " ORDER BY partnership_id"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery WRITE_RULE_HOLD = {
	.name = "set hold by rule",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text",
	.sql = "UPDATE distribution.partnership SET rule_hold_reason = $3"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

static HoldChange
decide_change(const PlanRows *rows, int row)
{
	HoldTerms terms = {
		.has_rule = !plan_is_null(rows, row, STATE_DAYS),
		.is_held = plan_bool(rows, row, STATE_HELD),
		.exceeded = !plan_is_null(rows, row, STATE_EXCEEDED_AT),
		.was_released = !plan_is_null(rows, row, STATE_RELEASED_AT),
	};

	if (terms.exceeded)
		terms.exceeded_at = plan_time(rows, row, STATE_EXCEEDED_AT);
	if (terms.was_released)
		terms.released_at = plan_time(rows, row, STATE_RELEASED_AT);
	return credit_hold_decide(&terms);
}

static char *
describe_hold(const PlanRows *rows, int row)
{
	const char *document = plan_text(rows, row, STATE_DOCUMENT);

	return psprintf("%s %s%s%s are overdue by more than %d days",
					plan_text(rows, row, STATE_CURRENCY),
					call_amount(plan_minor(rows, row, STATE_OPEN)),
					document ? " of " : "",
					document ? document : "",
					plan_int32(rows, row, STATE_DAYS));
}

/* NO-3: the distributor may pay, and the supplier knows whom it need not call any more. */
static void
tell(const Partnership *partnership, const char *reason)
{
	NotificationEvent event = reason ? NOTIFY_HELD : NOTIFY_RELEASED;

	notification_add(
		partnership->supplier_id,
		partnership->distributor_id,
		event,
		reason ? psprintf("%s takes no orders until you pay: %s.", partnership->supplier, reason)
			   : psprintf("%s takes orders again, what was overdue is settled: push those that "
						  "failed.",
						  partnership->supplier));
	notification_add(
		partnership->supplier_id,
		partnership->supplier_id,
		event,
		reason
			? psprintf("%s is on hold by your credit rule: %s.", partnership->distributor, reason)
			: psprintf("%s is no longer on hold by your credit rule.", partnership->distributor));
}

static void
write_change(int64 supplier_id, int64 partnership_id, const char *reason)
{
	Partnership partnership = partnership_read(supplier_id, partnership_id);
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind_text(&values, reason);
	plan_execute(&WRITE_RULE_HOLD, &values);
	partnership_record(&partnership, reason ? "held" : "released", reason ? reason : "credit rule");
	tell(&partnership, reason);
}

static void
lock_changed(int64 supplier_id, PlanColumn *ids)
{
	int64 *partnership_ids = palloc(sizeof(int64) * ids->count);
	PlanValues values = {0};
	int count;

	for (int i = 0; i < ids->count; i++)
		partnership_ids[i] = DatumGetInt64(ids->values[i]);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, ids);
	plan_execute(&LOCK_PARTNERSHIPS, &values);
	(void) ledger_accounts(supplier_id, partnership_ids, ids->count, true, &count);
}

void
credit_rule_apply(int64 supplier_id)
{
	PlanValues key = {0};
	PlanValues values = {0};
	PlanRows rows;
	PlanColumn changed;

	plan_bind_int64(&key, supplier_id);
	rows = plan_execute(&READ_STATES, &key);
	changed = plan_column(INT8OID, rows.count);
	for (int i = 0; i < rows.count; i++)
		if (decide_change(&rows, i) != HOLD_STAYS)
			plan_column_add_int64(&changed, plan_int64(&rows, i, STATE_PARTNERSHIP));
	if (changed.count == 0)
		return;
	lock_changed(supplier_id, &changed);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &changed);
	rows = plan_execute(&READ_STATES_OF, &values);
	for (int i = 0; i < rows.count; i++)
	{
		HoldChange change = decide_change(&rows, i);

		if (change != HOLD_STAYS)
			write_change(supplier_id,
						 plan_int64(&rows, i, STATE_PARTNERSHIP),
						 change == HOLD_BEGINS ? describe_hold(&rows, i) : NULL);
	}
}
