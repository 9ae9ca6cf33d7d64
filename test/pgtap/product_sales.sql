-- Units sold over the last days (PD-4).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- '3: 5/5.00, 7: …' of a product: units and daily average by window
CREATE FUNCTION t.sales(code text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s: %s/%s', window_days, units_sold, daily_average), ', ' ORDER BY window_days)
	FROM distribution_report.product_sales WHERE supplier_id = t.id('supplier') AND sku_id = t.id(code)
$$;
-- An order that was pushed so many days ago, as far as sales are concerned.
CREATE FUNCTION t.sold(partner text, order_no text, goods text, days int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.sync(partner, order_no, goods, logistics => 'platform');
	IF t.pushed(order_no) NOT LIKE 'pushed %' THEN
		RAISE EXCEPTION 'not pushed: %', order_no;
	END IF;
	UPDATE distribution.supply_order SET pushed_at = now() - make_interval(days => days)
	WHERE supplier_id = t.id('supplier') AND order_id = t.id(order_no);
	UPDATE distribution.order_stage SET pushed_at = now() - make_interval(days => days)
	WHERE supplier_id = t.id('supplier') AND order_id = t.id(order_no);
END
$$;
-- The same figures, whether counted or not
CREATE FUNCTION t.both_sales(code text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	before text := t.sales(code);
BEGIN
	PERFORM distribution.count_sales(t.id('supplier'));
	RETURN CASE WHEN t.sales(code) = before THEN before ELSE format('before: %s, after: %s', before, t.sales(code)) END;
END
$$;

SELECT is(t.sales('A'), '3: 0/0.00, 7: 0/0.00, 15: 0/0.00, 30: 0/0.00, 60: 0/0.00, 90: 0/0.00', 'PD-4: nothing sold');
SELECT t.sold('kedai', 'S-1', 'A 2, B 1; A 3', 0) \g /dev/null
SELECT is(t.both_sales('A'), '3: 5/5.00, 7: 5/5.00, 15: 5/5.00, 30: 5/5.00, 60: 5/5.00, 90: 5/5.00', 'PD-4: sold today: of one day');
SELECT is(t.sales('B'), '3: 1/1.00, 7: 1/1.00, 15: 1/1.00, 30: 1/1.00, 60: 1/1.00, 90: 1/1.00', 'PD-4: by product');
SELECT t.sold('toko', 'S-2', 'A 1', 1) \g /dev/null
SELECT is(t.both_sales('A'), '3: 6/3.00, 7: 6/3.00, 15: 6/3.00, 30: 6/3.00, 60: 6/3.00, 90: 6/3.00', 'PD-4: first sold yesterday: of two days');
SELECT t.sold('kedai', 'S-3', 'A 4', 2) \g /dev/null
SELECT is(t.both_sales('A'), '3: 10/3.33, 7: 10/3.33, 15: 10/3.33, 30: 10/3.33, 60: 10/3.33, 90: 10/3.33', 'PD-4: the window of three days holds today and two before');
SELECT t.sold('raan', 'S-4', 'A 7', 3) \g /dev/null
SELECT is(t.both_sales('A'), '3: 10/3.33, 7: 17/4.25, 15: 17/4.25, 30: 17/4.25, 60: 17/4.25, 90: 17/4.25', 'PD-4: the fourth day is out of it');
SELECT t.sold('saigon', 'S-5', 'A 10', 6), t.sold('saigon', 'S-6', 'A 1', 7), t.sold('kedai', 'S-7', 'A 1', 14), t.sold('kedai', 'S-8', 'A 1', 15),
	t.sold('kedai', 'S-9', 'A 1', 29), t.sold('kedai', 'S-10', 'A 1', 30), t.sold('kedai', 'S-11', 'A 1', 59), t.sold('kedai', 'S-12', 'A 1', 60),
	t.sold('kedai', 'S-13', 'A 1', 89), t.sold('kedai', 'S-14', 'A 1', 90) \g /dev/null
SELECT is(t.both_sales('A'), '3: 10/3.33, 7: 27/3.86, 15: 29/1.93, 30: 31/1.03, 60: 33/0.55, 90: 35/0.39', 'PD-4: every window ends where it should');
SELECT is((SELECT count(*) FROM distribution.product_sales_day WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A')), 14::bigint, 'PD-4: counted by day');
SELECT is((SELECT sum(units_sold) FROM distribution_report.product_sales WHERE supplier_id = t.id('rival')), 0::numeric, 'ID-4: another supplier has its own');

-- Cancelled orders do not count, whether they were counted or not.
SELECT distribution.withdraw_order(t.id('supplier'), t.id('S-5')) \g /dev/null
SELECT is(t.both_sales('A'), '3: 10/3.33, 7: 17/2.43, 15: 19/1.27, 30: 21/0.70, 60: 23/0.38, 90: 25/0.28', 'PD-4: a cancelled order was counted and counts no more');
SELECT t.sold('raan', 'S-15', 'A 100', 0) FROM (SELECT t.receive('A', 'north', 500)) AS r \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('S-15')) \g /dev/null
SELECT is(t.both_sales('A'), '3: 10/3.33, 7: 17/2.43, 15: 19/1.27, 30: 21/0.70, 60: 23/0.38, 90: 25/0.28', 'PD-4: pushed and cancelled before counting');
SELECT t.sync('kedai', 'S-16', 'A 1') \g /dev/null
SELECT is(t.both_sales('A'), '3: 10/3.33, 7: 17/2.43, 15: 19/1.27, 30: 21/0.70, 60: 23/0.38, 90: 25/0.28', 'PD-4: an order that is not pushed does not count');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('S-14')), distribution.withdraw_order(t.id('supplier'), t.id('S-13')) \g /dev/null
SELECT is(t.both_sales('A'), '3: 10/3.33, 7: 17/2.43, 15: 19/1.27, 30: 21/0.70, 60: 23/0.38, 90: 24/0.39', 'PD-4: the first uncancelled push is 60 days ago: of 61 days');

SELECT is(distribution.count_sales(), 0, 'PD-4: nothing is counted twice');
SELECT t.top_up('kedai', 5) \g /dev/null
SELECT is(distribution.count_sales(), 1, 'PD-4: other money events are passed over');
SELECT is(t.sales('A'), '3: 10/3.33, 7: 17/2.43, 15: 19/1.27, 30: 21/0.70, 60: 23/0.38, 90: 24/0.39', 'PD-4: and change nothing');

SELECT t.sold('kedai', 'S-17', 'B 1', 0) \g /dev/null
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(distribution.count_sales(), 0, 'PD-4: maintenance counts');
SELECT is(t.sales('B'), '3: 2/2.00, 7: 2/2.00, 15: 2/2.00, 30: 2/2.00, 60: 2/2.00, 90: 2/2.00', 'PD-4: all of it');

-- Days are the supplier's: the last minute of a day on the islands is still another one in UTC.
SELECT t.make_supplier('islands', 'MYR'), t.make_warehouse('islands', 'atoll'), t.make_product('islands', 'A', 1), t.go_live('islands') \g /dev/null
UPDATE distribution.supplier SET time_zone = 'Pacific/Kiritimati' WHERE supplier_id = t.id('islands');
SELECT t.make_account('reef account'), t.make_partner('reef', 'reef account', 'MYR', NULL, 'islands') \g /dev/null
SELECT distribution.set_credit(t.id('islands'), t.id('reef'), NULL, NULL), distribution.receive_stock(t.id('islands'), t.id('atoll'), t.id('islands A'), 9) \g /dev/null
SELECT distribution.push_order(t.id('islands'), t.name_it('I-' || n, distribution.sync_order(t.id('islands'), t.id('reef'), t.payload('I-' || n, 'A ' || n))))
FROM generate_series(1, 2) AS n \g /dev/null
CREATE TABLE t.day AS SELECT (now() AT TIME ZONE 'Pacific/Kiritimati')::date - 5 AS day;
UPDATE distribution.supply_order SET pushed_at = (day + CASE order_id WHEN t.id('I-1') THEN interval '1 minute' ELSE '23 hours 59 minutes' END) AT TIME ZONE 'Pacific/Kiritimati'
FROM t.day WHERE order_id IN (t.id('I-1'), t.id('I-2'));
UPDATE distribution.order_stage AS g SET pushed_at = o.pushed_at FROM distribution.supply_order AS o
WHERE o.supplier_id = g.supplier_id AND o.order_id = g.order_id AND g.supplier_id = t.id('islands');
CREATE FUNCTION t.island_days() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s: %s', d.day - t.day, d.units), ', ' ORDER BY d.day)
	FROM distribution_report.product_sales_daily AS d, t.day AS t (day) WHERE supplier_id = t.id('islands')
$$;
SELECT is(t.island_days(), '0: 3', 'PD-4: not counted yet, of the supplier''s day');
SELECT distribution.count_sales(t.id('islands')) \g /dev/null
SELECT is(t.island_days(), '0: 3', 'PD-4: and so when counted');

-- verify() finds what is counted wrong
SELECT is(t.faults(), NULL, 'PD-4: what is kept is sound');
UPDATE distribution.product_sales_day SET units = units + 1 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A') AND day = (now() AT TIME ZONE 'UTC')::date;
SELECT is(t.faults(), format('sales: SKU %s, day %s: 6 units counted, 5 pushed', t.id('A'), (now() AT TIME ZONE 'UTC')::date), 'PD-4: verify() tells of a wrong count');

SELECT * FROM finish();
ROLLBACK;
