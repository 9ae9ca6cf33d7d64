/*
 * maintenance.c
 *	  What a scheduler calls every minute or so: maintain, and run_maintenance
 *	  (OR-3, ST-7, ST-8, PD-4, CR-2, CR-5, NO-1, NO-3).
 *
 * The work is cut into tasks, and each task into units of one supplier, so that
 * no supplier waits for another's. A unit is a few slices; each slice locks in
 * the order of all verbs: supplier, partnership, order, claim, settlement
 * account, quota, stock. What fails is warned of and tried again at the next
 * run, and keeps nothing else from being done.
 *
 * maintain is a procedure that commits after each slice, so it has none of this
 * in it but calls maintain_unit, a definer. A unit is noted as begun, and that
 * is committed, before anything of it is done: the next run begins with what was
 * begun longest ago, also after one that was cut off.
 *
 * On a cluster a node does this for the suppliers that it has, and the coordinator has
 * each node do so (node.c).
 *
 * run_maintenance is all of it in one transaction, which keeps what it has
 * locked. So it locks all that its slices will, of all suppliers, before the
 * first of them (maintenance_lock.c), and leaves out a supplier of whom
 * something is locked for longer than the lock_timeout that both are declared
 * with. On a cluster it is refused: a push holds its quotas there before it locks
 * anything else (quota_block.c), and one transaction pushes supplier after supplier.
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/resowner.h"

#include "ageing.h"
#include "answer.h"
#include "argument.h"
#include "claim_count.h"
#include "credit_rule.h"
#include "errors.h"
#include "identity.h"
#include "maintenance.h"
#include "money_notice.h"
#include "node.h"
#include "offer_notice.h"
#include "order_tally.h"
#include "plan.h"
#include "product_sales.h"
#include "push_queue.h"
#include "stock_push.h"

/* One slice of a task for a supplier; true if there may be more to do. */
typedef struct Task
{
	const char *name;
	const char *what;
	bool (*run)(const struct Task *task, int64 supplier_id, const MaintenanceLocks *locks);
} Task;

enum
{
	DUE_TASK = 1,
	DUE_SUPPLIER,
	DUE_PLACE,
	DUE_BEGUN
};

/* What is due on a node: of each place there, put in order. */
typedef struct Due
{
	char *task;
	int64 supplier_id;
	int place; /* in the order of a run */
	TimestampTz begun_at;
} Due;

#define DUE(place, name, suppliers) \
	"SELECT " place " AS place, '" name "' AS task, supplier_id FROM (" suppliers ") AS s"

/*
 * Oldest first, as maintain goes about it. What the queue's pushes change is
 * pushed and counted by the same run, so where there is a queue these are due.
 */
static PlanQuery READ_DUE = {
	.name = "read what maintenance has to do",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "timestamptz",
	.sql = "SELECT d.task, d.supplier_id, d.place, coalesce(u.begun_at, '-infinity')"
		   "  FROM (" DUE("0", "queue", PUSH_QUEUE_DUE)                         /**/
	" UNION ALL " DUE("1", "stock", STOCK_PUSH_DUE " UNION " PUSH_QUEUE_DUE)    /**/
	" UNION ALL " DUE("2", "sales", PRODUCT_SALES_DUE " UNION " PUSH_QUEUE_DUE) /**/
	" UNION ALL " DUE("3", "records", STOCK_PUSH_RECORDS_DUE)                   /**/
	" UNION ALL " DUE("4", "ageing", AGEING_DUE)                                /**/
	" UNION ALL " DUE("5", "holds", CREDIT_RULE_DUE)                            /**/
	" UNION ALL " DUE("6", "notices", MONEY_NOTICE_DUE)                         /**/
	" UNION ALL " DUE("7", "offers", OFFER_NOTICE_DUE)                          /**/
	" UNION ALL " DUE("8", "claims", CLAIM_COUNT_DUE)                           /**/
	" UNION ALL " DUE("9", "tally",
					  ORDER_TALLY_DUE) ") AS d"
									   "  LEFT JOIN distribution.maintenance_unit u"
									   "    ON u.supplier_id = d.supplier_id AND u.task = d.task"
									   " ORDER BY 4, d.place, d.supplier_id",
};

static PlanQuery WRITE_BEGUN = {
	.name = "note that a unit of maintenance begins",
	.result = SPI_OK_INSERT,
	.types = "bigint, text",
	.sql = "INSERT INTO distribution.maintenance_unit (supplier_id, task, begun_at)"
		   " VALUES ($1, $2, clock_timestamp())"
		   " ON CONFLICT (supplier_id, task) DO UPDATE SET begun_at = EXCLUDED.begun_at",
};

/* It will do better at the next run. */
static bool
is_passing(int sqlstate)
{
	return sqlstate == ERRCODE_LOCK_NOT_AVAILABLE || sqlstate == ERRCODE_T_R_DEADLOCK_DETECTED ||
		sqlstate == ERRCODE_T_R_SERIALIZATION_FAILURE;
}

static void
report(const MaintenanceStep *step, const ErrorData *error)
{
	ereport(is_passing(error->sqlerrcode) ? NOTICE : WARNING,
			(errcode(error->sqlerrcode),
			 errmsg("%s of supplier " INT64_FORMAT " failed: %s",
					step->what,
					step->supplier_id,
					error->message),
			 errhint("It is tried again at the next run.")));
}

/* Returns the SQLSTATE of what failed, or 0. */
int
maintenance_attempt(MaintenanceStep *step)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile int state = 0;

	CHECK_FOR_INTERRUPTS();
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		plan_open();
		step->run(step);
		plan_close();
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		/* In any case: an error that left with it open would leave the session in it. */
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
			ReThrowError(error);
		state = error->sqlerrcode;
		if (!step->quiet)
			report(step, error);
		FreeErrorData(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return state;
}

static void
push_batch(MaintenanceStep *step)
{
	push_queue_push(step->supplier_id, step->order_ids, step->count);
}

static void
postpone(MaintenanceStep *step)
{
	push_queue_postpone(step->supplier_id, step->order_ids[0]);
}

/*
 * OR-3: the next orders of the queue. While something among them keeps all from
 * being pushed, ever fewer, down to one; if it is that one, it goes to the end.
 */
static bool
push_queued(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	MaintenanceStep step = {.run = push_batch, .what = task->what, .supplier_id = supplier_id};
	MaintenanceStep end = {
		.run = postpone,
		.what = "putting off an order",
		.supplier_id = supplier_id,
	};
	int64 last = locks ? locks->last_queue_no : PG_INT64_MAX;
	int queued;
	int state;

	plan_open();
	step.order_ids = push_queue_next(supplier_id, QUEUE_BATCH, last, &queued, &last);
	plan_close();
	if (queued == 0)
		return false;
	step.count = queued;
	for (;;)
	{
		step.quiet = step.count > 1;
		state = maintenance_attempt(&step);
		if (state == 0)
			return step.count < queued || queued == QUEUE_BATCH;
		if (step.count == 1)
			break;
		step.count = is_passing(state) ? 1 : step.count / 2;
	}
	end.order_ids = step.order_ids;
	return maintenance_attempt(&end) == 0 && queued > 1 && !is_passing(state);
}

/* What a task does in one step: false if it failed. */
static bool
run_step(const Task *task, int64 supplier_id, void (*run)(MaintenanceStep *step))
{
	MaintenanceStep step = {.run = run, .what = task->what, .supplier_id = supplier_id};

	return maintenance_attempt(&step) == 0 && step.more;
}

static void
stock_push_step(MaintenanceStep *step)
{
	int32 changes = STOCK_MAX_CHANGES;

	(void) stock_push_run(&step->supplier_id, 1, &changes);
	step->more = changes <= 0;
}

static bool
stock_push(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	return run_step(task, supplier_id, stock_push_step);
}

static void
count_sales_step(MaintenanceStep *step)
{
	(void) product_sales_count(step->supplier_id);
}

static bool
count_sales(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	return run_step(task, supplier_id, count_sales_step);
}

static void
trim_records_step(MaintenanceStep *step)
{
	step->more = stock_push_trim_old(step->supplier_id, TRIM_MAX_PRODUCTS) == TRIM_MAX_PRODUCTS;
}

static bool
trim_records(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	return run_step(task, supplier_id, trim_records_step);
}

static void
age_charges_step(MaintenanceStep *step)
{
	step->more = ageing_keep(step->supplier_id) == AGEING_MAX_ACCOUNTS;
}

static bool
age_charges(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	return run_step(task, supplier_id, age_charges_step);
}

static void
apply_rules_step(MaintenanceStep *step)
{
	credit_rule_apply(step->supplier_id);
}

static bool
apply_rules(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	return run_step(task, supplier_id, apply_rules_step);
}

static void
send_notices_step(MaintenanceStep *step)
{
	money_notice_send(step->supplier_id);
}

static bool
send_notices(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	return run_step(task, supplier_id, send_notices_step);
}

static void
tell_offers_step(MaintenanceStep *step)
{
	offer_notice_send(step->supplier_id);
}

static bool
tell_offers(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	return run_step(task, supplier_id, tell_offers_step);
}

static void
count_claims_step(MaintenanceStep *step)
{
	claim_count_add_up(step->supplier_id);
}

static bool
count_claims(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	return run_step(task, supplier_id, count_claims_step);
}

static void
add_up_orders_step(MaintenanceStep *step)
{
	order_tally_fold(step->supplier_id);
}

static bool
add_up_orders(const Task *task, int64 supplier_id, const MaintenanceLocks *locks)
{
	return run_step(task, supplier_id, add_up_orders_step);
}

enum
{
	TASK_QUEUE,
	TASK_STOCK,
	TASK_SALES,
	TASK_RECORDS,
	TASK_AGEING,
	TASK_HOLDS,
	TASK_NOTICES,
	TASK_OFFERS,
	TASK_CLAIMS,
	TASK_TALLY,
	TASK_COUNT
};

/* In the order of a run, as in READ_DUE. */
static const Task TASKS[TASK_COUNT] = {
	[TASK_QUEUE] = {"queue", "the push of queued orders", push_queued},
	[TASK_STOCK] = {"stock", "the stock push", stock_push},
	[TASK_SALES] = {"sales", "counting units sold", count_sales},
	[TASK_RECORDS] = {"records", "trimming push records", trim_records},
	[TASK_AGEING] = {"ageing", "ageing open charges", age_charges},
	[TASK_HOLDS] = {"holds", "holding and releasing by credit rules", apply_rules},
	[TASK_NOTICES] = {"notices", "sending notices of money", send_notices},
	[TASK_OFFERS] = {"offers", "telling of prices and products", tell_offers},
	[TASK_CLAIMS] = {"claims", "adding up numbers of claims", count_claims},
	[TASK_TALLY] = {"tally", "adding up orders by state", add_up_orders},
};

/* ID-5; and where nothing can be written it says so instead of failing unit by unit. */
static void
require_maintainer(void)
{
	identity_require_owner();
	if (RecoveryInProgress())
		ereport(ERROR,
				(errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION),
				 errmsg("there is nothing to maintain on a standby"),
				 errdetail("What maintenance does on the primary comes here by itself."),
				 errhint("Call it on the primary.")));
	PreventCommandIfReadOnly("maintenance");
}

/* OR-3: what one supplier's push holds, another's would wait for, and hold what that one wants. */
static void
require_one_machine(void)
{
	if (placement_is_distributed())
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("run_maintenance() is not for distributed books"),
				 errhint("CALL distribution.maintain(): it commits supplier by supplier.")));
}

static PlanRows
read_due(void)
{
	PlanValues values = {0};

	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	return plan_execute(&READ_DUE, &values);
}

static void
add_due(Due **due, int *count, PlanRows rows)
{
	int total = *count + rows.count;

	*due = *due == NULL ? palloc(sizeof(Due) * Max(total, 1))
						: repalloc(*due, sizeof(Due) * Max(total, 1));
	for (int i = 0; i < rows.count; i++)
	{
		Due *one = &(*due)[(*count)++];

		one->task = plan_text(&rows, i, DUE_TASK);
		one->supplier_id = plan_int64(&rows, i, DUE_SUPPLIER);
		one->place = plan_int32(&rows, i, DUE_PLACE);
		one->begun_at = plan_time(&rows, i, DUE_BEGUN);
	}
}

static int
due_compare(const void *a, const void *b)
{
	const Due *left = a;
	const Due *right = b;

	if (left->begun_at != right->begun_at)
		return left->begun_at < right->begun_at ? -1 : 1;
	if (left->place != right->place)
		return left->place - right->place;
	return (left->supplier_id > right->supplier_id) - (left->supplier_id < right->supplier_id);
}

/* Of the suppliers on this node, those begun longest ago first. */
static Due *
read_due_here(int *count)
{
	Due *due = NULL;
	int *places;
	int place_count;

	*count = 0;
	if (!placement_is_distributed())
	{
		add_due(&due, count, read_due());
		return due;
	}
	place_count = placement_here(&places);
	for (int i = 0; i < place_count; i++)
	{
		PlanValues values = {0};

		plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
		add_due(&due, count, plan_execute_at(&READ_DUE, &values, places[i]));
	}
	if (*count > 1)
		qsort(due, *count, sizeof(Due), due_compare);
	return due;
}

static const Task *
find_task(const char *name)
{
	for (int i = 0; i < TASK_COUNT; i++)
		if (strcmp(TASKS[i].name, name) == 0)
			return &TASKS[i];
	error_argument("task", name, "a task of maintenance_due()");
}

static void
note_begun(const Task *task, int64 supplier_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_text(&values, task->name);
	plan_open();
	plan_execute(&WRITE_BEGUN, &values);
	plan_close();
}

PG_FUNCTION_INFO_V1(distribution_maintenance_due);

Datum
distribution_maintenance_due(PG_FUNCTION_ARGS)
{
	Due *due;
	int count;
	Answer answer = answer_rows(fcinfo);

	require_maintainer();
	if (IsTransactionBlock())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("maintain() commits, so it cannot run inside a transaction block"),
				 errhint("run_maintenance() does all in one transaction.")));
	plan_open();
	due = read_due_here(&count);
	for (int i = 0; i < count; i++)
	{
		answer_put_text(&answer, due[i].task);
		answer_put_int64(&answer, due[i].supplier_id);
		answer_end_row(&answer);
	}
	plan_close();
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(distribution_maintain_nodes);

Datum
distribution_maintain_nodes(PG_FUNCTION_ARGS)
{
	NodeAnswers answers;

	require_maintainer();
	if (!placement_is_coordinator() || !node_may_ask())
		PG_RETURN_VOID();
	plan_open();
	answers = node_ask("CALL distribution.maintain()", NODE_OTHERS);
	for (int i = 0; i < answers.count; i++)
		if (!answers.list[i].success)
			ereport(WARNING,
					(errmsg("node \"%s\" did not maintain its suppliers: %s",
							answers.list[i].node,
							answers.list[i].said),
					 errhint("It is asked again at the next run.")));
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_maintain_unit);

Datum
distribution_maintain_unit(PG_FUNCTION_ARGS)
{
	char *name = argument_text(fcinfo, 0, "task", TEXT_LINE);
	int64 supplier_id = argument_int64(fcinfo, 1, "supplier_id");
	int32 slice = argument_int32(fcinfo, 2, "slice");
	const Task *task;

	require_maintainer();
	task = find_task(name);
	if (slice > 0)
		PG_RETURN_BOOL(task->run(task, supplier_id, NULL) && slice < MAINTENANCE_SLICES);
	note_begun(task, supplier_id);
	PG_RETURN_BOOL(true);
}

static int
locks_compare(const void *a, const void *b)
{
	const MaintenanceLocks *left = a;
	const MaintenanceLocks *right = b;

	return (left->supplier_id > right->supplier_id) - (left->supplier_id < right->supplier_id);
}

/* The suppliers of whom anything is due, by id. */
static MaintenanceLocks *
due_suppliers(const PlanRows *due, int *count)
{
	MaintenanceLocks *suppliers = palloc0(sizeof(MaintenanceLocks) * Max(due->count, 1));

	*count = 0;
	for (int i = 0; i < due->count; i++)
		suppliers[i].supplier_id = plan_int64(due, i, DUE_SUPPLIER);
	qsort(suppliers, due->count, sizeof(MaintenanceLocks), locks_compare);
	for (int i = 0; i < due->count; i++)
		if (*count == 0 || suppliers[*count - 1].supplier_id != suppliers[i].supplier_id)
			suppliers[(*count)++] = suppliers[i];
	return suppliers;
}

static MaintenanceLocks *
locks_of(MaintenanceLocks *suppliers, int count, int64 supplier_id)
{
	MaintenanceLocks key = {.supplier_id = supplier_id};

	return bsearch(&key, suppliers, count, sizeof(MaintenanceLocks), locks_compare);
}

static bool
is_of_task(const PlanRows *due, int row, const Task *task)
{
	return strcmp(plan_text(due, row, DUE_TASK), task->name) == 0;
}

static void
run_task(const Task *task, const PlanRows *due, MaintenanceLocks *suppliers, int count)
{
	for (int i = 0; i < due->count; i++)
	{
		int64 supplier_id = plan_int64(due, i, DUE_SUPPLIER);
		const MaintenanceLocks *locks = locks_of(suppliers, count, supplier_id);

		if (!is_of_task(due, i, task) || locks->left_out)
			continue;
		for (int slice = 0; slice < MAINTENANCE_SLICES; slice++)
			if (!task->run(task, supplier_id, locks))
				break;
	}
}

PG_FUNCTION_INFO_V1(distribution_run_maintenance);

Datum
distribution_run_maintenance(PG_FUNCTION_ARGS)
{
	PlanRows due;
	MaintenanceLocks *suppliers;
	int count;

	require_maintainer();
	require_one_machine();
	plan_open();
	due = read_due();
	suppliers = due_suppliers(&due, &count);
	for (int i = 0; i < due.count; i++)
	{
		MaintenanceLocks *locks = locks_of(suppliers, count, plan_int64(&due, i, DUE_SUPPLIER));

		if (is_of_task(&due, i, &TASKS[TASK_QUEUE]) || is_of_task(&due, i, &TASKS[TASK_STOCK]))
			locks->moves_stock = true;
		if (is_of_task(&due, i, &TASKS[TASK_HOLDS]))
			locks->applies_rules = true;
	}
	maintenance_lock(suppliers, count);
	for (int i = 0; i < TASK_COUNT; i++)
		run_task(&TASKS[i], &due, suppliers, count);
	plan_close();
	PG_RETURN_VOID();
}
