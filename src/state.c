/*
 * state.c
 *	  The one table of states: which verb leads from which to which, and who calls
 *	  it (OR-3, OR-6, OR-13, WD-3, RT-1, PA-1, PD-2, CL-1, LE-7, TU-1).
 *
 * Guards, verbs and state_transitions() read it; test/pgtap/state.sql lets every
 * verb of it go every way that it has, and finds no other. A verb in the plural
 * goes the ways of the singular. That a verb leads somewhere does not say that it
 * does so now: its other conditions are its own.
 */
#include "state.h"

#include <stddef.h>
#include <string.h>

#define LENGTH(array) ((int) (sizeof(array) / sizeof((array)[0])))

#define SUPPLIER "supplier"
#define DISTRIBUTOR "distributor"
#define EITHER "either"
#define MAINTENANCE "maintenance"

static const StateStep PUSH_STEPS[] = {
	{NULL, PUSH_STATE_SYNCED, "sync_order", DISTRIBUTOR},
	{PUSH_STATE_SYNCED, PUSH_STATE_PUSHED, "push_order", DISTRIBUTOR},
	{PUSH_STATE_SYNCED, PUSH_STATE_FAILED, "push_order", DISTRIBUTOR},
	{PUSH_STATE_SYNCED, PUSH_STATE_PUSHING, "queue_push", DISTRIBUTOR},
	{PUSH_STATE_SYNCED, PUSH_STATE_CANCELLED, "cancel_order", DISTRIBUTOR},
	{PUSH_STATE_PUSHING, PUSH_STATE_PUSHED, "maintain", MAINTENANCE},
	{PUSH_STATE_PUSHING, PUSH_STATE_FAILED, "maintain", MAINTENANCE},
	{PUSH_STATE_PUSHING, PUSH_STATE_PUSHED, "push_order", DISTRIBUTOR},
	{PUSH_STATE_PUSHING, PUSH_STATE_FAILED, "push_order", DISTRIBUTOR},
	{PUSH_STATE_PUSHING, PUSH_STATE_SYNCED, "sync_order", DISTRIBUTOR}, /* new content */
	{PUSH_STATE_PUSHING, PUSH_STATE_CANCELLED, "cancel_order", DISTRIBUTOR},
	{PUSH_STATE_FAILED, PUSH_STATE_PUSHED, "push_order", DISTRIBUTOR},
	{PUSH_STATE_FAILED, PUSH_STATE_PUSHING, "queue_push", DISTRIBUTOR},
	{PUSH_STATE_FAILED, PUSH_STATE_SYNCED, "sync_order", DISTRIBUTOR}, /* new content */
	{PUSH_STATE_FAILED, PUSH_STATE_CANCELLED, "cancel_order", DISTRIBUTOR},
	{PUSH_STATE_PUSHED, PUSH_STATE_WITHDRAWN, "withdraw_order", DISTRIBUTOR},
	{PUSH_STATE_PUSHED, PUSH_STATE_WITHDRAWING, "withdraw_order", DISTRIBUTOR},
	{PUSH_STATE_PUSHED, PUSH_STATE_REFUSED, "refuse_order", SUPPLIER},
	{PUSH_STATE_WITHDRAWING, PUSH_STATE_WITHDRAWN, "confirm_withdrawal", SUPPLIER},
	{PUSH_STATE_WITHDRAWING, PUSH_STATE_PUSHED, "confirm_withdrawal", SUPPLIER}, /* of a part */
	{PUSH_STATE_WITHDRAWING, PUSH_STATE_PUSHED, "refuse_withdrawal", SUPPLIER},
	{PUSH_STATE_WITHDRAWING, PUSH_STATE_PUSHED, "warehouse_cancelled", SUPPLIER}, /* it did not */
};

/* An order whose least advanced package is given back goes on, by that verb, to where the next is. */
static const StateStep ORDER_STEPS[] = {
	{NULL, ORDER_STATE_NEW, "push_order", DISTRIBUTOR},
	{NULL, ORDER_STATE_NEW, "maintain", MAINTENANCE},
	{NULL, ORDER_STATE_IN_PROCESS, "push_order", DISTRIBUTOR}, /* auto-pack */
	{NULL, ORDER_STATE_IN_PROCESS, "maintain", MAINTENANCE},
	{ORDER_STATE_NEW, ORDER_STATE_IN_PROCESS, "advance_order", SUPPLIER},
	{ORDER_STATE_NEW, ORDER_STATE_TO_PICKUP, "advance_order", SUPPLIER},
	{ORDER_STATE_NEW, ORDER_STATE_SHIPPED, "advance_order", SUPPLIER},
	{ORDER_STATE_NEW, ORDER_STATE_TO_PICKUP, "ship_order", DISTRIBUTOR},
	{ORDER_STATE_NEW, ORDER_STATE_SHIPPED, "ship_order", DISTRIBUTOR},
	{ORDER_STATE_NEW, ORDER_STATE_CANCELLED, "withdraw_order", DISTRIBUTOR},
	{ORDER_STATE_NEW, ORDER_STATE_CANCELLED, "refuse_order", SUPPLIER},
	{ORDER_STATE_IN_PROCESS, ORDER_STATE_TO_PICKUP, "advance_order", SUPPLIER},
	{ORDER_STATE_IN_PROCESS, ORDER_STATE_SHIPPED, "advance_order", SUPPLIER},
	{ORDER_STATE_IN_PROCESS, ORDER_STATE_TO_PICKUP, "ship_order", DISTRIBUTOR},
	{ORDER_STATE_IN_PROCESS, ORDER_STATE_SHIPPED, "ship_order", DISTRIBUTOR},
	{ORDER_STATE_IN_PROCESS, ORDER_STATE_CANCELLED, "confirm_withdrawal", SUPPLIER},
	{ORDER_STATE_IN_PROCESS, ORDER_STATE_CANCELLED, "refuse_order", SUPPLIER},
	{ORDER_STATE_TO_PICKUP, ORDER_STATE_SHIPPED, "advance_order", SUPPLIER},
	{ORDER_STATE_TO_PICKUP, ORDER_STATE_SHIPPED, "ship_order", DISTRIBUTOR},
	{ORDER_STATE_TO_PICKUP, ORDER_STATE_CANCELLED, "confirm_withdrawal", SUPPLIER},
	{ORDER_STATE_TO_PICKUP, ORDER_STATE_CANCELLED, "refuse_order", SUPPLIER},
	{ORDER_STATE_SHIPPED, ORDER_STATE_COMPLETED, "advance_order", SUPPLIER},
};

/* One request at a time: the next takes the place of the one that was answered (WD-4). */
static const StateStep WITHDRAWAL_STEPS[] = {
	{NULL, WITHDRAWAL_STATE_WAREHOUSE, "withdraw_order", DISTRIBUTOR},
	{NULL, WITHDRAWAL_STATE_SUPPLIER, "withdraw_order", DISTRIBUTOR},
	{WITHDRAWAL_STATE_WAREHOUSE, WITHDRAWAL_STATE_SUPPLIER, "warehouse_cancelled", SUPPLIER},
	{WITHDRAWAL_STATE_WAREHOUSE, WITHDRAWAL_STATE_REFUSED, "warehouse_cancelled", SUPPLIER},
	{WITHDRAWAL_STATE_WAREHOUSE, WITHDRAWAL_STATE_REFUSED, "refuse_withdrawal", SUPPLIER},
	{WITHDRAWAL_STATE_SUPPLIER, WITHDRAWAL_STATE_CONFIRMED, "confirm_withdrawal", SUPPLIER},
	{WITHDRAWAL_STATE_SUPPLIER, WITHDRAWAL_STATE_REFUSED, "refuse_withdrawal", SUPPLIER},
	{WITHDRAWAL_STATE_CONFIRMED, WITHDRAWAL_STATE_WAREHOUSE, "withdraw_order", DISTRIBUTOR},
	{WITHDRAWAL_STATE_CONFIRMED, WITHDRAWAL_STATE_SUPPLIER, "withdraw_order", DISTRIBUTOR},
	{WITHDRAWAL_STATE_REFUSED, WITHDRAWAL_STATE_WAREHOUSE, "withdraw_order", DISTRIBUTOR},
	{WITHDRAWAL_STATE_REFUSED, WITHDRAWAL_STATE_SUPPLIER, "withdraw_order", DISTRIBUTOR},
};

static const StateStep RETURN_STEPS[] = {
	{NULL, RETURN_STATE_CREATED, "create_return", DISTRIBUTOR},
	{RETURN_STATE_CREATED, RETURN_STATE_PUSHED, "push_return", DISTRIBUTOR},
	{RETURN_STATE_CREATED, RETURN_STATE_PUSHED, "create_return", DISTRIBUTOR}, /* automatically */
	{RETURN_STATE_PUSHED, RETURN_STATE_RECEIVED, "receive_return", SUPPLIER},
	{RETURN_STATE_PUSHED, RETURN_STATE_REFUNDED, "refund_return", SUPPLIER}, /* refund only */
	{RETURN_STATE_PUSHED, RETURN_STATE_REFUSED, "refuse_return", SUPPLIER},
	{RETURN_STATE_RECEIVED, RETURN_STATE_REFUNDED, "refund_return", SUPPLIER},
};

static const StateStep PARTNERSHIP_STEPS[] = {
	{NULL, PARTNERSHIP_STATE_PENDING, "apply_for_partnership", DISTRIBUTOR},
	{PARTNERSHIP_STATE_PENDING, PARTNERSHIP_STATE_PARTNERED, "approve_application", SUPPLIER},
	{PARTNERSHIP_STATE_PENDING, PARTNERSHIP_STATE_REJECTED, "reject_application", SUPPLIER},
	{PARTNERSHIP_STATE_PARTNERED, PARTNERSHIP_STATE_TERMINATED, "terminate_partnership", EITHER},
	{PARTNERSHIP_STATE_REJECTED, NULL, "delete_application", SUPPLIER},
};

static const StateStep PRODUCT_STEPS[] = {
	{NULL, PRODUCT_STATE_PUBLISHING, "add_products", SUPPLIER},
	{NULL, PRODUCT_STATE_PUBLISHING, "import_products", SUPPLIER},
	{PRODUCT_STATE_PUBLISHING, PRODUCT_STATE_ENABLED, "publish_products", SUPPLIER},
	{PRODUCT_STATE_ENABLED, PRODUCT_STATE_DISABLED, "disable_product", SUPPLIER},
	{PRODUCT_STATE_DISABLED, PRODUCT_STATE_ENABLED, "enable_product", SUPPLIER},
};

static const StateStep CLAIM_STEPS[] = {
	{NULL, CLAIM_STATE_ACTIVE, "claim_products", DISTRIBUTOR},
	{CLAIM_STATE_ACTIVE, CLAIM_STATE_INACTIVE, "stop_claim", EITHER},
	{CLAIM_STATE_ACTIVE, CLAIM_STATE_INACTIVE, "terminate_partnership", EITHER},
	{CLAIM_STATE_INACTIVE, CLAIM_STATE_ACTIVE, "resume_claim", SUPPLIER},
	{CLAIM_STATE_INACTIVE, CLAIM_STATE_ACTIVE, "claim_products", DISTRIBUTOR},
};

static const StateStep STATEMENT_STEPS[] = {
	{NULL, STATEMENT_STATE_CLOSED, "close_statement", SUPPLIER},
	{STATEMENT_STATE_CLOSED, STATEMENT_STATE_CONFIRMED, "answer_statement", DISTRIBUTOR},
	{STATEMENT_STATE_CLOSED, STATEMENT_STATE_DISPUTED, "answer_statement", DISTRIBUTOR},
	{STATEMENT_STATE_DISPUTED, STATEMENT_STATE_CONFIRMED, "answer_statement", DISTRIBUTOR},
};

static const StateStep TOP_UP_STEPS[] = {
	{NULL, TOP_UP_STATE_ASKED, "request_top_up", DISTRIBUTOR},
	{TOP_UP_STATE_ASKED, TOP_UP_STATE_APPROVED, "approve_top_up", SUPPLIER},
	{TOP_UP_STATE_ASKED, TOP_UP_STATE_REJECTED, "reject_top_up", SUPPLIER},
};

static const struct
{
	const char *name;
	const StateStep *steps;
	int count;
} MACHINES[STATE_MACHINE_COUNT] = {
	[STATES_OF_PUSH] = {"push", PUSH_STEPS, LENGTH(PUSH_STEPS)},
	[STATES_OF_ORDER] = {"order", ORDER_STEPS, LENGTH(ORDER_STEPS)},
	[STATES_OF_WITHDRAWAL] = {"withdrawal", WITHDRAWAL_STEPS, LENGTH(WITHDRAWAL_STEPS)},
	[STATES_OF_RETURN] = {"return", RETURN_STEPS, LENGTH(RETURN_STEPS)},
	[STATES_OF_PARTNERSHIP] = {"partnership", PARTNERSHIP_STEPS, LENGTH(PARTNERSHIP_STEPS)},
	[STATES_OF_PRODUCT] = {"product", PRODUCT_STEPS, LENGTH(PRODUCT_STEPS)},
	[STATES_OF_CLAIM] = {"claim", CLAIM_STEPS, LENGTH(CLAIM_STEPS)},
	[STATES_OF_STATEMENT] = {"statement", STATEMENT_STEPS, LENGTH(STATEMENT_STEPS)},
	[STATES_OF_TOP_UP] = {"top_up", TOP_UP_STEPS, LENGTH(TOP_UP_STEPS)},
};

const char *
state_machine_name(StateMachine machine)
{
	return MACHINES[machine].name;
}

/* Each state's steps stand together, in the order of the way. */
const StateStep *
state_steps(StateMachine machine, int *count)
{
	*count = MACHINES[machine].count;
	return MACHINES[machine].steps;
}

/* NULL is no state. */
bool
state_is(const char *state, const char *wanted)
{
	return state == NULL || wanted == NULL ? state == wanted : strcmp(state, wanted) == 0;
}

bool
state_known(StateMachine machine, const char *state)
{
	for (int i = 0; i < MACHINES[machine].count; i++)
		if (state != NULL && state_is(MACHINES[machine].steps[i].to, state))
			return true;
	return false;
}

/* Does any verb lead there? */
bool
state_may(StateMachine machine, const char *from, const char *to)
{
	for (int i = 0; i < MACHINES[machine].count; i++)
		if (state_is(MACHINES[machine].steps[i].from, from) &&
			state_is(MACHINES[machine].steps[i].to, to))
			return true;
	return false;
}

/* Does the verb lead anywhere from there? */
bool
state_begins(StateMachine machine, const char *from, const char *verb)
{
	for (int i = 0; i < MACHINES[machine].count; i++)
		if (state_is(MACHINES[machine].steps[i].from, from) &&
			strcmp(MACHINES[machine].steps[i].verb, verb) == 0)
			return true;
	return false;
}

/* Does the verb lead there? */
bool
state_leads(StateMachine machine, const char *from, const char *verb, const char *to)
{
	for (int i = 0; i < MACHINES[machine].count; i++)
		if (state_is(MACHINES[machine].steps[i].from, from) &&
			state_is(MACHINES[machine].steps[i].to, to) &&
			strcmp(MACHINES[machine].steps[i].verb, verb) == 0)
			return true;
	return false;
}
