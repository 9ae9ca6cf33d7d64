CREATE FUNCTION distribution.push_order(supplier_id bigint, order_id bigint) RETURNS distribution.push_result
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_order';
COMMENT ON FUNCTION distribution.push_order(bigint, bigint) IS
'Pushes a synced order to its supplier: checks it, allocates stock, uses quota, charges (OR-4, OR-5). A refusal is a result with its reason, kept on the order as push_failed; pushing a pushed order again changes nothing. Errors: SD005 unknown order.';

CREATE FUNCTION distribution.push_orders(supplier_id bigint, order_ids bigint[]) RETURNS SETOF distribution.push_result
	LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_push_orders';
COMMENT ON FUNCTION distribution.push_orders(bigint, bigint[]) IS
'Pushes orders in the given order, each judged after its predecessors, each whole or not at all (OR-5). At most 10,000. Errors: SD003 too many, SD005 an unknown order (then none is pushed).';

CREATE FUNCTION distribution.explain_push(
	supplier_id bigint,
	order_id bigint,
	OUT check_no int,
	OUT check_name text,
	OUT passes boolean,
	OUT reason text,
	OUT detail text
) RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS 'MODULE_PATHNAME', 'distribution_explain_push';
COMMENT ON FUNCTION distribution.explain_push(bigint, bigint) IS
'Shows every check that a push of the order would make now, in the order of OR-4, changing nothing. detail: what a check found, or saw where it passes. For the distributor''s members. Errors: SD005 unknown order, 22004, 42501.';

-- A function, so that a plan that seldom needs it does not count its cost.
CREATE FUNCTION distribution.orders_pushed(account_id bigint, since timestamptz) RETURNS int
	LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off
AS $pushed$
BEGIN
	RETURN (
		SELECT count(*)::int
		FROM distribution.supply_order AS o
		WHERE o.pushed_at >= since
			AND (o.supplier_id, o.order_id) IN (
				-- a push posts a charge, not before its time
				SELECT e.supplier_id, e.order_id
				FROM distribution.ledger_entry AS e
				WHERE e.account_id = orders_pushed.account_id AND e.posted_at >= since AND e.kind = 'push_charge'));
END
$pushed$;
COMMENT ON FUNCTION distribution.orders_pushed(bigint, timestamptz) IS
'How many of an account''s orders, in either role, were pushed since a time (QU-1), as far as the caller sees them. distribution_report.quota_status asks it where a quota is not counted yet.';
