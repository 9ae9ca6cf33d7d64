/*
 * stock_sql.c
 *	  Locking stock rows and writing them back.
 *
 * Rows are locked last of all (design: hottest last), by warehouse and SKU.
 * What is written is the whole standing of a locked row, so no arithmetic is
 * left to SQL; a changed row is marked for the next push of stock (ST-8).
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"

#include "errors.h"
#include "plan.h"
#include "stock_sql.h"

enum
{
	STOCK_SKU = 1,
	STOCK_ON_HAND,
	STOCK_ALLOCATED,
	STOCK_DEFECTIVE
};

#define SELECT_STOCK                                                      \
	"SELECT sku_id, on_hand, allocated, defective"                        \
	"  FROM distribution.stock"                                           \
	" WHERE supplier_id = $1 AND warehouse_id = $2 AND sku_id = ANY ($3)" \
	" ORDER BY sku_id"

static PlanQuery LOCK_STOCK = {
	.name = "lock stock of a warehouse",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint[]",
	.sql = SELECT_STOCK " FOR NO KEY UPDATE",
};

static PlanQuery READ_STOCK = {
	.name = "read stock of a warehouse",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint[]",
	.sql = SELECT_STOCK,
};

static PlanQuery MAKE_STOCK = {
	.name = "make stock rows",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[], bigint[]",
	.sql = "INSERT INTO distribution.stock (supplier_id, warehouse_id, sku_id)"
		   " SELECT $1, unnest($2), unnest($3)"
		   " ON CONFLICT (supplier_id, warehouse_id, sku_id) DO NOTHING",
};

static PlanQuery READ_WAREHOUSE = {
	.name = "read warehouse",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT warehouse_id FROM distribution.warehouse"
		   " WHERE supplier_id = $1 AND warehouse_id = $2",
};

#define STOCK_COLUMNS(x) x(warehouse_id) x(sku_id) x(on_hand) x(allocated) x(defective)

static const char *const STOCK_NAMES[] = {STOCK_COLUMNS(PLAN_NAME)};

static PlanQuery WRITE_STOCK = {
	.name = "write stock",
	.result = SPI_OK_INSERT,
	.types = "bigint, stock",
	.sql = "INSERT INTO distribution.stock (supplier_id" STOCK_COLUMNS(
		PLAN_LIST) ")"
				   " SELECT $1" STOCK_COLUMNS(
					   PLAN_FROM_ROW) " FROM unnest($2) AS r"
									  " ON CONFLICT (supplier_id, warehouse_id, sku_id) DO UPDATE"
									  "  SET on_hand = EXCLUDED.on_hand, allocated = EXCLUDED.allocated,"
									  "      defective = EXCLUDED.defective, push_pending = true",
};

static int
load_warehouse(int64 supplier_id, const StockLevel *wanted, int count, bool lock,
			   StockLevel *levels)
{
	PlanValues values = {0};
	PlanColumn skus = plan_column(INT8OID, count);
	PlanRows rows;

	for (int i = 0; i < count; i++)
		plan_column_add_int64(&skus, wanted[i].sku_id);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, wanted[0].warehouse_id);
	plan_bind_column(&values, &skus);
	rows = lock ? plan_execute(&LOCK_STOCK, &values) : plan_read(&READ_STOCK, &values);
	for (int i = 0; i < rows.count; i++)
	{
		levels[i].warehouse_id = wanted[0].warehouse_id;
		levels[i].sku_id = plan_int64(&rows, i, STOCK_SKU);
		levels[i].on_hand = plan_int32(&rows, i, STOCK_ON_HAND);
		levels[i].allocated = plan_int32(&rows, i, STOCK_ALLOCATED);
		levels[i].defective = plan_int32(&rows, i, STOCK_DEFECTIVE);
		levels[i].read = (StockCount) {levels[i].on_hand, levels[i].allocated, levels[i].defective};
		levels[i].read_at = plan_calls();
	}
	return rows.count;
}

/* The rows there are of those wanted (repeats do not matter), by warehouse and SKU. */
StockLevel *
stock_load(int64 supplier_id, StockLevel *wanted, int wanted_count, bool lock, int *found)
{
	StockLevel *levels = palloc0(sizeof(StockLevel) * Max(wanted_count, 1));
	int first = 0;

	*found = 0;
	qsort(wanted, wanted_count, sizeof(StockLevel), stock_level_compare);
	for (int i = 0; i < wanted_count; i++)
	{
		if (i + 1 < wanted_count && wanted[i + 1].warehouse_id == wanted[first].warehouse_id)
			continue;
		*found += load_warehouse(supplier_id, &wanted[first], i + 1 - first, lock, levels + *found);
		first = i + 1;
	}
	return levels;
}

/* One of the rows loaded. An owner may have deleted it since it was made or named. */
StockLevel *
stock_level(StockLevel *levels, int count, int64 warehouse_id, int64 sku_id)
{
	StockLevel *level = stock_find(levels, count, warehouse_id, sku_id);

	if (level == NULL)
		elog(ERROR,
			 "there is no stock row of product " INT64_FORMAT " in warehouse " INT64_FORMAT,
			 sku_id,
			 warehouse_id);
	return level;
}

/* Makes those of the rows that are missing, so that they can be locked; sorted as stock_load sorts. */
void
stock_make(int64 supplier_id, StockLevel *wanted, int count)
{
	PlanValues values = {0};
	PlanColumn warehouses = plan_column(INT8OID, count);
	PlanColumn skus = plan_column(INT8OID, count);

	qsort(wanted, count, sizeof(StockLevel), stock_level_compare);
	for (int i = 0; i < count; i++)
	{
		plan_column_add_int64(&warehouses, wanted[i].warehouse_id);
		plan_column_add_int64(&skus, wanted[i].sku_id);
	}
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &warehouses);
	plan_bind_column(&values, &skus);
	plan_execute(&MAKE_STOCK, &values);
}

/* SD005 if the supplier has no such warehouse. */
void
warehouse_require(int64 supplier_id, int64 warehouse_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, warehouse_id);
	if (plan_execute(&READ_WAREHOUSE, &values).count == 0)
		error_not_found("warehouse", warehouse_id);
}

static bool
any_outdated(const StockLevel *levels, int count)
{
	for (int i = 0; i < count; i++)
		if (levels[i].changed && levels[i].read_at != plan_calls())
			return true;
	return false;
}

static int32
add_units(int32 units, int32 change)
{
	int32 sum;

	if (pg_add_s32_overflow(units, change, &sum))
		error_out_of_range("stock");
	return sum;
}

/*
 * A verb that a user's trigger called since the rows were read may have moved the same
 * stock: the changes are made to what there is now.
 */
static StockLevel *
bring_up_to_date(int64 supplier_id, const StockLevel *levels, int count, int *changed)
{
	StockLevel *wanted = palloc0(sizeof(StockLevel) * count);
	StockLevel *today;
	int found;

	*changed = 0;
	for (int i = 0; i < count; i++)
		if (levels[i].changed)
			wanted[(*changed)++] = levels[i];
	today = stock_load(supplier_id, wanted, *changed, true, &found);
	for (int i = 0; i < *changed; i++)
	{
		const StockLevel *then = &wanted[i];
		StockLevel *now = stock_level(today, found, then->warehouse_id, then->sku_id);

		now->on_hand = add_units(now->on_hand, then->on_hand - then->read.on_hand);
		now->allocated = add_units(now->allocated, then->allocated - then->read.allocated);
		now->defective = add_units(now->defective, then->defective - then->read.defective);
		now->changed = true;
	}
	return today;
}

/* Writes the changed ones of rows under lock. */
void
stock_write(int64 supplier_id, const StockLevel *levels, int count)
{
	PlanValues values = {0};
	PlanRowset rows;

	if (any_outdated(levels, count))
		levels = bring_up_to_date(supplier_id, levels, count, &count);
	rows = plan_rowset("stock", STOCK_NAMES, lengthof(STOCK_NAMES), count);
	for (int i = 0; i < count; i++)
	{
		PlanValues row = {0};

		if (!levels[i].changed)
			continue;
		plan_bind_int64(&row, levels[i].warehouse_id);
		plan_bind_int64(&row, levels[i].sku_id);
		plan_bind_int32(&row, levels[i].on_hand);
		plan_bind_int32(&row, levels[i].allocated);
		plan_bind_int32(&row, levels[i].defective);
		plan_rowset_add(&rows, &row);
	}
	plan_bind_int64(&values, supplier_id);
	plan_bind_rowset(&values, &rows);
	if (rows.rows.count > 0)
		plan_execute(&WRITE_STOCK, &values);
}
