/*
 * order_row.c
 *	  What every transition of one order does: lock it, move its goods, write
 *	  its states and the event.
 */
#include "postgres.h"

#include "access/xact.h"

#include "errors.h"
#include "identity.h"
#include "order_row.h"
#include "plan.h"
#include "stock_sql.h"

enum
{
	ROW_PARTNERSHIP = 1,
	ROW_DISTRIBUTOR,
	ROW_PUSH_STATE,
	ROW_STATE,
	ROW_PLATFORM,
	ROW_LOGISTICS,
	ROW_NUMBER,
	ROW_CURRENCY
};

static PlanQuery LOCK_ORDER = {
	.name = "lock an order",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT partnership_id, distributor_id, push_state, state, platform, logistics,"
		   "       platform_order_no, currency"
		   "  FROM distribution.supply_order"
		   " WHERE supplier_id = $1 AND order_id = $2"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery SET_STATES = {
	.name = "set states of an order",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, text, text, bigint, text, text, text, timestamptz",
	.sql = "WITH changed AS ("
		   "UPDATE distribution.supply_order"
		   "   SET push_state = $3, state = $4,"
		   "       holds_number = $3 NOT IN ('withdrawn', 'cancelled')"
		   " WHERE supplier_id = $1 AND order_id = $2"
		   ") "
		   "INSERT INTO distribution.order_event"
		   " (supplier_id, order_id, distributor_id, event, note, actor, occurred_at, supplied)"
		   " VALUES ($1, $2, $5, $6, $7, $8, $9, $4 IS NOT NULL)",
};

static PlanQuery ADD_EVENT = {
	.name = "add an event of an order",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, text, text, text, timestamptz, boolean",
	.sql = "INSERT INTO distribution.order_event"
		   " (supplier_id, order_id, distributor_id, event, note, actor, occurred_at, supplied)"
		   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
};

enum
{
	GOODS_WAREHOUSE = 1,
	GOODS_SKU
};

static PlanQuery READ_GOODS = {
	.name = "read goods of an order",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT warehouse_id, sku_id, quantity"
		   "  FROM distribution.order_line"
		   " WHERE supplier_id = $1 AND order_id = $2",
};

static PlanQuery RELEASE_LINES = {
	.name = "release lines",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint",
	.sql = "UPDATE distribution.order_line SET released = quantity - shipped"
		   " WHERE supplier_id = $1 AND order_id = $2",
};

static PlanQuery SHIP_LINES = {
	.name = "ship lines and record the movements",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, text, timestamptz, text",
	.sql = "WITH lines AS ("
		   "UPDATE distribution.order_line SET shipped = quantity - released"
		   " WHERE supplier_id = $1 AND order_id = $2"
		   " RETURNING warehouse_id, sku_id, shipped"
		   ") "
		   "INSERT INTO distribution.stock_movement"
		   " (supplier_id, warehouse_id, sku_id, kind, on_hand_change, defective_change, order_id,"
		   "  document_no, actor, moved_at)"
		   " SELECT $1, warehouse_id, sku_id, 'shipment', -sum(shipped)::int, 0, $2, $5, $3, $4"
		   "  FROM lines GROUP BY warehouse_id, sku_id ORDER BY warehouse_id, sku_id",
};

/* SD005 if there is no such order. */
OrderRow
order_row_lock(int64 supplier_id, int64 order_id)
{
	OrderRow order = {.supplier_id = supplier_id, .order_id = order_id};
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, order_id);
	rows = plan_execute(&LOCK_ORDER, &values);
	if (rows.count == 0)
		error_not_found("order", order_id);
	order.partnership_id = plan_int64(&rows, 0, ROW_PARTNERSHIP);
	order.distributor_id = plan_int64(&rows, 0, ROW_DISTRIBUTOR);
	order.push_state = plan_text(&rows, 0, ROW_PUSH_STATE);
	order.state = plan_text(&rows, 0, ROW_STATE);
	order.platform = plan_text(&rows, 0, ROW_PLATFORM);
	order.logistics = plan_text(&rows, 0, ROW_LOGISTICS);
	order.platform_order_no = plan_text(&rows, 0, ROW_NUMBER);
	order.currency = plan_text(&rows, 0, ROW_CURRENCY);
	identity_require_seen(
		supplier_id, order.distributor_id, order.state != NULL, "order", order_id);
	return order;
}

void
order_row_require(const OrderRow *order, Permission permission)
{
	identity_require_side(
		order->supplier_id, order->distributor_id, permission, "order", order->order_id);
}

/* The supplier is told of an order by its push (ID-6); only its distributor pushes it. */
void
order_row_require_pusher(int64 supplier_id, int64 distributor_id, int64 order_id,
						 const char *push_state)
{
	static const char *const BEFORE_THE_PUSH[] = {"synced", "pushing", "push_failed", "cancelled"};
	bool pushed = true;

	for (int i = 0; i < (int) lengthof(BEFORE_THE_PUSH); i++)
		pushed &= strcmp(push_state, BEFORE_THE_PUSH[i]) != 0;
	identity_require_seen(supplier_id, distributor_id, pushed, "order", order_id);
	identity_require_side(supplier_id, distributor_id, PERMISSION_DISTRIBUTOR, "order", order_id);
}

/* OR-10: the transition and its record, in one statement. */
void
order_row_set_states(const OrderRow *order, const char *push_state, const char *state,
					 const char *event, const char *note)
{
	PlanValues values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	plan_bind_text(&values, push_state);
	plan_bind_text(&values, state);
	plan_bind_int64(&values, order->distributor_id);
	plan_bind_text(&values, event);
	plan_bind_text(&values, note);
	plan_bind_text(&values, identity_actor());
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_execute(&SET_STATES, &values);
}

/* OR-10: what happened to an order beside its states. */
void
order_row_add_event(const OrderRow *order, const char *event, const char *note)
{
	PlanValues values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	plan_bind_int64(&values, order->distributor_id);
	plan_bind_text(&values, event);
	plan_bind_text(&values, note);
	plan_bind_text(&values, identity_actor());
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_bind_bool(&values, order->state != NULL);
	plan_execute(&ADD_EVENT, &values);
}

static PlanRows
read_goods(const OrderRow *order)
{
	PlanValues values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	return plan_execute(&READ_GOODS, &values);
}

/* The stock rows of a pushed order's lines; the last of its locks. */
StockLevel *
order_row_lock_stock(const OrderRow *order, int *count)
{
	PlanRows goods = read_goods(order);
	StockLevel *wanted = palloc0(sizeof(StockLevel) * goods.count);
	StockLevel *levels;

	for (int i = 0; i < goods.count; i++)
	{
		wanted[i].warehouse_id = plan_int64(&goods, i, GOODS_WAREHOUSE);
		wanted[i].sku_id = plan_int64(&goods, i, GOODS_SKU);
	}
	levels = stock_load(order->supplier_id, wanted, goods.count, true, count);
	for (int i = 0; i < goods.count; i++)
		stock_level(levels,
					*count,
					plan_int64(&goods, i, GOODS_WAREHOUSE),
					plan_int64(&goods, i, GOODS_SKU))
			->wanted += plan_int32(&goods, i, 3);
	return levels;
}

/* ST-2: all that the order holds is released, or shipped; its levels are under lock. */
void
order_row_move_goods(const OrderRow *order, StockLevel *levels, int count, GoodsMove move)
{
	PlanValues values = {0};

	for (int i = 0; i < count; i++)
	{
		Assert(levels[i].allocated >= levels[i].wanted);
		levels[i].allocated -= levels[i].wanted;
		if (move == GOODS_SHIPPED)
			levels[i].on_hand -= levels[i].wanted;
		levels[i].changed = true;
	}
	stock_write(order->supplier_id, levels, count);
	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	if (move == GOODS_RELEASED)
	{
		plan_execute(&RELEASE_LINES, &values);
		return;
	}
	plan_bind_text(&values, identity_actor());
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_bind_text(&values, order->platform_order_no);
	plan_execute(&SHIP_LINES, &values);
}
