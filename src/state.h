/*
 * state.h
 *	  The states of everything that has some, and which verb leads from which to
 *	  which: OR-3, OR-6, OR-13, WD-3, RT-1, PA-1, PD-2, CL-1, LE-7, TU-1.
 *
 * A state is the word that stands in the books. C files other than state.c name
 * it by what is defined here; the text of a query says the word itself, so that
 * it reads as what the server gets.
 */
#ifndef DISTRIBUTION_STATE_H
#define DISTRIBUTION_STATE_H

#include <stdbool.h>

/* OR-3: of an order, on its distributor's side: supply_order.push_state */
#define PUSH_STATE_SYNCED "synced"
#define PUSH_STATE_PUSHING "pushing" /* queued */
#define PUSH_STATE_PUSHED "pushed"
#define PUSH_STATE_FAILED "push_failed"
#define PUSH_STATE_WITHDRAWING "withdrawing"
#define PUSH_STATE_WITHDRAWN "withdrawn"
#define PUSH_STATE_REFUSED "refused"
#define PUSH_STATE_CANCELLED "cancelled"

/* OR-6: of a package, on its supplier's side, and of an order, that of its least advanced (OR-13) */
#define ORDER_STATE_NEW "new"
#define ORDER_STATE_IN_PROCESS "in_process"
#define ORDER_STATE_TO_PICKUP "to_pickup"
#define ORDER_STATE_SHIPPED "shipped"
#define ORDER_STATE_COMPLETED "completed"
#define ORDER_STATE_CANCELLED "cancelled"

/* WD-3: of a request: whose answer it waits for, or which it had */
#define WITHDRAWAL_STATE_WAREHOUSE "warehouse"
#define WITHDRAWAL_STATE_SUPPLIER "supplier"
#define WITHDRAWAL_STATE_CONFIRMED "confirmed"
#define WITHDRAWAL_STATE_REFUSED "refused"

/* RT-1 */
#define RETURN_STATE_CREATED "created"
#define RETURN_STATE_PUSHED "pushed"
#define RETURN_STATE_RECEIVED "received"
#define RETURN_STATE_REFUNDED "refunded"
#define RETURN_STATE_REFUSED "refused"

/* PA-1 */
#define PARTNERSHIP_STATE_PENDING "pending"
#define PARTNERSHIP_STATE_PARTNERED "partnered"
#define PARTNERSHIP_STATE_REJECTED "rejected"
#define PARTNERSHIP_STATE_TERMINATED "terminated"

/* PD-2 */
#define PRODUCT_STATE_PUBLISHING "publishing"
#define PRODUCT_STATE_ENABLED "enabled"
#define PRODUCT_STATE_DISABLED "disabled"

/* CL-1 */
#define CLAIM_STATE_ACTIVE "active"
#define CLAIM_STATE_INACTIVE "inactive"

/* LE-7 */
#define STATEMENT_STATE_CLOSED "closed"
#define STATEMENT_STATE_CONFIRMED "confirmed"
#define STATEMENT_STATE_DISPUTED "disputed"

/* TU-1 */
#define TOP_UP_STATE_ASKED "asked"
#define TOP_UP_STATE_APPROVED "approved"
#define TOP_UP_STATE_REJECTED "rejected"

typedef enum StateMachine
{
	STATES_OF_PUSH,
	STATES_OF_ORDER,
	STATES_OF_WITHDRAWAL,
	STATES_OF_RETURN,
	STATES_OF_PARTNERSHIP,
	STATES_OF_PRODUCT,
	STATES_OF_CLAIM,
	STATES_OF_STATEMENT,
	STATES_OF_TOP_UP,
	STATE_MACHINE_COUNT
} StateMachine;

/* A step of a machine, and who takes it by which verb. */
typedef struct StateStep
{
	const char *from; /* NULL: there was none yet */
	const char *to;   /* NULL: it is deleted */
	const char *verb;
	const char *side; /* supplier, distributor, either, or maintenance */
} StateStep;

extern const char *state_machine_name(StateMachine machine);
extern const StateStep *state_steps(StateMachine machine, int *count);
extern bool state_is(const char *state, const char *wanted);
extern bool state_known(StateMachine machine, const char *state);
extern bool state_may(StateMachine machine, const char *from, const char *to);
extern bool state_begins(StateMachine machine, const char *from, const char *verb);
extern bool state_leads(StateMachine machine, const char *from, const char *verb, const char *to);

#endif
