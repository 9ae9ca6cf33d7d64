-- The ledger (LE-1 … LE-6).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.post(partner text, kind text, amount numeric, currency text DEFAULT NULL, key text DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
	SELECT distribution.post_entry(t.id('supplier'), t.id(partner), kind, amount, currency, 'DOC-1', 'a memo', key)
$$;
CREATE FUNCTION t.count_entries() RETURNS int LANGUAGE sql AS $$ SELECT count(*)::int FROM distribution.ledger_entry $$;

-- LE-1, LE-2, LE-4: manual entries
SELECT is(t.post('kedai', 'deduction', 200.50), 2::bigint, 'LE-2: transactions are numbered from 1 in the partnership');
SELECT results_eq($$
	SELECT side, account_id, kind, amount, currency, rate, settlement_amount, settlement_currency, balance_after, document_no, memo, order_id, actor, posted_at
	FROM distribution.ledger_entry WHERE partnership_id = t.id('kedai') AND transaction_id = 2 ORDER BY side
$$, $$VALUES
	('distributor', t.id('kedai account'), 'deduction', -200.50, 'MYR', 1.0000000000, -200.50, 'MYR', 799.50, 'DOC-1', 'a memo', NULL::bigint, current_user::text COLLATE "default", now()),
	('supplier', t.id('supplier'), 'deduction', 200.50, 'MYR', 1.0000000000, 200.50, 'MYR', -799.50, 'DOC-1', 'a memo', NULL::bigint, current_user::text COLLATE "default", now())
$$, 'LE-1: two entries, equal and opposite, same currency, rate, time and documents');
SELECT is(t.post('kedai', 'top_up', 0.01), 3::bigint, 'LE-2: gapless');
SELECT is(t.balance('kedai'), 799.51, 'LE-2: a top-up is positive on the distributor''s side');
SELECT t.post('kedai', 'correction', -9.51), t.post('kedai', 'correction', 5), t.post('kedai', 'opening_balance', -100), t.post('kedai', 'opening_balance', 10) \g /dev/null
SELECT is(t.balance('kedai'), 705.00, 'LE-2: corrections and opening balances have either sign');
SELECT is(t.state_of(format('SELECT t.post(%s)', arguments)), expected, 'LE-2: ' || name)
FROM (VALUES
	(1, $$'kedai', 'top_up', 0$$, '22023', 'a top-up is above 0'),
	(2, $$'kedai', 'top_up', -1$$, '22023', 'and not negative'),
	(3, $$'kedai', 'deduction', -1$$, '22023', 'neither is a deduction'),
	(4, $$'kedai', 'deduction', 0$$, '22023', 'nor is it 0'),
	(5, $$'kedai', 'correction', 0$$, '22023', 'nor is a correction'),
	(6, $$'kedai', 'opening_balance', 0$$, '22023', 'nor an opening balance'),
	(7, $$'kedai', 'push_charge', 1$$, '22023', 'charges are not posted by hand'),
	(8, $$'kedai', 'withdrawal_refund', 1$$, '22023', 'nor are refunds'),
	(9, $$'kedai', 'gift', 1$$, '22023', 'there is no other kind'),
	(10, $$'kedai', NULL, 1$$, '22004', 'null is no kind'),
	(11, $$'kedai', 'top_up', NULL$$, '22004', 'null is no amount'),
	(12, $$'kedai', 'top_up', 'NaN'$$, '22003', 'not a number is no amount'),
	(13, $$'kedai', 'top_up', 'Infinity'$$, '22003', 'infinity is no amount'),
	(14, $$'kedai', 'correction', '-Infinity'$$, '22003', 'nor is its opposite'),
	(15, $$'kedai', 'top_up', 999999999999999999.99$$, '22003', 'a giant amount is refused'),
	(16, $$'kedai', 'top_up', 1e30$$, '22003', 'also beyond the type'),
	(17, $$'kedai', 'top_up', 92233720368547758.07$$, '22003', 'nor does a balance wrap'),
	(18, $$'saigon', 'top_up', 92233720368547758$$, '22003', 'in any currency'),
	(19, $$'kedai', 'top_up', 1, 'ZZZ'$$, 'SD005', 'an unknown currency is not found'),
	(20, $$'kedai', 'top_up', 1, 'USD'$$, 'SD008', 'nor has one that is not quoted'),
	(21, $$'saigon', 'top_up', 10.5$$, '22023', 'VND has no decimals'),
	(24, $$'kedai', 'top_up', 1, 'VND'$$, '22023', 'what converts to 0 is no entry'),
	(25, $$'kedai', 'correction', -27, 'VND'$$, '22023', 'of either sign'),
	(22, $$'kedai', 'top_up', 0.001$$, '22003', 'MYR has two, as every amount'),
	(23, $$'kedai', 'top_up', 10.005$$, '22003', 'PC-8: nothing is rounded')
) AS c (no, arguments, expected, name)
ORDER BY no;
SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$SELECT distribution.post_entry(t.id('supplier'), 0, 'top_up', 1)$$, 'SD005', 'LE-4: an unknown partnership is not found'),
	(2, $$SELECT distribution.post_entry(t.id('supplier'), t.id('kedai at rival'), 'top_up', 1)$$, 'SD005', 'ID-4: nor another supplier''s'),
	(3, $$SELECT distribution.post_entry(t.id('supplier'), NULL, 'top_up', 1)$$, '22004', 'LE-4: null is no partnership')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT is(t.balance('kedai'), 705.00, 'LE-2: and nothing of it is posted');
SELECT is((t.error_of(format('SELECT %s', call))).message, expected, 'PC-8: the message names the value and what is allowed: ' || expected)
FROM (VALUES
	(1, $$t.post('kedai', 'top_up', 10.005)$$, 'amount 10.005 has more than 2 decimals'),
	(2, $$t.post('kedai', 'correction', -0.0100000001)$$, 'amount -0.0100000001 has more than 2 decimals'),
	(3, $$distribution.set_credit(t.id('supplier'), t.id('kedai'), 10.005, NULL)$$, 'credit_limit 10.005 has more than 2 decimals'),
	(4, $$distribution.set_credit(t.id('supplier'), t.id('kedai'), 'NaN', NULL)$$, 'credit_limit is out of range')
) AS c (no, call, expected)
ORDER BY no;
SELECT distribution.set_credit(t.id('supplier'), t.id('kedai'), 0.000, NULL) \g /dev/null
SELECT is(last_transaction_id, 7::bigint, 'LE-2: a refused entry leaves no gap') FROM distribution.settlement_account WHERE partnership_id = t.id('kedai');

-- In another currency
SELECT t.post('toko', 'top_up', 100, 'MYR') \g /dev/null
SELECT results_eq($$
	SELECT amount, currency, rate, rate_source, settlement_amount, settlement_currency, base_amount, base_currency, balance_after
	FROM distribution.ledger_entry WHERE partnership_id = t.id('toko') AND transaction_id = 2 AND side = 'distributor'
$$, $$VALUES (100.00, 'MYR', 3500.0000000000, 'fixed', 350000.00, 'IDR', 100.00, 'MYR', 10350000.00)$$,
	'LE-2: an entry in another currency is converted, and kept in the base currency');
SELECT t.post('saigon', 'top_up', 0.05, 'MYR') \g /dev/null
SELECT is(settlement_amount, 272.00, 'FX-3: 0.05 MYR at 5432.1 is 271.605, posted as 272 VND')
FROM distribution.ledger_entry WHERE partnership_id = t.id('saigon') AND transaction_id = 2 AND side = 'distributor';

-- LE-4: idempotency
SELECT is(t.post('kedai', 'top_up', 50, key => 'pay-1'), 8::bigint, 'LE-4: a key is new');
SELECT is(t.post('kedai', 'top_up', 50, key => 'pay-1'), 8::bigint, 'LE-4: a repeated key returns the first transaction');
SELECT is(t.balance('kedai'), 755.00, 'LE-4: and posts nothing');
SELECT is(t.post('kedai', 'top_up', 50, key => 'pay-2'), 9::bigint, 'LE-4: another key is another entry');
SELECT is(concat_ws(' ', e.state, e.detail), 'SD014 Transaction 8 has another ' || name || '.', 'LE-4: a key is not used for another ' || name)
FROM (VALUES
	(1, $$'kedai', 'deduction', 50, key => 'pay-1'$$, 'kind'),
	(2, $$'kedai', 'correction', 50, key => 'pay-1'$$, 'kind'),
	(3, $$'kedai', 'top_up', 50.01, key => 'pay-1'$$, 'amount'),
	(4, $$'kedai', 'top_up', 50, 'IDR', key => 'pay-1'$$, 'currency')
) AS c (no, arguments, name), t.error_of(format('SELECT t.post(%s)', arguments)) AS e
ORDER BY no;
SELECT is((t.error_of($$SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'top_up', 50, document_no => 'D-1', idempotency_key => 'pay-1')$$)).detail,
	'Transaction 8 has another document_no.', 'LE-4: nor for another document');
SELECT is(t.post('kedai', 'top_up', 50.00, 'MYR', key => 'pay-1'), 8::bigint, 'LE-4: the settlement currency may be named or not');
SELECT is(distribution.post_entry(t.id('supplier'), t.id('kedai'), 'top_up', 50, document_no => 'DOC-1', memo => 'again', idempotency_key => 'pay-1'), 8::bigint, 'LE-4: the memo is no part of it');
SELECT is(t.post('toko', 'top_up', 50, key => 'pay-1'), 3::bigint, 'LE-4: another partnership has keys of its own');
SELECT is(t.post('kedai', 'top_up', 50), 10::bigint, 'LE-4: without a key every entry is new');
SELECT is(t.post('kedai', 'top_up', 50), 11::bigint, 'LE-4: even if it looks the same');

-- LE-1, LE-3 over orders of four currencies, withdrawn or not
SELECT t.sync(partner, format('N-%s-%s', partner, n), 'A 1, B 2; C 1')
FROM unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS partner CROSS JOIN generate_series(1, 3) AS n \g /dev/null
SELECT t.pushed(o.name) FROM t.thing AS o WHERE o.name LIKE 'N-%' ORDER BY o.name \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), o.id) FROM t.thing AS o WHERE o.name LIKE 'N-%-2' ORDER BY o.name \g /dev/null

SELECT is(t.count_entries() % 2, 0, 'LE-1: entries come in pairs');
SELECT ok(t.count_entries() > 60, 'LE-1: many of them');
SELECT is_empty($$
	SELECT FROM (SELECT * FROM distribution.ledger_entry WHERE side = 'distributor') AS d
	FULL JOIN (SELECT * FROM distribution.ledger_entry WHERE side = 'supplier') AS s USING (supplier_id, partnership_id, transaction_id)
	WHERE NOT coalesce(
		(d.side, d.amount, d.settlement_amount, d.base_amount, d.balance_after) = ('distributor', -s.amount, -s.settlement_amount, -s.base_amount, -s.balance_after)
		AND (d.kind, d.currency, d.rate, d.rate_inverse, d.rate_source, d.rate_at) = (s.kind, s.currency, s.rate, s.rate_inverse, s.rate_source, s.rate_at)
		AND (d.settlement_currency, d.base_currency, d.posted_at, d.actor) = (s.settlement_currency, s.base_currency, s.posted_at, s.actor)
		AND (d.order_id, d.package_no, d.document_no, d.memo) IS NOT DISTINCT FROM (s.order_id, s.package_no, s.document_no, s.memo), false)
$$, 'LE-1: equal and opposite, all else the same');
SELECT set_eq($$
	SELECT kind, side, sign(settlement_amount)::int FROM distribution.ledger_entry WHERE kind NOT IN ('correction', 'opening_balance')
$$, $$VALUES
	('push_charge', 'distributor', -1), ('push_charge', 'supplier', 1), ('withdrawal_refund', 'distributor', 1), ('withdrawal_refund', 'supplier', -1),
	('deduction', 'distributor', -1), ('deduction', 'supplier', 1), ('top_up', 'distributor', 1), ('top_up', 'supplier', -1)
$$, 'LE-2: a charge is negative for the distributor, a refund or top-up positive');
SELECT is_empty($$
	SELECT FROM (
		SELECT balance_after, sum(settlement_amount) OVER (PARTITION BY supplier_id, partnership_id, side ORDER BY transaction_id) AS running,
			transaction_id, row_number() OVER (PARTITION BY supplier_id, partnership_id, side ORDER BY transaction_id) AS expected_id
		FROM distribution.ledger_entry) AS e
	WHERE balance_after <> running OR transaction_id <> expected_id
$$, 'LE-3: balance after each entry forms an unbroken chain, and numbers are gapless from 1');
SELECT is_empty($$
	SELECT FROM distribution.settlement_account a
	WHERE balance IS DISTINCT FROM (SELECT coalesce(sum(settlement_amount), 0) FROM distribution.ledger_entry e
		WHERE (e.supplier_id, e.partnership_id, e.side) = (a.supplier_id, a.partnership_id, 'distributor'))
		OR last_transaction_id <> (SELECT count(*) FROM distribution.ledger_entry e
		WHERE (e.supplier_id, e.partnership_id, e.side) = (a.supplier_id, a.partnership_id, 'distributor'))
$$, 'LE-3: balance = sum of the distributor-side settlement amounts');
SELECT is(count(DISTINCT hash), t.count_entries() / 2::bigint, 'LE-3: every transaction has a hash of its own')
FROM distribution.ledger_entry WHERE side = 'distributor';
SELECT is(bool_and(length(hash) = 32), true, 'LE-3: of SHA-256') FROM distribution.ledger_entry;

-- LE-2: base amounts at the rate of posting
SELECT results_eq($$
	SELECT DISTINCT settlement_currency, base_currency, base_rate, base_rate_inverse, base_rate_source FROM distribution.ledger_entry
	WHERE kind = 'push_charge' ORDER BY 1
$$, $$VALUES
	('IDR', 'MYR', 3500.0000000000, true, 'fixed'), ('MYR', 'MYR', 1.0000000000, false, 'same'),
	('THB', 'MYR', 0.1284000000, false, 'live'), ('VND', 'MYR', 5432.1000000000, true, 'live')
$$, 'LE-2: the rate to the base currency, with its direction and source');
SELECT is_empty($$
	SELECT FROM distribution.ledger_entry WHERE kind = 'push_charge'
	AND base_amount <> round(CASE WHEN base_rate_inverse THEN settlement_amount / base_rate ELSE settlement_amount * base_rate END, 2)
$$, 'LE-2: and the amount in it');

-- The views
SELECT results_eq($$
	SELECT side, kind, settlement_amount, balance_after FROM distribution_report.reconciliation
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND transaction_id <= 2 ORDER BY transaction_id, side
$$, $$VALUES ('distributor', 'top_up', 1000.00, 1000.00), ('supplier', 'top_up', -1000.00, -1000.00),
	('distributor', 'deduction', -200.50, 799.50), ('supplier', 'deduction', 200.50, -799.50)$$, 'LE-2: reconciliation shows both sides');
-- kedai's order of A 1, B 2; C 1: 50.00 + 1.50 + 3 x 0.80 and 9.99 + 1.50 + 0.80 = 66.19; three of them, one withdrawn
SELECT results_eq($$
	SELECT month, currency, opening_balance, charges, refunds, return_charges, manual, closing_balance, entries
	FROM distribution_report.reconciliation_summary WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai')
$$, $$VALUES (date_trunc('month', now() AT TIME ZONE 'UTC')::date, 'MYR', 0.00, -198.57, 66.19, 0.00, 905.00, 772.62, 19)$$,
	'LE-6: the summary: opening + charges + refunds + return charges + manual = closing');
SELECT is_empty($$
	SELECT FROM distribution_report.reconciliation_summary s JOIN distribution.settlement_account a USING (supplier_id, partnership_id)
	WHERE s.opening_balance + s.charges + s.refunds + s.return_charges + s.manual <> s.closing_balance OR s.closing_balance <> a.balance
$$, 'LE-6: for every partnership');

-- LE-6: days and months are those of the supplier's time zone; one of these two is not in UTC's day.
SELECT t.make_supplier(name, 'MYR'), t.make_warehouse(name, name || ' warehouse'), t.make_product(name, 'A', 1), t.go_live(name)
FROM unnest(ARRAY['east', 'far west']) AS name \g /dev/null
UPDATE distribution.supplier SET time_zone = 'Pacific/Kiritimati' WHERE supplier_id = t.id('east');
UPDATE distribution.supplier SET time_zone = 'Pacific/Pago_Pago' WHERE supplier_id = t.id('far west');
SELECT t.make_partner('kedai in the ' || name, 'kedai account', 'MYR', NULL, name) FROM unnest(ARRAY['east', 'far west']) AS name \g /dev/null
SELECT distribution.post_entry(t.id(name), t.id('kedai in the ' || name), 'top_up', 1) FROM unnest(ARRAY['east', 'far west']) AS name \g /dev/null
SELECT is(d.day, (now() AT TIME ZONE zone)::date, 'LE-6: the day in ' || zone)
FROM (VALUES ('east', 'Pacific/Kiritimati'), ('far west', 'Pacific/Pago_Pago')) AS c (name, zone)
JOIN distribution.ledger_day d ON d.supplier_id = t.id(name);
SELECT is(m.month, date_trunc('month', now() AT TIME ZONE zone)::date, 'LE-6: the month in ' || zone)
FROM (VALUES ('east', 'Pacific/Kiritimati'), ('far west', 'Pacific/Pago_Pago')) AS c (name, zone)
JOIN distribution.ledger_month m ON m.supplier_id = t.id(name);
SELECT isnt(t.state_of($$UPDATE distribution.supplier SET time_zone = 'UTC' WHERE supplier_id = t.id('east')$$), NULL, 'LE-6: the zone is fixed once the ledger has an entry');

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');

-- LE-5: nobody changes it
SELECT is(t.state_of(statement), 'SD011', 'LE-5: refused: ' || statement)
FROM unnest(ARRAY[
	'UPDATE distribution.ledger_entry SET memo = ''x''',
	'UPDATE distribution.ledger_entry SET settlement_amount = settlement_amount + 1 WHERE transaction_id = 1',
	'DELETE FROM distribution.ledger_entry',
	'DELETE FROM distribution.ledger_entry WHERE transaction_id = 1',
	'TRUNCATE distribution.ledger_entry',
	'TRUNCATE distribution.ledger_entry CASCADE']) AS statement;

-- LE-1: no unpaired insert. Copies of a good pair, each with one thing wrong.
CREATE FUNCTION t.insert_copy(changes text, sides text DEFAULT 'true') RETURNS text LANGUAGE sql AS $$
	SELECT t.state_of(format($f$
		INSERT INTO distribution.ledger_entry
		SELECT (jsonb_populate_record(e, jsonb_build_object('transaction_id', 100) || CASE e.side WHEN 'supplier' THEN %L::jsonb ELSE '{}' END)).*
		FROM distribution.ledger_entry e WHERE partnership_id = t.id('kedai') AND transaction_id = 2 AND %s $f$, changes, sides))
$$;
SELECT ok(t.insert_copy(changes, sides) ~ '^(SD|23)', 'LE-1: refused: ' || name)
FROM (VALUES
	(1, '{}', 'side = ''supplier''', 'one side only'),
	(2, '{}', 'side = ''distributor''', 'the other side only'),
	(3, '{"settlement_amount": 200.51, "amount": 200.51}', 'true', 'unequal amounts'),
	(4, '{"settlement_amount": -200.50, "amount": -200.50}', 'true', 'two of one sign'),
	(5, '{"transaction_id": 101}', 'true', 'two transactions of one entry'),
	(6, '{"kind": "top_up"}', 'true', 'two kinds'),
	(7, '{"currency": "IDR"}', 'true', 'two currencies'),
	(8, '{"rate": 2}', 'true', 'two rates'),
	(9, '{"posted_at": "2020-01-01T00:00Z"}', 'true', 'two times'),
	(10, '{"document_no": "DOC-2"}', 'true', 'two documents'),
	(11, '{"side": "distributor"}', 'true', 'one side twice')
) AS c (no, changes, sides, name)
ORDER BY no;
SELECT is(t.faults(), NULL, 'LE-5: and the books are still sound');

-- LE-3, LE-5: what a superuser does behind the triggers' back, verify finds
CREATE FUNCTION t.found(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		EXECUTE statement;
		SET LOCAL session_replication_role = origin;
		found := t.faults();
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		RETURN found;
	END;
END
$$;
SELECT isnt(t.found(statement), NULL, 'LE-5: verify finds: ' || statement)
FROM unnest(ARRAY[
	'UPDATE distribution.ledger_entry SET memo = ''another'' WHERE partnership_id = t.id(''kedai'') AND transaction_id = 2 AND side = ''distributor''',
	'UPDATE distribution.ledger_entry SET memo = ''another'' WHERE partnership_id = t.id(''kedai'') AND transaction_id = 2',
	'UPDATE distribution.ledger_entry SET document_no = NULL WHERE partnership_id = t.id(''kedai'') AND transaction_id = 2',
	'UPDATE distribution.ledger_entry SET posted_at = posted_at - interval ''1 microsecond'' WHERE partnership_id = t.id(''kedai'') AND transaction_id = 2',
	'UPDATE distribution.ledger_entry SET actor = ''somebody'' WHERE partnership_id = t.id(''kedai'') AND transaction_id = 3',
	'UPDATE distribution.ledger_entry SET kind = ''correction'' WHERE partnership_id = t.id(''kedai'') AND transaction_id = 3',
	'UPDATE distribution.ledger_entry SET settlement_amount = settlement_amount * 2 WHERE partnership_id = t.id(''kedai'') AND transaction_id = 3',
	'UPDATE distribution.ledger_entry SET base_amount = base_amount * 2 WHERE partnership_id = t.id(''kedai'') AND transaction_id = 3',
	'UPDATE distribution.ledger_entry SET rate = 2 WHERE partnership_id = t.id(''kedai'') AND transaction_id = 3',
	'UPDATE distribution.ledger_entry SET package_no = ''P9'' WHERE partnership_id = t.id(''kedai'') AND transaction_id = 12',
	'UPDATE distribution.ledger_entry SET order_id = order_id + 1 WHERE partnership_id = t.id(''kedai'') AND transaction_id = 12',
	'UPDATE distribution.ledger_entry SET due_at = now() WHERE partnership_id = t.id(''kedai'') AND transaction_id = 12',
	'UPDATE distribution.ledger_entry SET account_id = t.id(''rival'') WHERE partnership_id = t.id(''kedai'') AND transaction_id = 12 AND side = ''supplier''',
	'UPDATE distribution.ledger_entry SET hash = sha256(''x'') WHERE partnership_id = t.id(''kedai'') AND transaction_id = 3',
	'DELETE FROM distribution.ledger_entry WHERE partnership_id = t.id(''kedai'') AND transaction_id = 3',
	'DELETE FROM distribution.ledger_entry WHERE partnership_id = t.id(''kedai'') AND transaction_id = 3 AND side = ''supplier''',
	'DELETE FROM distribution.ledger_entry WHERE partnership_id = t.id(''kedai'') AND transaction_id = (SELECT max(transaction_id) FROM distribution.ledger_entry WHERE partnership_id = t.id(''kedai''))',
	'DELETE FROM distribution.ledger_entry WHERE partnership_id = t.id(''kedai'')',
	'UPDATE distribution.ledger_entry SET transaction_id = CASE transaction_id WHEN 2 THEN 1002 ELSE 2 END WHERE partnership_id = t.id(''kedai'') AND transaction_id IN (2)',
	'DELETE FROM distribution.settlement_account WHERE supplier_id = t.id(''supplier'') AND partnership_id = t.id(''kedai'')',
	'UPDATE distribution.settlement_account SET balance = balance + 1 WHERE partnership_id = t.id(''kedai'')',
	'UPDATE distribution.settlement_account SET last_transaction_id = last_transaction_id + 1 WHERE partnership_id = t.id(''kedai'')',
	'UPDATE distribution.settlement_account SET last_hash = sha256(''x'') WHERE partnership_id = t.id(''kedai'')',
	'UPDATE distribution.ledger_month SET charges = charges - 1, refunds = refunds + 1 WHERE partnership_id = t.id(''kedai'')',
	'UPDATE distribution.ledger_day SET amount = amount + 1 WHERE partnership_id = t.id(''kedai'')',
	'UPDATE distribution.package_charge SET refunded = 1 WHERE order_id = t.id(''N-kedai-1'')',
	'UPDATE distribution.package_charge SET goods_amount = goods_amount + 1 WHERE order_id = t.id(''N-kedai-1'')'
	]) WITH ORDINALITY AS s (statement, no)
ORDER BY no;
-- LE-3: the chain covers every column: each one is changed on both sides of a manual entry.
SELECT matches(t.found(format('UPDATE distribution.ledger_entry SET %I = %s WHERE supplier_id = t.id(''supplier'') AND partnership_id = t.id(''kedai'') AND transaction_id = 2',
		attname, CASE attname WHEN 'kind' THEN quote_literal('correction') ELSE replace(change, 'it', attname) END)),
	'hash_chain', 'LE-3: verify finds another ' || attname)
FROM pg_attribute
JOIN (VALUES ('text', 'coalesce(it, '''') || ''x'''), ('numeric', 'it + 1'), ('boolean', 'NOT it'), ('bigint', 'coalesce(it, 0) + 1'),
	('timestamp with time zone', 'coalesce(it, now()) + interval ''1 us'''), ('bytea', 'sha256(it)')) AS c (type, change)
	ON type = format_type(atttypid, NULL)
WHERE attrelid = 'distribution.ledger_entry'::regclass AND attnum > 0 AND NOT attisdropped
	AND attname NOT IN ('supplier_id', 'partnership_id', 'transaction_id', 'side')
ORDER BY attnum;
SELECT is(count(*), 0::bigint, 'LE-3: no column is of a type that was left out')
FROM pg_attribute
WHERE attrelid = 'distribution.ledger_entry'::regclass AND attnum > 0 AND NOT attisdropped
	AND format_type(atttypid, NULL) NOT IN ('text', 'numeric', 'boolean', 'bigint', 'timestamp with time zone', 'bytea');

SELECT is(t.faults(), NULL, 'LE-5: all that was undone');

SELECT * FROM finish();
ROLLBACK;
