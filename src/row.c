/*
 * row.c
 *	  Rooms: how a declaration is bound to the table that is there, which way its
 *	  rows go, and what a member is as a value.
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

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "common/int.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteHandler.h"
#include "storage/lmgr.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/rls.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "books.h"
#include "errors.h"
#include "row_bind.h"

#define NUMERIC_TYPMOD(precision, scale) ((((precision) << 16) | (scale)) + VARHDRSZ)

typedef struct KindType
{
	const char *name;
	Oid type;
	int32 modifier;
} KindType;

static const KindType KIND_TYPES[ROW_KIND_COUNT] = {
	[ROW_INT64] = {"bigint", INT8OID, -1},
	[ROW_ID] = {"bigint", INT8OID, -1},
	[ROW_INT32] = {"int", INT4OID, -1},
	[ROW_INT16] = {"smallint", INT2OID, -1},
	[ROW_BOOL] = {"boolean", BOOLOID, -1},
	[ROW_TEXT] = {"text", TEXTOID, -1},
	[ROW_CURRENCY] = {"text", TEXTOID, -1},
	[ROW_MINOR] = {"numeric", NUMERICOID, NUMERIC_TYPMOD(20, MINOR_DECIMALS)},
	[ROW_RATE] = {"numeric", NUMERICOID, NUMERIC_TYPMOD(20, RATE_DECIMALS)},
	[ROW_SOURCE] = {"text", TEXTOID, -1},
	[ROW_TIME] = {"timestamptz", TIMESTAMPTZOID, -1},
	[ROW_UNTIL] = {"timestamptz", TIMESTAMPTZOID, -1},
	[ROW_DATE] = {"date", DATEOID, -1},
	[ROW_HASH] = {"bytea", BYTEAOID, -1},
};

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

const char *
row_type_name(RowKind kind)
{
	return KIND_TYPES[kind].name;
}

Oid
row_type(RowKind kind)
{
	return KIND_TYPES[kind].type;
}

RowPlace *
row_place(const RowTable *table, void *row)
{
	return (RowPlace *) ((char *) row + table->place);
}

static Datum
hash_datum(const RowHash *hash)
{
	bytea *value = palloc(VARHDRSZ + hash->length);

	SET_VARSIZE(value, VARHDRSZ + hash->length);
	memcpy(VARDATA(value), hash->bytes, hash->length);
	return PointerGetDatum(value);
}

static void
take_hash(RowHash *hash, Datum value)
{
	bytea *bytes = DatumGetByteaPP(value);

	hash->length = Min(VARSIZE_ANY_EXHDR(bytes), ROW_HASH_SIZE);
	memcpy(hash->bytes, VARDATA_ANY(bytes), hash->length);
}

static RateSource
take_source(Datum value)
{
	char *name = TextDatumGetCString(value);
	RateSource source = rate_source_parse(name);

	if (source == RATE_MISSING)
		elog(ERROR, "unknown rate source \"%s\"", name);
	return source;
}

static Datum
text_datum(const char *text, bool *is_null)
{
	*is_null = text == NULL;
	return *is_null ? (Datum) 0 : CStringGetTextDatum(text);
}

/* What a column of the struct is as a value. */
Datum
row_datum(const RowColumn *column, const void *row, bool *is_null)
{
	const void *member = (const char *) row + column->offset;

	*is_null = column->null != ROW_NEVER_NULL &&
		*(const bool *) ((const char *) row + column->null_offset) == (column->null == ROW_LACKS);
	if (*is_null)
		return (Datum) 0;
	switch (column->kind)
	{
		case ROW_ID:
			*is_null = *(const int64 *) member == 0;
			return Int64GetDatum(*(const int64 *) member);
		case ROW_INT64:
			return Int64GetDatum(*(const int64 *) member);
		case ROW_INT32:
			return Int32GetDatum(*(const int32 *) member);
		case ROW_INT16:
			return Int16GetDatum(*(const int16 *) member);
		case ROW_BOOL:
			return BoolGetDatum(*(const bool *) member);
		case ROW_TEXT:
			return text_datum(*(const char *const *) member, is_null);
		case ROW_CURRENCY:
			return text_datum(*(const char *) member == '\0' ? NULL : member, is_null);
		case ROW_MINOR:
			return minor_to_numeric(*(const Minor *) member);
		case ROW_RATE:
			return rate_to_numeric(*(const Wide *) member);
		case ROW_SOURCE:
			return text_datum(rate_source_name(*(const RateSource *) member), is_null);
		case ROW_UNTIL:
			*is_null = *(const TimestampTz *) member == DT_NOEND;
			return TimestampTzGetDatum(*(const TimestampTz *) member);
		case ROW_TIME:
			return TimestampTzGetDatum(*(const TimestampTz *) member);
		case ROW_DATE:
			return DateADTGetDatum(*(const DateADT *) member);
		case ROW_HASH:
			return hash_datum(member);
	}
	elog(ERROR, "unknown kind of column %d", column->kind);
}

/* A null of a kind that has one of its own. */
static void
take_null(RowKind kind, void *member)
{
	switch (kind)
	{
		case ROW_ID:
			*(int64 *) member = 0;
			break;
		case ROW_TEXT:
			*(const char **) member = NULL;
			break;
		case ROW_CURRENCY:
			*(char *) member = '\0';
			break;
		case ROW_UNTIL:
			*(TimestampTz *) member = DT_NOEND;
			break;
		default:
			break;
	}
}

/* Puts a column's value into the struct, copied into the caller's memory. */
void
row_take(const RowColumn *column, void *row, Datum value, bool is_null)
{
	void *member = (char *) row + column->offset;

	if (column->null != ROW_NEVER_NULL)
		*(bool *) ((char *) row + column->null_offset) = is_null == (column->null == ROW_LACKS);
	if (is_null)
	{
		take_null(column->kind, member);
		return;
	}
	switch (column->kind)
	{
		case ROW_ID:
		case ROW_INT64:
			*(int64 *) member = DatumGetInt64(value);
			break;
		case ROW_INT32:
			*(int32 *) member = DatumGetInt32(value);
			break;
		case ROW_INT16:
			*(int16 *) member = DatumGetInt16(value);
			break;
		case ROW_BOOL:
			*(bool *) member = DatumGetBool(value);
			break;
		case ROW_TEXT:
			*(const char **) member = TextDatumGetCString(value);
			break;
		case ROW_CURRENCY:
			strlcpy(member, TextDatumGetCString(value), CURRENCY_SIZE);
			break;
		case ROW_MINOR:
			*(Minor *) member = numeric_to_minor(value, column->name);
			break;
		case ROW_RATE:
			*(Wide *) member = numeric_to_decimal(value, RATE_DECIMALS);
			break;
		case ROW_SOURCE:
			*(RateSource *) member = take_source(value);
			break;
		case ROW_UNTIL:
		case ROW_TIME:
			*(TimestampTz *) member = DatumGetTimestampTz(value);
			break;
		case ROW_DATE:
			*(DateADT *) member = DatumGetDateADT(value);
			break;
		case ROW_HASH:
			take_hash(member, value);
			break;
	}
}

static int
column_of(const RowTable *table, const char *name, size_t length)
{
	for (int i = 0; i < table->column_count; i++)
		if (strlen(table->columns[i].name) == length &&
			strncmp(table->columns[i].name, name, length) == 0)
			return i;
	elog(ERROR, "room \"%s\" has no column %s", table->name, name);
}

/* Reads its list of columns, on its first use. */
static void
change_bind(RowChange *change)
{
	const char *rest = change->columns;

	if (change->count > 0)
		return;
	if (change->table->change_count == ROW_MAX_CHANGES)
		elog(ERROR, "room \"%s\" has too many changes", change->table->name);
	while (*rest != '\0')
	{
		size_t length = strcspn(rest, ",");

		change->numbers[change->count++] = column_of(change->table, rest, length);
		rest += length;
		rest += strspn(rest, ", ");
	}
	change->no = change->table->change_count++;
}

/* What is there and what is added to it, in the columns of a change; null is nothing. */
static void
add_to_row(const RowChange *change, void *row, const void *added)
{
	for (int i = 0; i < change->count; i++)
	{
		const RowColumn *column = &change->table->columns[change->numbers[i]];
		void *to = (char *) row + column->offset;
		const void *from = (const char *) added + column->offset;
		bool overflows = true;

		if (column->kind == ROW_MINOR)
			overflows = !minor_add(*(Minor *) to, *(const Minor *) from, (Minor *) to);
		else if (column->kind == ROW_INT32)
			overflows = pg_add_s32_overflow(*(int32 *) to, *(const int32 *) from, (int32 *) to);
		else
			elog(ERROR, "column %s cannot be added to", column->name);
		if (overflows)
			error_out_of_range(column->name);
	}
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
		const KindType *type = &KIND_TYPES[column->kind];
		AttrNumber number = get_attnum(RelationGetRelid(relation), column->name);
		Form_pg_attribute attribute;

		if (number <= 0)
			return psprintf("it has no column \"%s\"", column->name);
		attribute = TupleDescAttr(description, number - 1);
		if (attribute->atttypid != type->type ||
			(attribute->atttypmod != type->modifier && attribute->atttypmod != -1))
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
	relation_close(index, NoLock);
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

/* Whose a row is; of what all share it is nobody's. */
static int64
owner_of(const RowTable *table, const void *row)
{
	return table->columns[0].kind == ROW_INT64
		? *(const int64 *) ((const char *) row + table->columns[0].offset)
		: 0;
}

/* Where rows are; by name if they are at several places. */
static int
place_of(const RowTable *table, void *rows, int count, RowAct act)
{
	int place = placement_of_table(table->name, owner_of(table, rows), act != ROW_ACT_READ);

	for (int i = 1; place >= 0 && i < count; i++)
		if (owner_of(table, row_at(table, rows, i)) != owner_of(table, rows))
			return PLACEMENT_BY_NAME;
	return place;
}

static int
place_of_changed(const RowTable *table, void *const *rows, int count)
{
	int place = placement_of_table(table->name, owner_of(table, rows[0]), true);

	for (int i = 1; place >= 0 && i < count; i++)
		if (owner_of(table, rows[i]) != owner_of(table, rows[0]))
			return PLACEMENT_BY_NAME;
	return place;
}

/* Why SQL does it now, but for row security, which depends on the role; NULL: it does not. */
static const char *
why_sql(RowTable *table, int place, RowAct act)
{
	RowBinding *binding;

	if (place == PLACEMENT_BY_NAME && placement_is_distributed())
		return "a distributed engine plans its statements";
	binding = bound(table, place, AccessShareLock);
	return binding == NULL ? "there is no such table" : why_act(binding, act);
}

/* Of the table as it is named. */
const char *
row_why_sql(RowTable *table, RowAct act)
{
	return why_sql(table, PLACEMENT_BY_NAME, act);
}

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

/* Rows that are not there are left out. */
static int
keep_found(RowTable *table, void *rows, int count)
{
	int kept = 0;

	for (int i = 0; i < count; i++)
	{
		if (row_place(table, row_at(table, rows, i))->offset == 0)
			continue;
		if (kept != i)
			memcpy(row_at(table, rows, kept), row_at(table, rows, i), table->size);
		kept++;
	}
	return kept;
}

static void
seek(RowTable *table, void *rows, int count, RowMode mode)
{
	RowAct act = mode == ROW_LOCK ? ROW_ACT_LOCK : ROW_ACT_READ;
	Relation relation = row_open(table, place_of(table, rows, count, act), act, NULL);

	for (int i = 0; i < count; i++)
		row_place(table, row_at(table, rows, i))->offset = 0;
	if (relation != NULL)
		row_direct_seek(table, relation, rows, count, mode);
	else
		row_query_seek(table, rows, count, mode);
}

/* Fills those that are there, whose keys are set, and moves them together; returns how many. */
int
row_find(RowTable *table, void *rows, int count, RowMode mode)
{
	if (count == 0)
		return 0;
	seek(table, rows, count, mode);
	return keep_found(table, rows, count);
}

/*
 * Locks rows that were found as of now, which the caller has looked at; what he asked of them
 * he asks again, as they may be others since. Returns how many are still there.
 */
int
row_lock_found(RowTable *table, void *rows, int count)
{
	Relation relation;

	if (count == 0)
		return 0;
	relation = row_open(table, place_of(table, rows, count, ROW_ACT_LOCK), ROW_ACT_LOCK, NULL);
	if (relation != NULL)
		row_direct_lock(table, relation, rows, count);
	else
		seek(table, rows, count, ROW_LOCK);
	return keep_found(table, rows, count);
}

/*
 * The rows whose key begins with the owner, or with the owner and one of the parents, sorted by
 * these; by key among those of one.
 */
void *
row_children(RowTable *table, int64 owner_id, const int64 *parent_ids, int count, RowMode mode,
			 int *found)
{
	Relation relation =
		row_open(table, placement_of_table(table->name, owner_id, false), ROW_ACT_READ, NULL);

	Assert(mode != ROW_LOCK);
	return relation != NULL
		? row_direct_children(table, relation, owner_id, parent_ids, count, mode, found)
		: row_query_children(table, owner_id, parent_ids, count, mode, found);
}

/* In their order; each is told its place and identity. */
void
row_insert(RowTable *table, void *rows, int count)
{
	Relation relation;

	if (count == 0)
		return;
	relation = row_open(table, place_of(table, rows, count, ROW_ACT_INSERT), ROW_ACT_INSERT, NULL);
	if (relation != NULL)
		row_direct_insert(table, relation, rows, count);
	else
		row_query_insert(table, rows, count);
}

/*
 * Inserts, in their order, those whose key nobody has; only these are told their place and
 * identity. Waits for who inserts the same. Returns how many they are.
 */
int
row_insert_new(RowTable *table, void *rows, int count)
{
	Relation relation;
	int inserted = 0;

	if (count == 0)
		return 0;
	relation =
		row_open(table, place_of(table, rows, count, ROW_ACT_INSERT_NEW), ROW_ACT_INSERT_NEW, NULL);
	for (int i = 0; i < count; i++)
		row_place(table, row_at(table, rows, i))->offset = 0;
	if (relation != NULL)
		row_direct_insert_new(table, relation, rows, count);
	else
		row_query_insert_new(table, rows, count);
	for (int i = 0; i < count; i++)
		inserted += row_place(table, row_at(table, rows, i))->offset != 0;
	return inserted;
}

/* Writes the columns of the change; the rows are there, and told their new place. */
void
row_update(RowChange *change, void *const *rows, int count)
{
	row_move(change, rows, rows, count);
}

/* The same of rows that get another key by it: were are those that are there, in the same order. */
void
row_move(RowChange *change, void *const *were, void *const *rows, int count)
{
	Relation relation;

	if (count == 0)
		return;
	change_bind(change);
	relation = row_open(change->table,
						place_of_changed(change->table, rows, count),
						(RowAct) (ROW_ACT_CHANGE + change->no),
						change);
	if (relation != NULL)
		row_direct_update(change, relation, were, rows, count);
	else
		row_query_update(change, were, rows, count);
}

/* In the columns of a change, what is written and not what is there. */
static void
overwrite(const RowChange *change, void *row, const void *written)
{
	RowPlace place = *row_place(change->table, row);

	memcpy(row, written, change->table->size);
	*row_place(change->table, row) = place;
}

/* What row_add and row_put do without ON CONFLICT, which needs the lock of what the rows belong to. */
static void
put_directly(RowChange *change, void *rows, int count, bool adds)
{
	RowTable *table = change->table;
	char *kept = palloc(table->size * count);
	char *fresh = palloc(table->size * count);
	void **changed = palloc(sizeof(void *) * count);
	int changed_count = 0;
	int fresh_count = 0;

	memcpy(kept, rows, table->size * count);
	seek(table, kept, count, ROW_NOW);
	for (int i = 0; i < count; i++)
	{
		void *row = row_at(table, kept, i);

		if (row_place(table, row)->offset == 0)
		{
			memcpy(row_at(table, fresh, fresh_count++), row_at(table, rows, i), table->size);
			continue;
		}
		if (adds)
			add_to_row(change, row, row_at(table, rows, i));
		else
			overwrite(change, row, row_at(table, rows, i));
		changed[changed_count++] = row;
	}
	row_update(change, changed, changed_count);
	row_insert(table, fresh, fresh_count);
}

static void
put(RowChange *change, void *rows, int count, bool adds)
{
	RowTable *table = change->table;
	int place;

	if (count == 0)
		return;
	change_bind(change);
	place = place_of(table, rows, count, ROW_ACT_CHANGE);
	if (!rows_by_sql && why_sql(table, place, ROW_ACT_INSERT) == NULL &&
		why_sql(table, place, ROW_ACT_CHANGE) == NULL)
		put_directly(change, rows, count, adds);
	else
		row_query_put(change, rows, count, adds);
}

/* Adds to the rows that are there, in the columns of the change, and inserts the others. */
void
row_add(RowChange *change, void *rows, int count)
{
	put(change, rows, count, true);
}

/* Writes over those that are there, in the columns of the change, and inserts the others. */
void
row_put(RowChange *change, void *rows, int count)
{
	put(change, rows, count, false);
}
