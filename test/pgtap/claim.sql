-- Claims: mapping, stopping and resuming, and what takes a claimed product away for a while
-- (CL-1 … CL-3; principle 2).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE ROLE kedai_clerk;
GRANT USAGE ON SCHEMA t TO kedai_clerk;
GRANT SELECT ON t.thing TO kedai_clerk;
SELECT distribution.grant_member(t.id('kedai account'), 'kedai_clerk', '{distributor}') \g /dev/null

-- As the distributor's member
CREATE FUNCTION t.as_kedai(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
BEGIN
	SET LOCAL ROLE kedai_clerk;
	state := t.state_of(statement);
	RESET ROLE;
	RETURN state;
END
$$;
CREATE SEQUENCE t.order_no;
-- What there is to see of product A for kedai, and what a new order of it meets:
-- 'offered 150, active, eligible'; what was synced before is pushed all the same.
CREATE FUNCTION t.look() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	number text := 'L-' || nextval('t.order_no');
	fate text;
BEGIN
	BEGIN
		PERFORM t.sync('kedai', number, 'A 1');
		SELECT coalesce(reason, 'eligible') INTO fate FROM distribution.order_line
		WHERE supplier_id = t.id('supplier') AND order_id = t.id(number);
		PERFORM distribution.cancel_order(t.id('supplier'), t.id(number));
	EXCEPTION WHEN SQLSTATE 'SD004' THEN
		fate := 'no orders';
	END;
	RETURN concat_ws(', ',
		coalesce((SELECT 'offered ' || available FROM distribution_report.offered_products
			WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND sku_id = t.id('A')), 'not offered'),
		(SELECT state || coalesce(' by ' || stopped_by, '') FROM distribution_report.claims
			WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND sku_id = t.id('A')),
		fate);
END
$$;
-- One cause, what it shows, what it leaves of an order synced before, and what its end restores.
CREATE FUNCTION t.cause(name text, cause text, shown text, remedy text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM t.sync('kedai', name, 'A 1');
	EXECUTE cause;
	RETURN NEXT is(t.look(), shown, format('CL-3: %s: what it shows and blocks', name));
	RETURN NEXT is(t.pushed(name), 'pushed 12.30 MYR', format('OR-2: %s: an order synced before is pushed at its price', name));
	PERFORM distribution.withdraw_order(t.id('supplier'), t.id(name));
	IF remedy IS NOT NULL THEN
		EXECUTE remedy;
		RETURN NEXT is(t.look(), 'offered 150, active, eligible', format('CL-3: %s: it comes back by itself', name));
	END IF;
END
$$;

SELECT is(t.look(), 'offered 150, active, eligible', 'CL-1: a claimed product');
SELECT t.cause('disabled', $$SELECT distribution.disable_product(t.id('supplier'), t.id('A'))$$,
	'not offered, active, not_offered', $$SELECT distribution.enable_product(t.id('supplier'), t.id('A'))$$);
SELECT t.cause('hidden by a rule', $$INSERT INTO distribution.visibility_rule (supplier_id, rule_no, effect, distributor_scope, product_scope) VALUES (t.id('supplier'), 1, 'hidden', 'all', 'all')$$,
	'not offered, active, not_offered', $$DELETE FROM distribution.visibility_rule WHERE supplier_id = t.id('supplier')$$);
SELECT t.cause('without warehouses', $$SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), '{}')$$,
	'not offered, active, not_offered', $$SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('south')])$$);
SELECT t.cause('one warehouse less', $$SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('south')])$$,
	'offered 50, active, eligible', $$SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('south')])$$);
SELECT t.cause('stopped by the supplier', $$SELECT distribution.stop_claim(t.id('supplier'), t.id('kedai'), t.id('A'))$$,
	'offered 150, inactive by supplier, not_offered', $$SELECT distribution.resume_claim(t.id('supplier'), t.id('kedai'), t.id('A'))$$);
SELECT t.cause('stopped by the distributor', $$SELECT t.as_kedai('SELECT distribution.stop_claim(t.id(''supplier''), t.id(''kedai''), t.id(''A''))')$$,
	'offered 150, inactive by distributor, not_offered', $$SELECT t.as_kedai('SELECT distribution.claim_products(t.id(''supplier''), t.id(''kedai''), ARRAY[t.id(''A'')])')$$);
SELECT is(t.state_of($$SELECT t.sync('kedai', 'left', 'A 1', warehouse => 'north')$$), NULL, 'OR-6: an order with a warehouse') FROM (SELECT distribution.set_warehouses(t.id('supplier'), t.id('kedai'), ARRAY[t.id('north'), t.id('south')])) AS w;

-- CL-2
SELECT is(t.as_kedai(statement), expected, 'CL-2: ' || name)
FROM (VALUES
	(1, $$SELECT distribution.stop_claim(t.id('supplier'), t.id('kedai'), t.id('B'))$$, NULL, 'the distributor may stop its own claim'),
	(2, $$SELECT distribution.stop_claim(t.id('supplier'), t.id('kedai'), t.id('B'))$$, 'SD004', 'once'),
	(3, $$SELECT distribution.resume_claim(t.id('supplier'), t.id('kedai'), t.id('B'))$$, '42501', 'it does not resume'),
	(4, $$SELECT distribution.stop_claim(t.id('supplier'), t.id('toko'), t.id('B'))$$, 'SD005', 'another''s partnership is not found'),
	(5, $$SELECT distribution.stop_claim(t.id('supplier'), t.id('kedai'), 0)$$, 'SD005', 'nor is what is not claimed')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT is(t.state_of($$SELECT distribution.resume_claim(t.id('supplier'), t.id('kedai'), t.id('B'))$$), 'SD004', 'CL-2: what the distributor stopped the supplier does not resume');
SELECT is(t.state_of($$SELECT distribution.stop_claim(t.id('supplier'), t.id('kedai'), t.id('B'))$$), NULL, 'CL-2: but may stop too');
SELECT is(t.as_kedai($$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('B')])$$), 'SD004', 'CL-2: what the supplier stopped is not claimed again');
SELECT is(t.state_of($$SELECT distribution.resume_claim(t.id('supplier'), t.id('kedai'), t.id('B'))$$), NULL, 'CL-2: the supplier resumes it');
SELECT is(t.state_of($$SELECT distribution.resume_claim(t.id('supplier'), t.id('kedai'), t.id('B'))$$), 'SD004', 'CL-2: once');
SELECT is(t.as_kedai($$SELECT distribution.stop_claim(t.id('supplier'), t.id('kedai'), t.id('B'))$$), NULL, 'CL-2: the distributor stops it');
SELECT distribution.disable_product(t.id('supplier'), t.id('B')) \g /dev/null
SELECT is(t.as_kedai($$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('B')])$$), 'SD010', 'CL-2: and claims it again only while it is offered');
SELECT distribution.enable_product(t.id('supplier'), t.id('B')) \g /dev/null
SELECT is(state, 'inactive', 'CL-3: enabling the product does not undo a stop') FROM distribution_report.claims
WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND sku_id = t.id('B');

-- CL-1
SELECT t.make_product('supplier', 'E', 5.00), t.make_product('supplier', 'F', 5.00) \g /dev/null
SELECT distribution.publish_products(t.id('supplier')) \g /dev/null
SELECT t.make_product('supplier', 'G', 5.00) \g /dev/null
SELECT is(t.as_kedai($$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('E'), t.id('G')])$$), 'SD010', 'CL-1: what is not offered is not claimed');
SELECT is((SELECT count(*) FROM distribution.claim WHERE supplier_id = t.id('supplier') AND sku_id = t.id('E')), 0::bigint, 'CL-1: all or none');
SELECT is(distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('E'), t.id('A')]), 1, 'CL-1: an active claim stays as it is');
SELECT is(distributor_sku, 'E', 'CL-1: a claim maps to the supplier''s code') FROM distribution.claim WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('kedai') AND sku_id = t.id('E');
SELECT is(t.as_kedai(statement), expected, 'CL-1: ' || name)
FROM (VALUES
	(1, $$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('E'), 'MY-E')$$, NULL, 'until it is given another'),
	(2, $$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('E'), 'MY-E')$$, NULL, 'the same again changes nothing'),
	(3, $$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('E'), 'A')$$, '23505', 'a code is unique in the partnership'),
	(4, $$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('A'), 'E')$$, NULL, 'a code given up is free'),
	(5, $$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('A'), '')$$, '22023', 'a code is not empty'),
	(6, $$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('A'), NULL)$$, '22004', 'nor null'),
	(7, $$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('F'), 'F')$$, 'SD005', 'what is not claimed has no code'),
	(8, $$SELECT distribution.map_sku(t.id('supplier'), t.id('toko'), t.id('A'), 'X')$$, 'SD005', 'another''s claim is not found'),
	(9, $$SELECT distribution.claim_products(t.id('supplier'), t.id('toko'), ARRAY[t.id('F')])$$, 'SD005', 'nor its partnership'),
	(10, $$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('rival A')])$$, 'SD010', 'nor another supplier''s product, in the words of a hidden one (ID-6)'),
	(11, $$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('F'), t.id('F')])$$, '22023', 'each once'),
	(12, $$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('F'), NULL])$$, '22004', 'null is no product'),
	(13, $$SELECT distribution.map_sku(t.id('rival'), t.id('kedai at rival'), t.id('rival A'), 'E')$$, NULL, 'at another supplier the same code is free')
) AS c (no, statement, expected, name)
ORDER BY no;
SELECT is(t.state_of($$UPDATE distribution.claim SET sku_id = t.id('F') WHERE supplier_id = t.id('supplier') AND sku_id = t.id('E')$$), 'SD011', 'CL-1: a claim stays with its product');
SELECT is(t.as_kedai($$SELECT distribution.map_sku(t.id('supplier'), t.id('kedai'), t.id('A'), 'A')$$), NULL, 'CL-1: its first code again');

-- PA-5
SELECT t.cause('terminated', $$SELECT distribution.terminate_partnership(t.id('supplier'), t.id('kedai'), 'moved')$$,
	'not offered, inactive by termination, no orders', NULL);
SELECT is(t.state_of(statement), 'SD004', 'PA-5: ' || name)
FROM (VALUES
	(1, $$SELECT distribution.resume_claim(t.id('supplier'), t.id('kedai'), t.id('A'))$$, 'no claim of an ended partnership is resumed'),
	(2, $$SELECT distribution.stop_claim(t.id('supplier'), t.id('kedai'), t.id('A'))$$, 'nor stopped')
) AS c (no, statement, name)
ORDER BY no;
SELECT is(t.state_of($$SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), ARRAY[t.id('A')])$$), 'SD010', 'PA-5: nor claimed again');
SELECT is(t.faults(), NULL, 'CL-3: the books are sound');

SELECT * FROM finish();
ROLLBACK;
