/*
 * order_rule_guard.c
 *	  What no SQL may write into the rules that a push applies (OR-15): the mark
 *	  that is refused, an account that is no distributor of the supplier, and a
 *	  platform of which there can be no order.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "errors.h"
#include "mark.h"
#include "payload.h"
#include "plan.h"
#include "trigger.h"

static PlanQuery READ_DISTRIBUTOR = {
	.name = "read a distributor of a rule",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT partnership_id"
		   "  FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND distributor_id = $2"
		   " LIMIT 1",
};

/* Of a partnership of whatever state: a rule outlives it, and waits for another (VI-4). */
static void
require_distributor(Datum supplier_id, Datum distributor_id)
{
	PlanValues values = {0};

	plan_bind(&values, supplier_id, false);
	plan_bind(&values, distributor_id, false);
	plan_open();
	if (plan_execute(&READ_DISTRIBUTOR, &values).count == 0)
		error_not_found("distributor", DatumGetInt64(distributor_id));
	plan_close();
}

/* OR-1: a rule of a platform that no order can have would never be applied. */
static void
require_platform(const char *platform)
{
	if (!payload_is_platform(platform))
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("\"platform\" cannot be \"%s\"", platform),
				 errhint("Accepted: a code as orders have it, " PAYLOAD_PLATFORM ".")));
}

PG_FUNCTION_INFO_V1(distribution_guard_order_rule);

/* AFTER INSERT OR UPDATE, each row of mark_rule and shipping_rule. */
Datum
distribution_guard_order_rule(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, NULL);
	HeapTuple row = trigger_written(trigger);
	bool is_null;
	Datum supplier_id = trigger_value(trigger, row, "supplier_id", &is_null);
	Datum distributor_id = trigger_value(trigger, row, "distributor_id", &is_null);
	Datum platform;

	if (!is_null)
		require_distributor(supplier_id, distributor_id);
	platform = trigger_value(trigger, row, "platform", &is_null);
	if (!is_null)
		require_platform(TextDatumGetCString(platform));
	if (trigger_is_of(trigger, "mark_rule"))
		mark_require_free(TextDatumGetCString(trigger_value(trigger, row, "mark", &is_null)));
	return PointerGetDatum(NULL);
}
