-- Messages call things by names and codes, where their reader may know them.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

SELECT t.sync('kedai', 'N-1', 'A 1000') \g /dev/null
SELECT is(detail, 'Line 1, SKU "A": 1000 wanted, more than is available in warehouse "north".', 'OR-4: what is missing where') FROM t.push('N-1');
SELECT is(detail, 'Line 1, SKU "A": 1000 wanted, more than is available in warehouse "north".', 'OR-4: also as explained')
FROM distribution.explain_push(t.id('supplier'), t.id('N-1')) WHERE check_name = 'out_of_stock';
SELECT t.make_account('again') \g /dev/null
SELECT is((t.error_of(format('SELECT distribution.%s', call))).message, expected, expected)
FROM (VALUES
	(1, $$map_sku(t.id('supplier'), t.id('kedai'), t.id('B'), 'A')$$, 'SKU code "A" is mapped to SKU "A" already'),
	(2, $$add_products(t.id('supplier'), ARRAY[t.id('A')], ARRAY[1.00])$$, 'merchant SKU "A" is a distribution product already'),
	(3, $$approve_application(t.id('supplier'), t.apply('again'), (SELECT customer_id FROM distribution.customer WHERE code = 'C-kedai'), 'MYR', NULL, ARRAY[t.id('north')])$$,
		format('customer "C-kedai" is linked to partnership %s', t.id('kedai')))
) AS c (no, call, expected)
ORDER BY no;
SELECT is((t.error_of($$UPDATE distribution.merchant_sku SET is_combination = true WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A')$$)).message,
	'merchant SKU "A" is distributed and cannot be a combination', 'PD-1: a SKU by its code');
-- ID-4: a product that a distributor may not know of stays its id
SELECT distribution.disable_product(t.id('supplier'), t.id('D')) \g /dev/null
SELECT matches((t.error_of($$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('D')])$$)).message, '^product \d+ is not offered$', 'ID-4: not by the code of what is not offered');

SELECT * FROM finish();
ROLLBACK;
