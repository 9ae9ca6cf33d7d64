/*
 * writer.c
 *	  Who may write by plain SQL at all (ID-6).
 *
 * Everybody may be given a membership or a token, so PUBLIC has the privileges
 * and row security holds each to its own rows. A role without either would still
 * keep the table locked against its administration by a statement that reaches
 * no row, until its transaction ends: it is refused first, and an error gives
 * the lock back.
 */
#include "postgres.h"

#include "utils/rel.h"

#include "errors.h"
#include "identity.h"
#include "trigger.h"

PG_FUNCTION_INFO_V1(distribution_guard_writer);

/* BEFORE INSERT OR UPDATE OR DELETE, each statement, of what is written with plain SQL. */
Datum
distribution_guard_writer(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_statement(fcinfo, NULL);
	int count;

	if (identity_sees_all())
		return PointerGetDatum(NULL);
	(void) identity_accounts(PERMISSION_REPORT, &count);
	if (count == 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied for table %s", trigger_table(trigger)),
			 errhint("\"%s\" is a member of no account; an \"admin\" member of one lets it in with "
					 "grant_member(), or it calls authenticate() with a token.",
					 identity_actor())));
	return PointerGetDatum(NULL);
}
