/*
 * claim_count.c
 *	  Adding up what claims have added to the numbers of a product (PD-4).
 *
 * What is added up is what the statement has deleted, so it is right whatever
 * comes or is added up beside it, and nobody waits but who adds up the same.
 */
#include "postgres.h"

#include "claim_count.h"
#include "plan.h"

static PlanQuery ADD_UP = {
	.name = "add up numbers of claims",
	.result = SPI_OK_INSERT,
	.types = "bigint",
	.sql =
		"WITH added AS ("
		"DELETE FROM distribution.claim_count"
		" WHERE supplier_id = $1 AND sku_id IN (SELECT k.sku_id FROM distribution.claim_count AS k"
		"   WHERE k.supplier_id = $1 GROUP BY k.sku_id HAVING count(*) > 1)"
		" RETURNING sku_id, active, claimers"
		") "
		"INSERT INTO distribution.claim_count (supplier_id, sku_id, change_id, active, claimers)"
		" SELECT $1, a.sku_id, nextval('distribution.claim_count_change_id_seq'), a.active, a.claimers"
		"  FROM (SELECT sku_id, sum(active) AS active, sum(claimers) AS claimers FROM added"
		"         GROUP BY sku_id ORDER BY sku_id) AS a",
};

void
claim_count_add_up(int64 supplier_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_execute(&ADD_UP, &values);
}
