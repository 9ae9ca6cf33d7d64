/*
 * product_import.c
 *	  Products in bulk: missing SKUs are made, all are distributed (PD-3). As CSV,
 *	  by way of a table, a row without a base price is for the library only.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "import.h"
#include "plan.h"
#include "product.h"
#include "supplier.h"
#include "trigger.h"

static const char *const PRODUCT_KEYS[] = {"sku", "name", "base_price", NULL};

typedef struct ProductRow
{
	char *sku;
	char *name; /* NULL: not given */
	bool has_price;
	Minor base_price;
	bool library_only; /* not distributed */
} ProductRow;

/* The SKUs of the library that a list names, by code. */
typedef struct Library
{
	PlanRows rows;
	char **codes;
} Library;

enum
{
	LIBRARY_SKU = 1,
	LIBRARY_SKU_ID,
	LIBRARY_COMBINATION,
	LIBRARY_DISTRIBUTED
};

static PlanQuery READ_LIBRARY = {
	.name = "read SKUs of a list of products",
	.result = SPI_OK_SELECT,
	.types = "bigint, text[]",
	.sql = "SELECT m.sku, m.sku_id, m.is_combination, p.sku_id IS NOT NULL"
		   "  FROM distribution.merchant_sku m"
		   "  LEFT JOIN distribution.distribution_product p"
		   "    ON p.supplier_id = m.supplier_id AND p.sku_id = m.sku_id"
		   " WHERE m.supplier_id = $1 AND m.sku = ANY ($2)"
		   " ORDER BY m.sku COLLATE \"C\"",
};

/* What was claimed in a partnership that has ended is the account's own again. */
static PlanQuery READ_CLAIMED_CODES = {
	.name = "read codes claimed from other suppliers",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, text[]",
	.sql = "SELECT c.distributor_sku"
		   "  FROM distribution.claim c"
		   "  JOIN distribution.partnership p"
		   "    ON p.supplier_id = c.supplier_id AND p.partnership_id = c.partnership_id"
		   " WHERE c.distributor_id = $1 AND c.distributor_sku = ANY ($2)"
		   "   AND p.state = 'partnered'"
		   " ORDER BY c.distributor_sku COLLATE \"C\"",
};

static PlanQuery INSERT_SKUS = {
	.name = "insert merchant SKUs",
	.result = SPI_OK_INSERT,
	.types = "bigint, text[], text[]",
	.sql = "INSERT INTO distribution.merchant_sku (supplier_id, sku_id, sku, name)"
		   " SELECT $1, nextval('distribution.merchant_sku_sku_id_seq'), "
		   "sku, name FROM unnest($2, $3) AS missing (sku, name) ORDER BY sku"
		   " ON CONFLICT (supplier_id, sku) DO NOTHING",
};

enum
{
	COPIED_SUPPLIER = 1,
	COPIED_OTHER_SUPPLIER,
	COPIED_LIST
};

/* Rows that others are copying are not seen; what is copied never stays. */
static PlanQuery TAKE_COPIED = {
	.name = "take products that were copied",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "",
	.sql = "WITH taken AS (DELETE FROM distribution.product_import RETURNING *) "
		   "SELECT min(supplier_id), max(supplier_id),"
		   "  coalesce(json_agg(json_strip_nulls(json_build_object('sku', sku, 'name', name,"
		   "   'base_price', base_price)) ORDER BY row_no), '[]')::text"
		   "  FROM taken",
};

static void
read_row(const JsonAt *at, void *target)
{
	ProductRow *row = target;
	JsonAt price;

	json_expect_keys(at, PRODUCT_KEYS);
	row->sku = json_text(json_required(at, "sku"), TEXT_CODE);
	row->name = json_text(json_member(at, "name"), TEXT_LINE);
	price = json_member(at, "base_price");
	row->has_price = price.node != NULL;
	row->base_price = json_decimal(price);
	if (row->base_price < 0)
		json_fault(&price, ERRCODE_INVALID_PAYLOAD, NULL, "\"base_price\" must not be negative");
}

static PlanValues
code_values(int64 supplier_id, const Import *import, const ProductRow *rows)
{
	PlanValues values = {0};
	PlanColumn codes = plan_column(TEXTOID, import->count);

	for (int i = 0; i < import->count; i++)
		if (rows[i].sku != NULL)
			plan_column_add_text(&codes, rows[i].sku);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &codes);
	return values;
}

static Library
read_library(int64 supplier_id, const Import *import, const ProductRow *rows)
{
	PlanValues values = code_values(supplier_id, import, rows);
	Library library = {.rows = plan_execute(&READ_LIBRARY, &values)};

	library.codes = palloc(sizeof(char *) * Max(library.rows.count, 1));
	for (int i = 0; i < library.rows.count; i++)
		library.codes[i] = plan_text(&library.rows, i, LIBRARY_SKU);
	return library;
}

/* A row of the list by its code. */
typedef struct CodeAt
{
	const char *code;
	int row;
} CodeAt;

static int
code_at_compare(const void *a, const void *b)
{
	const CodeAt *left = a;
	const CodeAt *right = b;
	int order = strcmp(left->code, right->code);

	return order != 0 ? order : (left->row > right->row) - (left->row < right->row);
}

static void
refuse_repeats(Import *import, const ProductRow *rows)
{
	CodeAt *codes = palloc(sizeof(CodeAt) * Max(import->count, 1));
	int count = 0;

	for (int i = 0; i < import->count; i++)
		if (rows[i].sku != NULL)
			codes[count++] = (CodeAt) {rows[i].sku, i};
	qsort(codes, count, sizeof(CodeAt), code_at_compare);
	for (int i = 1; i < count; i++)
		if (strcmp(codes[i].code, codes[i - 1].code) == 0)
			import_fault(import,
						 codes[i].row,
						 "SKU \"%s\" stands in row %d already",
						 codes[i].code,
						 codes[i - 1].row + 1);
	pfree(codes);
}

/* PD-1: what cannot be distributed. */
static void
refuse_rows(int64 supplier_id, Import *import, const ProductRow *rows, const Library *library)
{
	PlanValues values = code_values(supplier_id, import, rows);
	PlanRows claimed = plan_execute(&READ_CLAIMED_CODES, &values);
	char **claimed_codes = palloc(sizeof(char *) * Max(claimed.count, 1));

	for (int i = 0; i < claimed.count; i++)
		claimed_codes[i] = plan_text(&claimed, i, 1);
	refuse_repeats(import, rows);
	for (int i = 0; i < import->count; i++)
	{
		int sku;

		if (rows[i].sku == NULL)
			continue;
		sku = import_find_code(library->codes, library->rows.count, rows[i].sku);
		if (sku < 0 && rows[i].name == NULL)
			import_fault(import, i, "SKU \"%s\" is new and needs a \"name\"", rows[i].sku);
		if (rows[i].library_only)
			continue;
		if (sku >= 0 && plan_bool(&library->rows, sku, LIBRARY_COMBINATION))
			import_fault(
				import, i, "SKU \"%s\" is a combination, which cannot be distributed", rows[i].sku);
		if (import_find_code(claimed_codes, claimed.count, rows[i].sku) >= 0)
			import_fault(import, i, "SKU \"%s\" is claimed from another supplier", rows[i].sku);
	}
}

static void
insert_missing(int64 supplier_id, const Import *import, const ProductRow *rows,
			   const Library *library)
{
	PlanValues values = {0};
	PlanColumn codes = plan_column(TEXTOID, import->count);
	PlanColumn names = plan_column(TEXTOID, import->count);

	for (int i = 0; i < import->count; i++)
	{
		if (import_find_code(library->codes, library->rows.count, rows[i].sku) >= 0)
			continue;
		plan_column_add_text(&codes, rows[i].sku);
		plan_column_add_text(&names, rows[i].name);
	}
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &codes);
	plan_bind_column(&values, &names);
	plan_execute(&INSERT_SKUS, &values);
}

static void
write_products(int64 supplier_id, const Import *import, const ProductRow *rows)
{
	Library library = read_library(supplier_id, import, rows);
	PlanColumn new_ids = plan_column(INT8OID, import->count);
	PlanColumn new_prices = plan_column(NUMERICOID, import->count);
	PlanColumn known_ids = plan_column(INT8OID, import->count);
	PlanColumn known_prices = plan_column(NUMERICOID, import->count);

	for (int i = 0; i < import->count; i++)
	{
		int sku = import_find_code(library.codes, library.rows.count, rows[i].sku);
		int64 sku_id;

		if (rows[i].library_only)
			continue;
		if (sku < 0)
			error_code_not_found("SKU", rows[i].sku, "It was deleted meanwhile: import again.");
		sku_id = plan_int64(&library.rows, sku, LIBRARY_SKU_ID);
		if (!plan_bool(&library.rows, sku, LIBRARY_DISTRIBUTED))
		{
			plan_column_add_int64(&new_ids, sku_id);
			plan_column_add(&new_prices,
							rows[i].has_price ? minor_to_numeric(rows[i].base_price) : (Datum) 0,
							!rows[i].has_price);
		}
		else if (rows[i].has_price)
		{
			plan_column_add_int64(&known_ids, sku_id);
			plan_column_add_minor(&known_prices, rows[i].base_price);
		}
	}
	(void) product_insert(supplier_id, &new_ids, &new_prices);
	product_write_base_prices(supplier_id, &known_ids, &known_prices);
}

/* copied: what has no base price is for the library only. */
static int32
import_products(int64 supplier_id, const char *text, bool copied)
{
	ProductRow *rows;
	Import import = import_read(text, read_row, (void **) &rows, sizeof(ProductRow));
	Library library;

	for (int i = 0; i < import.count; i++)
		rows[i].library_only = copied && !rows[i].has_price;
	supplier_lock_active(supplier_id);
	library = read_library(supplier_id, &import, rows);
	refuse_rows(supplier_id, &import, rows, &library);
	import_raise(&import);
	insert_missing(supplier_id, &import, rows, &library);
	write_products(supplier_id, &import, rows);
	return import.count;
}

PG_FUNCTION_INFO_V1(distribution_import_products);

Datum
distribution_import_products(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	char *products = argument_raw(fcinfo, 1, "products");
	int32 imported;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	imported = import_products(supplier_id, products, false);
	plan_close();
	PG_RETURN_INT32(imported);
}

PG_FUNCTION_INFO_V1(distribution_import_copied_products);

/* AFTER INSERT, each statement, of product_import: \copy takes the CSV in one. */
Datum
distribution_import_copied_products(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_statement(fcinfo, "product_import");
	PlanValues values = {0};
	PlanRows rows;

	plan_open();
	rows = plan_execute_at(&TAKE_COPIED, &values, trigger_place(trigger));
	if (!plan_is_null(&rows, 0, COPIED_SUPPLIER))
	{
		int64 supplier_id = plan_int64(&rows, 0, COPIED_SUPPLIER);

		if (plan_int64(&rows, 0, COPIED_OTHER_SUPPLIER) != supplier_id)
			error_argument("supplier_id", "several", "the same in every row of a list of products");
		identity_require(supplier_id, PERMISSION_SUPPLIER);
		(void) import_products(supplier_id, plan_text(&rows, 0, COPIED_LIST), true);
	}
	plan_close();
	return PointerGetDatum(NULL);
}
