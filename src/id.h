/*
 * id.h
 *	  Ids in order: rows are locked by theirs, and found by them.
 */
#ifndef DISTRIBUTION_ID_H
#define DISTRIBUTION_ID_H

#include <stdbool.h>
#include <stdint.h>

extern int id_compare(const void *a, const void *b);
extern bool ids_have(const int64_t *sorted, int count, int64_t id);
extern void ids_sort(int64_t *ids, int count);
extern int ids_sort_distinct(int64_t *ids, int count);

#endif
