-- Monthly order quotas (QU-1).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.set_quota(plan_name text, quota int) RETURNS void LANGUAGE sql AS $$
	UPDATE distribution.plan SET order_quota = quota WHERE plan = plan_name
$$;
CREATE FUNCTION t.next(partner text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	name text := format('N-%s', (SELECT count(*) FROM t.thing));
BEGIN
	PERFORM t.sync(partner, name, 'D 1');
	RETURN t.pushed(name);
END
$$;

-- Distributors are on V1, suppliers on V2. One order each before there is any quota.
SELECT is(t.next('kedai'), 'pushed 3.80 MYR', 'QU-1: null is unlimited');
SELECT t.set_quota('V1', 3) \g /dev/null
SELECT is(t.next('kedai'), 'pushed 3.80 MYR', 'QU-1: the second of three');
SELECT is(t.next('kedai'), 'pushed 3.80 MYR', 'QU-1: the third, the one before the quota counts');
SELECT is(t.next('kedai'), 'push_failed quota_exhausted', 'QU-1: at the limit');
SELECT matches(detail, 'distributor', 'QU-1: naming the side')
FROM distribution_report.distributor_orders WHERE supplier_id = t.id('supplier') AND reason = 'quota_exhausted';
SELECT is(t.next('saigon'), 'pushed 27161.00 VND', 'QU-1: another distributor has a quota of its own: 14667 + 8148 + 4346');
SELECT is(t.next('kedai'), 'push_failed quota_exhausted', 'QU-1: a refused push uses none and gets none');

-- The supplier's: four orders so far
SELECT t.set_quota('V1', NULL), t.set_quota('V2', 5) \g /dev/null
SELECT is(t.next('kedai'), 'pushed 3.80 MYR', 'QU-1: the supplier''s fifth of five');
SELECT is(t.next('toko'), 'push_failed quota_exhausted', 'QU-1: the sixth is refused, whoever pushes');
SELECT matches(detail, 'supplier', 'QU-1: naming the side')
FROM distribution_report.distributor_orders WHERE supplier_id = t.id('supplier') AND distributor_id = t.id('toko account') AND reason = 'quota_exhausted';
SELECT t.set_quota('V2', 6) \g /dev/null
SELECT t.set_quota('V1', 0) \g /dev/null
SELECT is(t.next('toko'), 'push_failed quota_exhausted', 'QU-1: a quota of 0 allows none');
SELECT matches(detail, 'distributor', 'OR-4: the distributor''s is asked before the supplier''s')
FROM distribution_report.distributor_orders WHERE supplier_id = t.id('supplier') AND order_id = (SELECT max(order_id) FROM distribution.supply_order);
SELECT t.set_quota('V1', NULL) \g /dev/null
SELECT t.set_quota('V2', NULL) \g /dev/null

-- explain_push says what push_order will do, also before anything was counted
SELECT t.set_quota('V1', 1) \g /dev/null
DELETE FROM distribution.quota_usage;
SELECT t.sync('kedai', 'E-1', 'D 1') \g /dev/null
SELECT results_eq($$SELECT passes, detail IS NOT NULL FROM distribution.explain_push(t.id('supplier'), t.id('E-1')) WHERE check_name = 'quota_exhausted'$$,
	$$VALUES (false, true)$$, 'OR-4: an explanation counts what is not counted yet');
SELECT is_empty('SELECT FROM distribution.quota_usage', 'OR-4: and changes nothing');
SELECT is(t.pushed('E-1'), 'push_failed quota_exhausted', 'OR-4: as the push then does');
SELECT is(count(*), 1::bigint, 'QU-1: which counts') FROM distribution.quota_usage;
SELECT t.set_quota('V1', NULL) \g /dev/null

-- WD-2: quota is not given back
SELECT t.set_quota('V1', 1) \g /dev/null
SELECT t.sync('raan', 'W-1', 'D 1') \g /dev/null
SELECT is(t.pushed('W-1'), 'pushed 29.59 THB', 'QU-1: the only one: 11.68 + 11.68 + 6.23');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('W-1')) \g /dev/null
SELECT is(t.next('raan'), 'push_failed quota_exhausted', 'WD-2: quota is not given back');
SELECT t.set_quota('V1', NULL) \g /dev/null

-- A batch spends it together; pushing again uses none
SELECT t.set_quota('V1', 3) \g /dev/null
SELECT t.sync('toko', 'B-' || n, 'D 1') FROM generate_series(1, 4) AS n \g /dev/null
SELECT is(t.outcomes('B-1', 'B-2', 'B-3', 'B-4'), ARRAY['pushed 12775.00 IDR', 'pushed 12775.00 IDR', 'pushed 12775.00 IDR', 'push_failed quota_exhausted'],
	'QU-1: orders of one batch cannot together exceed it');

SELECT is(t.pushed('B-1'), 'pushed 12775.00 IDR', 'OR-5: pushing again asks for none');

-- What was pushed while nothing was counted counts when a quota is set again: four orders of kedai.
SELECT t.set_quota('V1', 5) \g /dev/null
SELECT is(t.next('kedai'), 'pushed 3.80 MYR', 'QU-1: the fifth of five');
SELECT is(t.next('kedai'), 'push_failed quota_exhausted', 'QU-1: the sixth, though one was pushed while there was no quota');

-- The month is UTC's, wherever the session is: one order of its first minute, one of the minute before
SELECT t.make_account('muar account'), t.make_partner('muar', 'muar account', 'MYR'), t.top_up('muar', 100) \g /dev/null
SELECT t.next('muar'), t.next('muar') \g /dev/null
UPDATE distribution.supply_order SET pushed_at = date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
	+ CASE WHEN order_id = (SELECT max(order_id) FROM distribution.supply_order WHERE partnership_id = t.id('muar')) THEN interval '1 minute' ELSE '-1 minute' END
WHERE partnership_id = t.id('muar');
DELETE FROM distribution.quota_usage;
CREATE FUNCTION t.used(zone text, from_orders boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	seen text;
BEGIN
	PERFORM set_config('timezone', zone, true);
	IF from_orders THEN
		SELECT used::text || ' ' || month INTO seen FROM distribution_report.quota_status WHERE account_id = t.id('muar account');
	ELSE
		PERFORM t.next('muar');
		SELECT used::text || ' ' || month INTO seen FROM distribution.quota_usage WHERE account_id = t.id('muar account');
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'T0000', MESSAGE = seen;
EXCEPTION WHEN SQLSTATE 'T0000' THEN
	PERFORM set_config('timezone', 'UTC', true);
	RETURN SQLERRM;
END
$$;
SELECT is(t.used(zone, true), '1 ' || date_trunc('month', now() AT TIME ZONE 'UTC')::date, 'QU-1: orders of the month are those of UTC''s, seen from ' || zone)
FROM unnest(ARRAY['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12']) AS zone;
SELECT is(t.used(zone, false), '2 ' || date_trunc('month', now() AT TIME ZONE 'UTC')::date, 'QU-1: and counted as such by a push in ' || zone)
FROM unnest(ARRAY['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12']) AS zone;
UPDATE distribution.supply_order SET pushed_at = now() WHERE partnership_id = t.id('muar');
SELECT t.next('kedai') \g /dev/null
-- A count that is not settled is made anew, also beside one that is missing
SELECT t.set_quota('V1', 100), t.set_quota('V2', 100), t.next('muar') \g /dev/null
UPDATE distribution.quota_usage SET used = 0, settles_at = pg_current_xact_id()::text::bigint WHERE account_id = t.id('supplier');
DELETE FROM distribution.quota_usage WHERE account_id = t.id('muar account');
SELECT t.next('muar') \g /dev/null
SELECT is(u.used, distribution.orders_pushed(u.account_id, u.month::timestamp AT TIME ZONE 'UTC'),
	'QU-1: both counts are of the orders, the one that was not settled and the one that was missing')
FROM distribution.quota_usage AS u WHERE u.account_id IN (t.id('supplier'), t.id('muar account'));

-- One that is dropped while an order is pushed is the next push's to make
CREATE FUNCTION t.drop_count() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	PERFORM t.set_quota('V1', NULL), t.set_quota('V1', 100);
	RETURN NULL;
END
$$;
CREATE TRIGGER drop_count AFTER DELETE ON distribution.push_queue FOR EACH ROW EXECUTE FUNCTION t.drop_count();
SELECT t.sync('muar', 'D-1', 'A 1'), distribution.queue_push(t.id('supplier'), ARRAY[t.id('D-1')]), t.pushed('D-1') \g /dev/null
SELECT is(count(*), 0::bigint, 'QU-1: a count dropped meanwhile is not of this push alone') FROM distribution.quota_usage WHERE account_id = t.id('muar account');
DROP TRIGGER drop_count ON distribution.push_queue;
SELECT t.next('muar') \g /dev/null
SELECT is(u.used, distribution.orders_pushed(u.account_id, u.month::timestamp AT TIME ZONE 'UTC'), 'QU-1: but of all, by the next')
FROM distribution.quota_usage AS u WHERE u.account_id = t.id('muar account');
-- A change that began last month and ends in this one: as seen from there, this month is the next one
INSERT INTO distribution.quota_usage (account_id, month, used)
SELECT account_id, (date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month')::date, 5 FROM (VALUES (t.id('muar account')), (t.id('supplier'))) AS a (account_id);
SELECT t.set_quota('V1', NULL), t.set_quota('V1', 100), distribution.set_plan(t.id('supplier'), 'V3') \g /dev/null
SELECT is_empty($$SELECT account_id, month FROM distribution.quota_usage WHERE month > now() AT TIME ZONE 'UTC'$$, 'QU-1: a change of plan across a month''s end leaves no count of the new month');
SELECT t.next('muar') \g /dev/null
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SET LOCAL session_replication_role = replica;
UPDATE distribution.quota_usage SET used = used + 1;
SELECT isnt(t.faults(), NULL, 'QU-1: verify finds a wrong count');
SET LOCAL session_replication_role = origin;
SELECT is(t.state_of($$UPDATE distribution.plan SET order_quota = -1$$), '23514', 'QU-1: a quota is not negative');

SELECT * FROM finish();
ROLLBACK;
