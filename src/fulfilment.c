/*
 * fulfilment.c
 *	  The supplier's way with a pushed order: new, in_process, to_pickup,
 *	  shipped, completed (OR-6). Its packages go that way one by one; the order is
 *	  where the least advanced is that has units left (OR-13). Where the supplier
 *	  has the auto tool on, the distributor's shipping moves them along it too.
 */
#include "postgres.h"

#include "fmgr.h"

#include "argument.h"
#include "configuration_row.h"
#include "errors.h"
#include "goods_row.h"
#include "identity.h"
#include "plan.h"
#include "state.h"

static void
refuse_transition(const OrderRow *order, const char *state)
{
	order_row_refuse(order,
					 order->state == NULL || !state_is(order->push_state, PUSH_STATE_PUSHED)
						 ? order->push_state
						 : order->state,
					 psprintf("move to %s", state),
					 "A pushed order goes from new over in_process and to_pickup to shipped and "
					 "completed; while it is withdrawing, nowhere.");
}

static void
refuse_package(const OrderRow *order, const GoodsPackage *package, Stage to)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TRANSITION),
			 errmsg("cannot move package \"%s\" of order \"%s\" (" INT64_FORMAT ") to %s: it is %s",
					package->package_no,
					order->platform_order_no,
					order->order_id,
					stage_name(to),
					stage_name(package->stage)),
			 errhint("A package goes from new over in_process and to_pickup to shipped and "
					 "completed.")));
}

/* OR-13: the package named, or all that are behind; returns how many move. */
static int
move_packages(const OrderRow *order, Goods *goods, Stage to, const char *package_no)
{
	int named = package_no ? goods_package(goods, package_no) : -1;
	int moved = 0;

	if (package_no != NULL && named < 0)
		error_code_not_found("package", package_no, "Give a package number of the order.");
	for (int i = 0; i < goods->package_count; i++)
	{
		GoodsPackage *package = &goods->packages[i];

		if (package_no != NULL ? i != named : !goods_left(package) || package->stage >= to)
			continue;
		if (!stage_moves(package->stage, to))
			refuse_package(order, package, to);
		if (package->stage < STAGE_SHIPPED && to == STAGE_SHIPPED)
			goods_take(goods, i);
		package->stage = to;
		moved++;
	}
	return moved;
}

/* Goods leave with the step to shipped. */
static void
ship_taken(const OrderRow *order, const Goods *goods)
{
	int count;
	StockLevel *levels = goods_lock_stock(order, goods, &count);

	if (count > 0)
		goods_move(order, goods, levels, count, GOODS_SHIPPED);
}

/* OR-10: the order's own step, and where a package was named, the package's. */
static void
write_states(const OrderRow *order, const Goods *goods, Stage to, const char *package_no)
{
	Stage stage = goods_stage(goods);

	goods_write_stages(goods, stage);
	if (package_no != NULL)
		order_row_add_event(order, psprintf("package_%s", stage_name(to)), package_no);
	if (stage != stage_parse(order->state))
		order_row_set_states(order, PUSH_STATE_PUSHED, stage_name(stage), stage_name(stage), NULL);
}

/* OR-6, OR-13: one step or several forward. */
static void
advance(const OrderRow *order, const char *state, const char *package_no)
{
	Stage to = stage_parse(state);
	Goods goods;

	if (to >= STAGE_CANCELLED)
		error_argument("state", state, "in_process, to_pickup, shipped, completed");
	if (!state_is(order->push_state, PUSH_STATE_PUSHED))
		refuse_transition(order, state);
	goods = goods_load(order);
	if (move_packages(order, &goods, to, package_no) == 0)
		refuse_transition(order, state);
	ship_taken(order, &goods);
	write_states(order, &goods, to, package_no);
}

PG_FUNCTION_INFO_V1(distribution_advance_order);

Datum
distribution_advance_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *state = argument_word(fcinfo, 2, "state");
	char *package_no = argument_word_or_null(fcinfo, 3, "package_no");
	OrderRow order;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	order = order_row_lock(supplier_id, order_id);
	advance(&order, state, package_no);
	plan_close();
	PG_RETURN_VOID();
}

static void
require_auto_tool(const OrderRow *order)
{
	SupplierRow supplier;
	bool may;

	plan_snapshot_push();
	may = supplier_row_read(order->supplier_id, &supplier) && supplier.auto_tool;
	plan_snapshot_pop();
	if (!may)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSITION),
				 errmsg("cannot ship order \"%s\" (" INT64_FORMAT
						"): its supplier has the auto tool off",
						order->platform_order_no,
						order->order_id),
				 errhint("The supplier moves the order itself, by advance_order().")));
}

PG_FUNCTION_INFO_V1(distribution_ship_order);

Datum
distribution_ship_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	char *state = argument_word(fcinfo, 2, "state");
	char *package_no = argument_word_or_null(fcinfo, 3, "package_no");
	OrderRow order;

	plan_open();
	order = order_row_lock(supplier_id, order_id);
	order_row_require(&order, PERMISSION_DISTRIBUTOR);
	if (!state_is(state, ORDER_STATE_TO_PICKUP) && !state_is(state, ORDER_STATE_SHIPPED))
		error_argument("state", state, "to_pickup, shipped");
	require_auto_tool(&order);
	advance(&order, state, package_no);
	plan_close();
	PG_RETURN_VOID();
}
