/*
 * copied_name.c
 *	  Names beside the ids of what its reader has no row of.
 *
 * Whose rows a table has is asked of its own columns (ID-4), so what a name
 * stands for is the owner's alone, and the other side reads a copy: of a SKU on
 * its claims, of a warehouse on its assignments, of shops, with their time
 * zones, and distributors on partnerships. Whoever makes such a row locks what it copies from, so that a
 * new name waits for it and finds it here.
 */
#include "postgres.h"

#include "utils/rel.h"

#include "node.h"
#include "plan.h"
#include "trigger.h"

typedef struct CopiedName
{
	const char *table;  /* whose row was changed */
	const char *key[2]; /* its columns that say which rows have the copy; the second may be NULL */
	const char *copied[2]; /* its columns that they have; likewise */
	PlanQuery write;
} CopiedName;

static CopiedName COPIED_NAMES[] = {
	{
		.table = "merchant_sku",
		.key = {"supplier_id", "sku_id"},
		.copied = {"sku", "name"},
		.write =
			{
				.name = "copy the names of a SKU",
				.result = SPI_OK_UPDATE,
				.types = "bigint, bigint, text, text",
				.sql = "UPDATE distribution.claim SET sku_code = $3, sku_name = $4"
					   " WHERE supplier_id = $1 AND sku_id = $2",
			},
	},
	{
		.table = "warehouse",
		.key = {"supplier_id", "warehouse_id"},
		.copied = {"name"},
		.write =
			{
				.name = "copy the name of a warehouse",
				.result = SPI_OK_UPDATE,
				.types = "bigint, bigint, text",
				.sql = "UPDATE distribution.partnership_warehouse SET warehouse_name = $3"
					   " WHERE supplier_id = $1 AND warehouse_id = $2",
			},
	},
	{
		.table = "supplier",
		.key = {"supplier_id"},
		.copied = {"bigshop_name", "time_zone"},
		.write =
			{
				.name = "copy the name and the zone of a shop",
				.result = SPI_OK_UPDATE,
				.types = "bigint, text, text",
				.sql = "UPDATE distribution.partnership SET shop_name = $2, time_zone = $3"
					   " WHERE supplier_id = $1",
			},
	},
	{
		.table = "account",
		.key = {"account_id"},
		.copied = {"name"},
		.write =
			{
				.name = "copy the name of a distributor",
				.result = SPI_OK_UPDATE,
				.scope = PLACEMENT_OF_ALL, /* his suppliers' */
				.types = "bigint, text",
				.sql =
					"UPDATE distribution.partnership SET distributor_name = $2 WHERE distributor_id = $1",
			},
	},
};

static CopiedName *
copied_name_of(const TriggerData *trigger)
{
	for (int i = 0; i < lengthof(COPIED_NAMES); i++)
		if (trigger_is_of(trigger, COPIED_NAMES[i].table))
			return &COPIED_NAMES[i];
	elog(ERROR, "no names of table \"%s\" are copied", trigger_table(trigger));
}

static void
bind_columns(PlanValues *values, const TriggerData *trigger, const char *const *columns)
{
	for (int i = 0; i < 2 && columns[i] != NULL; i++)
	{
		bool is_null;
		Datum value = trigger_value(trigger, trigger->tg_newtuple, columns[i], &is_null);

		plan_bind(values, value, is_null);
	}
}

PG_FUNCTION_INFO_V1(distribution_copy_names);

/* AFTER UPDATE, each row that gets another name or zone. */
Datum
distribution_copy_names(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, NULL);
	CopiedName *name = copied_name_of(trigger);
	PlanValues values = {0};

	bind_columns(&values, trigger, name->key);
	bind_columns(&values, trigger, name->copied);
	plan_open();
	if (name->write.scope == PLACEMENT_OF_ALL)
		node_write_here(&name->write, &values);
	else
		plan_execute(&name->write, &values);
	plan_close();
	return PointerGetDatum(NULL);
}
