/*
 * tap.h
 *	  The few lines of the Test Anything Protocol that the unit tests need.
 *	  A test's name starts with the number of the rule that it holds the
 *	  product to.
 */
#ifndef DISTRIBUTION_TAP_H
#define DISTRIBUTION_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#define LENGTH(array) ((int) (sizeof(array) / sizeof((array)[0])))

static int tap_tests;
static int tap_failures;

__attribute__((format(printf, 2, 3))) static inline bool
ok(bool passed, const char *name, ...)
{
	va_list arguments;

	tap_tests++;
	tap_failures += passed ? 0 : 1;
	printf("%sok %d - ", passed ? "" : "not ", tap_tests);
	va_start(arguments, name);
	vprintf(name, arguments);
	va_end(arguments);
	putchar('\n');
	return passed;
}

/* What went wrong, below a failed test. */
__attribute__((format(printf, 1, 2))) static inline void
note(const char *text, ...)
{
	va_list arguments;

	printf("# ");
	va_start(arguments, text);
	vprintf(text, arguments);
	va_end(arguments);
	putchar('\n');
}

/* The plan, and the program's exit status. */
static inline int
done(void)
{
	printf("1..%d\n", tap_tests);
	return tap_failures == 0 ? 0 : 1;
}

#endif
