-- Ids for tools that want one column (doc/clients/README.md): unique across suppliers, though only declared within one.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- A table whose key is its supplier and an id that the database gives
CREATE VIEW t.id AS
SELECT c.conrelid::regclass AS relation, a.attname AS id
FROM pg_constraint AS c
JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[cardinality(c.conkey)] AND a.attidentity <> ''
WHERE c.connamespace = 'distribution'::regnamespace AND c.contype = 'p' AND cardinality(c.conkey) > 1;
SELECT cmp_ok(count(*), '>=', 18::bigint, 'such tables are found') FROM t.id;

-- Rows of two suppliers in each of the tables that people relate to
SELECT t.sync('kedai', 'OURS', 'A 1');
SELECT is(count(DISTINCT supplier_id)::int, 2, 'two suppliers have ' || what)
FROM (
	SELECT 'SKUs', supplier_id FROM distribution.merchant_sku
	UNION ALL SELECT 'partnerships', supplier_id FROM distribution.partnership
	UNION ALL SELECT 'warehouses', supplier_id FROM distribution.warehouse
	UNION ALL SELECT 'customers', supplier_id FROM distribution.customer
) AS r (what, supplier_id) GROUP BY what ORDER BY what;

-- The key of one column that the page names can be declared for each, and referred to.
SELECT lives_ok(format('CREATE UNIQUE INDEX ON %s (%I)', relation, id), format('%s: %s is unique by itself', relation, id))
FROM t.id ORDER BY relation::text;
CREATE TABLE t.parcel (order_id bigint REFERENCES distribution.supply_order (order_id));
SELECT lives_ok($$INSERT INTO t.parcel VALUES (t.id('OURS'))$$, 'a table of an application refers to an order by its id alone');
SELECT throws_ok('INSERT INTO t.parcel VALUES (-1)', '23503', NULL, 'and to no order that is not there');
-- and by what is declared as it is
CREATE TABLE t.label (
	supplier_id bigint,
	order_id bigint,
	FOREIGN KEY (supplier_id, order_id) REFERENCES distribution.supply_order (supplier_id, order_id)
);
SELECT lives_ok($$INSERT INTO t.label VALUES (t.id('supplier'), t.id('OURS'))$$, 'and by its whole key');

-- By what keeps them so: they come from the sequences only
SELECT is(count(*)::int, 0, 'nobody but the owner can give an id') FROM t.id
WHERE has_column_privilege('public', relation, id, 'INSERT') OR has_column_privilege('public', relation, id, 'UPDATE');
SELECT * FROM finish();
ROLLBACK;
