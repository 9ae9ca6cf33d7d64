/*
 * token.h
 *	  Tokens: an account's identity for one transaction (ID-3).
 */
#ifndef DISTRIBUTION_TOKEN_H
#define DISTRIBUTION_TOKEN_H

#include "postgres.h"

#include "identity.h"

extern void token_start(void);
extern bool token_is_active(void);
extern int64 token_account(void);
extern Permissions token_permissions(int64 account_id);

#endif
