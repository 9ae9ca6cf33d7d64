/*
 * Ids in order: locks are taken by them, so the order is one and the same everywhere (design 3).
 */
#include "id.h"

#include <stddef.h>
#include <string.h>

#include "tap.h"

int
main(void)
{
	int64_t ids[] = {7, INT64_MAX, -1, 7, INT64_MIN, 3, 7};
	int64_t sorted[] = {INT64_MIN, -1, 3, 7, 7, 7, INT64_MAX};
	int64_t distinct[] = {INT64_MIN, -1, 3, 7, INT64_MAX};

	ids_sort(ids, LENGTH(ids));
	ok(memcmp(ids, sorted, sizeof(sorted)) == 0, "design 3: ids ascend, whatever their distance");
	ok(ids_sort_distinct(ids, LENGTH(ids)) == LENGTH(distinct) &&
		   memcmp(ids, distinct, sizeof(distinct)) == 0,
	   "design 3: each once");
	ok(ids_sort_distinct(NULL, 0) == 0, "design 3: none is none");
	ok(ids_have(distinct, LENGTH(distinct), 3) && ids_have(distinct, LENGTH(distinct), INT64_MIN) &&
		   !ids_have(distinct, LENGTH(distinct), 4) && !ids_have(NULL, 0, 0),
	   "design 3: what is there is found, nothing else");
	return done();
}
