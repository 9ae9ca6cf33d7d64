-- Bombs and large payloads: work and memory grow with the length, to its limit, and no faster (OR-1, OR-9).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- What a call takes, and what came of it
CREATE FUNCTION t.taken(statement text, payload text, OUT steps bigint, OUT memory bigint, OUT outcome text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM memory_taken();
	steps := -steps_taken();
	BEGIN
		EXECUTE statement USING payload;
		outcome := 'done';
	EXCEPTION WHEN OTHERS THEN
		outcome := SQLSTATE;
	END;
	steps := steps + steps_taken();
	memory := memory_taken();
END
$$;
CREATE FUNCTION t.joined(piece text, times int) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(replace(piece, '#', n::text), ',') FROM generate_series(1, times) AS n
$$;

-- Of n pieces each, all short enough to be read (1 MiB)
CREATE FUNCTION t.bombs(n int) RETURNS TABLE (name text, payload text) LANGUAGE sql AS $$ VALUES
	('an object of many members', '{' || t.joined('"k#":1', n) || '}'),
	('one key many times', '{' || t.joined('"a":1', n) || '}'),
	('one key many times, deeper', '{"packages":[{' || t.joined('"a":1', n) || '}]}'),
	('many zeros', '[' || t.joined('0', n) || ']'),
	('many numbers', '[' || t.joined('-#.5e1', n) || ']'),
	('a number of many digits', '{"platform":' || repeat('1', n) || '}'),
	('a long text', '{"platform":"' || repeat('x', n) || '"}'),
	('many escapes', '{"platform":"' || repeat('\u0041', n) || '"}'),
	('many halves of surrogate pairs', '{"platform":"' || repeat('\ud800', n) || '"}'),
	('many backslashes', '{"platform":"' || repeat('\\', n) || '"}'),
	('many texts', '["platform",' || t.joined('"#"', n) || ']'),
	('many empty arrays', '{"packages":[' || t.joined('[]', n) || ']}'),
	('many empty packages', '{"packages":[' || t.joined('{}', n) || ']}'),
	('many packages of one number', '{"packages":[' || t.joined('{"package_no":"P"}', n / 2) || ']}'),
	('many packages', '{"packages":[' || t.joined('{"package_no":"P#"}', n / 2) || ']}'),
	('many lines', '{"packages":[{"package_no":"P","lines":[' || t.joined('{"sku":"A"}', n / 2) || ']}]}'),
	('deep in many places', '[' || t.joined(repeat('[', 40) || repeat(']', 40), n / 40) || ']'),
	('blanks', repeat(E' \n', n / 2) || '{}')
$$;
CREATE TABLE t.bomb AS
SELECT name, n, length(payload) AS length, taken.*
FROM unnest(ARRAY[4000, 16000]) AS n CROSS JOIN LATERAL t.bombs(n)
CROSS JOIN LATERAL t.taken(format('SELECT distribution.sync_order(%s, %s, $1::json)', t.id('supplier'), t.id('kedai')), payload) AS taken;
SELECT is(string_agg(DISTINCT outcome, ' '), 'SD007', 'OR-1: bombs are refused') FROM t.bomb;
SELECT cmp_ok(large.steps * small.length::numeric, '<=', 1.1 * small.steps * large.length, format('OR-1: %s: a character takes no more steps among four times as many', name))
FROM t.bomb AS small JOIN t.bomb AS large USING (name) WHERE small.n = 4000 AND large.n = 16000 ORDER BY name;
SELECT cmp_ok(max(steps / length), '<=', 32::bigint, 'OR-1: and few in all') FROM t.bomb;
SELECT cmp_ok(max(memory / length), '<=', 100::bigint, 'OR-1: as it takes few bytes of memory') FROM t.bomb;

-- Longer than may be read
SELECT ok(steps < 1000 AND outcome = 'SD007', 'OR-1: ' || name || ' is refused unread')
FROM (VALUES
	('a text of 20 million characters', '{"platform":"' || repeat('x', 20000000) || '"}'),
	('an array of five million zeros', '[' || repeat('0,', 5000000) || '0]'),
	('an object of 300000 members', '{' || t.joined('"k#":1', 300000) || '}')
) AS b (name, payload)
CROSS JOIN LATERAL t.taken(format('SELECT distribution.sync_order(%s, %s, $1::json)', t.id('supplier'), t.id('kedai')), payload) AS taken;

-- What is good: a batch, an import
CREATE TABLE t.batch AS
SELECT name, n, length(payload) AS length, taken.*
FROM unnest(ARRAY[500, 2000]) AS n CROSS JOIN (VALUES
	('orders', 'sync_orders(%s, %s, $1::json)', replace(t.payload('N#', 'A 1, B 2')::text, '#', '%s#')),
	('changes of one order', 'sync_orders(%s, %s, $1::json)', replace(t.payload('SAME%s', 'A 77')::text, '77', '#')),
	('prices', 'import_prices(%s, $1::json)', '{"sku": "A", "level": 1, "min_quantity": #, "price": "%s"}')
) AS b (name, call, piece)
CROSS JOIN LATERAL (SELECT '[' || t.joined(format(piece, n), n) || ']') AS p (payload)
CROSS JOIN LATERAL t.taken(format('SELECT FROM distribution.' || call, t.id('supplier'), t.id('kedai')), payload) AS taken;
SELECT is(string_agg(DISTINCT outcome, ' '), 'done', 'OR-9: large batches are taken') FROM t.batch;
-- Rows are sorted and looked up by halving, so the most that is allowed is what n log n takes: log 2000 / log 500 = 1.223.
SELECT cmp_ok(large.steps * small.length::numeric, '<=', 1.223 * small.steps * large.length, format('OR-9: %s: one takes no more steps among four times as many than sorting does', name))
FROM t.batch AS small JOIN t.batch AS large USING (name) WHERE small.n = 500 AND large.n = 2000 ORDER BY name;
SELECT cmp_ok(large.memory * small.length::numeric, '<=', 1.1 * small.memory * large.length, format('OR-9: %s: nor more memory', name))
FROM t.batch AS small JOIN t.batch AS large USING (name) WHERE small.n = 500 AND large.n = 2000 ORDER BY name;
SELECT * FROM finish();
ROLLBACK;
