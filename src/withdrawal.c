/*
 * withdrawal.c
 *	  Taking orders back: cancelled before the push, withdrawn after it
 *	  (OR-3, WD-1, WD-2).
 *
 * A withdrawal of a new order succeeds at once: its stock is released, and for
 * each package exactly what was charged and not yet refunded goes back. Nothing
 * is computed anew, so prices, fees and rates may have changed as they like.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "ledger.h"
#include "order_row.h"
#include "plan.h"
#include "terms.h"

enum
{
	CHARGE_PACKAGE = 1,
	CHARGE_LEFT,
	CHARGE_TRANSACTION
};

static PlanQuery READ_CHARGES = {
	.name = "read charges of an order",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT c.package_no,"
	"       c.goods_amount + c.stock_out_fee + c.logistics_fee - c.refunded, c.transaction_id"
	"  FROM distribution.package_charge c"
	" WHERE c.supplier_id = $1 AND c.order_id = $2"
	" ORDER BY c.transaction_id",
};

static PlanQuery WRITE_REFUNDED = {
	.name = "mark charges refunded",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint",
	.sql = "UPDATE distribution.package_charge"
	"   SET refunded = goods_amount + stock_out_fee + logistics_fee"
	" WHERE supplier_id = $1 AND order_id = $2",
};

enum
{
	BASE_RATE_QUOTED = 1,
	BASE_RATE_INVERSE,
	BASE_RATE_SOURCE,
	BASE_RATE_AT
};

static PlanQuery READ_BASE_RATE = {
	.name = "read the base rate of a transaction",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint",
	.sql = "SELECT base_rate, base_rate_inverse, base_rate_source, base_rate_at"
	"  FROM distribution.ledger_entry"
	" WHERE supplier_id = $1 AND partnership_id = $2 AND transaction_id = $3"
	"   AND side = 'distributor'",
};

/* LE-2: the rate of posting; where there is none any more, that of the charge given back. */
static Rate
refund_base_rate(const OrderRow *order, const PartnershipTerms *partnership, int64 transaction_id)
{
	Rate		rate = partnership->base_rate;
	PlanValues	values = {0};
	PlanRows	rows;

	if (rate.source != RATE_MISSING)
		return rate;
	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->partnership_id);
	plan_bind_int64(&values, transaction_id);
	rows = plan_read(&READ_BASE_RATE, &values);
	rate.quoted = plan_decimal(&rows, 0, BASE_RATE_QUOTED, RATE_DECIMALS);
	rate.inverse = plan_bool(&rows, 0, BASE_RATE_INVERSE);
	rate.source = strcmp(plan_text(&rows, 0, BASE_RATE_SOURCE), "fixed") == 0 ? RATE_FIXED : RATE_LIVE;
	rate.at = plan_time(&rows, 0, BASE_RATE_AT);
	return rate;
}

/* WD-2: what was charged and is not refunded yet, a pair for each package. */
static LedgerPosting *
refunds_of(const OrderRow *order, const Terms *terms, LedgerAccount *account, int *count)
{
	const PartnershipTerms *partnership = terms_partnership(terms, order->partnership_id);
	PlanValues	values = {0};
	PlanRows	rows;
	LedgerPosting *postings;

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	rows = plan_read(&READ_CHARGES, &values);
	postings = palloc0(sizeof(LedgerPosting) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		LedgerPosting *posting = &postings[i];

		posting->account = account;
		posting->kind = LEDGER_WITHDRAWAL_REFUND;
		posting->order_id = order->order_id;
		posting->package_no = plan_text(&rows, i, CHARGE_PACKAGE);
		posting->document_no = order->platform_order_no;
		posting->amount = posting->settlement_amount = plan_minor(&rows, i, CHARGE_LEFT);
		currency_copy(posting->currency, order->currency);
		posting->rate = (Rate) {RATE_SAME, RATE_ONE, false, terms->now};
		posting->base_rate =
			refund_base_rate(order, partnership, plan_int64(&rows, i, CHARGE_TRANSACTION));
	}
	*count = rows.count;
	return postings;
}

static void
mark_refunded(const OrderRow *order)
{
	PlanValues	values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	plan_execute(&WRITE_REFUNDED, &values);
}

/* Lock, snapshot, read, write: what to do has been decided by the order's state. */
static void
withdraw(const OrderRow *order, GoodsMove move, const char *reason)
{
	int			account_count;
	int			level_count;
	int			posting_count;
	LedgerAccount *accounts = ledger_accounts(order->supplier_id, &order->partnership_id, 1, true,
											  &account_count);
	StockLevel *levels = order_row_lock_stock(order, &level_count);
	LedgerAccount *account = ledger_account(accounts, account_count, order->partnership_id);
	LedgerPosting *postings;
	Terms	   *terms;

	plan_snapshot_push();
	terms = terms_load(order->supplier_id, &order->partnership_id, 1);
	terms_load_rates(terms);
	postings = refunds_of(order, terms, account, &posting_count);
	plan_snapshot_pop();
	ledger_post(&terms->supplier, accounts, account_count, postings, posting_count, terms->now);
	mark_refunded(order);
	order_row_move_goods(order, levels, level_count, move);
	order_row_set_states(order, "withdrawn", "cancelled", "withdrawn", reason);
}

PG_FUNCTION_INFO_V1(distribution_withdraw_order);

Datum
distribution_withdraw_order(PG_FUNCTION_ARGS)
{
	int64		supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64		order_id = argument_int64(fcinfo, 1, "order_id");
	char	   *reason = argument_text_or_null(fcinfo, 2);
	const char *push_state = "withdrawn";
	OrderRow	order;

	plan_open();
	order = order_row_lock(supplier_id, order_id);
	identity_require(order.distributor_id, PERMISSION_DISTRIBUTOR);
	if (strcmp(order.push_state, "pushed") != 0)
		error_transition("order", order_id, order.push_state, "withdraw",
						 "Only a pushed order is withdrawn; one not pushed yet is cancelled.");
	if (strcmp(order.state, "new") == 0)
		withdraw(&order, GOODS_RELEASED, reason);
	else if (strcmp(order.state, "in_process") == 0 || strcmp(order.state, "to_pickup") == 0)
	{
		push_state = "withdrawing";
		order_row_set_states(&order, push_state, order.state, push_state, reason);
	}
	else
		error_transition("order", order_id, order.state, "withdraw",
						 "Goods that have left come back as a return.");
	plan_close();
	PG_RETURN_TEXT_P(cstring_to_text(push_state));
}

PG_FUNCTION_INFO_V1(distribution_cancel_order);

Datum
distribution_cancel_order(PG_FUNCTION_ARGS)
{
	int64		supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64		order_id = argument_int64(fcinfo, 1, "order_id");
	OrderRow	order;

	plan_open();
	order = order_row_lock(supplier_id, order_id);
	identity_require(order.distributor_id, PERMISSION_DISTRIBUTOR);
	if (strcmp(order.push_state, "synced") != 0 && strcmp(order.push_state, "push_failed") != 0)
		error_transition("order", order_id, order.push_state, "cancel",
						 "Only a synced or push_failed order is cancelled; a pushed one is withdrawn.");
	order_row_set_states(&order, "cancelled", NULL, "cancelled", NULL);
	plan_close();
	PG_RETURN_VOID();
}
