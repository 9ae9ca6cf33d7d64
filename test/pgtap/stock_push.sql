-- The stock push, to distributors, and what they see of it (ST-4 … ST-8, PD-3, CL-3, PA-5).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.run(max_changes int DEFAULT 10000) RETURNS int LANGUAGE sql AS $$
	SELECT distribution.push_inventory(t.id('supplier'), max_changes)
$$;
-- 'north/south' of a product, as a distributor sees it
CREATE FUNCTION t.mirror(partner text, sku text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(quantity::text, '/' ORDER BY warehouse) FROM distribution_report.supplier_warehouse_stock
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND sku_id = t.id(mirror.sku)
$$;
CREATE FUNCTION t.record(partner text, sku text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', result, quantity, reason) FROM distribution_report.push_records
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND sku_id = t.id(record.sku)
$$;
CREATE FUNCTION t.kept(partner text, sku text) RETURNS int LANGUAGE sql AS $$
	SELECT count(*)::int FROM distribution_report.push_record_history
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND sku_id = t.id(kept.sku)
$$;
-- No distributor may ever see more than is available, or anything of what is not offered.
CREATE FUNCTION t.oversold() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s: warehouse %s, SKU %s: %s', m.partnership_id, m.warehouse_id, m.sku_id, m.quantity), ', ')
	FROM distribution_report.supplier_warehouse_stock m
	JOIN distribution.partnership p USING (supplier_id, partnership_id)
	JOIN distribution.claim c USING (supplier_id, partnership_id, sku_id)
	LEFT JOIN distribution.stock k USING (supplier_id, warehouse_id, sku_id)
	WHERE m.quantity > coalesce(k.on_hand - k.allocated - k.defective, 0)
		OR m.quantity > 0 AND (c.state <> 'active' OR p.state <> 'partnered'
			OR NOT (SELECT v.visible FROM distribution.explain_visibility(m.supplier_id, m.partnership_id) v WHERE v.sku_id = m.sku_id))
$$;

-- ST-6: nothing before the first push, all after it
SELECT is(t.mirror('kedai', 'A') || ' ' || coalesce(t.record('kedai', 'A'), 'no record'), '0/0 no record', 'ST-6: nothing is shown before it was pushed');
SELECT is(t.run(), 32, 'ST-8: the first run: 4 distributors × 4 products × 2 warehouses');
SELECT is(t.mirror('kedai', 'A') || ' ' || t.record('kedai', 'A'), '100/50 pushed 150', 'ST-4: 100 % of available, warehouse by warehouse');
SELECT is(t.run(), 0, 'ST-8: the second has nothing to do');

-- ST-8: changes are collected; an order's push writes nothing per distributor
CREATE TABLE t.before AS SELECT count(*) AS records FROM distribution.push_record;
SELECT t.sync('kedai', 'N-1', 'A 30') \g /dev/null
SELECT t.push('N-1') \g /dev/null
SELECT t.sync('kedai', 'N-2', 'A 5, B 1') \g /dev/null
SELECT t.push('N-2') \g /dev/null
SELECT t.receive('A', 'south', 7) \g /dev/null
SELECT is(count(*), records, 'ST-8: a push of orders writes nothing per distributor') FROM distribution.push_record, t.before GROUP BY records;
SELECT is(t.oversold(), NULL, 'ST-6: and before the next run nobody sees more than is left');
SELECT is(t.mirror('toko', 'A'), '65/50', 'ST-6: less at once, more with the next run');
SELECT is(t.run(), 12, 'ST-8: several changes of a stock row are one: 2 of A and 1 of B, to 4 distributors');
SELECT is(t.mirror('toko', 'A') || ' ' || t.mirror('toko', 'B'), '65/57 99/50', 'ST-8: as it stands now');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('N-1')) \g /dev/null
SELECT is(t.mirror('toko', 'A'), '65/57', 'ST-8: released stock waits for a run');
SELECT distribution.adjust_stock(t.id('supplier'), t.id('north'), t.id('A'), 90, 10) \g /dev/null
SELECT is(t.run(1) + t.run(1), 4, 'ST-8: at most so many changes a run');
SELECT is(t.mirror('toko', 'A'), '75/57', 'ST-4: less what is allocated and defective');

SELECT is(t.run(), 0, 'ST-8: nothing is left');
SELECT distribution.adjust_stock(t.id('supplier'), t.id('north'), t.id('A'), 90, 12) \g /dev/null
SELECT is(t.run() || ' ' || t.mirror('toko', 'A'), '4 73/57', 'ST-8: a count by itself is pushed');
SELECT distribution.adjust_stock(t.id('supplier'), t.id('north'), t.id('A'), 90, 10), t.run() \g /dev/null

-- ST-4: the threshold, and the switch
UPDATE distribution.supplier SET sold_out_below = 57 WHERE supplier_id = t.id('supplier');
SELECT is(t.mirror('kedai', 'A') || ' ' || t.mirror('kedai', 'B'), '75/57 99/0', 'ST-4: below the threshold nothing is shown');
SELECT t.run() \g /dev/null
SELECT is(t.record('kedai', 'A') || ', ' || t.record('kedai', 'B'), 'pushed 132, pushed 99', 'ST-4: and 0 is pushed');
UPDATE distribution.supplier SET sold_out_below = 0, auto_push_stock = false WHERE supplier_id = t.id('supplier');
SELECT is(t.run(), 0, 'ST-4: with the automatic push off nothing is pushed');
SELECT is(t.mirror('kedai', 'B'), '99/0', 'ST-6: what was pushed last stays');
UPDATE distribution.supplier SET auto_push_stock = true WHERE supplier_id = t.id('supplier');
SELECT is(t.run(), 32, 'ST-8: what was collected meanwhile is pushed: all, for the threshold has changed');
SELECT is(t.mirror('kedai', 'B'), '99/50', 'ST-4: in full again');

-- PD-3, CL-2, VI-5, PA-5: 0 at once, in the same transaction, and pushed as 0
SELECT distribution.disable_product(t.id('supplier'), t.id('A')) \g /dev/null
SELECT results_eq($$SELECT t.mirror(p, 'A'), t.record(p, 'A') FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS p$$,
	$$SELECT '0/0', 'pushed 0' FROM generate_series(1, 4)$$, 'PD-3: disabling pushes 0 to every distributor at once');
SELECT t.receive('A', 'north', 5) \g /dev/null
SELECT is(t.run() || ' ' || t.mirror('kedai', 'A'), '0 0/0', 'CL-3: a disabled product is not pushed');
SELECT distribution.enable_product(t.id('supplier'), t.id('A')) \g /dev/null
SELECT is(t.run() || ' ' || t.mirror('kedai', 'A'), '8 80/57', 'CL-3: it comes back by itself');
SELECT distribution.stop_claim(t.id('supplier'), t.id('toko'), t.id('A')) \g /dev/null
SELECT is(t.mirror('toko', 'A') || ' ' || t.record('toko', 'A') || ' ' || t.mirror('kedai', 'A'), '0/0 pushed 0 80/57', 'CL-2: a stop pushes 0 to that one at once');
SELECT distribution.resume_claim(t.id('supplier'), t.id('toko'), t.id('A')) \g /dev/null
SELECT is(t.run() || ' ' || t.mirror('toko', 'A'), '2 80/57', 'CL-2: a resumed claim is pushed to again');
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'all', 'all');
SELECT is(t.mirror('toko', 'A') || ' ' || coalesce(t.oversold(), 'sound'), '0/0 sound', 'CL-3: a rule that hides shows 0 at once');
DELETE FROM distribution.visibility_rule;
SELECT is(t.mirror('toko', 'A'), '80/57', 'CL-3: and comes back by itself');
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'all', 'all');
SELECT t.run() \g /dev/null
SELECT is(t.record('toko', 'A'), 'pushed 0', 'CL-3: what is hidden is pushed as 0');
DELETE FROM distribution.visibility_rule;
SELECT t.run() \g /dev/null
SELECT is(t.mirror('toko', 'A') || ' ' || t.record('toko', 'A'), '80/57 pushed 137', 'CL-3: what is shown again is pushed again');

-- ST-5: mirrors
SELECT t.make_warehouse('supplier', 'third') \g /dev/null
SELECT t.receive(sku, 'third', 10) FROM unnest(ARRAY['A', 'B', 'C', 'D']) AS sku \g /dev/null
SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('third')]) \g /dev/null
SELECT is(t.mirror('kedai', 'A') || ' ' || t.record('kedai', 'A'), '80/0 pushed 80', 'ST-5: un-assigning a warehouse pushes 0 to its mirror at once');
CREATE FUNCTION t.faults_of_record(warehouse text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE distribution.push_record SET quantity = 57 WHERE record_id = (SELECT max(record_id) FROM distribution.push_record
		WHERE partnership_id = t.id('kedai') AND sku_id = t.id('A') AND warehouse_id = t.id(warehouse));
	RAISE EXCEPTION USING ERRCODE = 'T0000', MESSAGE = coalesce(t.faults(), 'sound');
EXCEPTION WHEN SQLSTATE 'T0000' THEN
	RETURN SQLERRM;
END
$$;
SELECT is(t.faults_of_record('south'), format('push_record: partnership %s, SKU %s, warehouse %s: 57 pushed last of what has ended', t.id('kedai'), t.id('A'), t.id('south')),
	'ST-5: verify() finds a mirror of a warehouse that is not assigned any more');
SELECT is(t.faults_of_record('north'), 'sound', 'ST-5: and nothing where it is assigned');
SELECT t.run() \g /dev/null
SELECT is(t.record('kedai', 'A') || ' ' || t.mirror('kedai', 'A'), 'failed 80 no_supplier_warehouse 80/0', 'ST-5: without a mirror a push fails, with that reason');
SELECT is(t.run(), 8, 'ST-4: a failed push is tried again at the next run: 4 products, 2 warehouses');
SELECT distribution.create_supplier_warehouse(t.id('supplier'), t.id('kedai'), t.id('third')) \g /dev/null
SELECT t.run() \g /dev/null
SELECT is(t.record('kedai', 'A') || ' ' || t.mirror('kedai', 'A'), 'pushed 90 80/0/10', 'ST-5: with the mirror it succeeds');
SELECT is(t.run(), 0, 'ST-4: and is not tried again');
SELECT distribution.set_warehouses(t.id('supplier'), t.id('saigon'), '{}') \g /dev/null
SELECT is(t.mirror('saigon', 'A') || ' ' || t.record('saigon', 'A'), '0/0 pushed 0', 'ST-5: with none assigned nothing is offered');
SELECT t.run() \g /dev/null

-- ST-7: retention: the newest 30 per product and distributor
SELECT is(t.oversold(), NULL, 'ST-6: all is sound');
CREATE FUNCTION t.many(runs int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. runs LOOP
		PERFORM t.receive('D', 'north', 1), t.receive('D', 'south', 1), t.run();
	END LOOP;
END
$$;
SELECT t.many(25) \g /dev/null
SELECT is(t.kept('toko', 'D'), 30, 'ST-7: the newest 30 are kept, of both warehouses together');
SELECT ok(max(n) <= 30 + 2 * 10, 'ST-7: and the table holds little more')
FROM (SELECT count(*) AS n FROM distribution.push_record WHERE sku_id = t.id('D') GROUP BY partnership_id) AS c;
SELECT results_eq($$SELECT quantity FROM distribution_report.push_record_history WHERE partnership_id = t.id('toko') AND sku_id = t.id('D') AND warehouse_id = t.id('north') ORDER BY record_id DESC LIMIT 2$$,
	$$VALUES (125), (124)$$, 'ST-7: the newest of them');
UPDATE distribution.supplier SET push_records_kept = 5 WHERE supplier_id = t.id('supplier');
SELECT is(t.kept('toko', 'D'), 5, 'ST-7: the number is a setting');
UPDATE distribution.push_record SET pushed_at = pushed_at + interval '1 hour' WHERE sku_id = t.id('D') AND warehouse_id = t.id('south');
SELECT is(t.kept('toko', 'D'), 6, 'ST-7: of several warehouses the newest are those that were pushed last, whatever their ids; and the latest of each');
UPDATE distribution.push_record SET pushed_at = pushed_at - interval '1 hour' WHERE sku_id = t.id('D') AND warehouse_id = t.id('south');
UPDATE distribution.supplier SET push_records_kept = 1 WHERE supplier_id = t.id('supplier');
SELECT is(t.kept('toko', 'D') || ' ' || t.record('toko', 'D') || ' ' || t.mirror('toko', 'D'), '2 pushed 200 125/75', 'ST-7: the latest of each warehouse always stays');
SELECT t.many(10) \g /dev/null
SELECT ok(max(n) <= 2 + 2 * 10, 'ST-7: older ones go') FROM (SELECT count(*) AS n FROM distribution.push_record WHERE sku_id = t.id('D') GROUP BY partnership_id) AS c;
UPDATE distribution.supplier SET push_records_kept = 30 WHERE supplier_id = t.id('supplier');
UPDATE distribution.push_record SET pushed_at = pushed_at - interval '31 days' WHERE sku_id = t.id('B');
SELECT is(t.kept('toko', 'B') || ' ' || t.mirror('toko', 'B'), '2 99/50', 'ST-7: none older than 30 days, but the latest');
UPDATE distribution.supplier SET push_record_days = 40 WHERE supplier_id = t.id('supplier');
SELECT ok(t.kept('toko', 'B') > 2, 'ST-7: the days are a setting too');
UPDATE distribution.supplier SET push_record_days = 30 WHERE supplier_id = t.id('supplier');
-- Where summer time began fifteen days ago, thirty days are an hour less by the calendar.
UPDATE distribution.push_record SET pushed_at = now() - interval '719 hours 30 minutes' WHERE sku_id = t.id('D');
SELECT set_config('timezone', format('AAA0BBB-1,J%s/0,J%s/0', least(365, extract(doy FROM now() - interval '15 days')::int), least(365, extract(doy FROM now() + interval '100 days')::int)), true) \g /dev/null
SELECT is(t.kept('toko', 'D'), 8, 'ST-7: a day has 24 hours, whatever the session''s zone does');
SELECT set_config('timezone', 'UTC', true) \g /dev/null
UPDATE distribution.stock_push_product SET trimmed_at = trimmed_at - interval '2 days' WHERE sku_id = t.id('B');
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(count(*), 2::bigint, 'ST-7: maintenance takes away what got old without a push') FROM distribution.push_record WHERE sku_id = t.id('B') AND partnership_id = t.id('toko');

-- PA-5
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('raan'), 'the end') \g /dev/null
SELECT results_eq($$SELECT t.mirror('raan', sku), t.record('raan', sku) FROM unnest(ARRAY['A', 'B', 'C', 'D']) AS sku$$,
	$$SELECT '0/0', 'pushed 0' FROM generate_series(1, 4)$$, 'PA-5: terminating pushes 0 of everything at once');
SELECT t.receive('A', 'north', 5) \g /dev/null
SELECT t.run() \g /dev/null
SELECT is(t.mirror('raan', 'A') || ' ' || t.record('raan', 'A') || ' ' || coalesce(t.oversold(), 'sound'), '0/0 pushed 0 sound', 'PA-5: and nothing is pushed after it');

-- All suppliers; callers' mistakes
SELECT t.receive('A', 'north', 1), distribution.receive_stock(t.id('rival'), t.id('west'), t.id('rival A'), 4) \g /dev/null
SELECT is(distribution.push_inventory(), 3, 'ST-8: of all suppliers: to kedai, to toko, and to kedai at the rival');
SELECT is(t.state_of(format('SELECT distribution.push_inventory(%s)', arguments)), expected, 'ST-8: ' || name)
FROM (VALUES ('0', 'SD005', 'an unknown supplier'), ('NULL, 0', '22023', 'no change at all'), ('NULL, NULL', '22004', 'null changes')) AS c (arguments, expected, name);
SELECT is(t.faults(), NULL, 'ST-2: the books are sound');
SELECT * FROM finish();
ROLLBACK;
