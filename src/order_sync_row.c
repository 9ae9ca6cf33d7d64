/*
 * order_sync_row.c
 *	  The rooms of what a sync stores: an order by its number, its recipient,
 *	  packages and lines.
 *
 * The index of the numbers has the orders that hold theirs (OR-1): those that
 * do not are not found by it, and do not keep a new one out. An order's lock is
 * that of all that it consists of. What a replaced order consisted of is deleted
 * whole, by SQL, and inserted anew.
 */
#include "postgres.h"

#include "order_sync_row.h"
#include "plan.h"

#define NUMBER(column, KIND) ROW_IN(SyncedOrder, column, KIND)

static const RowColumn NUMBER_COLUMNS[] = {
	NUMBER(supplier_id, INT64),
	NUMBER(platform_order_no, TEXT),
	NUMBER(partnership_id, INT64),
	NUMBER(store, TEXT),
	NUMBER(platform, TEXT),
	ROW_MADE(SyncedOrder, order_id),
	NUMBER(distributor_id, INT64),
	NUMBER(logistics, TEXT),
	NUMBER(currency, TEXT),
	NUMBER(ordered_at, TIME),
	NUMBER(synced_at, TIME),
	NUMBER(push_state, TEXT),
};

RowTable ORDER_NUMBER_TABLE = {
	ROW_TABLE("supply_order", SyncedOrder, NUMBER_COLUMNS, 5),
	.index = "supply_order_number_key",
	.where = "holds_number",
	.held_id = 5,
};

static RowChange REPLACED_ORDER = {
	.table = &ORDER_NUMBER_TABLE,
	.columns = "logistics, currency, ordered_at, synced_at, push_state",
};

#define RECIPIENT(column, KIND) ROW_IN(OrderRecipient, column, KIND)

static const RowColumn RECIPIENT_COLUMNS[] = {
	RECIPIENT(supplier_id, INT64),
	RECIPIENT(order_id, INT64),
	RECIPIENT(distributor_id, INT64),
	RECIPIENT(name, TEXT),
	RECIPIENT(phone, TEXT),
	RECIPIENT(address, TEXT),
	RECIPIENT(content_hash, HASH),
	RECIPIENT(in_clear, BOOL),
};

RowTable ORDER_RECIPIENT_TABLE = {
	ROW_TABLE("order_recipient", OrderRecipient, RECIPIENT_COLUMNS, 2)};

static RowChange REPLACED_RECIPIENT = {
	.table = &ORDER_RECIPIENT_TABLE,
	.columns = "name, phone, address, content_hash, in_clear",
};

#define PACKAGE(column, KIND) ROW_IN(SyncedPackage, column, KIND)

static const RowColumn PACKAGE_COLUMNS[] = {
	PACKAGE(supplier_id, INT64),
	PACKAGE(order_id, INT64),
	PACKAGE(package_no, TEXT),
	PACKAGE(distributor_id, INT64),
	PACKAGE(position, INT32),
	PACKAGE(warehouse_id, ID),
};

RowTable SYNCED_PACKAGE_TABLE = {ROW_TABLE("order_package", SyncedPackage, PACKAGE_COLUMNS, 3)};

#define LINE(column, KIND) ROW_IN(SyncedLine, column, KIND)
#define LINE_PRICED(column, member, KIND) ROW_IF(SyncedLine, column, member, KIND, HAS, has_price)

static const RowColumn LINE_COLUMNS[] = {
	LINE(supplier_id, INT64),
	LINE(order_id, INT64),
	LINE(line_no, INT32),
	LINE(distributor_id, INT64),
	LINE(package_no, TEXT),
	LINE(warehouse_id, ID),
	LINE(distributor_sku, TEXT),
	LINE(sku_id, ID),
	LINE(quantity, INT32),
	LINE(is_gift, BOOL),
	LINE(reason, TEXT),
	LINE(detail, TEXT),
	LINE_PRICED(unit_price, unit_price, MINOR),
	LINE(price_source, TEXT),
	LINE(rounding, TEXT),
	LINE_PRICED(rate, rate.quoted, RATE),
	LINE_PRICED(rate_inverse, rate.inverse, BOOL),
	LINE_PRICED(rate_source, rate.source, SOURCE),
	LINE_PRICED(rate_at, rate.at, TIME),
};

RowTable SYNCED_LINE_TABLE = {ROW_TABLE("order_line", SyncedLine, LINE_COLUMNS, 3)};

/* OR-1: what an order not pushed yet consisted of, and what came of its pushes. */
static PlanQuery DELETE_CONTENT = {
	.name = "delete what orders consist of",
	.result = SPI_OK_DELETE,
	.types = "bigint, bigint[]",
	.sql = "WITH old_lines AS ("
		   "DELETE FROM distribution.order_line WHERE supplier_id = $1 AND order_id = ANY ($2)"
		   "), old_packages AS ("
		   "DELETE FROM distribution.order_package WHERE supplier_id = $1 AND order_id = ANY ($2)"
		   "), old_refusals AS ("
		   "DELETE FROM distribution.order_refusal WHERE supplier_id = $1 AND order_id = ANY ($2)"
		   ") "
		   "DELETE FROM distribution.push_queue WHERE supplier_id = $1 AND order_id = ANY ($2)",
};

/* Those that hold the numbers, which are sorted by order number, store and platform. */
int
synced_orders_find(SyncedOrder *numbers, int count, RowMode mode)
{
	return row_find(&ORDER_NUMBER_TABLE, numbers, count, mode);
}

/* Of the orders, which are sorted by id: one for each, in their order. */
OrderRecipient *
order_recipients_read(const OrderRow *orders, int count, RowMode mode)
{
	OrderRecipient *recipients = palloc0(sizeof(OrderRecipient) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		recipients[i].supplier_id = orders[i].supplier_id;
		recipients[i].order_id = orders[i].order_id;
	}
	if (row_find(&ORDER_RECIPIENT_TABLE, recipients, count, mode) != count)
		elog(ERROR, "an order has no recipient");
	return recipients;
}

/* Sorted by number; those whose number another holds are told no place. */
void
synced_orders_insert(SyncedOrder *orders, int count)
{
	(void) row_insert_new(&ORDER_NUMBER_TABLE, orders, count);
}

/* OR-1: orders under lock, and their recipients, both as they are to be; the rest is inserted anew. */
void
synced_orders_replace(SyncedOrder *orders, OrderRecipient *recipients, int count)
{
	PlanValues values = {0};
	PlanColumn ids = plan_column(INT8OID, count);
	void **order_rows = palloc(sizeof(void *) * Max(count, 1));
	void **recipient_rows = palloc(sizeof(void *) * Max(count, 1));

	if (count == 0)
		return;
	for (int i = 0; i < count; i++)
	{
		plan_column_add_int64(&ids, orders[i].order_id);
		order_rows[i] = &orders[i];
		recipient_rows[i] = &recipients[i];
	}
	plan_bind_int64(&values, orders[0].supplier_id);
	plan_bind_column(&values, &ids);
	plan_execute(&DELETE_CONTENT, &values);
	row_update(&REPLACED_ORDER, order_rows, count);
	row_update(&REPLACED_RECIPIENT, recipient_rows, count);
}

void
order_content_insert(OrderContent *content)
{
	row_insert(&ORDER_RECIPIENT_TABLE, content->recipients, content->recipient_count);
	row_insert(&SYNCED_PACKAGE_TABLE, content->packages, content->package_count);
	row_insert(&SYNCED_LINE_TABLE, content->lines, content->line_count);
	row_insert(&ORDER_EVENT_TABLE, content->events, content->event_count);
}
