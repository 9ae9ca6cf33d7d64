/*
 * supplier_guard.c
 *	  What no SQL may do to a supplier, its keys, its levels and its SKUs.
 *
 * These triggers hold against plain SQL what the verbs never do. They know no
 * caller: the rules hold for superusers as well.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/rel.h"

#include "call.h"
#include "errors.h"
#include "ledger.h"
#include "plan.h"
#include "trigger.h"

static PlanQuery READ_TIME_ZONE = {
	.name = "read time zone",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "text",
	.sql = "SELECT name FROM pg_catalog.pg_timezone_names WHERE name = $1",
};

/* Stronger than what foreign keys lock: waits for whoever is adding a product, price or fee. */
static PlanQuery LOCK_SUPPLIER_KEY = {
	.name = "lock supplier against references",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT supplier_id FROM distribution.supplier WHERE supplier_id = $1 FOR UPDATE",
};

static PlanQuery READ_PRICED = {
	.name = "read whether amounts in base currency exist",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT EXISTS (SELECT FROM distribution.distribution_product WHERE supplier_id = $1)"
		   "    OR EXISTS (SELECT FROM distribution.sku_price WHERE supplier_id = $1)"
		   "    OR EXISTS (SELECT FROM distribution.partnership_price WHERE supplier_id = $1)"
		   "    OR EXISTS (SELECT FROM distribution.customer_level WHERE supplier_id = $1)"
		   "    OR EXISTS (SELECT FROM distribution.fee WHERE supplier_id = $1)",
};

/* Waits for whoever is setting a price for the level. */
static PlanQuery LOCK_LEVEL = {
	.name = "lock a level against references",
	.result = SPI_OK_SELECT,
	.types = "bigint, int",
	.sql = "SELECT level FROM distribution.customer_level"
		   " WHERE supplier_id = $1 AND level = $2 FOR UPDATE",
};

/* As a foreign key would; it cannot be one, as level 0 is none. */
static PlanQuery SHARE_LEVEL = {
	.name = "lock a level that is referred to",
	.result = SPI_OK_SELECT,
	.types = "bigint, int",
	.sql = "SELECT level FROM distribution.customer_level"
		   " WHERE supplier_id = $1 AND level = $2 FOR KEY SHARE",
};

/* Waits for whoever is beginning to use the currency: foreign keys lock it for that. */
static PlanQuery LOCK_CURRENCY = {
	.name = "lock a currency against references",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "text",
	.sql = "SELECT currency FROM distribution.currency WHERE currency = $1 FOR UPDATE",
};

static PlanQuery READ_CURRENCY_USE = {
	.name = "read use of a currency",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "text",
	.sql = "SELECT CASE"
		   "  WHEN EXISTS (SELECT FROM distribution.supplier"
		   "                WHERE base_currency = $1) THEN 'supplier'"
		   "  WHEN EXISTS (SELECT FROM distribution.settlement_account"
		   "                WHERE currency = $1) THEN 'settlement_account'"
		   "  WHEN EXISTS (SELECT FROM distribution.fixed_rate"
		   "                WHERE $1 IN (from_currency, to_currency)) THEN 'fixed_rate'"
		   "  WHEN EXISTS (SELECT FROM distribution.live_rate"
		   "                WHERE $1 IN (from_currency, to_currency)) THEN 'live_rate'"
		   "  WHEN EXISTS (SELECT FROM distribution.ledger_entry"
		   "                WHERE currency = $1) THEN 'ledger_entry' END",
};

static PlanQuery READ_LEVEL_USE = {
	.name = "read use of a level",
	.result = SPI_OK_SELECT,
	.types = "bigint, int",
	.sql = "SELECT CASE"
		   "  WHEN EXISTS (SELECT FROM distribution.partnership"
		   "                WHERE supplier_id = $1 AND level = $2) THEN 'partnership'"
		   "  WHEN EXISTS (SELECT FROM distribution.visibility_rule"
		   "                WHERE supplier_id = $1 AND level = $2) THEN 'visibility_rule'"
		   "  WHEN EXISTS (SELECT FROM distribution.mark_rule"
		   "                WHERE supplier_id = $1 AND level = $2) THEN 'mark_rule'"
		   "  WHEN EXISTS (SELECT FROM distribution.shipping_rule"
		   "                WHERE supplier_id = $1 AND level = $2) THEN 'shipping_rule'"
		   "  WHEN EXISTS (SELECT FROM distribution.sku_price"
		   "                WHERE supplier_id = $1 AND level = $2) THEN 'sku_price' END",
};

static PlanQuery READ_DISTRIBUTED = {
	.name = "read whether a SKU is distributed",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT sku_id"
		   "  FROM distribution.distribution_product"
		   " WHERE supplier_id = $1 AND sku_id = $2",
};

static void
refuse_time_zone(const char *time_zone)
{
	PlanValues values = {0};

	plan_bind_text(&values, time_zone);
	if (plan_execute(&READ_TIME_ZONE, &values).count == 0)
		error_argument("time_zone", time_zone, "a name of pg_timezone_names, such as UTC");
}

/* LE-6: days and months are summed as entries are posted; whoever posts holds one of the accounts. */
static void
refuse_if_posted(int64 supplier_id)
{
	int count;
	const LedgerAccount *accounts = ledger_accounts_lock_all(supplier_id, &count);

	for (int i = 0; i < count; i++)
		if (accounts[i].last_transaction_id > 0)
			error_immutable("the time zone",
							"The ledger has entries, summed by its days and months.");
}

/* ON-4 */
static void
refuse_if_priced(int64 supplier_id)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_execute(&LOCK_SUPPLIER_KEY, &values);
	rows = plan_execute(&READ_PRICED, &values);
	if (plan_bool(&rows, 0, 1))
		error_immutable("the base currency", "A product, price, level or fee is stated in it.");
}

static void
guard_supplier_update(const TriggerData *trigger, int64 supplier_id)
{
	bool was_not_live;

	(void) trigger_value(trigger, trigger->tg_trigtuple, "live_at", &was_not_live);
	if (!was_not_live && trigger_changed(trigger, "live_at"))
		error_immutable("the time of going live", "Going live is never undone.");
	if (trigger_changed(trigger, "base_currency"))
		refuse_if_priced(supplier_id);
	if (trigger_changed(trigger, "time_zone"))
		refuse_if_posted(supplier_id);
}

PG_FUNCTION_INFO_V1(distribution_guard_supplier);

/* BEFORE INSERT OR UPDATE, each row of supplier: ON-4, LE-6. */
Datum
distribution_guard_supplier(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "supplier");
	bool update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	HeapTuple row = trigger_written(trigger);
	bool is_null;
	Datum supplier_id = trigger_value(trigger, trigger->tg_trigtuple, "supplier_id", &is_null);
	Datum time_zone = trigger_value(trigger, row, "time_zone", &is_null);

	plan_open();
	if (update)
		guard_supplier_update(trigger, DatumGetInt64(supplier_id));
	if (!is_null && (!update || trigger_changed(trigger, "time_zone")))
		refuse_time_zone(TextDatumGetCString(time_zone));
	plan_close();
	return PointerGetDatum(row);
}

PG_FUNCTION_INFO_V1(distribution_guard_fixed);

/* AFTER UPDATE, each row: the columns that the trigger names never change. */
Datum
distribution_guard_fixed(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, NULL);

	for (int i = 0; i < trigger->tg_trigger->tgnargs; i++)
		if (trigger_changed(trigger, trigger->tg_trigger->tgargs[i]))
			error_immutable(psprintf("\"%s\" of \"%s\"",
									 trigger->tg_trigger->tgargs[i],
									 trigger_table(trigger)),
							"It never changes; make a new row.");
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(distribution_guard_kept);

/* BEFORE DELETE OR TRUNCATE, each statement: rows stay. */
Datum
distribution_guard_kept(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_statement(fcinfo, NULL);

	ereport(ERROR,
			(errcode(ERRCODE_IMMUTABLE),
			 errmsg("rows of \"%s\" are never deleted", trigger_table(trigger))));
}

PG_FUNCTION_INFO_V1(distribution_guard_level);

/* BEFORE DELETE OR UPDATE OF level, each row of customer_level: PC-1. */
Datum
distribution_guard_level(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "customer_level");
	bool update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	bool is_null;
	PlanValues values = {0};
	PlanRows rows;
	int32 level = DatumGetInt32(trigger_value(trigger, trigger->tg_trigtuple, "level", &is_null));

	plan_bind(
		&values, trigger_value(trigger, trigger->tg_trigtuple, "supplier_id", &is_null), false);
	plan_bind_int32(&values, level);
	plan_open();
	plan_execute(&LOCK_LEVEL, &values);
	rows = plan_execute(&READ_LEVEL_USE, &values);
	if (!plan_is_null(&rows, 0, 1) && (!update || trigger_changed(trigger, "level")))
		error_in_use(psprintf("customer level %d", level), plan_text(&rows, 0, 1));
	plan_close();
	return PointerGetDatum(trigger_written(trigger));
}

PG_FUNCTION_INFO_V1(distribution_guard_sku_price);

/* AFTER INSERT OR UPDATE OF level, each row of sku_price that names a level: PC-8. */
Datum
distribution_guard_sku_price(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "sku_price");
	HeapTuple row = trigger_written(trigger);
	bool supplier_null;
	bool level_null;
	Datum supplier_id = trigger_value(trigger, row, "supplier_id", &supplier_null);
	Datum level = trigger_value(trigger, row, "level", &level_null);
	PlanValues values = {0};

	/* What is null is refused by its column. */
	if (supplier_null || level_null)
		return PointerGetDatum(row);
	plan_bind(&values, supplier_id, false);
	plan_bind(&values, level, false);
	plan_open();
	if (plan_execute(&SHARE_LEVEL, &values).count == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("there is no customer level %d", DatumGetInt32(level)),
				 errhint("Add it to distribution.customer_level first; level 0 is all levels.")));
	plan_close();
	return PointerGetDatum(row);
}

PG_FUNCTION_INFO_V1(distribution_guard_currency);

/* BEFORE UPDATE OF decimals, each row of currency in which they change: PC-8. */
Datum
distribution_guard_currency(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "currency");
	bool is_null;
	Datum currency = trigger_value(trigger, trigger->tg_trigtuple, "currency", &is_null);
	PlanValues values = {0};
	PlanRows rows;

	plan_bind(&values, currency, false);
	plan_open();
	plan_execute(&LOCK_CURRENCY, &values);
	rows = plan_execute(&READ_CURRENCY_USE, &values);
	if (!plan_is_null(&rows, 0, 1))
		error_immutable(
			psprintf("the number of decimals of %s", TextDatumGetCString(currency)),
			psprintf("Table \"%s\" has rows in that currency.", plan_text(&rows, 0, 1)));
	plan_close();
	return PointerGetDatum(trigger->tg_newtuple);
}

PG_FUNCTION_INFO_V1(distribution_guard_combination);

/* BEFORE UPDATE OF is_combination, each row of merchant_sku that turns into one: PD-1. */
Datum
distribution_guard_combination(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "merchant_sku");
	bool is_null;
	Datum sku_id = trigger_value(trigger, trigger->tg_trigtuple, "sku_id", &is_null);
	Datum supplier_id = trigger_value(trigger, trigger->tg_trigtuple, "supplier_id", &is_null);
	PlanValues values = {0};

	plan_bind(&values, supplier_id, false);
	plan_bind(&values, sku_id, false);
	plan_open();
	if (plan_execute(&READ_DISTRIBUTED, &values).count > 0)
		error_rule(psprintf("merchant SKU %s is distributed and cannot be a combination",
							call_sku(DatumGetInt64(supplier_id), DatumGetInt64(sku_id))),
				   NULL);
	plan_close();
	return PointerGetDatum(trigger->tg_newtuple);
}
