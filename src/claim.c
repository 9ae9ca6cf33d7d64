/*
 * claim.c
 *	  A distributor's claims of offered products (CL-1, CL-2).
 *
 * Every verb locks the partnership, so the claims of one partnership change one
 * verb after the other. Verbs that give a code to a claim first lock the row of
 * the claiming account if it supplies itself, as adding products does (PD-1).
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "argument.h"
#include "call.h"
#include "errors.h"
#include "id.h"
#include "identity.h"
#include "notification.h"
#include "partnership.h"
#include "plan.h"
#include "product_log.h"
#include "state.h"
#include "stock_push.h"
#include "supplier.h"
#include "terms_row.h"

/* A claim's row under lock. */
typedef struct ClaimRow
{
	int64 sku_id;
	char *stopped_by; /* NULL: active */
	char *distributor_sku;
} ClaimRow;

/* What claim_products writes. */
typedef struct Claiming
{
	PlanColumn new_sku_ids;
	PlanColumn new_codes;
	PlanColumn new_names;
	PlanColumn resumed_sku_ids;
	PlanColumn all_sku_ids;
	PlanColumn all_codes;
} Claiming;

enum
{
	CLAIM_SKU = 1,
	CLAIM_STOPPED_BY,
	CLAIM_DISTRIBUTOR_SKU
};

static PlanQuery LOCK_CLAIMS = {
	.name = "lock claims",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint[]",
	.sql = "SELECT sku_id, stopped_by, distributor_sku"
		   "  FROM distribution.claim"
		   " WHERE supplier_id = $1 AND partnership_id = $2 AND sku_id = ANY ($3)"
		   " ORDER BY sku_id"
		   "   FOR NO KEY UPDATE",
};

/* A name that changes meanwhile is copied to the claims that are there then (copy_names): it waits for ours. */
static PlanQuery READ_CODES = {
	.name = "read codes of merchant SKUs",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT sku_id, sku, name"
		   "  FROM distribution.merchant_sku"
		   " WHERE supplier_id = $1 AND sku_id = ANY ($2)"
		   " ORDER BY sku_id"
		   "   FOR SHARE",
};

static PlanQuery READ_MAPPED_CODE = {
	.name = "read a code that is mapped",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, text[]",
	.sql = "SELECT distributor_sku, sku_id"
		   "  FROM distribution.claim"
		   " WHERE supplier_id = $1 AND partnership_id = $2 AND distributor_sku = ANY ($3)"
		   " ORDER BY distributor_sku"
		   " LIMIT 1",
};

static PlanQuery READ_DISTRIBUTED_CODE = {
	.name = "read a code that the account distributes",
	.result = SPI_OK_SELECT,
	.types = "bigint, text[]",
	.sql = "SELECT m.sku"
		   "  FROM distribution.merchant_sku m"
		   "  JOIN distribution.distribution_product p"
		   "    ON p.supplier_id = m.supplier_id AND p.sku_id = m.sku_id"
		   " WHERE m.supplier_id = $1 AND m.sku = ANY ($2)"
		   " ORDER BY m.sku"
		   " LIMIT 1",
};

static PlanQuery INSERT_CLAIMS = {
	.name = "insert claims",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, bigint[], text[], text, text[]",
	.sql =
		"INSERT INTO distribution.claim"
		" (supplier_id, partnership_id, distributor_id, sku_id, distributor_sku, rounding, sku_code,"
		"  sku_name)"
		" SELECT $1, $2, $3, sku_id, sku, $6, sku, name"
		"  FROM unnest($4, $5, $7) AS claimed (sku_id, sku, name)"
		" ORDER BY sku_id",
};

static PlanQuery WRITE_STOPPED_BY = {
	.name = "stop or resume claims",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint[], text",
	.sql = "UPDATE distribution.claim"
		   "   SET state = CASE WHEN $4 IS NULL THEN 'active' ELSE 'inactive' END, stopped_by = $4"
		   " WHERE supplier_id = $1 AND partnership_id = $2 AND sku_id = ANY ($3)",
};

static PlanQuery WRITE_CODE = {
	.name = "map SKU",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint, text",
	.sql = "UPDATE distribution.claim SET distributor_sku = $4"
		   " WHERE supplier_id = $1 AND partnership_id = $2 AND sku_id = $3",
};

static PlanValues
partnership_values(const Partnership *partnership)
{
	PlanValues values = {0};

	plan_bind_int64(&values, partnership->supplier_id);
	plan_bind_int64(&values, partnership->partnership_id);
	return values;
}

static int64 *
column_int64s(const PlanColumn *column)
{
	int64 *values = palloc(sizeof(int64) * Max(column->count, 1));

	for (int i = 0; i < column->count; i++)
		values[i] = DatumGetInt64(column->values[i]);
	return values;
}

static ClaimRow *
lock_claims(const Partnership *partnership, PlanColumn *sku_ids, int *count)
{
	PlanValues values = partnership_values(partnership);
	PlanRows rows;
	ClaimRow *claims;

	plan_bind_column(&values, sku_ids);
	rows = plan_execute(&LOCK_CLAIMS, &values);
	claims = palloc(sizeof(ClaimRow) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		claims[i].sku_id = plan_int64(&rows, i, CLAIM_SKU);
		claims[i].stopped_by = plan_text(&rows, i, CLAIM_STOPPED_BY);
		claims[i].distributor_sku = plan_text(&rows, i, CLAIM_DISTRIBUTOR_SKU);
	}
	*count = rows.count;
	return claims;
}

static ClaimRow
lock_claim(const Partnership *partnership, int64 sku_id)
{
	PlanColumn sku_ids = plan_column(INT8OID, 1);
	ClaimRow *claims;
	int count;

	plan_column_add_int64(&sku_ids, sku_id);
	claims = lock_claims(partnership, &sku_ids, &count);
	if (count == 0)
		error_not_found("claim of product", sku_id);
	return claims[0];
}

static void
lock_as_supplier(int64 account_id)
{
	Supplier supplier;

	(void) supplier_lock_if_any(account_id, &supplier);
}

/* PD-1: no sub-distribution. */
static void
refuse_distributed_codes(int64 distributor_id, PlanColumn *codes)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, distributor_id);
	plan_bind_column(&values, codes);
	rows = plan_execute(&READ_DISTRIBUTED_CODE, &values);
	if (rows.count > 0)
		error_rule(psprintf("SKU code \"%s\" is of a product that account " INT64_FORMAT
							" distributes itself",
							plan_text(&rows, 0, 1),
							distributor_id),
				   "What is claimed cannot be distributed on.");
}

/* CL-1: a code is unique in a partnership. */
static void
refuse_mapped_codes(const Partnership *partnership, PlanColumn *codes)
{
	PlanValues values = partnership_values(partnership);
	PlanRows rows;

	plan_bind_column(&values, codes);
	rows = plan_execute(&READ_MAPPED_CODE, &values);
	if (rows.count > 0)
		error_taken(psprintf("SKU code \"%s\" is mapped to SKU %s already",
							 plan_text(&rows, 0, 1),
							 call_sku(partnership->supplier_id, plan_int64(&rows, 0, 2))),
					"Give one of the two another code with map_sku().");
}

/* VI-5. Why is told to who may know that there is such a product (ID-6), and what is of the partnership as a whole to both. */
static void
refuse_not_offered(const Terms *terms, int64 partnership_id, const PlanColumn *sku_ids)
{
	const PartnershipTerms *partnership = terms_partnership_or_fail(terms, partnership_id);

	for (int i = 0; i < sku_ids->count; i++)
	{
		int64 sku_id = DatumGetInt64(sku_ids->values[i]);
		Offer offer = terms_offer(&terms->supplier, partnership, sku_id);
		bool is_supplier = identity_holds(terms->supplier.supplier_id, PERMISSION_REPORT);
		bool tell =
			is_supplier || offer.reason == OFFER_NOT_PARTNERED || offer.reason == OFFER_NOT_LIVE;

		if (is_supplier && terms_product(&terms->supplier, sku_id) == NULL)
			error_not_found("product", sku_id);
		if (!offer.offered)
			ereport(ERROR,
					(errcode(ERRCODE_NOT_OFFERED),
					 errmsg("product " INT64_FORMAT " is not offered", sku_id),
					 tell ? errdetail("The reason is %s.", offer_reason_name(offer.reason))
						  : errhint("distribution_report.offered_products lists what is.")));
	}
}

/* Active claims stay; the distributor's own stops end; the rest are new, under the supplier's codes. */
static Claiming
decide_claiming(const Partnership *partnership, PlanColumn *sku_ids)
{
	Claiming claiming = {
		.new_sku_ids = plan_column(INT8OID, sku_ids->count),
		.new_codes = plan_column(TEXTOID, sku_ids->count),
		.new_names = plan_column(TEXTOID, sku_ids->count),
		.resumed_sku_ids = plan_column(INT8OID, sku_ids->count),
		.all_sku_ids = plan_column(INT8OID, sku_ids->count),
		.all_codes = plan_column(TEXTOID, sku_ids->count),
	};
	PlanValues values = {0};
	PlanRows codes;
	ClaimRow *claims;
	int claim_count;
	int at = 0;

	plan_bind_int64(&values, partnership->supplier_id);
	plan_bind_column(&values, sku_ids);
	codes = plan_execute(&READ_CODES, &values);
	claims = lock_claims(partnership, sku_ids, &claim_count);
	for (int i = 0; i < codes.count; i++)
	{
		int64 sku_id = plan_int64(&codes, i, 1);
		ClaimRow *claim = NULL;

		while (at < claim_count && claims[at].sku_id < sku_id)
			at++;
		if (at < claim_count && claims[at].sku_id == sku_id)
			claim = &claims[at];
		if (claim != NULL && claim->stopped_by == NULL)
			continue;
		if (claim != NULL && strcmp(claim->stopped_by, "distributor") != 0)
			error_transition("claim of product",
							 call_sku(partnership->supplier_id, sku_id),
							 sku_id,
							 psprintf("stopped by the %s", claim->stopped_by),
							 "renew",
							 "The supplier resumes it with resume_claim().");
		if (claim == NULL)
		{
			plan_column_add_int64(&claiming.new_sku_ids, sku_id);
			plan_column_add_text(&claiming.new_codes, plan_text(&codes, i, 2));
			plan_column_add_text(&claiming.new_names, plan_text(&codes, i, 3));
		}
		else
			plan_column_add_int64(&claiming.resumed_sku_ids, sku_id);
		plan_column_add_int64(&claiming.all_sku_ids, sku_id);
		plan_column_add_text(&claiming.all_codes,
							 claim ? claim->distributor_sku : plan_text(&codes, i, 2));
	}
	return claiming;
}

/* NULL: active again. */
static void
write_stopped_by(const Partnership *partnership, PlanColumn *sku_ids, const char *stopped_by)
{
	PlanValues values = partnership_values(partnership);

	plan_bind_column(&values, sku_ids);
	plan_bind_text(&values, stopped_by);
	plan_execute(&WRITE_STOPPED_BY, &values);
}

/* PC-5: a new claim's price is shown in the rounding mode of now. */
static void
insert_claims(const Partnership *partnership, Claiming *claiming, Rounding rounding)
{
	PlanValues values = partnership_values(partnership);

	plan_bind_int64(&values, partnership->distributor_id);
	plan_bind_column(&values, &claiming->new_sku_ids);
	plan_bind_column(&values, &claiming->new_codes);
	plan_bind_text(&values, rounding_name(rounding));
	plan_bind_column(&values, &claiming->new_names);
	plan_execute(&INSERT_CLAIMS, &values);
}

static int32
claim_products(int64 supplier_id, int64 partnership_id, int64 distributor_id, PlanColumn *sku_ids)
{
	Partnership partnership;
	Claiming claiming;
	Terms *terms;

	lock_as_supplier(distributor_id);
	partnership = partnership_lock(supplier_id, partnership_id);
	partnership_require_active(&partnership);

	plan_snapshot_push();
	terms = terms_load(supplier_id, &partnership_id, 1);
	terms_load_warehouses(terms);
	terms_load_products(terms, column_int64s(sku_ids), sku_ids->count);
	plan_snapshot_pop();

	refuse_not_offered(terms, partnership_id, sku_ids);
	claiming = decide_claiming(&partnership, sku_ids);
	refuse_distributed_codes(distributor_id, &claiming.all_codes);
	refuse_mapped_codes(&partnership, &claiming.new_codes);

	insert_claims(&partnership, &claiming, terms->supplier.rounding);
	write_stopped_by(&partnership, &claiming.resumed_sku_ids, NULL);
	product_log_claims(&partnership, &claiming.all_sku_ids, "claim");
	stock_push_request_claims(&partnership, &claiming.all_sku_ids);
	return claiming.all_sku_ids.count;
}

static void
map_sku(int64 supplier_id, int64 partnership_id, int64 sku_id, const char *code)
{
	int64 distributor_id = partnership_distributor(supplier_id, partnership_id);
	Partnership partnership;
	PlanColumn codes = plan_column(TEXTOID, 1);
	PlanValues values;

	lock_as_supplier(distributor_id);
	partnership = partnership_lock(supplier_id, partnership_id);
	partnership_require_active(&partnership);
	if (strcmp(lock_claim(&partnership, sku_id).distributor_sku, code) == 0)
		return;
	plan_column_add_text(&codes, code);
	refuse_distributed_codes(distributor_id, &codes);
	refuse_mapped_codes(&partnership, &codes);
	values = partnership_values(&partnership);
	plan_bind_int64(&values, sku_id);
	plan_bind_text(&values, code);
	plan_execute(&WRITE_CODE, &values);
}

/* NO-1: the other side is told, by the code that it knows. */
static void
notify_stopped(const Partnership *partnership, const ClaimRow *claim, const char *side)
{
	if (strcmp(side, "supplier") == 0)
		notification_add(partnership->supplier_id,
						 partnership->distributor_id,
						 NOTIFY_CLAIM_STOPPED,
						 psprintf("%s stopped the product that you sell as \"%s\": take it off "
								  "your shops.",
								  partnership->supplier,
								  claim->distributor_sku));
	else
		notification_add(
			partnership->supplier_id,
			partnership->supplier_id,
			NOTIFY_CLAIM_STOPPED,
			psprintf("%s stopped its claim of product %s: no stock of it is pushed there "
					 "any more.",
					 partnership->distributor,
					 call_sku(partnership->supplier_id, claim->sku_id)));
}

/* CL-2: the supplier may also stop what the distributor has stopped, so that it stays so. */
static void
stop_claim(int64 supplier_id, int64 partnership_id, int64 sku_id, const char *side)
{
	Partnership partnership = partnership_lock(supplier_id, partnership_id);
	ClaimRow claim = lock_claim(&partnership, sku_id);
	PlanColumn sku_ids = plan_column(INT8OID, 1);

	if (claim.stopped_by != NULL &&
		(strcmp(claim.stopped_by, "distributor") != 0 || strcmp(side, "distributor") == 0))
		error_transition("claim of product",
						 call_sku(supplier_id, sku_id),
						 sku_id,
						 psprintf("stopped by the %s", claim.stopped_by),
						 "stop",
						 NULL);
	plan_column_add_int64(&sku_ids, sku_id);
	write_stopped_by(&partnership, &sku_ids, side);
	product_log_claims(&partnership, &sku_ids, "stop");
	stock_push_end_claims(&partnership, &sku_ids);
	notify_stopped(&partnership, &claim, side);
}

/* CL-2: what the supplier has stopped; what the distributor has, it claims again itself. */
static void
resume_claim(int64 supplier_id, int64 partnership_id, int64 sku_id)
{
	Partnership partnership = partnership_lock(supplier_id, partnership_id);
	ClaimRow claim = lock_claim(&partnership, sku_id);
	PlanColumn sku_ids = plan_column(INT8OID, 1);

	partnership_require_state(&partnership, PARTNERSHIP_STATE_PARTNERED, "resume a claim of");
	partnership_require_active(&partnership);
	if (claim.stopped_by == NULL)
		error_transition("claim of product",
						 call_sku(supplier_id, sku_id),
						 sku_id,
						 CLAIM_STATE_ACTIVE,
						 "resume",
						 NULL);
	if (strcmp(claim.stopped_by, "supplier") != 0)
		error_transition("claim of product",
						 call_sku(supplier_id, sku_id),
						 sku_id,
						 psprintf("stopped by the %s", claim.stopped_by),
						 "resume",
						 "The distributor claims it again with claim_products().");
	plan_column_add_int64(&sku_ids, sku_id);
	write_stopped_by(&partnership, &sku_ids, NULL);
	product_log_claims(&partnership, &sku_ids, "resume");
	stock_push_request_claims(&partnership, &sku_ids);
}

/* CL-2, in bulk: those that the supplier can stop; returns how many. */
static int
stop_claims_of(const Partnership *partnership, PlanColumn *wanted)
{
	PlanValues values = partnership_values(partnership);
	PlanColumn sku_ids = plan_column(INT8OID, wanted->count);
	PlanRows rows;

	plan_bind_column(&values, wanted);
	rows = plan_execute(&LOCK_CLAIMS, &values);
	for (int i = 0; i < rows.count; i++)
	{
		ClaimRow claim = {
			.sku_id = plan_int64(&rows, i, CLAIM_SKU),
			.stopped_by = plan_text(&rows, i, CLAIM_STOPPED_BY),
			.distributor_sku = plan_text(&rows, i, CLAIM_DISTRIBUTOR_SKU),
		};

		if (claim.stopped_by != NULL && strcmp(claim.stopped_by, "distributor") != 0)
			continue;
		plan_column_add_int64(&sku_ids, claim.sku_id);
		notify_stopped(partnership, &claim, "supplier");
	}
	if (sku_ids.count == 0)
		return 0;
	write_stopped_by(partnership, &sku_ids, "supplier");
	product_log_claims(partnership, &sku_ids, "stop");
	stock_push_end_claims(partnership, &sku_ids);
	return sku_ids.count;
}

/* The same of those that it has stopped. */
static int
resume_claims_of(const Partnership *partnership, PlanColumn *wanted)
{
	PlanValues values = partnership_values(partnership);
	PlanColumn sku_ids = plan_column(INT8OID, wanted->count);
	PlanRows rows;

	partnership_require_state(partnership, PARTNERSHIP_STATE_PARTNERED, "resume claims of");
	partnership_require_active(partnership);
	plan_bind_column(&values, wanted);
	rows = plan_execute(&LOCK_CLAIMS, &values);
	for (int i = 0; i < rows.count; i++)
	{
		const char *stopped_by = plan_text(&rows, i, CLAIM_STOPPED_BY);

		if (stopped_by != NULL && strcmp(stopped_by, "supplier") == 0)
			plan_column_add_int64(&sku_ids, plan_int64(&rows, i, CLAIM_SKU));
	}
	if (sku_ids.count == 0)
		return 0;
	write_stopped_by(partnership, &sku_ids, NULL);
	product_log_claims(partnership, &sku_ids, "resume");
	stock_push_request_claims(partnership, &sku_ids);
	return sku_ids.count;
}

/* All partnerships are locked, by id, before any claim. */
static int32
change_claims(FunctionCallInfo fcinfo,
			  int (*change)(const Partnership *partnership, PlanColumn *wanted))
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanColumn partnership_ids = argument_distinct_ids(fcinfo, 1, "partnership_ids");
	PlanColumn sku_ids = argument_distinct_ids(fcinfo, 2, "sku_ids");
	Partnership *partnerships = palloc(sizeof(Partnership) * Max(partnership_ids.count, 1));
	int64 *ids = plan_column_ids(&partnership_ids);
	int32 changed = 0;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	ids_sort(ids, partnership_ids.count);
	for (int i = 0; i < partnership_ids.count; i++)
		partnerships[i] = partnership_lock(supplier_id, ids[i]);
	for (int i = 0; i < partnership_ids.count; i++)
		changed += change(&partnerships[i], &sku_ids);
	plan_close();
	return changed;
}

PG_FUNCTION_INFO_V1(distribution_stop_claims);

Datum
distribution_stop_claims(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(change_claims(fcinfo, stop_claims_of));
}

PG_FUNCTION_INFO_V1(distribution_resume_claims);

Datum
distribution_resume_claims(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(change_claims(fcinfo, resume_claims_of));
}

PG_FUNCTION_INFO_V1(distribution_claim_products);

Datum
distribution_claim_products(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	PlanColumn sku_ids = argument_distinct_ids(fcinfo, 2, "sku_ids");
	int64 distributor_id;
	int32 claimed;

	plan_open();
	distributor_id = partnership_distributor(supplier_id, partnership_id);
	identity_require_side(
		supplier_id, distributor_id, PERMISSION_DISTRIBUTOR, "partnership", partnership_id);
	claimed = claim_products(supplier_id, partnership_id, distributor_id, &sku_ids);
	plan_close();
	PG_RETURN_INT32(claimed);
}

PG_FUNCTION_INFO_V1(distribution_map_sku);

Datum
distribution_map_sku(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	int64 sku_id = argument_int64(fcinfo, 2, "sku_id");
	char *distributor_sku = argument_text(fcinfo, 3, "distributor_sku", TEXT_CODE);

	plan_open();
	partnership_require_distributor(supplier_id, partnership_id);
	map_sku(supplier_id, partnership_id, sku_id, distributor_sku);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_stop_claim);

Datum
distribution_stop_claim(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	int64 sku_id = argument_int64(fcinfo, 2, "sku_id");
	Permission permission;

	plan_open();
	permission = partnership_require_either(supplier_id, partnership_id);
	stop_claim(supplier_id,
			   partnership_id,
			   sku_id,
			   permission == PERMISSION_DISTRIBUTOR ? "distributor" : "supplier");
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_resume_claim);

Datum
distribution_resume_claim(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	int64 sku_id = argument_int64(fcinfo, 2, "sku_id");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	resume_claim(supplier_id, partnership_id, sku_id);
	plan_close();
	PG_RETURN_VOID();
}
