/*
 * row_bind.c
 *	  How a declaration is bound to the table that is there, and which way its rows
 *	  go.
 *
 * A binding is made on the first use in a session and again after each change of
 * the table. An invalidation only clears its flag; whoever uses it locks the
 * table first, so what it says then stays true until he is done. An outer
 * operation may still use a binding that is replaced (a user's trigger on the
 * table calls us): it is kept until the transaction ends.
 *
 * What falls to SQL, and why, is decided here alone: see why_not_at_all and its
 * neighbours. Silent slowness is the danger, so it is said at DEBUG1.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_namespace.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteHandler.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "books.h"
#include "row_bind.h"

bool rows_by_sql = false;

static MemoryContext rows_memory;
static RowBinding *bindings;     /* those that are valid or may be again */
static uint64 relations_changed; /* raised by every invalidation of a relation … */
static uint64 roles_changed;     /* … and by every change of a role or membership */

static void
relation_changed(Datum argument, Oid relation)
{
	relations_changed++;
	for (RowBinding *binding = bindings; binding != NULL; binding = binding->next)
		if (relation == InvalidOid || binding->relation == relation)
			binding->is_valid = false;
}

static void
schema_changed(Datum argument, int cache, uint32 hash)
{
	relation_changed(argument, InvalidOid);
}

static void
role_changed(Datum argument, int cache, uint32 hash)
{
	roles_changed++;
}

/* At module start. */
void
row_start(void)
{
	rows_memory =
		AllocSetContextCreate(TopMemoryContext, "distribution rows", ALLOCSET_SMALL_SIZES);
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, schema_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHOID, role_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, role_changed, (Datum) 0);
}

/* NULL: any table of ours. */
static const char *
why_not_at_all(Relation relation)
{
	Form_pg_class form = relation->rd_rel;

	if (form->relkind != RELKIND_RELATION || form->relam != HEAP_TABLE_AM_OID)
		return "it is no ordinary table";
	if (form->relispartition)
		return "it is a partition";
	if (form->relhassubclass)
		return "it has children";
	if (form->relhasrules)
		return "it has rules";
	return NULL;
}

/* The declared columns: found, and of their types. */
static const char *
why_not_its_columns(const RowTable *table, Relation relation, RowBinding *binding)
{
	TupleDesc description = RelationGetDescr(relation);

	for (int i = 0; i < table->column_count; i++)
	{
		const RowColumn *column = &table->columns[i];
		AttrNumber number = get_attnum(RelationGetRelid(relation), column->name);
		Form_pg_attribute attribute;

		if (number <= 0)
			return psprintf("it has no column \"%s\"", column->name);
		attribute = TupleDescAttr(description, number - 1);
		if (!row_fits(column->kind, attribute->atttypid, attribute->atttypmod))
			return psprintf("column \"%s\" is of another type", column->name);
		binding->numbers[i] = number;
		binding->last_number = Max(binding->last_number, number);
	}
	return NULL;
}

/* The rows that an index has: all, or those in which the declared column is true. */
static bool
has_declared_rows(const RowTable *table, Relation index)
{
	List *predicate = RelationGetIndexPredicate(index);
	const Var *column;

	if (table->where == NULL || list_length(predicate) != 1 || !IsA(linitial(predicate), Var))
		return table->where == NULL && predicate == NIL;
	column = linitial(predicate);
	return column->varattno == get_attnum(index->rd_index->indrelid, table->where);
}

static bool
is_usable_key(const RowTable *table, const RowBinding *binding, Relation index)
{
	Form_pg_index form = index->rd_index;

	if (index->rd_rel->relam != BTREE_AM_OID || form->indrelid != binding->relation ||
		!form->indisunique || !form->indisvalid ||
		IndexRelationGetNumberOfKeyAttributes(index) != table->key_count ||
		!has_declared_rows(table, index))
		return false;
	for (int i = 0; i < table->key_count; i++)
		if (form->indkey.values[i] != binding->numbers[i])
			return false;
	return true;
}

/* How the key's index is searched by the columns declared first. */
static const char *
why_not_its_key(const RowTable *table, Relation relation, RowBinding *binding)
{
	/* A piece of a distributed table has its number behind its name, and its indexes have it, too. */
	const char *number = RelationGetRelationName(relation) + strlen(table->name);
	Oid key = table->index != NULL
		? get_relname_relid(psprintf("%s%s", table->index, number), RelationGetNamespace(relation))
		: compat_primary_key(relation);
	Relation index;
	bool is_usable;

	if (key == InvalidOid)
		return table->index != NULL ? psprintf("it has no index \"%s\"", table->index)
									: "it has no primary key";
	if (get_rel_relkind(key) != RELKIND_INDEX)
		return psprintf("\"%s\" is no index", table->index);
	index = relation_open(key, AccessShareLock);
	is_usable = is_usable_key(table, binding, index);
	binding->key_index = key;
	for (int i = 0; is_usable && i < table->key_count; i++)
	{
		Oid type = row_type(table->columns[i].kind);
		Oid equality =
			get_opfamily_member(index->rd_opfamily[i], type, type, BTEqualStrategyNumber);

		is_usable = equality != InvalidOid;
		if (is_usable)
			ScanKeyEntryInitialize(&binding->keys[i],
								   0,
								   i + 1,
								   BTEqualStrategyNumber,
								   InvalidOid,
								   index->rd_indcollation[i],
								   get_opcode(equality),
								   (Datum) 0);
	}
	if (is_usable && !index->rd_index->indimmediate)
		binding->why_insert = binding->why_update = "its key is deferrable";
	relation_close(index, AccessShareLock);
	if (is_usable)
		return NULL;
	return table->index != NULL ? psprintf("index \"%s\" is not that of the room", table->index)
								: "its primary key is not that of the room";
}

static bool
is_declared(const RowTable *table, const RowBinding *binding, AttrNumber number)
{
	for (int i = 0; i < table->column_count; i++)
		if (binding->numbers[i] == number)
			return true;
	return false;
}

static bool
has_generated(Relation relation)
{
	TupleDesc description = RelationGetDescr(relation);

	for (int i = 0; i < description->natts; i++)
		if (TupleDescAttr(description, i)->attgenerated != '\0')
			return true;
	return false;
}

static bool
is_foreign_function(Oid function, void *context)
{
	return function >= FirstNormalObjectId;
}

/* What can change without the table, or calls us: its compiled form is not kept. */
static bool
uses_foreign(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (check_functions_in_node(node, is_foreign_function, context) || IsA(node, CoerceToDomain))
		return true;
	return expression_tree_walker(node, uses_foreign, context);
}

/* The default of a column that the room does not know, if it is the same for all rows. */
static bool
take_default(Relation relation, Form_pg_attribute attribute, RowBinding *binding)
{
	Node *expression = build_column_default(relation, attribute->attnum);
	const Const *value;

	if (expression == NULL || uses_foreign(expression, NULL))
		return false;
	value = (const Const *) expression_planner((Expr *) expression);
	if (!IsA(value, Const))
		return false;
	if (!value->constisnull)
		binding->defaults[binding->default_count++] = (RowDefault) {
			.number = attribute->attnum,
			.value = datumCopy(value->constvalue, value->constbyval, value->constlen),
		};
	return true;
}

/* Which makes a column's ids; a piece of a distributed table uses that of the whole. */
static Oid
sequence_of(const RowTable *table, Relation relation, const RowBinding *binding, int column)
{
	if (binding->place == PLACEMENT_BY_NAME)
		return compat_identity_sequence(relation, binding->numbers[column]);
	return get_relname_relid(psprintf("%s_%s_seq", table->name, table->columns[column].name),
							 RelationGetNamespace(relation));
}

static const char *
why_not_insert(const RowTable *table, Relation relation, RowBinding *binding)
{
	const TriggerDesc *triggers = relation->trigdesc;
	TupleDesc description = RelationGetDescr(relation);

	if (has_generated(relation))
		return "it has a generated column";
	if (triggers != NULL && triggers->trig_insert_before_row)
		return "it has a trigger BEFORE INSERT";
	binding->defaults = palloc(sizeof(RowDefault) * description->natts);
	for (int i = 0; i < description->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(description, i);

		if (attribute->attisdropped || is_declared(table, binding, attribute->attnum) ||
			take_default(relation, attribute, binding))
			continue;
		if (attribute->attnotnull || attribute->atthasdef || attribute->attidentity != '\0')
			return psprintf("column \"%s\" has a default, or none and must not be null",
							NameStr(attribute->attname));
	}
	for (int i = 0; i < table->column_count; i++)
	{
		if (!table->columns[i].is_made)
			continue;
		binding->sequence = sequence_of(table, relation, binding, i);
		if (binding->sequence == InvalidOid)
			return psprintf("column \"%s\" is no identity", table->columns[i].name);
	}
	return NULL;
}

static const char *
why_not_update(Relation relation)
{
	const TriggerDesc *triggers = relation->trigdesc;

	if (has_generated(relation))
		return "it has a generated column";
	if (triggers == NULL)
		return NULL;
	if (triggers->trig_update_before_row)
		return "it has a trigger BEFORE UPDATE";
	if (triggers->trig_update_after_statement || triggers->trig_update_old_table ||
		triggers->trig_update_new_table)
		return "it has a trigger of whole statements";
	return NULL;
}

/* Reading and compiling the CHECKs costs more than the row they are of: once a binding. */
static void
compile_checks(RowBinding *binding, Relation relation)
{
	const TupleConstr *constraints = RelationGetDescr(relation)->constr;
	int count = constraints != NULL ? constraints->num_check : 0;
	ExprState **checks = palloc0(sizeof(ExprState *) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		Expr *condition;

		if (!compat_is_enforced(&constraints->check[i]))
			continue;
		condition = stringToNode(constraints->check[i].ccbin);
		if (uses_foreign((Node *) condition, NULL))
			return;
		checks[i] = ExecInitExpr(expression_planner(condition), NULL);
	}
	binding->checks = count > 0 ? checks : NULL;
	binding->check_count = count;
}

static RowBinding *
bind_relation(const RowTable *table, int place, Relation relation)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext memory =
		AllocSetContextCreate(caller, "distribution rows of a table", ALLOCSET_SMALL_SIZES);
	RowBinding *binding;

	MemoryContextSwitchTo(memory);
	binding = palloc0(sizeof(RowBinding));
	binding->memory = memory;
	binding->relation = RelationGetRelid(relation);
	binding->place = place;
	binding->placed = placement_version();
	binding->why_read = why_not_at_all(relation);
	if (binding->why_read == NULL)
		binding->why_read = why_not_its_columns(table, relation, binding);
	if (binding->why_read == NULL)
		binding->why_read = why_not_its_key(table, relation, binding);
	if (binding->why_read != NULL)
		binding->why_insert = binding->why_update = binding->why_read;
	else
	{
		if (binding->why_insert == NULL)
			binding->why_insert = why_not_insert(table, relation, binding);
		if (binding->why_update == NULL)
			binding->why_update = why_not_update(relation);
		compile_checks(binding, relation);
		row_find_parents(table, relation, binding);
	}
	MemoryContextSwitchTo(caller);
	return binding;
}

static void
say_why(const RowTable *table, const char *what, const char *why)
{
	if (why != NULL)
		ereport(DEBUG1,
				(errmsg_internal("rows of \"%s\" are %s by SQL: %s", table->name, what, why)));
}

/* It is taken out of the list whole: an error before leaves the old one, which is not valid. */
static void
replace_binding(RowTable *table, RowBinding *binding)
{
	RowBinding *old = table->binding;
	RowBinding **link = &bindings;

	while (*link != NULL && *link != old)
		link = &(*link)->next;
	if (old != NULL && *link == old)
		*link = old->next;
	if (old != NULL)
		MemoryContextSetParent(old->memory, TopTransactionContext);
	MemoryContextSetParent(binding->memory, rows_memory);
	binding->next = bindings;
	bindings = binding;
	table->binding = binding;
	say_why(table, "read", binding->why_read);
	say_why(table, "inserted", binding->why_insert);
	say_why(table, "updated", binding->why_update);
}

/* False: there is no such table, which SQL then says. */
static bool
bind_table(RowTable *table, int place, LOCKMODE mode)
{
	const char *known = placement_name(place, table->name, table->name);
	RangeVar *name = makeRangeVar("distribution", unconstify(char *, known), -1);
	uint64 looked = relations_changed;
	Oid oid;
	Relation relation;
	RowBinding *binding;

	books_require();
	oid = RangeVarGetRelid(name, mode, true);
	if (oid == InvalidOid)
		return false;
	relation = relation_open(oid, NoLock);
	binding = bind_relation(table, place, relation);
	relation_close(relation, NoLock);
	/* What changes meanwhile is nothing that the lock at hand is for: the next act looks again. */
	binding->is_valid = looked == relations_changed;
	replace_binding(table, binding);
	return true;
}

static LOCKMODE
lock_mode(RowAct act)
{
	switch (act)
	{
		case ROW_ACT_READ:
			return AccessShareLock;
		case ROW_ACT_LOCK:
			return RowShareLock;
		default:
			return RowExclusiveLock;
	}
}

static Bitmapset *
columns_set(const RowBinding *binding, Bitmapset *set, int first, int count)
{
	for (int i = first; i < first + count; i++)
		set = bms_add_member(set, binding->numbers[i] - FirstLowInvalidHeapAttributeNumber);
	return set;
}

/* What SQL that does the same would ask for. */
static void
ask_privileges(const RowTable *table, const RowBinding *binding, RowAct act,
			   const RowChange *change, CompatPermissions *permissions)
{
	permissions->requiredPerms = ACL_SELECT;
	if (act == ROW_ACT_INSERT || act == ROW_ACT_INSERT_NEW)
	{
		permissions->requiredPerms = ACL_INSERT;
		permissions->insertedCols = columns_set(binding, NULL, 0, table->column_count);
		if (act == ROW_ACT_INSERT)
			return;
		permissions->requiredPerms |= ACL_SELECT;
	}
	permissions->selectedCols =
		columns_set(binding, NULL, 0, change ? table->key_count : table->column_count);
	if (act == ROW_ACT_LOCK)
		permissions->requiredPerms |= ACL_SELECT_FOR_UPDATE;
	if (change == NULL)
		return;
	permissions->requiredPerms |= ACL_UPDATE;
	for (int i = 0; i < change->count; i++)
		permissions->updatedCols =
			columns_set(binding, permissions->updatedCols, change->numbers[i], 1);
}

static const RowRange *
range_of(const RowTable *table, RowBinding *binding, RowAct act, const RowChange *change)
{
	RowRange *range = &binding->ranges[act];
	MemoryContext caller;
	RangeTblEntry *entry;
	List *permissions = NIL;

	if (range->entries != NIL)
		return range;
	caller = MemoryContextSwitchTo(binding->memory);
	entry = makeNode(RangeTblEntry);
	entry->rtekind = RTE_RELATION;
	entry->relid = binding->relation;
	entry->relkind = RELKIND_RELATION;
	entry->rellockmode = lock_mode(act);
	ask_privileges(table, binding, act, change, compat_add_permissions(&permissions, entry));
	range->permissions = permissions;
	range->entries = list_make1(entry);
	MemoryContextSwitchTo(caller);
	return range;
}

static void
refuse_read_only(RowAct act)
{
	const char *command = act == ROW_ACT_LOCK ? "SELECT FOR NO KEY UPDATE"
											  : (act < ROW_ACT_CHANGE ? "INSERT" : "UPDATE");

	if (act == ROW_ACT_READ)
		return;
	PreventCommandIfReadOnly(command);
	if (act != ROW_ACT_LOCK)
		PreventCommandIfParallelMode(command);
}

/*
 * Privileges as the executor asks for them; false if row security applies. Looked at again
 * when the role, a membership or the table's privileges changed, or somebody listens.
 */
static bool
is_cleared(const RowTable *table, RowBinding *binding, RowAct act, const RowChange *change)
{
	const RowRange *range = range_of(table, binding, act, change);
	Oid role = GetUserId();

	if (binding->cleared_role != role || binding->cleared_in != roles_changed)
		binding->cleared = 0;
	if ((binding->cleared & (1U << act)) != 0 && ExecutorCheckPerms_hook == NULL)
		return true;
	(void) compat_check_permissions(range->entries, range->permissions);
	if (check_enable_rls(binding->relation, InvalidOid, true) == RLS_ENABLED)
		return false;
	if (InNoForceRLSOperation())
		return true;
	binding->cleared_role = role;
	binding->cleared_in = roles_changed;
	binding->cleared |= 1U << act;
	return true;
}

static const char *
why_act(const RowBinding *binding, RowAct act)
{
	switch (act)
	{
		case ROW_ACT_READ:
		case ROW_ACT_LOCK:
			return binding->why_read;
		case ROW_ACT_INSERT:
		case ROW_ACT_INSERT_NEW:
			return binding->why_insert;
		default:
			return binding->why_update;
	}
}

/* The binding of the table at a place becomes the one in use, the last used of the others the first of them. */
static void
use_place(RowTable *table, int place)
{
	RowBinding **link = &table->elsewhere;
	RowBinding *found;

	while (*link != NULL && (*link)->place != place)
		link = &(*link)->elsewhere;
	found = *link;
	if (found != NULL)
		*link = found->elsewhere;
	table->binding->elsewhere = table->elsewhere;
	table->elsewhere = table->binding;
	table->binding = found;
}

/* The binding, with the table locked; NULL: there is no table. */
static RowBinding *
bound(RowTable *table, int place, LOCKMODE mode)
{
	if (table->binding != NULL && table->binding->place != place)
		use_place(table, place);
	if (table->binding != NULL)
		LockRelationOid(table->binding->relation, mode);
	if ((table->binding == NULL || !table->binding->is_valid ||
		 table->binding->placed != placement_version()) &&
		!bind_table(table, place, mode))
		return NULL;
	return table->binding;
}

/* Why SQL does it now, but for row security, which depends on the role; NULL: it does not. */
const char *
row_why_sql(RowTable *table, int place, RowAct act)
{
	RowBinding *binding;

	if (place == PLACEMENT_BY_NAME && placement_is_distributed())
		return "a distributed engine plans its statements";
	binding = bound(table, place, AccessShareLock);
	return binding == NULL ? "there is no such table" : why_act(binding, act);
}

/* NULL: SQL must do it. */
Relation
row_open(RowTable *table, int place, RowAct act, const RowChange *change)
{
	RowBinding *binding;

	if (rows_by_sql || (place == PLACEMENT_BY_NAME && placement_is_distributed()))
		return NULL;
	binding = bound(table, place, lock_mode(act));
	if (binding == NULL || why_act(binding, act) != NULL)
		return NULL;
	refuse_read_only(act);
	if (!is_cleared(table, binding, act, change))
	{
		say_why(table, "used", "row security applies");
		return NULL;
	}
	return table_open(binding->relation, NoLock);
}
