-- Every text has a limit, whatever way it comes (TX-1): arguments, payloads, columns.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- What must be refused of each kind of text, and what must not
CREATE TABLE t.limit (kind text PRIMARY KEY, max int NOT NULL);
INSERT INTO t.limit VALUES ('code', 200), ('name', 200), ('line', 200), ('note', 2000), ('address', 1000), ('reference', 2000);
CREATE FUNCTION t.bad_texts(kind text) RETURNS TABLE (fault text, value text) LANGUAGE sql AS $$
	SELECT v.fault, v.value
	FROM t.limit AS l
	CROSS JOIN LATERAL (VALUES
		('too long', repeat('x', l.max + 1)), ('too long', repeat('小', l.max + 1)), ('too long', repeat('x', 1000000)),
		('blank', ''), ('blank', '   '), ('blank', U&'\00A0\3000'),
		('code', ' x'), ('code', 'x '), ('code', U&'x\3000'), ('code', E'x\ny'), ('code', E'x\ty'), ('code', U&'x\007Fy'), ('code', U&'x\009Fy')
	) AS v (fault, value)
	WHERE l.kind = bad_texts.kind
		AND (v.fault = 'too long' OR v.fault = 'blank' AND l.kind IN ('code', 'name') OR v.fault = 'code' AND l.kind = 'code')
$$;

-- Arguments: of every function, each text in turn. Words are checked by their list, and no longer than a line.
SELECT t.sync('kedai', 'K1', 'A 1') \g /dev/null
SELECT t.push('K1') \g /dev/null
CREATE TABLE t.argument (name text PRIMARY KEY, kind text NOT NULL);
INSERT INTO t.argument VALUES
	('distributor_sku', 'code'), ('document_no', 'code'), ('reference', 'code'), ('idempotency_key', 'code'), ('tracking_no', 'code'),
	('name', 'name'), ('carrier', 'name'),
	('contact', 'line'), ('phone', 'line'), ('plan', 'line'), ('currency', 'line'), ('base_currency', 'line'), ('from_currency', 'line'),
	('to_currency', 'line'), ('side', 'line'), ('state', 'line'), ('step', 'line'), ('task', 'line'), ('kind', 'line'), ('permission', 'line'), ('mode', 'line'), ('package_no', 'line'), ('fee', 'line'), ('event', 'line'), ('effect', 'line'),
	('message', 'note'), ('reason', 'note'), ('memo', 'note'),
	('label', 'reference'), ('token', 'line'), ('fingerprint', 'line');
CREATE FUNCTION t.value_of(argument text, type oid) RETURNS text LANGUAGE sql AS $$
	SELECT CASE
		WHEN argument = 'supplier_id' OR argument = 'account_id' THEN t.id('supplier')::text
		WHEN argument = 'distributor_id' THEN t.id('raan account')::text
		WHEN argument = 'partnership_id' THEN t.id('kedai')::text
		WHEN argument = 'order_id' THEN t.id('K1')::text
		WHEN argument = 'sku_id' THEN t.id('A')::text
		WHEN argument = 'warehouse_id' THEN t.id('north')::text
		WHEN argument LIKE '%currency' THEN 'MYR'
		WHEN argument = 'mode' THEN 'up'
		WHEN argument = 'side' THEN 'supplier'
		WHEN argument = 'kind' THEN 'top_up'
		WHEN argument = 'plan' THEN 'V1'
		WHEN argument = 'confirmed' THEN 'false'
		WHEN type::regtype::text LIKE '%[]' THEN '{}'
		WHEN type = 'boolean'::regtype THEN 'true'
		WHEN type = 'text'::regtype THEN 'x'
		WHEN type = 'interval'::regtype THEN '1 hour'
		ELSE '1'
	END
$$;
-- The call with one argument replaced
CREATE FUNCTION t.call(function pg_proc, replaced text, value text) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT * FROM distribution.%I(%s)', function.proname,
		string_agg(format('%I => %L::%s', name, CASE WHEN name = replaced THEN value ELSE t.value_of(name, type) END, type::regtype), ', ' ORDER BY no))
	FROM (SELECT no, function.proargnames[no] AS name, type FROM unnest(function.proargtypes::oid[]) WITH ORDINALITY AS a (type, no)) AS arguments
$$;
CREATE TABLE t.text_argument AS
SELECT p.oid, p.proname, function.proargnames[a.no] AS name, type
FROM pg_proc AS p
CROSS JOIN LATERAL (SELECT p.*) AS function
CROSS JOIN LATERAL unnest(p.proargtypes::oid[]) WITH ORDINALITY AS a (type, no)
WHERE p.pronamespace = 'distribution'::regnamespace AND p.prorettype <> 'trigger'::regtype AND a.type = 'text'::regtype
	AND has_function_privilege('pg_monitor', p.oid, 'EXECUTE'); -- not what install() is made of
SELECT is_empty($$SELECT DISTINCT name FROM t.text_argument EXCEPT SELECT name FROM t.argument$$, 'TX-1: the kind of every text argument is known');

CREATE TABLE t.called AS
SELECT a.proname, a.name, k.kind, b.fault, e.*
FROM t.text_argument AS a
JOIN pg_proc AS p ON p.oid = a.oid
JOIN t.argument AS k ON k.name = a.name
CROSS JOIN LATERAL t.bad_texts(k.kind) AS b
CROSS JOIN LATERAL t.error_of(t.call(p, a.name, b.value)) AS e
WHERE a.proname <> 'authenticate';
SELECT is(t.state_of(format('SELECT distribution.authenticate(%L)', repeat('x', 1000000))), '42501', 'ID-3: a token that does not hold, however long');
SELECT is(string_agg(DISTINCT format('%s: %s %s', fault, coalesce(state, 'done'), left(message, 100)), '; ') FILTER (WHERE fault IS NOT NULL), NULL,
	format('TX-1: %s(%s) refuses what is no %s', proname, name, min(kind)))
FROM (
	SELECT proname, name, kind FROM t.called GROUP BY 1, 2, 3
) AS f
LEFT JOIN LATERAL (
	SELECT fault, state, message FROM t.called AS c
	WHERE c.proname = f.proname AND c.name = f.name AND NOT CASE fault
		WHEN 'too long' THEN state IS NOT DISTINCT FROM '22001' AND message ~ format('^"%s" is longer than \d+ characters$', f.name)
		ELSE state IS NOT DISTINCT FROM '22023' AND message LIKE format('%%"%s"%%', f.name)
	END
) AS wrong ON true
GROUP BY proname, name
ORDER BY proname, name;
SELECT cmp_ok(count(*), '>', 150::bigint, 'TX-1: many calls, so that this proves something') FROM t.called;
SELECT is(max(length(message)), max(least(length(message), 300)), 'TX-1: no message repeats a long text') FROM t.called;

-- The limit itself is fine
SELECT lives_ok(format($$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('A'), %L)$$, repeat('小', 200)), 'TX-1: a code of 200 characters');
SELECT lives_ok(format($$SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'top_up', 1, NULL, %1$L, %2$L, %1$L)$$, repeat('x', 200), repeat('x', 2000)), 'TX-1: document, key and memo at their limits');
SELECT lives_ok(format($$SELECT distribution.set_shipment(t.id('supplier'), t.id('K1'), 'P1', %1$L, %1$L, %2$L)$$, repeat('x', 200), repeat('x', 2000)), 'TX-1: a shipment at its limits');
SELECT lives_ok(format($$SELECT distribution.hold_partnership(t.id('supplier'), t.id('kedai'), %L)$$, repeat('x', 2000)), 'TX-1: a reason at its limit');
SELECT lives_ok(format($$SELECT distribution.mark_order(t.id('supplier'), t.id('K1'), ARRAY[%L, 'b'])$$, repeat('x', 200)), 'TX-1: a mark at its limit');
SELECT is(t.state_of(format($$SELECT distribution.mark_order(t.id('supplier'), t.id('K1'), %L)$$, marks)), expected, 'TX-1: marks: ' || name)
FROM (VALUES
	(1, ARRAY['a', repeat('x', 201)], '22001', 'too long'),
	(2, ARRAY['a', ' '], '22023', 'blank'),
	(3, ARRAY['a', 'b '], '22023', 'a space after'),
	(4, ARRAY(SELECT n::text FROM generate_series(1, 101) AS n), 'SD003', 'too many')
) AS c (no, marks, expected, name)
ORDER BY no;

-- Payloads: each text of each, in turn
CREATE TABLE t.payload_text AS
SELECT * FROM (VALUES
	('sync_order', '{platform}', 'code'), ('sync_order', '{store}', 'code'), ('sync_order', '{order_no}', 'code'),
	('sync_order', '{packages,0,package_no}', 'code'), ('sync_order', '{packages,0,lines,0,sku}', 'code'),
	('sync_order', '{recipient,name}', 'line'), ('sync_order', '{recipient,phone}', 'line'), ('sync_order', '{recipient,address}', 'address'),
	('create_return', '{reason}', 'note'),
	('import_products', '{0,sku}', 'code'), ('import_products', '{0,name}', 'line'), ('import_prices', '{0,sku}', 'code')
) AS p (function, path, kind);
CREATE FUNCTION t.given(function text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT CASE function
		WHEN 'sync_order' THEN t.payload('T-1')::jsonb
		WHEN 'create_return' THEN '{"kind":"refund_only","reason":"x","lines":[{"line_no":1,"quantity":1}]}'
		WHEN 'import_products' THEN '[{"sku":"NEW","name":"x","base_price":"1"}]'
		WHEN 'import_prices' THEN '[{"sku":"A","price":"1"}]'
	END
$$;
CREATE FUNCTION t.send(function text, payload jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT CASE function
		WHEN 'sync_order' THEN format('SELECT distribution.sync_order(t.id(''supplier''), t.id(''kedai''), %L)', payload)
		WHEN 'create_return' THEN format('SELECT distribution.create_return(t.id(''supplier''), t.id(''K1''), %L)', payload)
		ELSE format('SELECT distribution.%I(t.id(''supplier''), %L)', function, payload)
	END
$$;
SELECT is(string_agg(format('%s %L: %s %s', e.fault, left(e.value, 20), coalesce(e.state, 'done'), left(e.message, 100)), '; ') FILTER (WHERE e.fault IS NOT NULL), NULL,
	format('TX-1: %s refuses at %s what is no %s', p.function, p.path, p.kind))
FROM t.payload_text AS p
LEFT JOIN LATERAL (
	SELECT b.fault, b.value, e.*
	FROM t.bad_texts(p.kind) AS b
	CROSS JOIN LATERAL t.error_of(t.send(p.function, jsonb_set(t.given(p.function), p.path::text[], to_jsonb(b.value)))) AS e
) AS e ON e.state IS DISTINCT FROM 'SD007' OR length(concat(e.message, e.detail)) > 500 OR e.fault = 'too long' AND concat(e.message, e.detail) !~ 'character|bytes'
GROUP BY p.function, p.path, p.kind
ORDER BY p.function, p.path;
SELECT is(t.state_of(t.send(p.function, jsonb_set(t.given(p.function), p.path::text[], to_jsonb(repeat('x', l.max))))), CASE p.function WHEN 'create_return' THEN 'SD004' WHEN 'import_prices' THEN 'SD007' END,
	format('TX-1: %s at %s: the limit itself is fine', p.function, p.path))
FROM t.payload_text AS p
JOIN t.limit AS l ON l.kind = p.kind
ORDER BY p.function, p.path;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
