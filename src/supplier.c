/*
 * supplier.c
 *	  Activating a supplier and taking it live (ID-1, ID-2, ON-1 … ON-4).
 *
 * Whether a step of onboarding is done is derived by the view onboarding, for
 * people and for go_live alike; only steps 3 and 4 are marked by hand (ON-3).
 */
#include "postgres.h"

#include "access/xact.h"
#include "lib/stringinfo.h"

#include "account.h"
#include "argument.h"
#include "call.h"
#include "configuration_row.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "supplier.h"
#include "terms_row.h"

/* The account's name is the nickname until another is set. */
static PlanQuery INSERT_SUPPLIER = {
	.name = "insert supplier",
	.result = SPI_OK_INSERT,
	.types = "bigint, text, text",
	.sql = "INSERT INTO distribution.supplier (supplier_id, base_currency, bigshop_name)"
		   " VALUES ($1, $2, $3)",
};

static PlanQuery CONFIRM_STOCK_PUSH_RULE = {
	.name = "confirm stock push rule",
	.result = SPI_OK_UPDATE,
	.types = "bigint, timestamptz",
	.sql = "UPDATE distribution.supplier"
		   "   SET stock_push_rule_confirmed_at = coalesce(stock_push_rule_confirmed_at, $2)"
		   " WHERE supplier_id = $1",
};

static PlanQuery CONFIRM_BIGSHOP = {
	.name = "confirm BigShop information",
	.result = SPI_OK_UPDATE,
	.types = "bigint, timestamptz",
	.sql = "UPDATE distribution.supplier"
		   "   SET bigshop_confirmed_at = coalesce(bigshop_confirmed_at, $2)"
		   " WHERE supplier_id = $1 AND bigshop_name IS NOT NULL",
};

enum
{
	STEP_NO = 1,
	STEP_MISSING
};

static PlanQuery READ_MISSING_STEPS = {
	.name = "read missing onboarding steps",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT step_no, missing"
		   "  FROM distribution_report.onboarding"
		   " WHERE supplier_id = $1 AND NOT done"
		   " ORDER BY step_no",
};

static PlanQuery GO_LIVE = {
	.name = "go live",
	.result = SPI_OK_UPDATE,
	.types = "bigint",
	.sql = "UPDATE distribution.supplier SET live_at = now() WHERE supplier_id = $1",
};

/* False: no account of that id is a supplier. */
bool
supplier_lock_if_any(int64 supplier_id, Supplier *supplier)
{
	SupplierRow row;

	if (!supplier_row_lock(supplier_id, &row))
		return false;
	*supplier = (Supplier) {.supplier_id = supplier_id, .live = row.live_at != DT_NOEND};
	return true;
}

Supplier
supplier_lock(int64 supplier_id)
{
	Supplier supplier;

	if (!supplier_lock_if_any(supplier_id, &supplier))
		error_not_found("supplier", supplier_id);
	return supplier;
}

/* For what changes offers (ID-9). */
void
supplier_lock_active(int64 supplier_id)
{
	(void) supplier_lock(supplier_id);
	account_require_active_by_id(supplier_id);
}

/* ON-2 */
void
supplier_require_live(const Supplier *supplier)
{
	if (!supplier->live)
		ereport(
			ERROR,
			(errcode(ERRCODE_ONBOARDING_INCOMPLETE),
			 errmsg("supplier " INT64_FORMAT " is not live", supplier->supplier_id),
			 errhint("Call go_live() when all steps of distribution_report.onboarding are done.")));
}

static void
activate_supplier(int64 account_id, const char *base_currency)
{
	PlanValues values = {0};
	Account account = account_lock(account_id);

	account_require_supply(&account, account.plan);
	account_require_active(&account);
	if (account_supplies(account_id))
		error_transition(
			"account", call_name(account.name), account_id, "a supplier", "activate", NULL);
	(void) currency_decimals(base_currency);
	plan_bind_int64(&values, account_id);
	plan_bind_text(&values, base_currency);
	plan_bind_text(&values, account.name);
	plan_execute(&INSERT_SUPPLIER, &values);
}

static void
confirm_onboarding_step(int64 supplier_id, const char *step)
{
	PlanValues values = {0};
	bool stock_push_rule = strcmp(step, "stock_push_rule") == 0;

	(void) supplier_lock(supplier_id);
	if (!stock_push_rule && strcmp(step, "bigshop") != 0)
		error_argument(
			"step", step, "stock_push_rule and bigshop; the other steps are derived from data");
	plan_bind_int64(&values, supplier_id);
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	if (stock_push_rule)
		plan_execute(&CONFIRM_STOCK_PUSH_RULE, &values);
	else if (plan_execute(&CONFIRM_BIGSHOP, &values).count == 0)
		ereport(ERROR,
				(errcode(ERRCODE_ONBOARDING_INCOMPLETE),
				 errmsg("supplier " INT64_FORMAT " has no BigShop nickname", supplier_id),
				 errhint("Set bigshop_name in distribution.supplier first.")));
}

/* ON-2 */
static void
refuse_missing_steps(int64 supplier_id)
{
	PlanValues values = {0};
	PlanRows rows;
	StringInfoData missing;

	plan_bind_int64(&values, supplier_id);
	rows = plan_execute(&READ_MISSING_STEPS, &values);
	if (rows.count == 0)
		return;
	initStringInfo(&missing);
	for (int i = 0; i < rows.count; i++)
		appendStringInfo(&missing,
						 "%s(%d) %s",
						 i > 0 ? ", " : "",
						 plan_int32(&rows, i, STEP_NO),
						 plan_text(&rows, i, STEP_MISSING));
	ereport(ERROR,
			(errcode(ERRCODE_ONBOARDING_INCOMPLETE),
			 errmsg("onboarding of supplier " INT64_FORMAT " is incomplete", supplier_id),
			 errdetail("Missing: %s.", missing.data),
			 errhint("distribution_report.onboarding shows every step.")));
}

static void
go_live(int64 supplier_id)
{
	PlanValues values = {0};
	Supplier supplier = supplier_lock(supplier_id);

	account_require_active_by_id(supplier_id);
	if (supplier.live)
		error_transition(
			"supplier", call_name(call_shop(supplier_id)), supplier_id, "live", "take live", NULL);
	refuse_missing_steps(supplier_id);
	plan_bind_int64(&values, supplier_id);
	plan_execute(&GO_LIVE, &values);
}

PG_FUNCTION_INFO_V1(distribution_activate_supplier);

Datum
distribution_activate_supplier(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");
	char *base_currency = argument_word(fcinfo, 1, "base_currency");

	identity_require(account_id, PERMISSION_SUPPLIER);
	plan_open();
	activate_supplier(account_id, base_currency);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_confirm_onboarding_step);

Datum
distribution_confirm_onboarding_step(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	char *step = argument_word(fcinfo, 1, "step");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	confirm_onboarding_step(supplier_id, step);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_go_live);

Datum
distribution_go_live(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	go_live(supplier_id);
	plan_close();
	PG_RETURN_VOID();
}
