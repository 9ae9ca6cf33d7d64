/*
 * invitation.h
 *	  Invitations (PA-2).
 */
#ifndef DISTRIBUTION_INVITATION_H
#define DISTRIBUTION_INVITATION_H

#include "postgres.h"

extern int64 invitation_supplier(const char *token);

#endif
