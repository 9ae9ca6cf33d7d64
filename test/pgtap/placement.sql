-- Where tables are on a cluster (doc/scale-out.md), as far as one machine can say; test/citus has the rest.
BEGIN;
\ir ../fixture/business.sql
SELECT plan(8);

SELECT set_eq(
	$$SELECT book FROM distribution.placements()$$,
	$$SELECT relname FROM pg_class WHERE relnamespace = 'distribution'::regnamespace AND relkind = 'r'$$,
	'every table has a placement');
SELECT is_empty(
	$$SELECT book FROM distribution.placements() AS p WHERE p.placement = 'tenant' AND EXISTS (
		SELECT FROM pg_index AS i
		WHERE i.indrelid = to_regclass('distribution.' || p.book) AND i.indisunique AND NOT EXISTS (
			SELECT FROM pg_attribute AS a WHERE a.attrelid = i.indrelid AND a.attname = p.key_column AND a.attnum = ANY (i.indkey)))$$,
	'every unique key of a tenant''s table has the supplier, or the account that would be one');
SELECT is_empty(
	$$SELECT c.conname FROM pg_constraint AS c
		JOIN distribution.placements() AS own ON to_regclass('distribution.' || own.book) = c.conrelid AND own.placement = 'shared'
		JOIN distribution.placements() AS other ON to_regclass('distribution.' || other.book) = c.confrelid AND other.placement <> 'shared'
		WHERE c.contype = 'f'$$,
	'nothing shared refers to what is a tenant''s');
SELECT is_empty(
	$$SELECT p.oid::regprocedure FROM pg_proc AS p
		WHERE p.pronamespace = 'distribution'::regnamespace AND 'supplier_id' = ANY (p.proargnames[1:p.pronargs])
			AND p.proargnames[1] <> 'supplier_id' AND p.proname <> 'maintain_unit'$$,
	'a function of a supplier has him as its first argument');
SELECT is_empty(
	$$SELECT t.tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
		WHERE c.relnamespace = 'distribution'::regnamespace AND NOT t.tgisinternal AND t.tgtype & 32 <> 0 AND t.tgtype & 28 <> 0$$,
	'LE-5: a trigger of TRUNCATE is of nothing else, as a node''s pieces of tables would lack it');
SELECT throws_ok('SELECT distribution.distribute()', '55000', 'Citus is not installed in this database',
	'distribute() says what is missing');
SELECT throws_ok('SELECT distribution.undistribute()', '55000', 'Citus is not installed in this database', 'and so does undistribute()');
SELECT is_empty('SELECT * FROM distribution.verify()', 'the books are sound');

SELECT * FROM finish();
ROLLBACK;
