-- A masked recipient cannot be had in clear by the supplier's side, whatever it asks (OR-7).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE ROLE supplier_role;
CREATE ROLE distributor_role;
SELECT distribution.grant_member(t.id('supplier'), 'supplier_role', '{admin}'), distribution.grant_member(t.id('kedai account'), 'distributor_role', '{distributor}') \g /dev/null
GRANT USAGE ON SCHEMA t TO PUBLIC;
GRANT SELECT ON t.thing TO PUBLIC;

-- Recipients by what may be seen of them: open is self_arranged off Temu, secret all others.
CREATE FUNCTION t.order_for(order_no text, platform text, logistics text, recipient text) RETURNS bigint LANGUAGE sql AS $$
	SELECT t.name_it(order_no, distribution.sync_order(t.id('supplier'), t.id('kedai'), replace(replace(replace(
		t.payload(order_no, 'D 1', platform, logistics)::text, 'Sample Recipient', recipient || ' name'), '000-0000001', recipient || ' phone'), '1 Sample Street', recipient || ' address')::json))
$$;
SELECT t.order_for('open', 'shopee', 'self_arranged', 'visible'), t.order_for('temu', 'temu', 'self_arranged', 'secret'),
	t.order_for('platform', 'shopee', 'platform', 'secret'), t.order_for('third', 'lazada', 'third_party', 'secret') \g /dev/null
SELECT t.push('open', 'temu', 'platform', 'third') \g /dev/null
SELECT distribution.advance_order(t.id('supplier'), t.id(name), 'in_process') FROM unnest(ARRAY['temu', 'platform']) AS name \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('temu')), distribution.advance_order(t.id('supplier'), t.id('third'), 'shipped') \g /dev/null
SELECT distribution.create_return(t.id('supplier'), t.id('third'), '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1}]}') \g /dev/null

-- Where a role finds a text in any table or view
CREATE FUNCTION t.found_by(player name, wanted text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	relation regclass;
	rows bigint;
	places text[] := '{}';
BEGIN
	FOR relation IN
		SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname IN ('distribution', 'distribution_report') AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY c.oid::regclass::text
	LOOP
		BEGIN
			PERFORM set_config('role', player, true);
			EXECUTE format('SELECT count(*) FROM %s AS r WHERE r::text LIKE %L', relation, '%' || wanted || '%') INTO rows;
			PERFORM set_config('role', 'none', true);
			IF rows > 0 THEN
				places := places || relation::text;
			END IF;
		EXCEPTION WHEN insufficient_privilege THEN
			PERFORM set_config('role', 'none', true);
		END;
	END LOOP;
	RETURN array_to_string(places, ' ');
END
$$;
SELECT is(t.found_by('supplier_role', 'secret'), '', 'OR-7: in no table or view does the supplier find a masked recipient');
SELECT is(t.found_by('supplier_role', 'visible'), 'distribution.order_recipient distribution_report.supply_orders', 'OR-7: where it arranges the carrier, it finds it in clear');
SELECT is(t.found_by('distributor_role', 'secret'), 'distribution.order_recipient distribution_report.distributor_orders', 'OR-7: the distributor''s side reads all in clear');

-- Nor anything that is computed from it
SELECT is(string_agg(t.found_by('supplier_role', substr(r.content_hash::text, 3)), ' ' ORDER BY o.platform_order_no), '  ', 'OR-7: nor the hash of its order, from which it could be guessed')
FROM distribution.order_recipient AS r JOIN distribution.supply_order AS o USING (supplier_id, order_id) WHERE o.platform_order_no <> 'open';

-- Nor by a function, its answer or its error
CREATE FUNCTION t.said_to(player name, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
	message text;
	detail text;
	hint text;
	context text;
BEGIN
	PERFORM set_config('role', player, true);
	EXECUTE format('SELECT string_agg(r::text, '' '') FROM %s AS r', call) INTO answer;
	PERFORM set_config('role', 'none', true);
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
	RETURN concat_ws(' ', SQLSTATE, message, detail, hint, context);
END
$$;
SELECT doesnt_match(coalesce(t.said_to('supplier_role', format(call, t.id('supplier'), t.id(order_no), t.id('kedai'))), ''), 'secret', format('OR-7: nor by %s of %s', split_part(call, '(', 1), order_no))
FROM unnest(ARRAY['temu', 'platform', 'third']) AS order_no, unnest(ARRAY[
	'distribution.push_order(%1$s, %2$s)', 'distribution.explain_push(%1$s, %2$s)', 'distribution.queue_push(%1$s, ARRAY[%2$s::bigint])', 'distribution.cancel_order(%1$s, %2$s)',
	'distribution.withdraw_order(%1$s, %2$s)', 'distribution.confirm_withdrawal(%1$s, %2$s)', 'distribution.refuse_withdrawal(%1$s, %2$s, ''no'')',
	'distribution.warehouse_cancelled(%1$s, %2$s, true)', 'distribution.advance_order(%1$s, %2$s, ''completed'')', 'distribution.ship_order(%1$s, %2$s)',
	'distribution.set_shipment(%1$s, %2$s, ''P1'', ''c'', ''t'')', 'distribution.mark_order(%1$s, %2$s, ARRAY[''x''])',
	'distribution.create_return(%1$s, %2$s, ''{}'')', 'distribution.sync_order(%1$s, %3$s, ''{}'')', 'distribution.verify(%1$s)'
]) AS call;

-- A constraint's message would print the row; none of an order's does.
SELECT doesnt_match(coalesce(t.said_to('supplier_role', format('(UPDATE distribution.supply_order SET state = %L WHERE supplier_id = %s RETURNING 1)', 'lost', t.id('supplier'))), ''), 'secret', 'OR-7: nor by writing');
SELECT is(t.faults(), NULL, 'ST-2: the books are sound');
SELECT * FROM finish();
ROLLBACK;
