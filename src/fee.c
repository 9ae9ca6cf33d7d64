/*
 * fee.c
 *	  Fees (FE-1, FE-2).
 */
#include "fee.h"

#include <stddef.h>
#include <string.h>

const char *
fee_kind_name(FeeKind kind)
{
	switch (kind)
	{
		case FEE_STOCK_OUT:
			return "stock_out";
		case FEE_LOGISTICS:
			return "logistics";
		default:
			return "stock_in_return";
	}
}

/* NULL: the fee is not set. */
const char *
fee_basis(const Fee *fee)
{
	return !fee->is_set ? NULL : fee->per_unit ? "unit" : "package";
}

/* FE-1: only where the supplier arranges the carrier. */
bool
logistics_fee_applies(const char *logistics, const char *platform)
{
	return strcmp(logistics, "self_arranged") == 0 && strcmp(platform, "temu") != 0;
}

/*
 * The charge for a package of so many units, in the settlement currency: the
 * whole fee of the package is converted and rounded once (FX-3). False if it
 * cannot be converted.
 */
bool
fee_decide(const Fee *fee, int64_t units, const Rate *rate, int decimals, Minor *charge)
{
	Minor in_base;

	*charge = 0;
	if (!fee->is_set)
		return true;
	return minor_multiply(fee->amount, fee->per_unit ? units : 1, &in_base) &&
		exchange_convert(in_base, rate, decimals, charge);
}
