/*
 * writer.c
 *	  Who may write by plain SQL at all (ID-3, ID-6).
 *
 * Everybody may be given a membership or a token, so PUBLIC has the privileges
 * and row security holds each to its own rows. A role without either would still
 * keep the table locked against its administration by a statement that reaches
 * no row, until its transaction ends: it is refused first, and an error gives
 * the lock back. So is a member that nowhere has a permission that the table asks
 * for: row security would find no row of its own, and say UPDATE 0.
 */
#include "postgres.h"

#include "utils/rel.h"

#include "errors.h"
#include "identity.h"
#include "trigger.h"

static bool
holds_anywhere(Permission permission)
{
	int count;

	(void) identity_accounts(permission, &count);
	return count > 0;
}

/* The trigger's arguments are the permissions of which one does. */
static bool
may_write(const Trigger *trigger)
{
	for (int i = 0; i < trigger->tgnargs; i++)
	{
		Permission permission;

		if (!permission_parse(trigger->tgargs[i], &permission))
			elog(ERROR, "there is no permission \"%s\"", trigger->tgargs[i]);
		if (holds_anywhere(permission))
			return true;
	}
	return false;
}

static const char *
hint_for(const Trigger *trigger)
{
	if (!holds_anywhere(PERMISSION_REPORT))
		return psprintf(
			"\"%s\" is a member of no account; an \"admin\" member of one lets it in with "
			"grant_member(), or it calls authenticate() with a token.",
			identity_actor());
	return psprintf(
		"\"%s\" has permission \"%s\" on no account; an account's \"admin\" members grant "
		"it with grant_member().",
		identity_actor(),
		trigger->tgargs[0]);
}

PG_FUNCTION_INFO_V1(distribution_guard_writer);

/* BEFORE INSERT OR UPDATE OR DELETE, each statement, of what is written with plain SQL. */
Datum
distribution_guard_writer(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_statement(fcinfo, NULL);

	if (!identity_sees_all() && !may_write(trigger->tg_trigger))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for table %s", trigger_table(trigger)),
				 errhint("%s", hint_for(trigger->tg_trigger))));
	return PointerGetDatum(NULL);
}
