-- Settings of a partnership: each side has its own (ID-4, RT-2, NO-1).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE ROLE shop;
CREATE ROLE kedai_shop;
CREATE ROLE toko_shop;
CREATE ROLE stranger;
SELECT distribution.grant_member(t.id(account), role, permissions)
FROM (VALUES ('supplier', 'shop', '{supplier}'::text[]), ('kedai account', 'kedai_shop', '{distributor}'), ('toko account', 'toko_shop', '{distributor}')) AS v (account, role, permissions) \g /dev/null
SELECT set_config('t.supplier', t.id('supplier')::text, true), set_config('t.kedai', t.id('kedai')::text, true) \g /dev/null

CREATE FUNCTION t.as_role(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	affected int;
	result text;
BEGIN
	PERFORM set_config('role', role, true);
	IF statement LIKE 'SELECT%' THEN
		EXECUTE statement INTO result;
	ELSE
		EXECUTE statement;
	END IF;
	GET DIAGNOSTICS affected = ROW_COUNT;
	RESET ROLE;
	RETURN coalesce(result, affected || ' rows');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
CREATE FUNCTION t.settings() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', side, auto_push_returns, low_balance_below), ', ' ORDER BY side DESC)
	FROM distribution.partnership_setting WHERE partnership_id = t.id('kedai')
$$;
CREATE FUNCTION t.insert(columns text, given text) RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO distribution.partnership_setting (supplier_id, partnership_id%s) VALUES (%s, %s%s)', columns, current_setting('t.supplier'), current_setting('t.kedai'), given)
$$;
SELECT is(t.as_role('shop', t.insert(', low_balance_below', ', 100')), '1 rows', 'ID-4: the supplier''s row');
SELECT is(t.as_role('kedai_shop', t.insert(', auto_push_returns, low_balance_below', ', true, 20')), '1 rows', 'ID-4: the distributor''s beside it');
SELECT is(t.settings(), 'supplier f 100, distributor t 20', 'ID-4: whose it is needs no saying');
SELECT is(account_id, CASE side WHEN 'supplier' THEN t.id('supplier') ELSE t.id('kedai account') END, 'ID-4: of the account of its side: ' || side) FROM distribution.partnership_setting ORDER BY side;
SELECT is(t.as_role(role, 'SELECT string_agg(side, '','') FROM distribution.partnership_setting'), expected, format('ID-4: %s sees %s', role, expected))
FROM (VALUES (1, 'shop', 'supplier'), (2, 'kedai_shop', 'distributor'), (3, 'toko_shop', '1 rows'), (4, 'stranger', '1 rows')) AS v (no, role, expected)
ORDER BY no;
SELECT is(t.as_role('shop', 'UPDATE distribution.partnership_setting SET low_balance_below = 50'), '1 rows', 'ID-4: a side changes its own');
SELECT is(t.settings(), 'supplier f 50, distributor t 20', 'ID-4: and not the other''s');
SELECT is(t.as_role(role, statement), expected, 'ID-4: ' || name)
FROM (VALUES
	(1, 'shop', t.insert(', side', ', ''distributor'''), '42501 permission denied for account ' || t.id('kedai account'), 'the other side''s row is not written'),
	(2, 'kedai_shop', t.insert(', side', ', ''supplier'''), '42501 permission denied for account ' || t.id('supplier'), 'by neither side'),
	(3, 'toko_shop', t.insert('', ''), 'SD005 partnership ' || t.id('kedai') || ' not found', 'a stranger to it finds no partnership'),
	(4, 'toko_shop', replace(t.insert('', ''), current_setting('t.kedai') || ')', '999999)'), 'SD005 partnership 999999 not found', 'as where there is none'),
	(5, 'shop', t.insert(', side', ', ''buyer'''), '23514 "side" cannot be "buyer"', 'there are two sides'),
	(6, 'shop', t.insert(', account_id', ', 1'), '42501 permission denied for table partnership_setting', 'the account is not given'),
	(7, 'shop', 'UPDATE distribution.partnership_setting SET side = ''distributor''', '42501 permission denied for table partnership_setting', 'nor does a row change sides'),
	(8, 'kedai_shop', format('SELECT distribution.delete_partnership_setting(%s, %s, ''supplier'')', current_setting('t.supplier'), current_setting('t.kedai')), '42501 permission denied for account ' || t.id('supplier'), 'nor is the other''s deleted')
) AS v (no, role, statement, expected, name)
ORDER BY no;
SELECT is(t.as_role('kedai_shop', format('SELECT distribution.delete_partnership_setting(%s, %s, ''distributor'')::text', current_setting('t.supplier'), current_setting('t.kedai'))), '', 'ID-4: a side deletes its own');
SELECT is(t.settings(), 'supplier f 50', 'ID-4: and only that');
SELECT is(t.state_of('UPDATE distribution.partnership_setting SET side = ''distributor'', account_id = t.id(''kedai account'')'), 'SD011', 'ID-4: not even the administrator moves a row to the other side');
SELECT is(t.state_of(t.insert('', '')), NULL, 'ID-5: who sees all');
SELECT is(t.settings(), 'supplier f 50, distributor f', 'ID-5: sets the distributor''s where nothing is said');

SELECT * FROM finish();
ROLLBACK;
