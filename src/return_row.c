/*
 * return_row.c
 *	  The rooms of returns and of what is put back: locking a return, reading what
 *	  it is about, and writing what becomes of it.
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
#include "state.h"
#include "stock_row.h"

#define RETURN(column, KIND) ROW_IN(ReturnOrder, column, KIND)
#define RETURN_FEE(column, member, KIND) ROW_IF(ReturnOrder, column, member, KIND, HAS, has_fee)

static const RowColumn RETURN_COLUMNS[] = {
	RETURN(supplier_id, INT64),
	ROW_MADE(ReturnOrder, return_id),
	RETURN(order_id, INT64),
	RETURN(partnership_id, INT64),
	RETURN(distributor_id, INT64),
	RETURN(kind, TEXT),
	RETURN(state, TEXT),
	RETURN(reason, TEXT),
	RETURN(answer, TEXT),
	RETURN(currency, TEXT),
	RETURN_FEE(stock_in_fee, stock_in_fee, MINOR),
	RETURN_FEE(rate, rate.quoted, RATE),
	RETURN_FEE(rate_inverse, rate.inverse, BOOL),
	RETURN_FEE(rate_source, rate.source, SOURCE),
	RETURN_FEE(rate_at, rate.at, TIME),
	ROW_IF(ReturnOrder, refund_amount, refund_amount, MINOR, HAS, is_refunded),
	RETURN(created_at, TIME),
	RETURN(pushed_at, UNTIL),
	RETURN(received_at, UNTIL),
	RETURN(ended_at, UNTIL),
};

RowTable RETURN_ORDER_TABLE = {
	ROW_TABLE("return_order", ReturnOrder, RETURN_COLUMNS, 2),
	.held_id = 1,
};

static RowChange PUSHED = {.table = &RETURN_ORDER_TABLE, .columns = "state, pushed_at"};

static RowChange REFUSED = {.table = &RETURN_ORDER_TABLE, .columns = "state, ended_at, answer"};

static RowChange RECEIVED = {
	.table = &RETURN_ORDER_TABLE,
	.columns = "state, received_at, stock_in_fee, rate, rate_inverse, rate_source, rate_at",
};

static RowChange REFUNDED = {
	.table = &RETURN_ORDER_TABLE,
	.columns = "state, ended_at, refund_amount",
};

#define LINE(column, KIND) ROW_IN(ReturnedLine, column, KIND)

static const RowColumn LINE_COLUMNS[] = {
	LINE(supplier_id, INT64),
	LINE(return_id, INT64),
	LINE(line_no, INT32),
	LINE(order_id, INT64),
	LINE(distributor_id, INT64),
	LINE(quantity, INT32),
	LINE(sellable, INT32),
	LINE(defective, INT32),
	LINE(refunded, INT32),
	LINE(warehouse_id, ID),
	LINE(supplied, BOOL),
};

RowTable RETURN_LINE_TABLE = {ROW_TABLE("return_line", ReturnedLine, LINE_COLUMNS, 3)};

static RowChange LINE_SUPPLIED = {.table = &RETURN_LINE_TABLE, .columns = "supplied"};

static RowChange LINE_RECEIVED = {
	.table = &RETURN_LINE_TABLE,
	.columns = "sellable, defective, warehouse_id",
};

static RowChange LINE_REFUNDED = {.table = &RETURN_LINE_TABLE, .columns = "refunded"};

#define RESTOCK(column, KIND) ROW_IN(OrderRestock, column, KIND)

static const RowColumn RESTOCK_COLUMNS[] = {
	RESTOCK(supplier_id, INT64),
	ROW_MADE(OrderRestock, restock_id),
	RESTOCK(order_id, INT64),
	RESTOCK(line_no, INT32),
	RESTOCK(warehouse_id, INT64),
	RESTOCK(sellable, INT32),
	RESTOCK(defective, INT32),
	RESTOCK(lost, INT32),
	RESTOCK(reason, TEXT),
	RESTOCK(actor, TEXT),
	RESTOCK(restocked_at, TIME),
};

RowTable ORDER_RESTOCK_TABLE = {ROW_TABLE("order_restock", OrderRestock, RESTOCK_COLUMNS, 2)};

static const RowColumn SETTING_COLUMNS[] = {
	ROW_IN(PartnershipSetting, supplier_id, INT64),
	ROW_IN(PartnershipSetting, partnership_id, INT64),
	ROW_IN(PartnershipSetting, side, TEXT),
	ROW_IN(PartnershipSetting, auto_push_returns, BOOL),
};

RowTable PARTNERSHIP_SETTING_TABLE = {
	ROW_TABLE("partnership_setting", PartnershipSetting, SETTING_COLUMNS, 3)};

enum
{
	TAKEN_LINE = 1,
	TAKEN_GOODS_AWAITED,
	TAKEN_REFUND_CLAIMED,
	TAKEN_REFUNDED
};

/*
 * What an order's returns that are not refused have taken of its lines, but for the one at
 * hand. They are found by their order and added up, which is a plan's work.
 */
static PlanQuery READ_TAKEN = {
	.name = "read what returns have taken of an order",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint",
	.sql = "SELECT r.line_no,"
		   "       coalesce(sum(r.quantity) FILTER (WHERE o.kind = 'return_refund'"
		   "         AND o.state IN ('created', 'pushed')), 0),"
		   "       sum(CASE o.state WHEN 'refunded' THEN r.refunded"
		   "         WHEN 'received' THEN r.sellable + r.defective ELSE r.quantity END),"
		   "       sum(r.refunded)"
		   "  FROM distribution.return_line r"
		   "  JOIN distribution.return_order o"
		   "    ON o.supplier_id = r.supplier_id AND o.return_id = r.return_id"
		   " WHERE r.supplier_id = $1 AND r.order_id = $2 AND r.return_id <> $3"
		   "   AND o.state <> 'refused'"
		   " GROUP BY r.line_no",
};

/* Its order first, then the return; SD005 if there is no such return, or none that the caller sees. */
ReturnRow
return_row_lock(int64 supplier_id, int64 return_id)
{
	ReturnRow row = {.stored = {.supplier_id = supplier_id, .return_id = return_id}};
	ReturnOrder *stored = &row.stored;

	if (row_find(&RETURN_ORDER_TABLE, stored, 1, ROW_NOW) == 0)
		error_not_found("return", return_id);
	identity_require_seen(
		supplier_id, stored->distributor_id, stored->pushed_at != DT_NOEND, "return", return_id);
	row.order = order_row_lock(supplier_id, stored->order_id);
	if (row_lock_found(&RETURN_ORDER_TABLE, stored, 1) == 0)
		error_not_found("return", return_id);
	row.kind = strcmp(stored->kind, RETURN_KIND_REFUND_ONLY) == 0 ? REFUND_ONLY : RETURN_REFUND;
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

/* OR-13: its package was shipped, or nothing of it is left. */
static bool
has_left(const ReturnRow *row, const OrderPackage *packages, int count, const char *package_no)
{
	const char *state = row->order.state;

	for (int i = 0; i < count; i++)
		if (packages[i].state != NULL && strcmp(packages[i].package_no, package_no) == 0)
			state = packages[i].state;
	return stage_parse(state) >= STAGE_SHIPPED;
}

static ReturnLine
line_of(const ReturnRow *row, OrderLine *line)
{
	return (ReturnLine) {
		.line_no = line->line_no,
		.package = package_index(row, line->package_no),
		.warehouse_id = line->warehouse_id,
		.sku_id = line->sku_id,
		.unit_price = line->unit_price,
		.shipped = line->shipped,
		.returned = line->returned,
		.gone = line->gone,
		.restocked = line->restocked,
		.lost = line->lost,
		.row = line,
	};
}

static ReturnedLine *
read_claims(const ReturnRow *row, int *count)
{
	return row_children(
		&RETURN_LINE_TABLE, row->stored.supplier_id, &row->stored.return_id, 1, ROW_NOW, count);
}

/* Of the return at hand, if there is one yet. */
static void
load_claims(ReturnRow *row)
{
	int count = 0;
	ReturnedLine *claims = row->stored.return_id == 0 ? NULL : read_claims(row, &count);

	for (int i = 0; i < count; i++)
	{
		ReturnLine *line = return_row_line(row, claims[i].line_no);

		line->claim = &claims[i];
		line->quantity = claims[i].quantity;
		line->sellable = claims[i].sellable;
		line->defective = claims[i].defective;
	}
}

static void
load_taken(ReturnRow *row)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, row->order.supplier_id);
	plan_bind_int64(&values, row->order.order_id);
	plan_bind_int64(&values, row->stored.return_id);
	rows = plan_execute(&READ_TAKEN, &values);
	for (int i = 0; i < rows.count; i++)
	{
		ReturnLine *line = return_row_line(row, plan_int32(&rows, i, TAKEN_LINE));

		line->goods_awaited = plan_int64(&rows, i, TAKEN_GOODS_AWAITED);
		line->refund_claimed = plan_int64(&rows, i, TAKEN_REFUND_CLAIMED);
		line->refunded = plan_int64(&rows, i, TAKEN_REFUNDED);
	}
}

/* Lines and charges of a pushed order. */
void
return_row_load_lines(ReturnRow *row)
{
	const OrderRow *order = &row->order;
	int package_count;
	OrderPackage *packages = order_packages_read(order, &package_count);
	OrderLine *lines =
		order_lines_read(order->supplier_id, &order->order_id, 1, ROW_NOW, &row->line_count);

	row->refunds = refund_load(order, &row->refund_count);
	row->lines = palloc(sizeof(ReturnLine) * Max(row->line_count, 1));
	for (int i = 0; i < row->line_count; i++)
	{
		row->lines[i] = line_of(row, &lines[i]);
		row->lines[i].has_left = has_left(row, packages, package_count, lines[i].package_no);
	}
	load_claims(row);
	load_taken(row);
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

/* RT-1: whether the distributor has its returns pushed as they are made. */
bool
return_row_pushed_at_once(const OrderRow *order)
{
	PartnershipSetting setting = {
		.supplier_id = order->supplier_id,
		.partnership_id = order->partnership_id,
		.side = "distributor",
	};

	return row_find(&PARTNERSHIP_SETTING_TABLE, &setting, 1, ROW_NOW) > 0 &&
		setting.auto_push_returns;
}

/* RT-1: the return is made, with the lines of the payload. */
void
return_row_insert(ReturnRow *row, const LinePayload *payload)
{
	ReturnedLine *lines = palloc(sizeof(ReturnedLine) * payload->line_count);

	row->stored = (ReturnOrder) {
		.supplier_id = row->order.supplier_id,
		.order_id = row->order.order_id,
		.partnership_id = row->order.partnership_id,
		.distributor_id = row->order.distributor_id,
		.kind = row->kind == REFUND_ONLY ? RETURN_KIND_REFUND_ONLY : RETURN_KIND_RETURN_REFUND,
		.state = RETURN_STATE_CREATED,
		.reason = payload->reason,
		.currency = row->order.currency,
		.created_at = GetCurrentTransactionStartTimestamp(),
		.pushed_at = DT_NOEND,
		.received_at = DT_NOEND,
		.ended_at = DT_NOEND,
	};
	row_insert(&RETURN_ORDER_TABLE, &row->stored, 1);
	if (row->stored.return_id == 0)
		elog(ERROR, "the return was not inserted");
	for (int i = 0; i < payload->line_count; i++)
		lines[i] = (ReturnedLine) {
			.supplier_id = row->stored.supplier_id,
			.return_id = row->stored.return_id,
			.line_no = payload->lines[i].line_no,
			.order_id = row->stored.order_id,
			.distributor_id = row->stored.distributor_id,
			.quantity = payload->lines[i].quantity,
		};
	row_insert(&RETURN_LINE_TABLE, lines, payload->line_count);
}

static void
write_stored(ReturnRow *row, RowChange *change, const char *state)
{
	void *rows[] = {&row->stored};

	row->stored.state = state;
	row_update(change, rows, 1);
}

/* The supplier sees it, and its lines, from now on. */
void
return_row_push(ReturnRow *row)
{
	int count;
	ReturnedLine *lines = read_claims(row, &count);
	void **rows = palloc(sizeof(void *) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		lines[i].supplied = true;
		rows[i] = &lines[i];
	}
	row_update(&LINE_SUPPLIED, rows, count);
	row->stored.pushed_at = GetCurrentTransactionStartTimestamp();
	write_stored(row, &PUSHED, RETURN_STATE_PUSHED);
}

void
return_row_refuse(ReturnRow *row, const char *reason)
{
	row->stored.ended_at = GetCurrentTransactionStartTimestamp();
	row->stored.answer = reason;
	write_stored(row, &REFUSED, RETURN_STATE_REFUSED);
}

/* NULL: no fee. */
void
return_row_receive(ReturnRow *row, const Minor *fee, const Rate *rate)
{
	row->stored.received_at = GetCurrentTransactionStartTimestamp();
	row->stored.has_fee = fee != NULL;
	if (fee != NULL)
	{
		row->stored.stock_in_fee = *fee;
		row->stored.rate = *rate;
	}
	write_stored(row, &RECEIVED, RETURN_STATE_RECEIVED);
}

static int
units_back(const ReturnLine *line)
{
	return line->sellable + line->defective;
}

/* ST-1: the movements of what is back, where it is. */
static void
record_movements(const ReturnRow *row, const char *kind)
{
	StockMovement *movements = palloc(sizeof(StockMovement) * Max(row->line_count, 1));
	int count = 0;

	for (int i = 0; i < row->line_count; i++)
	{
		const ReturnLine *line = &row->lines[i];
		StockLevel level = {
			.supplier_id = row->order.supplier_id,
			.warehouse_id = line->warehouse_id,
			.sku_id = line->sku_id,
		};

		if (units_back(line) == 0)
			continue;
		movements[count] = stock_movement(&level, kind, units_back(line), line->defective);
		movements[count].order_id = row->order.order_id;
		movements[count++].document_no = row->order.platform_order_no;
	}
	stock_movements_add(movements, count);
}

/* RT-2: what was received is on the return's lines and the order's. */
void
return_row_receive_lines(const ReturnRow *row)
{
	void **claims = palloc(sizeof(void *) * Max(row->line_count, 1));
	OrderLine **lines = palloc(sizeof(OrderLine *) * Max(row->line_count, 1));
	LineUnits *units = palloc0(sizeof(LineUnits) * Max(row->line_count, 1));
	int count = 0;

	for (int i = 0; i < row->line_count; i++)
	{
		const ReturnLine *line = &row->lines[i];

		if (units_back(line) == 0)
			continue;
		line->claim->sellable = line->sellable;
		line->claim->defective = line->defective;
		line->claim->warehouse_id = line->warehouse_id;
		claims[count] = line->claim;
		units[count].returned = units_back(line);
		lines[count++] = line->row;
	}
	row_update(&LINE_RECEIVED, claims, count);
	order_lines_add(lines, units, count);
	record_movements(row, STOCK_RETURN);
}

/* RT-3 */
void
return_row_refund(ReturnRow *row, Minor amount)
{
	void **claims = palloc(sizeof(void *) * Max(row->line_count, 1));
	int count = 0;

	row->stored.ended_at = GetCurrentTransactionStartTimestamp();
	row->stored.is_refunded = true;
	row->stored.refund_amount = amount;
	write_stored(row, &REFUNDED, RETURN_STATE_REFUNDED);
	for (int i = 0; i < row->line_count; i++)
	{
		const ReturnLine *line = &row->lines[i];

		if (line->refund_units == 0)
			continue;
		line->claim->refunded = line->refund_units;
		claims[count++] = line->claim;
	}
	row_update(&LINE_REFUNDED, claims, count);
}

static OrderRestock
restock_of(const ReturnRow *row, const ReturnLine *line, const char *reason)
{
	return (OrderRestock) {
		.supplier_id = row->order.supplier_id,
		.order_id = row->order.order_id,
		.line_no = line->line_no,
		.warehouse_id = line->warehouse_id,
		.sellable = line->sellable,
		.defective = line->defective,
		.lost = line->losing,
		.reason = reason,
		.actor = identity_actor(),
		.restocked_at = GetCurrentTransactionStartTimestamp(),
	};
}

/* WD-5: what is put back, or written off, is on the order's lines. */
void
return_row_put_back(const ReturnRow *row, const char *reason)
{
	OrderLine **lines = palloc(sizeof(OrderLine *) * Max(row->line_count, 1));
	LineUnits *units = palloc0(sizeof(LineUnits) * Max(row->line_count, 1));
	OrderRestock *restocks = palloc(sizeof(OrderRestock) * Max(row->line_count, 1));
	int count = 0;

	for (int i = 0; i < row->line_count; i++)
	{
		const ReturnLine *line = &row->lines[i];

		if (units_back(line) + line->losing == 0)
			continue;
		units[count].returned = units[count].restocked = units_back(line);
		units[count].lost = line->losing;
		restocks[count] = restock_of(row, line, reason);
		lines[count++] = line->row;
	}
	order_lines_add(lines, units, count);
	row_insert(&ORDER_RESTOCK_TABLE, restocks, count);
	record_movements(row, STOCK_RESTOCK);
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
			error_units_out_of_range("stock on hand");
		level->on_hand += line->sellable + line->defective;
		level->defective += line->defective;
		level->changed = true;
	}
	stock_write(row->order.supplier_id, levels, count);
}

char *
return_row_memo(const ReturnRow *row)
{
	return psprintf("return " INT64_FORMAT, row->stored.return_id);
}

/* OR-10: what became of the return stands on its order's timeline too. */
void
return_row_note(const ReturnRow *row, const char *event)
{
	order_row_add_event(&row->order, event, return_row_memo(row));
}
