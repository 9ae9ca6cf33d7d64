/*
 * giveback.c
 *	  What a withdrawal and a refusal share: units of lines are released (or have
 *	  left), and refunded as goods.c decides (OR-12, WD-2 … WD-4).
 *
 * Lock (order, settlement account, stock), read, decide, write. Each act posts a
 * pair for every package it touches, also of 0, and order_giveback says of which
 * lines its units were: from there sales are counted down (PD-4) and verify()
 * derives lines and refunds again.
 */
#include "postgres.h"

#include "errors.h"
#include "giveback.h"
#include "plan.h"
#include "refund.h"
#include "state.h"
#include "terms_row.h"

static void
refuse_shipped(const OrderRow *order, const GoodsPackage *package, const char *verb)
{
	if (package->stage == STAGE_SHIPPED || package->stage == STAGE_COMPLETED)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSITION),
				 errmsg("cannot %s order \"%s\" (" INT64_FORMAT "): its package \"%s\" is %s",
						verb,
						order->platform_order_no,
						order->order_id,
						package->package_no,
						stage_name(package->stage)),
				 errhint("Goods that have left come back as a return; name lines of packages that "
						 "have not.")));
}

static void
take_line(const OrderRow *order, Goods *goods, const LinePayload *lines, int index,
		  const char *verb)
{
	const LinePayloadLine *wanted = &lines->lines[index];
	GoodsLine *line = goods_line(goods, wanted->line_no);

	if (line == NULL)
		line_payload_refuse(lines, index, "line_no", "the order has no such line");
	refuse_shipped(order, &goods->packages[line->package], verb);
	if (wanted->quantity > goods_open(line))
		line_payload_refuse(lines,
							index,
							"quantity",
							psprintf("at most %d of line %d are left, not %d",
									 goods_open(line),
									 line->line_no,
									 wanted->quantity));
	line->taken = wanted->quantity;
}

/* OR-13: the units named, none of a shipped package; NULL lines: all of every package that has some left. */
void
giveback_take(const OrderRow *order, Goods *goods, const LinePayload *lines, const char *verb)
{
	for (int i = 0; lines != NULL && i < lines->line_count; i++)
		take_line(order, goods, lines, i, verb);
	for (int i = 0; lines == NULL && i < goods->package_count; i++)
	{
		if (!goods_left(&goods->packages[i]))
			continue;
		refuse_shipped(order, &goods->packages[i], verb);
		goods_take(goods, i);
	}
}

/* WD-1: whether the supplier has begun with a package that units are taken of. */
bool
giveback_begun(const Goods *goods)
{
	for (int i = 0; i < goods->line_count; i++)
		if (goods->lines[i].taken > 0 &&
			goods->packages[goods->lines[i].package].stage != STAGE_NEW)
			return true;
	return false;
}

/* A refund for each package touched. */
static PackageRefund *
refunds_of(const Goods *goods, int *count)
{
	PackageRefund *refunds = palloc0(sizeof(PackageRefund) * Max(goods->package_count, 1));

	*count = 0;
	for (int i = 0; i < goods->package_count; i++)
	{
		const GoodsPackage *package = &goods->packages[i];

		if (package->taken == 0)
			continue;
		refunds[(*count)++] = (PackageRefund) {
			.charge = package->charge,
			.left = package->not_refunded,
			.amount = package->refund,
		};
	}
	return refunds;
}

static int64
refunded_by(const PackageRefund *refunds, int count, const PackageCharge *charge)
{
	for (int i = 0; i < count; i++)
		if (refunds[i].charge == charge)
			return refunds[i].refunded_by;
	elog(ERROR, "package \"%s\" was not refunded", charge->package_no);
}

static void
write_giveback(const OrderRow *order, const Goods *goods, bool gone, const PackageRefund *refunds,
			   int refund_count)
{
	OrderGiveback *givebacks = palloc(sizeof(OrderGiveback) * Max(goods->line_count, 1));
	int count = 0;

	for (int i = 0; i < goods->line_count; i++)
	{
		const GoodsLine *line = &goods->lines[i];

		if (line->taken == 0)
			continue;
		givebacks[count++] = (OrderGiveback) {
			.supplier_id = order->supplier_id,
			.order_id = order->order_id,
			.transaction_id =
				refunded_by(refunds, refund_count, goods->packages[line->package].charge),
			.line_no = line->line_no,
			.distributor_id = order->distributor_id,
			.quantity = line->taken,
			.gone = gone,
		};
	}
	order_givebacks_add(givebacks, count);
}

/* Goes on with what is left, or ends with nothing; returns the new push state. */
static const char *
write_states(const OrderRow *order, const Goods *goods, const Giveback *giveback)
{
	Stage stage = goods_stage(goods);
	const char *state = stage_name(stage);
	OrderRow now = *order;

	goods_write_stages(goods, stage);
	if (stage == STAGE_CANCELLED)
	{
		order_row_set_states(
			order, giveback->push_state, state, giveback->push_state, giveback->note);
		return giveback->push_state;
	}
	order_row_set_states(
		order, PUSH_STATE_PUSHED, order->state, giveback->partly_event, giveback->note);
	/* OR-13: what was least advanced may be gone. An order is completed from shipped only. */
	if (stage == STAGE_COMPLETED && stage_parse(order->state) != STAGE_SHIPPED)
	{
		order_row_set_states(
			order, PUSH_STATE_PUSHED, ORDER_STATE_SHIPPED, ORDER_STATE_SHIPPED, NULL);
		now.state = ORDER_STATE_SHIPPED;
	}
	if (!state_is(state, now.state))
		order_row_set_states(&now, PUSH_STATE_PUSHED, state, state, NULL);
	return PUSH_STATE_PUSHED;
}

/* Gives back the units taken; returns the order's push state then. */
const char *
giveback_post(const OrderRow *order, Goods *goods, const Giveback *giveback)
{
	int account_count;
	int level_count;
	int refund_count;
	LedgerAccount *accounts =
		ledger_accounts(order->supplier_id, &order->partnership_id, 1, true, &account_count);
	StockLevel *levels = goods_lock_stock(order, goods, &level_count);
	LedgerAccount *account = ledger_account(accounts, account_count, order->partnership_id);
	PackageRefund *refunds;
	Terms *terms;

	plan_snapshot_push();
	terms = terms_load(order->supplier_id, &order->partnership_id, 1);
	terms_load_rates(terms, true);
	plan_snapshot_pop();
	if (!goods_refund(goods, terms_partnership(terms, order->partnership_id)->decimals))
		error_out_of_range("refund");
	refunds = refunds_of(goods, &refund_count);
	refund_post(order, terms, account, giveback->kind, refunds, refund_count, giveback->memo);
	goods_move(order, goods, levels, level_count, giveback->move);
	write_giveback(order, goods, giveback->move == GOODS_GONE, refunds, refund_count);
	goods_give_back(goods, giveback->move == GOODS_GONE);
	return write_states(order, goods, giveback);
}
