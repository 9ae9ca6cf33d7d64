/*
 * product_list.c
 *	  The reader of a row of a list of products, for test/fuzz: it is static, among what needs a server.
 */
#include "../../src/product_import.c"

#include "rows.h"

size_t
product_row_size(void)
{
	return sizeof(ProductRow);
}

void
product_row_read(const JsonAt *at, void *row)
{
	read_row(at, row);
}
