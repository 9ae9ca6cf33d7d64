/*
 * mirror_stock.c
 *	  What a distributor sees in its mirrors (ST-6).
 *
 * The smaller of what was last pushed and what would be pushed now, all read
 * under the snapshot of the query that asks: so it is never more than is
 * available, and 0 from the moment a claim is not offered any more.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "answer.h"
#include "argument.h"
#include "identity.h"
#include "partnership.h"
#include "plan.h"
#include "stock.h"
#include "terms_row.h"

enum
{
	MIRROR_SKU = 1,
	MIRROR_WAREHOUSE,
	MIRROR_OPEN,
	MIRROR_ON_HAND,
	MIRROR_ALLOCATED,
	MIRROR_DEFECTIVE,
	MIRROR_SOLD_OUT_BELOW,
	MIRROR_LAST_PUSHED
};

static PlanQuery READ_MIRROR_STOCK = {
	.name = "read stock of mirrors",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT c.sku_id, w.warehouse_id, c.state = 'active' AND w.assigned,"
		   "       coalesce(k.on_hand, 0), coalesce(k.allocated, 0), coalesce(k.defective, 0),"
		   "       s.sold_out_below, coalesce(r.quantity, 0)"
		   "  FROM distribution.supplier s"
		   "  JOIN distribution.claim c ON c.supplier_id = s.supplier_id"
		   "  JOIN distribution.partnership_warehouse w"
		   "    ON w.supplier_id = c.supplier_id AND w.partnership_id = c.partnership_id"
		   "   AND w.mirrored"
		   "  LEFT JOIN distribution.stock k ON k.supplier_id = c.supplier_id"
		   "   AND k.warehouse_id = w.warehouse_id AND k.sku_id = c.sku_id"
		   "  LEFT JOIN LATERAL (SELECT r.quantity FROM distribution.push_record r"
		   "    WHERE r.supplier_id = c.supplier_id AND r.sku_id = c.sku_id"
		   "      AND r.partnership_id = c.partnership_id AND r.warehouse_id = w.warehouse_id"
		   "      AND r.result = 'pushed'"
		   "    ORDER BY r.record_id DESC LIMIT 1) r ON true"
		   " WHERE s.supplier_id = $1 AND c.partnership_id = $2"
		   " ORDER BY c.sku_id, w.warehouse_id",
};

static Terms *
load_terms(int64 supplier_id, int64 partnership_id, const PlanRows *rows)
{
	int64 *skus = palloc(sizeof(int64) * Max(rows->count, 1));
	Terms *terms = terms_load(supplier_id, &partnership_id, 1);

	for (int i = 0; i < rows->count; i++)
		skus[i] = plan_int64(rows, i, MIRROR_SKU);
	terms_load_warehouses(terms);
	terms_load_products(terms, skus, rows->count);
	terms_load_shares(terms);
	return terms;
}

static int32
mirror_quantity(const Terms *terms, const PlanRows *rows, int row)
{
	StockLevel level = {
		.on_hand = plan_int32(rows, row, MIRROR_ON_HAND),
		.allocated = plan_int32(rows, row, MIRROR_ALLOCATED),
		.defective = plan_int32(rows, row, MIRROR_DEFECTIVE),
	};
	const PartnershipTerms *partnership = &terms->partnerships[0];
	int64 sku_id = plan_int64(rows, row, MIRROR_SKU);
	int32 now = 0;

	if (plan_bool(rows, row, MIRROR_OPEN) &&
		terms_offer(&terms->supplier, partnership, sku_id).offered)
		now = stock_shared(stock_to_push(&level, plan_int32(rows, row, MIRROR_SOLD_OUT_BELOW)),
						   terms_share(partnership, sku_id));
	return Min(now, plan_int32(rows, row, MIRROR_LAST_PUSHED));
}

PG_FUNCTION_INFO_V1(distribution_mirror_stock);

Datum
distribution_mirror_stock(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	PlanValues values = {0};
	PlanRows rows;
	Terms *terms;
	Answer answer = answer_rows(fcinfo);

	plan_open();
	identity_require_reader(supplier_id,
							partnership_distributor(supplier_id, partnership_id),
							"partnership",
							partnership_id);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	rows = plan_read(&READ_MIRROR_STOCK, &values);
	terms = load_terms(supplier_id, partnership_id, &rows);
	for (int i = 0; i < rows.count; i++)
	{
		answer_put_int64(&answer, plan_int64(&rows, i, MIRROR_SKU));
		answer_put_int64(&answer, plan_int64(&rows, i, MIRROR_WAREHOUSE));
		answer_put_int32(&answer, mirror_quantity(terms, &rows, i));
		answer_end_row(&answer);
	}
	plan_close();
	PG_RETURN_NULL();
}

/* For the supplier, and those who have ever been its distributors. */
static PlanQuery READ_RETENTION = {
	.name = "read how many push records are kept",
	.result = SPI_OK_SELECT,
	.types = "bigint, boolean, bigint[]",
	.sql = "SELECT s.push_records_kept, s.push_record_days"
		   "  FROM distribution.supplier s"
		   " WHERE s.supplier_id = $1"
		   "   AND ($2 OR s.supplier_id = ANY ($3)"
		   "        OR EXISTS (SELECT FROM distribution.partnership p"
		   "                    WHERE p.supplier_id = $1 AND p.distributor_id = ANY ($3)))",
};

PG_FUNCTION_INFO_V1(distribution_push_retention);

/* Two settings of a supplier, for its distributors to read their records by. */
Datum
distribution_push_retention(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanValues values = {0};
	PlanColumn mine;
	PlanRows rows;
	int64 *accounts;
	int count;
	Answer answer = answer_rows(fcinfo);

	plan_open();
	accounts = identity_accounts(PERMISSION_REPORT, &count);
	mine = plan_column(INT8OID, count);
	for (int i = 0; i < count; i++)
		plan_column_add_int64(&mine, accounts[i]);
	plan_bind_int64(&values, supplier_id);
	plan_bind_bool(&values, identity_sees_all());
	plan_bind_column(&values, &mine);
	rows = plan_read(&READ_RETENTION, &values);
	answer_put_rows(&answer, &rows);
	plan_close();
	PG_RETURN_NULL();
}
