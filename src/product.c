/*
 * product.c
 *	  Distribution products: adding, publishing, enabling and disabling them
 *	  (PD-1 … PD-3), and editing base prices.
 *
 * All verbs lock the supplier's row first; claims lock the row of the claiming
 * account too, if it supplies itself. So a code cannot be claimed and offered
 * on at the same time (PD-1).
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "argument.h"
#include "call.h"
#include "errors.h"
#include "identity.h"
#include "notification.h"
#include "offer_notice.h"
#include "plan.h"
#include "product.h"
#include "product_log.h"
#include "state.h"
#include "stock_push.h"
#include "supplier.h"

enum
{
	MERCHANT_SKU_ID = 1,
	MERCHANT_COMBINATION,
	MERCHANT_DISTRIBUTED
};

static PlanQuery READ_MERCHANT_SKUS = {
	.name = "read merchant SKUs",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT m.sku_id, m.is_combination, p.sku_id IS NOT NULL"
		   "  FROM distribution.merchant_sku m"
		   "  LEFT JOIN distribution.distribution_product p"
		   "    ON p.supplier_id = m.supplier_id AND p.sku_id = m.sku_id"
		   " WHERE m.supplier_id = $1 AND m.sku_id = ANY ($2)",
};

/* What was claimed in a partnership that has ended is the account's own again. */
static PlanQuery READ_CLAIMED_CODE = {
	.name = "read a code claimed from another supplier",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.scope = PLACEMENT_OF_ALL, /* of the account's suppliers */
	.sql = "SELECT c.distributor_sku"
		   "  FROM distribution.claim c"
		   "  JOIN distribution.partnership p"
		   "    ON p.supplier_id = c.supplier_id AND p.partnership_id = c.partnership_id"
		   " WHERE c.distributor_id = $1 AND p.state = 'partnered' AND c.distributor_sku IN ("
		   "SELECT m.sku FROM distribution.merchant_sku m"
		   " WHERE m.supplier_id = $1 AND m.sku_id = ANY ($2))"
		   " ORDER BY c.distributor_sku"
		   " LIMIT 1",
};

static PlanQuery INSERT_PRODUCTS = {
	.name = "insert products",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[], numeric[]",
	.sql = "INSERT INTO distribution.distribution_product (supplier_id, sku_id, base_price)"
		   " SELECT $1, sku_id, base_price"
		   "  FROM unnest($2, $3) AS added (sku_id, base_price)"
		   " ORDER BY sku_id",
};

/*
 * Prices that are as they were leave no trace. The plus: a distributed engine takes a bare element
 * for an assignment to a part of the column, and crashes when it writes that down.
 */
static PlanQuery WRITE_BASE_PRICES = {
	.name = "write base prices",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint[], numeric[]",
	.sql = "UPDATE distribution.distribution_product"
		   "   SET base_price = + ($3)[array_position($2, sku_id)]"
		   " WHERE supplier_id = $1 AND sku_id = ANY ($2)"
		   "   AND base_price IS DISTINCT FROM ($3)[array_position($2, sku_id)]",
};

static PlanQuery LOCK_PRODUCTS = {
	.name = "lock products",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT sku_id"
		   "  FROM distribution.distribution_product"
		   " WHERE supplier_id = $1 AND sku_id = ANY ($2)"
		   " ORDER BY sku_id"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery PUBLISH_PRODUCTS = {
	.name = "publish products",
	.result = SPI_OK_UPDATE_RETURNING,
	.types = "bigint",
	.sql = "UPDATE distribution.distribution_product SET state = 'enabled'"
		   " WHERE supplier_id = $1 AND state = 'publishing'"
		   " RETURNING sku_id",
};

enum
{
	PRODUCT_STATE = 1
};

static PlanQuery LOCK_PRODUCT = {
	.name = "lock product",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT state"
		   "  FROM distribution.distribution_product"
		   " WHERE supplier_id = $1 AND sku_id = $2"
		   "   FOR NO KEY UPDATE",
};

enum
{
	CLAIMER_ACCOUNT = 1,
	CLAIMER_CODE
};

/* Termination leaves no claim active. */
static PlanQuery READ_CLAIMERS = {
	.name = "read distributors with an active claim",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT distributor_id, distributor_sku"
		   "  FROM distribution.claim"
		   " WHERE supplier_id = $1 AND sku_id = $2 AND state = 'active'"
		   " ORDER BY distributor_id",
};

static PlanQuery WRITE_PRODUCT_STATE = {
	.name = "set state of product",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text",
	.sql = "UPDATE distribution.distribution_product SET state = $3"
		   " WHERE supplier_id = $1 AND sku_id = $2",
};

/* PD-1: unknown, combinations, and what is distributed already. */
static void
refuse_skus(int64 supplier_id, PlanColumn *sku_ids)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, sku_ids);
	rows = plan_execute(&READ_MERCHANT_SKUS, &values);
	for (int i = 0; i < sku_ids->count; i++)
	{
		int64 sku_id = DatumGetInt64(sku_ids->values[i]);
		int row = 0;

		while (row < rows.count && plan_int64(&rows, row, MERCHANT_SKU_ID) != sku_id)
			row++;
		if (row == rows.count)
			error_not_found("merchant SKU", sku_id);
		if (plan_bool(&rows, row, MERCHANT_COMBINATION))
			error_rule(psprintf("merchant SKU %s is a combination, which cannot be distributed",
								call_sku(supplier_id, sku_id)),
					   NULL);
		if (plan_bool(&rows, row, MERCHANT_DISTRIBUTED))
			error_taken(psprintf("merchant SKU %s is a distribution product already",
								 call_sku(supplier_id, sku_id)),
						NULL);
	}
}

/* PD-1: no sub-distribution. */
static void
refuse_claimed_codes(int64 supplier_id, PlanColumn *sku_ids)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, sku_ids);
	rows = plan_execute(&READ_CLAIMED_CODE, &values);
	if (rows.count > 0)
		error_rule(
			psprintf("SKU code \"%s\" is claimed from another supplier", plan_text(&rows, 0, 1)),
			"What is claimed cannot be distributed on.");
}

static void
require_same_count(const PlanColumn *sku_ids, const PlanColumn *base_prices)
{
	if (sku_ids->count != base_prices->count)
		error_argument("base_prices",
					   psprintf("%d prices for %d SKUs", base_prices->count, sku_ids->count),
					   "one price for each of sku_ids, in its order");
}

/* Under the supplier's lock; refuses what cannot be distributed. */
int32
product_insert(int64 supplier_id, PlanColumn *sku_ids, PlanColumn *base_prices)
{
	PlanValues values = {0};

	refuse_skus(supplier_id, sku_ids);
	refuse_claimed_codes(supplier_id, sku_ids);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, sku_ids);
	plan_bind_column(&values, base_prices);
	return plan_execute(&INSERT_PRODUCTS, &values).count;
}

/* Returns how many of them are products. */
static int
lock_products(int64 supplier_id, PlanColumn *sku_ids, PlanRows *rows)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, sku_ids);
	*rows = plan_execute(&LOCK_PRODUCTS, &values);
	return rows->count;
}

/* Under the supplier's lock, for ids of products. */
void
product_write_base_prices(int64 supplier_id, PlanColumn *sku_ids, PlanColumn *base_prices)
{
	PlanValues values = {0};
	PlanRows locked;

	(void) lock_products(supplier_id, sku_ids, &locked);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, sku_ids);
	plan_bind_column(&values, base_prices);
	plan_execute(&WRITE_BASE_PRICES, &values);
}

static int32
add_products(int64 supplier_id, PlanColumn *sku_ids, PlanColumn *base_prices)
{
	supplier_lock_active(supplier_id);
	require_same_count(sku_ids, base_prices);
	return product_insert(supplier_id, sku_ids, base_prices);
}

static int32
set_base_prices(int64 supplier_id, PlanColumn *sku_ids, PlanColumn *base_prices)
{
	PlanRows locked;

	supplier_lock_active(supplier_id);
	require_same_count(sku_ids, base_prices);
	if (lock_products(supplier_id, sku_ids, &locked) < sku_ids->count)
		for (int i = 0; i < sku_ids->count; i++)
		{
			int64 sku_id = DatumGetInt64(sku_ids->values[i]);
			int row = 0;

			while (row < locked.count && plan_int64(&locked, row, 1) != sku_id)
				row++;
			if (row == locked.count)
				error_not_found("product", sku_id);
		}
	product_write_base_prices(supplier_id, sku_ids, base_prices);
	return sku_ids->count;
}

static int32
publish_products(int64 supplier_id)
{
	PlanValues values = {0};
	PlanRows rows;
	PlanColumn published;

	supplier_lock_active(supplier_id);
	plan_bind_int64(&values, supplier_id);
	rows = plan_execute(&PUBLISH_PRODUCTS, &values);
	published = plan_column(INT8OID, rows.count);
	for (int i = 0; i < rows.count; i++)
		plan_column_add_int64(&published, plan_int64(&rows, i, 1));
	product_log_products(supplier_id, &published, "enable");
	offer_notice_add_products(supplier_id, &published);
	return published.count;
}

/* NO-1 */
static void
notify_disabled(int64 supplier_id, int64 sku_id)
{
	PlanValues key = {0};
	PlanRows claimers;
	PlanColumn accounts;
	PlanColumn messages;
	char *shop;

	plan_bind_int64(&key, supplier_id);
	plan_bind_int64(&key, sku_id);
	claimers = plan_execute(&READ_CLAIMERS, &key);
	accounts = plan_column(INT8OID, claimers.count);
	messages = plan_column(TEXTOID, claimers.count);
	for (int i = 0; i < claimers.count; i++)
		plan_column_add_int64(&accounts, plan_int64(&claimers, i, CLAIMER_ACCOUNT));
	if (!notification_wanted(NOTIFY_PRODUCT_DISABLED, &accounts))
		return;
	shop = call_shop(supplier_id);
	for (int i = 0; i < claimers.count; i++)
		plan_column_add_text(
			&messages,
			psprintf("%s disabled the product that you sell as \"%s\": take it off "
					 "your shops, no new order is eligible for it.",
					 shop,
					 plan_text(&claimers, i, CLAIMER_CODE)));
	notification_add_all(supplier_id, NOTIFY_PRODUCT_DISABLED, &accounts, &messages);
}

/* PD-2: from one of enabled and disabled to the other. */
static void
switch_product(int64 supplier_id, int64 sku_id, const char *to, const char *verb)
{
	PlanValues key = {0};
	PlanValues values = {0};
	PlanRows rows;
	PlanColumn sku_ids = plan_column(INT8OID, 1);
	char *state;

	supplier_lock_active(supplier_id);
	plan_bind_int64(&key, supplier_id);
	plan_bind_int64(&key, sku_id);
	rows = plan_execute(&LOCK_PRODUCT, &key);
	if (rows.count == 0)
		error_not_found("product", sku_id);
	state = plan_text(&rows, 0, PRODUCT_STATE);
	if (!state_leads(STATES_OF_PRODUCT, state, psprintf("%s_product", verb), to))
		error_transition("product",
						 call_sku(supplier_id, sku_id),
						 sku_id,
						 state,
						 verb,
						 state_is(state, to) ? NULL : "Call publish_products() first.");
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, sku_id);
	plan_bind_text(&values, to);
	plan_execute(&WRITE_PRODUCT_STATE, &values);
	plan_column_add_int64(&sku_ids, sku_id);
	product_log_products(supplier_id, &sku_ids, verb);
	if (state_is(to, PRODUCT_STATE_DISABLED))
		stock_push_end_product(supplier_id, sku_id);
	else
		stock_push_request(supplier_id, STOCK_PUSH_ALL, sku_id);
}

PG_FUNCTION_INFO_V1(distribution_add_products);

Datum
distribution_add_products(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanColumn sku_ids = argument_distinct_ids(fcinfo, 1, "sku_ids");
	PlanColumn base_prices = argument_prices(fcinfo, 2, "base_prices");
	int32 added;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	added = add_products(supplier_id, &sku_ids, &base_prices);
	plan_close();
	PG_RETURN_INT32(added);
}

PG_FUNCTION_INFO_V1(distribution_set_base_prices);

Datum
distribution_set_base_prices(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanColumn sku_ids = argument_distinct_ids(fcinfo, 1, "sku_ids");
	PlanColumn base_prices = argument_prices(fcinfo, 2, "base_prices");
	int32 set;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	set = set_base_prices(supplier_id, &sku_ids, &base_prices);
	plan_close();
	PG_RETURN_INT32(set);
}

PG_FUNCTION_INFO_V1(distribution_publish_products);

Datum
distribution_publish_products(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int32 published;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	published = publish_products(supplier_id);
	plan_close();
	PG_RETURN_INT32(published);
}

PG_FUNCTION_INFO_V1(distribution_enable_product);

Datum
distribution_enable_product(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 sku_id = argument_int64(fcinfo, 1, "sku_id");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	switch_product(supplier_id, sku_id, PRODUCT_STATE_ENABLED, "enable");
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_disable_product);

Datum
distribution_disable_product(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 sku_id = argument_int64(fcinfo, 1, "sku_id");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	switch_product(supplier_id, sku_id, PRODUCT_STATE_DISABLED, "disable");
	notify_disabled(supplier_id, sku_id);
	plan_close();
	PG_RETURN_VOID();
}
