/*
 * node.h
 *	  Work on all suppliers, node by node.
 */
#ifndef DISTRIBUTION_NODE_H
#define DISTRIBUTION_NODE_H

#include "postgres.h"

#include "plan.h"

typedef struct NodeAnswer
{
	const char *node; /* its address */
	bool success;
	const char *said; /* a value, or why not */
} NodeAnswer;

typedef struct NodeAnswers
{
	int count;
	NodeAnswer *list;
} NodeAnswers;

typedef enum NodeWhich
{
	NODE_EVERY,
	NODE_OTHERS, /* all but this one */
} NodeWhich;

extern bool node_may_ask(void);
extern NodeAnswers node_ask(const char *statement, NodeWhich which);
extern NodeAnswers node_ask_of(int64 supplier_id, const char *statement);
extern void node_require(const NodeAnswer *answer);
extern void node_write_here(PlanQuery *query, PlanValues *values);
extern int64 *node_suppliers(PlanQuery *query, int *count);
extern int64 node_ids_beyond(void);

#endif
