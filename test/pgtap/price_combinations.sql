-- PC-0 … PC-4 for every combination of prices of the partnership, SKU prices by level and for all (dates, breaks), level rule,
-- base price, quantity, currency and rounding, compared with a second implementation that is as
-- plain as SQL allows.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- Price lists to combine: quantity break, when it holds around now(), price.
CREATE TABLE t.list (list text, min_quantity int, valid tstzrange, price numeric);
INSERT INTO t.list VALUES
	('break',  1, '(,)', 7.77), ('break', 5, '(,)', 6.05), ('break', 10, '(,)', 0.005 + 5.495),
	('high',   6, '(,)', 4.41),
	('past',   1, tstzrange(NULL, now()), 3.33),
	('future', 1, tstzrange(now() + interval '1 microsecond', NULL), 2.22),
	('starts', 1, tstzrange(now(), NULL), 8.88), ('starts', 5, tstzrange(NULL, now()), 1.11),
	('ends',   1, tstzrange(now() - interval '1 day', now() + interval '1 microsecond'), 9.13),
	('gap',    1, tstzrange(NULL, now()), 1.21), ('gap', 1, tstzrange(now() + interval '1 hour', NULL), 1.31),
	('gap',    5, tstzrange(NULL, now() - interval '1 hour'), 1.41), ('gap', 5, tstzrange(now() - interval '1 hour', NULL), 1.51),
	('zero',   1, '(,)', 0.00);
CREATE TABLE t.case AS
SELECT row_number() OVER () AS case_no, by_level, for_all, base_price, NULL::bigint AS sku_id, NULL::text AS for_partner
FROM (SELECT DISTINCT list AS by_level FROM t.list UNION ALL SELECT 'none') AS a
CROSS JOIN (SELECT DISTINCT list AS for_all FROM t.list UNION ALL SELECT 'none') AS b
CROSS JOIN unnest(ARRAY[NULL, 9.99, 0.40]) AS base_price
WHERE by_level IN ('none', 'break', 'starts', 'gap') OR for_all IN ('none', 'gap');

CREATE FUNCTION t.expected(supplier bigint, partner bigint, sku bigint, wanted int, mode text) RETURNS text LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
	p record;
	exact numeric;
	rounded numeric;
	by_sku boolean := true;
BEGIN
	SELECT h.level, a.currency, c.decimals, d.base_price, l.percent, l.plus INTO p
	FROM distribution.partnership h
	JOIN distribution.settlement_account a USING (supplier_id, partnership_id)
	JOIN distribution.currency c ON c.currency = a.currency
	JOIN distribution.distribution_product d ON d.supplier_id = h.supplier_id AND d.sku_id = sku
	LEFT JOIN distribution.customer_level l ON l.supplier_id = h.supplier_id AND l.level = h.level
	WHERE h.supplier_id = supplier AND h.partnership_id = partner;

	SELECT price INTO exact FROM (
		SELECT 1 AS source, price, s.level, s.min_quantity, valid FROM distribution.sku_price s
		WHERE s.supplier_id = supplier AND s.sku_id = sku AND s.level IN (0, p.level)
		UNION ALL
		SELECT 0, price, 0, s.min_quantity, valid FROM distribution.partnership_price s
		WHERE s.supplier_id = supplier AND s.partnership_id = partner AND s.sku_id = sku
	) AS s
	WHERE s.min_quantity <= wanted
		AND coalesce(lower(s.valid) <= now(), true) AND coalesce(now() < upper(s.valid), true)
	ORDER BY s.source, s.level DESC, s.min_quantity DESC LIMIT 1;
	IF NOT FOUND THEN
		by_sku := false;
		exact := p.base_price * coalesce(p.percent, 100) / 100 + coalesce(p.plus, 0);
	END IF;
	IF exact IS NULL OR exact < 0 OR (exact = 0 AND NOT by_sku) THEN
		RETURN 'SD013';
	END IF;
	-- The rates of the fixture, as written there.
	exact := CASE p.currency WHEN 'MYR' THEN exact WHEN 'IDR' THEN exact * 3500 WHEN 'VND' THEN exact * 5432.1
		WHEN 'THB' THEN exact::numeric(40,20) / 0.1284 END;
	rounded := CASE mode WHEN 'up' THEN ceil(exact) WHEN 'down' THEN floor(exact) WHEN 'nearest' THEN round(exact)
		WHEN 'cents' THEN round(exact, p.decimals) END;
	RETURN CASE WHEN rounded = 0 AND exact > 0 THEN 'SD013' ELSE rounded::numeric(20,2)::text END;
END
$$;

CREATE FUNCTION t.got(supplier bigint, partner bigint, sku bigint, wanted int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN distribution.distribution_price(supplier, partner, sku, wanted);
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;

DO $$
DECLARE
	owner bigint := t.id('supplier');
BEGIN
	INSERT INTO distribution.merchant_sku (supplier_id, sku, name) SELECT owner, 'case ' || case_no, 'Sample' FROM t.case;
	UPDATE t.case SET sku_id = m.sku_id FROM distribution.merchant_sku m WHERE m.supplier_id = owner AND m.sku = 'case ' || case_no;
	PERFORM distribution.add_products(owner, array_agg(sku_id), array_agg(base_price)) FROM t.case;
	INSERT INTO distribution.sku_price (supplier_id, sku_id, level, min_quantity, valid, price)
	SELECT owner, c.sku_id, level, l.min_quantity, l.valid, l.price + level * 0.12 * (l.price > 0)::int
	FROM t.case c CROSS JOIN (VALUES (0), (1), (2)) AS v (level)
	JOIN t.list l ON l.list = CASE level WHEN 0 THEN c.for_all ELSE c.by_level END;
	UPDATE t.case SET for_partner = (ARRAY['none', 'break', 'starts', 'none', 'gap', 'high', 'zero', 'ends'])[case_no % 8 + 1];
	INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, min_quantity, valid, price)
	SELECT owner, t.id(partner), c.sku_id, l.min_quantity, l.valid, l.price + no * 0.07 * (l.price > 0)::int
	FROM t.case c JOIN t.list l ON l.list = c.for_partner
	CROSS JOIN unnest(ARRAY['kedai', 'toko', 'raan']) WITH ORDINALITY AS p (partner, no);
END
$$;

CREATE TABLE t.answer (case_no bigint, partner text, wanted int, mode text, expected text, got text);
DO $$
DECLARE
	owner bigint := t.id('supplier');
	this_mode text;
BEGIN
	FOREACH this_mode IN ARRAY ARRAY['up', 'down', 'nearest', 'cents'] LOOP
		UPDATE distribution.supplier SET rounding = this_mode WHERE supplier_id = owner;
		INSERT INTO t.answer
		SELECT c.case_no, p.name, q, this_mode, t.expected(owner, p.id, c.sku_id, q, this_mode), t.got(owner, p.id, c.sku_id, q)
		FROM t.case c
		CROSS JOIN (SELECT name, id FROM t.thing WHERE name IN ('kedai', 'toko', 'saigon', 'raan')) AS p
		CROSS JOIN unnest(ARRAY[1, 5, 6, 10]) AS q;
	END LOOP;
END
$$;
SELECT is((SELECT string_agg(format('case %s (%s/%s/%s/%s) %s x%s %s: %s, expected %s', a.case_no, c.for_partner, c.by_level, c.for_all, c.base_price, partner, wanted, mode, got, expected), E'\n')
	FROM (SELECT * FROM t.answer WHERE got IS DISTINCT FROM expected ORDER BY 1, 2, 3, 4 LIMIT 10) a JOIN t.case c USING (case_no)),
	NULL, 'PC-1: both implementations agree');
SELECT cmp_ok(count(*), '>', 8000::bigint, 'PC-1: on more than eight thousand prices') FROM t.answer;
SELECT is(count(DISTINCT (c.by_level, c.for_all)), 46::bigint, 'PC-1: for 46 combinations of price lists') FROM t.case c;
SELECT cmp_ok(count(*) FILTER (WHERE expected = 'SD013'), '>', 100::bigint, 'PC-6: some of them have no price') FROM t.answer;
SELECT cmp_ok(count(DISTINCT expected), '>', 80::bigint, 'PC-1: and the others many different ones') FROM t.answer;

SELECT * FROM finish();
ROLLBACK;
