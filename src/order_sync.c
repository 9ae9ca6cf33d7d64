/*
 * order_sync.c
 *	  sync_order and sync_orders: marketplace orders in, each line with its
 *	  eligibility and price (OR-1, OR-2, PC-5).
 *
 * Orders are known by their number (platform, store, order number). A round
 * locks the orders already stored under the numbers at hand, takes a snapshot,
 * judges every line, and writes. New orders are inserted sorted by number, so
 * that two syncs of the same numbers wait for each other and never deadlock; a
 * number that another transaction stored meanwhile, or that stands twice in the
 * batch, is taken up again in the next round as the repeat or replacement that
 * it then is.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "payload.h"
#include "plan.h"
#include "push_sql.h"
#include "terms.h"

typedef enum SyncAction
{
	SYNC_PENDING,
	SYNC_INSERT,
	SYNC_REPLACE,
	SYNC_DONE					/* stored, found equal, or refused: see the payload's fault */
} SyncAction;

typedef struct SyncItem
{
	OrderPayload *payload;
	int			position;		/* in the batch, from 0 */
	SyncAction	action;
	int64		order_id;
	LineJudgement *judgements;	/* one a line */
	int64	   *warehouses;		/* one a package, 0: none assigned */
} SyncItem;

/* A call's orders, sorted by number and position. */
typedef struct Sync
{
	int64		supplier_id;
	int64		partnership_id;
	SyncItem   *items;
	int			count;
	Terms	   *terms;			/* of the round */
	PartnershipTerms *partnership;
} Sync;

enum
{
	STORED_ID = 1,
	STORED_PLATFORM,
	STORED_STORE,
	STORED_NUMBER,
	STORED_PUSH_STATE,
	STORED_HASH
};

static PlanQuery LOCK_STORED = {
	.name = "lock orders by number",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, text[]",
	.sql = "SELECT order_id, platform, store, platform_order_no, push_state, content_hash"
	"  FROM distribution.supply_order"
	" WHERE supplier_id = $1 AND partnership_id = $2 AND platform_order_no = ANY ($3)"
	"   AND holds_number"
	" ORDER BY order_id"
	"   FOR NO KEY UPDATE",
};

static PlanQuery INSERT_ORDERS = {
	.name = "insert orders",
	.result = SPI_OK_INSERT_RETURNING,
	.types = "bigint, bigint, bigint, text, timestamptz, text[], text[], text[], text[], bytea[],"
	"timestamptz[]",
	.sql = "INSERT INTO distribution.supply_order"
	" (supplier_id, partnership_id, distributor_id, currency, synced_at, platform, store,"
	"  platform_order_no, logistics, content_hash, ordered_at)"
	" SELECT $1, $2, $3, $4, $5, unnest($6), unnest($7), unnest($8), unnest($9), unnest($10),"
	"  unnest($11)"
	" ON CONFLICT (supplier_id, partnership_id, platform_order_no, store, platform)"
	"  WHERE holds_number DO NOTHING"
	" RETURNING order_id, platform, store, platform_order_no",
};

/* OR-1: new content for an order not pushed yet. */
static PlanQuery REPLACE_ORDER = {
	.name = "replace an order",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, text, bytea, timestamptz, timestamptz",
	.sql = "WITH old_lines AS ("
	"DELETE FROM distribution.order_line WHERE supplier_id = $1 AND order_id = $2"
	"), old_packages AS ("
	"DELETE FROM distribution.order_package WHERE supplier_id = $1 AND order_id = $2"
	"), old_refusal AS ("
	"DELETE FROM distribution.order_refusal WHERE supplier_id = $1 AND order_id = $2"
	") "
	"UPDATE distribution.supply_order"
	"   SET currency = $3, logistics = $4, content_hash = $5, ordered_at = $6, synced_at = $7,"
	"       push_state = 'synced'"
	" WHERE supplier_id = $1 AND order_id = $2",
};

static PlanQuery INSERT_CONTENT = {
	.name = "insert packages, lines and events",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, timestamptz, text,"
	"bigint[], text[], text[], text[], text[],"
	"bigint[], text[], int[], bigint[],"
	"bigint[], int[], text[], bigint[], text[], bigint[], int[], boolean[], text[], text[],"
	"numeric[], text[], text[], numeric[], boolean[], text[], timestamptz[]",
	.sql = "WITH events AS ("
	"INSERT INTO distribution.order_event"
	" (supplier_id, distributor_id, occurred_at, actor, order_id, event)"
	" SELECT $1, $2, $3, $4, unnest($5), unnest($6)"
	"), recipients AS ("
	"INSERT INTO distribution.order_recipient"
	" (supplier_id, distributor_id, order_id, name, phone, address)"
	" SELECT $1, $2, unnest($5), unnest($7), unnest($8), unnest($9)"
	" ON CONFLICT (supplier_id, order_id) DO UPDATE"
	"  SET name = EXCLUDED.name, phone = EXCLUDED.phone, address = EXCLUDED.address"
	"), packages AS ("
	"INSERT INTO distribution.order_package"
	" (supplier_id, distributor_id, order_id, package_no, position, warehouse_id)"
	" SELECT $1, $2, unnest($10), unnest($11), unnest($12), unnest($13)"
	") "
	"INSERT INTO distribution.order_line"
	" (supplier_id, distributor_id, order_id, line_no, package_no, warehouse_id, distributor_sku,"
	"  sku_id, quantity, is_gift, reason, detail, unit_price, price_source, rounding, rate,"
	"  rate_inverse, rate_source, rate_at)"
	" SELECT $1, $2, unnest($14), unnest($15), unnest($16), unnest($17), unnest($18), unnest($19),"
	"  unnest($20), unnest($21), unnest($22), unnest($23), unnest($24), unnest($25), unnest($26),"
	"  unnest($27), unnest($28), unnest($29), unnest($30)",
};

/* PC-5: the claims take the mode that the orders were billed with. */
static PlanQuery UPDATE_CLAIM_ROUNDING = {
	.name = "update rounding of claims",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, bigint[], text",
	.sql = "WITH locked AS ("
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
	int			difference = strcmp(a->order_no, b->order_no);

	if (difference == 0)
		difference = strcmp(a->store, b->store);
	return difference != 0 ? difference : strcmp(a->platform, b->platform);
}

static int
item_compare(const void *a, const void *b)
{
	const SyncItem *left = a;
	const SyncItem *right = b;
	int			difference = number_compare(left->payload, right->payload);

	return difference != 0 ? difference : left->position - right->position;
}

/* The first item still pending with this number; NULL: none. */
static SyncItem *
pending_item(Sync *sync, const char *platform, const char *store, const char *order_no)
{
	OrderPayload number = {
		.platform = (char *) platform,.store = (char *) store,.order_no = (char *) order_no};
	int			low = 0;
	int			high = sync->count;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (number_compare(sync->items[middle].payload, &number) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < sync->count && number_compare(sync->items[low].payload, &number) == 0; low++)
		if (sync->items[low].action != SYNC_DONE)
			return &sync->items[low];
	return NULL;
}

static void
refuse_item(SyncItem *item, int sqlstate, char *message, char *path, const char *hint)
{
	item->action = SYNC_DONE;
	item->payload->fault =
		(JsonFault) {.found = true,.sqlstate = sqlstate,.message = message,.path = path,.hint = hint};
}

/* OR-1: a repeat, a replacement, or a conflict. */
static void
meet_stored(SyncItem *item, int64 order_id, const char *push_state, const bytea *hash)
{
	item->order_id = order_id;
	if (VARSIZE_ANY_EXHDR(hash) == CONTENT_HASH_SIZE &&
		memcmp(VARDATA_ANY(hash), item->payload->content_hash, CONTENT_HASH_SIZE) == 0)
		item->action = SYNC_DONE;
	else if (strcmp(push_state, "synced") == 0 || strcmp(push_state, "push_failed") == 0)
		item->action = SYNC_REPLACE;
	else
		refuse_item(item, ERRCODE_ORDER_CONFLICT,
					psprintf("order \"%s\" is %s and cannot take other content",
							 item->payload->order_no, push_state),
					"$", "Withdraw the order first, or send it as it was.");
}

/* Chooses this round's items, one a number, and locks the orders stored under them. */
static int
start_round(Sync *sync)
{
	PlanValues	values = {0};
	PlanColumn	numbers = plan_column(TEXTOID, sync->count);
	PlanRows	rows;
	SyncItem   *last = NULL;
	int			chosen = 0;

	for (int i = 0; i < sync->count; i++)
	{
		SyncItem   *item = &sync->items[i];

		if (item->action == SYNC_DONE ||
			(last != NULL && number_compare(last->payload, item->payload) == 0))
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
	rows = plan_execute(&LOCK_STORED, &values);
	for (int i = 0; i < rows.count; i++)
	{
		SyncItem   *item = pending_item(sync, plan_text(&rows, i, STORED_PLATFORM),
										plan_text(&rows, i, STORED_STORE),
										plan_text(&rows, i, STORED_NUMBER));
		bool		is_null;

		if (item != NULL)
			meet_stored(item, plan_int64(&rows, i, STORED_ID),
						plan_text(&rows, i, STORED_PUSH_STATE),
						DatumGetByteaPP(plan_datum(&rows, i, STORED_HASH, &is_null)));
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
	char	  **codes;
	int64	   *skus;
	int			code_count = 0;
	int			sku_count;

	sync->terms = terms_load(sync->supplier_id, &sync->partnership_id, 1);
	sync->partnership = terms_partnership_or_fail(sync->terms, sync->partnership_id);
	identity_require_side(sync->supplier_id, sync->partnership->distributor_id,
						  PERMISSION_DISTRIBUTOR, "partnership", sync->partnership_id);
	for (int i = 0; i < sync->count; i++)
		if (is_written(&sync->items[i]))
			code_count += sync->items[i].payload->line_count;
	if (code_count == 0)
		return;
	/* PA-5: what is stored already stays; nothing new comes after the end, or before approval. */
	if (!sync->partnership->partnered)
		error_transition("partnership", sync->partnership_id, sync->partnership->state,
						 "sync orders for", "Orders sync only while the partnership is partnered.");
	codes = palloc(sizeof(char *) * code_count);
	code_count = 0;
	for (int i = 0; i < sync->count; i++)
		if (is_written(&sync->items[i]))
			for (int j = 0; j < sync->items[i].payload->line_count; j++)
				codes[code_count++] = sync->items[i].payload->lines[j].sku;
	terms_load_levels(sync->terms);
	terms_load_warehouses(sync->terms);
	terms_load_rates(sync->terms);
	terms_load_claims(sync->terms, codes, code_count);
	skus = terms_claimed_skus(sync->terms, &sku_count);
	terms_load_products(sync->terms, skus, sku_count);
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
			refuse_item(item, ERRCODE_NOT_FOUND,
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
		SyncItem   *item = &sync->items[i];
		OrderPayload *payload = item->payload;

		if (!is_written(item) || !choose_warehouses(sync, item))
			continue;
		item->judgements = palloc(sizeof(LineJudgement) * payload->line_count);
		for (int j = 0; j < payload->line_count; j++)
			item->judgements[j] = line_judge(&sync->terms->supplier, sync->partnership,
											 payload->lines[j].sku, payload->lines[j].quantity,
											 sync->terms->now);
	}
}

static Datum
hash_datum(const OrderPayload *payload)
{
	return PointerGetDatum(cstring_to_text_with_len((const char *) payload->content_hash,
													CONTENT_HASH_SIZE));
}

static void
insert_orders(Sync *sync)
{
	PlanValues	values = {0};
	PlanColumn	texts[4];
	PlanColumn	hash = plan_column(BYTEAOID, sync->count);
	PlanColumn	ordered_at = plan_column(TIMESTAMPTZOID, sync->count);
	PlanRows	rows;

	for (int c = 0; c < 4; c++)
		texts[c] = plan_column(TEXTOID, sync->count);
	for (int i = 0; i < sync->count; i++)
	{
		const OrderPayload *payload = sync->items[i].payload;

		if (sync->items[i].action != SYNC_INSERT)
			continue;
		plan_column_add_text(&texts[0], payload->platform);
		plan_column_add_text(&texts[1], payload->store);
		plan_column_add_text(&texts[2], payload->order_no);
		plan_column_add_text(&texts[3], payload->logistics);
		plan_column_add(&hash, hash_datum(payload), false);
		plan_column_add_int64(&ordered_at, payload->ordered_at);
	}
	if (hash.count == 0)
		return;
	plan_bind_int64(&values, sync->supplier_id);
	plan_bind_int64(&values, sync->partnership_id);
	plan_bind_int64(&values, sync->partnership->distributor_id);
	plan_bind_text(&values, sync->partnership->currency);
	plan_bind_time(&values, sync->terms->now);
	for (int c = 0; c < 4; c++)
		plan_bind_column(&values, &texts[c]);
	plan_bind_column(&values, &hash);
	plan_bind_column(&values, &ordered_at);
	rows = plan_execute(&INSERT_ORDERS, &values);
	for (int i = 0; i < rows.count; i++)
		pending_item(sync, plan_text(&rows, i, 2), plan_text(&rows, i, 3),
					 plan_text(&rows, i, 4))->order_id = plan_int64(&rows, i, 1);
}

static void
replace_orders(Sync *sync)
{
	for (int i = 0; i < sync->count; i++)
	{
		const SyncItem *item = &sync->items[i];
		PlanValues	values = {0};

		if (item->action != SYNC_REPLACE)
			continue;
		plan_bind_int64(&values, sync->supplier_id);
		plan_bind_int64(&values, item->order_id);
		plan_bind_text(&values, sync->partnership->currency);
		plan_bind_text(&values, item->payload->logistics);
		plan_bind(&values, hash_datum(item->payload), false);
		plan_bind_time(&values, item->payload->ordered_at);
		plan_bind_time(&values, sync->terms->now);
		plan_execute(&REPLACE_ORDER, &values);
	}
}

/* The columns of order_package and order_line, filled order by order. */
typedef struct ContentColumns
{
	PlanColumn	event_order;
	PlanColumn	event;
	PlanColumn	recipient_name;
	PlanColumn	recipient_phone;
	PlanColumn	recipient_address;
	PlanColumn	package_order;
	PlanColumn	package_no;
	PlanColumn	position;
	PlanColumn	package_warehouse;
	PlanColumn	line_order;
	PlanColumn	line_no;
	PlanColumn	line_package;
	PlanColumn	line_warehouse;
	PlanColumn	code;
	PlanColumn	sku;
	PlanColumn	quantity;
	PlanColumn	is_gift;
	PlanColumn	reason;
	PlanColumn	detail;
	PlanColumn	unit_price;
	PlanColumn	price_source;
	PlanColumn	rounding;
	PlanColumn	rate;
	PlanColumn	rate_inverse;
	PlanColumn	rate_source;
	PlanColumn	rate_at;
} ContentColumns;

static ContentColumns
content_columns(void)
{
	return (ContentColumns) {
		.event_order = plan_column(INT8OID, 0),.event = plan_column(TEXTOID, 0),
		.recipient_name = plan_column(TEXTOID, 0),.recipient_phone = plan_column(TEXTOID, 0),
		.recipient_address = plan_column(TEXTOID, 0),
		.package_order = plan_column(INT8OID, 0),.package_no = plan_column(TEXTOID, 0),
		.position = plan_column(INT4OID, 0),.package_warehouse = plan_column(INT8OID, 0),
		.line_order = plan_column(INT8OID, 0),.line_no = plan_column(INT4OID, 0),
		.line_package = plan_column(TEXTOID, 0),.line_warehouse = plan_column(INT8OID, 0),
		.code = plan_column(TEXTOID, 0),.sku = plan_column(INT8OID, 0),
		.quantity = plan_column(INT4OID, 0),.is_gift = plan_column(BOOLOID, 0),
		.reason = plan_column(TEXTOID, 0),.detail = plan_column(TEXTOID, 0),
		.unit_price = plan_column(NUMERICOID, 0),.price_source = plan_column(TEXTOID, 0),
		.rounding = plan_column(TEXTOID, 0),.rate = plan_column(NUMERICOID, 0),
		.rate_inverse = plan_column(BOOLOID, 0),.rate_source = plan_column(TEXTOID, 0),
		.rate_at = plan_column(TIMESTAMPTZOID, 0),
	};
}

static void
add_price(ContentColumns *columns, const LineJudgement *judgement)
{
	bool		none = judgement->reason != LINE_ELIGIBLE;
	const Price *price = &judgement->price;

	plan_column_add(&columns->unit_price, none ? (Datum) 0 : minor_to_numeric(price->unit), none);
	plan_column_add_text(&columns->price_source, none ? NULL : price_source_name(price->source));
	plan_column_add_text(&columns->rounding, none ? NULL : rounding_name(price->rounding));
	plan_column_add(&columns->rate, none ? (Datum) 0 : rate_to_numeric(price->rate.quoted), none);
	plan_column_add(&columns->rate_inverse, BoolGetDatum(price->rate.inverse), none);
	plan_column_add_text(&columns->rate_source, none ? NULL : rate_source_name(price->rate.source));
	plan_column_add(&columns->rate_at, Int64GetDatum(price->rate.at), none);
}

static void
add_line(ContentColumns *columns, const SyncItem *item, int n)
{
	const PayloadLine *line = &item->payload->lines[n];
	const LineJudgement *judgement = &item->judgements[n];
	int64		warehouse = item->warehouses[line->package_index];
	const Claim *claim = judgement->claim;

	plan_column_add_int64(&columns->line_order, item->order_id);
	plan_column_add_int32(&columns->line_no, n + 1);
	plan_column_add_text(&columns->line_package, item->payload->packages[line->package_index].package_no);
	plan_column_add(&columns->line_warehouse, Int64GetDatum(warehouse), warehouse == 0);
	plan_column_add_text(&columns->code, line->sku);
	plan_column_add(&columns->sku, Int64GetDatum(claim ? claim->sku_id : 0), claim == NULL);
	plan_column_add_int32(&columns->quantity, line->quantity);
	plan_column_add_bool(&columns->is_gift, line->is_gift);
	plan_column_add_text(&columns->reason, line_reason_name(judgement->reason));
	plan_column_add_text(&columns->detail, line_reason_describe(judgement, line->sku));
	add_price(columns, judgement);
}

static void
add_item(ContentColumns *columns, const SyncItem *item)
{
	plan_column_add_int64(&columns->event_order, item->order_id);
	plan_column_add_text(&columns->event, item->action == SYNC_REPLACE ? "replaced" : "synced");
	plan_column_add_text(&columns->recipient_name, item->payload->recipient_name);
	plan_column_add_text(&columns->recipient_phone, item->payload->recipient_phone);
	plan_column_add_text(&columns->recipient_address, item->payload->recipient_address);
	for (int i = 0; i < item->payload->package_count; i++)
	{
		plan_column_add_int64(&columns->package_order, item->order_id);
		plan_column_add_text(&columns->package_no, item->payload->packages[i].package_no);
		plan_column_add_int32(&columns->position, i + 1);
		plan_column_add(&columns->package_warehouse, Int64GetDatum(item->warehouses[i]),
						item->warehouses[i] == 0);
	}
	for (int i = 0; i < item->payload->line_count; i++)
		add_line(columns, item, i);
}

static void
bind_content(PlanValues *values, ContentColumns *columns)
{
	PlanColumn *in_order[] = {
		&columns->event_order, &columns->event,
		&columns->recipient_name, &columns->recipient_phone, &columns->recipient_address,
		&columns->package_order, &columns->package_no, &columns->position,
		&columns->package_warehouse,
		&columns->line_order, &columns->line_no, &columns->line_package,
		&columns->line_warehouse, &columns->code, &columns->sku, &columns->quantity,
		&columns->is_gift, &columns->reason, &columns->detail, &columns->unit_price,
		&columns->price_source, &columns->rounding, &columns->rate, &columns->rate_inverse,
		&columns->rate_source, &columns->rate_at,
	};

	for (int i = 0; i < (int) lengthof(in_order); i++)
		plan_bind_column(values, in_order[i]);
}

static void
write_claim_rounding(const Sync *sync, PlanColumn *skus)
{
	PlanValues	values = {0};

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

static void
write_round(Sync *sync)
{
	PlanColumn	skus = plan_column(INT8OID, 0);
	PlanValues	values = {0};
	ContentColumns columns = content_columns();

	insert_orders(sync);
	replace_orders(sync);
	for (int i = 0; i < sync->count; i++)
	{
		SyncItem   *item = &sync->items[i];

		/* Without an id its number was stored by another meanwhile: the next round meets it. */
		if (!is_written(item) || item->order_id == 0)
			continue;
		add_item(&columns, item);
		add_claims_to_round(sync, item, &skus);
		item->action = SYNC_DONE;
	}
	if (columns.event_order.count == 0)
		return;
	plan_bind_int64(&values, sync->supplier_id);
	plan_bind_int64(&values, sync->partnership->distributor_id);
	plan_bind_time(&values, sync->terms->now);
	plan_bind_text(&values, identity_actor());
	bind_content(&values, &columns);
	plan_execute(&INSERT_CONTENT, &values);
	write_claim_rounding(sync, &skus);
}

/* Stores the orders that have no fault; sets ids and further faults. */
static Sync
sync_orders(int64 supplier_id, int64 partnership_id, OrderPayload *payloads, int count)
{
	Sync		sync = {.supplier_id = supplier_id,.partnership_id = partnership_id};

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

PG_FUNCTION_INFO_V1(distribution_sync_order);

Datum
distribution_sync_order(PG_FUNCTION_ARGS)
{
	int64		supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64		partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	char	   *text = argument_text(fcinfo, 2, "payload");
	OrderPayload payload = {0};
	Sync		sync;

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
	Datum		values[SYNCED_COLUMNS] = {0};
	bool		nulls[SYNCED_COLUMNS] = {false};

	values[SYNCED_POSITION] = Int32GetDatum(position + 1);
	nulls[SYNCED_ORDER] = fault->found;
	nulls[SYNCED_SQLSTATE] = nulls[SYNCED_MESSAGE] = !fault->found;
	values[SYNCED_ORDER] = Int64GetDatum(order_id);
	if (fault->found)
	{
		values[SYNCED_SQLSTATE] = CStringGetTextDatum(unpack_sql_state(fault->sqlstate));
		values[SYNCED_MESSAGE] = CStringGetTextDatum(psprintf("%s (at %s)", fault->message,
															  fault->path));
	}
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(distribution_sync_orders);

Datum
distribution_sync_orders(PG_FUNCTION_ARGS)
{
	int64		supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64		partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	char	   *text = argument_text(fcinfo, 2, "payloads");
	JsonFault	fault = {0};
	int			count;
	OrderPayload *payloads;
	int64	   *order_ids;
	Sync		sync;

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
