/*
 * import.c
 *	  Lists that are taken whole or not at all, with every bad row told (PC-7).
 *
 * Each element is parsed and read by itself, so that one bad row hides no
 * other. What reading cannot see (unknown codes, overlaps) the caller adds; then
 * all is raised at once, or nothing.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "errors.h"
#include "import.h"

static void
refuse_length(size_t length)
{
	JsonFault fault = {0};
	const JsonAt root = {.fault = &fault};

	if (length <= IMPORT_MAX_BYTES)
		return;
	json_fault(&root,
			   ERRCODE_INVALID_PAYLOAD,
			   "Split it.",
			   "payload must not be longer than %zu bytes",
			   IMPORT_MAX_BYTES);
	json_raise(&fault);
}

/* Gives as many rows as the list has elements, of row_size bytes each. */
Import
import_read(const char *text, ImportReader reader, void **rows, size_t row_size)
{
	size_t length = strlen(text);
	JsonFault fault = {0};
	JsonText *elements;
	Import import;

	refuse_length(length);
	elements = json_split(text, length, IMPORT_MAX_ROWS, &import.count, &fault);
	if (fault.found)
		json_raise(&fault);
	import.faults = palloc0(sizeof(char *) * Max(import.count, 1));
	*rows = palloc0(row_size * Max(import.count, 1));
	for (int i = 0; i < import.count; i++)
	{
		JsonFault row_fault = {0};
		JsonDocument document =
			json_parse(elements[i].text, elements[i].length, IMPORT_ROW_MAX_BYTES, &row_fault);
		JsonAt root = json_root(&document, &row_fault);

		CHECK_FOR_INTERRUPTS();
		reader(&root, (char *) *rows + row_size * i);
		json_free(&document);
		if (row_fault.found)
			import.faults[i] = row_fault.message;
	}
	return import;
}

/* Keeps the first fault of a row. */
void
import_fault(Import *import, int row, const char *format, ...)
{
	StringInfoData message;
	int needed;

	if (import->faults[row] != NULL)
		return;
	initStringInfo(&message);
	do
	{
		va_list arguments;

		va_start(arguments, format);
		needed = appendStringInfoVA(&message, format, arguments);
		va_end(arguments);
		if (needed > 0)
			enlargeStringInfo(&message, needed);
	} while (needed > 0);
	import->faults[row] = message.data;
}

/* Every bad row by its number, from 1. */
void
import_raise(const Import *import)
{
	StringInfoData detail;
	int count = 0;

	initStringInfo(&detail);
	for (int i = 0; i < import->count; i++)
	{
		if (import->faults[i] == NULL)
			continue;
		appendStringInfo(
			&detail, "%srow %d: %s", count++ > 0 ? "\n" : "", i + 1, import->faults[i]);
	}
	if (count > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PAYLOAD),
				 errmsg("%d of %d rows cannot be imported", count, import->count),
				 errdetail("%s", detail.data),
				 errhint("Nothing was changed; correct these rows and import all again.")));
}

static int
code_compare(const void *key, const void *element)
{
	return strcmp(key, *(char *const *) element);
}

/* Where a code stands among codes in the order of the C collation, or -1. */
int
import_find_code(char *const *codes, int count, const char *code)
{
	char *const *found = NULL;

	if (count > 0)
		found = bsearch(code, codes, count, sizeof(char *), code_compare);
	return found == NULL ? -1 : (int) (found - codes);
}
