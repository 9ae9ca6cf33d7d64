/*
 * counter.c
 *	  How many steps the engine takes, and how much memory, for test/steps.
 *
 * Compiled with -fsanitize-coverage=trace-pc, the engine calls this at the
 * beginning of each piece of code without a branch. Their number is that of
 * the work done, on a busy machine as on a fast one. Memory is looked at every
 * SAMPLE_STEPS of them.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/memutils.h"

#define SAMPLE_STEPS 1024

extern void __sanitizer_cov_trace_pc(void);

static int64 steps = 0;
static Size peak = 0;

void
__sanitizer_cov_trace_pc(void)
{
	if (++steps % SAMPLE_STEPS == 0)
		peak = Max(peak, MemoryContextMemAllocated(TopMemoryContext, true));
}

PG_FUNCTION_INFO_V1(steps_taken);

Datum
steps_taken(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(steps);
}

/* The most bytes allocated at a time since this was asked last, beyond those allocated then. */
PG_FUNCTION_INFO_V1(memory_taken);

Datum
memory_taken(PG_FUNCTION_ARGS)
{
	static Size before = 0;
	Size taken = peak > before ? peak - before : 0;

	before = MemoryContextMemAllocated(TopMemoryContext, true);
	peak = before;
	PG_RETURN_INT64(taken);
}
