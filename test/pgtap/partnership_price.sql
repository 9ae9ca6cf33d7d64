-- Prices for one partnership, before all others (PC-0): in orders, lists, history and explanations.
SET client_min_messages = warning;
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.price(partner text, sku text, quantity int DEFAULT 1) RETURNS numeric LANGUAGE sql AS $$
	SELECT distribution.distribution_price(t.id('supplier'), t.id(partner), t.id(sku), quantity)
$$;
CREATE FUNCTION t.said(partner text, sku text, quantity int) RETURNS text[] LANGUAGE sql AS $$
	SELECT array_agg(concat_ws(' | ', step, source, amount, detail) ORDER BY step_no)
	FROM distribution.explain_price(t.id('supplier'), t.id(partner), t.id(sku), quantity)
$$;
CREATE FUNCTION t.import(list text) RETURNS int LANGUAGE sql AS $$
	SELECT distribution.import_prices(t.id('supplier'), list)
$$;
CREATE FUNCTION t.bad(list text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', state, detail) FROM t.error_of(format('SELECT t.import(%L)', list))
$$;
-- 'A/kedai/5 8.00': the prices of partnerships as stored
CREATE FUNCTION t.prices() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s/%s/%s %s', m.sku, g.name, p.min_quantity, p.price), ', ' ORDER BY m.sku, g.name, p.min_quantity, p.valid)
	FROM distribution.partnership_price p
	JOIN distribution.merchant_sku m USING (supplier_id, sku_id)
	JOIN t.thing g ON g.id = p.partnership_id AND g.name IN ('kedai', 'toko', 'saigon', 'raan', 'kedai at rival')
	WHERE p.supplier_id = t.id('supplier')
$$;

-- The waterfall with a currency, a level, breaks and dates
INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (t.id('supplier'), t.id('A'), 1, 7.00);
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, min_quantity, valid, price) VALUES
	(t.id('supplier'), t.id('toko'), t.id('A'), 5, '(,)', 6.51),
	(t.id('supplier'), t.id('toko'), t.id('A'), 50, tstzrange(NULL, now() + interval '1 day'), 5.00),
	(t.id('supplier'), t.id('toko'), t.id('B'), 1, tstzrange(NULL, now()), 1.00),
	(t.id('supplier'), t.id('kedai'), t.id('D'), 1, '(,)', 0);
SELECT is(t.price('toko', 'A', 5), 22785.00, 'PC-0: before the SKU price for its level: 6.51 at 3500');
SELECT is(t.price('toko', 'A', 4), 24500.00, 'PC-0: below its least quantity the next source: 7.00 for level 1');
SELECT is(t.price('toko', 'A', 50), 17500.00, 'PC-0: of its breaks the largest, while it holds');
SELECT is(t.price('toko', 'B'), 63000.00, 'PC-0: one that has ended is passed over: 20.00 x 90 %');
SELECT is(t.price('kedai', 'A', 5), 10.00, 'PC-0: it is nobody else''s');
SELECT is(t.price('kedai', 'D'), 0.00, 'PC-6: a price of 0 may be set for a partnership');
SELECT is(t.said('toko', 'A', 5), ARRAY[
	'partnership_price | price for this partnership from 5 units, valid always | 6.51',
	'exchange | fixed rate 3500 MYR to IDR | 22785.00', 'rounding | cents | 22785.00'], 'PC-6: explained');
SELECT is((t.said('toko', 'A', 4))[1:2], ARRAY[
	'partnership_price | No price for this partnership holds now for a quantity of 4.',
	'sku_price_level | SKU price for level 1 from 1 units, valid always | 7.00'], 'PC-6: and what comes after it');

-- Orders: the price of the sync is billed, whatever becomes of the list (OR-2)
SELECT t.sync('toko', 'N-1', 'A 5; A 4') \g /dev/null
UPDATE distribution.partnership_price SET price = 6.60 WHERE min_quantity = 5;
SELECT t.sync('toko', 'N-2', 'A 5') \g /dev/null
SELECT is(array_agg(concat_ws(' ', unit_price, price_source) ORDER BY order_id, line_no),
	ARRAY['22785.00 partnership_price', '24500.00 sku_price_level', '23100.00 partnership_price'], 'PC-0: lines have the price of their sync and its source')
FROM distribution.order_line WHERE order_id IN (t.id('N-1'), t.id('N-2'));
SELECT is(t.pushed('N-1'), 'pushed 247625.00 IDR', 'OR-2: billed: 5 x 22785 + 4 x 24500 + 2 x 5250 + 9 x 2800');

-- History (PC-7)
SELECT is(array_agg(concat_ws('/', kind, customer, sku, min_quantity, old_price, new_price) ORDER BY history_id), ARRAY[
	'partnership_price/C-toko/A/5/6.51', 'partnership_price/C-toko/A/50/5.00', 'partnership_price/C-toko/B/1/1.00', 'partnership_price/C-kedai/D/1/0.00',
	'partnership_price/C-toko/A/5/6.51/6.60'], 'PC-7: every change is kept')
FROM distribution_report.price_history WHERE kind = 'partnership_price';
SELECT is(t.state_of('TRUNCATE distribution.partnership_price'), 'SD011', 'PC-7: none is emptied without a trace');

-- Deleting, and what is refused
SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$SELECT distribution.delete_partnership_price(t.id('supplier'), t.id('toko'), t.id('A'), 5)$$, NULL, 'PC-0: deleted by its key'),
	(2, $$SELECT distribution.delete_partnership_price(t.id('supplier'), t.id('toko'), t.id('A'), 5)$$, 'SD005', 'PC-0: once'),
	(3, $$INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES (t.id('supplier'), t.id('toko'), t.id('A'), 1.005)$$, '22003', 'PC-8: no more decimals than are kept'),
	(4, $$INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES (t.id('supplier'), t.id('toko'), t.id('A'), -1)$$, '23514', 'PC-2: not negative'),
	(5, $$INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES (t.id('supplier'), t.id('kedai at rival'), t.id('A'), 1)$$, '23503', 'PC-0: of its own partnership only'),
	(6, $$INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, valid, price) VALUES (t.id('supplier'), t.id('toko'), t.id('B'), tstzrange('1999-01-01Z', NULL), 1)$$, '23P01', 'PC-0: dates do not overlap'),
	(7, $$UPDATE distribution.partnership_price SET supplier_id = t.id('rival')$$, '23503', 'design 2: its supplier never changes'),
	(8, $$UPDATE distribution.supplier SET base_currency = 'IDR' WHERE supplier_id = t.id('supplier')$$, 'SD011', 'ON-4: it is stated in the base currency')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT is(t.price('toko', 'A', 5), 24500.00, 'PC-0: without it the next source');

-- Lists in and out (PC-7)
DELETE FROM distribution.partnership_price;
SELECT is(t.import($$[{"sku": "A", "customer": "C-kedai", "price": "8.00"}, {"sku": "A", "customer": "C-kedai", "min_quantity": 10, "price": "7.50"},
	{"sku": "A", "customer": "C-toko", "price": "6.00"}, {"sku": "A", "level": 1, "price": "6.90"}, {"sku": "B", "base_price": "21.00"}]$$), 5, 'PC-7: customers stand in place of levels');
SELECT is(t.prices(), 'A/kedai/1 8.00, A/kedai/10 7.50, A/toko/1 6.00', 'PC-7: each at its partnership');
SELECT is(t.import($$[{"sku": "A", "customer": "C-kedai", "price": "8.10"}]$$), 1, 'PC-7: listed again');
SELECT is(t.prices(), 'A/kedai/1 8.10, A/kedai/10 7.50, A/toko/1 6.00', 'PC-7: it is overwritten, and what is not listed stays');
SELECT is(t.bad($$[{"sku": "A", "customer": "C-nobody", "price": "1.00"}, {"sku": "A", "customer": "C-kedai", "level": 1, "price": "1.00"},
	{"sku": "A", "customer": "C-kedai", "base_price": "1.00"}, {"sku": "A", "customer": "C-kedai", "min_quantity": 10, "valid_from": "2026-01-01T00:00:00Z", "price": "1.00"},
	{"sku": "C", "customer": "C-kedai", "price": "1.00"}, {"sku": "C", "customer": "C-kedai", "price": "2.00"}, {"sku": "C", "customer": "C-toko", "price": "2.00"}]$$),
	concat_ws(E'\n', 'SD007 | row 1: there is no live partnership with customer "C-nobody"', 'row 2: "level" must not stand beside "customer"',
		'row 3: "customer" must not stand beside "base_price"',
		'row 4: its dates overlap those of a stored price, for the same SKU, customer and quantity, that the list does not overwrite',
		'row 6: its dates overlap those of row 5, for the same SKU, customer and quantity'), 'PC-7: every bad row is told');
CREATE TABLE t.exported AS SELECT t.prices() AS prices, distribution.export_prices(t.id('supplier')) AS list;
SELECT is((SELECT list -> 2 FROM t.exported)::text, '{"sku":"A","customer":"C-kedai","min_quantity":1,"price":"8.10"}', 'PC-7: exported with its customer');
DELETE FROM distribution.partnership_price;
SELECT t.import(list::text) FROM t.exported \g /dev/null
SELECT is(t.prices(), prices, 'PC-7: and what was exported brings it back') FROM t.exported;
INSERT INTO distribution.price_import (supplier_id, sku, min_quantity, price, customer) VALUES
	(t.id('supplier'), 'A', '1', '8.20', 'C-kedai'), (t.id('supplier'), 'D', NULL, '1.40', 'C-raan');
SELECT is(t.prices(), 'A/kedai/1 8.20, A/kedai/10 7.50, A/toko/1 6.00, D/raan/1 1.40', 'PC-7: as CSV too');

-- After the end: it stays, and no list has it; whose customer it was may be linked again
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('raan'), 'over') \g /dev/null
SELECT is(t.prices(), 'A/kedai/1 8.20, A/kedai/10 7.50, A/toko/1 6.00, D/raan/1 1.40', 'PC-0: prices of an ended partnership stay');
SELECT is(count(*), 0::bigint, 'PC-0: and are not exported') FROM distribution_report.price_list WHERE customer = 'C-raan';
SELECT is(t.bad($$[{"sku": "D", "customer": "C-raan", "price": "1.00"}]$$), 'SD007 | row 1: there is no live partnership with customer "C-raan"', 'PC-0: nor imported');
SELECT t.make_account('late') \g /dev/null
SELECT t.name_it('application', t.apply('late')) \g /dev/null
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES (t.id('supplier'), t.id('application'), t.id('A'), 1);
SELECT distribution.reject_application(t.id('supplier'), t.id('application'), 'no'), distribution.delete_application(t.id('supplier'), t.id('application')) \g /dev/null
SELECT is(old_price, 1.00, 'PC-0: a deleted application takes its prices along, which the history says') FROM distribution.price_history ORDER BY history_id DESC LIMIT 1;

-- ID-4: members
CREATE ROLE price_clerk;
CREATE ROLE kedai_clerk;
SELECT distribution.grant_member(t.id('supplier'), 'price_clerk', '{supplier}'), distribution.grant_member(t.id('kedai account'), 'kedai_clerk', '{distributor}') \g /dev/null
GRANT USAGE ON SCHEMA t TO PUBLIC;
GRANT SELECT ON t.thing TO PUBLIC;
SET LOCAL ROLE price_clerk;
UPDATE distribution.partnership_price SET price = 9 WHERE min_quantity = 10;
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES (t.id('supplier'), t.id('kedai'), t.id('C'), 9);
SELECT distribution.delete_partnership_price(t.id('supplier'), t.id('kedai'), t.id('C')) \g /dev/null
SELECT is(t.state_of('DELETE FROM distribution.partnership_price'), '42501', 'ID-6: nobody deletes from the table as a whole');
SET LOCAL ROLE kedai_clerk;
SELECT is(count(*), 0::bigint, 'ID-4: a distributor sees none') FROM distribution.partnership_price;
SELECT is(t.state_of($$INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES (t.id('supplier'), t.id('kedai'), t.id('B'), 9)$$), '42501', 'ID-4: and writes none');
RESET ROLE;
SELECT is(t.prices(), 'A/kedai/1 8.20, A/kedai/10 9, A/toko/1 6.00, D/raan/1 1.40', 'ID-4: the supplier''s member does both');

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
