/*
 * stock_move.c
 *	  Receiving and counting stock (ST-1).
 *
 * Each locks one stock row and writes one movement, the difference.
 */
#include "postgres.h"

#include "common/int.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "stock_row.h"

static void
refuse_unknown(const StockLevel *wanted)
{
	warehouse_require(wanted->supplier_id, wanted->warehouse_id);
	merchant_sku_require(wanted->supplier_id, wanted->sku_id);
}

/* ST-1: the difference, and its movement. */
static void
write_level(StockLevel *level, const char *kind, const char *document_no)
{
	StockMovement movement = stock_movement(level,
											kind,
											level->on_hand - level->read.on_hand,
											level->defective - level->read.defective);

	movement.document_no = document_no;
	level->changed = true;
	stock_write(level->supplier_id, level, 1);
	stock_movements_add(&movement, 1);
}

static StockLevel *
lock_level(StockLevel *wanted)
{
	int count;
	StockLevel *level = stock_load_or_make(wanted->supplier_id, wanted, 1, &count);

	if (count == 0)
		error_not_found("merchant SKU", wanted->sku_id);
	return level;
}

static void
receive_stock(StockLevel *wanted, int32 quantity, const char *document_no)
{
	StockLevel *level;

	refuse_unknown(wanted);
	if (quantity <= 0)
		error_argument("quantity", psprintf("%d", quantity), "1 or more units");
	level = lock_level(wanted);
	if (pg_add_s32_overflow(level->on_hand, quantity, &level->on_hand))
		error_units_out_of_range("stock on hand");
	write_level(level, STOCK_RECEIPT, document_no);
}

static void
refuse_count(int32 on_hand, int32 defective, int32 allocated)
{
	if (on_hand < 0)
		error_argument("on_hand", psprintf("%d", on_hand), "0 or more units");
	if (defective < 0)
		error_argument("defective", psprintf("%d", defective), "0 or more units");
	if ((int64) on_hand - defective < allocated)
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("counted stock is below what pushed orders have taken"),
				 errdetail("%d on hand less %d defective is below %d allocated.",
						   on_hand,
						   defective,
						   allocated),
				 errhint("Withdraw orders first, or count again.")));
}

static void
adjust_stock(StockLevel *wanted, int32 on_hand, int32 defective, const char *document_no)
{
	StockLevel *level;

	refuse_unknown(wanted);
	level = lock_level(wanted);
	refuse_count(on_hand, defective, level->allocated);
	if (on_hand == level->on_hand && defective == level->defective)
		return;
	level->on_hand = on_hand;
	level->defective = defective;
	write_level(level, STOCK_ADJUSTMENT, document_no);
}

static StockLevel
argument_level(FunctionCallInfo fcinfo)
{
	return (StockLevel) {
		.supplier_id = argument_int64(fcinfo, 0, "supplier_id"),
		.warehouse_id = argument_int64(fcinfo, 1, "warehouse_id"),
		.sku_id = argument_int64(fcinfo, 2, "sku_id"),
	};
}

PG_FUNCTION_INFO_V1(distribution_receive_stock);

Datum
distribution_receive_stock(PG_FUNCTION_ARGS)
{
	StockLevel wanted = argument_level(fcinfo);
	int32 quantity = argument_int32(fcinfo, 3, "quantity");
	char *document_no = argument_text_or_null(fcinfo, 4, "document_no", TEXT_CODE);

	identity_require(wanted.supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	receive_stock(&wanted, quantity, document_no);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_adjust_stock);

Datum
distribution_adjust_stock(PG_FUNCTION_ARGS)
{
	StockLevel wanted = argument_level(fcinfo);
	int32 on_hand = argument_int32(fcinfo, 3, "on_hand");
	int32 defective = argument_int32(fcinfo, 4, "defective");
	char *document_no = argument_text_or_null(fcinfo, 5, "document_no", TEXT_CODE);

	identity_require(wanted.supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	adjust_stock(&wanted, on_hand, defective, document_no);
	plan_close();
	PG_RETURN_VOID();
}
