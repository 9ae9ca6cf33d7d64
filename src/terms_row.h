/*
 * terms_row.h
 *	  Reading the terms of terms.h from the books, as of the active snapshot.
 */
#ifndef DISTRIBUTION_TERMS_ROW_H
#define DISTRIBUTION_TERMS_ROW_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "ledger.h"
#include "terms.h"

/* A supplier's terms with those of some of its partnerships. */
typedef struct Terms
{
	SupplierTerms supplier;
	PartnershipTerms *partnerships; /* by partnership_id */
	int partnership_count;
	TimestampTz now; /* the transaction's time */
} Terms;

extern Terms *terms_load(int64 supplier_id, const int64 *partnership_ids, int count);
extern Terms *terms_load_beside(int64 supplier_id, const int64 *partnership_ids, int count,
								const LedgerAccount *accounts, int account_count);
extern void terms_load_fees(Terms *terms);
extern void terms_load_rates(Terms *terms, bool for_prices);
extern void terms_load_levels(Terms *terms);
extern void terms_load_warehouses(Terms *terms);
extern void terms_load_claims(Terms *terms, char **distributor_skus, int count);
extern int64 *terms_claimed_skus(const Terms *terms, int *count);
extern void terms_load_products(Terms *terms, const int64 *sku_ids, int count);
extern void terms_load_prices(Terms *terms);
extern void terms_load_dated_prices(Terms *terms);
extern void terms_load_shares(Terms *terms);
extern void terms_load_offers(Terms *terms, const int64 *sku_ids, int count);
extern PartnershipTerms *terms_partnership(const Terms *terms, int64 partnership_id);
extern PartnershipTerms *terms_partnership_or_fail(const Terms *terms, int64 partnership_id);

extern Rate terms_rate(int64 supplier_id, const char *from, const char *to, TimestampTz now);
extern int currency_decimals(const char *currency);
extern void currency_copy(char *target, const char *source);

#endif
