/*
 * call.c
 *	  What messages call things: names and codes, not ids. For those of whom the
 *	  caller knows already that its reader may see them (ID-4).
 */
#include "postgres.h"

#include "call.h"
#include "plan.h"

static PlanQuery READ_SKU = {
	.name = "read the code of a SKU",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT sku FROM distribution.merchant_sku WHERE supplier_id = $1 AND sku_id = $2",
};

static PlanQuery READ_WAREHOUSE = {
	.name = "read the name of a warehouse",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT name FROM distribution.warehouse WHERE supplier_id = $1 AND warehouse_id = $2",
};

static PlanQuery READ_CUSTOMER = {
	.name = "read the code of a customer",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT code FROM distribution.customer WHERE supplier_id = $1 AND customer_id = $2",
};

static PlanQuery READ_SHOP = {
	.name = "read the name of a shop",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT coalesce(bigshop_name, 'Supplier ' || supplier_id)"
		   "  FROM distribution.supplier WHERE supplier_id = $1",
};

char *
call_shop(int64 supplier_id)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	rows = plan_read(&READ_SHOP, &values);
	return rows.count > 0 ? plan_text(&rows, 0, 1)
						  : psprintf("Supplier " INT64_FORMAT, supplier_id);
}

/* In quotes; its id if it has gone meanwhile. */
static char *
call(PlanQuery *query, int64 supplier_id, int64 id)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, id);
	rows = plan_read(query, &values);
	return rows.count > 0 ? call_name(plan_text(&rows, 0, 1)) : psprintf(INT64_FORMAT, id);
}

char *
call_sku(int64 supplier_id, int64 sku_id)
{
	return call(&READ_SKU, supplier_id, sku_id);
}

char *
call_warehouse(int64 supplier_id, int64 warehouse_id)
{
	return call(&READ_WAREHOUSE, supplier_id, warehouse_id);
}

char *
call_customer(int64 supplier_id, int64 customer_id)
{
	return call(&READ_CUSTOMER, supplier_id, customer_id);
}

char *
call_amount(Minor amount)
{
	uint64 digits = amount < 0 ? -(uint64) amount : (uint64) amount;

	return psprintf("%s" UINT64_FORMAT ".%02u",
					amount < 0 ? "-" : "",
					digits / MINOR_PER_UNIT,
					(unsigned) (digits % MINOR_PER_UNIT));
}

char *
call_name(const char *name)
{
	return psprintf("\"%s\"", name);
}

/* By its two sides, of whom the reader is one. */
char *
call_partnership(const char *supplier, const char *distributor)
{
	return psprintf("of \"%s\" and \"%s\"", supplier, distributor);
}
