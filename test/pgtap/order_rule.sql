-- Marks and carriers by rule (OR-15).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.marks(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT array_to_string(marks, ' ') FROM distribution.supply_order WHERE order_id = t.id(order_no)
$$;
CREATE FUNCTION t.carriers(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(coalesce(carrier, '-'), ' ' ORDER BY position) FROM distribution.order_package WHERE order_id = t.id(order_no)
$$;
CREATE FUNCTION t.pushed_by_rule(partner text, order_no text, goods text, platform text DEFAULT 'shopee', logistics text DEFAULT 'self_arranged', store text DEFAULT 'Sample Store') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.name_it(order_no, distribution.sync_order(t.id('supplier'), t.id(partner), t.payload(order_no, goods, platform, logistics, store => store)));
	PERFORM distribution.push_order(t.id('supplier'), t.id(order_no));
	RETURN t.marks(order_no) || '; ' || t.carriers(order_no);
END
$$;

SELECT is(t.pushed_by_rule('kedai', 'N-1', 'A 1; B 1'), '; - -', 'OR-15: no rule, no mark and no carrier');
INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark, platform, store, logistics, distributor_id, level, sku_id, least_amount) VALUES
	(t.id('supplier'), 9, 'all', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(t.id('supplier'), 1, 'shopee', 'shopee', NULL, NULL, NULL, NULL, NULL, NULL),
	(t.id('supplier'), 2, 'store', NULL, 'Other Store', NULL, NULL, NULL, NULL, NULL),
	(t.id('supplier'), 3, 'platform', NULL, NULL, 'platform', NULL, NULL, NULL, NULL),
	(t.id('supplier'), 4, 'kedai', NULL, NULL, NULL, t.id('kedai account'), NULL, NULL, NULL),
	(t.id('supplier'), 5, 'gold', NULL, NULL, NULL, NULL, 1, NULL, NULL),
	(t.id('supplier'), 6, 'bulky', NULL, NULL, NULL, NULL, NULL, t.id('B'), NULL),
	(t.id('supplier'), 7, 'dear', NULL, NULL, NULL, NULL, NULL, NULL, 50.00),
	(t.id('supplier'), 8, 'bulky', 'lazada', NULL, NULL, NULL, NULL, t.id('A'), 20),
	(t.id('rival'), 1, 'rival', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO distribution.shipping_rule (supplier_id, rule_no, carrier) VALUES (t.id('rival'), 1, 'Rival Post');
INSERT INTO distribution.shipping_rule (supplier_id, rule_no, carrier, platform, store, distributor_id, level, sku_id, least_amount) VALUES
	(t.id('supplier'), 5, 'Any Post', NULL, NULL, NULL, NULL, NULL, NULL),
	(t.id('supplier'), 3, 'Freight', NULL, NULL, NULL, NULL, t.id('B'), NULL),
	(t.id('supplier'), 2, 'Lazy', 'lazada', NULL, NULL, NULL, NULL, NULL),
	(t.id('supplier'), 1, 'Safe', NULL, NULL, t.id('toko account'), 1, NULL, 100.00);
SELECT is(t.pushed_by_rule(partner, order_no, goods, platform, logistics, store), expected, 'OR-15: ' || what)
FROM (VALUES
	(1, 'kedai', 'M-1', 'A 1; B 1', 'shopee', 'self_arranged', 'Sample Store', 'shopee kedai bulky all; Any Post Freight', 'all matching marks, in order; the lowest carrier of each package'),
	(2, 'kedai', 'M-2', 'A 1', 'tiktok_shop', 'platform', 'Other Store', 'store platform kedai all; -', 'a carrier only where the supplier arranges it'),
	(3, 'kedai', 'M-3', 'A 4, C 1', 'temu', 'self_arranged', 'Sample Store', 'kedai all; -', 'not on temu; 49.99 is less than 50'),
	(4, 'kedai', 'M-4', 'A 5', 'shopee', 'self_arranged', 'Sample Store', 'shopee kedai dear all; Any Post', 'goods without fees: 50.00 is enough'),
	(5, 'kedai', 'M-5', 'A 1, B 1', 'lazada', 'self_arranged', 'Sample Store', 'kedai bulky all; Lazy', 'a mark of two rules once'),
	(6, 'toko', 'M-6', 'A 6', 'shopee', 'self_arranged', 'Sample Store', 'shopee gold dear all; Any Post', '189000 IDR are 54.00 in base currency'),
	(7, 'toko', 'M-7', 'A 12', 'shopee', 'self_arranged', 'Sample Store', 'shopee gold dear all; Safe', '378000 IDR are 108.00'),
	(8, 'saigon', 'M-8', 'D 1', 'shopee', 'self_arranged', 'Sample Store', 'shopee all; Any Post', 'another level and distributor')
) AS c (no, partner, order_no, goods, platform, logistics, store, expected, what)
ORDER BY no;
SELECT is(t.marks('N-1') || '; ' || t.carriers('N-1'), '; - -', 'OR-15: rules are applied at the push, not later');
SELECT distribution.mark_order(t.id('supplier'), t.id('M-1'), '{mine}'), distribution.set_shipment(t.id('supplier'), t.id('M-1'), 'P1', 'Own Carrier', 'T-1') \g /dev/null
SELECT is(t.marks('M-1') || '; ' || t.carriers('M-1'), 'mine; Own Carrier Freight', 'OR-11: what people then say stands');

-- In a batch, each order by itself
SELECT t.sync('kedai', 'B-1', 'A 1'), t.sync('kedai', 'B-2', 'B 3'), t.sync('kedai', 'B-3', 'A 1000') \g /dev/null
SELECT t.push('B-1', 'B-2', 'B-3') \g /dev/null
SELECT is(concat_ws(', ', t.marks('B-1'), t.marks('B-2'), t.marks('B-3')), 'shopee kedai all, shopee kedai bulky dear all, ', 'OR-15: a refused order gets none');
UPDATE distribution.mark_rule SET rule_no = rule_no + 1 WHERE supplier_id = t.id('supplier');
SELECT is((SELECT min(rule_no) FROM distribution.mark_rule WHERE supplier_id = t.id('supplier')), 2, 'OR-15: one statement renumbers');
SELECT distribution.delete_mark_rule(t.id('supplier'), rule_no) FROM distribution.mark_rule WHERE supplier_id = t.id('supplier') AND mark <> 'all' \g /dev/null
SELECT distribution.delete_shipping_rule(t.id('supplier'), rule_no) FROM distribution.shipping_rule WHERE supplier_id = t.id('supplier') \g /dev/null
SELECT is(t.pushed_by_rule('kedai', 'M-9', 'A 1; B 1'), 'all; - -', 'OR-15: a deleted rule puts nothing');

-- LE-2, OR-15: each package is an amount in base currency, 3.15e16 and 6.3e16, and the order is none. It is refused, in a batch by itself.
SELECT t.sync('toko', 'V-1', 'A 100; B 100', warehouse => 'north'), t.sync('kedai', 'V-2', 'D 1') \g /dev/null
SAVEPOINT weak;
UPDATE distribution.fixed_rate SET rate = 0.0000000001 WHERE supplier_id = t.id('supplier') AND to_currency = 'IDR';
SELECT distribution.receive_stock(t.id('supplier'), t.id('north'), t.id(s), 200) FROM unnest(ARRAY['A', 'B']) AS s \g /dev/null
SELECT results_eq($$SELECT state, reason, detail FROM t.push('V-1', 'V-2')$$,
	$$VALUES ('push_failed', 'no_price', 'The amount of the order is out of range.'), ('pushed', NULL, NULL)$$, 'LE-2: an order that is no amount in base currency is refused, and its batch goes on');
SELECT is((SELECT string_agg(DISTINCT reason, ' ') FROM distribution.quote_order(t.id('supplier'), t.id('V-1'))), 'no_price', 'QT-1: a quote says so');
ROLLBACK TO weak;

SELECT t.make_account('lone account') \g /dev/null
SELECT is(e.state, expected, 'OR-15: ' || what)
FROM (VALUES
	(1, $$mark_rule (supplier_id, rule_no, mark) VALUES (t.id('supplier'), 1, 'Marketing')$$, '23514', 'the mark marketing is refused'),
	(2, $$mark_rule (supplier_id, rule_no, mark) VALUES (t.id('supplier'), 101, 'x')$$, '23514', 'at most 100 rules'),
	(3, $$mark_rule (supplier_id, rule_no, mark) VALUES (t.id('supplier'), 1, ' x')$$, '23514', 'a mark is a code'),
	(4, $$mark_rule (supplier_id, rule_no, mark, least_amount) VALUES (t.id('supplier'), 1, 'x', 1.001)$$, '22003', 'an amount has two decimals'),
	(5, $$mark_rule (supplier_id, rule_no, mark, logistics) VALUES (t.id('supplier'), 1, 'x', 'mule')$$, '23514', 'logistics are known words'),
	(6, $$mark_rule (supplier_id, rule_no, mark, sku_id) VALUES (t.id('supplier'), 1, 'x', t.id('rival A'))$$, '23503', 'a SKU is the supplier''s own'),
	(7, $$shipping_rule (supplier_id, rule_no, carrier) VALUES (t.id('supplier'), 1, ' ')$$, '23514', 'a carrier says something'),
	(9, $$mark_rule (supplier_id, rule_no, mark, distributor_id) VALUES (t.id('supplier'), 1, 'x', t.id('lone account'))$$, 'SD005', 'a distributor has applied to the supplier'),
	(10, $$mark_rule (supplier_id, rule_no, mark, distributor_id) VALUES (t.id('supplier'), 1, 'x', 4711)$$, 'SD005', 'nor has one that does not exist'),
	(11, $$shipping_rule (supplier_id, rule_no, carrier, distributor_id) VALUES (t.id('supplier'), 1, 'x', t.id('lone account'))$$, 'SD005', 'nor has a carrier''s rule such an account'),
	(12, $$mark_rule (supplier_id, rule_no, mark, distributor_id) VALUES (t.id('rival'), 2, 'x', t.id('toko account'))$$, 'SD005', 'nor another supplier''s distributor'),
	(13, $$mark_rule (supplier_id, rule_no, mark, distributor_id) VALUES (t.id('supplier'), 1, 'x', t.id('supplier'))$$, 'SD005', 'nor the supplier itself'),
	(14, $$mark_rule (supplier_id, rule_no, mark, level) VALUES (t.id('supplier'), 1, 'x', 9)$$, '23503', 'a level exists'),
	(15, $$shipping_rule (supplier_id, rule_no, carrier, level) VALUES (t.id('supplier'), 1, 'x', 9)$$, '23503', 'a carrier''s level too'),
	(16, $$mark_rule (supplier_id, rule_no, mark, platform) VALUES (t.id('supplier'), 1, 'x', 'Shopee')$$, '23514', 'a platform is one that an order can have'),
	(17, $$shipping_rule (supplier_id, rule_no, carrier, platform) VALUES (t.id('supplier'), 1, 'x', 'my shop')$$, '23514', 'a carrier''s platform too'),
	(8, $$shipping_rule (supplier_id, rule_no, carrier, level) VALUES (t.id('supplier'), 1, 'x', 11)$$, '23514', 'there are ten levels')
) AS c (no, row, expected, what)
CROSS JOIN LATERAL t.error_of('INSERT INTO distribution.' || c.row) AS e
ORDER BY no;
-- An update is asked like an insert; a partnership that has ended keeps its rule.
SELECT is(t.state_of($$UPDATE distribution.mark_rule SET distributor_id = t.id('lone account') WHERE supplier_id = t.id('supplier')$$), 'SD005', 'OR-15: nor is a rule given such an account');
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('saigon'), 'tried') \g /dev/null
SELECT lives_ok($$INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark, distributor_id) VALUES (t.id('supplier'), 50, 'x', t.id('saigon account'))$$, 'OR-15: who was a distributor may apply again');
-- A level named is used.
INSERT INTO distribution.customer_level (supplier_id, level, name) VALUES (t.id('supplier'), 5, 'Five'), (t.id('supplier'), 6, 'Six');
INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark, level) VALUES (t.id('supplier'), 51, 'x', 5);
INSERT INTO distribution.shipping_rule (supplier_id, rule_no, carrier, level) VALUES (t.id('supplier'), 51, 'x', 6);
SELECT is(concat_ws(' ', e.state, e.detail), format('23503 Table "%s" has rows of it.', used_by), 'PC-1: a level that a rule names stays: ' || used_by)
FROM (VALUES (5, 'mark_rule'), (6, 'shipping_rule')) AS c (level, used_by)
CROSS JOIN LATERAL t.error_of(format('SELECT distribution.delete_customer_level(t.id(''supplier''), %s)', level)) AS e;
-- As a member, whose row it is not is said first.
CREATE ROLE t_rival;
GRANT USAGE ON SCHEMA t TO t_rival;
GRANT SELECT ON t.thing TO t_rival;
SELECT distribution.grant_member(t.id('rival'), 't_rival', '{supplier}') \g /dev/null
SET LOCAL ROLE t_rival;
SELECT is(string_agg(DISTINCT t.state_of(format('INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark, distributor_id) VALUES (%s, 60, ''x'', %s)', t.id('supplier'), d)), ' '), '42501', 'ID-6: a stranger learns nothing of whose distributor an account is')
FROM (VALUES (t.id('kedai account')), (t.id('lone account')), (4711)) AS a (d);
RESET ROLE;

-- OR-11: the marketplaces' own mark, however its letters are written
CREATE TABLE t.written (mark text, refused boolean);
INSERT INTO t.written VALUES ('marketing', true), ('MARKETING', true), ('Marketing', true),
	(U&'\ff4d\ff41\ff52\ff4b\ff45\ff54\ff49\ff4e\ff47', true), (U&'\ff2d\ff21\ff32\ff2b\ff25\ff34\ff29\ff2e\ff27', true), (U&'mar\212aeting', true),
	(U&'\+01d426\+01d41a\+01d42b\+01d424\+01d41e\+01d42d\+01d422\+01d427\+01d420', true), (U&'\24dc\24d0\24e1\24da\24d4\24e3\24d8\24dd\24d6', true),
	('mar keting', true), (U&'m a r\3000k e t i n g', true), (U&'mar\00adketing', true), (U&'mar\200bketing', true), (U&'mar\2060ket\200ding', true), (U&'marketing\fe0f', true),
	('marketing 2', false), ('e-marketing', false), ('market', false), ('marketin', false), ('marketings', false), (U&'m\00e4rketing', false), (U&'\5e02\5834', false);
SELECT is(string_agg(format('%L: %s', w.mark, coalesce(e.state, 'taken')), ', ' ORDER BY w.mark), NULL, 'OR-11: mark_order refuses the mark marketing, however its letters are written, and no other')
FROM t.written AS w, t.error_of(format('SELECT distribution.mark_order(t.id(''supplier''), t.id(''M-1''), ARRAY[''own'', %L])', w.mark)) AS e
WHERE e.state IS DISTINCT FROM CASE WHEN w.refused THEN '23514' END;
SELECT is(string_agg(format('%L: %s', w.mark, coalesce(e.state, 'taken')), ', ' ORDER BY w.mark), NULL, 'OR-15: and so does a rule')
FROM (SELECT row_number() OVER () + 60 AS rule_no, * FROM t.written) AS w,
	t.error_of(format('INSERT INTO distribution.mark_rule (supplier_id, rule_no, mark) VALUES (t.id(''supplier''), %s, %L)', w.rule_no, w.mark)) AS e
WHERE e.state IS DISTINCT FROM CASE WHEN w.refused THEN '23514' END;
SELECT is_empty('SELECT * FROM distribution.verify()', 'OR-15: the books are sound');

SELECT * FROM finish();
ROLLBACK;
