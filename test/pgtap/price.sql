-- Unit prices (PC-1 … PC-6).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- PC-4: round_price
SELECT is(distribution.round_price(amount, mode, decimals)::text, expected, format('PC-4: %s of %s with %s decimals is %s', mode, amount, decimals, expected))
FROM (VALUES
	(1, 0.5, 'nearest', 2, '1.00'), (2, 1.5, 'nearest', 2, '2.00'), (3, 2.5, 'nearest', 2, '3.00'),
	(4, -0.5, 'nearest', 2, '-1.00'), (5, -2.5, 'nearest', 2, '-3.00'), (6, 0.4999999999, 'nearest', 2, '0.00'),
	(7, 2.4999999999, 'nearest', 0, '2.00'),
	(10, 1.01, 'up', 2, '2.00'), (11, 1, 'up', 2, '1.00'), (12, -1.01, 'up', 2, '-1.00'), (13, 0, 'up', 2, '0.00'),
	(14, 1.0000000001, 'up', 0, '2.00'), (15, 1e-400, 'up', 2, '1.00'), (16, -1e-400, 'up', 2, '0.00'), (17, 1.00000000000000000000000, 'up', 2, '1.00'),
	(20, 1.99, 'down', 2, '1.00'), (21, 1, 'down', 2, '1.00'), (22, -1.01, 'down', 2, '-2.00'), (23, 0.99, 'down', 0, '0.00'),
	(24, -1e-400, 'down', 0, '-1.00'), (25, 0.4999999999999999999999999, 'nearest', 2, '0.00'), (26, 1.0050000000000000000000001, 'cents', 2, '1.01'),
	(30, 1.005, 'cents', 2, '1.01'), (31, -1.005, 'cents', 2, '-1.01'), (32, 1.0049999999, 'cents', 2, '1.00'),
	(33, 1.05, 'cents', 1, '1.10'), (34, 1.04, 'cents', 1, '1.00'), (35, 2.5, 'cents', 0, '3.00'), (36, 2.4, 'cents', 0, '2.00'),
	(37, 17, 'cents', 2, '17.00'),
	(40, 92233720368547758.07, 'cents', 2, '92233720368547758.07')
) AS c (no, amount, mode, decimals, expected)
ORDER BY no;
SELECT is(distribution.round_price(1.234, 'cents')::text, '1.23', 'PC-4: two decimals by default');
SELECT is(distribution.round_price(NULL, 'cents'), NULL, 'PC-4: of nothing, nothing');

SELECT is(count(*), 0::bigint, 'PC-4: two modes never differ by more than one whole unit')
FROM generate_series(-300, 300) AS n
CROSS JOIN LATERAL (
	SELECT max(distribution.round_price(n * 0.013, mode, decimals)) - min(distribution.round_price(n * 0.013, mode, decimals)) AS apart
	FROM unnest(ARRAY['up', 'down', 'nearest', 'cents']) AS mode CROSS JOIN generate_series(0, 2) AS decimals
) AS modes
WHERE apart > 1;

SELECT is(t.state_of(format('SELECT distribution.round_price(%s)', arguments)), expected, 'PC-4: ' || name)
FROM (VALUES
	(1, $$1, 'sideways'$$, '22023', 'there is no other mode'),
	(2, $$1, 'UP'$$, '22023', 'modes are lower-case'),
	(3, $$1, ''$$, '22023', 'none is empty'),
	(5, $$1, 'cents', 3$$, '22023', 'no currency has three decimals'),
	(6, $$1, 'cents', -1$$, '22023', 'nor less than none'),
	(7, $$'NaN', 'cents'$$, '22003', 'not a number is no amount'),
	(8, $$'Infinity', 'up'$$, '22003', 'infinity is no amount'),
	(9, $$'-Infinity', 'down'$$, '22003', 'nor is its opposite'),
	(10, $$1e400, 'cents'$$, '22003', '1e400 is out of range'),
	(11, $$92233720368547758.08, 'cents'$$, '22003', 'nothing wraps'),
	(12, $$92233720368547758.07, 'up'$$, '22003', 'not even by rounding'),
	(13, $$999999999999999999.99, 'cents'$$, '22003', 'eighteen digits are out of range')
) AS c (no, arguments, expected, name)
ORDER BY no;

-- PC-1: the waterfall. Each step takes away what decided the step before.
CREATE FUNCTION t.price(partner text, sku text) RETURNS numeric LANGUAGE sql AS $$
	SELECT distribution.distribution_price(t.id('supplier'), t.id(partner), t.id(sku))
$$;

INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES
	(t.id('supplier'), t.id('A'), 2, 7.00), (t.id('supplier'), t.id('A'), 0, 8.00);
SELECT is(t.price('saigon', 'A'), 38025.00, 'PC-1: SKU price for its level: 7.00 at 5432.1 is 38024.7');
SELECT is(t.price('toko', 'A'), 28000.00, 'PC-1: none for its level: the SKU price for all levels, 8.00 at 3500');
SELECT is(t.price('kedai', 'A'), 8.00, 'PC-1: without a level: the SKU price for all levels');
DELETE FROM distribution.sku_price WHERE level = 2;
SELECT is(t.price('saigon', 'A'), 43457.00, 'PC-1: then the SKU price for all levels: 8.00 at 5432.1 is 43456.8');
DELETE FROM distribution.sku_price WHERE level = 0;
SELECT is(t.price('saigon', 'A'), 60840.00, 'PC-1: then its level''s rule: 11.20 at 5432.1 is 60839.52');
SELECT is(t.price('toko', 'A'), 31500.00, 'PC-1: a rule of its own supplier: 10.00 x 90 % at 3500 (the rival''s is 53 % + 3.45)');
SELECT is(t.price('kedai', 'A'), 10.00, 'PC-1: then the base price');
SELECT is(t.price('raan', 'A'), 77.88, 'PC-3: 10.00 divided by 0.1284 is 77.8816');
UPDATE distribution.customer_level SET percent = 112.5, plus = -0.25 WHERE supplier_id = t.id('supplier') AND level = 1;
SELECT is(t.price('toko', 'C'), 38460.63, 'PC-2: 9.99 x 112.5 % - 0.25 = 10.98875, at 3500 38460.625');
DELETE FROM distribution.sku_price;

-- PC-3: converted, rounded once a unit, then multiplied.
UPDATE distribution.fixed_rate SET rate = 0.2137 WHERE supplier_id = t.id('supplier');
UPDATE distribution.customer_level SET percent = 100, plus = 0 WHERE supplier_id = t.id('supplier') AND level = 1;
SELECT is(t.price('toko', 'C'), 2.13, 'PC-3: 9.99 at 0.2137 is 2.13');
SELECT t.sync('toko', 'N-once', 'C 3', logistics => 'platform') \g /dev/null
SELECT t.push('N-once') \g /dev/null
SELECT is(goods_amount, 6.39, 'PC-3: three of them are 6.39: converted, rounded once a unit, then multiplied')
FROM distribution_report.supply_orders WHERE order_id = t.id('N-once') AND supplier_id = t.id('supplier');
UPDATE distribution.fixed_rate SET rate = 3500 WHERE supplier_id = t.id('supplier');

-- PC-5: D costs 1.50. What is shown stays in the mode last seen, until an order with it syncs.
CREATE FUNCTION t.shown(partner text, product text) RETURNS numeric LANGUAGE sql AS $$
	SELECT displayed_price FROM distribution_report.offered_products
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND sku_id = t.id(product)
$$;
CREATE FUNCTION t.line_price(order_no text, line int DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', unit_price, rounding) FROM distribution.order_line
	WHERE supplier_id = t.id('supplier') AND order_id = t.id(order_no) AND line_no = line
$$;
CREATE FUNCTION t.set_rounding(mode text) RETURNS void LANGUAGE sql AS $$
	UPDATE distribution.supplier SET rounding = mode WHERE supplier_id = t.id('supplier')
$$;

SELECT is(t.shown('kedai', 'D'), 1.50, 'PC-5: shown to the cent, as claimed');
SELECT t.set_rounding('down') \g /dev/null
SELECT is(t.shown('kedai', 'D'), 1.50, 'PC-5: a new mode does not change what is shown');
SELECT is(t.price('kedai', 'D'), 1.00, 'PC-5: an order syncing now is billed in it');
SELECT t.sync('kedai', 'N-down', 'D 2') \g /dev/null
SELECT is(t.line_price('N-down'), '1.00 down', 'PC-5: the next order is billed in the new mode');
SELECT is(t.shown('kedai', 'D'), 1.00, 'PC-5: and from then on it is shown');
SELECT is(t.shown('kedai', 'C'), 9.99, 'PC-5: a product that was not in the order is shown as before');
SELECT is(t.shown('raan', 'D'), 11.68, 'PC-5: and so it is to another distributor: 1.50 divided by 0.1284');
SELECT t.set_rounding('up') \g /dev/null
SELECT is(t.shown('kedai', 'D'), 1.00, 'PC-5: down to up: still shown 1.00');
-- judged at the push: its price is of then, and so is what is shown
SELECT t.sync('saigon', 'N-open', 'NEW 1'), t.sync('saigon', 'N-fails', 'NEW 1') \g /dev/null
SELECT distribution.map_sku(t.id('supplier'), t.id('saigon'), t.id('D'), 'NEW') \g /dev/null
SELECT is(rounding, 'cents', 'PC-5: claimed in another mode') FROM distribution.claim WHERE partnership_id = t.id('saigon') AND sku_id = t.id('D');
SELECT distribution.hold_partnership(t.id('supplier'), t.id('saigon'), 'to fail') \g /dev/null
SELECT t.push('N-fails') \g /dev/null
SELECT is(rounding, 'cents', 'PC-5: a refusal bills nothing and shows nothing else') FROM distribution.claim WHERE partnership_id = t.id('saigon') AND sku_id = t.id('D');
SELECT distribution.release_partnership(t.id('supplier'), t.id('saigon')) \g /dev/null
SELECT t.push('N-open') \g /dev/null
SELECT results_eq($$
	SELECT c.rounding, l.rounding, l.unit_price = t.shown('saigon', 'D')
	FROM distribution.claim AS c JOIN distribution.order_line AS l ON l.supplier_id = c.supplier_id AND l.sku_id = c.sku_id
	WHERE c.partnership_id = t.id('saigon') AND l.order_id = t.id('N-open')
$$, $$VALUES ('up', 'up', true)$$, 'PC-5: what was billed is what is then shown, also of a line judged at the push');
SELECT is(rounding, 'cents', 'PC-5: to that distributor') FROM distribution.claim WHERE partnership_id = t.id('raan') AND sku_id = t.id('D');
SELECT is(rounding, 'cents', 'PC-5: of that product') FROM distribution.claim WHERE partnership_id = t.id('saigon') AND sku_id = t.id('A');
SELECT is(t.price('kedai', 'D'), 2.00, 'PC-5: the next order will be billed 2.00');
SELECT t.sync('kedai', 'N-up', 'D 2, A 1') \g /dev/null
SELECT is(t.line_price('N-up'), '2.00 up', 'PC-5: next order billed 2.00');
SELECT is(t.shown('kedai', 'D'), 2.00, 'PC-5: now it is shown');
SELECT is(count(order_id), 1::bigint, 'OR-1: of two orders the one with a warehouse that is not its own is not stored')
FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), json_build_array(t.payload('N-good', 'A 1'), t.payload('N-bad', 'C 1', warehouse => 'west')));
SELECT is(t.shown('kedai', 'C'), 9.99, 'PC-5: an order that was not stored changes no mode');
SELECT is(t.line_price('N-down'), '1.00 down', 'PC-5: an order that synced before keeps its price');
SELECT is(t.pushed('N-down'), 'pushed 5.10 MYR', 'OR-2: and is billed at it: 2 x 1.00 + 1.50 + 2 x 0.80');
SELECT is(t.pushed('N-up'), 'pushed 17.90 MYR', 'PC-5: the other at its own: 2 x 2.00 + 10.00 + 1.50 + 3 x 0.80');
SELECT t.set_rounding('down') \g /dev/null
UPDATE distribution.distribution_product SET base_price = 2.50 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('D');
SELECT is(t.shown('kedai', 'D'), 3.00, 'PC-5: all other price changes show at once, in the mode last seen');
INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('D'), 1.00);
SELECT is(t.shown('kedai', 'D'), 1.00, 'PC-5: exactly 1 is 1.00 in every mode');
SELECT is(t.price('kedai', 'D'), 1.00, 'PC-5: displayed and billed');
DELETE FROM distribution.sku_price;
-- Strictly between 1 and 2, every hundredth.
CREATE FUNCTION t.both(raw numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	low numeric;
BEGIN
	UPDATE distribution.distribution_product SET base_price = raw WHERE supplier_id = t.id('supplier') AND sku_id = t.id('D');
	PERFORM t.set_rounding('down');
	low := t.price('kedai', 'D');
	PERFORM t.set_rounding('up');
	RETURN low || ' ' || t.price('kedai', 'D');
END
$$;
SELECT is(array_agg(DISTINCT t.both(1 + n / 100.0)), ARRAY['1.00 2.00'], 'PC-5: 1.00 down and 2.00 up for any price strictly between 1 and 2')
FROM generate_series(1, 99) AS n;
SELECT t.set_rounding('cents') \g /dev/null
UPDATE distribution.distribution_product SET base_price = 1.50 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('D');

-- PC-6: no price is never 0.
CREATE FUNCTION t.price_state(partner text, sku text, change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
BEGIN
	BEGIN
		EXECUTE change;
		state := coalesce(t.state_of(format('SELECT t.price(%L, %L)', partner, sku)), t.price(partner, sku)::text);
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		RETURN state;
	END;
END
$$;
SELECT is(t.price_state(partner, 'C', change), expected, 'PC-6: ' || name)
FROM (VALUES
	(1, 'kedai', $$UPDATE distribution.distribution_product SET base_price = NULL$$, 'SD013', 'no base price'),
	(2, 'toko', $$UPDATE distribution.distribution_product SET base_price = NULL$$, 'SD013', 'no base price under a level rule'),
	(3, 'kedai', $$UPDATE distribution.distribution_product SET base_price = 0$$, 'SD013', 'a base price of 0'),
	(4, 'toko', $$UPDATE distribution.customer_level SET percent = 0$$, 'SD013', 'a level rule of 0 %'),
	(5, 'toko', $$UPDATE distribution.customer_level SET percent = 100, plus = -9.99$$, 'SD013', 'a level rule that leaves 0'),
	(6, 'toko', $$UPDATE distribution.customer_level SET percent = 100, plus = -10$$, 'SD013', 'a level rule that leaves less'),
	(7, 'kedai', $$UPDATE distribution.supplier SET rounding = 'down'; UPDATE distribution.distribution_product SET base_price = 0.99$$, 'SD013', 'a price that rounds to 0'),
	(8, 'toko', $$DELETE FROM distribution.fixed_rate$$, 'SD008', 'no rate'),
	(9, 'kedai', $$INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('C'), 0)$$, '0.00', 'a SKU price of 0 is a price of 0'),
	(10, 'toko', $$INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (t.id('supplier'), t.id('C'), 1, 0)$$, '0.00', 'also for one level'),
	(11, 'toko', $$UPDATE distribution.distribution_product SET base_price = 92233720368547758.07$$, 'SD013', 'a price out of range')
) AS c (no, partner, change, expected, name)
ORDER BY no;
-- What no export could say: such a price would come back as one without dates, or not at all.
SELECT is(string_agg(concat_ws(' ', dates, state), ', ' ORDER BY dates) FILTER (WHERE state IS DISTINCT FROM '23514'), NULL, 'PC-7: a price has the dates that a list can say: ' || book)
FROM (VALUES ('sku_price', 'supplier_id, sku_id', 't.id(''supplier''), t.id(''C'')'), ('partnership_price', 'supplier_id, partnership_id, sku_id', 't.id(''supplier''), t.id(''kedai''), t.id(''C'')')) AS b (book, key, ids)
CROSS JOIN unnest(ARRAY['[infinity,)', '(,-infinity)', '(,infinity)', '[-infinity,)', '[10000-01-01 00:00:00Z,)', '(,0001-01-01 00:00:00Z)']) AS dates
CROSS JOIN LATERAL t.state_of(format('INSERT INTO distribution.%I (%s, valid, price) VALUES (%s, %L, 1)', book, key, ids, dates)) AS state
GROUP BY book;
SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('C'), -1)$$, '23514', 'PC-2: a price is never negative'),
	(2, $$INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('C'), 'NaN')$$, '23514', 'PC-2: nor not a number'),
	(3, $$UPDATE distribution.distribution_product SET base_price = -1$$, '23514', 'PC-2: neither is a base price'),
	(4, $$UPDATE distribution.distribution_product SET base_price = 'NaN'$$, '23514', 'PC-2: nor that not a number'),
	(16, $$UPDATE distribution.customer_level SET percent = -1$$, '23514', 'PC-2: nor is a level''s percent'),
	(5, $$UPDATE distribution.supplier SET rounding = 'half'$$, '23514', 'PC-4: there is no other mode'),
	(6, $$INSERT INTO distribution.customer_level (supplier_id, level, name) VALUES (t.id('supplier'), 11, 'X')$$, '23514', 'PC-2: up to 10 levels'),
	(7, $$INSERT INTO distribution.customer_level (supplier_id, level, name) SELECT t.id('supplier'), n, 'X' FROM generate_series(3, 10) AS n$$, NULL, 'PC-2: ten of them'),
	(8, $$DELETE FROM distribution.customer_level WHERE supplier_id = t.id('supplier') AND level = 1$$, '23503', 'PC-1: a used level cannot be deleted'),
	(9, $$DELETE FROM distribution.customer_level WHERE supplier_id = t.id('supplier') AND level = 9$$, NULL, 'PC-1: an unused one can'),
	(17, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, level, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'level', 7, 'all')$$, NULL, 'VI-2: a rule may name a level that nobody has'),
	(18, $$DELETE FROM distribution.customer_level WHERE supplier_id = t.id('supplier') AND level = 7$$, '23503', 'PC-1: a level that a rule uses cannot be deleted'),
	(19, $$INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (t.id('supplier'), t.id('C'), 8, 5)$$, NULL, 'PC-1: a SKU price of a level that nobody has'),
	(20, $$DELETE FROM distribution.customer_level WHERE supplier_id = t.id('supplier') AND level = 8$$, '23503', 'PC-1: a level that a price is for cannot be deleted'),
	(10, $$SELECT t.price('kedai', 'rival A')$$, 'SD005', 'ID-4: another supplier''s product is not found'),
	(11, $$SELECT distribution.distribution_price(t.id('supplier'), t.id('kedai at rival'), t.id('A'))$$, 'SD005', 'ID-4: nor is another supplier''s partnership'),
	(12, $$SELECT distribution.distribution_price(t.id('supplier'), NULL, t.id('A'))$$, '22004', 'PC-6: null is no partnership'),
	(13, $$UPDATE distribution.distribution_product SET base_price = 92233720368547758.08$$, '23514', 'OR-2: no base price that a sync could not read'),
	(14, $$INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('C'), 92233720368547758.08)$$, '23514', 'OR-2: no SKU price either'),
	(15, $$UPDATE distribution.customer_level SET plus = -92233720368547758.08$$, '23514', 'OR-2: nor a level rule')
) AS c (no, statement, expected, name)
ORDER BY no;

-- A currency without decimals that nothing is converted to: judged at the sync and at the push alike
SELECT t.make_supplier('tokyo', 'JPY'), t.make_warehouse('tokyo', 'bay'), t.make_product('tokyo', 'A', 101) \g /dev/null
SELECT distribution.receive_stock(t.id('tokyo'), t.id('bay'), t.id('tokyo A'), 9), t.go_live('tokyo') \g /dev/null
SELECT t.make_account('osaka account'), t.make_partner('osaka', 'osaka account', 'JPY', 1, 'tokyo') \g /dev/null
CREATE FUNCTION t.sync_osaka(order_no text, sku text) RETURNS bigint LANGUAGE sql AS $$
	SELECT t.name_it(order_no, distribution.sync_order(t.id('tokyo'), t.id('osaka'), t.payload(order_no, sku || ' 1')))
$$;
SELECT t.sync_osaka('T-1', 'A'), t.sync_osaka('T-2', 'NEW') \g /dev/null
SELECT distribution.map_sku(t.id('tokyo'), t.id('osaka'), t.id('tokyo A'), 'NEW') \g /dev/null
SELECT distribution.set_credit(t.id('tokyo'), t.id('osaka'), NULL, NULL), distribution.push_order(t.id('tokyo'), t.id('T-2')) \g /dev/null
SELECT is(string_agg(l.unit_price::text, ' ' ORDER BY l.order_id), '91.00 91.00', 'PC-4: 101 JPY x 90 % is 91, judged at the sync or at the push')
FROM distribution.order_line AS l WHERE l.supplier_id = t.id('tokyo');

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
