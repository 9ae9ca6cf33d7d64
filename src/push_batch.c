/*
 * push_batch.c
 *	  Locking and reading what a push decides on.
 *
 * Locks: orders by id, claims of lines that sync left open, settlement accounts
 * by partnership, quota counters by account, stock by warehouse and SKU, in this
 * order (hottest last); on a cluster blocks of quota before all (push_quota.c). The
 * partnership itself is not locked: whatever changes what a push may do locks
 * its settlement account too, and the snapshot taken after the last lock then
 * shows it. An explanation reads the same without locks.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "configuration_row.h"
#include "errors.h"
#include "goods_row.h"
#include "id.h"
#include "order_row.h"
#include "plan.h"
#include "push_sql.h"
#include "state.h"
#include "stock_row.h"

/* Those that a push may write its rounding on (PC-5). */
static PlanQuery LOCK_CLAIMS = {
	.name = "lock claims of lines judged at their push",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[], bigint[]",
	.sql = "SELECT partnership_id, sku_id"
		   "  FROM distribution.claim"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($2) AND sku_id = ANY ($3)"
		   " ORDER BY partnership_id, sku_id"
		   "   FOR NO KEY UPDATE",
};

static void
load_orders(PushBatch *batch, const int64 *order_ids, int count)
{
	batch->rows =
		order_rows_load(batch->supplier_id, order_ids, count, batch->lock, &batch->order_count);
	batch->orders = palloc0(sizeof(PushOrder) * Max(batch->order_count, 1));
	for (int i = 0; i < batch->order_count; i++)
	{
		const OrderRow *row = &batch->rows[i];

		batch->orders[i] = (PushOrder) {
			.order_id = row->order_id,
			.partnership_id = row->partnership_id,
			.distributor_id = row->distributor_id,
			.push_state = row->push_state,
			.platform = row->platform,
			.platform_order_no = row->platform_order_no,
			.logistics = row->logistics,
			.currency = row->currency,
		};
	}
	for (int i = 0; i < count; i++)
	{
		const PushOrder *order = push_batch_order(batch, order_ids[i]);

		if (order == NULL)
			error_not_found("order", order_ids[i]);
		else
			order_row_require_pusher(batch->supplier_id,
									 order->distributor_id,
									 order->order_id,
									 order->push_state,
									 batch->lock ? PERMISSION_DISTRIBUTOR : PERMISSION_REPORT);
	}
}

static int
order_compare(const void *key, const void *element)
{
	int64 order_id = *(const int64 *) key;
	const PushOrder *order = element;

	return (order_id > order->order_id) - (order_id < order->order_id);
}

/* NULL: not in the batch. */
PushOrder *
push_batch_order(const PushBatch *batch, int64 order_id)
{
	return batch->order_count == 0
		? NULL
		: bsearch(&order_id, batch->orders, batch->order_count, sizeof(PushOrder), order_compare);
}

static int64 *
partnership_ids(const PushBatch *batch, int *count)
{
	int64 *ids = palloc(sizeof(int64) * Max(batch->order_count, 1));

	for (int i = 0; i < batch->order_count; i++)
		ids[i] = batch->orders[i].partnership_id;
	*count = ids_sort_distinct(ids, batch->order_count);
	return ids;
}

/* Lines of a package follow one another, as they did in the payload. */
static void
take_line(PushLine *line, const OrderLine *row, PushOrder *order)
{
	if (order->line_count++ == 0)
		order->lines = line;
	if (order->package_count == 0 ||
		strcmp(order->packages[order->package_count - 1].package_no, row->package_no) != 0)
		order->packages[order->package_count++].package_no = row->package_no;
	line->package = order->package_count - 1;
	line->line_no = row->line_no;
	line->warehouse_id = row->warehouse_id;
	line->distributor_sku = row->distributor_sku;
	line->quantity = row->quantity;
	line->has_price = row->has_price;
	line->judged_now = !row->has_price;
	if (!row->has_price)
		return;
	line->sku_id = row->sku_id;
	line->unit_price = row->unit_price;
}

static void
load_lines(PushBatch *batch)
{
	int64 *ids = palloc(sizeof(int64) * Max(batch->order_count, 1));
	PushOrder *order = batch->orders;
	PushPackage *packages;
	OrderLine *rows;

	for (int i = 0; i < batch->order_count; i++)
		ids[i] = batch->orders[i].order_id;
	rows = order_lines_read(batch->supplier_id,
							ids,
							batch->order_count,
							batch->lock ? ROW_NOW : ROW_READ,
							&batch->line_count);
	batch->lines = palloc0(sizeof(PushLine) * Max(batch->line_count, 1));
	packages = palloc0(sizeof(PushPackage) * Max(batch->line_count, 1));
	for (int i = 0; i < batch->line_count; i++)
	{
		while (order->order_id != rows[i].order_id)
			order++;
		if (order->line_count == 0)
			order->packages = &packages[i];
		take_line(&batch->lines[i], &rows[i], order);
	}
}

static bool
any_line_judged_now(const PushBatch *batch)
{
	for (int i = 0; i < batch->line_count; i++)
		if (batch->lines[i].judged_now)
			return true;
	return false;
}

/* Terms of the partnerships, with claims and warehouses where lines must be judged. */
static Terms *
load_terms(PushBatch *batch)
{
	int count;
	int64 *ids = partnership_ids(batch, &count);
	Terms *terms = batch->accounts == NULL
		? terms_load(batch->supplier_id, ids, count)
		: terms_load_beside(batch->supplier_id, ids, count, batch->accounts, batch->account_count);
	char **codes;
	int code_count = 0;

	terms_load_fees(terms);
	terms->supplier.has_order_rules = order_rules_exist(batch->supplier_id);
	if (!any_line_judged_now(batch))
		return terms;
	codes = palloc(sizeof(char *) * batch->line_count);
	for (int i = 0; i < batch->line_count; i++)
		if (batch->lines[i].judged_now)
			codes[code_count++] = (char *) batch->lines[i].distributor_sku;
	terms_load_levels(terms);
	terms_load_warehouses(terms);
	terms_load_claims(terms, codes, code_count);
	return terms;
}

/* What a line that sync left open maps to now, and the warehouse its package gets. */
static void
map_open_lines(PushBatch *batch, const Terms *terms)
{
	for (int i = 0; i < batch->order_count; i++)
	{
		PushOrder *order = &batch->orders[i];
		PartnershipTerms *partnership = terms_partnership(terms, order->partnership_id);

		for (int j = 0; j < order->line_count; j++)
		{
			PushLine *line = &order->lines[j];
			const Claim *claim;

			if (!line->judged_now)
				continue;
			claim = terms_claim(partnership, line->distributor_sku);
			line->sku_id = claim ? claim->sku_id : 0;
			if (line->warehouse_id == 0 && partnership->warehouse_count > 0)
				line->warehouse_id = partnership->warehouses[0];
		}
	}
}

static void
lock_judged_claims(PushBatch *batch)
{
	int partnership_count;
	int64 *partnerships = partnership_ids(batch, &partnership_count);
	PlanValues values = {0};
	PlanColumn partnership_column = plan_column(INT8OID, partnership_count);
	PlanColumn skus = plan_column(INT8OID, batch->line_count);

	for (int i = 0; i < partnership_count; i++)
		plan_column_add_int64(&partnership_column, partnerships[i]);
	for (int i = 0; i < batch->line_count; i++)
		if (batch->lines[i].judged_now && batch->lines[i].sku_id != 0)
			plan_column_add_int64(&skus, batch->lines[i].sku_id);
	plan_bind_int64(&values, batch->supplier_id);
	plan_bind_column(&values, &partnership_column);
	plan_bind_column(&values, &skus);
	if (skus.count > 0)
		plan_execute(&LOCK_CLAIMS, &values);
}

/* The stock rows that the lines name. */
static void
load_stock(PushBatch *batch)
{
	StockLevel *wanted = palloc0(sizeof(StockLevel) * Max(batch->line_count, 1));
	int count = 0;

	for (int i = 0; i < batch->line_count; i++)
	{
		if (batch->lines[i].sku_id == 0 || batch->lines[i].warehouse_id == 0)
			continue;
		wanted[count].warehouse_id = batch->lines[i].warehouse_id;
		wanted[count++].sku_id = batch->lines[i].sku_id;
	}
	batch->levels = stock_load(batch->supplier_id, wanted, count, batch->lock, &batch->level_count);
}

static void
judge_order(const PushBatch *batch, PushOrder *order)
{
	OrderedLine *lines = palloc(sizeof(OrderedLine) * order->line_count);
	LineJudgement *judgements = palloc(sizeof(LineJudgement) * order->line_count);

	for (int i = 0; i < order->line_count; i++)
	{
		const PushLine *line = &order->lines[i];

		lines[i] = (OrderedLine) {line->distributor_sku, line->quantity, 0};
		if (!line->judged_now)
			lines[i].sku_id = line->sku_id;
	}
	lines_judge(order->supplier,
				order->partnership,
				lines,
				order->line_count,
				batch->terms->now,
				judgements);
	for (int i = 0; i < order->line_count; i++)
	{
		PushLine *line = &order->lines[i];
		int64 locked_sku = line->sku_id;

		if (!line->judged_now)
			continue;
		line->judgement = judgements[i];
		line->sku_id = line->judgement.claim ? line->judgement.claim->sku_id : 0;
		line->has_price = line->judgement.reason == LINE_ELIGIBLE;
		line->unit_price = line->judgement.price.unit;
		if (batch->lock && line->sku_id != 0 && line->sku_id != locked_sku)
			ereport(ERROR,
					(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					 errmsg("SKU \"%s\" was mapped anew while its order was pushed",
							line->distributor_sku),
					 errhint("Push the order again.")));
	}
}

/* Judges, under the snapshot, the lines that sync left open (OR-4). */
static void
judge_open_lines(PushBatch *batch)
{
	Terms *terms = batch->terms;
	int64 *skus;
	int count;

	if (!any_line_judged_now(batch))
		return;
	skus = terms_claimed_skus(terms, &count);
	terms_load_products(terms, skus, count);
	terms_load_prices(terms);
	for (int i = 0; i < batch->order_count; i++)
		judge_order(batch, &batch->orders[i]);
}

static void
connect_orders(PushBatch *batch)
{
	for (int i = 0; i < batch->order_count; i++)
	{
		PushOrder *order = &batch->orders[i];

		order->supplier = &batch->terms->supplier;
		order->partnership = terms_partnership(batch->terms, order->partnership_id);
		order->credit =
			&ledger_account(batch->accounts, batch->account_count, order->partnership_id)->credit;
		order->distributor_quota = push_quota_counter(batch, order->distributor_id);
		order->supplier_quota = push_quota_counter(batch, batch->supplier_id);
	}
}

/* Accounts, quotas and stock, locked unless only explained; then, under a snapshot that stays, the terms. */
static void
load_means(PushBatch *batch)
{
	int id_count;
	int64 *ids = partnership_ids(batch, &id_count);

	batch->accounts =
		ledger_accounts(batch->supplier_id, ids, id_count, batch->lock, &batch->account_count);
	push_quotas_load(batch);
	load_stock(batch);
	plan_snapshot_push();
	batch->terms = load_terms(batch);
	terms_load_rates(batch->terms, any_line_judged_now(batch));
	connect_orders(batch);
	judge_open_lines(batch);
	for (int i = 0; i < batch->line_count; i++)
		batch->lines[i].stock = stock_find(batch->levels,
										   batch->level_count,
										   batch->lines[i].warehouse_id,
										   batch->lines[i].sku_id);
}

/* As sync stores it: judged lines with their price, the others open, to be judged at the push. */
static void
preview_line(PushLine *line, int n, const OrderPayload *payload, const SyncPreview *preview)
{
	const PayloadLine *given = &payload->lines[n];
	const LineJudgement *judgement = &preview->judgements[n];

	line->line_no = n + 1;
	line->package = given->package_index;
	line->warehouse_id = preview->warehouses[given->package_index];
	line->distributor_sku = given->sku;
	line->quantity = given->quantity;
	line->sku_id = judgement->claim != NULL ? judgement->claim->sku_id : 0;
	line->has_price = judgement->reason == LINE_ELIGIBLE;
	line->judged_now = !line->has_price;
	line->unit_price = judgement->price.unit;
	line->price_source = price_source_name(judgement->price.source);
}

/*
 * Locks (or, to explain, only reads) and loads the orders; SD005 where one is
 * unknown. Leaves the snapshot of its reading active: the caller pops it.
 */
PushBatch *
push_batch_load(int64 supplier_id, const int64 *order_ids, int count, bool lock)
{
	PushBatch *batch = palloc0(sizeof(PushBatch));

	batch->supplier_id = supplier_id;
	batch->lock = lock;
	if (lock)
		batch->held = push_quotas_hold(supplier_id, order_ids, count);
	load_orders(batch, order_ids, count);
	load_lines(batch);
	if (any_line_judged_now(batch))
	{
		plan_snapshot_push();
		map_open_lines(batch, load_terms(batch));
		plan_snapshot_pop();
		if (lock)
			lock_judged_claims(batch);
	}
	load_means(batch);
	return batch;
}

/* An order that a sync would store now, as its push would meet it; else like an explanation (QT-1). */
PushBatch *
push_batch_preview(int64 supplier_id, const OrderPayload *payload, const SyncPreview *preview)
{
	PushBatch *batch = palloc0(sizeof(PushBatch));
	PushOrder *order = palloc0(sizeof(PushOrder));

	batch->supplier_id = supplier_id;
	batch->orders = order;
	batch->order_count = 1;
	batch->line_count = payload->line_count;
	batch->lines = palloc0(sizeof(PushLine) * Max(payload->line_count, 1));
	order->partnership_id = preview->partnership->partnership_id;
	order->distributor_id = preview->partnership->distributor_id;
	order->push_state = PUSH_STATE_SYNCED;
	order->platform = payload->platform;
	order->platform_order_no = payload->order_no;
	order->logistics = payload->logistics;
	order->currency = preview->partnership->currency;
	order->lines = batch->lines;
	order->line_count = payload->line_count;
	order->packages = palloc0(sizeof(PushPackage) * Max(payload->package_count, 1));
	order->package_count = payload->package_count;
	for (int i = 0; i < payload->package_count; i++)
		order->packages[i].package_no = payload->packages[i].package_no;
	for (int i = 0; i < payload->line_count; i++)
		preview_line(&batch->lines[i], i, payload, preview);
	load_means(batch);
	return batch;
}
