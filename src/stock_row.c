/*
 * stock_row.c
 *	  The rooms of stock: locking its rows and writing them back, the record of
 *	  their movements, and the warehouses and SKUs that it is of.
 *
 * Rows are locked last of all (design: hottest last), by warehouse and SKU.
 * What is written is the whole standing of a locked row, so no arithmetic is
 * left to SQL; a changed row is marked for the next stock push (ST-8).
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/int.h"

#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "row.h"
#include "stock_row.h"

#define STOCK(column, KIND) ROW_IN(StockLevel, column, KIND)

static const RowColumn STOCK_COLUMNS[] = {
	STOCK(supplier_id, INT64),
	STOCK(warehouse_id, INT64),
	STOCK(sku_id, INT64),
	STOCK(on_hand, INT32),
	STOCK(allocated, INT32),
	STOCK(defective, INT32),
	STOCK(push_pending, BOOL),
};

RowTable STOCK_TABLE = {ROW_TABLE("stock", StockLevel, STOCK_COLUMNS, 3)};

static RowChange STANDING = {
	.table = &STOCK_TABLE,
	.columns = "on_hand, allocated, defective, push_pending",
};

static RowChange MARK = {.table = &STOCK_TABLE, .columns = "push_pending"};

#define MOVEMENT(column, KIND) ROW_IN(StockMovement, column, KIND)

static const RowColumn MOVEMENT_COLUMNS[] = {
	MOVEMENT(supplier_id, INT64),
	ROW_MADE(StockMovement, movement_id),
	MOVEMENT(warehouse_id, INT64),
	MOVEMENT(sku_id, INT64),
	MOVEMENT(kind, TEXT),
	MOVEMENT(on_hand_change, INT32),
	MOVEMENT(defective_change, INT32),
	MOVEMENT(order_id, ID),
	MOVEMENT(document_no, TEXT),
	MOVEMENT(actor, TEXT),
	MOVEMENT(moved_at, TIME),
};

RowTable STOCK_MOVEMENT_TABLE = {ROW_TABLE("stock_movement", StockMovement, MOVEMENT_COLUMNS, 2)};

static const RowColumn WAREHOUSE_COLUMNS[] = {
	ROW_IN(Warehouse, supplier_id, INT64),
	ROW_IN(Warehouse, warehouse_id, INT64),
	ROW_IN(Warehouse, kind, TEXT),
};

RowTable WAREHOUSE_TABLE = {ROW_TABLE("warehouse", Warehouse, WAREHOUSE_COLUMNS, 2)};

static const RowColumn SKU_COLUMNS[] = {
	ROW_IN(MerchantSku, supplier_id, INT64),
	ROW_IN(MerchantSku, sku_id, INT64),
};

RowTable MERCHANT_SKU_TABLE = {ROW_TABLE("merchant_sku", MerchantSku, SKU_COLUMNS, 2)};

/* Two who make the same row: the second waits for the first, which an insert of a room does not. */
static PlanQuery MAKE_STOCK = {
	.name = "make stock rows",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[], bigint[]",
	.sql = "INSERT INTO distribution.stock (supplier_id, warehouse_id, sku_id)"
		   " SELECT $1, unnest($2), unnest($3)"
		   " ON CONFLICT (supplier_id, warehouse_id, sku_id) DO NOTHING",
};

/* Sorts them and drops repeats; returns how many are left. */
static int
sort_levels(StockLevel *levels, int count)
{
	int kept = 0;

	qsort(levels, count, sizeof(StockLevel), stock_level_compare);
	for (int i = 0; i < count; i++)
		if (kept == 0 || stock_level_compare(&levels[kept - 1], &levels[i]) != 0)
			levels[kept++] = levels[i];
	return kept;
}

/* The rows there are of those wanted (repeats do not matter), by warehouse and SKU. */
StockLevel *
stock_load(int64 supplier_id, const StockLevel *wanted, int wanted_count, bool lock, int *found)
{
	StockLevel *levels = palloc0(sizeof(StockLevel) * Max(wanted_count, 1));

	for (int i = 0; i < wanted_count; i++)
		levels[i] = (StockLevel) {
			.supplier_id = supplier_id,
			.warehouse_id = wanted[i].warehouse_id,
			.sku_id = wanted[i].sku_id,
		};
	*found = row_find(
		&STOCK_TABLE, levels, sort_levels(levels, wanted_count), lock ? ROW_LOCK : ROW_READ);
	for (int i = 0; i < *found; i++)
	{
		levels[i].read = (StockCount) {levels[i].on_hand, levels[i].allocated, levels[i].defective};
		levels[i].read_at = plan_calls();
	}
	return levels;
}

/*
 * The rows there are, as of the active snapshot, of the SKUs in the warehouses, both sorted and
 * distinct. One warehouse after the other: memory is for what there is.
 */
StockLevel *
stock_read(int64 supplier_id, const int64 *warehouse_ids, int warehouse_count, const int64 *sku_ids,
		   int sku_count, int *found)
{
	StockLevel *wanted = palloc0(sizeof(StockLevel) * Max(sku_count, 1));
	StockLevel *levels = palloc(sizeof(StockLevel));

	*found = 0;
	for (int i = 0; i < warehouse_count; i++)
	{
		int count;
		StockLevel *there;

		for (int j = 0; j < sku_count; j++)
		{
			wanted[j].warehouse_id = warehouse_ids[i];
			wanted[j].sku_id = sku_ids[j];
		}
		there = stock_load(supplier_id, wanted, sku_count, false, &count);
		levels = repalloc_huge(levels, sizeof(StockLevel) * Max(*found + count, 1));
		memcpy(&levels[*found], there, sizeof(StockLevel) * count);
		*found += count;
		pfree(there);
	}
	pfree(wanted);
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

/* By warehouse and SKU, as rows are locked. */
static void
make_missing(int64 supplier_id, const StockLevel *wanted, int count)
{
	PlanValues values = {0};
	PlanColumn warehouses = plan_column(INT8OID, count);
	PlanColumn skus = plan_column(INT8OID, count);

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

/*
 * The rows of those wanted under lock, made where they are missing. All are made before
 * one is locked: who locks and then makes may wait for who made and then locks.
 */
StockLevel *
stock_load_or_make(int64 supplier_id, StockLevel *wanted, int wanted_count, int *found)
{
	int count = sort_levels(wanted, wanted_count);

	(void) stock_load(supplier_id, wanted, count, false, found);
	if (*found < count)
		make_missing(supplier_id, wanted, count);
	return stock_load(supplier_id, wanted, count, true, found);
}

/* ST-1: units added to a row's, by whoever calls; of no order, with no document. */
StockMovement
stock_movement(const StockLevel *level, const char *kind, int32 on_hand, int32 defective)
{
	return (StockMovement) {
		.supplier_id = level->supplier_id,
		.warehouse_id = level->warehouse_id,
		.sku_id = level->sku_id,
		.kind = kind,
		.on_hand_change = on_hand,
		.defective_change = defective,
		.actor = identity_actor(),
		.moved_at = GetCurrentTransactionStartTimestamp(),
	};
}

void
stock_movements_add(StockMovement *movements, int count)
{
	row_insert(&STOCK_MOVEMENT_TABLE, movements, count);
}

static bool
find_warehouse(int64 supplier_id, int64 warehouse_id, Warehouse *found)
{
	*found = (Warehouse) {.supplier_id = supplier_id, .warehouse_id = warehouse_id};
	return row_find(&WAREHOUSE_TABLE, found, 1, ROW_NOW) > 0;
}

/* SD005 if the supplier has no such warehouse. */
void
warehouse_require(int64 supplier_id, int64 warehouse_id)
{
	Warehouse warehouse;

	if (!find_warehouse(supplier_id, warehouse_id, &warehouse))
		error_not_found("warehouse", warehouse_id);
}

/* WD-3; not one that is no more. */
bool
warehouse_is_third_party(int64 supplier_id, int64 warehouse_id)
{
	Warehouse warehouse;

	return find_warehouse(supplier_id, warehouse_id, &warehouse) &&
		strcmp(warehouse.kind, WAREHOUSE_THIRD_PARTY) == 0;
}

/* SD005 if the supplier has no such SKU. */
void
merchant_sku_require(int64 supplier_id, int64 sku_id)
{
	MerchantSku sku = {.supplier_id = supplier_id, .sku_id = sku_id};

	if (row_find(&MERCHANT_SKU_TABLE, &sku, 1, ROW_NOW) == 0)
		error_not_found("merchant SKU", sku_id);
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
		error_units_out_of_range("stock");
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
stock_write(int64 supplier_id, StockLevel *levels, int count)
{
	void **changed;
	int changed_count = 0;

	if (any_outdated(levels, count))
		levels = bring_up_to_date(supplier_id, levels, count, &count);
	changed = palloc(sizeof(void *) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		if (!levels[i].changed)
			continue;
		levels[i].push_pending = true;
		changed[changed_count++] = &levels[i];
	}
	row_update(&STANDING, changed, changed_count);
}

/* ST-8: what was pushed as it stands; of rows under lock. */
void
stock_take_marks(StockLevel *const *levels, int count)
{
	for (int i = 0; i < count; i++)
		levels[i]->push_pending = false;
	row_update(&MARK, (void *const *) levels, count);
}
