/*
 * distribution.c
 *	  Module start.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "token.h"

PG_MODULE_MAGIC;

#define DISTRIBUTION_VERSION "1.0"

void _PG_init(void);

void
_PG_init(void)
{
	token_start();
}

PG_FUNCTION_INFO_V1(distribution_version);

Datum
distribution_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(DISTRIBUTION_VERSION));
}
