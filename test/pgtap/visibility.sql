-- Who is offered what (VI-1 … VI-5).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- effect, distributor scope, level, product scope; selected are toko and product A
CREATE FUNCTION t.make_rule(no int, effect text, distributor_scope text, level int, product_scope text,
	distributors text[] DEFAULT '{}', products text[] DEFAULT '{}')
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	new_id bigint;
BEGIN
	INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, level, product_scope)
	VALUES (t.id('supplier'), no, effect, distributor_scope, level, product_scope) RETURNING rule_id INTO new_id;
	INSERT INTO distribution.visibility_rule_distributor (supplier_id, rule_id, distributor_id)
	SELECT t.id('supplier'), new_id, t.id(name) FROM unnest(distributors) AS name;
	INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)
	SELECT t.id('supplier'), new_id, t.id(name) FROM unnest(products) AS name;
	RETURN new_id;
END
$$;

-- Who sees which of A and B: 'kedai AB, toko B' …
CREATE FUNCTION t.seen() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(partner || ' ' || skus, ', ' ORDER BY no)
	FROM (
		SELECT p.no, p.name AS partner,
			coalesce(string_agg(s.name, '' ORDER BY s.name)
				FILTER (WHERE distribution.is_visible(t.id('supplier'), t.id(p.name), t.id(s.name))), '-') AS skus
		FROM unnest(ARRAY['kedai', 'toko', 'saigon']) WITH ORDINALITY AS p (name, no)
		CROSS JOIN unnest(ARRAY['A', 'B']) AS s (name)
		GROUP BY p.no, p.name
	) AS by_partner
$$;

CREATE FUNCTION t.with_rule(effect text, distributor_scope text, level int, product_scope text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	seen text;
BEGIN
	PERFORM t.make_rule(1, effect, distributor_scope, level, product_scope,
		CASE distributor_scope WHEN 'selected' THEN '{toko account}' ELSE '{}' END::text[],
		CASE product_scope WHEN 'selected' THEN '{A}' ELSE '{}' END::text[]);
	seen := t.seen();
	DELETE FROM distribution.visibility_rule WHERE supplier_id = t.id('supplier');
	RETURN seen;
END
$$;

SELECT is(t.seen(), 'kedai AB, toko AB, saigon AB', 'VI-4: no matching rule: visible');

SELECT is(t.with_rule(effect, distributor_scope, level, product_scope), expected,
	format('VI-3: %s, distributors %s, products %s', effect, distributor_scope, product_scope))
FROM (VALUES
	(1,  'hidden',       'all',      NULL, 'all',      'kedai -, toko -, saigon -'),
	(2,  'hidden',       'all',      NULL, 'selected', 'kedai B, toko B, saigon B'),
	(3,  'hidden',       'level',    1,    'all',      'kedai AB, toko -, saigon AB'),
	(4,  'hidden',       'level',    2,    'selected', 'kedai AB, toko AB, saigon B'),
	(5,  'hidden',       'selected', NULL, 'all',      'kedai AB, toko -, saigon AB'),
	(6,  'hidden',       'selected', NULL, 'selected', 'kedai AB, toko B, saigon AB'),
	(7,  'visible_only', 'all',      NULL, 'all',      'kedai AB, toko AB, saigon AB'),
	(8,  'visible_only', 'all',      NULL, 'selected', 'kedai AB, toko AB, saigon AB'),
	(9,  'visible_only', 'level',    1,    'all',      'kedai -, toko AB, saigon -'),
	(10, 'visible_only', 'level',    2,    'selected', 'kedai B, toko B, saigon AB'),
	(11, 'visible_only', 'selected', NULL, 'all',      'kedai -, toko AB, saigon -'),
	(12, 'visible_only', 'selected', NULL, 'selected', 'kedai B, toko AB, saigon B'),
	(13, 'hidden',       'level',    9,    'all',      'kedai AB, toko AB, saigon AB')
) AS c (no, effect, distributor_scope, level, product_scope, expected)
ORDER BY no;

-- One distributor and one product: only the lowest matching number speaks.
SELECT t.make_rule(20, 'hidden', 'selected', NULL, 'selected', '{toko account}', '{A}') \g /dev/null
SELECT is(t.seen(), 'kedai AB, toko B, saigon AB', 'VI-4: a rule hides A from one');
SELECT t.make_rule(10, 'visible_only', 'selected', NULL, 'selected', '{toko account,kedai account}', '{B}') \g /dev/null
SELECT is(t.seen(), 'kedai AB, toko B, saigon A', 'VI-4: a lower rule about another product does not cancel a hide');
SELECT t.make_rule(15, 'visible_only', 'level', 1, 'selected', '{}', '{A}') \g /dev/null
SELECT is(t.seen(), 'kedai B, toko AB, saigon -', 'VI-4: a lower rule about the same product does');
UPDATE distribution.visibility_rule SET rule_no = 35 - rule_no WHERE supplier_id = t.id('supplier') AND rule_no >= 15;
SELECT is(t.seen(), 'kedai B, toko B, saigon -', 'VI-1: two rules change places in one statement, and the lower number wins');
SELECT t.make_rule(1, 'visible_only', 'all', NULL, 'all') \g /dev/null
SELECT is(t.seen(), 'kedai AB, toko AB, saigon AB', 'VI-3: visible_only for all shows to all, whatever comes after');
UPDATE distribution.visibility_rule SET rule_no = 50 WHERE supplier_id = t.id('supplier') AND rule_no = 1;
SELECT results_eq($$
	SELECT t.name, string_agg(m.sku, '' ORDER BY m.sku)
	FROM t.thing t
	JOIN distribution_report.offered_products o ON o.partnership_id = t.id AND o.supplier_id = t.id('supplier')
	JOIN distribution.merchant_sku m ON m.supplier_id = o.supplier_id AND m.sku_id = o.sku_id
	WHERE t.name IN ('kedai', 'toko', 'saigon')
	GROUP BY t.name ORDER BY t.name
$$, $$VALUES ('kedai', 'BCD'), ('saigon', 'CD'), ('toko', 'BCD')$$, 'VI-5: offered_products lists to each what it sees');

SELECT set_eq($$
	SELECT partnership_id, sku_id FROM distribution_report.offered_products WHERE supplier_id = t.id('supplier')
$$, $$
	WITH pair AS MATERIALIZED (
		SELECT p.supplier_id, p.partnership_id, d.sku_id
		FROM distribution.partnership p JOIN distribution.distribution_product d USING (supplier_id)
		WHERE p.supplier_id = t.id('supplier')
	)
	SELECT partnership_id, sku_id FROM pair WHERE distribution.is_visible(supplier_id, partnership_id, sku_id)
$$, 'VI-5: offered_products has exactly what is visible');

-- Rules name accounts, so a rule of one supplier says nothing of another's products.
SELECT is(distribution.is_visible(t.id('rival'), t.id('kedai at rival'), t.id('rival A')), true,
	'VI-4: rules of one supplier do not touch another');
DELETE FROM distribution.visibility_rule WHERE supplier_id = t.id('supplier');
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('rival'), 1, 'hidden', 'all', 'all');
SELECT is(concat_ws(' ', distribution.is_visible(t.id('rival'), t.id('kedai at rival'), t.id('rival A')), distribution.is_visible(t.id('supplier'), t.id('kedai'), t.id('A'))),
	'f t', 'VI-4: nor do rules of the other touch those of the first');
DELETE FROM distribution.visibility_rule WHERE supplier_id = t.id('rival');

-- VI-1, VI-2: what a rule may be
SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
		VALUES (t.id('supplier'), 1, 'shown', 'all', 'all')$$, '23514', 'VI-2: there is no other effect'),
	(2, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
		VALUES (t.id('supplier'), 1, 'hidden', 'some', 'all')$$, '23514', 'VI-2: there is no other distributor scope'),
	(3, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
		VALUES (t.id('supplier'), 1, 'hidden', 'all', 'some')$$, '23514', 'VI-2: there is no other product scope'),
	(4, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
		VALUES (t.id('supplier'), 1, 'hidden', 'level', 'all')$$, '23514', 'VI-2: the scope level names a level'),
	(41, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, level, product_scope)
		VALUES (t.id('supplier'), 1, 'hidden', 'level', 0, 'all')$$, '23514', 'VI-2: from 1'),
	(42, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, level, product_scope)
		VALUES (t.id('supplier'), 1, 'hidden', 'level', 11, 'all')$$, '23514', 'VI-2: to 10'),
	(5, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, level, product_scope)
		VALUES (t.id('supplier'), 1, 'hidden', 'all', 1, 'all')$$, '23514', 'VI-2: no other scope names one'),
	(6, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
		VALUES (t.id('supplier'), 7, 'hidden', 'all', 'all'), (t.id('supplier'), 7, 'hidden', 'all', 'all')$$, '23505', 'VI-1: a number is used once'),
	(7, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
		SELECT t.id('supplier'), n, 'hidden', 'all', 'all' FROM generate_series(1, 100) AS n$$, NULL, 'VI-1: a supplier has 100 rules'),
	(8, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
		VALUES (t.id('supplier'), 101, 'hidden', 'all', 'all')$$, 'SD003', 'VI-1: but not 101'),
	(9, $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
		VALUES (t.id('rival'), 101, 'hidden', 'all', 'all')$$, NULL, 'VI-1: another supplier has rules of its own')
) AS c (no, statement, expected, name)
ORDER BY no;
UPDATE distribution.visibility_rule SET rule_no = 101 - rule_no WHERE supplier_id = t.id('supplier');
SELECT is(count(*), 100::bigint, 'VI-1: 100 rules are renumbered in one statement')
FROM distribution.visibility_rule WHERE supplier_id = t.id('supplier');
DELETE FROM distribution.visibility_rule;

-- VI-5, condition by condition
SELECT t.make_account('newcomer') \g /dev/null
SELECT t.name_it('pending', t.apply('newcomer')) \g /dev/null
SELECT is(distribution.is_visible(t.id('supplier'), t.id('pending'), t.id('A')), false, 'VI-5: nothing is offered to an applicant');
SELECT is_empty($$SELECT FROM distribution_report.offered_products WHERE partnership_id = t.id('pending')$$,
	'VI-5: an applicant has no offered products');
SELECT t.make_product('supplier', 'E', 5.00) \g /dev/null
SELECT is(distribution.is_visible(t.id('supplier'), t.id('kedai'), t.id('E')), false, 'VI-5: a publishing product is not offered yet');
SELECT is(t.state_of($$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('E')])$$), 'SD010',
	'CL-1: what is not offered cannot be claimed');
SELECT distribution.publish_products(t.id('supplier')) \g /dev/null
SELECT is(distribution.is_visible(t.id('supplier'), t.id('kedai'), t.id('E')), true, 'VI-5: once published it is');
SELECT is(claimed, false, 'VI-5: offered_products says what is not claimed yet')
FROM distribution_report.offered_products WHERE partnership_id = t.id('kedai') AND sku_id = t.id('E') AND supplier_id = t.id('supplier');
SELECT is(bool_and(claimed), true, 'VI-5: and what is')
FROM distribution_report.offered_products WHERE partnership_id = t.id('kedai') AND sku_id <> t.id('E') AND supplier_id = t.id('supplier');

SELECT is(t.state_of(format('SELECT distribution.is_visible(%s)', arguments)), expected, name)
FROM (VALUES
	(1, $$t.id('supplier'), 0, t.id('A')$$, 'SD005', 'VI-5: an unknown partnership is not found'),
	(2, $$t.id('supplier'), t.id('kedai at rival'), t.id('A')$$, 'SD005', 'ID-4: another supplier''s partnership is not found'),
	(3, $$t.id('supplier'), NULL, t.id('A')$$, '22004', 'VI-5: null is no partnership')
) AS c (no, arguments, expected, name)
ORDER BY no;

SELECT * FROM finish();
ROLLBACK;
