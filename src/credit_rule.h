/*
 * credit_rule.h
 *	  Holds that a credit rule puts on partnerships, and takes off again (CR-5).
 */
#ifndef DISTRIBUTION_CREDIT_RULE_H
#define DISTRIBUTION_CREDIT_RULE_H

#include "postgres.h"

/* The suppliers who have a rule, or of whom a rule that went has left holds. */
#define CREDIT_RULE_DUE                                    \
	"SELECT c.supplier_id FROM distribution.credit_rule c" \
	" UNION SELECT p.supplier_id FROM distribution.partnership p WHERE p.rule_hold_reason IS NOT NULL"

extern void credit_rule_apply(int64 supplier_id);

#endif
