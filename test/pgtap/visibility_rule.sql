-- Visibility rules as people say them (VI-1, VI-2), their other reading (VI-7), claims in bulk (CL-2), a partner's contact.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE FUNCTION t.rule(no int, effect text, distributors text[] DEFAULT NULL, products text[] DEFAULT NULL, level int DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$
	SELECT distribution.set_visibility_rule(t.id('supplier'), no, effect,
		(SELECT array_agg(t.id(d || ' account')) FROM unnest(distributors) AS d), (SELECT array_agg(t.id(p)) FROM unnest(products) AS p), level)
$$;
CREATE FUNCTION t.rules() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', rule_no, effect, distributors, products, hidden_from, shown_to) FROM distribution_report.visibility_rules
	WHERE supplier_id = t.id('supplier') ORDER BY rule_no
$$;
-- 'kedai ACD, toko ABCD': what each is offered
CREATE FUNCTION t.sees() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(p || ' ' || coalesce((SELECT string_agg(sku, '' ORDER BY sku) FROM distribution_report.offered_products
		WHERE supplier_id = t.id('supplier') AND partnership_id = t.id(p)), '-'), ', ' ORDER BY p)
	FROM unnest(ARRAY['kedai', 'toko', 'saigon']) AS p
$$;

SELECT t.rule(1, 'hidden', ARRAY['kedai'], ARRAY['A']), t.rule(2, 'visible_only', level => 1, products => ARRAY['B', 'C']), t.rule(9, 'hidden') \g /dev/null
SELECT results_eq('SELECT t.rules()', $$VALUES
	('1 | hidden | kedai account | A | 1 | 0'), ('2 | visible_only | level 1 (Gold) | B, C | 3 | 1'), ('9 | hidden | all | all | 4 | 0')$$, 'VI-2: rules by names, and whom they hit');
SELECT is(t.sees(), 'kedai -, saigon -, toko BC', 'VI-4: the lowest rule that matches distributor and product decides');
SELECT is(t.rule(9, 'hidden', ARRAY['raan', 'toko'], ARRAY['D']), (SELECT rule_id FROM distribution.visibility_rule WHERE rule_no = 9), 'VI-1: a number again is the same rule');
SELECT results_eq($$SELECT * FROM t.rules() OFFSET 2$$, $$VALUES ('9 | hidden | raan account, toko account | D | 2 | 0')$$, 'VI-1: with other content');
SELECT is(t.sees(), 'kedai D, saigon AD, toko ABC', 'VI-4: and decides so');
INSERT INTO distribution.visibility_rule_distributor SELECT supplier_id, rule_id, 1000000 + n FROM distribution.visibility_rule CROSS JOIN generate_series(1, 21) AS n
WHERE supplier_id = t.id('supplier') AND rule_no = 9;
SELECT is(distributors, (SELECT string_agg('account ' || 1000000 + n, ', ' ORDER BY n) FROM generate_series(1, 18) AS n) || ', raan account, toko account and 3 more', 'VI-1: of many, twenty are named')
FROM distribution_report.visibility_rules WHERE supplier_id = t.id('supplier') AND rule_no = 9;
SELECT is(hidden_from, 2, 'VI-1: and all counted that are partners') FROM distribution_report.visibility_rules WHERE supplier_id = t.id('supplier') AND rule_no = 9;
DELETE FROM distribution.visibility_rule_distributor WHERE distributor_id > 1000000;

-- VI-7: only the lowest rule that matches the distributor, for the products in its scope
SELECT distribution.push_inventory() \g /dev/null
UPDATE distribution.supplier SET visibility_by = 'distributor' WHERE supplier_id = t.id('supplier');
SELECT is(t.sees(), 'kedai BCD, saigon AD, toko ABCD', 'VI-7: one rule for each distributor: 1 for kedai, 2 for all others, 9 for nobody');
SELECT is(string_agg(concat_ws(' ', sku, visible, reason, rule_no), ', ' ORDER BY sku), 'A f rule 1, B t no_rule, C t no_rule, D t no_rule', 'VI-7: explained')
FROM distribution.explain_visibility(t.id('supplier'), t.id('kedai'));
SELECT is(detail, 'Rule 1 is the only one that counts for this distributor, and it does not name the product, so it is visible.', 'VI-7: a rule without the product is said')
FROM distribution.explain_visibility(t.id('supplier'), t.id('kedai')) WHERE sku = 'B';
SELECT t.sync('kedai', 'N-1', 'A 1, B 1') \g /dev/null
SELECT is(array_agg(reason ORDER BY line_no), ARRAY['not_offered', NULL], 'VI-7: orders sync so') FROM distribution.order_line WHERE order_id = t.id('N-1');
SELECT cmp_ok(distribution.push_inventory(t.id('supplier')), '>', 0, 'ST-8: and the stock is pushed anew');
SELECT is(count(*) FILTER (WHERE quantity > 0), 0::bigint, 'VI-7: what is hidden shows 0') FROM distribution_report.supplier_warehouse_stock WHERE partnership_id = t.id('kedai') AND sku_id = t.id('A');
UPDATE distribution.supplier SET visibility_by = 'product' WHERE supplier_id = t.id('supplier');
SELECT is(t.sees(), 'kedai D, saigon AD, toko ABC', 'VI-7: and back');

SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$SELECT t.rule(3, 'hidden', ARRAY['kedai'], NULL, 1)$$, '22023', 'VI-2: a level and distributors'),
	(2, $$SELECT t.rule(3, 'hiding')$$, '22023', 'VI-2: an unknown effect'),
	(3, $$SELECT t.rule(0, 'hidden')$$, '22023', 'VI-1: number 0'),
	(4, $$SELECT t.rule(3, 'hidden', level => 11)$$, '22023', 'VI-2: level 11'),
	(14, $$SELECT t.rule(3, 'visible_only', products => ARRAY['A'], level => 9)$$, 'SD005', 'VI-2: a level that there is not, which would hide from all'),
	(5, $$SELECT distribution.set_visibility_rule(t.id('supplier'), 3, 'hidden', ARRAY[t.id('rival')])$$, 'SD005', 'ID-6: an account that is no partner'),
	(6, $$SELECT distribution.set_visibility_rule(t.id('supplier'), 3, 'hidden', ARRAY[987654321])$$, 'SD005', 'ID-6: or none at all'),
	(7, $$SELECT distribution.set_visibility_rule(t.id('supplier'), 3, 'hidden', NULL, ARRAY[t.id('rival A')])$$, 'SD005', 'ID-4: another supplier''s product'),
	(8, $$SELECT distribution.set_visibility_rule(0, 3, 'hidden')$$, 'SD005', 'VI-1: an unknown supplier'),
	(9, $$UPDATE distribution.supplier SET visibility_by = 'both' WHERE supplier_id = t.id('supplier')$$, '23514', 'VI-7: an unknown reading'),
	(10, $$SELECT distribution.set_visibility_rule(t.id('supplier'), 100 + n, 'hidden') FROM generate_series(1, 98) AS n$$, 'SD003', 'VI-1: more than 100')
) AS c (no, statement, expected, name)
ORDER BY no;

DELETE FROM distribution.visibility_rule;

-- CL-2 in bulk
INSERT INTO distribution.notification_subscription (account_id, event) VALUES (t.id('toko account'), 'claim_stopped'), (t.id('kedai account'), 'claim_stopped');
CREATE FUNCTION t.claims(partner text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(m.sku || coalesce(' ' || c.stopped_by, ''), ', ' ORDER BY m.sku)
	FROM distribution.claim AS c JOIN distribution.merchant_sku AS m USING (supplier_id, sku_id)
	WHERE c.supplier_id = t.id('supplier') AND c.partnership_id = t.id(partner)
$$;
CREATE FUNCTION t.bulk(verb text, partners text[], products text[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	changed int;
BEGIN
	EXECUTE format('SELECT distribution.%I($1, $2, $3)', verb) INTO changed
	USING t.id('supplier'), ARRAY(SELECT t.id(p) FROM unnest(partners) AS p), ARRAY(SELECT t.id(p) FROM unnest(products) AS p);
	RETURN changed;
END
$$;
SELECT distribution.stop_claim(t.id('supplier'), t.id('toko'), t.id('A')) \g /dev/null
UPDATE distribution.claim SET state = 'inactive', stopped_by = 'distributor' WHERE partnership_id = t.id('kedai') AND sku_id = t.id('B');
SELECT is(t.bulk('stop_claims', ARRAY['toko', 'kedai'], ARRAY['A', 'B']), 3, 'CL-2: stopped in bulk: what is stopped already is passed over');
SELECT is(t.claims('kedai'), 'A supplier, B supplier, C, D', 'CL-2: what the distributor had stopped too');
SELECT is(t.claims('toko'), 'A supplier, B supplier, C, D', 'CL-2: for each partnership');
SELECT is(t.claims('saigon'), 'A, B, C, D', 'CL-2: and no other');
SELECT is(count(*), 4::bigint, 'NO-1: each is told') FROM distribution.notification WHERE event = 'claim_stopped' AND account_id IN (t.id('toko account'), t.id('kedai account'));
SELECT is(count(*), 4::bigint, 'PD-5: and logged') FROM distribution.product_log WHERE supplier_id = t.id('supplier') AND event = 'stop';
SELECT is((SELECT sum(quantity) FROM distribution_report.supplier_warehouse_stock WHERE partnership_id = t.id('kedai') AND sku_id IN (t.id('A'), t.id('B'))), 0::bigint, 'CL-3: their mirrors show 0');
SELECT is(t.bulk('resume_claims', ARRAY['kedai', 'toko', 'saigon'], ARRAY['A', 'C']), 2, 'CL-2: resumed in bulk, what the supplier has stopped');
SELECT is(t.claims('kedai'), 'A, B supplier, C, D', 'CL-2: and only that');
SELECT is(t.bulk('stop_claims', '{}', ARRAY['A']), 0, 'CL-2: none named, none stopped');
SELECT is(t.state_of(statement), expected, name)
FROM (VALUES
	(1, $$SELECT t.bulk('stop_claims', ARRAY['kedai', 'kedai at rival'], ARRAY['A'])$$, 'SD005', 'ID-4: another supplier''s partnership'),
	(2, $$SELECT t.bulk('stop_claims', ARRAY['kedai', 'kedai'], ARRAY['A'])$$, '22023', 'CL-2: a partnership twice'),
	(3, $$SELECT distribution.terminate_partnership(t.id('supplier'), t.id('raan'), 'over')$$, NULL, 'PA-5: an end'),
	(4, $$SELECT t.bulk('resume_claims', ARRAY['kedai', 'raan'], ARRAY['B'])$$, 'SD004', 'PA-5: nothing is resumed after the end')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT is(t.claims('kedai'), 'A, B supplier, C, D', 'CL-2: all or none');

-- A partner's contact
SELECT distribution.set_partner_contact(t.id('supplier'), t.id('kedai'), 'Sample Contact', '000-0000002') \g /dev/null
SELECT is(concat_ws(' ', contact, phone), 'Sample Contact 000-0000002', 'PA-2: a partner''s contact is changed') FROM distribution.partnership WHERE partnership_id = t.id('kedai');
SELECT distribution.set_partner_contact(t.id('supplier'), t.id('kedai'), NULL, NULL) \g /dev/null
SELECT is(concat(contact, phone), '', 'PA-2: and taken away') FROM distribution.partnership WHERE partnership_id = t.id('kedai');
SELECT is(t.state_of($$SELECT distribution.set_partner_contact(t.id('supplier'), t.id('kedai'), repeat('x', 201), NULL)$$), '22001', 'TX-1: within its limit');
SELECT is(t.state_of($$SELECT distribution.set_partner_contact(t.id('supplier'), t.id('kedai at rival'), 'x', NULL)$$), 'SD005', 'ID-4: not another supplier''s partner');

-- Ids do not say which partnership is the later one: a supplier's node may give smaller ones than another gave
SELECT setval('distribution.partnership_partnership_id_seq', 9000) \g /dev/null
SELECT distribution.terminate_partnership(t.id('supplier'), t.make_partner('raan later', 'raan account', 'THB'), 'to begin anew') \g /dev/null
SELECT setval('distribution.partnership_partnership_id_seq', 8000) \g /dev/null
SELECT t.make_partner('raan latest', 'raan account', 'THB'), t.rule(1, 'hidden', ARRAY['raan', 'toko'], ARRAY['A']) \g /dev/null
SELECT results_eq('SELECT t.rules()', $$VALUES ('1 | hidden | raan account, toko account | A | 2 | 0')$$, 'VI-1: who has ended and begun anew is one partner, whatever the ids');

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
