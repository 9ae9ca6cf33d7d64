-- VI-3, VI-4 for every combination of effect, distributor scope and product scope in one to three
-- rules, compared with a second implementation that is as plain as SQL allows.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- The rules of VI-3 and VI-4, read aloud.
CREATE FUNCTION t.plain(supplier bigint, OUT partner bigint, OUT sku bigint, OUT visible boolean, OUT rule_no int) RETURNS SETOF record LANGUAGE sql AS $$
	SELECT p.partnership_id, d.sku_id, coalesce(first.shows, true), first.rule_no
	FROM distribution.partnership p
	JOIN distribution.distribution_product d ON d.supplier_id = p.supplier_id
	LEFT JOIN LATERAL (
		SELECT r.rule_no, r.effect = 'visible_only' AND scope.has_distributor AS shows
		FROM distribution.visibility_rule r
		CROSS JOIN LATERAL (SELECT
			r.product_scope = 'all' OR d.sku_id IN (SELECT sku_id FROM distribution.visibility_rule_product s
				WHERE s.supplier_id = r.supplier_id AND s.rule_id = r.rule_id) AS has_product,
			r.distributor_scope = 'all'
			OR (r.distributor_scope = 'level' AND p.level IS NOT NULL AND p.level = r.level)
			OR (r.distributor_scope = 'selected' AND p.distributor_id IN (SELECT distributor_id FROM distribution.visibility_rule_distributor s
				WHERE s.supplier_id = r.supplier_id AND s.rule_id = r.rule_id)) AS has_distributor
		) AS scope
		WHERE r.supplier_id = p.supplier_id AND scope.has_product AND (r.effect = 'visible_only' OR scope.has_distributor)
		ORDER BY r.rule_no
		LIMIT 1
	) AS first ON true
	WHERE p.supplier_id = plain.supplier
$$;

-- The 36 rules that are combined: 12 shapes, and at each place other distributors, products and level.
CREATE TABLE t.shape AS
SELECT row_number() OVER () AS shape_no, effect, distributor_scope, product_scope
FROM unnest(ARRAY['visible_only', 'hidden']) AS effect
CROSS JOIN unnest(ARRAY['all', 'level', 'selected']) AS distributor_scope
CROSS JOIN unnest(ARRAY['all', 'selected']) AS product_scope;
CREATE TABLE t.place AS
SELECT place, level, array(SELECT t.id(name || ' account') FROM unnest(distributors) AS name) AS distributors,
	array(SELECT t.id(name) FROM unnest(products) AS name) AS products
FROM (VALUES
	(1, 1, '{toko,kedai}'::text[], '{A,B}'::text[]),
	(2, 2, '{kedai}', '{B,C}'),
	(3, 1, '{saigon,toko}', '{A,C}')
) AS c (place, level, distributors, products);

CREATE FUNCTION t.set_rules(supplier bigint, shapes bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM distribution.visibility_rule WHERE supplier_id = supplier;
	INSERT INTO distribution.visibility_rule (supplier_id, rule_id, rule_no, effect, distributor_scope, level, product_scope)
	SELECT supplier, 1000 - p.place, p.place * 10, s.effect, s.distributor_scope,
		CASE WHEN s.distributor_scope = 'level' THEN p.level END, s.product_scope
	FROM t.place p JOIN t.shape s ON s.shape_no = shapes[p.place];
	INSERT INTO distribution.visibility_rule_distributor (supplier_id, rule_id, distributor_id)
	SELECT supplier, 1000 - p.place, selected
	FROM t.place p JOIN t.shape s ON s.shape_no = shapes[p.place] CROSS JOIN unnest(p.distributors) AS selected
	WHERE s.distributor_scope = 'selected';
	INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)
	SELECT supplier, 1000 - p.place, selected
	FROM t.place p JOIN t.shape s ON s.shape_no = shapes[p.place] CROSS JOIN unnest(p.products) AS selected
	WHERE s.product_scope = 'selected';
END
$$;

-- How many answers were compared, how many of them said visible, and the first that differ.
CREATE FUNCTION t.compare(rules int, OUT compared int, OUT visible int, OUT different text) LANGUAGE plpgsql AS $$
DECLARE
	shapes bigint[];
	here record;
	sets int := 0;
	supplier bigint := t.id('supplier');
	partners bigint[] := ARRAY[t.id('kedai'), t.id('toko'), t.id('saigon'), t.id('raan')];
BEGIN
	compared := 0;
	visible := 0;
	FOR shapes IN
		SELECT array_remove(ARRAY[a.shape_no, b.shape_no, c.shape_no], NULL)
		FROM t.shape a
		LEFT JOIN t.shape b ON rules >= 2
		LEFT JOIN t.shape c ON rules >= 3
	LOOP
		-- Rows deleted by this transaction stay in the way until their table is emptied.
		sets := sets + 1;
		IF sets % 50 = 0 THEN
			TRUNCATE distribution.visibility_rule, distribution.visibility_rule_distributor, distribution.visibility_rule_product;
		END IF;
		PERFORM t.set_rules(supplier, shapes);
		SELECT count(*) AS compared, count(*) FILTER (WHERE e.visible) AS visible,
			string_agg(format('%s sku %s: %s by %s, expected %s by %s', p.partner, p.sku, e.visible, e.rule_no, p.visible, p.rule_no), '; ')
				FILTER (WHERE (e.visible, e.rule_no) IS DISTINCT FROM (p.visible, p.rule_no)) AS different
		INTO here
		FROM t.plain(supplier) AS p
		JOIN (
			SELECT partner, x.sku_id, x.visible, x.rule_no
			FROM unnest(partners) AS partner
			CROSS JOIN LATERAL distribution.explain_visibility(supplier, partner) AS x
		) AS e ON e.partner = p.partner AND e.sku_id = p.sku;
		compared := compared + here.compared;
		visible := visible + here.visible;
		different := coalesce(different, format('rules %s: ', shapes) || here.different);
	END LOOP;
END
$$;

SELECT is(different, NULL, format('VI-4: %s rules: both implementations agree', rules))
	|| E'\n' || is(compared, (12 ^ rules)::int * 16, format('VI-4: %s rules: for 12^%s sets, 4 distributors and 4 products', rules, rules))
	|| E'\n' || cmp_ok(visible, '>', compared / 10, 'VI-4: of which many are visible')
	|| E'\n' || cmp_ok(visible, '<', compared * 9 / 10, 'VI-4: and many are not')
FROM generate_series(1, 3) AS rules
CROSS JOIN LATERAL t.compare(rules)
ORDER BY rules;

SELECT * FROM finish();
ROLLBACK;
