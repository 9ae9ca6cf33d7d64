/*
 * identity.h
 *	  Who is calling, and what that caller may do (ID-3 … ID-5).
 */
#ifndef DISTRIBUTION_IDENTITY_H
#define DISTRIBUTION_IDENTITY_H

#include "postgres.h"

#include "permission.h"

#define OWNER_ROLE \
	"distribution_owner" /* owns books, views and functions, and nothing else (ID-7) */

extern void identity_require_owner(void);
extern void identity_require(int64 account_id, Permission permission);
extern void identity_require_trader(int64 account_id);
extern void identity_require_side(int64 supplier_id, int64 distributor_id, Permission permission,
								  const char *what, int64 id);
extern Permission identity_require_either(int64 supplier_id, int64 distributor_id, const char *what,
										  int64 id);
extern void identity_require_reader(int64 supplier_id, int64 distributor_id, const char *what,
									int64 id);
extern bool identity_holds(int64 account_id, Permission permission);
extern bool identity_reads(int64 account_id);
extern void identity_require_seen(int64 supplier_id, int64 distributor_id, bool supplier_sees,
								  const char *what, int64 id);
extern void identity_require_role(void);
extern bool identity_bypasses_rows(void);
extern bool identity_sees_all(void);
extern int64 *identity_accounts(Permission permission, int *count);
extern const char *identity_actor(void);

#endif
