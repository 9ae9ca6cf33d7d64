-- JSON arguments take what applications have, without an ambiguous call (api.md, distribution.document). Drivers: test/clients.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- OR-1: the same order again has the same id, so all these are one order.
SELECT t.sync('kedai', 'N-1') \g /dev/null
CREATE TABLE t.given AS SELECT t.payload('N-1') AS j, t.payload('N-1')::jsonb AS b, t.payload('N-1')::text AS t, t.payload('N-1')::text::varchar AS v;
CREATE FUNCTION t.takes(argument text, way text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	id bigint;
BEGIN
	EXECUTE format('SELECT distribution.sync_order(t.id(''supplier''), t.id(''kedai''), %s) FROM t.given', argument) INTO id;
	RETURN NEXT is(id, t.id('N-1'), format('OR-1: an order is taken as %s', way));
	EXECUTE format('SELECT distribution.sync_order(payload => %s, supplier_id => t.id(''supplier''), partnership_id => t.id(''kedai'')) FROM t.given', argument) INTO id;
	RETURN NEXT is(id, t.id('N-1'), format('OR-1: and as %s by name', way));
END
$$;
SELECT t.takes(argument, way) FROM (VALUES
	('j', 'json'), ('b', 'jsonb'), ('t', 'text'), ('v', 'varchar'), ('quote_literal(t)::text', 'an expression of text'),
	('(SELECT x.payload FROM json_to_record(json_build_object(''payload'', j)) AS x (payload json))', 'a json of json_to_record'),
	('(SELECT x.payload FROM json_to_record(json_build_object(''payload'', j)) AS x (payload text))', 'a text of json_to_record'),
	('(SELECT x.payload FROM json_to_record(json_build_object(''payload'', j)) AS x (payload distribution.document))', 'a document of json_to_record')
) AS w (argument, way)
WHERE way <> 'an expression of text';
SELECT t.takes(quote_literal(t), 'an untyped literal') FROM t.given;

CREATE FUNCTION t.prepared(types text, argument text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	id bigint;
BEGIN
	EXECUTE format('PREPARE n%s AS SELECT distribution.sync_order($1, $2, $3)', types);
	EXECUTE format('EXECUTE n(%s, %s, %L)', t.id('supplier'), t.id('kedai'), argument) INTO id;
	DEALLOCATE n;
	RETURN id;
END
$$;
SELECT is(t.prepared(types, t), t.id('N-1'), 'OR-1: a prepared statement''s parameter, ' || way)
FROM t.given
CROSS JOIN (VALUES ('', 'untyped'), ('(bigint, bigint, unknown)', 'unknown'), ('(bigint, bigint, text)', 'text'), ('(bigint, bigint, varchar)', 'varchar'),
	('(bigint, bigint, json)', 'json'), ('(bigint, bigint, jsonb)', 'jsonb')) AS p (types, way);
SELECT is(count(*), 1::bigint, 'OR-1: it was one order') FROM distribution.supply_order;

-- What is no JSON is refused by json, whatever it comes as.
SELECT is(t.state_of(format('SELECT distribution.sync_order(1, 1, %s)', argument)), '22P02', 'SD007: not JSON: ' || argument)
FROM unnest(ARRAY[$$'{'$$, $$'{'::text$$, $$'{'::varchar$$]) AS argument;
SELECT is(t.state_of(format('SELECT distribution.sync_order(1, 1, repeat(''['', 100000))')), '54001', 'SD007: too deep a text');
SELECT is(t.state_of('SELECT distribution.sync_order(1, 1, NULL)'), '22004', 'OR-1: null is refused, as it was');

SELECT set_eq($$
	SELECT format('%s %s', p.proname, a.type::regtype)
	FROM pg_proc AS p CROSS JOIN LATERAL unnest(p.proargtypes::oid[]) AS a (type)
	WHERE p.pronamespace = 'distribution'::regnamespace AND a.type IN ('json'::regtype, 'jsonb'::regtype)
$$, ARRAY[]::text[], 'OR-1: no argument is of another JSON type');
SELECT is_empty($$SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'distribution'::regnamespace AND prorettype <> 'trigger'::regtype
	AND proname IN (SELECT proname FROM pg_proc WHERE pronamespace = 'distribution'::regnamespace GROUP BY proname HAVING count(*) > 1)$$,
	'OR-1: no function has two signatures');
SELECT is_empty($$
	SELECT a.attrelid::regclass, a.attname
	FROM pg_attribute AS a
	JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
	JOIN pg_depend AS d ON d.classid = 'pg_type'::regclass AND d.objid = a.atttypid AND d.deptype = 'e'
	JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'distribution'
	WHERE c.relnamespace = 'distribution'::regnamespace
$$, 'design 1: no column of a table is of a type of ours');

SELECT * FROM finish();
ROLLBACK;
