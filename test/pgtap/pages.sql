-- A page costs its rows: buffers read in books of one size, and of a supplier with five times as many orders and distributors.
-- A plan that walks a table grows with it; one by index gains at most a level. PAGES_SCALE=5 tries 5,000 and 25,000 orders.
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE SCHEMA t;
\set scale 1
\getenv scale PAGES_SCALE
\ir ../bench/load.sql
\ir ../bench/pages.sql
SELECT no_plan();

CREATE ROLE supplier_role;
CREATE ROLE distributor_role;
CREATE ROLE small_role;
GRANT USAGE ON SCHEMA bench TO PUBLIC;
GRANT ALL ON ALL TABLES IN SCHEMA bench TO PUBLIC;

CREATE TABLE t.cost (size text, name text, buffers bigint, rows bigint);
CREATE FUNCTION t.measure(size text, base bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	page record;
	cost record;
BEGIN
	PERFORM distribution.grant_member(base + 1, 'supplier_role', '{report}'), distribution.grant_member(base + 100003, 'distributor_role', '{report}');
	ANALYZE;
	FOR page IN
		SELECT p.name, p.reader, p.query FROM bench.pages_of(base) AS p
		UNION ALL
		SELECT format('%s of who has one order', c.oid::regclass), 'small_role', format('SELECT * FROM %s', c.oid::regclass)
		FROM pg_class AS c
		WHERE c.relnamespace IN ('distribution'::regnamespace, 'distribution_report'::regnamespace) AND c.relkind IN ('r', 'v')
			AND has_table_privilege('small_role', c.oid, 'SELECT')
	LOOP
		PERFORM set_config('role', page.reader, true);
		SELECT * INTO cost FROM bench.page_cost(page.query);
		PERFORM set_config('role', 'none', true);
		INSERT INTO t.cost VALUES (size, page.name, cost.buffers, cost.rows);
	END LOOP;
END
$$;

-- A distributor of a supplier apart, with one order, whom the others' orders cost nothing.
SELECT bench.make_pages(60000000, 1, 30, 0, 1), distribution.push_inventory(60000001), distribution.grant_member(60100000, 'small_role', '{report}') \g /dev/null
SELECT bench.make_pages(10000000, 20 * :scale, 60, 3, 1000 * :scale) \g /dev/null
SELECT t.measure('few', 10000000) \g /dev/null
SELECT bench.make_pages(20000000, 100 * :scale, 60, 3, 5000 * :scale) \g /dev/null
SELECT t.measure('many', 20000000) \g /dev/null

SELECT is(CASE WHEN l.buffers > 1.5 * s.buffers AND l.buffers > 50 + 30 * l.rows THEN format('%s buffers, then %s for %s rows', s.buffers, l.buffers, l.rows) END, NULL, 'a page costs its rows: ' || s.name)
FROM t.cost AS s JOIN t.cost AS l ON l.name = s.name AND l.size = 'many'
WHERE s.size = 'few'
ORDER BY s.name;
SELECT is(string_agg(name, ', ' ORDER BY name), NULL, 'each page of a list shows rows, so that it proves something')
FROM t.cost WHERE rows = 0 AND size = 'many' AND name IN (SELECT name FROM bench.page);
SELECT * FROM finish();
ROLLBACK;
