/*
 * maintenance_lock.c
 *	  What run_maintenance locks before it does anything.
 *
 * It is one transaction for all suppliers and keeps its locks, so the order of
 * all verbs (supplier, partnership, order, claim, settlement account, quota,
 * stock) must hold over everything it does: first the suppliers, of all of whom
 * something is due, then all their partnerships, and so on. What its steps lock
 * afterwards is locked already. A supplier of whom something is locked for too
 * long is left out; what was locked of it stays so, which breaks no order.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"

#include "maintenance.h"
#include "plan.h"
#include "push_queue.h"
#include "push_sql.h"

static PlanQuery LOCK_SUPPLIER = {
	.name = "lock a supplier to maintain",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT supplier_id"
		   "  FROM distribution.supplier"
		   " WHERE supplier_id = $1"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery LOCK_PARTNERSHIPS = {
	.name = "lock partnerships to maintain",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT partnership_id"
		   "  FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND (state = 'partnered' OR state = 'terminated'"
		   "   AND (rule_hold_reason IS NOT NULL OR EXISTS (SELECT FROM distribution.credit_rule"
		   "         WHERE supplier_id = $1)))"
		   " ORDER BY partnership_id"
		   "   FOR NO KEY UPDATE",
};

enum
{
	ORDER_DISTRIBUTOR = 1
};

static PlanQuery LOCK_ORDERS = {
	.name = "lock queued orders",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT distributor_id"
		   "  FROM distribution.supply_order"
		   " WHERE supplier_id = $1 AND order_id = ANY ($2)"
		   " ORDER BY order_id"
		   "   FOR NO KEY UPDATE",
};

/*
 * PC-5: of partnerships whose queued orders have lines to be judged at the push,
 * which may map to any claim by then.
 */
static PlanQuery LOCK_CLAIMS = {
	.name = "lock claims of queued orders",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT sku_id"
		   "  FROM distribution.claim"
		   " WHERE supplier_id = $1 AND partnership_id = ANY (ARRAY("
		   "SELECT o.partnership_id FROM distribution.supply_order o"
		   " WHERE o.supplier_id = $1 AND o.order_id = ANY ($2)"
		   "   AND EXISTS (SELECT FROM distribution.order_line l"
		   "         WHERE l.supplier_id = $1 AND l.order_id = o.order_id"
		   "           AND l.unit_price IS NULL)))"
		   " ORDER BY partnership_id, sku_id"
		   "   FOR NO KEY UPDATE",
};

/* Those of queued orders, and those of whom a credit rule may hold or release (CR-5). */
static PlanQuery LOCK_ACCOUNTS = {
	.name = "lock settlement accounts to maintain",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT partnership_id"
		   "  FROM distribution.settlement_account"
		   " WHERE supplier_id = $1 AND (partnership_id = ANY (ARRAY("
		   "SELECT partnership_id FROM distribution.supply_order"
		   " WHERE supplier_id = $1 AND order_id = ANY ($2)"
		   " UNION SELECT partnership_id FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND rule_hold_reason IS NOT NULL))"
		   "   OR EXISTS (SELECT FROM distribution.credit_rule WHERE supplier_id = $1))"
		   " ORDER BY partnership_id"
		   "   FOR NO KEY UPDATE",
};

/* All of it, for what is pushed may change until it is locked. */
static PlanQuery LOCK_STOCK = {
	.name = "lock stock to maintain",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT sku_id"
		   "  FROM distribution.stock"
		   " WHERE supplier_id = $1"
		   " ORDER BY warehouse_id, sku_id"
		   "   FOR NO KEY UPDATE",
};

static PlanRows
lock_by(PlanQuery *query, const MaintenanceLocks *locks)
{
	PlanValues values = {0};
	PlanColumn ids = plan_column(INT8OID, locks->order_count);

	for (int i = 0; i < locks->order_count; i++)
		plan_column_add_int64(&ids, locks->order_ids[i]);
	plan_bind_int64(&values, locks->supplier_id);
	plan_bind_column(&values, &ids);
	return plan_execute(query, &values);
}

static void
lock_supplier(MaintenanceStep *step)
{
	(void) lock_by(&LOCK_SUPPLIER, step->locks);
}

static void
lock_partnerships(MaintenanceStep *step)
{
	(void) lock_by(&LOCK_PARTNERSHIPS, step->locks);
}

static void
lock_orders(MaintenanceStep *step)
{
	if (step->locks->order_count > 0)
		(void) lock_by(&LOCK_ORDERS, step->locks);
}

static void
lock_claims(MaintenanceStep *step)
{
	if (step->locks->order_count > 0)
		(void) lock_by(&LOCK_CLAIMS, step->locks);
}

static void
lock_accounts(MaintenanceStep *step)
{
	if (step->locks->order_count > 0 || step->locks->applies_rules)
		(void) lock_by(&LOCK_ACCOUNTS, step->locks);
}

static void
lock_stock(MaintenanceStep *step)
{
	if (step->locks->moves_stock)
		(void) lock_by(&LOCK_STOCK, step->locks);
}

/* One lock after the other, each of all suppliers, whom a failure leaves out. */
static void
lock_phase(MaintenanceLocks *suppliers, int count, void (*run)(MaintenanceStep *step))
{
	for (int i = 0; i < count; i++)
	{
		MaintenanceStep step = {
			.run = run,
			.what = "maintenance",
			.supplier_id = suppliers[i].supplier_id,
			.locks = &suppliers[i],
		};

		if (!suppliers[i].left_out)
			suppliers[i].left_out = maintenance_attempt(&step) != 0;
	}
}

/* What is queued from now on waits for the next run. */
static void
read_queues(MaintenanceLocks *suppliers, int count)
{
	for (int i = 0; i < count; i++)
		if (!suppliers[i].left_out)
			suppliers[i].order_ids = push_queue_next(suppliers[i].supplier_id,
													 QUEUE_BATCH * MAINTENANCE_SLICES,
													 PG_INT64_MAX,
													 &suppliers[i].order_count,
													 &suppliers[i].last_queue_no);
}

static void
add_quota_accounts(PlanColumn *accounts, const MaintenanceLocks *locks)
{
	PlanRows distributors;

	if (locks->left_out || locks->order_count == 0)
		return;
	distributors = lock_by(&LOCK_ORDERS, locks);
	plan_column_add_int64(accounts, locks->supplier_id);
	for (int i = 0; i < distributors.count; i++)
		plan_column_add_int64(accounts, plan_int64(&distributors, i, ORDER_DISTRIBUTOR));
}

/* QU-1: an account may be in the orders of many suppliers, so these are locked for all at once. */
static void
lock_quotas(MaintenanceStep *step)
{
	PlanColumn accounts = plan_column(INT8OID, 16);

	for (int i = 0; i < step->count; i++)
		add_quota_accounts(&accounts, &step->locks[i]);
	push_quotas_lock(&accounts);
}

static void
lock_quota_phase(MaintenanceLocks *suppliers, int count)
{
	MaintenanceStep step = {
		.run = lock_quotas,
		.what = "maintenance",
		.locks = suppliers,
		.count = count,
	};

	if (maintenance_attempt(&step) == 0)
		return;
	for (int i = 0; i < count; i++)
		if (suppliers[i].order_count > 0)
			suppliers[i].left_out = true;
}

/* Whether quotas or stock are locked, which come after accounts; if not, rules lock whom they hold or release when they do. */
static bool
locks_beyond_accounts(const MaintenanceLocks *suppliers, int count)
{
	for (int i = 0; i < count; i++)
		if (suppliers[i].moves_stock || suppliers[i].order_count > 0)
			return true;
	return false;
}

/*
 * In the order of all verbs, over all suppliers, who are sorted. Claims come
 * after orders, as for a push and a sync: who changes claims otherwise locks the
 * partnership before and no order.
 */
void
maintenance_lock(MaintenanceLocks *suppliers, int count)
{
	lock_phase(suppliers, count, lock_supplier);
	lock_phase(suppliers, count, lock_partnerships);
	read_queues(suppliers, count);
	lock_phase(suppliers, count, lock_orders);
	lock_phase(suppliers, count, lock_claims);
	if (locks_beyond_accounts(suppliers, count))
		lock_phase(suppliers, count, lock_accounts);
	lock_quota_phase(suppliers, count);
	lock_phase(suppliers, count, lock_stock);
}
