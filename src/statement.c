/*
 * statement.c
 *	  Closing months, and the distributors' answers (LE-7).
 *
 * A month is closed under the settlement account's row lock, which whoever
 * posts holds as well. Entries never go back in time, so raising the account's
 * last posting time to the month's end is all it takes to keep the month shut,
 * also against transactions that began while it was open.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"

#include "argument.h"
#include "calendar.h"
#include "errors.h"
#include "identity.h"
#include "ledger_row.h"
#include "notification.h"
#include "partnership.h"
#include "plan.h"
#include "state.h"

enum
{
	PERIOD_THIS_MONTH = 1,
	PERIOD_LAST_CLOSED,
	PERIOD_FIRST_POSTED
};

/* Months as of today: the current one, the last closed, the first with an entry. */
static PlanQuery READ_PERIODS = {
	.name = "read months of a settlement account",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT date_trunc('month', now() AT TIME ZONE s.time_zone)::date,"
		   "       (SELECT max(t.month) FROM distribution.statement t"
		   "         WHERE t.supplier_id = $1 AND t.partnership_id = $2),"
		   "       (SELECT min(m.month) FROM distribution.ledger_month m"
		   "         WHERE m.supplier_id = $1 AND m.partnership_id = $2)"
		   "  FROM distribution.supplier s"
		   " WHERE s.supplier_id = $1",
};

/* The sums are those kept with the entries; transactions are numbered without gaps. */
static PlanQuery WRITE_STATEMENT = {
	.name = "write a statement",
	.result = SPI_OK_INSERT_RETURNING,
	.types = "bigint, bigint, date, text",
	.sql =
		"WITH months AS ("
		"SELECT m.month = $3 AS this, m.charges, m.refunds, m.return_charges, m.manual,"
		"       m.base_charges, m.base_refunds, m.base_return_charges, m.base_manual, m.entries"
		"  FROM distribution.ledger_month m"
		" WHERE m.supplier_id = $1 AND m.partnership_id = $2 AND m.month <= $3"
		"), sums AS ("
		"SELECT coalesce(sum(charges + refunds + return_charges + manual)"
		"                FILTER (WHERE NOT this), 0) AS opening,"
		"       coalesce(sum(charges) FILTER (WHERE this), 0) AS charges,"
		"       coalesce(sum(refunds) FILTER (WHERE this), 0) AS refunds,"
		"       coalesce(sum(return_charges) FILTER (WHERE this), 0) AS return_charges,"
		"       coalesce(sum(manual) FILTER (WHERE this), 0) AS manual,"
		"       coalesce(sum(charges + refunds + return_charges + manual), 0) AS closing,"
		"       coalesce(sum(base_charges + base_refunds + base_return_charges + base_manual)"
		"                FILTER (WHERE NOT this), 0) AS base_opening,"
		"       coalesce(sum(base_charges) FILTER (WHERE this), 0) AS base_charges,"
		"       coalesce(sum(base_refunds) FILTER (WHERE this), 0) AS base_refunds,"
		"       coalesce(sum(base_return_charges) FILTER (WHERE this), 0) AS base_return_charges,"
		"       coalesce(sum(base_manual) FILTER (WHERE this), 0) AS base_manual,"
		"       coalesce(sum(base_charges + base_refunds + base_return_charges + base_manual), 0)"
		"         AS base_closing,"
		"       coalesce(sum(entries) FILTER (WHERE this), 0) AS entries,"
		"       coalesce(sum(entries), 0)::bigint AS last_transaction_id"
		"  FROM months"
		") "
		"INSERT INTO distribution.statement"
		" (supplier_id, statement_id, partnership_id, distributor_id, month, currency,"
		"  opening_balance, charges,"
		"  refunds, return_charges, manual, closing_balance, base_currency, base_opening_balance,"
		"  base_charges, base_refunds, base_return_charges, base_manual, base_closing_balance,"
		"  entries, last_transaction_id, last_hash, closed_by, closed_at)"
		" SELECT $1, nextval('distribution.statement_statement_id_seq'), $2, a.distributor_id, $3,"
		"        a.currency, n.opening, n.charges, n.refunds,"
		"  n.return_charges, n.manual, n.closing, s.base_currency, n.base_opening, n.base_charges,"
		"  n.base_refunds, n.base_return_charges, n.base_manual, n.base_closing, n.entries,"
		"  n.last_transaction_id,"
		"  coalesce((SELECT e.hash FROM distribution.ledger_entry e"
		"             WHERE e.supplier_id = $1 AND e.partnership_id = $2"
		"               AND e.transaction_id = n.last_transaction_id AND e.side = 'supplier'), ''),"
		"  $4, now()"
		"  FROM sums n"
		"  JOIN distribution.settlement_account a ON a.supplier_id = $1 AND a.partnership_id = $2"
		"  JOIN distribution.supplier s ON s.supplier_id = $1"
		" RETURNING statement_id",
};

enum
{
	STATEMENT_DISTRIBUTOR = 1,
	STATEMENT_STATE,
	STATEMENT_PARTNERSHIP,
	STATEMENT_MONTH
};

static PlanQuery LOCK_STATEMENT = {
	.name = "lock a statement",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT distributor_id, state, partnership_id, to_char(month, 'YYYY-MM')"
		   "  FROM distribution.statement"
		   " WHERE supplier_id = $1 AND statement_id = $2"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery WRITE_ANSWER = {
	.name = "write the answer to a statement",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, text, text",
	.sql = "UPDATE distribution.statement"
		   "   SET state = $3, reason = $4, answered_by = $5, answered_at = now()"
		   " WHERE supplier_id = $1 AND statement_id = $2",
};

static char *
month_name(int number)
{
	return psprintf("%04d-%02d", number / MONTHS_PER_YEAR, number % MONTHS_PER_YEAR + 1);
}

/* Any day of the month; years before 1 are refused with the infinite ones. */
static int
argument_month(FunctionCallInfo fcinfo, int n)
{
	DateADT day;

	if (PG_ARGISNULL(n))
		error_null_argument("month");
	day = PG_GETARG_DATEADT(n);
	if (DATE_NOT_FINITE(day) || calendar_month(day) < MONTHS_PER_YEAR ||
		calendar_month(day) > 9999 * MONTHS_PER_YEAR)
		error_argument("month",
					   DatumGetCString(DirectFunctionCall1(date_out, PG_GETARG_DATUM(n))),
					   "a day of the month to close");
	return calendar_month(day);
}

static void
refuse_closed(int month, int last_closed)
{
	ereport(ERROR,
			(errcode(ERRCODE_PERIOD_CLOSED),
			 errmsg("month %s is closed", month_name(month)),
			 errdetail("The last closed month is %s.", month_name(last_closed)),
			 errhint("Post a correction into an open month.")));
}

static void
refuse_month(int month, const char *why, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TRANSITION),
			 errmsg("cannot close month %s: %s", month_name(month), why),
			 errhint("%s", hint)));
}

/* LE-7: an ended month, the one after the last closed; the first is any that leaves none out. */
static void
require_next_month(int64 supplier_id, int64 partnership_id, int month)
{
	PlanValues values = {0};
	PlanRows rows;
	bool any_closed;
	bool any_posted;
	int last_closed = 0;
	int first_posted = 0;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	rows = plan_read(&READ_PERIODS, &values);
	any_closed = !plan_is_null(&rows, 0, PERIOD_LAST_CLOSED);
	any_posted = !plan_is_null(&rows, 0, PERIOD_FIRST_POSTED);
	if (any_closed)
		last_closed = calendar_month(plan_date(&rows, 0, PERIOD_LAST_CLOSED));
	if (any_posted)
		first_posted = calendar_month(plan_date(&rows, 0, PERIOD_FIRST_POSTED));
	if (any_closed && month <= last_closed)
		refuse_closed(month, last_closed);
	if (month >= calendar_month(plan_date(&rows, 0, PERIOD_THIS_MONTH)))
		refuse_month(month, "it has not ended", "A month is closed when it is over.");
	if (any_closed && month > last_closed + 1)
		refuse_month(month,
					 "months are closed in sequence",
					 psprintf("The next to close is %s.", month_name(last_closed + 1)));
	if (!any_closed && any_posted && month > first_posted)
		refuse_month(month,
					 "months are closed in sequence",
					 psprintf("The first to close is %s.", month_name(first_posted)));
}

/* NO-3 */
static void
tell_closed(int64 supplier_id, int64 partnership_id, int64 statement_id, int month)
{
	Partnership partnership = partnership_read(supplier_id, partnership_id);

	notification_add(
		supplier_id,
		partnership.distributor_id,
		NOTIFY_STATEMENT_CLOSED,
		psprintf("%s closed the statement of %s: confirm or dispute statement " INT64_FORMAT ".",
				 partnership.supplier,
				 month_name(month),
				 statement_id));
}

PG_FUNCTION_INFO_V1(distribution_close_statement);

Datum
distribution_close_statement(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	int month;
	int64 statement_id;
	PlanValues values = {0};
	PlanRows rows;
	LedgerAccount *accounts;
	int count;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	month = argument_month(fcinfo, 2);
	plan_open();
	accounts = ledger_accounts(supplier_id, &partnership_id, 1, true, &count);
	(void) ledger_account(accounts, count, partnership_id);
	plan_snapshot_push();
	require_next_month(supplier_id, partnership_id, month);
	plan_snapshot_pop();
	ledger_account_shut(supplier_id, partnership_id, calendar_first_day(month));
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind(&values, DateADTGetDatum(calendar_first_day(month)), false);
	plan_bind_text(&values, identity_actor());
	rows = plan_execute(&WRITE_STATEMENT, &values);
	statement_id = plan_int64(&rows, 0, 1);
	tell_closed(supplier_id, partnership_id, statement_id, month);
	plan_close();
	PG_RETURN_INT64(statement_id);
}

static void
require_answerable(int64 statement_id, const PlanRows *statement, bool confirmed)
{
	const char *state = plan_text(statement, 0, STATEMENT_STATE);
	const char *answer = confirmed ? STATEMENT_STATE_CONFIRMED : STATEMENT_STATE_DISPUTED;

	if (!state_leads(STATES_OF_STATEMENT, state, "answer_statement", answer))
		error_transition("statement",
						 psprintf("of %s", plan_text(statement, 0, STATEMENT_MONTH)),
						 statement_id,
						 state,
						 confirmed ? "confirm" : "dispute",
						 "A disputed statement can be confirmed; a confirmed one stays.");
}

/* NO-3 */
static void
tell_answer(int64 supplier_id, const PlanRows *statement, bool confirmed, const char *reason)
{
	Partnership partnership =
		partnership_read(supplier_id, plan_int64(statement, 0, STATEMENT_PARTNERSHIP));

	notification_add(supplier_id,
					 supplier_id,
					 NOTIFY_STATEMENT_ANSWERED,
					 psprintf("%s %s the statement of %s%s%s",
							  partnership.distributor,
							  confirmed ? "confirmed" : "disputes",
							  plan_text(statement, 0, STATEMENT_MONTH),
							  reason ? ": " : ".",
							  reason ? reason : ""));
}

PG_FUNCTION_INFO_V1(distribution_answer_statement);

Datum
distribution_answer_statement(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 statement_id = argument_int64(fcinfo, 1, "statement_id");
	bool confirmed = argument_bool(fcinfo, 2, "confirmed");
	char *reason = confirmed ? argument_text_or_null(fcinfo, 3, "reason", TEXT_NOTE)
							 : argument_reason(fcinfo, 3, "reason");
	PlanValues values = {0};
	PlanRows rows;

	plan_open();
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, statement_id);
	rows = plan_execute(&LOCK_STATEMENT, &values);
	if (rows.count == 0)
		error_not_found("statement", statement_id);
	identity_require_side(supplier_id,
						  plan_int64(&rows, 0, STATEMENT_DISTRIBUTOR),
						  PERMISSION_DISTRIBUTOR,
						  "statement",
						  statement_id);
	require_answerable(statement_id, &rows, confirmed);
	plan_bind_text(&values, confirmed ? STATEMENT_STATE_CONFIRMED : STATEMENT_STATE_DISPUTED);
	plan_bind_text(&values, reason);
	plan_bind_text(&values, identity_actor());
	plan_execute(&WRITE_ANSWER, &values);
	tell_answer(supplier_id, &rows, confirmed, reason);
	plan_close();
	PG_RETURN_VOID();
}
