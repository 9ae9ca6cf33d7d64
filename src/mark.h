/*
 * mark.h
 *	  What supply orders may be marked with (OR-11).
 */
#ifndef DISTRIBUTION_MARK_H
#define DISTRIBUTION_MARK_H

#include "postgres.h"

extern void mark_require_free(const char *mark);

#endif
