/*
 * account_total.c
 *	  What all partnerships of a supplier come to in one currency, at the rates
 *	  of now (FX-1, FX-3).
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "answer.h"
#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "terms_row.h"

enum
{
	BALANCE_CURRENCY = 1,
	BALANCE_SUM
};

/* One row without a currency: a supplier without accounts. */
static PlanQuery READ_BALANCES = {
	.name = "read balances by currency",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql = "SELECT a.currency, sum(a.balance)"
		   "  FROM distribution.supplier s"
		   "  LEFT JOIN distribution.settlement_account a ON a.supplier_id = s.supplier_id"
		   " WHERE s.supplier_id = $1"
		   " GROUP BY a.currency"
		   " ORDER BY a.currency",
};

/* A rate without the zeros that end it. */
static char *
quoted_text(const Rate *rate)
{
	char *text = DatumGetCString(DirectFunctionCall1(numeric_out, rate_to_numeric(rate->quoted)));
	int length = strlen(text);

	while (strchr(text, '.') != NULL && (text[length - 1] == '0' || text[length - 1] == '.'))
		text[--length] = '\0';
	return text;
}

static void
note_rate(StringInfo note, const char *currency, const Rate *rate)
{
	if (note->len > 0)
		appendStringInfoString(note, "; ");
	appendStringInfoString(note, currency);
	if (rate->source != RATE_SAME)
		appendStringInfo(note, " %s %s", rate->inverse ? "/" : "*", quoted_text(rate));
	appendStringInfo(note, " (%s", rate_source_name(rate->source));
	if (rate->source == RATE_LIVE)
		appendStringInfo(note, ", %s", timestamptz_to_str(rate->at));
	appendStringInfoChar(note, ')');
}

static Minor
converted(Minor balance, const char *currency, const char *wanted, int decimals, const Rate *rate)
{
	Minor amount;

	if (rate->source == RATE_MISSING)
		error_no_exchange_rate(currency, wanted, NULL);
	if (!exchange_convert(balance, rate, decimals, &amount))
		error_out_of_range("converted balance");
	return amount;
}

static Minor
account_total(int64 supplier_id, const char *wanted, StringInfo note)
{
	PlanValues values = {0};
	PlanRows rows;
	int decimals = currency_decimals(wanted);
	Minor total = 0;

	plan_bind_int64(&values, supplier_id);
	rows = plan_read(&READ_BALANCES, &values);
	if (rows.count == 0)
		error_not_found("supplier", supplier_id);
	for (int i = 0; i < rows.count; i++)
	{
		char *currency;
		Rate rate;

		if (plan_is_null(&rows, i, BALANCE_CURRENCY))
			continue;
		currency = plan_text(&rows, i, BALANCE_CURRENCY);
		rate = terms_rate(supplier_id, currency, wanted, GetCurrentTransactionStartTimestamp());
		if (!minor_add(
				total,
				converted(plan_minor(&rows, i, BALANCE_SUM), currency, wanted, decimals, &rate),
				&total))
			error_out_of_range("total");
		note_rate(note, currency, &rate);
	}
	return total;
}

PG_FUNCTION_INFO_V1(distribution_account_total);

Datum
distribution_account_total(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	char *currency = argument_word(fcinfo, 1, "currency");
	StringInfoData note;
	Answer answer = answer_row(fcinfo);

	identity_require(supplier_id, PERMISSION_REPORT);
	initStringInfo(&note);
	plan_open();
	answer_put_minor(&answer, account_total(supplier_id, currency, &note));
	plan_close();
	answer_put_text(&answer, currency);
	answer_put_text(&answer, note.data);
	PG_RETURN_DATUM(answer_composite(&answer));
}
