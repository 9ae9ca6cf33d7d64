-- Calls of every function that anybody may call, with any arguments, by every kind of role: each ends well or with an error that
-- says what is wrong, never with one of the server's own making, and the books are sound after (ID-3, LE-3).
--
--   SEED=random CALLS=100000 make check ONLY='pgtap calls'   others, or more; 2,000 unless given
--   SEED=NUMBER CALLS=100000 make check ONLY='pgtap calls'   the same again
--
-- Half of the arguments are things of one world (test/pairs/verbs.sql), most of them of the right kind; the others are what
-- nobody should send. It commits, as model.sql does; the database is thrown away.
\getenv seed SEED
\getenv calls CALLS
\if :{?seed}
\else
\set seed 1
\endif
\if :{?calls}
\else
\set calls 2000
\endif
\ir ../fixture/business.sql
SET client_min_messages = warning;
\ir ../pairs/verbs.sql
SELECT no_plan();

CREATE SCHEMA c;
CREATE ROLE c_buyer;
CREATE ROLE c_reader;
CREATE ROLE c_nobody;
CREATE ROLE c_application;
GRANT USAGE ON SCHEMA t, c TO shopkeeper, c_buyer, c_reader, c_nobody, c_application;

-- A world, and who acts in it: its supplier, a distributor, who may only read, a stranger with an account, one without, and an
-- application with a token.
CREATE FUNCTION c.begin_world() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.world();
	PERFORM distribution.grant_member(t.id('kedai account'), 'c_buyer', '{distributor,report}'),
		distribution.grant_member(t.id('supplier'), 'c_reader', '{report}');
	INSERT INTO t.word VALUES ('token', distribution.issue_token(t.id('supplier'), '{supplier,report}', '1 hour'));
END
$$;
CREATE FUNCTION c.pick(VARIADIC choices text[]) RETURNS text LANGUAGE sql AS $$
	SELECT choices[1 + floor(random() * cardinality(choices))::int]
$$;

-- Ids of this world that an argument of the name may mean
CREATE FUNCTION c.ids(argument text) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	s bigint := t.id('supplier');
BEGIN
	RETURN CASE
		WHEN argument = 'supplier_id' THEN ARRAY[s, s, s, s, t.id('kedai account'), t.id('late shop')]
		WHEN argument ~ '^partnership_id' THEN ARRAY[t.id('kedai'), t.id('kedai'), t.id('toko'), t.id('back'), t.id('application'), t.id('rejected'), 0]
		WHEN argument ~ '^(account|distributor)' THEN ARRAY[s, t.id('kedai account'), t.id('toko account'), t.id('newcomer'), t.id('beginner'), t.id('idle account')]
		WHEN argument ~ '^order_id' THEN ARRAY(SELECT order_id FROM distribution.supply_order WHERE supplier_id = s ORDER BY order_id)
		WHEN argument = 'return_id' THEN ARRAY(SELECT return_id FROM distribution.return_order WHERE supplier_id = s ORDER BY return_id)
		WHEN argument ~ '^(sku_id|products)' THEN ARRAY(SELECT sku_id FROM distribution.merchant_sku WHERE supplier_id IN (s, t.id('kedai account')) ORDER BY sku_id)
		WHEN argument ~ '^warehouse_id' THEN ARRAY(SELECT warehouse_id FROM distribution.warehouse WHERE supplier_id = s ORDER BY warehouse_id)
		WHEN argument = 'customer_id' THEN ARRAY(SELECT customer_id FROM distribution.customer WHERE supplier_id = s ORDER BY customer_id)
		WHEN argument = 'statement_id' THEN ARRAY(SELECT statement_id FROM distribution.statement WHERE supplier_id = s ORDER BY statement_id)
		WHEN argument = 'request_id' THEN ARRAY(SELECT request_id FROM distribution.top_up_request WHERE supplier_id = s ORDER BY request_id)
		WHEN argument = 'rule_id' THEN ARRAY(SELECT rule_id FROM distribution.visibility_rule WHERE supplier_id = s ORDER BY rule_id)
		WHEN argument ~ '^notification_id' THEN ARRAY(SELECT notification_id FROM distribution.notification WHERE account_id = s ORDER BY notification_id)
		ELSE ARRAY[0, 1, 1000]
	END;
END
$$;
CREATE FUNCTION c.id(argument text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN random() < 0.9 AND cardinality(i.ids) > 0 THEN i.ids[1 + floor(random() * cardinality(i.ids))::int]::text
		ELSE c.pick('0', '-1', '1', '9223372036854775807', '-9223372036854775808', '1000000') END
	FROM c.ids(argument) AS i (ids)
$$;
CREATE FUNCTION c.word(argument text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE
		WHEN random() < 0.15 THEN c.pick('', ' ', repeat('x', 3000), E'a\nb', 'Robert''); DROP TABLE', E'\u00a0', U&'\+01F600', 'NULL', '%s %n', 'x')
		WHEN argument = 'state' THEN c.pick('in_process', 'to_pickup', 'shipped', 'completed', 'new', 'cancelled')
		WHEN argument = 'kind' THEN c.pick('top_up', 'deduction', 'correction', 'opening_balance', 'push_charge')
		WHEN argument ~ 'currency' THEN c.pick('MYR', 'MYR', 'IDR', 'VND', 'ABC', 'myr')
		WHEN argument = 'plan' THEN c.pick('V1', 'V2', 'V5', 'V9')
		WHEN argument = 'token' THEN t.word(c.pick('invitation', 'token'))
		WHEN argument = 'step' THEN c.pick('bigshop', 'stock_push_rule', 'pricing')
		WHEN argument = 'package_no' THEN c.pick('P1', 'P2')
		WHEN argument = 'fee' THEN c.pick('stock_out', 'logistics', 'stock_in_return')
		WHEN argument = 'effect' THEN c.pick('hidden', 'visible_only')
		WHEN argument = 'side' THEN c.pick('supplier', 'distributor')
		WHEN argument = 'event' THEN c.pick('push_failed', 'balance_low')
		WHEN argument = 'mode' THEN c.pick('up', 'down', 'nearest', 'cents')
		WHEN argument = 'task' THEN c.pick('queue', 'stock', 'sales', 'records', 'holds', 'notices')
		WHEN argument = 'permissions' OR argument = 'permission' THEN c.pick('admin', 'supplier', 'distributor', 'report')
		WHEN argument = 'role' THEN c.pick('c_nobody', 'c_reader', 'postgres')
		WHEN argument = 'distributor_sku' THEN c.pick('A', 'B', 'MAPPED', 'K')
		ELSE c.pick('A', 'B', 'Sample', 'key-1', 'key-2', 'P1')
	END
$$;
-- A document that the function takes, or a piece of one
CREATE FUNCTION c.document(function text, argument text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN random() < 0.15 THEN c.pick('{}', '[]', 'null', '1e999', '{"a":', '[{}]', '{"lines":[{"line_no":1}]}', '"\ud83d"') ELSE
		CASE function
		WHEN 'sync_orders' THEN json_build_array(t.payload(n.no, n.goods), t.payload(n.no || 'b', n.goods))::text
		WHEN 'create_return' THEN format('{"kind":"%s","lines":[{"line_no":%s,"quantity":%s}]}', c.pick('return_refund', 'refund_only'), c.pick('1', '2'), c.pick('1', '2', '9'))
		WHEN 'receive_return' THEN format('{"lines":[{"line_no":%s,"sellable":%s,"defective":%s}]}', c.pick('1', '2'), c.pick('0', '1', '2'), c.pick('0', '1'))
		WHEN 'restock_order' THEN format('{"reason":"counted","lines":[{"line_no":1,"sellable":%s,"lost":%s}]}', c.pick('0', '1', '2'), c.pick('0', '1'))
		WHEN 'import_prices' THEN format('[{"sku":"%s","level":%s,"price":"%s"},{"sku":"B","customer":"C-kedai","price":"7"}]', c.pick('A', 'B', 'Z'), c.pick('0', '1', '2', '11'), c.pick('1.50', '0', '-1', '1.005'))
		WHEN 'import_products' THEN format('[{"sku":"%s","name":"New","base_price":"%s"}]', c.pick('A', 'N1', 'N2'), c.pick('1.50', '0', '99999999999999999999'))
		ELSE CASE argument
			WHEN 'lines' THEN format('[{"line_no":%s,"quantity":%s}]', c.pick('1', '2', '9'), c.pick('1', '2', '2147483647'))
			ELSE t.payload(n.no, n.goods)::text END
		END END
	FROM (SELECT 'F-' || floor(random() * 40)::int, c.pick('A 1', 'A 2, B 1', 'B 3; A 1 gift', 'MAPPED 1', 'Z 1', 'A 2147483647')) AS n (no, goods)
$$;
-- An argument as SQL
CREATE FUNCTION c.argument(function text, argument text, type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	list text[] := '{}';
BEGIN
	IF random() < 0.04 THEN
		RETURN format('NULL::%s', type);
	END IF;
	IF type LIKE '%[]' THEN
		FOR i IN 1 .. floor(random() * 3)::int + CASE WHEN random() < 0.9 THEN 1 ELSE 0 END LOOP
			list := list || c.argument(function, argument, left(type, -2));
		END LOOP;
		RETURN format('ARRAY[%s]::%s', array_to_string(list, ', '), type);
	END IF;
	RETURN format('%L::%s', CASE type
		WHEN 'bigint' THEN c.id(argument)
		WHEN 'integer' THEN c.pick('0', '1', '1', '2', '5', '10', '-1', '2147483647', '-2147483648')
		WHEN 'numeric' THEN c.pick('0', '1', '10.50', '0.01', '-5', '0.001', '99999999999999999.99', '1e30', 'NaN', 'Infinity', '3')
		WHEN 'boolean' THEN c.pick('true', 'false')
		WHEN 'date' THEN c.pick('2020-02-01', '2020-03-01', '2026-01-01', 'infinity', '-infinity', '0001-01-01 BC', '294276-12-31')
		WHEN 'timestamp with time zone' THEN c.pick('2020-02-01', '2100-01-01', 'infinity', '-infinity', '294276-12-31')
		WHEN 'interval' THEN c.pick('1 hour', '0', '-1 day', '1000 years', '1 month')
		WHEN 'tstzrange' THEN c.pick('(,)', 'empty', '[2020-01-01,2021-01-01)')
		WHEN 'distribution.document' THEN c.document(function, argument)
		ELSE c.word(argument) END, type);
END
$$;

-- What can be called: all that a member may, but what begins an identity or a transaction of its own
CREATE TABLE c.function AS
SELECT p.proname::text AS name, a.names, a.types
FROM pg_proc AS p
CROSS JOIN LATERAL (
	SELECT coalesce(array_agg(coalesce(p.proargnames[i.no], '') ORDER BY i.no), '{}') AS names, coalesce(array_agg(format_type(i.type, NULL) ORDER BY i.no), '{}') AS types
	FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS i (type, no)
) AS a
WHERE p.pronamespace = 'distribution'::regnamespace AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
	AND has_function_privilege('shopkeeper', p.oid, 'EXECUTE') AND NOT 'cstring' = ANY (a.types) AND NOT 'internal' = ANY (a.types)
	AND p.proname NOT IN ('authenticate', 'maintenance_due');
CREATE FUNCTION c.call() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	f c.function;
	list text[] := '{}';
BEGIN
	SELECT * INTO f FROM c.function ORDER BY name, types OFFSET floor(random() * (SELECT count(*) FROM c.function))::int LIMIT 1;
	FOR i IN 1 .. cardinality(f.names) LOOP
		list := list || c.argument(f.name, f.names[i], f.types[i]);
	END LOOP;
	IF random() < 0.03 THEN
		RETURN format('SELECT count(*) FROM distribution_report.%I', (SELECT relname FROM pg_class
			WHERE relnamespace = 'distribution_report'::regnamespace AND relkind = 'v' ORDER BY relname OFFSET floor(random() * 30)::int LIMIT 1));
	END IF;
	RETURN format('SELECT count(*) FROM distribution.%I(%s)', f.name, array_to_string(list, ', '));
END
$$;

CREATE TABLE c.outcome (role text, function text, state text, times int, statement text, message text, PRIMARY KEY (role, function, state));
-- The world is kept by what may not be: a member who leaves takes nothing with him here.
CREATE FUNCTION c.one(statement text, role text, OUT state text, OUT message text) LANGUAGE plpgsql AS $$
DECLARE
	token text := t.word('token');
BEGIN
	IF role <> 'postgres' THEN
		EXECUTE format('SET LOCAL ROLE %I', role);
	END IF;
	IF role = 'c_application' THEN
		PERFORM distribution.authenticate(token);
	END IF;
	EXECUTE statement;
	IF role = 'c_application' THEN
		RAISE EXCEPTION USING ERRCODE = 'T0000'; -- its identity ends with what it did
	END IF;
	RESET ROLE;
	state := 'done';
EXCEPTION WHEN OTHERS THEN
	state := SQLSTATE;
	message := SQLERRM;
END
$$;
CREATE TABLE c.fault (what text);
CREATE PROCEDURE c.run(seed int, calls int) LANGUAGE plpgsql AS $$
DECLARE
	role text;
	statement text;
	said record;
BEGIN
	PERFORM setseed(seed % 1000000 / 1000000.0);
	FOR n IN 1 .. calls LOOP
		IF n % 400 = 1 THEN
			PERFORM c.begin_world();
		END IF;
		role := c.pick('shopkeeper', 'shopkeeper', 'shopkeeper', 'c_buyer', 'c_buyer', 'c_reader', 'c_nobody', 'c_application', 'postgres');
		statement := c.call();
		said := c.one(statement, role);
		INSERT INTO c.outcome VALUES (role, substring(statement FROM 'distribution[a-z_]*\.([a-z_]+)'), said.state, 1, statement, said.message)
		ON CONFLICT ON CONSTRAINT outcome_pkey DO UPDATE SET times = c.outcome.times + 1;
		IF n % 20 = 0 THEN
			COMMIT;
		END IF;
		IF n % 400 = 0 OR n = calls THEN
			INSERT INTO c.fault SELECT format('call %s: %s: %s', n, check_name, detail) FROM distribution.verify(t.id('supplier'));
			INSERT INTO c.fault SELECT format('call %s: %s: %s', n, check_name, detail) FROM distribution.verify(t.id('kedai account'));
			EXIT WHEN EXISTS (SELECT FROM c.fault);
		END IF;
	END LOOP;
END
$$;
CALL c.run(:seed, :calls);

-- What callers are told: codes of the product, and those of PostgreSQL for values, rules of rows and rights
SELECT is_empty($$SELECT format('%s by %s: %s %s', statement, role, state, message) FROM c.outcome
	WHERE state !~ '^(done|T0000|SD0..|22...|23...|42501|54...|0A000)$' ORDER BY 1$$, format('ID-3: no call of %s ends with an error of the server''s own making, seed %s', :calls, :'seed'));
SELECT is_empty('SELECT what FROM c.fault', 'LE-3: the books are sound after all of them');
SELECT ok(count(DISTINCT function) > :calls / 100 OR count(DISTINCT function) > 100, 'ID-3: ' || count(DISTINCT function) || ' functions are called') FROM c.outcome;
SELECT ok(sum(times) FILTER (WHERE state = 'done') > :calls / 10, 'ID-3: and some calls are done: ' || sum(times) FILTER (WHERE state = 'done')) FROM c.outcome;
SELECT * FROM finish();
