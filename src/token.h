/*
 * token.h
 *	  Tokens: an account's identity for one transaction (ID-3).
 */
#ifndef DISTRIBUTION_TOKEN_H
#define DISTRIBUTION_TOKEN_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "permission.h"

typedef struct Token
{
	int64 account_id;
	Permissions permissions;
	TimestampTz expires_at;
} Token;

/* The setting distribution.token: on a cluster, the token of whoever sends this node a statement. */
extern char *token_told;

extern void token_start(void);
extern bool token_is_active(void);
extern int64 token_account(void);
extern Permissions token_permissions(int64 account_id);
extern char *token_write(const Token *token);
extern void token_authenticate(const char *text);
extern bool token_is_told(void);
extern void token_adopt(void);

#endif
