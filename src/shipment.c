/*
 * shipment.c
 *	  What is written on a supply order beside its states: carrier, tracking
 *	  number and label of its packages, and the supplier's marks (OR-11).
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "argument.h"
#include "errors.h"
#include "fee.h"
#include "identity.h"
#include "order_row.h"
#include "plan.h"

#define MARK_REFUSED "marketing"

static PlanQuery WRITE_SHIPMENT = {
	.name = "write the shipment of a package",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, text, text, text",
	.sql = "UPDATE distribution.order_package SET carrier = $4, tracking_no = $5, label = $6"
		   " WHERE supplier_id = $1 AND order_id = $2 AND package_no = $3",
};

static PlanQuery WRITE_MARKS = {
	.name = "write the marks of an order",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text[]",
	.sql = "UPDATE distribution.supply_order SET marks = $3"
		   " WHERE supplier_id = $1 AND order_id = $2",
};

/* OR-11: who arranges the carrier says what it is; then the order must be on its way. */
static void
refuse_shipment(const OrderRow *order)
{
	order_row_require(order,
					  logistics_fee_applies(order->logistics, order->platform)
						  ? PERMISSION_SUPPLIER
						  : PERMISSION_DISTRIBUTOR);
	if (order->state == NULL || strcmp(order->state, "cancelled") == 0)
		error_transition("order",
						 order->order_id,
						 order->push_state,
						 "set a shipment of",
						 "It is set from the push on, until the order is withdrawn.");
}

PG_FUNCTION_INFO_V1(distribution_set_shipment);

Datum
distribution_set_shipment(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *package_no = argument_text(fcinfo, 2, "package_no");
	char *carrier = argument_reason(fcinfo, 3, "carrier");
	char *tracking_no = argument_reason(fcinfo, 4, "tracking_no");
	char *label = argument_text_or_null(fcinfo, 5);
	PlanValues values = {0};
	OrderRow order;

	plan_open();
	order = order_row_lock(supplier_id, order_id);
	refuse_shipment(&order);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, order_id);
	plan_bind_text(&values, package_no);
	plan_bind_text(&values, carrier);
	plan_bind_text(&values, tracking_no);
	plan_bind_text(&values, label);
	if (plan_execute(&WRITE_SHIPMENT, &values).count == 0)
		error_code_not_found("package", package_no, "Give a package number of the order.");
	plan_close();
	PG_RETURN_VOID();
}

/* Each mark once, in the given order. */
static PlanColumn
marks_of(char **marks, int count)
{
	PlanColumn column = plan_column(TEXTOID, count);

	for (int i = 0; i < count; i++)
	{
		bool repeated = false;

		if (pg_strcasecmp(marks[i], MARK_REFUSED) == 0)
			error_rule("a supply order cannot be marked \"" MARK_REFUSED "\"",
					   "That mark is the marketplace's own.");
		for (int j = 0; j < i && !repeated; j++)
			repeated = strcmp(marks[i], marks[j]) == 0;
		if (!repeated)
			plan_column_add_text(&column, marks[i]);
	}
	return column;
}

PG_FUNCTION_INFO_V1(distribution_mark_order);

Datum
distribution_mark_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	int count;
	char **marks = argument_texts(fcinfo, 2, "marks", &count);
	PlanColumn column;
	PlanValues values = {0};
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = order_row_lock(supplier_id, order_id);
	if (order.state == NULL)
		error_transition("order", order_id, order.push_state, "mark", "It is not pushed yet.");
	column = marks_of(marks, count);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, order_id);
	plan_bind_column(&values, &column);
	plan_execute(&WRITE_MARKS, &values);
	plan_close();
	PG_RETURN_VOID();
}
