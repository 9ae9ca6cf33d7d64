/*
 * quota_guard.c
 *	  Counting order quota anew when it starts or ends to be counted (QU-1).
 *
 * Orders pushed without a quota are not counted. So a count from before is
 * worth nothing after: it is dropped, and the next push under a quota counts
 * the month's orders themselves. A change of plan that takes its time may end in
 * another month than it began in, and now() is of: the counts of all since are.
 */
#include "postgres.h"

#include "plan.h"
#include "trigger.h"

#define THIS_MONTH "date_trunc('month', now() AT TIME ZONE 'UTC')::date"

static PlanQuery DROP_COUNT_OF_ACCOUNT = {
	.name = "drop quota count of an account",
	.result = SPI_OK_DELETE,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint",
	.sql = "DELETE FROM distribution.quota_usage"
		   " WHERE account_id = $1 AND month >= " THIS_MONTH,
};

static PlanQuery LOCK_COUNTS_OF_PLAN = {
	.name = "lock quota counts of a plan",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "text",
	.sql =
		"SELECT account_id"
		"  FROM distribution.quota_usage"
		" WHERE month >= " THIS_MONTH
		"   AND account_id IN (SELECT a.account_id FROM distribution.account a WHERE a.plan = $1)"
		" ORDER BY account_id"
		"   FOR UPDATE",
};

static PlanQuery DROP_COUNTS_OF_PLAN = {
	.name = "drop quota counts of a plan",
	.result = SPI_OK_DELETE,
	.scope = PLACEMENT_OF_SHARED,
	.types = "text",
	.sql =
		"DELETE FROM distribution.quota_usage"
		" WHERE month >= " THIS_MONTH
		"   AND account_id IN (SELECT a.account_id FROM distribution.account a WHERE a.plan = $1)",
};

PG_FUNCTION_INFO_V1(distribution_recount_account);

/* AFTER UPDATE OF plan, each row of account. */
Datum
distribution_recount_account(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "account");
	PlanValues values = {0};
	bool is_null;
	Datum account_id = trigger_value(trigger, trigger->tg_trigtuple, "account_id", &is_null);

	plan_bind(&values, account_id, false);
	plan_open();
	plan_execute(&DROP_COUNT_OF_ACCOUNT, &values);
	plan_close();
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(distribution_recount_plan);

/* AFTER UPDATE OF order_quota, each row of plan that gains or loses one. */
Datum
distribution_recount_plan(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "plan");
	PlanValues values = {0};
	bool is_null;
	Datum plan = trigger_value(trigger, trigger->tg_trigtuple, "plan", &is_null);

	plan_bind(&values, plan, false);
	plan_open();
	plan_execute(&LOCK_COUNTS_OF_PLAN, &values);
	plan_execute(&DROP_COUNTS_OF_PLAN, &values);
	plan_close();
	return PointerGetDatum(NULL);
}
