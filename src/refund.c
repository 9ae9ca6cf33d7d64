/*
 * refund.c
 *	  Giving back what an order was charged (OR-12, WD-2, RT-3).
 *
 * A refund is a pair for each package, in the settlement currency, as the
 * charge was: nothing is converted or priced anew. What was refunded of a
 * package stands beside its charge, under the order's lock, so that all refunds
 * of a package together never exceed it.
 */
#include "postgres.h"

#include "plan.h"
#include "refund.h"

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
	.sql = "SELECT package_no, goods_amount + stock_out_fee + logistics_fee - refunded,"
		   "       transaction_id"
		   "  FROM distribution.package_charge"
		   " WHERE supplier_id = $1 AND order_id = $2"
		   " ORDER BY transaction_id",
};

static PlanQuery WRITE_REFUNDED = {
	.name = "add to what was refunded of a package",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, numeric",
	.sql = "UPDATE distribution.package_charge SET refunded = refunded + $4"
		   " WHERE supplier_id = $1 AND order_id = $2 AND package_no = $3",
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

/* The charges of an order under lock, in the order of their posting. */
PackageRefund *
refund_load(const OrderRow *order, int *count)
{
	PlanValues values = {0};
	PlanRows rows;
	PackageRefund *refunds;

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	rows = plan_execute(&READ_CHARGES, &values);
	refunds = palloc0(sizeof(PackageRefund) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		refunds[i].package_no = plan_text(&rows, i, CHARGE_PACKAGE);
		refunds[i].left = plan_minor(&rows, i, CHARGE_LEFT);
		refunds[i].transaction_id = plan_int64(&rows, i, CHARGE_TRANSACTION);
	}
	*count = rows.count;
	return refunds;
}

/* LE-2: the rate of posting; where there is none any more, that of the charge given back. */
static Rate
refund_base_rate(const OrderRow *order, const PartnershipTerms *partnership, int64 transaction_id)
{
	Rate rate = partnership->base_rate;
	PlanValues values = {0};
	PlanRows rows;

	if (rate.source != RATE_MISSING)
		return rate;
	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->partnership_id);
	plan_bind_int64(&values, transaction_id);
	rows = plan_execute(&READ_BASE_RATE, &values);
	rate.quoted = plan_decimal(&rows, 0, BASE_RATE_QUOTED, RATE_DECIMALS);
	rate.inverse = plan_bool(&rows, 0, BASE_RATE_INVERSE);
	rate.source =
		strcmp(plan_text(&rows, 0, BASE_RATE_SOURCE), "fixed") == 0 ? RATE_FIXED : RATE_LIVE;
	rate.at = plan_time(&rows, 0, BASE_RATE_AT);
	return rate;
}

static void
write_refunded(const OrderRow *order, const PackageRefund *refund)
{
	PlanValues values = {0};

	plan_bind_int64(&values, order->supplier_id);
	plan_bind_int64(&values, order->order_id);
	plan_bind_text(&values, refund->package_no);
	plan_bind_minor(&values, refund->amount);
	plan_execute(&WRITE_REFUNDED, &values);
}

/* A pair for each of the refunds, and the packages say so; the account is under lock. */
void
refund_post(const OrderRow *order, const Terms *terms, LedgerAccount *account, LedgerKind kind,
			PackageRefund *refunds, int count, const char *memo)
{
	const PartnershipTerms *partnership = terms_partnership(terms, order->partnership_id);
	LedgerPosting *postings = palloc0(sizeof(LedgerPosting) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		LedgerPosting *posting = &postings[i];

		Assert(refunds[i].amount <= refunds[i].left);
		posting->account = account;
		posting->kind = kind;
		posting->order_id = order->order_id;
		posting->package_no = refunds[i].package_no;
		posting->document_no = order->platform_order_no;
		posting->memo = memo;
		posting->amount = posting->settlement_amount = refunds[i].amount;
		currency_copy(posting->currency, order->currency);
		posting->rate = (Rate) {RATE_SAME, RATE_ONE, false, terms->now};
		posting->base_rate = refund_base_rate(order, partnership, refunds[i].transaction_id);
	}
	ledger_post(&terms->supplier, account, 1, postings, count, terms->now);
	for (int i = 0; i < count; i++)
	{
		refunds[i].refunded_by = postings[i].transaction_id;
		if (refunds[i].amount != 0)
			write_refunded(order, &refunds[i]);
	}
}
