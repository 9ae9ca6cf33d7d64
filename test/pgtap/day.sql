-- The day of a fact is one of the supplier's time zone, whoever reads it and wherever: neither UTC's nor the session's.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();
SET LOCAL client_min_messages = warning;

SELECT t.make_supplier(name, 'MYR'), t.make_warehouse(name, name || ' warehouse'), t.make_product(name, 'A', 1), t.go_live(name)
FROM unnest(ARRAY['east', 'far west']) AS name \g /dev/null
SELECT t.make_account(name || ' account'), t.make_partner(name, name || ' account', 'MYR', NULL, supplier)
FROM (VALUES ('timur', 'east'), ('barat', 'far west')) AS d (name, supplier) \g /dev/null
UPDATE distribution.supplier SET time_zone = 'Pacific/Kiritimati' WHERE supplier_id = t.id('east');
SELECT is(string_agg(DISTINCT p.time_zone, ' '), 'Pacific/Kiritimati', 'LE-6: a partnership follows its supplier''s zone')
FROM distribution.partnership AS p WHERE p.supplier_id = t.id('east');
UPDATE distribution.supplier SET time_zone = 'Pacific/Pago_Pago' WHERE supplier_id = t.id('far west');
SELECT t.make_account('second account'), t.make_partner('second', 'second account', 'MYR', NULL, 'far west') \g /dev/null
SELECT is(string_agg(DISTINCT p.time_zone, ' '), 'Pacific/Pago_Pago', 'LE-6: and has it from its application on')
FROM distribution.partnership AS p WHERE p.supplier_id = t.id('far west');
SELECT is(string_agg(DISTINCT p.time_zone, ' '), 'UTC', 'LE-6: other suppliers'' have theirs')
FROM distribution.partnership AS p WHERE p.supplier_id NOT IN (t.id('east'), t.id('far west'));

SELECT distribution.receive_stock(t.id(s), t.id(s || ' warehouse'), t.id(s || ' A'), 10), distribution.post_entry(t.id(s), t.id(d), 'top_up', 100),
	t.name_it(d || ' order', distribution.sync_order(t.id(s), t.id(d), t.payload(d)))
FROM (VALUES ('timur', 'east'), ('barat', 'far west')) AS v (d, s) \g /dev/null
SELECT distribution.push_inventory(t.id(s)) FROM unnest(ARRAY['east', 'far west']) AS s \g /dev/null
CREATE FUNCTION t.days() RETURNS TABLE (supplier_id bigint, fact text, day date) LANGUAGE sql AS $$
	SELECT l.supplier_id, 'order_lines', l.pushed_on FROM distribution_report.order_lines AS l
	UNION SELECT p.supplier_id, 'packages', p.pushed_on FROM distribution_report.packages AS p
	UNION SELECT r.supplier_id, 'reconciliation', r.posted_on FROM distribution_report.reconciliation AS r
	UNION SELECT r.supplier_id, 'push_records', r.pushed_on FROM distribution_report.push_records AS r
	UNION SELECT r.supplier_id, 'push_record_history', r.pushed_on FROM distribution_report.push_record_history AS r
$$;
SELECT is(string_agg(fact, ' ' ORDER BY fact), 'order_lines packages', 'LE-6: what was not pushed has no day')
FROM t.days() WHERE supplier_id = t.id('east') AND day IS NULL;
SELECT is(distribution.push_order(t.id(s), t.id(d || ' order'))::text ~ 'pushed', true, 'the order of ' || d || ' is pushed')
FROM (VALUES ('timur', 'east'), ('barat', 'far west')) AS v (d, s);

-- 22:30 in UTC is half past noon of the next day in Kiritimati, 10:30 half an hour before midnight of the day before in Pago Pago.
SET LOCAL session_replication_role = replica;
UPDATE distribution.supply_order SET pushed_at = CASE supplier_id WHEN t.id('east') THEN '2026-02-28T22:30Z' ELSE '2026-03-01T10:30Z' END::timestamptz
WHERE pushed_at IS NOT NULL AND supplier_id IN (t.id('east'), t.id('far west'));
UPDATE distribution.ledger_entry SET posted_at = CASE supplier_id WHEN t.id('east') THEN '2026-02-28T22:30Z' ELSE '2026-03-01T10:30Z' END::timestamptz
WHERE supplier_id IN (t.id('east'), t.id('far west'));
UPDATE distribution.push_record SET pushed_at = CASE supplier_id WHEN t.id('east') THEN '2026-02-28T22:30Z' ELSE '2026-03-01T10:30Z' END::timestamptz
WHERE supplier_id IN (t.id('east'), t.id('far west'));
SET LOCAL session_replication_role = origin;

CREATE ROLE t_supplier;
CREATE ROLE t_distributor;
GRANT USAGE ON SCHEMA t TO t_supplier, t_distributor;
GRANT SELECT ON t.thing TO t_supplier, t_distributor;
SELECT distribution.grant_member(t.id(name), 't_supplier', '{report}') FROM unnest(ARRAY['east', 'far west']) AS name \g /dev/null
SELECT distribution.grant_member(t.id(name || ' account'), 't_distributor', '{report}') FROM unnest(ARRAY['timur', 'barat']) AS name \g /dev/null
CREATE FUNCTION t.read_days(role text, zone text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	PERFORM set_config('role', role, true), set_config('TimeZone', zone, true);
	SELECT string_agg(format('%s: %s', CASE d.supplier_id WHEN t.id('east') THEN 'east' ELSE 'far west' END, d.facts), ', ' ORDER BY d.supplier_id) INTO result
	FROM (
		SELECT f.supplier_id, string_agg(DISTINCT f.day::text, ' ') || ' of ' || count(*) AS facts
		FROM t.days() AS f
		GROUP BY f.supplier_id
	) AS d;
	PERFORM set_config('role', 'none', true), set_config('TimeZone', 'UTC', true);
	RETURN result;
END
$$;
SELECT is(t.read_days(role, zone), 'east: 2026-03-01 of 5, far west: 2026-02-28 of 5', format('LE-6: the days of all facts are the supplier''s, for a %s in %s', substr(role, 3), zone))
FROM unnest(ARRAY['t_supplier', 't_distributor']) AS role, unnest(ARRAY['UTC', 'Asia/Kathmandu', 'America/Los_Angeles']) AS zone;
SELECT * FROM finish();
ROLLBACK;
