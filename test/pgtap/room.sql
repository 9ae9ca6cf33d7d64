-- Issue 11, design 11: rooms (src/row.h) do the same without SQL and with it, whatever a table is given; and know their tables.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE TABLE t.only_read (name text PRIMARY KEY);
INSERT INTO t.only_read VALUES ('account'), ('currency'), ('merchant_sku'), ('partnership'), ('partnership_setting'), ('plan'), ('warehouse'),
	('supplier'), ('fee'), ('mark_rule'), ('shipping_rule'), ('partnership_warehouse'), ('claim'), ('distribution_product'),
	('quantity_rule'), ('visibility_rule'), ('notification_subscription');

-- What they declare
SELECT is(string_agg(format('%s: %s %s %s', "table", reads_by_sql, inserts_by_sql, updates_by_sql), '; ' ORDER BY "table"),
	'order_line:  column "distributor_id" has a default, or none and must not be null ; '
	'order_package:  column "distributor_id" has a default, or none and must not be null ; '
	'supply_order:  column "store" has a default, or none and must not be null ',
	'rooms read, insert and update without SQL; of orders and lines one reads and updates, and one of sync inserts')
FROM distribution.rooms()
WHERE concat(reads_by_sql, inserts_by_sql, updates_by_sql) <> '' AND "table" NOT IN (SELECT name FROM t.only_read);
SELECT is(reads_by_sql, NULL, format('room %s reads without SQL', "table")) FROM distribution.rooms();
SELECT is(string_agg(format('%s.%s', r."table", a.attname), ', ' ORDER BY r."table", a.attnum),
	'settlement_account.closed_month, '
	'supply_order.marks',
	'rooms declare all columns of their tables, but for those that no verb reads or writes there')
FROM (SELECT "table", array_agg(name) AS columns FROM distribution.rooms(), unnest(columns) AS name GROUP BY "table") AS r
JOIN pg_attribute AS a ON a.attrelid = format('distribution.%I', r."table")::regclass AND a.attnum > 0 AND NOT a.attisdropped
WHERE a.attname <> ALL (r.columns) AND r."table" NOT IN (SELECT name FROM t.only_read);
SELECT ok(r.key IN (
	SELECT array_agg(a.attname::text ORDER BY i.no)
	FROM pg_index AS x
	CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS i (attnum, no)
	JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = i.attnum
	WHERE x.indrelid = format('distribution.%I', r."table")::regclass AND x.indisunique
	GROUP BY x.indexrelid), format('the key %s of room %s is one of its table', r.key, r."table"))
FROM distribution.rooms() AS r;

-- What is done both ways
SELECT t.sync('kedai', 'R-1', 'A 2, B 1; C 1'), t.sync('kedai', 'R-2', 'A 1'), t.sync('kedai', 'R-3', 'A 1000'), t.sync('kedai', 'R-4', 'D 1'),
	t.sync('toko', 'R-5', 'B 2'), t.sync('kedai', 'R-6', 'A 3'), t.sync('kedai', 'R-7', 'A 3'),
	t.sync('kedai', 'R-10', 'A 2; B 2'), t.sync('kedai', 'R-11', 'A 2') \g /dev/null
SELECT t.pushed('R-6'), t.pushed('R-7'), t.pushed('R-10'), t.pushed('R-11') \g /dev/null
SELECT t.make_warehouse('supplier', 'third') \g /dev/null
INSERT INTO distribution.notification_subscription
SELECT account_id, event
FROM unnest(ARRAY[t.id('supplier'), t.id('kedai account')]) AS account_id, unnest(ARRAY['withdrawal_requested', 'order_refused', 'return_received', 'push_failed']) AS event;
CREATE TABLE t.seen (n bigint NOT NULL);
INSERT INTO t.seen VALUES (0);
CREATE TABLE t.act (no int PRIMARY KEY, statement text NOT NULL);
INSERT INTO t.act VALUES
	(1, $$SELECT t.pushed('R-1')$$),
	(2, $$SELECT t.outcomes('R-2', 'R-3', 'R-5')$$),
	(3, $$SELECT t.pushed('R-1')$$),
	(4, $$SELECT distribution.queue_push(t.id('supplier'), ARRAY[t.id('R-4'), t.id('R-3')])$$),
	(5, $$SELECT distribution.withdraw_order(t.id('supplier'), t.id('R-6'))$$),
	(6, $$SELECT distribution.advance_order(t.id('supplier'), t.id('R-7'), 'shipped')$$),
	(7, $$SELECT distribution.adjust_stock(t.id('supplier'), t.id('north'), t.id('A'), 90, 2)$$),
	(8, $$SELECT t.top_up('kedai', 12.34)$$),
	(9, $$SELECT distribution.mark_printed(t.id('supplier'), ARRAY[t.id('R-1')])$$),
	(10, $$SELECT setval('distribution.supply_order_order_id_seq', 1000)$$),
	(11, $$SELECT distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('R-8', 'A 2, B 1; C 1'))$$),
	(12, $$SELECT distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('R-8', 'A 2, B 1; C 1'))$$),
	(13, $$SELECT distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('R-4', 'A 1, X 1'))$$),
	(14, $$SELECT distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('R-6', 'B 2'))$$),
	(15, $$SELECT array_agg(s::text) FROM distribution.sync_orders(t.id('supplier'), t.id('toko'),
		json_build_array(t.payload('R-9', 'C 3'), t.payload('R-5', 'A 1'), t.payload('R-8', 'A 1'), t.payload('R-9', 'C 4'))) AS s$$),
	(16, $$SELECT distribution.withdraw_order(t.id('supplier'), t.id('R-10'), 'too many', '[{"line_no": 1, "quantity": 1}]')$$),
	(17, $$SELECT distribution.advance_order(t.id('supplier'), t.id('R-10'), 'in_process', 'P1')$$),
	(18, $$SELECT distribution.withdraw_order(t.id('supplier'), t.id('R-10'), NULL, '[{"line_no": 1, "quantity": 1}]')$$),
	(19, $$SELECT distribution.confirm_withdrawal(t.id('supplier'), t.id('R-10'), true)$$),
	(20, $$SELECT distribution.restock_order(t.id('supplier'), t.id('R-10'), '{"reason": "torn", "lines": [{"line_no": 1, "defective": 1}]}')$$),
	(21, $$SELECT distribution.refuse_order(t.id('supplier'), t.id('R-11'), 'sold out')$$),
	(22, $$SELECT distribution.set_shipment(t.id('supplier'), t.id('R-7'), 'P1', 'Sample Post', 'X-1')$$),
	(23, $$SELECT setval('distribution.return_order_return_id_seq', 100)$$),
	(24, $$SELECT t.returned('R-7')$$),
	(25, $$SELECT distribution.receive_stock(t.id('supplier'), t.id('south'), t.id('B'), 7)$$),
	(26, $$SELECT distribution.push_inventory(t.id('supplier'))$$),
	(27, $$SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('third')])$$),
	(28, $$SELECT distribution.push_inventory(t.id('supplier'))$$),
	(29, $$SELECT distribution.push_inventory(t.id('supplier'), 1)$$),
	(30, $$SELECT distribution.mark_read(t.id('supplier'), ARRAY(SELECT notification_id FROM distribution.notification WHERE account_id = t.id('supplier')))$$),
	(31, $$SET CONSTRAINTS ALL IMMEDIATE$$);

-- A return, from first to last
CREATE FUNCTION t.returned(order_no text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	id bigint := distribution.create_return(t.id('supplier'), t.id(order_no), '{"kind": "return_refund", "lines": [{"line_no": 1, "quantity": 2}]}');
BEGIN
	PERFORM distribution.push_return(t.id('supplier'), id);
	PERFORM distribution.receive_return(t.id('supplier'), id, '{"lines": [{"line_no": 1, "sellable": 1, "defective": 1}]}');
	PERFORM distribution.refund_return(t.id('supplier'), id, 5);
END
$$;

CREATE FUNCTION t.done(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
	message text;
	more text;
	named text;
BEGIN
	IF statement LIKE 'SET%' THEN
		EXECUTE statement;
	ELSE
		EXECUTE statement INTO answer;
	END IF;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL, named = CONSTRAINT_NAME;
	RETURN concat_ws(' ', SQLSTATE, message, more, named);
END
$$;

-- All rows but for ids that sequences made, which no rollback takes back
CREATE FUNCTION t.books() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	books text := '';
	name text;
	rows text;
BEGIN
	FOREACH name IN ARRAY ARRAY['supply_order', 'order_recipient', 'order_line', 'order_stage', 'order_event', 'order_refusal', 'order_package', 'package_charge',
		'settlement_account', 'ledger_entry', 'ledger_day', 'ledger_month', 'stock', 'stock_movement', 'order_giveback', 'order_tally',
		'withdrawal', 'withdrawal_line', 'return_order', 'return_line', 'order_restock',
		'push_record', 'stock_push_request', 'stock_push_product', 'notification']
	LOOP
		EXECUTE format('SELECT md5(string_agg(r, chr(10) ORDER BY r)) FROM (SELECT (jsonb_strip_nulls(to_jsonb(x)) - %L::text[])::text AS r
			FROM distribution.%I AS x) AS rows', '{event_id,movement_id,tally_id,return_id,restock_id,record_id,notification_id,made_at}', name) INTO rows;
		books := concat(books, ' ', name, ' ', rows);
	END LOOP;
	RETURN books || ' seen ' || (SELECT n FROM t.seen);
END
$$;

CREATE FUNCTION t.way(by_sql boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	BEGIN
		PERFORM set_config('distribution.rows_by_sql', by_sql::text, true);
		result := (SELECT string_agg(concat(no, ' ', t.done(statement)), chr(10) ORDER BY no) FROM t.act) || chr(10) || t.books();
		RAISE EXCEPTION USING ERRCODE = 'T0000'; -- undo it
	EXCEPTION WHEN SQLSTATE 'T0000' THEN
		NULL;
	END;
	RETURN result;
END
$$;

-- After a change of a table, undone: why SQL reads, inserts and updates it; whether it makes a difference; and where the ways differ
CREATE FUNCTION t.tried(name text, ddl text, OUT why text, OUT matters boolean, OUT directly text, OUT by_sql text) LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		EXECUTE ddl;
		why := (SELECT concat_ws(' | ', coalesce(reads_by_sql, '-'), coalesce(inserts_by_sql, '-'), coalesce(updates_by_sql, '-'))
			FROM distribution.rooms()
			WHERE "table" = split_part(name, ' ', 1) AND ('platform_order_no' = ANY (key)) = (name LIKE '% by number') LIMIT 1);
		directly := t.way(false);
		by_sql := t.way(true);
		RAISE EXCEPTION USING ERRCODE = 'T0000';
	EXCEPTION WHEN SQLSTATE 'T0000' THEN
		NULL;
	END;
	matters := directly <> (SELECT result FROM t.usual);
END
$$;

-- Of foreign keys to what the rooms hold, none is asked for
CREATE FUNCTION t.scans(statement text, OUT scans bigint) LANGUAGE plpgsql AS $$
BEGIN
	scans := (SELECT seq_scan + idx_scan FROM pg_stat_xact_user_tables WHERE relid = 'distribution.supply_order'::regclass);
	EXECUTE statement;
	scans := (SELECT seq_scan + idx_scan FROM pg_stat_xact_user_tables WHERE relid = 'distribution.supply_order'::regclass) - scans;
END
$$;
SET distribution.rows_by_sql = off;
SELECT is(t.scans($$SELECT t.sync('kedai', 'R-20', 'A 1, B 1; C 1')$$), 2::bigint, 'a sync looks for an order by its number, and before it inserts, but not for what it made');
SELECT is(t.scans($$SELECT t.pushed('R-20')$$), 1::bigint, 'nor does a push for the order that it locked');
SET distribution.rows_by_sql = on;
SELECT cmp_ok(t.scans($$SELECT t.sync('kedai', 'R-21', 'A 1, B 1; C 1')$$), '>=', 6::bigint, 'by SQL each row does');
RESET distribution.rows_by_sql;
CREATE TABLE t.usual AS SELECT t.way(false) AS result;
SELECT is(t.way(true), result, 'both ways write the same rows and answer the same') FROM t.usual;
SELECT is((SELECT string_agg(line, '; ') FROM (SELECT line FROM string_to_table(result, chr(10)) AS line WHERE line ~ '^\d+ [0-9A-Z]{5} ') AS l), NULL,
	'as usual nothing fails') FROM t.usual;

CREATE FUNCTION t.count_it() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN UPDATE t.seen SET n = n + 1; RETURN NEW; END $$;
CREATE FUNCTION t.count_all() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN UPDATE t.seen SET n = n + (SELECT count(*) FROM fresh); RETURN NULL; END $$;
CREATE FUNCTION t.spoil_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.defective := 1; RETURN NEW; END $$;
CREATE FUNCTION t.note_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'noted'; RETURN NEW; END $$;
CREATE FUNCTION t.rename_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := 'named'; RETURN NEW; END $$;
CREATE FUNCTION t.lose_it() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
	BEGIN DELETE FROM distribution.supply_order AS o WHERE o.supplier_id = NEW.supplier_id AND o.order_id = NEW.order_id; RETURN NULL; END $$;
CREATE FUNCTION t.mark_it() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
	BEGIN UPDATE distribution.supply_order AS o SET marks = '{moved}' WHERE o.supplier_id = NEW.supplier_id AND o.order_id = NEW.order_id; RETURN NULL; END $$;
CREATE FUNCTION t.is_small(n int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN n < 3; END $$;
GRANT USAGE ON SCHEMA t TO distribution_owner;

CREATE TABLE t.change (no int PRIMARY KEY, what text, name text, ddl text, why text, matters boolean);
INSERT INTO t.change VALUES
	(1, 'a trigger BEFORE UPDATE', 'stock', 'CREATE TRIGGER more BEFORE UPDATE ON distribution.stock FOR EACH ROW EXECUTE FUNCTION t.spoil_it()',
		'- | - | it has a trigger BEFORE UPDATE', true),
	(2, 'a trigger BEFORE INSERT', 'order_event', 'CREATE TRIGGER more BEFORE INSERT ON distribution.order_event FOR EACH ROW EXECUTE FUNCTION t.note_it()',
		'- | it has a trigger BEFORE INSERT | -', true),
	(3, 'a rule', 'order_stage', 'CREATE RULE more AS ON INSERT TO distribution.order_stage DO ALSO UPDATE distribution.stock SET on_hand = on_hand + 1',
		'it has rules | it has rules | it has rules', true),
	(4, 'a child', 'order_event', 'CREATE TABLE t.more () INHERITS (distribution.order_event)',
		'it has children | it has children | it has children', false),
	(5, 'partitions', 'order_stage', 'ALTER TABLE distribution.order_stage RENAME TO order_stage_before;
		CREATE TABLE distribution.order_stage (LIKE distribution.order_stage_before INCLUDING ALL) PARTITION BY LIST (supplier_id);
		CREATE TABLE t.more PARTITION OF distribution.order_stage DEFAULT;
		INSERT INTO distribution.order_stage SELECT * FROM distribution.order_stage_before;
		ALTER TABLE distribution.order_stage OWNER TO distribution_owner',
		'it is no ordinary table | it is no ordinary table | it is no ordinary table', false),
	(6, 'a generated column', 'stock', 'ALTER TABLE distribution.stock ADD COLUMN more int GENERATED ALWAYS AS (on_hand - allocated) STORED',
		'- | it has a generated column | it has a generated column', true),
	(7, 'a volatile default', 'order_event', 'ALTER TABLE distribution.order_event ADD COLUMN made_at timestamptz DEFAULT clock_timestamp()',
		'- | column "made_at" has a default, or none and must not be null | -', false),
	(8, 'a column that may be null', 'order_event', 'ALTER TABLE distribution.order_event ADD COLUMN more text', '- | - | -', false),
	(9, 'a kept value in such a column', 'stock', 'ALTER TABLE distribution.stock ADD COLUMN more text; UPDATE distribution.stock SET more = sku_id', '- | - | -', true),
	(10, 'row security of the owner', 'stock', 'ALTER TABLE distribution.stock FORCE ROW LEVEL SECURITY', '- | - | -', true),
	(11, 'no primary key', 'ledger_day', 'ALTER TABLE distribution.ledger_day DROP CONSTRAINT ledger_day_pkey',
		'it has no primary key | it has no primary key | it has no primary key', true),
	(12, 'another primary key', 'order_event', 'ALTER TABLE distribution.order_event DROP CONSTRAINT order_event_pkey, ADD PRIMARY KEY (supplier_id, event_id)',
		'its primary key is not that of the room | its primary key is not that of the room | its primary key is not that of the room', false),
	(13, 'a deferrable primary key', 'stock', 'ALTER TABLE distribution.stock DROP CONSTRAINT stock_pkey, ADD PRIMARY KEY (supplier_id, warehouse_id, sku_id) DEFERRABLE',
		'it has no primary key | it has no primary key | it has no primary key', false),
	(14, 'a column less', 'package_charge', 'ALTER TABLE distribution.package_charge DROP COLUMN logistics_basis CASCADE',
		'it has no column "logistics_basis" | it has no column "logistics_basis" | it has no column "logistics_basis"', true),
	(15, 'another type', 'ledger_day', 'DROP VIEW distribution_report.reconciliation_daily CASCADE; ALTER TABLE distribution.ledger_day ALTER COLUMN entries TYPE bigint',
		'column "entries" is of another type | column "entries" is of another type | column "entries" is of another type', false),
	(16, 'a trigger of updating statements', 'stock', 'CREATE TRIGGER more AFTER UPDATE ON distribution.stock REFERENCING NEW TABLE AS fresh
		FOR EACH STATEMENT EXECUTE FUNCTION t.count_all()', '- | - | it has a trigger of whole statements', true),
	(17, 'a trigger of inserting statements', 'order_event', 'CREATE TRIGGER more AFTER INSERT ON distribution.order_event REFERENCING NEW TABLE AS fresh
		FOR EACH STATEMENT EXECUTE FUNCTION t.count_all()', '- | - | -', true),
	(18, 'a trigger AFTER UPDATE of one column', 'stock', 'CREATE TRIGGER more AFTER UPDATE OF allocated ON distribution.stock
		FOR EACH ROW EXECUTE FUNCTION t.count_it()', '- | - | -', true),
	(19, 'a trigger AFTER UPDATE of another column', 'settlement_account', 'CREATE TRIGGER more AFTER UPDATE OF credit_limit ON distribution.settlement_account
		FOR EACH ROW EXECUTE FUNCTION t.count_it()', '- | - | -', false),
	(20, 'a deferred trigger', 'order_event', 'CREATE CONSTRAINT TRIGGER more AFTER INSERT ON distribution.order_event DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION t.count_it()', '- | - | -', true),
	(21, 'a CHECK', 'stock', 'ALTER TABLE distribution.stock ADD CONSTRAINT more CHECK (allocated < 12)', '- | - | -', true),
	(22, 'a CHECK by a function', 'order_stage', 'ALTER TABLE distribution.ledger_day ADD CONSTRAINT more CHECK (t.is_small(entries)) NOT VALID', '- | - | -', true),
	(23, 'a unique index', 'order_stage', 'DELETE FROM distribution.order_stage; CREATE UNIQUE INDEX more ON distribution.order_stage (supplier_id, pushed_at)', '- | - | -', true),
	(24, 'an index', 'stock', 'CREATE INDEX more ON distribution.stock (on_hand)', '- | - | -', false),
	(25, 'a foreign key', 'stock', 'ALTER TABLE distribution.stock ADD CONSTRAINT more FOREIGN KEY (allocated) REFERENCES distribution.account (account_id) NOT VALID', '- | - | -', true),
	(26, 'its rows elsewhere', 'stock', 'CLUSTER distribution.stock USING stock_pkey', '- | - | -', false),
	(27, 'no privilege to insert', 'order_event', 'REVOKE INSERT ON distribution.order_event FROM distribution_owner', '- | - | -', true),
	(28, 'no privilege to update', 'settlement_account', 'REVOKE UPDATE ON distribution.settlement_account FROM distribution_owner', '- | - | -', true),
	(29, 'no privilege to read', 'order_line', 'REVOKE SELECT ON distribution.order_line FROM distribution_owner, PUBLIC',
		'- | column "distributor_id" has a default, or none and must not be null | -', true),
	(30, 'a privilege to read some columns', 'stock', 'REVOKE SELECT ON distribution.stock FROM distribution_owner, PUBLIC;
		GRANT SELECT (supplier_id, warehouse_id, sku_id) ON distribution.stock TO distribution_owner', '- | - | -', true),
	(31, 'a publication without identity', 'stock', 'ALTER TABLE distribution.stock REPLICA IDENTITY NOTHING; CREATE PUBLICATION more FOR TABLE distribution.stock',
		'- | - | -', true),
	(33, 'a row that only reads, with rules', 'plan', 'CREATE RULE more AS ON DELETE TO distribution.plan DO ALSO NOTHING; UPDATE distribution.plan SET order_quota = 3',
		'it has rules | it has rules | it has rules', true),
	(35, 'a trigger BEFORE INSERT', 'order_recipient', 'CREATE TRIGGER more BEFORE INSERT ON distribution.order_recipient FOR EACH ROW EXECUTE FUNCTION t.rename_it()',
		'- | it has a trigger BEFORE INSERT | -', true),
	(36, 'a trigger of inserting statements', 'supply_order by number', 'CREATE TRIGGER more AFTER INSERT ON distribution.supply_order REFERENCING NEW TABLE AS fresh
		FOR EACH STATEMENT EXECUTE FUNCTION t.count_all()', '- | - | -', true),
	(37, 'a column with a default', 'supply_order by number', 'ALTER TABLE distribution.supply_order ADD COLUMN more numeric(9,1) NOT NULL DEFAULT 7 + 0.5;
		ALTER TABLE distribution.supply_order ALTER COLUMN more SET DEFAULT 8.5', '- | - | -', true),
	(38, 'no unique numbers', 'supply_order by number', 'DROP INDEX distribution.supply_order_number_key',
		'it has no index "supply_order_number_key" | it has no index "supply_order_number_key" | it has no index "supply_order_number_key"', true),
	(39, 'a unique index beside', 'supply_order by number', 'UPDATE distribution.supply_order SET ordered_at = ordered_at + order_id * interval ''1 s'';
		CREATE UNIQUE INDEX more ON distribution.supply_order (supplier_id, partnership_id, ordered_at)', '- | - | -', true),
	(40, 'no privilege to read', 'supply_order by number', 'REVOKE SELECT (store) ON distribution.supply_order FROM distribution_owner, PUBLIC;
		REVOKE SELECT ON distribution.supply_order FROM distribution_owner, PUBLIC', '- | - | -', true),
	(46, 'unique numbers also of orders that hold none', 'supply_order by number', 'DROP INDEX distribution.supply_order_number_key;
		CREATE UNIQUE INDEX supply_order_number_key ON distribution.supply_order (supplier_id, platform_order_no, partnership_id, store, platform)',
		'index "supply_order_number_key" is not that of the room | index "supply_order_number_key" is not that of the room | index "supply_order_number_key" is not that of the room', true),
	(42, 'a parent that goes', 'ledger_entry', 'CREATE TRIGGER more AFTER INSERT ON distribution.ledger_entry FOR EACH ROW EXECUTE FUNCTION t.lose_it()', '- | - | -', true),
	(43, 'a parent that moves', 'ledger_entry', 'CREATE TRIGGER more AFTER INSERT ON distribution.ledger_entry FOR EACH ROW EXECUTE FUNCTION t.mark_it()', '- | - | -', true),
	(44, 'a parent asked for later', 'ledger_entry', 'CREATE TRIGGER more AFTER INSERT ON distribution.ledger_entry FOR EACH ROW EXECUTE FUNCTION t.lose_it();
		ALTER TABLE distribution.package_charge ALTER CONSTRAINT package_charge_order_fkey DEFERRABLE INITIALLY DEFERRED', '- | - | -', true),
	(45, 'a deferrable key', 'order_stage', 'ALTER TABLE distribution.claim DROP CONSTRAINT claim_distributor_sku_key,
		ADD CONSTRAINT claim_distributor_sku_key UNIQUE (supplier_id, partnership_id, distributor_sku) DEFERRABLE', NULL, false),
	(41, 'a CHECK', 'order_line', 'ALTER TABLE distribution.order_line ADD CONSTRAINT more CHECK (quantity <> 4) NOT VALID', NULL, true),
	(34, 'no privilege to read a partnership', 'partnership', 'REVOKE SELECT ON distribution.partnership FROM distribution_owner, PUBLIC', NULL, true),
	(32, 'a transaction that only reads', 'stock', 'SELECT set_config(''transaction_read_only'', ''on'', true)', '- | - | -', true);

CREATE TABLE t.outcome AS SELECT c.*, r.why AS found, r.matters AS found_matters, r.directly, r.by_sql
	FROM t.change AS c CROSS JOIN LATERAL t.tried(c.name, c.ddl) AS r;
SELECT is(found, why, format('%s, on %s: why SQL reads | inserts | updates', what, name)) FROM t.outcome WHERE why IS NOT NULL ORDER BY no;
SELECT is(by_sql, directly, format('%s, on %s: both ways are the same', what, name)) FROM t.outcome ORDER BY no;
SELECT matches(directly, '(?n)^14 55000 ', 'OR-1: a sync whose number is taken by an order that holds none is refused, not tried for ever') FROM t.outcome WHERE no = 46;
SELECT is(found_matters, matters, format('%s, on %s: whether it makes a difference', what, name)) FROM t.outcome WHERE matters IS NOT NULL ORDER BY no;
SELECT is(t.way(false), result, 'and all that is undone: as usual again') FROM t.usual;
SELECT is((SELECT string_agg(detail, '; ') FROM distribution.verify()), NULL, 'LE-3: the books are sound');
SELECT finish();
ROLLBACK;
