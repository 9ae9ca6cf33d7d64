/*
 * return.c
 *	  What of an order's goods and money may come back (RT-2, RT-3).
 *
 * Goods and money are bounded apart: no unit is received twice, and no unit is
 * refunded twice, by whatever returns. So a unit that was refunded without its
 * goods may still be sent back, and then refunds nothing more.
 */
#include "return.h"

static int64_t
at_least_0(int64_t units)
{
	return units > 0 ? units : 0;
}

/* RT-2: units of a line that a new return may claim. */
int64_t
return_claimable(const ReturnLine *line, ReturnKind kind)
{
	if (kind == REFUND_ONLY)
		return at_least_0((int64_t) line->shipped - line->gone - line->refund_claimed);
	return at_least_0((int64_t) line->shipped - line->returned - line->lost - line->goods_awaited);
}

/* RT-2: units of a line that may be received: as claimed, and never more than are out. */
int64_t
return_receivable(const ReturnLine *line)
{
	int64_t out = at_least_0((int64_t) line->shipped - line->returned - line->lost);

	return line->quantity < out ? line->quantity : out;
}

/* WD-5: units that were gone and are neither back, nor written off, nor awaited. */
int64_t
return_restockable(const ReturnLine *line)
{
	int64_t gone = at_least_0((int64_t) line->gone - line->restocked - line->lost);
	int64_t out = return_claimable(line, RETURN_REFUND);

	return gone < out ? gone : out;
}

static int64_t
units_to_refund(const ReturnLine *line, ReturnKind kind)
{
	int64_t units =
		kind == REFUND_ONLY ? line->quantity : (int64_t) line->sellable + line->defective;
	int64_t not_refunded = at_least_0((int64_t) line->shipped - line->gone - line->refunded);

	return units < not_refunded ? units : not_refunded;
}

/* RT-3: what a return gives back of a package with so much left; false if out of range. */
bool
return_due(ReturnLine *lines, int count, ReturnKind kind, int package, Minor left, Minor *due)
{
	*due = 0;
	for (int i = 0; i < count; i++)
	{
		Minor amount;

		if (lines[i].package != package)
			continue;
		lines[i].refund_units = (int32_t) units_to_refund(&lines[i], kind);
		if (!minor_multiply(lines[i].unit_price, lines[i].refund_units, &amount) ||
			!minor_add(*due, amount, due))
			return false;
	}
	if (*due > left)
		*due = left;
	return true;
}
