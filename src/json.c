/*
 * json.c
 *	  Reading JSON payloads with cJSON; nothing else includes it.
 *
 * cJSON is kind to its input; this is not. What it would misread is marked in a
 * copy of the text before it sees it, to be refused where it stands, with its
 * path: NUL ends its strings; half a surrogate pair ends its parsing; its numbers
 * are doubles. A number is let through with at most JSON_MAX_DIGITS significant
 * digits: a double without a fraction, up to JSON_MAX_ID, then was that same
 * integer in the text. The server's own reader would not do instead: it knows no
 * path, and lets every number pass.
 *
 * What cJSON allocates lies in a memory context of the document, so an error
 * leaks nothing. Its hooks are global to the process: they are set for the one
 * call that allocates, in which nothing can throw, and are cJSON's own again
 * after it. They only ever free as a whole, with the context.
 *
 * cJSON speaks UTF-8, as does every database that has the extension.
 */
#include "postgres.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <math.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "errors.h"
#include "json.h"

#define JSON_MAX_DIGITS 16
#define JSON_MAX_EXPONENT_DIGITS 2
#define JSON_MAX_NUMBER_SIZE 63 /* cJSON reads no further */
#define JSON_SHOWN_KEY_BYTES 64 /* of a key, in a path */

/* What stands in the copy for what must not be read. */
#define REFUSED_ESCAPE "ffff" /* of \uffff, which is no character */
#define REFUSED_UTF8 "\xEF\xBF\xBF"
#define REFUSED_NUMBER "1e999" /* infinite as a double */

/* Allocation of cJSON: within one call of json_build only. */
static MemoryContext allocation_context = NULL;
static bool allocation_failed = false;

static void *
allocate(size_t size)
{
	void *memory =
		MemoryContextAllocExtended(allocation_context, size, MCXT_ALLOC_NO_OOM | MCXT_ALLOC_HUGE);

	if (memory == NULL)
		allocation_failed = true;
	return memory;
}

static void
deallocate(void *memory)
{
}

/* A key as messages show it: in full, or its beginning. */
static char *
shown_key(const char *key)
{
	char *shown = pstrdup(key);

	shown[pg_mbcliplen(shown, (int) strlen(shown), JSON_SHOWN_KEY_BYTES)] = '\0';
	return shown;
}

/* Appends the path; its depth is bounded by JSON_MAX_DEPTH. */
static void
append_path(StringInfo path, const JsonAt *at)
{
	if (at->parent == NULL)
		return;
	append_path(path, at->parent);
	if (at->key == NULL)
		appendStringInfo(path, "[%d]", at->index);
	else
		appendStringInfo(path, "%s%s", path->len > 0 ? "." : "", shown_key(at->key));
}

static char *
json_path(const JsonAt *at)
{
	StringInfoData path;

	initStringInfo(&path);
	append_path(&path, at);
	return path.len > 0 ? path.data : "$";
}

/* How messages name a place: by its key; else, by its path. */
static const char *
json_name(const JsonAt *at)
{
	if (at->parent == NULL)
		return "payload";
	return psprintf("\"%s\"", at->key ? shown_key(at->key) : json_path(at));
}

/* Notes what is wrong at a place, unless something was before. */
void
json_fault(const JsonAt *at, int sqlstate, const char *hint, const char *format, ...)
{
	StringInfoData message;

	if (at->fault->found)
		return;
	initStringInfo(&message);
	for (;;)
	{
		va_list args;
		int needed;

		va_start(args, format);
		needed = appendStringInfoVA(&message, format, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&message, needed);
	}
	*at->fault = (JsonFault) {
		.found = true,
		.sqlstate = sqlstate,
		.message = message.data,
		.path = json_path(at),
		.hint = hint,
	};
}

/* The wording of most faults: what must be, there. */
static void
refuse(const JsonAt *at, const char *hint, const char *must)
{
	if (!at->fault->found)
		json_fault(at, ERRCODE_INVALID_PAYLOAD, hint, "%s must %s", json_name(at), must);
}

void
json_raise(const JsonFault *fault)
{
	Assert(fault->found);
	ereport(ERROR,
			(errcode(fault->sqlstate),
			 errmsg("%s", fault->message),
			 errdetail("At %s.", fault->path),
			 fault->hint ? errhint("%s", fault->hint) : 0));
}

/* The four hexadecimal digits of an escape, or -1. */
static int
escape_code(const char *escape, const char *end)
{
	int code = 0;

	if (end - escape < 6 || escape[0] != '\\' || escape[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++)
	{
		const char *hex = "0123456789abcdef";
		const char *digit = strchr(hex, pg_tolower((unsigned char) escape[i]));

		if (escape[i] == '\0' || digit == NULL)
			return -1;
		code = code * 16 + (int) (digit - hex);
	}
	return code;
}

/* Marks an escape for NUL or half a surrogate pair; returns where the next character begins. */
static char *
mark_escape(char *at, char *end)
{
	int code = escape_code(at, end);
	int low;

	if (code < 0)
		return at + 2;
	if (code >= 0xD800 && code <= 0xDBFF)
	{
		low = escape_code(at + 6, end);
		if (low >= 0xDC00 && low <= 0xDFFF)
			return at + 12;
	}
	if (code == 0 || (code >= 0xD800 && code <= 0xDFFF))
		memcpy(at + 2, REFUSED_ESCAPE, 4);
	return at + 6;
}

/* From after the quote that opens a string to after the one that closes it. */
static char *
mark_string(char *at, char *end)
{
	while (at < end && *at != '"')
		at = (*at == '\\') ? mark_escape(at, end) : at + 1;
	return at + 1;
}

/* Marks a number that a double could change; returns its end. */
static char *
mark_number(char *at, char *end)
{
	char *start = at;
	int digits = 0;
	int exponent_digits = 0;
	bool in_exponent = false;

	for (; at < end && *at != '\0' && strchr("0123456789+-.eE", *at) != NULL; at++)
	{
		if (*at == 'e' || *at == 'E')
			in_exponent = true;
		else if (isdigit((unsigned char) *at))
		{
			if (in_exponent)
				exponent_digits++;
			else if (digits > 0 || *at != '0')
				digits++;
		}
	}
	if (digits > JSON_MAX_DIGITS || exponent_digits > JSON_MAX_EXPONENT_DIGITS ||
		at - start > JSON_MAX_NUMBER_SIZE)
	{
		size_t size = strlen(REFUSED_NUMBER);

		Assert((size_t) (at - start) >= size);
		memcpy(start, REFUSED_NUMBER, size);
		memset(start + size, ' ', at - start - size);
	}
	return at;
}

/* Marks everything in the text that must not be read. */
static void
mark(char *text, size_t length)
{
	char *end = text + length;
	char *at = text;

	while (at < end)
	{
		if (*at == '"')
			at = mark_string(at + 1, end);
		else if (*at == '-' || isdigit((unsigned char) *at))
			at = mark_number(at, end);
		else
			at++;
	}
}

/* Calls cJSON; length counts the NUL that ends the text. */
static cJSON *
json_build(MemoryContext context, const char *text, size_t length)
{
	cJSON_Hooks hooks = {.malloc_fn = allocate, .free_fn = deallocate};
	cJSON *root;

	allocation_context = context;
	allocation_failed = false;
	cJSON_InitHooks(&hooks);
	root = cJSON_ParseWithLengthOpts(text, length, NULL, true);
	cJSON_InitHooks(NULL);
	allocation_context = NULL;
	if (allocation_failed)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory"),
				 errdetail("A payload of %zu bytes could not be read.", length)));
	return root;
}

/* The copy of a text that cJSON is to read, or NULL. */
static char *
json_copy(MemoryContext context, const JsonText *text, size_t max_bytes, const JsonAt *root)
{
	MemoryContext caller;
	char *copy;

	if (text->length > max_bytes)
	{
		json_fault(root,
				   ERRCODE_INVALID_PAYLOAD,
				   NULL,
				   "payload must not be longer than %zu bytes",
				   max_bytes);
		return NULL;
	}
	caller = MemoryContextSwitchTo(context);
	copy = pnstrdup(text->text, text->length);
	MemoryContextSwitchTo(caller);
	mark(copy, strlen(copy));
	return copy;
}

/* A cursor to what a node of cJSON holds at a key, or at an index. */
static JsonAt
json_child(const JsonAt *at, const cJSON *child, int index)
{
	return (JsonAt) {
		.parent = at,
		.key = cJSON_IsObject((const cJSON *) at->node) ? child->string : NULL,
		.index = index,
		.node = child,
		.fault = at->fault,
	};
}

static int
key_compare(const void *a, const void *b)
{
	return strcmp((*(const cJSON *const *) a)->string, (*(const cJSON *const *) b)->string);
}

/* An object has few members, and each key once. */
static void
json_check_keys(const JsonAt *at)
{
	const cJSON *members[JSON_MAX_MEMBERS];
	const cJSON *member;
	int count = 0;

	cJSON_ArrayForEach(member, (const cJSON *) at->node)
	{
		if (count == JSON_MAX_MEMBERS)
		{
			json_fault(at,
					   ERRCODE_INVALID_PAYLOAD,
					   NULL,
					   "%s must not have more than %d members",
					   json_name(at),
					   JSON_MAX_MEMBERS);
			return;
		}
		members[count++] = member;
	}
	qsort(members, count, sizeof(members[0]), key_compare);
	for (int i = 1; i < count; i++)
	{
		if (strcmp(members[i - 1]->string, members[i]->string) == 0)
		{
			JsonAt twice = json_child(at, members[i], 0);

			refuse(&twice, NULL, "be given once only");
			return;
		}
	}
}

static void
json_check_characters(const JsonAt *at, const char *text)
{
	if (strstr(text, REFUSED_UTF8) != NULL)
		refuse(at, NULL, "not contain NUL, U+FFFF or half of a surrogate pair");
}

static void
json_check_number(const JsonAt *at, double value)
{
	if (isinf(value))
		json_fault(at,
				   ERRCODE_INVALID_PAYLOAD,
				   "Numbers have at most 16 digits, and exponents at most 2; money is text.",
				   "%s is a number that cannot be read exactly",
				   json_name(at));
}

/* Refuses what no payload may have. */
static void
json_check(const JsonAt *at, int depth)
{
	const cJSON *node = at->node;
	const cJSON *member;
	int index = 0;

	if (cJSON_IsString(node))
		json_check_characters(at, node->valuestring);
	else if (cJSON_IsNumber(node))
		json_check_number(at, node->valuedouble);
	else if (cJSON_IsObject(node))
		json_check_keys(at);
	if ((cJSON_IsObject(node) || cJSON_IsArray(node)) && depth > JSON_MAX_DEPTH)
		json_fault(at,
				   ERRCODE_INVALID_PAYLOAD,
				   NULL,
				   "payload must not be nested more than %d levels deep",
				   JSON_MAX_DEPTH);
	cJSON_ArrayForEach(member, node)
	{
		JsonAt child = json_child(at, member, index++);

		if (at->fault->found)
			return;
		if (child.key != NULL)
			json_check_characters(&child, child.key);
		json_check(&child, depth + 1);
	}
}

/*
 * Parses a text that is one payload, and refuses what no payload may have.
 * json_free is called for the document whether or not there was a fault.
 */
JsonDocument
json_parse(const char *text, size_t length, size_t max_bytes, JsonFault *fault)
{
	JsonDocument document = {0};
	JsonAt root = {.fault = fault};
	JsonText source = {text, length};
	char *copy;

	document.context =
		AllocSetContextCreate(CurrentMemoryContext, "distribution payload", ALLOCSET_DEFAULT_SIZES);
	copy = json_copy(document.context, &source, max_bytes, &root);
	if (copy == NULL)
		return document;
	root.node = json_build(document.context, copy, strlen(copy) + 1);
	if (root.node == NULL) /* it ends at a thousand brackets */
		refuse(&root, NULL, "be well-formed JSON, and nested less deep");
	else
		json_check(&root, 1);
	if (!fault->found)
		document.root = root.node;
	return document;
}

void
json_free(JsonDocument *document)
{
	MemoryContextDelete(document->context);
	document->context = NULL;
	document->root = NULL;
}

/* The end of the array element that begins at a place in well-formed JSON. */
static const char *
element_end(const char *at, const char *end)
{
	int depth = 0;

	for (; at < end; at++)
	{
		if (*at == '"')
			for (at++; at < end && *at != '"'; at++)
				at += (*at == '\\');
		else if (*at == '{' || *at == '[')
			depth++;
		else if ((*at == '}' || *at == ']') && depth-- == 0)
			break;
		else if (*at == ',' && depth == 0)
			break;
	}
	return Min(at, end);
}

static const char *
skip_space(const char *at, const char *end)
{
	while (at < end && isspace((unsigned char) *at))
		at++;
	return at;
}

/*
 * The elements of an array that the json type has accepted, each a payload to
 * be parsed by itself: then a fault in one is no fault of the others, and no
 * more than one is in memory as nodes.
 */
JsonText *
json_split(const char *text, size_t length, int max_count, int *count, JsonFault *fault)
{
	const JsonAt root = {.fault = fault};
	const char *end = text + length;
	const char *at = skip_space(text, end);
	int capacity = 16;
	JsonText *elements = palloc(sizeof(JsonText) * capacity);

	*count = 0;
	if (at == end || *at != '[')
	{
		refuse(&root, NULL, "be an array");
		return elements;
	}
	at = skip_space(at + 1, end);
	while (at < end && *at != ']')
	{
		const char *next = element_end(at, end);

		if (*count == max_count)
		{
			json_fault(&root,
					   ERRCODE_LIMIT_EXCEEDED,
					   "Split it.",
					   "payload must not have more than %d elements",
					   max_count);
			return elements;
		}
		if (*count == capacity)
		{
			capacity *= 2;
			elements = repalloc(elements, sizeof(JsonText) * capacity);
		}
		elements[(*count)++] = (JsonText) {at, (size_t) (next - at)};
		at = skip_space(next < end && *next == ',' ? next + 1 : next, end);
		CHECK_FOR_INTERRUPTS();
	}
	return elements;
}

JsonAt
json_root(const JsonDocument *document, JsonFault *fault)
{
	return (JsonAt) {.node = document->root, .fault = fault};
}

/* True if something is there and is of the right kind; a fault if it is of another. */
static bool
json_is(const JsonAt *at, bool right_kind, const char *must)
{
	if (at->fault->found || at->node == NULL)
		return false;
	if (!right_kind)
		refuse(at, NULL, must);
	return right_kind;
}

static bool
json_is_object(const JsonAt *at)
{
	return json_is(at, cJSON_IsObject((const cJSON *) at->node), "be an object");
}

static bool
json_is_array(const JsonAt *at)
{
	return json_is(at, cJSON_IsArray((const cJSON *) at->node), "be an array");
}

/* A member that may be absent or null. */
JsonAt
json_member(const JsonAt *at, const char *key)
{
	JsonAt member = {.parent = at, .key = key, .fault = at->fault};
	const cJSON *node;

	if (!json_is_object(at))
		return member;
	node = cJSON_GetObjectItemCaseSensitive((const cJSON *) at->node, key);
	if (node != NULL && !cJSON_IsNull(node))
		member.node = node;
	return member;
}

JsonAt
json_required(const JsonAt *at, const char *key)
{
	JsonAt member = json_member(at, key);

	if (member.node == NULL)
		refuse(&member, NULL, "be given");
	return member;
}

static bool
is_listed(const char *key, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		if (strcmp(key, *keys) == 0)
			return true;
	return false;
}

/* "a, b, c" */
static char *
join(const char *const *words)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; words[i] != NULL; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", words[i]);
	return list.data;
}

/* Refuses keys other than these, of which the last is NULL. */
void
json_expect_keys(const JsonAt *at, const char *const *keys)
{
	const cJSON *member;

	if (!json_is_object(at))
		return;
	cJSON_ArrayForEach(member, (const cJSON *) at->node)
	{
		if (!is_listed(member->string, keys))
		{
			JsonAt unknown = json_child(at, member, 0);

			json_fault(&unknown,
					   ERRCODE_INVALID_PAYLOAD,
					   psprintf("Accepted: %s.", join(keys)),
					   "%s is not a key of %s",
					   json_name(&unknown),
					   json_name(at));
			return;
		}
	}
}

/* Counts: keep the result. */
int
json_array_size(const JsonAt *at)
{
	return json_is_array(at) ? cJSON_GetArraySize((const cJSON *) at->node) : 0;
}

JsonAt
json_first(const JsonAt *at)
{
	const cJSON *first = json_is_array(at) ? ((const cJSON *) at->node)->child : NULL;

	return (JsonAt) {.parent = at, .node = first, .fault = at->fault};
}

JsonAt
json_next(const JsonAt *at)
{
	const cJSON *next = at->fault->found ? NULL : ((const cJSON *) at->node)->next;

	return (JsonAt) {
		.parent = at->parent,
		.index = at->index + 1,
		.node = next,
		.fault = at->fault,
	};
}

/* A copy in the caller's memory, within the limits of its kind (TX-1). */
char *
json_text(JsonAt at, TextKind kind)
{
	const cJSON *node = at.node;
	char *text;

	if (!json_is(&at, cJSON_IsString(node), "be text"))
		return NULL;
	text = pstrdup(node->valuestring);
	if (text_check(text, kind) != TEXT_FITS)
	{
		refuse(&at, NULL, psprintf("be text of %s", text_expected(kind)));
		return NULL;
	}
	return text;
}

/* The one of the choices that the text is, or NULL; the last of them is NULL. */
const char *
json_choice(JsonAt at, const char *const *choices)
{
	const cJSON *node = at.node;

	if (at.fault->found || node == NULL)
		return NULL;
	if (cJSON_IsString(node))
		for (int i = 0; choices[i] != NULL; i++)
			if (strcmp(node->valuestring, choices[i]) == 0)
				return choices[i];
	refuse(&at, NULL, psprintf("be one of %s", join(choices)));
	return NULL;
}

/* A whole number in a range, as which 2.0 counts too. */
static int64
json_integer(const JsonAt *at, int64 min, int64 max, int64 absent)
{
	const cJSON *node = at->node;
	double value;

	if (at->fault->found || node == NULL)
		return absent;
	value = node->valuedouble;
	if (cJSON_IsNumber(node) && value >= (double) min && value <= (double) max &&
		(double) (int64) value == value)
		return (int64) value;
	refuse(at, NULL, psprintf("be an integer from " INT64_FORMAT " to " INT64_FORMAT, min, max));
	return absent;
}

int32
json_int32(JsonAt at, int32 min, int32 max, int32 absent)
{
	return (int32) json_integer(&at, min, max, absent);
}

/* 0 if absent. */
int64
json_id(JsonAt at)
{
	return json_integer(&at, 1, JSON_MAX_ID, 0);
}

bool
json_bool(JsonAt at, bool absent)
{
	const cJSON *node = at.node;

	if (!json_is(&at, cJSON_IsBool(node), "be true or false"))
		return absent;
	return cJSON_IsTrue(node);
}

/* Money, which is text: a JSON number would be a double. */
Minor
json_decimal(JsonAt at)
{
	const cJSON *node = at.node;
	Wide value;

	if (at.fault->found || node == NULL)
		return 0;
	if (cJSON_IsString(node) && decimal_parse(node->valuestring, 2, &value) &&
		value >= PG_INT64_MIN && value <= PG_INT64_MAX)
		return (Minor) value;
	refuse(&at,
		   "Write money as text, for example \"12.50\".",
		   "be a decimal in quotes with at most 2 decimals");
	return 0;
}

/* Reads exactly so many digits. */
static bool
read_digits(const char **at, int count, int *number)
{
	*number = 0;
	for (; count > 0; count--, (*at)++)
	{
		if (!isdigit((unsigned char) **at))
			return false;
		*number = *number * 10 + (**at - '0');
	}
	return true;
}

static bool
read_character(const char **at, char character)
{
	if (**at != character)
		return false;
	(*at)++;
	return true;
}

/* Z, +08 or +08:00, as seconds west of Greenwich. */
static bool
read_zone(const char **at, int *west)
{
	bool negative = **at == '-';
	int hours;
	int minutes = 0;

	*west = 0;
	if (read_character(at, 'Z'))
		return true;
	if (!negative && **at != '+')
		return false;
	(*at)++;
	if (!read_digits(at, 2, &hours))
		return false;
	if (read_character(at, ':') && !read_digits(at, 2, &minutes))
		return false;
	*west = (hours * MINS_PER_HOUR + minutes) * SECS_PER_MINUTE * (negative ? 1 : -1);
	return hours <= MAX_TZDISP_HOUR && minutes < MINS_PER_HOUR;
}

/* .5 as 500000 microseconds; nothing as 0. */
static bool
read_fraction(const char **at, fsec_t *microseconds)
{
	int unit = USECS_PER_SEC;

	*microseconds = 0;
	if (!read_character(at, '.'))
		return true;
	for (; unit > 1 && isdigit((unsigned char) **at); (*at)++)
	{
		unit /= 10;
		*microseconds += (**at - '0') * unit;
	}
	return unit < USECS_PER_SEC;
}

/* Strict ISO 8601; the server's own reader would take "now" and "infinity" too. */
static bool
read_time(const char *text, TimestampTz *time)
{
	struct pg_tm tm = {0};
	fsec_t microseconds;
	int west;

	if (!read_digits(&text, 4, &tm.tm_year) || !read_character(&text, '-') ||
		!read_digits(&text, 2, &tm.tm_mon) || !read_character(&text, '-') ||
		!read_digits(&text, 2, &tm.tm_mday) || !read_character(&text, 'T') ||
		!read_digits(&text, 2, &tm.tm_hour) || !read_character(&text, ':') ||
		!read_digits(&text, 2, &tm.tm_min) || !read_character(&text, ':') ||
		!read_digits(&text, 2, &tm.tm_sec) || !read_fraction(&text, &microseconds) ||
		!read_zone(&text, &west) || *text != '\0')
		return false;
	if (tm.tm_year < 1 || tm.tm_mon < 1 || tm.tm_mon > MONTHS_PER_YEAR || tm.tm_mday < 1 ||
		tm.tm_mday > day_tab[isleap(tm.tm_year)][tm.tm_mon - 1] || tm.tm_hour >= HOURS_PER_DAY ||
		tm.tm_min >= MINS_PER_HOUR || tm.tm_sec >= SECS_PER_MINUTE)
		return false;
	return tm2timestamp(&tm, microseconds, &west, time) == 0;
}

/* 0 if absent, which is also a time: ask the node. */
TimestampTz
json_time(JsonAt at)
{
	const cJSON *node = at.node;
	TimestampTz time;

	if (at.fault->found || node == NULL)
		return 0;
	if (cJSON_IsString(node) && read_time(node->valuestring, &time))
		return time;
	refuse(&at,
		   "For example \"2026-03-30T11:04:00Z\" or \"2026-03-30T19:04:00.5+08:00\".",
		   "be an ISO 8601 time with seconds and time zone, in quotes");
	return 0;
}
