/*
 * stock_push.c
 *	  A run of the stock push: what changed since the last one goes to the mirrors
 *	  of all distributors who are offered it (ST-4 … ST-8).
 *
 * A run locks its suppliers, then each one's partnerships, so that nothing that
 * pushes 0 at once (disable, stop, terminate, un-assign) comes between its
 * reading and its writing, and so that of two runs the second finds nothing
 * left. Orders are not kept waiting: stock is read without a lock, and only at
 * the end, with all records written, are the rows locked to take off their mark
 * of change; a row that has changed meanwhile keeps it for the next run.
 *
 * A plan chooses what a run is of: suppliers with something to push, the first
 * so many changed stock rows, a product's active claims, and the records that
 * are kept no longer. All else is read and written by rooms.
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "argument.h"
#include "configuration_row.h"
#include "errors.h"
#include "id.h"
#include "identity.h"
#include "node.h"
#include "partnership_row.h"
#include "stock_push.h"
#include "stock_row.h"
#include "supplier.h"
#include "terms_row.h"

#define TRIM_EVERY 10        /* pushes of a product: so many records more than kept stand at most */
#define RECORDS_AT_ONCE 1000 /* written, and those of one product more */

typedef struct Records
{
	StockPushRecord *rows;
	int count;
	int capacity;
} Records;

/* A supplier's run. */
typedef struct Run
{
	SupplierRow supplier;
	int64 *partnership_ids;
	int partnership_count;
	StockPushRequest *requests;
	int request_count;
	StockLevel *changes; /* the rows that it takes, by warehouse and SKU */
	int change_count;
	int64 *sku_ids; /* of those and of the requests */
	int sku_count;
	StockLevel *levels; /* of these SKUs; changed: it is one of the changes */
	int level_count;
	MirrorRow *mirrors; /* by partnership and warehouse */
	int mirror_count;
	Terms *terms;
	Records unwritten;
	Records failed; /* of the product at hand */
	int64 records;  /* written */
} Run;

/* An active claim of a product. */
typedef struct Claimant
{
	int64 sku_id;
	int64 partnership_id;
	int64 distributor_id;
	const PartnershipTerms *partnership; /* NULL: not looked up yet, nor whether it is … */
	bool offered;
} Claimant;

static PlanQuery READ_WAITING = {
	.name = "read suppliers with stock to push",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "",
	.sql = STOCK_PUSH_DUE " ORDER BY supplier_id",
};

static PlanQuery READ_CHANGED = {
	.name = "read changed stock",
	.result = SPI_OK_SELECT,
	.types = "bigint, int",
	.sql = "SELECT warehouse_id, sku_id"
		   "  FROM distribution.stock"
		   " WHERE supplier_id = $1 AND push_pending"
		   " ORDER BY warehouse_id, sku_id"
		   " LIMIT $2",
};

static PlanQuery READ_CLAIMANTS = {
	.name = "read active claims of a product",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT partnership_id, distributor_id"
		   "  FROM distribution.claim"
		   " WHERE supplier_id = $1 AND sku_id = $2 AND state = 'active'"
		   " ORDER BY partnership_id",
};

/*
 * ST-7: the view push_record_history shows by the same condition. Which is a mirror's newest only ids
 * say; of several mirrors, whose ids may be of several nodes, times do.
 */
static PlanQuery TRIM = {
	.name = "trim push records of a product",
	.result = SPI_OK_DELETE,
	.types = "bigint, bigint, int, int, timestamptz",
	.sql = "DELETE FROM distribution.push_record"
		   " WHERE supplier_id = $1 AND ctid = ANY (ARRAY("
		   "SELECT place"
		   "  FROM (SELECT ctid AS place, pushed_at,"
		   "               row_number() OVER (PARTITION BY partnership_id"
		   "                 ORDER BY pushed_at DESC, record_id DESC) AS newest,"
		   "               row_number() OVER (PARTITION BY partnership_id, warehouse_id"
		   "                 ORDER BY record_id DESC) AS newest_of_warehouse"
		   "          FROM distribution.push_record"
		   "         WHERE supplier_id = $1 AND sku_id = $2) r"
		   " WHERE newest_of_warehouse > 1"
		   "   AND (newest > $3 OR pushed_at < $5 - $4 * interval '24 hours')))",
};

static PlanQuery READ_OLD = {
	.name = "read products whose push records get old",
	.result = SPI_OK_SELECT,
	.types = "bigint, int, timestamptz",
	.sql = "SELECT sku_id"
		   "  FROM distribution.stock_push_product"
		   " WHERE supplier_id = $1 AND trimmed_at < $3 - interval '1 day'"
		   " ORDER BY trimmed_at, sku_id"
		   " LIMIT $2",
};

/* Suppliers with changes to push, by id. */
static int64 *
suppliers_waiting(int *count)
{
	PlanValues values = {0};
	PlanRows rows = plan_execute(&READ_WAITING, &values);
	int64 *ids = palloc(sizeof(int64) * Max(rows.count, 1));

	*count = rows.count;
	for (int i = 0; i < rows.count; i++)
		ids[i] = plan_int64(&rows, i, 1);
	return ids;
}

/* At most so many. */
static void
load_changes(Run *run, int32 max_changes)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, run->supplier.supplier_id);
	plan_bind_int32(&values, max_changes);
	rows = plan_read(&READ_CHANGED, &values);
	run->change_count = rows.count;
	run->changes = palloc0(sizeof(StockLevel) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		run->changes[i].warehouse_id = plan_int64(&rows, i, 1);
		run->changes[i].sku_id = plan_int64(&rows, i, 2);
	}
	plan_free(&rows);
}

static bool
is_of_all_products(const Run *run)
{
	for (int i = 0; i < run->request_count; i++)
		if (run->requests[i].sku_id == STOCK_PUSH_ALL)
			return true;
	return false;
}

/* The SKUs of changed stock and of requests, sorted, each once. */
static void
choose_skus(Run *run)
{
	int product_count = 0;
	const int64 *products = NULL;
	int count = 0;

	if (is_of_all_products(run))
		products = product_ids_read(run->supplier.supplier_id, &product_count);
	run->sku_ids =
		palloc(sizeof(int64) * (run->change_count + run->request_count + product_count + 1));
	for (int i = 0; i < run->change_count; i++)
		run->sku_ids[count++] = run->changes[i].sku_id;
	for (int i = 0; i < run->request_count; i++)
		if (run->requests[i].sku_id != STOCK_PUSH_ALL)
			run->sku_ids[count++] = run->requests[i].sku_id;
	for (int i = 0; i < product_count; i++)
		run->sku_ids[count++] = products[i];
	run->sku_count = ids_sort_distinct(run->sku_ids, count);
}

/* In the warehouses that have mirrors or changes. */
static void
load_levels(Run *run)
{
	int64 *warehouses = palloc(sizeof(int64) * (run->mirror_count + run->change_count + 1));
	int count = 0;

	for (int i = 0; i < run->mirror_count; i++)
		warehouses[count++] = run->mirrors[i].warehouse_id;
	for (int i = 0; i < run->change_count; i++)
		warehouses[count++] = run->changes[i].warehouse_id;
	count = ids_sort_distinct(warehouses, count);
	run->levels = stock_read(run->supplier.supplier_id,
							 warehouses,
							 count,
							 run->sku_ids,
							 run->sku_count,
							 &run->level_count);
	for (int i = 0; i < run->change_count; i++)
		stock_level(
			run->levels, run->level_count, run->changes[i].warehouse_id, run->changes[i].sku_id)
			->changed = true;
}

/* Reads, under the snapshot, at most so many changed stock rows and all they need. */
static void
load_run(Run *run, int32 max_changes)
{
	int64 supplier_id = run->supplier.supplier_id;

	load_changes(run, max_changes);
	choose_skus(run);
	run->mirrors = mirror_rows_assigned(
		supplier_id, run->partnership_ids, run->partnership_count, &run->mirror_count);
	load_levels(run);
	/* Without accounts: no currency matters to stock. */
	run->terms =
		terms_load_beside(supplier_id, run->partnership_ids, run->partnership_count, NULL, 0);
	terms_load_warehouses(run->terms);
	terms_load_products(run->terms, run->sku_ids, run->sku_count);
	terms_load_shares(run->terms);
}

static Records
records_begin(void)
{
	Records records = {.capacity = 8};

	records.rows = palloc(sizeof(StockPushRecord) * records.capacity);
	return records;
}

static void
add_record(Records *records, const StockPushRecord *record)
{
	if (records->count == records->capacity)
	{
		records->capacity *= 2;
		records->rows = repalloc_huge(records->rows, sizeof(StockPushRecord) * records->capacity);
	}
	records->rows[records->count++] = *record;
}

/* ST-5: what failed is asked for again at once, so that the next run tries again (ST-4). */
static void
request_failed(const Records *records)
{
	StockPushRequest *requests = palloc0(sizeof(StockPushRequest) * Max(records->count, 1));
	int count = 0;

	for (int i = 0; i < records->count; i++)
	{
		const StockPushRecord *record = &records->rows[i];
		StockPushRequest *last = count > 0 ? &requests[count - 1] : NULL;

		if (record->reason == NULL ||
			(last != NULL && last->partnership_id == record->partnership_id &&
			 last->sku_id == record->sku_id))
			continue;
		requests[count].supplier_id = record->supplier_id;
		requests[count].partnership_id = record->partnership_id;
		requests[count++].sku_id = record->sku_id;
	}
	stock_push_requests_add(requests, count);
	pfree(requests);
}

static void
write_records(Run *run)
{
	stock_push_records_add(run->unwritten.rows, run->unwritten.count);
	request_failed(&run->unwritten);
	run->records += run->unwritten.count;
	run->unwritten.count = 0;
}

/* To a mirror, of the stock of its warehouse; NULL: there is none. */
static int32
quantity_to_push(const Run *run, Claimant *claim, const StockLevel *level)
{
	if (claim->partnership == NULL)
	{
		claim->partnership = terms_partnership(run->terms, claim->partnership_id);
		claim->offered =
			terms_offer(&run->terms->supplier, claim->partnership, claim->sku_id).offered;
	}
	if (!claim->offered || level == NULL)
		return 0;
	return stock_shared(stock_to_push(level, run->supplier.sold_out_below),
						terms_share(claim->partnership, claim->sku_id));
}

static void
push_to_mirror(Run *run, Claimant *claim, const MirrorRow *mirror, const StockLevel *level)
{
	StockPushRecord record = {
		.supplier_id = run->supplier.supplier_id,
		.sku_id = claim->sku_id,
		.partnership_id = claim->partnership_id,
		.warehouse_id = mirror->warehouse_id,
		.distributor_id = claim->distributor_id,
		.result = mirror->mirrored ? STOCK_PUSH_PUSHED : STOCK_PUSH_FAILED,
		.reason = mirror->mirrored ? NULL : "no_supplier_warehouse",
		.pushed_at = run->terms->now,
	};

	if (mirror->mirrored)
		record.quantity = quantity_to_push(run, claim, level);
	add_record(mirror->mirrored ? &run->unwritten : &run->failed, &record);
}

/* To the mirrors of the claim's partnership; next: those not passed yet. */
static void
push_claim(Run *run, Claimant *claim, int *next)
{
	bool requested = stock_push_requested(
		run->requests, run->request_count, claim->partnership_id, claim->sku_id);

	while (*next < run->mirror_count && run->mirrors[*next].partnership_id < claim->partnership_id)
		(*next)++;
	for (; *next < run->mirror_count && run->mirrors[*next].partnership_id == claim->partnership_id;
		 (*next)++)
	{
		const MirrorRow *mirror = &run->mirrors[*next];
		const StockLevel *level =
			stock_find(run->levels, run->level_count, mirror->warehouse_id, claim->sku_id);

		if (requested || (level != NULL && level->changed))
			push_to_mirror(run, claim, mirror, level);
	}
}

/* A product that is not enabled was pushed as 0 when it was disabled. */
static void
push_product(Run *run, const Product *product)
{
	PlanValues values = {0};
	PlanRows claims;
	int next = 0;

	if (!product->enabled)
		return;
	plan_bind_int64(&values, run->supplier.supplier_id);
	plan_bind_int64(&values, product->sku_id);
	claims = plan_read(&READ_CLAIMANTS, &values);
	for (int i = 0; i < claims.count; i++)
	{
		Claimant claim = {
			.sku_id = product->sku_id,
			.partnership_id = plan_int64(&claims, i, 1),
			.distributor_id = plan_int64(&claims, i, 2),
		};

		push_claim(run, &claim, &next);
	}
	plan_free(&claims);
	for (int i = 0; i < run->failed.count; i++)
		add_record(&run->unwritten, &run->failed.rows[i]);
	run->failed.count = 0;
	if (run->unwritten.count >= RECORDS_AT_ONCE)
		write_records(run);
}

static void
push_products(Run *run)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "stock push of a product", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;

	run->unwritten = records_begin();
	run->failed = records_begin();
	caller = MemoryContextSwitchTo(context);
	for (int i = 0; i < run->terms->supplier.product_count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		push_product(run, &run->terms->supplier.products[i]);
		MemoryContextReset(context);
	}
	write_records(run);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}

/* ST-7 */
static void
trim(const SupplierRow *supplier, StockPushCount *count)
{
	PlanValues values = {0};
	TimestampTz now = GetCurrentTransactionStartTimestamp();

	plan_bind_int64(&values, supplier->supplier_id);
	plan_bind_int64(&values, count->sku_id);
	plan_bind_int32(&values, supplier->push_records_kept);
	plan_bind_int32(&values, supplier->push_record_days);
	plan_bind_time(&values, now);
	plan_execute(&TRIM, &values);
	count->pushes = 0;
	count->trimmed_at = now;
}

/* Counts the products pushed, and trims those whose count says so. */
static void
count_pushes(Run *run)
{
	StockPushCount *counts =
		stock_push_counts_read(run->supplier.supplier_id, run->sku_ids, run->sku_count);

	for (int i = 0; i < run->sku_count; i++)
	{
		if (counts[i].place.offset == 0)
			counts[i].trimmed_at = run->terms->now;
		if (++counts[i].pushes >= TRIM_EVERY)
			trim(&run->supplier, &counts[i]);
	}
	stock_push_counts_put(counts, run->sku_count);
}

/* What keeps its mark has changed since it was read. */
static void
take_marks(const Run *run)
{
	int count;
	int unchanged_count = 0;
	StockLevel *levels =
		stock_load(run->supplier.supplier_id, run->changes, run->change_count, true, &count);
	StockLevel **unchanged = palloc(sizeof(StockLevel *) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		const StockLevel *then =
			stock_find(run->levels, run->level_count, levels[i].warehouse_id, levels[i].sku_id);

		if (stock_available(&levels[i]) == stock_available(then))
			unchanged[unchanged_count++] = &levels[i];
	}
	stock_take_marks(unchanged, unchanged_count);
}

static void
push_supplier(Run *run, int32 max_changes)
{
	int64 supplier_id = run->supplier.supplier_id;

	run->partnership_ids = partnership_rows_lock_live(supplier_id, &run->partnership_count);
	/* After the locks, which verbs that request hold too; before the snapshot, to see what triggers requested. */
	run->requests = stock_push_requests_take(supplier_id, &run->request_count);
	plan_snapshot_push();
	load_run(run, max_changes);
	push_products(run);
	plan_snapshot_pop();
	if (run->records > 0)
		count_pushes(run);
	take_marks(run);
}

/*
 * Pushes what waits of those of the suppliers, by id, that push; returns the
 * records written, and takes the changed stock rows that it took off max_changes.
 */
int32
stock_push_run(const int64 *supplier_ids, int count, int32 *max_changes)
{
	Run *runs = palloc0(sizeof(Run) * Max(count, 1));
	int run_count = 0;
	int64 records = 0;
	int32 max_left = *max_changes;

	/* All before their partnerships, each by itself: they may be on different nodes. */
	for (int i = 0; i < count; i++)
		if (supplier_row_lock(supplier_ids[i], &runs[run_count].supplier) &&
			runs[run_count].supplier.live_at != DT_NOEND &&
			runs[run_count].supplier.auto_push_stock)
			run_count++;
	for (int i = 0; i < run_count && max_left > 0; i++)
	{
		push_supplier(&runs[i], max_left);
		max_left -= runs[i].change_count;
		records += runs[i].records;
	}
	*max_changes = max_left;
	return (int32) Min(records, PG_INT32_MAX);
}

/*
 * ST-7: products that are not pushed have old records too; a few a call. Under
 * the supplier's lock, as a run of the stock push counts and trims.
 */
int
stock_push_trim_old(int64 supplier_id, int32 max_products)
{
	SupplierRow supplier;
	PlanValues values = {0};
	PlanRows rows;
	StockPushCount *counts;

	if (!supplier_row_lock(supplier_id, &supplier))
		error_not_found("supplier", supplier_id);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int32(&values, max_products);
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	rows = plan_execute(&READ_OLD, &values);
	counts = palloc0(sizeof(StockPushCount) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		counts[i].supplier_id = supplier_id;
		counts[i].sku_id = plan_int64(&rows, i, 1);
		trim(&supplier, &counts[i]);
	}
	stock_push_counts_put(counts, rows.count);
	return rows.count;
}

static int32
read_max_changes(FunctionCallInfo fcinfo, int n)
{
	int32 max_changes = argument_int32(fcinfo, n, "max_changes");

	if (max_changes < 1)
		error_argument("max_changes", psprintf("%d", max_changes), "1 or more");
	return max_changes;
}

PG_FUNCTION_INFO_V1(distribution_push_inventory_here);

Datum
distribution_push_inventory_here(PG_FUNCTION_ARGS)
{
	int32 max_changes = read_max_changes(fcinfo, 0);
	int64 *supplier_ids;
	int count;
	int32 records;

	identity_require_owner();
	plan_open();
	supplier_ids = node_suppliers(&READ_WAITING, &count);
	records = stock_push_run(supplier_ids, count, &max_changes);
	plan_close();
	PG_RETURN_INT32(records);
}

PG_FUNCTION_INFO_V1(distribution_push_inventory);

Datum
distribution_push_inventory(PG_FUNCTION_ARGS)
{
	int32 max_changes = read_max_changes(fcinfo, 1);
	int64 *supplier_ids;
	int count = 1;
	int32 records;

	if (PG_ARGISNULL(0))
		identity_require_owner();
	else
		identity_require(PG_GETARG_INT64(0), PERMISSION_SUPPLIER);
	plan_open();
	if (PG_ARGISNULL(0))
		supplier_ids = suppliers_waiting(&count);
	else
	{
		supplier_ids = palloc(sizeof(int64));
		*supplier_ids = supplier_lock(PG_GETARG_INT64(0)).supplier_id;
	}
	records = stock_push_run(supplier_ids, count, &max_changes);
	plan_close();
	PG_RETURN_INT32(records);
}
