/*
 * What a text may be, kind by kind (TX-1).
 */
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define WIDE "\xE5\xB0\x8F"            /* one character, three bytes */
#define EMOJI "\xF0\x9F\x98\x80"       /* one, four bytes */
#define NO_BREAK_SPACE "\xC2\xA0"      /* U+00A0 */
#define WIDE_SPACE "\xE3\x80\x80"      /* U+3000 */
#define NEXT_LINE "\xC2\x85"           /* U+0085, a control character and a space */
#define APPLICATION_CONTROL "\xC2\x9F" /* U+009F */

static char *
repeat(const char *text, int count)
{
	int length = strlen(text);
	char *repeated = calloc(length * count + 1, 1);

	for (int i = 0; i < count; i++)
		memcpy(repeated + i * length, text, length);
	return repeated;
}

static void
test_limits(void)
{
	static const struct
	{
		TextKind kind;
		int max;
	} cases[] = {
		{TEXT_CODE, 200},
		{TEXT_NAME, 200},
		{TEXT_LINE, 200},
		{TEXT_NOTE, 2000},
		{TEXT_ADDRESS, 1000},
		{TEXT_REFERENCE, 2000},
	};
	static const char *const characters[] = {"x", WIDE, EMOJI};

	for (int i = 0; i < LENGTH(cases); i++)
		for (int j = 0; j < LENGTH(characters); j++)
		{
			char *fits = repeat(characters[j], cases[i].max);
			char *beyond = repeat(characters[j], cases[i].max + 1);
			const char *name = text_kind_name(cases[i].kind);

			ok(text_check(fits, cases[i].kind) == TEXT_FITS,
			   "TX-1: %d characters of %d bytes are a %s",
			   cases[i].max,
			   (int) strlen(characters[j]),
			   name);
			ok(text_check(beyond, cases[i].kind) == TEXT_TOO_LONG, "TX-1: one more is none");
			free(fits);
			free(beyond);
		}
}

static void
test_faults(void)
{
	static const struct
	{
		const char *name;
		const char *text;
		TextFault code;
		TextFault named;
		TextFault line;
	} cases[] = {
		{"a word", "MUG", TEXT_FITS, TEXT_FITS, TEXT_FITS},
		{"one character", WIDE, TEXT_FITS, TEXT_FITS, TEXT_FITS},
		{"spaces inside", "a  b" NO_BREAK_SPACE "c", TEXT_FITS, TEXT_FITS, TEXT_FITS},
		{"nothing", "", TEXT_BLANK, TEXT_BLANK, TEXT_FITS},
		{"spaces only", "   ", TEXT_BLANK, TEXT_BLANK, TEXT_FITS},
		{"other spaces only", NO_BREAK_SPACE WIDE_SPACE, TEXT_BLANK, TEXT_BLANK, TEXT_FITS},
		{"a space before", " a", TEXT_SPACED, TEXT_FITS, TEXT_FITS},
		{"a space after", "a ", TEXT_SPACED, TEXT_FITS, TEXT_FITS},
		{"a wide space before", WIDE_SPACE "a", TEXT_SPACED, TEXT_FITS, TEXT_FITS},
		{"a no-break space after", "a" NO_BREAK_SPACE, TEXT_SPACED, TEXT_FITS, TEXT_FITS},
		{"a line's end", "a\nb", TEXT_CONTROLLED, TEXT_FITS, TEXT_FITS},
		{"a tab after", "a\t", TEXT_CONTROLLED, TEXT_FITS, TEXT_FITS},
		{"DEL",
		 "a\x7F"
		 "b",
		 TEXT_CONTROLLED,
		 TEXT_FITS,
		 TEXT_FITS},
		{"a next line", "a" NEXT_LINE "b", TEXT_CONTROLLED, TEXT_FITS, TEXT_FITS},
		{"U+009F", "a" APPLICATION_CONTROL "b", TEXT_CONTROLLED, TEXT_FITS, TEXT_FITS},
	};

	for (int i = 0; i < LENGTH(cases); i++)
	{
		ok(text_check(cases[i].text, TEXT_CODE) == cases[i].code,
		   "TX-1: as a code: %s",
		   cases[i].name);
		ok(text_check(cases[i].text, TEXT_NAME) == cases[i].named,
		   "TX-1: as a name: %s",
		   cases[i].name);
		ok(text_check(cases[i].text, TEXT_LINE) == cases[i].line,
		   "TX-1: as a line: %s",
		   cases[i].name);
	}
}

static void
test_kinds(void)
{
	TextKind kind;

	for (int i = 0; i < TEXT_KIND_COUNT; i++)
		ok(text_kind_parse(text_kind_name((TextKind) i), &kind) && kind == (TextKind) i,
		   "TX-1: kind %s",
		   text_kind_name((TextKind) i));
	ok(!text_kind_parse("word", &kind), "TX-1: no kind");
}

int
main(void)
{
	test_limits();
	test_faults();
	test_kinds();
	return done();
}
