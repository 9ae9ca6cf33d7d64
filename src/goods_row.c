/*
 * goods_row.c
 *	  Reading the goods of a pushed order, moving them, and writing back how far
 *	  its packages have come.
 *
 * The order is under lock, which lines and packages change under; their stock
 * rows are the last of the locks. A package keeps a state of its own only while
 * it differs from its order's, so what moves whole writes no package.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"

#include "errors.h"
#include "goods_row.h"
#include "identity.h"
#include "plan.h"
#include "stock_row.h"

enum
{
	PACKAGE_NO = 1,
	PACKAGE_STATE,
	PACKAGE_THIRD_PARTY,
	PACKAGE_STOCK_OUT_FEE,
	PACKAGE_STOCK_OUT_PER_UNIT,
	PACKAGE_LOGISTICS_FEE,
	PACKAGE_LOGISTICS_PER_UNIT,
	PACKAGE_NOT_REFUNDED,
	PACKAGE_TRANSACTION
};

static PlanQuery READ_PACKAGES = {
	.name = "read packages of an order",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT c.package_no, p.state,"
		   "       EXISTS (SELECT FROM distribution.warehouse w"
		   "         WHERE w.supplier_id = $1 AND w.warehouse_id = p.warehouse_id"
		   "           AND w.kind = 'third_party'),"
		   "       c.stock_out_fee, coalesce(c.stock_out_basis = 'unit', false),"
		   "       c.logistics_fee, coalesce(c.logistics_basis = 'unit', false),"
		   "       c.goods_amount + c.stock_out_fee + c.logistics_fee - c.refunded,"
		   "       c.transaction_id"
		   "  FROM distribution.package_charge c"
		   "  JOIN distribution.order_package p"
		   "    ON p.supplier_id = $1 AND p.order_id = $2 AND p.package_no = c.package_no"
		   " WHERE c.supplier_id = $1 AND c.order_id = $2"
		   " ORDER BY c.transaction_id",
};

enum
{
	LINE_NO = 1,
	LINE_PACKAGE,
	LINE_WAREHOUSE,
	LINE_SKU,
	LINE_UNIT_PRICE,
	LINE_QUANTITY,
	LINE_SHIPPED,
	LINE_RELEASED,
	LINE_GONE
};

static PlanQuery READ_LINES = {
	.name = "read goods of an order",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT line_no, package_no, warehouse_id, sku_id, unit_price, quantity, shipped,"
		   "       released, gone"
		   "  FROM distribution.order_line"
		   " WHERE supplier_id = $1 AND order_id = $2"
		   " ORDER BY line_no",
};

static PlanQuery RELEASE_LINES = {
	.name = "release units of lines",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, int[], int[]",
	.sql = "UPDATE distribution.order_line l SET released = l.released + t.units"
		   "  FROM unnest($3, $4) AS t (line_no, units)"
		   " WHERE l.supplier_id = $1 AND l.order_id = $2 AND l.line_no = t.line_no",
};

static PlanQuery SHIP_LINES = {
	.name = "ship units of lines and record the movements",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, int[], int[], boolean, text, timestamptz, text",
	.sql =
		"WITH lines AS ("
		"UPDATE distribution.order_line l"
		"   SET shipped = l.shipped + t.units,"
		"       gone = l.gone + CASE WHEN $5 THEN t.units ELSE 0 END"
		"  FROM unnest($3, $4) AS t (line_no, units)"
		" WHERE l.supplier_id = $1 AND l.order_id = $2 AND l.line_no = t.line_no"
		" RETURNING l.warehouse_id, l.sku_id, t.units"
		") "
		"INSERT INTO distribution.stock_movement"
		" (supplier_id, movement_id, warehouse_id, sku_id, kind, on_hand_change, defective_change, order_id,"
		"  document_no, actor, moved_at)"
		" SELECT $1, nextval('distribution.stock_movement_movement_id_seq'), "
		"warehouse_id, sku_id, 'shipment', -sum(units)::int, 0, $2, $8, $6, $7"
		"  FROM lines GROUP BY warehouse_id, sku_id ORDER BY warehouse_id, sku_id",
};

static PlanQuery WRITE_STAGES = {
	.name = "write states of packages",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text[], text[]",
	.sql = "UPDATE distribution.order_package p SET state = t.state"
		   "  FROM unnest($3, $4) AS t (package_no, state)"
		   " WHERE p.supplier_id = $1 AND p.order_id = $2 AND p.package_no = t.package_no",
};

static PlanValues
order_values(const OrderRow *order)
{
	PlanValues values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	return values;
}

static void
load_packages(const OrderRow *order, Goods *goods)
{
	PlanValues values = order_values(order);
	PlanRows rows = plan_execute(&READ_PACKAGES, &values);

	goods->package_count = rows.count;
	goods->packages = palloc0(sizeof(GoodsPackage) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		GoodsPackage *package = &goods->packages[i];

		package->package_no = plan_text(&rows, i, PACKAGE_NO);
		package->stored = plan_text(&rows, i, PACKAGE_STATE);
		package->stage = stage_parse(package->stored ? package->stored : order->state);
		package->third_party = plan_bool(&rows, i, PACKAGE_THIRD_PARTY);
		package->fees[0].amount = plan_minor(&rows, i, PACKAGE_STOCK_OUT_FEE);
		package->fees[0].per_unit = plan_bool(&rows, i, PACKAGE_STOCK_OUT_PER_UNIT);
		package->fees[1].amount = plan_minor(&rows, i, PACKAGE_LOGISTICS_FEE);
		package->fees[1].per_unit = plan_bool(&rows, i, PACKAGE_LOGISTICS_PER_UNIT);
		package->not_refunded = plan_minor(&rows, i, PACKAGE_NOT_REFUNDED);
		package->transaction_id = plan_int64(&rows, i, PACKAGE_TRANSACTION);
	}
}

/* Of a pushed order under lock. */
Goods
goods_load(const OrderRow *order)
{
	Goods goods = {0};
	PlanValues values = order_values(order);
	PlanRows rows;

	load_packages(order, &goods);
	rows = plan_execute(&READ_LINES, &values);
	goods.line_count = rows.count;
	goods.lines = palloc0(sizeof(GoodsLine) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		GoodsLine *line = &goods.lines[i];
		GoodsPackage *package;

		line->line_no = plan_int32(&rows, i, LINE_NO);
		line->package = goods_package(&goods, plan_text(&rows, i, LINE_PACKAGE));
		if (line->package < 0)
			elog(ERROR,
				 "line %d of order " INT64_FORMAT " is in no package",
				 line->line_no,
				 order->order_id);
		line->warehouse_id = plan_int64(&rows, i, LINE_WAREHOUSE);
		line->sku_id = plan_int64(&rows, i, LINE_SKU);
		line->unit_price = plan_minor(&rows, i, LINE_UNIT_PRICE);
		line->quantity = plan_int32(&rows, i, LINE_QUANTITY);
		line->shipped = plan_int32(&rows, i, LINE_SHIPPED);
		line->released = plan_int32(&rows, i, LINE_RELEASED);
		line->gone = plan_int32(&rows, i, LINE_GONE);
		package = &goods.packages[line->package];
		package->units += line->quantity;
		package->given_back += line->released + line->gone;
	}
	return goods;
}

/* NULL: the order has no such line. */
GoodsLine *
goods_line(const Goods *goods, int32 line_no)
{
	for (int i = 0; i < goods->line_count; i++)
		if (goods->lines[i].line_no == line_no)
			return &goods->lines[i];
	return NULL;
}

/* -1: the order has no such package. */
int
goods_package(const Goods *goods, const char *package_no)
{
	for (int i = 0; i < goods->package_count; i++)
		if (strcmp(goods->packages[i].package_no, package_no) == 0)
			return i;
	return -1;
}

/* The stock rows of the lines that units are taken of; the last of its locks. */
StockLevel *
goods_lock_stock(const OrderRow *order, const Goods *goods, int *count)
{
	StockLevel *wanted = palloc0(sizeof(StockLevel) * Max(goods->line_count, 1));
	StockLevel *levels;
	int wanted_count = 0;

	for (int i = 0; i < goods->line_count; i++)
	{
		if (goods->lines[i].taken == 0)
			continue;
		wanted[wanted_count].warehouse_id = goods->lines[i].warehouse_id;
		wanted[wanted_count++].sku_id = goods->lines[i].sku_id;
	}
	levels = stock_load(order->supplier_id, wanted, wanted_count, true, count);
	for (int i = 0; i < goods->line_count; i++)
	{
		const GoodsLine *line = &goods->lines[i];

		if (line->taken > 0)
			stock_level(levels, *count, line->warehouse_id, line->sku_id)->wanted += line->taken;
	}
	return levels;
}

/* The lines that units are taken of, and how many. */
static void
bind_taken(PlanValues *values, const Goods *goods)
{
	PlanColumn line_nos = plan_column(INT4OID, goods->line_count);
	PlanColumn units = plan_column(INT4OID, goods->line_count);

	for (int i = 0; i < goods->line_count; i++)
	{
		if (goods->lines[i].taken == 0)
			continue;
		plan_column_add_int32(&line_nos, goods->lines[i].line_no);
		plan_column_add_int32(&units, goods->lines[i].taken);
	}
	plan_bind_column(values, &line_nos);
	plan_bind_column(values, &units);
}

/* ST-2: the units taken are released, or leave; their levels are under lock. */
void
goods_move(const OrderRow *order, const Goods *goods, StockLevel *levels, int count, GoodsMove move)
{
	PlanValues values = order_values(order);

	for (int i = 0; i < count; i++)
	{
		Assert(levels[i].allocated >= levels[i].wanted);
		levels[i].allocated -= levels[i].wanted;
		if (move != GOODS_RELEASED)
			levels[i].on_hand -= levels[i].wanted;
		levels[i].changed = true;
	}
	stock_write(order->supplier_id, levels, count);
	bind_taken(&values, goods);
	if (move == GOODS_RELEASED)
	{
		plan_execute(&RELEASE_LINES, &values);
		return;
	}
	plan_bind_bool(&values, move == GOODS_GONE);
	plan_bind_text(&values, identity_actor());
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	plan_bind_text(&values, order->platform_order_no);
	plan_execute(&SHIP_LINES, &values);
}

/* OR-13: where a package is not what the books would say of it beside an order in this state. */
void
goods_write_stages(const OrderRow *order, const Goods *goods, Stage stage)
{
	PlanValues values = order_values(order);
	PlanColumn package_nos = plan_column(TEXTOID, goods->package_count);
	PlanColumn states = plan_column(TEXTOID, goods->package_count);

	for (int i = 0; i < goods->package_count; i++)
	{
		const GoodsPackage *package = &goods->packages[i];

		if (package->stage == (package->stored ? stage_parse(package->stored) : stage))
			continue;
		plan_column_add_text(&package_nos, package->package_no);
		plan_column_add_text(&states, stage_name(package->stage));
	}
	if (package_nos.count == 0)
		return;
	plan_bind_column(&values, &package_nos);
	plan_bind_column(&values, &states);
	plan_execute(&WRITE_STAGES, &values);
}
