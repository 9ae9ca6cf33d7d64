/*
 * credit_sql.c
 *	  Credit limit and period, and the charges that are still open
 *	  (CR-1 … CR-3, CR-5).
 *
 * What is open is not kept anywhere. Refunds settle their own charge and all
 * other credits the oldest, so the open charges are the newest ones, as many
 * as it takes to make up the debt: they are read from the newest back, and no
 * further.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "ledger.h"
#include "partnership.h"
#include "plan.h"

#define CREDIT_DAYS_MAX 36500

static PlanQuery WRITE_PERMANENT = {
	.name = "set credit",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, numeric, int",
	.sql = "UPDATE distribution.settlement_account SET credit_limit = $3, credit_days = $4,"
		   "  temporary_limit = NULL, temporary_until = NULL"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

static PlanQuery WRITE_TEMPORARY = {
	.name = "set credit until a time",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, numeric, int, timestamptz",
	.sql = "UPDATE distribution.settlement_account SET temporary_limit = $3, credit_days = $4,"
		   "  temporary_until = $5"
		   " WHERE supplier_id = $1 AND partnership_id = $2",
};

static PlanQuery WRITE_CREDIT_CHANGE = {
	.name = "write a credit change",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, numeric, int, numeric, int, text, timestamptz, numeric",
	.sql =
		"INSERT INTO distribution.credit_change"
		" (supplier_id, change_id, partnership_id, distributor_id, previous_limit, previous_days,"
		"  credit_limit, credit_days, actor, changed_at, until, permanent_limit)"
		" VALUES ($1, nextval('distribution.credit_change_change_id_seq'), "
		"$2, $3, $4, $5, $6, $7, $8, now(), $9, $10)",
};

/* A limit and a period; each may be none. */
typedef struct CreditTerms
{
	bool unlimited;
	Minor limit;
	bool has_term;
	int days;
	bool is_temporary;
	TimestampTz until;
} CreditTerms;

static CreditTerms
argument_credit(FunctionCallInfo fcinfo)
{
	CreditTerms terms = {
		.unlimited = PG_ARGISNULL(2),
		.has_term = !PG_ARGISNULL(3),
		.is_temporary = !PG_ARGISNULL(4),
	};

	if (!terms.unlimited)
		terms.limit = numeric_to_minor(PG_GETARG_DATUM(2), "credit_limit");
	if (terms.limit < 0)
		error_argument("credit_limit", "a negative amount", "0 or more, null for unlimited");
	if (terms.has_term)
		terms.days = PG_GETARG_INT32(3);
	if (terms.days < 0 || terms.days > CREDIT_DAYS_MAX)
		error_argument("credit_days",
					   psprintf("%d", terms.days),
					   psprintf("0 to %d, null for no term", CREDIT_DAYS_MAX));
	if (!terms.is_temporary)
		return terms;
	terms.until = PG_GETARG_TIMESTAMPTZ(4);
	if (terms.until <= GetCurrentTransactionStartTimestamp() || TIMESTAMP_NOT_FINITE(terms.until))
		error_argument("until", timestamptz_to_str(terms.until), "a time to come, null for ever");
	return terms;
}

/* What holds now: the temporary limit until its time, else the permanent one. */
static CreditTerms
terms_in_force(const LedgerAccount *account)
{
	const CreditLimits *limits = &account->limits;
	CreditTerms terms = {
		.unlimited = account->credit.unlimited,
		.limit = account->credit.unlimited ? 0 : account->credit.limit,
		.has_term = account->has_term,
		.days = account->has_term ? account->credit_days : 0,
	};

	terms.is_temporary =
		limits->has_temporary && GetCurrentTransactionStartTimestamp() < limits->until;
	if (terms.is_temporary)
		terms.until = limits->until;
	return terms;
}

static bool
credit_terms_equal(const CreditTerms *a, const CreditTerms *b)
{
	return a->unlimited == b->unlimited && a->limit == b->limit && a->has_term == b->has_term &&
		a->days == b->days && a->is_temporary == b->is_temporary && a->until == b->until;
}

static void
bind_credit(PlanValues *values, const CreditTerms *terms)
{
	plan_bind(
		values, terms->unlimited ? (Datum) 0 : minor_to_numeric(terms->limit), terms->unlimited);
	plan_bind(values, Int32GetDatum(terms->days), !terms->has_term);
}

static void
write_credit_change(int64 supplier_id, const LedgerAccount *account, const CreditTerms *previous,
					const CreditTerms *terms)
{
	const CreditLimits *limits = &account->limits;
	bool has_permanent = terms->is_temporary && !limits->unlimited;
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, account->partnership_id);
	plan_bind_int64(&values, account->distributor_id);
	bind_credit(&values, previous);
	bind_credit(&values, terms);
	plan_bind_text(&values, identity_actor());
	plan_bind(&values, TimestampTzGetDatum(terms->until), !terms->is_temporary);
	plan_bind(&values, has_permanent ? minor_to_numeric(limits->limit) : (Datum) 0, !has_permanent);
	plan_execute(&WRITE_CREDIT_CHANGE, &values);
}

/* CR-5: a temporary limit leaves the permanent one as it is; a permanent one ends it. */
static void
write_credit(int64 supplier_id, const LedgerAccount *account, const CreditTerms *terms)
{
	CreditTerms previous = terms_in_force(account);
	PlanValues values = {0};

	if (credit_terms_equal(&previous, terms))
		return;
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, account->partnership_id);
	bind_credit(&values, terms);
	if (terms->is_temporary)
		plan_bind_time(&values, terms->until);
	plan_execute(terms->is_temporary ? &WRITE_TEMPORARY : &WRITE_PERMANENT, &values);
	write_credit_change(supplier_id, account, &previous, terms);
}

PG_FUNCTION_INFO_V1(distribution_set_credit);

Datum
distribution_set_credit(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	LedgerAccount *accounts;
	CreditTerms terms;
	int count;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	terms = argument_credit(fcinfo);
	plan_open();
	accounts = ledger_accounts(supplier_id, &partnership_id, 1, true, &count);
	write_credit(supplier_id, ledger_account(accounts, count, partnership_id), &terms);
	plan_close();
	PG_RETURN_VOID();
}

enum
{
	CHARGE_TRANSACTION = 1,
	CHARGE_KIND,
	CHARGE_ORDER,
	CHARGE_PACKAGE,
	CHARGE_DOCUMENT,
	CHARGE_POSTED_AT,
	CHARGE_DUE_AT,
	CHARGE_AMOUNT,
	CHARGE_REFUNDED
};

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

enum
{
	OPEN_TRANSACTION,
	OPEN_KIND,
	OPEN_ORDER,
	OPEN_PACKAGE,
	OPEN_DOCUMENT,
	OPEN_POSTED_AT,
	OPEN_DUE_AT,
	OPEN_AMOUNT,
	OPEN_OPEN,
	OPEN_COLUMNS
};

/* The first columns are as read. */
static void
put_open_charge(ReturnSetInfo *result, const PlanRows *rows, int row, Minor open)
{
	Datum values[OPEN_COLUMNS];
	bool nulls[OPEN_COLUMNS];

	for (int i = OPEN_TRANSACTION; i <= OPEN_AMOUNT; i++)
		values[i] = plan_datum(rows, row, i + 1, &nulls[i]);
	values[OPEN_OPEN] = minor_to_numeric(open);
	nulls[OPEN_OPEN] = false;
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Puts the charges of a chunk that are open; debt is what older ones must make up. */
static void
put_open_charges(ReturnSetInfo *result, const PlanRows *rows, Minor *debt)
{
	for (int i = 0; i<rows->count && * debt> 0; i++)
	{
		Minor net = plan_minor(rows, i, CHARGE_AMOUNT);
		Minor open;

		if (!plan_is_null(rows, i, CHARGE_REFUNDED))
			net -= plan_minor(rows, i, CHARGE_REFUNDED);
		open = credit_open(debt, net);
		if (open > 0)
			put_open_charge(result, rows, i, open);
	}
}

static void
walk_charges(ReturnSetInfo *result, int64 supplier_id, const LedgerAccount *account)
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
		put_open_charges(result, &rows, &debt);
		plan_free(&rows);
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(context);
	}
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

	InitMaterializedSRF(fcinfo, 0);
	plan_open();
	identity_require_reader(supplier_id,
							partnership_distributor(supplier_id, partnership_id),
							"partnership",
							partnership_id);
	accounts = ledger_accounts(supplier_id, &partnership_id, 1, false, &count);
	account = ledger_account(accounts, count, partnership_id);
	walk_charges((ReturnSetInfo *) fcinfo->resultinfo, supplier_id, account);
	plan_close();
	PG_RETURN_NULL();
}
