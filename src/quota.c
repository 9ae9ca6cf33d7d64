/*
 * quota.c
 *	  How much of a quota is handed out at once (QU-1).
 */
#include "quota.h"

#define SPARE_PART 16
#define SPARE_MOST 256

/*
 * Of what is left of a quota, how much goes to who wants some of it: that, and
 * something to spare, so that he need not ask again for each; ever less towards
 * the end, so that others find some without asking him for it.
 */
int32_t
quota_block_size(int32_t left, int32_t wanted)
{
	int32_t spare;

	if (left <= wanted)
		return left > 0 ? left : 0;
	spare = (left - wanted) / SPARE_PART;
	return wanted + (spare < SPARE_MOST ? spare : SPARE_MOST);
}
