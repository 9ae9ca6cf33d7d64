/*
 * goods.h
 *	  The goods of a pushed order: how far each package has come, and what of it
 *	  may still be given back, for how much (OR-6, OR-12, OR-13, WD-2 … WD-4).
 */
#ifndef DISTRIBUTION_GOODS_H
#define DISTRIBUTION_GOODS_H

#include "amount.h"

/* The supplier's states of an order or package, in the order of the way (OR-6). */
typedef enum Stage
{
	STAGE_NEW,
	STAGE_IN_PROCESS,
	STAGE_TO_PICKUP,
	STAGE_SHIPPED,
	STAGE_COMPLETED,
	STAGE_CANCELLED, /* nothing is left */
	STAGE_UNKNOWN
} Stage;

/* A line or package as the act at hand leaves it; in the books it stands as its row says. */
typedef struct GoodsLine
{
	int32_t line_no;
	int package; /* index */
	int64_t warehouse_id;
	int64_t sku_id;
	Minor unit_price;
	int32_t quantity;
	int32_t shipped;
	int32_t released;
	int32_t gone;  /* of shipped: withdrawn, but had left the shelf (WD-3) */
	int32_t taken; /* by the act at hand: given back, or shipped */
	struct OrderLine *row;
} GoodsLine;

/* A fee as charged; per unit or once for the package (OR-12). */
typedef struct GoodsFee
{
	Minor amount;
	bool per_unit;
} GoodsFee;

#define GOODS_FEE_COUNT 2 /* stock-out and logistics */

typedef struct GoodsPackage
{
	const char *package_no;
	Stage stage;
	GoodsFee fees[GOODS_FEE_COUNT];
	Minor not_refunded; /* of all that was charged for it */
	int64_t units;      /* ordered */
	int64_t given_back; /* released or gone, before the act at hand */
	int64_t taken;      /* by the act at hand */
	Minor refund;       /* result */
	struct OrderPackage *row;
	struct PackageCharge *charge;
} GoodsPackage;

typedef struct Goods
{
	GoodsLine *lines; /* by line_no */
	int line_count;
	GoodsPackage *packages; /* in the order of their charges */
	int package_count;
} Goods;

extern const char *stage_name(Stage stage);
extern Stage stage_parse(const char *name);
extern bool stage_moves(Stage from, Stage to);

extern int32_t goods_open(const GoodsLine *line);
extern bool goods_left(const GoodsPackage *package);
extern Stage goods_stage(const Goods *goods);
extern void goods_take(Goods *goods, int package);
extern bool goods_refund(Goods *goods, int decimals);
extern void goods_give_back(Goods *goods, bool gone);

#endif
