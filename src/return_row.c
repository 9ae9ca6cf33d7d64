/*
 * return_row.c
 *	  Locking a return and reading what it is about.
 *
 * The order is locked before the return (design: one fixed order of locks); its
 * lock is what makes the bounds of return.c hold, for every verb of every
 * return of the order takes it first.
 */
#include "postgres.h"

#include "access/xact.h"

#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "return_row.h"
#include "stock_row.h"

static PlanQuery READ_ORDER_ID = {
	.name = "read the order of a return",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT order_id, distributor_id, pushed_at IS NOT NULL FROM distribution.return_order"
		   " WHERE supplier_id = $1 AND return_id = $2",
};

enum
{
	RETURN_KIND = 1,
	RETURN_STATE
};

static PlanQuery LOCK_RETURN = {
	.name = "lock a return",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT kind, state FROM distribution.return_order"
		   " WHERE supplier_id = $1 AND return_id = $2"
		   "   FOR NO KEY UPDATE",
};

enum
{
	LINE_NO = 1,
	LINE_PACKAGE,
	LINE_WAREHOUSE,
	LINE_SKU,
	LINE_UNIT_PRICE,
	LINE_SHIPPED,
	LINE_RETURNED,
	LINE_GONE,
	LINE_RESTOCKED,
	LINE_LOST,
	LINE_HAS_LEFT,
	LINE_GOODS_AWAITED,
	LINE_REFUND_CLAIMED,
	LINE_REFUNDED,
	LINE_QUANTITY,
	LINE_SELLABLE,
	LINE_DEFECTIVE
};

/* Lines of a pushed order, with what its other returns that are not refused have taken. */
static PlanQuery READ_LINES = {
	.name = "read lines of an order for its returns",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint",
	.sql = "SELECT l.line_no, l.package_no, l.warehouse_id, l.sku_id, l.unit_price, l.shipped,"
		   "       l.returned, l.gone, l.restocked, l.lost,"
		   "       coalesce(p.state, s.state) IN ('shipped', 'completed', 'cancelled'),"
		   "       coalesce(sum(r.quantity) FILTER (WHERE o.kind = 'return_refund'"
		   "         AND o.state IN ('created', 'pushed') AND r.return_id <> $3), 0),"
		   "       coalesce(sum(CASE o.state WHEN 'refunded' THEN r.refunded"
		   "         WHEN 'received' THEN r.sellable + r.defective ELSE r.quantity END)"
		   "         FILTER (WHERE r.return_id <> $3), 0),"
		   "       coalesce(sum(r.refunded) FILTER (WHERE r.return_id <> $3), 0),"
		   "       coalesce(sum(r.quantity) FILTER (WHERE r.return_id = $3), 0)::int,"
		   "       coalesce(sum(r.sellable) FILTER (WHERE r.return_id = $3), 0)::int,"
		   "       coalesce(sum(r.defective) FILTER (WHERE r.return_id = $3), 0)::int"
		   "  FROM distribution.order_line l"
		   "  JOIN distribution.supply_order s"
		   "    ON s.supplier_id = l.supplier_id AND s.order_id = l.order_id"
		   "  JOIN distribution.order_package p"
		   "    ON p.supplier_id = l.supplier_id AND p.order_id = l.order_id"
		   "   AND p.package_no = l.package_no"
		   "  LEFT JOIN (distribution.return_line r"
		   "    JOIN distribution.return_order o"
		   "      ON o.supplier_id = r.supplier_id AND o.return_id = r.return_id"
		   "     AND o.state <> 'refused')"
		   "    ON r.supplier_id = l.supplier_id AND r.order_id = l.order_id"
		   "   AND r.line_no = l.line_no"
		   " WHERE l.supplier_id = $1 AND l.order_id = $2"
		   " GROUP BY l.line_no, l.package_no, l.warehouse_id, l.sku_id, l.unit_price, l.shipped,"
		   "          l.returned, l.gone, l.restocked, l.lost, p.state, s.state"
		   " ORDER BY l.line_no",
};

static OrderRow
lock_order(int64 supplier_id, int64 return_id)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, return_id);
	rows = plan_execute(&READ_ORDER_ID, &values);
	if (rows.count == 0)
		error_not_found("return", return_id);
	identity_require_seen(
		supplier_id, plan_int64(&rows, 0, 2), plan_bool(&rows, 0, 3), "return", return_id);
	return order_row_lock(supplier_id, plan_int64(&rows, 0, 1));
}

/* Its order first, then the return; SD005 if there is no such return, or none that the caller sees. */
ReturnRow
return_row_lock(int64 supplier_id, int64 return_id)
{
	ReturnRow row = {.order = lock_order(supplier_id, return_id), .return_id = return_id};
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, return_id);
	rows = plan_execute(&LOCK_RETURN, &values);
	row.kind =
		strcmp(plan_text(&rows, 0, RETURN_KIND), "refund_only") == 0 ? REFUND_ONLY : RETURN_REFUND;
	row.state = plan_text(&rows, 0, RETURN_STATE);
	return row;
}

static int
package_index(const ReturnRow *row, const char *package_no)
{
	for (int i = 0; i < row->refund_count; i++)
		if (strcmp(row->refunds[i].charge->package_no, package_no) == 0)
			return i;
	elog(ERROR, "package \"%s\" has no charge", package_no);
}

/* Lines and charges of a pushed order; return_id 0 is a return to come. */
void
return_row_load_lines(ReturnRow *row)
{
	PlanValues values = {0};
	PlanRows rows;

	row->refunds = refund_load(&row->order, &row->refund_count);
	plan_bind_int64(&values, row->order.supplier_id);
	plan_bind_int64(&values, row->order.order_id);
	plan_bind_int64(&values, row->return_id);
	rows = plan_execute(&READ_LINES, &values);
	row->line_count = rows.count;
	row->lines = palloc0(sizeof(ReturnLine) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		ReturnLine *line = &row->lines[i];

		line->line_no = plan_int32(&rows, i, LINE_NO);
		line->package = package_index(row, plan_text(&rows, i, LINE_PACKAGE));
		line->warehouse_id = plan_int64(&rows, i, LINE_WAREHOUSE);
		line->sku_id = plan_int64(&rows, i, LINE_SKU);
		line->unit_price = plan_minor(&rows, i, LINE_UNIT_PRICE);
		line->shipped = plan_int32(&rows, i, LINE_SHIPPED);
		line->returned = plan_int32(&rows, i, LINE_RETURNED);
		line->gone = plan_int32(&rows, i, LINE_GONE);
		line->restocked = plan_int32(&rows, i, LINE_RESTOCKED);
		line->lost = plan_int32(&rows, i, LINE_LOST);
		line->has_left = plan_bool(&rows, i, LINE_HAS_LEFT);
		line->goods_awaited = plan_int64(&rows, i, LINE_GOODS_AWAITED);
		line->refund_claimed = plan_int64(&rows, i, LINE_REFUND_CLAIMED);
		line->refunded = plan_int64(&rows, i, LINE_REFUNDED);
		line->quantity = plan_int32(&rows, i, LINE_QUANTITY);
		line->sellable = plan_int32(&rows, i, LINE_SELLABLE);
		line->defective = plan_int32(&rows, i, LINE_DEFECTIVE);
	}
}

/* NULL: the order has no such line. */
ReturnLine *
return_row_line(const ReturnRow *row, int32 line_no)
{
	for (int i = 0; i < row->line_count; i++)
		if (row->lines[i].line_no == line_no)
			return &row->lines[i];
	return NULL;
}

/* ST-2: the goods are on hand again, where they were received. */
void
return_row_restock(const ReturnRow *row)
{
	StockLevel *wanted = palloc0(sizeof(StockLevel) * row->line_count);
	StockLevel *levels;
	int wanted_count = 0;
	int count;

	for (int i = 0; i < row->line_count; i++)
	{
		if (row->lines[i].sellable + row->lines[i].defective == 0)
			continue;
		wanted[wanted_count].warehouse_id = row->lines[i].warehouse_id;
		wanted[wanted_count++].sku_id = row->lines[i].sku_id;
	}
	levels = stock_load_or_make(row->order.supplier_id, wanted, wanted_count, &count);
	for (int i = 0; i < row->line_count; i++)
	{
		const ReturnLine *line = &row->lines[i];
		StockLevel *level;

		if (line->sellable + line->defective == 0)
			continue;
		level = stock_level(levels, count, line->warehouse_id, line->sku_id);
		if (level->on_hand > PG_INT32_MAX - line->sellable - line->defective)
			error_out_of_range("stock on hand");
		level->on_hand += line->sellable + line->defective;
		level->defective += line->defective;
		level->changed = true;
	}
	stock_write(row->order.supplier_id, levels, count);
}

char *
return_row_memo(const ReturnRow *row)
{
	return psprintf("return " INT64_FORMAT, row->return_id);
}

/* OR-10: what became of the return stands on its order's timeline too. */
void
return_row_note(const ReturnRow *row, const char *event)
{
	order_row_add_event(&row->order, event, return_row_memo(row));
}
