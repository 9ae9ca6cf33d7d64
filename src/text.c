/*
 * text.c
 *	  What a text may be, kind by kind (TX-1).
 */
#include "text.h"

#include <stdint.h>
#include <string.h>

static const struct
{
	const char *name;
	int max;
	bool says_something;
	const char *expected;
} KINDS[TEXT_KIND_COUNT] = {
	[TEXT_CODE] = {"code",
				   200,
				   true,
				   "1 to 200 characters, with no space before or after and no control characters"},
	[TEXT_NAME] = {"name", 200, true, "1 to 200 characters that say something"},
	[TEXT_LINE] = {"line", 200, false, "at most 200 characters"},
	[TEXT_NOTE] = {"note", 2000, false, "at most 2000 characters"},
	[TEXT_ADDRESS] = {"address", 1000, false, "at most 1000 characters"},
	[TEXT_REFERENCE] = {"reference", 2000, false, "at most 2000 characters"},
};

const char *
text_kind_name(TextKind kind)
{
	return KINDS[kind].name;
}

bool
text_kind_parse(const char *name, TextKind *kind)
{
	for (int i = 0; i < TEXT_KIND_COUNT; i++)
	{
		if (strcmp(name, KINDS[i].name) == 0)
		{
			*kind = (TextKind) i;
			return true;
		}
	}
	return false;
}

int
text_max(TextKind kind)
{
	return KINDS[kind].max;
}

/* What a text of the kind must be, in words. */
const char *
text_expected(TextKind kind)
{
	return KINDS[kind].expected;
}

/* The character that begins here; its text is valid UTF-8. */
uint32_t
text_character(const char *text, int *length)
{
	const unsigned char *bytes = (const unsigned char *) text;
	uint32_t character = bytes[0];

	*length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
	if (*length > 1)
		character &= 0x7F >> *length;
	for (int i = 1; i < *length; i++)
		character = character << 6 | (bytes[i] & 0x3F);
	return character;
}

/* White space of Unicode, and what looks like it. */
static bool
is_space(uint32_t character)
{
	return character == ' ' || (character >= 0x09 && character <= 0x0D) || character == 0x85 ||
		character == 0xA0 || character == 0x1680 || (character >= 0x2000 && character <= 0x200B) ||
		character == 0x2028 || character == 0x2029 || character == 0x202F || character == 0x205F ||
		character == 0x3000 || character == 0xFEFF;
}

static bool
is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7F && character <= 0x9F);
}

bool
text_is_blank(const char *text)
{
	int length;

	for (; *text != '\0'; text += length)
		if (!is_space(text_character(text, &length)))
			return false;
	return true;
}

TextFault
text_check(const char *text, TextKind kind)
{
	bool starts_with_space = false;
	bool ends_with_space = false;
	bool has_control = false;
	int count = 0;
	int length;

	for (const char *at = text; *at != '\0' && count <= KINDS[kind].max; at += length)
	{
		uint32_t character = text_character(at, &length);

		ends_with_space = is_space(character);
		starts_with_space = starts_with_space || (count == 0 && ends_with_space);
		has_control = has_control || is_control(character);
		count++;
	}
	if (count > KINDS[kind].max)
		return TEXT_TOO_LONG;
	if (KINDS[kind].says_something && text_is_blank(text))
		return TEXT_BLANK;
	if (kind == TEXT_CODE && has_control)
		return TEXT_CONTROLLED;
	if (kind == TEXT_CODE && (starts_with_space || ends_with_space))
		return TEXT_SPACED;
	return TEXT_FITS;
}
