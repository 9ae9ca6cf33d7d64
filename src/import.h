/*
 * import.h
 *	  Lists that are taken whole or not at all, with every bad row told (PC-7).
 */
#ifndef DISTRIBUTION_IMPORT_H
#define DISTRIBUTION_IMPORT_H

#include "postgres.h"

#include "json.h"

#define IMPORT_MAX_ROWS 50000
#define IMPORT_MAX_BYTES ((size_t) 64 * 1024 * 1024)
#define IMPORT_ROW_MAX_BYTES ((size_t) 16 * 1024)

/* Reads one element into one of the rows; its faults go into at->fault. */
typedef void (*ImportReader)(const JsonAt *at, void *row);

/* The rows of a list, each with the first thing wrong with it, or NULL. */
typedef struct Import
{
	int count;
	char **faults;
} Import;

extern Import import_read(const char *text, ImportReader reader, void **rows, size_t row_size);
extern void import_fault(Import *import, int row, const char *format, ...)
	pg_attribute_printf(3, 4);
extern void import_raise(const Import *import);
extern int import_find_code(char *const *codes, int count, const char *code);

#endif
