-- What a refusal calls the thing that it is about: its name or code, and its id; to nobody who has not been told of it (ID-6).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE ROLE t_supplier;
CREATE ROLE t_distributor;
GRANT USAGE ON SCHEMA t TO t_supplier, t_distributor;
GRANT SELECT ON t.thing TO t_supplier, t_distributor;
SELECT distribution.grant_member(t.id('supplier'), 't_supplier', '{supplier}'), distribution.grant_member(t.id('kedai account'), 't_distributor', '{distributor}') \g /dev/null
SELECT t.sync('kedai', 'N-1'), t.sync('kedai', 'N-2'), t.sync('kedai', 'N-3') \g /dev/null
SELECT t.push('N-1', 'N-2') \g /dev/null
SELECT distribution.advance_order(t.id('supplier'), t.id('N-2'), 'shipped') \g /dev/null
CREATE FUNCTION t.said(role text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	PERFORM set_config('role', role, true);
	SELECT e.state || ' ' || e.message INTO said FROM t.error_of('SELECT distribution.' || call) AS e;
	PERFORM set_config('role', 'none', true);
	RETURN said;
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA t TO PUBLIC;

-- Every verb of the supplier's on an order
CREATE TABLE t.verb (call text);
INSERT INTO t.verb VALUES
	('advance_order(t.id(''supplier''), %s, ''in_process'')'), ('refuse_order(t.id(''supplier''), %s, ''no'')'), ('mark_order(t.id(''supplier''), %s, ''{x}'')'),
	('mark_printed(t.id(''supplier''), ARRAY[%s])'), ('restock_order(t.id(''supplier''), %s, ''{"lines":[{"line_no":1,"sellable":1}]}'')'),
	('set_shipment(t.id(''supplier''), %s, ''P1'', ''Post'', ''T-1'')'), ('confirm_withdrawal(t.id(''supplier''), %s)'), ('refuse_withdrawal(t.id(''supplier''), %s, ''no'')'),
	('warehouse_cancelled(t.id(''supplier''), %s, true)');
SELECT is(t.said('t_supplier', format(call, t.id('N-3'))), 'SD005 order ' || t.id('N-3') || ' not found', 'ID-6: the supplier is told nothing of an order before its push: ' || split_part(call, '(', 1))
FROM t.verb ORDER BY call;
SELECT is(t.said('t_supplier', format(call, 4711)), 'SD005 order 4711 not found', 'ID-6: as of one that is not there: ' || split_part(call, '(', 1))
FROM t.verb ORDER BY call;
SELECT is(t.said(role, call), said, 'SD004: ' || said)
FROM (VALUES
	(1, 't_supplier', 'advance_order(t.id(''supplier''), t.id(''N-2''), ''in_process'')', 'SD004 cannot move to in_process order "N-2" (' || t.id('N-2') || '): it is shipped'),
	(2, 't_supplier', 'refuse_order(t.id(''supplier''), t.id(''N-2''), ''no'')', 'SD004 cannot refuse order "N-2" (' || t.id('N-2') || '): its package "P1" is shipped'),
	(3, 't_supplier', 'confirm_withdrawal(t.id(''supplier''), t.id(''N-1''))', 'SD004 cannot confirm the withdrawal of order "N-1" (' || t.id('N-1') || '): it is pushed'),
	(4, 't_distributor', 'cancel_order(t.id(''supplier''), t.id(''N-1''))', 'SD004 cannot cancel order "N-1" (' || t.id('N-1') || '): it is pushed'),
	(5, 't_distributor', 'withdraw_order(t.id(''supplier''), t.id(''N-3''))', 'SD004 cannot withdraw order "N-3" (' || t.id('N-3') || '): it is synced'),
	(6, 't_distributor', 'ship_order(t.id(''supplier''), t.id(''N-1''))', 'SD004 cannot ship order "N-1" (' || t.id('N-1') || '): its supplier has the auto tool off'),
	(7, 't_supplier', 'release_partnership(t.id(''supplier''), t.id(''kedai''))', 'SD004 cannot release partnership of "supplier" and "kedai account" (' || t.id('kedai') || '): it is not on hold'),
	(8, 't_supplier', 'resume_claim(t.id(''supplier''), t.id(''kedai''), t.id(''A''))', 'SD004 cannot resume claim of product "A" (' || t.id('A') || '): it is active'),
	(9, 't_supplier', 'enable_product(t.id(''supplier''), t.id(''A''))', 'SD004 cannot enable product "A" (' || t.id('A') || '): it is enabled'),
	(10, 't_supplier', 'delete_application(t.id(''supplier''), t.id(''kedai''))', 'SD004 cannot delete partnership of "supplier" and "kedai account" (' || t.id('kedai') || '): it is partnered')
) AS c (no, role, call, said)
ORDER BY no;
SELECT * FROM finish();
ROLLBACK;
