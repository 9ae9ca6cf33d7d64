-- Audit: what is changed behind the database's back is found, and its row named (LE-3, LE-5).
BEGIN;
\ir ../fixture/business.sql
\ir ../fixture/ledger.sql
SELECT no_plan();

SELECT t.sync(partner, format('%s-%s', partner, n), 'A 1, B 1; C 1') FROM unnest(ARRAY['kedai', 'toko']) AS partner CROSS JOIN generate_series(1, 3) AS n \g /dev/null
SELECT t.pushed(format('%s-%s', partner, n)) FROM unnest(ARRAY['kedai', 'toko']) AS partner CROSS JOIN generate_series(1, 3) AS n \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('kedai-2')) \g /dev/null
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT is(last_transaction_id, 9::bigint, 'LE-3: kedai has nine transactions') FROM distribution.settlement_account WHERE partnership_id = t.id('kedai');

-- Check and detail of what is found after a statement with triggers off, ids as names; then it is undone.
CREATE FUNCTION t.found_by(statement text, since boolean DEFAULT false) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	found text[];
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		EXECUTE replace(replace(statement, 'KEDAI', format('supplier_id = %s AND partnership_id = %s', t.id('supplier'), t.id('kedai'))),
			'LEDGER', 'distribution.ledger_entry');
		SET LOCAL session_replication_role = origin;
		SELECT array_agg(replace(replace(format('%s: %s', v.check_name, v.detail), 'partnership ' || t.id('kedai'), 'kedai'), 'order ' || t.id('kedai-1'), 'kedai-1'))
		INTO found FROM distribution.verify(t.id('supplier'), since) AS v;
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		RETURN QUERY SELECT unnest(found);
	END;
END
$$;
-- An entry with another amount, and everything after it hashed anew, as who knows the form would do it
CREATE FUNCTION t.forge(first_forged bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	entry distribution.ledger_entry;
	previous bytea := (SELECT hash FROM distribution.ledger_entry WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai')
		AND transaction_id = first_forged - 1 AND side = 'supplier');
BEGIN
	UPDATE distribution.ledger_entry SET balance_after = balance_after + CASE side WHEN 'supplier' THEN -100 ELSE 100 END
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND transaction_id >= first_forged;
	UPDATE distribution.ledger_entry SET amount = amount + CASE side WHEN 'supplier' THEN -100 ELSE 100 END,
		settlement_amount = settlement_amount + CASE side WHEN 'supplier' THEN -100 ELSE 100 END,
		base_amount = base_amount + CASE side WHEN 'supplier' THEN -100 ELSE 100 END
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND transaction_id = first_forged;
	FOR entry IN SELECT * FROM distribution.ledger_entry WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai')
		AND transaction_id >= first_forged ORDER BY transaction_id, side
	LOOP
		previous := sha256(previous || t.entry_form(entry));
		UPDATE distribution.ledger_entry SET hash = previous WHERE (supplier_id, partnership_id, transaction_id, side)
			= (entry.supplier_id, entry.partnership_id, entry.transaction_id, entry.side);
	END LOOP;
	UPDATE distribution.settlement_account SET last_hash = previous, balance = balance + 100
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai');
	UPDATE distribution.ledger_month SET charges = charges + 100, base_charges = base_charges + 100
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai');
	UPDATE distribution.ledger_day SET amount = amount + 100, base_amount = base_amount + 100
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND kind = 'push_charge';
END
$$;

SELECT ok(EXISTS (SELECT FROM t.found_by(statement) AS f WHERE f = expected), format('LE-5: found and named: %s: %s', name, expected))
FROM (VALUES
	(1, 'a changed amount', 'UPDATE LEDGER SET amount = amount * 2, settlement_amount = settlement_amount * 2 WHERE KEDAI AND transaction_id = 2 AND side = ''distributor''',
		'hash_chain: kedai, transaction 2: the distributor''s entry does not match its hash'),
	(2, 'a changed amount, on both sides', 'UPDATE LEDGER SET amount = amount * 2, settlement_amount = settlement_amount * 2 WHERE KEDAI AND transaction_id = 2',
		'hash_chain: kedai, transaction 2: the supplier''s entry does not match its hash'),
	(3, 'a changed memo', 'UPDATE LEDGER SET memo = ''x'' WHERE KEDAI AND transaction_id = 9 AND side = ''supplier''',
		'hash_chain: kedai, transaction 9: the supplier''s entry does not match its hash'),
	(4, 'a deleted entry', 'DELETE FROM LEDGER WHERE KEDAI AND transaction_id = 3 AND side = ''supplier''',
		'pair: kedai, transaction 3: one of its entries is missing'),
	(5, 'the other entry deleted', 'DELETE FROM LEDGER WHERE KEDAI AND transaction_id = 3 AND side = ''distributor''',
		'pair: kedai, transaction 3: one of its entries is missing'),
	(6, 'a deleted pair', 'DELETE FROM LEDGER WHERE KEDAI AND transaction_id = 3',
		'gap: kedai, transaction 4: it follows transaction 2'),
	(7, 'the last pair deleted', 'DELETE FROM LEDGER WHERE KEDAI AND transaction_id = 9',
		'chain_end: kedai, transaction 9: the account''s last transaction is not the last entry'),
	(8, 'all entries deleted', 'DELETE FROM LEDGER WHERE KEDAI',
		'chain_end: kedai, transaction 9: the account''s last transaction is not the last entry'),
	(10, 'an entry after the last', 'INSERT INTO LEDGER SELECT (jsonb_populate_record(e, ''{"transaction_id": 10}'')).* FROM LEDGER e WHERE KEDAI AND transaction_id = 9',
		'balance_chain: kedai, transaction 10: its balance does not follow from the entry before'),
	(11, 'a changed balance', 'UPDATE distribution.settlement_account SET balance = balance + 1 WHERE KEDAI',
		'balance: kedai, transaction 9: the account''s balance is not the last entry''s'),
	(12, 'a forged tail', 'UPDATE distribution.settlement_account SET last_hash = sha256(''x'') WHERE KEDAI',
		'chain_end: kedai, transaction 9: the account''s last transaction is not the last entry'),
	(13, 'a forged hash in entry and account', 'WITH forged AS (UPDATE LEDGER SET hash = sha256(''x'') WHERE KEDAI AND transaction_id = 9 AND side = ''supplier'' RETURNING hash)
		UPDATE distribution.settlement_account SET last_hash = sha256(''x'') WHERE KEDAI',
		'hash_chain: kedai, transaction 9: the supplier''s entry does not match its hash'),
	(14, 'a tail cut off with the account set back', 'WITH cut AS (DELETE FROM LEDGER WHERE KEDAI AND transaction_id = 9)
		UPDATE distribution.settlement_account a SET last_transaction_id = 8, balance = e.balance_after, last_hash = (SELECT hash FROM LEDGER h WHERE
			(h.supplier_id, h.partnership_id, h.transaction_id, h.side) = (a.supplier_id, a.partnership_id, 8, ''supplier''))
		FROM LEDGER e WHERE (e.supplier_id, e.partnership_id, e.transaction_id, e.side) = (a.supplier_id, a.partnership_id, 8, ''distributor'')
			AND a.supplier_id = t.id(''supplier'') AND a.partnership_id = t.id(''kedai'')',
		format('summary_day: kedai, day %s, withdrawal_refund: summary and entries differ', (now() AT TIME ZONE 'UTC')::date)),
	(15, 'a month that disagrees', 'UPDATE distribution.ledger_month SET charges = charges - 1, refunds = refunds + 1 WHERE KEDAI',
		format('summary_month: kedai, month %s: summary and entries differ', date_trunc('month', now() AT TIME ZONE 'UTC')::date)),
	(16, 'a day that disagrees', 'UPDATE distribution.ledger_day SET entries = entries + 1 WHERE KEDAI AND kind = ''top_up''',
		format('summary_day: kedai, day %s, top_up: summary and entries differ', (now() AT TIME ZONE 'UTC')::date)),
	(17, 'a month deleted', 'DELETE FROM distribution.ledger_month WHERE KEDAI',
		format('summary_month: kedai, month %s: summary and entries differ', date_trunc('month', now() AT TIME ZONE 'UTC')::date)),
	(18, 'stock on hand', format('UPDATE distribution.stock SET on_hand = on_hand + 1 WHERE warehouse_id = %s AND sku_id = %s', t.id('north'), t.id('A')),
		format('stock_on_hand: warehouse %s, SKU %s: 101 on hand and 0 defective, movements say 100 and 0', t.id('north'), t.id('A'))),
	(19, 'allocated stock', format('UPDATE distribution.stock SET allocated = allocated - 1 WHERE warehouse_id = %s AND sku_id = %s', t.id('north'), t.id('A')),
		format('stock_allocated: warehouse %s, SKU %s: 4 allocated, 5 in open lines', t.id('north'), t.id('A'))),
	(20, 'a charge', format('UPDATE distribution.package_charge SET goods_amount = goods_amount + 1 WHERE order_id = %s AND package_no = ''P1''', t.id('kedai-1')),
		'charge: kedai-1, package P1: charge and ledger differ'),
	(21, 'a refund', format('UPDATE distribution.package_charge SET refunded = 1 WHERE order_id = %s AND package_no = ''P1''', t.id('kedai-1')),
		'refund: kedai-1, package P1: 1.00 refunded, the ledger says 0'),
	(22, 'a deleted charge', format('DELETE FROM distribution.package_charge WHERE order_id = %s AND package_no = ''P1''', t.id('kedai-1')),
		'charge: kedai-1, package P1: charge and ledger differ'),
	(23, 'the price of a line', format('UPDATE distribution.order_line SET unit_price = 1 WHERE order_id = %s AND line_no = 1', t.id('kedai-1')),
		'goods: kedai-1, package P1: 30.00 charged for goods, its lines make 21.00'),
	(24, 'defective stock', format('UPDATE distribution.stock SET defective = defective + 1 WHERE warehouse_id = %s AND sku_id = %s', t.id('north'), t.id('A')),
		format('stock_on_hand: warehouse %s, SKU %s: 100 on hand and 1 defective, movements say 100 and 0', t.id('north'), t.id('A'))),
	(25, 'the time of the last push', 'UPDATE distribution.settlement_account SET last_pushed_at = NULL WHERE KEDAI',
		format('last_push: kedai: last pushed never, the ledger says %s', now())),
	(26, 'how long nothing is overdue', 'UPDATE distribution.settlement_account SET aged_until = now() WHERE KEDAI',
		'ageing: kedai: what is kept of its open charges is not what they are'),
	(27, 'a month to close', 'UPDATE distribution.settlement_account SET open_month = NULL WHERE KEDAI',
		format('open_month: kedai: closed up to none, and entries from none, are kept of its months; they are closed up to none, with entries from %s',
			date_trunc('month', now() AT TIME ZONE 'UTC')::date)),
	(28, 'a closed month', 'UPDATE distribution.settlement_account SET closed_month = open_month WHERE KEDAI',
		format('open_month: kedai: closed up to %1$s, and entries from %1$s, are kept of its months; they are closed up to none, with entries from %1$s',
			date_trunc('month', now() AT TIME ZONE 'UTC')::date))
) AS c (no, name, statement, expected)
ORDER BY no;
-- Swapping goes by way of numbers that are free.
CREATE FUNCTION t.swap() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE distribution.ledger_entry SET transaction_id = transaction_id + 100 WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND transaction_id IN (3, 4);
	UPDATE distribution.ledger_entry SET transaction_id = CASE transaction_id WHEN 103 THEN 4 ELSE 3 END
	WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND transaction_id IN (103, 104);
END
$$;
SELECT set_has($$SELECT t.found_by('SELECT t.swap()')$$, $$VALUES
	('hash_chain: kedai, transaction 3: the distributor''s entry does not match its hash'), ('balance_chain: kedai, transaction 3: its balance does not follow from the entry before'),
	('hash_chain: kedai, transaction 4: the supplier''s entry does not match its hash')$$, 'LE-5: found and named: a swapped order');
SELECT isnt_empty($$SELECT t.found_by('SELECT t.forge(4)')$$, 'LE-5: a ledger forged with all its hashes and sums: what it charges for gives it away');

-- Checkpoints
SELECT is(distribution.save_checkpoint(t.id('supplier')), 3, 'LE-3: a checkpoint of each account with entries');
SELECT results_eq($$SELECT transaction_id, balance FROM distribution.verify_checkpoint WHERE partnership_id = t.id('kedai')$$,
	$$SELECT last_transaction_id, balance FROM distribution.settlement_account WHERE partnership_id = t.id('kedai')$$, 'LE-3: where it stands');
SELECT is_empty($$SELECT * FROM distribution.verify(t.id('supplier'), true)$$, 'LE-3: nothing since');
SELECT t.top_up('kedai', 7), t.top_up('kedai', 8) \g /dev/null
SELECT is_empty($$SELECT * FROM distribution.verify(t.id('supplier'), true)$$, 'LE-3: what is added to a checkpoint is sound');
SELECT ok(EXISTS (SELECT FROM t.found_by(statement, true) AS f WHERE f = expected), format('LE-3: since the checkpoint: %s: %s', name, expected))
FROM (VALUES
	(1, 'a changed amount', 'UPDATE LEDGER SET amount = amount * 2 WHERE KEDAI AND transaction_id = 11', 'hash_chain: kedai, transaction 11: the distributor''s entry does not match its hash'),
	(2, 'a deleted pair', 'DELETE FROM LEDGER WHERE KEDAI AND transaction_id = 10', 'gap: kedai, transaction 11: it follows transaction 9'),
	(3, 'a changed balance', 'UPDATE distribution.settlement_account SET balance = balance + 1 WHERE KEDAI', 'balance: kedai, transaction 11: the account''s balance is not the last entry''s'),
	(4, 'all that was seen forged', 'SELECT t.forge(4)', 'checkpoint: kedai, transaction 9: it is not what it was at the checkpoint'),
	(5, 'all that was seen gone', 'DELETE FROM LEDGER WHERE KEDAI AND transaction_id <= 9', 'checkpoint: kedai, transaction 9: it is not what it was at the checkpoint'),
	(6, 'a kept month gone', 'DELETE FROM distribution.ledger_month WHERE KEDAI', format('summary_total: kedai: balance %1$s after 11 events, months sum to 0 after 0, days to %1$s after 11', t.balance('kedai'))),
	(7, 'base amounts of a day', 'UPDATE distribution.ledger_day SET base_amount = base_amount + 1 WHERE KEDAI AND kind = ''top_up''',
		format('summary_total: kedai: balance %1$s after 11 events, months sum to %1$s after 11, days to %1$s after 11', t.balance('kedai')))
) AS c (no, name, statement, expected)
ORDER BY no;
SELECT is_empty($$SELECT t.found_by('UPDATE LEDGER SET memo = ''x'' WHERE KEDAI AND transaction_id = 5', true)$$, 'LE-3: what a checkpoint has seen is not read again');
SELECT ok(EXISTS (SELECT FROM t.found_by('SELECT t.forge(4)') AS f WHERE f LIKE 'checkpoint: kedai, transaction 9: %'), 'LE-3: a whole run compares with the checkpoint too');
SELECT is(distribution.save_checkpoint(t.id('supplier')), 3, 'LE-3: and the next');
SELECT is(transaction_id, 11::bigint, 'LE-3: moves on') FROM distribution.verify_checkpoint WHERE partnership_id = t.id('kedai');
SET LOCAL session_replication_role = replica;
SELECT t.top_up('kedai', 9), t.top_up('toko', 9) \g /dev/null
UPDATE distribution.ledger_entry SET memo = 'x' WHERE partnership_id = t.id('kedai') AND transaction_id = 12;
SET LOCAL session_replication_role = origin;
SELECT is(distribution.save_checkpoint(t.id('supplier')), 2, 'LE-3: an account with a fault is not saved');
SELECT is(transaction_id, 11::bigint, 'LE-3: it stays where it was') FROM distribution.verify_checkpoint WHERE partnership_id = t.id('kedai');
SELECT is(t.state_of(statement), expected, 'LE-3: ' || statement)
FROM (VALUES ('SELECT distribution.save_checkpoint(NULL)', '22004'), ('SELECT distribution.verify(NULL, NULL)', '22004'), ('SELECT distribution.verify(0)', NULL)) AS v (statement, expected);
SELECT is_empty($$SELECT * FROM distribution.verify(t.id('rival'))$$, 'LE-3: another supplier''s books are sound');

SELECT * FROM finish();
ROLLBACK;
