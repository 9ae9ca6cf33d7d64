/*
 * price_history.c
 *	  Keeping every change of a price with who and when (PC-7).
 *
 * Triggers do it, so that plain SQL leaves the same trace as the functions. A
 * row that gets another key is one price that goes and one that comes.
 */
#include "postgres.h"

#include "utils/rel.h"

#include "errors.h"
#include "identity.h"
#include "offer_notice.h"
#include "plan.h"
#include "trigger.h"

/* Noted too for who wants to be told (NO-3). */
static PlanQuery INSERT_HISTORY = {
	.name = "insert price history",
	.result = SPI_OK_INSERT,
	.types = "bigint, text, text, bigint, int, int, tstzrange, bigint,"
			 "numeric, numeric, numeric, numeric, numeric, numeric",
	.sql =
		"WITH changed AS ("
		"INSERT INTO distribution.price_history"
		" (supplier_id, history_id, kind, actor, sku_id, level, min_quantity, valid, partnership_id,"
		"  old_price, new_price, old_percent, new_percent, old_plus, new_plus)"
		" VALUES ($1, nextval('distribution.price_history_history_id_seq'), "
		"$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
		") "
		"INSERT INTO distribution.offer_change"
		" (supplier_id, change_id, kind, sku_id, level, partnership_id)"
		" SELECT $1, nextval('distribution.offer_change_change_id_seq'), $2, $4, $5, $8"
		" WHERE " OFFER_NOTICE_WANTED("price_changed"),
};

/* Where a table keeps what history keeps; NULL: it has no such column. */
typedef struct PriceTable
{
	const char *relation;
	const char *kind;
	const char *keys[5];   /* sku_id, level, min_quantity, valid, partnership_id */
	const char *values[3]; /* price, percent, plus */
} PriceTable;

static const PriceTable PRICE_TABLES[] = {
	{"distribution_product",
	 "base_price",
	 {"sku_id", NULL, NULL, NULL, NULL},
	 {"base_price", NULL, NULL}},
	{"sku_price",
	 "sku_price",
	 {"sku_id", "level", "min_quantity", "valid", NULL},
	 {"price", NULL, NULL}},
	{"partnership_price",
	 "partnership_price",
	 {"sku_id", NULL, "min_quantity", "valid", "partnership_id"},
	 {"price", NULL, NULL}},
	{"customer_level", "level_rule", {NULL, "level", NULL, NULL, NULL}, {NULL, "percent", "plus"}},
};

static const PriceTable *
price_table(const TriggerData *trigger)
{
	const char *relation = trigger_table(trigger);

	for (int i = 0; i < (int) lengthof(PRICE_TABLES); i++)
		if (strcmp(PRICE_TABLES[i].relation, relation) == 0)
			return &PRICE_TABLES[i];
	elog(ERROR, "table \"%s\" has no prices", relation);
}

/* NULL is no row or no column. */
static void
bind_column(PlanValues *values, const TriggerData *trigger, HeapTuple row, const char *column)
{
	bool is_null = true;
	Datum value = (Datum) 0;

	if (row != NULL && column != NULL)
		value = trigger_value(trigger, row, column, &is_null);
	plan_bind(values, value, is_null);
}

static void
write_history(const TriggerData *trigger, const PriceTable *table, HeapTuple old_row,
			  HeapTuple new_row)
{
	HeapTuple row = new_row != NULL ? new_row : old_row;
	PlanValues values = {0};

	bind_column(&values, trigger, row, "supplier_id");
	plan_bind_text(&values, table->kind);
	plan_bind_text(&values, identity_actor());
	for (int i = 0; i < (int) lengthof(table->keys); i++)
		bind_column(&values, trigger, row, table->keys[i]);
	for (int i = 0; i < (int) lengthof(table->values); i++)
	{
		bind_column(&values, trigger, old_row, table->values[i]);
		bind_column(&values, trigger, new_row, table->values[i]);
	}
	plan_execute(&INSERT_HISTORY, &values);
}

static bool
any_changed(const TriggerData *trigger, const char *const *columns, int count)
{
	for (int i = 0; i < count; i++)
		if (columns[i] != NULL && trigger_changed(trigger, columns[i]))
			return true;
	return false;
}

static void
record_update(const TriggerData *trigger, const PriceTable *table)
{
	HeapTuple old_row = trigger->tg_trigtuple;
	HeapTuple new_row = trigger->tg_newtuple;

	if (any_changed(trigger, table->keys, lengthof(table->keys)))
	{
		write_history(trigger, table, old_row, NULL);
		write_history(trigger, table, NULL, new_row);
	}
	else if (any_changed(trigger, table->values, lengthof(table->values)))
		write_history(trigger, table, old_row, new_row);
}

/* A product without a base price comes and goes without a trace. */
static bool
has_price(const TriggerData *trigger, const PriceTable *table)
{
	bool is_null = false;

	if (table->values[0] != NULL)
		(void) trigger_value(trigger, trigger->tg_trigtuple, table->values[0], &is_null);
	return !is_null;
}

PG_FUNCTION_INFO_V1(distribution_record_price);

/* AFTER INSERT, UPDATE and DELETE, each row, and BEFORE TRUNCATE: PC-7. */
Datum
distribution_record_price(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	const PriceTable *table;

	if (CALLED_AS_TRIGGER(fcinfo) && TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event))
	{
		trigger = trigger_statement(fcinfo, NULL);
		error_immutable(psprintf("\"%s\" as a whole", trigger_table(trigger)),
						"Use DELETE, so that the price history says what went.");
	}
	trigger = trigger_row(fcinfo, NULL);
	table = price_table(trigger);
	plan_open();
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		record_update(trigger, table);
	else if (has_price(trigger, table))
		write_history(trigger,
					  table,
					  TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? trigger->tg_trigtuple : NULL,
					  TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? trigger->tg_trigtuple : NULL);
	plan_close();
	return PointerGetDatum(NULL);
}
