/*
 * order_row.c
 *	  The rooms of orders, and what every transition does: lock them, write their
 *	  states and the events.
 */
#include "postgres.h"

#include "access/xact.h"
#include "call.h"
#include "errors.h"
#include "goods.h"
#include "identity.h"
#include "order_row.h"
#include "order_tally.h"
#include "plan.h"
#include "state.h"

#define ORDER(column, KIND) ROW_IN(OrderRow, column, KIND)

/* Orders are made by sync, in SQL: their number is taken or not. */
static const RowColumn ORDER_COLUMNS[] = {
	ORDER(supplier_id, INT64),
	ORDER(order_id, INT64),
	ORDER(partnership_id, INT64),
	ORDER(distributor_id, INT64),
	ORDER(push_state, TEXT),
	ORDER(state, TEXT),
	ORDER(platform, TEXT),
	ORDER(logistics, TEXT),
	ORDER(platform_order_no, TEXT),
	ORDER(currency, TEXT),
	ORDER(pushed_at, UNTIL),
	ORDER(holds_number, BOOL),
};

RowTable SUPPLY_ORDER_TABLE = {
	ROW_TABLE("supply_order", OrderRow, ORDER_COLUMNS, 2),
	.held_id = 1,
};

static RowChange PUSH_STATE = {.table = &SUPPLY_ORDER_TABLE, .columns = "push_state"};

static RowChange STATES = {
	.table = &SUPPLY_ORDER_TABLE,
	.columns = "push_state, state, holds_number",
};

static RowChange PUSHED = {
	.table = &SUPPLY_ORDER_TABLE,
	.columns = "push_state, state, pushed_at",
};

static const RowColumn STAGE_COLUMNS[] = {
	ROW_IN(OrderStage, supplier_id, INT64),
	ROW_IN(OrderStage, state, TEXT),
	ROW_IN(OrderStage, order_id, INT64),
	ROW_IN(OrderStage, pushed_at, TIME),
	ROW_IN(OrderStage, push_state, TEXT),
};

RowTable ORDER_STAGE_TABLE = {ROW_TABLE("order_stage", OrderStage, STAGE_COLUMNS, 3)};

static RowChange STAGE = {.table = &ORDER_STAGE_TABLE, .columns = "state, push_state"};

#define EVENT(column, KIND) ROW_IN(OrderEvent, column, KIND)

static const RowColumn EVENT_COLUMNS[] = {
	EVENT(supplier_id, INT64),
	EVENT(order_id, INT64),
	ROW_MADE(OrderEvent, event_id),
	EVENT(distributor_id, INT64),
	EVENT(event, TEXT),
	EVENT(note, TEXT),
	EVENT(actor, TEXT),
	EVENT(occurred_at, TIME),
	EVENT(supplied, BOOL),
};

RowTable ORDER_EVENT_TABLE = {ROW_TABLE("order_event", OrderEvent, EVENT_COLUMNS, 3)};

#define REFUSAL(column, KIND) ROW_IN(OrderRefusal, column, KIND)

static const RowColumn REFUSAL_COLUMNS[] = {
	REFUSAL(supplier_id, INT64),
	REFUSAL(order_id, INT64),
	REFUSAL(distributor_id, INT64),
	REFUSAL(reason, TEXT),
	REFUSAL(detail, TEXT),
	REFUSAL(refused_at, TIME),
};

RowTable ORDER_REFUSAL_TABLE = {ROW_TABLE("order_refusal", OrderRefusal, REFUSAL_COLUMNS, 2)};

static RowChange REASON = {
	.table = &ORDER_REFUSAL_TABLE,
	.columns = "reason, detail, refused_at",
};

static PlanQuery FORGET_REFUSALS = {
	.name = "forget why orders were refused",
	.result = SPI_OK_DELETE,
	.types = "bigint, bigint[]",
	.sql = "DELETE FROM distribution.order_refusal WHERE supplier_id = $1 AND order_id = ANY ($2)",
};

static int
order_compare(const void *a, const void *b)
{
	const OrderRow *left = a;
	const OrderRow *right = b;

	return (left->order_id > right->order_id) - (left->order_id < right->order_id);
}

/* NULL: it is not among them. */
OrderRow *
order_rows_find(OrderRow *orders, int count, int64 order_id)
{
	OrderRow key = {.order_id = order_id};

	return count == 0 ? NULL : bsearch(&key, orders, count, sizeof(OrderRow), order_compare);
}

static bool
is_among(const int64 *ids, int count, int64 id)
{
	for (int i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* The orders that the caller sees: as their distributor, or their supplier once they are pushed (ID-6). */
static int
keep_seen(OrderRow *orders, int count)
{
	int account_count;
	int64 *accounts;
	int kept = 0;

	if (count == 0 || identity_sees_all())
		return count;
	accounts = identity_accounts(PERMISSION_REPORT, &account_count);
	for (int i = 0; i < count; i++)
		if (is_among(accounts, account_count, orders[i].distributor_id) ||
			(orders[i].state != NULL && is_among(accounts, account_count, orders[i].supplier_id)))
			orders[kept++] = orders[i];
	return kept;
}

static int
sort_orders(OrderRow *orders, int count)
{
	int kept = 0;

	qsort(orders, count, sizeof(OrderRow), order_compare);
	for (int i = 0; i < count; i++)
		if (kept == 0 || orders[kept - 1].order_id != orders[i].order_id)
			orders[kept++] = orders[i];
	return kept;
}

/*
 * Those of the orders that there are and the caller sees, by id; under lock if asked for.
 * What he sees is asked before the lock, or a stranger would wait for rows that are none of
 * his, and keep others from theirs while he waits (ID-6).
 */
OrderRow *
order_rows_load(int64 supplier_id, const int64 *order_ids, int count, bool lock, int *found)
{
	OrderRow *orders = palloc0(sizeof(OrderRow) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		orders[i].supplier_id = supplier_id;
		orders[i].order_id = order_ids[i];
	}
	*found = row_find(
		&SUPPLY_ORDER_TABLE, orders, sort_orders(orders, count), lock ? ROW_NOW : ROW_READ);
	*found = keep_seen(orders, *found);
	if (lock)
		*found = keep_seen(orders, row_lock_found(&SUPPLY_ORDER_TABLE, orders, *found));
	return orders;
}

/* SD005 if there is no such order, or none that the caller sees. */
OrderRow
order_row_lock(int64 supplier_id, int64 order_id)
{
	int found;
	OrderRow *order = order_rows_load(supplier_id, &order_id, 1, true, &found);

	if (found == 0)
		error_not_found("order", order_id);
	return *order;
}

void
order_row_require(const OrderRow *order, Permission permission)
{
	identity_require_side(
		order->supplier_id, order->distributor_id, permission, "order", order->order_id);
}

/* SD004, of an order that the caller sees: that it is found says so. */
void
order_row_refuse(const OrderRow *order, const char *state, const char *verb, const char *hint)
{
	error_transition(
		"order", call_name(order->platform_order_no), order->order_id, state, verb, hint);
}

/* The supplier is told of an order by its push (ID-6); only its distributor pushes it. */
void
order_row_require_pusher(int64 supplier_id, int64 distributor_id, int64 order_id,
						 const char *push_state, Permission permission)
{
	bool pushed = !state_is(push_state, PUSH_STATE_CANCELLED) &&
		!state_begins(STATES_OF_PUSH, push_state, "cancel_order");

	identity_require_seen(supplier_id, distributor_id, pushed, "order", order_id);
	identity_require_side(supplier_id, distributor_id, permission, "order", order_id);
}

static OrderEvent
event_of(const OrderRow *order, const char *event, const char *note)
{
	return (OrderEvent) {
		.supplier_id = order->supplier_id,
		.order_id = order->order_id,
		.distributor_id = order->distributor_id,
		.event = event,
		.note = note,
		.actor = identity_actor(),
		.occurred_at = GetCurrentTransactionStartTimestamp(),
		.supplied = order->state != NULL,
	};
}

/* OR-10: what happened to orders, each as it stands; notes may be NULL. */
void
order_rows_add_events(OrderRow *const *orders, int count, const char *event,
					  const char *const *notes)
{
	OrderEvent *events = palloc(sizeof(OrderEvent) * Max(count, 1));

	for (int i = 0; i < count; i++)
		events[i] = event_of(orders[i], event, notes ? notes[i] : NULL);
	row_insert(&ORDER_EVENT_TABLE, events, count);
}

/* OR-10: what happened to an order beside its states. */
void
order_row_add_event(const OrderRow *order, const char *event, const char *note)
{
	OrderEvent added = event_of(order, event, note);

	row_insert(&ORDER_EVENT_TABLE, &added, 1);
}

static bool
stands_in(const OrderRow *order, const char *state, OrderStage *stage)
{
	*stage = (OrderStage) {
		.supplier_id = order->supplier_id,
		.state = state,
		.order_id = order->order_id,
	};
	return row_find(&ORDER_STAGE_TABLE, stage, 1, ROW_NOW) > 0;
}

/* Where a pushed order stands: not in its state, if a verb of a user's trigger moved it meanwhile. */
static bool
find_stage(const OrderRow *order, OrderStage *found)
{
	if (stands_in(order, order->state, found))
		return true;
	for (int stage = 0; stage < STAGE_UNKNOWN; stage++)
		if (stands_in(order, stage_name((Stage) stage), found))
			return true;
	return false;
}

static void
move_stage(const OrderRow *order, const char *push_state, const char *state)
{
	OrderStage was;
	OrderStage is;
	void *were[] = {&was};
	void *rows[] = {&is};

	if (!find_stage(order, &was))
		return;
	is = was;
	is.state = state;
	is.push_state = push_state;
	if (!state_is(is.state, was.state) || !state_is(is.push_state, was.push_state))
		row_move(&STAGE, were, rows, 1);
}

/* OR-10: the transition and its record. */
void
order_row_set_states(const OrderRow *order, const char *push_state, const char *state,
					 const char *event, const char *note)
{
	OrderRow changed = *order;
	void *rows[] = {&changed};

	changed.push_state = push_state;
	changed.state = state;
	changed.holds_number = !state_is(push_state, PUSH_STATE_WITHDRAWN) &&
		!state_is(push_state, PUSH_STATE_CANCELLED) && !state_is(push_state, PUSH_STATE_REFUSED);
	row_update(&STATES, rows, 1);
	if (state != NULL)
	{
		move_stage(order, push_state, state);
		order_tally_move(order, state);
	}
	order_row_add_event(&changed, event, note);
}

/* The reasons of orders under lock, each instead of that of another push before; by order. */
void
order_refusals_put(OrderRefusal *refusals, int count)
{
	row_put(&REASON, refusals, count);
}

/* Of orders under lock that are refused no longer: what failed stands there, and nothing else. */
void
order_refusals_forget(int64 supplier_id, const int64 *order_ids, int count)
{
	PlanValues values = {0};
	PlanColumn ids = plan_column(INT8OID, count);

	if (count == 0)
		return;
	for (int i = 0; i < count; i++)
		plan_column_add_int64(&ids, order_ids[i]);
	plan_bind_int64(&values, supplier_id);
	plan_bind_column(&values, &ids);
	plan_execute(&FORGET_REFUSALS, &values);
}

void
order_rows_set_push_state(OrderRow *const *orders, int count, const char *push_state)
{
	for (int i = 0; i < count; i++)
		orders[i]->push_state = push_state;
	row_update(&PUSH_STATE, (void *const *) orders, count);
}

/* OR-5: the orders begin their life at the supplier's. */
void
order_rows_push(OrderRow *const *orders, int count, const char *state, TimestampTz now)
{
	OrderStage *stages = palloc(sizeof(OrderStage) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		orders[i]->push_state = PUSH_STATE_PUSHED;
		orders[i]->state = state;
		orders[i]->pushed_at = now;
		stages[i] = (OrderStage) {
			.supplier_id = orders[i]->supplier_id,
			.state = state,
			.order_id = orders[i]->order_id,
			.pushed_at = now,
			.push_state = PUSH_STATE_PUSHED,
		};
	}
	row_update(&PUSHED, (void *const *) orders, count);
	row_insert(&ORDER_STAGE_TABLE, stages, count);
	order_rows_add_events(orders, count, PUSH_STATE_PUSHED, NULL);
}
