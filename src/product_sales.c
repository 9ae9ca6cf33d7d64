/*
 * product_sales.c
 *	  Counting units sold per product and day (PD-4).
 *
 * The ledger is the log of pushes and cancellations: its transactions have
 * numbers without gaps in a partnership, in the order of their commits. So
 * counting goes on from the last number counted; nothing is counted twice or
 * left out, and a push writes nothing for it. The rows of product_sales_counted
 * are locked, one supplier after the other; the push takes no such lock.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "answer.h"
#include "argument.h"
#include "identity.h"
#include "plan.h"
#include "product_sales.h"

static PlanQuery READ_BEHIND = {
	.name = "read suppliers whose sales are not counted",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "",
	.sql = PRODUCT_SALES_DUE " ORDER BY supplier_id",
};

static PlanQuery INSERT_COUNTED = {
	.name = "begin to count sales of partnerships",
	.result = SPI_OK_INSERT,
	.types = "bigint",
	.sql = "INSERT INTO distribution.product_sales_counted (supplier_id, partnership_id)"
		   " SELECT supplier_id, partnership_id"
		   "  FROM distribution.settlement_account a"
		   " WHERE supplier_id = $1 AND last_transaction_id > 0"
		   "   AND NOT EXISTS (SELECT FROM distribution.product_sales_counted k"
		   "         WHERE k.supplier_id = a.supplier_id AND k.partnership_id = a.partnership_id)"
		   " ORDER BY partnership_id"
		   " ON CONFLICT DO NOTHING",
};

static PlanQuery LOCK_COUNTED = {
	.name = "lock what is counted of partnerships",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT partnership_id"
		   "  FROM distribution.product_sales_counted"
		   " WHERE supplier_id = $1"
		   " ORDER BY partnership_id"
		   "   FOR NO KEY UPDATE",
};

/* Units by product and day of the transactions of $1 above counted, up to last, of each partnership of a relation. */
#define SOLD_SINCE(behind)                                                                   \
	"SELECT l.sku_id, (o.pushed_at AT TIME ZONE s.time_zone)::date AS day,"                  \
	"       sum(l.units)::bigint AS units"                                                   \
	"  FROM " behind " b"                                                                    \
	"  JOIN distribution.supplier s ON s.supplier_id = $1"                                   \
	" CROSS JOIN LATERAL generate_series(b.counted + 1, b.last) AS t (transaction_id)"       \
	" CROSS JOIN LATERAL ("                                                                  \
	"   SELECT e.kind, e.order_id, e.package_no FROM distribution.ledger_entry e"            \
	"    WHERE e.supplier_id = $1 AND e.partnership_id = b.partnership_id"                   \
	"      AND e.transaction_id = t.transaction_id AND e.side = 'supplier' OFFSET 0) AS e"   \
	" CROSS JOIN LATERAL ("                                                                  \
	"   SELECT o.pushed_at FROM distribution.supply_order o"                                 \
	"    WHERE o.supplier_id = $1 AND o.order_id = e.order_id OFFSET 0) AS o"                \
	" CROSS JOIN LATERAL ("                                                                  \
	"   SELECT l.sku_id,"                                                                    \
	"          CASE e.kind WHEN 'push_charge' THEN l.quantity ELSE -g.quantity END AS units" \
	"     FROM distribution.order_line l"                                                    \
	"     LEFT JOIN distribution.order_giveback g"                                           \
	"       ON g.supplier_id = l.supplier_id AND g.order_id = l.order_id"                    \
	"      AND g.transaction_id = t.transaction_id AND g.line_no = l.line_no"                \
	"    WHERE l.supplier_id = $1 AND l.order_id = e.order_id"                               \
	"      AND l.package_no = e.package_no OFFSET 0) AS l"                                   \
	" WHERE e.kind IN ('push_charge', 'withdrawal_refund', 'refusal_refund')"                \
	" GROUP BY 1, 2"

/* Of one moment: what is counted, and up to where. */
static PlanQuery COUNT_SALES = {
	.name = "count sales",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint[]",
	.sql =
		"WITH behind AS ("
		"SELECT k.partnership_id, k.transaction_id AS counted, a.last_transaction_id AS last"
		"  FROM distribution.product_sales_counted k"
		"  JOIN distribution.settlement_account a"
		"    ON a.supplier_id = k.supplier_id AND a.partnership_id = k.partnership_id"
		" WHERE k.supplier_id = $1 AND k.partnership_id = ANY ($2)"
		"   AND a.last_transaction_id > k.transaction_id"
		"), sold AS (" SOLD_SINCE(
			"behind") "), days AS ("
					  "INSERT INTO distribution.product_sales_day AS d (supplier_id, sku_id, day, units)"
					  " SELECT $1, sku_id, day, units FROM sold WHERE units <> 0 ORDER BY sku_id, day"
					  " ON CONFLICT (supplier_id, sku_id, day)"
					  " DO UPDATE SET units = d.units + EXCLUDED.units"
					  ") "
					  "UPDATE distribution.product_sales_counted k SET transaction_id = b.last"
					  "  FROM behind b"
					  " WHERE k.supplier_id = $1 AND k.partnership_id = b.partnership_id",
};

static PlanQuery READ_UNCOUNTED = {
	.name = "read sales that are not counted yet",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "WITH behind AS ("
		   "SELECT a.partnership_id, coalesce(k.transaction_id, 0) AS counted,"
		   "       a.last_transaction_id AS last"
		   "  FROM distribution.settlement_account a"
		   "  LEFT JOIN distribution.product_sales_counted k"
		   "    ON k.supplier_id = a.supplier_id AND k.partnership_id = a.partnership_id"
		   " WHERE a.supplier_id = $1 AND a.last_transaction_id > coalesce(k.transaction_id, 0)"
		   ") " SOLD_SINCE("behind"),
};

/* Returns of how many partnerships there was something to count. */
int32
product_sales_count(int64 supplier_id)
{
	PlanValues supplier = {0};
	PlanValues values = {0};
	PlanRows locked;
	PlanColumn partnerships;

	plan_bind_int64(&supplier, supplier_id);
	plan_execute(&INSERT_COUNTED, &supplier);
	locked = plan_execute(&LOCK_COUNTED, &supplier);
	partnerships = plan_column(INT8OID, locked.count);
	for (int i = 0; i < locked.count; i++)
		plan_column_add_int64(&partnerships, plan_int64(&locked, i, 1));
	plan_bind_int64(&values, supplier_id);
	/* Those locked, no others: what another call is counting is not counted here too. */
	plan_bind_column(&values, &partnerships);
	return plan_execute(&COUNT_SALES, &values).count;
}

static int64 *
suppliers_behind(int *count)
{
	PlanValues none = {0};
	PlanRows behind = plan_execute(&READ_BEHIND, &none);
	int64 *suppliers = palloc(sizeof(int64) * Max(behind.count, 1));

	for (int i = 0; i < behind.count; i++)
		suppliers[i] = plan_int64(&behind, i, 1);
	*count = behind.count;
	return suppliers;
}

static int32
count_all(void)
{
	int count;
	int64 *suppliers = suppliers_behind(&count);
	int32 counted = 0;

	for (int i = 0; i < count; i++)
		counted += product_sales_count(suppliers[i]);
	return counted;
}

PG_FUNCTION_INFO_V1(distribution_count_sales);

Datum
distribution_count_sales(PG_FUNCTION_ARGS)
{
	int32 counted;

	if (PG_ARGISNULL(0))
		identity_require_owner();
	else
		identity_require(PG_GETARG_INT64(0), PERMISSION_SUPPLIER);
	plan_open();
	counted = PG_ARGISNULL(0) ? count_all() : product_sales_count(PG_GETARG_INT64(0));
	plan_close();
	PG_RETURN_INT32(counted);
}

PG_FUNCTION_INFO_V1(distribution_uncounted_sales);

/* For the views: what count_sales() would add. One query of its own, whose plan the reader's cannot swell (JIT). */
Datum
distribution_uncounted_sales(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanValues values = {0};
	PlanRows rows;
	Answer answer = answer_rows(fcinfo);

	identity_require(supplier_id, PERMISSION_REPORT);
	plan_bind_int64(&values, supplier_id);
	plan_open();
	rows = plan_read(&READ_UNCOUNTED, &values);
	answer_put_rows(&answer, &rows);
	plan_close();
	PG_RETURN_NULL();
}
