/*
 * server.c
 *	  As much of a server as what reads payloads needs, for test/fuzz.
 *
 * Every allocation is one of the C library, so that the address sanitizer sees
 * what reads or writes beyond it or after its end. A memory context keeps a list
 * of its own; an error jumps back to whoever fuzzes.
 */
#include "postgres.h"

#include <setjmp.h>

#include "common/cryptohash.h"
#include "datatype/timestamp.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "server.h"

/* What was allocated stands behind this. */
typedef struct Piece
{
	struct Piece *next;
	struct Piece **place;
	MemoryContext context;
	size_t size;
} Piece;

/* Behind what the server's headers know of a context: its pieces, and the contexts below it, newest first. */
typedef struct Context
{
	MemoryContextData known;
	Piece *pieces;
	struct Context *below;
	struct Context *next;
	struct Context *above;
} Context;

static Context top;
MemoryContext CurrentMemoryContext = &top.known;
MemoryContext TopMemoryContext = &top.known;
volatile sig_atomic_t InterruptPending = false;

sigjmp_buf server_error;
int server_sqlstate;

static void *
attach(MemoryContext context, Piece *piece, size_t size)
{
	Context *owner = (Context *) context;

	piece->context = context;
	piece->size = size;
	piece->next = owner->pieces;
	piece->place = &owner->pieces;
	if (piece->next != NULL)
		piece->next->place = &piece->next;
	owner->pieces = piece;
	return piece + 1;
}

static void
detach(Piece *piece)
{
	*piece->place = piece->next;
	if (piece->next != NULL)
		piece->next->place = piece->place;
}

void *
MemoryContextAllocExtended(MemoryContext context, Size size, int flags)
{
	Piece *piece;

	if (size > MaxAllocSize && (flags & MCXT_ALLOC_HUGE) == 0)
		elog(ERROR, "invalid memory alloc request size %zu", size);
	piece = malloc(sizeof(Piece) + size);
	if ((flags & MCXT_ALLOC_ZERO) != 0)
		memset(piece + 1, 0, size);
	return attach(context, piece, size);
}

void *
palloc(Size size)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, size, 0);
}

void *
palloc0(Size size)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, size, MCXT_ALLOC_ZERO);
}

void *
repalloc(void *pointer, Size size)
{
	Piece *old = (Piece *) pointer - 1;
	void *copy = MemoryContextAllocExtended(old->context, size, 0);

	memcpy(copy, pointer, Min(size, old->size));
	pfree(pointer);
	return copy;
}

void
pfree(void *pointer)
{
	Piece *piece = (Piece *) pointer - 1;

	detach(piece);
	free(piece);
}

char *
pnstrdup(const char *text, Size length)
{
	char *copy;

	length = strnlen(text, length);
	copy = palloc(length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *
pstrdup(const char *text)
{
	return pnstrdup(text, strlen(text));
}

MemoryContext
AllocSetContextCreateInternal(MemoryContext parent, const char *name, Size minContextSize,
							  Size initBlockSize, Size maxBlockSize)
{
	Context *context = calloc(1, sizeof(Context));

	context->above = (Context *) parent;
	context->next = context->above->below;
	context->above->below = context;
	return &context->known;
}

static void
empty(Context *context)
{
	while (context->below != NULL)
		MemoryContextDelete(&context->below->known);
	while (context->pieces != NULL)
		pfree(context->pieces + 1);
}

void
MemoryContextDelete(MemoryContext deleted)
{
	Context *context = (Context *) deleted;
	Context **place = &context->above->below;

	while (*place != context)
		place = &(*place)->next;
	*place = context->next;
	empty(context);
	free(context);
}

bool
server_is_clean(void)
{
	return top.below == NULL && CurrentMemoryContext == &top.known;
}

void
server_reset(void)
{
	CurrentMemoryContext = &top.known;
	empty(&top);
}

/* An error has its SQLSTATE, and each of its texts. */
bool
errstart(int elevel, const char *domain)
{
	server_sqlstate = ERRCODE_INTERNAL_ERROR;
	return true;
}

#if defined(__clang__) || defined(__GNUC__)
__attribute__((cold))
#endif
bool
errstart_cold(int elevel, const char *domain)
{
	return errstart(elevel, domain);
}

int
errcode(int sqlstate)
{
	server_sqlstate = sqlstate;
	return 0;
}

/* Reads every character of what would be said. */
static int
say(const char *format, va_list values)
{
	static char said[1 << 20];

	vsnprintf(said, sizeof(said), format, values);
	return 0;
}

#define SAYING(name)               \
	int name(const char *fmt, ...) \
	{                              \
		va_list values;            \
                                   \
		va_start(values, fmt);     \
		say(fmt, values);          \
		va_end(values);            \
		return 0;                  \
	}
SAYING(errmsg)
SAYING(errmsg_internal)
SAYING(errdetail)
SAYING(errhint)

void
errfinish(const char *filename, int lineno, const char *funcname)
{
	siglongjmp(server_error, 1);
}

#if PG_VERSION_NUM >= 160000
void
ExceptionalCondition(const char *condition, const char *file, int line)
#else
void
ExceptionalCondition(const char *condition, const char *type, const char *file, int line)
#endif
{
	fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
	abort();
}

void
ProcessInterrupts(void)
{
}

/* Of the server's, these are the C library's but for what a format may say besides. */
#undef vsnprintf
int
pg_vsnprintf(char *text, size_t size, const char *format, va_list values)
{
	return vsnprintf(text, size, format, values);
}

#undef snprintf
int
pg_snprintf(char *text, size_t size, const char *format, ...)
{
	va_list values;
	int length;

	va_start(values, format);
	length = vsnprintf(text, size, format, values);
	va_end(values);
	return length;
}

#undef vfprintf
int
pg_vfprintf(FILE *stream, const char *format, va_list values)
{
	return vfprintf(stream, format, values);
}

#undef fprintf
int
pg_fprintf(FILE *stream, const char *format, ...)
{
	va_list values;
	int length;

	va_start(values, format);
	length = vfprintf(stream, format, values);
	va_end(values);
	return length;
}

#undef qsort
void
pg_qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	qsort(base, count, size, compare);
}

unsigned char
pg_tolower(unsigned char character)
{
	return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
}

char *
psprintf(const char *format, ...)
{
	va_list values;
	char said[4096];
	int length;
	char *text;

	va_start(values, format);
	length = vsnprintf(said, sizeof(said), format, values);
	va_end(values);
	text = palloc(length + 1);
	va_start(values, format);
	vsnprintf(text, length + 1, format, values);
	va_end(values);
	return text;
}

void
initStringInfo(StringInfo string)
{
	string->maxlen = 16;
	string->data = palloc(string->maxlen);
	string->data[0] = '\0';
	string->len = 0;
	string->cursor = 0;
}

/* No byte more than is asked for. */
void
enlargeStringInfo(StringInfo string, int needed)
{
	if (string->len + needed + 1 <= string->maxlen)
		return;
	string->maxlen = string->len + needed + 1;
	string->data = repalloc(string->data, string->maxlen);
}

int
appendStringInfoVA(StringInfo string, const char *format, va_list values)
{
	int room = string->maxlen - string->len;
	int length = vsnprintf(string->data + string->len, room, format, values);

	if (length < room)
	{
		string->len += length;
		return 0;
	}
	string->data[string->len] = '\0';
	return length + 1;
}

void
appendStringInfo(StringInfo string, const char *format, ...)
{
	int needed;

	do
	{
		va_list values;

		va_start(values, format);
		needed = appendStringInfoVA(string, format, values);
		va_end(values);
		enlargeStringInfo(string, needed);
	} while (needed > 0);
}

#if PG_VERSION_NUM >= 160000
void
appendBinaryStringInfo(StringInfo string, const void *data, int length)
#else
void
appendBinaryStringInfo(StringInfo string, const char *data, int length)
#endif
{
	enlargeStringInfo(string, length);
	memcpy(string->data + string->len, data, length);
	string->len += length;
	string->data[string->len] = '\0';
}

/* Where whole characters end, at most so far. */
int
pg_mbcliplen(const char *text, int length, int limit)
{
	int end = Min(length, limit);

	if (end < length)
		while (end > 0 && ((unsigned char) text[end] & 0xC0) == 0x80)
			end--;
	return end;
}

/* A sum in place of SHA-256: equal for equal content. */
struct pg_cryptohash_ctx
{
	uint64 sum;
};

pg_cryptohash_ctx *
pg_cryptohash_create(pg_cryptohash_type type)
{
	return palloc0(sizeof(pg_cryptohash_ctx));
}

int
pg_cryptohash_init(pg_cryptohash_ctx *hash)
{
	hash->sum = UINT64CONST(14695981039346656037);
	return 0;
}

int
pg_cryptohash_update(pg_cryptohash_ctx *hash, const uint8 *data, size_t length)
{
	for (size_t i = 0; i < length; i++)
		hash->sum = (hash->sum ^ data[i]) * UINT64CONST(1099511628211);
	return 0;
}

int
pg_cryptohash_final(pg_cryptohash_ctx *hash, uint8 *target, size_t length)
{
	memset(target, 0, length);
	memcpy(target, &hash->sum, sizeof(hash->sum));
	return 0;
}

void
pg_cryptohash_free(pg_cryptohash_ctx *hash)
{
	pfree(hash);
}

const char *
pg_cryptohash_error(pg_cryptohash_ctx *hash)
{
	return "none";
}

const int day_tab[2][13] = {{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0},
							{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0}};

/* Days since 2000-01-01, counted. */
static int64
days_before(int year, int month, int day)
{
	int64 before = year - 1;
	int64 days = before * 365 + before / 4 - before / 100 + before / 400 - 730119;

	for (int m = 1; m < month; m++)
		days += day_tab[isleap(year)][m - 1];
	return days + day - 1;
}

int
tm2timestamp(struct pg_tm *tm, fsec_t microseconds, int *west, Timestamp *time)
{
	int64 seconds = days_before(tm->tm_year, tm->tm_mon, tm->tm_mday) * SECS_PER_DAY +
		(tm->tm_hour * MINS_PER_HOUR + tm->tm_min) * SECS_PER_MINUTE + tm->tm_sec;

	*time = (seconds + *west) * USECS_PER_SEC + microseconds;
	return IS_VALID_TIMESTAMP(*time) ? 0 : -1;
}
