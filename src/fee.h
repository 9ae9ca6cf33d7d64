/*
 * fee.h
 *	  What a package costs beside its goods (FE-1, FE-2).
 */
#ifndef DISTRIBUTION_FEE_H
#define DISTRIBUTION_FEE_H

#include "exchange.h"

typedef enum FeeKind
{
	FEE_STOCK_OUT,
	FEE_LOGISTICS,
	FEE_STOCK_IN_RETURN
} FeeKind;
#define FEE_COUNT (FEE_STOCK_IN_RETURN + 1)

/* One fee of a supplier, in its base currency. */
typedef struct Fee
{
	bool is_set;   /* no fee row: no charge */
	bool per_unit; /* else per package */
	Minor amount;
} Fee;

extern const char *fee_kind_name(FeeKind kind);
extern const char *fee_basis(const Fee *fee);
extern bool logistics_fee_applies(const char *logistics, const char *platform);
extern bool fee_decide(const Fee *fee, int64_t units, const Rate *rate, int decimals,
					   Minor *charge);

#endif
