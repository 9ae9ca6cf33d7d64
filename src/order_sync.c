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
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "account.h"
#include "answer.h"
#include "argument.h"
#include "call.h"
#include "errors.h"
#include "fee.h"
#include "identity.h"
#include "order_sync.h"
#include "order_sync_row.h"
#include "partnership.h"
#include "payload.h"
#include "plan.h"
#include "push_sql.h"
#include "state.h"
#include "terms_row.h"

#define SYNC_MAX_LOST_ROUNDS 10 /* in a row, with a number that another stored meanwhile */

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

/*
 * PC-5: the claims take the mode that the orders were billed with. Most orders change none, and
 * claims have a trigger of whole statements, which is to see one.
 */
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
items_of_number(Sync *sync, const SyncedOrder *order, int *count)
{
	OrderPayload number = {
		.platform = unconstify(char *, order->platform),
		.store = unconstify(char *, order->store),
		.order_no = unconstify(char *, order->platform_order_no),
	};
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
has_content(const SyncItem *item, const RowHash *hash)
{
	return hash->length == CONTENT_HASH_SIZE &&
		memcmp(hash->bytes, item->payload->content_hash, CONTENT_HASH_SIZE) == 0;
}

/* OR-1, OR-3: repeats, replacements of what is not pushed yet, or conflicts. */
static void
meet_stored(SyncItem *items, int count, const OrderRow *order, const RowHash *hash)
{
	bool replaceable = push_state_pushable(order->push_state);

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
								 order->push_state),
						"$",
						"Withdraw the order first, or send it as it was.");
		else if (!replaceable)
			finish_items(item, 1, order->order_id);
		else if (item->action == SYNC_INSERT && is_repeat)
			finish_items(items, count, order->order_id);
		else if (item->action == SYNC_INSERT)
		{
			item->action = SYNC_REPLACE;
			item->order_id = order->order_id;
		}
	}
}

static SyncedOrder
order_of(const Sync *sync, const SyncItem *item)
{
	const OrderPayload *payload = item->payload;

	return (SyncedOrder) {
		.supplier_id = sync->supplier_id,
		.platform_order_no = payload->order_no,
		.partnership_id = sync->partnership_id,
		.store = payload->store,
		.platform = payload->platform,
		.order_id = item->order_id,
		.logistics = payload->logistics,
		.ordered_at = payload->ordered_at,
		.push_state = PUSH_STATE_SYNCED,
	};
}

/* Chooses this round's items: of several with one number the last counts, it replaces those before it. */
static int
choose_items(Sync *sync)
{
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
		chosen++;
	}
	return chosen;
}

/* Locks the orders that were found by their numbers, and meets those that still hold them. */
static void
meet_found(Sync *sync, const SyncedOrder *found, int found_count)
{
	int64 *ids = palloc(sizeof(int64) * found_count);
	int count;
	OrderRow *orders;
	const OrderRecipient *recipients;

	for (int i = 0; i < found_count; i++)
		ids[i] = found[i].order_id;
	orders = order_rows_load(sync->supplier_id, ids, found_count, !sync->preview, &count);
	/* After the lock: what is read beside it may be older than the row. */
	recipients = order_recipients_read(orders, count, sync->preview ? ROW_READ : ROW_NOW);
	for (int i = 0; i < found_count; i++)
	{
		const OrderRow *order = order_rows_find(orders, count, found[i].order_id);
		int item_count;
		SyncItem *items = items_of_number(sync, &found[i], &item_count);

		if (order != NULL && order->holds_number)
			meet_stored(items, item_count, order, &recipients[order - orders].content_hash);
	}
}

/* Chooses this round's items and locks the orders stored under their numbers. */
static int
start_round(Sync *sync)
{
	int chosen = choose_items(sync);
	SyncedOrder *numbers = palloc(sizeof(SyncedOrder) * Max(chosen, 1));
	int count = 0;

	for (int i = 0; i < sync->count; i++)
		if (sync->items[i].action == SYNC_INSERT)
			numbers[count++] = order_of(sync, &sync->items[i]);
	count = synced_orders_find(numbers, count, sync->preview ? ROW_READ : ROW_NOW);
	if (count > 0)
		meet_found(sync, numbers, count);
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
	{
		Partnership partnership = partnership_read(sync->supplier_id, sync->partnership_id);

		error_transition("partnership",
						 call_partnership(partnership.supplier, partnership.distributor),
						 sync->partnership_id,
						 sync->partnership->state,
						 "sync orders for",
						 "Orders sync only while the partnership is partnered.");
	}
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

/* As it is written: with what the round's terms say. */
static SyncedOrder
written_order(const Sync *sync, const SyncItem *item)
{
	SyncedOrder order = order_of(sync, item);

	order.distributor_id = sync->partnership->distributor_id;
	order.currency = sync->partnership->currency;
	order.synced_at = sync->terms->now;
	return order;
}

/* Gives ids to the orders that are inserted; the others' numbers are another's meanwhile. */
static void
insert_orders(Sync *sync)
{
	SyncedOrder *orders = palloc(sizeof(SyncedOrder) * sync->count);
	SyncItem **items = palloc(sizeof(SyncItem *) * sync->count);
	int count = 0;

	for (int i = 0; i < sync->count; i++)
	{
		if (sync->items[i].action != SYNC_INSERT)
			continue;
		items[count] = &sync->items[i];
		orders[count++] = written_order(sync, &sync->items[i]);
	}
	synced_orders_insert(orders, count);
	for (int i = 0; i < count; i++)
		if (orders[i].place.offset != 0)
			items[i]->order_id = orders[i].order_id;
}

static OrderRecipient
recipient_of(const Sync *sync, const SyncItem *item)
{
	const OrderPayload *payload = item->payload;
	OrderRecipient recipient = {
		.supplier_id = sync->supplier_id,
		.order_id = item->order_id,
		.distributor_id = sync->partnership->distributor_id,
		.name = payload->recipient_name,
		.phone = payload->recipient_phone,
		.address = payload->recipient_address,
		.content_hash.length = CONTENT_HASH_SIZE,
		.in_clear = logistics_fee_applies(payload->logistics, payload->platform),
	};

	memcpy(recipient.content_hash.bytes, payload->content_hash, CONTENT_HASH_SIZE);
	return recipient;
}

static void
replace_orders(Sync *sync)
{
	SyncedOrder *orders = palloc(sizeof(SyncedOrder) * sync->count);
	OrderRecipient *recipients = palloc(sizeof(OrderRecipient) * sync->count);
	int count = 0;

	for (int i = 0; i < sync->count; i++)
	{
		if (sync->items[i].action != SYNC_REPLACE)
			continue;
		orders[count] = written_order(sync, &sync->items[i]);
		recipients[count++] = recipient_of(sync, &sync->items[i]);
	}
	synced_orders_replace(orders, recipients, count);
}

static OrderContent
content_begin(const Sync *sync)
{
	int packages = 0;
	int lines = 0;

	for (int i = 0; i < sync->count; i++)
	{
		packages += sync->items[i].payload->package_count;
		lines += sync->items[i].payload->line_count;
	}
	return (OrderContent) {
		.recipients = palloc(sizeof(OrderRecipient) * Max(sync->count, 1)),
		.packages = palloc(sizeof(SyncedPackage) * Max(packages, 1)),
		.lines = palloc(sizeof(SyncedLine) * Max(lines, 1)),
		.events = palloc(sizeof(OrderEvent) * Max(sync->count, 1)),
	};
}

static SyncedPackage
package_of(const Sync *sync, const SyncItem *item, int n)
{
	return (SyncedPackage) {
		.supplier_id = sync->supplier_id,
		.order_id = item->order_id,
		.package_no = item->payload->packages[n].package_no,
		.distributor_id = sync->partnership->distributor_id,
		.position = n + 1,
		.warehouse_id = item->warehouses[n],
	};
}

static SyncedLine
line_of(const Sync *sync, const SyncItem *item, int n)
{
	const PayloadLine *payload = &item->payload->lines[n];
	const LineJudgement *judgement = &item->judgements[n];
	SyncedLine line = {
		.supplier_id = sync->supplier_id,
		.order_id = item->order_id,
		.line_no = n + 1,
		.distributor_id = sync->partnership->distributor_id,
		.package_no = item->payload->packages[payload->package_index].package_no,
		.warehouse_id = item->warehouses[payload->package_index],
		.distributor_sku = payload->sku,
		.sku_id = judgement->claim ? judgement->claim->sku_id : 0,
		.quantity = payload->quantity,
		.is_gift = payload->is_gift,
		.reason = line_reason_name(judgement->reason),
		.detail = line_reason_describe(judgement, payload->sku),
		.has_price = judgement->reason == LINE_ELIGIBLE,
	};

	if (!line.has_price)
		return line;
	line.unit_price = judgement->price.unit;
	line.price_source = price_source_name(judgement->price.source);
	line.rounding = rounding_name(judgement->price.rounding);
	line.rate = judgement->price.rate;
	return line;
}

static OrderEvent
event_of(const Sync *sync, const SyncItem *item)
{
	return (OrderEvent) {
		.supplier_id = sync->supplier_id,
		.order_id = item->order_id,
		.distributor_id = sync->partnership->distributor_id,
		.event = item->action == SYNC_REPLACE ? "replaced" : PUSH_STATE_SYNCED,
		.actor = identity_actor(),
		.occurred_at = sync->terms->now,
	};
}

/* A replaced order's recipient is there already. */
static void
add_item(const Sync *sync, OrderContent *content, const SyncItem *item)
{
	if (item->action == SYNC_INSERT)
		content->recipients[content->recipient_count++] = recipient_of(sync, item);
	for (int i = 0; i < item->payload->package_count; i++)
		content->packages[content->package_count++] = package_of(sync, item, i);
	for (int i = 0; i < item->payload->line_count; i++)
		content->lines[content->line_count++] = line_of(sync, item, i);
	content->events[content->event_count++] = event_of(sync, item);
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

/* Returns an order whose number was stored by another meanwhile, which the next round meets; NULL: there is none. */
static const SyncItem *
write_round(Sync *sync)
{
	PlanColumn skus = plan_column(INT8OID, 0);
	OrderContent content = content_begin(sync);
	const SyncItem *lost = NULL;

	insert_orders(sync);
	replace_orders(sync);
	for (int i = 0; i < sync->count; i++)
	{
		SyncItem *item = &sync->items[i];

		if (!is_written(item))
			continue;
		if (item->order_id == 0)
		{
			lost = item;
			continue;
		}
		add_item(sync, &content, item);
		add_claims_to_round(sync, item, &skus);
		item->action = SYNC_DONE;
		finish_superseded(sync, item);
	}
	order_content_insert(&content);
	write_claim_rounding(sync, &skus);
	return lost;
}

/* OR-1: the index has orders that hold no number, if somebody made another of its name. */
static void
refuse_lost(const SyncItem *lost)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("order number \"%s\" is taken, but no order holds it", lost->payload->order_no),
			 errhint("Index distribution.supply_order_number_key must have only orders that hold "
					 "their number: drop it, and distribution.install() makes it.")));
}

/* Stores the orders that have no fault; sets ids and further faults. */
static Sync
sync_orders(int64 supplier_id, int64 partnership_id, OrderPayload *payloads, int count)
{
	Sync sync = {.supplier_id = supplier_id, .partnership_id = partnership_id};
	int lost_rounds = 0;

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
		const SyncItem *lost;

		plan_snapshot_push();
		load_round(&sync);
		judge_round(&sync);
		plan_snapshot_pop();
		lost = write_round(&sync);
		lost_rounds = lost != NULL ? lost_rounds + 1 : 0;
		if (lost_rounds == SYNC_MAX_LOST_ROUNDS)
			refuse_lost(lost);
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

static void
put_synced(Answer *answer, int position, int64 order_id, const JsonFault *fault)
{
	answer_put_int32(answer, position + 1);
	answer_put(answer, Int64GetDatum(order_id), fault->found);
	answer_put_text(answer, fault->found ? unpack_sql_state(fault->sqlstate) : NULL);
	answer_put_text(answer,
					fault->found ? psprintf("%s (at %s)", fault->message, fault->path) : NULL);
	answer_end_row(answer);
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
	Answer answer = answer_rows(fcinfo);

	payloads = payload_read_orders(text, strlen(text), &count, &fault);
	if (fault.found)
		json_raise(&fault);
	order_ids = palloc0(sizeof(int64) * Max(count, 1));
	sync = sync_orders(supplier_id, partnership_id, payloads, count);
	for (int i = 0; i < sync.count; i++)
		order_ids[sync.items[i].position] = sync.items[i].order_id;
	for (int i = 0; i < count; i++)
		put_synced(&answer, i, order_ids[i], &payloads[i].fault);
	PG_RETURN_NULL();
}
