/*
 * order_sync.c
 *	  sync_order and sync_orders: marketplace orders in, each line with its
 *	  eligibility and price (OR-1, OR-2, PC-5).
 *
 * Orders are known by their number (platform, store, order number). A round
 * locks the orders already stored under the numbers at hand, takes a snapshot,
 * judges every line, and writes. New orders are inserted sorted by number, so
 * that two syncs of the same numbers wait for each other and never deadlock; a
 * number that another transaction stored meanwhile is taken up again in the next
 * round as the repeat or replacement that it then is.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "account.h"
#include "argument.h"
#include "errors.h"
#include "fee.h"
#include "identity.h"
#include "order_sync.h"
#include "payload.h"
#include "plan.h"
#include "push_sql.h"
#include "state.h"
#include "terms_row.h"

typedef enum SyncAction
{
	SYNC_PENDING,
	SYNC_INSERT,
	SYNC_REPLACE,
	SYNC_DONE /* stored, found equal, or refused: see the payload's fault */
} SyncAction;

typedef struct SyncItem
{
	OrderPayload *payload;
	int position; /* in the batch, from 0 */
	SyncAction action;
	int64 order_id;
	LineJudgement *judgements; /* one a line */
	int64 *warehouses;         /* one a package, 0: none assigned */
} SyncItem;

/* A call's orders, sorted by number and position. */
typedef struct Sync
{
	int64 supplier_id;
	int64 partnership_id;
	bool preview; /* only read, and store nothing */
	SyncItem *items;
	int count;
	Terms *terms; /* of the round */
	PartnershipTerms *partnership;
} Sync;

enum
{
	STORED_ID = 1,
	STORED_PLATFORM,
	STORED_STORE,
	STORED_NUMBER,
	STORED_PUSH_STATE
};

#define SELECT_STORED                                                                  \
	"SELECT order_id, platform, store, platform_order_no, push_state"                  \
	"  FROM distribution.supply_order"                                                 \
	" WHERE supplier_id = $1 AND partnership_id = $2 AND platform_order_no = ANY ($3)" \
	"   AND holds_number"                                                              \
	" ORDER BY order_id"

static PlanQuery LOCK_STORED = {
	.name = "lock orders by number",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, text[]",
	.sql = SELECT_STORED " FOR NO KEY UPDATE",
};

static PlanQuery READ_STORED = {
	.name = "read orders by number",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, text[]",
	.sql = SELECT_STORED,
};

/* Read after the lock: what is joined to it may be older than the row. */
static PlanQuery READ_HASHES = {
	.name = "read content hashes",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT order_id, content_hash"
		   "  FROM distribution.order_recipient"
		   " WHERE supplier_id = $1 AND order_id = ANY ($2)"
		   " ORDER BY order_id",
};

#define ORDER_COLUMNS(x) x(platform) x(store) x(platform_order_no) x(logistics) x(ordered_at)

#define RECIPIENT_COLUMNS(x) x(order_id) x(name) x(phone) x(address) x(content_hash) x(in_clear)

#define PACKAGE_COLUMNS(x) x(order_id) x(package_no) x(position) x(warehouse_id)

#define LINE_COLUMNS(x)                                                                           \
	x(order_id) x(line_no) x(package_no) x(warehouse_id) x(distributor_sku) x(sku_id) x(quantity) \
		x(is_gift) x(reason) x(detail) x(unit_price) x(price_source) x(rounding) x(rate)          \
			x(rate_inverse) x(rate_source) x(rate_at)

static const char *const ORDER_NAMES[] = {ORDER_COLUMNS(PLAN_NAME)};
static const char *const RECIPIENT_NAMES[] = {RECIPIENT_COLUMNS(PLAN_NAME)};
static const char *const PACKAGE_NAMES[] = {PACKAGE_COLUMNS(PLAN_NAME)};
static const char *const LINE_NAMES[] = {LINE_COLUMNS(PLAN_NAME)};

static PlanQuery INSERT_ORDERS = {
	.name = "insert orders",
	.result = SPI_OK_INSERT_RETURNING,
	.types = "bigint, bigint, bigint, text, timestamptz, supply_order",
	.sql =
		"INSERT INTO distribution.supply_order"
		" (supplier_id, order_id, partnership_id, distributor_id, currency, synced_at" ORDER_COLUMNS(
			PLAN_LIST) ")"
					   " SELECT $1, nextval('distribution.supply_order_order_id_seq'),"
					   " $2, $3, $4, $5" ORDER_COLUMNS(
						   PLAN_FROM_ROW) " FROM unnest($6) AS r"
										  " ON CONFLICT (supplier_id, partnership_id, platform_order_no, store, platform)"
										  "  WHERE holds_number DO NOTHING"
										  " RETURNING order_id, platform, store, platform_order_no",
};

/* OR-1: new content for an order not pushed yet. */
static PlanQuery REPLACE_ORDER = {
	.name = "replace an order",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, text, timestamptz, timestamptz",
	.sql = "WITH old_lines AS ("
		   "DELETE FROM distribution.order_line WHERE supplier_id = $1 AND order_id = $2"
		   "), old_packages AS ("
		   "DELETE FROM distribution.order_package WHERE supplier_id = $1 AND order_id = $2"
		   "), old_refusal AS ("
		   "DELETE FROM distribution.order_refusal WHERE supplier_id = $1 AND order_id = $2"
		   "), old_place AS ("
		   "DELETE FROM distribution.push_queue WHERE supplier_id = $1 AND order_id = $2"
		   ") "
		   "UPDATE distribution.supply_order"
		   "   SET currency = $3, logistics = $4, ordered_at = $5, synced_at = $6,"
		   "       push_state = 'synced'"
		   " WHERE supplier_id = $1 AND order_id = $2",
};

static PlanQuery INSERT_CONTENT = {
	.name = "insert packages, lines and events",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, timestamptz, text, bigint[], text[], order_recipient, order_package,"
			 "order_line",
	.sql =
		"WITH events AS ("
		"INSERT INTO distribution.order_event"
		" (supplier_id, event_id, distributor_id, occurred_at, actor, order_id, event)"
		" SELECT $1, nextval('distribution.order_event_event_id_seq'), $2, $3, $4, unnest($5),"
		"        unnest($6)"
		"), recipients AS ("
		"INSERT INTO distribution.order_recipient"
		" (supplier_id, distributor_id" RECIPIENT_COLUMNS(
			PLAN_LIST) ")"
					   " SELECT $1, $2" RECIPIENT_COLUMNS(
						   PLAN_FROM_ROW) " FROM unnest($7) AS r"
										  " ON CONFLICT (supplier_id, order_id) DO UPDATE"
										  "  SET name = EXCLUDED.name, phone = EXCLUDED.phone, address = EXCLUDED.address,"
										  "      content_hash = EXCLUDED.content_hash, in_clear = EXCLUDED.in_clear"
										  "), packages AS ("
										  "INSERT INTO distribution.order_package (supplier_id, distributor_id" PACKAGE_COLUMNS(
											  PLAN_LIST) ")"
														 " SELECT $1, $2" PACKAGE_COLUMNS(
															 PLAN_FROM_ROW) " FROM unnest($8) AS r"
																			") "
																			"INSERT INTO distribution.order_line (supplier_id, distributor_id" LINE_COLUMNS(
																				PLAN_LIST) ")"
																						   " SELECT $1, $2" LINE_COLUMNS(
																							   PLAN_FROM_ROW) " FROM unnest($9) AS r",
};

/* PC-5: the claims take the mode that the orders were billed with. */
static PlanQuery UPDATE_CLAIM_ROUNDING = {
	.name = "update rounding of claims",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint[], text",
	.sql =
		"WITH locked AS ("
		"SELECT sku_id FROM distribution.claim"
		" WHERE supplier_id = $1 AND partnership_id = $2 AND sku_id = ANY ($3) AND rounding <> $4"
		" ORDER BY sku_id FOR NO KEY UPDATE"
		") "
		"UPDATE distribution.claim SET rounding = $4"
		" WHERE supplier_id = $1 AND partnership_id = $2"
		"   AND sku_id = ANY (ARRAY(SELECT sku_id FROM locked))",
};

static int
number_compare(const OrderPayload *a, const OrderPayload *b)
{
	int difference = strcmp(a->order_no, b->order_no);

	if (difference == 0)
		difference = strcmp(a->store, b->store);
	return difference != 0 ? difference : strcmp(a->platform, b->platform);
}

static int
item_compare(const void *a, const void *b)
{
	const SyncItem *left = a;
	const SyncItem *right = b;
	int difference = number_compare(left->payload, right->payload);

	return difference != 0 ? difference : left->position - right->position;
}

/* The items with this number, by position; those refused as payloads are not among them. */
static SyncItem *
items_of_number(Sync *sync, const char *platform, const char *store, const char *order_no,
				int *count)
{
	OrderPayload number = {
		.platform = (char *) platform, .store = (char *) store, .order_no = (char *) order_no};
	int low = 0;
	int high = sync->count;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (number_compare(sync->items[middle].payload, &number) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*count = 0;
	while (low + *count < sync->count &&
		   number_compare(sync->items[low + *count].payload, &number) == 0)
		(*count)++;
	return &sync->items[low];
}

/* Those superseded by the last of their number have its id. */
static void
finish_items(SyncItem *items, int count, int64 order_id)
{
	for (int i = 0; i < count; i++)
	{
		if (items[i].action == SYNC_DONE)
			continue;
		items[i].order_id = order_id;
		items[i].action = SYNC_DONE;
	}
}

static void
refuse_item(SyncItem *item, int sqlstate, char *message, char *path, const char *hint)
{
	item->action = SYNC_DONE;
	item->payload->fault = (JsonFault) {
		.found = true, .sqlstate = sqlstate, .message = message, .path = path, .hint = hint};
}

static bool
has_content(const SyncItem *item, const bytea *hash)
{
	return VARSIZE_ANY_EXHDR(hash) == CONTENT_HASH_SIZE &&
		memcmp(VARDATA_ANY(hash), item->payload->content_hash, CONTENT_HASH_SIZE) == 0;
}

/* OR-1, OR-3: repeats, replacements of what is not pushed yet, or conflicts. */
static void
meet_stored(SyncItem *items, int count, int64 order_id, const char *push_state, const bytea *hash)
{
	bool replaceable = push_state_pushable(push_state);

	for (int i = 0; i < count; i++)
	{
		SyncItem *item = &items[i];
		bool is_repeat = has_content(item, hash);

		if (item->action == SYNC_DONE)
			continue;
		if (!replaceable && !is_repeat)
			refuse_item(item,
						ERRCODE_ORDER_CONFLICT,
						psprintf("order \"%s\" is %s and cannot take other content",
								 item->payload->order_no,
								 push_state),
						"$",
						"Withdraw the order first, or send it as it was.");
		else if (!replaceable)
			finish_items(item, 1, order_id);
		else if (item->action == SYNC_INSERT && is_repeat)
			finish_items(items, count, order_id);
		else if (item->action == SYNC_INSERT)
		{
			item->action = SYNC_REPLACE;
			item->order_id = order_id;
		}
	}
}

/* Of the orders under lock, a row for each, in their order. */
static PlanRows
read_hashes(const Sync *sync, const PlanRows *stored)
{
	PlanValues values = {0};
	PlanColumn ids = plan_column(INT8OID, stored->count);
	PlanRows hashes;

	for (int i = 0; i < stored->count; i++)
		plan_column_add_int64(&ids, plan_int64(stored, i, STORED_ID));
	plan_bind_int64(&values, sync->supplier_id);
	plan_bind_column(&values, &ids);
	hashes = sync->preview ? plan_read(&READ_HASHES, &values) : plan_execute(&READ_HASHES, &values);
	if (hashes.count != stored->count)
		elog(ERROR, "an order has no recipient");
	return hashes;
}

/*
 * Chooses this round's items and locks the orders stored under their numbers.
 * Of several with one number the last counts: it replaces those before it.
 */
static int
start_round(Sync *sync)
{
	PlanValues values = {0};
	PlanColumn numbers = plan_column(TEXTOID, sync->count);
	PlanRows rows;
	PlanRows hashes = {0};
	SyncItem *last = NULL;
	int chosen = 0;

	for (int i = sync->count - 1; i >= 0; i--)
	{
		SyncItem *item = &sync->items[i];

		if (item->action == SYNC_DONE)
			continue;
		item->action = SYNC_PENDING;
		if (last != NULL && number_compare(last->payload, item->payload) == 0)
			continue;
		last = item;
		item->action = SYNC_INSERT;
		plan_column_add_text(&numbers, item->payload->order_no);
		chosen++;
	}
	if (chosen == 0)
		return 0;
	plan_bind_int64(&values, sync->supplier_id);
	plan_bind_int64(&values, sync->partnership_id);
	plan_bind_column(&values, &numbers);
	rows = sync->preview ? plan_read(&READ_STORED, &values) : plan_execute(&LOCK_STORED, &values);
	if (rows.count > 0)
		hashes = read_hashes(sync, &rows);
	for (int i = 0; i < rows.count; i++)
	{
		bool is_null;
		int count;
		SyncItem *items = items_of_number(sync,
										  plan_text(&rows, i, STORED_PLATFORM),
										  plan_text(&rows, i, STORED_STORE),
										  plan_text(&rows, i, STORED_NUMBER),
										  &count);

		meet_stored(items,
					count,
					plan_int64(&rows, i, STORED_ID),
					plan_text(&rows, i, STORED_PUSH_STATE),
					DatumGetByteaPP(plan_datum(&hashes, i, 2, &is_null)));
	}
	return chosen;
}

static bool
is_written(const SyncItem *item)
{
	return item->action == SYNC_INSERT || item->action == SYNC_REPLACE;
}

static void
load_round(Sync *sync)
{
	char **codes;
	int64 *skus;
	int code_count = 0;
	int sku_count;

	sync->terms = terms_load(sync->supplier_id, &sync->partnership_id, 1);
	sync->partnership = terms_partnership_or_fail(sync->terms, sync->partnership_id);
	identity_require_side(sync->supplier_id,
						  sync->partnership->distributor_id,
						  sync->preview ? PERMISSION_REPORT : PERMISSION_DISTRIBUTOR,
						  "partnership",
						  sync->partnership_id);
	for (int i = 0; i < sync->count; i++)
		if (is_written(&sync->items[i]))
			code_count += sync->items[i].payload->line_count;
	if (code_count == 0)
		return;
	/* PA-5, ID-9: what is stored already stays; nothing new comes after the end, or before approval. */
	if (!sync->partnership->partnered)
		error_transition("partnership",
						 sync->partnership_id,
						 sync->partnership->state,
						 "sync orders for",
						 "Orders sync only while the partnership is partnered.");
	if (sync->partnership->supplier_suspended || sync->partnership->distributor_suspended)
		account_refuse_suspended(sync->partnership->supplier_suspended ? "supplier"
																	   : "distributor");
	codes = palloc(sizeof(char *) * code_count);
	code_count = 0;
	for (int i = 0; i < sync->count; i++)
		if (is_written(&sync->items[i]))
			for (int j = 0; j < sync->items[i].payload->line_count; j++)
				codes[code_count++] = sync->items[i].payload->lines[j].sku;
	terms_load_claims(sync->terms, codes, code_count);
	skus = terms_claimed_skus(sync->terms, &sku_count);
	terms_load_offers(sync->terms, skus, sku_count);
}

/* OR-6: the warehouse is fixed here; a package that names none gets the partnership's first. */
static bool
choose_warehouses(const Sync *sync, SyncItem *item)
{
	const PartnershipTerms *partnership = sync->partnership;
	OrderPayload *payload = item->payload;

	item->warehouses = palloc(sizeof(int64) * payload->package_count);
	for (int i = 0; i < payload->package_count; i++)
	{
		const PayloadPackage *package = &payload->packages[i];

		item->warehouses[i] = partnership->warehouse_count > 0 ? partnership->warehouses[0] : 0;
		if (!package->has_warehouse)
			continue;
		item->warehouses[i] = package->warehouse_id;
		if (!terms_assigned(partnership, package->warehouse_id))
		{
			refuse_item(item,
						ERRCODE_NOT_FOUND,
						psprintf("warehouse " INT64_FORMAT " not found", package->warehouse_id),
						psprintf("packages[%d].warehouse_id", i),
						"Name a warehouse that is assigned to the partnership, or none.");
			return false;
		}
	}
	return true;
}

static void
judge_round(Sync *sync)
{
	for (int i = 0; i < sync->count; i++)
	{
		SyncItem *item = &sync->items[i];
		OrderPayload *payload = item->payload;
		OrderedLine *lines;

		if (item->action == SYNC_DONE || !choose_warehouses(sync, item) || !is_written(item))
			continue;
		item->judgements = palloc(sizeof(LineJudgement) * payload->line_count);
		lines = palloc(sizeof(OrderedLine) * payload->line_count);
		for (int j = 0; j < payload->line_count; j++)
			lines[j] = (OrderedLine) {payload->lines[j].sku, payload->lines[j].quantity, 0};
		lines_judge(&sync->terms->supplier,
					sync->partnership,
					lines,
					payload->line_count,
					sync->terms->now,
					item->judgements);
		pfree(lines);
	}
}

static Datum
hash_datum(const OrderPayload *payload)
{
	return PointerGetDatum(
		cstring_to_text_with_len((const char *) payload->content_hash, CONTENT_HASH_SIZE));
}

/* ORDER_COLUMNS */
static void
add_order(PlanRowset *orders, const OrderPayload *payload)
{
	PlanValues row = {0};

	plan_bind_text(&row, payload->platform);
	plan_bind_text(&row, payload->store);
	plan_bind_text(&row, payload->order_no);
	plan_bind_text(&row, payload->logistics);
	plan_bind_time(&row, payload->ordered_at);
	plan_rowset_add(orders, &row);
}

/* Gives ids to the orders that were inserted; the others' numbers are another's meanwhile. */
static void
take_ids(Sync *sync, const PlanRows *rows)
{
	for (int i = 0; i < rows->count; i++)
	{
		int count;
		SyncItem *items = items_of_number(
			sync, plan_text(rows, i, 2), plan_text(rows, i, 3), plan_text(rows, i, 4), &count);

		/* The one that was inserted is the last not refused. */
		while (count > 0 && items[count - 1].action != SYNC_INSERT)
			count--;
		if (count == 0)
			elog(ERROR, "an order was stored that was not given");
		items[count - 1].order_id = plan_int64(rows, i, 1);
	}
}

static void
insert_orders(Sync *sync)
{
	PlanValues values = {0};
	PlanRowset orders =
		plan_rowset("supply_order", ORDER_NAMES, lengthof(ORDER_NAMES), sync->count);
	PlanRows rows;

	for (int i = 0; i < sync->count; i++)
		if (sync->items[i].action == SYNC_INSERT)
			add_order(&orders, sync->items[i].payload);
	plan_bind_int64(&values, sync->supplier_id);
	plan_bind_int64(&values, sync->partnership_id);
	plan_bind_int64(&values, sync->partnership->distributor_id);
	plan_bind_text(&values, sync->partnership->currency);
	plan_bind_time(&values, sync->terms->now);
	plan_bind_rowset(&values, &orders);
	if (orders.rows.count == 0)
		return;
	rows = plan_execute(&INSERT_ORDERS, &values);
	take_ids(sync, &rows);
}

static void
replace_orders(Sync *sync)
{
	for (int i = 0; i < sync->count; i++)
	{
		const SyncItem *item = &sync->items[i];
		PlanValues values = {0};

		if (item->action != SYNC_REPLACE)
			continue;
		plan_bind_int64(&values, sync->supplier_id);
		plan_bind_int64(&values, item->order_id);
		plan_bind_text(&values, sync->partnership->currency);
		plan_bind_text(&values, item->payload->logistics);
		plan_bind_time(&values, item->payload->ordered_at);
		plan_bind_time(&values, sync->terms->now);
		plan_execute(&REPLACE_ORDER, &values);
	}
}

/* What the orders of a round consist of, filled order by order. */
typedef struct Content
{
	PlanColumn event_orders;
	PlanColumn events;
	PlanRowset recipients;
	PlanRowset packages;
	PlanRowset lines;
} Content;

static Content
content_begin(int orders)
{
	return (Content) {
		.event_orders = plan_column(INT8OID, orders),
		.events = plan_column(TEXTOID, orders),
		.recipients =
			plan_rowset("order_recipient", RECIPIENT_NAMES, lengthof(RECIPIENT_NAMES), orders),
		.packages = plan_rowset("order_package", PACKAGE_NAMES, lengthof(PACKAGE_NAMES), orders),
		.lines = plan_rowset("order_line", LINE_NAMES, lengthof(LINE_NAMES), orders),
	};
}

static void
bind_price(PlanValues *row, const LineJudgement *judgement)
{
	bool none = judgement->reason != LINE_ELIGIBLE;
	const Price *price = &judgement->price;

	plan_bind(row, none ? (Datum) 0 : minor_to_numeric(price->unit), none);
	plan_bind_text(row, none ? NULL : price_source_name(price->source));
	plan_bind_text(row, none ? NULL : rounding_name(price->rounding));
	plan_bind_rate(row, none ? NULL : &price->rate);
}

/* LINE_COLUMNS */
static void
add_line(PlanRowset *lines, const SyncItem *item, int n)
{
	const PayloadLine *line = &item->payload->lines[n];
	const LineJudgement *judgement = &item->judgements[n];
	const Claim *claim = judgement->claim;
	int64 warehouse = item->warehouses[line->package_index];
	PlanValues row = {0};

	plan_bind_int64(&row, item->order_id);
	plan_bind_int32(&row, n + 1);
	plan_bind_text(&row, item->payload->packages[line->package_index].package_no);
	plan_bind(&row, Int64GetDatum(warehouse), warehouse == 0);
	plan_bind_text(&row, line->sku);
	plan_bind(&row, Int64GetDatum(claim ? claim->sku_id : 0), claim == NULL);
	plan_bind_int32(&row, line->quantity);
	plan_bind_bool(&row, line->is_gift);
	plan_bind_text(&row, line_reason_name(judgement->reason));
	plan_bind_text(&row, line_reason_describe(judgement, line->sku));
	bind_price(&row, judgement);
	plan_rowset_add(lines, &row);
}

/* PACKAGE_COLUMNS */
static void
add_package(PlanRowset *packages, const SyncItem *item, int n)
{
	PlanValues row = {0};

	plan_bind_int64(&row, item->order_id);
	plan_bind_text(&row, item->payload->packages[n].package_no);
	plan_bind_int32(&row, n + 1);
	plan_bind(&row, Int64GetDatum(item->warehouses[n]), item->warehouses[n] == 0);
	plan_rowset_add(packages, &row);
}

/* RECIPIENT_COLUMNS */
static void
add_recipient(PlanRowset *recipients, const SyncItem *item)
{
	PlanValues row = {0};

	plan_bind_int64(&row, item->order_id);
	plan_bind_text(&row, item->payload->recipient_name);
	plan_bind_text(&row, item->payload->recipient_phone);
	plan_bind_text(&row, item->payload->recipient_address);
	plan_bind(&row, hash_datum(item->payload), false);
	plan_bind_bool(&row, logistics_fee_applies(item->payload->logistics, item->payload->platform));
	plan_rowset_add(recipients, &row);
}

static void
add_item(Content *content, const SyncItem *item)
{
	plan_column_add_int64(&content->event_orders, item->order_id);
	plan_column_add_text(&content->events,
						 item->action == SYNC_REPLACE ? "replaced" : PUSH_STATE_SYNCED);
	add_recipient(&content->recipients, item);
	for (int i = 0; i < item->payload->package_count; i++)
		add_package(&content->packages, item, i);
	for (int i = 0; i < item->payload->line_count; i++)
		add_line(&content->lines, item, i);
}

static void
write_content(const Sync *sync, Content *content)
{
	PlanValues values = {0};

	plan_bind_int64(&values, sync->supplier_id);
	plan_bind_int64(&values, sync->partnership->distributor_id);
	plan_bind_time(&values, sync->terms->now);
	plan_bind_text(&values, identity_actor());
	plan_bind_column(&values, &content->event_orders);
	plan_bind_column(&values, &content->events);
	plan_bind_rowset(&values, &content->recipients);
	plan_bind_rowset(&values, &content->packages);
	plan_bind_rowset(&values, &content->lines);
	if (content->events.count > 0)
		plan_execute(&INSERT_CONTENT, &values);
}

static void
write_claim_rounding(const Sync *sync, PlanColumn *skus)
{
	PlanValues values = {0};

	if (skus->count == 0)
		return;
	plan_bind_int64(&values, sync->supplier_id);
	plan_bind_int64(&values, sync->partnership_id);
	plan_bind_column(&values, skus);
	plan_bind_text(&values, rounding_name(sync->terms->supplier.rounding));
	plan_execute(&UPDATE_CLAIM_ROUNDING, &values);
}

/* The claims that an order of this round is the first to see in the supplier's mode. */
static void
add_claims_to_round(const Sync *sync, const SyncItem *item, PlanColumn *skus)
{
	for (int i = 0; i < item->payload->line_count; i++)
	{
		const Claim *claim = item->judgements[i].claim;

		if (claim != NULL && claim->rounding != sync->terms->supplier.rounding)
			plan_column_add_int64(skus, claim->sku_id);
	}
}

/* Those before the written one with the same number. */
static void
finish_superseded(Sync *sync, const SyncItem *written)
{
	for (SyncItem *item = (SyncItem *) written - 1;
		 item >= sync->items && number_compare(item->payload, written->payload) == 0;
		 item--)
		finish_items(item, 1, written->order_id);
}

static void
write_round(Sync *sync)
{
	PlanColumn skus = plan_column(INT8OID, 0);
	Content content = content_begin(sync->count);

	insert_orders(sync);
	replace_orders(sync);
	for (int i = 0; i < sync->count; i++)
	{
		SyncItem *item = &sync->items[i];

		/* Without an id its number was stored by another meanwhile: the next round meets it. */
		if (!is_written(item) || item->order_id == 0)
			continue;
		add_item(&content, item);
		add_claims_to_round(sync, item, &skus);
		item->action = SYNC_DONE;
		finish_superseded(sync, item);
	}
	write_content(sync, &content);
	write_claim_rounding(sync, &skus);
}

/* Stores the orders that have no fault; sets ids and further faults. */
static Sync
sync_orders(int64 supplier_id, int64 partnership_id, OrderPayload *payloads, int count)
{
	Sync sync = {.supplier_id = supplier_id, .partnership_id = partnership_id};

	sync.items = palloc0(sizeof(SyncItem) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		if (payloads[i].fault.found)
			continue;
		sync.items[sync.count].payload = &payloads[i];
		sync.items[sync.count++].position = i;
	}
	qsort(sync.items, sync.count, sizeof(SyncItem), item_compare);
	plan_open();
	while (start_round(&sync) > 0 || !sync.terms)
	{
		plan_snapshot_push();
		load_round(&sync);
		judge_round(&sync);
		plan_snapshot_pop();
		write_round(&sync);
	}
	plan_close();
	return sync;
}

/* QT-1: decides as a sync would now; what that would refuse is an error here too. */
SyncPreview
order_sync_preview(int64 supplier_id, int64 partnership_id, OrderPayload *payload)
{
	SyncItem *item = palloc0(sizeof(SyncItem));
	Sync sync = {
		.supplier_id = supplier_id,
		.partnership_id = partnership_id,
		.preview = true,
		.items = item,
		.count = 1,
	};

	item->payload = payload;
	plan_snapshot_push();
	(void) start_round(&sync);
	load_round(&sync);
	judge_round(&sync);
	plan_snapshot_pop();
	if (payload->fault.found)
		json_raise(&payload->fault);
	return (SyncPreview) {
		.order_id = item->action == SYNC_DONE ? item->order_id : 0,
		.partnership = sync.partnership,
		.judgements = item->judgements,
		.warehouses = item->warehouses,
	};
}

PG_FUNCTION_INFO_V1(distribution_sync_order);

Datum
distribution_sync_order(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	char *text = argument_raw(fcinfo, 2, "payload");
	OrderPayload payload = {0};
	Sync sync;

	payload_read_order(text, strlen(text), &payload);
	if (payload.fault.found)
		json_raise(&payload.fault);
	sync = sync_orders(supplier_id, partnership_id, &payload, 1);
	if (payload.fault.found)
		json_raise(&payload.fault);
	PG_RETURN_INT64(sync.items[0].order_id);
}

enum
{
	SYNCED_POSITION,
	SYNCED_ORDER,
	SYNCED_SQLSTATE,
	SYNCED_MESSAGE,
	SYNCED_COLUMNS
};

static void
put_synced(ReturnSetInfo *result, int position, int64 order_id, const JsonFault *fault)
{
	Datum values[SYNCED_COLUMNS] = {0};
	bool nulls[SYNCED_COLUMNS] = {false};

	values[SYNCED_POSITION] = Int32GetDatum(position + 1);
	nulls[SYNCED_ORDER] = fault->found;
	nulls[SYNCED_SQLSTATE] = nulls[SYNCED_MESSAGE] = !fault->found;
	values[SYNCED_ORDER] = Int64GetDatum(order_id);
	if (fault->found)
	{
		values[SYNCED_SQLSTATE] = CStringGetTextDatum(unpack_sql_state(fault->sqlstate));
		values[SYNCED_MESSAGE] =
			CStringGetTextDatum(psprintf("%s (at %s)", fault->message, fault->path));
	}
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(distribution_sync_orders);

Datum
distribution_sync_orders(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	char *text = argument_raw(fcinfo, 2, "payloads");
	JsonFault fault = {0};
	int count;
	OrderPayload *payloads;
	int64 *order_ids;
	Sync sync;

	InitMaterializedSRF(fcinfo, 0);
	payloads = payload_read_orders(text, strlen(text), &count, &fault);
	if (fault.found)
		json_raise(&fault);
	order_ids = palloc0(sizeof(int64) * Max(count, 1));
	sync = sync_orders(supplier_id, partnership_id, payloads, count);
	for (int i = 0; i < sync.count; i++)
		order_ids[sync.items[i].position] = sync.items[i].order_id;
	for (int i = 0; i < count; i++)
		put_synced((ReturnSetInfo *) fcinfo->resultinfo, i, order_ids[i], &payloads[i].fault);
	PG_RETURN_NULL();
}
