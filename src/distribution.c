/*
 * distribution.c
 *	  Module start.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

PG_MODULE_MAGIC;

#define DISTRIBUTION_VERSION "1.0"

PG_FUNCTION_INFO_V1(distribution_version);

Datum
distribution_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(DISTRIBUTION_VERSION));
}
