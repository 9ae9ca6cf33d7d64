/*
 * errors.h
 *	  The exceptions of the SQL surface: their codes, and one function for the
 *	  wording of each. doc/errors.md lists them for users.
 */
#ifndef DISTRIBUTION_ERRORS_H
#define DISTRIBUTION_ERRORS_H

#include "postgres.h"

#include "compat.h"

#define ERRCODE_NOT_ENTITLED MAKE_SQLSTATE('S', 'D', '0', '0', '1')
#define ERRCODE_ONBOARDING_INCOMPLETE MAKE_SQLSTATE('S', 'D', '0', '0', '2')
#define ERRCODE_LIMIT_EXCEEDED MAKE_SQLSTATE('S', 'D', '0', '0', '3')
#define ERRCODE_INVALID_TRANSITION MAKE_SQLSTATE('S', 'D', '0', '0', '4')
#define ERRCODE_NOT_FOUND MAKE_SQLSTATE('S', 'D', '0', '0', '5')
#define ERRCODE_ORDER_CONFLICT MAKE_SQLSTATE('S', 'D', '0', '0', '6')
#define ERRCODE_INVALID_PAYLOAD MAKE_SQLSTATE('S', 'D', '0', '0', '7')
#define ERRCODE_NO_EXCHANGE_RATE MAKE_SQLSTATE('S', 'D', '0', '0', '8')
#define ERRCODE_BALANCE_NOT_ZERO MAKE_SQLSTATE('S', 'D', '0', '0', '9')
#define ERRCODE_NOT_OFFERED MAKE_SQLSTATE('S', 'D', '0', '1', '0')
#define ERRCODE_IMMUTABLE MAKE_SQLSTATE('S', 'D', '0', '1', '1')
#define ERRCODE_PERIOD_CLOSED MAKE_SQLSTATE('S', 'D', '0', '1', '2')
#define ERRCODE_NO_PRICE MAKE_SQLSTATE('S', 'D', '0', '1', '3')
#define ERRCODE_IDEMPOTENCY_CONFLICT MAKE_SQLSTATE('S', 'D', '0', '1', '4')
#define ERRCODE_EVENTS_EXPIRED MAKE_SQLSTATE('S', 'D', '0', '1', '5')

extern const char *error_shown(const char *value);
pg_noreturn extern void error_not_found(const char *what, int64 id);
pg_noreturn extern void error_transition(const char *what, const char *name, int64 id,
										 const char *state, const char *verb, const char *hint);
pg_noreturn extern void error_limit(const char *what, int64 limit, const char *detail);
pg_noreturn extern void error_no_exchange_rate(const char *from, const char *to,
											   const char *what_for);
pg_noreturn extern void error_null_argument(const char *argument);
pg_noreturn extern void error_too_long(const char *field, int max);
pg_noreturn extern void error_argument(const char *argument, const char *value,
									   const char *accepted);
pg_noreturn extern void error_out_of_range(const char *what);
pg_noreturn extern void error_units_out_of_range(const char *what);
pg_noreturn extern void error_decimals(const char *what, const char *value, int decimals);
pg_noreturn extern void error_code_not_found(const char *what, const char *code, const char *hint);
pg_noreturn extern void error_rule(const char *what, const char *hint);
pg_noreturn extern void error_taken(const char *what, const char *hint);
pg_noreturn extern void error_in_use(const char *what, const char *table);
pg_noreturn extern void error_immutable(const char *what, const char *why);

#endif
