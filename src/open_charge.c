/*
 * open_charge.c
 *	  Reading the charges that are still open (CR-2).
 *
 * Which they are is not kept anywhere, only how old they are (ageing.c). Refunds
 * settle their own charge and all other credits the oldest, so the open charges
 * are the newest ones, as many as it takes to make up the debt: they are read
 * from the newest back, and no further.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/memutils.h"

#include "answer.h"
#include "argument.h"
#include "identity.h"
#include "open_charge.h"
#include "partnership.h"

/*
 * The refunds are read by a subquery, not a join: that keeps its plan whatever the statistics. Few
 * charges have one, and a partial index knows them.
 */
static PlanQuery READ_CHARGES = {
	.name = "read charges from the newest back",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint, bigint",
	.sql = "SELECT e.transaction_id, e.kind, e.order_id, e.package_no, e.document_no,"
		   "       e.posted_at, e.due_at, -e.settlement_amount,"
		   "       CASE WHEN e.kind = 'push_charge' THEN"
		   "        (SELECT c.refunded FROM distribution.package_charge c"
		   "          WHERE c.supplier_id = $1 AND c.order_id = e.order_id"
		   "            AND c.package_no = e.package_no AND c.refunded > 0) END"
		   "  FROM distribution.ledger_entry e"
		   " WHERE e.supplier_id = $1 AND e.partnership_id = $2"
		   "   AND e.transaction_id > $3 AND e.transaction_id <= $4"
		   "   AND e.side = 'distributor' AND e.settlement_amount < 0"
		   " ORDER BY e.transaction_id DESC",
};

#define FIRST_CHUNK 64 /* transactions read at first, then ever more */
#define LAST_CHUNK 8192

/* Tells the charges of a chunk that are open; debt is what older ones must make up. */
static void
tell_open_charges(const PlanRows *rows, Minor *debt, OpenChargeReader reader, void *result)
{
	for (int i = 0; i<rows->count && * debt> 0; i++)
	{
		Minor net = plan_minor(rows, i, CHARGE_AMOUNT);
		Minor open;

		if (!plan_is_null(rows, i, CHARGE_REFUNDED))
			net -= plan_minor(rows, i, CHARGE_REFUNDED);
		open = credit_open(debt, net);
		if (open > 0)
			reader(result, rows, i, open);
	}
}

void
open_charge_walk(int64 supplier_id, const LedgerAccount *account, OpenChargeReader reader,
				 void *result)
{
	Minor debt = -account->balance;
	int64 chunk = FIRST_CHUNK;

	for (int64 to = account->last_transaction_id; to > 0 && debt > 0; to -= chunk)
	{
		MemoryContext context =
			AllocSetContextCreate(CurrentMemoryContext, "open charges", ALLOCSET_DEFAULT_SIZES);
		MemoryContext caller = MemoryContextSwitchTo(context);
		PlanValues values = {0};
		PlanRows rows;

		if (to < account->last_transaction_id && chunk < LAST_CHUNK)
			chunk *= 2;
		plan_bind_int64(&values, supplier_id);
		plan_bind_int64(&values, account->partnership_id);
		plan_bind_int64(&values, to - chunk);
		plan_bind_int64(&values, to);
		rows = plan_read(&READ_CHARGES, &values);
		tell_open_charges(&rows, &debt, reader, result);
		plan_free(&rows);
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(context);
	}
}

/* All columns but the last are as read. */
static void
put_open_charge(void *context, const PlanRows *rows, int row, Minor open)
{
	Answer *answer = context;

	answer_put_read(answer, rows, row, answer->description->natts - 1);
	answer_put_minor(answer, open);
	answer_end_row(answer);
}

PG_FUNCTION_INFO_V1(distribution_open_charges);

Datum
distribution_open_charges(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	LedgerAccount *accounts;
	LedgerAccount *account;
	int count;
	Answer answer = answer_rows(fcinfo);

	plan_open();
	identity_require_reader(supplier_id,
							partnership_distributor(supplier_id, partnership_id),
							"partnership",
							partnership_id);
	accounts = ledger_accounts(supplier_id, &partnership_id, 1, false, &count);
	account = ledger_account(accounts, count, partnership_id);
	open_charge_walk(supplier_id, account, put_open_charge, &answer);
	plan_close();
	PG_RETURN_NULL();
}
