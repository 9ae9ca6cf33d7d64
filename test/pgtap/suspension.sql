-- Suspended accounts (ID-9).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

SELECT distribution.push_inventory(t.id('supplier')) \g /dev/null
SELECT t.sync('kedai', name, 'A 2, B 1') FROM unnest(ARRAY['new', 'shipped', 'waiting', 'queued', 'open']) AS name \g /dev/null
SELECT t.push('new', 'shipped') \g /dev/null
SELECT distribution.advance_order(t.id('supplier'), t.id('shipped'), 'shipped') \g /dev/null
SELECT distribution.queue_push(t.id('supplier'), ARRAY[t.id('queued')]) \g /dev/null
SELECT t.sync('toko', 'other', 'A 1') \g /dev/null
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (t.id('supplier'), 'late', 'Late');
INSERT INTO t.thing SELECT 'late', sku_id FROM distribution.merchant_sku WHERE supplier_id = t.id('supplier') AND sku = 'late';
SELECT t.make_account('suitor'), t.make_account('applicant') \g /dev/null
CREATE TABLE t.invitation AS SELECT distribution.create_invitation(t.id('supplier')) AS token;
SELECT t.name_it('application', distribution.apply_for_partnership(token, t.id('applicant'))) FROM t.invitation \g /dev/null
INSERT INTO distribution.customer (supplier_id, code, name) VALUES (t.id('supplier'), 'C-late', 'Late');

SELECT t.make_warehouse('supplier', 'late one'), distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('south'), t.id('late one')]),
	distribution.stop_claim(t.id('supplier'), t.id('kedai'), t.id('D')), distribution.disable_product(t.id('supplier'), t.id('C')) \g /dev/null

-- Sum of a partner's mirrors, as it sees them, and as they were last pushed
CREATE FUNCTION t.mirrors(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ',
		(SELECT sum(quantity) FROM distribution.mirror_stock(t.id('supplier'), t.id(partner))),
		(SELECT sum(r.quantity) FROM (
			SELECT DISTINCT ON (sku_id, warehouse_id) quantity FROM distribution.push_record
			WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(partner)
			ORDER BY sku_id, warehouse_id, record_id DESC) AS r))
$$;
CREATE TABLE t.before AS SELECT t.mirrors('kedai') AS kedai, t.mirrors('toko') AS toko;
SELECT isnt((SELECT kedai FROM t.before), '0 0', 'ID-9: before, mirrors show stock');

-- What is refused, whoever of the two is suspended; NULL: it goes on.
CREATE TABLE t.refused (no int, name text, statement text);
INSERT INTO t.refused VALUES
	(1, 'syncing', $$SELECT distribution.sync_order(t.id('supplier'), t.id('kedai'), t.payload('X', 'A 1'))$$),
	(2, 'syncing a batch', $$SELECT distribution.sync_orders(t.id('supplier'), t.id('kedai'), json_build_array(t.payload('X', 'A 1')))$$),
	(3, 'claiming', $$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('A')])$$),
	(4, 'mapping', $$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('A'), 'MINE')$$),
	(5, 'changing the level', $$SELECT distribution.change_level(t.id('supplier'), t.id('kedai'), 1)$$),
	(6, 'changing the warehouses', $$SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north')])$$),
	(7, 'resuming a claim', $$SELECT distribution.resume_claim(t.id('supplier'), t.id('kedai'), t.id('D'))$$),
	(8, 'resuming claims in bulk', $$SELECT distribution.resume_claims(t.id('supplier'), ARRAY[t.id('toko'), t.id('kedai')], ARRAY[t.id('D')])$$),
	(9, 'creating a mirror', $$SELECT distribution.create_supplier_warehouse(t.id('supplier'), t.id('kedai'), t.id('late one'))$$);
CREATE TABLE t.supplier_refused (no int, name text, statement text);
INSERT INTO t.supplier_refused VALUES
	(1, 'inviting', $$SELECT distribution.create_invitation(t.id('supplier'))$$),
	(2, 'applying to it', $$SELECT distribution.apply_for_partnership((SELECT token FROM t.invitation), t.id('suitor'))$$),
	(3, 'approving', $$SELECT distribution.approve_application(t.id('supplier'), t.id('application'),
		(SELECT customer_id FROM distribution.customer WHERE supplier_id = t.id('supplier') AND code = 'C-late'), 'MYR', NULL, ARRAY[t.id('north')])$$),
	(4, 'adding products', $$SELECT distribution.add_products(t.id('supplier'), ARRAY[t.id('late')], ARRAY[1])$$),
	(5, 'publishing', $$SELECT distribution.publish_products(t.id('supplier'))$$),
	(6, 'disabling', $$SELECT distribution.disable_product(t.id('supplier'), t.id('A'))$$),
	(7, 'importing prices', $$SELECT distribution.import_prices(t.id('supplier'), '[]')$$),
	(8, 'importing products', $$SELECT distribution.import_products(t.id('supplier'), '[]')$$),
	(9, 'setting base prices', $$SELECT distribution.set_base_prices(t.id('supplier'), ARRAY[t.id('A')], ARRAY[3])$$),
	(10, 'enabling', $$SELECT distribution.enable_product(t.id('supplier'), t.id('C'))$$),
	(11, 'importing prices as CSV', $$INSERT INTO distribution.price_import (supplier_id, sku, base_price) VALUES (t.id('supplier'), 'A', '3')$$),
	(12, 'importing products as CSV', $$INSERT INTO distribution.product_import (supplier_id, sku, name, base_price) VALUES (t.id('supplier'), 'CSV', 'Sample', '3')$$);

SELECT distribution.suspend_account(t.id('kedai account'), 'unpaid') \g /dev/null
SELECT is(suspended_reason, 'unpaid', 'ID-9: the account says why') FROM distribution.account WHERE account_id = t.id('kedai account');
SELECT is(t.mirrors('kedai'), '0 0', 'ID-9: mirrors show 0, pushed at once');
SELECT is(t.mirrors('toko'), (SELECT toko FROM t.before), 'ID-9: others'' mirrors do not change');
SELECT is(t.state_of(statement), 'SD001', 'ID-9: of a suspended distributor, ' || name || ' is refused') FROM t.refused ORDER BY no;
SELECT is(t.state_of(statement), NULL, 'ID-9: a partner''s suspension does not keep the supplier from ' || name) FROM t.supplier_refused WHERE no IN (1, 7, 8) ORDER BY no;
SELECT is(distribution.is_visible(t.id('supplier'), t.id('kedai'), t.id('A')), false, 'ID-9: nothing is offered');
SELECT is(reason || ' ' || detail, 'suspended The distributor''s account is suspended.', 'ID-9: and why is said')
FROM distribution.explain_visibility(t.id('supplier'), t.id('kedai')) WHERE sku = 'A';
SELECT is(concat_ws(' ', state, reason, detail), 'push_failed partnership_inactive The distributor''s account is suspended.', 'ID-9: a push says which side')
FROM distribution.push_order(t.id('supplier'), t.id('waiting'));
SELECT is(concat_ws(' ', passes, reason, detail), 'f partnership_inactive The distributor''s account is suspended.', 'ID-9: and so does its explanation')
FROM distribution.explain_push(t.id('supplier'), t.id('open')) WHERE check_name = 'partnership_inactive';
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(push_state, 'push_failed', 'ID-9: queued orders too') FROM distribution.supply_order WHERE supplier_id = t.id('supplier') AND order_id = t.id('queued');
SELECT is(t.mirrors('kedai'), '0 0', 'ID-9: later runs push 0');
SELECT alike(t.pushed('other'), 'pushed % IDR', 'ID-9: others go on');
SELECT is(suspended, true, 'ID-9: the supplier sees that it is') FROM distribution_report.distributors WHERE partnership_id = t.id('kedai');
SELECT is(suspended, false, 'ID-9: and that another is not') FROM distribution_report.distributors WHERE partnership_id = t.id('toko');

-- What goes on
SELECT is(t.state_of(statement), NULL, 'ID-9: goes on: ' || name)
FROM (VALUES
	(1, 'fulfilling', $$SELECT distribution.advance_order(t.id('supplier'), t.id('shipped'), 'completed')$$),
	(2, 'withdrawing', $$SELECT distribution.withdraw_order(t.id('supplier'), t.id('new'))$$),
	(3, 'returning', $$SELECT distribution.create_return(t.id('supplier'), t.id('shipped'), '{"kind":"refund_only","lines":[{"line_no":1,"quantity":1}]}')$$),
	(4, 'money', $$SELECT distribution.post_entry(t.id('supplier'), t.id('kedai'), 'top_up', 5)$$),
	(5, 'reading', $$SELECT * FROM distribution.explain_price(t.id('supplier'), t.id('kedai'), t.id('A'))$$),
	(6, 'cancelling', $$SELECT distribution.cancel_order(t.id('supplier'), t.id('queued'))$$)
) AS c (no, name, statement) ORDER BY no;

-- Both, and one after the other
SELECT distribution.suspend_account(t.id('supplier'), 'fraud') \g /dev/null
SELECT is(t.state_of(statement), 'SD001', 'ID-9: of a suspended supplier, ' || name || ' is refused') FROM t.supplier_refused ORDER BY no;
SELECT is(t.mirrors('toko'), '0 0', 'ID-9: mirrors of all its distributors show 0');
SELECT is(detail, 'The accounts of both sides are suspended.', 'ID-9: both sides are named') FROM distribution.push_order(t.id('supplier'), t.id('waiting'));
SELECT distribution.resume_account(t.id('kedai account')) \g /dev/null
SELECT is(detail, 'The supplier''s account is suspended.', 'ID-9: one resumed, the other still is not') FROM distribution.push_order(t.id('supplier'), t.id('waiting'));
SELECT is(t.state_of(statement), 'SD001', 'ID-9: with a suspended supplier, ' || name || ' is refused') FROM t.refused ORDER BY no;
SELECT distribution.resume_account(t.id('supplier')) \g /dev/null
SELECT is(t.pushed('waiting'), 'pushed 43.90 MYR', 'ID-9: resumed, pushes go on');
SELECT distribution.push_inventory(t.id('supplier')) \g /dev/null
SELECT isnt(split_part(t.mirrors('toko'), ' ', 1), '0', 'ID-9: and stock is pushed again');
SELECT is(suspended_reason, NULL, 'ID-9: and no reason is left') FROM distribution.account WHERE account_id = t.id('supplier');
SELECT is(string_agg(event || ' ' || note, ', ' ORDER BY event_id), 'suspended distributor, suspended supplier, resumed distributor, resumed supplier',
	'ID-9: both sides read when it was') FROM distribution_report.partnership_log WHERE partnership_id = t.id('kedai') AND event IN ('suspended', 'resumed');

-- The inventory module
SELECT distribution.set_inventory_enabled(t.id('kedai account'), false) \g /dev/null
SELECT is(t.pushed('open'), 'push_failed partnership_inactive', 'ID-9: switching the inventory module off does the same');
SELECT is(t.mirrors('kedai'), '0 0', 'ID-9: with it off mirrors show 0 too');
SELECT distribution.suspend_account(t.id('kedai account'), 'unpaid'), distribution.set_inventory_enabled(t.id('kedai account'), true) \g /dev/null
SELECT is(t.pushed('open'), 'push_failed partnership_inactive', 'ID-9: suspended meanwhile, it stays so when the module is on again');
SELECT distribution.resume_account(t.id('kedai account')) \g /dev/null
SELECT is(t.pushed('open'), 'pushed 43.90 MYR', 'ID-9: until both are over');

SELECT is(t.state_of(format('SELECT distribution.%s', call)), expected, name)
FROM (VALUES
	(1, $$resume_account(t.id('supplier'))$$, 'SD004', 'ID-9: an account that is not suspended is not resumed'),
	(2, $$suspend_account(0, 'x')$$, 'SD005', 'ID-9: an unknown account is not found'),
	(3, $$suspend_account(t.id('supplier'), ' ')$$, '22023', 'ID-9: a reason says something'),
	(4, $$suspend_account(t.id('supplier'), repeat('x', 2001))$$, '22001', 'TX-1: a reason has a limit'),
	(5, $$suspend_account(t.id('supplier'), NULL)$$, '22004', 'ID-9: null is no reason')
) AS c (no, call, expected, name) ORDER BY no;
SELECT distribution.suspend_account(t.id('suitor'), 'unpaid') \g /dev/null
SELECT is(t.state_of($$SELECT distribution.apply_for_partnership((SELECT token FROM t.invitation), t.id('suitor'))$$), 'SD001', 'ID-9: a suspended account does not apply');
SELECT is(t.state_of($$SELECT distribution.activate_supplier(t.id('suitor'), 'MYR')$$), 'SD001', 'ID-9: nor become a supplier');
SELECT is(t.faults(), NULL, 'verify: the books are sound');

SELECT * FROM finish();
ROLLBACK;
