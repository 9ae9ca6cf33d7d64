/*
 * ledger_sql.c
 *	  Manual entries (LE-4).
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "ledger_manual.h"
#include "plan.h"
#include "terms_row.h"

enum
{
	BEFORE_TRANSACTION = 1,
	BEFORE_KIND,
	BEFORE_AMOUNT,
	BEFORE_CURRENCY,
	BEFORE_DOCUMENT
};

static PlanQuery READ_IDEMPOTENCY = {
	.name = "read what an idempotency key posted",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, text",
	.sql = "SELECT i.transaction_id, e.kind, e.amount, e.currency, e.document_no"
		   "  FROM distribution.ledger_idempotency i"
		   "  JOIN distribution.ledger_entry e"
		   "    ON e.supplier_id = i.supplier_id AND e.partnership_id = i.partnership_id"
		   "   AND e.transaction_id = i.transaction_id AND e.side = 'distributor'"
		   " WHERE i.supplier_id = $1 AND i.partnership_id = $2 AND i.idempotency_key = $3",
};

static PlanQuery WRITE_IDEMPOTENCY = {
	.name = "write an idempotency key",
	.result = SPI_OK_INSERT,
	.types = "bigint, bigint, text, bigint",
	.sql =
		"INSERT INTO distribution.ledger_idempotency"
		" (supplier_id, partnership_id, idempotency_key, transaction_id) VALUES ($1, $2, $3, $4)",
};

static LedgerKind
manual_kind(const char *name)
{
	for (int kind = LEDGER_TOP_UP; kind < LEDGER_KIND_COUNT; kind++)
		if (strcmp(name, ledger_kind_name((LedgerKind) kind)) == 0)
			return (LedgerKind) kind;
	error_argument("kind", name, "top_up, deduction, opening_balance, correction");
}

/* LE-2: top-ups and deductions are positive as given, the other two either sign, none is 0. */
Minor
ledger_manual_amount(FunctionCallInfo fcinfo, int n, LedgerKind kind)
{
	Minor amount;
	bool either_sign = kind == LEDGER_OPENING_BALANCE || kind == LEDGER_CORRECTION;

	if (PG_ARGISNULL(n))
		error_null_argument("amount");
	amount = numeric_to_minor(PG_GETARG_DATUM(n), "amount");
	if (amount == 0 || (amount < 0 && !either_sign))
		error_argument("amount",
					   DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(n))),
					   either_sign ? "an amount other than 0" : "an amount greater than 0");
	return kind == LEDGER_DEDUCTION ? -amount : amount;
}

/* An amount that its currency cannot express would be rounded away unseen. */
void
ledger_require_decimals(Minor amount, const char *currency)
{
	int decimals = currency_decimals(currency);

	if (!minor_fits(amount, decimals))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("amount has more decimals than currency %s", currency),
				 errdetail("%s has %d decimals.", currency, decimals)));
}

static LedgerPosting
manual_posting(const ManualEntry *manual, const Terms *terms, LedgerAccount *account)
{
	const PartnershipTerms *partnership = terms_partnership_or_fail(terms, manual->partnership_id);
	LedgerPosting posting = {
		.account = account,
		.kind = manual->kind,
		.document_no = manual->document_no,
		.memo = manual->memo,
		.amount = manual->amount,
		.base_rate = partnership->base_rate,
	};
	const char *currency = manual->currency ? manual->currency : account->currency;

	ledger_require_decimals(manual->amount, currency);
	currency_copy(posting.currency, currency);
	posting.rate = terms_rate(manual->supplier_id, currency, account->currency, terms->now);
	if (posting.rate.source == RATE_MISSING)
		error_no_exchange_rate(currency, account->currency, NULL);
	if (posting.base_rate.source == RATE_MISSING)
		error_no_exchange_rate(account->currency, terms->supplier.base_currency, NULL);
	if (!exchange_convert(
			manual->amount, &posting.rate, partnership->decimals, &posting.settlement_amount))
		error_out_of_range("converted amount");
	if (posting.settlement_amount == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("amount converts to 0 %s", account->currency)));
	return posting;
}

/* NULL: as before; else what is not. */
static const char *
changed_since(const ManualEntry *manual, const LedgerAccount *account, const PlanRows *rows)
{
	const char *currency = manual->currency ? manual->currency : account->currency;
	const char *document = plan_text(rows, 0, BEFORE_DOCUMENT);

	if (strcmp(plan_text(rows, 0, BEFORE_KIND), ledger_kind_name(manual->kind)) != 0)
		return "kind";
	if (plan_minor(rows, 0, BEFORE_AMOUNT) != manual->amount)
		return "amount";
	if (strcmp(plan_text(rows, 0, BEFORE_CURRENCY), currency) != 0)
		return "currency";
	if (manual->document_no == NULL || document == NULL
			? manual->document_no != document
			: strcmp(manual->document_no, document) != 0)
		return "document_no";
	return NULL;
}

/* LE-4: the transaction that a key posted before; 0: none. A key is of one entry, and of no other. */
static int64
posted_before(const ManualEntry *manual, const LedgerAccount *account)
{
	const char *changed;
	PlanValues values = {0};
	PlanRows rows;

	if (manual->idempotency_key == NULL)
		return 0;
	plan_bind_int64(&values, manual->supplier_id);
	plan_bind_int64(&values, manual->partnership_id);
	plan_bind_text(&values, manual->idempotency_key);
	rows = plan_execute(&READ_IDEMPOTENCY, &values);
	if (rows.count == 0)
		return 0;
	changed = changed_since(manual, account, &rows);
	if (changed != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_IDEMPOTENCY_CONFLICT),
				 errmsg("idempotency key \"%s\" has posted another entry", manual->idempotency_key),
				 errdetail("Transaction " INT64_FORMAT " has another %s.",
						   plan_int64(&rows, 0, BEFORE_TRANSACTION),
						   changed),
				 errhint("Send the entry as it was, or another one with a key of its own.")));
	return plan_int64(&rows, 0, BEFORE_TRANSACTION);
}

static void
keep_idempotency_key(const ManualEntry *manual, int64 transaction_id)
{
	PlanValues values = {0};

	if (manual->idempotency_key == NULL)
		return;
	plan_bind_int64(&values, manual->supplier_id);
	plan_bind_int64(&values, manual->partnership_id);
	plan_bind_text(&values, manual->idempotency_key);
	plan_bind_int64(&values, transaction_id);
	plan_execute(&WRITE_IDEMPOTENCY, &values);
}

/* Under the settlement account's lock, which it takes; the transaction's id. */
int64
ledger_post_manual(const ManualEntry *manual)
{
	int count;
	LedgerAccount *accounts =
		ledger_accounts(manual->supplier_id, &manual->partnership_id, 1, true, &count);
	LedgerAccount *account = ledger_account(accounts, count, manual->partnership_id);
	int64 before = posted_before(manual, account);
	LedgerPosting posting;
	Terms *terms;

	if (before > 0)
		return before;
	plan_snapshot_push();
	terms = terms_load(manual->supplier_id, &manual->partnership_id, 1);
	terms_load_rates(terms, true);
	posting = manual_posting(manual, terms, account);
	plan_snapshot_pop();
	ledger_post(&terms->supplier, accounts, count, &posting, 1, terms->now);
	keep_idempotency_key(manual, posting.transaction_id);
	return posting.transaction_id;
}

PG_FUNCTION_INFO_V1(distribution_post_entry);

Datum
distribution_post_entry(PG_FUNCTION_ARGS)
{
	ManualEntry manual = {
		.supplier_id = argument_int64(fcinfo, 0, "supplier_id"),
		.partnership_id = argument_int64(fcinfo, 1, "partnership_id"),
	};
	int64 transaction_id;

	identity_require(manual.supplier_id, PERMISSION_SUPPLIER);
	manual.kind = manual_kind(argument_word(fcinfo, 2, "kind"));
	manual.amount = ledger_manual_amount(fcinfo, 3, manual.kind);
	manual.currency = argument_word_or_null(fcinfo, 4, "currency");
	manual.document_no = argument_text_or_null(fcinfo, 5, "document_no", TEXT_CODE);
	manual.memo = argument_text_or_null(fcinfo, 6, "memo", TEXT_NOTE);
	manual.idempotency_key = argument_text_or_null(fcinfo, 7, "idempotency_key", TEXT_CODE);
	plan_open();
	transaction_id = ledger_post_manual(&manual);
	plan_close();
	PG_RETURN_INT64(transaction_id);
}
