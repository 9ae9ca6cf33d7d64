/*
 * price_list.c
 *	  The reader of a row of a price list, for test/fuzz: it is static, among what needs a server.
 */
#include "../../src/price_import.c"

#include "rows.h"

size_t
price_row_size(void)
{
	return sizeof(PriceRow);
}

void
price_row_read(const JsonAt *at, void *row)
{
	read_row(at, row);
}
