-- Why a product is visible or not (VI-6), and how a price comes about (PC-6), in words.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- 'A no_rule, B not_enabled …' of one partner
CREATE FUNCTION t.reasons(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', sku, CASE WHEN visible THEN 'yes' ELSE 'no' END, reason, rule_no), ', ' ORDER BY sku)
	FROM distribution.explain_visibility(t.id('supplier'), t.id(partner))
$$;
CREATE FUNCTION t.why(partner text, code text) RETURNS text LANGUAGE sql AS $$
	SELECT detail FROM distribution.explain_visibility(t.id('supplier'), t.id(partner)) WHERE sku = code
$$;

SELECT is(t.reasons('toko'), 'A yes no_rule, B yes no_rule, C yes no_rule, D yes no_rule', 'VI-6: no rule matches');
SELECT is(t.why('toko', 'A'), 'No rule matches, so it is visible.', 'VI-6: in words');
INSERT INTO distribution.visibility_rule (supplier_id, rule_id, rule_no, effect, distributor_scope, level, product_scope) VALUES
	(t.id('supplier'), 101, 10, 'hidden', 'level', 1, 'selected'),
	(t.id('supplier'), 102, 20, 'visible_only', 'selected', NULL, 'selected'),
	(t.id('supplier'), 103, 30, 'hidden', 'all', NULL, 'all');
INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id) VALUES
	(t.id('supplier'), 101, t.id('A')), (t.id('supplier'), 102, t.id('A')), (t.id('supplier'), 102, t.id('B'));
INSERT INTO distribution.visibility_rule_distributor (supplier_id, rule_id, distributor_id) VALUES
	(t.id('supplier'), 102, t.id('kedai account')), (t.id('supplier'), 102, t.id('toko account'));
SELECT distribution.disable_product(t.id('supplier'), t.id('D')) \g /dev/null
SELECT is(t.reasons(partner), expected, 'VI-6: the deciding rule for ' || partner)
FROM (VALUES
	(1, 'toko', 'A no rule 10, B yes rule 20, C no rule 30, D no not_enabled'),
	(2, 'kedai', 'A yes rule 20, B yes rule 20, C no rule 30, D no not_enabled'),
	(3, 'saigon', 'A no rule 20, B no rule 20, C no rule 30, D no not_enabled')
) AS c (no, partner, expected)
ORDER BY no;
SELECT is(t.why(partner, code), expected, format('VI-6: %s of %s in words', code, partner))
FROM (VALUES
	(1, 'toko', 'A', 'Rule 10 decides: it hides selected products, this one too, from distributors of level 1.'),
	(2, 'kedai', 'A', 'Rule 20 decides: it shows selected products, this one too, only to selected distributors.'),
	(3, 'saigon', 'A', 'Rule 20 decides: it shows selected products, this one too, only to selected distributors, and this is none of them.'),
	(4, 'toko', 'C', 'Rule 30 decides: it hides all products from all distributors.'),
	(5, 'toko', 'D', 'The product is disabled.')
) AS c (no, partner, code, expected)
ORDER BY no;

-- The first failed condition of VI-5, in its order.
SELECT t.make_product('supplier', 'E', 5.00) \g /dev/null
SELECT is(t.why('kedai', 'E'), 'The product is publishing.', 'VI-6: a publishing product');
SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), '{}') \g /dev/null
SELECT is(t.reasons('kedai'), 'A no no_warehouse, B no no_warehouse, C no no_warehouse, D no not_enabled, E no not_enabled',
	'VI-6: no warehouse comes after the product''s state, before the rules');
SELECT is(t.why('kedai', 'A'), 'No warehouse is assigned to the partnership.', 'VI-6: no warehouse in words');
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('kedai'), 'moved') \g /dev/null
SELECT is(t.reasons('kedai'), 'A no not_partnered, B no not_partnered, C no not_partnered, D no not_partnered, E no not_partnered',
	'VI-6: a terminated partnership comes first');
SELECT is(t.why('kedai', 'A'), 'The partnership is terminated.', 'VI-6: in words');
SELECT is(array_agg(DISTINCT concat_ws(' ', claim_state, stopped_by)), ARRAY['', 'inactive termination'], 'CL-3: and tells of the claim')
FROM distribution.explain_visibility(t.id('supplier'), t.id('kedai'));

SELECT is(t.state_of($$SELECT * FROM distribution.explain_visibility(t.id('supplier'), t.id('kedai at rival'))$$), 'SD005', 'ID-4: another supplier''s partnership is not found');
SELECT is(t.state_of($$SELECT * FROM distribution.explain_visibility(0, t.id('toko'))$$), 'SD005', 'VI-6: an unknown supplier is not found');
SELECT is(t.state_of($$SELECT * FROM distribution.explain_visibility(t.id('supplier'), NULL)$$), '22004', 'VI-6: null is no partnership');
DELETE FROM distribution.visibility_rule;

-- PC-6: the waterfall, as 'step amount currency'
CREATE FUNCTION t.waterfall(partner text, sku text, quantity int DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', step, coalesce(amount::text, '-'), currency), ', ' ORDER BY step_no)
	FROM distribution.explain_price(t.id('supplier'), t.id(partner), t.id(sku), quantity)
$$;
CREATE FUNCTION t.said(partner text, sku text, quantity int, wanted_step text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', source, detail)
	FROM distribution.explain_price(t.id('supplier'), t.id(partner), t.id(sku), quantity) WHERE step = wanted_step
$$;
SELECT is(t.waterfall('raan', 'C'), 'partnership_price - MYR, sku_price - MYR, base_price 9.99 MYR, exchange 77.8037383178 THB, rounding 77.80 THB', 'PC-6: base price, divided by a live rate');
SELECT is(t.said('raan', 'C', 1, 'exchange'), 'live rate 0.1284 THB to MYR, divided by', 'FX-2: rate, direction and source');
SELECT is(t.waterfall('toko', 'C'), 'partnership_price - MYR, sku_price_level - MYR, sku_price - MYR, base_price 9.99 MYR, level_rule 8.991 MYR, exchange 31468.50 IDR, rounding 31468.50 IDR', 'PC-6: level rule at a fixed rate');
SELECT is(t.said('toko', 'C', 1, 'level_rule'), 'level 1: 90.00 %, plus 0.00', 'PC-2: the level''s rule');
INSERT INTO distribution.sku_price (supplier_id, sku_id, level, min_quantity, valid, price) VALUES
	(t.id('supplier'), t.id('A'), 2, 5, '[2020-01-01Z,9000-01-01Z)', 7.00), (t.id('supplier'), t.id('A'), 0, 1, '(,)', 8.00);
SELECT is(t.waterfall('saigon', 'A', 4), 'partnership_price - MYR, sku_price_level - MYR, sku_price 8.00 MYR, exchange 43456.80 VND, rounding 43457.00 VND', 'PC-1: below the break of its level: the price for all levels');
SELECT is(t.waterfall('saigon', 'A', 5), 'partnership_price - MYR, sku_price_level 7.00 MYR, exchange 38024.70 VND, rounding 38025.00 VND', 'PC-1: from the break on its own');
SELECT is(t.said('saigon', 'A', 5, 'sku_price_level'), 'SKU price for level 2 from 5 units, valid from 2020-01-01 00:00:00 until 9000-01-01 00:00:00 UTC', 'PC-6: the deciding row is named');
SELECT is(t.said('saigon', 'A', 4, 'sku_price_level'), 'No SKU price for level 2 holds now for a quantity of 4.', 'PC-6: and what is missing');
SELECT is(t.said('saigon', 'A', 4, 'sku_price'), 'SKU price for all levels from 1 units, valid always', 'PC-6: a row without dates');
SELECT is((SELECT amount FROM distribution.explain_price(t.id('supplier'), t.id(partner), t.id(sku), quantity) ORDER BY step_no DESC LIMIT 1),
	distribution.distribution_price(t.id('supplier'), t.id(partner), t.id(sku), quantity), format('PC-6: the last amount is the price: %s of %s for %s', quantity, sku, partner))
FROM unnest(ARRAY['raan', 'toko', 'saigon']) AS partner CROSS JOIN unnest(ARRAY['A', 'B', 'C']) AS sku CROSS JOIN unnest(ARRAY[1, 5]) AS quantity;
UPDATE distribution.supplier SET rounding = 'down' WHERE supplier_id = t.id('supplier');
SELECT is(t.said('raan', 'C', 1, 'rounding'), 'down | Shown to the distributor as 77.80, in the mode cents that it last saw, until its next order with the product syncs.', 'PC-5: what is shown stays in the mode last seen');
UPDATE distribution.supplier SET rounding = 'cents' WHERE supplier_id = t.id('supplier');

-- No price: the last step says why.
CREATE FUNCTION t.end_of(partner text, change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	last_step text;
BEGIN
	EXECUTE change;
	SELECT concat_ws(' ', step, coalesce(amount::text, '-'), detail) INTO last_step
	FROM distribution.explain_price(t.id('supplier'), t.id(partner), t.id('C')) ORDER BY step_no DESC LIMIT 1;
	RAISE EXCEPTION USING MESSAGE = last_step, ERRCODE = 'TT001';
EXCEPTION WHEN SQLSTATE 'TT001' THEN
	RETURN last_step;
END
$$;
SELECT is(t.end_of(partner, change), expected, 'PC-6: no price: ' || name)
FROM (VALUES
	(1, 'raan', $$UPDATE distribution.distribution_product SET base_price = NULL$$, 'base_price - The product has no base price: there is no price.', 'no base price'),
	(2, 'raan', $$UPDATE distribution.distribution_product SET base_price = 0$$, 'base_price 0.00 It gives 0, which is no price; a price of 0 must be set as a SKU price of 0.', 'a base price of 0'),
	(3, 'toko', $$UPDATE distribution.customer_level SET percent = 0$$, 'level_rule 0.00 It gives 0, which is no price; a price of 0 must be set as a SKU price of 0.', 'a level rule of 0 %'),
	(4, 'toko', $$UPDATE distribution.customer_level SET plus = -10$$, 'level_rule -1.009 It gives a negative price, which is no price.', 'a negative level rule'),
	(5, 'toko', $$DELETE FROM distribution.fixed_rate$$, 'exchange - There is no exchange rate from MYR to IDR, fixed or live, in either direction.', 'no rate'),
	(6, 'toko', $$UPDATE distribution.fixed_rate SET rate = 0.0001$$, 'rounding 0.00 It rounds to 0, which is no price.', 'it rounds to 0'),
	(7, 'raan', $$UPDATE distribution.distribution_product SET base_price = 92233720368547758.07$$, 'rounding - It leaves the range of prices.', 'out of range'),
	(8, 'raan', $$INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('C'), 0)$$, 'rounding 0.00', 'but a SKU price of 0 is one')
) AS c (no, partner, change, expected, name)
ORDER BY no;
SELECT is(t.state_of(format('SELECT * FROM distribution.explain_price(%s)', arguments)), expected, 'PC-6: ' || name)
FROM (VALUES
	(1, $$t.id('supplier'), t.id('toko'), t.id('rival A')$$, 'SD005', 'another supplier''s product is not found'),
	(2, $$t.id('supplier'), t.id('kedai at rival'), t.id('A')$$, 'SD005', 'nor its partnership'),
	(3, $$t.id('supplier'), t.id('toko'), t.id('A'), 0$$, '22023', 'a quantity below 1 is refused'),
	(4, $$t.id('supplier'), t.id('toko'), t.id('A'), NULL$$, '22004', 'null is no quantity')
) AS c (no, arguments, expected, name)
ORDER BY no;
SELECT t.make_account('newcomer') \g /dev/null
SELECT t.name_it('pending', t.apply('newcomer')) \g /dev/null
SELECT is(t.said('pending', 'C', 1, 'exchange'), 'The partnership has no settlement currency yet.', 'PC-6: an applicant has no currency');

SELECT * FROM finish();
ROLLBACK;
