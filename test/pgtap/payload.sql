-- Bad payloads: refused by path, with nothing stored (OR-1).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE TEMP TABLE good AS SELECT
	'{"platform":"shopee","store":"S","order_no":"N","ordered_at":"2026-03-30T11:04:00Z","logistics":"platform",'
	'"recipient":{"name":"a","phone":"b","address":"c"},'
	'"packages":[{"package_no":"P1","lines":[{"sku":"A","quantity":1},{"sku":"B","quantity":2,"gift":false}]}]}' AS text;

-- 'SQLSTATE path' of syncing a text; the path is what DETAIL has between blanks. The text is a parameter, so that no
-- error repeats it in its context.
CREATE FUNCTION t.fault(payload text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE 'SELECT distribution.sync_order(t.id(''supplier''), t.id(''kedai''), $1::json)' USING payload;
	RETURN '';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' ', SQLSTATE, substring(detail FROM '^At (.*)\.$'));
END
$$;

SELECT is(t.fault(text), '', 'OR-1: the payload of which the others are bad copies is good') FROM good;
DELETE FROM distribution.supply_order;

-- Each row changes one piece of the good payload.
SELECT is(t.fault(CASE WHEN old = '' THEN new ELSE replace(text, old, new) END), expected, 'OR-1: ' || name)
FROM good CROSS JOIN (VALUES
	(1, '', '[]', 'SD007 $', 'an array is no order'),
	(2, '', '17', 'SD007 $', 'a number is no order'),
	(3, '', '"x"', 'SD007 $', 'a text is no order'),
	(4, '', 'null', 'SD007 $', 'null is no order'),
	(5, '', '{}', 'SD007 platform', 'an empty object misses the platform'),
	(6, '', '{"a":', '22P02', 'malformed text is not JSON'),
	(7, '"quantity":2,', '"quantity":2,,', '22P02', 'neither is a comma too many'),
	(8, '"gift":false}]}]}', '"gift":false}]}]} x', '22P02', 'nor trailing garbage'),
	(9, '"gift":false}]}]}', '"gift":false}]}]}{}', '22P02', 'nor a second value'),
	(10, '"quantity":2', '"quantity":NaN', '22P02', 'nor NaN'),
	(11, '"quantity":2', '"quantity":01', '22P02', 'nor a leading zero'),

	(20, '"platform":"shopee",', '', 'SD007 platform', 'no platform'),
	(21, '"store":"S",', '', 'SD007 store', 'no store'),
	(22, '"order_no":"N",', '', 'SD007 order_no', 'no order number'),
	(23, '"ordered_at":"2026-03-30T11:04:00Z",', '', 'SD007 ordered_at', 'no time'),
	(24, '"logistics":"platform",', '', 'SD007 logistics', 'no logistics'),
	(25, '"recipient":{"name":"a","phone":"b","address":"c"},', '', 'SD007 recipient', 'no recipient'),
	(26, '"name":"a",', '', 'SD007 recipient.name', 'no name'),
	(27, '"package_no":"P1",', '', 'SD007 packages[0].package_no', 'no package number'),
	(28, '"sku":"B",', '', 'SD007 packages[0].lines[1].sku', 'no SKU'),
	(29, '"sku":"B","quantity":2,', '"sku":"B",', 'SD007 packages[0].lines[1].quantity', 'no quantity'),
	(30, '[{"package_no":"P1","lines":[{"sku":"A","quantity":1},{"sku":"B","quantity":2,"gift":false}]}]', '[]', 'SD007 packages', 'no packages'),
	(31, '[{"sku":"A","quantity":1},{"sku":"B","quantity":2,"gift":false}]', '[]', 'SD007 packages[0].lines', 'no lines'),
	(32, '"platform":"shopee"', '"platform":null', 'SD007 platform', 'null is no platform'),

	(40, '"platform":"shopee"', '"platform":1', 'SD007 platform', 'a platform is text'),
	(41, '"platform":"shopee"', '"platform":""', 'SD007 platform', 'and not empty'),
	(42, '"order_no":"N"', '"order_no":["N"]', 'SD007 order_no', 'an order number is text'),
	(43, '"order_no":"N"', '"order_no":""', 'SD007 order_no', 'and not empty'),
	(44, '"order_no":"N"', '"order_no":5', 'SD007 order_no', 'not a number'),
	(45, '"logistics":"platform"', '"logistics":"by_hand"', 'SD007 logistics', 'there is no other logistics'),
	(46, '"logistics":"platform"', '"logistics":"Platform"', 'SD007 logistics', 'and it is lower-case'),
	(47, '2026-03-30T11:04:00Z', 'yesterday noon', 'SD007 ordered_at', 'a time is a time'),
	(48, '2026-03-30T11:04:00Z', '2026-02-30T11:04:00Z', 'SD007 ordered_at', 'of a day that is'),
	(49, '2026-03-30T11:04:00Z', 'infinity', 'SD007 ordered_at', 'and not infinity'),
	(50, '2026-03-30T11:04:00Z', 'now', 'SD007 ordered_at', 'nor now'),
	(51, '"2026-03-30T11:04:00Z"', '1774868640', 'SD007 ordered_at', 'nor seconds'),
	(52, '{"name":"a","phone":"b","address":"c"}', '"a"', 'SD007 recipient', 'a recipient is an object'),
	(53, '{"name":"a","phone":"b","address":"c"}', '[{"name":"a","phone":"b","address":"c"}]', 'SD007 recipient', 'not an array of one'),
	(54, '"name":"a"', '"name":{}', 'SD007 recipient.name', 'a name is text'),
	(55, '"packages":[{', '"packages":[[{', '22P02', 'brackets must match'),
	(56, '[{"package_no":"P1","lines":[{"sku":"A","quantity":1},{"sku":"B","quantity":2,"gift":false}]}]', '{"package_no":"P1"}', 'SD007 packages', 'packages are an array'),
	(57, '[{"package_no":"P1","lines":[{"sku":"A","quantity":1},{"sku":"B","quantity":2,"gift":false}]}]', '[[]]', 'SD007 packages[0]', 'a package is an object'),
	(58, '[{"sku":"A","quantity":1},{"sku":"B","quantity":2,"gift":false}]', '{"sku":"A","quantity":1}', 'SD007 packages[0].lines', 'lines are an array'),
	(59, '{"sku":"A","quantity":1}', '[{"sku":"A","quantity":1}]', 'SD007 packages[0].lines[0]', 'a line is an object'),
	(60, '"gift":false', '"gift":"false"', 'SD007 packages[0].lines[1].gift', 'a gift is true or false'),
	(61, '"gift":false', '"gift":0', 'SD007 packages[0].lines[1].gift', 'and no number'),
	(62, '"sku":"B"', '"sku":7', 'SD007 packages[0].lines[1].sku', 'an SKU is text'),
	(63, '"sku":"B"', '"sku":""', 'SD007 packages[0].lines[1].sku', 'and not empty'),
	(64, '"package_no":"P1"', '"package_no":"P1","warehouse_id":"7"', 'SD007 packages[0].warehouse_id', 'a warehouse is a number'),
	(65, '"package_no":"P1"', '"package_no":"P1","warehouse_id":1.5', 'SD007 packages[0].warehouse_id', 'without decimals'),
	(66, '"package_no":"P1"', '"package_no":"P1","warehouse_id":9007199254740993', 'SD007 packages[0].warehouse_id', 'that a double can tell from its neighbours'),
	(67, '"package_no":"P1"', '"package_no":"P1","warehouse_id":-1', 'SD007 packages[0].warehouse_id', 'and not negative'),

	(70, '"quantity":2', '"quantity":0', 'SD007 packages[0].lines[1].quantity', 'quantity 0'),
	(71, '"quantity":2', '"quantity":-1', 'SD007 packages[0].lines[1].quantity', 'quantity -1'),
	(72, '"quantity":2', '"quantity":1.5', 'SD007 packages[0].lines[1].quantity', 'quantity 1.5'),
	(73, '"quantity":2', '"quantity":"1"', 'SD007 packages[0].lines[1].quantity', 'quantity "1"'),
	(74, '"quantity":2', '"quantity":2147483648', 'SD007 packages[0].lines[1].quantity', 'quantity 2147483648'),
	(75, '"quantity":2', '"quantity":1e400', 'SD007 packages[0].lines[1].quantity', 'quantity 1e400'),
	(76, '"quantity":2', '"quantity":-1e400', 'SD007 packages[0].lines[1].quantity', 'quantity -1e400'),
	(77, '"quantity":2', '"quantity":9007199254740993', 'SD007 packages[0].lines[1].quantity', 'quantity 9007199254740993'),
	(78, '"quantity":2', '"quantity":1.00000000000000000001', 'SD007 packages[0].lines[1].quantity', 'a quantity that only looks whole as a double'),
	(79, '"quantity":2', '"quantity":1e-400', 'SD007 packages[0].lines[1].quantity', 'quantity 1e-400'),
	(80, '"quantity":2', '"quantity":null', 'SD007 packages[0].lines[1].quantity', 'quantity null'),
	(81, '"quantity":2', '"quantity":true', 'SD007 packages[0].lines[1].quantity', 'quantity true'),
	(82, '"quantity":2', '"quantity":[2]', 'SD007 packages[0].lines[1].quantity', 'quantity [2]'),
	(83, '"quantity":2', '"quantity":' || repeat('9', 5000), 'SD007 packages[0].lines[1].quantity', 'a quantity of 5000 digits'),

	(90, '"store":"S"', '"store":"S","extra":1', 'SD007 extra', 'an unknown key'),
	(91, '"name":"a"', '"name":"a","age":1', 'SD007 recipient.age', 'an unknown key of the recipient'),
	(92, '"package_no":"P1"', '"package_no":"P1","x":[]', 'SD007 packages[0].x', 'an unknown key of a package'),
	(93, '"sku":"B"', '"sku":"B","price":"0.01"', 'SD007 packages[0].lines[1].price', 'an unknown key of a line'),
	(94, '"store":"S"', '"Store":"S"', 'SD007 Store', 'keys are case-sensitive'),
	(95, '"store":"S"', '"store":"S","store":"T"', 'SD007 store', 'a key twice'),
	(96, '"store":"S"', '"store":"S","st\u006fre":"T"', 'SD007 store', 'a key twice, once with an escape'),
	(97, '"sku":"B"', '"sku":"B","sku":"B"', 'SD007 packages[0].lines[1].sku', 'a key twice in a line, with the same value'),
	(98, '"store":"S"', '"store":"S\u0000T"', 'SD007 store', 'NUL in a text'),
	(99, '"sku":"B"', '"sku":"\u0000"', 'SD007 packages[0].lines[1].sku', 'NUL as an SKU'),
	(100, '"sku":"B"', '"sku":"\ud800"', 'SD007 packages[0].lines[1].sku', 'half of a surrogate pair'),
	(101, '}]}', '}]},{"package_no":"P1","lines":[{"sku":"A","quantity":1}]}', 'SD007 packages[1].package_no', 'a package number twice')
) AS c (no, old, new, expected, name)
ORDER BY no;

SELECT matches(t.fault(replace(text, '"store":"S"', '"store":"S","s\u0000":1')), '^SD007 ', 'OR-1: NUL in a key') FROM good;
SELECT matches(t.fault(replace(text, '"package_no":"P1"', format('"package_no":"P1","warehouse_id":%s', t.id(warehouse)))), '^SD00[57]',
	'ID-4: a warehouse of another supplier')
FROM good CROSS JOIN unnest(ARRAY['west']) AS warehouse;
SELECT matches(t.fault(replace(text, '"package_no":"P1"', '"package_no":"P1","warehouse_id":999999')), '^SD00[57]', 'OR-1: an unknown warehouse') FROM good;

-- Bombs are refused; test/steps/payload.sql counts how much work and memory that takes.
SELECT matches(t.fault(bomb), expected, 'OR-1: ' || name)
FROM (VALUES
	(1, repeat('[', 100000) || repeat(']', 100000), '^(SD007|54001)', 'a text 100000 arrays deep'),
	(2, repeat('{"a":', 50000) || '1' || repeat('}', 50000), '^(SD007|54001)', 'a text 50000 objects deep'),
	(3, repeat('[', 5000) || repeat(']', 5000), '^(SD007|54001)', 'a text 5000 arrays deep'),
	(4, repeat('[', 100) || repeat(']', 100), '^SD007', 'a text 100 arrays deep'),
	(5, '{' || (SELECT string_agg(format('"k%s":1', n), ',') FROM generate_series(1, 65) AS n) || '}', '^SD007', 'an object of 65 members'),
	(6, '{' || (SELECT string_agg(format('"k%s":1', n), ',') FROM generate_series(1, 300000) AS n) || '}', '^SD007', 'an object of 300000 members'),
	(7, '{' || repeat('"a":1,', 300000) || '"a":1}', '^SD007', 'one key 300000 times'),
	(8, '{"platform":"' || repeat('x', 20000000) || '"}', '^SD007', 'a text of 20 million characters'),
	(9, '[' || repeat('0,', 5000000) || '0]', '^SD007', 'five million zeros'),
	(10, '{"platform":' || repeat('1', 1000000) || '}', '^SD007', 'a number of a million digits'),
	(11, '{"platform":"' || repeat('\u0041', 1000000) || '"}', '^SD007', 'a million escapes'),
	(12, '{"packages":[' || repeat('[],', 1000000) || '[]]}', '^SD007', 'a million empty arrays')
) AS c (no, bomb, expected, name)
ORDER BY no;
SELECT matches(t.fault(replace(text, '"store":"S"', format('"store":"%s"', repeat('x', 100000)))), '^SD007 store', 'OR-1: a store of 100000 characters') FROM good;

SELECT is((SELECT count(*) FROM distribution.supply_order) + (SELECT count(*) FROM distribution.order_line), 0::bigint,
	'OR-1: of all these nothing was stored');

-- A bad order in a batch names its place in the batch and in itself.
SELECT matches(message || ' ' || sqlstate, 'quantity.* SD007$', 'OR-1: a batch says what was wrong with an order')
FROM good CROSS JOIN LATERAL distribution.sync_orders(t.id('supplier'), t.id('kedai'), ('[' || replace(text, '"quantity":2', '"quantity":0') || ']')::json);

-- What is good stays good: blanks, empty recipient texts, characters beyond ASCII.
SELECT is(t.fault(replace(text, old, new)), '', 'OR-1: ' || name)
FROM good CROSS JOIN (VALUES
	(1, ',', E' ,\n\t ', 'blanks between tokens'),
	(2, '"store":"S"', '"store":"Kedai \u00e9 小店 😀 \ud83d\ude00 \" \\ \/"', 'characters beyond ASCII and escapes'),
	(3, '"quantity":2', '"quantity":2147483647', 'the largest quantity'),
	(4, '2026-03-30T11:04:00Z', '2026-03-30T19:04:00+08:00', 'a time with an offset')
) AS c (no, old, new, name)
ORDER BY no;
SELECT is(max(store), 'Kedai é 小店 😀 😀 " \ /', 'OR-1: and is stored as meant') FROM distribution.supply_order WHERE store LIKE 'Kedai%';

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
