/*
 * quote.c
 *	  What a push would charge now, or every reason why it would not (QT-1).
 *
 * The decisions are those of sync and push themselves: a payload is judged as a
 * sync judges it, what that would store is met as a push meets it, and only the
 * writing is left out.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "answer.h"
#include "argument.h"
#include "call.h"
#include "errors.h"
#include "plan.h"
#include "push_sql.h"

enum
{
	SOURCE_LINE = 1,
	SOURCE_SOURCE
};

static PlanQuery READ_SOURCES = {
	.name = "read where the prices of an order came from",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT line_no, price_source"
		   "  FROM distribution.order_line"
		   " WHERE supplier_id = $1 AND order_id = $2"
		   " ORDER BY line_no",
};

static void
put_member(StringInfo list, const char *name, const char *value, bool is_text)
{
	appendStringInfo(list, ",\"%s\":", name);
	if (value == NULL)
		appendStringInfoString(list, "null");
	else if (is_text)
		escape_json(list, value);
	else
		appendStringInfoString(list, value);
}

/* Prices and amounts are text, as in price lists. */
static void
put_line(StringInfo list, const PushOrder *order, const PushLine *line)
{
	const LineJudgement *judgement = line->judged_now ? &line->judgement : NULL;
	const char *reason = judgement ? line_reason_name(judgement->reason) : NULL;
	const char *source = line->price_source;
	Minor goods;
	bool fits = line->has_price && minor_multiply(line->unit_price, line->quantity, &goods);

	if (judgement != NULL)
		source = price_source_name(judgement->price.source);
	appendStringInfo(list, "%s{\"line_no\":%d", list->len > 1 ? "," : "", line->line_no);
	put_member(list, "package_no", order->packages[line->package].package_no, true);
	put_member(list, "sku", line->distributor_sku, true);
	put_member(list, "quantity", psprintf("%d", line->quantity), false);
	put_member(list, "unit_price", line->has_price ? call_amount(line->unit_price) : NULL, true);
	put_member(list, "price_source", line->has_price ? source : NULL, true);
	put_member(list, "goods_amount", fits ? call_amount(goods) : NULL, true);
	put_member(list, "reason", reason, true);
	put_member(list,
			   "detail",
			   reason ? line_reason_describe(judgement, line->distributor_sku) : NULL,
			   true);
	appendStringInfoChar(list, '}');
}

static Datum
lines_json(const PushOrder *order)
{
	StringInfoData list;

	initStringInfo(&list);
	appendStringInfoChar(&list, '[');
	for (int i = 0; i < order->line_count; i++)
		put_line(&list, order, &order->lines[i]);
	appendStringInfoChar(&list, ']');
	return PointerGetDatum(cstring_to_text_with_len(list.data, list.len));
}

static void
load_sources(const PushBatch *batch)
{
	const PushOrder *order = &batch->orders[0];
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, batch->supplier_id);
	plan_bind_int64(&values, order->order_id);
	rows = plan_read(&READ_SOURCES, &values);
	for (int i = 0; i < rows.count && i < order->line_count; i++)
		order->lines[i].price_source = plan_text(&rows, i, SOURCE_SOURCE);
}

/* All checks, as in explain_push; the first that fails is the reason (OR-4). */
static void
put_reasons(Answer *answer, const PushOrder *order)
{
	PlanColumn reasons = plan_column(TEXTOID, PUSH_CHECK_COUNT);
	const char *reason = NULL;
	const char *detail = NULL;

	for (int check = 0; check < PUSH_CHECK_COUNT; check++)
	{
		const char *name = push_reason_name((PushReason) check);
		PushFinding finding;

		if (push_check(order, (PushReason) check, &finding))
			continue;
		plan_column_add_text(&reasons, name);
		if (reason != NULL)
			continue;
		reason = name;
		detail = push_finding_describe(order, &finding);
	}
	answer_put_text(answer, reason);
	answer_put_text(answer, detail);
	answer_put(answer,
			   PointerGetDatum(construct_array(
				   reasons.values, reasons.count, TEXTOID, -1, false, TYPALIGN_INT)),
			   false);
}

static void
put_amounts(Answer *answer, const PushOrder *order)
{
	Minor goods = 0;
	Minor stock_out = 0;
	Minor logistics = 0;
	Minor spendable = order->credit->balance;
	bool fees_known = order->fees_known && order->in_range;
	bool fits = order->credit->unlimited || minor_add(spendable, order->credit->limit, &spendable);
	bool limited = fits && !order->credit->unlimited;

	for (int i = 0; i < order->package_count && order->in_range; i++)
	{
		goods += order->packages[i].goods_amount;
		stock_out += order->packages[i].stock_out_fee;
		logistics += order->packages[i].logistics_fee;
	}
	answer_put(answer, minor_to_numeric(goods), !order->amount_known);
	answer_put(answer, minor_to_numeric(stock_out), !fees_known);
	answer_put(answer, minor_to_numeric(logistics), !fees_known);
	answer_put(answer, minor_to_numeric(order->amount), !order->amount_known);
	answer_put_text(answer, order->currency);
	answer_put(answer, minor_to_numeric(spendable), !limited);
	answer_put(
		answer, minor_to_numeric(spendable - order->amount), !limited || !order->amount_known);
}

/* Ends the snapshot of the batch. */
static Datum
quote_batch(FunctionCallInfo fcinfo, const PushBatch *batch)
{
	PushOrder *order = &batch->orders[0];
	Answer answer = answer_row(fcinfo);

	push_price(order);
	put_amounts(&answer, order);
	put_reasons(&answer, order);
	answer_put(&answer, lines_json(order), false);
	plan_snapshot_pop();
	return answer_composite(&answer);
}

static PushBatch *
load_stored(int64 supplier_id, int64 order_id)
{
	PushBatch *batch = push_batch_load(supplier_id, &order_id, 1, false);

	load_sources(batch);
	return batch;
}

PG_FUNCTION_INFO_V1(distribution_quote_order);

Datum
distribution_quote_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	Datum quote;

	plan_open();
	quote = quote_batch(fcinfo, load_stored(supplier_id, order_id));
	plan_close();
	PG_RETURN_DATUM(quote);
}

PG_FUNCTION_INFO_V1(distribution_quote);

Datum
distribution_quote(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	char *text = argument_raw(fcinfo, 2, "payload");
	OrderPayload payload = {0};
	SyncPreview preview;
	Datum quote;

	payload_read_order(text, strlen(text), &payload);
	if (payload.fault.found)
		json_raise(&payload.fault);
	plan_open();
	preview = order_sync_preview(supplier_id, partnership_id, &payload);
	quote =
		quote_batch(fcinfo,
					preview.order_id != 0 ? load_stored(supplier_id, preview.order_id)
										  : push_batch_preview(supplier_id, &payload, &preview));
	plan_close();
	PG_RETURN_DATUM(quote);
}
