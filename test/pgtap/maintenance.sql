-- maintain(): small pieces, each committed (OR-3, ST-8). It commits, so nothing here stands in a transaction; the database is this
-- test's own.
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.waiting() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s of %s', task, name), ', ' ORDER BY no)
	FROM distribution.maintenance_due() WITH ORDINALITY AS d (task, supplier_id, no)
	JOIN t.thing ON id = supplier_id AND name IN ('supplier', 'rival')
$$;
CREATE FUNCTION t.states(VARIADIC order_nos text[]) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(push_state, ' ' ORDER BY o.no) FROM unnest(order_nos) WITH ORDINALITY AS o (name, no)
	JOIN distribution.supply_order ON order_id = t.id(o.name)
$$;

SELECT is(t.waiting(), 'stock of supplier, stock of rival, sales of supplier, claims of supplier', 'ST-8: what waits is listed, task by task');
CALL distribution.maintain();
SELECT is(t.waiting(), NULL, 'ST-8: and done');
SELECT is((SELECT count(DISTINCT xmin::text) FROM distribution.maintenance_unit), 4::bigint, 'ST-8: each in a transaction of its own');

-- Who, and where
CREATE ROLE kedai_admin;
SELECT distribution.grant_member(t.id('kedai account'), 'kedai_admin', '{admin}') \g /dev/null
GRANT USAGE ON SCHEMA t TO kedai_admin;
SET ROLE kedai_admin;
SELECT is(t.state_of('CALL distribution.maintain()'), '42501', 'ID-5: for superusers and members of the owner');
SELECT is(t.state_of(format('SELECT distribution.maintain_unit(''stock'', %s, 1)', 1)), '42501', 'ID-5: its parts too');
RESET ROLE;
SELECT is(t.state_of($$SELECT distribution.maintain_unit('nothing', 1, 1)$$), '22023', 'ID-5: an unknown task is refused');
BEGIN;
SELECT is(t.state_of('CALL distribution.maintain()'), '25001', 'ID-5: not in a transaction block');
ROLLBACK;
BEGIN READ ONLY;
SELECT is(t.state_of('SELECT distribution.run_maintenance()'), '25006', 'ID-5: where nothing can be written it says so');
ROLLBACK;

-- One that fails keeps nobody waiting
SELECT t.sync('kedai', 'N-1', 'A 1'), t.sync('toko', 'N-2', 'A 1'), t.sync('kedai', 'N-3', 'A 1'), t.sync('toko', 'N-4', 'A 1') \g /dev/null
SELECT distribution.queue_push(t.id('supplier'), ARRAY[t.id('N-1'), t.id('N-2'), t.id('N-3'), t.id('N-4')]) \g /dev/null
CREATE FUNCTION t.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = TG_ARGV[0], MESSAGE = 'failed on purpose'; END $$;
CREATE TRIGGER fail BEFORE INSERT ON distribution.ledger_entry FOR EACH ROW WHEN (NEW.partnership_id = 1 AND NEW.side = 'supplier') EXECUTE FUNCTION t.fail('P0001');
SET client_min_messages = error;
CALL distribution.maintain();
RESET client_min_messages;
SELECT is(t.states('N-1', 'N-2', 'N-3', 'N-4'), 'pushing pushed pushing pushed', 'OR-3: an error of one order does not keep the others from being pushed');
SELECT is(t.waiting(), 'queue of supplier, stock of supplier, sales of supplier', 'OR-3: it waits for the next run, and what follows from it too');
DROP TRIGGER fail ON distribution.ledger_entry;
CALL distribution.maintain();
SELECT is(t.states('N-1', 'N-2', 'N-3', 'N-4'), 'pushed pushed pushed pushed', 'OR-3: which does it');

-- One that is cut off, at every run, in the midst of a supplier's work
SELECT t.receive('A', 'north', 1), distribution.receive_stock(t.id('rival'), t.id('west'), t.id('rival A'), 5) \g /dev/null
SELECT distribution.count_sales(t.id('supplier')) \g /dev/null
SELECT t.sync('kedai', 'N-5', 'A 1'), distribution.queue_push(t.id('supplier'), ARRAY[t.id('N-5')]) \g /dev/null
CREATE TRIGGER fail BEFORE INSERT ON distribution.push_record FOR EACH ROW WHEN (NEW.supplier_id = 1) EXECUTE FUNCTION t.fail('57014');
UPDATE distribution.maintenance_unit SET begun_at = begun_at - CASE task WHEN 'stock' THEN interval '1 day' ELSE '0' END WHERE supplier_id = t.id('supplier');
SELECT is(t.waiting(), 'stock of supplier, stock of rival, queue of supplier, sales of supplier', 'ST-8: what was begun longest ago comes first');
\set ON_ERROR_STOP off
\set VERBOSITY sqlstate
CALL distribution.maintain();
SELECT is(:'SQLSTATE'::text, '57014', 'ST-8: a run that is cut off ends');
CALL distribution.maintain();
\set ON_ERROR_STOP on
\set VERBOSITY default
SELECT is(t.states('N-5'), 'pushed', 'OR-3: the next begins behind what it was cut off in');
SELECT is((SELECT sum(quantity)::int FROM distribution_report.push_records WHERE supplier_id = t.id('rival')), 5, 'ST-8: so nobody is starved');
DROP TRIGGER fail ON distribution.push_record;
CALL distribution.maintain();
SELECT is(t.waiting(), NULL, 'ST-8: and in the end all is done');
SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
