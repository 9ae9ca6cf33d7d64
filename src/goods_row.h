/*
 * goods_row.h
 *	  The rooms of an order's lines, packages and charges, and the goods that
 *	  they are under their order's lock (ST-2, OR-12, OR-13).
 */
#ifndef DISTRIBUTION_GOODS_ROW_H
#define DISTRIBUTION_GOODS_ROW_H

#include "postgres.h"

#include "goods.h"
#include "order_row.h"
#include "row.h"
#include "stock.h"

typedef struct OrderLine
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	int32 line_no;
	const char *package_no;
	int64 warehouse_id; /* 0: none yet */
	const char *distributor_sku;
	int64 sku_id; /* 0: not mapped */
	int32 quantity;
	bool has_price;
	Minor unit_price;
	int32 shipped;
	int32 released;
	int32 returned;
	int32 gone;
	int32 restocked;
	int32 lost;
	uint64 read_at; /* plan_calls() */
} OrderLine;

/* Units that are added to what a line counts. */
typedef struct LineUnits
{
	int32 shipped;
	int32 released;
	int32 returned;
	int32 gone;
	int32 restocked;
	int32 lost;
} LineUnits;

typedef struct OrderPackage
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	const char *package_no;
	const char *carrier;
	const char *tracking_no;
	const char *label;
	const char *state;      /* NULL: that of its order */
	TimestampTz printed_at; /* DT_NOEND: not yet (OR-14) */
	const char *printed_by;
} OrderPackage;

typedef struct PackageCharge
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	const char *package_no;
	int64 distributor_id;
	const char *currency;
	Minor goods_amount;
	Minor stock_out_fee;
	Minor logistics_fee;
	Rate rate;
	int64 transaction_id;
	Minor refunded;
	const char *stock_out_basis;
	const char *logistics_basis;
	uint64 read_at; /* plan_calls() */
} PackageCharge;

/* Units of a line that a transaction gave back. */
typedef struct OrderGiveback
{
	RowPlace place;
	int64 supplier_id;
	int64 order_id;
	int64 transaction_id;
	int32 line_no;
	int64 distributor_id;
	int32 quantity;
	bool gone;
} OrderGiveback;

/* What happens to the units taken. */
typedef enum GoodsMove
{
	GOODS_RELEASED, /* allocated goes down */
	GOODS_SHIPPED,  /* allocated and on-hand go down */
	GOODS_GONE      /* as shipped, though their order is withdrawn (WD-3) */
} GoodsMove;

extern RowTable ORDER_LINE_TABLE;
extern RowTable ORDER_PACKAGE_TABLE;
extern RowTable PACKAGE_CHARGE_TABLE;
extern RowTable ORDER_GIVEBACK_TABLE;

extern OrderLine *order_lines_read(int64 supplier_id, const int64 *order_ids, int count,
								   RowMode mode, int *found);
extern void order_lines_add(OrderLine *const *lines, const LineUnits *units, int count);

extern OrderPackage *order_packages_read(const OrderRow *order, int *found);
extern OrderPackage *order_package_find(const OrderRow *order, const char *package_no);
extern void order_package_set_shipment(OrderPackage *package);
extern int order_packages_set_printed(int64 supplier_id, const int64 *order_ids, int count);

extern PackageCharge *order_charges_read(int64 supplier_id, int64 order_id, RowMode mode,
										 int *found);
extern Minor order_charge_left(const PackageCharge *charge);
extern void order_charges_add(PackageCharge *charges, int count);
extern void order_charges_refund(PackageCharge *const *charges, const Minor *amounts, int count);

extern void order_givebacks_add(OrderGiveback *givebacks, int count);

extern Goods goods_load(const OrderRow *order);
extern GoodsLine *goods_line(const Goods *goods, int32 line_no);
extern int goods_package(const Goods *goods, const char *package_no);
extern StockLevel *goods_lock_stock(const OrderRow *order, const Goods *goods, int *count);
extern void goods_move(const OrderRow *order, const Goods *goods, StockLevel *levels, int count,
					   GoodsMove move);
extern void goods_write_stages(const Goods *goods, Stage stage);

#endif
