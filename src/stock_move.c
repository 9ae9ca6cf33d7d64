/*
 * stock_move.c
 *	  Receiving and counting stock (ST-1).
 *
 * Each locks one stock row and writes one movement, the difference.
 */
#include "postgres.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "stock_row.h"

/* Where stock is. */
typedef struct StockKey
{
	int64 supplier_id;
	int64 warehouse_id;
	int64 sku_id;
} StockKey;

static PlanQuery READ_MERCHANT_SKU = {
	.name = "read merchant SKU",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT sku_id FROM distribution.merchant_sku WHERE supplier_id = $1 AND sku_id = $2",
};

static PlanQuery RECEIVE_STOCK = {
	.name = "receive stock",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, int",
	.sql = "INSERT INTO distribution.stock AS s (supplier_id, warehouse_id, sku_id, on_hand)"
		   " VALUES ($1, $2, $3, $4)"
		   " ON CONFLICT (supplier_id, warehouse_id, sku_id)"
		   " DO UPDATE SET on_hand = s.on_hand + excluded.on_hand, push_pending = true",
};

static PlanQuery INSERT_MOVEMENT = {
	.name = "insert stock movement",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, text, int, int, text, text",
	.sql =
		"INSERT INTO distribution.stock_movement"
		" (supplier_id, movement_id, warehouse_id, sku_id, kind, on_hand_change, defective_change,"
		"  document_no, actor, moved_at)"
		" VALUES ($1, nextval('distribution.stock_movement_movement_id_seq'), "
		"$2, $3, $4, $5, $6, $7, $8, now())",
};

static PlanValues
key_values(const StockKey *key)
{
	PlanValues values = {0};

	plan_bind_int64(&values, key->supplier_id);
	plan_bind_int64(&values, key->warehouse_id);
	plan_bind_int64(&values, key->sku_id);
	return values;
}

static void
refuse_unknown(const StockKey *key)
{
	PlanValues sku = {0};

	warehouse_require(key->supplier_id, key->warehouse_id);
	plan_bind_int64(&sku, key->supplier_id);
	plan_bind_int64(&sku, key->sku_id);
	if (plan_execute(&READ_MERCHANT_SKU, &sku).count == 0)
		error_not_found("merchant SKU", key->sku_id);
}

static void
insert_movement(const StockKey *key, const char *kind, int32 on_hand, int32 defective,
				const char *document_no)
{
	PlanValues values = key_values(key);

	plan_bind_text(&values, kind);
	plan_bind_int32(&values, on_hand);
	plan_bind_int32(&values, defective);
	plan_bind_text(&values, document_no);
	plan_bind_text(&values, identity_actor());
	plan_execute(&INSERT_MOVEMENT, &values);
}

static void
receive_stock(const StockKey *key, int32 quantity, const char *document_no)
{
	PlanValues values = key_values(key);

	refuse_unknown(key);
	if (quantity <= 0)
		error_argument("quantity", psprintf("%d", quantity), "1 or more units");
	plan_bind_int32(&values, quantity);
	plan_execute(&RECEIVE_STOCK, &values);
	insert_movement(key, "receipt", quantity, 0, document_no);
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
adjust_stock(const StockKey *key, int32 on_hand, int32 defective, const char *document_no)
{
	StockLevel wanted = {.warehouse_id = key->warehouse_id, .sku_id = key->sku_id};
	StockLevel *level;
	int count;

	refuse_unknown(key);
	stock_make(key->supplier_id, &wanted, 1);
	level = stock_load(key->supplier_id, &wanted, 1, true, &count);
	if (count == 0)
		error_not_found("merchant SKU", key->sku_id);
	refuse_count(on_hand, defective, level->allocated);
	if (on_hand == level->on_hand && defective == level->defective)
		return;
	level->on_hand = on_hand;
	level->defective = defective;
	level->changed = true;
	stock_write(key->supplier_id, level, 1);
	insert_movement(key,
					"adjustment",
					on_hand - level->read.on_hand,
					defective - level->read.defective,
					document_no);
}

static StockKey
argument_stock_key(FunctionCallInfo fcinfo)
{
	return (StockKey) {
		.supplier_id = argument_int64(fcinfo, 0, "supplier_id"),
		.warehouse_id = argument_int64(fcinfo, 1, "warehouse_id"),
		.sku_id = argument_int64(fcinfo, 2, "sku_id"),
	};
}

PG_FUNCTION_INFO_V1(distribution_receive_stock);

Datum
distribution_receive_stock(PG_FUNCTION_ARGS)
{
	StockKey key = argument_stock_key(fcinfo);
	int32 quantity = argument_int32(fcinfo, 3, "quantity");
	char *document_no = argument_text_or_null(fcinfo, 4, "document_no", TEXT_CODE);

	identity_require(key.supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	receive_stock(&key, quantity, document_no);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_adjust_stock);

Datum
distribution_adjust_stock(PG_FUNCTION_ARGS)
{
	StockKey key = argument_stock_key(fcinfo);
	int32 on_hand = argument_int32(fcinfo, 3, "on_hand");
	int32 defective = argument_int32(fcinfo, 4, "defective");
	char *document_no = argument_text_or_null(fcinfo, 5, "document_no", TEXT_CODE);

	identity_require(key.supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	adjust_stock(&key, on_hand, defective, document_no);
	plan_close();
	PG_RETURN_VOID();
}
