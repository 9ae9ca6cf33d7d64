/*
 * account.c
 *	  Accounts and their plans: the administrator's verbs (ID-1, ID-2, ID-5).
 *
 * A plan is changed, and a role activated, under the lock of the account's row,
 * so a supplier never ends on a plan that may not supply.
 */
#include "postgres.h"

#include "account.h"
#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "suspension.h"

enum
{
	PLAN_MAY_SUPPLY = 1
};

static PlanQuery READ_PLAN = {
	.name = "read plan",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "text",
	.sql = "SELECT may_supply FROM distribution.plan WHERE plan = $1",
};

enum
{
	ACCOUNT_NAME = 1,
	ACCOUNT_PLAN,
	ACCOUNT_INVENTORY_ENABLED,
	ACCOUNT_SUSPENDED
};

#define SELECT_ACCOUNT                                                   \
	"SELECT name, plan, inventory_enabled, suspended_reason IS NOT NULL" \
	"  FROM distribution.account"                                        \
	" WHERE account_id = $1"

static PlanQuery LOCK_ACCOUNT = {
	.name = "lock account",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint",
	.sql = SELECT_ACCOUNT " FOR NO KEY UPDATE",
};

static PlanQuery READ_ACCOUNT = {
	.name = "read account",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint",
	.sql = SELECT_ACCOUNT,
};

static PlanQuery READ_SUPPLIER_EXISTS = {
	.name = "read whether an account supplies",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT supplier_id FROM distribution.supplier WHERE supplier_id = $1",
};

static PlanQuery INSERT_ACCOUNT = {
	.name = "insert account",
	.result = SPI_OK_INSERT_RETURNING,
	.scope = PLACEMENT_OF_ALL,
	.types = "text, text, boolean",
	.sql =
		"INSERT INTO distribution.account (account_id, name, plan, inventory_enabled)"
		" VALUES (nextval('distribution.account_account_id_seq'), $1, $2, $3) RETURNING account_id",
};

static PlanQuery WRITE_PLAN = {
	.name = "set plan",
	.result = SPI_OK_UPDATE,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint, text",
	.sql = "UPDATE distribution.account SET plan = $2 WHERE account_id = $1",
};

static PlanQuery WRITE_INVENTORY = {
	.name = "set inventory module",
	.result = SPI_OK_UPDATE,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint, boolean",
	.sql = "UPDATE distribution.account SET inventory_enabled = $2 WHERE account_id = $1",
};

static bool
plan_may_supply(const char *plan)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_text(&values, plan);
	rows = plan_execute(&READ_PLAN, &values);
	if (rows.count == 0)
		error_code_not_found("plan", plan, "See distribution.plan.");
	return plan_bool(&rows, 0, PLAN_MAY_SUPPLY);
}

static Account
load_account(PlanQuery *query, int64 account_id)
{
	PlanValues values = {0};
	PlanRows rows;
	Account account = {.account_id = account_id};

	plan_bind_int64(&values, account_id);
	rows = plan_execute(query, &values);
	if (rows.count == 0)
		error_not_found("account", account_id);
	account.name = plan_text(&rows, 0, ACCOUNT_NAME);
	account.plan = plan_text(&rows, 0, ACCOUNT_PLAN);
	account.inventory_enabled = plan_bool(&rows, 0, ACCOUNT_INVENTORY_ENABLED);
	account.suspended = plan_bool(&rows, 0, ACCOUNT_SUSPENDED);
	return account;
}

/* Locks an account; both roles of it are activated, and it is suspended, under this lock. */
Account
account_lock(int64 account_id)
{
	return load_account(&LOCK_ACCOUNT, account_id);
}

/* SD005 where there is none. */
void
account_require(int64 account_id)
{
	(void) load_account(&READ_ACCOUNT, account_id);
}

bool
account_supplies(int64 account_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, account_id);
	return plan_execute(&READ_SUPPLIER_EXISTS, &values).count > 0;
}

/* ID-1 */
void
account_require_supply(const Account *account, const char *plan)
{
	if (!plan_may_supply(plan))
		ereport(
			ERROR,
			(errcode(ERRCODE_NOT_ENTITLED),
			 errmsg("plan \"%s\" of account " INT64_FORMAT " may not supply",
					plan,
					account->account_id),
			 errhint("Ask the administrator for a plan that may: distribution.plan lists them.")));
}

/* ID-2, ID-9 */
void
account_require_active(const Account *account)
{
	if (account->suspended)
		ereport(ERROR,
				(errcode(ERRCODE_NOT_ENTITLED),
				 errmsg("account " INT64_FORMAT " is suspended", account->account_id),
				 errhint("Its members read why in distribution.account; the administrator ends it "
						 "with resume_account().")));
	if (!account->inventory_enabled)
		ereport(
			ERROR,
			(errcode(ERRCODE_NOT_ENTITLED),
			 errmsg("the inventory module of account " INT64_FORMAT " is off", account->account_id),
			 errhint("Ask the administrator to enable it with set_inventory_enabled().")));
}

/* To either side of a partnership. */
void
account_refuse_suspended(const char *side)
{
	ereport(ERROR,
			(errcode(ERRCODE_NOT_ENTITLED),
			 errmsg("the %s's account is suspended", side),
			 errhint("The administrator ends it with resume_account(), or set_inventory_enabled() "
					 "where that is off.")));
}

/* The same of an account that is not locked: after the lock of what it owns. */
void
account_require_active_by_id(int64 account_id)
{
	Account account = load_account(&READ_ACCOUNT, account_id);

	account_require_active(&account);
}

static int64
create_account(const char *name, const char *plan, bool inventory_enabled)
{
	PlanValues values = {0};
	PlanRows rows;

	(void) plan_may_supply(plan);
	plan_bind_text(&values, name);
	plan_bind_text(&values, plan);
	plan_bind_bool(&values, inventory_enabled);
	rows = plan_execute(&INSERT_ACCOUNT, &values);
	return plan_int64(&rows, 0, 1);
}

static void
set_plan(int64 account_id, const char *plan)
{
	PlanValues values = {0};
	Account account = account_lock(account_id);

	if (account_supplies(account_id))
		account_require_supply(&account, plan);
	else
		(void) plan_may_supply(plan);
	plan_bind_int64(&values, account_id);
	plan_bind_text(&values, plan);
	plan_execute(&WRITE_PLAN, &values);
}

static void
set_inventory_enabled(int64 account_id, bool enabled)
{
	PlanValues values = {0};
	Account account = account_lock(account_id);

	plan_bind_int64(&values, account_id);
	plan_bind_bool(&values, enabled);
	plan_execute(&WRITE_INVENTORY, &values);
	if (account.inventory_enabled != enabled && !account.suspended)
		suspension_spread(account_id, !enabled);
}

PG_FUNCTION_INFO_V1(distribution_create_account);

Datum
distribution_create_account(PG_FUNCTION_ARGS)
{
	char *name = argument_text(fcinfo, 0, "name", TEXT_NAME);
	char *plan = argument_word(fcinfo, 1, "plan");
	bool inventory_enabled = argument_bool(fcinfo, 2, "inventory_enabled");
	int64 account_id;

	identity_require_owner();
	plan_open();
	account_id = create_account(name, plan, inventory_enabled);
	plan_close();
	PG_RETURN_INT64(account_id);
}

PG_FUNCTION_INFO_V1(distribution_set_plan);

Datum
distribution_set_plan(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");
	char *plan = argument_word(fcinfo, 1, "plan");

	identity_require_owner();
	plan_open();
	set_plan(account_id, plan);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_set_inventory_enabled);

Datum
distribution_set_inventory_enabled(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");
	bool enabled = argument_bool(fcinfo, 1, "enabled");

	identity_require_owner();
	plan_open();
	set_inventory_enabled(account_id, enabled);
	plan_close();
	PG_RETURN_VOID();
}
