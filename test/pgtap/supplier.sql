-- Accounts, onboarding and products (ID-1, ID-2, ON-1, ON-2, ON-4, PD-1, PD-2).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- ID-1, ID-2
SELECT t.make_account('small', 'V1'), t.make_account('big', 'V2') \g /dev/null
SELECT t.name_it('no inventory', distribution.create_account('no inventory', 'V3', false)) \g /dev/null
SELECT matches(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$SELECT distribution.activate_supplier(t.id('small'), 'MYR')$$, 'SD001', 'ID-1: plan V1 may not supply'),
	(2, $$SELECT distribution.activate_supplier(t.id('no inventory'), 'MYR')$$, 'SD001', 'ID-2: inventory must be on'),
	(3, $$SELECT distribution.activate_supplier(0, 'MYR')$$, 'SD005', 'ID-1: an unknown account is not found'),
	(4, $$SELECT distribution.activate_supplier(NULL, 'MYR')$$, '22004', 'ID-1: null is no account'),
	(5, $$SELECT distribution.activate_supplier(t.id('big'), NULL)$$, '22004', 'ON-1: null is no currency'),
	(6, $$SELECT distribution.create_account('x', 'V9')$$, '23503|22023|SD005', 'ID-1: there is no other plan'),
	(7, $$SELECT distribution.create_account(NULL)$$, '22004', 'ID-1: an account has a name'),
	(8, $$SELECT distribution.create_account('')$$, '23514|22023', 'ID-1: which is not empty')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT matches(t.state_of($$SELECT distribution.activate_supplier(t.id('big'), 'XYZ')$$), '^(23503|22023|SD005)$', 'FX-3: an unknown currency is none');
SELECT matches(message, 'inventory', 'ID-2: the error says to enable it') FROM t.error_of($$SELECT distribution.activate_supplier(t.id('no inventory'), 'MYR')$$);
SELECT matches(t.state_of($$SELECT t.apply('no inventory')$$), 'SD001', 'ID-2: also for a distributor');
SELECT is(t.state_of($$SELECT distribution.activate_supplier(t.id('big'), 'MYR')$$), NULL, 'ID-1: plan V2 may');
SELECT is(rounding || ' ' || base_currency || ' ' || time_zone, 'cents MYR UTC', 'ON-1: with its currency') FROM distribution.supplier WHERE supplier_id = t.id('big');

-- ON-1, ON-2: go_live names what is missing, step by step
CREATE FUNCTION t.missing() RETURNS text LANGUAGE sql AS $$
	SELECT state FROM t.error_of($s$SELECT distribution.go_live(t.id('big'))$s$)
$$;
SELECT is(t.missing(), 'SD002', 'ON-2: a new supplier cannot go live');
SELECT is(t.state_of($$SELECT distribution.create_invitation(t.id('big'))$$), 'SD002', 'ON-2: nor invite');
INSERT INTO distribution.merchant_sku (supplier_id, sku, name) VALUES (t.id('big'), 'A', 'Sample A');
INSERT INTO distribution.merchant_sku (supplier_id, sku, name, is_combination) VALUES (t.id('big'), 'SET', 'Two of A', true);
SELECT t.name_it('big ' || sku, sku_id) FROM distribution.merchant_sku WHERE supplier_id = t.id('big') ORDER BY sku \g /dev/null
SELECT is(distribution.add_products(t.id('big'), ARRAY[t.id('big A')], ARRAY[10.00]), 1, 'PD-1: a SKU becomes a distribution product');
SELECT is(t.missing(), 'SD002', 'ON-2: not with a product only');
SELECT distribution.confirm_onboarding_step(t.id('big'), 'stock_push_rule') \g /dev/null
SELECT is(t.missing(), 'SD002', 'ON-2: nor with the push rule confirmed');
UPDATE distribution.supplier SET bigshop_name = 'Big Shop' WHERE supplier_id = t.id('big');
SELECT distribution.confirm_onboarding_step(t.id('big'), 'bigshop') \g /dev/null
SELECT is(t.missing(), 'SD002', 'ON-2: nor with the shop confirmed');
INSERT INTO distribution.sku_price (supplier_id, sku_id, price) VALUES (t.id('big'), t.id('big A'), 9);
SELECT is(t.missing(), 'SD002', 'ON-2: nor with a price');
INSERT INTO distribution.fee (supplier_id, fee, basis, amount) VALUES (t.id('big'), 'stock_out', 'package', 0);
SELECT is(t.missing(), NULL, 'ON-2: all six steps done, a fee of 0 allowed');
SELECT ok(live_at IS NOT NULL, 'ON-4: live') FROM distribution.supplier WHERE supplier_id = t.id('big');
SELECT is(t.state_of($$UPDATE distribution.supplier SET base_currency = 'THB' WHERE supplier_id = t.id('big')$$) IS NOT NULL, true, 'ON-4: the base currency is fixed');
SELECT is(t.state_of($$SELECT distribution.confirm_onboarding_step(t.id('big'), 'currency')$$), '22023', 'ON-3: the other steps are never ticked by hand');

-- PD-1, PD-2
SELECT is(t.state_of(format('SELECT distribution.add_products(%s)', arguments)), expected, 'PD-1: ' || name)
FROM (VALUES
	(1, $$t.id('big'), ARRAY[t.id('A')], ARRAY[1.00]$$, 'SD005', 'another supplier''s SKU is not found'),
	(2, $$t.id('big'), ARRAY[0], ARRAY[1.00]$$, 'SD005', 'an unknown SKU is not found'),
	(3, $$t.id('big'), ARRAY[NULL]::bigint[], ARRAY[1.00]$$, '22004', 'null is no SKU'),
	(4, $$t.id('big'), NULL, ARRAY[1.00]$$, '22004', 'null is no list'),
	(5, $$0, ARRAY[t.id('A')], ARRAY[1.00]$$, 'SD005', 'an unknown supplier is not found')
) AS c (no, arguments, expected, name)
ORDER BY no;
SELECT isnt(t.state_of($$SELECT distribution.add_products(t.id('big'), ARRAY[t.id('big SET')], ARRAY[1.00])$$), NULL, 'PD-1: a combination cannot be distributed');
SELECT isnt(t.state_of($$SELECT distribution.add_products(t.id('big'), ARRAY[t.id('big A')], ARRAY[]::numeric[])$$), NULL, 'PD-1: as many prices as SKUs');
SELECT is(state, 'publishing', 'PD-2: it starts as publishing') FROM distribution.distribution_product WHERE supplier_id = t.id('big');
SELECT is(distribution.publish_products(t.id('big')), 1, 'PD-2: published');
SELECT is(state, 'enabled', 'PD-2: it is enabled') FROM distribution.distribution_product WHERE supplier_id = t.id('big');
SELECT is(distribution.publish_products(t.id('big')), 0, 'PD-2: once');
SELECT is(t.state_of($$INSERT INTO distribution.merchant_sku (supplier_id, sku, name) SELECT t.id('big'), 'X' || n, 'x' FROM generate_series(1, 200) AS n$$), NULL, 'PD-1: a library may be larger');
SELECT is(t.state_of($$SELECT distribution.add_products(t.id('big'), array_agg(sku_id), array_agg(1.00)) FROM distribution.merchant_sku WHERE supplier_id = t.id('big') AND sku LIKE 'X%'$$),
	'SD003', 'PD-1: but 201 products are too many');
SELECT is(distribution.add_products(t.id('big'), array_agg(sku_id), array_agg(1.00)), 199, 'PD-1: 200 are not')
FROM distribution.merchant_sku WHERE supplier_id = t.id('big') AND sku LIKE 'X%' AND sku <> 'X200';

-- PA-2, PA-3, CL-1: what this milestone needs of partnerships
SELECT t.make_account('newcomer', 'V1') \g /dev/null
SELECT matches(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$SELECT distribution.apply_for_partnership('no such token', t.id('newcomer'))$$, 'SD005', 'PA-2: an unknown invitation is not found'),
	(2, $$SELECT distribution.apply_for_partnership(NULL, t.id('newcomer'))$$, '22004', 'PA-2: null is no invitation'),
	(3, $$SELECT distribution.apply_for_partnership(distribution.create_invitation(t.id('supplier'), now() - interval '1 second'), t.id('newcomer'))$$, 'SD00[45]|22023', 'PA-2: an expired one is none'),
	(4, $$SELECT t.apply('supplier')$$, '23514|SD004|22023', 'PA-2: nobody partners with himself'),
	(5, $$SELECT distribution.apply_for_partnership(distribution.create_invitation(t.id('supplier')), 0)$$, 'SD005', 'PA-2: an unknown account is not found')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT t.make_account('in a hurry') \g /dev/null
SELECT lives_ok($$SELECT distribution.apply_for_partnership(distribution.create_invitation(t.id('supplier')), t.id('in a hurry'))$$,
	'PA-2: inviting and applying in one statement');
SELECT cmp_ok(length(distribution.create_invitation(t.id('supplier'))), '>=', 22, 'PA-2: a token has 128 bits or more');
SELECT isnt(distribution.create_invitation(t.id('supplier')), distribution.create_invitation(t.id('supplier')), 'PA-2: and is never the same');
SELECT distribution.create_invitation(t.id('supplier')) AS invitation \gset
SELECT t.name_it('pending', distribution.apply_for_partnership(:'invitation', t.id('newcomer'), 'hello', 'Sample Contact', '000')) \g /dev/null
SELECT results_eq($$SELECT state, distributor_id, message, contact, phone FROM distribution.partnership WHERE partnership_id = t.id('pending')$$,
	$$VALUES ('pending', t.id('newcomer'), 'hello', 'Sample Contact', '000')$$, 'PA-1: an application is pending');
SELECT matches(t.state_of($$SELECT t.apply('newcomer')$$), '^(SD004|23505)$', 'PA-1: at most one of a distributor');
INSERT INTO distribution.customer (supplier_id, code, name) VALUES (t.id('supplier'), 'C-new', 'New'), (t.id('rival'), 'C-new', 'New');
SELECT t.name_it('customer', customer_id) FROM distribution.customer WHERE supplier_id = t.id('supplier') AND code = 'C-new' \g /dev/null
SELECT t.name_it('customer of rival', customer_id) FROM distribution.customer WHERE supplier_id = t.id('rival') AND code = 'C-new' \g /dev/null
SELECT isnt(t.state_of(format('SELECT distribution.approve_application(t.id(''supplier''), t.id(''pending''), %s)', arguments)), NULL, 'PA-3: ' || name)
FROM (VALUES
	(1, $$NULL, 'MYR', NULL, ARRAY[t.id('north')]$$, 'approving needs a customer'),
	(2, $$t.id('customer of rival'), 'MYR', NULL, ARRAY[t.id('north')]$$, 'of the supplier'),
	(3, $$t.id('customer'), NULL, NULL, ARRAY[t.id('north')]$$, 'a currency'),
	(4, $$t.id('customer'), 'XYZ', NULL, ARRAY[t.id('north')]$$, 'that exists'),
	(5, $$t.id('customer'), 'MYR', NULL, '{}'$$, 'a warehouse at least'),
	(6, $$t.id('customer'), 'MYR', NULL, NULL$$, 'and not null'),
	(7, $$t.id('customer'), 'MYR', NULL, ARRAY[t.id('west')]$$, 'of the supplier'),
	(8, $$t.id('customer'), 'MYR', 9, ARRAY[t.id('north')]$$, 'a level that exists, if any')
) AS c (no, arguments, name)
ORDER BY no;
SELECT is(state, 'pending', 'PA-3: until then it is pending') FROM distribution.partnership WHERE partnership_id = t.id('pending');
SELECT distribution.approve_application(t.id('supplier'), t.id('pending'), t.id('customer'), 'SGD', NULL, ARRAY[t.id('south')]) \g /dev/null
SELECT is(state, 'partnered', 'PA-1: approved') FROM distribution.partnership WHERE partnership_id = t.id('pending');
SELECT results_eq($$SELECT currency, balance, credit_limit FROM distribution.settlement_account WHERE partnership_id = t.id('pending')$$,
	$$VALUES ('SGD', 0.00, 0.00)$$, 'PA-3: its settlement account is made');
SELECT is(t.state_of($$SELECT distribution.approve_application(t.id('supplier'), t.id('pending'), t.id('customer'), 'MYR', NULL, ARRAY[t.id('south')])$$), 'SD004', 'PA-1: once');
SELECT is(distribution.claim_products(t.id('supplier'), t.id('pending'), ARRAY[t.id('A'), t.id('B')]), 2, 'CL-1: offered products are claimed');
SELECT results_eq($$SELECT distributor_sku, state FROM distribution.claim WHERE partnership_id = t.id('pending') ORDER BY 1$$, $$VALUES ('A', 'active'), ('B', 'active')$$,
	'CL-1: by default under the supplier''s codes');
SELECT is(t.state_of($$SELECT distribution.claim_products(t.id('supplier'), t.id('pending'), ARRAY[t.id('rival A')])$$), 'SD005', 'ID-4: another supplier''s product is not found');

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
