/*
 * quota_guard.c
 *	  Counting order quota anew when it starts or ends to be counted (QU-1).
 *
 * Orders pushed without a quota are not counted. So a count from before is
 * worth nothing after: it is dropped, and the next push under a quota counts
 * the month's orders themselves. A change of plan that takes its time may end in
 * another month than it began in, and now() is of: the counts of all since are.
 *
 * On a cluster the row that changes is on every node, and the trigger with it.
 * There each waits for its own pushes, and drops what its own tables have: what
 * suppliers hold of a quota was given under the old one, so of any change.
 */
#include "postgres.h"

#include "plan.h"
#include "quota_block.h"
#include "trigger.h"

#define THIS_MONTH "date_trunc('month', now() AT TIME ZONE 'UTC')::date"

/* The engine does not plan them: on a cluster they are executed where the tables are. */
static PlanQuery DROP_COUNT_OF_ACCOUNT = {
	.name = "drop quota count of an account",
	.result = SPI_OK_DELETE,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint",
	.sql = "DELETE FROM distribution.quota_usage"
		   " WHERE account_id = $1 AND month >= " THIS_MONTH,
};

static PlanQuery DROP_BLOCKS_OF_ACCOUNT = {
	.name = "drop what is held of the quota of an account",
	.result = SPI_OK_DELETE,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint",
	.sql = "DELETE FROM distribution.quota_block"
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

static PlanQuery DROP_BLOCKS_OF_PLAN = {
	.name = "drop what is held of the quotas of a plan",
	.result = SPI_OK_DELETE,
	.scope = PLACEMENT_OF_ALL,
	.types = "text",
	.sql =
		"DELETE FROM distribution.quota_block"
		" WHERE month >= " THIS_MONTH
		"   AND account_id IN (SELECT a.account_id FROM distribution.account a WHERE a.plan = $1)",
};

/* Of a cluster, on this node. */
static void
drop_here(PlanQuery *counts, PlanQuery *blocks, PlanValues *values)
{
	int *places;
	int count;

	quota_plans_change();
	count = placement_here(&places);
	for (int i = 0; i < count; i++)
	{
		plan_execute_at(counts, values, places[i]);
		plan_execute_at(blocks, values, places[i]);
	}
}

PG_FUNCTION_INFO_V1(distribution_recount_account);

/* AFTER UPDATE OF plan, each row of account. On a cluster also to the same, which only counts anew. */
Datum
distribution_recount_account(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "account");
	PlanValues values = {0};
	bool is_null;
	Datum account_id = trigger_value(trigger, trigger->tg_trigtuple, "account_id", &is_null);

	plan_bind(&values, account_id, false);
	plan_open();
	if (placement_is_distributed())
		drop_here(&DROP_COUNT_OF_ACCOUNT, &DROP_BLOCKS_OF_ACCOUNT, &values);
	else if (trigger_changed(trigger, "plan"))
		plan_execute(&DROP_COUNT_OF_ACCOUNT, &values);
	plan_close();
	return PointerGetDatum(NULL);
}

/* On one machine only whether there is a quota says whether orders are counted. */
static bool
begins_or_ends(const TriggerData *trigger)
{
	bool was_null;
	bool is_null;

	(void) trigger_value(trigger, trigger->tg_trigtuple, "order_quota", &was_null);
	(void) trigger_value(trigger, trigger->tg_newtuple, "order_quota", &is_null);
	return was_null != is_null;
}

PG_FUNCTION_INFO_V1(distribution_recount_plan);

/* AFTER UPDATE OF order_quota, each row of plan that gets another. */
Datum
distribution_recount_plan(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "plan");
	PlanValues values = {0};
	bool is_null;
	Datum plan = trigger_value(trigger, trigger->tg_trigtuple, "plan", &is_null);

	plan_bind(&values, plan, false);
	plan_open();
	if (placement_is_distributed())
		drop_here(&DROP_COUNTS_OF_PLAN, &DROP_BLOCKS_OF_PLAN, &values);
	else if (begins_or_ends(trigger))
	{
		plan_execute(&LOCK_COUNTS_OF_PLAN, &values);
		plan_execute(&DROP_COUNTS_OF_PLAN, &values);
	}
	plan_close();
	return PointerGetDatum(NULL);
}
