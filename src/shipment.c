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
#include "goods_row.h"
#include "identity.h"
#include "mark.h"
#include "plan.h"
#include "state.h"

#define MARKS_MAX 100 /* of an order */

static PlanQuery WRITE_MARKS = {
	.name = "write the marks of an order",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text[]",
	.sql = "UPDATE distribution.supply_order SET marks = $3"
		   " WHERE supplier_id = $1 AND order_id = $2",
};

/* OR-11: the one who arranges the carrier says what it is; the other side is told who does. */
static void
require_shipper(const OrderRow *order)
{
	bool by_supplier = logistics_fee_applies(order->logistics, order->platform);
	Permission permission = by_supplier ? PERMISSION_SUPPLIER : PERMISSION_DISTRIBUTOR;
	Permission other = by_supplier ? PERMISSION_DISTRIBUTOR : PERMISSION_SUPPLIER;
	int64 account_id = by_supplier ? order->supplier_id : order->distributor_id;
	int64 other_id = by_supplier ? order->distributor_id : order->supplier_id;

	if (!identity_holds(account_id, permission) && identity_holds(other_id, other))
		ereport(
			ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("the shipment of order \"%s\" is set by the %s",
					order->platform_order_no,
					permission_name(permission)),
			 errdetail("Its logistics is %s, on platform %s.", order->logistics, order->platform),
			 errhint("The supplier sets it for self_arranged orders off temu, the distributor "
					 "for all others.")));
	order_row_require(order, permission);
}

/* The order must be on its way. */
static void
refuse_shipment(const OrderRow *order)
{
	require_shipper(order);
	if (order->state == NULL || state_is(order->state, ORDER_STATE_CANCELLED))
		order_row_refuse(order,
						 order->push_state,
						 "set a shipment of",
						 "It is set from the push on, until the order is withdrawn.");
}

/* OR-12: nor is there anything to ship in a package with nothing left. */
static OrderPackage *
require_package(const OrderRow *order, const char *package_no)
{
	OrderPackage *package = order_package_find(order, package_no);

	if (package == NULL)
		error_code_not_found("package", package_no, "Give a package number of the order.");
	if (state_is(package->state, ORDER_STATE_CANCELLED))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSITION),
				 errmsg("cannot set a shipment of package \"%s\" of order \"%s\" (" INT64_FORMAT
						"): it is cancelled",
						package_no,
						order->platform_order_no,
						order->order_id),
				 errhint("All its units were withdrawn or refused.")));
	return package;
}

PG_FUNCTION_INFO_V1(distribution_set_shipment);

Datum
distribution_set_shipment(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *package_no = argument_word(fcinfo, 2, "package_no");
	char *carrier = argument_text(fcinfo, 3, "carrier", TEXT_NAME);
	char *tracking_no = argument_text(fcinfo, 4, "tracking_no", TEXT_CODE);
	char *label = argument_text_or_null(fcinfo, 5, "label", TEXT_REFERENCE);
	OrderPackage *package;
	OrderRow order;

	plan_open();
	order = order_row_lock(supplier_id, order_id);
	refuse_shipment(&order);
	package = require_package(&order, package_no);
	package->carrier = carrier;
	package->tracking_no = tracking_no;
	package->label = label;
	order_package_set_shipment(package);
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

		mark_require_free(marks[i]);
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
	char **marks = argument_texts(fcinfo, 2, "marks", TEXT_CODE, &count);
	PlanColumn column;
	PlanValues values = {0};
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = order_row_lock(supplier_id, order_id);
	if (count > MARKS_MAX)
		error_limit("marks an order", MARKS_MAX, psprintf("Given: %d.", count));
	if (order.state == NULL)
		order_row_refuse(&order, order.push_state, "mark", "It is not pushed yet.");
	column = marks_of(marks, count);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, order_id);
	plan_bind_column(&values, &column);
	plan_execute(&WRITE_MARKS, &values);
	plan_close();
	PG_RETURN_VOID();
}
