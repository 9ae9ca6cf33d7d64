/*
 * offer_notice.c
 *	  Messages about changed prices and new products (NO-3).
 *
 * Who changes a list changes many lines of it, in one statement or in an hour of
 * single ones, and thousands may read it. So what changes is only noted, and not
 * even that while nobody has subscribed; when the list has been left in peace for
 * ten minutes, or changes for an hour already, maintenance tells each distributor
 * in one message what of it is its own.
 *
 * A change of price is told where it can make a difference: not to who has a
 * price that stands before it, always and from the first unit on (PC-1). A new
 * product is told to whom it is offered by then. Under the supplier's lock, so
 * that two runs do not tell the same.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "call.h"
#include "notification.h"
#include "offer_notice.h"
#include "supplier.h"
#include "terms_row.h"

#define NAMED_MAX 3 /* of the products of a message */

static PlanQuery ADD_PRODUCTS = {
	.name = "note new products",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint[]",
	.sql = "INSERT INTO distribution.offer_change (supplier_id, change_id, kind, sku_id)"
		   " SELECT $1, nextval('distribution.offer_change_change_id_seq'), 'product', sku_id"
		   "  FROM unnest($2) AS sku_id"
		   " WHERE " OFFER_NOTICE_WANTED("product_new"),
};

/*
 * Those of one statement's snapshot, and only if the list is due in it: what
 * commits after it, also while maintenance waits, is for another run.
 */
static PlanQuery READ_DUE_CHANGES = {
	.name = "read changes to tell",
	.result = SPI_OK_SELECT,
	.types = "bigint, timestamptz",
	.sql = "SELECT array_agg(change_id) FROM distribution.offer_change"
		   " WHERE supplier_id = $1 HAVING " OFFER_NOTICE_IN_PEACE("$2"),
};

static PlanQuery TAKE_PRODUCTS = {
	.name = "take new products",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "WITH taken AS ("
		   "DELETE FROM distribution.offer_change"
		   " WHERE supplier_id = $1 AND change_id = ANY ($2) AND kind = 'product'"
		   " RETURNING sku_id"
		   ") "
		   "SELECT sku_id, sku FROM distribution.merchant_sku"
		   " WHERE supplier_id = $1 AND sku_id IN (SELECT sku_id FROM taken)"
		   " ORDER BY sku",
};

static PlanQuery READ_READERS = {
	.name = "read who wants to know of new products",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT p.partnership_id"
		   "  FROM distribution.notification_subscription s"
		   "  JOIN distribution.partnership p"
		   "    ON p.supplier_id = $1 AND p.distributor_id = s.account_id AND p.state = 'partnered'"
		   " WHERE s.event = 'product_new'"
		   " ORDER BY p.partnership_id",
};

enum
{
	PRICED_ACCOUNT = 1,
	PRICED_PRODUCTS,
	PRICED_FIRST /* and the NAMED_MAX - 1 after it: codes, in order */
};

/*
 * Products whose price has changed, with what of it: base price, levels of SKU
 * prices and of rules, partnerships; and the levels that have a price of the SKU
 * always and from one unit on. Then the claims of those who want to know.
 */
static PlanQuery TAKE_PRICES = {
	.name = "take changes of prices",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql =
		"WITH taken AS ("
		"DELETE FROM distribution.offer_change"
		" WHERE supplier_id = $1 AND change_id = ANY ($2) AND kind <> 'product'"
		" RETURNING kind, sku_id, level, partnership_id"
		"), lines AS ("
		"SELECT kind, sku_id, level, partnership_id FROM taken WHERE sku_id IS NOT NULL"
		" UNION ALL "
		"SELECT t.kind, d.sku_id, t.level, NULL"
		"  FROM (SELECT DISTINCT kind, level FROM taken WHERE sku_id IS NULL) t"
		"  JOIN distribution.distribution_product d ON d.supplier_id = $1"
		"), changed AS MATERIALIZED ("
		"SELECT l.sku_id, bool_or(l.kind = 'base_price') AS base,"
		"       coalesce(array_agg(DISTINCT l.level) FILTER (WHERE l.kind = 'sku_price'), '{}') AS levels,"
		"       coalesce(array_agg(DISTINCT l.level) FILTER (WHERE l.kind = 'level_rule'), '{}') AS rules,"
		"       coalesce(array_agg(DISTINCT l.partnership_id)"
		"         FILTER (WHERE l.kind = 'partnership_price'), '{}') AS partnerships,"
		"       ARRAY(SELECT k.level FROM distribution.sku_price k WHERE k.supplier_id = $1"
		"         AND k.sku_id = l.sku_id AND k.min_quantity = 1 AND k.valid = '(,)') AS always"
		"  FROM lines l GROUP BY l.sku_id"
		"), own AS MATERIALIZED ("
		"SELECT partnership_id, sku_id FROM distribution.partnership_price"
		" WHERE supplier_id = $1 AND min_quantity = 1 AND valid = '(,)'"
		"), told AS ("
		"SELECT p.distributor_id, array_agg(c.distributor_sku ORDER BY c.distributor_sku) AS codes"
		"  FROM distribution.notification_subscription s"
		"  JOIN distribution.partnership p"
		"    ON p.supplier_id = $1 AND p.distributor_id = s.account_id AND p.state = 'partnered'"
		"  JOIN distribution.claim c ON c.supplier_id = $1"
		"   AND c.partnership_id = p.partnership_id AND c.state = 'active'"
		"  JOIN changed h ON h.sku_id = c.sku_id"
		"  LEFT JOIN own o ON o.partnership_id = c.partnership_id AND o.sku_id = c.sku_id"
		" WHERE s.event = 'price_changed'"
		"   AND (p.partnership_id = ANY (h.partnerships)"
		"     OR o.sku_id IS NULL AND (coalesce(p.level, -1) = ANY (h.levels)"
		"       OR coalesce(p.level, -1) <> ALL (h.always) AND (0 = ANY (h.levels)"
		"         OR 0 <> ALL (h.always) AND (h.base OR coalesce(p.level, -1) = ANY (h.rules)))))"
		" GROUP BY p.distributor_id"
		") "
		"SELECT distributor_id, cardinality(codes), codes[1], codes[2], codes[3]"
		"  FROM told"
		" ORDER BY distributor_id",
};

void
offer_notice_add_products(int64 supplier_id, PlanColumn *sku_ids)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, sku_ids);
	plan_execute(&ADD_PRODUCTS, &values);
}

/* "A", "B", "C" and 7 more */
static char *
describe_products(const char **codes, int count)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < Min(count, NAMED_MAX); i++)
		appendStringInfo(
			&text, "%s\"%s\"", i == 0 ? "" : (i == count - 1 ? " and " : ", "), codes[i]);
	if (count > NAMED_MAX)
		appendStringInfo(&text, " and %d more", count - NAMED_MAX);
	return text.data;
}

static void
send(int64 supplier_id, NotificationEvent event, PlanColumn *accounts, PlanColumn *messages)
{
	if (accounts->count == 0)
		return;
	notification_add_all(supplier_id, event, accounts, messages);
	notification_wake();
}

static void
send_prices(int64 supplier_id, Datum changes)
{
	PlanValues values = {0};
	PlanRows rows;
	PlanColumn accounts;
	PlanColumn messages;
	char *shop = call_shop(supplier_id);

	plan_bind_int64(&values, supplier_id);
	plan_bind(&values, changes, false);
	rows = plan_execute(&TAKE_PRICES, &values);
	accounts = plan_column(INT8OID, rows.count);
	messages = plan_column(TEXTOID, rows.count);
	for (int i = 0; i < rows.count; i++)
	{
		int count = plan_int32(&rows, i, PRICED_PRODUCTS);
		const char *codes[NAMED_MAX];

		for (int j = 0; j < Min(count, NAMED_MAX); j++)
			codes[j] = plan_text(&rows, i, PRICED_FIRST + j);
		plan_column_add_int64(&accounts, plan_int64(&rows, i, PRICED_ACCOUNT));
		plan_column_add_text(
			&messages,
			psprintf("%s changed prices of what you sell as %s: see offered_prices.",
					 shop,
					 describe_products(codes, count)));
	}
	send(supplier_id, NOTIFY_PRICE_CHANGED, &accounts, &messages);
}

/* The terms of those who want to know, with what offers of these products depend on. */
static Terms *
load_readers(int64 supplier_id, const int64 *sku_ids, int count)
{
	PlanValues values = {0};
	PlanRows rows;
	int64 *partnership_ids;
	Terms *terms;

	plan_bind_int64(&values, supplier_id);
	rows = plan_execute(&READ_READERS, &values);
	partnership_ids = palloc(sizeof(int64) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
		partnership_ids[i] = plan_int64(&rows, i, 1);
	plan_snapshot_push();
	terms = terms_load(supplier_id, partnership_ids, rows.count);
	terms_load_warehouses(terms);
	terms_load_products(terms, sku_ids, count);
	plan_snapshot_pop();
	return terms;
}

/* Of the products, the codes of those that are offered; returns how many. */
static int
offered_codes(const Terms *terms, const PartnershipTerms *partnership, const PlanRows *products,
			  const char **codes)
{
	int count = 0;

	for (int i = 0; i < products->count; i++)
		if (terms_offer(&terms->supplier, partnership, plan_int64(products, i, 1)).offered)
			codes[count++] = plan_text(products, i, 2);
	return count;
}

static void
send_products(int64 supplier_id, Datum changes)
{
	PlanValues values = {0};
	PlanRows products;
	PlanColumn accounts;
	PlanColumn messages;
	int64 *sku_ids;
	const char **codes;
	Terms *terms;
	char *shop = call_shop(supplier_id);

	plan_bind_int64(&values, supplier_id);
	plan_bind(&values, changes, false);
	products = plan_execute(&TAKE_PRODUCTS, &values);
	if (products.count == 0)
		return;
	sku_ids = palloc(sizeof(int64) * products.count);
	codes = palloc(sizeof(char *) * products.count);
	for (int i = 0; i < products.count; i++)
		sku_ids[i] = plan_int64(&products, i, 1);
	terms = load_readers(supplier_id, sku_ids, products.count);
	accounts = plan_column(INT8OID, terms->partnership_count);
	messages = plan_column(TEXTOID, terms->partnership_count);
	for (int i = 0; i < terms->partnership_count; i++)
	{
		const PartnershipTerms *partnership = &terms->partnerships[i];
		int count = offered_codes(terms, partnership, &products, codes);

		if (count == 0)
			continue;
		plan_column_add_int64(&accounts, partnership->distributor_id);
		plan_column_add_text(&messages,
							 psprintf("%s newly offers %s: claim what you want to sell.",
									  shop,
									  describe_products(codes, count)));
	}
	send(supplier_id, NOTIFY_PRODUCT_NEW, &accounts, &messages);
}

void
offer_notice_send(int64 supplier_id)
{
	PlanValues values = {0};
	PlanRows rows;
	Datum changes;
	bool is_null;

	(void) supplier_lock(supplier_id);
	plan_bind_int64(&values, supplier_id);
	plan_bind_time(&values, GetCurrentTransactionStartTimestamp());
	rows = plan_execute(&READ_DUE_CHANGES, &values);
	if (rows.count == 0)
		return;
	changes = plan_datum(&rows, 0, 1, &is_null);
	send_products(supplier_id, changes);
	send_prices(supplier_id, changes);
}
