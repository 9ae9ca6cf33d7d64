/*
 * product_log.c
 *	  Writing the log of products and claims (PD-5).
 *
 * A row names one product and one distributor, so that each distributor reads
 * its own; what happens to a product is logged for each that has claimed it.
 */
#include "postgres.h"

#include "identity.h"
#include "product_log.h"

/* A product that nobody has claimed has one row, without a distributor. */
static PlanQuery LOG_PRODUCTS = {
	.name = "log products",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[], text, text",
	.sql = "INSERT INTO distribution.product_log"
		   " (supplier_id, log_id, sku_id, partnership_id, distributor_id, event, actor)"
		   " SELECT p.supplier_id, nextval('distribution.product_log_log_id_seq'), "
		   "p.sku_id, c.partnership_id, c.distributor_id, $3, $4"
		   "  FROM distribution.distribution_product p"
		   "  LEFT JOIN distribution.claim c ON c.supplier_id = p.supplier_id"
		   "   AND c.sku_id = p.sku_id AND c.stopped_by IS DISTINCT FROM 'termination'"
		   " WHERE p.supplier_id = $1 AND p.sku_id = ANY ($2)"
		   " ORDER BY p.sku_id, c.partnership_id",
};

static PlanQuery LOG_CLAIMS = {
	.name = "log claims",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, bigint[], text, text",
	.sql = "INSERT INTO distribution.product_log"
		   " (supplier_id, log_id, partnership_id, distributor_id, sku_id, event, actor)"
		   " SELECT $1, nextval('distribution.product_log_log_id_seq'), "
		   "$2, $3, sku_id, $5, $6 FROM unnest($4) AS sku_id ORDER BY sku_id",
};

void
product_log_products(int64 supplier_id, PlanColumn *sku_ids, const char *event)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, sku_ids);
	plan_bind_text(&values, event);
	plan_bind_text(&values, identity_actor());
	plan_execute(&LOG_PRODUCTS, &values);
}

void
product_log_claims(const Partnership *partnership, PlanColumn *sku_ids, const char *event)
{
	PlanValues values = {0};

	plan_bind_int64(&values, partnership->supplier_id);
	plan_bind_int64(&values, partnership->partnership_id);
	plan_bind_int64(&values, partnership->distributor_id);
	plan_bind_column(&values, sku_ids);
	plan_bind_text(&values, event);
	plan_bind_text(&values, identity_actor());
	plan_execute(&LOG_CLAIMS, &values);
}
