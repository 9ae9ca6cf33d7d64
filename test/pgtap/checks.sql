-- What tables accept, whoever writes them: texts (TX-1), decimals (PC-8), words; and what their refusals say.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE TABLE t.check AS
SELECT c.conrelid AS relation, r.relname, c.conname, a.attname, pg_get_expr(c.conbin, c.conrelid) AS condition,
	(regexp_match(c.conname, '_is_([a-z]+)$'))[1] AS kind, (regexp_match(c.conname, '_(\d+)_decimals$'))[1]::int AS decimals,
	pg_get_expr(c.conbin, c.conrelid) ~ format('^\(%s = ANY \(ARRAY\[', a.attname) AS is_list
FROM pg_constraint AS c
JOIN pg_class AS r ON r.oid = c.conrelid
JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.connamespace = 'distribution'::regnamespace AND c.contype = 'c';

-- Texts: the kind of every column is known
SELECT is_empty($$
	SELECT r.relname, a.attname
	FROM pg_class AS r
	JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE r.relnamespace = 'distribution'::regnamespace AND r.relkind = 'r' AND a.atttypid IN ('text'::regtype, 'text[]'::regtype)
		-- a kind, a list of words, or a key to one
		AND NOT EXISTS (SELECT FROM t.check AS c WHERE c.relation = r.oid AND c.attname = a.attname AND (c.kind IS NOT NULL OR c.condition ~ '= ANY|<@|~ ''\^\[A-Z\]'))
		AND NOT EXISTS (SELECT FROM pg_constraint AS f WHERE f.conrelid = r.oid AND f.contype = 'f' AND a.attnum = ANY (f.conkey))
		-- who did something; a word that a trigger or function knows; a currency that came with its account
		AND a.attname NOT IN ('actor', 'granted_by', 'closed_by', 'requested_by', 'answered_by', 'checked_by', 'done_by', 'kind', 'event', 'side', 'rate_source', 'base_rate_source',
			'price_source', 'rounding', 'currency', 'settlement_currency', 'base_currency', 'push_state', 'state', 'stopped_by')
		-- copies of names and codes that are limited where they are given
		AND (r.relname, a.attname) NOT IN (('claim', 'sku_code'), ('claim', 'sku_name'), ('partnership', 'shop_name'), ('partnership', 'distributor_name'), ('partnership', 'time_zone'), ('partnership_warehouse', 'warehouse_name'))
		-- written for every push and sync, by functions that hold them to the same limits; composed of what they are; never stored
		AND r.relname NOT IN ('event', 'supply_order', 'order_line', 'order_package', 'order_recipient', 'order_event', 'order_refusal', 'package_charge', 'ledger_entry',
			'stock_movement', 'push_record', 'notification', 'partnership_event', 'price_import', 'product_import', 'supplier_import', 'upgrade_step', 'maintenance_unit')
	ORDER BY 1, 2
$$, 'TX-1: every text column of every table has a kind');

CREATE FUNCTION t.accepts(condition text, name text, value text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	accepted boolean;
BEGIN
	EXECUTE format('SELECT %s FROM (SELECT %L::text AS %I) AS r', condition, value, name) INTO accepted;
	RETURN accepted;
END
$$;
CREATE TABLE t.text (kind text, value text, accepted boolean);
INSERT INTO t.text
SELECT k.kind, v.value, length(v.value) <= k.max AND (v.what = '' OR v.what = 'blank' AND k.kind NOT IN ('code', 'name') OR v.what = 'code' AND k.kind <> 'code')
FROM (VALUES ('code', 200), ('name', 200), ('line', 200), ('note', 2000), ('reference', 2000)) AS k (kind, max)
CROSS JOIN LATERAL (VALUES
	('', 'x'), ('', '小'), ('', 'a b'), ('', repeat('x', k.max)), ('', repeat('小', k.max)), ('', repeat('x', k.max + 1)), ('', repeat('小', k.max + 1)),
	('blank', ''), ('blank', '   '), ('blank', U&'\00A0\3000\200B'), ('blank', U&'\0085'), ('blank', E'\t\n'),
	('code', ' x'), ('code', 'x '), ('code', U&'\00A0x'), ('code', U&'x\3000'), ('code', E'x\ny'), ('code', E'x\n'), ('code', E'\tx'), ('code', U&'x\007Fy'), ('code', U&'x\009Fy'), ('code', U&'x\0001')
) AS v (what, value);
SELECT is(string_agg(format('%L (%s)', left(v.value, 20), length(v.value)), ', ') FILTER (WHERE v.kind IS NOT NULL), NULL, format('TX-1: %s.%s accepts what is a %s, and nothing else', c.relname, c.attname, c.kind))
FROM t.check AS c
LEFT JOIN t.text AS v ON v.kind = c.kind AND t.accepts(c.condition, c.attname, v.value) IS DISTINCT FROM v.accepted
WHERE c.kind IS NOT NULL
GROUP BY c.relname, c.attname, c.kind
ORDER BY c.relname, c.attname;

-- What members write says what is wrong with it
SELECT is_empty($$
	SELECT DISTINCT relname
	FROM t.check
	WHERE (kind IS NOT NULL OR decimals IS NOT NULL OR is_list)
		AND (has_any_column_privilege('public', relation, 'INSERT') OR has_any_column_privilege('public', relation, 'UPDATE'))
		AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND tgfoid = 'distribution.guard_checks'::regproc)
$$, 'TX-1: and every table that members write says so in words');
INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('A'), 9);
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES (t.id('supplier'), t.id('kedai'), t.id('A'), 9);
INSERT INTO distribution.quantity_rule (supplier_id, sku_id) VALUES (t.id('supplier'), t.id('A'));
INSERT INTO distribution.stock_share (supplier_id, partnership_id) VALUES (t.id('supplier'), t.id('kedai'));
INSERT INTO distribution.account_setting (account_id) VALUES (t.id('supplier'));
INSERT INTO distribution.credit_rule (supplier_id, hold_after_days) VALUES (t.id('supplier'), 5);
INSERT INTO distribution.partnership_setting (supplier_id, partnership_id, side, low_balance_below) VALUES (t.id('supplier'), t.id('kedai'), 'supplier', 1);
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'all', 'selected');
INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark) VALUES (t.id('supplier'), 1, 'urgent');
INSERT INTO distribution.shipping_rule (supplier_id, rule_no, carrier) VALUES (t.id('supplier'), 1, 'Sample Carrier');
INSERT INTO distribution.notification_subscription (account_id, event) VALUES (t.id('supplier'), 'approved');
CREATE TYPE t.error AS (state text, message text, hint text, name text);
CREATE FUNCTION t.update(relation regclass, name text, value text) RETURNS t.error LANGUAGE plpgsql AS $$
DECLARE
	said t.error;
BEGIN
	EXECUTE format('UPDATE %s SET %I = %s WHERE ctid = (SELECT min(ctid) FROM %1$s)', relation, name, value);
	RETURN said;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS said.state = RETURNED_SQLSTATE, said.message = MESSAGE_TEXT, said.hint = PG_EXCEPTION_HINT, said.name = CONSTRAINT_NAME;
	RETURN said;
END
$$;
CREATE VIEW t.guarded AS
SELECT c.* FROM t.check AS c WHERE EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND tgfoid = 'distribution.guard_checks'::regproc);
SELECT is_empty($$SELECT DISTINCT relname FROM t.guarded WHERE (xpath('//c/text()', query_to_xml(format('SELECT count(*) AS c FROM %s', relation::regclass), false, true, '')))[1]::text = '0'$$, 'TX-1: each has a row here to be changed');
SELECT is(concat_ws(' ', e.state, e.message), format('22001 "%s" is longer than %s characters', attname, CASE WHEN kind IN ('note', 'reference') THEN 2000 ELSE 200 END), format('TX-1: %s.%s: the field and the limit', relname, attname))
FROM t.guarded, t.update(relation, attname, $$repeat('x', 100000)$$) AS e
WHERE kind IS NOT NULL
ORDER BY relname, attname;
SELECT is(concat_ws(' ', e.state, e.message, e.name), format('23514 "%s" is blank %s', attname, conname), format('TX-1: %s.%s is not blank', relname, attname))
FROM t.guarded, t.update(relation, attname, $$' '$$) AS e
WHERE kind IN ('code', 'name')
ORDER BY relname, attname;
SELECT is(concat_ws(' ', e.state, e.message, e.name), format('23514 "%s" has space before or after, or a control character %s', attname, conname), format('TX-1: %s.%s has no space after', relname, attname))
FROM t.guarded, t.update(relation, attname, $$'x '$$) AS e
WHERE kind = 'code'
ORDER BY relname, attname;
SELECT is(concat_ws(' ', e.state, e.message, e.name), format('23514 "%s" cannot be "standard" %s', attname, conname), format('%s.%s: a word that it does not know', relname, attname))
FROM t.guarded, t.update(relation, attname, $$'standard'$$) AS e
WHERE is_list
ORDER BY relname, attname;
SELECT is((t.update('distribution.supplier', 'rounding', $$'standard'$$)).hint, 'Accepted: up, down, nearest or cents.', 'PC-4: the words that are known');
SELECT is((t.error_of($$INSERT INTO distribution.warehouse (supplier_id, name, kind) VALUES (t.id('supplier'), 'x', 'rented')$$)).message, '"kind" cannot be "rented"', 'also of a new row');
SELECT lives_ok(format('UPDATE distribution.supplier SET bigshop_name = %L, bigshop_logo = %L WHERE supplier_id = t.id(''supplier'')', repeat('小', 200), repeat('x', 2000)), 'TX-1: the limit itself is fine');
SELECT is(t.state_of(format('UPDATE distribution.supplier SET bigshop_name = repeat(''x'', 100000000) WHERE supplier_id = t.id(''supplier'')')), '22001', 'TX-1: nor a shop name that no dump could hold');

-- Decimals: every number that members write keeps what it is given, or refuses it
SELECT is_empty($$
	SELECT r.relname, a.attname
	FROM pg_class AS r
	JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'numeric'::regtype
	WHERE r.relnamespace = 'distribution'::regnamespace AND r.relkind = 'r'
		AND (a.atttypmod <> -1 OR NOT EXISTS (SELECT FROM t.check AS c WHERE c.relation = r.oid AND c.attname = a.attname AND c.decimals IS NOT NULL))
		AND (has_column_privilege('public', r.oid, a.attnum, 'INSERT') OR has_column_privilege('public', r.oid, a.attnum, 'UPDATE')
			OR r.relname = 'live_rate' OR a.atttypmod = -1)
$$, 'PC-8: every number written by plain SQL has a CHECK on its decimals and no type that rounds');
SELECT cmp_ok(count(*), '>=', 8::bigint, 'PC-8: there are some') FROM t.check WHERE decimals IS NOT NULL;
SELECT is(concat_ws(' ', e.state, e.message), format('22003 %s %s has more than %s decimals', attname, value, decimals), format('PC-8: %s.%s is refused, never rounded', relname, attname))
FROM t.guarded
CROSS JOIN LATERAL (SELECT (1 + 4 * 10 ^ (-decimals - 1)::numeric)::numeric(30, 15)::text AS value) AS v
CROSS JOIN LATERAL t.update(relation, attname, value) AS e
WHERE decimals IS NOT NULL
ORDER BY relname, attname;
SELECT is((t.update(relation, attname, value)).state, NULL, format('PC-8: %s.%s: zeros are no decimals', relname, attname))
FROM t.guarded
CROSS JOIN LATERAL (SELECT '1.' || repeat('0', decimals + 5) AS value) AS v
WHERE decimals IS NOT NULL
ORDER BY relname, attname;
SELECT is((t.update(relation, attname, format('%L', value))).state, '23514', format('PC-8: %s.%s is not %s', relname, attname, value))
FROM t.guarded, unnest(ARRAY['NaN', 'Infinity', '1e30']) AS value
WHERE decimals IS NOT NULL
ORDER BY relname, attname, value;
SELECT is(concat_ws(' ', e.state, e.message), '22003 price 0.004 has more than 2 decimals', 'PC-8: nor does a new price become 0')
FROM t.error_of($$INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('B'), 0.004)$$) AS e;
SELECT is(concat_ws(' ', e.state, e.message), '22003 base_price 9.999 has more than 2 decimals', 'PC-8: nor a base price 10')
FROM t.error_of($$UPDATE distribution.distribution_product SET base_price = 9.999 WHERE supplier_id = t.id('supplier')$$) AS e;

-- The CHECKs hold by themselves
ALTER TABLE distribution.sku_price DISABLE TRIGGER USER;
ALTER TABLE distribution.customer DISABLE TRIGGER USER;
SELECT throws_ok($$INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('B'), 0.004)$$, '23514', 'new row for relation "sku_price" violates check constraint "sku_price_price_2_decimals"', 'PC-8: by its CHECK too');
SELECT throws_ok($$INSERT INTO distribution.customer (supplier_id, code, name) VALUES (t.id('supplier'), ' ', 'x')$$, '23514', 'new row for relation "customer" violates check constraint "customer_code_is_code"', 'TX-1: by its CHECK too');
ALTER TABLE distribution.sku_price ENABLE TRIGGER USER;
ALTER TABLE distribution.customer ENABLE TRIGGER USER;

-- Zeros change nothing that is read of a price
UPDATE distribution.distribution_product SET base_price = 10.00 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
DELETE FROM distribution.sku_price;
INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('B'), 7);
SELECT is(count(*), 1::bigint, 'PC-7: 7 is a change') FROM distribution_report.price_history WHERE supplier_id = t.id('supplier') AND sku = 'B' AND kind = 'sku_price';
UPDATE distribution.sku_price SET price = 7.0000 WHERE supplier_id = t.id('supplier');
SELECT is(count(*), 1::bigint, 'PC-7: 7.0000 is none') FROM distribution_report.price_history WHERE supplier_id = t.id('supplier') AND sku = 'B' AND kind = 'sku_price';
SELECT results_eq($$SELECT new_price::text FROM distribution_report.price_history WHERE supplier_id = t.id('supplier') AND sku = 'B' AND kind = 'sku_price'$$, $$VALUES ('7.00')$$, 'PC-7: kept in hundredths');
SELECT results_eq($$SELECT price::text, base_price::text FROM distribution_report.price_list WHERE supplier_id = t.id('supplier') AND sku = 'B' ORDER BY level NULLS FIRST$$, $$VALUES (NULL, '20.00'), ('7.00', NULL)$$, 'PC-8: shown in hundredths');
SELECT ok(distribution.export_prices(t.id('supplier'))::jsonb @> '[{"sku": "B", "price": "7.00"}]', 'PC-7: exported in hundredths');
SELECT is(distribution.distribution_price(t.id('supplier'), t.id('kedai'), t.id('B')), 7.00, 'PC-1: and billed');

-- PC-8: levels and currencies that are used
SELECT is(concat_ws(' ', e.state, e.message), expected, 'PC-8: ' || name)
FROM (VALUES
	(1, $$INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (t.id('supplier'), t.id('C'), 7, 1)$$, '23503 there is no customer level 7', 'a price for a level that does not exist'),
	(2, $$INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (t.id('supplier'), t.id('C'), 2, 1)$$, '', 'or for one that does'),
	(3, $$UPDATE distribution.sku_price SET level = 8 WHERE supplier_id = t.id('supplier') AND level = 2$$, '23503 there is no customer level 8', 'nor is it moved there'),
	(4, $$DELETE FROM distribution.customer_level WHERE supplier_id = t.id('supplier') AND level = 2$$, '23503 customer level 2 is in use', 'nor does the level go'),
	(5, $$SELECT distribution.import_prices(t.id('supplier'), '[{"sku":"C","level":7,"price":"1"}]')$$, 'SD007 1 of 1 rows cannot be imported', 'nor imported'),
	(6, $$SELECT distribution.change_level(t.id('supplier'), t.id('kedai'), 7)$$, 'SD005', 'nor given to a partnership'),
	(7, $$UPDATE distribution.currency SET decimals = 0 WHERE currency = 'MYR'$$, 'SD011 the number of decimals of MYR cannot be changed', 'the decimals of a base currency'),
	(8, $$UPDATE distribution.currency SET decimals = 2 WHERE currency = 'VND'$$, 'SD011 the number of decimals of VND cannot be changed', 'of a settlement currency'),
	(9, $$UPDATE distribution.currency SET decimals = 1 WHERE currency = 'IDR'$$, 'SD011 the number of decimals of IDR cannot be changed', 'of one with a rate'),
	(10, $$UPDATE distribution.currency SET decimals = 1 WHERE currency = 'CHF'$$, '', 'but of one that nothing uses'),
	(11, $$UPDATE distribution.currency SET decimals = 2 WHERE currency = 'MYR'$$, '', 'what it is already is no change')
) AS c (no, statement, expected, name)
CROSS JOIN LATERAL t.error_of(statement) AS r
CROSS JOIN LATERAL (SELECT r.state, CASE WHEN expected ~ '^\w{5}$' THEN NULL ELSE r.message END AS message) AS e
ORDER BY no;

-- Bounds are said too, as the CHECK has them
SELECT is(concat_ws(' ', e.state, e.message, e.hint, e.name), format('23514 "%s" cannot be "%s" Accepted: %s. %s', c.name, c.value, c.accepted, c.constraint_name), format('PC-8: %s.%s has bounds', c.relation, c.name))
FROM (VALUES
	('sku_price', 'price', '-1', 'at least 0, at most 92233720368547758.07', 'sku_price_price_check'), ('sku_price', 'min_quantity', '0', 'at least 1', 'sku_price_min_quantity_check'),
	('fee', 'amount', '-0.01', 'at least 0, at most 92233720368547758.07', 'fee_amount_check'), ('supplier', 'sold_out_below', '-1', 'at least 0', 'supplier_sold_out_below_check'),
	('stock_share', 'percent', '101', 'at least 0, at most 100', 'stock_share_percent_check'), ('customer_level', 'percent', 'NaN', 'at least 0, at most 99999.9999', 'customer_level_percent_check'),
	('fixed_rate', 'rate', '0', 'more than 0, less than 10000000000', 'fixed_rate_rate_check'), ('fixed_rate', 'rate', '10000000000', 'more than 0, less than 10000000000', 'fixed_rate_rate_check'),
	('account_setting', 'event_days', '3651', 'at least 1, at most 3650', 'account_setting_event_days_check'), ('mark_rule', 'rule_no', '101', 'at least 1, at most 100', 'mark_rule_rule_no_check')
) AS c (relation, name, value, accepted, constraint_name)
CROSS JOIN LATERAL t.update(('distribution.' || c.relation)::regclass, c.name, quote_literal(c.value)) AS e;
SELECT is(string_agg(e.state, ' '), NULL, 'PC-8: and what is at a bound is accepted')
FROM (VALUES ('stock_share', 'percent', '100'), ('stock_share', 'percent', '0'), ('fixed_rate', 'rate', '9999999999'), ('mark_rule', 'rule_no', '100'), ('mark_rule', 'least_amount', NULL)) AS c (relation, name, value)
CROSS JOIN LATERAL t.update(('distribution.' || c.relation)::regclass, c.name, quote_nullable(c.value)) AS e;
SELECT is(concat_ws(' ', e.state, e.message), '23514 new row for relation "quantity_rule" violates check constraint "quantity_rule_maximum_check"', 'PC-8: a CHECK of several columns speaks for itself')
FROM t.update('distribution.quantity_rule', 'maximum', '0') AS e;

-- What a row names and is not there is said in words, whichever foreign key it is
SELECT is_empty($$
	SELECT DISTINCT k.conrelid::regclass
	FROM pg_constraint AS k
	CROSS JOIN LATERAL (SELECT attname FROM pg_attribute WHERE attrelid = k.conrelid AND attnum = k.conkey[array_length(k.conkey, 1)]) AS a
	WHERE k.contype = 'f' AND k.connamespace = 'distribution'::regnamespace AND k.confrelid <> 'distribution.account'::regclass
		AND (has_column_privilege('public', k.conrelid, a.attname, 'INSERT') OR has_column_privilege('public', k.conrelid, a.attname, 'UPDATE'))
		AND k.conrelid <> 'distribution.partnership_setting'::regclass -- its own trigger asks for the partnership
		AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = k.conrelid AND tgfoid = 'distribution.guard_keys'::regproc)
$$, 'ID-4: every table that members write says what its foreign keys miss');
SELECT is_empty($$
	SELECT g.tgrelid::regclass, g.tgname
	FROM pg_trigger AS g JOIN pg_trigger AS r ON r.tgrelid = g.tgrelid AND r.tgconstraint <> 0
	WHERE g.tgfoid = 'distribution.guard_keys'::regproc AND r.tgname <= g.tgname
$$, 'ID-4: before they speak themselves');
SELECT is(concat_ws(' ', e.state, e.message, e.detail), '23503 ' || expected, 'ID-4: ' || name)
FROM (VALUES
	(1, $$INSERT INTO distribution.quantity_rule (supplier_id, sku_id) VALUES (t.id('supplier'), t.id('rival A'))$$, format('there is no SKU %s A row of "quantity_rule" names it.', t.id('rival A')), 'a SKU of another supplier reads as none'),
	(2, $$UPDATE distribution.partnership_price SET sku_id = 987654321$$, 'there is no SKU 987654321 A row of "partnership_price" names it.', 'by an UPDATE too'),
	(3, $$INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (t.id('supplier'), 'MYR', 'ZZZ', 2)$$, 'there is no currency ZZZ A row of "fixed_rate" names it.', 'a currency'),
	(4, $$INSERT INTO distribution.stock_share (supplier_id, partnership_id) VALUES (t.id('supplier'), 987654321)$$, 'there is no partnership 987654321 A row of "stock_share" names it.', 'a partnership, by a generated column'),
	(5, $$INSERT INTO distribution.shipping_rule (supplier_id, rule_no, carrier, level) VALUES (t.id('supplier'), 2, 'x', 9)$$, 'there is no customer level 9 A row of "shipping_rule" names it.', 'a level'),
	(6, $$INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id) VALUES (t.id('supplier'), 987654321, t.id('A'))$$, 'there is no visibility rule 987654321 A row of "visibility_rule_product" names it.', 'a rule'),
	(7, $$INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (t.id('kedai account'), 'stock_out', 'package', 1)$$, format('there is no supplier %s A row of "fee" names it.', t.id('kedai account')), 'an account that is no supplier'),
	(8, $$SELECT distribution.delete_customer(t.id('supplier'), (SELECT customer_id FROM distribution.partnership WHERE partnership_id = t.id('kedai')))$$,
		format('customer %s is in use Table "partnership" has rows of it.', (SELECT customer_id FROM distribution.partnership WHERE partnership_id = t.id('kedai'))), 'nor does what is named go: a customer'),
	(9, $$SELECT distribution.delete_merchant_sku(t.id('supplier'), t.id('A'))$$, format('SKU %s is in use Table "distribution_product" has rows of it.', t.id('A')), 'a SKU'),
	(10, $$SELECT distribution.delete_warehouse(t.id('supplier'), t.id('north'))$$, format('warehouse %s is in use Table "partnership_warehouse" has rows of it.', t.id('north')), 'a warehouse'),
	(11, $$SELECT distribution.delete_customer_level(t.id('supplier'), 1)$$, 'customer level 1 is in use Table "partnership" has rows of it.', 'a level')
) AS c (no, statement, expected, name)
CROSS JOIN LATERAL t.error_of(statement) AS e
ORDER BY no;
SELECT ok(t.hint_of($$SELECT distribution.delete_warehouse(t.id('supplier'), t.id('north'))$$) LIKE 'It stays while they name it.%', 'ID-4: with a hint');

-- Rows that one statement writes in whatever order are whole when it ends
CREATE TABLE t.ids AS SELECT nextval('distribution.merchant_sku_sku_id_seq') AS sku_id;
SELECT is(t.state_of($$
	WITH child AS (INSERT INTO distribution.quantity_rule (supplier_id, sku_id) SELECT t.id('supplier'), sku_id FROM t.ids)
	INSERT INTO distribution.merchant_sku (supplier_id, sku_id, sku, name) SELECT t.id('supplier'), sku_id, 'LATER', 'Sample' FROM t.ids
$$), NULL, 'a row may come before the one that it names');
-- What a user's own table refuses is its own to say
CREATE TABLE t.shelf (supplier_id bigint, warehouse_id bigint, CONSTRAINT shelf_fkey FOREIGN KEY (supplier_id, warehouse_id) REFERENCES distribution.warehouse);
WITH made AS (INSERT INTO distribution.warehouse (supplier_id, name) VALUES (t.id('supplier'), 'empty') RETURNING supplier_id, warehouse_id)
INSERT INTO t.shelf SELECT * FROM made;
SELECT is(concat_ws(' ', e.state, e.detail), '23503 Table "shelf" has rows of it.', 'ID-4: a table of the user''s keeps a row as well')
FROM t.error_of(format('SELECT distribution.delete_warehouse(t.id(''supplier''), %s)', (SELECT warehouse_id FROM t.shelf))) AS e;

-- A user's own CHECK and a key that waits speak for themselves, and take what they allow
ALTER TABLE distribution.merchant_sku ADD CONSTRAINT merchant_sku_named CHECK (name > '');
SELECT is(t.state_of($$UPDATE distribution.merchant_sku SET name = 'Sample' WHERE sku_id = t.id('A')$$), NULL, 'PC-8: a bound of a text is compared as it says');
ALTER TABLE distribution.quantity_rule ALTER CONSTRAINT quantity_rule_sku_fkey DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE t.later AS SELECT nextval('distribution.merchant_sku_sku_id_seq') AS sku_id;
SELECT is(t.state_of($$INSERT INTO distribution.quantity_rule (supplier_id, sku_id) SELECT t.id('supplier'), sku_id FROM t.later$$), NULL, 'ID-4: a key that is deferred waits');
INSERT INTO distribution.merchant_sku (supplier_id, sku_id, sku, name) SELECT t.id('supplier'), sku_id, 'MUCH LATER', 'Sample' FROM t.later;
SET CONSTRAINTS ALL IMMEDIATE;

-- Of another key nobody says that the row is in use, and of a table of the user's nobody says what it names
CREATE TABLE t.merchant_sku (sku_id bigint CONSTRAINT merchant_sku_named_pkey PRIMARY KEY);
CREATE TABLE t.note (sku_id bigint CONSTRAINT note_sku_fkey REFERENCES t.merchant_sku);
CREATE FUNCTION t.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN INSERT INTO t.note VALUES (1); RETURN OLD; END$$;
CREATE TRIGGER note BEFORE DELETE ON distribution.warehouse FOR EACH ROW EXECUTE FUNCTION t.note();
SELECT is(concat_ws(' ', e.state, e.message), '23503 insert or update on table "note" violates foreign key constraint "note_sku_fkey"', 'ID-4: a key that a user''s trigger breaks speaks for itself')
FROM t.error_of($$SELECT distribution.delete_warehouse(t.id('supplier'), t.id('south'))$$) AS e;
ALTER TABLE distribution.quantity_rule ADD CONSTRAINT quantity_rule_user_fkey FOREIGN KEY (sku_id) REFERENCES t.merchant_sku NOT VALID;
SELECT is(concat_ws(' ', e.state, e.message), '23503 insert or update on table "quantity_rule" violates foreign key constraint "quantity_rule_user_fkey"', 'ID-4: so does one to a user''s table, whatever its name')
FROM t.error_of($$INSERT INTO distribution.quantity_rule (supplier_id, sku_id) VALUES (t.id('supplier'), t.id('B'))$$) AS e;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
