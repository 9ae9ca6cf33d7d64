/*
 * return_sql.c
 *	  Returns, from the distributor's claim to the refund (RT-1 … RT-3).
 *
 * Locks: order, return, settlement account, stock. Receiving restocks and
 * charges the stock-in fee, refunding posts a pair for each package, each in
 * the transaction of its state; no state is entered twice, so neither is done
 * twice.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "argument.h"
#include "call.h"
#include "errors.h"
#include "identity.h"
#include "line_payload.h"
#include "notification.h"
#include "partnership.h"
#include "plan.h"
#include "return_row.h"
#include "state.h"
#include "stock_row.h"

static void
refuse_return(const ReturnRow *row, const char *state, const char *verb, const char *hint)
{
	error_transition("return",
					 psprintf("of order \"%s\"", row->order.platform_order_no),
					 row->stored.return_id,
					 state,
					 verb,
					 hint);
}

static void
require_state(const ReturnRow *row, const char *state, const char *verb, const char *hint)
{
	if (!state_is(row->stored.state, state))
		refuse_return(row, row->stored.state, verb, hint);
}

/* NO-3: to the supplier, which has it to deal with now. */
static void
tell_pushed(const ReturnRow *row)
{
	Partnership partnership = partnership_read(row->order.supplier_id, row->order.partnership_id);

	notification_add(
		row->order.supplier_id,
		row->order.supplier_id,
		NOTIFY_RETURN_PUSHED,
		psprintf(row->kind == REFUND_ONLY
					 ? "%s asks for a refund for order %s: refund or refuse return " INT64_FORMAT
					   "."
					 : "%s returns goods of order %s: receive or refuse return " INT64_FORMAT ".",
				 partnership.distributor,
				 row->order.platform_order_no,
				 row->stored.return_id));
}

/* NO-3: what the supplier did, and what follows. */
static void
tell_done(const ReturnRow *row, NotificationEvent event, const char *done, const char *follows)
{
	Partnership partnership = partnership_read(row->order.supplier_id, row->order.partnership_id);

	notification_add(row->order.supplier_id,
					 row->order.distributor_id,
					 event,
					 psprintf("%s %s return " INT64_FORMAT " of order %s: %s.",
							  partnership.supplier,
							  done,
							  row->stored.return_id,
							  row->order.platform_order_no,
							  follows));
}

static void
push(ReturnRow *row)
{
	return_row_push(row);
	return_row_note(row, "return_pushed");
	tell_pushed(row);
}

static void
refuse_state(const OrderRow *order, const char *state)
{
	order_row_refuse(order,
					 state,
					 "return goods of",
					 "Only goods of a shipped, completed or cancelled package have returns.");
}

/* RT-2, by the position of each line in the payload. */
static void
claim_lines(ReturnRow *row, const LinePayload *payload)
{
	for (int i = 0; i < payload->line_count; i++)
	{
		const LinePayloadLine *wanted = &payload->lines[i];
		const ReturnLine *line = return_row_line(row, wanted->line_no);
		int64 claimable;

		if (line == NULL)
			line_payload_refuse(payload, i, "line_no", "the order has no such line");
		if (!line->has_left)
			refuse_state(&row->order, row->order.state);
		claimable = return_claimable(line, row->kind);
		if (wanted->quantity > claimable)
			line_payload_refuse(payload,
								i,
								"quantity",
								psprintf("at most " INT64_FORMAT
										 " of line %d can be returned, of %d shipped",
										 claimable,
										 line->line_no,
										 line->shipped));
	}
}

static int64
create_return(const OrderRow *order, const LinePayload *payload)
{
	ReturnRow row = {.order = *order, .kind = payload->kind};

	/* RT-1: what is not pushed yet does not come back; what has not left neither. */
	if (order->state == NULL)
		refuse_state(order, order->push_state);
	return_row_load_lines(&row);
	claim_lines(&row, payload);
	return_row_insert(&row, payload);
	return_row_note(&row, "return_created");
	if (return_row_pushed_at_once(order))
		push(&row);
	return row.stored.return_id;
}

/* Puts what was received on the lines; RT-2. */
static int64
receive_lines(ReturnRow *row, const LinePayload *payload)
{
	int64 units = 0;

	for (int i = 0; i < payload->line_count; i++)
	{
		const LinePayloadLine *given = &payload->lines[i];
		ReturnLine *line = return_row_line(row, given->line_no);
		int64 received = (int64) given->sellable + given->defective;

		if (line == NULL || line->quantity == 0)
			line_payload_refuse(payload, i, "line_no", "the return has no such line");
		if (received > return_receivable(line))
			line_payload_refuse(payload,
								i,
								given->sellable > 0 ? "sellable" : "defective",
								psprintf("at most " INT64_FORMAT
										 " of line %d can be received, not " INT64_FORMAT,
										 return_receivable(line),
										 line->line_no,
										 received));
		line->sellable = given->sellable;
		line->defective = given->defective;
		if (payload->warehouse_id != 0)
			line->warehouse_id = payload->warehouse_id;
		units += received;
	}
	if (units == 0)
		line_payload_refuse(payload, 0, "sellable", "nothing was received, sellable or defective");
	return units;
}

/* FE-1, RT-3: once a return or per unit received, as a charge pair of its own. */
static Minor
charge_stock_in(const ReturnRow *row, const Terms *terms, LedgerAccount *account, int64 units)
{
	const PartnershipTerms *partnership = terms_partnership(terms, row->order.partnership_id);
	const Fee *fee = &terms->supplier.fees[FEE_STOCK_IN_RETURN];
	LedgerPosting posting = {
		.account = account,
		.kind = LEDGER_RETURN_CHARGE,
		.order_id = row->order.order_id,
		.document_no = row->order.platform_order_no,
		.memo = return_row_memo(row),
		.rate = {RATE_SAME, RATE_ONE, false, terms->now},
		.base_rate = partnership->base_rate,
	};
	Minor charge;

	if (partnership->rate.source == RATE_MISSING)
		error_no_exchange_rate(
			terms->supplier.base_currency, partnership->currency, "the stock-in fee");
	if (!fee_decide(fee, units, &partnership->rate, partnership->decimals, &charge))
		error_out_of_range("stock-in fee");
	posting.amount = posting.settlement_amount = -charge;
	currency_copy(posting.currency, partnership->currency);
	ledger_post(&terms->supplier, account, 1, &posting, 1, terms->now);
	return charge;
}

static LedgerAccount *
lock_account(const ReturnRow *row)
{
	int count;
	LedgerAccount *accounts =
		ledger_accounts(row->order.supplier_id, &row->order.partnership_id, 1, true, &count);

	return ledger_account(accounts, count, row->order.partnership_id);
}

static Terms *
load_terms(const ReturnRow *row)
{
	Terms *terms;

	plan_snapshot_push();
	terms = terms_load(row->order.supplier_id, &row->order.partnership_id, 1);
	terms_load_fees(terms);
	terms_load_rates(terms, true);
	plan_snapshot_pop();
	return terms;
}

static void
receive_return(ReturnRow *row, const LinePayload *payload)
{
	LedgerAccount *account;
	Terms *terms;
	int64 units;

	if (row->kind == REFUND_ONLY)
		refuse_return(row, "for a refund only", "receive", "No goods come with it.");
	require_state(
		row, RETURN_STATE_PUSHED, "receive", "Goods are received once, of a pushed return.");
	if (payload->warehouse_id != 0)
		warehouse_require(row->order.supplier_id, payload->warehouse_id);
	return_row_load_lines(row);
	units = receive_lines(row, payload);
	account = lock_account(row);
	return_row_restock(row);
	terms = load_terms(row);
	return_row_receive_lines(row);
	if (terms->supplier.fees[FEE_STOCK_IN_RETURN].is_set)
	{
		Minor fee = charge_stock_in(row, terms, account, units);

		return_row_receive(row, &fee, &terms_partnership(terms, row->order.partnership_id)->rate);
	}
	else
		return_row_receive(row, NULL, NULL);
	return_row_note(row, "return_received");
	tell_done(row, NOTIFY_RETURN_RECEIVED, "received the goods of", "its refund follows");
}

/* RT-3: what each package gives back, within what is left of it; returns the sum. */
static Minor
decide_refunds(ReturnRow *row)
{
	Minor total = 0;

	for (int i = 0; i < row->refund_count; i++)
	{
		PackageRefund *refund = &row->refunds[i];

		if (!return_due(row->lines, row->line_count, row->kind, i, refund->left, &refund->amount) ||
			!minor_add(total, refund->amount, &total))
			error_out_of_range("refund");
	}
	return total;
}

/* A lower amount fills the packages in their order. Returns how many refunds are left to post. */
static int
lower_refunds(ReturnRow *row, Minor amount)
{
	int kept = 0;

	for (int i = 0; i < row->refund_count; i++)
	{
		PackageRefund refund = row->refunds[i];

		refund.amount = Min(refund.amount, amount);
		amount -= refund.amount;
		if (refund.amount > 0)
			row->refunds[kept++] = refund;
	}
	return kept;
}

static void
refuse_amount(const ReturnRow *row, Minor amount, Minor due, int decimals)
{
	if (amount < 0 || amount > due || !minor_fits(amount, decimals))
		error_argument(
			"amount",
			DatumGetCString(DirectFunctionCall1(numeric_out, minor_to_numeric(amount))),
			psprintf("0 to %s, with %d decimals",
					 DatumGetCString(DirectFunctionCall1(numeric_out, minor_to_numeric(due))),
					 decimals));
}

/* NULL amount: all that is due. */
static void
refund_return(ReturnRow *row, const Minor *amount)
{
	LedgerAccount *account;
	Terms *terms;
	Minor due;

	if (row->kind == REFUND_ONLY)
		require_state(row, RETURN_STATE_PUSHED, "refund", NULL);
	else
		require_state(row, RETURN_STATE_RECEIVED, "refund", "Its goods are received first.");
	return_row_load_lines(row);
	account = lock_account(row);
	terms = load_terms(row);
	due = decide_refunds(row);
	if (amount != NULL)
		refuse_amount(
			row, *amount, due, terms_partnership(terms, row->order.partnership_id)->decimals);
	refund_post(&row->order,
				terms,
				account,
				LEDGER_RETURN_REFUND,
				row->refunds,
				lower_refunds(row, amount ? *amount : due),
				return_row_memo(row));
	return_row_refund(row, amount ? *amount : due);
	return_row_note(row, "return_refunded");
	tell_done(row,
			  NOTIFY_RETURN_REFUNDED,
			  "refunded",
			  psprintf("%s %s are on your account",
					   row->order.currency,
					   call_amount(amount ? *amount : due)));
}

PG_FUNCTION_INFO_V1(distribution_create_return);

Datum
distribution_create_return(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	LinePayload payload = line_payload_created(argument_raw(fcinfo, 2, "payload"));
	OrderRow order;
	int64 return_id;

	plan_open();
	order = order_row_lock(supplier_id, order_id);
	order_row_require(&order, PERMISSION_DISTRIBUTOR);
	return_id = create_return(&order, &payload);
	plan_close();
	PG_RETURN_INT64(return_id);
}

PG_FUNCTION_INFO_V1(distribution_push_return);

Datum
distribution_push_return(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 return_id = argument_int64(fcinfo, 1, "return_id");
	ReturnRow row;

	plan_open();
	row = return_row_lock(supplier_id, return_id);
	identity_require_side(
		supplier_id, row.order.distributor_id, PERMISSION_DISTRIBUTOR, "return", return_id);
	require_state(&row, RETURN_STATE_CREATED, "push", NULL);
	push(&row);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_receive_return);

Datum
distribution_receive_return(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 return_id = argument_int64(fcinfo, 1, "return_id");
	LinePayload payload = line_payload_received(argument_raw(fcinfo, 2, "payload"));
	ReturnRow row;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	row = return_row_lock(supplier_id, return_id);
	receive_return(&row, &payload);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_refund_return);

Datum
distribution_refund_return(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 return_id = argument_int64(fcinfo, 1, "return_id");
	Minor amount = PG_ARGISNULL(2) ? 0 : numeric_to_minor(PG_GETARG_DATUM(2), "amount");
	ReturnRow row;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	row = return_row_lock(supplier_id, return_id);
	refund_return(&row, PG_ARGISNULL(2) ? NULL : &amount);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_refuse_return);

Datum
distribution_refuse_return(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 return_id = argument_int64(fcinfo, 1, "return_id");
	char *reason = argument_reason(fcinfo, 2, "reason");
	ReturnRow row;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	row = return_row_lock(supplier_id, return_id);
	require_state(&row,
				  RETURN_STATE_PUSHED,
				  "refuse",
				  "Goods that were received may be refunded a lower amount.");
	return_row_refuse(&row, reason);
	return_row_note(&row, "return_refused");
	plan_close();
	PG_RETURN_VOID();
}
