/*
 * top_up.c
 *	  Top-ups that a distributor asks for, and the supplier's answers (TU-1).
 *
 * An answer locks the request, then the settlement account: of two approvals the
 * second finds what the first has posted, and answers it.
 */
#include "postgres.h"

#include "fmgr.h"

#include "argument.h"
#include "call.h"
#include "errors.h"
#include "identity.h"
#include "ledger_manual.h"
#include "notification.h"
#include "partnership.h"
#include "plan.h"
#include "state.h"
#include "terms_row.h"

typedef struct Request
{
	int64 supplier_id;
	int64 request_id;
	int64 partnership_id;
	char *state;
	Minor amount;
	char *currency;
	char *reference;
	char *memo;
	Minor approved_amount; /* if approved, with the next */
	int64 transaction_id;
} Request;

#define OPEN_REQUESTS_MAX 100 /* of a partnership: nobody fills its supplier's list (ID-6) */

static PlanQuery READ_OPEN_REQUESTS = {
	.name = "count open requests of a partnership",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, int",
	.sql = "SELECT count(*)"
		   "  FROM (SELECT FROM distribution.top_up_request"
		   "         WHERE supplier_id = $1 AND partnership_id = $2 AND state = 'asked'"
		   "         LIMIT $3) AS open",
};

static PlanQuery INSERT_REQUEST = {
	.name = "insert request of a top-up",
	.result = SPI_OK_INSERT_RETURNING,
	.types = "bigint, bigint, bigint, numeric, text, text, text, text",
	.sql =
		"INSERT INTO distribution.top_up_request"
		" (supplier_id, request_id, partnership_id, distributor_id, amount, currency, reference, memo,"
		"  requested_by, requested_at)"
		" VALUES ($1, nextval('distribution.top_up_request_request_id_seq'), "
		"$2, $3, $4, $5, $6, $7, $8, now()) RETURNING request_id",
};

enum
{
	REQUEST_PARTNERSHIP = 1,
	REQUEST_STATE,
	REQUEST_AMOUNT,
	REQUEST_CURRENCY,
	REQUEST_REFERENCE,
	REQUEST_MEMO,
	REQUEST_APPROVED_AMOUNT,
	REQUEST_TRANSACTION
};

static PlanQuery LOCK_REQUEST = {
	.name = "lock request of a top-up",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint",
	.sql = "SELECT partnership_id, state, amount, currency, reference, memo, approved_amount,"
		   "       transaction_id"
		   "  FROM distribution.top_up_request"
		   " WHERE supplier_id = $1 AND request_id = $2"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery WRITE_APPROVED = {
	.name = "approve a top-up",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, numeric, bigint",
	.sql = "UPDATE distribution.top_up_request"
		   "   SET state = 'approved', answered_by = $3, answered_at = now(),"
		   "       approved_amount = $4, transaction_id = $5"
		   " WHERE supplier_id = $1 AND request_id = $2",
};

static PlanQuery WRITE_REJECTED = {
	.name = "reject a top-up",
	.result = SPI_OK_UPDATE,
	.types = "bigint, bigint, text, text",
	.sql = "UPDATE distribution.top_up_request"
		   "   SET state = 'rejected', answered_by = $3, answered_at = now(), reason = $4"
		   " WHERE supplier_id = $1 AND request_id = $2",
};

static const char *
settlement_currency(const Partnership *partnership)
{
	int count;
	const LedgerAccount *account =
		ledger_accounts(partnership->supplier_id, &partnership->partnership_id, 1, false, &count);

	if (count == 0)
		error_transition("partnership",
						 call_partnership(partnership->supplier, partnership->distributor),
						 partnership->partnership_id,
						 partnership->state,
						 "ask for a top-up of",
						 "It has no account before it is approved.");
	return account->currency;
}

static char *
describe_reference(const char *reference)
{
	return reference ? psprintf(", reference \"%s\"", reference) : "";
}

static void
refuse_too_many(const Partnership *partnership)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, partnership->supplier_id);
	plan_bind_int64(&values, partnership->partnership_id);
	plan_bind_int32(&values, OPEN_REQUESTS_MAX);
	rows = plan_execute(&READ_OPEN_REQUESTS, &values);
	if (plan_int64(&rows, 0, 1) >= OPEN_REQUESTS_MAX)
		error_limit("open requests of a partnership",
					OPEN_REQUESTS_MAX,
					"The supplier approves or rejects them first.");
}

static int64
request_top_up(const Partnership *partnership, const Request *asked)
{
	PlanValues values = {0};
	PlanRows rows;
	const char *currency = asked->currency ? asked->currency : settlement_currency(partnership);

	if (asked->currency != NULL)
		(void) settlement_currency(partnership);
	ledger_require_decimals(asked->amount, currency);
	refuse_too_many(partnership);
	plan_bind_int64(&values, partnership->supplier_id);
	plan_bind_int64(&values, partnership->partnership_id);
	plan_bind_int64(&values, partnership->distributor_id);
	plan_bind_minor(&values, asked->amount);
	plan_bind_text(&values, currency);
	plan_bind_text(&values, asked->reference);
	plan_bind_text(&values, asked->memo);
	plan_bind_text(&values, identity_actor());
	rows = plan_execute(&INSERT_REQUEST, &values);
	notification_add(
		partnership->supplier_id,
		partnership->supplier_id,
		NOTIFY_TOP_UP_ASKED,
		psprintf("%s asks for a top-up of %s %s%s: approve or reject request " INT64_FORMAT ".",
				 partnership->distributor,
				 currency,
				 call_amount(asked->amount),
				 describe_reference(asked->reference),
				 plan_int64(&rows, 0, 1)));
	return plan_int64(&rows, 0, 1);
}

static Request
lock_request(int64 supplier_id, int64 request_id)
{
	Request request = {.supplier_id = supplier_id, .request_id = request_id};
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, request_id);
	rows = plan_execute(&LOCK_REQUEST, &values);
	if (rows.count == 0)
		error_not_found("request of a top-up", request_id);
	request.partnership_id = plan_int64(&rows, 0, REQUEST_PARTNERSHIP);
	request.state = plan_text(&rows, 0, REQUEST_STATE);
	request.amount = plan_minor(&rows, 0, REQUEST_AMOUNT);
	request.currency = plan_text(&rows, 0, REQUEST_CURRENCY);
	request.reference = plan_text(&rows, 0, REQUEST_REFERENCE);
	request.memo = plan_text(&rows, 0, REQUEST_MEMO);
	if (!plan_is_null(&rows, 0, REQUEST_TRANSACTION))
	{
		request.approved_amount = plan_minor(&rows, 0, REQUEST_APPROVED_AMOUNT);
		request.transaction_id = plan_int64(&rows, 0, REQUEST_TRANSACTION);
	}
	return request;
}

static char *
called(const Request *request)
{
	return psprintf("of %s %s", request->currency, call_amount(request->amount));
}

static void
refuse_request(const Request *request, const char *verb)
{
	error_transition(
		"request of a top-up", called(request), request->request_id, request->state, verb, NULL);
}

/* The same approval again is answered as before; another one is refused (as LE-4). */
static int64
approved_before(const Request *request, Minor amount)
{
	if (request->approved_amount != amount)
		ereport(
			ERROR,
			(errcode(ERRCODE_IDEMPOTENCY_CONFLICT),
			 errmsg("the request of a top-up %s (" INT64_FORMAT ") is approved for another amount",
					called(request),
					request->request_id),
			 errdetail("Transaction " INT64_FORMAT " posted %s %s.",
					   request->transaction_id,
					   request->currency,
					   call_amount(request->approved_amount)),
			 errhint("Post a correction with post_entry().")));
	return request->transaction_id;
}

static void
tell_answer(const Request *request, NotificationEvent event, const char *answer)
{
	Partnership partnership = partnership_read(request->supplier_id, request->partnership_id);

	notification_add(request->supplier_id,
					 partnership.distributor_id,
					 event,
					 psprintf("%s %s (you asked for %s %s%s, request " INT64_FORMAT ")",
							  partnership.supplier,
							  answer,
							  request->currency,
							  call_amount(request->amount),
							  describe_reference(request->reference),
							  request->request_id));
}

/* 0: the amount that was asked for. */
static int64
approve_top_up(int64 supplier_id, int64 request_id, Minor amount)
{
	PlanValues values = {0};
	Request request = lock_request(supplier_id, request_id);
	ManualEntry entry = {
		.supplier_id = supplier_id,
		.partnership_id = request.partnership_id,
		.kind = LEDGER_TOP_UP,
		.amount = amount ? amount : request.amount,
		.currency = request.currency,
		.document_no = request.reference,
		.memo = request.memo,
	};
	int64 transaction_id;

	if (request.transaction_id > 0)
		return approved_before(&request, entry.amount);
	if (!state_begins(STATES_OF_TOP_UP, request.state, "approve_top_up"))
		refuse_request(&request, "approve");
	transaction_id = ledger_post_manual(&entry);
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, request_id);
	plan_bind_text(&values, identity_actor());
	plan_bind_minor(&values, entry.amount);
	plan_bind_int64(&values, transaction_id);
	plan_execute(&WRITE_APPROVED, &values);
	tell_answer(&request,
				NOTIFY_TOP_UP_APPROVED,
				psprintf("posted your top-up of %s %s as transaction " INT64_FORMAT,
						 request.currency,
						 call_amount(entry.amount),
						 transaction_id));
	return transaction_id;
}

static void
reject_top_up(int64 supplier_id, int64 request_id, const char *reason)
{
	PlanValues values = {0};
	Request request = lock_request(supplier_id, request_id);

	if (!state_begins(STATES_OF_TOP_UP, request.state, "reject_top_up"))
		refuse_request(&request, "reject");
	plan_bind_int64(&values, supplier_id);
	plan_bind_int64(&values, request_id);
	plan_bind_text(&values, identity_actor());
	plan_bind_text(&values, reason);
	plan_execute(&WRITE_REJECTED, &values);
	tell_answer(&request, NOTIFY_TOP_UP_REJECTED, psprintf("rejected your top-up: %s", reason));
}

PG_FUNCTION_INFO_V1(distribution_request_top_up);

Datum
distribution_request_top_up(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 partnership_id = argument_int64(fcinfo, 1, "partnership_id");
	Request asked = {.supplier_id = supplier_id};
	Partnership partnership;
	int64 request_id;

	plan_open();
	partnership_require_distributor(supplier_id, partnership_id);
	asked.amount = ledger_manual_amount(fcinfo, 2, LEDGER_TOP_UP);
	asked.currency = argument_word_or_null(fcinfo, 3, "currency");
	asked.reference = argument_text_or_null(fcinfo, 4, "reference", TEXT_CODE);
	asked.memo = argument_text_or_null(fcinfo, 5, "memo", TEXT_NOTE);
	partnership = partnership_read(supplier_id, partnership_id);
	request_id = request_top_up(&partnership, &asked);
	plan_close();
	PG_RETURN_INT64(request_id);
}

PG_FUNCTION_INFO_V1(distribution_approve_top_up);

Datum
distribution_approve_top_up(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 request_id = argument_int64(fcinfo, 1, "request_id");
	Minor amount = 0;
	int64 transaction_id;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	if (!PG_ARGISNULL(2))
		amount = ledger_manual_amount(fcinfo, 2, LEDGER_TOP_UP);
	plan_open();
	transaction_id = approve_top_up(supplier_id, request_id, amount);
	plan_close();
	PG_RETURN_INT64(transaction_id);
}

PG_FUNCTION_INFO_V1(distribution_reject_top_up);

Datum
distribution_reject_top_up(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 request_id = argument_int64(fcinfo, 1, "request_id");
	char *reason = argument_reason(fcinfo, 2, "reason");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	reject_top_up(supplier_id, request_id, reason);
	plan_close();
	PG_RETURN_VOID();
}
