/*
 * stock_push.c
 *	  A run of the push of stock: what changed since the last one goes to the
 *	  mirrors of all distributors who are offered it (ST-4 … ST-8).
 *
 * A run locks its suppliers, then each one's partnerships, so that nothing that
 * pushes 0 at once (disable, stop, terminate, un-assign) comes between its
 * reading and its writing, and so that of two runs the second finds nothing
 * left. Orders are not kept waiting: stock is read without a lock, and only at
 * the end, with all records written, are the rows locked to take off their mark
 * of change; a row that has changed meanwhile keeps it for the next run.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "argument.h"
#include "errors.h"
#include "id.h"
#include "identity.h"
#include "stock_push.h"
#include "stock_row.h"
#include "supplier.h"
#include "terms_row.h"

#define TRIM_EVERY 10 /* pushes of a product: so many records more than kept stand at most */

/* An assigned warehouse of a partnership. */
typedef struct Mirror
{
	int64 partnership_id;
	int64 warehouse_id;
	bool mirrored;
} Mirror;

/* As in stock_push_request. */
typedef struct Request
{
	int64 partnership_id;
	int64 sku_id;
} Request;

/* A supplier's run. */
typedef struct Run
{
	int64 supplier_id;
	int32 sold_out_below;
	int32 records_kept;
	int32 record_days;
	int64 *partnership_ids;
	int partnership_count;
	Request *requests; /* by partnership and SKU */
	int request_count;
	StockLevel *levels; /* of the SKUs below; changed: marked so when the run began */
	int level_count;
	PlanColumn sku_ids;
	Mirror *mirrors; /* by partnership */
	int mirror_count;
	Terms *terms;
	int64 records; /* written */
} Run;

/* The records of one product. */
typedef struct Records
{
	PlanColumn partnerships;
	PlanColumn warehouses;
	PlanColumn distributors;
	PlanColumn quantities;
} Records;

static PlanQuery READ_WAITING = {
	.name = "read suppliers with stock to push",
	.result = SPI_OK_SELECT,
	.types = "",
	.sql = STOCK_PUSH_DUE " ORDER BY supplier_id",
};

enum
{
	SUPPLIER_ID = 1,
	SUPPLIER_SOLD_OUT_BELOW,
	SUPPLIER_RECORDS_KEPT,
	SUPPLIER_RECORD_DAYS
};

static PlanQuery LOCK_SUPPLIER = {
	.name = "lock a supplier that pushes stock",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT supplier_id, sold_out_below, push_records_kept, push_record_days"
		   "  FROM distribution.supplier"
		   " WHERE supplier_id = $1 AND live_at IS NOT NULL AND auto_push_stock"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery LOCK_PARTNERSHIPS = {
	.name = "lock live partnerships",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT partnership_id"
		   "  FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND state = 'partnered'"
		   " ORDER BY partnership_id"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery TAKE_REQUESTS = {
	.name = "take requests of stock pushes",
	.result = SPI_OK_DELETE_RETURNING,
	.types = "bigint",
	.sql = "DELETE FROM distribution.stock_push_request WHERE supplier_id = $1"
		   " RETURNING partnership_id, sku_id",
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

static PlanQuery READ_PRODUCTS = {
	.name = "read all products",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT sku_id FROM distribution.distribution_product WHERE supplier_id = $1",
};

enum
{
	LEVEL_WAREHOUSE = 1,
	LEVEL_SKU,
	LEVEL_ON_HAND,
	LEVEL_ALLOCATED,
	LEVEL_DEFECTIVE
};

static PlanQuery READ_LEVELS = {
	.name = "read stock to push",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT warehouse_id, sku_id, on_hand, allocated, defective"
		   "  FROM distribution.stock"
		   " WHERE supplier_id = $1 AND sku_id = ANY ($2)"
		   " ORDER BY warehouse_id, sku_id",
};

static PlanQuery READ_MIRRORS = {
	.name = "read mirrors",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT partnership_id, warehouse_id, mirrored"
		   "  FROM distribution.partnership_warehouse"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($2) AND assigned"
		   " ORDER BY partnership_id, warehouse_id",
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

static PlanQuery WRITE_PUSHED = {
	.name = "write pushes of stock",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, timestamptz, bigint[], bigint[], bigint[], int[]",
	.sql =
		"INSERT INTO distribution.push_record"
		" (supplier_id, record_id, sku_id, partnership_id, warehouse_id, distributor_id, quantity, result,"
		"  pushed_at)"
		" SELECT $1, nextval('distribution.push_record_record_id_seq'), "
		"$2, unnest($4), unnest($5), unnest($6), unnest($7), 'pushed', $3",
};

/* ST-5; asked for again at once, so that the next run tries again (ST-4). */
static PlanQuery WRITE_FAILED = {
	.name = "write failed pushes of stock",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, timestamptz, bigint[], bigint[], bigint[]",
	.sql =
		"WITH failed AS ("
		"INSERT INTO distribution.push_record"
		" (supplier_id, record_id, sku_id, partnership_id, warehouse_id, distributor_id, quantity, result,"
		"  reason, pushed_at)"
		" SELECT $1, nextval('distribution.push_record_record_id_seq'), "
		"$2, unnest($4), unnest($5), unnest($6), 0, 'failed',"
		"  'no_supplier_warehouse', $3"
		") "
		"INSERT INTO distribution.stock_push_request (supplier_id, partnership_id, sku_id)"
		" SELECT DISTINCT $1, partnership_id, $2 FROM unnest($4) AS partnership_id"
		" ON CONFLICT (supplier_id, partnership_id, sku_id) DO NOTHING",
};

enum
{
	COUNTED_SKU = 1,
	COUNTED_PUSHES
};

static PlanQuery COUNT_PUSHES = {
	.name = "count pushes of products",
	.result = SPI_OK_INSERT_RETURNING,
	.types = "bigint, bigint[], timestamptz",
	.sql =
		"INSERT INTO distribution.stock_push_product AS p (supplier_id, sku_id, pushes, trimmed_at)"
		" SELECT $1, unnest($2), 1, $3"
		" ON CONFLICT (supplier_id, sku_id) DO UPDATE SET pushes = p.pushes + 1"
		" RETURNING sku_id, pushes",
};

/* ST-7: the view push_record_history shows by the same condition. */
static PlanQuery TRIM = {
	.name = "trim push records of a product",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, int, int, timestamptz",
	.sql = "WITH trimmed AS ("
		   "DELETE FROM distribution.push_record"
		   " WHERE supplier_id = $1 AND ctid = ANY (ARRAY("
		   "SELECT place"
		   "  FROM (SELECT ctid AS place, pushed_at,"
		   "               row_number() OVER (PARTITION BY partnership_id"
		   "                 ORDER BY record_id DESC) AS newest,"
		   "               row_number() OVER (PARTITION BY partnership_id, warehouse_id"
		   "                 ORDER BY record_id DESC) AS newest_of_warehouse"
		   "          FROM distribution.push_record"
		   "         WHERE supplier_id = $1 AND sku_id = $2) r"
		   " WHERE newest_of_warehouse > 1"
		   "   AND (newest > $3 OR pushed_at < $5 - $4 * interval '24 hours')))"
		   ") "
		   "UPDATE distribution.stock_push_product SET pushes = 0, trimmed_at = $5"
		   " WHERE supplier_id = $1 AND sku_id = $2",
};

enum
{
	OLD_SKU = 1,
	OLD_KEPT,
	OLD_DAYS
};

static PlanQuery READ_OLD = {
	.name = "read products whose push records get old",
	.result = SPI_OK_SELECT,
	.types = "bigint, int, timestamptz",
	.sql = "SELECT p.sku_id, s.push_records_kept, s.push_record_days"
		   "  FROM distribution.stock_push_product p"
		   "  JOIN distribution.supplier s ON s.supplier_id = p.supplier_id"
		   " WHERE p.supplier_id = $1 AND p.trimmed_at < $3 - interval '1 day'"
		   " ORDER BY p.trimmed_at, p.sku_id"
		   " LIMIT $2",
};

static PlanQuery TAKE_MARKS = {
	.name = "take marks of change off stock",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint[]",
	.sql = "UPDATE distribution.stock SET push_pending = false"
		   " WHERE supplier_id = $1 AND warehouse_id = $2 AND sku_id = ANY ($3)",
};

static int64 *
read_ids(const PlanRows *rows)
{
	int64 *ids = palloc(sizeof(int64) * Max(rows->count, 1));

	for (int i = 0; i < rows->count; i++)
		ids[i] = plan_int64(rows, i, 1);
	return ids;
}

/* Suppliers with changes to push, by id. */
static int64 *
suppliers_waiting(int *count)
{
	PlanValues values = {0};
	PlanRows rows = plan_execute(&READ_WAITING, &values);

	*count = rows.count;
	return read_ids(&rows);
}

static int
request_compare(const void *a, const void *b)
{
	const Request *left = a;
	const Request *right = b;

	if (left->partnership_id != right->partnership_id)
		return left->partnership_id < right->partnership_id ? -1 : 1;
	return (left->sku_id > right->sku_id) - (left->sku_id < right->sku_id);
}

static bool
is_requested(const Run *run, int64 partnership_id, int64 sku_id)
{
	Request key = {partnership_id, sku_id};

	return run->request_count > 0 &&
		bsearch(&key, run->requests, run->request_count, sizeof(Request), request_compare) != NULL;
}

static bool
is_in_requests(const Run *run, int64 partnership_id, int64 sku_id)
{
	return run->request_count > 0 &&
		(is_requested(run, partnership_id, sku_id) ||
		 is_requested(run, partnership_id, STOCK_PUSH_ALL) ||
		 is_requested(run, STOCK_PUSH_ALL, sku_id) ||
		 is_requested(run, STOCK_PUSH_ALL, STOCK_PUSH_ALL));
}

static void
lock_partnerships(Run *run)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, run->supplier_id);
	rows = plan_execute(&LOCK_PARTNERSHIPS, &values);
	run->partnership_count = rows.count;
	run->partnership_ids = read_ids(&rows);
}

/* After the locks, which verbs that request hold too; before the snapshot, to see what triggers requested. */
static void
take_requests(Run *run)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, run->supplier_id);
	rows = plan_execute(&TAKE_REQUESTS, &values);
	run->request_count = rows.count;
	run->requests = palloc(sizeof(Request) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
		run->requests[i] = (Request) {plan_int64(&rows, i, 1), plan_int64(&rows, i, 2)};
	qsort(run->requests, run->request_count, sizeof(Request), request_compare);
}

static PlanRows
read_products(const Run *run)
{
	PlanValues values = {0};

	plan_bind_int64(&values, run->supplier_id);
	return plan_read(&READ_PRODUCTS, &values);
}

/* The SKUs of changed stock and of requests, sorted, each once. */
static void
choose_skus(Run *run, const PlanRows *changed)
{
	PlanRows products = {0};
	int64 *ids;
	int count = 0;

	for (int i = 0; i < run->request_count && products.count == 0; i++)
		if (run->requests[i].sku_id == STOCK_PUSH_ALL)
			products = read_products(run);
	ids = palloc(sizeof(int64) * (changed->count + run->request_count + products.count + 1));
	for (int i = 0; i < changed->count; i++)
		ids[count++] = plan_int64(changed, i, LEVEL_SKU);
	for (int i = 0; i < run->request_count; i++)
		if (run->requests[i].sku_id != STOCK_PUSH_ALL)
			ids[count++] = run->requests[i].sku_id;
	for (int i = 0; i < products.count; i++)
		ids[count++] = plan_int64(&products, i, 1);
	count = ids_sort_distinct(ids, count);
	run->sku_ids = plan_column(INT8OID, count);
	for (int i = 0; i < count; i++)
		plan_column_add_int64(&run->sku_ids, ids[i]);
}

static void
load_levels(Run *run, const PlanRows *changed)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, run->supplier_id);
	plan_bind_column(&values, &run->sku_ids);
	rows = plan_read(&READ_LEVELS, &values);
	run->level_count = rows.count;
	run->levels = palloc0(sizeof(StockLevel) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		run->levels[i].warehouse_id = plan_int64(&rows, i, LEVEL_WAREHOUSE);
		run->levels[i].sku_id = plan_int64(&rows, i, LEVEL_SKU);
		run->levels[i].on_hand = plan_int32(&rows, i, LEVEL_ON_HAND);
		run->levels[i].allocated = plan_int32(&rows, i, LEVEL_ALLOCATED);
		run->levels[i].defective = plan_int32(&rows, i, LEVEL_DEFECTIVE);
	}
	for (int i = 0; i < changed->count; i++)
		stock_level(run->levels,
					run->level_count,
					plan_int64(changed, i, LEVEL_WAREHOUSE),
					plan_int64(changed, i, LEVEL_SKU))
			->changed = true;
}

static void
load_mirrors(Run *run)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, run->supplier_id);
	plan_bind_ids(&values, run->partnership_ids, run->partnership_count);
	rows = plan_read(&READ_MIRRORS, &values);
	run->mirror_count = rows.count;
	run->mirrors = palloc(sizeof(Mirror) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
		run->mirrors[i] = (Mirror) {
			.partnership_id = plan_int64(&rows, i, 1),
			.warehouse_id = plan_int64(&rows, i, 2),
			.mirrored = plan_bool(&rows, i, 3),
		};
}

/* Reads, under the snapshot, at most so many changed stock rows and all they need; returns how many. */
static int
load_run(Run *run, int32 max_changes)
{
	PlanValues values = {0};
	PlanRows changed;
	int64 *skus;

	plan_bind_int64(&values, run->supplier_id);
	plan_bind_int32(&values, max_changes);
	changed = plan_read(&READ_CHANGED, &values);
	choose_skus(run, &changed);
	load_levels(run, &changed);
	load_mirrors(run);
	skus = palloc(sizeof(int64) * Max(run->sku_ids.count, 1));
	for (int i = 0; i < run->sku_ids.count; i++)
		skus[i] = DatumGetInt64(run->sku_ids.values[i]);
	run->terms = terms_load(run->supplier_id, run->partnership_ids, run->partnership_count);
	terms_load_warehouses(run->terms);
	terms_load_products(run->terms, skus, run->sku_ids.count);
	terms_load_shares(run->terms);
	return changed.count;
}

static void
add_record(Records *records, const Mirror *mirror, int64 distributor_id, int32 quantity)
{
	plan_column_add_int64(&records->partnerships, mirror->partnership_id);
	plan_column_add_int64(&records->warehouses, mirror->warehouse_id);
	plan_column_add_int64(&records->distributors, distributor_id);
	plan_column_add_int32(&records->quantities, quantity);
}

static Records
new_records(int capacity)
{
	return (Records) {
		.partnerships = plan_column(INT8OID, capacity),
		.warehouses = plan_column(INT8OID, capacity),
		.distributors = plan_column(INT8OID, capacity),
		.quantities = plan_column(INT4OID, capacity),
	};
}

static void
write_records(Run *run, int64 sku_id, PlanQuery *query, Records *records)
{
	PlanValues values = {0};

	if (records->partnerships.count == 0)
		return;
	plan_bind_int64(&values, run->supplier_id);
	plan_bind_int64(&values, sku_id);
	plan_bind_time(&values, run->terms->now);
	plan_bind_column(&values, &records->partnerships);
	plan_bind_column(&values, &records->warehouses);
	plan_bind_column(&values, &records->distributors);
	if (query == &WRITE_PUSHED)
		plan_bind_column(&values, &records->quantities);
	plan_execute(query, &values);
	run->records += records->partnerships.count;
}

/* What is pushed of a product to a partnership's mirrors; first is where those begin. */
static int
decide_claim(const Run *run, const Product *product, int first, int64 partnership_id,
			 int64 distributor_id, Records *pushed, Records *failed)
{
	const PartnershipTerms *partnership = NULL;
	bool requested = is_in_requests(run, partnership_id, product->sku_id);
	bool offered = false;

	while (first < run->mirror_count && run->mirrors[first].partnership_id < partnership_id)
		first++;
	for (; first < run->mirror_count && run->mirrors[first].partnership_id == partnership_id;
		 first++)
	{
		const Mirror *mirror = &run->mirrors[first];
		const StockLevel *level =
			stock_find(run->levels, run->level_count, mirror->warehouse_id, product->sku_id);

		if (!requested && (level == NULL || !level->changed))
			continue;
		if (partnership == NULL)
		{
			partnership = terms_partnership(run->terms, partnership_id);
			offered = terms_offer(&run->terms->supplier, partnership, product->sku_id).offered;
		}
		if (!mirror->mirrored)
			add_record(failed, mirror, distributor_id, 0);
		else
			add_record(pushed,
					   mirror,
					   distributor_id,
					   offered && level ? stock_shared(stock_to_push(level, run->sold_out_below),
													   terms_share(partnership, product->sku_id))
										: 0);
	}
	return first;
}

/* A product that is not enabled was pushed as 0 when it was disabled. */
static void
push_product(Run *run, const Product *product)
{
	PlanValues values = {0};
	PlanRows claims;
	Records pushed;
	Records failed;
	int mirror = 0;

	if (!product->enabled)
		return;
	plan_bind_int64(&values, run->supplier_id);
	plan_bind_int64(&values, product->sku_id);
	claims = plan_read(&READ_CLAIMANTS, &values);
	pushed = new_records(claims.count);
	failed = new_records(0);
	for (int i = 0; i < claims.count; i++)
		mirror = decide_claim(run,
							  product,
							  mirror,
							  plan_int64(&claims, i, 1),
							  plan_int64(&claims, i, 2),
							  &pushed,
							  &failed);
	plan_free(&claims);
	write_records(run, product->sku_id, &WRITE_PUSHED, &pushed);
	write_records(run, product->sku_id, &WRITE_FAILED, &failed);
}

static void
push_products(Run *run)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "push of a product", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);

	for (int i = 0; i < run->terms->supplier.product_count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		push_product(run, &run->terms->supplier.products[i]);
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}

/* ST-7 */
static void
trim(int64 supplier_id, int64 sku_id, int32 kept, int32 days)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, sku_id);
	plan_bind_int32(&values, kept);
	plan_bind_int32(&values, days);
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_execute(&TRIM, &values);
}

/* Counts the products pushed, and trims those whose count says so. */
static void
count_pushes(Run *run)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, run->supplier_id);
	plan_bind_column(&values, &run->sku_ids);
	plan_bind_time(&values, run->terms->now);
	rows = plan_execute(&COUNT_PUSHES, &values);
	for (int i = 0; i < rows.count; i++)
		if (plan_int32(&rows, i, COUNTED_PUSHES) >= TRIM_EVERY)
			trim(run->supplier_id,
				 plan_int64(&rows, i, COUNTED_SKU),
				 run->records_kept,
				 run->record_days);
}

/* What keeps its mark has changed since it was read. */
static void
take_marks(const Run *run)
{
	StockLevel *wanted = palloc0(sizeof(StockLevel) * Max(run->level_count, 1));
	StockLevel *levels;
	int wanted_count = 0;
	int count;
	int at = 0;

	for (int i = 0; i < run->level_count; i++)
		if (run->levels[i].changed)
			wanted[wanted_count++] = run->levels[i];
	levels = stock_load(run->supplier_id, wanted, wanted_count, true, &count);
	while (at < count)
	{
		int64 warehouse_id = levels[at].warehouse_id;
		PlanColumn skus = plan_column(INT8OID, count);
		PlanValues values = {0};

		for (; at < count && levels[at].warehouse_id == warehouse_id; at++)
		{
			const StockLevel *now = &levels[at];
			const StockLevel *then =
				stock_find(run->levels, run->level_count, warehouse_id, now->sku_id);

			if (stock_available(now) == stock_available(then))
				plan_column_add_int64(&skus, now->sku_id);
		}
		plan_bind_int64(&values, run->supplier_id);
		plan_bind_int64(&values, warehouse_id);
		plan_bind_column(&values, &skus);
		plan_execute(&TAKE_MARKS, &values);
	}
}

/* Returns how many changed stock rows the run took. */
static int
push_supplier(Run *run, int32 max_changes)
{
	int changes;

	lock_partnerships(run);
	take_requests(run);
	plan_snapshot_push();
	changes = load_run(run, max_changes);
	push_products(run);
	plan_snapshot_pop();
	if (run->records > 0)
		count_pushes(run);
	take_marks(run);
	return changes;
}

/* False: it does not push. */
static bool
lock_pushing(int64 supplier_id, Run *run)
{
	PlanValues values = {0};
	PlanRows rows;
	bool is_pushing;

	plan_bind_int64(&values, supplier_id);
	rows = plan_execute(&LOCK_SUPPLIER, &values);
	is_pushing = rows.count > 0;
	if (is_pushing)
		*run = (Run) {
			.supplier_id = plan_int64(&rows, 0, SUPPLIER_ID),
			.sold_out_below = plan_int32(&rows, 0, SUPPLIER_SOLD_OUT_BELOW),
			.records_kept = plan_int32(&rows, 0, SUPPLIER_RECORDS_KEPT),
			.record_days = plan_int32(&rows, 0, SUPPLIER_RECORD_DAYS),
		};
	plan_free(&rows);
	return is_pushing;
}

/*
 * Pushes what waits of those of the suppliers, by id, that push; returns the
 * records written, and takes the changed stock rows that it took off max_changes.
 */
int32
stock_push_run(const int64 *supplier_ids, int count, int32 *max_changes)
{
	Run *runs = palloc(sizeof(Run) * Max(count, 1));
	int run_count = 0;
	int64 records = 0;

	/* All before their partnerships, each by itself: they may be on different nodes. */
	for (int i = 0; i < count; i++)
		run_count += lock_pushing(supplier_ids[i], &runs[run_count]);
	for (int i = 0; i<run_count && * max_changes> 0; i++)
	{
		*max_changes -= push_supplier(&runs[i], *max_changes);
		records += runs[i].records;
	}
	return (int32) Min(records, PG_INT32_MAX);
}

/*
 * ST-7: products that are not pushed have old records too; a few a call. Under
 * the supplier's lock, as a run of the push counts and trims.
 */
int
stock_push_trim_old(int64 supplier_id, int32 max_products)
{
	PlanValues values = {0};
	PlanRows rows;

	(void) supplier_lock(supplier_id);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int32(&values, max_products);
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	rows = plan_execute(&READ_OLD, &values);
	for (int i = 0; i < rows.count; i++)
		trim(supplier_id,
			 plan_int64(&rows, i, OLD_SKU),
			 plan_int32(&rows, i, OLD_KEPT),
			 plan_int32(&rows, i, OLD_DAYS));
	return rows.count;
}

PG_FUNCTION_INFO_V1(distribution_push_inventory);

Datum
distribution_push_inventory(PG_FUNCTION_ARGS)
{
	int32 max_changes = argument_int32(fcinfo, 1, "max_changes");
	int64 *supplier_ids;
	int count = 1;
	int32 records;

	if (max_changes < 1)
		error_argument("max_changes", psprintf("%d", max_changes), "1 or more");
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
