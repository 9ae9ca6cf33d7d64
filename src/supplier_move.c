/*
 * supplier_move.c
 *	  import_supplier and remove_supplier: a supplier's rows come from other
 *	  books, or go.
 *
 * What is done is said in sql/functions/supplier_move.sql, of each table that
 * the catalog names. Here is only what SQL cannot say: that meanwhile triggers
 * are off, as they are for rows that replication brings, since rows that move
 * are not new, and where a supplier's tables are on this node.
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "argument.h"
#include "identity.h"
#include "plan.h"

static PlanQuery TAKE = {
	.name = "take a supplier",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, boolean",
	.sql = "SELECT distribution.take_supplier($1, $2)",
};

static PlanQuery LET_GO = {
	.name = "let go of a supplier",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, text",
	.sql = "SELECT distribution.let_go_of_supplier($1, $2)",
};

/* A failure ends the setting with its subtransaction. */
static int64
without_triggers(PlanQuery *query, PlanValues *values)
{
	int level = NewGUCNestLevel();
	PlanRows rows;
	int64 count;

	(void) set_config_option("session_replication_role",
							 "replica",
							 PGC_SUSET,
							 PGC_S_SESSION,
							 GUC_ACTION_SAVE,
							 true,
							 0,
							 false);
	plan_open();
	rows = plan_execute(query, values);
	count = plan_int64(&rows, 0, 1);
	plan_close();
	AtEOXact_GUC(true, level);
	return count;
}

PG_FUNCTION_INFO_V1(distribution_import_supplier);

Datum
distribution_import_supplier(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	bool make_shared = argument_bool(fcinfo, 1, "make_shared");
	PlanValues values = {0};

	identity_require_owner();
	plan_bind_int64(&values, supplier_id);
	plan_bind_bool(&values, make_shared);
	PG_RETURN_INT64(without_triggers(&TAKE, &values));
}

/* LE-5: members of the owner role administer, but do not delete from the ledger. */
static void
require_superuser(void)
{
	identity_require_owner();
	if (!superuser_arg(GetOuterUserId()))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for role \"%s\"",
						GetUserNameFromId(GetOuterUserId(), false)),
				 errhint("Removing a ledger is for superusers.")));
}

PG_FUNCTION_INFO_V1(distribution_remove_supplier);

Datum
distribution_remove_supplier(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	char *fingerprint = argument_word(fcinfo, 1, "fingerprint");
	PlanValues values = {0};

	require_superuser();
	plan_bind_int64(&values, supplier_id);
	plan_bind_text(&values, fingerprint);
	PG_RETURN_INT64(without_triggers(&LET_GO, &values));
}

PG_FUNCTION_INFO_V1(distribution_placed);

/* A command's text with the names of a supplier's tables on this node. */
Datum
distribution_placed(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	char *command = argument_raw(fcinfo, 1, "command");
	int place = placement_of(supplier_id);
	bool is_here;

	if (place != PLACEMENT_BY_NAME)
		command = placement_text(place, command, &is_here);
	PG_RETURN_TEXT_P(cstring_to_text(command));
}
