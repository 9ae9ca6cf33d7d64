/*
 * push_sql.c
 *	  push_order, push_orders and explain_push.
 *
 * One order is a batch of one. The five lines of a business transaction stand
 * in push_batch: lock, snapshot and read are push_batch_load; decide is
 * push_decide for each order in the given order; write are the statements
 * below, each once for all orders.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "answer.h"
#include "argument.h"
#include "call.h"
#include "errors.h"
#include "goods_row.h"
#include "identity.h"
#include "notification.h"
#include "plan.h"
#include "push_queue.h"
#include "push_sql.h"
#include "state.h"
#include "stock_row.h"

/* What became of an order of a batch. */
typedef struct PushOutcome
{
	bool decided;
	PushFinding finding;
	char *detail; /* of a refusal */
	bool pushed_before;
	bool amount_known;
	Minor amount;
	Minor balance; /* the distributor's, after it */
} PushOutcome;

/* A line judged at the push: rare, so one statement a line. PC-5: its claim then shows what was billed. */
static PlanQuery WRITE_JUDGED_LINE = {
	.name = "write a line judged at its push",
	.result = SPI_OK_UPDATE,
	.types =
		"bigint, bigint, int, bigint, bigint, numeric, text, text, numeric, boolean, text, timestamptz,"
		"bigint",
	.sql =
		"WITH package AS ("
		"UPDATE distribution.order_package p SET warehouse_id = $5"
		"  FROM distribution.order_line l"
		" WHERE l.supplier_id = $1 AND l.order_id = $2 AND l.line_no = $3"
		"   AND p.supplier_id = $1 AND p.order_id = $2 AND p.package_no = l.package_no"
		"   AND p.warehouse_id IS NULL"
		"), claim AS ("
		"UPDATE distribution.claim SET rounding = $8"
		" WHERE supplier_id = $1 AND partnership_id = $13 AND sku_id = $4 AND rounding <> $8"
		") "
		"UPDATE distribution.order_line"
		"   SET sku_id = $4, warehouse_id = $5, reason = NULL, detail = NULL, unit_price = $6,"
		"       price_source = $7, rounding = $8, rate = $9, rate_inverse = $10, rate_source = $11,"
		"       rate_at = $12"
		" WHERE supplier_id = $1 AND order_id = $2 AND line_no = $3",
};

static LedgerAccount *
account_of(const PushBatch *batch, const PushOrder *order)
{
	return ledger_account(batch->accounts, batch->account_count, order->partnership_id);
}

static OrderRow *
row_of(const PushBatch *batch, const PushOrder *order)
{
	return &batch->rows[order - batch->orders];
}

static Minor
charged_before(const PushBatch *batch, const PushOrder *order)
{
	int count;
	PackageCharge *charges =
		order_charges_read(batch->supplier_id, order->order_id, ROW_READ, &count);
	Minor sum = 0;

	for (int i = 0; i < count; i++)
		if (!minor_add(sum, charges[i].goods_amount, &sum) ||
			!minor_add(sum, charges[i].stock_out_fee, &sum) ||
			!minor_add(sum, charges[i].logistics_fee, &sum))
			error_out_of_range("charge");
	return sum;
}

/* OR-5: pushing a pushed order again returns the same and changes nothing. */
static void
decide_order(PushBatch *batch, PushOrder *order, PushOutcome *outcome)
{
	outcome->decided = true;
	outcome->finding.reason = PUSH_MAY;
	if (state_is(order->push_state, PUSH_STATE_PUSHED))
	{
		outcome->pushed_before = true;
		outcome->amount = charged_before(batch, order);
		outcome->amount_known = true;
	}
	else
	{
		outcome->finding = push_decide(order);
		outcome->amount = order->amount;
		outcome->amount_known = order->amount_known;
	}
	outcome->balance = order->credit->balance;
}

static LedgerPosting
charge_of(const PushBatch *batch, const PushOrder *order, const PushPackage *package)
{
	LedgerPosting posting = {
		.account = account_of(batch, order),
		.kind = LEDGER_PUSH_CHARGE,
		.order_id = order->order_id,
		.package_no = package->package_no,
		.document_no = order->platform_order_no,
		.rate = {RATE_SAME, RATE_ONE, false, batch->terms->now},
		.base_rate = order->partnership->base_rate,
	};

	posting.amount = posting.settlement_amount =
		-(package->goods_amount + package->stock_out_fee + package->logistics_fee);
	currency_copy(posting.currency, order->partnership->currency);
	return posting;
}

static void
write_judged_lines(const PushBatch *batch, const PushOrder *order)
{
	for (int i = 0; i < order->line_count; i++)
	{
		const PushLine *line = &order->lines[i];
		const Price *price = &line->judgement.price;
		PlanValues values = {0};

		if (!line->judged_now)
			continue;
		plan_bind_int64(&values, batch->supplier_id);
		plan_bind_int64(&values, order->order_id);
		plan_bind_int32(&values, line->line_no);
		plan_bind_int64(&values, line->sku_id);
		plan_bind_int64(&values, line->warehouse_id);
		plan_bind_minor(&values, line->unit_price);
		plan_bind_text(&values, price_source_name(price->source));
		plan_bind_text(&values, rounding_name(price->rounding));
		plan_bind_rate(&values, &price->rate);
		plan_bind_int64(&values, order->partnership_id);
		plan_execute(&WRITE_JUDGED_LINE, &values);
	}
}

static PackageCharge
package_charge_of(const PushBatch *batch, const PushOrder *order, const PushPackage *package,
				  int64 transaction_id)
{
	return (PackageCharge) {
		.supplier_id = batch->supplier_id,
		.order_id = order->order_id,
		.package_no = package->package_no,
		.distributor_id = order->distributor_id,
		.currency = order->partnership->currency,
		.goods_amount = package->goods_amount,
		.stock_out_fee = package->stock_out_fee,
		.logistics_fee = package->logistics_fee,
		.rate = order->partnership->rate,
		.transaction_id = transaction_id,
		.stock_out_basis = fee_basis(&order->supplier->fees[FEE_STOCK_OUT]),
		.logistics_basis = fee_basis(&order->supplier->fees[FEE_LOGISTICS]),
	};
}

static void
write_orders(const PushBatch *batch, PushOrder *const *orders, int count,
			 const LedgerPosting *postings, int posting_count)
{
	PackageCharge *charges = palloc(sizeof(PackageCharge) * posting_count);
	OrderRow **rows = palloc(sizeof(OrderRow *) * count);
	int charge_count = 0;

	for (int i = 0; i < count; i++)
	{
		rows[i] = row_of(batch, orders[i]);
		for (int j = 0; j < orders[i]->package_count; j++, charge_count++)
			charges[charge_count] = package_charge_of(
				batch, orders[i], &orders[i]->packages[j], postings[charge_count].transaction_id);
	}
	order_charges_add(charges, charge_count);
	order_rows_push(rows,
					count,
					batch->terms->supplier.auto_pack ? ORDER_STATE_IN_PROCESS : ORDER_STATE_NEW,
					batch->terms->now);
}

/* Of those that another push refused, before they were queued or not. */
static void
forget_refusals(int64 supplier_id, PushOrder *const *orders, int count)
{
	int64 *order_ids = palloc(sizeof(int64) * count);
	int refused = 0;

	for (int i = 0; i < count; i++)
		if (!state_is(orders[i]->push_state, PUSH_STATE_SYNCED))
			order_ids[refused++] = orders[i]->order_id;
	order_refusals_forget(supplier_id, order_ids, refused);
}

/* The pushed orders, in the order they were decided: the ledger keeps it. */
static void
write_pushed(PushBatch *batch, PushOrder *const *orders, int count)
{
	LedgerPosting *postings;
	int posting_count = 0;

	if (count == 0)
		return;
	/* QU-1: before the orders are pushed, which a push of a user's trigger within this one may count. */
	push_quotas_write(batch);
	for (int i = 0; i < count; i++)
		posting_count += orders[i]->package_count;
	postings = palloc(sizeof(LedgerPosting) * posting_count);
	posting_count = 0;
	for (int i = 0; i < count; i++)
		for (int j = 0; j < orders[i]->package_count; j++)
			postings[posting_count++] = charge_of(batch, orders[i], &orders[i]->packages[j]);
	ledger_post(&batch->terms->supplier,
				batch->accounts,
				batch->account_count,
				postings,
				posting_count,
				batch->terms->now);
	for (int i = 0; i < count; i++)
		write_judged_lines(batch, orders[i]);
	write_orders(batch, orders, count, postings, posting_count);
	order_rules_apply(batch, orders, count);
	stock_write(batch->supplier_id, batch->levels, batch->level_count);
	forget_refusals(batch->supplier_id, orders, count);
}

/* NO-3: to who has subscribed. */
static void
tell_refused(const PushBatch *batch, PlanColumn *distributors, const PlanColumn *order_nos,
			 const PlanColumn *details)
{
	PlanColumn messages = plan_column(TEXTOID, distributors->count);
	char *shop;

	if (!notification_wanted(NOTIFY_PUSH_FAILED, distributors))
		return;
	shop = call_shop(batch->supplier_id);
	for (int i = 0; i < distributors->count; i++)
		plan_column_add_text(
			&messages,
			psprintf("%s did not take order %s, push it again when this is mended: %s",
					 shop,
					 TextDatumGetCString(order_nos->values[i]),
					 TextDatumGetCString(details->values[i])));
	notification_add_all(batch->supplier_id, NOTIFY_PUSH_FAILED, distributors, &messages);
}

/* A refusal is recorded on the order, except on one whose state forbids even that. */
static void
write_refused(PushBatch *batch, const PushOutcome *outcomes)
{
	PlanColumn distributors = plan_column(INT8OID, batch->order_count);
	PlanColumn details = plan_column(TEXTOID, batch->order_count);
	PlanColumn order_nos = plan_column(TEXTOID, batch->order_count);
	OrderRow **rows = palloc(sizeof(OrderRow *) * Max(batch->order_count, 1));
	const char **notes = palloc(sizeof(char *) * Max(batch->order_count, 1));
	OrderRefusal *refusals = palloc(sizeof(OrderRefusal) * Max(batch->order_count, 1));
	int count = 0;

	for (int i = 0; i < batch->order_count; i++)
	{
		const PushOrder *order = &batch->orders[i];
		const PushFinding *finding = &outcomes[i].finding;

		if (finding->reason == PUSH_MAY || finding->reason == PUSH_ORDER_STATE)
			continue;
		rows[count] = &batch->rows[i];
		notes[count] = push_reason_name(finding->reason);
		refusals[count++] = (OrderRefusal) {
			.supplier_id = batch->supplier_id,
			.order_id = order->order_id,
			.distributor_id = order->distributor_id,
			.reason = push_reason_name(finding->reason),
			.detail = outcomes[i].detail,
			.refused_at = batch->terms->now,
		};
		plan_column_add_int64(&distributors, order->distributor_id);
		plan_column_add_text(&details, outcomes[i].detail);
		plan_column_add_text(&order_nos, order->platform_order_no);
	}
	if (count == 0)
		return;
	order_rows_set_push_state(rows, count, PUSH_STATE_FAILED);
	order_refusals_put(refusals, count);
	order_rows_add_events(rows, count, PUSH_STATE_FAILED, notes);
	tell_refused(batch, &distributors, &order_nos, &details);
}

/* OR-3: whoever pushes a queued order takes it off the queue, whatever comes of it. */
static void
take_off_queue(const PushBatch *batch)
{
	int64 *queued = palloc(sizeof(int64) * Max(batch->order_count, 1));
	int count = 0;

	for (int i = 0; i < batch->order_count; i++)
		if (state_is(batch->orders[i].push_state, PUSH_STATE_PUSHING))
			queued[count++] = batch->orders[i].order_id;
	push_queue_take_off(batch->supplier_id, queued, count);
}

/* OR-5: judged in the given order, each after its predecessors; written once. */
static PushOutcome *
push_batch(PushBatch *batch, const int64 *order_ids, int count)
{
	PushOutcome *outcomes = palloc0(sizeof(PushOutcome) * Max(batch->order_count, 1));
	PushOrder **pushed = palloc(sizeof(PushOrder *) * Max(batch->order_count, 1));
	int pushed_count = 0;

	for (int i = 0; i < count; i++)
	{
		PushOrder *order = push_batch_order(batch, order_ids[i]);
		PushOutcome *outcome = &outcomes[order - batch->orders];

		if (outcome->decided)
			continue;
		decide_order(batch, order, outcome);
		if (outcome->finding.reason != PUSH_MAY)
			outcome->detail = push_finding_describe(order, &outcome->finding);
		else if (!outcome->pushed_before)
			pushed[pushed_count++] = order;
	}
	plan_snapshot_pop();
	take_off_queue(batch);
	write_pushed(batch, pushed, pushed_count);
	write_refused(batch, outcomes);
	return outcomes;
}

/* For who asks for no answer: the orders say what became of them. */
void
push_orders(int64 supplier_id, const int64 *order_ids, int count)
{
	PushBatch *batch;

	if (count == 0)
		return;
	batch = push_batch_load(supplier_id, order_ids, count, true);
	(void) push_batch(batch, order_ids, count);
}

static void
put_result(Answer *answer, const PushOrder *order, const PushOutcome *outcome)
{
	PushReason reason = outcome->finding.reason;
	const char *state = reason == PUSH_MAY
		? PUSH_STATE_PUSHED
		: (reason == PUSH_ORDER_STATE ? order->push_state : PUSH_STATE_FAILED);

	answer_put_int64(answer, order->order_id);
	answer_put_text(answer, state);
	answer_put_text(answer, reason == PUSH_MAY ? NULL : push_reason_name(reason));
	answer_put_text(answer, reason == PUSH_MAY ? NULL : outcome->detail);
	answer_put(answer, minor_to_numeric(outcome->amount), !outcome->amount_known);
	answer_put_text(answer, order->currency);
	answer_put_minor(answer, outcome->balance);
}

PG_FUNCTION_INFO_V1(distribution_push_order);

Datum
distribution_push_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	PushBatch *batch;
	PushOutcome *outcomes;
	Answer answer = answer_row(fcinfo);

	plan_open();
	batch = push_batch_load(supplier_id, &order_id, 1, true);
	outcomes = push_batch(batch, &order_id, 1);
	plan_close();
	put_result(&answer, &batch->orders[0], &outcomes[0]);
	PG_RETURN_DATUM(answer_composite(&answer));
}

PG_FUNCTION_INFO_V1(distribution_push_orders);

Datum
distribution_push_orders(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	PlanColumn ids = argument_ids(fcinfo, 1, "order_ids");
	int64 *order_ids = plan_column_ids(&ids);
	PushBatch *batch;
	PushOutcome *outcomes;
	Answer answer = answer_rows(fcinfo);

	if (ids.count > PUSH_BATCH_MAX)
		error_limit("orders a batch", PUSH_BATCH_MAX, psprintf("Given: %d.", ids.count));
	plan_open();
	batch = push_batch_load(supplier_id, order_ids, ids.count, true);
	outcomes = push_batch(batch, order_ids, ids.count);
	plan_close();
	for (int i = 0; i < ids.count; i++)
	{
		PushOrder *order = push_batch_order(batch, order_ids[i]);

		put_result(&answer, order, &outcomes[order - batch->orders]);
		answer_end_row(&answer);
	}
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(distribution_explain_push);

Datum
distribution_explain_push(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	PushOrder *order;
	Answer answer = answer_rows(fcinfo);

	plan_open();
	order = push_batch_load(supplier_id, &order_id, 1, false)->orders;
	push_price(order);
	for (int check = 0; check < PUSH_CHECK_COUNT; check++)
	{
		const char *name = push_reason_name((PushReason) check);
		PushFinding finding;
		bool passes = push_check(order, (PushReason) check, &finding);

		answer_put_int32(&answer, check + 1);
		answer_put_text(&answer, name);
		answer_put_bool(&answer, passes);
		answer_put_text(&answer, passes ? NULL : name);
		answer_put_text(&answer,
						passes ? push_passed_describe(order, (PushReason) check)
							   : push_finding_describe(order, &finding));
		answer_end_row(&answer);
	}
	plan_snapshot_pop();
	plan_close();
	PG_RETURN_NULL();
}
