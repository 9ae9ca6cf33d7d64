-- How many units of a product an order may have (QR-1): with the offer, at the sync, at the push.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- 'A 6, A 4 quantity_rule': the lines of an order, with what is wrong with them
CREATE FUNCTION t.lines(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', distributor_sku, quantity, reason), ', ' ORDER BY line_no)
	FROM distribution.order_line WHERE supplier_id = t.id('supplier') AND order_id = t.id(order_no)
$$;
CREATE FUNCTION t.offer(partner text, product text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', minimum, coalesce(maximum::text, '-'), multiple) FROM distribution_report.offered_products
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner) AND sku = product
$$;

SELECT is(t.offer('kedai', 'A'), '1 - 1', 'QR-1: without a rule any number');
INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum, maximum, multiple) VALUES (t.id('supplier'), t.id('A'), 4, 12, 2);
INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum) VALUES (t.id('supplier'), t.id('B'), 3);
SELECT is(t.offer('kedai', 'A'), '4 12 2', 'QR-1: shown with the offer');
SELECT is(t.offer('kedai', 'B'), '3 - 1', 'QR-1: a least number only');

-- At the sync, over packages and gifts
SELECT t.sync('kedai', 'N-1', 'A 3, C 1; A 2 gift, A 1'), t.sync('kedai', 'N-2', 'A 3, C 1; A 2 gift, A 2'), t.sync('kedai', 'N-3', 'A 14'),
	t.sync('kedai', 'N-4', 'B 2, A 4'), t.sync('toko', 'N-5', 'A 2') \g /dev/null
SELECT is(t.lines('N-1'), 'A 3, C 1, A 2, A 1', 'QR-1: all lines count together, gifts too');
SELECT is(t.lines('N-2'), 'A 3 quantity_rule, C 1, A 2 quantity_rule, A 2 quantity_rule', 'QR-1: all lines of the product fail together');
SELECT is(t.lines('N-3'), 'A 14 quantity_rule', 'QR-1: more than the most');
SELECT is(t.lines('N-4'), 'B 2 quantity_rule, A 4', 'QR-1: fewer than the least');
SELECT is(t.lines('N-5'), 'A 2 quantity_rule', 'QR-1: for every distributor');
SELECT is(detail, 'SKU "A": the order has 7 units of the product, and may have 4 to 12, in multiples of 2.', 'QR-1: in words')
FROM distribution.order_line WHERE order_id = t.id('N-2') AND line_no = 1;
SELECT is(t.pushed('N-1'), 'pushed 78.59 MYR', 'QR-1: what fits is pushed: 6 A, 1 C, 2 x 1.50 and 7 x 0.80');
SELECT is(t.pushed('N-2'), 'push_failed quantity_rule', 'QR-1: what does not is refused');
SELECT is(t.pushed('N-5'), 'push_failed quantity_rule', 'QR-1: to each');
SELECT is(array_agg(concat_ws(' ', check_no, check_name, reason) ORDER BY check_no), ARRAY['5 not_offered', '6 quantity_rule quantity_rule', '7 no_price'], 'QR-1: explained, after not_offered')
FROM distribution.explain_push(t.id('supplier'), t.id('N-2')) WHERE check_no BETWEEN 5 AND 7;
SELECT is(detail, 'Line 1, SKU "A": the order has 7 units of the product, and may have 4 to 12, in multiples of 2.', 'QR-1: in words')
FROM distribution.explain_push(t.id('supplier'), t.id('N-2')) WHERE NOT passes;

-- Judged again at the push only where it failed at the sync
SELECT t.sync('kedai', 'N-6', 'A 4') \g /dev/null
UPDATE distribution.quantity_rule SET minimum = 7, maximum = 7, multiple = 1 WHERE sku_id = t.id('A');
SELECT is(t.pushed('N-6'), 'pushed 44.70 MYR', 'QR-1: what fitted at the sync stays pushable');
SELECT is(t.pushed('N-2'), 'pushed 89.39 MYR', 'QR-1: what did not is judged by the rule of now: 7');
SELECT distribution.delete_quantity_rule(t.id('supplier'), t.id('A')) \g /dev/null
SELECT is(t.pushed('N-3'), 'pushed 152.70 MYR', 'QR-1: without a rule any number');

-- A line mapped later counts with those that were eligible
INSERT INTO distribution.quantity_rule (supplier_id, sku_id, maximum) VALUES (t.id('supplier'), t.id('D'), 3);
SELECT t.sync('kedai', 'N-7', 'D 2, OTHER 2') \g /dev/null
SELECT is(t.lines('N-7'), 'D 2, OTHER 2 sku_not_mapped', 'QR-1: what is not mapped counts for no product');
SELECT t.sync('kedai', 'N-8', 'OTHER 1, OTHER 1') \g /dev/null
SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('D'), 'OTHER') \g /dev/null
SELECT is(t.pushed('N-7'), 'push_failed quantity_rule', 'QR-1: mapped, it counts with those eligible at the sync');
SELECT is(t.pushed('N-8'), 'pushed 6.10 MYR', 'QR-1: two lines of the product, mapped later, together');

-- What a withdrawal leaves is not judged; other reasons go before
SELECT t.sync('kedai', 'N-9', 'B 1') \g /dev/null
SELECT distribution.disable_product(t.id('supplier'), t.id('B')) \g /dev/null
SELECT is(t.pushed('N-9'), 'push_failed not_offered', 'QR-1: not_offered goes before');
UPDATE distribution.distribution_product SET base_price = NULL WHERE sku_id = t.id('D');
SELECT t.sync('kedai', 'N-10', 'OTHER 9') \g /dev/null
SELECT is(t.lines('N-10'), 'OTHER 9 quantity_rule', 'QR-1: and no_price after');

SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum, maximum) VALUES (t.id('supplier'), t.id('C'), 5, 4)$$, '23514', 'QR-1: a most below the least'),
	(2, $$INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum, maximum, multiple) VALUES (t.id('supplier'), t.id('C'), 5, 9, 10)$$, '23514', 'QR-1: a rule that no quantity keeps'),
	(3, $$INSERT INTO distribution.quantity_rule (supplier_id, sku_id, minimum) VALUES (t.id('supplier'), t.id('C'), 0)$$, '23514', 'QR-1: a least of 0'),
	(4, $$INSERT INTO distribution.quantity_rule (supplier_id, sku_id, multiple) VALUES (t.id('supplier'), t.id('C'), 0)$$, '23514', 'QR-1: a multiple of 0'),
	(5, $$INSERT INTO distribution.quantity_rule (supplier_id, sku_id) VALUES (t.id('supplier'), t.id('rival A'))$$, '23503', 'QR-1: another supplier''s SKU'),
	(6, $$UPDATE distribution.quantity_rule SET sku_id = t.id('C') WHERE sku_id = t.id('D')$$, 'SD011', 'QR-1: a rule stays its product''s'),
	(7, $$SELECT distribution.delete_quantity_rule(t.id('supplier'), t.id('C'))$$, 'SD005', 'QR-1: there is none to delete'),
	(8, $$SELECT distribution.delete_quantity_rule(t.id('supplier'), t.id('B'))$$, NULL, 'QR-1: there is one')
) AS c (no, statement, expected, name)
ORDER BY no;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
