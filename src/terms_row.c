/*
 * terms_row.c
 *	  Loading what decisions need: configuration of a supplier and of its
 *	  partnerships, into plain structs, as of the active snapshot.
 *
 * Nothing here is locked. Who decides on several of these at once calls the
 * loaders under one snapshot, so that a change of configuration is seen whole
 * or not at all. Load only what the decision reads: a push of eligible lines
 * needs no prices and no rules.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/timestamp.h"

#include "configuration_row.h"
#include "errors.h"
#include "ledger.h"
#include "partnership_row.h"
#include "plan.h"
#include "state.h"
#include "terms_row.h"

enum
{
	LEVEL_LEVEL = 1,
	LEVEL_PERCENT,
	LEVEL_PLUS
};

static PlanQuery READ_LEVELS = {
	.name = "read levels",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT level, percent, plus FROM distribution.customer_level WHERE supplier_id = $1",
};

enum
{
	RATE_ROW_SOURCE = 1,
	RATE_ROW_FROM,
	RATE_ROW_TO,
	RATE_ROW_RATE,
	RATE_ROW_OBSERVED_AT
};

static PlanQuery READ_RATES = {
	.name = "read rates between two currencies",
	.result = SPI_OK_SELECT,
	.types = "bigint, text, text, timestamptz",
	.sql = "SELECT 'fixed', from_currency, to_currency, rate, $4"
		   "  FROM distribution.fixed_rate"
		   " WHERE supplier_id = $1 AND from_currency = $2 AND to_currency = $3"
		   " UNION ALL "
		   "SELECT 'fixed', from_currency, to_currency, rate, $4"
		   "  FROM distribution.fixed_rate"
		   " WHERE supplier_id = $1 AND from_currency = $3 AND to_currency = $2"
		   " UNION ALL "
		   "(SELECT 'live', from_currency, to_currency, rate, observed_at"
		   "   FROM distribution.live_rate"
		   "  WHERE from_currency = $2 AND to_currency = $3 AND observed_at <= $4"
		   "  ORDER BY observed_at DESC LIMIT 1)"
		   " UNION ALL "
		   "(SELECT 'live', from_currency, to_currency, rate, observed_at"
		   "   FROM distribution.live_rate"
		   "  WHERE from_currency = $3 AND to_currency = $2 AND observed_at <= $4"
		   "  ORDER BY observed_at DESC LIMIT 1)",
};

enum
{
	CLAIM_PARTNERSHIP = 1,
	CLAIM_SKU,
	CLAIM_DISTRIBUTOR_SKU,
	CLAIM_ACTIVE,
	CLAIM_ROUNDING
};

static PlanQuery READ_CLAIMS = {
	.name = "read claims by code",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[], text[]",
	.sql = "SELECT partnership_id, sku_id, distributor_sku, state = 'active', rounding"
		   "  FROM distribution.claim"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($2) AND distributor_sku = ANY ($3)"
		   " ORDER BY partnership_id, distributor_sku COLLATE \"C\"",
};

enum
{
	SHARE_PARTNERSHIP = 1,
	SHARE_SKU,
	SHARE_PERCENT,
	SHARE_BUFFER
};

static PlanQuery READ_SHARES = {
	.name = "read shares of stock",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT partnership_id, sku_id, percent, buffer"
		   "  FROM distribution.stock_share"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($2)"
		   " ORDER BY partnership_id, sku_id",
};

enum
{
	SKU_PRICE_SKU = 1,
	SKU_PRICE_PARTNERSHIP,
	SKU_PRICE_LEVEL,
	SKU_PRICE_MIN_QUANTITY,
	SKU_PRICE_PRICE,
	SKU_PRICE_FROM, /* of dated prices only */
	SKU_PRICE_TO
};

/* Only rows valid now come back: the range's bounds need no reading. */
static PlanQuery READ_SKU_PRICES = {
	.name = "read SKU prices",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[], timestamptz, bigint[]",
	.sql = "SELECT sku_id, 0::bigint, level, min_quantity, price"
		   "  FROM distribution.sku_price"
		   " WHERE supplier_id = $1 AND sku_id = ANY ($2) AND valid @> $3"
		   " UNION ALL "
		   "SELECT sku_id, partnership_id, 0, min_quantity, price"
		   "  FROM distribution.partnership_price"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($4) AND sku_id = ANY ($2)"
		   "   AND valid @> $3"
		   " ORDER BY 1",
};

/* PC-9: those that hold now and those to come, with their dates. */
static PlanQuery READ_DATED_PRICES = {
	.name = "read SKU prices with their dates",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[], timestamptz, bigint[]",
	.sql = "SELECT sku_id, 0::bigint, level, min_quantity, price,"
		   "       coalesce(lower(valid), '-infinity'), coalesce(upper(valid), 'infinity')"
		   "  FROM distribution.sku_price"
		   " WHERE supplier_id = $1 AND sku_id = ANY ($2)"
		   "   AND coalesce(upper(valid), 'infinity') > $3"
		   " UNION ALL "
		   "SELECT sku_id, partnership_id, 0, min_quantity, price,"
		   "       coalesce(lower(valid), '-infinity'), coalesce(upper(valid), 'infinity')"
		   "  FROM distribution.partnership_price"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($4) AND sku_id = ANY ($2)"
		   "   AND coalesce(upper(valid), 'infinity') > $3"
		   " ORDER BY 1",
};

static PlanQuery READ_RULE_DISTRIBUTORS = {
	.name = "read distributors selected by rules",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT distributor_id, rule_id"
		   "  FROM distribution.visibility_rule_distributor"
		   " WHERE supplier_id = $1 AND distributor_id = ANY ($2)"
		   " ORDER BY distributor_id, rule_id",
};

static PlanQuery READ_RULE_PRODUCTS = {
	.name = "read products selected by rules",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT sku_id, rule_id"
		   "  FROM distribution.visibility_rule_product"
		   " WHERE supplier_id = $1 AND sku_id = ANY ($2)"
		   " ORDER BY sku_id, rule_id",
};

void
currency_copy(char *target, const char *source)
{
	strlcpy(target, source, CURRENCY_SIZE);
}

static Rounding
rounding_of(const char *name)
{
	Rounding mode;

	if (!rounding_parse(name, &mode))
		elog(ERROR, "unknown rounding \"%s\"", name);
	return mode;
}

static FeeKind
fee_kind_of(const char *name)
{
	for (int i = 0; i < FEE_COUNT; i++)
		if (strcmp(name, fee_kind_name((FeeKind) i)) == 0)
			return (FeeKind) i;
	elog(ERROR, "unknown fee \"%s\"", name);
}

/* False: there is no such supplier. */
static bool
load_supplier(SupplierTerms *supplier)
{
	SupplierRow row;

	if (!supplier_row_read(supplier->supplier_id, &row))
		return false;
	currency_copy(supplier->base_currency, row.base_currency);
	supplier->rounding = rounding_of(row.rounding);
	supplier->time_zone = row.time_zone;
	supplier->auto_pack = row.auto_pack;
	supplier->live = row.live_at != DT_NOEND;
	supplier->rules.by_distributor = strcmp(row.visibility_by, "distributor") == 0;
	return true;
}

/* FE-1 */
void
terms_load_fees(Terms *terms)
{
	SupplierTerms *supplier = &terms->supplier;
	int count;
	const FeeRow *rows = fee_rows_read(supplier->supplier_id, &count);

	for (int i = 0; i < count; i++)
		supplier->fees[fee_kind_of(rows[i].fee)] = (Fee) {
			.is_set = true,
			.per_unit = strcmp(rows[i].basis, "unit") == 0,
			.amount = rows[i].amount,
		};
}

static void
take_partnership(const PartnershipRow *row, PartnershipTerms *partnership)
{
	partnership->partnership_id = row->partnership_id;
	partnership->distributor_id = row->distributor_id;
	partnership->state = row->state;
	partnership->partnered = state_is(row->state, PARTNERSHIP_STATE_PARTNERED);
	partnership->hold_reason = row->hold_reason ? row->hold_reason : row->rule_hold_reason;
	if (row->hold_reason != NULL && row->rule_hold_reason != NULL)
		partnership->hold_reason = psprintf("%s; %s", row->hold_reason, row->rule_hold_reason);
	partnership->supplier_suspended = row->supplier_suspended;
	partnership->distributor_suspended = row->distributor_suspended;
	partnership->level = row->has_level ? row->level : 0;
}

static void
bind_partnership_ids(PlanValues *values, const Terms *terms)
{
	PlanColumn ids = plan_column(INT8OID, terms->partnership_count);

	for (int i = 0; i < terms->partnership_count; i++)
		plan_column_add_int64(&ids, terms->partnerships[i].partnership_id);
	plan_bind_column(values, &ids);
}

static void
load_partnerships(Terms *terms, const int64 *partnership_ids, int count)
{
	const PartnershipRow *rows = partnership_rows_read(
		terms->supplier.supplier_id, partnership_ids, count, &terms->partnership_count);

	terms->partnerships = palloc0(sizeof(PartnershipTerms) * Max(terms->partnership_count, 1));
	for (int i = 0; i < terms->partnership_count; i++)
		take_partnership(&rows[i], &terms->partnerships[i]);
}

/* The settlement currency is that of the account, which there is once it is approved, and stays. */
static void
take_currencies(Terms *terms, const LedgerAccount *accounts, int count)
{
	for (int i = 0; i < count; i++)
	{
		PartnershipTerms *partnership = terms_partnership(terms, accounts[i].partnership_id);

		if (partnership != NULL)
			currency_copy(partnership->currency, accounts[i].currency);
	}
}

/* The same for who has read the accounts of the partnerships. */
Terms *
terms_load_beside(int64 supplier_id, const int64 *partnership_ids, int count,
				  const LedgerAccount *accounts, int account_count)
{
	Terms *terms = palloc0(sizeof(Terms));

	terms->now = GetCurrentTransactionStartTimestamp();
	terms->supplier.supplier_id = supplier_id;
	if (!load_supplier(&terms->supplier))
	{
		/* ID-6: a stranger is told no more of a supplier than of its partnerships. */
		if (count > 0)
			error_not_found("partnership", partnership_ids[0]);
		error_not_found("supplier", supplier_id);
	}
	load_partnerships(terms, partnership_ids, count);
	take_currencies(terms, accounts, account_count);
	return terms;
}

/* The supplier and the partnerships found among those named. */
Terms *
terms_load(int64 supplier_id, const int64 *partnership_ids, int count)
{
	int account_count;
	const LedgerAccount *accounts =
		ledger_accounts(supplier_id, partnership_ids, count, false, &account_count);

	return terms_load_beside(supplier_id, partnership_ids, count, accounts, account_count);
}

static int
partnership_compare(const void *key, const void *element)
{
	int64 partnership_id = *(const int64 *) key;
	const PartnershipTerms *partnership = element;

	return (partnership_id > partnership->partnership_id) -
		(partnership_id < partnership->partnership_id);
}

/* NULL: no such partnership. */
PartnershipTerms *
terms_partnership(const Terms *terms, int64 partnership_id)
{
	if (terms->partnership_count == 0)
		return NULL;
	return bsearch(&partnership_id,
				   terms->partnerships,
				   terms->partnership_count,
				   sizeof(PartnershipTerms),
				   partnership_compare);
}

PartnershipTerms *
terms_partnership_or_fail(const Terms *terms, int64 partnership_id)
{
	PartnershipTerms *partnership = terms_partnership(terms, partnership_id);

	if (partnership == NULL)
		error_not_found("partnership", partnership_id);
	return partnership;
}

int
currency_decimals(const char *currency)
{
	CurrencyRow row;

	if (!currency_row_read(currency, &row))
		ereport(ERROR,
				(errcode(ERRCODE_NOT_FOUND),
				 errmsg("currency \"%s\" not found", currency),
				 errhint("Currencies are upper-case ISO 4217 codes in distribution.currency.")));
	return row.decimals;
}

static int
read_quotes(int64 supplier_id, const char *from, const char *to, TimestampTz now, RateQuote *quotes)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_text(&values, from);
	plan_bind_text(&values, to);
	plan_bind_time(&values, now);
	rows = plan_read(&READ_RATES, &values);
	for (int i = 0; i < rows.count; i++)
	{
		bool fixed = strcmp(plan_text(&rows, i, RATE_ROW_SOURCE), "fixed") == 0;

		quotes[i].source = fixed ? RATE_FIXED : RATE_LIVE;
		currency_copy(quotes[i].from, plan_text(&rows, i, RATE_ROW_FROM));
		currency_copy(quotes[i].to, plan_text(&rows, i, RATE_ROW_TO));
		quotes[i].quoted = plan_decimal(&rows, i, RATE_ROW_RATE, RATE_DECIMALS);
		quotes[i].at = plan_time(&rows, i, RATE_ROW_OBSERVED_AT);
	}
	return rows.count;
}

/* FX-1; RATE_MISSING where there is none. */
Rate
terms_rate(int64 supplier_id, const char *from, const char *to, TimestampTz now)
{
	RateQuote quotes[4];
	int count = 0;

	if (strcmp(from, to) != 0)
		count = read_quotes(supplier_id, from, to, now, quotes);
	return exchange_choose(quotes, count, from, to, now);
}

static void
load_rates_of(Terms *terms, PartnershipTerms *partnership)
{
	const SupplierTerms *supplier = &terms->supplier;
	const char *base = supplier->base_currency;
	RateQuote quotes[4];
	int count = 0;

	/* Partnerships of one currency share one reading. */
	for (PartnershipTerms *other = terms->partnerships; other < partnership; other++)
	{
		if (strcmp(other->currency, partnership->currency) == 0)
		{
			partnership->decimals = other->decimals;
			partnership->rate = other->rate;
			partnership->base_rate = other->base_rate;
			return;
		}
	}
	partnership->decimals = supplier->base_decimals;
	if (strcmp(base, partnership->currency) != 0)
	{
		partnership->decimals = currency_decimals(partnership->currency);
		count = read_quotes(supplier->supplier_id, base, partnership->currency, terms->now, quotes);
	}
	partnership->rate = exchange_choose(quotes, count, base, partnership->currency, terms->now);
	partnership->base_rate =
		exchange_choose(quotes, count, partnership->currency, base, terms->now);
}

static bool
any_foreign_currency(const Terms *terms)
{
	for (int i = 0; i < terms->partnership_count; i++)
		if (strcmp(terms->partnerships[i].currency, terms->supplier.base_currency) != 0)
			return true;
	return false;
}

/*
 * Rates between the base and the settlement currencies, and their decimals;
 * the latter may go unread (2) where nothing is to be rounded: no price, and no
 * amount in another currency.
 */
void
terms_load_rates(Terms *terms, bool for_prices)
{
	SupplierTerms *supplier = &terms->supplier;

	supplier->base_decimals = 2;
	if (for_prices || any_foreign_currency(terms))
		supplier->base_decimals = currency_decimals(supplier->base_currency);
	for (int i = 0; i < terms->partnership_count; i++)
		if (terms->partnerships[i].currency[0] != '\0')
			load_rates_of(terms, &terms->partnerships[i]);
}

void
terms_load_levels(Terms *terms)
{
	PlanValues values = {0};
	PlanRows rows;
	bool any = false;

	for (int i = 0; i < terms->partnership_count; i++)
		any = any || terms->partnerships[i].level > 0;
	if (!any)
		return;
	plan_bind_int64(&values, terms->supplier.supplier_id);
	rows = plan_read(&READ_LEVELS, &values);
	for (int i = 0; i < rows.count; i++)
	{
		int level = plan_int32(&rows, i, LEVEL_LEVEL);
		Wide percent = plan_decimal(&rows, i, LEVEL_PERCENT, PERCENT_DECIMALS);
		Minor plus = plan_minor(&rows, i, LEVEL_PLUS);

		for (int j = 0; j < terms->partnership_count; j++)
		{
			if (terms->partnerships[j].level != level)
				continue;
			terms->partnerships[j].level_percent = percent;
			terms->partnerships[j].level_plus = plus;
		}
	}
}

static int64 *
partnership_ids_of(const Terms *terms)
{
	int64 *ids = palloc(sizeof(int64) * Max(terms->partnership_count, 1));

	for (int i = 0; i < terms->partnership_count; i++)
		ids[i] = terms->partnerships[i].partnership_id;
	return ids;
}

void
terms_load_warehouses(Terms *terms)
{
	int count;
	const MirrorRow *rows = mirror_rows_read(
		terms->supplier.supplier_id, partnership_ids_of(terms), terms->partnership_count, &count);
	int64 *warehouses = palloc(sizeof(int64) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		PartnershipTerms *partnership = terms_partnership(terms, rows[i].partnership_id);

		warehouses[i] = rows[i].warehouse_id;
		if (partnership->warehouse_count++ == 0)
			partnership->warehouses = &warehouses[i];
	}
}

/* Of one partnership. */
static void
load_claims_of(Terms *terms, PartnershipTerms *partnership, char **distributor_skus, int count)
{
	int found;
	const ClaimRow *rows = claim_rows_by_code(
		terms->supplier.supplier_id, partnership->partnership_id, distributor_skus, count, &found);

	partnership->claims = palloc(sizeof(Claim) * Max(found, 1));
	partnership->claim_count = found;
	for (int i = 0; i < found; i++)
		partnership->claims[i] = (Claim) {
			.partnership_id = partnership->partnership_id,
			.sku_id = rows[i].sku_id,
			.distributor_sku = rows[i].distributor_sku,
			.active = state_is(rows[i].state, CLAIM_STATE_ACTIVE),
			.rounding = rounding_of(rows[i].rounding),
		};
}

/* The claims of the partnerships that map one of the codes. */
void
terms_load_claims(Terms *terms, char **distributor_skus, int count)
{
	PlanValues values = {0};
	PlanColumn codes = plan_column(TEXTOID, count);
	PlanRows rows;
	Claim *claims;

	if (terms->partnership_count == 1)
	{
		load_claims_of(terms, &terms->partnerships[0], distributor_skus, count);
		return;
	}
	for (int i = 0; i < count; i++)
		plan_column_add_text(&codes, distributor_skus[i]);
	plan_bind_int64(&values, terms->supplier.supplier_id);
	bind_partnership_ids(&values, terms);
	plan_bind_column(&values, &codes);
	rows = plan_read(&READ_CLAIMS, &values);
	claims = palloc(sizeof(Claim) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		PartnershipTerms *partnership;

		claims[i].partnership_id = plan_int64(&rows, i, CLAIM_PARTNERSHIP);
		claims[i].sku_id = plan_int64(&rows, i, CLAIM_SKU);
		claims[i].distributor_sku = plan_text(&rows, i, CLAIM_DISTRIBUTOR_SKU);
		claims[i].active = plan_bool(&rows, i, CLAIM_ACTIVE);
		claims[i].rounding = rounding_of(plan_text(&rows, i, CLAIM_ROUNDING));
		partnership = terms_partnership(terms, claims[i].partnership_id);
		if (partnership->claim_count++ == 0)
			partnership->claims = &claims[i];
	}
}

/* The SKUs of the claims loaded, for terms_load_products. */
int64 *
terms_claimed_skus(const Terms *terms, int *count)
{
	int64 *skus;
	int claim_count = 0;

	for (int i = 0; i < terms->partnership_count; i++)
		claim_count += terms->partnerships[i].claim_count;
	skus = palloc(sizeof(int64) * Max(claim_count, 1));
	*count = 0;
	for (int i = 0; i < terms->partnership_count; i++)
		for (int j = 0; j < terms->partnerships[i].claim_count; j++)
			skus[(*count)++] = terms->partnerships[i].claims[j].sku_id;
	return skus;
}

static void
load_prices(Terms *terms, PlanQuery *query)
{
	SupplierTerms *supplier = &terms->supplier;
	PlanColumn sku_ids = plan_column(INT8OID, supplier->product_count);
	PlanValues values = {0};
	PlanRows rows;

	for (int i = 0; i < supplier->product_count; i++)
		plan_column_add_int64(&sku_ids, supplier->products[i].sku_id);
	plan_bind_int64(&values, supplier->supplier_id);
	plan_bind_column(&values, &sku_ids);
	plan_bind_time(&values, terms->now);
	bind_partnership_ids(&values, terms);
	rows = plan_read(query, &values);
	supplier->price_count = rows.count;
	supplier->prices = palloc(sizeof(SkuPrice) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		SkuPrice *price = &supplier->prices[i];
		Product *product;

		price->sku_id = plan_int64(&rows, i, SKU_PRICE_SKU);
		price->partnership_id = plan_int64(&rows, i, SKU_PRICE_PARTNERSHIP);
		price->level = plan_int32(&rows, i, SKU_PRICE_LEVEL);
		price->min_quantity = plan_int32(&rows, i, SKU_PRICE_MIN_QUANTITY);
		price->valid_from =
			query == &READ_DATED_PRICES ? plan_time(&rows, i, SKU_PRICE_FROM) : PG_INT64_MIN;
		price->valid_to =
			query == &READ_DATED_PRICES ? plan_time(&rows, i, SKU_PRICE_TO) : PG_INT64_MAX;
		price->price = plan_minor(&rows, i, SKU_PRICE_PRICE);
		product = (Product *) terms_product(supplier, price->sku_id);
		if (product != NULL && product->price_count++ == 0)
			product->first_price = i;
	}
}

/* The prices of the products loaded, those of the partnerships too (PC-0, PC-1). */
void
terms_load_prices(Terms *terms)
{
	load_prices(terms, &READ_SKU_PRICES);
}

/* With those to come, and the dates of all (PC-9). */
void
terms_load_dated_prices(Terms *terms)
{
	load_prices(terms, &READ_DATED_PRICES);
}

static int
load_rule_members(PlanQuery *plan, int64 supplier_id, PlanColumn *ids, const RuleMember **members)
{
	PlanValues values = {0};
	PlanRows rows;
	RuleMember *found;

	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, ids);
	rows = plan_read(plan, &values);
	found = palloc(sizeof(RuleMember) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		found[i].member_id = plan_int64(&rows, i, 1);
		found[i].rule_id = plan_int64(&rows, i, 2);
	}
	*members = found;
	return rows.count;
}

static DistributorScope
scope_of(const char *name)
{
	if (strcmp(name, "all") == 0)
		return SCOPE_ALL_DISTRIBUTORS;
	return strcmp(name, "level") == 0 ? SCOPE_LEVEL : SCOPE_SELECTED_DISTRIBUTORS;
}

static void
load_rules(Terms *terms, PlanColumn *sku_ids)
{
	VisibilityRules *rules = &terms->supplier.rules;
	int64 supplier_id = terms->supplier.supplier_id;
	PlanColumn distributors;
	int count;
	const VisibilityRuleRow *rows = visibility_rule_rows_read(supplier_id, &count);
	VisibilityRule *found;

	if (count == 0)
		return;
	found = palloc0(sizeof(VisibilityRule) * count);
	for (int i = 0; i < count; i++)
		found[i] = (VisibilityRule) {
			.rule_id = rows[i].rule_id,
			.rule_no = rows[i].rule_no,
			.hidden = strcmp(rows[i].effect, "hidden") == 0,
			.scope = scope_of(rows[i].distributor_scope),
			.level = rows[i].has_level ? rows[i].level : 0,
			.all_products = strcmp(rows[i].product_scope, "all") == 0,
		};
	rules->rules = found;
	rules->count = count;
	distributors = plan_column(INT8OID, terms->partnership_count);
	for (int i = 0; i < terms->partnership_count; i++)
		plan_column_add_int64(&distributors, terms->partnerships[i].distributor_id);
	rules->distributor_count = load_rule_members(
		&READ_RULE_DISTRIBUTORS, supplier_id, &distributors, &rules->distributors);
	rules->product_count =
		load_rule_members(&READ_RULE_PRODUCTS, supplier_id, sku_ids, &rules->products);
}

/* QR-1 */
static void
load_quantity_rules(SupplierTerms *supplier)
{
	int64 *skus = palloc(sizeof(int64) * Max(supplier->product_count, 1));
	int count;
	const QuantityRuleRow *rules;

	for (int i = 0; i < supplier->product_count; i++)
		skus[i] = supplier->products[i].sku_id;
	rules = quantity_rule_rows_read(supplier->supplier_id, skus, supplier->product_count, &count);
	for (int i = 0; i < count; i++)
		unconstify(Product *, terms_product(supplier, rules[i].sku_id))->quantity_rule =
			(QuantityRule) {
				.minimum = rules[i].minimum,
				.maximum = rules[i].has_maximum ? rules[i].maximum : 0,
				.multiple = rules[i].multiple,
			};
}

/* Products, and the visibility rules for them and the partnerships. */
void
terms_load_products(Terms *terms, const int64 *sku_ids, int count)
{
	SupplierTerms *supplier = &terms->supplier;
	PlanColumn ids = plan_column(INT8OID, count);
	const ProductRow *rows =
		product_rows_read(supplier->supplier_id, sku_ids, count, &supplier->product_count);

	for (int i = 0; i < count; i++)
		plan_column_add_int64(&ids, sku_ids[i]);
	supplier->products = palloc0(sizeof(Product) * Max(supplier->product_count, 1));
	for (int i = 0; i < supplier->product_count; i++)
		supplier->products[i] = (Product) {
			.sku_id = rows[i].sku_id,
			.enabled = state_is(rows[i].state, PRODUCT_STATE_ENABLED),
			.has_base_price = rows[i].has_base_price,
			.base_price = rows[i].has_base_price ? rows[i].base_price : 0,
		};
	load_quantity_rules(supplier);
	load_rules(terms, &ids);
}

/* ST-9 */
void
terms_load_shares(Terms *terms)
{
	PlanValues values = {0};
	PlanRows rows;
	StockShare *shares;

	plan_bind_int64(&values, terms->supplier.supplier_id);
	bind_partnership_ids(&values, terms);
	rows = plan_read(&READ_SHARES, &values);
	shares = palloc(sizeof(StockShare) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		PartnershipTerms *partnership =
			terms_partnership(terms, plan_int64(&rows, i, SHARE_PARTNERSHIP));

		shares[i] = (StockShare) {
			.sku_id = plan_int64(&rows, i, SHARE_SKU),
			.percent = (int64) plan_decimal(&rows, i, SHARE_PERCENT, SHARE_DECIMALS),
			.buffer = plan_int32(&rows, i, SHARE_BUFFER),
		};
		if (partnership->share_count++ == 0)
			partnership->shares = &shares[i];
	}
}

/* All that offers and prices of these SKUs depend on (VI-5, PC-1). */
void
terms_load_offers(Terms *terms, const int64 *sku_ids, int count)
{
	terms_load_levels(terms);
	terms_load_warehouses(terms);
	terms_load_rates(terms, true);
	terms_load_products(terms, sku_ids, count);
	terms_load_prices(terms);
}
