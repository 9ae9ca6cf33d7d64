-- Nobody learns whether a thing exists that is not its own: hidden and absent are told in the same words (ID-6).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- Things that some may not see
SELECT t.sync('kedai', 'PUSHED', 'A 2'), t.sync('kedai', 'UNPUSHED', 'A 1'), t.sync('kedai', 'SHIPPED', 'A 1') \g /dev/null
SELECT t.push('PUSHED', 'SHIPPED') \g /dev/null
SELECT distribution.advance_order(t.id('supplier'), t.id('SHIPPED'), 'shipped') \g /dev/null
SELECT t.name_it('unpushed return', distribution.create_return(t.id('supplier'), t.id('SHIPPED'), '{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}')) \g /dev/null
SELECT t.make_warehouse('supplier', 'never assigned'), t.make_product('supplier', 'NEVER', 5) \g /dev/null
INSERT INTO distribution.customer (supplier_id, code, name) VALUES (t.id('supplier'), 'C-9', 'Sample') RETURNING t.name_it('unlinked customer', customer_id) \g /dev/null
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'all', 'all')
RETURNING t.name_it('rule', rule_id) \g /dev/null
SELECT t.make_account('applicant') \g /dev/null
SELECT t.name_it('application', t.apply('applicant')) \g /dev/null
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'top_up', 1, idempotency_key => 'once') \g /dev/null

-- Who tries, and which things are hidden from it
CREATE TABLE t.player (role name, account text, permissions text[]);
INSERT INTO t.player VALUES
	('nobody_special', NULL, NULL), ('rival_acting', 'rival', '{admin}'), ('toko_acting', 'toko account', '{admin}'),
	('supplier_acting', 'supplier', '{admin}'), ('kedai_acting', 'kedai account', '{admin}');
SELECT format('CREATE ROLE %I', role) FROM t.player \gexec
SELECT distribution.grant_member(t.id(account), role, permissions) FROM t.player WHERE account IS NOT NULL \g /dev/null
CREATE TABLE t.hidden (role name, argument text, thing text);
INSERT INTO t.hidden
SELECT p.role, h.argument, h.thing
FROM (VALUES
	('supplier_id', 'supplier', '{nobody_special}'::name[]), ('account_id', 'supplier', '{nobody_special,rival_acting,toko_acting,kedai_acting}'),
	('distributor_id', 'raan account', '{nobody_special,rival_acting,toko_acting,supplier_acting,kedai_acting}'),
	('partnership_id', 'kedai', '{nobody_special,rival_acting,toko_acting}'), ('partnership_id', 'application', '{nobody_special,rival_acting,toko_acting,kedai_acting}'),
	('order_id', 'PUSHED', '{nobody_special,rival_acting,toko_acting}'), ('order_id', 'UNPUSHED', '{nobody_special,rival_acting,toko_acting,supplier_acting}'),
	('order_ids', 'PUSHED', '{nobody_special,rival_acting,toko_acting}'), ('order_ids', 'UNPUSHED', '{nobody_special,rival_acting,toko_acting,supplier_acting}'),
	('return_id', 'unpushed return', '{nobody_special,rival_acting,toko_acting,supplier_acting}'),
	('warehouse_id', 'never assigned', '{nobody_special,rival_acting,toko_acting,kedai_acting}'),
	('warehouse_ids', 'never assigned', '{nobody_special,rival_acting,toko_acting,kedai_acting}'),
	('sku_id', 'NEVER', '{nobody_special,rival_acting,toko_acting,kedai_acting}'), ('sku_ids', 'NEVER', '{nobody_special,rival_acting,toko_acting,kedai_acting}'),
	('customer_id', 'unlinked customer', '{nobody_special,rival_acting,toko_acting,kedai_acting}'),
	('rule_id', 'rule', '{nobody_special,rival_acting,toko_acting,kedai_acting}')
) AS h (argument, thing, roles)
JOIN t.player AS p ON p.role = ANY (h.roles);

CREATE TABLE t.argument (name text, value text, function text);
INSERT INTO t.argument VALUES
	('supplier_id', t.id('supplier'), NULL), ('account_id', t.id('supplier'), NULL), ('distributor_id', t.id('kedai account'), NULL),
	('partnership_id', t.id('kedai'), NULL), ('since', '2020-01-01', NULL), ('order_id', t.id('PUSHED'), NULL), ('order_ids', format('{%s}', t.id('PUSHED')), NULL),
	('return_id', t.id('unpushed return'), NULL), ('sku_id', t.id('A'), NULL), ('warehouse_id', t.id('north'), NULL), ('permissions', '{report}', NULL),
	('permission', 'report', NULL), ('lifetime', '1 hour', NULL), ('payload', t.payload('X', 'A 1')::text, NULL), ('payloads', '[]', NULL),
	('payload', '{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}', 'create_return'),
	('payload', '{"lines":[{"line_no":1,"sellable":1,"defective":0}]}', 'receive_return'), ('prices', '[]', NULL), ('products', '[]', NULL),
	('month', '2020-01-01', NULL), ('mode', 'up', NULL), ('from_currency', 'MYR', NULL), ('to_currency', 'MYR', NULL), ('base_currency', 'MYR', NULL),
	('currency', 'MYR', NULL), ('kind', 'top_up', NULL), ('state', 'in_process', NULL), ('role', 'nobody_special', NULL), ('step', 'bigshop', NULL),
	('side', 'distributor', NULL), ('fee', 'stock_out', NULL), ('event', 'push_failed', NULL);
CREATE FUNCTION t.call_of(function pg_proc, replaced text, replacement text) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT * FROM distribution.%I(%s)', function.proname,
		string_agg(format('%I => %L::%s', name, CASE WHEN name = replaced THEN replacement ELSE value END, type::regtype), ', ' ORDER BY no))
	FROM (
		SELECT no, function.proargnames[no] AS name, type,
			coalesce((SELECT value FROM t.argument a WHERE a.name = function.proargnames[no] AND coalesce(a.function, function.proname) = function.proname ORDER BY a.function LIMIT 1),
				CASE WHEN type::regtype::text LIKE '%[]' THEN '{}' WHEN type IN ('bigint'::regtype, 'int'::regtype, 'numeric'::regtype) THEN '1'
					WHEN type = 'boolean'::regtype THEN 'true' WHEN type = 'text'::regtype THEN 'x' END) AS value
		FROM unnest(function.proargtypes::oid[]) WITH ORDINALITY AS a (type, no)
	) AS arguments
$$;
-- What a caller is told, numbers left out; always undone
CREATE FUNCTION t.told(player name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
	message text;
	detail text;
	hint text;
	answer text;
BEGIN
	PERFORM set_config('role', player, true);
	EXECUTE format('SELECT string_agg(r::text, E''\n'' ORDER BY r::text) FROM (%s) AS r', statement) INTO answer;
	RAISE EXCEPTION USING ERRCODE = 'T0000', MESSAGE = coalesce(answer, 'no rows'); -- undo it
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN state || regexp_replace(concat_ws(' / ', '', message, detail, hint), '\d+', '#', 'g');
END
$$;
GRANT USAGE ON SCHEMA t TO PUBLIC;

CREATE TABLE t.tried AS
SELECT p.proname, h.role, h.argument, h.thing,
	t.told(h.role, t.call_of(p, h.argument, CASE WHEN array_type THEN format('{%s}', t.id(h.thing)) ELSE t.id(h.thing)::text END)) AS hidden,
	t.told(h.role, t.call_of(p, h.argument, CASE WHEN array_type THEN '{987654321}' ELSE '987654321' END)) AS absent
FROM t.hidden AS h
JOIN pg_proc AS p ON h.argument = ANY (p.proargnames)
CROSS JOIN LATERAL (SELECT h.argument LIKE '%ids' AS array_type) AS a
WHERE p.pronamespace = 'distribution'::regnamespace AND p.prokind = 'f' AND p.prorettype NOT IN ('trigger'::regtype, 'internal'::regtype) AND has_function_privilege('nobody_special', p.oid, 'EXECUTE');
SELECT is(string_agg(CASE WHEN hidden <> absent THEN format(E'%s, %s %s:\n  hidden: %s\n  absent: %s', role, argument, thing, hidden, absent) END, E'\n' ORDER BY role, argument, thing), NULL,
	format('ID-6: %s tells nobody of hidden things', proname))
FROM t.tried
GROUP BY proname
ORDER BY proname;
SELECT cmp_ok(count(*), '>', 300::bigint, 'ID-6: many calls were compared') FROM t.tried;

-- Rows that plain SQL writes in another's name: row security speaks before any trigger tells what there is.
CREATE FUNCTION t.told_writing(player name, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('role', player, true);
	EXECUTE statement;
	RAISE EXCEPTION USING ERRCODE = 'T0000', MESSAGE = 'written'; -- undo it
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
SELECT is(t.told_writing(p.role, format('INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (%s, %s, %s, 1)',
		t.id('supplier'), t.id('A'), level)),
	CASE WHEN p.role <> 'supplier_acting' THEN '42501' WHEN level = 1 THEN 'T0000' ELSE '23503' END,
	format('ID-6: what %s is told of level %s', p.role, level))
FROM t.player AS p
CROSS JOIN unnest(ARRAY[1, 7]) AS level
ORDER BY p.role, level;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
