/*
 * token.c
 *	  Tokens: an account's identity for one transaction, for applications behind
 *	  a connection pool (ID-3).
 *
 * A token is text: version, account, permissions, end and a nonce, then the
 * HMAC-SHA256 over these and over the identity of the books, so that it is worth
 * nothing in other books. Key and identity are made with the first token, stand in
 * the books and are readable by nobody: a copy of the books takes the tokens of the
 * original until the key is deleted in it.
 *
 * What authenticate() has verified lives in this file's variable, never in a
 * setting. It ends with the transaction, or with the abort of the subtransaction
 * that authenticated.
 *
 * On a cluster other nodes execute parts of the transaction, as the caller's role.
 * They are told the token by a setting that goes to them with the transaction, and
 * verify it themselves: whoever sets it could as well authenticate.
 */
#include "postgres.h"

#include "access/xact.h"
#include "common/hmac.h"
#include "common/sha2.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "plan.h"
#include "token.h"

#define TOKEN_VERSION "dt2"
#define TOKEN_NONCE_BYTES 16
#define TOKEN_KEY_BYTES 32
#define TOKEN_MAX_LENGTH 256
#define TOKEN_MAC_LENGTH (PG_SHA256_DIGEST_LENGTH * 2) /* in hexadecimal */

/* What signs tokens, and the books that they are for. */
typedef struct TokenKey
{
	bytea *secret;
	char *books;
} TokenKey;

char *token_told;

/* The verified token of the running transaction. */
static Token active;
static SubTransactionId active_since = InvalidSubTransactionId;

enum
{
	KEY_SECRET = 1,
	KEY_BOOKS
};

static PlanQuery MAKE_KEY = {
	.name = "make token key",
	.result = SPI_OK_INSERT_RETURNING,
	.scope = PLACEMENT_OF_SHARED,
	.types = "bytea",
	.sql = "INSERT INTO distribution.token_key (key_id, secret) VALUES (1, $1)"
		   " ON CONFLICT (key_id) DO NOTHING"
		   " RETURNING secret, books_id::text",
};

static PlanQuery READ_KEY = {
	.name = "read token key",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "",
	.sql = "SELECT secret, books_id::text FROM distribution.token_key WHERE key_id = 1",
};

static PlanQuery TELL_NODES = {
	.name = "tell nodes the token",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "text",
	.sql = "SELECT distribution.tell_nodes_token($1)",
};

static PlanQuery ADOPT_TOKEN = {
	.name = "adopt the token that the node was told",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "text",
	.sql = "SELECT distribution.authenticate($1)",
};

bool
token_is_active(void)
{
	return active_since != InvalidSubTransactionId;
}

int64
token_account(void)
{
	return active.account_id;
}

Permissions
token_permissions(int64 account_id)
{
	return account_id == active.account_id ? permissions_implied(active.permissions)
										   : PERMISSIONS_NONE;
}

static void
end_with_transaction(XactEvent event, void *argument)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		active_since = InvalidSubTransactionId;
}

static void
end_with_subtransaction(SubXactEvent event, SubTransactionId ended, SubTransactionId parent,
						void *argument)
{
	if (active_since != ended)
		return;
	if (event == SUBXACT_EVENT_ABORT_SUB)
		active_since = InvalidSubTransactionId;
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
		active_since = parent;
}

/* At module start. */
void
token_start(void)
{
	RegisterXactCallback(end_with_transaction, NULL);
	RegisterSubXactCallback(end_with_subtransaction, NULL);
}

static void
random_bytes(void *bytes, size_t count)
{
	if (!pg_strong_random(bytes, count))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random bytes")));
}

/* False: there is none. */
static bool
take_key(const PlanRows *rows, TokenKey *key)
{
	bool is_null;

	if (rows->count == 0)
		return false;
	key->secret = DatumGetByteaPP(plan_datum(rows, 0, KEY_SECRET, &is_null));
	key->books = plan_text(rows, 0, KEY_BOOKS);
	return true;
}

static bool
read_key(TokenKey *key)
{
	PlanValues values = {0};
	PlanRows rows = plan_execute(&READ_KEY, &values);

	return take_key(&rows, key);
}

/* False: another has made one meanwhile. */
static bool
make_key(TokenKey *key)
{
	PlanValues values = {0};
	bytea *fresh = palloc(VARHDRSZ + TOKEN_KEY_BYTES);
	PlanRows rows;

	SET_VARSIZE(fresh, VARHDRSZ + TOKEN_KEY_BYTES);
	random_bytes(VARDATA(fresh), TOKEN_KEY_BYTES);
	plan_bind(&values, PointerGetDatum(fresh), false);
	rows = plan_execute(&MAKE_KEY, &values);
	return take_key(&rows, key);
}

/* The key of another may be deleted again before it is read, any number of times. */
static TokenKey
require_key(void)
{
	TokenKey key;

	while (!read_key(&key) && !make_key(&key))
		CHECK_FOR_INTERRUPTS();
	return key;
}

/* The HMAC, in hexadecimal, of a token's text and of the books it is for. */
static void
token_mac(const TokenKey *key, const char *text, size_t length, char *mac)
{
	uint8 digest[PG_SHA256_DIGEST_LENGTH];
	char *books = psprintf("@%s", key->books);
	pg_hmac_ctx *context = pg_hmac_create(PG_SHA256);

	if (context == NULL ||
		pg_hmac_init(context,
					 (const uint8 *) VARDATA_ANY(key->secret),
					 VARSIZE_ANY_EXHDR(key->secret)) < 0 ||
		pg_hmac_update(context, (const uint8 *) text, length) < 0 ||
		pg_hmac_update(context, (const uint8 *) books, strlen(books)) < 0 ||
		pg_hmac_final(context, digest, sizeof(digest)) < 0)
	{
		pg_hmac_free(context);
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not compute an HMAC")));
	}
	pg_hmac_free(context);
	hex_encode((const char *) digest, sizeof(digest), mac);
}

/* Takes the same time wherever the two differ. */
static bool
macs_equal(const char *a, const char *b)
{
	unsigned char difference = 0;

	for (int i = 0; i < TOKEN_MAC_LENGTH; i++)
		difference |= (unsigned char) (a[i] ^ b[i]);
	return difference == 0;
}

char *
token_write(const Token *token)
{
	char nonce[TOKEN_NONCE_BYTES];
	char nonce_text[TOKEN_NONCE_BYTES * 2 + 1];
	char mac[TOKEN_MAC_LENGTH + 1];
	TokenKey key = require_key();
	char *text;

	random_bytes(nonce, sizeof(nonce));
	nonce_text[hex_encode(nonce, sizeof(nonce), nonce_text)] = '\0';
	text = psprintf(TOKEN_VERSION "." INT64_FORMAT ".%u." INT64_FORMAT ".%s",
					token->account_id,
					token->permissions,
					token->expires_at,
					nonce_text);
	token_mac(&key, text, strlen(text), mac);
	mac[TOKEN_MAC_LENGTH] = '\0';
	return psprintf("%s.%s", text, mac);
}

/* False: nobody here issued it. What it says is read only after its MAC was found right. */
static bool
token_read(const char *text, Token *token)
{
	const char *end = strrchr(text, '.');
	TokenKey key;
	char mac[TOKEN_MAC_LENGTH];
	long long account_id;
	long long expires_at;

	if (end == NULL || strlen(text) > TOKEN_MAX_LENGTH || strlen(end + 1) != TOKEN_MAC_LENGTH ||
		!read_key(&key))
		return false;
	token_mac(&key, text, end - text, mac);
	if (!macs_equal(mac, end + 1) ||
		sscanf(
			text, TOKEN_VERSION ".%lld.%u.%lld.", &account_id, &token->permissions, &expires_at) !=
			3)
		return false;
	token->account_id = account_id;
	token->expires_at = expires_at;
	return true;
}

/* For the rest of the transaction. */
static void
token_activate(const Token *token)
{
	if (token->expires_at <= GetCurrentTimestamp())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("token has expired"),
				 errhint("Ask for another with issue_token().")));
	if (token_is_active() &&
		(token->account_id != active.account_id || token->permissions != active.permissions))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("the transaction has authenticated otherwise"),
				 errhint("End it first: a token holds to the end of the transaction.")));
	if (token_is_active())
		return;
	active = *token;
	active_since = GetCurrentSubTransactionId();
}

/* Has the transaction act by it, on whatever node parts of it are executed. */
void
token_authenticate(const char *text)
{
	PlanValues values = {0};
	Token token;

	plan_open();
	if (!token_read(text, &token))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("token is not valid"),
				 errhint("It must have been issued in these books with issue_token().")));
	token_activate(&token);
	plan_bind_text(&values, text);
	if (placement_is_distributed() && strcmp(text, token_told) != 0)
		plan_execute(&TELL_NODES, &values);
	plan_close();
}

/* On a cluster, whether another node told this one a token by which the transaction does not act yet. */
bool
token_is_told(void)
{
	return token_told[0] != '\0' && !token_is_active() && placement_is_distributed();
}

/* Acts by what this node was told; with the rights to read the key, which who asks may not have. */
void
token_adopt(void)
{
	PlanValues values = {0};

	plan_open();
	plan_bind_text(&values, token_told);
	plan_read(&ADOPT_TOKEN, &values);
	plan_close();
}
