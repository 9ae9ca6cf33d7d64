/*
 * goods_row.h
 *	  The goods of one order under lock: read, moved, and written back (ST-2, OR-13).
 */
#ifndef DISTRIBUTION_GOODS_ROW_H
#define DISTRIBUTION_GOODS_ROW_H

#include "postgres.h"

#include "goods.h"
#include "order_row.h"
#include "stock.h"

/* What happens to the units taken. */
typedef enum GoodsMove
{
	GOODS_RELEASED, /* allocated goes down */
	GOODS_SHIPPED,  /* allocated and on-hand go down */
	GOODS_GONE      /* as shipped, though their order is withdrawn (WD-3) */
} GoodsMove;

extern Goods goods_load(const OrderRow *order);
extern GoodsLine *goods_line(const Goods *goods, int32 line_no);
extern int goods_package(const Goods *goods, const char *package_no);
extern StockLevel *goods_lock_stock(const OrderRow *order, const Goods *goods, int *count);
extern void goods_move(const OrderRow *order, const Goods *goods, StockLevel *levels, int count,
					   GoodsMove move);
extern void goods_write_stages(const OrderRow *order, const Goods *goods, Stage stage);

#endif
