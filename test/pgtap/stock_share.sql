-- What of the stock is shown to a partnership (ST-9): in mirrors and with the offer, and nowhere else.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();
UPDATE distribution.supplier SET sold_out_below = 20 WHERE supplier_id = t.id('supplier');
SELECT distribution.push_inventory() \g /dev/null

-- 'north 100, south 50 = 150': the mirrors of a product, and what is offered as available
CREATE FUNCTION t.shown(partner text, product text DEFAULT 'A') RETURNS text LANGUAGE sql AS $$
	SELECT (SELECT string_agg(concat_ws(' ', warehouse, quantity), ', ' ORDER BY warehouse) FROM distribution_report.supplier_warehouse_stock
			WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND sku_id = t.id(product))
		|| ' = ' || (SELECT available FROM distribution_report.offered_products
			WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND sku_id = t.id(product))
$$;
CREATE FUNCTION t.pushed_stock() RETURNS void LANGUAGE sql AS $$ SELECT distribution.push_inventory(t.id('supplier')) $$;

SELECT is(t.shown('kedai'), 'north 100, south 50 = 150', 'ST-9: by default the full quantity');
INSERT INTO distribution.stock_share (supplier_id, partnership_id, percent, buffer) VALUES (t.id('supplier'), t.id('kedai'), 33.3333, 5);
SELECT is(t.shown('kedai'), 'north 28, south 11 = 39', 'ST-9: 33.3333 % less 5 of each warehouse, at once');
SELECT is(t.shown('toko'), 'north 100, south 50 = 150', 'ST-9: to nobody else');
SELECT is(distribution.push_inventory(t.id('supplier')), 8, 'ST-9: a change is collected for its partnership alone: 4 products, 2 warehouses');
INSERT INTO distribution.stock_share (supplier_id, partnership_id, sku_id, percent, buffer) VALUES (t.id('supplier'), t.id('kedai'), t.id('A'), 50, 0);
SELECT t.pushed_stock() \g /dev/null
SELECT is(t.shown('kedai'), 'north 50, south 25 = 75', 'ST-9: the SKU''s row replaces row 0');
SELECT is(t.shown('kedai', 'B'), 'north 28, south 11 = 39', 'ST-9: which holds for all others');
UPDATE distribution.stock_share SET buffer = 30 WHERE sku_id = t.id('A');
SELECT t.pushed_stock() \g /dev/null
SELECT is(t.shown('kedai'), 'north 20, south 0 = 20', 'ST-9: never below 0');

-- After the threshold: 20 in south are not sold out, 19 are
UPDATE distribution.stock_share SET buffer = 0 WHERE sku_id = t.id('A');
SELECT distribution.adjust_stock(t.id('supplier'), t.id('south'), t.id('A'), 20, 0), t.pushed_stock() \g /dev/null
SELECT is(t.shown('kedai'), 'north 50, south 10 = 60', 'ST-9: the threshold looks at what is available, not at the share');
SELECT distribution.adjust_stock(t.id('supplier'), t.id('south'), t.id('A'), 19, 0), t.pushed_stock() \g /dev/null
SELECT is(t.shown('kedai'), 'north 50, south 0 = 50', 'ST-9: and comes before it');
SELECT is(t.shown('toko'), 'north 100, south 0 = 100', 'ST-9: offers are under the threshold like mirrors');

-- Pushes are bounded by what is really available only
SELECT t.sync('kedai', 'N-1', 'A 90') \g /dev/null
SELECT is(t.pushed('N-1'), 'pushed 973.50 MYR', 'ST-9: an order of more than is shown is pushed');
UPDATE distribution.stock_share SET percent = 0 WHERE sku_id = t.id('A');
SELECT is(t.shown('kedai'), 'north 0, south 0 = 0', 'ST-9: 0 % shows nothing');
SELECT distribution.delete_stock_share(t.id('supplier'), t.id('kedai'), t.id('A')), distribution.delete_stock_share(t.id('supplier'), t.id('kedai')), t.pushed_stock() \g /dev/null
SELECT is(t.shown('kedai'), 'north 0, south 0 = 0', 'ST-4: 10 left are below the threshold');
SELECT is(t.shown('kedai', 'B'), 'north 100, south 50 = 150', 'ST-9: without a row the full quantity again');

SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$INSERT INTO distribution.stock_share (supplier_id, partnership_id, percent) VALUES (t.id('supplier'), t.id('kedai'), 100.01)$$, '23514', 'ST-9: more than all'),
	(2, $$INSERT INTO distribution.stock_share (supplier_id, partnership_id, percent) VALUES (t.id('supplier'), t.id('kedai'), -1)$$, '23514', 'ST-9: less than nothing'),
	(3, $$INSERT INTO distribution.stock_share (supplier_id, partnership_id, percent) VALUES (t.id('supplier'), t.id('kedai'), 33.33333)$$, '22003', 'PC-8: more decimals than are kept'),
	(4, $$INSERT INTO distribution.stock_share (supplier_id, partnership_id, buffer) VALUES (t.id('supplier'), t.id('kedai'), -1)$$, '23514', 'ST-9: a negative buffer'),
	(5, $$INSERT INTO distribution.stock_share (supplier_id, partnership_id) VALUES (t.id('supplier'), t.id('kedai at rival'))$$, '23503', 'ST-9: another supplier''s partnership'),
	(6, $$INSERT INTO distribution.stock_share (supplier_id, partnership_id, sku_id) VALUES (t.id('supplier'), t.id('kedai'), t.id('rival A'))$$, '23503', 'ST-9: another supplier''s SKU'),
	(7, $$INSERT INTO distribution.stock_share (supplier_id, partnership_id, sku_id) VALUES (t.id('supplier'), t.id('kedai'), 987654321)$$, '23503', 'ST-9: nobody''s SKU'),
	(8, $$INSERT INTO distribution.stock_share (supplier_id, partnership_id, sku_id) VALUES (t.id('supplier'), t.id('kedai'), -1)$$, '23503', 'ST-9: no SKU at all'),
	(9, $$SELECT distribution.delete_stock_share(t.id('supplier'), t.id('kedai'))$$, 'SD005', 'ST-9: there is none to delete')
) AS c (no, statement, expected, name)
ORDER BY no;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
