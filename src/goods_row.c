/*
 * goods_row.c
 *	  The rooms of an order's lines, packages and charges; and what they are of a
 *	  pushed order under lock: goods, which are moved and given back.
 *
 * The order's lock is that of these rows, too; their stock rows are the last of
 * the locks. A package keeps a state of its own only while it differs from its
 * order's, so what moves whole writes no package. Counts and sums are added to:
 * a verb that a user's trigger called since they were read may have done so.
 */
#include "postgres.h"

#include "access/xact.h"

#include "errors.h"
#include "goods_row.h"
#include "identity.h"
#include "plan.h"
#include "state.h"
#include "stock_row.h"

#define LINE(column, KIND) ROW_IN(OrderLine, column, KIND)

static const RowColumn LINE_COLUMNS[] = {
	LINE(supplier_id, INT64),
	LINE(order_id, INT64),
	LINE(line_no, INT32),
	LINE(package_no, TEXT),
	LINE(warehouse_id, ID),
	LINE(distributor_sku, TEXT),
	LINE(sku_id, ID),
	LINE(quantity, INT32),
	ROW_IF(OrderLine, unit_price, unit_price, MINOR, HAS, has_price),
	LINE(shipped, INT32),
	LINE(released, INT32),
	LINE(returned, INT32),
	LINE(gone, INT32),
	LINE(restocked, INT32),
	LINE(lost, INT32),
};

RowTable ORDER_LINE_TABLE = {ROW_TABLE("order_line", OrderLine, LINE_COLUMNS, 3)};

static RowChange UNITS = {
	.table = &ORDER_LINE_TABLE,
	.columns = "shipped, released, returned, gone, restocked, lost",
};

#define PACKAGE(column, KIND) ROW_IN(OrderPackage, column, KIND)

static const RowColumn PACKAGE_COLUMNS[] = {
	PACKAGE(supplier_id, INT64),
	PACKAGE(order_id, INT64),
	PACKAGE(package_no, TEXT),
	PACKAGE(carrier, TEXT),
	PACKAGE(tracking_no, TEXT),
	PACKAGE(label, TEXT),
	PACKAGE(state, TEXT),
	PACKAGE(printed_at, UNTIL),
	PACKAGE(printed_by, TEXT),
};

RowTable ORDER_PACKAGE_TABLE = {ROW_TABLE("order_package", OrderPackage, PACKAGE_COLUMNS, 3)};

static RowChange SHIPMENT = {
	.table = &ORDER_PACKAGE_TABLE,
	.columns = "carrier, tracking_no, label",
};

static RowChange PRINTED = {
	.table = &ORDER_PACKAGE_TABLE,
	.columns = "printed_at, printed_by",
};

static RowChange PACKAGE_STATE = {.table = &ORDER_PACKAGE_TABLE, .columns = "state"};

#define CHARGE(column, KIND) ROW_IN(PackageCharge, column, KIND)

static const RowColumn CHARGE_COLUMNS[] = {
	CHARGE(supplier_id, INT64),
	CHARGE(order_id, INT64),
	CHARGE(package_no, TEXT),
	CHARGE(distributor_id, INT64),
	CHARGE(currency, TEXT),
	CHARGE(goods_amount, MINOR),
	CHARGE(stock_out_fee, MINOR),
	CHARGE(logistics_fee, MINOR),
	ROW_IN_RATE(PackageCharge, rate),
	CHARGE(transaction_id, INT64),
	CHARGE(refunded, MINOR),
	CHARGE(stock_out_basis, TEXT),
	CHARGE(logistics_basis, TEXT),
};

RowTable PACKAGE_CHARGE_TABLE = {ROW_TABLE("package_charge", PackageCharge, CHARGE_COLUMNS, 3)};

static RowChange REFUNDED = {.table = &PACKAGE_CHARGE_TABLE, .columns = "refunded"};

#define GIVEBACK(column, KIND) ROW_IN(OrderGiveback, column, KIND)

static const RowColumn GIVEBACK_COLUMNS[] = {
	GIVEBACK(supplier_id, INT64),
	GIVEBACK(order_id, INT64),
	GIVEBACK(transaction_id, INT64),
	GIVEBACK(line_no, INT32),
	GIVEBACK(distributor_id, INT64),
	GIVEBACK(quantity, INT32),
	GIVEBACK(gone, BOOL),
};

RowTable ORDER_GIVEBACK_TABLE = {ROW_TABLE("order_giveback", OrderGiveback, GIVEBACK_COLUMNS, 4)};

/* By order, those of one by their number. */
OrderLine *
order_lines_read(int64 supplier_id, const int64 *order_ids, int count, RowMode mode, int *found)
{
	OrderLine *lines = row_children(&ORDER_LINE_TABLE, supplier_id, order_ids, count, mode, found);

	for (int i = 0; i < *found; i++)
		lines[i].read_at = plan_calls();
	return lines;
}

/* Reads a row again that a verb within this one may have written. */
static void
bring_up_to_date(RowTable *table, void *row, uint64 *read_at)
{
	if (*read_at == plan_calls())
		return;
	if (row_find(table, row, 1, ROW_NOW) == 0)
		elog(ERROR, "a row of \"%s\" is gone that was read", table->name);
	*read_at = plan_calls();
}

/* The units of each line. */
void
order_lines_add(OrderLine *const *lines, const LineUnits *units, int count)
{
	for (int i = 0; i < count; i++)
	{
		OrderLine *line = lines[i];

		bring_up_to_date(&ORDER_LINE_TABLE, line, &line->read_at);
		line->shipped += units[i].shipped;
		line->released += units[i].released;
		line->returned += units[i].returned;
		line->gone += units[i].gone;
		line->restocked += units[i].restocked;
		line->lost += units[i].lost;
	}
	row_update(&UNITS, (void *const *) lines, count);
}

OrderPackage *
order_packages_read(const OrderRow *order, int *found)
{
	return row_children(
		&ORDER_PACKAGE_TABLE, order->supplier_id, &order->order_id, 1, ROW_NOW, found);
}

/* NULL: the order has no such package. */
OrderPackage *
order_package_find(const OrderRow *order, const char *package_no)
{
	OrderPackage *package = palloc0(sizeof(OrderPackage));

	package->supplier_id = order->supplier_id;
	package->order_id = order->order_id;
	package->package_no = package_no;
	return row_find(&ORDER_PACKAGE_TABLE, package, 1, ROW_NOW) > 0 ? package : NULL;
}

/* OR-11 */
void
order_package_set_shipment(OrderPackage *package)
{
	void *rows[] = {package};

	row_update(&SHIPMENT, rows, 1);
}

/* OR-14: those of the orders, sorted and under lock, that are not cancelled; returns how many. */
int
order_packages_set_printed(int64 supplier_id, const int64 *order_ids, int count)
{
	int found;
	int printed = 0;
	OrderPackage *packages =
		row_children(&ORDER_PACKAGE_TABLE, supplier_id, order_ids, count, ROW_NOW, &found);
	void **rows = palloc(sizeof(void *) * Max(found, 1));

	for (int i = 0; i < found; i++)
	{
		if (state_is(packages[i].state, ORDER_STATE_CANCELLED))
			continue;
		packages[i].printed_at = GetCurrentTransactionStartTimestamp();
		packages[i].printed_by = identity_actor();
		rows[printed++] = &packages[i];
	}
	row_update(&PRINTED, rows, printed);
	return printed;
}

static int
charge_compare(const void *a, const void *b)
{
	const PackageCharge *left = a;
	const PackageCharge *right = b;

	return (left->transaction_id > right->transaction_id) -
		(left->transaction_id < right->transaction_id);
}

/* In the order of their posting. */
PackageCharge *
order_charges_read(int64 supplier_id, int64 order_id, RowMode mode, int *found)
{
	PackageCharge *charges =
		row_children(&PACKAGE_CHARGE_TABLE, supplier_id, &order_id, 1, mode, found);

	for (int i = 0; i < *found; i++)
		charges[i].read_at = plan_calls();
	qsort(charges, *found, sizeof(PackageCharge), charge_compare);
	return charges;
}

/* Of all that was charged, what is not given back yet. */
Minor
order_charge_left(const PackageCharge *charge)
{
	Minor left;

	if (!minor_add(charge->goods_amount, charge->stock_out_fee, &left) ||
		!minor_add(left, charge->logistics_fee, &left) ||
		!minor_add(left, -charge->refunded, &left))
		error_out_of_range("charge");
	return left;
}

/* Before their orders are changed: what looks for those locks them as they are locked already. */
void
order_charges_add(PackageCharge *charges, int count)
{
	row_insert(&PACKAGE_CHARGE_TABLE, charges, count);
}

/* Adds to what was given back of each. */
void
order_charges_refund(PackageCharge *const *charges, const Minor *amounts, int count)
{
	for (int i = 0; i < count; i++)
	{
		PackageCharge *charge = charges[i];

		bring_up_to_date(&PACKAGE_CHARGE_TABLE, charge, &charge->read_at);
		if (!minor_add(charge->refunded, amounts[i], &charge->refunded))
			error_out_of_range("refund");
	}
	row_update(&REFUNDED, (void *const *) charges, count);
}

void
order_givebacks_add(OrderGiveback *givebacks, int count)
{
	row_insert(&ORDER_GIVEBACK_TABLE, givebacks, count);
}

static bool
is_per_unit(const char *basis)
{
	return basis != NULL && strcmp(basis, "unit") == 0;
}

static GoodsPackage
package_of(const OrderRow *order, PackageCharge *charge, OrderPackage *rows, int count)
{
	GoodsPackage package = {
		.package_no = charge->package_no,
		.fees = {{charge->stock_out_fee, is_per_unit(charge->stock_out_basis)},
				 {charge->logistics_fee, is_per_unit(charge->logistics_basis)}},
		.not_refunded = order_charge_left(charge),
		.charge = charge,
	};

	for (int i = 0; i < count && package.row == NULL; i++)
		if (strcmp(rows[i].package_no, charge->package_no) == 0)
			package.row = &rows[i];
	if (package.row == NULL)
		elog(ERROR,
			 "order " INT64_FORMAT " has no package \"%s\"",
			 order->order_id,
			 charge->package_no);
	package.stage = stage_parse(package.row->state ? package.row->state : order->state);
	return package;
}

static void
load_packages(const OrderRow *order, Goods *goods)
{
	PackageCharge *charges =
		order_charges_read(order->supplier_id, order->order_id, ROW_NOW, &goods->package_count);
	int row_count;
	OrderPackage *rows = order_packages_read(order, &row_count);

	goods->packages = palloc(sizeof(GoodsPackage) * Max(goods->package_count, 1));
	for (int i = 0; i < goods->package_count; i++)
		goods->packages[i] = package_of(order, &charges[i], rows, row_count);
}

static GoodsLine
line_of(const Goods *goods, OrderLine *row)
{
	GoodsLine line = {
		.line_no = row->line_no,
		.package = goods_package(goods, row->package_no),
		.warehouse_id = row->warehouse_id,
		.sku_id = row->sku_id,
		.unit_price = row->unit_price,
		.quantity = row->quantity,
		.shipped = row->shipped,
		.released = row->released,
		.gone = row->gone,
		.row = row,
	};

	if (line.package < 0)
		elog(ERROR,
			 "line %d of order " INT64_FORMAT " is in no package",
			 row->line_no,
			 row->order_id);
	return line;
}

/* Of a pushed order under lock. */
Goods
goods_load(const OrderRow *order)
{
	Goods goods = {0};
	OrderLine *rows;

	load_packages(order, &goods);
	rows = order_lines_read(order->supplier_id, &order->order_id, 1, ROW_NOW, &goods.line_count);
	goods.lines = palloc(sizeof(GoodsLine) * Max(goods.line_count, 1));
	for (int i = 0; i < goods.line_count; i++)
	{
		GoodsPackage *package;

		goods.lines[i] = line_of(&goods, &rows[i]);
		package = &goods.packages[goods.lines[i].package];
		package->units += rows[i].quantity;
		package->given_back += rows[i].released + rows[i].gone;
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

static void
move_lines(const Goods *goods, GoodsMove move)
{
	OrderLine **rows = palloc(sizeof(OrderLine *) * Max(goods->line_count, 1));
	LineUnits *units = palloc0(sizeof(LineUnits) * Max(goods->line_count, 1));
	int count = 0;

	for (int i = 0; i < goods->line_count; i++)
	{
		const GoodsLine *line = &goods->lines[i];

		if (line->taken == 0)
			continue;
		rows[count] = line->row;
		if (move == GOODS_RELEASED)
			units[count].released = line->taken;
		else
			units[count].shipped = line->taken;
		if (move == GOODS_GONE)
			units[count].gone = line->taken;
		count++;
	}
	order_lines_add(rows, units, count);
}

static void
record_shipment(const OrderRow *order, const StockLevel *levels, int count)
{
	StockMovement *movements = palloc(sizeof(StockMovement) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		movements[i] = stock_movement(&levels[i], STOCK_SHIPMENT, -(int32) levels[i].wanted, 0);
		movements[i].order_id = order->order_id;
		movements[i].document_no = order->platform_order_no;
	}
	stock_movements_add(movements, count);
}

/* ST-2: the units taken are released, or leave; their levels are under lock. */
void
goods_move(const OrderRow *order, const Goods *goods, StockLevel *levels, int count, GoodsMove move)
{
	for (int i = 0; i < count; i++)
	{
		Assert(levels[i].allocated >= levels[i].wanted);
		levels[i].allocated -= levels[i].wanted;
		if (move != GOODS_RELEASED)
			levels[i].on_hand -= levels[i].wanted;
		levels[i].changed = true;
	}
	stock_write(order->supplier_id, levels, count);
	move_lines(goods, move);
	if (move != GOODS_RELEASED)
		record_shipment(order, levels, count);
}

/* OR-13: where a package is not what the books would say of it beside an order in this state. */
void
goods_write_stages(const Goods *goods, Stage stage)
{
	void **changed = palloc(sizeof(void *) * Max(goods->package_count, 1));
	int count = 0;

	for (int i = 0; i < goods->package_count; i++)
	{
		OrderPackage *row = goods->packages[i].row;

		if (goods->packages[i].stage == (row->state ? stage_parse(row->state) : stage))
			continue;
		row->state = stage_name(goods->packages[i].stage);
		changed[count++] = row;
	}
	row_update(&PACKAGE_STATE, changed, count);
}
