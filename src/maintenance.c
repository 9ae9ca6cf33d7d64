/*
 * maintenance.c
 *	  run_maintenance: what a scheduler calls every minute or so (OR-3, ST-8).
 *
 * Each step is a subtransaction: what fails is warned of and tried again at the
 * next run, and keeps nothing else from being done. The function is declared
 * with a lock_timeout below deadlock_timeout: a step takes locks of orders and
 * stock that an earlier one has left behind, so where it and somebody else wait
 * for each other, it is the run that gives way.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/resowner.h"

#include "identity.h"
#include "money_notice.h"
#include "plan.h"
#include "product_sales.h"
#include "push_queue.h"
#include "stock_push.h"

#define QUEUE_BATCH 1000        /* orders pushed at once */
#define QUEUE_MAX_BATCHES 10    /* of a supplier, a run */
#define STOCK_MAX_CHANGES 10000 /* of a supplier, a run */
#define TRIM_MAX_PRODUCTS 20    /* a run */

/* A step, and what it is about. */
typedef struct Step
{
	void (*run)(const struct Step *step);
	const char *what;
	int64 supplier_id;
	const int64 *order_ids;
	int order_count;
} Step;

/* It will do better at the next run. */
static bool
is_passing(int sqlstate)
{
	return sqlstate == ERRCODE_LOCK_NOT_AVAILABLE || sqlstate == ERRCODE_T_R_DEADLOCK_DETECTED ||
		sqlstate == ERRCODE_T_R_SERIALIZATION_FAILURE;
}

static void
report(const Step *step, const ErrorData *error)
{
	ereport(is_passing(error->sqlerrcode) ? NOTICE : WARNING,
			(errcode(error->sqlerrcode),
			 errmsg("%s of supplier " INT64_FORMAT " failed: %s",
					step->what,
					step->supplier_id,
					error->message),
			 errhint("It is tried again at the next run.")));
}

/* False if the step failed. */
static bool
attempt(const Step *step)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool done = false;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		plan_open();
		step->run(step);
		plan_close();
		ReleaseCurrentSubTransaction();
		done = true;
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
			PG_RE_THROW();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		report(step, error);
		FreeErrorData(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return done;
}

static void
push_batch(const Step *step)
{
	push_queue_push(step->supplier_id, step->order_ids, step->order_count);
}

static void
postpone(const Step *step)
{
	push_queue_postpone(step->supplier_id, step->order_ids[0]);
}

static void
push_stock(const Step *step)
{
	(void) stock_push_run(&step->supplier_id, 1, STOCK_MAX_CHANGES);
}

static void
count_sales(const Step *step)
{
	(void) product_sales_count(step->supplier_id);
}

static void
trim_records(const Step *step)
{
	stock_push_trim_old(TRIM_MAX_PRODUCTS);
}

/* One by one, as something among them keeps all from being pushed. */
static void
push_singly(int64 supplier_id, const int64 *order_ids, int count)
{
	for (int i = 0; i < count; i++)
	{
		Step step = {push_batch, "the push of an order", supplier_id, &order_ids[i], 1};
		Step end = {postpone, "putting off an order", supplier_id, &order_ids[i], 1};

		CHECK_FOR_INTERRUPTS();
		if (!attempt(&step))
			(void) attempt(&end);
	}
}

static void
push_queued(int64 supplier_id)
{
	for (int i = 0; i < QUEUE_MAX_BATCHES; i++)
	{
		Step step = {
			.run = push_batch,
			.what = "the push of queued orders",
			.supplier_id = supplier_id,
		};

		CHECK_FOR_INTERRUPTS();
		plan_open();
		step.order_ids = push_queue_next(supplier_id, QUEUE_BATCH, &step.order_count);
		plan_close();
		if (step.order_count == 0)
			return;
		if (!attempt(&step))
		{
			push_singly(supplier_id, step.order_ids, step.order_count);
			return;
		}
	}
}

static void
send_notices(const Step *step)
{
	money_notice_send();
}

PG_FUNCTION_INFO_V1(distribution_run_maintenance);

Datum
distribution_run_maintenance(PG_FUNCTION_ARGS)
{
	Step trim = {.run = trim_records, .what = "trimming push records"};
	Step notices = {.run = send_notices, .what = "sending notices of money"};
	int64 *suppliers;
	int count;

	identity_require_owner();
	plan_open();
	suppliers = push_queue_suppliers(&count);
	plan_close();
	for (int i = 0; i < count; i++)
		push_queued(suppliers[i]);
	plan_open();
	suppliers = stock_push_waiting(&count);
	plan_close();
	for (int i = 0; i < count; i++)
	{
		Step step = {
			.run = push_stock,
			.what = "the push of stock",
			.supplier_id = suppliers[i],
		};

		CHECK_FOR_INTERRUPTS();
		(void) attempt(&step);
	}
	plan_open();
	suppliers = product_sales_behind(&count);
	plan_close();
	for (int i = 0; i < count; i++)
	{
		Step step = {
			.run = count_sales,
			.what = "counting units sold",
			.supplier_id = suppliers[i],
		};

		CHECK_FOR_INTERRUPTS();
		(void) attempt(&step);
	}
	(void) attempt(&trim);
	(void) attempt(&notices);
	PG_RETURN_VOID();
}
