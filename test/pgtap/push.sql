-- Pushing: refusals in their order, and what a push does (OR-4, OR-5, ST-3).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- OR-4: the order of refusals. Each order fails its own check and all later ones that can be asked;
-- the row's first statement makes it so, where the row before has not.
--
-- Three partnerships of suppliers that have nothing to sell:
--   ended    terminated, on hold
--   gone     terminated
--   baht     partnered, settles in THB, for which no rate is known
--   poor     partnered, settles in MYR
-- Plans V1 (distributors) and V2 (supplier) have a quota of 0, stock and balances are 0.
-- Products: H is hidden, P has no price, A is fine; NONE is not mapped.
SELECT t.make_supplier('seller', 'MYR') \g /dev/null
SELECT t.make_warehouse('seller', 'empty') \g /dev/null
SELECT t.make_product('seller', sku, 10.00) FROM unnest(ARRAY['A', 'H', 'P']) AS sku \g /dev/null
SELECT t.go_live('seller') \g /dev/null
SELECT t.make_account(name || ' account') FROM unnest(ARRAY['ended', 'gone', 'baht', 'poor']) AS name \g /dev/null
SELECT t.make_partner('ended', 'ended account', 'THB', NULL, 'seller') \g /dev/null
SELECT t.make_partner('gone', 'gone account', 'THB', NULL, 'seller') \g /dev/null
SELECT t.make_partner('baht', 'baht account', 'THB', NULL, 'seller') \g /dev/null
SELECT t.make_partner('poor', 'poor account', 'MYR', NULL, 'seller') \g /dev/null
DELETE FROM distribution.live_rate WHERE 'THB' IN (from_currency, to_currency);
UPDATE distribution.distribution_product SET base_price = NULL WHERE supplier_id = t.id('seller') AND sku_id = t.id('seller P');
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope)
VALUES (t.id('seller'), 1, 'hidden', 'all', 'selected');
INSERT INTO distribution.visibility_rule_product (supplier_id, rule_id, sku_id)
SELECT supplier_id, rule_id, t.id('seller H') FROM distribution.visibility_rule WHERE supplier_id = t.id('seller');

CREATE FUNCTION t.sell(partner text, order_no text, goods text) RETURNS bigint LANGUAGE sql AS $$
	SELECT t.name_it(order_no, distribution.sync_order(t.id('seller'), t.id(partner), t.payload(order_no, goods)))
$$;
SELECT t.sell('ended', 'R-1', 'NONE 1, H 1, P 1, A 1') \g /dev/null
SELECT t.sell('ended', 'R-2', 'NONE 1, H 1, P 1, A 1') \g /dev/null
SELECT t.sell('gone', 'R-3', 'NONE 1, H 1, P 1, A 1') \g /dev/null
SELECT t.sell('baht', 'R-4', 'NONE 1, H 1, P 1, A 1') \g /dev/null
SELECT t.sell('baht', 'R-5', 'H 1, P 1, A 1') \g /dev/null
SELECT t.sell('baht', 'R-6', 'P 1, A 1') \g /dev/null
SELECT t.sell('baht', 'R-7', 'A 1') \g /dev/null
SELECT t.sell('poor', 'R-8', 'A 1') \g /dev/null
SELECT distribution.cancel_order(t.id('seller'), t.id('R-1')) \g /dev/null
SELECT distribution.hold_partnership(t.id('seller'), t.id('ended'), 'card payment bounced') \g /dev/null
SELECT distribution.terminate_partnership(t.id('seller'), t.id(partner), 'season over') FROM unnest(ARRAY['ended', 'gone']) AS partner \g /dev/null
UPDATE distribution.plan SET order_quota = 0;

-- The reasons of explain_push, in its order: '-on_hold' where a check fails, '+' where it passes.
CREATE FUNCTION t.explained(order_no text) RETURNS TABLE (first_reason text, failed text[], sorted boolean) LANGUAGE sql AS $$
	SELECT (array_agg(reason ORDER BY check_no) FILTER (WHERE passes IS FALSE))[1],
		array_agg(reason ORDER BY check_no) FILTER (WHERE passes IS FALSE),
		array_agg(check_no) = array_agg(check_no ORDER BY check_no)
	FROM distribution.explain_push(t.id('seller'), t.id(order_no))
$$;

CREATE TABLE t.refusal (no int, prepare text, order_no text, reason text, later text[]);
INSERT INTO t.refusal VALUES
	(1, '', 'R-1', 'order_state', '{on_hold,partnership_inactive}'),
	(2, '', 'R-2', 'on_hold', '{partnership_inactive}'),
	(3, '', 'R-3', 'partnership_inactive', '{sku_not_mapped}'),
	(4, '', 'R-4', 'sku_not_mapped', '{not_offered,no_price,no_exchange_rate,quota_exhausted}'),
	(5, '', 'R-5', 'not_offered', '{no_price,no_exchange_rate,quota_exhausted}'),
	(6, '', 'R-6', 'no_price', '{no_exchange_rate,quota_exhausted}'),
	(7, '', 'R-7', 'no_exchange_rate', '{quota_exhausted,out_of_stock}'),
	(8, '', 'R-8', 'quota_exhausted', '{out_of_stock,insufficient_funds}'),
	(9, $$UPDATE distribution.plan SET order_quota = 1000 WHERE plan = 'V1'$$, 'R-8', 'quota_exhausted', '{out_of_stock,insufficient_funds}'),
	(10, $$UPDATE distribution.plan SET order_quota = 1000$$, 'R-8', 'out_of_stock', '{insufficient_funds}'),
	(11, $$SELECT distribution.receive_stock(t.id('seller'), t.id('empty'), t.id('seller A'), 1)$$, 'R-8', 'insufficient_funds', '{}'),
	(12, $$SELECT distribution.post_entry(t.id('seller'), t.id('poor'), 'top_up', 12.30)$$, 'R-8', NULL, '{}');

CREATE FUNCTION t.refuse(c t.refusal) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	name text := coalesce(c.reason, 'pushed') || CASE c.no WHEN 8 THEN ' (distributor)' WHEN 9 THEN ' (supplier)' ELSE '' END;
	explained record;
	result distribution.push_result;
	before text;
BEGIN
	IF c.prepare <> '' THEN
		EXECUTE c.prepare;
	END IF;
	SELECT push_state INTO before FROM distribution.supply_order WHERE order_id = t.id(c.order_no);
	SELECT * INTO explained FROM t.explained(c.order_no);
	RETURN NEXT is(explained.first_reason, c.reason, 'OR-4: explain_push: first of all ' || name);
	RETURN NEXT ok(coalesce(explained.failed, '{}') @> c.later AND explained.sorted, format('OR-4: explain_push: %s, and %s', name, c.later));
	RETURN NEXT is(push_state, before, format('OR-4: explain_push changes nothing: %s', name))
		FROM distribution.supply_order WHERE order_id = t.id(c.order_no);
	result := distribution.push_order(t.id('seller'), t.id(c.order_no));
	RETURN NEXT is(result.reason, c.reason, format('OR-4: %s. %s', c.no, name));
	RETURN NEXT is(result.state, CASE WHEN c.reason IS NULL THEN 'pushed' WHEN c.reason = 'order_state' THEN before ELSE 'push_failed' END,
		format('OR-3: the state is then %s: %s', result.state, name));
	IF c.reason IS NOT NULL THEN
		RETURN NEXT ok(result.detail <> '', format('OR-4: the detail says more: %s', name));
		RETURN NEXT ok(NOT EXISTS (SELECT FROM distribution.package_charge WHERE order_id = t.id(c.order_no)), format('OR-5: nothing was charged: %s', name));
	END IF;
	IF c.reason <> 'order_state' THEN
		RETURN NEXT is(r.reason, c.reason, format('OR-3: the reason is kept: %s', name))
			FROM distribution_report.distributor_orders r WHERE order_id = t.id(c.order_no);
	END IF;
	IF c.reason = 'quota_exhausted' THEN
		RETURN NEXT matches(result.detail, CASE c.no WHEN 9 THEN 'supplier' WHEN 8 THEN 'distributor' ELSE '' END, 'QU-1: naming the side: ' || name);
	END IF;
END
$$;
SELECT t.refuse(r) FROM t.refusal AS r ORDER BY no;
SELECT is(sum(allocated), 1::bigint, 'OR-5: only the pushed one took stock') FROM distribution.stock WHERE supplier_id = t.id('seller');
SELECT is(count(*), 4::bigint, 'OR-5: and only it was charged: a top-up and a charge, two sides each')
FROM distribution.ledger_entry WHERE supplier_id = t.id('seller');
SELECT is(t.faults(), NULL, 'LE-3: the books are sound after all refusals');
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES ('THB', 'MYR', 0.1284, '2024-03-01T00:00Z');

-- OR-5: a push, whole
SELECT t.sync('kedai', 'N-1', 'A 2, B 1; C 3') \g /dev/null
SELECT results_eq($$SELECT order_id, state, reason, detail, amount, currency, balance FROM distribution.push_order(t.id('supplier'), t.id('N-1'))$$,
	$$VALUES (t.id('N-1'), 'pushed', NULL::text, NULL::text, 77.77, 'MYR', 922.23)$$,
	'OR-5: 40.00 + 29.97 of goods, two packages of 1.50, six units of 0.80');
SELECT results_eq($$
	SELECT package_no, side, kind, settlement_amount, balance_after, document_no FROM distribution.ledger_entry
	WHERE order_id = t.id('N-1') ORDER BY transaction_id, side
$$, $$VALUES
	('P1', 'distributor', 'push_charge', -43.90, 956.10, 'N-1'), ('P1', 'supplier', 'push_charge', 43.90, -956.10, 'N-1'),
	('P2', 'distributor', 'push_charge', -33.87, 922.23, 'N-1'), ('P2', 'supplier', 'push_charge', 33.87, -922.23, 'N-1')
$$, 'OR-5: one charge per package, each a ledger pair');
SELECT is(t.balance('kedai'), 922.23, 'LE-3: the balance is that');
SELECT results_eq($$
	SELECT push_state, state, store_source, payment_method, goods_amount, stock_out_fee, logistics_fee, total_amount, pushed_at = now()
	FROM distribution_report.supply_orders WHERE order_id = t.id('N-1')
$$, $$VALUES ('pushed', 'new', 'bigshop', 'prepaid', 69.97, 3.00, 4.80, 77.77, true)$$, 'OR-5: the supply order is new, prepaid, with its fees');
SELECT is(t.pushed('N-1'), 'pushed 77.77 MYR', 'OR-5: pushing a pushed order again returns the same result');
SELECT is(r.balance, 922.23, 'OR-5: with its balance') FROM distribution.push_order(t.id('supplier'), t.id('N-1')) AS r;
SELECT is((SELECT count(*) FROM distribution.ledger_entry WHERE order_id = t.id('N-1')) || ' ' || t.stock('A'), '4 100/2/0', 'OR-5: and changes nothing');

-- OR-5: an order goes whole or not at all
SELECT t.sync('kedai', 'N-2', 'A 2; B 101') \g /dev/null
SELECT is(t.pushed('N-2'), 'push_failed out_of_stock', 'OR-5: one line without stock stops the order');
SELECT is(t.stock('A') || ' ' || t.stock('B'), '100/2/0 100/1/0', 'OR-5: and the other line takes none');
SELECT t.top_up('kedai', 10000) \g /dev/null
SELECT t.receive('B', 'north', 2) \g /dev/null
SELECT is(t.pushed('N-2'), 'pushed 2125.40 MYR', 'OR-3: retried when there is stock: 20.00 + 2020.00 + 3.00 + 103 x 0.80');

-- ST-3: lines of one SKU are checked together
SELECT t.sync('kedai', 'N-3', 'C 60, C 38') \g /dev/null
SELECT is(t.pushed('N-3'), 'push_failed out_of_stock', 'ST-3: two lines of one SKU cannot together exceed stock');
SELECT t.sync('kedai', 'N-4', 'C 60; C 38') \g /dev/null
SELECT is(t.pushed('N-4'), 'push_failed out_of_stock', 'ST-3: nor in two packages');
SELECT t.sync('kedai', 'N-5', 'C 60; C 37') \g /dev/null
SELECT is(t.pushed('N-5'), 'pushed 1049.63 MYR', 'ST-3: together they can reach it: 97 x 9.99 + 3.00 + 97 x 0.80');
SELECT is(t.stock('C'), '100/100/0', 'ST-3: to the last unit');
SELECT t.sync('kedai', 'N-6', 'C 30', warehouse => 'south') \g /dev/null
SELECT is(t.pushed('N-6'), 'pushed 325.20 MYR', 'ST-3: each warehouse is its own: 299.70 + 1.50 + 24.00');

-- ST-3, OR-5: orders of one batch, each after its predecessors
SELECT t.sync('kedai', 'N-7', 'D 60') \g /dev/null
SELECT t.sync('raan', 'N-8', 'D 41') \g /dev/null
SELECT t.sync('toko', 'N-9', 'D 40') \g /dev/null
SELECT results_eq($$SELECT t.outcome(r) FROM t.push('N-8', 'N-7', 'N-9') AS r$$,
	ARRAY['pushed 746.01 THB', 'push_failed out_of_stock', 'pushed 306250.00 IDR'],
	'ST-3: orders of one batch cannot together exceed stock, and are judged in the given order');
SELECT is(t.stock('D'), '100/81/0', 'ST-3: what was refused takes none');
-- balance of kedai: 922.23 + 10000 - 2125.40 - 1049.63 - 325.20 = 7422.00
SELECT is(t.balance('kedai'), 7422.00, 'LE-3: so far');
SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'deduction', 7369.60) \g /dev/null
SELECT t.sync('kedai', 'M-1', 'A 2, B 1', warehouse => 'south') \g /dev/null
SELECT t.sync('kedai', 'M-2', 'A 1', warehouse => 'south') \g /dev/null
SELECT t.sync('kedai', 'M-3', 'D 1', warehouse => 'south', logistics => 'platform') \g /dev/null
SELECT t.sync('kedai', 'M-4', 'D 1', warehouse => 'south') \g /dev/null
SELECT results_eq($$SELECT concat_ws(' ', t.outcome(r), CASE WHEN reason IS NULL THEN balance END) FROM t.push('M-1', 'M-2', 'M-4', 'M-3') AS r$$,
	ARRAY['pushed 43.90 MYR 8.50', 'push_failed insufficient_funds', 'pushed 3.80 MYR 4.70', 'pushed 3.00 MYR 1.70'],
	'CR-1: orders of one batch cannot together exceed the balance')
;
SELECT is(t.balance('kedai'), 1.70, 'CR-1: what was refused spends none');
SELECT t.top_up('kedai', 10.60) \g /dev/null
SELECT is(t.outcomes('M-2', 'M-2', 'M-1', 'M-2'), '{pushed 12.30 MYR,pushed 12.30 MYR,pushed 43.90 MYR,pushed 12.30 MYR}'::text[],
	'OR-5: an id given twice has one result twice');
SELECT is(t.balance('kedai'), 0.00, 'OR-5: and is charged once');

-- OR-4, principle 2: eligibility and price are decided at sync
SELECT t.top_up('kedai', 1000) \g /dev/null
SELECT t.sync('kedai', 'K-' || n, 'A 1', warehouse => 'south') FROM generate_series(1, 4) AS n \g /dev/null
UPDATE distribution.distribution_product SET base_price = 77 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'all', 'all');
SELECT is(t.pushed('K-1'), 'pushed 12.30 MYR', 'OR-2: an order that was eligible stays pushable at its price after the product was hidden');
SELECT t.sync('kedai', 'K-5', 'A 1, B 1', warehouse => 'south') \g /dev/null
SELECT is(t.pushed('K-5'), 'push_failed not_offered', 'OR-4: one that was not is judged again');
SELECT t.sync('kedai', 'K-6', 'A 1, B 1', warehouse => 'south') \g /dev/null
DELETE FROM distribution.visibility_rule WHERE supplier_id = t.id('supplier');
UPDATE distribution.distribution_product SET base_price = 30 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
SELECT is(t.pushed('K-5'), 'pushed 53.10 MYR', 'OR-4: at today''s price: 30.00 + 20.00 + 1.50 + 2 x 0.80');
SELECT is(t.pushed('K-2'), 'pushed 12.30 MYR', 'OR-2: the others at theirs');
SELECT t.sync('kedai', 'K-7', 'NONE 1, A 1', warehouse => 'south') \g /dev/null
UPDATE distribution.distribution_product SET base_price = 40 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
SELECT is(t.pushed('K-7'), 'push_failed sku_not_mapped', 'OR-4: an unmapped line stops the order');
SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('B'), 'NONE') \g /dev/null
SELECT is(t.pushed('K-7'), 'pushed 53.10 MYR', 'OR-4: once mapped it goes: B at today''s 20.00, A at the 30.00 of its sync, 1.50 + 1.60');
SELECT distribution.disable_product(t.id('supplier'), t.id('A')) \g /dev/null
SELECT is(t.pushed('K-3'), 'pushed 12.30 MYR', 'OR-2: also after the product was disabled');
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('kedai'), 'season over') \g /dev/null
SELECT is(t.pushed('K-4'), 'pushed 12.30 MYR', 'PA-5: also after the partnership was terminated');
SELECT is(t.pushed('K-6'), 'push_failed partnership_inactive', 'OR-4: what was not eligible then is not judged again after its end');
SELECT is(t.state_of($$SELECT distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('K-8'))$$), 'SD004', 'PA-5: no new order can sync');

-- OR-4: one reason after another, each with its own detail
SELECT t.sync('raan', 'D-1', 'NONE 1, A 1', warehouse => 'south') \g /dev/null
SELECT t.push('D-1') \g /dev/null
SELECT distribution.hold_partnership(t.id('supplier'), t.id('raan'), 'card payment bounced') \g /dev/null
SELECT t.push('D-1') \g /dev/null
SELECT is(reason || ': ' || detail, 'on_hold: ' || (SELECT detail FROM distribution.explain_push(t.id('supplier'), t.id('D-1')) WHERE check_name = 'on_hold'),
	'OR-4: a new refusal has its own detail') FROM distribution.order_refusal WHERE order_id = t.id('D-1');
SELECT distribution.release_partnership(t.id('supplier'), t.id('raan')) \g /dev/null
-- ... for as long as it is refused, so that what failed is found without a look at what did not
CREATE FUNCTION t.refused() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg((SELECT min(name) FROM t.thing WHERE id = r.order_id AND name ~ '^Q-'), ' ' ORDER BY order_id) FROM distribution.order_refusal AS r WHERE order_id IN (SELECT id FROM t.thing WHERE name ~ '^Q-')
$$;
SELECT t.sync('toko', name, 'B 9000') FROM unnest(ARRAY['Q-1', 'Q-2', 'Q-3', 'Q-4']) AS name \g /dev/null
SELECT t.push('Q-1', 'Q-2', 'Q-3', 'Q-4') \g /dev/null
SELECT is(t.refused(), 'Q-1 Q-2 Q-3 Q-4', 'OR-4: refused');
SELECT distribution.queue_push(t.id('supplier'), ARRAY[t.id('Q-2'), t.id('Q-3')]), distribution.cancel_order(t.id('supplier'), t.id('Q-4')), distribution.cancel_order(t.id('supplier'), t.id('Q-3')) \g /dev/null
SELECT is(t.refused(), 'Q-1 Q-2', 'OR-3: cancelled, queued or not');
SELECT distribution.receive_stock(t.id('supplier'), t.id('north'), t.id('B'), 50000), distribution.post_entry(t.id('supplier'), t.id('toko'), 'top_up', 9e9) \g /dev/null
SELECT t.push('Q-1', 'Q-2') \g /dev/null
SELECT is(t.refused(), NULL, 'OR-5: or pushed, queued or not');

-- FX-3: more units at more money than an amount can be. It is not pushed, and nobody's lists stop at it.
SELECT distribution.import_prices(t.id('supplier'), '[{"sku": "B", "base_price": "5000000000.00"}]') \g /dev/null
SELECT t.sync('raan', 'X-1', 'B 2147483647', warehouse => 'south') \g /dev/null
SELECT t.push('X-1') \g /dev/null
SELECT is(string_agg(t.state_of('SELECT * FROM distribution_report.' || list), ' '), NULL, 'OR-2: each list is read to its end') FROM unnest(ARRAY['order_lines', 'distributor_orders']) AS list;
SELECT results_eq($$SELECT quantity, goods_amount FROM distribution_report.order_lines WHERE order_id = t.id('X-1')$$, $$VALUES (2147483647, NULL::numeric)$$, 'OR-2: a line that is no amount is shown, without one');
SELECT results_eq($$SELECT reason, units, goods_amount FROM distribution_report.distributor_orders WHERE order_id = t.id('X-1')$$, $$VALUES ('no_price', 2147483647::bigint, NULL::numeric)$$, 'OR-2: and its order');
SELECT matches(detail, '^What the order costs is out of range', 'OR-4: explain_push makes no 0 of it') FROM distribution.explain_push(t.id('supplier'), t.id('X-1')) WHERE check_name = 'insufficient_funds';
SELECT distribution.cancel_order(t.id('supplier'), t.id('X-1')), distribution.import_prices(t.id('supplier'), '[{"sku": "B", "base_price": "20.00"}]') \g /dev/null

-- OR-6: what a push judges again stays in the warehouse of its sync, though another is the partnership's first
SELECT distribution.map_sku(t.id('supplier'), t.id('raan'), t.id('C'), 'NONE') \g /dev/null
SELECT distribution.enable_product(t.id('supplier'), t.id('A')) \g /dev/null
CREATE TABLE t.taken AS SELECT t.stock('C') AS north, split_part(t.stock('C', 'south'), '/', 2)::int AS south;
SELECT matches(t.pushed('D-1'), '^pushed ', 'OR-4: judged again, it goes');
SELECT is(t.stock('C') = north AND split_part(t.stock('C', 'south'), '/', 2)::int = south + 1, true, 'OR-6: from the warehouse that its package had at the sync') FROM t.taken;
SELECT results_eq($$SELECT DISTINCT warehouse_id FROM (SELECT warehouse_id FROM distribution.order_line WHERE order_id = t.id('D-1')
	UNION ALL SELECT warehouse_id FROM distribution.order_package WHERE order_id = t.id('D-1')) AS w$$, $$VALUES (t.id('south'))$$, 'OR-6: line and package say so');

-- OR-4: without fees a rate is asked for all the same: the books are kept in the base currency too
SELECT t.sync('toko', 'D-2', 'D 1', warehouse => 'south') \g /dev/null
CREATE TABLE t.kept_fee AS SELECT * FROM distribution.fee;
DELETE FROM distribution.fee;
UPDATE distribution.fixed_rate SET to_currency = 'USD' WHERE to_currency = 'IDR';
SELECT is(t.outcomes('D-2'), '{push_failed no_exchange_rate}'::text[], 'OR-4: without fees, a rate that is gone since the sync');
UPDATE distribution.fixed_rate SET to_currency = 'IDR' WHERE to_currency = 'USD';
INSERT INTO distribution.fee SELECT * FROM t.kept_fee;

-- Callers' mistakes
SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$SELECT distribution.push_order(t.id('supplier'), 0)$$, 'SD005', 'OR-4: an unknown order is not found'),
	(2, $$SELECT distribution.push_order(t.id('rival'), t.id('K-6'))$$, 'SD005', 'ID-4: another supplier''s order is not found'),
	(3, $$SELECT distribution.push_order(0, t.id('K-6'))$$, 'SD005', 'OR-4: nor is any of an unknown supplier'),
	(4, $$SELECT distribution.push_order(t.id('supplier'), NULL)$$, '22004', 'OR-4: null is no order'),
	(5, $$SELECT distribution.push_order(NULL, t.id('K-6'))$$, '22004', 'OR-4: null is no supplier'),
	(6, $$SELECT distribution.push_orders(t.id('supplier'), NULL)$$, '22004', 'OR-4: null is no batch'),
	(7, $$SELECT distribution.push_orders(t.id('supplier'), ARRAY[t.id('N-7'), NULL])$$, '22004', 'OR-4: null in a batch is no order'),
	(8, $$SELECT distribution.push_orders(t.id('supplier'), ARRAY[t.id('N-7'), 0])$$, 'SD005', 'OR-4: an unknown id in a batch is not found'),
	(9, $$SELECT distribution.push_orders(t.id('supplier'), ARRAY(SELECT n FROM generate_series(1, 10001) AS n))$$, 'SD003', 'OR-9: 10001 orders are no batch'),
	(10, $$SELECT distribution.explain_push(t.id('supplier'), 0)$$, 'SD005', 'OR-4: nothing explains an unknown order'),
	(11, $$SELECT distribution.explain_push(t.id('rival'), t.id('K-6'))$$, 'SD005', 'ID-4: nor another supplier''s')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT is_empty($$SELECT FROM distribution.push_orders(t.id('supplier'), '{}')$$, 'OR-9: an empty batch is empty');

-- A charge of 0 is still posted, and is no question of money
INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('supplier'), t.id('B'), 0);
DELETE FROM distribution.fee WHERE supplier_id = t.id('supplier');
SELECT distribution.set_credit(t.id('supplier'), t.id('raan'), 0, NULL) \g /dev/null
SELECT t.sync('raan', 'Z-1', 'B 1', warehouse => 'south') \g /dev/null
SELECT is(t.pushed('Z-1'), 'pushed 0.00 THB', 'CR-1: an order that costs nothing needs no money');
SELECT is(string_agg(settlement_amount::text, ' '), '0.00 0.00', 'OR-5: a charge of 0 is still posted') FROM distribution.ledger_entry WHERE order_id = t.id('Z-1');

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
