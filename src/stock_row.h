/*
 * stock_row.h
 *	  Stock rows under lock, what is written back, and its record (ST-1 … ST-3).
 */
#ifndef DISTRIBUTION_STOCK_ROW_H
#define DISTRIBUTION_STOCK_ROW_H

#include "postgres.h"

#include "row.h"
#include "stock.h"

/* A change of on-hand or defective stock. */
typedef struct StockMovement
{
	RowPlace place;
	int64 supplier_id;
	int64 movement_id;
	int64 warehouse_id;
	int64 sku_id;
	const char *kind;
	int32 on_hand_change;
	int32 defective_change;
	int64 order_id; /* 0: none */
	const char *document_no;
	const char *actor;
	TimestampTz moved_at;
} StockMovement;

#define STOCK_RECEIPT "receipt"
#define STOCK_ADJUSTMENT "adjustment"
#define STOCK_SHIPMENT "shipment"
#define STOCK_RETURN "return"
#define STOCK_RESTOCK "restock"

typedef struct Warehouse
{
	RowPlace place;
	int64 supplier_id;
	int64 warehouse_id;
	const char *kind;
} Warehouse;

#define WAREHOUSE_THIRD_PARTY "third_party"

typedef struct MerchantSku
{
	RowPlace place;
	int64 supplier_id;
	int64 sku_id;
} MerchantSku;

extern RowTable STOCK_TABLE;
extern RowTable STOCK_MOVEMENT_TABLE;
extern RowTable WAREHOUSE_TABLE;
extern RowTable MERCHANT_SKU_TABLE;

extern StockLevel *stock_load(int64 supplier_id, const StockLevel *wanted, int wanted_count,
							  bool lock, int *found);
extern StockLevel *stock_read(int64 supplier_id, const int64 *warehouse_ids, int warehouse_count,
							  const int64 *sku_ids, int sku_count, int *found);
extern StockLevel *stock_level(StockLevel *levels, int count, int64 warehouse_id, int64 sku_id);
extern StockLevel *stock_load_or_make(int64 supplier_id, StockLevel *wanted, int wanted_count,
									  int *found);
extern void stock_write(int64 supplier_id, StockLevel *levels, int count);
extern void stock_take_marks(StockLevel *const *levels, int count);

extern StockMovement stock_movement(const StockLevel *level, const char *kind, int32 on_hand,
									int32 defective);
extern void stock_movements_add(StockMovement *movements, int count);

extern void warehouse_require(int64 supplier_id, int64 warehouse_id);
extern bool warehouse_is_third_party(int64 supplier_id, int64 warehouse_id);
extern void merchant_sku_require(int64 supplier_id, int64 sku_id);

#endif
