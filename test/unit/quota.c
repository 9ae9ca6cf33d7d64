/*
 * How much of a quota is handed out at once (QU-1).
 */
#include "quota.h"

#include "tap.h"

static void
test_block_size(void)
{
	static const struct
	{
		const char *name;
		int32_t left;
		int32_t wanted;
		int32_t expected;
	} cases[] = {
		{"what is wanted and a part of the rest", 1000, 40, 100},
		{"no spare of little", 16, 1, 1},
		{"the first unit to spare", 17, 1, 2},
		{"the last one", 1, 1, 1},
		{"all of less than is wanted", 3, 10, 3},
		{"nothing of nothing", 0, 1, 0},
		{"nothing where more is used than there is", -5, 1, 0},
		{"not more to spare than some", 1000000, 10, 266},
		{"of as many as can be counted", INT32_MAX, 1, 257},
		{"as many as can be counted", INT32_MAX, INT32_MAX, INT32_MAX},
	};

	for (int i = 0; i < LENGTH(cases); i++)
		ok(quota_block_size(cases[i].left, cases[i].wanted) == cases[i].expected,
		   "QU-1: a block: %s",
		   cases[i].name);
}

int
main(void)
{
	test_block_size();
	return done();
}
