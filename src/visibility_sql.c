/*
 * visibility_sql.c
 *	  A visibility rule in one call: what it does, to whom, with what (VI-1, VI-2).
 *
 * The supplier's row is locked first, so of two calls with one number the second
 * replaces what the first has made.
 */
#include "postgres.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "partnership.h"
#include "plan.h"
#include "supplier.h"

static PlanQuery READ_RULE = {
	.name = "read a visibility rule by number",
	.result = SPI_OK_SELECT,
	.types = "bigint, int",
	.sql =
		"SELECT rule_id FROM distribution.visibility_rule WHERE supplier_id = $1 AND rule_no = $2",
};

static PlanQuery INSERT_RULE = {
	.name = "insert a visibility rule",
	.result = SPI_OK_INSERT_RETURNING,
	.types = "bigint, int, text, text, int, text",
	.sql = "INSERT INTO distribution.visibility_rule"
		   " (supplier_id, rule_id, rule_no, effect, distributor_scope, level, product_scope)"
		   " VALUES ($1, nextval('distribution.visibility_rule_rule_id_seq'), "
		   "$2, $3, $4, $5, $6) RETURNING rule_id",
};

static PlanQuery UPDATE_RULE = {
	.name = "update a visibility rule",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, text, int, text",
	.sql = "WITH distributors AS ("
		   "DELETE FROM distribution.visibility_rule_distributor"
		   " WHERE supplier_id = $1 AND rule_id = $2"
		   "), products AS ("
		   "DELETE FROM distribution.visibility_rule_product"
		   " WHERE supplier_id = $1 AND rule_id = $2"
		   ") "
		   "UPDATE distribution.visibility_rule"
		   "   SET effect = $3, distributor_scope = $4, level = $5, product_scope = $6"
		   " WHERE supplier_id = $1 AND rule_id = $2",
};

/* Whoever is or was a partner, or has applied. */
static PlanQuery READ_UNKNOWN_DISTRIBUTOR = {
	.name = "read a distributor that is unknown",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT d FROM unnest($2) AS d"
		   " WHERE NOT EXISTS (SELECT FROM distribution.partnership p"
		   "                    WHERE p.supplier_id = $1 AND p.distributor_id = d)"
		   " ORDER BY d LIMIT 1",
};

static PlanQuery READ_UNKNOWN_PRODUCT = {
	.name = "read a product that is unknown",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT s FROM unnest($2) AS s"
		   " WHERE NOT EXISTS (SELECT FROM distribution.distribution_product p"
		   "                    WHERE p.supplier_id = $1 AND p.sku_id = s)"
		   " ORDER BY s LIMIT 1",
};

static PlanQuery INSERT_DISTRIBUTORS = {
	.name = "insert distributors of a visibility rule",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint[]",
	.sql =
		"INSERT INTO distribution.visibility_rule_distributor (supplier_id, rule_id, distributor_id)"
		" SELECT $1, $2, d FROM unnest($3) AS d",
};

static PlanQuery INSERT_PRODUCTS = {
	.name = "insert products of a visibility rule",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint[]",
	.sql = "INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)"
		   " SELECT $1, $2, s FROM unnest($3) AS s",
};

typedef struct NewRule
{
	int64 supplier_id;
	int32 rule_no;
	char *effect;
	bool all_distributors;
	PlanColumn distributors;
	bool all_products;
	PlanColumn products;
	int32 level; /* 0: none */
} NewRule;

static void
require_known(const NewRule *rule, PlanQuery *query, PlanColumn *ids, const char *what)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, rule->supplier_id);
	plan_bind_column(&values, ids);
	rows = plan_execute(query, &values);
	if (rows.count > 0)
		error_not_found(what, plan_int64(&rows, 0, 1));
}

static void
bind_scopes(PlanValues *values, const NewRule *rule)
{
	const char *scope = rule->all_distributors ? "all" : "selected";

	plan_bind_text(values, rule->effect);
	plan_bind_text(values, rule->level != 0 ? "level" : scope);
	plan_bind(values, Int32GetDatum(rule->level), rule->level == 0);
	plan_bind_text(values, rule->all_products ? "all" : "selected");
}

static int64
write_rule(const NewRule *rule)
{
	PlanValues key = {0};
	PlanValues values = {0};
	PlanRows rows;
	int64 rule_id;

	plan_bind_int64(&key, rule->supplier_id);
	plan_bind_int32(&key, rule->rule_no);
	rows = plan_execute(&READ_RULE, &key);
	plan_bind_int64(&values, rule->supplier_id);
	if (rows.count == 0)
	{
		plan_bind_int32(&values, rule->rule_no);
		bind_scopes(&values, rule);
		rows = plan_execute(&INSERT_RULE, &values);
		return plan_int64(&rows, 0, 1);
	}
	rule_id = plan_int64(&rows, 0, 1);
	plan_bind_int64(&values, rule_id);
	bind_scopes(&values, rule);
	plan_execute(&UPDATE_RULE, &values);
	return rule_id;
}

static void
write_members(const NewRule *rule, int64 rule_id, PlanQuery *query, PlanColumn *ids)
{
	PlanValues values = {0};

	plan_bind_int64(&values, rule->supplier_id);
	plan_bind_int64(&values, rule_id);
	plan_bind_column(&values, ids);
	plan_execute(query, &values);
}

static int64
set_rule(NewRule *rule)
{
	int64 rule_id;

	(void) supplier_lock(rule->supplier_id);
	if (rule->level != 0)
		level_require(rule->supplier_id, rule->level);
	if (!rule->all_distributors)
		require_known(rule, &READ_UNKNOWN_DISTRIBUTOR, &rule->distributors, "distributor");
	if (!rule->all_products)
		require_known(rule, &READ_UNKNOWN_PRODUCT, &rule->products, "product");
	rule_id = write_rule(rule);
	if (!rule->all_distributors)
		write_members(rule, rule_id, &INSERT_DISTRIBUTORS, &rule->distributors);
	if (!rule->all_products)
		write_members(rule, rule_id, &INSERT_PRODUCTS, &rule->products);
	return rule_id;
}

PG_FUNCTION_INFO_V1(distribution_set_visibility_rule);

Datum
distribution_set_visibility_rule(PG_FUNCTION_ARGS)
{
	NewRule rule = {
		.supplier_id = argument_int64(fcinfo, 0, "supplier_id"),
		.rule_no = argument_int32(fcinfo, 1, "rule_no"),
		.effect = argument_word(fcinfo, 2, "effect"),
		.all_distributors = PG_ARGISNULL(3),
		.all_products = PG_ARGISNULL(4),
		.level = PG_ARGISNULL(5) ? 0 : PG_GETARG_INT32(5),
	};
	int64 rule_id;

	identity_require(rule.supplier_id, PERMISSION_SUPPLIER);
	if (strcmp(rule.effect, "visible_only") != 0 && strcmp(rule.effect, "hidden") != 0)
		error_argument("effect", rule.effect, "visible_only, hidden");
	if (rule.rule_no < 1)
		error_argument("rule_no", psprintf("%d", rule.rule_no), "1 or more");
	if (!PG_ARGISNULL(5) && (rule.level < 1 || rule.level > 10))
		error_argument("level", psprintf("%d", rule.level), "1 to 10");
	if (rule.level != 0 && !rule.all_distributors)
		error_argument("level", psprintf("%d", rule.level), "a level or distributors, not both");
	if (!rule.all_distributors)
		rule.distributors = argument_distinct_ids(fcinfo, 3, "distributors");
	if (!rule.all_products)
		rule.products = argument_distinct_ids(fcinfo, 4, "products");
	plan_open();
	rule_id = set_rule(&rule);
	plan_close();
	PG_RETURN_INT64(rule_id);
}
