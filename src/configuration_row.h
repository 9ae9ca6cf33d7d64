/*
 * configuration_row.h
 *	  The rooms of a supplier's configuration, which decisions only read; of its
 *	  own row's lock, too.
 */
#ifndef DISTRIBUTION_CONFIGURATION_ROW_H
#define DISTRIBUTION_CONFIGURATION_ROW_H

#include "postgres.h"

#include "row.h"

typedef struct SupplierRow
{
	RowPlace place;
	int64 supplier_id;
	char base_currency[CURRENCY_SIZE];
	const char *rounding;
	const char *time_zone;
	bool auto_pack;
	bool auto_tool;
	bool auto_push_stock;
	int32 sold_out_below;
	int32 push_records_kept;
	int32 push_record_days;
	TimestampTz live_at; /* DT_NOEND: not yet */
	const char *visibility_by;
} SupplierRow;

typedef struct CurrencyRow
{
	RowPlace place;
	const char *currency;
	int16 decimals;
} CurrencyRow;

typedef struct FeeRow
{
	RowPlace place;
	int64 supplier_id;
	const char *fee;
	const char *basis;
	Minor amount;
} FeeRow;

/* Of a rule of orders (OR-15), that there is one. */
typedef struct OrderRuleRow
{
	RowPlace place;
	int64 supplier_id;
	int32 rule_no;
} OrderRuleRow;

typedef struct MirrorRow
{
	RowPlace place;
	int64 supplier_id;
	int64 partnership_id;
	int64 warehouse_id;
	int32 position;
	bool assigned;
	bool mirrored;
} MirrorRow;

/* A claim as the distributor's code names it. */
typedef struct ClaimRow
{
	RowPlace place;
	int64 supplier_id;
	int64 partnership_id;
	const char *distributor_sku;
	int64 sku_id;
	const char *state;
	const char *rounding;
} ClaimRow;

typedef struct ProductRow
{
	RowPlace place;
	int64 supplier_id;
	int64 sku_id;
	const char *state;
	bool has_base_price;
	Minor base_price;
} ProductRow;

typedef struct QuantityRuleRow
{
	RowPlace place;
	int64 supplier_id;
	int64 sku_id;
	int32 minimum;
	bool has_maximum;
	int32 maximum;
	int32 multiple;
} QuantityRuleRow;

typedef struct VisibilityRuleRow
{
	RowPlace place;
	int64 supplier_id;
	int64 rule_id;
	int32 rule_no;
	const char *effect;
	const char *distributor_scope;
	bool has_level;
	int32 level;
	const char *product_scope;
} VisibilityRuleRow;

extern RowTable SUPPLIER_TABLE;
extern RowTable CURRENCY_TABLE;
extern RowTable FEE_TABLE;
extern RowTable MARK_RULE_TABLE;
extern RowTable SHIPPING_RULE_TABLE;
extern RowTable PARTNERSHIP_WAREHOUSE_TABLE;
extern RowTable CLAIM_CODE_TABLE;
extern RowTable DISTRIBUTION_PRODUCT_TABLE;
extern RowTable QUANTITY_RULE_TABLE;
extern RowTable VISIBILITY_RULE_TABLE;

extern bool supplier_row_read(int64 supplier_id, SupplierRow *supplier);
extern bool supplier_row_lock(int64 supplier_id, SupplierRow *supplier);
extern bool currency_row_read(const char *currency, CurrencyRow *row);
extern FeeRow *fee_rows_read(int64 supplier_id, int *count);
extern bool order_rules_exist(int64 supplier_id);
extern MirrorRow *mirror_rows_assigned(int64 supplier_id, const int64 *partnership_ids, int count,
									   int *found);
extern MirrorRow *mirror_rows_read(int64 supplier_id, const int64 *partnership_ids, int count,
								   int *found);
extern ClaimRow *claim_rows_by_code(int64 supplier_id, int64 partnership_id, char *const *codes,
									int count, int *found);
extern ProductRow *product_rows_read(int64 supplier_id, const int64 *sku_ids, int count,
									 int *found);
extern int64 *product_ids_read(int64 supplier_id, int *count);
extern QuantityRuleRow *quantity_rule_rows_read(int64 supplier_id, const int64 *sku_ids, int count,
												int *found);
extern VisibilityRuleRow *visibility_rule_rows_read(int64 supplier_id, int *count);

#endif
