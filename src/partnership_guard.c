/*
 * partnership_guard.c
 *	  What no SQL may do to a partnership (PA-1, PA-3, PA-4).
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "call.h"
#include "errors.h"
#include "identity.h"
#include "partnership.h"
#include "plan.h"
#include "state.h"
#include "trigger.h"

static char *
called(const TriggerData *trigger)
{
	HeapTuple row = trigger->tg_trigtuple;
	bool is_null;
	Datum supplier_id = trigger_value(trigger, row, "supplier_id", &is_null);
	Datum distributor = trigger_value(trigger, row, "distributor_name", &is_null);
	char *supplier;

	plan_open();
	supplier = call_shop(DatumGetInt64(supplier_id));
	plan_close();
	return call_partnership(supplier, TextDatumGetCString(distributor));
}

static void
guard_update(const TriggerData *trigger, int64 partnership_id, const char *state)
{
	bool is_null;
	char *new_state =
		TextDatumGetCString(trigger_value(trigger, trigger->tg_newtuple, "state", &is_null));

	if (!state_is(state, new_state) && !state_may(STATES_OF_PARTNERSHIP, state, new_state))
		error_transition("partnership",
						 called(trigger),
						 partnership_id,
						 state,
						 psprintf("make %s", new_state),
						 NULL);
	(void) trigger_value(trigger, trigger->tg_trigtuple, "customer_id", &is_null);
	if (!is_null && trigger_changed(trigger, "customer_id"))
		error_immutable("the linked customer",
						"It is fixed at approval; another needs a new partnership.");
}

PG_FUNCTION_INFO_V1(distribution_guard_partnership);

/* BEFORE UPDATE OR DELETE, each row of partnership. */
Datum
distribution_guard_partnership(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "partnership");
	HeapTuple row = trigger->tg_trigtuple;
	bool is_null;
	int64 partnership_id = DatumGetInt64(trigger_value(trigger, row, "partnership_id", &is_null));
	char *state = TextDatumGetCString(trigger_value(trigger, row, "state", &is_null));

	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
	{
		guard_update(trigger, partnership_id, state);
		return PointerGetDatum(trigger->tg_newtuple);
	}
	if (!state_may(STATES_OF_PARTNERSHIP, state, NULL))
		error_transition("partnership",
						 called(trigger),
						 partnership_id,
						 state,
						 "delete",
						 "Only a rejected application can be deleted.");
	return PointerGetDatum(row);
}

/* Whoever sees all sets what the distributor has more of. */
static const char *
caller_side(int64 supplier_id, int64 partnership_id)
{
	if (identity_sees_all())
		return "distributor";
	return permission_name(partnership_require_either(supplier_id, partnership_id));
}

PG_FUNCTION_INFO_V1(distribution_fill_setting);

/* BEFORE INSERT, each row of partnership_setting: of the caller's side, unless it says which. */
Datum
distribution_fill_setting(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_row(fcinfo, "partnership_setting");
	HeapTuple row = trigger->tg_trigtuple;
	int columns[] = {trigger_column(trigger, "side"), trigger_column(trigger, "account_id")};
	bool no_supplier;
	bool no_partnership;
	bool no_side;
	Datum supplier_id = trigger_value(trigger, row, "supplier_id", &no_supplier);
	Datum partnership_id = trigger_value(trigger, row, "partnership_id", &no_partnership);
	Datum side = trigger_value(trigger, row, "side", &no_side);
	Datum values[2];
	bool nulls[2] = {false};

	/* What is null is refused by its column. */
	if (no_supplier || no_partnership)
		return PointerGetDatum(row);
	plan_open();
	if (no_side)
		side = CStringGetTextDatum(
			caller_side(DatumGetInt64(supplier_id), DatumGetInt64(partnership_id)));
	values[0] = side;
	values[1] = Int64GetDatum(partnership_require_side(
		DatumGetInt64(supplier_id), DatumGetInt64(partnership_id), TextDatumGetCString(side)));
	row = heap_modify_tuple_by_cols(
		row, RelationGetDescr(trigger->tg_relation), lengthof(columns), columns, values, nulls);
	plan_close();
	return PointerGetDatum(row);
}
