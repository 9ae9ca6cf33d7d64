/*
 * goods.c
 *	  What becomes of the goods of a pushed order (OR-6, OR-12, OR-13, WD-2 … WD-4).
 *
 * Every unit is given back at most once: units that are released or gone are
 * counted, and what their package has given back follows from the count alone,
 * whatever the acts were that gave them back. So nothing is kept of a fee but
 * what was charged.
 */
#include "goods.h"

#include <stddef.h>
#include <string.h>

#include "state.h"

static const char *const STAGE_NAMES[STAGE_UNKNOWN] = {
	[STAGE_NEW] = ORDER_STATE_NEW,
	[STAGE_IN_PROCESS] = ORDER_STATE_IN_PROCESS,
	[STAGE_TO_PICKUP] = ORDER_STATE_TO_PICKUP,
	[STAGE_SHIPPED] = ORDER_STATE_SHIPPED,
	[STAGE_COMPLETED] = ORDER_STATE_COMPLETED,
	[STAGE_CANCELLED] = ORDER_STATE_CANCELLED,
};

const char *
stage_name(Stage stage)
{
	return STAGE_NAMES[stage];
}

Stage
stage_parse(const char *name)
{
	for (int stage = 0; stage < STAGE_UNKNOWN; stage++)
		if (strcmp(name, STAGE_NAMES[stage]) == 0)
			return (Stage) stage;
	return STAGE_UNKNOWN;
}

/* OR-6: one step or several forward. */
bool
stage_moves(Stage from, Stage to)
{
	return state_leads(STATES_OF_ORDER, stage_name(from), "advance_order", stage_name(to));
}

/* ST-2: units that hold stock. */
int32_t
goods_open(const GoodsLine *line)
{
	return line->quantity - line->shipped - line->released;
}

bool
goods_left(const GoodsPackage *package)
{
	return package->given_back < package->units;
}

/* OR-13: that of the least advanced package that has units left; with none left, cancelled. */
Stage
goods_stage(const Goods *goods)
{
	Stage least = STAGE_CANCELLED;

	for (int i = 0; i < goods->package_count; i++)
		if (goods_left(&goods->packages[i]) && goods->packages[i].stage < least)
			least = goods->packages[i].stage;
	return least;
}

/* All open units of a package. */
void
goods_take(Goods *goods, int package)
{
	for (int i = 0; i < goods->line_count; i++)
		if (goods->lines[i].package == package)
			goods->lines[i].taken = goods_open(&goods->lines[i]);
}

/* OR-12: what is given back of a fee in all, once so many of a package's units have been. */
static bool
fee_given_back(const GoodsFee *fee, int64_t units, int64_t of, int decimals, Minor *amount)
{
	Ratio share = ratio_from_minor(fee->amount);

	*amount = 0;
	if (!fee->per_unit || units == 0)
		return true;
	return ratio_multiply(&share, units, of) &&
		ratio_round(share, ROUNDING_CENTS, decimals, amount);
}

static bool
refund_goods(const Goods *goods, int package, Minor *refund)
{
	*refund = 0;
	for (int i = 0; i < goods->line_count; i++)
	{
		const GoodsLine *line = &goods->lines[i];
		Minor amount;

		if (line->package == package &&
			(!minor_multiply(line->unit_price, line->taken, &amount) ||
			 !minor_add(*refund, amount, refund)))
			return false;
	}
	return true;
}

/* OR-12: units × price charged, and what the fees then give back beyond what they have. */
static bool
refund_part(const Goods *goods, int package, int decimals, Minor *refund)
{
	const GoodsPackage *p = &goods->packages[package];

	if (!refund_goods(goods, package, refund))
		return false;
	for (int i = 0; i < GOODS_FEE_COUNT; i++)
	{
		Minor before;
		Minor after;

		if (!fee_given_back(&p->fees[i], p->given_back, p->units, decimals, &before) ||
			!fee_given_back(&p->fees[i], p->given_back + p->taken, p->units, decimals, &after) ||
			!minor_add(*refund, after - before, refund))
			return false;
	}
	return true;
}

/* What giving back the units taken refunds of each package; false if out of range. */
bool
goods_refund(Goods *goods, int decimals)
{
	for (int i = 0; i < goods->package_count; i++)
		goods->packages[i].taken = 0;
	for (int i = 0; i < goods->line_count; i++)
		goods->packages[goods->lines[i].package].taken += goods->lines[i].taken;
	for (int i = 0; i < goods->package_count; i++)
	{
		GoodsPackage *package = &goods->packages[i];

		package->refund = 0;
		if (package->taken == 0)
			continue;
		if (package->given_back + package->taken == package->units)
			package->refund = package->not_refunded;
		else if (!refund_part(goods, i, decimals, &package->refund))
			return false;
		if (package->refund > package->not_refunded)
			package->refund = package->not_refunded;
	}
	return true;
}

/* The units taken are released, or shipped and gone; a package with nothing left is cancelled. */
void
goods_give_back(Goods *goods, bool gone)
{
	for (int i = 0; i < goods->line_count; i++)
	{
		GoodsLine *line = &goods->lines[i];

		if (gone)
		{
			line->shipped += line->taken;
			line->gone += line->taken;
		}
		else
			line->released += line->taken;
		goods->packages[line->package].given_back += line->taken;
	}
	for (int i = 0; i < goods->package_count; i++)
		if (!goods_left(&goods->packages[i]))
			goods->packages[i].stage = STAGE_CANCELLED;
}
