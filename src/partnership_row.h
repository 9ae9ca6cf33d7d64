/*
 * partnership_row.h
 *	  The room of partnerships: what their terms are made of, and their lock.
 */
#ifndef DISTRIBUTION_PARTNERSHIP_ROW_H
#define DISTRIBUTION_PARTNERSHIP_ROW_H

#include "postgres.h"

#include "row.h"

typedef struct PartnershipRow
{
	RowPlace place;
	int64 supplier_id;
	int64 partnership_id;
	int64 distributor_id;
	const char *state;
	bool has_level;
	int32 level;
	const char *hold_reason;
	const char *shop_name; /* of the supplier; NULL: it has none */
	const char *distributor_name;
	bool supplier_suspended;
	bool distributor_suspended;
	const char *rule_hold_reason;
} PartnershipRow;

extern RowTable PARTNERSHIP_TABLE;

extern PartnershipRow partnership_row_find(int64 supplier_id, int64 partnership_id, RowMode mode);
extern PartnershipRow *partnership_rows_read(int64 supplier_id, const int64 *partnership_ids,
											 int count, int *found);
extern int64 *partnership_rows_lock_live(int64 supplier_id, int *count);

#endif
