-- Syncing, repeating, replacing and cancelling orders (OR-1 … OR-3, OR-8, OR-9). Bad payloads are in payload.sql.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.sync_json(partner text, payload json) RETURNS bigint LANGUAGE sql AS $$
	SELECT distribution.sync_order(t.id('supplier'), t.id(partner), payload)
$$;
CREATE FUNCTION t.order_count() RETURNS int LANGUAGE sql AS $$
	SELECT count(*)::int FROM distribution.supply_order
$$;
-- 'sku quantity price reason' of each line
CREATE FUNCTION t.lines(wanted_id bigint) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', package_no, distributor_sku, quantity, unit_price, reason, CASE WHEN is_gift THEN 'gift' END), ', ' ORDER BY line_no)
	FROM distribution.order_line WHERE supplier_id = t.id('supplier') AND order_id = wanted_id
$$;
CREATE FUNCTION t.push_state(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT push_state FROM distribution.supply_order WHERE supplier_id = t.id('supplier') AND order_id = t.id(order_no)
$$;

-- OR-2: what a sync decides
SELECT t.sync('kedai', 'N-1', 'A 2, B 1 gift; C 3') \g /dev/null
SELECT is(t.lines(t.id('N-1')), 'P1 A 2 10.00, P1 B 1 20.00 gift, P2 C 3 9.99', 'OR-2: each line has its unit price; OR-8: a gift too');
SELECT is(t.push_state('N-1'), 'synced', 'OR-3: an order starts as synced');
SELECT results_eq($$
	SELECT platform, store, platform_order_no, logistics, ordered_at, name, phone, address, currency
	FROM distribution.supply_order JOIN distribution.order_recipient USING (supplier_id, order_id) WHERE order_id = t.id('N-1')
$$, $$VALUES ('shopee', 'Sample Store', 'N-1', 'self_arranged', '2026-03-30T11:04:00Z'::timestamptz,
	'Sample Recipient', '000-0000001', '1 Sample Street', 'MYR')$$, 'OR-1: it keeps what came in');
SELECT t.sync('kedai', 'N-2', 'A 1, NONE 4, B 1') \g /dev/null
SELECT is(t.lines(t.id('N-2')), 'P1 A 1 10.00, P1 NONE 4 sku_not_mapped, P1 B 1 20.00', 'OR-2: an unmapped line does not stop the sync');
SELECT t.make_product('supplier', 'E', 5.00) \g /dev/null
UPDATE distribution.distribution_product SET base_price = NULL WHERE sku_id = t.id('C');
SELECT t.sync('kedai', 'N-3', 'C 1, E 1, a 1') \g /dev/null
SELECT is(t.lines(t.id('N-3')), 'P1 C 1 no_price, P1 E 1 sku_not_mapped, P1 a 1 sku_not_mapped', 'OR-2: nor one without price or claim; codes are case-sensitive');
UPDATE distribution.distribution_product SET base_price = 9.99 WHERE sku_id = t.id('C');
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'all', 'all');
SELECT t.sync('kedai', 'N-4', 'A 1') \g /dev/null
SELECT is(t.lines(t.id('N-4')), 'P1 A 1 not_offered', 'OR-2: nor a hidden product');
DELETE FROM distribution.visibility_rule;
SELECT t.sync('kedai', 'N-5', 'A 1', warehouse => 'south') \g /dev/null
SELECT results_eq($$
	SELECT p.warehouse_id, l.warehouse_id FROM distribution.order_package p JOIN distribution.order_line l USING (supplier_id, order_id, package_no)
	WHERE order_id = t.id('N-5')
$$, $$VALUES (t.id('south'), t.id('south'))$$, 'OR-1: a package may name its warehouse');
SELECT results_eq($$
	SELECT package_no, position, warehouse_id FROM distribution.order_package WHERE order_id = t.id('N-1') ORDER BY position
$$, $$VALUES ('P1', 1, t.id('north')), ('P2', 2, t.id('north'))$$, 'ST-5: the first warehouse is the default');

-- OR-1: again
SELECT t.name_it('before', t.order_count()) \g /dev/null
SELECT is(t.sync_json('kedai', t.payload('N-1', 'A 2, B 1 gift; C 3')), t.id('N-1'), 'OR-1: the same order again is the same order');
SELECT is(t.sync_json('kedai', $${
	"packages" : [ {"lines":[{"quantity":2,"sku":"\u0041"},{"gift":true,"sku":"B","quantity":1}],"package_no":"P1"},
		{"package_no":"P2","lines":[{"sku":"C","quantity":3,"gift":false}]}],
	"recipient":{"address":"1 Sample Street","phone":"000-0000001","name":"Sample Recipient"},
	"logistics":"self_arranged","ordered_at":"2026-03-30T19:04:00+08:00","order_no":"N-1","store":"Sample Store","platform":"shopee"}$$),
	t.id('N-1'), 'OR-1: also if it is written otherwise: order of keys, escapes, zone, defaults left out');
SELECT is(t.order_count(), t.id('before')::int, 'OR-1: nothing is stored twice');
SELECT isnt(distribution.sync_order(t.id('supplier'), t.id('raan'), t.payload('N-1', 'A 2')), t.id('N-1'), 'OR-1: another partnership has numbers of its own');
SELECT isnt(t.sync_json('kedai', t.payload('N-1', 'A 2, B 1 gift; C 3', store => 'Other Store')), t.id('N-1'), 'OR-1: so has another store');
SELECT isnt(t.sync_json('kedai', t.payload('N-1', 'A 2, B 1 gift; C 3', platform => 'lazada')), t.id('N-1'), 'OR-1: so has another platform');
SELECT is(t.sync_json('kedai', t.payload('N-1', 'B 5')), t.id('N-1'), 'OR-1: other content replaces a synced order');
SELECT is(t.lines(t.id('N-1')), 'P1 B 5 20.00', 'OR-1: all of it');
SELECT is(count(*), 1::bigint, 'OR-1: packages too') FROM distribution.order_package WHERE order_id = t.id('N-1');
UPDATE distribution.distribution_product SET base_price = 21 WHERE sku_id = t.id('B');
SELECT is(t.sync_json('kedai', t.payload('N-1', 'B 5')), t.id('N-1'), 'OR-1: a repeat is a repeat');
SELECT is(t.lines(t.id('N-1')), 'P1 B 5 20.00', 'OR-2: and does not price anew');
SELECT is(t.sync_json('kedai', t.payload('N-1', 'B 6')), t.id('N-1'), 'OR-1: a change is a change');
SELECT is(t.lines(t.id('N-1')), 'P1 B 6 21.00', 'OR-2: and is priced at its sync');
SELECT is(t.pushed('N-1'), 'pushed 132.30 MYR', 'OR-2: which a push bills: 6 x 21.00 + 1.50 + 6 x 0.80');
SELECT is(t.sync_json('kedai', t.payload('N-1', 'B 6')), t.id('N-1'), 'OR-1: a pushed order again is the same order');
SELECT is(t.state_of($$SELECT t.sync_json('kedai', t.payload('N-1', 'B 7'))$$), 'SD006', 'OR-1: with other content it is a conflict');
SELECT is(t.lines(t.id('N-1')), 'P1 B 6 21.00', 'OR-1: and stays as it is');
SELECT is(t.pushed('N-2'), 'push_failed sku_not_mapped', 'OR-2: an unmapped line stops the push');
SELECT is(t.sync_json('kedai', t.payload('N-2', 'A 1, B 1')), t.id('N-2'), 'OR-1: other content replaces an order whose push failed');
SELECT is(t.push_state('N-2'), 'synced', 'OR-3: which is synced again');
SELECT is_empty($$SELECT FROM distribution_report.distributor_orders WHERE order_id = t.id('N-2') AND reason IS NOT NULL$$, 'OR-3: without the old reason');
SELECT is(t.pushed('N-2'), 'pushed 34.10 MYR', 'OR-3: and can be pushed: 10.00 + 21.00 + 1.50 + 2 x 0.80');

-- OR-1: whatever differs is other content, and all of it is taken
CREATE FUNCTION t.content(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', o.logistics, o.ordered_at, r.name, r.phone, r.address, p.package_no, p.warehouse_id - t.id('north'), t.lines(o.order_id))
	FROM distribution.supply_order o JOIN distribution.order_recipient r USING (supplier_id, order_id) JOIN distribution.order_package p USING (supplier_id, order_id)
	WHERE o.order_id = t.id(order_no)
$$;
SELECT t.sync('kedai', 'N-other', 'A 2') \g /dev/null
SELECT is(t.content('N-other'), 'self_arranged | 2026-03-30 11:04:00+00 | Sample Recipient | 000-0000001 | 1 Sample Street | P1 | 0 | P1 A 2 10.00', 'OR-1: as it came');
CREATE FUNCTION t.changed(path text[], value text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	-- From the same content each time, so that what is other is this and nothing else.
	PERFORM t.sync_json('kedai', t.payload('N-other', 'A 2'));
	IF t.sync_json('kedai', jsonb_set(t.payload('N-other', 'A 2')::jsonb, path, value::jsonb, true)::json) <> t.id('N-other') THEN
		RETURN 'another order';
	END IF;
	RETURN t.content('N-other');
END
$$;
SELECT is(t.changed(path::text[], value), expected, 'OR-1: other content: ' || path)
FROM (VALUES
	(1, '{packages,0,lines,0,gift}', 'true', 'self_arranged | 2026-03-30 11:04:00+00 | Sample Recipient | 000-0000001 | 1 Sample Street | P1 | 0 | P1 A 2 10.00 gift'),
	(2, '{recipient,name}', '"N"', 'self_arranged | 2026-03-30 11:04:00+00 | N | 000-0000001 | 1 Sample Street | P1 | 0 | P1 A 2 10.00'),
	(3, '{recipient,phone}', '"P"', 'self_arranged | 2026-03-30 11:04:00+00 | Sample Recipient | P | 1 Sample Street | P1 | 0 | P1 A 2 10.00'),
	(4, '{recipient,address}', '"S"', 'self_arranged | 2026-03-30 11:04:00+00 | Sample Recipient | 000-0000001 | S | P1 | 0 | P1 A 2 10.00'),
	(5, '{ordered_at}', '"2026-03-31T01:00:00Z"', 'self_arranged | 2026-03-31 01:00:00+00 | Sample Recipient | 000-0000001 | 1 Sample Street | P1 | 0 | P1 A 2 10.00'),
	(6, '{logistics}', '"third_party"', 'third_party | 2026-03-30 11:04:00+00 | Sample Recipient | 000-0000001 | 1 Sample Street | P1 | 0 | P1 A 2 10.00'),
	(7, '{packages,0,package_no}', '"Q"', 'self_arranged | 2026-03-30 11:04:00+00 | Sample Recipient | 000-0000001 | 1 Sample Street | Q | 0 | Q A 2 10.00'),
	(8, '{packages,0,warehouse_id}', t.id('south')::text, 'self_arranged | 2026-03-30 11:04:00+00 | Sample Recipient | 000-0000001 | 1 Sample Street | P1 | ' || t.id('south') - t.id('north') || ' | P1 A 2 10.00'),
	(9, '{packages,0,lines,0,sku}', '"B"', 'self_arranged | 2026-03-30 11:04:00+00 | Sample Recipient | 000-0000001 | 1 Sample Street | P1 | 0 | P1 B 2 21.00'),
	(10, '{packages,0,lines,0,quantity}', '3', 'self_arranged | 2026-03-30 11:04:00+00 | Sample Recipient | 000-0000001 | 1 Sample Street | P1 | 0 | P1 A 3 10.00')
) AS c (no, path, value, expected)
ORDER BY no;

-- OR-3: cancelling by the distributor
SELECT t.sync('kedai', 'N-6', 'A 1') \g /dev/null
SELECT distribution.cancel_order(t.id('supplier'), t.id('N-6')) \g /dev/null
SELECT is(t.push_state('N-6'), 'cancelled', 'OR-3: a synced order can be cancelled');
SELECT is(t.pushed('N-6'), 'cancelled order_state', 'OR-4: a cancelled order is not pushed');
SELECT is(t.push_state('N-6'), 'cancelled', 'OR-4: and stays cancelled');
SELECT is(t.state_of($$SELECT distribution.cancel_order(t.id('supplier'), t.id('N-6'))$$), 'SD004', 'OR-3: it is not cancelled twice');
SELECT is(t.state_of($$SELECT distribution.cancel_order(t.id('supplier'), t.id('N-1'))$$), 'SD004', 'OR-3: a pushed order is not cancelled but withdrawn');
SELECT t.name_it('N-6 again', t.sync_json('kedai', t.payload('N-6', 'A 1'))) \g /dev/null
SELECT isnt(t.id('N-6 again'), t.id('N-6'), 'OR-1: the number of a cancelled order may be synced again as a new order');
SELECT is(t.pushed('N-6 again'), 'pushed 12.30 MYR', 'OR-1: and pushed');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('N-6 again')) \g /dev/null
SELECT isnt(t.sync_json('kedai', t.payload('N-6', 'A 1')), t.id('N-6 again'), 'OR-1: so may that of a withdrawn one');
SELECT t.sync('kedai', 'N-7', 'NONE 1') \g /dev/null
SELECT t.push('N-7') \g /dev/null
SELECT distribution.cancel_order(t.id('supplier'), t.id('N-7')) \g /dev/null
SELECT is(t.push_state('N-7'), 'cancelled', 'OR-3: an order whose push failed can be cancelled');
SELECT is(string_agg(event, ' ' ORDER BY event_id), 'synced push_failed cancelled', 'OR-10: every transition is kept')
FROM distribution.order_event WHERE order_id = t.id('N-7');

-- OR-1, OR-9: batches
CREATE FUNCTION t.sync_batch(payloads json) RETURNS TABLE (outcome text) LANGUAGE sql AS $$
	SELECT format('%s %s', position, CASE WHEN order_id IS NULL THEN sqlstate || CASE WHEN message <> '' THEN ' said' END
		ELSE coalesce(sqlstate, 'stored') END)
	FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), payloads) ORDER BY position
$$;
SELECT results_eq($$
	SELECT outcome FROM t.sync_batch(json_build_array(t.payload('M-1'), 17, t.payload('M-2', 'A 0'), t.payload('M-2'),
		t.payload('N-1', 'B 7'), t.payload('M-1'), '{}'::json, NULL, t.payload('M-3', 'NONE 1')))
$$, ARRAY['1 stored', '2 SD007 said', '3 SD007 said', '4 stored', '5 SD006 said', '6 stored', '7 SD007 said', '8 SD007 said', '9 stored'],
	'OR-1: in a batch each bad order is reported by position and the rest are stored');
SELECT results_eq($$SELECT platform_order_no, count(*)::int FROM distribution.supply_order WHERE platform_order_no LIKE 'M-%' GROUP BY 1 ORDER BY 1$$,
	$$VALUES ('M-1', 1), ('M-2', 1), ('M-3', 1)$$, 'OR-1: a repeat inside a batch is the same order');
SELECT is(count(*), 2::bigint, 'OR-1: a change inside a batch replaces')
FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), json_build_array(t.payload('M-4', 'A 1'), t.payload('M-4', 'A 9')))
WHERE sqlstate IS NULL;
SELECT is(string_agg(t.lines(order_id), '; '), 'P1 A 9 10.00', 'OR-1: the last one counts')
FROM distribution.supply_order WHERE platform_order_no = 'M-4';
SELECT is_empty($$SELECT FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), '[]')$$, 'OR-9: an empty batch is empty');
SELECT is(t.state_of(format('SELECT FROM distribution.sync_orders(t.id(''supplier''), t.id(''kedai''), %L)', payloads)), expected, 'OR-1: ' || name)
FROM (VALUES
	(1, '{}', 'SD007', 'an object is no batch'), (2, '"[]"', 'SD007', 'a text is no batch'), (3, 'null', 'SD007', 'null is no batch'),
	(4, '[', '22P02', 'malformed text is not JSON')
) AS c (no, payloads, expected, name)
ORDER BY no;
SELECT is(t.state_of($$SELECT FROM distribution.sync_orders(t.id('supplier'), t.id('kedai'), NULL)$$), '22004', 'OR-1: SQL null is no batch');

-- OR-9: 200 lines an order
CREATE FUNCTION t.many_lines(n int) RETURNS json LANGUAGE sql AS $$
	SELECT t.payload('L-' || n, (SELECT string_agg('A 1', CASE WHEN n > 300 THEN ';' ELSE ',' END) FROM generate_series(1, n)))
$$;
SELECT ok(t.sync_json('kedai', t.many_lines(200)) IS NOT NULL, 'OR-9: 200 lines are an order');
SELECT is(state, 'SD003', 'OR-9: 201 lines are not') FROM t.error_of($$SELECT t.sync_json('kedai', t.many_lines(201))$$);
SELECT is(t.state_of($$SELECT t.sync_json('kedai', t.many_lines(5000))$$), 'SD003', 'OR-9: nor 5000 in packages of one');
SELECT is(count(*), 1::bigint, 'OR-9: only what fits was stored') FROM distribution.supply_order WHERE platform_order_no LIKE 'L-%';

-- Whom an order can be synced for
SELECT is(t.state_of(format('SELECT distribution.sync_order(%s, t.payload(''X-1''))', ids)), expected, name)
FROM (VALUES
	(1, $$t.id('supplier'), 0$$, 'SD005', 'OR-1: an unknown partnership is not found'),
	(2, $$t.id('supplier'), t.id('kedai at rival')$$, 'SD005', 'ID-4: another supplier''s partnership is not found'),
	(3, $$0, t.id('kedai')$$, 'SD005', 'OR-1: an unknown supplier is not found'),
	(4, $$NULL, t.id('kedai')$$, '22004', 'OR-1: null is no supplier'),
	(5, $$t.id('supplier'), NULL$$, '22004', 'OR-1: null is no partnership')
) AS c (no, ids, expected, name)
ORDER BY no;
SELECT is(t.state_of($$SELECT t.sync_json('kedai', NULL)$$), '22004', 'OR-1: null is no payload');
SELECT t.make_account('newcomer') \g /dev/null
SELECT t.name_it('pending', t.apply('newcomer')) \g /dev/null
SELECT is(t.state_of($$SELECT t.sync_json('pending', t.payload('X-2'))$$), 'SD004', 'PA-1: nothing syncs for an applicant');
SELECT is(t.state_of(format('SELECT distribution.cancel_order(%s)', ids)), 'SD005', 'OR-3: not found: ' || ids)
FROM (VALUES ('t.id(''supplier''), 0'), ('t.id(''rival''), t.id(''N-5'')')) AS c (ids);

-- OR-5, OR-7: the views of both sides
SELECT results_eq($$
	SELECT push_state, state, store_source, payment_method, store, total_amount FROM distribution_report.supply_orders
	WHERE supplier_id = t.id('supplier') AND order_id = t.id('N-1')
$$, $$VALUES ('pushed', 'new', 'bigshop', 'prepaid', 'Sample Store', 132.30)$$, 'OR-5: the supply order is new, from BigShop and prepaid');
SELECT is_empty($$SELECT FROM distribution_report.supply_orders WHERE order_id = t.id('N-5')$$, 'OR-5: an order that was not pushed is no supply order');
SELECT is(distributor_id || push_state, t.id('kedai account') || 'synced', 'OR-3: the distributor sees it')
FROM distribution_report.distributor_orders WHERE order_id = t.id('N-5');
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
