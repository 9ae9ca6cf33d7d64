-- What needs attention (NO-2), and totals in one currency (LE-6, FX-1).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.attention(account text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', side, kind, (SELECT name FROM t.thing WHERE id = n.partnership_id AND name IN ('kedai', 'toko', 'saigon', 'raan', 'kedai at rival')), subject)
	FROM distribution_report.attention AS n WHERE account_id = t.id(account)
$$;
SELECT is_empty($$SELECT * FROM distribution_report.attention$$, 'NO-2: nothing at first');

SELECT t.sync('kedai', name, goods) FROM (VALUES ('F-1', 'A 1000'), ('F-2', 'B 1000'), ('F-3', 'NONE 1'), ('W-1', 'A 1'), ('R-1', 'A 1')) AS v (name, goods) \g /dev/null
SELECT t.pushed(name) FROM unnest(ARRAY['F-1', 'F-2', 'F-3', 'W-1', 'R-1']) AS name \g /dev/null
SELECT bag_eq($$SELECT t.attention('kedai account')$$, $$VALUES ('distributor push_failed kedai out_of_stock: 2 orders'), ('distributor push_failed kedai sku_not_mapped: 1 order')$$,
	'NO-2: failed pushes by reason');
SELECT is_empty($$SELECT t.attention('supplier')$$, 'NO-2: which the supplier does not see');
SELECT distribution.advance_order(t.id('supplier'), t.id('W-1'), 'in_process'), distribution.withdraw_order(t.id('supplier'), t.id('W-1')) \g /dev/null
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$VALUES ('supplier withdrawal_waiting kedai order W-1')$$, 'NO-2: a withdrawal waits for the supplier');
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('W-1')) \g /dev/null
-- What is asked for, line by line, while it waits
CREATE FUNCTION t.withdrawing(order_no text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(withdrawing::text, ' ' ORDER BY line_no) FROM distribution_report.order_lines WHERE order_id = t.id(order_no)
$$;
SELECT t.sync('kedai', name, goods) FROM (VALUES ('W-2', 'A 3, B 2; D 4'), ('W-3', 'A 3, B 2')) AS v (name, goods) \g /dev/null
SELECT t.pushed(name), distribution.advance_order(t.id('supplier'), t.id(name), 'in_process') FROM unnest(ARRAY['W-2', 'W-3']) AS name \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('W-2'), NULL, '[{"line_no":1,"quantity":2},{"line_no":3,"quantity":1}]'), distribution.refuse_order(t.id('supplier'), t.id('W-3'), 'none', '[{"line_no":1,"quantity":1}]'),
	distribution.withdraw_order(t.id('supplier'), t.id('W-3')) \g /dev/null
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$VALUES ('supplier withdrawal_waiting kedai order W-2: 3 units'), ('supplier withdrawal_waiting kedai order W-3')$$, 'WD-4: of how many units, if not of all that is left');
SELECT is(t.withdrawing('W-2') || ', ' || t.withdrawing('W-3'), '2 0 1, 2 2', 'WD-4: the lines say which');
SELECT is(t.hint_of($$SELECT distribution.withdraw_order(t.id('supplier'), t.id('W-2'))$$), 'One request at a time: the supplier answers that first.', 'WD-4: who asks again meanwhile is told to wait');
SELECT distribution.refuse_withdrawal(t.id('supplier'), t.id('W-2'), 'packed'), distribution.confirm_withdrawal(t.id('supplier'), t.id('W-3')) \g /dev/null
SELECT is(t.withdrawing('W-2') || ', ' || t.withdrawing('W-3'), '0 0 0, 0 0', 'WD-4: until it is answered');
SELECT distribution.withdraw_order(t.id('supplier'), t.id('W-2')) \g /dev/null
SELECT is(t.withdrawing('W-2'), '3 2 4', 'WD-4: asked anew, for all, it is for all');
SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('W-2')) \g /dev/null

SELECT distribution.advance_order(t.id('supplier'), t.id('R-1'), 'shipped') \g /dev/null
SELECT t.name_it('return', distribution.create_return(t.id('supplier'), t.id('R-1'), '{"kind":"return_refund","lines":[{"line_no":1,"quantity":1}]}')) \g /dev/null
SELECT ok('distributor return_to_push kedai return ' || t.id('return') IN (SELECT t.attention('kedai account')), 'NO-2: a return waits to be pushed');
SELECT distribution.push_return(t.id('supplier'), t.id('return')) \g /dev/null
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$SELECT 'supplier return_to_receive kedai return ' || t.id('return')$$, 'NO-2: then for its goods');
SELECT distribution.receive_return(t.id('supplier'), t.id('return'), '{"lines":[{"line_no":1,"sellable":1,"defective":0}]}') \g /dev/null
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$SELECT 'supplier return_to_refund kedai return ' || t.id('return')$$, 'NO-2: then for its refund');
SELECT distribution.refund_return(t.id('supplier'), t.id('return')) \g /dev/null
SELECT is_empty($$SELECT t.attention('supplier')$$, 'NO-2: and is done');
SELECT t.sync('kedai', 'R-2', 'A 1'), t.pushed('R-2'), distribution.advance_order(t.id('supplier'), t.id('R-2'), 'shipped') \g /dev/null
SELECT t.name_it('refund only', distribution.create_return(t.id('supplier'), t.id('R-2'), '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1}]}')) \g /dev/null
SELECT distribution.push_return(t.id('supplier'), t.id('refund only')) \g /dev/null
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$SELECT 'supplier return_to_refund kedai return ' || t.id('refund only')$$, 'RT-1: a refund only waits for its refund: no goods come with it');
SELECT distribution.refund_return(t.id('supplier'), t.id('refund only')) \g /dev/null

UPDATE distribution.distribution_product SET base_price = NULL WHERE supplier_id = t.id('supplier') AND sku_id = t.id('D');
DELETE FROM distribution.fixed_rate WHERE supplier_id = t.id('supplier');
UPDATE distribution.live_rate SET observed_at = now() + interval '1 day' WHERE from_currency = 'THB';
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$VALUES ('supplier price_missing SKU D'), ('supplier rate_missing toko MYR to IDR'), ('supplier rate_missing raan MYR to THB')$$,
	'NO-2: missing prices and rates');
INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (t.id('supplier'), t.id('D'), 0, 1);
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (t.id('supplier'), 'IDR', 'MYR', 0.0003), (t.id('supplier'), 'MYR', 'THB', 8);
SELECT is_empty($$SELECT t.attention('supplier')$$, 'NO-2: a price for all levels, and a rate either way, will do');

INSERT INTO distribution.partnership_setting (supplier_id, partnership_id, side, low_balance_below)
VALUES (t.id('supplier'), t.id('saigon'), 'supplier', 5000000), (t.id('supplier'), t.id('toko'), 'supplier', 10000001), (t.id('supplier'), t.id('toko'), 'distributor', 10000000);
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$VALUES ('supplier balance_low toko 10000000.00 IDR')$$, 'NO-2: a balance below its threshold, to the supplier');
SELECT is_empty($$SELECT t.attention('toko account')$$, 'NO-2: a side is warned by its own threshold');
UPDATE distribution.partnership_setting SET low_balance_below = 10000000.01 WHERE side = 'distributor';
SELECT bag_eq($$SELECT t.attention('toko account')$$, $$VALUES ('distributor balance_low toko 10000000.00 IDR')$$, 'NO-2: and so the distributor');
DELETE FROM distribution.partnership_setting;

SELECT distribution.set_credit(t.id('supplier'), t.id('raan'), NULL, 10) \g /dev/null
SELECT distribution.post_entry(t.id('supplier'), t.id('raan'), 'deduction', 80) \g /dev/null
SET LOCAL session_replication_role = replica;
UPDATE distribution.ledger_entry SET due_at = now() - interval '1 day' WHERE partnership_id = t.id('raan');
SET LOCAL session_replication_role = origin;
SELECT t.forget_ageing() \g /dev/null
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$VALUES ('supplier overdue raan 80.00 THB')$$, 'NO-2: overdue, to the supplier');
SELECT bag_eq($$SELECT t.attention('raan account')$$, $$VALUES ('distributor overdue raan 80.00 THB')$$, 'NO-2: and to the distributor');
SELECT is(since, now() - interval '1 day', 'NO-2: since it was due') FROM distribution_report.attention WHERE account_id = t.id('raan account');
SET LOCAL session_replication_role = replica;
UPDATE distribution.ledger_entry SET due_at = posted_at + interval '240 hours' WHERE partnership_id = t.id('raan');
SET LOCAL session_replication_role = origin;
SELECT t.forget_ageing() \g /dev/null
SELECT t.top_up('raan', 80) \g /dev/null

SELECT t.name_it('statement', distribution.close_statement(t.id('supplier'), t.id('raan'), '2024-01-31')) \g /dev/null
SELECT bag_eq($$SELECT t.attention('raan account')$$, $$VALUES ('distributor statement_to_answer raan 2024-01')$$, 'NO-2: a statement to answer');
SELECT distribution.answer_statement(t.id('supplier'), t.id('statement'), false, 'what is this') \g /dev/null
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$VALUES ('supplier statement_disputed raan 2024-01: what is this')$$, 'NO-2: a disputed one');
SELECT distribution.answer_statement(t.id('supplier'), t.id('statement'), true) \g /dev/null

UPDATE distribution.plan SET order_quota = 20 WHERE plan = 'V2';
SELECT is_empty($$SELECT t.attention('supplier')$$, 'NO-2: of a quota of 20, five orders are not much');
UPDATE distribution.plan SET order_quota = 5 WHERE plan = 'V2';
SELECT bag_eq($$SELECT t.attention('supplier')$$, $$VALUES ('supplier quota_nearly_used 5 of 5 orders')$$, 'NO-2: quota nearly used');

-- Totals
CREATE FUNCTION t.total(currency text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', balance, currency, rate_note) FROM distribution.account_total(t.id('supplier'), $1)
$$;
UPDATE distribution.live_rate SET observed_at = '2024-03-01T00:00Z' WHERE from_currency = 'THB';
DELETE FROM distribution.fixed_rate;
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (t.id('supplier'), 'MYR', 'IDR', 3500);
SELECT distribution.post_entry(t.id('supplier'), t.id(name), 'correction', amount - t.balance(name))
FROM (VALUES ('kedai', 10.10), ('toko', 1000000), ('saigon', -1000001), ('raan', 333.33)) AS v (name, amount) \g /dev/null
-- 1000000 / 3500 = 285.714, -1000001 / 5432.1 = -184.0911, 333.33 * 0.1284 = 42.7996
SELECT is(t.total('MYR'), '154.52 MYR IDR / 3500 (fixed); MYR (same); THB * 0.1284 (live, 2024-03-01 00:00:00+00); VND / 5432.1 (live, 2024-03-01 00:00:00+00)',
	'FX-1: the total in base currency: 285.71 + 10.10 + 42.80 - 184.09, with each rate');
SELECT is(t.state_of($$SELECT t.total('IDR')$$), 'SD008', 'FX-1: no cross rates');
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at)
VALUES ('IDR', 'SGD', 0.0001, now()), ('MYR', 'SGD', 0.3, now()), ('THB', 'SGD', 0.04, now()), ('SGD', 'VND', 20000, now());
SELECT matches(t.total('SGD'), '^66\.36 SGD', 'FX-1: in any currency that has rates: 100.00 + 3.03 + 13.33 - 50.00');
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (t.id('supplier'), 'IDR', 'SGD', 0.0002);
SELECT matches(t.total('SGD'), '^166\.36 SGD IDR \* 0\.0002 \(fixed\)', 'FX-1: a fixed rate goes first');
SELECT is(t.state_of(format('SELECT distribution.account_total(%s)', arguments)), expected, 'FX-1: ' || name)
FROM (VALUES ($$t.id('supplier'), 'ZZZ'$$, 'SD005', 'an unknown currency is not found'), ($$t.id('supplier'), NULL$$, '22004', 'null is no currency'),
	($$NULL, 'MYR'$$, '22004', 'nor a supplier'), ($$0, 'MYR'$$, 'SD005', 'an unknown supplier is not found'),
	($$t.id('kedai account'), 'MYR'$$, 'SD005', 'nor one that supplies nothing')) AS v (arguments, expected, name);

-- LE-6: stored rates
CREATE TABLE t.before AS SELECT * FROM distribution_report.reconciliation_total WHERE supplier_id = t.id('supplier');
SELECT is(closing_balance, (SELECT sum(base_amount) FROM distribution.ledger_entry WHERE supplier_id = t.id('supplier') AND side = 'distributor'),
	'LE-6: the total is the sum of all base amounts') FROM t.before;
SELECT is(opening_balance + charges + refunds + return_charges + manual, closing_balance, 'LE-6: opening balance plus movements') FROM t.before;
SELECT is(partnerships, 4, 'LE-6: of four partnerships') FROM t.before;
UPDATE distribution.fixed_rate SET rate = rate * 2;
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES ('MYR', 'VND', 1, now()), ('THB', 'MYR', 9, now());
SELECT results_eq($$SELECT * FROM distribution_report.reconciliation_total WHERE supplier_id = t.id('supplier')$$, $$SELECT * FROM t.before$$, 'LE-6: no later rate changes it');

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');

-- NO-3
SELECT t.make_account('waiting one') \g /dev/null
SELECT t.name_it('waiting', t.apply('waiting one')) \g /dev/null
SELECT results_eq($$SELECT account_id, side, subject FROM distribution_report.attention WHERE kind = 'application_waiting' AND partnership_id = t.id('waiting')$$,
	$$VALUES (t.id('supplier'), 'supplier', 'application of waiting one')$$, 'NO-3: applications waiting need the supplier''s attention');
SELECT t.make_warehouse('supplier', 'late one') \g /dev/null
SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('late one')]) \g /dev/null
SELECT results_eq($$SELECT side, account_id, subject FROM distribution_report.attention WHERE kind = 'warehouse_without_mirror' AND partnership_id = t.id('kedai') ORDER BY side$$,
	$$VALUES ('distributor', t.id('kedai account'), 'warehouse late one'), ('supplier', t.id('supplier'), 'warehouse late one')$$, 'NO-3: a warehouse without mirror needs both sides''');

SELECT is(count(*), 0::bigint, 'NO-3: whatever needs attention says what to do') FROM distribution_report.attention WHERE what_to_do IS NULL;

-- Months to close: of suppliers that close months, where an ended month has entries
CREATE FUNCTION t.to_close() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', name, subject, since::date), ', ' ORDER BY name) FROM distribution_report.attention AS n
	JOIN t.thing ON id = partnership_id AND name IN ('kedai', 'toko', 'saigon', 'raan') WHERE kind = 'month_to_close' AND account_id = t.id('supplier') AND side = 'supplier'
$$;
SET LOCAL session_replication_role = replica;
DELETE FROM distribution.statement;
INSERT INTO distribution.ledger_month SELECT (jsonb_populate_record(m, jsonb_build_object('month', entered))).* FROM distribution.ledger_month AS m,
	unnest(ARRAY['2023-11-01', '2024-02-01']) AS entered WHERE partnership_id IN (t.id('toko'), t.id('saigon'));
UPDATE distribution.settlement_account AS a SET closed_month = NULL, open_month = (SELECT min(month) FROM distribution.ledger_month AS m WHERE m.partnership_id = a.partnership_id);
SET LOCAL session_replication_role = origin;
SELECT is(t.to_close(), NULL, 'NO-3: who never closes months is not reminded');
SELECT distribution.close_statement(t.id('supplier'), t.id('kedai'), '2024-01-31') \g /dev/null
SELECT is(t.to_close(), 'saigon 2023-11 2023-12-01, toko 2023-11 2023-12-01', 'NO-3: months to close, the first that has entries');
SELECT distribution.close_statement(t.id('supplier'), t.id('toko'), '2023-11-01') \g /dev/null
SELECT is(t.to_close(), 'saigon 2023-11 2023-12-01, toko 2023-12 2024-01-01', 'NO-3: then in sequence');
SELECT distribution.close_statement(t.id('supplier'), t.id('toko'), month) FROM (VALUES ('2023-12-01'::date), ('2024-01-01'), ('2024-02-01')) AS v (month) \g /dev/null
SELECT is(t.to_close(), 'saigon 2023-11 2023-12-01', 'NO-3: until none with entries is left');
SELECT is_empty($$SELECT FROM distribution_report.attention WHERE kind = 'month_to_close' AND account_id <> t.id('supplier')$$, 'NO-3: of a supplier''s own');
SELECT is(string_agg(concat_ws(' ', name, closed_month, open_month), ', ' ORDER BY name), 'saigon 2023-11-01, toko 2024-02-01 ' || date_trunc('month', now() AT TIME ZONE 'UTC')::date,
	'LE-7: kept of each: the last month closed, and the first after it that has entries')
FROM distribution.settlement_account JOIN t.thing ON id = partnership_id AND name IN ('toko', 'saigon');

-- Gaps of prices
SET LOCAL session_replication_role = replica;
INSERT INTO distribution.sku_price (supplier_id, sku_id, level, min_quantity, price) SELECT t.id('supplier'), t.id('A'), level, n, 1 FROM (VALUES (7, 1), (7, 5), (2, 1)) AS v (level, n);
SET LOCAL session_replication_role = origin;
DELETE FROM distribution.sku_price WHERE sku_id IN (t.id('C'), t.id('D'));
UPDATE distribution.distribution_product SET base_price = NULL WHERE supplier_id = t.id('supplier') AND sku_id IN (t.id('C'), t.id('D'));
INSERT INTO distribution.sku_price (supplier_id, sku_id, min_quantity, price) VALUES (t.id('supplier'), t.id('D'), 12, 1), (t.id('supplier'), t.id('D'), 20, 0.9), (t.id('supplier'), t.id('B'), 5, 1);
SELECT bag_eq($$SELECT kind || ' ' || subject FROM distribution_report.attention WHERE account_id = t.id('supplier') AND kind LIKE 'price%'$$,
	$$VALUES ('price_missing SKU C'), ('price_gap SKU A: there is no level 7'), ('price_gap SKU D: no price below 12 units')$$, 'NO-3: levels that do not exist, products without any price, or none for few units');

SELECT * FROM finish();
ROLLBACK;
