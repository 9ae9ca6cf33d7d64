/*
 * credit_sql.c
 *	  Credit limit and period (CR-1 … CR-3, CR-5).
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "ledger_row.h"
#include "plan.h"

#define CREDIT_DAYS_MAX 36500

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
write_credit_change(const LedgerAccount *account, const CreditTerms *previous,
					const CreditTerms *terms)
{
	const CreditLimits *limits = &account->limits;
	bool has_permanent = terms->is_temporary && !limits->unlimited;
	PlanValues values = {0};

	plan_bind_int64(&values, account->supplier_id);
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
put_credit(LedgerAccount *account, const CreditTerms *terms)
{
	CreditLimits *limits = &account->limits;

	account->has_term = terms->has_term;
	account->credit_days = terms->days;
	limits->has_temporary = terms->is_temporary;
	limits->temporary_unlimited = !terms->is_temporary || terms->unlimited;
	limits->temporary_limit = terms->limit;
	limits->until = terms->until;
	if (!terms->is_temporary)
	{
		limits->unlimited = terms->unlimited;
		limits->limit = terms->limit;
	}
}

static void
write_credit(LedgerAccount *account, const CreditTerms *terms)
{
	CreditTerms previous = terms_in_force(account);

	if (credit_terms_equal(&previous, terms))
		return;
	put_credit(account, terms);
	ledger_account_set_credit(account);
	write_credit_change(account, &previous, terms);
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
	write_credit(ledger_account(accounts, count, partnership_id), &terms);
	plan_close();
	PG_RETURN_VOID();
}
