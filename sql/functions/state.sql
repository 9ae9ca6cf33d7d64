-- The states of everything that has some, as src/state.c knows them.

CREATE FUNCTION distribution.state_transitions(
	OUT machine text,
	OUT from_state text,
	OUT to_state text,
	OUT verb text,
	OUT side text
) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 80
	AS 'MODULE_PATHNAME', 'distribution_state_transitions';
COMMENT ON FUNCTION distribution.state_transitions() IS
'Every legal step from one state to another, in the order of the way, and who takes it by which verb; guards and verbs read the same table. machine: push (supply_order.push_state, OR-3), order (state of a package, and of an order, which is where its least advanced package is, OR-6, OR-13), withdrawal (WD-3), return (RT-1), partnership (PA-1), product (PD-2), claim (CL-1), statement (LE-7), top_up (TU-1). from_state null: there was none yet; to_state null: it is deleted. verb: the function; one in the plural takes the steps of the singular, run_maintenance() those of maintain(). side: supplier, distributor, either, or maintenance.';
