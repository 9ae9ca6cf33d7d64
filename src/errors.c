/*
 * errors.c
 *	  The wording of what users can cause.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "errors.h"

#define SHOWN_MAX 100 /* bytes of a wrong value in a message */

/* Enough of a value to know it by. */
const char *
error_shown(const char *value)
{
	int length = strlen(value);
	int clipped = length <= SHOWN_MAX ? length : pg_mbcliplen(value, length, SHOWN_MAX);

	return clipped == length ? value : psprintf("%.*s…", clipped, value);
}

/* SD005: an id that does not exist, or that the caller may not see; the two read alike (ID-4). */
void
error_not_found(const char *what, int64 id)
{
	ereport(ERROR,
			(errcode(ERRCODE_NOT_FOUND),
			 errmsg("%s " INT64_FORMAT " not found", what, id),
			 errhint("It does not exist for this supplier, or the calling role may not see it.")));
}

/* SD004: the thing is in a state from which the verb leads nowhere. It is said by its name, as call.h has it, and its id. */
void
error_transition(const char *what, const char *name, int64 id, const char *state, const char *verb,
				 const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TRANSITION),
			 errmsg("cannot %s %s %s (" INT64_FORMAT "): it is %s", verb, what, name, id, state),
			 hint ? errhint("%s", hint) : 0));
}

/* SD003 */
void
error_limit(const char *what, int64 limit, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_LIMIT_EXCEEDED),
			 errmsg("at most " INT64_FORMAT " %s allowed", limit, what),
			 detail ? errdetail("%s", detail) : 0));
}

/* SD008, told to the supplier's side: fixed rates are its own, live ones the administrator's. */
void
error_no_exchange_rate(const char *from, const char *to, const char *what_for)
{
	ereport(ERROR,
			(errcode(ERRCODE_NO_EXCHANGE_RATE),
			 errmsg("no exchange rate from %s to %s", from, to),
			 what_for ? errdetail("It is needed for %s.", what_for) : 0,
			 errhint("Add a row to distribution.fixed_rate, or ask the administrator for one of "
					 "distribution.live_rate.")));
}

void
error_null_argument(const char *argument)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("argument \"%s\" must not be null", argument),
			 errhint("Give a value for \"%s\".", argument)));
}

/* 22001, TX-1: the field and its limit, not the text. */
void
error_too_long(const char *field, int max)
{
	ereport(ERROR,
			(errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
			 errmsg("\"%s\" is longer than %d characters", field, max)));
}

void
error_argument(const char *argument, const char *value, const char *accepted)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument \"%s\" cannot be \"%s\"", argument, error_shown(value)),
			 errhint("Accepted: %s.", accepted)));
}

void
error_out_of_range(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s is out of range", what),
			 errdetail("Amounts go up to 92233720368547758.07, with two decimals.")));
}

void
error_units_out_of_range(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s is out of range", what),
			 errdetail("Units are counted up to %d.", PG_INT32_MAX)));
}

/* 22003, PC-8: what would have to be rounded is refused. */
void
error_decimals(const char *what, const char *value, int decimals)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s %s has more than %d decimals", what, error_shown(value), decimals),
			 errhint("Give at most %d decimals; nothing is rounded.", decimals)));
}

/* SD005 for what has a code and no number. */
void
error_code_not_found(const char *what, const char *code, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_NOT_FOUND),
			 errmsg("%s \"%s\" not found", what, error_shown(code)),
			 errhint("%s", hint)));
}

/* 23503: others name it. */
void
error_in_use(const char *what, const char *table)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
		 errmsg("%s is in use", what),
		 errdetail("Table \"%s\" has rows of it.", table),
		 errhint("It stays while they name it. Prices, rules and settings can be deleted first, "
				 "a partnership's level and warehouses changed; what was sold or linked once "
				 "stays.")));
}

/* SD011: it was fixed, and stays. */
void
error_immutable(const char *what, const char *why)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_IMMUTABLE), errmsg("%s cannot be changed", what), errdetail("%s", why)));
}

/* 23514: what the rules exclude, as a check constraint would. */
void
error_rule(const char *what, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION), errmsg("%s", what), hint ? errhint("%s", hint) : 0));
}

/* 23505: said before a unique constraint would say it in its own words. */
void
error_taken(const char *what, const char *hint)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_UNIQUE_VIOLATION), errmsg("%s", what), hint ? errhint("%s", hint) : 0));
}
