/*
 * product_guard.c
 *	  What no SQL may do to products, and the limits of a supplier (PD-1, PD-2,
 *	  VI-1).
 *
 * A limit is counted after the rows are there, under the lock of the supplier's
 * row and as of now, so that two inserts at once cannot both fit.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "call.h"
#include "errors.h"
#include "id.h"
#include "identity.h"
#include "plan.h"
#include "state.h"
#include "supplier.h"
#include "trigger.h"

#define MAX_PRODUCTS 200
#define MAX_RULES 100

static PlanQuery LOCK_MERCHANT_SKU = {
	.name = "lock merchant SKU",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT is_combination"
		   "  FROM distribution.merchant_sku"
		   " WHERE supplier_id = $1 AND sku_id = $2"
		   "   FOR SHARE",
};

/* For who has locked rows that come after it in the order of all verbs: he gives way. */
static PlanQuery LOCK_SUPPLIER_OR_FAIL = {
	.name = "lock supplier or fail",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT supplier_id"
		   "  FROM distribution.supplier"
		   " WHERE supplier_id = $1"
		   "   FOR NO KEY UPDATE NOWAIT",
};

static PlanQuery COUNT_PRODUCTS = {
	.name = "count products of a supplier",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT count(*)"
		   "  FROM distribution.distribution_product"
		   " WHERE supplier_id = $1 AND state <> 'disabled'",
};

static PlanQuery COUNT_RULES = {
	.name = "count visibility rules of a supplier",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT count(*)"
		   "  FROM distribution.visibility_rule"
		   " WHERE supplier_id = $1",
};

static PlanQuery READ_PRODUCT = {
	.name = "read whether a SKU is a product",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT sku_id"
		   "  FROM distribution.distribution_product"
		   " WHERE supplier_id = $1 AND sku_id = $2",
};

/* Of whatever supplier */
static PlanQuery READ_CLAIMED_BY_OWNER = {
	.name = "read a claim under the code of a product",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, text",
	.sql = "SELECT c.sku_id"
		   "  FROM distribution.claim c"
		   "  JOIN distribution.partnership p"
		   "    ON p.supplier_id = c.supplier_id AND p.partnership_id = c.partnership_id"
		   " WHERE c.distributor_id = $1 AND c.distributor_sku = $2 AND p.state = 'partnered'"
		   " LIMIT 1",
};

/* PD-1 */
static void
refuse_combination(const TriggerData *trigger)
{
	PlanValues values = {0};
	PlanRows rows;
	bool is_null[2];
	Datum supplier_id = trigger_value(trigger, trigger->tg_trigtuple, "supplier_id", &is_null[0]);
	Datum sku_id = trigger_value(trigger, trigger->tg_trigtuple, "sku_id", &is_null[1]);

	plan_bind(&values, supplier_id, is_null[0]);
	plan_bind(&values, sku_id, is_null[1]);
	plan_open();
	rows = plan_execute(&LOCK_MERCHANT_SKU, &values);
	if (rows.count > 0 && plan_bool(&rows, 0, 1))
		error_rule(psprintf("merchant SKU %s is a combination, which cannot be distributed",
							call_sku(DatumGetInt64(supplier_id), DatumGetInt64(sku_id))),
				   NULL);
	plan_close();
}

static char *
called(int64 supplier_id, int64 sku_id)
{
	char *sku;

	plan_open();
	sku = call_sku(supplier_id, sku_id);
	plan_close();
	return sku;
}

/* PD-2 */
static void
refuse_transition(const TriggerData *trigger)
{
	bool is_null;
	HeapTuple old_row = trigger->tg_trigtuple;
	char *from = TextDatumGetCString(trigger_value(trigger, old_row, "state", &is_null));
	char *to = TextDatumGetCString(trigger_value(trigger, trigger->tg_newtuple, "state", &is_null));

	int64 supplier_id = DatumGetInt64(trigger_value(trigger, old_row, "supplier_id", &is_null));
	int64 sku_id = DatumGetInt64(trigger_value(trigger, old_row, "sku_id", &is_null));

	if (!state_is(from, to) && !state_may(STATES_OF_PRODUCT, from, to))
		error_transition(
			"product", called(supplier_id, sku_id), sku_id, from, psprintf("make %s", to), NULL);
}

PG_FUNCTION_INFO_V1(distribution_guard_product);

/* BEFORE INSERT OR UPDATE OF state, each row of distribution_product. */
Datum
distribution_guard_product(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "distribution_product");

	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
	{
		refuse_transition(trigger);
		return PointerGetDatum(trigger->tg_newtuple);
	}
	refuse_combination(trigger);
	return PointerGetDatum(trigger->tg_trigtuple);
}

/* One by one, in their order: a distributed engine locks rows of one supplier only. Leaves each id once; how many. */
static int
lock_suppliers(int64 *supplier_ids, int count)
{
	Supplier supplier;

	count = ids_sort_distinct(supplier_ids, count);
	for (int i = 0; i < count; i++)
		(void) supplier_lock_if_any(supplier_ids[i], &supplier);
	return count;
}

/* The suppliers whose SKUs the caller may rename. */
static void
lock_suppliers_of_caller(void)
{
	int count;
	const int64 *accounts = identity_accounts(PERMISSION_SUPPLIER, &count);
	int64 *supplier_ids = palloc(sizeof(int64) * Max(count, 1));

	memcpy(supplier_ids, accounts, sizeof(int64) * count);
	plan_open();
	(void) lock_suppliers(supplier_ids, count);
	plan_close();
}

/* PD-1 */
static bool
is_claimed(Datum supplier_id, Datum sku_id, Datum code)
{
	PlanValues product = {0};
	PlanValues claim = {0};

	plan_bind(&product, supplier_id, false);
	plan_bind(&product, sku_id, false);
	plan_bind(&claim, supplier_id, false);
	plan_bind(&claim, code, false);
	return plan_execute(&READ_PRODUCT, &product).count > 0 &&
		plan_execute(&READ_CLAIMED_BY_OWNER, &claim).count > 0;
}

/* PD-1 */
static void
refuse_claimed_code(const TriggerData *trigger, Datum code)
{
	HeapTuple row = trigger->tg_newtuple;
	PlanValues lock = {0};
	bool is_null;
	Datum supplier_id = trigger_value(trigger, row, "supplier_id", &is_null);
	Datum sku_id = trigger_value(trigger, row, "sku_id", &is_null);

	plan_bind(&lock, supplier_id, false);
	plan_open();
	plan_execute(&LOCK_SUPPLIER_OR_FAIL, &lock);
	if (is_claimed(supplier_id, sku_id, code))
		error_rule(
			psprintf("SKU code \"%s\" is claimed from another supplier", TextDatumGetCString(code)),
			"What is claimed cannot be distributed on.");
	plan_close();
}

PG_FUNCTION_INFO_V1(distribution_guard_sku);

/*
 * BEFORE UPDATE OF sku of merchant_sku: PD-1, under the supplier's lock as adding
 * products and claiming. Each statement locks it before any row is locked; for
 * each row that gets another code it is then locked already, but for who may
 * rename everybody's (ID-5).
 */
Datum
distribution_guard_sku(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	bool is_null;
	Datum code;

	if (CALLED_AS_TRIGGER(fcinfo) && TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event))
	{
		(void) trigger_statement(fcinfo, "merchant_sku");
		lock_suppliers_of_caller();
		return PointerGetDatum(NULL);
	}
	trigger = trigger_row(fcinfo, "merchant_sku");
	code = trigger_value(trigger, trigger->tg_newtuple, "sku", &is_null);
	if (!is_null)
		refuse_claimed_code(trigger, code);
	return PointerGetDatum(trigger->tg_newtuple);
}

/* The suppliers of the row, or of the statement's new rows, each once. */
static PlanColumn
suppliers_of(const TriggerData *trigger)
{
	PlanColumn suppliers = plan_column(INT8OID, 1);
	int number = trigger_column(trigger, "supplier_id");
	TriggerRows rows;
	bool is_null;

	if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
	{
		plan_column_add(&suppliers,
						trigger_value(trigger, trigger->tg_trigtuple, "supplier_id", &is_null),
						false);
		return suppliers;
	}
	rows = trigger_rows(trigger, trigger->tg_newtable);
	while (trigger_next(&rows))
	{
		int64 supplier_id = DatumGetInt64(slot_getattr(rows.slot, number, &is_null));
		int last = suppliers.count - 1;

		/* Rows of one supplier stand together; a repeat does no harm. */
		if (last < 0 || DatumGetInt64(suppliers.values[last]) != supplier_id)
			plan_column_add_int64(&suppliers, supplier_id);
	}
	return suppliers;
}

static void
refuse_too_many(const TriggerData *trigger, PlanQuery *query, int64 limit, const char *what)
{
	PlanColumn suppliers = suppliers_of(trigger);
	int64 *supplier_ids = plan_column_ids(&suppliers);
	int count;

	plan_open();
	count = lock_suppliers(supplier_ids, suppliers.count);
	/* As of now even in a transaction whose own snapshot is older. */
	CommandCounterIncrement();
	PushActiveSnapshot(GetLatestSnapshot());
	for (int i = 0; i < count; i++)
	{
		PlanValues values = {0};
		PlanRows rows;

		plan_bind_int64(&values, supplier_ids[i]);
		rows = plan_read(query, &values);
		if (plan_int64(&rows, 0, 1) > limit)
			error_limit(what,
						limit,
						psprintf("Supplier " INT64_FORMAT " would have more.", supplier_ids[i]));
	}
	PopActiveSnapshot();
	plan_close();
}

PG_FUNCTION_INFO_V1(distribution_guard_product_limit);

/* AFTER INSERT, each statement, and AFTER UPDATE, each row that is disabled no more. */
Datum
distribution_guard_product_limit(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (CALLED_AS_TRIGGER(fcinfo) && TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		trigger = trigger_row(fcinfo, "distribution_product");
	else
		trigger = trigger_new_rows(fcinfo, "distribution_product");
	refuse_too_many(trigger, &COUNT_PRODUCTS, MAX_PRODUCTS, "products that are not disabled");
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(distribution_guard_rule_limit);

/* AFTER INSERT, each statement. */
Datum
distribution_guard_rule_limit(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_new_rows(fcinfo, "visibility_rule");

	refuse_too_many(trigger, &COUNT_RULES, MAX_RULES, "visibility rules of a supplier");
	return PointerGetDatum(NULL);
}
