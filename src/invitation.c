/*
 * invitation.c
 *	  Invitations: unguessable tokens that a distributor applies with (PA-2).
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "account.h"
#include "answer.h"
#include "argument.h"
#include "errors.h"
#include "identity.h"
#include "invitation.h"
#include "plan.h"
#include "supplier.h"

#define TOKEN_BYTES 32
#define TOKEN_SEPARATOR '-'

static PlanQuery INSERT_INVITATION = {
	.name = "insert invitation",
	.result = SPI_OK_INSERT,
	.types = "bigint, text, timestamptz",
	.sql = "INSERT INTO distribution.invitation (supplier_id, token, expires_at)"
		   " VALUES ($1, $2, $3)",
};

static PlanQuery IS_PAST = {
	.name = "read whether a time is past",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "timestamptz",
	.sql = "SELECT $1 <= now()",
};

enum
{
	INVITATION_REVOKED = 1
};

static PlanQuery LOCK_INVITATION = {
	.name = "lock invitation",
	.result = SPI_OK_SELECT,
	.types = "bigint, text",
	.sql = "SELECT revoked_at IS NOT NULL"
		   "  FROM distribution.invitation"
		   " WHERE supplier_id = $1 AND token = $2"
		   "   FOR NO KEY UPDATE",
};

static PlanQuery REVOKE_INVITATION = {
	.name = "revoke invitation",
	.result = SPI_OK_UPDATE,
	.types = "bigint, text",
	.sql = "UPDATE distribution.invitation SET revoked_at = now()"
		   " WHERE supplier_id = $1 AND token = $2",
};

enum
{
	SHOP_SUPPLIER = 1,
	SHOP_NAME,
	SHOP_CONTACT_PERSON,
	SHOP_CONTACT_PHONE
};

#define VALID_INVITATION                                                      \
	"SELECT s.supplier_id, s.bigshop_name, s.contact_person, s.contact_phone" \
	"  FROM distribution.invitation i"                                        \
	"  JOIN distribution.supplier s ON s.supplier_id = i.supplier_id"         \
	" WHERE i.token = $1 AND i.revoked_at IS NULL"                            \
	"   AND (i.expires_at IS NULL OR i.expires_at > now())"

static PlanQuery READ_VALID_INVITATION = {
	.name = "read valid invitation",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "text, bigint",
	.sql = VALID_INVITATION " AND i.supplier_id = $2",
};

/* One of 1.0, whose token does not begin with its supplier. */
static PlanQuery READ_OLD_INVITATION = {
	.name = "read valid invitation of 1.0",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_ALL,
	.types = "text",
	.sql = VALID_INVITATION,
};

/* As of the caller's statement, or of now: then one made in the same statement is valid too. */
static PlanRows
read_valid(const char *token, bool of_now)
{
	PlanValues values = {0};
	char *end;
	int64 supplier_id = strtoi64(token, &end, 10);

	plan_bind_text(&values, token);
	if (end == token || *end != TOKEN_SEPARATOR)
		return of_now ? plan_execute(&READ_OLD_INVITATION, &values)
					  : plan_read(&READ_OLD_INVITATION, &values);
	plan_bind_int64(&values, supplier_id);
	return of_now ? plan_execute(&READ_VALID_INVITATION, &values)
				  : plan_read(&READ_VALID_INVITATION, &values);
}

/* Begins with the supplier, so that who holds it finds the supplier's rows. */
static char *
random_token(int64 supplier_id)
{
	char bytes[TOKEN_BYTES];
	char token[TOKEN_BYTES * 2 + 1];

	if (!pg_strong_random(bytes, sizeof(bytes)))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not generate random bytes for an invitation")));
	token[hex_encode(bytes, TOKEN_BYTES, token)] = '\0';
	return psprintf(INT64_FORMAT "%c%s", supplier_id, TOKEN_SEPARATOR, token);
}

static bool
is_past(Datum time)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind(&values, time, false);
	rows = plan_execute(&IS_PAST, &values);
	return plan_bool(&rows, 0, 1);
}

static char *
create_invitation(int64 supplier_id, Datum expires_at, bool never_expires)
{
	PlanValues values = {0};
	Supplier supplier = supplier_lock(supplier_id);
	char *token = random_token(supplier_id);

	supplier_require_live(&supplier);
	account_require_active_by_id(supplier_id);
	if (!never_expires && is_past(expires_at))
		error_argument("expires_at", "in the past", "a time to come, or null for never");
	plan_bind_int64(&values, supplier_id);
	plan_bind_text(&values, token);
	plan_bind(&values, expires_at, never_expires);
	plan_execute(&INSERT_INVITATION, &values);
	return token;
}

static void
revoke_invitation(int64 supplier_id, const char *token)
{
	PlanValues values = {0};
	PlanRows rows;

	plan_bind_int64(&values, supplier_id);
	plan_bind_text(&values, token);
	rows = plan_execute(&LOCK_INVITATION, &values);
	if (rows.count == 0)
		error_code_not_found("invitation", token, "See distribution_report.invitations.");
	if (plan_bool(&rows, 0, INVITATION_REVOKED))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSITION),
				 errmsg("cannot revoke invitation \"%s\": it is revoked", token)));
	plan_execute(&REVOKE_INVITATION, &values);
}

/* Unknown, expired and revoked read alike: the token is all that the caller has. */
static void
refuse_invalid_token(const PlanRows *rows, const char *token)
{
	if (rows->count == 0)
		error_code_not_found("invitation",
							 token,
							 "It may have expired or been revoked; ask the supplier for another.");
}

/* The supplier that a valid token invites to. */
int64
invitation_supplier(const char *token)
{
	PlanRows rows = read_valid(token, true);

	refuse_invalid_token(&rows, token);
	return plan_int64(&rows, 0, SHOP_SUPPLIER);
}

PG_FUNCTION_INFO_V1(distribution_create_invitation);

Datum
distribution_create_invitation(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	char *token;

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	token = create_invitation(supplier_id, PG_GETARG_DATUM(1), PG_ARGISNULL(1));
	plan_close();
	PG_RETURN_TEXT_P(cstring_to_text(token));
}

PG_FUNCTION_INFO_V1(distribution_revoke_invitation);

Datum
distribution_revoke_invitation(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	char *token = argument_word(fcinfo, 1, "token");

	identity_require(supplier_id, PERMISSION_SUPPLIER);
	plan_open();
	revoke_invitation(supplier_id, token);
	plan_close();
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(distribution_invitation_details);

/* PA-2: who holds a token may read this; the token is the permission. */
Datum
distribution_invitation_details(PG_FUNCTION_ARGS)
{
	char *token = argument_word(fcinfo, 0, "token");
	PlanRows rows;
	Answer answer = answer_row(fcinfo);

	plan_open();
	rows = read_valid(token, false);
	refuse_invalid_token(&rows, token);
	answer_put_int64(&answer, plan_int64(&rows, 0, SHOP_SUPPLIER));
	answer_put_text(&answer, plan_text(&rows, 0, SHOP_NAME));
	answer_put_text(&answer, plan_text(&rows, 0, SHOP_CONTACT_PERSON));
	answer_put_text(&answer, plan_text(&rows, 0, SHOP_CONTACT_PHONE));
	plan_close();
	PG_RETURN_DATUM(answer_composite(&answer));
}
