/*
 * quote.c
 *	  What a push would charge now, or every reason why it would not (QT-1).
 *
 * The decisions are those of sync and push themselves: a payload is judged as a
 * sync judges it, what that would store is met as a push meets it, and only the
 * writing is left out.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/json.h"

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

enum
{
	QUOTE_GOODS,
	QUOTE_STOCK_OUT,
	QUOTE_LOGISTICS,
	QUOTE_TOTAL,
	QUOTE_CURRENCY,
	QUOTE_SPENDABLE,
	QUOTE_SPENDABLE_AFTER,
	QUOTE_REASON,
	QUOTE_DETAIL,
	QUOTE_REASONS,
	QUOTE_LINES,
	QUOTE_COLUMNS
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
fill_reasons(const PushOrder *order, Datum *values, bool *nulls)
{
	PlanColumn reasons = plan_column(TEXTOID, PUSH_CHECK_COUNT);

	nulls[QUOTE_REASON] = nulls[QUOTE_DETAIL] = true;
	for (int check = 0; check < PUSH_CHECK_COUNT; check++)
	{
		PushFinding finding;

		if (push_check(order, (PushReason) check, &finding))
			continue;
		plan_column_add_text(&reasons, push_reason_name((PushReason) check));
		if (!nulls[QUOTE_REASON])
			continue;
		nulls[QUOTE_REASON] = nulls[QUOTE_DETAIL] = false;
		values[QUOTE_REASON] = CStringGetTextDatum(push_reason_name((PushReason) check));
		values[QUOTE_DETAIL] = CStringGetTextDatum(push_finding_describe(order, &finding));
	}
	values[QUOTE_REASONS] = PointerGetDatum(
		construct_array(reasons.values, reasons.count, TEXTOID, -1, false, TYPALIGN_INT));
}

static void
fill_amounts(const PushOrder *order, Datum *values, bool *nulls)
{
	Minor goods = 0;
	Minor stock_out = 0;
	Minor logistics = 0;
	Minor spendable = order->credit->balance;
	bool fits = order->credit->unlimited || minor_add(spendable, order->credit->limit, &spendable);

	nulls[QUOTE_GOODS] = nulls[QUOTE_TOTAL] = !order->amount_known;
	nulls[QUOTE_STOCK_OUT] = nulls[QUOTE_LOGISTICS] = !order->fees_known || !order->in_range;
	for (int i = 0; i < order->package_count && order->in_range; i++)
	{
		goods += order->packages[i].goods_amount;
		stock_out += order->packages[i].stock_out_fee;
		logistics += order->packages[i].logistics_fee;
	}
	values[QUOTE_GOODS] = minor_to_numeric(goods);
	values[QUOTE_STOCK_OUT] = minor_to_numeric(stock_out);
	values[QUOTE_LOGISTICS] = minor_to_numeric(logistics);
	values[QUOTE_TOTAL] = minor_to_numeric(order->amount);
	values[QUOTE_CURRENCY] = CStringGetTextDatum(order->currency);
	nulls[QUOTE_SPENDABLE] = order->credit->unlimited || !fits;
	values[QUOTE_SPENDABLE] = minor_to_numeric(spendable);
	nulls[QUOTE_SPENDABLE_AFTER] = nulls[QUOTE_SPENDABLE] || !order->amount_known;
	values[QUOTE_SPENDABLE_AFTER] = minor_to_numeric(spendable - order->amount);
}

/* Ends the snapshot of the batch. */
static Datum
quote_batch(FunctionCallInfo fcinfo, const PushBatch *batch)
{
	PushOrder *order = &batch->orders[0];
	TupleDesc row_type;
	Datum values[QUOTE_COLUMNS];
	bool nulls[QUOTE_COLUMNS] = {false};

	if (get_call_result_type(fcinfo, NULL, &row_type) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "a quote must return a row");
	push_price(order);
	fill_amounts(order, values, nulls);
	fill_reasons(order, values, nulls);
	values[QUOTE_LINES] = lines_json(order);
	plan_snapshot_pop();
	return HeapTupleGetDatum(heap_form_tuple(row_type, values, nulls));
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
