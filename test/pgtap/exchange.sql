-- Exchange rates (FX-1 … FX-3).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- 'rate source' as the effective one
CREATE FUNCTION t.rate(from_currency text, to_currency text, supplier text DEFAULT 'supplier') RETURNS text LANGUAGE sql AS $$
	SELECT rate || ' ' || source FROM distribution.exchange_rate(t.id(supplier), from_currency, to_currency)
$$;

SELECT is(t.rate('MYR', 'MYR'), '1.0000000000 same', 'FX-1: same currency: 1');
SELECT is(t.rate('VND', 'VND'), '1.0000000000 same', 'FX-1: also where nothing is quoted');
SELECT is(t.rate('MYR', 'IDR'), '3500.0000000000 fixed', 'FX-1: the supplier''s fixed rate');
SELECT is(t.rate('IDR', 'MYR'), '0.0002857143 fixed', 'FX-1: or its inverse');
SELECT is(t.rate('MYR', 'VND'), '5432.1000000000 live', 'FX-1: else the live rate');
SELECT is(t.rate('VND', 'MYR'), '0.0001840909 live', 'FX-1: or its inverse');
SELECT is(t.rate('THB', 'MYR'), '0.1284000000 live', 'FX-1: direct where direct is quoted');
SELECT is(t.rate('MYR', 'THB'), '7.7881619938 live', 'FX-1: inverse where inverse is');
SELECT is(t.state_of($$SELECT t.rate('MYR', 'IDR', 'rival')$$), 'SD008', 'FX-1: another supplier''s fixed rate is nobody else''s');
SELECT is(t.rate('MYR', 'THB', 'rival'), '5.0000000000 fixed', 'FX-1: the rival''s inverse is its own');
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES
	('THB', 'MYR', 0.1, '2024-02-01T00:00Z'), ('THB', 'MYR', 0.5, now() + interval '1 day');
SELECT is(t.rate('MYR', 'THB'), '7.7881619938 live', 'FX-1: the inverse of neither an older rate nor one of tomorrow');
SELECT is(t.state_of($$SELECT t.rate('THB', 'VND')$$), 'SD008', 'FX-1: no cross rates');
SELECT is(t.hint_of($$SELECT t.rate('THB', 'VND')$$), 'Add a row to distribution.fixed_rate, or ask the administrator for one of distribution.live_rate.',
	'FX-1: who is told may do what the hint says');
SELECT is(t.state_of($$SELECT t.rate('MYR', 'USD')$$), 'SD008', 'FX-1: never 1 or 0 by default');

INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES
	('MYR', 'VND', 5500, '2024-02-01T00:00Z'), ('MYR', 'VND', 6000, now() + interval '1 day');
SELECT is(t.rate('MYR', 'VND'), '5432.1000000000 live', 'FX-1: neither an older rate nor one of tomorrow');
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES ('MYR', 'VND', 5600, now());
SELECT is(t.rate('MYR', 'VND'), '5600.0000000000 live', 'FX-1: the newest observed by now');
SELECT is(as_of, now(), 'FX-2: with the time of its observation')
FROM distribution.exchange_rate(t.id('supplier'), 'MYR', 'VND');
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES ('VND', 'MYR', 0.0002, now());
SELECT is(t.rate('MYR', 'VND'), '5600.0000000000 live', 'FX-1: direct goes before inverse');
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (t.id('supplier'), 'VND', 'MYR', 0.00025);
SELECT is(t.rate('MYR', 'VND'), '4000.0000000000 fixed', 'FX-1: a fixed inverse goes before a live direct rate');
INSERT INTO distribution.fixed_rate (supplier_id, from_currency, to_currency, rate) VALUES (t.id('supplier'), 'MYR', 'VND', 5000);
SELECT is(t.rate('MYR', 'VND'), '5000.0000000000 fixed', 'FX-1: a fixed direct rate goes before all');

SELECT is(t.state_of(format('INSERT INTO distribution.live_rate (from_currency, to_currency, rate) VALUES (%s)', rate)), expected, name)
FROM (VALUES
	(1, $$'MYR', 'SGD', 0$$, '23514', 'FX-1: a rate is never 0'),
	(2, $$'MYR', 'SGD', -1$$, '23514', 'FX-1: nor negative'),
	(3, $$'MYR', 'SGD', 'NaN'$$, '23514', 'FX-1: nor not a number'),
	(4, $$'MYR', 'SGD', 0.00000000001$$, '22003', 'FX-1: nor too small to be told from 0'),
	(5, $$'MYR', 'MYR', 2$$, '23514', 'FX-1: a currency has no rate to itself'),
	(6, $$'MYR', 'ZZZ', 2$$, '23503', 'FX-3: an unknown currency has none')
) AS c (no, rate, expected, name)
ORDER BY no;
SELECT is(t.state_of(format('UPDATE distribution.fixed_rate SET rate = %s', rate)), '23514', 'FX-1: a fixed rate is never ' || rate)
FROM unnest(ARRAY['0', '-1', '''NaN''']) AS rate;
SELECT is(t.state_of($$INSERT INTO distribution.currency VALUES ('KWD', 3)$$), '23514', 'FX-3: no more than two decimals');
SELECT is(string_agg(currency || decimals, ' ' ORDER BY currency), 'IDR2 JPY0 KRW0 MYR2 THB2 USD2 VND0', 'FX-3: decimals as of ISO 4217')
FROM distribution.currency WHERE currency IN ('VND', 'JPY', 'IDR', 'MYR', 'THB', 'KRW', 'USD');

-- FX-2: what was converted keeps rate, direction, source and time.
DELETE FROM distribution.fixed_rate WHERE to_currency = 'VND' OR from_currency = 'VND';
DELETE FROM distribution.live_rate WHERE 'VND' IN (from_currency, to_currency);
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES ('MYR', 'VND', 5432.1, '2024-03-01T00:00Z');
SELECT t.sync(partner, 'N-' || partner, 'A 1') FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS partner \g /dev/null
SELECT t.push('N-kedai') \g /dev/null
SELECT t.push('N-toko') \g /dev/null
SELECT t.push('N-saigon') \g /dev/null
SELECT t.push('N-raan') \g /dev/null
CREATE FUNCTION t.rates() RETURNS TABLE (order_no text, price numeric, rate numeric, inverse boolean, source text, live_at timestamptz) LANGUAGE sql AS $$
	SELECT o.platform_order_no, l.unit_price, l.rate, l.rate_inverse, l.rate_source, CASE l.rate_source WHEN 'live' THEN l.rate_at END
	FROM distribution.supply_order o JOIN distribution.order_line l USING (supplier_id, order_id)
	WHERE o.supplier_id = t.id('supplier')
	ORDER BY o.platform_order_no
$$;
SELECT results_eq('SELECT * FROM t.rates()', $$VALUES
	('N-kedai', 10.00, 1.0000000000, false, 'same', NULL::timestamptz),
	('N-raan', 77.88, 0.1284000000, true, 'live', '2024-03-01T00:00Z'),
	('N-saigon', 60840.00, 5432.1000000000, false, 'live', '2024-03-01T00:00Z'),
	('N-toko', 31500.00, 3500.0000000000, false, 'fixed', NULL)
$$, 'FX-2: a line keeps the quoted rate, its direction, source and time');
SELECT results_eq($$
	SELECT o.platform_order_no, c.stock_out_fee, c.rate, c.rate_inverse, c.rate_source
	FROM distribution.supply_order o JOIN distribution.package_charge c USING (supplier_id, order_id)
	ORDER BY o.platform_order_no
$$, $$VALUES
	('N-kedai', 1.50, 1.0000000000, false, 'same'),
	('N-raan', 11.68, 0.1284000000, true, 'live'),
	('N-saigon', 8148.00, 5432.1000000000, false, 'live'),
	('N-toko', 5250.00, 3500.0000000000, false, 'fixed')
$$, 'FX-2: a package keeps the rate that converted its fees');
UPDATE distribution.fixed_rate SET rate = 9999;
DELETE FROM distribution.live_rate;
SELECT results_eq('SELECT price, rate FROM t.rates()', $$VALUES
	(10.00, 1.0000000000), (77.88, 0.1284000000), (60840.00, 5432.1000000000), (31500.00, 3500.0000000000)
$$, 'FX-2: old documents never change when rates do');

-- LE-2: a refund after the rate has gone is kept in the base currency at the rate of its charge, inverse and time included.
DELETE FROM distribution.fixed_rate;
SELECT distribution.withdraw_order(t.id('supplier'), t.id('N-' || partner)) FROM unnest(ARRAY['toko', 'saigon', 'raan']) AS partner \g /dev/null
SELECT results_eq($$
	SELECT o.platform_order_no, r.base_amount, r.base_rate, r.base_rate_inverse, r.base_rate_source, r.base_rate_at
	FROM distribution.ledger_entry r JOIN distribution.supply_order o USING (supplier_id, order_id)
	WHERE r.kind = 'withdrawal_refund' AND r.side = 'distributor' ORDER BY o.platform_order_no
$$, $$
	SELECT o.platform_order_no, -c.base_amount, c.base_rate, c.base_rate_inverse, c.base_rate_source, c.base_rate_at
	FROM distribution.ledger_entry c JOIN distribution.supply_order o USING (supplier_id, order_id)
	WHERE c.kind = 'push_charge' AND c.side = 'distributor' AND o.platform_order_no <> 'N-kedai' ORDER BY o.platform_order_no
$$, 'LE-2: a refund whose rate has gone has the rate of its charge, its direction and its time');
SELECT results_eq($$SELECT base_amount FROM distribution.ledger_entry WHERE kind = 'withdrawal_refund' AND side = 'distributor' ORDER BY order_id$$,
	$$VALUES (11.30), (13.50), (12.30)$$, 'LE-2: and so the base amount of the charge');

-- LE-2: partnerships of one currency in a batch
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES ('THB', 'MYR', 0.1284, '2024-03-01T00:00Z');
SELECT t.make_account('chai account'), t.make_partner('chai', 'chai account', 'THB') \g /dev/null
SELECT distribution.set_credit(t.id('supplier'), t.id('chai'), NULL, NULL), t.sync('chai', 'B-chai', 'A 1'), t.sync('raan', 'B-raan', 'A 1') \g /dev/null
SELECT t.push('B-raan', 'B-chai') \g /dev/null
SELECT results_eq($$
	SELECT DISTINCT settlement_amount, base_amount, base_rate, base_rate_inverse FROM distribution.ledger_entry
	WHERE kind = 'push_charge' AND side = 'distributor' AND order_id IN (t.id('B-raan'), t.id('B-chai'))
$$, $$VALUES (-95.79, -12.30, 0.1284000000, false)$$, 'LE-2: two partnerships of one currency in a batch have one base rate, in one direction');

-- Dividing by the quoted rate, not multiplying by its reciprocal: 5 bn VND at 5432.1.
INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES ('MYR', 'VND', 5432.1, '2024-03-01T00:00Z');
SELECT distribution.post_entry(t.id('supplier'), t.id('saigon'), 'top_up', 5000000000) \g /dev/null
SELECT is(base_amount, 920454.34, 'FX-1: 5 bn VND is 920454.34 MYR')
FROM distribution.ledger_entry
WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('saigon') AND settlement_amount = 5000000000;
SELECT is(t.faults(), NULL, 'LE-3: and the books are sound');

SELECT * FROM finish();
ROLLBACK;
