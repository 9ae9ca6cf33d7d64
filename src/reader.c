/*
 * reader.c
 *	  Whether a row is the caller's: what row security asks of each row (ID-3),
 *	  and what the planner may know of it.
 *
 * An index answers it: account is one of my_accounts(). How many rows will be
 * the caller's the planner guesses by that, too, unless the query names an
 * account for the same column. Then the rows are those of the account named,
 * nearly always one of the caller's, and row security takes none away; counted
 * twice, a list of thousands would seem one row, be read and sorted whole, and
 * only then be cut to a page.
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_collation_d.h"
#include "catalog/pg_opfamily_d.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "identity.h"

PG_FUNCTION_INFO_V1(distribution_is_mine);

Datum
distribution_is_mine(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!PG_ARGISNULL(0) && identity_reads(PG_GETARG_INT64(0)));
}

static Oid
equal_in(Oid family)
{
	return get_opfamily_member(family, INT8OID, INT8OID, BTEqualStrategyNumber);
}

/* account = ANY (my_accounts()), of the schema of the function that is asked for. */
static Node *
account_is_any(Oid asked, Node *account, Oid equal)
{
	List *name = list_make2(makeString(get_namespace_name(get_func_namespace(asked))),
							makeString("my_accounts"));
	Oid types[] = {TEXTOID};
	ScalarArrayOpExpr *any = makeNode(ScalarArrayOpExpr);
	Const *permission = makeConst(TEXTOID,
								  -1,
								  DEFAULT_COLLATION_OID,
								  -1,
								  CStringGetTextDatum(permission_name(PERMISSION_REPORT)),
								  false,
								  false);
	FuncExpr *accounts = makeFuncExpr(LookupFuncName(name, lengthof(types), types, false),
									  INT8ARRAYOID,
									  list_make1(permission),
									  InvalidOid,
									  DEFAULT_COLLATION_OID,
									  COERCE_EXPLICIT_CALL);

	any->opno = equal;
	any->opfuncid = get_opcode(equal);
	any->useOr = true;
	any->args = list_make2(account, accounts);
	any->location = -1;
	return (Node *) any;
}

/* Whether the clause says that the column is one account. */
static bool
names_account(Node *clause, const Var *column)
{
	Node *left;
	Node *right;

	if (!is_opclause(clause) ||
		get_op_opfamily_strategy(((OpExpr *) clause)->opno, INTEGER_BTREE_FAM_OID) !=
			BTEqualStrategyNumber)
		return false;
	left = linitial(((OpExpr *) clause)->args);
	right = lsecond(((OpExpr *) clause)->args);
	return (equal(left, column) && (IsA(right, Const) || IsA(right, Param))) ||
		(equal(right, column) && (IsA(left, Const) || IsA(left, Param)));
}

static bool
account_is_named(PlannerInfo *root, Node *account)
{
	const Var *column = (const Var *) account;
	RelOptInfo *relation;
	ListCell *cell;

	if (!IsA(account, Var) || column->varlevelsup > 0 ||
		column->varno >= root->simple_rel_array_size)
		return false;
	relation = root->simple_rel_array[column->varno];
	if (relation == NULL)
		return false;
	foreach (cell, relation->baserestrictinfo)
		if (names_account((Node *) lfirst_node(RestrictInfo, cell)->clause, column))
			return true;
	return false;
}

static Node *
estimate(SupportRequestSelectivity *request)
{
	Node *account = linitial(request->args);

	if (account_is_named(request->root, account))
		request->selectivity = 1.0;
	else
		request->selectivity = clause_selectivity(
			request->root,
			account_is_any(request->funcid, account, equal_in(INTEGER_BTREE_FAM_OID)),
			request->varRelid,
			request->jointype,
			request->sjinfo);
	return (Node *) request;
}

/* Of a first column only: an array of a later one breaks the order that the planner would take the index for. */
static Node *
index_condition(SupportRequestIndexCondition *request)
{
	Oid equal;

	if (!is_funcclause(request->node) || request->indexcol > 0 ||
		request->index->relam != BTREE_AM_OID)
		return NULL;
	equal = equal_in(request->opfamily);
	if (!OidIsValid(equal))
		return NULL;
	request->lossy = false;
	return (Node *) list_make1(
		account_is_any(request->funcid, linitial(((FuncExpr *) request->node)->args), equal));
}

PG_FUNCTION_INFO_V1(distribution_is_mine_support);

Datum
distribution_is_mine_support(PG_FUNCTION_ARGS)
{
	Node *request = (Node *) PG_GETARG_POINTER(0);
	Node *answer = NULL;

	if (IsA(request, SupportRequestSelectivity))
		answer = estimate((SupportRequestSelectivity *) request);
	else if (IsA(request, SupportRequestIndexCondition))
		answer = index_condition((SupportRequestIndexCondition *) request);
	PG_RETURN_POINTER(answer);
}
