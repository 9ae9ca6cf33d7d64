/*
 * application.c
 *	  A distributor's application to a supplier, and the supplier's answer
 *	  (PA-1 … PA-4, PA-6).
 *
 * Applying and approving lock the supplier's row first, so that two of them
 * cannot make two live partnerships of one pair or of one customer. The unique
 * indexes partnership_live_key and partnership_live_customer_key hold the same
 * against anything else.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "account.h"
#include "argument.h"
#include "call.h"
#include "errors.h"
#include "identity.h"
#include "invitation.h"
#include "ledger_row.h"
#include "notification.h"
#include "partnership.h"
#include "plan.h"
#include "state.h"
#include "supplier.h"
#include "terms_row.h"

/* What approve_application settles for good, and what may change later. */
typedef struct Approval
{
	int64 customer_id;
	char *currency;
	const int32 *level; /* NULL: none */
	PlanColumn warehouse_ids;
} Approval;

enum
{
	PAIR_PARTNERSHIP = 1,
	PAIR_STATE
};

/* All partnerships, of whatever state, of a supplier and a distributor. */
static PlanQuery LOCK_PAIR = {
	.name = "lock partnerships of a pair",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT partnership_id, state"
		   "  FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND distributor_id = $2"
		   " ORDER BY partnership_id"
		   "   FOR NO KEY UPDATE",
};

/* Withdrawn and cancelled orders have let go of their number. */
static PlanQuery READ_UNFINISHED_ORDER = {
	.name = "read an unfinished order",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT order_id, coalesce(state, push_state)"
		   "  FROM distribution.supply_order"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($2) AND holds_number"
		   "   AND state IS DISTINCT FROM 'completed' AND state IS DISTINCT FROM 'cancelled'"
		   " UNION ALL "
		   "SELECT order_id, 'being returned'"
		   "  FROM distribution.return_order"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($2)"
		   "   AND state IN ('created', 'pushed', 'received')"
		   " ORDER BY order_id"
		   " LIMIT 1",
};

static PlanQuery INSERT_APPLICATION = {
	.name = "insert application",
	.result = SPI_OK_INSERT_RETURNING,
	.types = "bigint, bigint, text, text, text",
	.sql =
		"INSERT INTO distribution.partnership"
		" (supplier_id, partnership_id, distributor_id, message, contact, phone, shop_name, distributor_name, time_zone)"
		" SELECT $1, nextval('distribution.partnership_partnership_id_seq'), "
		"$2, $3, $4, $5, s.bigshop_name, a.name, s.time_zone"
		"  FROM distribution.supplier AS s"
		" CROSS JOIN distribution.account AS a"
		" WHERE s.supplier_id = $1 AND a.account_id = $2"
		" RETURNING partnership_id",
};

static PlanQuery READ_CUSTOMER = {
	.name = "read customer",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT customer_id"
		   "  FROM distribution.customer"
		   " WHERE supplier_id = $1 AND customer_id = $2",
};

static PlanQuery READ_CUSTOMER_PARTNERSHIP = {
	.name = "read live partnership of a customer",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT partnership_id"
		   "  FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND customer_id = $2 AND state = 'partnered'",
};

static PlanQuery APPROVE_APPLICATION = {
	.name = "approve application",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint, int",
	.sql = "UPDATE distribution.partnership"
		   "   SET state = 'partnered', customer_id = $3, level = $4, approved_at = now()"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

static PlanQuery REJECT_APPLICATION = {
	.name = "reject application",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text",
	.sql = "UPDATE distribution.partnership"
		   "   SET state = 'rejected', reason = $3, ended_at = now()"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

enum
{
	DELETABLE_STATE = 1,
	DELETABLE_DISTRIBUTOR
};

static PlanQuery LOCK_TO_DELETE = {
	.name = "lock application to delete it",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT state, distributor_id"
		   "  FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND partnership_id = $2"
		   "   FOR UPDATE",
};

static PlanQuery DELETE_APPLICATION = {
	.name = "delete application",
	.result = SPI_OK_DELETE,
	.types = "bigint, bigint",
	.sql = "DELETE FROM distribution.partnership WHERE supplier_id = $1 AND partnership_id = $2",
};

/* The partnerships of the pair that have ended, locked with their money. */
static PlanRows
lock_pair(int64 supplier_id, int64 distributor_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, distributor_id);
	return plan_execute(&LOCK_PAIR, &values);
}

static void
refuse_balance(int64 supplier_id, const PlanColumn *ended)
{
	int count;
	LedgerAccount *accounts =
		ledger_accounts(supplier_id, plan_column_ids(ended), ended->count, true, &count);

	for (int i = 0; i < count; i++)
		if (accounts[i].balance != 0)
			ereport(
				ERROR,
				(errcode(ERRCODE_BALANCE_NOT_ZERO),
				 errmsg("the balance of ended partnership " INT64_FORMAT " is not zero",
						accounts[i].partnership_id),
				 errdetail("It is %s %s.", call_amount(accounts[i].balance), accounts[i].currency),
				 errhint("The supplier settles it with post_entry().")));
}

static void
refuse_unfinished_orders(int64 supplier_id, PlanColumn *ended)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, ended);
	rows = plan_execute(&READ_UNFINISHED_ORDER, &values);
	if (rows.count > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSITION),
				 errmsg("an ended partnership of the two has unfinished orders"),
				 errdetail("Order " INT64_FORMAT " is %s.",
						   plan_int64(&rows, 0, 1),
						   plan_text(&rows, 0, 2)),
				 errhint("Cancel, withdraw or complete its orders first.")));
}

/* PA-6 */
static void
refuse_unsettled(int64 supplier_id, PlanRows *pair)
{
	PlanColumn ended = plan_column(INT8OID, pair->count);

	for (int i = 0; i < pair->count; i++)
		if (state_is(plan_text(pair, i, PAIR_STATE), PARTNERSHIP_STATE_TERMINATED))
			plan_column_add_int64(&ended, plan_int64(pair, i, PAIR_PARTNERSHIP));
	if (ended.count == 0)
		return;
	refuse_balance(supplier_id, &ended);
	refuse_unfinished_orders(supplier_id, &ended);
}

/* PA-1 */
static void
refuse_live(int64 supplier_id, PlanRows *pair)
{
	for (int i = 0; i < pair->count; i++)
	{
		char *state = plan_text(pair, i, PAIR_STATE);

		if (state_is(state, PARTNERSHIP_STATE_PENDING) ||
			state_is(state, PARTNERSHIP_STATE_PARTNERED))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_TRANSITION),
					 errmsg("the partnership with \"%s\" (" INT64_FORMAT ") is %s already",
							call_shop(supplier_id),
							plan_int64(pair, i, PAIR_PARTNERSHIP),
							state)));
	}
}

static int64
apply_for_partnership(const char *token, int64 distributor_id, const char *message,
					  const char *contact, const char *phone)
{
	int64 supplier_id = invitation_supplier(token);
	Account account = account_lock(distributor_id);
	int64 partnership_id;
	PlanValues values = {0};
	PlanRows rows;

	(void) supplier_lock(supplier_id);
	if (supplier_id == distributor_id)
		error_rule("an account cannot partner with itself", NULL);
	account_require_active(&account);
	account_require_active_by_id(supplier_id);
	rows = lock_pair(supplier_id, distributor_id);
	refuse_live(supplier_id, &rows);
	refuse_unsettled(supplier_id, &rows);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, distributor_id);
	plan_bind_text(&values, message);
	plan_bind_text(&values, contact);
	plan_bind_text(&values, phone);
	rows = plan_execute(&INSERT_APPLICATION, &values);
	partnership_id = plan_int64(&rows, 0, 1);
	partnership_record(&(Partnership) {.supplier_id = supplier_id,
									   .partnership_id = partnership_id,
									   .distributor_id = distributor_id},
					   "applied",
					   NULL);
	notification_add(
		supplier_id,
		supplier_id,
		NOTIFY_APPLICATION_RECEIVED,
		psprintf("%s applied for a partnership: approve or reject application " INT64_FORMAT
				 ".%s%s",
				 account.name,
				 partnership_id,
				 message ? " Message: " : "",
				 message ? message : ""));
	return partnership_id;
}

/* PA-4: an unknown customer, or one of another live partnership. */
static void
refuse_customer(int64 supplier_id, int64 customer_id)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, customer_id);
	if (plan_execute(&READ_CUSTOMER, &values).count == 0)
		error_not_found("customer", customer_id);
	rows = plan_execute(&READ_CUSTOMER_PARTNERSHIP, &values);
	if (rows.count > 0)
		error_taken(psprintf("customer %s is linked to partnership " INT64_FORMAT,
							 call_customer(supplier_id, customer_id),
							 plan_int64(&rows, 0, 1)),
					"A customer is linked to one live partnership at a time.");
}

/* PA-3 */
static void
write_approval(const Partnership *partnership, Approval *approval)
{
	PlanValues approve = {0};

	plan_bind_int64(&approve, partnership->supplier_id);
	plan_bind_int64(&approve, partnership->partnership_id);
	plan_bind_int64(&approve, approval->customer_id);
	plan_bind(&approve,
			  approval->level ? Int32GetDatum(*approval->level) : (Datum) 0,
			  approval->level == NULL);
	plan_execute(&APPROVE_APPLICATION, &approve);
	ledger_account_open(partnership->supplier_id,
						partnership->partnership_id,
						partnership->distributor_id,
						approval->currency);
	partnership_assign_warehouses(partnership, &approval->warehouse_ids, true);
}

static void
approve_application(int64 supplier_id, int64 partnership_id, Approval *approval)
{
	int64 distributor_id = partnership_distributor(supplier_id, partnership_id);
	Partnership partnership;
	PlanRows pair;

	(void) supplier_lock(supplier_id);
	pair = lock_pair(supplier_id, distributor_id);
	partnership = partnership_lock(supplier_id, partnership_id);
	partnership_require_state(&partnership, PARTNERSHIP_STATE_PENDING, "approve");
	partnership_require_active(&partnership);
	refuse_customer(supplier_id, approval->customer_id);
	(void) currency_decimals(approval->currency);
	if (approval->level != NULL)
		level_require(supplier_id, *approval->level);
	if (approval->warehouse_ids.count == 0)
		error_argument("warehouse_ids", "empty", "at least one warehouse of the supplier");
	refuse_unsettled(supplier_id, &pair);
	write_approval(&partnership, approval);
	partnership_record(&partnership, "approved", NULL);
	notification_add(supplier_id,
					 distributor_id,
					 NOTIFY_APPROVED,
					 psprintf("%s approved your application " INT64_FORMAT
							  ", and you settle in %s: claim what you want to sell of "
							  "offered_products.",
							  partnership.supplier,
							  partnership_id,
							  approval->currency));
}

static void
reject_application(int64 supplier_id, int64 partnership_id, const char *reason)
{
	PlanValues values = {0};
	Partnership partnership = partnership_lock(supplier_id, partnership_id);

	partnership_require_state(&partnership, PARTNERSHIP_STATE_PENDING, "reject");
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind_text(&values, reason);
	plan_execute(&REJECT_APPLICATION, &values);
	partnership_record(&partnership, "rejected", reason);
	notification_add(supplier_id,
					 partnership.distributor_id,
					 NOTIFY_REJECTED,
					 psprintf("%s rejected your application " INT64_FORMAT
							  ", and you may apply again: %s",
							  partnership.supplier,
							  partnership_id,
							  reason));
}

static void
delete_application(int64 supplier_id, int64 partnership_id)
{
	PlanValues values = {0};
	PlanRows rows;
	char *state;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	rows = plan_execute(&LOCK_TO_DELETE, &values);
	if (rows.count == 0)
		error_not_found("partnership", partnership_id);
	state = plan_text(&rows, 0, DELETABLE_STATE);
	if (!state_may(STATES_OF_PARTNERSHIP, state, NULL))
	{
		Partnership partnership = partnership_read(supplier_id, partnership_id);

		error_transition("partnership",
						 call_partnership(partnership.supplier, partnership.distributor),
						 partnership_id,
						 state,
						 "delete",
						 "Only a rejected application can be deleted.");
	}
	plan_execute(&DELETE_APPLICATION, &values);
	partnership_record(
		&(Partnership) {.supplier_id = supplier_id,
						.partnership_id = partnership_id,
						.distributor_id = plan_int64(&rows, 0, DELETABLE_DISTRIBUTOR)},
		"deleted",
		NULL);
}

PG_FUNCTION_INFO_V1(distribution_apply_for_partnership);

Datum
distribution_apply_for_partnership(PG_FUNCTION_ARGS)
{
	char *token = argument_word(fcinfo, 0, "token");
	int64 distributor_id = argument_int64(fcinfo, 1, "distributor_id");
	char *message = argument_text_or_null(fcinfo, 2, "message", TEXT_NOTE);
	char *contact = argument_text_or_null(fcinfo, 3, "contact", TEXT_LINE);
	char *phone = argument_text_or_null(fcinfo, 4, "phone", TEXT_LINE);
	int64 partnership_id;

	identity_require(distributor_id, PERMISSION_DISTRIBUTOR);
	plan_open();
	partnership_id = apply_for_partnership(token, distributor_id, message, contact, phone);
	plan_close();
	PG_RETURN_INT64(partnership_id);
}

PG_FUNCTION_INFO_V1(distribution_approve_application);

Datum
distribution_approve_application(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	int32 level = PG_ARGISNULL(4) ? 0 : PG_GETARG_INT32(4);
	Approval approval = {
		.customer_id = argument_int64(fcinfo, 2, "customer_id"),
		.currency = argument_word(fcinfo, 3, "currency"),
		.level = PG_ARGISNULL(4) ? NULL : &level,
		.warehouse_ids = argument_distinct_ids(fcinfo, 5, "warehouse_ids"),
	};

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	approve_application(supplier_id, partnership_id, &approval);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_reject_application);

Datum
distribution_reject_application(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	char *reason = argument_reason(fcinfo, 2, "reason");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	reject_application(supplier_id, partnership_id, reason);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_delete_application);

Datum
distribution_delete_application(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	delete_application(supplier_id, partnership_id);
	plan_close();
	PG_RETURN_VOID();
}
