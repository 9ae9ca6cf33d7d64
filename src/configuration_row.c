/*
 * configuration_row.c
 *	  The rooms of a supplier's configuration: as of the active snapshot, and not
 *	  locked but for the supplier's own row. Sets that a predicate chooses are read
 *	  by SQL (terms_row.c).
 */
#include "postgres.h"

#include "configuration_row.h"
#include "id.h"

#define SUPPLIER(column, KIND) ROW_IN(SupplierRow, column, KIND)

static const RowColumn SUPPLIER_COLUMNS[] = {
	SUPPLIER(supplier_id, INT64),
	SUPPLIER(base_currency, CURRENCY),
	SUPPLIER(rounding, TEXT),
	SUPPLIER(time_zone, TEXT),
	SUPPLIER(auto_pack, BOOL),
	SUPPLIER(auto_tool, BOOL),
	SUPPLIER(auto_push_stock, BOOL),
	SUPPLIER(sold_out_below, INT32),
	SUPPLIER(push_records_kept, INT32),
	SUPPLIER(push_record_days, INT32),
	SUPPLIER(live_at, UNTIL),
	SUPPLIER(visibility_by, TEXT),
};

RowTable SUPPLIER_TABLE = {ROW_TABLE("supplier", SupplierRow, SUPPLIER_COLUMNS, 1)};

static const RowColumn CURRENCY_COLUMNS[] = {
	ROW_IN(CurrencyRow, currency, TEXT),
	ROW_IN(CurrencyRow, decimals, INT16),
};

RowTable CURRENCY_TABLE = {ROW_TABLE("currency", CurrencyRow, CURRENCY_COLUMNS, 1)};

static const RowColumn FEE_COLUMNS[] = {
	ROW_IN(FeeRow, supplier_id, INT64),
	ROW_IN(FeeRow, fee, TEXT),
	ROW_IN(FeeRow, basis, TEXT),
	ROW_IN(FeeRow, amount, MINOR),
};

RowTable FEE_TABLE = {ROW_TABLE("fee", FeeRow, FEE_COLUMNS, 2)};

static const RowColumn ORDER_RULE_COLUMNS[] = {
	ROW_IN(OrderRuleRow, supplier_id, INT64),
	ROW_IN(OrderRuleRow, rule_no, INT32),
};

/* Their primary keys are deferrable: named, they are good enough to read by. */
RowTable MARK_RULE_TABLE = {
	ROW_TABLE("mark_rule", OrderRuleRow, ORDER_RULE_COLUMNS, 2),
	.index = "mark_rule_pkey",
};

RowTable SHIPPING_RULE_TABLE = {
	ROW_TABLE("shipping_rule", OrderRuleRow, ORDER_RULE_COLUMNS, 2),
	.index = "shipping_rule_pkey",
};

static const RowColumn MIRROR_COLUMNS[] = {
	ROW_IN(MirrorRow, supplier_id, INT64),
	ROW_IN(MirrorRow, partnership_id, INT64),
	ROW_IN(MirrorRow, warehouse_id, INT64),
	ROW_IN(MirrorRow, position, INT32),
	ROW_IN(MirrorRow, assigned, BOOL),
	ROW_IN(MirrorRow, mirrored, BOOL),
};

RowTable PARTNERSHIP_WAREHOUSE_TABLE = {
	ROW_TABLE("partnership_warehouse", MirrorRow, MIRROR_COLUMNS, 3)};

#define CLAIM(column, KIND) ROW_IN(ClaimRow, column, KIND)

static const RowColumn CLAIM_COLUMNS[] = {
	CLAIM(supplier_id, INT64),
	CLAIM(partnership_id, INT64),
	CLAIM(distributor_sku, TEXT),
	CLAIM(sku_id, INT64),
	CLAIM(state, TEXT),
	CLAIM(rounding, TEXT),
};

RowTable CLAIM_CODE_TABLE = {
	ROW_TABLE("claim", ClaimRow, CLAIM_COLUMNS, 3),
	.index = "claim_distributor_sku_key",
};

static const RowColumn PRODUCT_COLUMNS[] = {
	ROW_IN(ProductRow, supplier_id, INT64),
	ROW_IN(ProductRow, sku_id, INT64),
	ROW_IN(ProductRow, state, TEXT),
	ROW_IF(ProductRow, base_price, base_price, MINOR, HAS, has_base_price),
};

RowTable DISTRIBUTION_PRODUCT_TABLE = {
	ROW_TABLE("distribution_product", ProductRow, PRODUCT_COLUMNS, 2)};

static const RowColumn QUANTITY_RULE_COLUMNS[] = {
	ROW_IN(QuantityRuleRow, supplier_id, INT64),
	ROW_IN(QuantityRuleRow, sku_id, INT64),
	ROW_IN(QuantityRuleRow, minimum, INT32),
	ROW_IF(QuantityRuleRow, maximum, maximum, INT32, HAS, has_maximum),
	ROW_IN(QuantityRuleRow, multiple, INT32),
};

RowTable QUANTITY_RULE_TABLE = {
	ROW_TABLE("quantity_rule", QuantityRuleRow, QUANTITY_RULE_COLUMNS, 2)};

#define VISIBILITY(column, KIND) ROW_IN(VisibilityRuleRow, column, KIND)

static const RowColumn VISIBILITY_RULE_COLUMNS[] = {
	VISIBILITY(supplier_id, INT64),
	VISIBILITY(rule_id, INT64),
	VISIBILITY(rule_no, INT32),
	VISIBILITY(effect, TEXT),
	VISIBILITY(distributor_scope, TEXT),
	ROW_IF(VisibilityRuleRow, level, level, INT32, HAS, has_level),
	VISIBILITY(product_scope, TEXT),
};

RowTable VISIBILITY_RULE_TABLE = {
	ROW_TABLE("visibility_rule", VisibilityRuleRow, VISIBILITY_RULE_COLUMNS, 2)};

/* False: there is no such supplier. */
bool
supplier_row_read(int64 supplier_id, SupplierRow *supplier)
{
	*supplier = (SupplierRow) {.supplier_id = supplier_id};
	return row_find(&SUPPLIER_TABLE, supplier, 1, ROW_READ) > 0;
}

/* False: no account of that id is a supplier. */
bool
supplier_row_lock(int64 supplier_id, SupplierRow *supplier)
{
	*supplier = (SupplierRow) {.supplier_id = supplier_id};
	return row_find(&SUPPLIER_TABLE, supplier, 1, ROW_LOCK) > 0;
}

/* False: there is no such currency. */
bool
currency_row_read(const char *currency, CurrencyRow *row)
{
	*row = (CurrencyRow) {.currency = currency};
	return row_find(&CURRENCY_TABLE, row, 1, ROW_READ) > 0;
}

FeeRow *
fee_rows_read(int64 supplier_id, int *count)
{
	return row_children(&FEE_TABLE, supplier_id, NULL, 0, ROW_READ, count);
}

/* OR-15: marks or carriers to put at a push. */
bool
order_rules_exist(int64 supplier_id)
{
	int marks;
	int carriers;

	(void) row_children(&MARK_RULE_TABLE, supplier_id, NULL, 0, ROW_READ, &marks);
	if (marks > 0)
		return true;
	(void) row_children(&SHIPPING_RULE_TABLE, supplier_id, NULL, 0, ROW_READ, &carriers);
	return carriers > 0;
}

static int
mirror_compare(const void *a, const void *b)
{
	const MirrorRow *left = a;
	const MirrorRow *right = b;

	if (left->partnership_id != right->partnership_id)
		return left->partnership_id < right->partnership_id ? -1 : 1;
	return (left->position > right->position) - (left->position < right->position);
}

/* Of the partnerships, which are sorted: the warehouses assigned, by their ids. */
MirrorRow *
mirror_rows_assigned(int64 supplier_id, const int64 *partnership_ids, int count, int *found)
{
	int all;
	MirrorRow *mirrors = row_children(
		&PARTNERSHIP_WAREHOUSE_TABLE, supplier_id, partnership_ids, count, ROW_READ, &all);

	*found = 0;
	for (int i = 0; i < all; i++)
		if (mirrors[i].assigned)
			mirrors[(*found)++] = mirrors[i];
	return mirrors;
}

/* The same, the default of each first. */
MirrorRow *
mirror_rows_read(int64 supplier_id, const int64 *partnership_ids, int count, int *found)
{
	MirrorRow *mirrors = mirror_rows_assigned(supplier_id, partnership_ids, count, found);

	qsort(mirrors, *found, sizeof(MirrorRow), mirror_compare);
	return mirrors;
}

static int
code_compare(const void *a, const void *b)
{
	return strcmp(((const ClaimRow *) a)->distributor_sku, ((const ClaimRow *) b)->distributor_sku);
}

/* By code; repeats do not matter. */
ClaimRow *
claim_rows_by_code(int64 supplier_id, int64 partnership_id, char *const *codes, int count,
				   int *found)
{
	ClaimRow *claims = palloc0(sizeof(ClaimRow) * Max(count, 1));
	int kept = 0;

	for (int i = 0; i < count; i++)
		claims[i] = (ClaimRow) {
			.supplier_id = supplier_id,
			.partnership_id = partnership_id,
			.distributor_sku = codes[i],
		};
	qsort(claims, count, sizeof(ClaimRow), code_compare);
	for (int i = 0; i < count; i++)
		if (kept == 0 || code_compare(&claims[kept - 1], &claims[i]) != 0)
			claims[kept++] = claims[i];
	*found = row_find(&CLAIM_CODE_TABLE, claims, kept, ROW_READ);
	return claims;
}

/* By sku_id; repeats do not matter. */
ProductRow *
product_rows_read(int64 supplier_id, const int64 *sku_ids, int count, int *found)
{
	ProductRow *products = palloc0(sizeof(ProductRow) * Max(count, 1));
	int64 *ids = palloc(sizeof(int64) * Max(count, 1));

	memcpy(ids, sku_ids, sizeof(int64) * count);
	count = ids_sort_distinct(ids, count);
	for (int i = 0; i < count; i++)
		products[i] = (ProductRow) {.supplier_id = supplier_id, .sku_id = ids[i]};
	*found = row_find(&DISTRIBUTION_PRODUCT_TABLE, products, count, ROW_READ);
	return products;
}

/* Of all products, in order. */
int64 *
product_ids_read(int64 supplier_id, int *count)
{
	const ProductRow *products =
		row_children(&DISTRIBUTION_PRODUCT_TABLE, supplier_id, NULL, 0, ROW_READ, count);
	int64 *ids = palloc(sizeof(int64) * Max(*count, 1));

	for (int i = 0; i < *count; i++)
		ids[i] = products[i].sku_id;
	return ids;
}

/* Of the products, which are sorted and distinct. */
QuantityRuleRow *
quantity_rule_rows_read(int64 supplier_id, const int64 *sku_ids, int count, int *found)
{
	QuantityRuleRow *rules = palloc0(sizeof(QuantityRuleRow) * Max(count, 1));

	for (int i = 0; i < count; i++)
		rules[i] = (QuantityRuleRow) {.supplier_id = supplier_id, .sku_id = sku_ids[i]};
	*found = row_find(&QUANTITY_RULE_TABLE, rules, count, ROW_READ);
	return rules;
}

static int
rule_compare(const void *a, const void *b)
{
	return ((const VisibilityRuleRow *) a)->rule_no - ((const VisibilityRuleRow *) b)->rule_no;
}

/* By rule_no. */
VisibilityRuleRow *
visibility_rule_rows_read(int64 supplier_id, int *count)
{
	VisibilityRuleRow *rules =
		row_children(&VISIBILITY_RULE_TABLE, supplier_id, NULL, 0, ROW_READ, count);

	qsort(rules, *count, sizeof(VisibilityRuleRow), rule_compare);
	return rules;
}
