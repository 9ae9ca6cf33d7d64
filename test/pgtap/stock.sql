-- Stock and its movements (ST-1 … ST-3).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.movements(sku text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s %s', kind, to_char(on_hand_change, 'SG999'), coalesce(document_no, '-')), ', ' ORDER BY movement_id)
	FROM distribution.stock_movement WHERE supplier_id = t.id('supplier') AND sku_id = t.id(sku) AND warehouse_id = t.id('north')
$$;

SELECT is(t.stock('A'), '100/0/0', 'ST-1: what was received is on hand');
SELECT distribution.receive_stock(t.id('supplier'), t.id('north'), t.id('A'), 5, 'GRN-7') \g /dev/null
SELECT is(t.stock('A'), '105/0/0', 'ST-1: more of it adds up');
SELECT is(t.stock('A', 'south'), '50/0/0', 'ST-1: in its own warehouse');
SELECT matches(t.movements('A'), '^receipt \+ *100 -, receipt \+ *5 GRN-7$', 'ST-1: every receipt is a movement with kind and document');

SELECT is(t.state_of(format('SELECT distribution.receive_stock(%s)', arguments)), expected, 'ST-1: ' || name)
FROM (VALUES
	(1, $$t.id('supplier'), t.id('north'), t.id('A'), 0$$, '22023', 'nothing cannot be received'),
	(2, $$t.id('supplier'), t.id('north'), t.id('A'), -1$$, '22023', 'nor less'),
	(3, $$t.id('supplier'), t.id('north'), t.id('A'), 2147483647$$, '22003', 'nor more than can be counted'),
	(4, $$t.id('supplier'), t.id('north'), t.id('A'), NULL$$, '22004', 'nor null'),
	(5, $$t.id('supplier'), NULL, t.id('A'), 1$$, '22004', 'nor into null'),
	(6, $$t.id('supplier'), t.id('west'), t.id('A'), 1$$, 'SD005', 'nor into another supplier''s warehouse'),
	(7, $$t.id('supplier'), t.id('north'), t.id('rival A'), 1$$, 'SD005', 'nor another supplier''s SKU'),
	(8, $$t.id('supplier'), 0, t.id('A'), 1$$, 'SD005', 'nor into an unknown warehouse'),
	(9, $$0, t.id('north'), t.id('A'), 1$$, 'SD005', 'nor by an unknown supplier')
) AS c (no, arguments, expected, name)
ORDER BY no;
SELECT is(t.stock('A'), '105/0/0', 'ST-1: a refused receipt changes nothing');

-- ST-2: push, ship, withdraw
SELECT t.sync('kedai', 'N-1', 'A 2; A 3, B 1') \g /dev/null
SELECT is(t.stock('A'), '105/0/0', 'ST-2: a sync allocates nothing');
SELECT t.push('N-1') \g /dev/null
SELECT is(t.stock('A') || ' ' || t.stock('B'), '105/5/0 100/1/0', 'ST-2: a push allocates');
SELECT results_eq($$
	SELECT m.sku, p.on_hand::int, p.allocated::int, p.available::int
	FROM distribution_report.products p JOIN distribution.merchant_sku m USING (supplier_id, sku_id)
	WHERE p.supplier_id = t.id('supplier') ORDER BY m.sku
$$, $$VALUES ('A', 155, 5, 150), ('B', 150, 1, 149), ('C', 150, 0, 150), ('D', 150, 0, 150)$$,
	'ST-1: available = on hand - allocated - defective, over all warehouses');
SELECT is(available, 0, 'ST-1: of what was never received, nothing is available to a distributor')
FROM distribution_report.offered_products WHERE supplier_id = t.id('rival') AND sku_id = t.id('rival A');
SELECT t.sync('kedai', 'N-2', 'A 4', warehouse => 'south') \g /dev/null
SELECT t.push('N-2') \g /dev/null
SELECT is(t.stock('A') || ' ' || t.stock('A', 'south'), '105/5/0 50/4/0', 'ST-2: from the package''s warehouse');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('N-2')) \g /dev/null
SELECT is(t.stock('A') || ' ' || t.stock('A', 'south'), '105/5/0 50/0/0', 'ST-2: withdrawal releases');
SELECT distribution.advance_order(t.id('supplier'), t.id('N-1'), state) FROM unnest(ARRAY['in_process', 'to_pickup', 'shipped']) AS state \g /dev/null
SELECT is(t.stock('A') || ' ' || t.stock('B'), '100/0/0 99/0/0', 'ST-2: shipping takes allocated and on-hand down');
SELECT is(sum(on_hand_change), 100::bigint, 'ST-1: movements add up to what is on hand')
FROM distribution.stock_movement WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A') AND warehouse_id = t.id('north');
SELECT is(sum(on_hand_change), -5::bigint, 'ST-1: shipping is a movement of the order')
FROM distribution.stock_movement
WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A') AND kind = 'shipment' AND order_id = t.id('N-1');
SELECT results_eq($$
	SELECT o.platform_order_no, l.line_no, l.quantity, l.shipped, l.released
	FROM distribution.order_line l JOIN distribution.supply_order o USING (supplier_id, order_id)
	WHERE supplier_id = t.id('supplier') ORDER BY o.platform_order_no, l.line_no
$$, $$VALUES ('N-1', 1, 2, 2, 0), ('N-1', 2, 3, 3, 0), ('N-1', 3, 1, 1, 0), ('N-2', 1, 4, 0, 4)$$,
	'ST-2: shipped + released + open = ordered, per line');
SELECT is(t.state_of($$SELECT distribution.withdraw_order(t.id('supplier'), t.id('N-2'))$$), 'SD004', 'ST-2: nothing is released twice');
SELECT is(t.state_of($$SELECT distribution.advance_order(t.id('supplier'), t.id('N-1'), 'shipped')$$), 'SD004', 'ST-2: nothing is shipped twice');
SELECT is(t.stock('A') || ' ' || t.stock('A', 'south'), '100/0/0 50/0/0', 'ST-2: and neither changes stock');

-- ST-1: defective units are on hand, but not available
SELECT distribution.adjust_stock(t.id('supplier'), t.id('north'), t.id('D'), 10, 4, 'COUNT-1') \g /dev/null
SELECT is(t.stock('D'), '10/0/4', 'ST-1: counted: ten on hand, four of them defective');
SELECT t.sync('kedai', 'N-3', 'D 7'), t.sync('kedai', 'N-4', 'D 6') \g /dev/null
SELECT is(t.pushed('N-3'), 'push_failed out_of_stock', 'ST-1: available = on hand - allocated - defective: seven are not');
SELECT is(t.pushed('N-4'), 'pushed 15.30 MYR', 'ST-1: six are: 9.00 + 1.50 + 4.80');
SELECT is(t.stock('D'), '10/6/4', 'ST-1: to the last available unit');
SELECT isnt(t.state_of($$SELECT distribution.adjust_stock(t.id('supplier'), t.id('north'), t.id('D'), 9, 4)$$), NULL, 'ST-1: what is promised cannot be counted away');
SELECT is(t.stock('D'), '10/6/4', 'ST-1: and stays');

-- ST-1: the movement of a count is the difference, of what is on hand and of what is defective
SELECT distribution.adjust_stock(t.id('supplier'), t.id('south'), t.id('D'), 40, 5), distribution.adjust_stock(t.id('supplier'), t.id('south'), t.id('D'), 38, 8) \g /dev/null
SELECT results_eq($$
	SELECT kind, on_hand_change, defective_change FROM distribution.stock_movement
	WHERE warehouse_id = t.id('south') AND sku_id = t.id('D') ORDER BY movement_id
$$, $$VALUES ('receipt', 50, 0), ('adjustment', -10, 5), ('adjustment', -2, 3)$$, 'ST-1: two counts in a row are two differences');

-- ST-1: never negative, whoever writes
SELECT is(t.state_of(format('UPDATE distribution.stock SET %s', change)), '23514', 'ST-1: stock is never negative: ' || change)
FROM unnest(ARRAY['on_hand = -1', 'allocated = -1', 'defective = -1', 'allocated = on_hand + 1', 'defective = on_hand + 1',
	'allocated = on_hand, defective = 1']) AS change;

SELECT is(detail, 'Units are counted up to 2147483647.', 'ST-1: more units than can be counted are called that')
FROM t.error_of($$SELECT distribution.receive_stock(t.id('supplier'), t.id('north'), t.id('A'), 2147483647)$$);
-- ST-3 is in push.sql.
SELECT is(t.faults(), NULL, 'ST-1: the books are sound');
SET LOCAL session_replication_role = replica;
UPDATE distribution.stock SET allocated = allocated + 1 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A') AND warehouse_id = t.id('north');
SELECT isnt(t.faults(), NULL, 'ST-2: verify finds an allocation that no open line explains');
UPDATE distribution.stock SET allocated = allocated - 1, on_hand = on_hand + 1
WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A') AND warehouse_id = t.id('north');
SELECT isnt(t.faults(), NULL, 'ST-1: verify finds stock that no movement explains');
SELECT * FROM finish();
ROLLBACK;
