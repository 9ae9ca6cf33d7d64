-- Price lists in and out (PC-7), and editing base prices (PD-3).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- The price lists as 'A/base 10.00, B/1/5 8.00', SKU prices with their dates if they have any
CREATE FUNCTION t.prices() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws('/', sku, coalesce(level::text, 'base'), min_quantity, left(valid_from, 10), '-' || left(valid_to, 10))
		|| ' ' || coalesce(price, base_price), ', ' ORDER BY sku, level NULLS FIRST, min_quantity, valid_from NULLS FIRST)
	FROM distribution_report.price_list WHERE supplier_id = t.id('supplier')
$$;
CREATE FUNCTION t.import(list text) RETURNS int LANGUAGE sql AS $$
	SELECT distribution.import_prices(t.id('supplier'), list::json)
$$;
-- The bad rows that an import tells of
CREATE FUNCTION t.bad(list text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', state, message, detail) FROM t.error_of(format('SELECT t.import(%L)', list))
$$;

INSERT INTO distribution.customer_level (supplier_id, level, name) SELECT t.id('supplier'), n, 'Level ' || n FROM generate_series(3, 10) AS n;
SELECT is(t.prices(), 'A/base 10.00, B/base 20.00, C/base 9.99, D/base 1.50', 'PC-7: what there is to begin with');
SELECT is(t.import($$[
	{"sku": "A", "base_price": "11.00"},
	{"sku": "A", "price": "10.50"},
	{"sku": "A", "level": 1, "min_quantity": 5, "price": "8.00"},
	{"sku": "B", "level": 2, "valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-02-01T08:00:00+08:00", "price": "0"},
	{"sku": "B", "level": 2, "valid_from": "2026-02-01T00:00:00Z", "price": "18.1"}
]$$), 5, 'PC-7: a list of five rows');
SELECT is(t.prices(), 'A/base 11.00, A/0/1 10.50, A/1/5 8.00, B/base 20.00, B/2/1/2026-01-01/-2026-02-01 0.00, B/2/1/2026-02-01 18.10, C/base 9.99, D/base 1.50',
	'PC-7: is stored; what it does not list stays');
SELECT is(t.import($$[{"sku": "A", "level": 0, "min_quantity": 1, "price": "10.40"},
	{"sku": "B", "level": 2, "valid_from": "2025-12-31T19:00:00-05:00", "valid_to": "2026-02-01T00:00:00.000Z", "price": "1.00"}]$$), 2, 'PC-7: the same rows again, otherwise written');
SELECT is(t.prices(), 'A/base 11.00, A/0/1 10.40, A/1/5 8.00, B/base 20.00, B/2/1/2026-01-01/-2026-02-01 1.00, B/2/1/2026-02-01 18.10, C/base 9.99, D/base 1.50',
	'PC-7: are overwritten');
SELECT is(t.import('[]'), 0, 'PC-7: an empty list changes nothing');

-- Out and in again
CREATE TABLE t.exported AS SELECT t.prices() AS prices, distribution.export_prices(t.id('supplier')) AS list;
SELECT is((SELECT list -> 0 FROM t.exported)::text, '{"sku":"A","base_price":"11.00"}', 'PC-7: an exported base price');
SELECT is((SELECT list -> 2 FROM t.exported)::text, '{"sku":"A","level":1,"min_quantity":5,"price":"8.00"}', 'PC-7: an exported SKU price');
SELECT is((SELECT list -> 4 FROM t.exported)::text, '{"sku":"B","level":2,"min_quantity":1,"valid_from":"2026-01-01T00:00:00.000000Z","valid_to":"2026-02-01T00:00:00.000000Z","price":"1.00"}',
	'PC-7: an exported dated price');
SELECT is(t.import(list::text), 8, 'PC-7: what was exported is imported') FROM t.exported;
SELECT is(t.prices(), prices, 'PC-7: and changes nothing') FROM t.exported;
SELECT is((SELECT count(*) FROM distribution.price_history WHERE changed_at = now() AND history_id > h.last), 0::bigint, 'PC-7: nor leaves a trace in the history')
FROM (SELECT max(history_id) AS last FROM distribution.price_history) AS h, LATERAL (SELECT t.import(list::text) FROM t.exported) AS again;
DELETE FROM distribution.sku_price WHERE supplier_id = t.id('supplier');
UPDATE distribution.distribution_product SET base_price = 1 WHERE supplier_id = t.id('supplier');
SELECT t.import(list::text) FROM t.exported \g /dev/null
SELECT is(t.prices(), prices, 'PC-7: and brings back what was lost') FROM t.exported;
SELECT is(distribution.export_prices(t.id('rival'))::jsonb, '[{"sku": "A", "base_price": "11.00"}]'::jsonb, 'ID-4: another supplier has its own list');

-- Every bad row, and nothing changed
SELECT is(t.bad($$[
	{"sku": "A", "price": "9.99"},
	{"sku": "Z", "price": "1.00"},
	{"sku": "A", "level": 11, "price": "1.00"},
	{"sku": "A", "level": 3, "price": 1.5},
	{"sku": "A", "level": 3, "price": "1.005"},
	{"sku": "A", "level": 3, "price": "-0.01"},
	{"sku": "A", "level": 3},
	{"sku": "A", "level": 3, "min_quantity": 0, "price": "1"},
	{"sku": "A", "level": 3, "valid_from": "2026-01-01", "price": "1"},
	{"sku": "A", "level": 3, "valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-01-01T00:00:00Z", "price": "1"},
	{"sku": "A", "level": 3, "prise": "1"},
	{"sku": "A", "level": 3, "base_price": "1"},
	{"sku": "A", "base_price": "NaN"},
	{"price": "1"},
	7,
	{"sku": "B", "base_price": "21.00"},
	{"sku": "B", "base_price": "22.00"},
	{"sku": "A", "price": "9.98"}
]$$), $$SD007 | 16 of 18 rows cannot be imported | row 2: there is no SKU "Z"
row 3: "level" must be an integer from 0 to 10
row 4: "price" must be a decimal in quotes with at most 2 decimals
row 5: "price" must be a decimal in quotes with at most 2 decimals
row 6: "price" must not be negative
row 7: "price" must be given
row 8: "min_quantity" must be an integer from 1 to 2147483647
row 9: "valid_from" must be an ISO 8601 time with seconds and time zone, in quotes
row 10: "valid_to" must be later than "valid_from"
row 11: "prise" is not a key of payload
row 12: "level" must not stand beside "base_price"
row 13: "base_price" must be a decimal in quotes with at most 2 decimals
row 14: "sku" must be given
row 15: payload must be an object
row 17: row 16 sets the base price of the SKU already
row 18: its dates overlap those of row 1, for the same SKU, level and quantity$$, 'PC-7: every bad row by number and reason');
SELECT is(t.prices(), prices, 'PC-7: and nothing changed') FROM t.exported;

-- Dates
SELECT is(t.bad(format('[%s]', list)), expected, 'PC-7: ' || name)
FROM (VALUES
	(1, $${"x": 1$$, '22P02 | invalid input syntax for type json | Expected "," or "}", but found "]".', 'what is not JSON is refused as such'),
	(2, $${"sku": "B", "level": 2, "valid_from": "2026-01-15T00:00:00Z", "valid_to": "2026-01-16T00:00:00Z", "price": "1"}$$, 'SD007 | 1 of 1 rows cannot be imported | row 1: its dates overlap those of a stored price, for the same SKU, level and quantity, that the list does not overwrite', 'within a stored range'),
	(3, $${"sku": "B", "level": 2, "price": "1"}$$, 'SD007 | 1 of 1 rows cannot be imported | row 1: its dates overlap those of a stored price, for the same SKU, level and quantity, that the list does not overwrite', 'over stored ranges'),
	(4, $${"sku": "B", "level": 2, "valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-02-01T00:00:00Z", "price": "1"}, {"sku": "B", "level": 2, "valid_from": "2026-01-31T00:00:00Z", "valid_to": "2026-02-01T00:00:00Z", "price": "1"}$$, 'SD007 | 1 of 2 rows cannot be imported | row 2: its dates overlap those of row 1, for the same SKU, level and quantity', 'over a row that overwrites'),
	(5, $${"sku": "B", "level": 2, "valid_to": "2026-01-01T00:00:00Z", "price": "1"}, {"sku": "B", "level": 2, "min_quantity": 2, "valid_from": "2026-01-15T00:00:00Z", "price": "1"}$$, '', 'up to a stored range, or for another quantity, is no overlap')
) AS c (no, list, expected, name)
ORDER BY no;
SELECT is(t.state_of(format('SELECT distribution.import_prices(%s)', arguments)), expected, 'PC-7: ' || name)
FROM (VALUES
	(1, $$t.id('supplier'), NULL$$, '22004', 'null is no list'),
	(2, $$NULL, '[]'$$, '22004', 'nor a supplier'),
	(3, $$0, '[]'$$, 'SD005', 'an unknown supplier is not found'),
	(4, $$t.id('supplier'), '{}'$$, 'SD007', 'an object is no list'),
	(5, $$t.id('supplier'), 'null'$$, 'SD007', 'nor is a JSON null'),
	(6, $$t.id('supplier'), ('[' || repeat('1,', 50000) || '1]')::json$$, 'SD003', '50,001 rows are too many'),
	(7, $$t.id('rival'), '[{"sku": "B", "price": "1"}]'$$, 'SD007', 'another supplier''s SKU is not found')
) AS c (no, arguments, expected, name)
ORDER BY no;
SELECT is(t.state_of('SELECT distribution.export_prices(0)'), 'SD005', 'PC-7: no export of an unknown supplier');
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (t.id('supplier'), 'M', 'Not distributed');
SELECT is(t.bad('[{"sku": "M", "base_price": "1"}, {"sku": "M", "price": "1"}]'), 'SD007 | 1 of 2 rows cannot be imported | row 1: SKU "M" is not a distribution product', 'PC-7: only products have a base price');

SELECT is(t.bad(format('[%s]', list)), expected, 'PC-7: ' || name)
FROM (VALUES
	(1, $${"sku": "C", "level": 4, "valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-12-01T00:00:00Z", "price": "1"},
		{"sku": "C", "level": 4, "valid_from": "2026-02-01T00:00:00Z", "valid_to": "2026-03-01T00:00:00Z", "price": "1"},
		{"sku": "C", "level": 4, "valid_from": "2026-02-15T00:00:00Z", "valid_to": "2026-04-01T00:00:00Z", "price": "1"},
		{"sku": "C", "level": 4, "valid_from": "2026-12-01T00:00:00Z", "price": "1"}$$,
		E'SD007 | 2 of 4 rows cannot be imported | row 2: its dates overlap those of row 1, for the same SKU, level and quantity\nrow 3: its dates overlap those of row 1, for the same SKU, level and quantity',
		'each row that overlaps a good one is bad'),
	(2, $${"sku": "C", "level": 4, "valid_from": "2026-02-01T00:00:00Z", "valid_to": "2026-03-01T00:00:00Z", "price": "1"},
		{"sku": "C", "level": 4, "valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-12-01T00:00:00Z", "price": "1"},
		{"sku": "C", "level": 4, "valid_from": "2026-03-01T00:00:00Z", "valid_to": "2026-04-01T00:00:00Z", "price": "1"}$$,
		'SD007 | 1 of 3 rows cannot be imported | row 2: its dates overlap those of row 1, for the same SKU, level and quantity',
		'what overlaps a bad row only is good')
) AS c (no, list, expected, name)
ORDER BY no;
SELECT is(state || left(message, 6), 'SD00749999 ', 'PC-7: fifty thousand rows of the same time are refused in no time')
FROM t.error_of(format('SELECT t.import(%L)', '[' || repeat('{"sku": "C", "level": 5, "price": "1"},', 49999) || '{"sku": "C", "level": 5, "price": "1"}]'));

-- CSV: a statement is a list
CREATE FUNCTION t.copy(rows text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', state, message, detail)
	FROM t.error_of('INSERT INTO distribution.price_import (supplier_id, sku, level, min_quantity, valid_from, valid_to, price, base_price) VALUES ' || rows)
$$;
SELECT is(t.copy($$(t.id('supplier'), 'C', '1', NULL, NULL, NULL, '7.00', NULL), (t.id('supplier'), 'C', NULL, NULL, NULL, NULL, NULL, '9.50')$$), '', 'PC-7: rows copied are imported');
SELECT matches(t.prices(), 'C/base 9.50, C/1/1 7.00', 'PC-7: all of them');
SELECT is_empty('SELECT FROM distribution.price_import', 'PC-7: and taken away');
SELECT is(t.copy($$(t.id('supplier'), 'C', '1', NULL, NULL, NULL, '6.00', NULL), (t.id('supplier'), 'C', 'gold', NULL, NULL, NULL, '6.00', NULL), (t.id('supplier'), 'C', '2', '', NULL, NULL, '6,00', NULL)$$),
	$$SD007 | 2 of 3 rows cannot be imported | row 2: "level" must be an integer from 0 to 10
row 3: "min_quantity" must be an integer from 1 to 2147483647$$, 'PC-7: every bad row of a copy too');
SELECT matches(t.prices(), 'C/1/1 7.00', 'PC-7: and nothing changed');
SELECT is(left(t.copy($$(t.id('supplier'), 'C', '1', NULL, NULL, NULL, '6.00', NULL), (t.id('rival'), 'A', '1', NULL, NULL, NULL, '6.00', NULL)$$), 5), '22023', 'PC-7: one list is one supplier''s');
SELECT is(t.state_of('INSERT INTO distribution.price_import (supplier_id) SELECT 1 WHERE false'), NULL, 'PC-7: nothing copied is nothing imported');
INSERT INTO distribution.price_import (supplier_id, sku, level, min_quantity, valid_from, valid_to, price, base_price, customer)
SELECT * FROM distribution_report.price_list WHERE supplier_id = t.id('supplier');
SELECT is_empty('SELECT FROM distribution.price_import', 'PC-7: the view is in the table''s shape');

-- ID-3: who may: the supplier's members, for their own supplier
CREATE ROLE price_clerk;
CREATE ROLE kedai_clerk;
CREATE ROLE reader;
CREATE ROLE stranger;
GRANT USAGE ON SCHEMA t TO price_clerk, kedai_clerk, reader, stranger;
GRANT SELECT ON t.thing TO price_clerk, kedai_clerk, reader, stranger;
SELECT distribution.grant_member(t.id('supplier'), 'price_clerk', '{supplier}'), distribution.grant_member(t.id('kedai account'), 'kedai_clerk', '{distributor}'),
	distribution.grant_member(t.id('supplier'), 'reader', '{report}') \g /dev/null
CREATE FUNCTION t.as_role(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	state := t.state_of(statement);
	RESET ROLE;
	RETURN state;
END
$$;
SELECT is(t.as_role(role, statement), expected, format('ID-3: %s: %s', role, left(statement, 45)))
FROM (VALUES
	(1, $$SELECT distribution.import_prices(t.id('supplier'), '[{"sku": "D", "level": 9, "price": "2.00"}]')$$, ARRAY[NULL, '42501', '42501', '42501']),
	(2, $$INSERT INTO distribution.price_import (supplier_id, sku, level, price) SELECT t.id('supplier'), 'D', '9', '3.00'$$, ARRAY[NULL, '42501', '42501', '42501']),
	(3, $$SELECT distribution.export_prices(t.id('supplier'))$$, ARRAY[NULL, '42501', NULL, '42501']),
	(4, $$SELECT distribution.import_products(t.id('supplier'), '[]')$$, ARRAY[NULL, '42501', '42501', '42501']),
	(5, $$SELECT distribution.set_base_prices(t.id('supplier'), '{}', '{}')$$, ARRAY[NULL, '42501', '42501', '42501']),
	(6, $$SELECT distribution.explain_price(t.id('supplier'), t.id('kedai'), t.id('A'))$$, ARRAY[NULL, NULL, NULL, 'SD005']),
	(7, $$SELECT distribution.explain_visibility(t.id('supplier'), t.id('kedai'))$$, ARRAY[NULL, '42501', NULL, '42501']),
	(8, $$SELECT distribution.count_sales(t.id('supplier'))$$, ARRAY[NULL, '42501', '42501', '42501']),
	(9, $$SELECT distribution.count_sales()$$, ARRAY['42501', '42501', '42501', '42501']),
	(10, $$SELECT distribution.import_prices(t.id('rival'), '[]')$$, ARRAY['42501', '42501', '42501', '42501']),
	(11, $$INSERT INTO distribution.price_import (supplier_id, sku, price) SELECT t.id('rival'), 'A', '3.00'$$, ARRAY['42501', '42501', '42501', '42501']),
	(12, $$SELECT 1 / count(*) FROM distribution_report.price_list$$, ARRAY[NULL, '22012', NULL, '22012']),
	(13, $$SELECT 1 / count(*) FROM distribution_report.price_history$$, ARRAY[NULL, '22012', NULL, '22012']),
	(14, $$SELECT 1 / count(*) FROM distribution_report.product_sales$$, ARRAY[NULL, '22012', NULL, '22012']),
	(15, $$SELECT 1 / count(*) FROM distribution_report.product_log$$, ARRAY[NULL, NULL, NULL, '22012'])
) AS c (no, statement, expecteds)
CROSS JOIN LATERAL unnest(ARRAY['price_clerk', 'kedai_clerk', 'reader', 'stranger']::name[], expecteds) AS r (role, expected)
ORDER BY no;
SELECT is(actor, 'price_clerk', 'PC-7: the history names the caller') FROM distribution.price_history ORDER BY history_id DESC LIMIT 1;

-- PD-3: base prices in bulk
SELECT is(distribution.set_base_prices(t.id('supplier'), ARRAY[t.id('A'), t.id('B')], ARRAY[12.34, NULL]), 2, 'PD-3: two base prices at once');
SELECT is(array_agg(base_price::text ORDER BY sku_id), ARRAY['12.34', NULL], 'PD-3: one is set, one is taken away')
FROM distribution.distribution_product WHERE supplier_id = t.id('supplier') AND sku_id IN (t.id('A'), t.id('B'));
SELECT is(t.state_of(format('SELECT distribution.set_base_prices(%s)', arguments)), expected, 'PD-3: ' || name)
FROM (VALUES
	(1, $$t.id('supplier'), ARRAY[t.id('A'), t.id('rival A')], ARRAY[1, 1]$$, 'SD005', 'another supplier''s product is not found'),
	(2, $$t.id('supplier'), ARRAY[t.id('A')], ARRAY[1, 1]$$, '22023', 'one price for each'),
	(3, $$t.id('supplier'), ARRAY[t.id('A'), t.id('A')], ARRAY[1, 1]$$, '22023', 'each once'),
	(4, $$t.id('supplier'), ARRAY[t.id('A'), t.id('B')], ARRAY[1, -1]$$, '23514', 'not negative'),
	(5, $$t.id('supplier'), ARRAY[t.id('A')], ARRAY[1.005]$$, '22003', 'PC-8: two decimals'),
	(6, $$t.id('supplier'), NULL, ARRAY[1.00]$$, '22004', 'null is none'),
	(7, $$0, '{}', '{}'$$, 'SD005', 'an unknown supplier')
) AS c (no, arguments, expected, name)
ORDER BY no;
SELECT is(base_price, 12.34, 'PD-3: all or none') FROM distribution.distribution_product WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');

SELECT is(t.state_of(format($$INSERT INTO distribution.sku_price (supplier_id, sku_id, valid, price) VALUES (t.id('supplier'), t.id('D'), %L, 1)$$, valid)), expected, 'PC-1: ' || name)
FROM (VALUES
	(1, '[2026-01-01,infinity)', '23514', 'an open end is not infinity'),
	(2, '[-infinity,2026-01-01)', '23514', 'nor an open start'),
	(3, '[2026-01-01,2026-01-02]', '23514', 'ranges are half-open'),
	(4, 'empty', '23514', 'and not empty'),
	(5, '[2026-01-01,2026-03-01)', NULL, 'a quarter'),
	(6, '[2026-02-28 23:59:59.999999,2026-04-01)', '23P01', 'overlapping dates are refused'),
	(7, '[2026-03-01,2026-04-01)', NULL, 'adjacent ones are not')
) AS c (no, valid, expected, name)
ORDER BY no;

SELECT * FROM finish();
ROLLBACK;
