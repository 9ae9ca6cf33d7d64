/*
 * row_place.h
 *	  Where a row was last seen or written, kept in the struct that it became.
 */
#ifndef DISTRIBUTION_ROW_PLACE_H
#define DISTRIBUTION_ROW_PLACE_H

#include <stdint.h>

/* Offset 0: not known; ROW_FOUND: it is there, wherever. */
typedef struct RowPlace
{
	uint32_t block;
	uint16_t offset;
} RowPlace;

#define ROW_FOUND UINT16_MAX

#endif
