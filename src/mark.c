/*
 * mark.c
 *	  What supply orders may be marked with (OR-11).
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "errors.h"
#include "mark.h"
#include "text.h"

#define MARK_REFUSED "marketing"

/* Space, and what prints as nothing: soft hyphen, joiners, directions. */
static bool
is_unseen(uint32_t letter)
{
	return letter <= ' ' || letter == 0xad || letter == 0x61c || letter == 0x1680 ||
		letter == 0x180e || (letter >= 0x200b && letter <= 0x200f) ||
		(letter >= 0x2028 && letter <= 0x202e) || (letter >= 0x2060 && letter <= 0x206f) ||
		(letter >= 0xfe00 && letter <= 0xfe0f) || letter == 0xfeff;
}

/*
 * The letters that are read: full-width, mathematical and the like as the
 * letters they stand for (NFKC, which also makes most spaces plain ones),
 * without case. The word that is refused has no others.
 */
static char *
letters_of(const char *mark)
{
	text *normal = DatumGetTextPP(DirectFunctionCall2(
		unicode_normalize_func, CStringGetTextDatum(mark), CStringGetTextDatum("NFKC")));
	char *letters = text_to_cstring(normal);
	char *end = letters;

	for (char *next = letters; *next != '\0';)
	{
		int length;

		if (!is_unseen(text_character(next, &length)))
			for (int i = 0; i < length; i++)
				*end++ = pg_ascii_tolower(next[i]);
		next += length;
	}
	*end = '\0';
	return letters;
}

/* 23514 for the marketplaces' own mark, however its letters are written. */
void
mark_require_free(const char *mark)
{
	if (strcmp(letters_of(mark), MARK_REFUSED) == 0)
		error_rule("a supply order cannot be marked \"" MARK_REFUSED "\"",
				   "That mark is the marketplace's own.");
}
