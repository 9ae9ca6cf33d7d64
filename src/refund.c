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

#include "ledger_row.h"
#include "refund.h"

/* The charges of an order under lock, in the order of their posting. */
PackageRefund *
refund_load(const OrderRow *order, int *count)
{
	PackageCharge *charges =
		order_charges_read(order->supplier_id, order->order_id, ROW_NOW, count);
	PackageRefund *refunds = palloc0(sizeof(PackageRefund) * Max(*count, 1));

	for (int i = 0; i < *count; i++)
	{
		refunds[i].charge = &charges[i];
		refunds[i].left = order_charge_left(&charges[i]);
	}
	return refunds;
}

/* LE-2: the rate of posting; where there is none any more, that of the charge given back. */
static Rate
refund_base_rate(const OrderRow *order, const PartnershipTerms *partnership, int64 transaction_id)
{
	if (partnership->base_rate.source != RATE_MISSING)
		return partnership->base_rate;
	return ledger_entry_find(order->supplier_id, order->partnership_id, transaction_id).base_rate;
}

static void
write_refunded(const PackageRefund *refunds, int count)
{
	PackageCharge **charges = palloc(sizeof(PackageCharge *) * Max(count, 1));
	Minor *amounts = palloc(sizeof(Minor) * Max(count, 1));
	int refunded = 0;

	for (int i = 0; i < count; i++)
	{
		if (refunds[i].amount == 0)
			continue;
		charges[refunded] = refunds[i].charge;
		amounts[refunded++] = refunds[i].amount;
	}
	order_charges_refund(charges, amounts, refunded);
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
		posting->package_no = refunds[i].charge->package_no;
		posting->document_no = order->platform_order_no;
		posting->memo = memo;
		posting->amount = posting->settlement_amount = refunds[i].amount;
		currency_copy(posting->currency, order->currency);
		posting->rate = (Rate) {RATE_SAME, RATE_ONE, false, terms->now};
		posting->base_rate =
			refund_base_rate(order, partnership, refunds[i].charge->transaction_id);
	}
	ledger_post(&terms->supplier, account, 1, postings, count, terms->now);
	for (int i = 0; i < count; i++)
		refunds[i].refunded_by = postings[i].transaction_id;
	write_refunded(refunds, count);
}
