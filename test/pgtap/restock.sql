-- Putting back what had left the shelf when it was withdrawn (WD-5), and the print queue (OR-14).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.restock(order_no text, payload text) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.restock_order(t.id('supplier'), t.id(order_no), payload)
$$;
-- A withdrawal of all or some lines, confirmed after the goods had left
CREATE FUNCTION t.gone(order_no text, lines json DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM distribution.withdraw_order(t.id('supplier'), t.id(order_no), NULL, lines);
	PERFORM distribution.confirm_withdrawal(t.id('supplier'), t.id(order_no), true);
END
$$;
CREATE FUNCTION t.advance(order_no text, state text) RETURNS void LANGUAGE sql AS $$
	SELECT distribution.advance_order(t.id('supplier'), t.id(order_no), state)
$$;
-- shipped/gone/returned/restocked/lost of each line
CREATE FUNCTION t.lines(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws('/', shipped, gone, returned, restocked, lost), ' ' ORDER BY line_no) FROM distribution.order_line WHERE order_id = t.id(order_no)
$$;
CREATE FUNCTION t.to_put_back() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(subject, ', ' ORDER BY subject) FROM distribution_report.attention WHERE kind = 'goods_to_put_back' AND account_id = t.id('supplier')
$$;
CREATE FUNCTION t.return(return_name text, order_no text, quantity int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.name_it(return_name, distribution.create_return(t.id('supplier'), t.id(order_no), format('{"kind":"return_refund","lines":[{"line_no":1,"quantity":%s}]}', quantity)));
	PERFORM distribution.push_return(t.id('supplier'), t.id(return_name));
END
$$;

SELECT t.sync('kedai', name, 'A 5, B 2; C 1') FROM unnest(ARRAY['N-1', 'N-2', 'N-3']) AS name \g /dev/null
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (t.id('supplier'), 'stock_in_return', 'unit', 0.50);
SELECT t.push('N-1', 'N-2', 'N-3') \g /dev/null
SELECT t.advance('N-1', 'in_process'), t.advance('N-2', 'in_process') \g /dev/null

-- A cancelled order
SELECT t.gone('N-1') \g /dev/null
CREATE TABLE t.before AS SELECT t.balance('kedai') AS balance, (SELECT count(*) FROM distribution.ledger_entry) AS entries;
SELECT is(t.lines('N-1') || ' ' || concat_ws(' ', t.stock('A'), t.stock('B'), t.stock('C')), '5/5/0/0/0 2/2/0/0/0 1/1/0/0/0 95/10/0 98/4/0 99/2/0', 'WD-3: gone with the order');
SELECT is(t.to_put_back(), 'order N-1: 8 units', 'WD-5: to put back');
SELECT t.restock('N-1', '{"lines":[{"line_no":1,"sellable":2,"defective":1},{"line_no":2,"lost":1}],"reason":"one fell"}') \g /dev/null
SELECT is(t.lines('N-1') || ' ' || concat_ws(' ', t.stock('A'), t.stock('B')), '5/5/3/3/0 2/2/0/0/1 1/1/0/0/0 98/10/1 98/4/0', 'WD-5: sellable and defective on hand again, lost written off');
SELECT is(t.to_put_back(), 'order N-1: 4 units', 'WD-5: the rest is still to put back');
SELECT t.restock('N-1', json_build_object('lines', json_build_array(json_build_object('line_no', 1, 'sellable', 1)), 'warehouse_id', t.id('south'))::text) \g /dev/null
SELECT is(t.stock('A') || ' ' || t.stock('A', 'south'), '98/10/1 51/0/0', 'WD-5: into the warehouse named');
SELECT results_eq($$SELECT kind, on_hand_change, defective_change, document_no FROM distribution.stock_movement WHERE order_id = t.id('N-1') AND kind = 'restock' ORDER BY movement_id$$,
	$$VALUES ('restock', 3, 1, 'N-1'), ('restock', 1, 0, 'N-1')$$, 'ST-1: as movements');
SELECT t.return('R-1', 'N-1', 1) \g /dev/null
SELECT is(t.to_put_back(), 'order N-1: 2 units', 'WD-5: what a return awaits is not to put back');
SELECT is(t.state_of($$SELECT t.restock('N-1', '{"lines":[{"line_no":1,"sellable":1}]}')$$), 'SD007', 'WD-5: returned + lost + awaited never exceeds shipped');
SELECT is(t.state_of($$SELECT t.return('R-2', 'N-1', 1)$$), 'SD007', 'RT-2: nor by another return');
SELECT distribution.receive_return(t.id('supplier'), t.id('R-1'), '{"lines":[{"line_no":1,"sellable":1}]}'), distribution.refund_return(t.id('supplier'), t.id('R-1')) \g /dev/null
SELECT is(t.lines('N-1'), '5/5/5/4/0 2/2/0/0/1 1/1/0/0/0', 'WD-5: a return beside it');
SELECT is(balance - t.balance('kedai'), 0.50, 'FE-1: the stock-in charge falls on the distributor''s return only') FROM t.before;
SELECT is((SELECT count(*) FROM distribution.ledger_entry), entries + 2, 'WD-5: no charge and no refund for what the supplier puts back') FROM t.before;
SELECT t.restock('N-1', '{"lines":[{"line_no":2,"sellable":1},{"line_no":3,"defective":1}]}') \g /dev/null
SELECT is(t.to_put_back(), NULL, 'WD-5: until all is put back or written off');
SELECT is((SELECT array_agg(concat_ws(': ', event, note) ORDER BY event_id) FROM distribution_report.order_timeline WHERE order_id = t.id('N-1') AND event = 'restocked'),
	ARRAY['restocked: one fell', 'restocked', 'restocked'], 'OR-10: on the timeline');

-- Units of an order that lives
SELECT t.gone('N-2', '[{"line_no":1,"quantity":2}]') \g /dev/null
SELECT is(t.to_put_back() || ' ' || t.lines('N-2'), 'order N-2: 2 units 2/2/0/0/0 0/0/0/0/0 0/0/0/0/0', 'WD-4: some are gone');
SELECT t.restock('N-2', '{"lines":[{"line_no":1,"sellable":1}]}') \g /dev/null
SELECT t.advance('N-2', 'shipped') \g /dev/null
SELECT is(t.lines('N-2'), '5/2/1/1/0 2/0/0/0/0 1/0/0/0/0', 'WD-5: put back though the order lives, and the rest is shipped');
SELECT is(t.state_of($$SELECT t.restock('N-2', '{"lines":[{"line_no":1,"sellable":2}]}')$$) || t.state_of($$SELECT t.restock('N-2', '{"lines":[{"line_no":2,"sellable":1}]}')$$), 'SD007SD007', 'WD-5: no more than was gone');
SELECT t.return('R-3', 'N-2', 4) \g /dev/null
SELECT distribution.receive_return(t.id('supplier'), t.id('R-3'), '{"lines":[{"line_no":1,"sellable":4}]}'), distribution.refund_return(t.id('supplier'), t.id('R-3')) \g /dev/null
SELECT is((SELECT refund_amount FROM distribution.return_order WHERE return_id = t.id('R-3')), 30.00, 'WD-4: of the four units that return three are refunded: two were when they were withdrawn');
SELECT is(t.state_of($$SELECT t.restock('N-2', '{"lines":[{"line_no":1,"sellable":1}]}')$$), 'SD007', 'ST-2: nothing is restocked twice');
SELECT is(t.to_put_back(), NULL, 'WD-5: all of it is back');
SELECT is_empty('SELECT * FROM distribution.verify()', 'WD-5: the books are sound');

-- Some gone, written off, and the rest shipped
SELECT t.sync('kedai', 'N-6', 'A 5') \g /dev/null
SELECT t.push('N-6') \g /dev/null
SELECT t.advance('N-6', 'in_process'), t.gone('N-6', '[{"line_no":1,"quantity":2}]'), t.advance('N-6', 'shipped') \g /dev/null
SELECT t.restock('N-6', '{"lines":[{"line_no":1,"lost":2}],"reason":"burnt"}') \g /dev/null
SELECT is(t.state_of($$SELECT t.restock('N-6', '{"lines":[{"line_no":1,"sellable":1}]}')$$) || ' ' || t.lines('N-6'), 'SD007 5/2/0/0/2', 'WD-5: what is written off is put back no more');

-- What is refused
SELECT t.sync('kedai', 'N-4', 'A 1'), t.sync('kedai', 'N-5', 'A 3') \g /dev/null
SELECT t.push('N-5') \g /dev/null
SELECT t.advance('N-5', 'in_process'), t.gone('N-5') \g /dev/null
SELECT is(concat_ws(' ', e.state, nullif(e.detail, '')), expected, what)
FROM (VALUES
	(1, $$t.id('supplier'), t.id('N-3'), '{"lines":[{"line_no":1,"sellable":1}]}'$$, 'SD004', 'WD-5: an order that nothing is gone of'),
	(2, $$t.id('supplier'), t.id('N-4'), '{"lines":[{"line_no":1,"sellable":1}]}'$$, 'SD004', 'WD-5: one that is not pushed'),
	(3, $$t.id('supplier'), t.id('N-5'), '{"lines":[{"line_no":1,"sellable":2,"defective":2}]}'$$, 'SD007 At lines[0].sellable.', 'WD-5: more than is gone'),
	(4, $$t.id('supplier'), t.id('N-5'), '{"lines":[{"line_no":1,"lost":4}],"reason":"x"}'$$, 'SD007 At lines[0].lost.', 'WD-5: or more lost'),
	(5, $$t.id('supplier'), t.id('N-5'), '{"lines":[{"line_no":1,"lost":1}]}'$$, 'SD007 At lines[0].lost.', 'WD-5: lost without a reason'),
	(6, $$t.id('supplier'), t.id('N-5'), '{"lines":[{"line_no":1,"sellable":0}]}'$$, 'SD007 At lines[0].sellable.', 'WD-5: nothing'),
	(7, $$t.id('supplier'), t.id('N-5'), '{"lines":[{"line_no":9,"sellable":1}]}'$$, 'SD007 At lines[0].line_no.', 'WD-5: an unknown line'),
	(8, $$t.id('supplier'), t.id('N-5'), '{"lines":[{"line_no":1,"sellable":1},{"line_no":1,"lost":1}],"reason":"x"}'$$, 'SD007 At lines[1].line_no.', 'WD-5: a line twice'),
	(9, $$t.id('supplier'), t.id('N-5'), '{"lines":[{"line_no":1,"sellable":2147483647,"defective":2147483647,"lost":2147483647}],"reason":"x"}'$$, 'SD007 At lines[0].sellable.', 'WD-5: far more'),
	(10, $$t.id('supplier'), t.id('N-5'), '{"lines":[{"line_no":1,"sellable":-1,"defective":1}]}'$$, 'SD007 At lines[0].sellable.', 'WD-5: less than nothing'),
	(11, $$t.id('supplier'), t.id('N-5'), format('{"warehouse_id":%s,"lines":[{"line_no":1,"sellable":1}]}', t.id('west'))::json$$, 'SD005', 'WD-5: into another supplier''s warehouse'),
	(12, $$t.id('rival'), t.id('N-5'), '{"lines":[{"line_no":1,"sellable":1}]}'$$, 'SD005', 'WD-5: another supplier''s order'),
	(13, $$t.id('supplier'), t.id('N-5'), NULL$$, '22004', 'WD-5: null'),
	(14, $$t.id('supplier'), t.id('N-5'), '{"lines":[{"line_no":1,"lost":1}],"reason":" "}'$$, 'SD007 At lines[0].lost.', 'WD-5: lost for a reason that says nothing')
) AS c (no, arguments, expected, what)
CROSS JOIN LATERAL t.error_of(format('SELECT distribution.restock_order(%s)', c.arguments)) AS e
ORDER BY no;
SELECT is(t.lines('N-5'), '3/3/0/0/0', 'WD-5: a refused call changes nothing');
UPDATE distribution.order_line SET returned = 1, restocked = 1 WHERE order_id = t.id('N-5');
SELECT matches(t.faults(), 'restock_line: ', 'WD-5: verify finds units that no act put back');
UPDATE distribution.order_line SET returned = 0, restocked = 0 WHERE order_id = t.id('N-5');
UPDATE distribution.order_restock SET sellable = sellable - 1, lost = lost + 1 WHERE order_id = t.id('N-2');
SELECT matches(t.faults(), 'restock_stock: ', 'WD-5: and stock that was not');
UPDATE distribution.order_restock SET sellable = sellable + 1, lost = lost - 1 WHERE order_id = t.id('N-2');

-- OR-14
SELECT is(distribution.mark_printed(t.id('supplier'), ARRAY[t.id('N-3'), t.id('N-2')]), 4, 'OR-14: the packages of orders are printed');
SELECT results_eq($$SELECT platform_order_no, package_no, printed_at = now(), printed_by = current_user::text FROM distribution_report.packages
	WHERE printed_at IS NOT NULL ORDER BY 1, 2$$, $$VALUES ('N-2', 'P1', true, true), ('N-2', 'P2', true, true), ('N-3', 'P1', true, true), ('N-3', 'P2', true, true)$$, 'OR-14: when and by whom');
SELECT distribution.refuse_order(t.id('supplier'), t.id('N-3'), 'none', '[{"line_no":3,"quantity":1}]') \g /dev/null
SELECT is(distribution.mark_printed(t.id('supplier'), ARRAY[t.id('N-3')]), 1, 'OR-14: again, and not of what is left of nothing');
SELECT is(t.state_of(format('SELECT distribution.mark_printed(t.id(''supplier''), ARRAY[t.id(''N-3''), %s])', other)), expected, 'OR-14: none with ' || what)
FROM (VALUES ('t.id(''N-1'')', 'SD004', 'a cancelled one'), ('t.id(''N-4'')', 'SD004', 'one that is not pushed'), ('0', 'SD005', 'an unknown one'), ('NULL', '22004', 'null'),
	('t.id(''N-3'')', '22023', 'itself')) AS c (other, expected, what);
SELECT is(t.state_of($$SELECT distribution.mark_printed(t.id('rival'), ARRAY[t.id('N-3')])$$), 'SD005', 'ID-4: nor another supplier''s');

SELECT * FROM finish();
ROLLBACK;
