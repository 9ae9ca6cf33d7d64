/*
 * distribution.c
 *	  Module start and settings.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "notification.h"
#include "placement.h"
#include "plan.h"
#include "row.h"
#include "token.h"

PG_MODULE_MAGIC;

#define DISTRIBUTION_VERSION "1.1"

void _PG_init(void);

void
_PG_init(void)
{
	DefineCustomIntVariable(
		"distribution.plan_max_uses",
		"Sets after how many uses a session makes the plan of a statement anew.",
		"For tests; a plan made on empty tables stays bad until then.",
		&plan_max_uses,
		PLAN_MAX_USES,
		1,
		INT_MAX,
		PGC_SUSET,
		GUC_NOT_IN_SAMPLE,
		NULL,
		NULL,
		NULL);
	DefineCustomBoolVariable("distribution.rows_by_sql",
							 "Has the rows of all tables read and written by SQL.",
							 "For tests: what is done directly must be the same.",
							 &rows_by_sql,
							 false,
							 PGC_SUSET,
							 GUC_NOT_IN_SAMPLE,
							 NULL,
							 NULL,
							 NULL);
	DefineCustomStringVariable("distribution.token",
							   "Tells the nodes of a cluster by which token a transaction acts.",
							   "Set by authenticate(); on one machine it says nothing.",
							   &token_told,
							   "",
							   PGC_USERSET,
							   GUC_NOT_IN_SAMPLE | GUC_NO_SHOW_ALL,
							   NULL,
							   NULL,
							   NULL);
	placement_start();
	plan_start();
	row_start();
	token_start();
	notification_start();
}

PG_FUNCTION_INFO_V1(distribution_version);

Datum
distribution_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(DISTRIBUTION_VERSION));
}
