/*
 * server.h
 *	  As much of a server as what reads payloads needs, for test/fuzz.
 *
 *		if (sigsetjmp(server_error, 0) == 0)
 *			…						an error comes back with 1; its code is server_sqlstate
 *		server_reset();
 */
#ifndef DISTRIBUTION_FUZZ_SERVER_H
#define DISTRIBUTION_FUZZ_SERVER_H

#include "postgres.h"

#include <setjmp.h>

extern sigjmp_buf server_error;
extern int server_sqlstate;

extern bool server_is_clean(void); /* no context is left, and the caller's is current */
extern void server_reset(void);

#endif
