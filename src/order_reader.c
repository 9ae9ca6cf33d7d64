/*
 * order_reader.c
 *	  Whether the supplier is told of an order yet: what row security asks for
 *	  each line, package and recipient (ID-4, OR-7).
 *
 * An order is its distributor's until it is pushed. That moment stands on the
 * order; to write it on every line too would make a push a quarter dearer, so a
 * reader looks it up by the order's key, straight in the index, by its own
 * snapshot, and once for all rows of an order that follow one another.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "fmgr.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "argument.h"
#include "identity.h"
#include "placement.h"

/* The last order that one place of a plan asked for, as of which snapshot. */
typedef struct OrderAnswer
{
	int64 supplier_id;
	int64 order_id;
	TransactionId horizon;
	CommandId command;
	uint64 completions;
	bool pushed;
} OrderAnswer;

static bool
row_is_pushed(Relation orders, HeapTuple row)
{
	bool is_null = true;

	if (HeapTupleIsValid(row))
		(void) heap_getattr(
			row, get_attnum(RelationGetRelid(orders), "state"), RelationGetDescr(orders), &is_null);
	return !is_null;
}

static bool
order_is_pushed(int64 supplier_id, int64 order_id)
{
	Oid schema = get_namespace_oid("distribution", false);
	int place = placement_of_table("supply_order", supplier_id, false);
	const char *name = placement_name(place, "supply_order", "supply_order");
	const char *key = placement_name(place, "supply_order", "supply_order_pkey");
	Relation orders = table_open(get_relname_relid(name, schema), AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	bool pushed;

	ScanKeyInit(&keys[0],
				get_attnum(RelationGetRelid(orders), "supplier_id"),
				BTEqualStrategyNumber,
				F_INT8EQ,
				Int64GetDatum(supplier_id));
	ScanKeyInit(&keys[1],
				get_attnum(RelationGetRelid(orders), "order_id"),
				BTEqualStrategyNumber,
				F_INT8EQ,
				Int64GetDatum(order_id));
	scan = systable_beginscan(
		orders, get_relname_relid(key, schema), true, GetActiveSnapshot(), lengthof(keys), keys);
	pushed = row_is_pushed(orders, systable_getnext(scan));
	systable_endscan(scan);
	table_close(orders, AccessShareLock);
	return pushed;
}

PG_FUNCTION_INFO_V1(distribution_order_is_pushed);

Datum
distribution_order_is_pushed(PG_FUNCTION_ARGS)
{
	int64 supplier_id = argument_int64(fcinfo, 0, "supplier_id");
	int64 order_id = argument_int64(fcinfo, 1, "order_id");
	Snapshot snapshot = GetActiveSnapshot();
	OrderAnswer *answer = fcinfo->flinfo->fn_extra;

	/* Nobody else learns it (ID-6). */
	if (!identity_sees_all() && !identity_holds(supplier_id, PERMISSION_REPORT))
		PG_RETURN_BOOL(false);
	if (answer == NULL)
		fcinfo->flinfo->fn_extra = answer =
			MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(OrderAnswer));
	else if (answer->supplier_id == supplier_id && answer->order_id == order_id &&
			 answer->horizon == snapshot->xmax && answer->command == snapshot->curcid &&
			 answer->completions == snapshot->snapXactCompletionCount)
		PG_RETURN_BOOL(answer->pushed);
	answer->pushed = order_is_pushed(supplier_id, order_id);
	answer->supplier_id = supplier_id;
	answer->order_id = order_id;
	answer->horizon = snapshot->xmax;
	answer->command = snapshot->curcid;
	answer->completions = snapshot->snapXactCompletionCount;
	PG_RETURN_BOOL(answer->pushed);
}
