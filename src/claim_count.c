/*
 * claim_count.c
 *	  Numbers of claims, of partnerships and of products (PA-7, PD-4), kept by a
 *	  trigger of claim.
 *
 * Every verb on claims holds their partnerships, so a partnership's number is
 * changed in its row. Nobody holds a product, so each change of its numbers is a
 * row of its own, and maintenance adds up those of a product. What is added up is
 * what the statement has deleted, so it is right whatever comes or is added up
 * beside it, and nobody waits but who adds up the same.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "claim_count.h"
#include "id.h"
#include "plan.h"
#include "trigger.h"

/* A claim that came or went, and by how much it changes the numbers. */
typedef struct Counted
{
	int64 supplier_id;
	int64 partnership_id;
	int64 sku_id;
	int64 distributor_id;
	int active;
	int claimers;
} Counted;

typedef struct CountedList
{
	Counted *items;
	int count;
	int capacity;
} CountedList;

static PlanQuery READ_PARTNERSHIPS = {
	.name = "read the partnerships of distributors",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT partnership_id, distributor_id FROM distribution.partnership"
		   " WHERE supplier_id = $1 AND distributor_id = ANY ($2) ORDER BY distributor_id",
};

static PlanQuery READ_CLAIMS = {
	.name = "read the claims of partnerships",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint[]",
	.sql = "SELECT partnership_id, sku_id, distributor_id FROM distribution.claim"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($2)",
};

static PlanQuery COUNT_PARTNERSHIPS = {
	.name = "count the claims of partnerships",
	.result = SPI_OK_UPDATE,
	.types = "bigint, int, bigint[]",
	.sql = "UPDATE distribution.partnership SET active_claims = active_claims + $2"
		   " WHERE supplier_id = $1 AND partnership_id = ANY ($3)",
};

static const char *const COUNT_COLUMNS[] = {"sku_id", "active", "claimers"};

static PlanQuery COUNT_PRODUCTS = {
	.name = "count the claims of products",
	.result = SPI_OK_INSERT,
	.types = "bigint, claim_count[]",
	.sql =
		"INSERT INTO distribution.claim_count (supplier_id, sku_id, change_id, active, claimers)"
		" SELECT $1, r.sku_id, nextval('distribution.claim_count_change_id_seq'), r.active, r.claimers"
		"  FROM unnest($2) AS r",
};

static PlanQuery ADD_UP = {
	.name = "add up numbers of claims",
	.result = SPI_OK_INSERT,
	.types = "bigint",
	.sql =
		"WITH added AS ("
		"DELETE FROM distribution.claim_count"
		" WHERE supplier_id = $1 AND sku_id IN (SELECT k.sku_id FROM distribution.claim_count AS k"
		"   WHERE k.supplier_id = $1 GROUP BY k.sku_id HAVING count(*) > 1)"
		" RETURNING sku_id, active, claimers"
		") "
		"INSERT INTO distribution.claim_count (supplier_id, sku_id, change_id, active, claimers)"
		" SELECT $1, a.sku_id, nextval('distribution.claim_count_change_id_seq'), a.active, a.claimers"
		"  FROM (SELECT sku_id, sum(active) AS active, sum(claimers) AS claimers FROM added"
		"         GROUP BY sku_id ORDER BY sku_id) AS a",
};

void
claim_count_add_up(int64 supplier_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	plan_execute(&ADD_UP, &values);
}

static int
compare_claimer(const Counted *left, const Counted *right)
{
	int order = id_compare(&left->supplier_id, &right->supplier_id);

	order = order != 0 ? order : id_compare(&left->sku_id, &right->sku_id);
	return order != 0 ? order : id_compare(&left->distributor_id, &right->distributor_id);
}

static int
by_claimer(const void *a, const void *b)
{
	return compare_claimer(a, b);
}

static int
by_partnership(const void *a, const void *b)
{
	int order =
		id_compare(&((const Counted *) a)->supplier_id, &((const Counted *) b)->supplier_id);

	return order != 0 ? order
					  : id_compare(&((const Counted *) a)->partnership_id,
								   &((const Counted *) b)->partnership_id);
}

/* Those of which one number is to be added to stand together. */
static int
by_active(const void *a, const void *b)
{
	int order =
		id_compare(&((const Counted *) a)->supplier_id, &((const Counted *) b)->supplier_id);

	order = order != 0 ? order : ((const Counted *) a)->active - ((const Counted *) b)->active;
	return order != 0 ? order : by_partnership(a, b);
}

static void
list_add(CountedList *list, Counted item)
{
	if (list->count == list->capacity)
	{
		list->capacity = Max(list->capacity * 2, 8);
		list->items = list->items == NULL
			? palloc(sizeof(Counted) * list->capacity)
			: repalloc_huge(list->items, sizeof(Counted) * list->capacity);
	}
	list->items[list->count++] = item;
}

/* Claims that came (1) or went (-1). */
static void
collect(const TriggerData *trigger, Tuplestorestate *claims, int change, CountedList *list)
{
	int supplier = trigger_column(trigger, "supplier_id");
	int partnership = trigger_column(trigger, "partnership_id");
	int sku = trigger_column(trigger, "sku_id");
	int distributor = trigger_column(trigger, "distributor_id");
	int state = trigger_column(trigger, "state");
	TriggerRows rows = trigger_rows(trigger, claims);
	bool is_null;

	while (trigger_next(&rows))
	{
		text *word = DatumGetTextPP(slot_getattr(rows.slot, state, &is_null));
		bool is_active = VARSIZE_ANY_EXHDR(word) == strlen("active") &&
			strncmp(VARDATA_ANY(word), "active", strlen("active")) == 0;

		list_add(
			list,
			(Counted) {
				.supplier_id = DatumGetInt64(slot_getattr(rows.slot, supplier, &is_null)),
				.partnership_id = DatumGetInt64(slot_getattr(rows.slot, partnership, &is_null)),
				.sku_id = DatumGetInt64(slot_getattr(rows.slot, sku, &is_null)),
				.distributor_id = DatumGetInt64(slot_getattr(rows.slot, distributor, &is_null)),
				.active = is_active ? change : 0,
				.claimers = change,
			});
	}
}

/* How many of them, from the first on, are of its supplier. */
static int
of_one_supplier(const Counted *first, const Counted *end)
{
	const Counted *next = first;

	while (next < end && next->supplier_id == first->supplier_id)
		next++;
	return (int) (next - first);
}

/* The partnerships of distributors who have, or had, more than one with the supplier. */
static PlanColumn
read_several(const Counted *items, int count)
{
	int64 *distributors = palloc(sizeof(int64) * count);
	PlanColumn several = plan_column(INT8OID, 8);
	PlanValues values = {0};
	PlanRows rows;

	for (int i = 0; i < count; i++)
		distributors[i] = items[i].distributor_id;
	plan_bind_int64(&values, items->supplier_id);
	plan_bind_ids(&values, distributors, ids_sort_distinct(distributors, count));
	rows = plan_execute(&READ_PARTNERSHIPS, &values);
	for (int i = 0; i < rows.count; i++)
	{
		int64 distributor = plan_int64(&rows, i, 2);

		if ((i > 0 && plan_int64(&rows, i - 1, 2) == distributor) ||
			(i + 1 < rows.count && plan_int64(&rows, i + 1, 2) == distributor))
			plan_column_add_int64(&several, plan_int64(&rows, i, 1));
	}
	plan_free(&rows);
	return several;
}

/* A claim that stands beside those counted: its distributor is counted already, or still is. */
static void
leave_out(Counted *items, int count, const Counted *claim)
{
	Counted *found = bsearch(claim, items, count, sizeof(Counted), by_claimer);
	Counted *first = found;
	Counted *end = found;

	if (found == NULL)
		return;
	while (first > items && compare_claimer(first - 1, claim) == 0)
		first--;
	while (end < items + count && compare_claimer(end, claim) == 0)
		end++;
	for (Counted *item = first; item < end; item++)
		if (item->partnership_id == claim->partnership_id)
			return;
	first->claimers = 0;
}

/* PD-4: a distributor is counted once, also with claims of an ended partnership. Sorted by claimer. */
static void
count_claimers_once(Counted *items, int count)
{
	PlanColumn several;
	PlanValues values = {0};
	PlanRows rows;

	for (int i = 1; i < count; i++)
		if (compare_claimer(&items[i - 1], &items[i]) == 0)
			items[i].claimers = 0;
	several = read_several(items, count);
	if (several.count == 0)
		return;
	plan_bind_int64(&values, items->supplier_id);
	plan_bind_column(&values, &several);
	rows = plan_execute(&READ_CLAIMS, &values);
	for (int i = 0; i < rows.count; i++)
		leave_out(items,
				  count,
				  &(Counted) {
					  .supplier_id = items->supplier_id,
					  .partnership_id = plan_int64(&rows, i, 1),
					  .sku_id = plan_int64(&rows, i, 2),
					  .distributor_id = plan_int64(&rows, i, 3),
				  });
	plan_free(&rows);
}

/* Sorted; neighbours that compare alike become one, and what changes nothing is dropped. Returns how many are left. */
static int
add_up_alike(Counted *items, int count, int (*compare)(const void *, const void *))
{
	int kept = 0;
	int next;

	for (int i = 0; i < count; i = next)
	{
		Counted sum = items[i];

		for (next = i + 1; next < count && compare(&sum, &items[next]) == 0; next++)
		{
			sum.active += items[next].active;
			sum.claimers += items[next].claimers;
		}
		if (sum.active != 0 || sum.claimers != 0)
			items[kept++] = sum;
	}
	return kept;
}

static int
by_product(const void *a, const void *b)
{
	int order =
		id_compare(&((const Counted *) a)->supplier_id, &((const Counted *) b)->supplier_id);

	return order != 0 ? order
					  : id_compare(&((const Counted *) a)->sku_id, &((const Counted *) b)->sku_id);
}

/* Products of one supplier, added up. */
static void
write_products(const Counted *items, int count)
{
	PlanRowset rowset = plan_rowset("claim_count", COUNT_COLUMNS, lengthof(COUNT_COLUMNS), count);
	PlanValues values = {0};

	for (int i = 0; i < count; i++)
	{
		PlanValues row = {0};

		plan_bind_int64(&row, items[i].sku_id);
		plan_bind_int32(&row, items[i].active);
		plan_bind_int32(&row, items[i].claimers);
		plan_rowset_add(&rowset, &row);
	}
	plan_bind_int64(&values, items->supplier_id);
	plan_bind_rowset(&values, &rowset);
	plan_execute(&COUNT_PRODUCTS, &values);
}

/* Partnerships of one supplier, added up: a statement for each number that is added. */
static void
write_partnerships(Counted *items, int count)
{
	int64 *ids = palloc(sizeof(int64) * Max(count, 1));
	int next;

	qsort(items, count, sizeof(Counted), by_active);
	for (int i = 0; i < count; i = next)
	{
		PlanValues values = {0};

		for (next = i; next < count && items[next].active == items[i].active; next++)
			ids[next - i] = items[next].partnership_id;
		if (items[i].active == 0)
			continue;
		plan_bind_int64(&values, items[i].supplier_id);
		plan_bind_int32(&values, items[i].active);
		plan_bind_ids(&values, ids, next - i);
		plan_execute(&COUNT_PARTNERSHIPS, &values);
	}
}

/* What claims of one supplier change. */
static void
write_counts(Counted *items, int count)
{
	Counted *summed = palloc(sizeof(Counted) * count);

	memcpy(summed, items, sizeof(Counted) * count);
	qsort(summed, count, sizeof(Counted), by_partnership);
	write_partnerships(summed, add_up_alike(summed, count, by_partnership));
	memcpy(summed, items, sizeof(Counted) * count);
	qsort(summed, count, sizeof(Counted), by_product);
	count = add_up_alike(summed, count, by_product);
	if (count > 0)
		write_products(summed, count);
}

PG_FUNCTION_INFO_V1(distribution_count_claims);

/* AFTER INSERT, UPDATE and DELETE, each statement of claim. */
Datum
distribution_count_claims(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_statement(fcinfo, "claim");
	CountedList claims = {0};
	int next;

	if (trigger->tg_newtable != NULL)
		collect(trigger, trigger->tg_newtable, 1, &claims);
	if (trigger->tg_oldtable != NULL)
		collect(trigger, trigger->tg_oldtable, -1, &claims);
	if (claims.count == 0)
		return PointerGetDatum(NULL);
	plan_open();
	qsort(claims.items, claims.count, sizeof(Counted), by_claimer);
	for (int i = 0; i < claims.count; i += next)
	{
		next = of_one_supplier(&claims.items[i], claims.items + claims.count);
		/* A claim that changes stays its distributor's (claim_fixed). */
		if (!TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
			count_claimers_once(&claims.items[i], next);
		write_counts(&claims.items[i], next);
	}
	plan_close();
	return PointerGetDatum(NULL);
}
