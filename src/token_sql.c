/*
 * token_sql.c
 *	  Issuing tokens, and acting by one (ID-3).
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/execdesc.h"
#include "fmgr.h"
#include "nodes/execnodes.h"
#include "tcop/pquery.h"
#include "utils/builtins.h"
#include "utils/portal.h"
#include "utils/timestamp.h"

#include "account.h"
#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "plan.h"
#include "token.h"

#define TOKEN_MAX_DAYS 30

static TimestampTz
token_end(Datum lifetime)
{
	TimestampTz now = GetCurrentTimestamp();
	TimestampTz end = DatumGetTimestampTz(
		DirectFunctionCall2(timestamptz_pl_interval, TimestampTzGetDatum(now), lifetime));

	if (end <= now || end > now + TOKEN_MAX_DAYS * USECS_PER_DAY)
		error_argument("lifetime",
					   DatumGetCString(DirectFunctionCall1(interval_out, lifetime)),
					   psprintf("more than 0 and at most %d days", TOKEN_MAX_DAYS));
	return end;
}

/* A token replaces the role's rights, so it is for roles that row security holds. */
static void
refuse_caller(void)
{
	if (identity_bypasses_rows())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("role \"%s\" cannot authenticate", identity_actor()),
				 errdetail("Row security does not hold it, so a token would not either.")));
}

/* Whether the client's statement itself calls, and no function does. */
static bool
is_called_directly(FunctionCallInfo fcinfo)
{
	const QueryDesc *statement = ActivePortal == NULL ? NULL : ActivePortal->queryDesc;

	return statement != NULL && statement->estate != NULL &&
		fcinfo->flinfo->fn_mcxt == statement->estate->es_query_cxt;
}

/* As SET LOCAL warns: without a transaction block the token has ended with the statement. */
static void
warn_without_block(FunctionCallInfo fcinfo)
{
	if (!IsTransactionBlock() && !IsSubTransaction() && is_called_directly(fcinfo))
		ereport(WARNING,
				(errcode(ERRCODE_NO_ACTIVE_SQL_TRANSACTION),
				 errmsg("authenticate() can only be used in transaction blocks"),
				 errhint("The token has ended with this statement. Call it after BEGIN.")));
}

PG_FUNCTION_INFO_V1(distribution_issue_token);

Datum
distribution_issue_token(PG_FUNCTION_ARGS)
{
	Token token = {
		.account_id = argument_int64(fcinfo, 0, "account_id"),
		.permissions = argument_permissions(fcinfo, 1, "permissions"),
	};
	char *text;

	if (PG_ARGISNULL(2))
		error_null_argument("lifetime");
	identity_require(token.account_id, PERMISSION_ADMIN);
	identity_require_role();
	token.expires_at = token_end(PG_GETARG_DATUM(2));
	plan_open();
	account_require(token.account_id);
	text = token_write(&token);
	plan_close();
	PG_RETURN_TEXT_P(cstring_to_text(text));
}

PG_FUNCTION_INFO_V1(distribution_authenticate);

Datum
distribution_authenticate(PG_FUNCTION_ARGS)
{
	char *text = argument_raw(fcinfo, 0, "token");

	refuse_caller();
	token_authenticate(text);
	warn_without_block(fcinfo);
	PG_RETURN_VOID();
}
