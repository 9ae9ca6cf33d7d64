/*
 * quota.h
 *	  How much of a quota is handed out at once (QU-1).
 */
#ifndef DISTRIBUTION_QUOTA_H
#define DISTRIBUTION_QUOTA_H

#include <stdint.h>

extern int32_t quota_block_size(int32_t left, int32_t wanted);

#endif
