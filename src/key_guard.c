/*
 * key_guard.c
 *	  Says in words what a foreign key of a table written with plain SQL would
 *	  refuse by its name only.
 *
 * The foreign keys are the law, and are not listed here again: the guard reads
 * them from the table. It comes after the row, when row security has found it to
 * be the caller's, so nobody learns of another's; and before the keys' own
 * triggers, which PostgreSQL names RI_… and fires by name: so its trigger is called
 * KEYS. What it does not refuse is theirs to decide, who comes at the same time too.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "catalog/pg_constraint.h"
#include "executor/spi.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "errors.h"
#include "trigger.h"

#define NOT_SEEN "It does not exist for this supplier, or the calling role may not see it."

typedef struct Named
{
	const char *table;
	const char *what;
	const char *hint;
} Named;

static const Named NAMED[] = {
	{"currency", "currency", "distribution.currency lists them; the administrator adds others."},
	{"customer_level", "customer level", "Add it to distribution.customer_level first."},
	{"merchant_sku", "SKU", NOT_SEEN},
	{"partnership", "partnership", NOT_SEEN},
	{"supplier", "supplier", "activate_supplier() makes an account one."},
	{"visibility_rule", "visibility rule", NOT_SEEN},
};

/* What a key of ours names; NULL: the key speaks for itself. */
static const Named *
named_by(const ForeignKeyCacheInfo *key)
{
	char *table = get_rel_name(key->confrelid);

	if (get_rel_namespace(key->confrelid) != get_rel_namespace(key->conrelid))
		return NULL;
	for (int i = 0; i < (int) lengthof(NAMED); i++)
		if (strcmp(NAMED[i].table, trigger_table_named(table)) == 0)
			return &NAMED[i];
	return NULL;
}

/* The index that the key itself asks; none for a key that asks only when the transaction ends. */
static Oid
index_of(Oid constraint)
{
	HeapTuple tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	Form_pg_constraint form;
	Oid index;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "there is no constraint %u", constraint);
	form = (Form_pg_constraint) GETSTRUCT(tuple);
	index = form->condeferrable ? InvalidOid : form->conindid;
	ReleaseSysCache(tuple);
	return index;
}

static bool
is_seen(Relation parent, Oid index, Snapshot snapshot, int count, ScanKey wanted)
{
	SysScanDesc scan = systable_beginscan(parent, index, true, snapshot, count, wanted);
	bool found = HeapTupleIsValid(systable_getnext(scan));

	systable_endscan(scan);
	return found;
}

/*
 * What this transaction wrote is there. Of a row whose new version another
 * commits meanwhile that look may see neither version: a snapshot sees one.
 */
static bool
is_there(const ForeignKeyCacheInfo *key, Oid index, const Datum *values)
{
	Relation parent = table_open(key->confrelid, AccessShareLock);
	ScanKeyData wanted[INDEX_MAX_KEYS];
	bool found;

	for (int i = 0; i < key->nkeys; i++)
		ScanKeyEntryInitialize(
			&wanted[i],
			0,
			key->confkey[i],
			BTEqualStrategyNumber,
			InvalidOid,
			TupleDescAttr(RelationGetDescr(parent), key->confkey[i] - 1)->attcollation,
			get_opcode(key->conpfeqop[i]),
			values[i]);
	found = is_seen(parent, index, SnapshotSelf, key->nkeys, wanted);
	if (!found)
	{
		Snapshot latest = RegisterSnapshot(GetLatestSnapshot());

		found = is_seen(parent, index, latest, key->nkeys, wanted);
		UnregisterSnapshot(latest);
	}
	table_close(parent, NoLock);
	return found;
}

pg_noreturn static void
refuse(const TriggerData *trigger, HeapTuple row, const ForeignKeyCacheInfo *key,
	   const Named *named)
{
	TupleDesc description = RelationGetDescr(trigger->tg_relation);
	AttrNumber column = key->conkey[key->nkeys - 1]; /* behind the supplier's */

	ereport(ERROR,
			(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
			 errmsg("there is no %s %s",
					named->what,
					error_shown(SPI_getvalue(row, description, column))),
			 errdetail("A row of \"%s\" names it.", trigger_table(trigger)),
			 errhint("%s", named->hint),
			 errtable(trigger->tg_relation),
			 err_generic_string(PG_DIAG_CONSTRAINT_NAME, get_constraint_name(key->conoid))));
}

static void
check(const TriggerData *trigger, HeapTuple row, const ForeignKeyCacheInfo *key)
{
	const Named *named = named_by(key);
	Datum values[INDEX_MAX_KEYS];
	Oid index;

	for (int i = 0; i < key->nkeys; i++)
	{
		bool is_null;

		values[i] =
			heap_getattr(row, key->conkey[i], RelationGetDescr(trigger->tg_relation), &is_null);
		if (is_null)
			return;
	}
	index = named != NULL ? index_of(key->conoid) : InvalidOid;
	if (OidIsValid(index) && !is_there(key, index, values))
		refuse(trigger, row, key, named);
}

PG_FUNCTION_INFO_V1(distribution_guard_keys);

/* AFTER INSERT OR UPDATE, each row of what is written with plain SQL. */
Datum
distribution_guard_keys(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, NULL);
	HeapTuple row = trigger_written(trigger);
	ListCell *cell;

	/* A copy: what is looked up for a key may have the relation forget its own. */
	foreach (cell, copyObject(RelationGetFKeyList(trigger->tg_relation)))
		check(trigger, row, lfirst(cell));
	return PointerGetDatum(NULL);
}
