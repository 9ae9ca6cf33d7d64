/*
 * delete.c
 *	  Deleting rows of the tables that are written with plain SQL (ID-6).
 *
 * DELETE is a privilege on a whole table, and with it comes LOCK: so nobody but
 * the owner has it, and a member deletes by key, through delete_<table>(). One C
 * function serves them all; it finds its statement by the name of the SQL
 * function, whose arguments are the key, the account first.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "partnership.h"
#include "plan.h"
#include "trigger.h"

typedef struct Deletion
{
	const char *function;
	const char *what;
	void (*require)(FunctionCallInfo fcinfo);
	PlanQuery query;
} Deletion;

static void
require_supplier(FunctionCallInfo fcinfo)
{
	identity_require(argument_int64(fcinfo, 0, "supplier_id"), PERMISSION_SUPPLIER);
}

static void
require_account(FunctionCallInfo fcinfo)
{
	identity_require_trader(argument_int64(fcinfo, 0, "account_id"));
}

static void
require_own_side(FunctionCallInfo fcinfo)
{
	partnership_require_side(argument_int64(fcinfo, 0, "supplier_id"),
							 argument_int64(fcinfo, 1, "partnership_id"),
							 argument_word(fcinfo, 2, "side"));
}

#define DELETION_OF(placement, table, thing, requirement, argument_types, condition) \
	{                                                                                \
		.function = "delete_" table, .what = thing, .require = requirement,          \
		.query = {                                                                   \
			.name = "delete " thing,                                                 \
			.result = SPI_OK_DELETE,                                                 \
			.scope = placement,                                                      \
			.types = argument_types,                                                 \
			.sql = "DELETE FROM distribution." table " WHERE " condition,            \
		},                                                                           \
	}
#define DELETION(table, thing, requirement, argument_types, condition) \
	DELETION_OF(PLACEMENT_OF_SUPPLIER, table, thing, requirement, argument_types, condition)

static Deletion DELETIONS[] = {
	DELETION_OF(PLACEMENT_OF_SHARED, "account_setting", "setting", require_account, "bigint",
				"account_id = $1"),
	DELETION("credit_rule", "credit rule", require_supplier, "bigint, bigint",
			 "supplier_id = $1 AND partnership_id = $2"),
	DELETION("customer", "customer", require_supplier, "bigint, bigint",
			 "supplier_id = $1 AND customer_id = $2"),
	DELETION("customer_level", "level", require_supplier, "bigint, int",
			 "supplier_id = $1 AND level = $2"),
	DELETION("fee", "fee", require_supplier, "bigint, text", "supplier_id = $1 AND fee = $2"),
	DELETION("fixed_rate", "fixed rate", require_supplier, "bigint, text, text",
			 "supplier_id = $1 AND from_currency = $2 AND to_currency = $3"),
	DELETION("mark_rule", "mark rule", require_supplier, "bigint, int",
			 "supplier_id = $1 AND rule_no = $2"),
	DELETION("merchant_sku", "SKU", require_supplier, "bigint, bigint",
			 "supplier_id = $1 AND sku_id = $2"),
	DELETION_OF(PLACEMENT_OF_SHARED, "notification_subscription", "subscription", require_account,
				"bigint, text", "account_id = $1 AND event = $2"),
	DELETION("quantity_rule", "quantity rule", require_supplier, "bigint, bigint",
			 "supplier_id = $1 AND sku_id = $2"),
	DELETION("stock_share", "share of stock", require_supplier, "bigint, bigint, bigint",
			 "supplier_id = $1 AND partnership_id = $2 AND sku_id = $3"),
	DELETION("partnership_price", "partnership price", require_supplier,
			 "bigint, bigint, bigint, int, tstzrange",
			 "supplier_id = $1 AND partnership_id = $2 AND sku_id = $3 AND min_quantity = $4"
			 " AND valid = $5"),
	DELETION("partnership_setting", "setting", require_own_side, "bigint, bigint, text",
			 "supplier_id = $1 AND partnership_id = $2 AND side = $3"),
	DELETION(
		"sku_price", "SKU price", require_supplier, "bigint, bigint, int, int, tstzrange",
		"supplier_id = $1 AND sku_id = $2 AND level = $3 AND min_quantity = $4 AND valid = $5"),
	DELETION("shipping_rule", "shipping rule", require_supplier, "bigint, int",
			 "supplier_id = $1 AND rule_no = $2"),
	DELETION("visibility_rule", "visibility rule", require_supplier, "bigint, bigint",
			 "supplier_id = $1 AND rule_id = $2"),
	DELETION("visibility_rule_distributor", "distributor of the rule", require_supplier,
			 "bigint, bigint, bigint", "supplier_id = $1 AND distributor_id = $2 AND rule_id = $3"),
	DELETION("visibility_rule_product", "product of the rule", require_supplier,
			 "bigint, bigint, bigint", "supplier_id = $1 AND sku_id = $2 AND rule_id = $3"),
	DELETION("warehouse", "warehouse", require_supplier, "bigint, bigint",
			 "supplier_id = $1 AND warehouse_id = $2"),
};

static Deletion *
find_deletion(Oid function)
{
	char *name = get_func_name(function);

	for (int i = 0; i < (int) lengthof(DELETIONS); i++)
		if (strcmp(DELETIONS[i].function, name) == 0)
			return &DELETIONS[i];
	elog(ERROR, "function %s deletes nothing", name);
}

/* The key as a reader writes it, without the account: "2, stock_out". */
static char *
key_text(FunctionCallInfo fcinfo)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 1; i < PG_NARGS(); i++)
	{
		Oid output;
		bool is_varlena;

		getTypeOutputInfo(get_fn_expr_argtype(fcinfo->flinfo, i), &output, &is_varlena);
		appendStringInfo(
			&text, i > 1 ? ", %s" : "%s", OidOutputFunctionCall(output, PG_GETARG_DATUM(i)));
	}
	return text.data;
}

/* The arguments' names, from the catalog. */
static char **
key_names(Oid function)
{
	HeapTuple row = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Oid *types;
	char **names;
	char *modes;

	if (!HeapTupleIsValid(row))
		elog(ERROR, "there is no function %u", function);
	(void) get_func_arg_info(row, &types, &names, &modes);
	ReleaseSysCache(row);
	return names;
}

static void
bind_key(FunctionCallInfo fcinfo, PlanValues *values)
{
	char **names = key_names(fcinfo->flinfo->fn_oid);

	for (int i = 0; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i))
			error_null_argument(names[i]);
		if (get_fn_expr_argtype(fcinfo->flinfo, i) == TEXTOID)
			plan_bind_text(values, argument_word(fcinfo, i, names[i]));
		else
			plan_bind(values, PG_GETARG_DATUM(i), false);
	}
}

/* The table that keeps a row from being deleted, NULL: it is not that what the error says. */
static const char *
used_by(const ErrorData *error, const char *table)
{
	Oid child = InvalidOid;
	Oid constraint = InvalidOid;
	const char *parent = NULL;
	HeapTuple tuple;

	if (error->sqlerrcode != ERRCODE_FOREIGN_KEY_VIOLATION || error->schema_name == NULL ||
		error->table_name == NULL || error->constraint_name == NULL)
		return NULL;
	child = get_relname_relid(error->table_name, get_namespace_oid(error->schema_name, false));
	if (OidIsValid(child))
		constraint = get_relation_constraint_oid(child, error->constraint_name, true);
	tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	if (HeapTupleIsValid(tuple))
	{
		parent = get_rel_name(((Form_pg_constraint) GETSTRUCT(tuple))->confrelid);
		ReleaseSysCache(tuple);
	}
	if (parent == NULL || strcmp(trigger_table_named(parent), table) != 0)
		return NULL;
	return trigger_table_named(error->table_name);
}

/* A foreign key of whatever table that refuses is said in words; the transaction is over either way. */
static uint64
delete_row(Deletion *deletion, PlanValues *values, const char *key)
{
	MemoryContext context = CurrentMemoryContext;
	volatile uint64 count = 0;

	PG_TRY();
	{
		count = plan_execute(&deletion->query, values).count;
	}
	PG_CATCH();
	{
		ErrorData *error;
		const char *table;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		table = used_by(error, deletion->function + strlen("delete_"));
		if (table == NULL)
			ReThrowError(error);
		error_in_use(psprintf("%s %s", deletion->what, key), table);
	}
	PG_END_TRY();
	return count;
}

PG_FUNCTION_INFO_V1(distribution_delete_row);

Datum
distribution_delete_row(PG_FUNCTION_ARGS)
{
	Deletion *deletion = find_deletion(fcinfo->flinfo->fn_oid);
	PlanValues values = {0};
	const char *key;

	plan_open();
	deletion->require(fcinfo);
	bind_key(fcinfo, &values);
	key = key_text(fcinfo);
	if (delete_row(deletion, &values, key) == 0)
		error_code_not_found(
			deletion->what,
			key,
			"It does not exist for this account, or the calling role may not see it.");
	plan_close();
	PG_RETURN_VOID();
}
