-- What will it cost (QT-1): a quote is what a push in the same moment charges, or refuses, and changes nothing.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

SELECT t.make_account('poor account'), t.make_partner('poor', 'poor account', 'MYR') \g /dev/null
INSERT INTO distribution.sku_price (supplier_id, sku_id, level, min_quantity, valid, price) VALUES
	(t.id('supplier'), t.id('A'), 0, 5, '(,)', 9.45), (t.id('supplier'), t.id('B'), 1, 1, tstzrange(now() - interval '1 day', now() + interval '1 day'), 17.77);
INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, min_quantity, price) VALUES (t.id('supplier'), t.id('raan'), t.id('C'), 2, 8.88);
INSERT INTO distribution.quantity_rule (supplier_id, sku_id, multiple) VALUES (t.id('supplier'), t.id('D'), 3);

-- Everything that a sync or a push could have changed, as one number
CREATE FUNCTION t.books() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	relation regclass;
	one text;
	every text := '';
BEGIN
	FOR relation IN SELECT c.oid FROM pg_class AS c WHERE relnamespace = 'distribution'::regnamespace AND relkind = 'r' ORDER BY relname LOOP
		EXECUTE format('SELECT md5(string_agg(r::text, '','' ORDER BY r::text)) FROM %s AS r', relation) INTO one;
		every := md5(every || coalesce(one, ''));
	END LOOP;
	RETURN every;
END
$$;
-- 'amount state reason balance' of a sync and push at once, undone
CREATE FUNCTION t.by_push(partner text, payload json) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	SELECT p.* INTO r FROM distribution.push_order(t.id('supplier'), distribution.sync_order(t.id('supplier'), t.id(partner), payload)) AS p;
	RAISE EXCEPTION USING ERRCODE = 'T0000', MESSAGE = concat_ws(' ', coalesce(r.amount::text, '-'), r.currency, coalesce(r.reason, 'may'), '|', r.detail);
EXCEPTION WHEN OTHERS THEN
	RETURN CASE SQLSTATE WHEN 'T0000' THEN SQLERRM ELSE SQLSTATE END;
END
$$;
CREATE FUNCTION t.by_quote(partner text, payload json) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	q record;
BEGIN
	SELECT * INTO q FROM distribution.quote(t.id('supplier'), t.id(partner), payload);
	RETURN concat_ws(' ', coalesce(q.total_amount::text, '-'), q.currency, coalesce(q.reason, 'may'), '|', q.detail);
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;

-- Every partner, several orders, every rounding; fees per package and per unit, carriers of either side
CREATE TABLE t.answer AS
SELECT p.partner, o.no, m.mode, NULL::text AS quoted, NULL::text AS pushed
FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan', 'poor', 'kedai at rival']) AS p (partner)
CROSS JOIN generate_series(1, 9) AS o (no)
CROSS JOIN unnest(ARRAY['up', 'down', 'nearest', 'cents']) AS m (mode);
CREATE FUNCTION t.order(no int) RETURNS json LANGUAGE sql AS $$
	SELECT CASE no
		WHEN 1 THEN t.payload('Q-1', 'A 4') WHEN 2 THEN t.payload('Q-2', 'A 5, B 1; C 2 gift') WHEN 3 THEN t.payload('Q-3', 'C 1; C 1; D 3', logistics => 'platform')
		WHEN 4 THEN t.payload('Q-4', 'D 2, A 1') WHEN 5 THEN t.payload('Q-5', 'NONE 1, A 1') WHEN 6 THEN t.payload('Q-6', 'A 60; A 41')
		WHEN 7 THEN t.payload('Q-7', 'B 90', warehouse => 'south') WHEN 8 THEN t.payload('Q-8', 'A 1', warehouse => 'west') WHEN 9 THEN t.payload('Q-9', 'A 3, A 3', 'temu') END
$$;
CREATE TABLE t.before AS SELECT t.books() AS books;
DO $$
DECLARE
	this_mode text;
BEGIN
	FOREACH this_mode IN ARRAY ARRAY['up', 'down', 'nearest', 'cents'] LOOP
		UPDATE distribution.supplier SET rounding = this_mode WHERE supplier_id = t.id('supplier');
		UPDATE t.answer SET quoted = t.by_quote(partner, t.order(no)) WHERE mode = this_mode;
		UPDATE t.answer SET pushed = t.by_push(partner, t.order(no)) WHERE mode = this_mode;
	END LOOP;
END
$$;
SELECT is(t.books(), books, 'QT-1: quotes change nothing') FROM t.before;
SELECT is(string_agg(format('%s %s %s: %s, pushed %s', partner, no, mode, quoted, pushed), E'\n'), NULL, 'QT-1: a quote is what sync and push do in the same moment')
FROM t.answer WHERE quoted IS DISTINCT FROM pushed;
SELECT set_eq($$SELECT coalesce((regexp_match(quoted, ' ([a-z_]+) \|'))[1], quoted) FROM t.answer$$,
	ARRAY['insufficient_funds', 'may', 'out_of_stock', 'quantity_rule', 'sku_not_mapped', 'SD005'], 'QT-1: among them orders that may be pushed, and refusals');
SELECT cmp_ok(count(DISTINCT quoted), '>', 60::bigint, 'QT-1: many different ones') FROM t.answer;

-- One in full, in rupiah
SELECT results_eq($$SELECT goods_amount, stock_out_fee, logistics_fee, total_amount, currency, spendable, spendable_after, reason, detail, reasons
	FROM distribution.quote(t.id('supplier'), t.id('toko'), t.payload('Q-20', 'A 5, B 1; C 2 gift'))$$,
	$$VALUES (290507.00, 10500.00, 22400.00, 323407.00, 'IDR', 10000000.00, 9676593.00, NULL::text, NULL::text, '{}'::text[])$$, 'QT-1: goods, fees, total, what is left');
SELECT is(lines::jsonb, $$[
	{"line_no": 1, "package_no": "P1", "sku": "A", "quantity": 5, "unit_price": "33075.00", "price_source": "sku_price", "goods_amount": "165375.00", "reason": null, "detail": null},
	{"line_no": 2, "package_no": "P1", "sku": "B", "quantity": 1, "unit_price": "62195.00", "price_source": "sku_price_level", "goods_amount": "62195.00", "reason": null, "detail": null},
	{"line_no": 3, "package_no": "P2", "sku": "C", "quantity": 2, "unit_price": "31468.50", "price_source": "level_rule", "goods_amount": "62937.00", "reason": null, "detail": null}
]$$::jsonb, 'QT-1: each line with its price and source') FROM distribution.quote(t.id('supplier'), t.id('toko'), t.payload('Q-20', 'A 5, B 1; C 2 gift'));

-- Every reason, of lines too
SELECT distribution.hold_partnership(t.id('supplier'), t.id('poor'), 'late') \g /dev/null
SELECT results_eq($$SELECT goods_amount, total_amount, reason, reasons FROM distribution.quote(t.id('supplier'), t.id('poor'), t.payload('Q-30', 'NONE 1, D 1, A 500'))$$,
	$$VALUES (NULL::numeric, NULL::numeric, 'on_hold', '{on_hold,sku_not_mapped,quantity_rule,out_of_stock,insufficient_funds}'::text[])$$, 'QT-1: every reason why not');
SELECT is(array_agg(concat_ws(' ', l ->> 'sku', l ->> 'unit_price', l ->> 'reason', l ->> 'detail') ORDER BY l ->> 'line_no'), ARRAY[
	'NONE sku_not_mapped SKU "NONE" is not mapped to a claimed product.',
	'D quantity_rule SKU "D": the order has 1 units of the product, and may have 1 or more, in multiples of 3.', 'A 9.45'], 'QT-1: line by line')
FROM distribution.quote(t.id('supplier'), t.id('poor'), t.payload('Q-30', 'NONE 1, D 1, A 500')) AS q CROSS JOIN json_array_elements(q.lines) AS l;
SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), 250, NULL) \g /dev/null
SELECT is(spendable || ' ' || spendable_after, '1250.00 1237.70', 'QT-1: what can be spent is the balance and the credit') FROM distribution.quote(t.id('supplier'), t.id('kedai'), t.payload('Q-31'));
SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), 0, NULL) \g /dev/null
SELECT is(spendable, NULL, 'CR-1: unlimited credit has no number') FROM distribution.quote(t.id('supplier'), t.id('raan'), t.payload('Q-31'));

-- A stored order: at the price of its sync, for both quotes
SELECT t.sync('kedai', 'S-1', 'A 5, NEW 1') \g /dev/null
UPDATE distribution.sku_price SET price = 1.00 WHERE sku_id = t.id('A');
SELECT is((distribution.quote_order(t.id('supplier'), t.id('S-1'))).reasons, '{sku_not_mapped}', 'QT-1: a synced order, as it would be pushed');
SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('B'), 'NEW') \g /dev/null
SELECT is(concat_ws(' ', goods_amount, total_amount, reason), '67.25 73.55', 'QT-1: lines open at the sync are judged now: 5 x 9.45 + 20.00') FROM distribution.quote_order(t.id('supplier'), t.id('S-1'));
SELECT is(lines::jsonb -> 0 ->> 'price_source', 'sku_price', 'QT-1: the others keep price and source') FROM distribution.quote_order(t.id('supplier'), t.id('S-1'));
SELECT is((distribution.quote(t.id('supplier'), t.id('kedai'), t.payload('S-1', 'A 5, NEW 1'))).total_amount, 73.55, 'QT-1: the same payload is that order');
SELECT is((distribution.quote(t.id('supplier'), t.id('kedai'), t.payload('S-1', 'A 6'))).goods_amount, 6.00, 'QT-1: other content replaces it, at today''s price');
SELECT is(t.pushed('S-1'), 'pushed 73.55 MYR', 'QT-1: and so it is pushed');
SELECT is((distribution.quote_order(t.id('supplier'), t.id('S-1'))).reason, 'order_state', 'QT-1: what is pushed is not pushed again');
SELECT is(t.by_quote('kedai', t.payload('S-1', 'A 6')), 'SD006', 'QT-1: what a sync would refuse is refused');

-- explain_push: what passing checks saw
SELECT t.sync('toko', 'S-2', 'A 5') \g /dev/null
UPDATE distribution.plan SET order_quota = 5 WHERE plan = 'V1';
SELECT is(array_agg(concat_ws(': ', check_name, detail) ORDER BY check_no), ARRAY[
	'order_state: The order is synced.', 'on_hold: The partnership is not on hold.', 'partnership_inactive: The partnership is partnered.',
	'sku_not_mapped: Of 1 lines 1 passed when the order synced, and 0 now.', 'not_offered: Of 1 lines 1 passed when the order synced, and 0 now.',
	'quantity_rule: Of 1 lines 1 passed when the order synced, and 0 now.', 'no_price: Goods and fees come to IDR 36750.00.',
	'no_exchange_rate: There is a fixed rate between MYR and IDR.', 'quota_exhausted: This month the distributor has used 0 of 5, and the supplier has no quota.',
	'out_of_stock: Every warehouse has what its lines ask for.', 'insufficient_funds: The order costs IDR 36750.00, 10000000.00 can be spent.'], 'QT-1: what each passing check saw')
FROM distribution.explain_push(t.id('supplier'), t.id('S-2'));
-- One logistics fee of 0.80 a unit and 1.50 for the package, at 3500: 5 units of A at 6300 and NONE, of which nobody knows
SELECT t.sync('toko', 'S-9', 'A 5, NONE 1') \g /dev/null
SELECT is(array_agg(detail ORDER BY check_no), ARRAY['What is known of goods and fees comes to IDR 39550.00.', 'What is known of the order costs IDR 39550.00, 10000000.00 can be spent.'], 'QT-1: and calls no part of the cost the cost')
FROM distribution.explain_push(t.id('supplier'), t.id('S-9')) WHERE check_name IN ('no_price', 'insufficient_funds') AND passes;

-- Who: the distributor's side, with any permission
CREATE ROLE kedai_reader;
CREATE ROLE supply_reader;
CREATE ROLE toko_reader;
SELECT distribution.grant_member(t.id('kedai account'), 'kedai_reader', '{report}'), distribution.grant_member(t.id('supplier'), 'supply_reader', '{admin}'),
	distribution.grant_member(t.id('toko account'), 'toko_reader', '{admin}') \g /dev/null
GRANT USAGE ON SCHEMA t TO PUBLIC;
GRANT SELECT ON t.thing TO PUBLIC;
SELECT t.sync('kedai', 'S-3', 'A 1') \g /dev/null
CREATE FUNCTION t.as(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('role', role, true);
	RETURN t.state_of(statement);
END
$$;
SELECT is(t.as(role, statement), expected, format('ID-4: %s %s', role, statement))
FROM (VALUES
	('kedai_reader', NULL, NULL), ('supply_reader', 'SD005', '42501'), ('toko_reader', 'SD005', 'SD005')
) AS r (role, of_order, of_payload)
CROSS JOIN LATERAL (VALUES
	($$SELECT distribution.quote_order(t.id('supplier'), t.id('S-3'))$$, of_order), ($$SELECT * FROM distribution.explain_push(t.id('supplier'), t.id('S-3'))$$, of_order),
	($$SELECT distribution.quote(t.id('supplier'), t.id('kedai'), t.payload('S-4'))$$, of_payload)
) AS s (statement, expected);
RESET ROLE;

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
