/*
 * json.h
 *	  Reading JSON payloads: what is wrong with one is a value, not an exception.
 *
 * A reader parses a text, walks it with cursors that know their path, and looks
 * at the fault when done. The first fault stays; after it every getter gives
 * nothing (NULL, 0, false) and every loop ends, so a reader asks once:
 *
 *		JsonDocument document = json_parse(text, length, MAX_BYTES, &fault);
 *		JsonAt		root = json_root(&document, &fault);
 *
 *		json_expect_keys(&root, KEYS);
 *		name = json_text(json_required(&root, "name"), TEXT_NAME);
 *		note = json_text(json_member(&root, "note"), TEXT_NOTE);
 *		lines = json_required(&root, "lines");
 *		for (line = json_first(&lines); line.node != NULL; line = json_next(&line))
 *			…
 *		json_free(&document);
 *		if (fault.found)
 *			json_raise(&fault);
 *
 * Whether a member must be there is said by json_required or json_member; a
 * getter of an absent one gives nothing. A cursor must outlive those made of it.
 */
#ifndef DISTRIBUTION_JSON_H
#define DISTRIBUTION_JSON_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "amount.h"
#include "compat.h"
#include "text.h"

#define JSON_MAX_DEPTH 32
#define JSON_MAX_MEMBERS 64                      /* of one object */
#define JSON_MAX_ID INT64CONST(9007199254740991) /* 2^53 - 1: what a double counts to */

/* The first thing wrong with a payload; start with all zero. */
typedef struct JsonFault
{
	bool found;
	int sqlstate;
	char *message;
	char *path;       /* packages[0].lines[1].quantity, or $ */
	const char *hint; /* a sentence, or NULL */
} JsonFault;

/* A parsed text; json_free lets go of it, as does an error. */
typedef struct JsonDocument
{
	MemoryContext context;
	const void *root;
} JsonDocument;

/* A piece of a text. */
typedef struct JsonText
{
	const char *text;
	size_t length;
} JsonText;

/* Where in a document; node is NULL if nothing is there, or null. */
typedef struct JsonAt
{
	const struct JsonAt *parent;
	const char *key; /* in an object, else NULL */
	int index;       /* in an array, from 0 */
	const void *node;
	JsonFault *fault;
} JsonAt;

extern JsonDocument json_parse(const char *text, size_t length, size_t max_bytes, JsonFault *fault);
extern void json_free(JsonDocument *document);
extern JsonText *json_split(const char *text, size_t length, int max_count, int *count,
							JsonFault *fault);

extern JsonAt json_root(const JsonDocument *document, JsonFault *fault);
extern JsonAt json_member(const JsonAt *at, const char *key);
extern JsonAt json_required(const JsonAt *at, const char *key);
extern void json_expect_keys(const JsonAt *at, const char *const *keys);

extern int json_array_size(const JsonAt *at);
extern JsonAt json_first(const JsonAt *at);
extern JsonAt json_next(const JsonAt *at);

extern char *json_text(JsonAt at, TextKind kind);
extern const char *json_choice(JsonAt at, const char *const *choices);
extern int32 json_int32(JsonAt at, int32 min, int32 max, int32 absent);
extern int64 json_id(JsonAt at);
extern bool json_bool(JsonAt at, bool absent);
extern Minor json_decimal(JsonAt at);
extern TimestampTz json_time(JsonAt at);

extern void json_fault(const JsonAt *at, int sqlstate, const char *hint, const char *format, ...)
	pg_attribute_printf(4, 5);
pg_noreturn extern void json_raise(const JsonFault *fault);

#endif
