/*
 * node.c
 *	  Work on all suppliers, node by node (doc/scale-out.md).
 *
 * On plain PostgreSQL all suppliers are here. A node of a cluster works on those
 * that it has, whose tables it opens itself, and who is asked for all suppliers
 * asks every node, all at once. What other nodes do is committed there and does
 * not see what is not committed here: so in a transaction block nobody is asked,
 * and all of it goes by the engine's planner.
 */
#include "postgres.h"

#include "access/xact.h"

#include "id.h"
#include "node.h"
#include "placement.h"

enum
{
	ANSWER_NODE = 1,
	ANSWER_SUCCESS,
	ANSWER_SAID
};

/* $2 is false for this node to be left out. */
static PlanQuery ASK_NODES = {
	.name = "ask nodes",
	.result = SPI_OK_SELECT,
	.types = "text, boolean",
	.scope = PLACEMENT_OF_ALL,
	.sql = "SELECT r.node_name || ':' || r.node_port, r.success, r.result"
		   "  FROM (SELECT array_agg(n.nodename ORDER BY n.nodeid) AS names,"
		   "          array_agg(n.nodeport ORDER BY n.nodeid) AS ports,"
		   "          array_agg($1 ORDER BY n.nodeid) AS statements"
		   "          FROM pg_catalog.pg_dist_node n CROSS JOIN pg_catalog.pg_dist_local_group g"
		   "         WHERE n.isactive AND n.noderole = 'primary'"
		   "           AND (n.groupid <> g.groupid OR $2)) AS a"
		   " CROSS JOIN LATERAL pg_catalog.master_run_on_worker("
		   "a.names, a.ports, a.statements, true)"
		   "   AS r (node_name, node_port, success, result)"
		   " WHERE a.names IS NOT NULL",
};

static PlanQuery ASK_NODE_OF = {
	.name = "ask the node of a supplier",
	.result = SPI_OK_SELECT,
	.types = "bigint, text",
	.scope = PLACEMENT_OF_ALL,
	.sql = "SELECT r.node_name || ':' || r.node_port, r.success, r.result"
		   "  FROM pg_catalog.pg_dist_placement p"
		   "  JOIN pg_catalog.pg_dist_node n ON n.groupid = p.groupid AND n.noderole = 'primary'"
		   " CROSS JOIN LATERAL pg_catalog.master_run_on_worker("
		   "ARRAY[n.nodename], ARRAY[n.nodeport], ARRAY[$2], false)"
		   "   AS r (node_name, node_port, success, result)"
		   " WHERE p.shardid ="
		   "   pg_catalog.get_shard_id_for_distribution_column('distribution.supplier', $1)",
};

/* Each node gives ids of a range of its own (ID-8). */
static PlanQuery READ_BEYOND = {
	.name = "read where the ids of this node end",
	.result = SPI_OK_SELECT,
	.scope = PLACEMENT_OF_SHARED,
	.types = "",
	.sql = "SELECT beyond FROM distribution.ids_given_here()",
};

/* Whether other nodes may be asked: they see what is committed. */
bool
node_may_ask(void)
{
	return placement_is_distributed() && !IsTransactionBlock();
}

static NodeAnswers
take_answers(PlanRows rows)
{
	NodeAnswers answers = {.count = rows.count};

	answers.list = palloc(sizeof(NodeAnswer) * Max(rows.count, 1));
	for (int i = 0; i < rows.count; i++)
	{
		answers.list[i].node = plan_text(&rows, i, ANSWER_NODE);
		answers.list[i].success = plan_bool(&rows, i, ANSWER_SUCCESS);
		answers.list[i].said = plan_text(&rows, i, ANSWER_SAID);
	}
	plan_free(&rows);
	return answers;
}

/* What nodes answer to a statement of one value, all at the same time. */
NodeAnswers
node_ask(const char *statement, NodeWhich which)
{
	PlanValues values = {0};

	plan_bind_text(&values, statement);
	plan_bind_bool(&values, which == NODE_EVERY);
	return take_answers(plan_execute(&ASK_NODES, &values));
}

NodeAnswers
node_ask_of(int64 supplier_id, const char *statement)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_bind_text(&values, statement);
	return take_answers(plan_execute(&ASK_NODE_OF, &values));
}

/* Where all are needed. */
void
node_require(const NodeAnswer *answer)
{
	if (!answer->success)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("node \"%s\" does not answer for its suppliers", answer->node),
				 errdetail_internal("%s", answer->said)));
}

/* Where the suppliers of this node are. */
static int
places_here(int **places)
{
	if (placement_is_distributed())
		return placement_here(places);
	*places = palloc(sizeof(int));
	**places = PLACEMENT_BY_NAME;
	return 1;
}

/*
 * Writes to rows of whatever suppliers, of those on this node. A row that all share is written on
 * every node, and its trigger there: each has its own suppliers follow, as nodes that wrote to one
 * another's would wait for one another.
 */
void
node_write_here(PlanQuery *query, PlanValues *values)
{
	int *places;
	int count = places_here(&places);

	for (int i = 0; i < count; i++)
		(void) plan_execute_at(query, values, places[i]);
}

/* The suppliers that a statement without values names, of those on this node, sorted. */
int64 *
node_suppliers(PlanQuery *query, int *count)
{
	int *places;
	int place_count = places_here(&places);
	int64 *ids = palloc(sizeof(int64));

	*count = 0;
	for (int i = 0; i < place_count; i++)
	{
		PlanValues none = {0};
		PlanRows rows = plan_execute_at(query, &none, places[i]);

		ids = repalloc_huge(ids, sizeof(int64) * (*count + rows.count + 1));
		for (int row = 0; row < rows.count; row++)
			ids[(*count)++] = plan_int64(&rows, row, 1);
		plan_free(&rows);
	}
	ids_sort(ids, *count);
	return ids;
}

/* Ids from here on this node does not give. */
int64
node_ids_beyond(void)
{
	PlanValues none = {0};
	PlanRows rows = plan_read(&READ_BEYOND, &none);
	int64 beyond = plan_int64(&rows, 0, 1);

	plan_free(&rows);
	return beyond;
}
