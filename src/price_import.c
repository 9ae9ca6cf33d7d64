/*
 * price_import.c
 *	  Price lists in and out: JSON, and CSV by way of a table (PC-7).
 *
 * A listed row takes the place of the stored one with the same SKU, level or
 * customer, quantity and dates; all others stay. So a row whose dates overlap a stored one
 * that the list does not have is a bad row. The supplier's row is locked first:
 * imports come one after the other.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "import.h"
#include "plan.h"
#include "product.h"
#include "supplier.h"
#include "trigger.h"

static const char *const PRICE_KEYS[] = {"sku",
										 "customer",
										 "level",
										 "min_quantity",
										 "valid_from",
										 "valid_to",
										 "price",
										 "base_price",
										 NULL};
static const char *const BASE_PRICE_KEYS[] = {"sku", "base_price", NULL};

/* A listed row, or a stored one. */
typedef struct PriceRow
{
	char *sku;
	int64 sku_id;
	bool is_base;
	char *customer;       /* of a partnership's price, else NULL */
	int64 partnership_id; /* of the same, else 0 */
	int32 level;
	int32 min_quantity;
	TimestampTz valid_from; /* DT_NOBEGIN: ever since */
	TimestampTz valid_to;   /* DT_NOEND: for ever */
	Minor price;
	int no; /* in the list, from 0; -1: stored */
} PriceRow;

enum
{
	IMPORT_SKU_ID = 1,
	IMPORT_SKU,
	IMPORT_DISTRIBUTED
};

static PlanQuery READ_SKUS = {
	.name = "read SKUs of a price list",
	.result = SPI_OK_SELECT,
	.types = "bigint, text[]",
	.sql = "SELECT m.sku_id, m.sku, p.sku_id IS NOT NULL"
		   "  FROM distribution.merchant_sku m"
		   "  LEFT JOIN distribution.distribution_product p"
		   "    ON p.supplier_id = m.supplier_id AND p.sku_id = m.sku_id"
		   " WHERE m.supplier_id = $1 AND m.sku = ANY ($2)"
		   " ORDER BY m.sku COLLATE \"C\"",
};

enum
{
	STORED_SKU_ID = 1,
	STORED_PARTNERSHIP,
	STORED_LEVEL,
	STORED_MIN_QUANTITY,
	STORED_FROM,
	STORED_TO
};

static PlanQuery READ_STORED_PRICES = {
	.name = "read stored SKU prices",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[], bigint[]",
	.sql = "SELECT sku_id, 0::bigint, level, min_quantity, coalesce(lower(valid), '-infinity'),"
		   "       coalesce(upper(valid), 'infinity')"
		   "  FROM distribution.sku_price"
		   " WHERE supplier_id = $1 AND sku_id = ANY ($2)"
		   " UNION ALL "
		   "SELECT sku_id, partnership_id, 0, min_quantity, coalesce(lower(valid), '-infinity'),"
		   "       coalesce(upper(valid), 'infinity')"
		   "  FROM distribution.partnership_price"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($3) AND sku_id = ANY ($2)",
};

enum
{
	CUSTOMER_CODE = 1,
	CUSTOMER_PARTNERSHIP
};

/* PA-4: a customer is linked to one live partnership at a time. */
static PlanQuery READ_CUSTOMERS = {
	.name = "read customers of a price list",
	.result = SPI_OK_SELECT,
	.types = "bigint, text[]",
	.sql = "SELECT c.code, p.partnership_id"
		   "  FROM distribution.customer c"
		   "  JOIN distribution.partnership p"
		   "    ON p.supplier_id = c.supplier_id AND p.customer_id = c.customer_id"
		   "   AND p.state = 'partnered'"
		   " WHERE c.supplier_id = $1 AND c.code = ANY ($2)"
		   " ORDER BY c.code COLLATE \"C\"",
};

static PlanQuery READ_LEVELS = {
	.name = "read which levels there are",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT level FROM distribution.customer_level WHERE supplier_id = $1 FOR KEY SHARE",
};

static PlanQuery WRITE_SKU_PRICES = {
	.name = "write SKU prices",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[], int[], int[], timestamptz[], timestamptz[], numeric[]",
	.sql = "INSERT INTO distribution.sku_price AS s"
		   " (supplier_id, sku_id, level, min_quantity, valid, price)"
		   " SELECT $1, unnest($2), unnest($3), unnest($4),"
		   "  tstzrange(unnest($5), unnest($6)), unnest($7)"
		   " ON CONFLICT (supplier_id, sku_id, level, min_quantity, valid)"
		   " DO UPDATE SET price = EXCLUDED.price WHERE s.price <> EXCLUDED.price",
};

static PlanQuery WRITE_PARTNERSHIP_PRICES = {
	.name = "write partnership prices",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[], bigint[], int[], timestamptz[], timestamptz[], numeric[]",
	.sql = "INSERT INTO distribution.partnership_price AS s"
		   " (supplier_id, partnership_id, sku_id, min_quantity, valid, price)"
		   " SELECT $1, unnest($2), unnest($3), unnest($4),"
		   "  tstzrange(unnest($5), unnest($6)), unnest($7)"
		   " ON CONFLICT (supplier_id, partnership_id, sku_id, min_quantity, valid)"
		   " DO UPDATE SET price = EXCLUDED.price WHERE s.price <> EXCLUDED.price",
};

static PlanQuery READ_PRICE_LIST = {
	.name = "read price list",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT (SELECT coalesce(json_agg(json_strip_nulls(json_build_object('sku', sku,"
		   "  'customer', customer, 'level', level, 'min_quantity', min_quantity,"
		   "  'valid_from', valid_from, 'valid_to', valid_to, 'price', price::text,"
		   "  'base_price', base_price::text))"
		   "  ORDER BY sku, customer NULLS FIRST, level NULLS FIRST, min_quantity,"
		   "  valid_from NULLS FIRST), '[]')::text"
		   "  FROM distribution_report.price_list WHERE supplier_id = $1)"
		   "  FROM distribution.supplier"
		   " WHERE supplier_id = $1",
};

enum
{
	COPIED_SUPPLIER = 1,
	COPIED_OTHER_SUPPLIER,
	COPIED_LIST
};

/* Rows that others are copying are not seen; what is copied never stays. */
static PlanQuery TAKE_COPIED = {
	.name = "take what was copied",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "",
	.sql = "WITH taken AS (DELETE FROM distribution.price_import RETURNING *) "
		   "SELECT min(supplier_id), max(supplier_id),"
		   "  coalesce(json_agg(json_strip_nulls(json_build_object('sku', sku,"
		   "   'customer', customer,"
		   "   'level', CASE WHEN level ~ '^[0-9]{1,9}$' THEN to_json(level::int)"
		   "     ELSE to_json(level) END,"
		   "   'min_quantity', CASE WHEN min_quantity ~ '^[0-9]{1,9}$'"
		   "     THEN to_json(min_quantity::int) ELSE to_json(min_quantity) END,"
		   "   'valid_from', valid_from, 'valid_to', valid_to, 'price', price,"
		   "   'base_price', base_price)) ORDER BY row_no), '[]')::text"
		   "  FROM taken",
};

static Minor
read_price(const JsonAt *at, const char *key)
{
	JsonAt member = json_required(at, key);
	Minor price = json_decimal(member);

	if (price < 0)
		json_fault(&member, ERRCODE_INVALID_PAYLOAD, NULL, "\"%s\" must not be negative", key);
	return price;
}

static void
read_validity(const JsonAt *at, PriceRow *row)
{
	JsonAt from = json_member(at, "valid_from");
	JsonAt to = json_member(at, "valid_to");

	row->valid_from = from.node == NULL ? DT_NOBEGIN : json_time(from);
	row->valid_to = to.node == NULL ? DT_NOEND : json_time(to);
	if (row->valid_from >= row->valid_to)
		json_fault(
			&to, ERRCODE_INVALID_PAYLOAD, NULL, "\"valid_to\" must be later than \"valid_from\"");
}

/* PC-0: a partnership's price is for no level. */
static void
read_whose(const JsonAt *at, PriceRow *row)
{
	JsonAt level = json_member(at, "level");

	row->customer = json_text(json_member(at, "customer"), TEXT_CODE);
	row->level = json_int32(level, 0, 10, 0);
	if (row->customer != NULL && level.node != NULL)
		json_fault(
			&level, ERRCODE_INVALID_PAYLOAD, NULL, "\"level\" must not stand beside \"customer\"");
}

static void
read_row(const JsonAt *at, void *target)
{
	PriceRow *row = target;

	json_expect_keys(at, PRICE_KEYS);
	row->sku = json_text(json_required(at, "sku"), TEXT_CODE);
	row->is_base = json_member(at, "base_price").node != NULL;
	if (row->is_base)
	{
		/* In place of level and price: a base price has neither level nor dates. */
		for (int i = 0; PRICE_KEYS[i] != NULL; i++)
		{
			JsonAt other = json_member(at, PRICE_KEYS[i]);

			if (other.node != NULL && strcmp(PRICE_KEYS[i], BASE_PRICE_KEYS[0]) != 0 &&
				strcmp(PRICE_KEYS[i], BASE_PRICE_KEYS[1]) != 0)
				json_fault(&other,
						   ERRCODE_INVALID_PAYLOAD,
						   NULL,
						   "\"%s\" must not stand beside \"base_price\"",
						   PRICE_KEYS[i]);
		}
		row->price = read_price(at, "base_price");
		return;
	}
	read_whose(at, row);
	row->min_quantity = json_int32(json_member(at, "min_quantity"), 1, PG_INT32_MAX, 1);
	read_validity(at, row);
	row->price = read_price(at, "price");
}

/* Gives each row its SKU's id; a fault where there is none. */
static void
resolve_skus(int64 supplier_id, Import *import, PriceRow *rows)
{
	PlanColumn codes = plan_column(TEXTOID, import->count);
	PlanValues values = {0};
	PlanRows skus;
	char **found;

	for (int i = 0; i < import->count; i++)
		if (rows[i].sku != NULL)
			plan_column_add_text(&codes, rows[i].sku);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &codes);
	skus = plan_execute(&READ_SKUS, &values);
	found = palloc(sizeof(char *) * Max(skus.count, 1));
	for (int i = 0; i < skus.count; i++)
		found[i] = plan_text(&skus, i, IMPORT_SKU);
	for (int i = 0; i < import->count; i++)
	{
		int sku = rows[i].sku == NULL ? -1 : import_find_code(found, skus.count, rows[i].sku);

		rows[i].no = i;
		if (sku >= 0)
			rows[i].sku_id = plan_int64(&skus, sku, IMPORT_SKU_ID);
		if (sku < 0 && rows[i].sku != NULL)
			import_fault(import, i, "there is no SKU \"%s\"", rows[i].sku);
		else if (sku >= 0 && rows[i].is_base && !plan_bool(&skus, sku, IMPORT_DISTRIBUTED))
			import_fault(import, i, "SKU \"%s\" is not a distribution product", rows[i].sku);
	}
}

/* PC-0: gives each row with a customer its partnership's id; a fault where there is none. */
static void
resolve_customers(int64 supplier_id, Import *import, PriceRow *rows)
{
	PlanColumn codes = plan_column(TEXTOID, 0);
	PlanValues values = {0};
	PlanRows customers;
	char **found;

	for (int i = 0; i < import->count; i++)
		if (rows[i].customer != NULL)
			plan_column_add_text(&codes, rows[i].customer);
	if (codes.count == 0)
		return;
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &codes);
	customers = plan_execute(&READ_CUSTOMERS, &values);
	found = palloc(sizeof(char *) * Max(customers.count, 1));
	for (int i = 0; i < customers.count; i++)
		found[i] = plan_text(&customers, i, CUSTOMER_CODE);
	for (int i = 0; i < import->count; i++)
	{
		int customer;

		if (rows[i].customer == NULL)
			continue;
		customer = import_find_code(found, customers.count, rows[i].customer);
		if (customer >= 0)
			rows[i].partnership_id = plan_int64(&customers, customer, CUSTOMER_PARTNERSHIP);
		else
			import_fault(
				import, i, "there is no live partnership with customer \"%s\"", rows[i].customer);
	}
}

/* PC-8: a price for a level that does not exist would never hold. */
static void
refuse_levels(int64 supplier_id, Import *import, const PriceRow *rows)
{
	PlanValues values = {0};
	PlanRows levels;

	plan_bind_int64(&values, supplier_id);
	levels = plan_execute(&READ_LEVELS, &values);
	for (int i = 0; i < import->count; i++)
	{
		bool is_there = rows[i].is_base || rows[i].level == 0;

		for (int j = 0; j < levels.count && !is_there; j++)
			is_there = plan_int32(&levels, j, 1) == rows[i].level;
		if (!is_there)
			import_fault(import, i, "there is no customer level %d", rows[i].level);
	}
}

#define COMPARE(left, right) (((left) > (right)) - ((left) < (right)))

/* By SKU, base price first, partnership, level, quantity and dates; of equal ones the listed first. */
static int
row_compare(const void *a, const void *b)
{
	const PriceRow *left = a;
	const PriceRow *right = b;
	int order = COMPARE(left->sku_id, right->sku_id);

	if (order == 0)
		order = COMPARE(right->is_base, left->is_base);
	if (order == 0)
		order = COMPARE(left->partnership_id, right->partnership_id);
	if (order == 0)
		order = COMPARE(left->level, right->level);
	if (order == 0)
		order = COMPARE(left->min_quantity, right->min_quantity);
	if (order == 0)
		order = COMPARE(left->valid_from, right->valid_from);
	if (order == 0)
		order = COMPARE(left->valid_to, right->valid_to);
	if (order == 0)
		order = COMPARE(left->no < 0, right->no < 0);
	return order != 0 ? order : COMPARE(left->no, right->no);
}

static bool
same_list(const PriceRow *a, const PriceRow *b)
{
	return a->sku_id == b->sku_id && a->is_base == b->is_base &&
		a->partnership_id == b->partnership_id && a->level == b->level &&
		a->min_quantity == b->min_quantity;
}

/* The rows of the list that are good so far, and what is stored for their SKUs. */
static PriceRow *
rows_to_compare(int64 supplier_id, const Import *import, const PriceRow *rows, int *count)
{
	PlanColumn sku_ids = plan_column(INT8OID, import->count);
	PlanColumn partnership_ids = plan_column(INT8OID, 0);
	PlanValues values = {0};
	PlanRows stored;
	PriceRow *all;

	for (int i = 0; i < import->count; i++)
	{
		if (import->faults[i] != NULL || rows[i].is_base)
			continue;
		plan_column_add_int64(&sku_ids, rows[i].sku_id);
		if (rows[i].partnership_id != 0)
			plan_column_add_int64(&partnership_ids, rows[i].partnership_id);
	}
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &sku_ids);
	plan_bind_column(&values, &partnership_ids);
	stored = plan_execute(&READ_STORED_PRICES, &values);
	all = palloc0(sizeof(PriceRow) * Max(import->count + stored.count, 1));
	*count = 0;
	for (int i = 0; i < import->count; i++)
		if (import->faults[i] == NULL)
			all[(*count)++] = rows[i];
	for (int i = 0; i < stored.count; i++)
		all[(*count)++] = (PriceRow) {
			.sku_id = plan_int64(&stored, i, STORED_SKU_ID),
			.partnership_id = plan_int64(&stored, i, STORED_PARTNERSHIP),
			.level = plan_int32(&stored, i, STORED_LEVEL),
			.min_quantity = plan_int32(&stored, i, STORED_MIN_QUANTITY),
			.valid_from = plan_time(&stored, i, STORED_FROM),
			.valid_to = plan_time(&stored, i, STORED_TO),
			.no = -1,
		};
	return all;
}

/* Two of one list overlap: the later listed row is bad. */
static void
put_overlap(Import *import, const PriceRow *a, const PriceRow *b)
{
	const char *whose = a->partnership_id != 0 ? "customer" : "level";
	int later = Max(a->no, b->no);
	int earlier = Min(a->no, b->no);

	if (earlier >= 0 && a->is_base)
		import_fault(import, later, "row %d sets the base price of the SKU already", earlier + 1);
	else if (earlier >= 0)
		import_fault(import,
					 later,
					 "its dates overlap those of row %d, for the same SKU, %s and quantity",
					 earlier + 1,
					 whose);
	else
		import_fault(import,
					 later,
					 "its dates overlap those of a stored price, for the same SKU, %s and "
					 "quantity, that the list does not overwrite",
					 whose);
}

/* A stored row stands right behind the listed row that overwrites it. */
static bool
is_overwritten(const PriceRow *all, int row)
{
	return all[row].no < 0 && row > 0 && same_list(&all[row - 1], &all[row]) &&
		all[row - 1].valid_from == all[row].valid_from &&
		all[row - 1].valid_to == all[row].valid_to;
}

static bool
is_bad(const Import *import, const PriceRow *row)
{
	return row->no >= 0 && import->faults[row->no] != NULL;
}

/*
 * Each row against those that start before it ends. What overlaps a bad row only
 * is good without it; so the rows that go on are apart, and each is met once.
 */
static void
refuse_overlaps(int64 supplier_id, Import *import, const PriceRow *rows)
{
	int count;
	PriceRow *all = rows_to_compare(supplier_id, import, rows, &count);

	qsort(all, count, sizeof(PriceRow), row_compare);
	for (int i = 0; i < count; i++)
	{
		const PriceRow *row = &all[i];

		CHECK_FOR_INTERRUPTS();
		if (is_overwritten(all, i))
			continue;
		for (int j = i + 1; j < count && !is_bad(import, row) && same_list(row, &all[j]) &&
			 (row->is_base || all[j].valid_from < row->valid_to);
			 j++)
			if ((row->no >= 0 || all[j].no >= 0) && !is_bad(import, &all[j]) &&
				!is_overwritten(all, j))
				put_overlap(import, row, &all[j]);
	}
}

static void
add_time(PlanColumn *column, TimestampTz time)
{
	plan_column_add(column, TimestampTzGetDatum(time), TIMESTAMP_NOT_FINITE(time));
}

static void
write_base_prices(int64 supplier_id, const Import *import, const PriceRow *rows)
{
	PlanColumn ids = plan_column(INT8OID, import->count);
	PlanColumn prices = plan_column(NUMERICOID, import->count);

	for (int i = 0; i < import->count; i++)
	{
		if (!rows[i].is_base)
			continue;
		plan_column_add_int64(&ids, rows[i].sku_id);
		plan_column_add_minor(&prices, rows[i].price);
	}
	product_write_base_prices(supplier_id, &ids, &prices);
}

/* The prices for levels or, of_partnerships, those for partnerships. */
static void
write_prices(int64 supplier_id, const Import *import, const PriceRow *rows, bool of_partnerships)
{
	PlanColumn partnerships = plan_column(INT8OID, import->count);
	PlanColumn sku_ids = plan_column(INT8OID, import->count);
	PlanColumn levels = plan_column(INT4OID, import->count);
	PlanColumn quantities = plan_column(INT4OID, import->count);
	PlanColumn froms = plan_column(TIMESTAMPTZOID, import->count);
	PlanColumn tos = plan_column(TIMESTAMPTZOID, import->count);
	PlanColumn prices = plan_column(NUMERICOID, import->count);
	PlanValues values = {0};

	for (int i = 0; i < import->count; i++)
	{
		if (rows[i].is_base || (rows[i].partnership_id != 0) != of_partnerships)
			continue;
		plan_column_add_int64(&partnerships, rows[i].partnership_id);
		plan_column_add_int64(&sku_ids, rows[i].sku_id);
		plan_column_add_int32(&levels, rows[i].level);
		plan_column_add_int32(&quantities, rows[i].min_quantity);
		add_time(&froms, rows[i].valid_from);
		add_time(&tos, rows[i].valid_to);
		plan_column_add_minor(&prices, rows[i].price);
	}
	if (sku_ids.count == 0)
		return;
	plan_bind_int64(&values, supplier_id);
	if (of_partnerships)
		plan_bind_column(&values, &partnerships);
	plan_bind_column(&values, &sku_ids);
	if (!of_partnerships)
		plan_bind_column(&values, &levels);
	plan_bind_column(&values, &quantities);
	plan_bind_column(&values, &froms);
	plan_bind_column(&values, &tos);
	plan_bind_column(&values, &prices);
	plan_execute(of_partnerships ? &WRITE_PARTNERSHIP_PRICES : &WRITE_SKU_PRICES, &values);
}

static int32
import_prices(int64 supplier_id, const char *text)
{
	PriceRow *rows;
	Import import = import_read(text, read_row, (void **) &rows, sizeof(PriceRow));

	supplier_lock_active(supplier_id);
	resolve_skus(supplier_id, &import, rows);
	resolve_customers(supplier_id, &import, rows);
	refuse_levels(supplier_id, &import, rows);
	refuse_overlaps(supplier_id, &import, rows);
	import_raise(&import);
	write_base_prices(supplier_id, &import, rows);
	write_prices(supplier_id, &import, rows, false);
	write_prices(supplier_id, &import, rows, true);
	return import.count;
}

PG_FUNCTION_INFO_V1(distribution_import_prices);

Datum
distribution_import_prices(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	char *prices = argument_raw(fcinfo, 1, "prices");
	int32 imported;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	imported = import_prices(supplier_id, prices);
	plan_close();
	PG_RETURN_INT32(imported);
}

PG_FUNCTION_INFO_V1(distribution_export_prices);

Datum
distribution_export_prices(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanValues values = {0};
	PlanRows rows;
	char *list;

	identity_require(supplier_id, PERMISSION_REPORT);
	plan_open();
	plan_bind_int64(&values, supplier_id);
	rows = plan_read(&READ_PRICE_LIST, &values);
	if (rows.count == 0)
		error_not_found("supplier", supplier_id);
	list = plan_text(&rows, 0, 1);
	plan_close();
	PG_RETURN_TEXT_P(cstring_to_text(list));
}

PG_FUNCTION_INFO_V1(distribution_import_copied_prices);

/* AFTER INSERT, each statement, of price_import: \copy takes the CSV in one. */
Datum
distribution_import_copied_prices(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_statement(fcinfo, "price_import");
	PlanValues values = {0};
	PlanRows rows;

	plan_open();
	rows = plan_execute_at(&TAKE_COPIED, &values, trigger_place(trigger));
	if (!plan_is_null(&rows, 0, COPIED_SUPPLIER))
	{
		int64 supplier_id = plan_int64(&rows, 0, COPIED_SUPPLIER);

		if (plan_int64(&rows, 0, COPIED_OTHER_SUPPLIER) != supplier_id)
			error_argument("supplier_id", "several", "the same in every row of a price list");
		identity_require(supplier_id, PERMISSION_SUPPLIER);
		import_prices(supplier_id, plan_text(&rows, 0, COPIED_LIST));
	}
	plan_close();
	return PointerGetDatum(NULL);
}
