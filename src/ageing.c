/*
 * ageing.c
 *	  How old open charges are, kept by maintenance (CR-2).
 *
 * A settlement account says until when its ageing holds, and of one of which
 * something is overdue a row of credit_ageing says how much. Both are exact:
 * until then nothing falls due or grows older, a charge that falls due before
 * brings the time forward in the push that writes the account anyway, and a
 * credit forgets both (ledger.c). Who reads after it reads the account's charges
 * (charge_ageing), until maintenance has aged it anew.
 *
 * What somebody else has locked is passed over, so maintenance waits for nobody
 * and keeps the order of locks; it is aged at the next run, and read exactly
 * until then.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"

#include "ageing.h"
#include "answer.h"
#include "argument.h"
#include "identity.h"
#include "ledger_row.h"
#include "open_charge.h"
#include "partnership.h"

static PlanQuery LOCK_AGED = {
	.name = "lock accounts to age",
	.result = SPI_OK_SELECT,
	.types = "bigint, int",
	.sql = "SELECT a.partnership_id"
		   "  FROM distribution.settlement_account a"
		   " WHERE a.supplier_id = $1 AND " AGEING_IS_OVER " ORDER BY a.partnership_id"
		   " LIMIT $2"
		   "   FOR NO KEY UPDATE SKIP LOCKED",
};

static PlanQuery WRITE_AGEING = {
	.name = "write how old open charges are",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, bigint, numeric, numeric, numeric, numeric, timestamptz",
	.sql = "INSERT INTO distribution.credit_ageing"
		   " (supplier_id, partnership_id, distributor_id, days_1_30, days_31_60, days_61_90,"
		   "  days_over_90, oldest_due_at, aged_at)"
		   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())"
		   " ON CONFLICT (supplier_id, partnership_id) DO UPDATE"
		   "  SET days_1_30 = EXCLUDED.days_1_30, days_31_60 = EXCLUDED.days_31_60,"
		   "      days_61_90 = EXCLUDED.days_61_90, days_over_90 = EXCLUDED.days_over_90,"
		   "      oldest_due_at = EXCLUDED.oldest_due_at, aged_at = EXCLUDED.aged_at",
};

static void
age_charge(void *result, const PlanRows *rows, int row, Minor open)
{
	if (!plan_is_null(rows, row, CHARGE_DUE_AT))
		credit_age(result,
				   open,
				   plan_time(rows, row, CHARGE_DUE_AT),
				   GetCurrentTransactionStartTimestamp());
}

static CreditAgeing
age_account(int64 supplier_id, const LedgerAccount *account)
{
	CreditAgeing ageing = credit_ageing();

	open_charge_walk(supplier_id, account, age_charge, &ageing);
	return ageing;
}

static bool
is_overdue(const CreditAgeing *ageing)
{
	for (int i = 0; i < CREDIT_AGES; i++)
		if (ageing->overdue[i] > 0)
			return true;
	return false;
}

static void
keep_ageing(int64 supplier_id, LedgerAccount *account)
{
	CreditAgeing ageing = age_account(supplier_id, account);
	PlanValues values = {0};

	ledger_account_set_aged(account, ageing.until);
	if (!is_overdue(&ageing))
		return;
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, account->partnership_id);
	plan_bind_int64(&values, account->distributor_id);
	for (int i = 0; i < CREDIT_AGES; i++)
		plan_bind_minor(&values, ageing.overdue[i]);
	plan_bind_time(&values, ageing.oldest_due_at);
	plan_execute(&WRITE_AGEING, &values);
}

/* Of a supplier's accounts whose ageing holds no longer; returns of how many. */
int
ageing_keep(int64 supplier_id)
{
	PlanValues values = {0};
	PlanRows locked;
	LedgerAccount *accounts;
	int64 *partnership_ids;
	int count;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int32(&values, AGEING_MAX_ACCOUNTS);
	locked = plan_execute(&LOCK_AGED, &values);
	if (locked.count == 0)
		return 0;
	partnership_ids = palloc(sizeof(int64) * locked.count);
	for (int i = 0; i < locked.count; i++)
		partnership_ids[i] = plan_int64(&locked, i, 1);
	accounts = ledger_accounts(supplier_id, partnership_ids, locked.count, true, &count);
	plan_snapshot_push();
	for (int i = 0; i < count; i++)
		keep_ageing(supplier_id, &accounts[i]);
	plan_snapshot_pop();
	return count;
}

static Datum
ageing_row(FunctionCallInfo fcinfo, const CreditAgeing *ageing)
{
	Answer answer = answer_row(fcinfo);
	Minor overdue = 0;

	for (int i = 0; i < CREDIT_AGES; i++)
		overdue += ageing->overdue[i]; /* no more than the debt */
	answer_put_minor(&answer, overdue);
	for (int i = 0; i < CREDIT_AGES; i++)
		answer_put_minor(&answer, ageing->overdue[i]);
	answer_put(&answer,
			   TimestampTzGetDatum(ageing->oldest_due_at),
			   ageing->oldest_due_at == CREDIT_NEVER_DUE);
	return answer_composite(&answer);
}

PG_FUNCTION_INFO_V1(distribution_charge_ageing);

Datum
distribution_charge_ageing(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	LedgerAccount *accounts;
	CreditAgeing ageing;
	int count;

	plan_open();
	identity_require_reader(supplier_id,
							partnership_distributor(supplier_id, partnership_id),
							"partnership",
							partnership_id);
	accounts = ledger_accounts(supplier_id, &partnership_id, 1, false, &count);
	ageing = age_account(supplier_id, ledger_account(accounts, count, partnership_id));
	plan_close();
	PG_RETURN_DATUM(ageing_row(fcinfo, &ageing));
}
