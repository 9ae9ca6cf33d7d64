/*
 * verify.c
 *	  Whether the books are sound: no row returned means they are.
 *
 * Everything that is kept is derived again from what it was kept from: balances
 * and summaries from entries, allocated stock from open lines, charges from the
 * ledger, quotas from orders. A check is a function of its own in sql/verify,
 * which says what it finds of one supplier; the ledger's chains are walked by
 * ledger_chain.c. The whole books are their suppliers, one after the other; on a
 * cluster each node looks at its own (node.c), and who asks them at quotas.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "answer.h"
#include "argument.h"
#include "identity.h"
#include "ledger_chain.h"
#include "node.h"
#include "plan.h"

typedef struct VerifyCheck
{
	const char *name;
	bool since_checkpoint; /* also of a run from the checkpoint on */
	bool is_body;          /* the query is the function's body */
	PlanQuery query;
} VerifyCheck;

/* In the FROM clause, where the planner sees through the function to the supplier's id. */
#define VERIFY_CHECK(check, also_since)                                             \
	{                                                                               \
		.name = check, .since_checkpoint = also_since, .query = {                   \
			.name = "verify " check,                                                \
			.result = SPI_OK_SELECT,                                                \
			.scope = PLACEMENT_OF_ALL,                                              \
			.types = "bigint",                                                      \
			.sql = "SELECT detail FROM distribution.verify_" check "($1) AS detail" \
		}                                                                           \
	}

/* In the order in which they are told. */
static VerifyCheck VERIFY_CHECKS[] = {
	VERIFY_CHECK("summary_total", true),    VERIFY_CHECK("summary_month", false),
	VERIFY_CHECK("summary_day", false),     VERIFY_CHECK("statement", true),
	VERIFY_CHECK("open_month", false),      VERIFY_CHECK("ageing", false),
	VERIFY_CHECK("last_push", false),       VERIFY_CHECK("claims", false),
	VERIFY_CHECK("partnership", false),     VERIFY_CHECK("charge", false),
	VERIFY_CHECK("goods", false),           VERIFY_CHECK("refund", false),
	VERIFY_CHECK("stock_allocated", false), VERIFY_CHECK("stock_on_hand", false),
	VERIFY_CHECK("order_stage", false),     VERIFY_CHECK("order_tally", false),
	VERIFY_CHECK("order_line", false),      VERIFY_CHECK("package_state", false),
	VERIFY_CHECK("giveback", false),        VERIFY_CHECK("giveback_money", false),
	VERIFY_CHECK("return_line", false),     VERIFY_CHECK("restock_line", false),
	VERIFY_CHECK("restock_stock", false),   VERIFY_CHECK("return_stock", false),
	VERIFY_CHECK("return_money", false),    VERIFY_CHECK("push_queue", false),
	VERIFY_CHECK("push_record", false),     VERIFY_CHECK("withdrawal", false),
	VERIFY_CHECK("sales", false),
};

/* Quotas are of accounts, not of suppliers. */
static VerifyCheck QUOTA_CHECK = VERIFY_CHECK("quota", false);

static PlanQuery READ_BODY = {
	.name = "read the body of a check",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "text",
	.sql =
		"SELECT prosrc FROM pg_catalog.pg_proc"
		" WHERE pronamespace = 'distribution'::pg_catalog.regnamespace AND proname = 'verify_' || $1",
};

static PlanQuery READ_SUPPLIERS = {
	.name = "read suppliers to verify",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "",
	.sql = "SELECT supplier_id FROM distribution.supplier ORDER BY supplier_id",
};

static PlanQuery READ_ANSWER = {
	.name = "read what another node found",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "text",
	.sql = "SELECT v.check_name, v.supplier_id, v.detail"
		   "  FROM pg_catalog.json_to_recordset($1::json)"
		   "    AS v (check_name text, supplier_id bigint, detail text)",
};

static PlanQuery READ_COUNTED = {
	.name = "read accounts with a quota to verify",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "",
	.sql = "SELECT DISTINCT account_id FROM distribution.quota_usage ORDER BY account_id",
};

static PlanQuery WRITE_CHECKPOINTS = {
	.name = "write checkpoints",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[], bigint[], numeric[], timestamptz[], bytea[], text",
	.sql =
		"INSERT INTO distribution.verify_checkpoint AS kept"
		" (supplier_id, partnership_id, transaction_id, balance, posted_at, hash, checked_by, checked_at)"
		" SELECT $1, unnest($2), unnest($3), unnest($4), unnest($5), unnest($6), $7, now()"
		" ON CONFLICT (supplier_id, partnership_id) DO UPDATE"
		"  SET transaction_id = EXCLUDED.transaction_id, balance = EXCLUDED.balance,"
		"      posted_at = EXCLUDED.posted_at, hash = EXCLUDED.hash,"
		"      checked_by = EXCLUDED.checked_by, checked_at = EXCLUDED.checked_at"
		" WHERE kept.transaction_id <= EXCLUDED.transaction_id",
};

static void
put_fault(void *context, const char *check, int64 supplier_id, const char *detail)
{
	Answer *answer = context;

	answer_put_text(answer, check);
	answer_put_int64(answer, supplier_id);
	answer_put_text(answer, detail);
	answer_end_row(answer);
}

/* A distributed engine plans no tables inside a function in SQL: there the function's body is the statement. */
static void
take_body(VerifyCheck *check, PlacementScope scope)
{
	PlanValues values = {0};
	PlanRows rows;

	if (check->is_body)
		return;
	plan_bind_text(&values, check->name);
	rows = plan_read(&READ_BODY, &values);
	check->query.sql = MemoryContextStrdup(TopMemoryContext, plan_text(&rows, 0, 1));
	check->query.scope = scope;
	check->is_body = true;
	plan_free(&rows);
}

static void
run_check(Answer *answer, VerifyCheck *check, int64 account_id)
{
	PlanValues values = {0};
	PlanRows rows;

	if (placement_is_distributed())
		take_body(check, check == &QUOTA_CHECK ? PLACEMENT_OF_ALL : PLACEMENT_OF_SUPPLIER);
	plan_bind_int64(&values, account_id);
	rows = plan_read(&check->query, &values);
	for (int i = 0; i < rows.count; i++)
		put_fault(answer, check->name, account_id, plan_text(&rows, i, 1));
}

static void
verify_supplier(Answer *answer, int64 supplier_id, bool since_checkpoint)
{
	PlanRows heads = ledger_chain_heads(supplier_id);
	ChainWalk walk = {.supplier_id = supplier_id, .report = put_fault, .context = answer};

	for (int i = 0; i < heads.count; i++)
		(void) ledger_chain_walk(walk, &heads, i, since_checkpoint);
	for (int i = 0; i < (int) lengthof(VERIFY_CHECKS); i++)
		if (!since_checkpoint || VERIFY_CHECKS[i].since_checkpoint)
			run_check(answer, &VERIFY_CHECKS[i], supplier_id);
}

/* What nodes of a cluster find; one that does not answer is an error, as its books may not be sound. */
static void
put_answers(Answer *answer, const NodeAnswers *answers)
{
	for (int n = 0; n < answers->count; n++)
	{
		PlanValues values = {0};
		PlanRows rows;

		node_require(&answers->list[n]);
		plan_bind_text(&values, answers->list[n].said);
		rows = plan_read(&READ_ANSWER, &values);
		for (int i = 0; i < rows.count; i++)
			put_fault(
				answer, plan_text(&rows, i, 1), plan_int64(&rows, i, 2), plan_text(&rows, i, 3));
	}
}

static const char *
as_one_value(const char *call)
{
	return psprintf("SELECT coalesce(json_agg(v), '[]') FROM distribution.%s AS v", call);
}

static const char *
word_of(bool value)
{
	return value ? "true" : "false";
}

static void
verify_here(Answer *answer, bool since_checkpoint)
{
	int count;
	int64 *suppliers = node_suppliers(&READ_SUPPLIERS, &count);

	for (int i = 0; i < count; i++)
		verify_supplier(answer, suppliers[i], since_checkpoint);
}

static void
verify_quotas(Answer *answer)
{
	PlanValues none = {0};
	PlanRows counted = plan_read(&READ_COUNTED, &none);

	for (int i = 0; i < counted.count; i++)
		run_check(answer, &QUOTA_CHECK, plan_int64(&counted, i, 1));
}

static void
verify_all(Answer *answer, bool since_checkpoint)
{
	if (node_may_ask())
	{
		NodeAnswers answers = node_ask(
			as_one_value(psprintf("verify_here(%s)", word_of(since_checkpoint))), NODE_EVERY);

		put_answers(answer, &answers);
	}
	else
	{
		PlanValues none = {0};
		PlanRows suppliers = plan_read(&READ_SUPPLIERS, &none);

		for (int i = 0; i < suppliers.count; i++)
			verify_supplier(answer, plan_int64(&suppliers, i, 1), since_checkpoint);
	}
	if (!since_checkpoint)
		verify_quotas(answer);
}

/* Of a supplier who is on another node, that one is asked: planned by the engine it takes twelve times as long. */
static void
verify_one(Answer *answer, int64 supplier_id, bool since_checkpoint)
{
	if (node_may_ask() && placement_of(supplier_id) == PLACEMENT_BY_NAME)
	{
		NodeAnswers answers = node_ask_of(
			supplier_id,
			as_one_value(
				psprintf("verify(" INT64_FORMAT ", %s)", supplier_id, word_of(since_checkpoint))));

		put_answers(answer, &answers);
		return;
	}
	verify_supplier(answer, supplier_id, since_checkpoint);
	if (!since_checkpoint)
		run_check(answer, &QUOTA_CHECK, supplier_id);
}

PG_FUNCTION_INFO_V1(distribution_verify_here);

Datum
distribution_verify_here(PG_FUNCTION_ARGS)
{
	bool since_checkpoint = argument_bool(fcinfo, 0, "since_checkpoint");
	Answer answer = answer_rows(fcinfo);

	identity_require_owner();
	plan_open();
	verify_here(&answer, since_checkpoint);
	plan_close();
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(distribution_verify);

Datum
distribution_verify(PG_FUNCTION_ARGS)
{
	bool since_checkpoint = argument_bool(fcinfo, 1, "since_checkpoint");
	bool all = PG_ARGISNULL(0);
	Answer answer = answer_rows(fcinfo);

	if (all)
		identity_require_owner();
	else
		identity_require(PG_GETARG_INT64(0), PERMISSION_REPORT);
	plan_open();
	if (all)
		verify_all(&answer, since_checkpoint);
	else
		verify_one(&answer, PG_GETARG_INT64(0), since_checkpoint);
	plan_close();
	PG_RETURN_NULL();
}

/* The walks that found no fault, as they ended. */
static void
write_checkpoints(int64 supplier_id, const ChainWalk *walks, int count)
{
	PlanValues values = {0};
	PlanColumn partnership = plan_column(INT8OID, count);
	PlanColumn transaction = plan_column(INT8OID, count);
	PlanColumn balance = plan_column(NUMERICOID, count);
	PlanColumn posted = plan_column(TIMESTAMPTZOID, count);
	PlanColumn hash = plan_column(BYTEAOID, count);

	for (int i = 0; i < count; i++)
	{
		bytea *value = palloc(VARHDRSZ + PG_SHA256_DIGEST_LENGTH);

		SET_VARSIZE(value, VARHDRSZ + walks[i].hash_length);
		memcpy(VARDATA(value), walks[i].hash, walks[i].hash_length);
		plan_column_add_int64(&partnership, walks[i].partnership_id);
		plan_column_add_int64(&transaction, walks[i].transaction_id);
		plan_column_add_minor(&balance, walks[i].balance);
		plan_column_add_int64(&posted, walks[i].posted_at);
		plan_column_add(&hash, PointerGetDatum(value), false);
	}
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &partnership);
	plan_bind_column(&values, &transaction);
	plan_bind_column(&values, &balance);
	plan_bind_column(&values, &posted);
	plan_bind_column(&values, &hash);
	plan_bind_text(&values, identity_actor());
	plan_execute(&WRITE_CHECKPOINTS, &values);
}

PG_FUNCTION_INFO_V1(distribution_save_checkpoint);

Datum
distribution_save_checkpoint(PG_FUNCTION_ARGS)
{
	ChainWalk walk = {.supplier_id = argument_int64(fcinfo, 0, "supplier_id")};
	PlanRows heads;
	ChainWalk *walks;
	int sound = 0;

	identity_require(walk.supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	heads = ledger_chain_heads(walk.supplier_id);
	walks = palloc(sizeof(ChainWalk) * Max(heads.count, 1));
	for (int i = 0; i < heads.count; i++)
	{
		walks[sound] = ledger_chain_walk(walk, &heads, i, true);
		if (walks[sound].faults == 0 && walks[sound].transaction_id > 0)
			sound++;
	}
	write_checkpoints(walk.supplier_id, walks, sound);
	plan_close();
	PG_RETURN_INT32(sound);
}
