/*
 * kept_warehouse.c
 *	  The assigned warehouses of a partnership, kept beside it (PA-7) by a trigger
 *	  of partnership_warehouse, so that partners are listed without looking there.
 *
 * A new name of a warehouse changes nothing here, so it waits for no partnership.
 */
#include "postgres.h"

#include "id.h"
#include "plan.h"
#include "trigger.h"

typedef struct Assigned
{
	int64 supplier_id;
	int64 partnership_id;
} Assigned;

static PlanQuery KEEP_WAREHOUSES = {
	.name = "keep the warehouses of a partnership",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint",
	.sql =
		"UPDATE distribution.partnership AS p SET warehouse_ids = w.ids"
		"  FROM (SELECT coalesce(array_agg(a.warehouse_id ORDER BY a.position, a.warehouse_id), '{}') AS ids"
		"          FROM distribution.partnership_warehouse AS a"
		"         WHERE a.supplier_id = $1 AND a.partnership_id = $2 AND a.assigned) AS w"
		" WHERE p.supplier_id = $1 AND p.partnership_id = $2 AND p.warehouse_ids <> w.ids",
};

static int
assigned_compare(const void *a, const void *b)
{
	const Assigned *left = a;
	const Assigned *right = b;
	int order = id_compare(&left->supplier_id, &right->supplier_id);

	return order != 0 ? order : id_compare(&left->partnership_id, &right->partnership_id);
}

/* The partnerships whose rows came, changed or went, sorted, some of them twice. */
static Assigned *
collect(const TriggerData *trigger, int *count)
{
	Tuplestorestate *warehouses =
		trigger->tg_newtable != NULL ? trigger->tg_newtable : trigger->tg_oldtable;
	int supplier = trigger_column(trigger, "supplier_id");
	int partnership = trigger_column(trigger, "partnership_id");
	TriggerRows rows = trigger_rows(trigger, warehouses);
	Assigned *found = palloc(sizeof(Assigned) * (tuplestore_tuple_count(warehouses) + 1));
	bool is_null;

	*count = 0;
	while (trigger_next(&rows))
		found[(*count)++] = (Assigned) {
			.supplier_id = DatumGetInt64(slot_getattr(rows.slot, supplier, &is_null)),
			.partnership_id = DatumGetInt64(slot_getattr(rows.slot, partnership, &is_null)),
		};
	qsort(found, *count, sizeof(Assigned), assigned_compare);
	return found;
}

PG_FUNCTION_INFO_V1(distribution_keep_warehouses);

/* AFTER INSERT, UPDATE and DELETE, each statement of partnership_warehouse. */
Datum
distribution_keep_warehouses(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_statement(fcinfo, "partnership_warehouse");
	int count;
	Assigned *assigned = collect(trigger, &count);

	plan_open();
	for (int i = 0; i < count; i++)
	{
		PlanValues values = {0};

		if (i > 0 && assigned_compare(&assigned[i - 1], &assigned[i]) == 0)
			continue;
		plan_bind_int64(&values, assigned[i].supplier_id);
		plan_bind_int64(&values, assigned[i].partnership_id);
		plan_execute(&KEEP_WAREHOUSES, &values);
	}
	plan_close();
	return PointerGetDatum(NULL);
}
