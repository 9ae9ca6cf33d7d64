/*
 * rows.h
 *	  The readers of rows of imports, for test/fuzz.
 */
#ifndef DISTRIBUTION_FUZZ_ROWS_H
#define DISTRIBUTION_FUZZ_ROWS_H

#include "json.h"

extern size_t price_row_size(void);
extern void price_row_read(const JsonAt *at, void *row);
extern size_t product_row_size(void);
extern void product_row_read(const JsonAt *at, void *row);

#endif
