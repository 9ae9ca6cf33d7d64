-- A supplier's rows go out of the books and come home (doc/scale-out.md); test/restore takes them to other books.
BEGIN;
\ir ../fixture/business.sql
\ir ../fixture/verbs.sql
UPDATE distribution.plan SET order_quota = 10000;
SELECT t.sync(p, format('M-%s-%s', p, n), 'A 2, B 1; C 1') FROM unnest(ARRAY['kedai', 'toko']) AS p CROSS JOIN generate_series(1, 3) AS n \g /dev/null
SELECT t.push('M-kedai-1', 'M-kedai-2', 'M-toko-1') \g /dev/null
SELECT distribution.withdraw_order(t.id('supplier'), t.id('M-kedai-2')), distribution.advance_order(t.id('supplier'), t.id('M-kedai-1'), 'shipped'),
	distribution.save_checkpoint(t.id('supplier')), distribution.push_inventory(), distribution.count_sales(t.id('supplier')) \g /dev/null
SELECT no_plan();

SELECT is_empty($$
	SELECT c.conname
	FROM distribution.supplier_books() WITH ORDINALITY AS b (book, no)
	JOIN pg_constraint AS c ON c.conrelid = to_regclass('distribution.' || b.book) AND c.contype = 'f'
	JOIN distribution.supplier_books() WITH ORDINALITY AS p (book, no) ON c.confrelid = to_regclass('distribution.' || p.book)
	WHERE p.no >= b.no$$, 'what refers comes after what it refers to');
SELECT set_eq('SELECT book FROM distribution.supplier_books()',
	$$SELECT book FROM distribution.placements() WHERE placement = 'tenant' AND book NOT IN ('price_import', 'product_import', 'supplier_import', 'notification', 'quota_block', 'quota_usage')$$,
	'every table of a tenant moves, but what lists come by, what accounts were told, and quotas, which are counted anew');

-- Number and hash of the rows of each table, of this supplier or of all others
CREATE FUNCTION t.books(of_supplier boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	one text;
	said text;
	result text := '';
BEGIN
	FOR one IN SELECT b.book FROM distribution.supplier_books() AS b ORDER BY 1 LOOP
		EXECUTE format('SELECT concat_ws('' '', %L, count(*), md5(string_agg(r::text, E''\n'' ORDER BY r::text))) FROM distribution.%1$I AS r
			WHERE (supplier_id = t.id(''supplier'')) = $1', one) INTO said USING of_supplier;
		result := concat_ws(E'\n', result, said);
	END LOOP;
	RETURN result;
END
$$;
CREATE TABLE t.held AS SELECT t.books(true) AS own, t.books(false) AS others, distribution.supplier_fingerprint(t.id('supplier')) AS fingerprint;
CREATE TABLE t.export AS SELECT * FROM distribution.export_supplier(t.id('supplier'));
SELECT isnt((SELECT own FROM t.held), NULL, 'the books have something');
SELECT ok((SELECT count(DISTINCT book) FROM t.export) > 45, 'and something of nearly all kinds');

-- Puts the export where import_supplier() finds it, but for what the change says of it; what is said then
CREATE FUNCTION t.import(change text DEFAULT '', make_shared boolean DEFAULT false, OUT state text, OUT message text, OUT detail text) LANGUAGE plpgsql AS $$
DECLARE
	said record;
BEGIN
	DELETE FROM distribution.supplier_import;
	INSERT INTO distribution.supplier_import SELECT * FROM t.export;
	IF change <> '' THEN
		EXECUTE change;
	END IF;
	said := t.error_of(format('SELECT distribution.import_supplier(%s, %L)', t.id('supplier'), make_shared));
	state := said.state; message := said.message; detail := said.detail;
END
$$;
SELECT is((t.import()).message, format('supplier %s has rows here already', t.id('supplier')), 'rows are never merged with others');
SELECT is(t.books(true), own, 'and stay as they are') FROM t.held;
SELECT is((t.error_of(format('SELECT distribution.import_supplier(%s)', t.id('rival')))).message, format('no export of supplier %s is here', t.id('rival')),
	'an export must be here');
SELECT is((t.error_of('SELECT * FROM distribution.export_supplier(4711)')).message, 'supplier 4711 not found', 'and a supplier, to be exported');

-- Removal: only what is elsewhere
SELECT is((t.error_of(format('SELECT distribution.remove_supplier(%s, ''x'')', t.id('supplier')))).message,
	format('the books of supplier %s have not that fingerprint', t.id('supplier')), 'LE-5: what is not elsewhere is not removed');
SELECT t.receive('A', 'north', 1) \g /dev/null
SELECT is((t.error_of(format('SELECT distribution.remove_supplier(%s, %L)', t.id('supplier'), fingerprint))).state, 'SD004', 'LE-5: nor is what was written since the export') FROM t.held;
SELECT is(t.state_of('DELETE FROM distribution.ledger_entry'), 'SD011', 'LE-5: and triggers are on again after a failure');
CREATE ROLE administrator LOGIN;
GRANT distribution_owner TO administrator;
GRANT USAGE ON SCHEMA t TO administrator;
GRANT SELECT ON ALL TABLES IN SCHEMA t TO administrator;
SET LOCAL ROLE administrator;
SELECT is((t.error_of(format('SELECT distribution.remove_supplier(%s, ''x'')', t.id('supplier')))).state, '42501', 'LE-5: members of the owner do not remove a ledger');
RESET ROLE;
DELETE FROM t.held;
INSERT INTO t.held SELECT t.books(true), t.books(false), distribution.supplier_fingerprint(t.id('supplier'));
DELETE FROM t.export;
INSERT INTO t.export SELECT * FROM distribution.export_supplier(t.id('supplier'));
SELECT is((SELECT content ->> 'fingerprint' FROM t.export WHERE book = 'end'), fingerprint, 'an export says its fingerprint') FROM t.held;
SELECT is(distribution.remove_supplier(t.id('supplier'), fingerprint), (SELECT count(*) FROM t.export WHERE book NOT IN ('export', 'end', 'account', 'plan', 'currency')),
	'every row that was exported is removed') FROM t.held;
SELECT is(t.books(false), others, 'and no other''s') FROM t.held;
SELECT is_empty($$SELECT b.book FROM distribution.supplier_books() AS b WHERE t.books(true) !~ format('(^|\n)%s 0(\n|$)', b.book)$$, 'nothing of the supplier is left');
SELECT is(t.faults(), NULL, 'QU-1: and quotas are counted of what is there');
SELECT is((t.error_of(format('SELECT distribution.push_order(%s, %s)', t.id('supplier'), t.id('M-toko-2')))).state, 'SD005', 'who calls for the supplier is told that nothing is there');

-- Arrival: whole, of these books' version, with all that is shared, and sound; or not at all
SELECT is((t.import('DELETE FROM distribution.supplier_import WHERE line_no = 100')).message, format('the export of supplier %s is not whole', t.id('supplier')), 'a line that is missing is missed');
SELECT is((t.import('DELETE FROM distribution.supplier_import WHERE book = ''end''')).state, 'SD007', 'so is the last one');
SELECT is((t.import($$UPDATE distribution.supplier_import SET content = jsonb_set(content, '{steps}', '[]') WHERE book = 'export'$$)).state, '55000', 'books of another version are refused');
SELECT is((t.import($$UPDATE distribution.supplier_import SET content = content || '{"name": "another"}' WHERE book = 'account' AND content ->> 'account_id' = t.id('kedai account')::text$$, true)).detail
	~ 'account \d+ is "kedai account" of .* here and "another" of .* there', true, 'an id that is another company here is refused, and never made');
SELECT is((t.import($$UPDATE distribution.supplier_import SET content = content || '{"decimals": 0}' WHERE book = 'currency' AND content ->> 'currency' = 'MYR'$$)).detail,
	'currency MYR has 2 decimals here and 0 there', 'FX-3: so is a currency of other decimals');
SELECT distribution.suspend_account(t.id('toko account'), 'unpaid') \g /dev/null
SELECT is((t.import()).detail, format('account %s "toko account" is suspended or without inventory here and not there', t.id('toko account')), 'ID-9: who is suspended is so in both books');
SELECT distribution.resume_account(t.id('toko account')) \g /dev/null
SELECT is((t.import($$INSERT INTO distribution.supplier_import SELECT supplier_id, 0, 'account', '{"account_id": 4711, "name": "Far Away", "created_at": "2026-01-01T00:00:00Z", "plan": "V1"}' FROM distribution.supplier_import WHERE book = 'export';
	UPDATE distribution.supplier_import SET content = content || jsonb_build_object('lines', (content ->> 'lines')::int + 1) WHERE book = 'end'$$)).detail,
	'account 4711 "Far Away" is not here', 'accounts that are not here are named');
SELECT is((t.import($$UPDATE distribution.supplier_import SET content = content || '{"balance_after": 4711.00}' WHERE book = 'ledger_entry' AND line_no = (SELECT min(line_no) FROM distribution.supplier_import WHERE book = 'ledger_entry')$$)).state,
	'SD007', 'LE-3: a ledger that was tampered with does not arrive');
SELECT ok((t.import($$UPDATE distribution.supplier_import SET content = content || '{"balance_after": 4711.00}' WHERE book = 'ledger_entry' AND line_no = (SELECT min(line_no) FROM distribution.supplier_import WHERE book = 'ledger_entry')$$)).detail
	~ 'balance', 'LE-3: and what verify() finds is said');
SELECT ok((t.import($$UPDATE distribution.supplier_import SET content = content || '{"to_currency": "ZZZ"}' WHERE line_no = (SELECT min(line_no) FROM distribution.supplier_import WHERE book = 'fixed_rate')$$)).detail
	~ '1 rows of fixed_rate break "fixed_rate_to_currency_fkey": \(ZZZ\)', 'a foreign key that leads nowhere is found');
SELECT is((t.import($$UPDATE distribution.supplier_import SET content = content || '{"note": "another"}' WHERE book = 'customer'$$)).detail, 'the rows are not those that were exported',
	'and so is a row that was changed soundly');
SELECT is_empty($$SELECT b.book FROM distribution.supplier_books() AS b WHERE t.books(true) !~ format('(^|\n)%s 0(\n|$)', b.book)$$, 'what is refused leaves nothing');
SELECT is(t.state_of('DELETE FROM distribution.ledger_entry'), 'SD011', 'LE-5: and triggers are on again');

-- By a member of the owner role, at other settings than those of the export
SET LOCAL timezone = 'Asia/Kathmandu';
SET LOCAL datestyle = 'German';
SET LOCAL bytea_output = 'escape';
SET LOCAL ROLE administrator;
DELETE FROM distribution.supplier_import;
INSERT INTO distribution.supplier_import SELECT * FROM t.export;
SELECT is(distribution.import_supplier(t.id('supplier')), (SELECT count(*) FROM t.export WHERE book NOT IN ('export', 'end', 'account', 'plan', 'currency')), 'ID-5: members of the owner import');
RESET ROLE;
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO, YMD';
SET LOCAL bytea_output = 'hex';
SELECT is(t.books(true), own, 'every row is home, as it was') FROM t.held;
SELECT is(t.books(false), others, 'beside the others'' rows') FROM t.held;
SELECT is(distribution.supplier_fingerprint(t.id('supplier')), fingerprint, 'and the fingerprint is the same') FROM t.held;
SELECT is_empty('SELECT * FROM distribution.supplier_import', 'what was imported waits no more');
SELECT is(t.faults(), NULL, 'LE-3: the chain is whole, and all is sound');
SELECT is(t.pushed('M-toko-2') ~ '^pushed', true, 'business goes on');
SELECT is(t.state_of('DELETE FROM distribution.ledger_entry'), 'SD011', 'LE-5: and triggers are on again');

-- Ids: of what comes from elsewhere none is ever given again
SELECT is(t.faults(), NULL, 'the books are sound');
CREATE TABLE t.far AS SELECT max(order_id) + 5000000 AS id FROM distribution.supply_order;
SELECT distribution.raise_beyond('supply_order', 'order_id', id) FROM t.far \g /dev/null
SELECT ok(t.sync('kedai', 'M-far', 'A 1') > id, 'ID-8: ids go on above those that came') FROM t.far;
SELECT distribution.raise_beyond('supply_order', 'order_id', 1) \g /dev/null
SELECT ok(t.sync('kedai', 'M-farther', 'A 1') > t.id('M-far'), 'ID-8: and are never set back');

SELECT * FROM finish();
ROLLBACK;
