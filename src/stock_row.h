/*
 * stock_row.h
 *	  Stock rows under lock, and what is written back (ST-1 … ST-3).
 */
#ifndef DISTRIBUTION_STOCK_ROW_H
#define DISTRIBUTION_STOCK_ROW_H

#include "postgres.h"

#include "row.h"
#include "stock.h"

extern RowTable STOCK_TABLE;

extern StockLevel *stock_load(int64 supplier_id, const StockLevel *wanted, int wanted_count,
							  bool lock, int *found);
extern StockLevel *stock_level(StockLevel *levels, int count, int64 warehouse_id, int64 sku_id);
extern void stock_make(int64 supplier_id, StockLevel *wanted, int count);
extern void stock_write(int64 supplier_id, StockLevel *levels, int count);

extern void warehouse_require(int64 supplier_id, int64 warehouse_id);

#endif
