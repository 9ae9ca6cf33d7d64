/*
 * partnership.c
 *	  What may change about a partnership once it is approved (PA-3, PA-5, ST-5,
 *	  CR-4).
 *
 * A push reads the partnership without locking it, under a snapshot taken after
 * it has locked the settlement account. So whatever changes what a push may do
 * locks the partnership and then the settlement account before it writes: the
 * push then sees all of the change or happened before it.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "account.h"
#include "argument.h"
#include "call.h"
#include "errors.h"
#include "identity.h"
#include "ledger.h"
#include "notification.h"
#include "partnership.h"
#include "partnership_row.h"
#include "plan.h"
#include "product_log.h"
#include "state.h"
#include "stock_push.h"

static PlanQuery LOCK_ACTIVE_CLAIMS = {
	.name = "lock active claims",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT sku_id"
		   "  FROM distribution.claim"
		   " WHERE supplier_id = $1 AND partnership_id = $2 AND state = 'active'"
		   " ORDER BY sku_id"
		   "   FOR NO KEY UPDATE",
};

/* As a foreign key would; not every table that names a level has one. */
static PlanQuery READ_LEVEL = {
	.name = "lock a level to refer to",
	.result = SPI_OK_SELECT,
	.types = "bigint, int",
	.sql = "SELECT level FROM distribution.customer_level"
		   " WHERE supplier_id = $1 AND level = $2 FOR KEY SHARE",
};

static PlanQuery WRITE_LEVEL = {
	.name = "change level",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, int",
	.sql = "UPDATE distribution.partnership SET level = $3"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

static PlanQuery READ_WAREHOUSES = {
	.name = "read warehouses of a supplier",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT warehouse_id, name"
		   "  FROM distribution.warehouse"
		   " WHERE supplier_id = $1 AND warehouse_id = ANY ($2)"
		   " ORDER BY warehouse_id"
		   "   FOR SHARE",
};

static PlanQuery UNASSIGN_WAREHOUSES = {
	.name = "un-assign warehouses",
	.result = SPI_OK_UPDATE_RETURNING,
	.types = "bigint, bigint, bigint[]",
	.sql = "UPDATE distribution.partnership_warehouse"
		   "   SET assigned = false"
		   " WHERE supplier_id = $1 AND partnership_id = $2"
		   "   AND assigned AND warehouse_id <> ALL ($3)"
		   " RETURNING warehouse_id",
};

static PlanQuery ASSIGN_WAREHOUSES = {
	.name = "assign warehouses",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, bigint[], boolean, text[]",
	.sql = "INSERT INTO distribution.partnership_warehouse"
		   " (supplier_id, partnership_id, distributor_id, warehouse_id, position, mirrored,"
		   "  warehouse_name)"
		   " SELECT $1, $2, $3, w.warehouse_id, w.position, $5, w.name"
		   "  FROM unnest($4, $6) WITH ORDINALITY AS w (warehouse_id, name, position)"
		   " ORDER BY w.warehouse_id"
		   " ON CONFLICT (supplier_id, partnership_id, warehouse_id)"
		   " DO UPDATE SET position = excluded.position, assigned = true",
};

enum
{
	MIRROR_MIRRORED = 1
};

static PlanQuery READ_MIRROR = {
	.name = "read assigned warehouse",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint",
	.sql = "SELECT mirrored"
		   "  FROM distribution.partnership_warehouse"
		   " WHERE supplier_id = $1 AND partnership_id = $2 AND warehouse_id = $3 AND assigned",
};

static PlanQuery CREATE_MIRROR = {
	.name = "create supplier warehouse",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint",
	.sql = "UPDATE distribution.partnership_warehouse SET mirrored = true"
		   " WHERE supplier_id = $1 AND partnership_id = $2 AND warehouse_id = $3",
};

static PlanQuery TERMINATE_PARTNERSHIP = {
	.name = "terminate partnership",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text",
	.sql = "UPDATE distribution.partnership"
		   "   SET state = 'terminated', reason = $3, ended_at = now()"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

static PlanQuery END_CLAIMS = {
	.name = "end claims",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint[]",
	.sql = "UPDATE distribution.claim"
		   "   SET state = 'inactive', stopped_by = 'termination'"
		   " WHERE supplier_id = $1 AND partnership_id = $2 AND sku_id = ANY ($3)",
};

/* CR-5: both holds, and none by rule for what has exceeded it until now. */
static PlanQuery WRITE_RELEASE = {
	.name = "release from holds",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint",
	.sql = "UPDATE distribution.partnership"
		   "   SET hold_reason = NULL, rule_hold_reason = NULL, rule_silent_since = now()"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

static PlanQuery WRITE_HOLD = {
	.name = "set hold",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text",
	.sql = "UPDATE distribution.partnership SET hold_reason = $3"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

static PlanQuery RECORD_EVENT = {
	.name = "record event of a partnership",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, text, text, text",
	.sql =
		"INSERT INTO distribution.partnership_event"
		" (supplier_id, event_id, partnership_id, distributor_id, event, note, actor, occurred_at)"
		" VALUES ($1, nextval('distribution.partnership_event_event_id_seq'), "
		"$2, $3, $4, $5, $6, now())",
};

/* The distributor's account, which never changes: whose permission its verbs ask for. */
int64
partnership_distributor(int64 supplier_id, int64 partnership_id)
{
	return partnership_row_find(supplier_id, partnership_id, ROW_NOW).distributor_id;
}

void
partnership_require_distributor(int64 supplier_id, int64 partnership_id)
{
	identity_require_side(supplier_id,
						  partnership_distributor(supplier_id, partnership_id),
						  PERMISSION_DISTRIBUTOR,
						  "partnership",
						  partnership_id);
}

/* For what a side has of its own; returns the account of that side. */
int64
partnership_require_side(int64 supplier_id, int64 partnership_id, const char *side)
{
	int64 distributor_id = partnership_distributor(supplier_id, partnership_id);
	bool supplies = strcmp(side, "supplier") == 0;

	if (!supplies && strcmp(side, "distributor") != 0)
		error_argument("side", side, "supplier, distributor");
	identity_require_side(supplier_id,
						  distributor_id,
						  supplies ? PERMISSION_SUPPLIER : PERMISSION_DISTRIBUTOR,
						  "partnership",
						  partnership_id);
	return supplies ? supplier_id : distributor_id;
}

/* The permission by which the caller acts, the supplier's if by both. */
Permission
partnership_require_either(int64 supplier_id, int64 partnership_id)
{
	return identity_require_either(supplier_id,
								   partnership_distributor(supplier_id, partnership_id),
								   "partnership",
								   partnership_id);
}

static Partnership
partnership_of(const PartnershipRow *row)
{
	return (Partnership) {
		.supplier_id = row->supplier_id,
		.partnership_id = row->partnership_id,
		.distributor_id = row->distributor_id,
		.state = row->state,
		.on_hold = row->hold_reason != NULL || row->rule_hold_reason != NULL,
		.supplier_suspended = row->supplier_suspended,
		.distributor_suspended = row->distributor_suspended,
		.supplier =
			row->shop_name ? row->shop_name : psprintf("Supplier " INT64_FORMAT, row->supplier_id),
		.distributor = row->distributor_name,
	};
}

Partnership
partnership_lock(int64 supplier_id, int64 partnership_id)
{
	PartnershipRow row = partnership_row_find(supplier_id, partnership_id, ROW_LOCK);

	return partnership_of(&row);
}

/* For who only wants to say of whom it is. */
Partnership
partnership_read(int64 supplier_id, int64 partnership_id)
{
	PartnershipRow row = partnership_row_find(supplier_id, partnership_id, ROW_NOW);

	return partnership_of(&row);
}

static void
lock_settlement_account(const Partnership *partnership)
{
	int count;

	(void) ledger_accounts(partnership->supplier_id, &partnership->partnership_id, 1, true, &count);
}

/* For what changes what a push may do. */
Partnership
partnership_lock_with_money(int64 supplier_id, int64 partnership_id)
{
	Partnership partnership = partnership_lock(supplier_id, partnership_id);

	lock_settlement_account(&partnership);
	return partnership;
}

void
partnership_record(const Partnership *partnership, const char *event, const char *note)
{
	PlanValues values = {0};

	plan_bind_int64(&values, partnership->supplier_id);
	plan_bind_int64(&values, partnership->partnership_id);
	plan_bind_int64(&values, partnership->distributor_id);
	plan_bind_text(&values, event);
	plan_bind_text(&values, note);
	plan_bind_text(&values, identity_actor());
	plan_execute(&RECORD_EVENT, &values);
}

bool
partnership_in_state(const Partnership *partnership, const char *state)
{
	return state_is(partnership->state, state);
}

void
partnership_require_state(const Partnership *partnership, const char *state, const char *verb)
{
	if (!partnership_in_state(partnership, state))
		error_transition("partnership",
						 call_partnership(partnership->supplier, partnership->distributor),
						 partnership->partnership_id,
						 partnership->state,
						 verb,
						 psprintf("It must be %s.", state));
}

/* ID-9: for what makes or changes an offer. */
void
partnership_require_active(const Partnership *partnership)
{
	if (partnership->supplier_suspended)
		account_refuse_suspended("supplier");
	if (partnership->distributor_suspended)
		account_refuse_suspended("distributor");
}

void
level_require(int64 supplier_id, int32 level)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int32(&values, level);
	if (plan_execute(&READ_LEVEL, &values).count == 0)
		error_not_found("customer level", level);
}

/* The names of the warehouses, under lock (copied_name.c); SD005 where there is none. */
static PlanColumn
warehouse_names(int64 supplier_id, PlanColumn *warehouse_ids)
{
	PlanColumn names = plan_column(TEXTOID, warehouse_ids->count);
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, warehouse_ids);
	rows = plan_execute(&READ_WAREHOUSES, &values);
	for (int i = 0; i < warehouse_ids->count; i++)
	{
		int64 wanted = DatumGetInt64(warehouse_ids->values[i]);
		int at = 0;

		while (at < rows.count && plan_int64(&rows, at, 1) != wanted)
			at++;
		if (at == rows.count)
			error_not_found("warehouse", wanted);
		plan_column_add_text(&names, plan_text(&rows, at, 2));
	}
	return names;
}

/* ST-5: in the given order, the first is the default of orders. */
void
partnership_assign_warehouses(const Partnership *partnership, PlanColumn *warehouse_ids,
							  bool mirrored)
{
	PlanColumn names = warehouse_names(partnership->supplier_id, warehouse_ids);
	PlanValues values = {0};

	plan_bind_int64(&values, partnership->supplier_id);
	plan_bind_int64(&values, partnership->partnership_id);
	plan_bind_int64(&values, partnership->distributor_id);
	plan_bind_column(&values, warehouse_ids);
	plan_bind_bool(&values, mirrored);
	plan_bind_column(&values, &names);
	plan_execute(&ASSIGN_WAREHOUSES, &values);
}

static void
change_level(int64 supplier_id, int64 partnership_id, const int32 *level)
{
	PlanValues values = {0};
	Partnership partnership = partnership_lock_with_money(supplier_id, partnership_id);

	partnership_require_state(&partnership, PARTNERSHIP_STATE_PARTNERED, "change the level of");
	partnership_require_active(&partnership);
	if (level != NULL)
		level_require(supplier_id, *level);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind(&values, level ? Int32GetDatum(*level) : (Datum) 0, level == NULL);
	plan_execute(&WRITE_LEVEL, &values);
	partnership_record(
		&partnership, "level_changed", level ? psprintf("level %d", *level) : "no level");
	notification_add(supplier_id,
					 partnership.distributor_id,
					 NOTIFY_LEVEL_CHANGED,
					 psprintf("%s changed your customer level: see your prices in offered_prices.",
							  partnership.supplier));
	stock_push_request(supplier_id, partnership_id, STOCK_PUSH_ALL);
}

static char *
describe_warehouses(const PlanColumn *warehouse_ids)
{
	StringInfoData text;

	if (warehouse_ids->count == 0)
		return "none";
	initStringInfo(&text);
	for (int i = 0; i < warehouse_ids->count; i++)
		appendStringInfo(&text,
						 "%s" INT64_FORMAT,
						 i > 0 ? ", " : "warehouses ",
						 DatumGetInt64(warehouse_ids->values[i]));
	return text.data;
}

static void
set_warehouses(int64 supplier_id, int64 partnership_id, PlanColumn *warehouse_ids)
{
	PlanValues values = {0};
	PlanRows rows;
	PlanColumn unassigned;
	Partnership partnership = partnership_lock_with_money(supplier_id, partnership_id);

	partnership_require_state(&partnership, PARTNERSHIP_STATE_PARTNERED, "set the warehouses of");
	partnership_require_active(&partnership);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind_column(&values, warehouse_ids);
	rows = plan_execute(&UNASSIGN_WAREHOUSES, &values);
	unassigned = plan_column(INT8OID, rows.count);
	for (int i = 0; i < rows.count; i++)
		plan_column_add_int64(&unassigned, plan_int64(&rows, i, 1));
	partnership_assign_warehouses(&partnership, warehouse_ids, false);
	stock_push_end_warehouses(&partnership, &unassigned);
	stock_push_request(supplier_id, partnership_id, STOCK_PUSH_ALL);
	partnership_record(&partnership, "warehouses_set", describe_warehouses(warehouse_ids));
	notification_add(supplier_id,
					 partnership.distributor_id,
					 NOTIFY_WAREHOUSES_CHANGED,
					 psprintf("%s changed the warehouses that you sell from: create a supplier "
							  "warehouse for each new one.",
							  partnership.supplier));
}

static void
create_supplier_warehouse(int64 supplier_id, int64 partnership_id, int64 warehouse_id)
{
	PlanValues values = {0};
	PlanRows rows;
	Partnership partnership = partnership_lock(supplier_id, partnership_id);

	partnership_require_state(
		&partnership, PARTNERSHIP_STATE_PARTNERED, "create a supplier warehouse for");
	partnership_require_active(&partnership);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind_int64(&values, warehouse_id);
	rows = plan_execute(&READ_MIRROR, &values);
	if (rows.count == 0)
		error_not_found("assigned warehouse", warehouse_id);
	if (plan_bool(&rows, 0, MIRROR_MIRRORED))
		error_transition("warehouse",
						 call_warehouse(supplier_id, warehouse_id),
						 warehouse_id,
						 "mirrored already",
						 "mirror",
						 NULL);
	plan_execute(&CREATE_MIRROR, &values);
	partnership_record(
		&partnership, "warehouse_mirrored", psprintf("warehouse " INT64_FORMAT, warehouse_id));
	stock_push_request(supplier_id, partnership_id, STOCK_PUSH_ALL);
}

/* Returns the claims it ended. */
static PlanColumn
end_claims(int64 supplier_id, int64 partnership_id, PlanRows *active)
{
	PlanValues values = {0};
	PlanColumn sku_ids = plan_column(INT8OID, active->count);

	for (int i = 0; i < active->count; i++)
		plan_column_add_int64(&sku_ids, plan_int64(active, i, 1));
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind_column(&values, &sku_ids);
	plan_execute(&END_CLAIMS, &values);
	return sku_ids;
}

static char *
describe_end(const Partnership *partnership, const char *partner, const char *reason)
{
	return psprintf("Your partnership " INT64_FORMAT
					" with %s is terminated, settle what is open: %s",
					partnership->partnership_id,
					partner,
					reason);
}

/* Both sides, since either may have ended it. */
static void
notify_terminated(const Partnership *partnership, const char *reason)
{
	notification_add(partnership->supplier_id,
					 partnership->supplier_id,
					 NOTIFY_TERMINATED,
					 describe_end(partnership, partnership->distributor, reason));
	notification_add(partnership->supplier_id,
					 partnership->distributor_id,
					 NOTIFY_TERMINATED,
					 describe_end(partnership, partnership->supplier, reason));
}

/* PA-5 */
static void
terminate_partnership(int64 supplier_id, int64 partnership_id, const char *reason)
{
	PlanValues key = {0};
	PlanValues values = {0};
	PlanRows claims;
	PlanColumn ended;
	Partnership partnership = partnership_lock(supplier_id, partnership_id);

	plan_bind_int64(&key, supplier_id);
	plan_bind_int64(&key, partnership_id);
	claims = plan_execute(&LOCK_ACTIVE_CLAIMS, &key);
	lock_settlement_account(&partnership);
	partnership_require_state(&partnership, PARTNERSHIP_STATE_PARTNERED, "terminate");

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind_text(&values, reason);
	plan_execute(&TERMINATE_PARTNERSHIP, &values);
	ended = end_claims(supplier_id, partnership_id, &claims);
	product_log_claims(&partnership, &ended, "stop");
	stock_push_end_claims(&partnership, &ended);
	partnership_record(&partnership, "terminated", reason);
	notify_terminated(&partnership, reason);
}

/* CR-4: an ended partnership too, for its synced orders can still be pushed. NULL releases. */
static void
set_hold(int64 supplier_id, int64 partnership_id, const char *reason)
{
	PlanValues values = {0};
	Partnership partnership = partnership_lock_with_money(supplier_id, partnership_id);
	const char *verb = reason ? "hold" : "release";

	if (!partnership_in_state(&partnership, PARTNERSHIP_STATE_TERMINATED))
		partnership_require_state(&partnership, PARTNERSHIP_STATE_PARTNERED, verb);
	if (reason == NULL && !partnership.on_hold)
		error_transition("partnership",
						 call_partnership(partnership.supplier, partnership.distributor),
						 partnership_id,
						 "not on hold",
						 verb,
						 NULL);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	if (reason != NULL)
		plan_bind_text(&values, reason);
	plan_execute(reason ? &WRITE_HOLD : &WRITE_RELEASE, &values);
	partnership_record(&partnership, reason ? "held" : "released", reason);
	notification_add(
		supplier_id,
		partnership.distributor_id,
		reason ? NOTIFY_HELD : NOTIFY_RELEASED,
		reason
			? psprintf("%s takes no orders until it releases you: %s", partnership.supplier, reason)
			: psprintf("%s takes orders again: push those that failed.", partnership.supplier));
}

static PlanQuery WRITE_CONTACT = {
	.name = "write the contact of a partner",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, text",
	.sql = "UPDATE distribution.partnership SET contact = $3, phone = $4"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

PG_FUNCTION_INFO_V1(distribution_set_partner_contact);

/* As the distributor gave them when it applied (PA-2), and people change. */
Datum
distribution_set_partner_contact(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	PlanValues values = {0};

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, partnership_id);
	plan_bind_text(&values, argument_text_or_null(fcinfo, 2, "contact", TEXT_LINE));
	plan_bind_text(&values, argument_text_or_null(fcinfo, 3, "phone", TEXT_LINE));
	plan_open();
	(void) partnership_lock(supplier_id, partnership_id);
	plan_execute(&WRITE_CONTACT, &values);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_change_level);

Datum
distribution_change_level(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	int32 level = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT32(2);

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	change_level(supplier_id, partnership_id, PG_ARGISNULL(2) ? NULL : &level);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_set_warehouses);

Datum
distribution_set_warehouses(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	PlanColumn warehouse_ids = argument_distinct_ids(fcinfo, 2, "warehouse_ids");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	set_warehouses(supplier_id, partnership_id, &warehouse_ids);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_create_supplier_warehouse);

Datum
distribution_create_supplier_warehouse(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	int64 warehouse_id = argument_int64(fcinfo, 2, "warehouse_id");

	plan_open();
	partnership_require_distributor(supplier_id, partnership_id);
	create_supplier_warehouse(supplier_id, partnership_id, warehouse_id);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_terminate_partnership);

Datum
distribution_terminate_partnership(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	char *reason = argument_reason(fcinfo, 2, "reason");

	plan_open();
	(void) partnership_require_either(supplier_id, partnership_id);
	terminate_partnership(supplier_id, partnership_id, reason);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_hold_partnership);

Datum
distribution_hold_partnership(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	char *reason = argument_reason(fcinfo, 2, "reason");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	set_hold(supplier_id, partnership_id, reason);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_release_partnership);

Datum
distribution_release_partnership(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	set_hold(supplier_id, partnership_id, NULL);
	plan_close();
	PG_RETURN_VOID();
}
