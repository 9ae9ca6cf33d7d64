/*
 * suspension.c
 *	  suspend_account and resume_account (ID-9).
 *
 * Whether an account is suspended stands in its row, and again in each of its
 * partnerships, on its side of them: there a push, a sync and the stock push
 * read it with all else that they read of the partnership. It is written there
 * under the locks of whatever changes what a push may do, partnership and then
 * settlement account, of all of them in the order of run_maintenance: so a push
 * that ends after a suspension has seen it.
 */
#include "postgres.h"

#include "access/xact.h"

#include "account.h"
#include "argument.h"
#include "call.h"
#include "errors.h"
#include "identity.h"
#include "ledger.h"
#include "partnership.h"
#include "plan.h"
#include "state.h"
#include "stock_push.h"
#include "supplier.h"
#include "suspension.h"

static PlanQuery WRITE_REASON = {
	.name = "set suspension",
	.result = SPI_OK_UPDATE,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bigint, text, timestamptz",
	.sql = "UPDATE distribution.account"
		   "   SET suspended_reason = $2, suspended_at = $3"
		   " WHERE account_id = $1",
};

enum
{
	PARTNERSHIP_SUPPLIER = 1,
	PARTNERSHIP_ID
};

static PlanQuery READ_PARTNERSHIPS = {
	.name = "read partnerships of an account",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint",
	.sql = "SELECT supplier_id, partnership_id"
		   "  FROM distribution.partnership"
		   " WHERE supplier_id = $1 OR distributor_id = $1"
		   " ORDER BY supplier_id, partnership_id",
};

enum
{
	LOCKED_DISTRIBUTOR = 1,
	LOCKED_STATE
};

static PlanQuery LOCK_PARTNERSHIP = {
	.name = "lock partnership of an account",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT distributor_id, state"
		   "  FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND partnership_id = $2"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery WRITE_SIDES = {
	.name = "set suspension of partnerships",
	.result = SPI_OK_UPDATE,
	.scope = PLACEMENT_OF_ALL,
	.types = "bigint, boolean",
	.sql = "UPDATE distribution.partnership"
		   "   SET supplier_suspended = CASE supplier_id WHEN $1 THEN $2"
		   "                              ELSE supplier_suspended END,"
		   "       distributor_suspended = CASE distributor_id WHEN $1 THEN $2"
		   "                                 ELSE distributor_suspended END"
		   " WHERE supplier_id = $1 OR distributor_id = $1",
};

static void
record(const Partnership *partnership, int64 account_id, bool suspended)
{
	if (partnership_in_state(partnership, PARTNERSHIP_STATE_REJECTED))
		return;
	partnership_record(partnership,
					   suspended ? "suspended" : "resumed",
					   partnership->supplier_id == account_id ? "supplier" : "distributor");
}

/* One by one, in their order: a distributed engine locks rows of one supplier only. */
static Partnership *
lock_partnerships(int64 account_id, int *count)
{
	PlanValues key = {0};
	PlanRows rows;
	Partnership *partnerships;

	plan_bind_int64(&key, account_id);
	rows = plan_execute(&READ_PARTNERSHIPS, &key);
	partnerships = palloc0(sizeof(Partnership) * Max(rows.count, 1));
	*count = 0;
	for (int i = 0; i < rows.count; i++)
	{
		Partnership *partnership = &partnerships[*count];
		PlanValues values = {0};
		PlanRows locked;

		partnership->supplier_id = plan_int64(&rows, i, PARTNERSHIP_SUPPLIER);
		partnership->partnership_id = plan_int64(&rows, i, PARTNERSHIP_ID);
		plan_bind_int64(&values, partnership->supplier_id);
		plan_bind_int64(&values, partnership->partnership_id);
		locked = plan_execute(&LOCK_PARTNERSHIP, &values);
		if (locked.count == 0)
			continue; /* deleted meanwhile */
		partnership->distributor_id = plan_int64(&locked, 0, LOCKED_DISTRIBUTOR);
		partnership->state = plan_text(&locked, 0, LOCKED_STATE);
		(*count)++;
	}
	return partnerships;
}

static void
lock_accounts(const Partnership *partnerships, int count)
{
	LedgerAccount *accounts = palloc0(sizeof(LedgerAccount) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		accounts[i].supplier_id = partnerships[i].supplier_id;
		accounts[i].partnership_id = partnerships[i].partnership_id;
	}
	(void) ledger_accounts_find(accounts, count, true);
}

/* The account is locked, and has just become suspended or active. */
void
suspension_spread(int64 account_id, bool suspended)
{
	Supplier supplier;
	PlanValues values = {0};
	Partnership *partnerships;
	int count;

	(void) supplier_lock_if_any(account_id, &supplier);
	partnerships = lock_partnerships(account_id, &count);
	lock_accounts(partnerships, count);
	plan_bind_int64(&values, account_id);
	plan_bind_bool(&values, suspended);
	plan_execute(&WRITE_SIDES, &values);
	for (int i = 0; i < count; i++)
	{
		Partnership *partnership = &partnerships[i];

		record(partnership, account_id, suspended);
		if (!partnership_in_state(partnership, PARTNERSHIP_STATE_PARTNERED))
			continue;
		if (suspended)
			stock_push_end_partnership(partnership->supplier_id, partnership->partnership_id);
		else
			stock_push_request(
				partnership->supplier_id, partnership->partnership_id, STOCK_PUSH_ALL);
	}
}

/* NULL ends it. */
static void
set_suspension(int64 account_id, const char *reason)
{
	PlanValues values = {0};
	Account account = account_lock(account_id);

	if (reason == NULL && !account.suspended)
		error_transition(
			"account", call_name(account.name), account_id, "not suspended", "resume", NULL);
	plan_bind_int64(&values, account_id);
	plan_bind_text(&values, reason);
	plan_bind(&values, TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()), reason == NULL);
	plan_execute(&WRITE_REASON, &values);
	if (account.inventory_enabled && account.suspended != (reason != NULL))
		suspension_spread(account_id, reason != NULL);
}

PG_FUNCTION_INFO_V1(distribution_suspend_account);

Datum
distribution_suspend_account(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");
	char *reason = argument_reason(fcinfo, 1, "reason");

	identity_require_owner();
	plan_open();
	set_suspension(account_id, reason);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_resume_account);

Datum
distribution_resume_account(PG_FUNCTION_ARGS)
{
	int64 account_id = argument_int64(fcinfo, 0, "account_id");

	identity_require_owner();
	plan_open();
	set_suspension(account_id, NULL);
	plan_close();
	PG_RETURN_VOID();
}
