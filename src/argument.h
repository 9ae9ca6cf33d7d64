/*
 * argument.h
 *	  Unpacking the arguments of SQL functions. No function of the surface is
 *	  STRICT: a null where none is allowed is said by name (22004).
 */
#ifndef DISTRIBUTION_ARGUMENT_H
#define DISTRIBUTION_ARGUMENT_H

#include "postgres.h"

#include "fmgr.h"

#include "permission.h"
#include "plan.h"
#include "text.h"

extern int64 argument_int64(FunctionCallInfo fcinfo, int n, const char *name);
extern int32 argument_int32(FunctionCallInfo fcinfo, int n, const char *name);
extern bool argument_bool(FunctionCallInfo fcinfo, int n, const char *name);
extern char *argument_text(FunctionCallInfo fcinfo, int n, const char *name, TextKind kind);
extern char *argument_text_or_null(FunctionCallInfo fcinfo, int n, const char *name, TextKind kind);
extern char *argument_word(FunctionCallInfo fcinfo, int n, const char *name);
extern char *argument_word_or_null(FunctionCallInfo fcinfo, int n, const char *name);
extern char *argument_reason(FunctionCallInfo fcinfo, int n, const char *name);
extern char *argument_raw(FunctionCallInfo fcinfo, int n, const char *name);
extern char **argument_texts(FunctionCallInfo fcinfo, int n, const char *name, TextKind kind,
							 int *count);
extern PlanColumn argument_ids(FunctionCallInfo fcinfo, int n, const char *name);
extern PlanColumn argument_distinct_ids(FunctionCallInfo fcinfo, int n, const char *name);
extern PlanColumn argument_prices(FunctionCallInfo fcinfo, int n, const char *name);
extern Permissions argument_permissions(FunctionCallInfo fcinfo, int n, const char *name);

#endif
