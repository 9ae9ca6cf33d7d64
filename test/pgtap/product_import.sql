-- Lists of products as CSV, by way of a table (PD-3): for the library only, or with distribution.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- 'A Sample A 10.00, X Mug': the library, with the base prices of what is distributed
CREATE FUNCTION t.library() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', m.sku, m.name, coalesce(p.base_price::text, CASE WHEN p.sku_id IS NOT NULL THEN '-' END)), ', ' ORDER BY m.sku)
	FROM distribution.merchant_sku AS m
	LEFT JOIN distribution.distribution_product AS p USING (supplier_id, sku_id)
	WHERE m.supplier_id = t.id('supplier')
$$;

INSERT INTO distribution.product_import (supplier_id, sku, name, base_price)
SELECT t.id('supplier'), r.* FROM (VALUES ('X', 'Mug', NULL), ('Y', 'Lamp', '45.00'), ('A', NULL, '11.00'), ('B', 'Other name', NULL)) AS r (sku, name, base_price);
SELECT is(t.library(), 'A Sample A 11.00, B Sample B 20.00, C Sample C 9.99, D Sample D 1.50, X Mug, Y Lamp 45.00', 'PD-3: with a price it is distributed, without one it is in the library only');
SELECT is(state, 'publishing', 'PD-2: what is new waits to be published') FROM distribution.distribution_product AS p JOIN distribution.merchant_sku AS m USING (supplier_id, sku_id) WHERE m.sku = 'Y';
SELECT is(count(*), 0::bigint, 'PD-3: the table is always empty') FROM distribution.product_import;
INSERT INTO distribution.product_import (supplier_id, sku, base_price) VALUES (t.id('supplier'), 'X', '5.00');
SELECT is(t.library() LIKE '%X Mug 5.00%', true, 'PD-3: later it is distributed, under the name it has');

CREATE TABLE t.was AS SELECT t.library() AS library;
CREATE FUNCTION t.bad(list text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', state, nullif(detail, '')) FROM t.error_of(format('INSERT INTO distribution.product_import (supplier_id, sku, name, base_price) VALUES %s', list))
$$;
UPDATE distribution.merchant_sku SET is_combination = false WHERE sku = 'X';
INSERT INTO distribution.merchant_sku (supplier_id, sku, name, is_combination) VALUES (t.id('supplier'), 'SET', 'Set', true);
SELECT is(t.bad($$(t.id('supplier'), 'Z', NULL, NULL), (t.id('supplier'), 'NEW', 'New', '1.005'), (t.id('supplier'), 'SET', NULL, '9.00'), (t.id('supplier'), 'SET', NULL, NULL),
	(t.id('supplier'), NULL, 'No code', NULL), (t.id('supplier'), 'NEW 2', 'New', '-1'), (t.id('supplier'), 'GOOD', 'Good', '1')$$),
	concat_ws(E'\n', 'SD007 | row 1: SKU "Z" is new and needs a "name"', 'row 2: "base_price" must be a decimal in quotes with at most 2 decimals',
		'row 3: SKU "SET" is a combination, which cannot be distributed', 'row 4: SKU "SET" stands in row 3 already', 'row 5: "sku" must be given', 'row 6: "base_price" must not be negative'),
	'PD-3: every bad row is told by its number');
SELECT is(t.library(), replace(library, ', X', ', SET Set, X'), 'PD-3: and nothing is changed') FROM t.was;
SELECT is(t.bad($$(t.id('supplier'), 'SET', NULL, NULL)$$), '', 'PD-3: a combination may be in the library');
SELECT is(t.bad($$(t.id('supplier'), 'P', 'P', NULL), (t.id('rival'), 'P', 'P', NULL)$$), '22023', 'PD-3: one supplier a list');

-- Members
CREATE ROLE product_clerk;
CREATE ROLE kedai_clerk;
SELECT distribution.grant_member(t.id('supplier'), 'product_clerk', '{supplier}'), distribution.grant_member(t.id('kedai account'), 'kedai_clerk', '{admin}') \g /dev/null
GRANT USAGE ON SCHEMA t TO PUBLIC;
GRANT SELECT ON t.thing TO PUBLIC;
SET LOCAL ROLE product_clerk;
SELECT is(t.bad($$(t.id('supplier'), 'MINE', 'Mine', '2.00')$$), '', 'ID-3: for the supplier''s members');
SELECT is(t.bad($$(t.id('rival'), 'THEIRS', 'Theirs', NULL)$$), '42501', 'ID-4: of that supplier');
SELECT is(t.state_of('SELECT * FROM distribution.product_import'), '42501', 'ID-4: nobody reads it');
SET LOCAL ROLE kedai_clerk;
SELECT is(t.bad($$(t.id('supplier'), 'HIS', 'His', NULL)$$), '42501', 'ID-4: not for its distributors');
RESET ROLE;
SELECT is(t.library() LIKE '%MINE Mine 2.00%', true, 'ID-3: it was done');

SELECT * FROM finish();
ROLLBACK;
