-- Distribution products: adding, importing, states, log (PD-1 … PD-3, PD-5).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- 'A enabled 10.00, …'
CREATE FUNCTION t.products(owner text DEFAULT 'supplier') RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', sku, state, base_price), ', ' ORDER BY sku)
	FROM distribution_report.products WHERE supplier_id = t.id(owner)
$$;
CREATE FUNCTION t.make_sku(code text, combination boolean DEFAULT false, owner text DEFAULT 'supplier') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	new_id bigint;
BEGIN
	INSERT INTO distribution.merchant_sku (supplier_id, sku, name, is_combination) VALUES (t.id(owner), code, 'Sample ' || code, combination)
	RETURNING sku_id INTO new_id;
	RETURN t.name_it(CASE owner WHEN 'supplier' THEN '' ELSE owner || ' ' END || code, new_id);
END
$$;
CREATE FUNCTION t.import(list text, owner text DEFAULT 'supplier') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	rows int;
	e record;
BEGIN
	rows := distribution.import_products(t.id(owner), list::json);
	RETURN rows;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS list = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(list, ''));
END
$$;

-- PD-4
CREATE FUNCTION t.shown(code text) RETURNS text LANGUAGE sql AS $$
	SELECT format('%s/%s/%s %s active %s other', on_hand, allocated, available, active_distributors, terminated_distributors)
		|| (SELECT string_agg(format(', %s %s/%s/%s', warehouse, s.on_hand, s.allocated, s.available), '' ORDER BY warehouse)
			FROM distribution_report.product_stock s WHERE s.supplier_id = p.supplier_id AND s.sku_id = p.sku_id)
	FROM distribution_report.products p WHERE supplier_id = t.id('supplier') AND sku = code
$$;
SELECT is(t.shown('A'), '150/0/150 4 active 0 other, north 100/0/100, south 50/0/50', 'PD-4: stock over all and per warehouse, four distributors');
SELECT t.sync('raan', 'P-1', 'A 7', warehouse => 'south'), t.pushed('P-1'), distribution.adjust_stock(t.id('supplier'), t.id('north'), t.id('A'), 90, 4),
	distribution.stop_claim(t.id('supplier'), t.id('raan'), t.id('A')) \g /dev/null
SELECT is(t.shown('A'), '140/7/129 3 active 1 other, north 90/0/86, south 50/7/43', 'PD-4: allocated, defective, and a claim that is stopped');
SAVEPOINT ended;
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('saigon'), 'moved') \g /dev/null
SELECT is(t.shown('A'), '140/7/129 2 active 2 other, north 90/0/86, south 50/7/43', 'PD-4: and a partnership that has ended');
SELECT distribution.post_entry(t.id('supplier'), t.id('saigon'), 'deduction', t.balance('saigon')) \g /dev/null
SELECT t.make_partner('saigon again', 'saigon account', 'VND') \g /dev/null
SELECT is(t.shown('A'), '140/7/129 3 active 1 other, north 90/0/86, south 50/7/43', 'PD-4: a distributor that came back counts once, as active');
ROLLBACK TO ended;
SELECT distribution.resume_claim(t.id('supplier'), t.id('raan'), t.id('A')) \g /dev/null

-- PD-1
SELECT t.make_sku('E') \g /dev/null
SELECT t.make_sku('K', true) \g /dev/null
SELECT is(t.state_of(statement), expected, 'PD-1: ' || name)
FROM (VALUES
	(1, $$SELECT distribution.add_products(t.id('supplier'), ARRAY[t.id('K')], ARRAY[1.00])$$, '23514', 'a combination cannot be distributed'),
	(2, $$INSERT INTO distribution.distribution_product (supplier_id, sku_id) VALUES (t.id('supplier'), t.id('K'))$$, '23514', 'not even by plain SQL'),
	(3, $$UPDATE distribution.merchant_sku SET is_combination = true WHERE supplier_id = t.id('supplier') AND sku = 'A'$$, '23514', 'nor can a product turn into one'),
	(4, $$SELECT distribution.add_products(t.id('supplier'), ARRAY[t.id('E'), t.id('A')], ARRAY[1.00, 1.00])$$, '23505', 'a product is not added twice'),
	(5, $$SELECT distribution.add_products(t.id('supplier'), ARRAY[t.id('E'), t.id('rival A')], ARRAY[1.00, 1.00])$$, 'SD005', 'nor another supplier''s SKU'),
	(6, $$SELECT distribution.add_products(t.id('supplier'), ARRAY[t.id('E')], ARRAY[-1.00])$$, '23514', 'not at a negative price'),
	(7, $$SELECT distribution.add_products(t.id('supplier'), ARRAY[t.id('E')], '{}')$$, '22023', 'one price for each'),
	(8, $$SELECT distribution.add_products(t.id('supplier'), ARRAY[t.id('E'), t.id('E')], ARRAY[1, 1])$$, '22023', 'each once')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT is(t.products(), 'A enabled 10.00, B enabled 20.00, C enabled 9.99, D enabled 1.50', 'PD-1: and none of it was added');

-- PD-2
SELECT is(distribution.add_products(t.id('supplier'), ARRAY[t.id('E')], ARRAY[NULL]::numeric[]), 1, 'PC-6: a product may have no price yet');
SELECT is(t.state_of($$SELECT distribution.disable_product(t.id('supplier'), t.id('E'))$$), 'SD004', 'PD-2: a publishing product cannot be disabled');
SELECT is(t.state_of($$SELECT distribution.enable_product(t.id('supplier'), t.id('E'))$$), 'SD004', 'PD-2: nor enabled by hand');
SELECT is(t.state_of($$UPDATE distribution.distribution_product SET state = 'disabled' WHERE sku_id = t.id('E')$$), 'SD004', 'PD-2: not even by plain SQL');
SELECT is(distribution.publish_products(t.id('supplier')), 1, 'PD-2: it is published');
SELECT is(distribution.publish_products(t.id('supplier')), 0, 'PD-2: once');
SELECT is(t.state_of($$SELECT distribution.enable_product(t.id('supplier'), t.id('E'))$$), 'SD004', 'PD-2: what is enabled is not enabled again');
SELECT distribution.disable_product(t.id('supplier'), t.id('E')) \g /dev/null
SELECT is(t.state_of($$SELECT distribution.disable_product(t.id('supplier'), t.id('E'))$$), 'SD004', 'PD-2: what is disabled is not disabled again');
SELECT is(t.state_of($$UPDATE distribution.distribution_product SET state = 'publishing' WHERE sku_id = t.id('E')$$), 'SD004', 'PD-2: nor published again');
SELECT is(t.state_of($$SELECT distribution.disable_product(t.id('supplier'), t.id('rival A'))$$), 'SD005', 'ID-4: another supplier''s product is not found');
SELECT distribution.enable_product(t.id('supplier'), t.id('E')) \g /dev/null

-- PD-3: import
SELECT is(t.import('[{"sku": "F", "name": "Fan", "base_price": "5.00"}, {"sku": "G", "name": "", "base_price": "0.5"}, {"sku": "A", "base_price": "10.50"},
	{"sku": "B", "name": "Another name"}, {"sku": "H", "name": "Hat"}]'), '5', 'PD-3: five products imported');
SELECT is(t.products(), 'A enabled 10.50, B enabled 20.00, C enabled 9.99, D enabled 1.50, E enabled, F publishing 5.00, G publishing 0.50, H publishing',
	'PD-3: new ones are made, base prices of others replaced');
SELECT is(name, 'Sample B', 'PD-3: a SKU of the library keeps its name') FROM distribution.merchant_sku WHERE supplier_id = t.id('supplier') AND sku = 'B';
SELECT t.make_sku('L') \g /dev/null
SELECT is(t.import('[{"sku": "L", "base_price": "3.00"}, {"sku": "M"}, {"sku": "K"}, {"sku": "N", "name": "N", "base_price": 1}, {"sku": "N", "name": "N", "base_price": "-1"},
	{"sku": "L"}, {"name": "x"}, {"sku": "O", "name": "O", "price": "1"}, "P", {"sku": "", "name": "Q"}]'),
$$SD007 | 9 of 10 rows cannot be imported | row 2: SKU "M" is new and needs a "name"
row 3: SKU "K" is a combination, which cannot be distributed
row 4: "base_price" must be a decimal in quotes with at most 2 decimals
row 5: "base_price" must not be negative
row 6: SKU "L" stands in row 1 already
row 7: "sku" must be given
row 8: "price" is not a key of payload
row 9: payload must be an object
row 10: "sku" must be text of 1 to 200 characters, with no space before or after and no control characters$$, 'PD-3: every bad row by number and reason');
SELECT is(count(*), 0::bigint, 'PD-3: and nothing made') FROM distribution_report.products WHERE supplier_id = t.id('supplier') AND sku IN ('L', 'N');
SELECT is(t.state_of(format('SELECT distribution.import_products(%s)', arguments)), expected, 'PD-3: ' || name)
FROM (VALUES
	(1, $$t.id('supplier'), NULL$$, '22004', 'null is no list'),
	(2, $$0, '[]'$$, 'SD005', 'an unknown supplier is not found'),
	(3, $$t.id('supplier'), '7'$$, 'SD007', 'a number is no list'),
	(4, $$t.id('supplier'), '[]'$$, NULL, 'an empty list is one')
) AS c (no, arguments, expected, name)
ORDER BY no;

-- PD-1: at most 200 that are not disabled, in single, bulk and import form
SELECT is(t.import((SELECT json_agg(json_build_object('sku', 'n' || n, 'name', 'N', 'base_price', '1.00'))::text FROM generate_series(9, 200) AS n)), '192', 'PD-1: 200 products');
SELECT is(count(*), 200::bigint, 'PD-1: are there') FROM distribution.distribution_product WHERE supplier_id = t.id('supplier');
SELECT is(t.state_of(statement), expected, 'PD-1: ' || name)
FROM (VALUES
	(1, $$SELECT distribution.add_products(t.id('supplier'), ARRAY[t.id('L')], ARRAY[1.00])$$, 'SD003', 'the 201st is refused'),
	(2, $$SELECT distribution.import_products(t.id('supplier'), '[{"sku": "A", "base_price": "1.00"}, {"sku": "R", "name": "R"}]')$$, 'SD003', 'by an import too'),
	(3, $$INSERT INTO distribution.distribution_product (supplier_id, sku_id) VALUES (t.id('supplier'), t.id('L'))$$, 'SD003', 'and by plain SQL'),
	(4, $$SELECT distribution.disable_product(t.id('supplier'), t.id('A'))$$, NULL, 'a disabled one'),
	(5, $$SELECT distribution.add_products(t.id('supplier'), ARRAY[t.id('L')], ARRAY[1.00])$$, NULL, 'makes room'),
	(6, $$SELECT distribution.enable_product(t.id('supplier'), t.id('A'))$$, 'SD003', 'and cannot come back then'),
	(7, $$SELECT distribution.disable_product(t.id('supplier'), t.id('B'))$$, NULL, 'until another'),
	(8, $$SELECT distribution.enable_product(t.id('supplier'), t.id('A'))$$, NULL, 'makes room for it')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT is(base_price, 10.50, 'PD-1: what was refused changed nothing') FROM distribution.distribution_product WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
SELECT is(count(*), 0::bigint, 'PD-1: nor made a SKU') FROM distribution.merchant_sku WHERE supplier_id = t.id('supplier') AND sku = 'R';

-- PD-1: no sub-distribution
SELECT distribution.activate_supplier(t.id('toko account'), 'MYR') FROM (SELECT distribution.set_plan(t.id('toko account'), 'V2')) AS p \g /dev/null
SELECT t.name_it('toko supplies', t.id('toko account')) \g /dev/null
SELECT t.make_sku('A', owner => 'toko supplies') \g /dev/null
SELECT t.make_sku('Own', owner => 'toko supplies') \g /dev/null
SELECT is(t.state_of($$SELECT distribution.add_products(t.id('toko supplies'), ARRAY[t.id('toko supplies A')], ARRAY[1.00])$$), '23514', 'PD-1: what is claimed cannot be offered on');
SELECT is(t.import('[{"sku": "Own", "base_price": "1.00"}, {"sku": "A", "base_price": "1.00"}, {"sku": "C", "name": "C"}]', 'toko supplies'),
$$SD007 | 2 of 3 rows cannot be imported | row 2: SKU "A" is claimed from another supplier
row 3: SKU "C" is claimed from another supplier$$, 'PD-1: nor by an import');
SELECT is(t.import('[{"sku": "Own", "base_price": "1.00"}]', 'toko supplies'), '1', 'PD-1: its own SKU can');
SELECT is(t.state_of($$SELECT distribution.map_sku(t.id('supplier'), t.id('toko'), t.id('A'), 'Own')$$), '23514', 'PD-1: a code that it distributes cannot be given to a claim');
SELECT is(t.state_of(format($$UPDATE distribution.merchant_sku SET sku = %L WHERE supplier_id = t.id('toko supplies') AND sku = %L$$, new_code, code)), expected, 'PD-1: ' || name)
FROM (VALUES
	(1, 'Own', 'B', '23514', 'a product cannot get the code of a claim'),
	(2, 'Own', 'Mine', NULL, 'any other it can'),
	(3, 'A', 'D', NULL, 'and so can what is not distributed')
) AS c (no, code, new_code, expected, name)
ORDER BY no;
UPDATE distribution.merchant_sku SET sku = 'A' WHERE supplier_id = t.id('toko supplies') AND sku = 'D';
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('toko'), 'moved') \g /dev/null
SELECT is(t.state_of($$SELECT distribution.add_products(t.id('toko supplies'), ARRAY[t.id('toko supplies A')], ARRAY[1.00])$$), NULL, 'PD-1: after the partnership''s end it can');

-- PD-5: the log; NO-1: who is told
INSERT INTO distribution.notification_subscription (account_id, event) VALUES
	(t.id('kedai account'), 'claim_stopped'), (t.id('kedai account'), 'product_disabled'), (t.id('raan account'), 'product_disabled'), (t.id('raan account'), 'claim_stopped');
SELECT distribution.map_sku(t.id('supplier'), t.id('raan'), t.id('D'), 'My D') \g /dev/null
SELECT distribution.stop_claim(t.id('supplier'), t.id('kedai'), t.id('D')) \g /dev/null
SELECT distribution.resume_claim(t.id('supplier'), t.id('kedai'), t.id('D')) \g /dev/null
SELECT distribution.disable_product(t.id('supplier'), t.id('D')) \g /dev/null
SELECT distribution.enable_product(t.id('supplier'), t.id('D')) \g /dev/null
SELECT is(string_agg(concat_ws(' ', event, p.name), ', ' ORDER BY log_id),
	'enable, claim kedai, claim toko, claim saigon, claim raan, stop toko, stop kedai, resume kedai, disable kedai, disable saigon, disable raan, enable kedai, enable saigon, enable raan',
	'PD-5: each event, for each distributor that has claimed the product')
FROM distribution_report.product_log l
LEFT JOIN t.thing p ON p.id = l.partnership_id AND p.name IN ('kedai', 'toko', 'saigon', 'raan')
WHERE l.supplier_id = t.id('supplier') AND l.sku_id = t.id('D');
SELECT is(array_agg(DISTINCT concat_ws(' ', actor, logged_at = now())), ARRAY['postgres t'], 'PD-5: with the acting role and time')
FROM distribution_report.product_log WHERE supplier_id = t.id('supplier');

SELECT is(string_agg(concat_ws(' ', t.name, n.event, n.message), E'\n' ORDER BY n.notification_id),
	'kedai account claim_stopped supplier stopped the product that you sell as "D": take it off your shops.
kedai account product_disabled supplier disabled the product that you sell as "D": take it off your shops, no new order is eligible for it.
raan account product_disabled supplier disabled the product that you sell as "My D": take it off your shops, no new order is eligible for it.', 'NO-1: the distributors that subscribed are told, by their own code')
FROM distribution.notification n JOIN t.thing t ON t.id = n.account_id AND t.name LIKE '% account'
WHERE n.event IN ('claim_stopped', 'product_disabled');

SELECT * FROM finish();
ROLLBACK;
