/*
 * id.c
 *	  Ids in order: rows are locked by theirs, and found by them.
 */
#include "id.h"

#include <stdlib.h>

int
id_compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *) a;
	int64_t right = *(const int64_t *) b;

	return (left > right) - (left < right);
}

void
ids_sort(int64_t *ids, int count)
{
	if (count > 0)
		qsort(ids, count, sizeof(int64_t), id_compare);
}

bool
ids_have(const int64_t *sorted, int count, int64_t id)
{
	return count > 0 && bsearch(&id, sorted, count, sizeof(int64_t), id_compare) != NULL;
}

/* Drops repeats; returns how many are left. */
int
ids_sort_distinct(int64_t *ids, int count)
{
	int kept = 0;

	ids_sort(ids, count);
	for (int i = 0; i < count; i++)
		if (kept == 0 || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	return kept;
}
