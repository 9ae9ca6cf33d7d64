-- Every quantity break and coming price that a distributor is offered (PC-9).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- '1 10.00 ever since … for ever': the rows of a product, days from now
CREATE FUNCTION t.day(at timestamptz) RETURNS text LANGUAGE sql AS $$ SELECT to_char((extract(epoch FROM at - now()) / 86400)::int, 'FM990') $$;
CREATE FUNCTION t.offered(partner text, product text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s: %s (%s..%s)', min_quantity, coalesce(price::text, '-'), t.day(valid_from), t.day(valid_to)), ', ' ORDER BY min_quantity, valid_from NULLS FIRST)
	FROM distribution_report.offered_prices
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND sku = product
$$;

SELECT is(t.offered('kedai', 'A'), '1: 10.00 (..)', 'PC-9: the base price');
SELECT is(t.offered('toko', 'A'), '1: 31500.00 (..)', 'PC-9: of a level, in its currency');
INSERT INTO distribution.sku_price (supplier_id, sku_id, level, min_quantity, valid, price) VALUES
	(t.id('supplier'), t.id('A'), 0, 10, '(,)', 9.00),
	(t.id('supplier'), t.id('A'), 0, 20, tstzrange(now() - interval '3 days', now() + interval '5 days'), 8.00),
	(t.id('supplier'), t.id('A'), 0, 1, tstzrange(now() + interval '7 days', NULL), 9.50),
	(t.id('supplier'), t.id('A'), 1, 10, tstzrange(now() + interval '1 day', now() + interval '2 days'), 5.00),
	(t.id('supplier'), t.id('A'), 0, 30, tstzrange(NULL, now()), 1.00),
	(t.id('supplier'), t.id('A'), 0, 40, '(,)', 9.00);
SELECT is(t.offered('kedai', 'A'), '1: 10.00 (..7), 1: 9.50 (7..), 10: 9.00 (..), 20: 8.00 (-3..5), 40: 9.00 (..5)',
	'PC-9: breaks that hold and are to come, with their dates; none that has ended, and none that changes nothing');
SELECT is(t.offered('toko', 'A'), '1: 31500.00 (..7), 1: 33250.00 (7..), 10: 17500.00 (1..2), 10: 31500.00 (7..), 20: 28000.00 (-3..1), 20: 28000.00 (2..5), 40: 31500.00 (..1), 40: 31500.00 (2..5)',
	'PC-9: each distributor by its own level and in its own currency');
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, min_quantity, valid, price) VALUES
	(t.id('supplier'), t.id('kedai'), t.id('A'), 5, tstzrange(now() + interval '6 days', NULL), 7.125 - 0.005);
SELECT is(t.offered('kedai', 'A'), '1: 10.00 (..7), 1: 9.50 (7..), 5: 7.12 (6..), 10: 9.00 (..6), 20: 8.00 (-3..5), 40: 9.00 (..5)', 'PC-0: the partnership''s own price ends the others');
SELECT is(t.offered('raan', 'A') LIKE '%7.12%', false, 'ID-4: nobody else sees it');

-- What is shown is what is billed: now, and then
SELECT is(count(*) FILTER (WHERE price IS DISTINCT FROM distribution.distribution_price(supplier_id, partnership_id, sku_id, min_quantity)), 0::bigint, 'PC-9: what holds now is what an order syncing now is billed')
FROM distribution_report.offered_prices WHERE supplier_id = t.id('supplier') AND coalesce(valid_from <= now(), true);
UPDATE distribution.supplier SET rounding = 'up' WHERE supplier_id = t.id('supplier');
SELECT is(t.offered('kedai', 'C'), '1: 10.00 (..)', 'PC-9: rounded as it will be billed');
SELECT is(displayed_price, 9.99, 'PC-5: not as it is still displayed') FROM distribution_report.offered_products WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND sku = 'C';
UPDATE distribution.supplier SET rounding = 'cents' WHERE supplier_id = t.id('supplier');
UPDATE distribution.distribution_product SET base_price = NULL WHERE sku_id = t.id('A');
SELECT is(t.offered('kedai', 'A'), '1: - (..7), 1: 9.50 (7..), 5: 7.12 (6..), 10: 9.00 (..6), 20: 8.00 (-3..5), 40: 9.00 (..5)', 'PC-6: no price is none, not 0');
INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum, maximum, multiple) VALUES (t.id('supplier'), t.id('B'), 2, 8, 2);
SELECT results_eq($$SELECT minimum, maximum, multiple, supplier, distributor FROM distribution_report.offered_prices WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND sku = 'B'$$,
	$$VALUES (2, 8, 2, 'supplier', 'kedai account')$$, 'QR-1: with the units that an order may have');
SELECT distribution.disable_product(t.id('supplier'), t.id('B')) \g /dev/null
SELECT is(t.offered('kedai', 'B'), NULL, 'VI-5: what is not offered has no price');
SELECT distribution.set_visibility_rule(t.id('supplier'), 1, 'hidden', ARRAY[t.id('kedai account')], ARRAY[t.id('D')]) \g /dev/null
SELECT is(coalesce(t.offered('kedai', 'D'), 'none') || ', ' || t.offered('raan', 'D'), 'none, 1: 11.68 (..)', 'PC-9: nor has what a rule hides, and others see it');

-- explain_price for a distributor: the steps by name, and of amounts its price
CREATE ROLE toko_reader;
SELECT distribution.grant_member(t.id('toko account'), 'toko_reader', '{report}') \g /dev/null
GRANT USAGE ON SCHEMA t TO PUBLIC;
GRANT SELECT ON t.thing TO PUBLIC;
SET LOCAL ROLE toko_reader;
SELECT is(array_agg(concat_ws(' | ', step_no, step, source, currency, amount, detail) ORDER BY step_no), ARRAY[
	'1 | partnership_price', '2 | sku_price_level', '3 | sku_price', '4 | base_price', '5 | level_rule', '6 | exchange', '7 | rounding | cents | IDR | 31468.50'],
	'PC-6: a distributor is told no base price, no level and no rule')
FROM distribution.explain_price(t.id('supplier'), t.id('toko'), t.id('C'));
SELECT is(array_agg(concat_ws(' | ', step, amount, detail) ORDER BY step_no), ARRAY['partnership_price', 'sku_price_level', 'sku_price', 'base_price | The product has no base price: there is no price.'], 'PC-6: and why there is none')
FROM distribution.explain_price(t.id('supplier'), t.id('toko'), t.id('A'));
SELECT is(t.state_of(format('SELECT * FROM distribution.explain_price(%s)', arguments)), 'SD005', 'ID-4: not found: ' || arguments)
FROM unnest(ARRAY[$$t.id('supplier'), t.id('kedai'), t.id('C')$$, $$t.id('supplier'), t.id('toko'), t.id('B')$$, $$t.id('rival'), t.id('kedai at rival'), t.id('rival A')$$]) AS arguments;
SELECT is(t.offered('kedai', 'C'), NULL, 'ID-4: nor does it see another''s prices');
SELECT is(t.offered('toko', 'C'), '1: 31468.50 (..)', 'PC-9: its own it sees');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
