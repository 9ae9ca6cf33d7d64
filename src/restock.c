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

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "line_payload.h"
#include "plan.h"
#include "return_row.h"
#include "stock_row.h"

static PlanQuery WRITE_RESTOCKED = {
	.name = "write what is put back of an order",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, int[], int[], int[], int[], bigint[], text, text, text, timestamptz",
	.sql =
		"WITH lines AS ("
		"UPDATE distribution.order_line l"
		"   SET returned = l.returned + t.sellable + t.defective,"
		"       restocked = l.restocked + t.sellable + t.defective, lost = l.lost + t.lost"
		"  FROM unnest($3, $4, $5, $6, $7) AS t (line_no, sellable, defective, lost, warehouse_id)"
		" WHERE l.supplier_id = $1 AND l.order_id = $2 AND l.line_no = t.line_no"
		" RETURNING l.line_no, l.distributor_id, l.sku_id, t.warehouse_id, t.sellable, t.defective,"
		"           t.lost"
		"), acts AS ("
		"INSERT INTO distribution.order_restock"
		" (supplier_id, restock_id, order_id, line_no, warehouse_id, sellable, defective, lost, reason, actor,"
		"  restocked_at)"
		" SELECT $1, nextval('distribution.order_restock_restock_id_seq'), "
		"$2, line_no, warehouse_id, sellable, defective, lost, $8, $10, $11"
		"  FROM lines ORDER BY line_no"
		") "
		"INSERT INTO distribution.stock_movement"
		" (supplier_id, movement_id, warehouse_id, sku_id, kind, on_hand_change, defective_change, order_id,"
		"  document_no, actor, moved_at)"
		" SELECT $1, nextval('distribution.stock_movement_movement_id_seq'), "
		"warehouse_id, sku_id, 'restock', sellable + defective, defective, $2, $9, $10,"
		"        $11"
		"  FROM lines WHERE sellable + defective > 0 ORDER BY line_no",
};

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
write_restocked(const ReturnRow *row, const char *reason)
{
	PlanValues values = {0};
	PlanColumn line_nos = plan_column(INT4OID, row->line_count);
	PlanColumn sellable = plan_column(INT4OID, row->line_count);
	PlanColumn defective = plan_column(INT4OID, row->line_count);
	PlanColumn lost = plan_column(INT4OID, row->line_count);
	PlanColumn warehouses = plan_column(INT8OID, row->line_count);

	for (int i = 0; i < row->line_count; i++)
	{
		const ReturnLine *line = &row->lines[i];

		if (line->sellable + line->defective + line->losing == 0)
			continue;
		plan_column_add_int32(&line_nos, line->line_no);
		plan_column_add_int32(&sellable, line->sellable);
		plan_column_add_int32(&defective, line->defective);
		plan_column_add_int32(&lost, line->losing);
		plan_column_add_int64(&warehouses, line->warehouse_id);
	}
	plan_bind_int64(&values, row->order.supplier_id);
	plan_bind_int64(&values, row->order.order_id);
	plan_bind_column(&values, &line_nos);
	plan_bind_column(&values, &sellable);
	plan_bind_column(&values, &defective);
	plan_bind_column(&values, &lost);
	plan_bind_column(&values, &warehouses);
	plan_bind_text(&values, reason);
	plan_bind_text(&values, row->order.platform_order_no);
	plan_bind_text(&values, identity_actor());
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_execute(&WRITE_RESTOCKED, &values);
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
	write_restocked(row, payload->reason);
	order_row_add_event(&row->order, "restocked", payload->reason);
}

PG_FUNCTION_INFO_V1(distribution_restock_order);

Datum
distribution_restock_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	LinePayload payload;
	ReturnRow row = {.return_id = 0};

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	payload = line_payload_restocked(argument_raw(fcinfo, 2, "payload"));
	plan_open();
	row.order = order_row_lock(supplier_id, order_id);
	restock(&row, &payload);
	plan_close();
	PG_RETURN_VOID();
}
