/*
 * restock.c
 *	  The supplier puts back what left the shelf with an order that was withdrawn,
 *	  or writes it off (WD-5).
 *
 * Locks: order, stock. No money moves: the units were refunded when they were
 * withdrawn. What returns await or have brought back is not put back again;
 * return.c has the bounds, of both.
 */
#include "postgres.h"

#include "fmgr.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "line_payload.h"
#include "plan.h"
#include "return_row.h"
#include "stock_row.h"

static bool
anything_gone(const ReturnRow *row)
{
	for (int i = 0; i < row->line_count; i++)
		if (row->lines[i].gone > 0)
			return true;
	return false;
}

/* WD-5: what did not leave with a withdrawal is not put back so. */
static void
refuse_state(const ReturnRow *row)
{
	const OrderRow *order = &row->order;

	if (!anything_gone(row))
		order_row_refuse(
			order,
			order->state ? order->state : order->push_state,
			"put back goods of",
			"Goods are put back that had left the shelf when they were withdrawn; others "
			"come back as a return.");
}

static void
restock_line(ReturnRow *row, const LinePayload *payload, int index)
{
	const LinePayloadLine *given = &payload->lines[index];
	ReturnLine *line = return_row_line(row, given->line_no);
	int64 units = (int64) given->sellable + given->defective + given->lost;

	if (line == NULL)
		line_payload_refuse(payload, index, "line_no", "the order has no such line");
	if (units > return_restockable(line))
		line_payload_refuse(
			payload,
			index,
			given->sellable > 0        ? "sellable"
				: given->defective > 0 ? "defective"
									   : "lost",
			psprintf("at most " INT64_FORMAT
					 " of line %d can be put back or written off, not " INT64_FORMAT,
					 return_restockable(line),
					 line->line_no,
					 units));
	line->sellable = given->sellable;
	line->defective = given->defective;
	line->losing = given->lost;
	if (payload->warehouse_id != 0)
		line->warehouse_id = payload->warehouse_id;
}

/* Puts what is given on the lines. */
static void
restock_lines(ReturnRow *row, const LinePayload *payload)
{
	int64 units = 0;

	for (int i = 0; i < payload->line_count; i++)
	{
		restock_line(row, payload, i);
		units += (int64) payload->lines[i].sellable + payload->lines[i].defective +
			payload->lines[i].lost;
		if (payload->lines[i].lost > 0 &&
			(payload->reason == NULL || text_is_blank(payload->reason)))
			line_payload_refuse(payload, i, "lost", "what is written off needs a \"reason\"");
	}
	if (units == 0)
		line_payload_refuse(payload, 0, "sellable", "nothing is put back or written off");
}

static void
restock(ReturnRow *row, const LinePayload *payload)
{
	if (row->order.state != NULL)
		return_row_load_lines(row);
	refuse_state(row);
	if (payload->warehouse_id != 0)
		warehouse_require(row->order.supplier_id, payload->warehouse_id);
	restock_lines(row, payload);
	return_row_restock(row);
	return_row_put_back(row, payload->reason);
	order_row_add_event(&row->order, "restocked", payload->reason);
}

PG_FUNCTION_INFO_V1(distribution_restock_order);

Datum
distribution_restock_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	LinePayload payload;
	ReturnRow row = {0};

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	payload = line_payload_restocked(argument_raw(fcinfo, 2, "payload"));
	plan_open();
	row.order = order_row_lock(supplier_id, order_id);
	restock(&row, &payload);
	plan_close();
	PG_RETURN_VOID();
}
