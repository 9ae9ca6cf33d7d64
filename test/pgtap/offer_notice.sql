-- Messages about changed prices and new products (NO-3): noted as they change, told by maintenance, one a list.
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

-- What an account was told, and forgets
CREATE FUNCTION t.told(account text) RETURNS text LANGUAGE sql AS $$
	WITH gone AS (DELETE FROM distribution.notification WHERE account_id = t.id(account) RETURNING notification_id, event, message)
	SELECT string_agg(event || ': ' || message, E'\n' ORDER BY notification_id) FROM gone
$$;
-- Ten minutes later: all that has changed by then is due
CREATE FUNCTION t.later() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE distribution.offer_change SET changed_at = changed_at - interval '10 minutes';
	PERFORM distribution.run_maintenance();
END
$$;
CREATE FUNCTION t.changes() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM distribution.offer_change $$;

-- Nobody has subscribed: nothing is noted
UPDATE distribution.distribution_product SET base_price = base_price + 1 WHERE supplier_id = t.id('supplier');
SELECT t.make_product('supplier', 'E', 5), distribution.publish_products(t.id('supplier')) \g /dev/null
SELECT is(t.changes(), 0::bigint, 'NO-3: while nobody has subscribed nothing is noted');
SELECT is(count(*), 4::bigint, 'PC-7: but kept') FROM distribution.price_history WHERE old_price IS NOT NULL AND supplier_id = t.id('supplier');

INSERT INTO distribution.notification_subscription (account_id, event)
SELECT t.id(account), event FROM unnest(ARRAY['kedai account', 'toko account', 'saigon account']) AS account, unnest(ARRAY['price_changed', 'product_new']) AS event;
SELECT distribution.map_sku(t.id('supplier'), t.id('toko'), t.id('B'), 'MY-B') \g /dev/null

-- One message a change of a list, when the list is left in peace
UPDATE distribution.distribution_product SET base_price = base_price - 1 WHERE supplier_id = t.id('supplier') AND sku_id <> t.id('E');
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(t.told('kedai account'), NULL, 'NO-3: not while the list still changes');
UPDATE distribution.distribution_product SET base_price = 9 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
SELECT t.later() \g /dev/null
SELECT is(t.told('kedai account'), 'price_changed: supplier changed prices of what you sell as "A", "B", "C" and 1 more: see offered_prices.', 'NO-3: one message for four products and two statements');
SELECT is(t.told('toko account'), 'price_changed: supplier changed prices of what you sell as "A", "C", "D" and 1 more: see offered_prices.', 'NO-3: by the distributor''s own codes');
SELECT is(t.told('raan account'), NULL, 'NO-1: who has not subscribed is not told');
SELECT is(t.changes(), 0::bigint, 'NO-3: and nothing is left of it');
SELECT t.later() \g /dev/null
SELECT is(t.told('kedai account'), NULL, 'NO-3: nor told twice');

-- A list that is never left in peace is told within the hour
UPDATE distribution.distribution_product SET base_price = 8 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
UPDATE distribution.offer_change SET changed_at = changed_at - interval '1 hour';
UPDATE distribution.distribution_product SET base_price = 7 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('B');
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(t.told('kedai account'), 'price_changed: supplier changed prices of what you sell as "A" and "B": see offered_prices.', 'NO-3: within an hour of the first change');
DELETE FROM distribution.notification;

-- A list that changes while maintenance is under way is not in peace, and what it took then waits with the rest
CREATE FUNCTION t.change_price() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	UPDATE distribution.distribution_product SET base_price = base_price + 1 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('B');
	RETURN NULL;
END
$$;
UPDATE distribution.distribution_product SET base_price = 9 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A');
SELECT distribution.receive_stock(t.id('supplier'), t.id('north'), t.id('A'), 1) \g /dev/null
CREATE TRIGGER meanwhile AFTER INSERT ON distribution.push_record FOR EACH STATEMENT EXECUTE FUNCTION t.change_price();
SELECT t.later() \g /dev/null
SELECT results_eq($$ SELECT t.told('kedai account'), t.changes() $$, $$ VALUES (NULL::text, 2::bigint) $$, 'NO-3: what changes while maintenance runs keeps the list from being told');
DROP TRIGGER meanwhile ON distribution.push_record;
SELECT t.later() \g /dev/null
SELECT is(t.told('kedai account'), 'price_changed: supplier changed prices of what you sell as "A" and "B": see offered_prices.', 'NO-3: it is told when it is in peace again');
DELETE FROM distribution.notification;

-- Where it can make a difference: the sources of a price by their order (PC-1). kedai has no level, toko 1, saigon 2.
CREATE FUNCTION t.hears(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	heard text;
BEGIN
	EXECUTE replace(replace(replace(replace(statement, ':kedai', t.id('kedai')::text), ':s', t.id('supplier')::text), ':a', t.id('A')::text), ':b', t.id('B')::text);
	PERFORM t.later();
	heard := (SELECT string_agg(replace(name, ' account', '') || ' ' || substring(message FROM '".*"'), ', ' ORDER BY name)
		FROM distribution.notification JOIN t.thing ON id = account_id AND name LIKE '% account' WHERE event = 'price_changed');
	DELETE FROM distribution.notification;
	RETURN heard;
END
$$;
SELECT is(t.hears(statement), expected, 'NO-3: ' || name)
FROM (VALUES
	(1, $$INSERT INTO distribution.partnership_price (supplier_id, partnership_id, sku_id, price) VALUES (:s, :kedai, :a, 5)$$, 'kedai "A"', 'a price of one partnership, to it alone'),
	(2, $$UPDATE distribution.distribution_product SET base_price = 11 WHERE supplier_id = :s AND sku_id = :a$$, 'saigon "A", toko "A"', 'a base price, not to who has a price of its own'),
	(3, $$INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (:s, :a, 2, 6)$$, 'saigon "A"', 'a price of a level, to the level'),
	(4, $$UPDATE distribution.customer_level SET percent = 80 WHERE supplier_id = :s AND level = 2$$, 'saigon "B", "C" and "D"', 'a level''s rule, for what it counts for'),
	(5, $$INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (:s, :a, 0, 6.5)$$, 'toko "A"', 'a price for all levels, not over one of a level'),
	(6, $$UPDATE distribution.customer_level SET percent = 70 WHERE supplier_id = :s AND level = 1$$, 'toko "C", "D" and "MY-B"', 'nor a level''s rule over it'),
	(7, $$UPDATE distribution.distribution_product SET base_price = 12 WHERE supplier_id = :s AND sku_id = :a$$, NULL, 'nor a base price'),
	(8, $$DELETE FROM distribution.partnership_price WHERE supplier_id = :s$$, 'kedai "A"', 'one that goes, as one that comes'),
	(9, $$UPDATE distribution.sku_price SET min_quantity = 2 WHERE supplier_id = :s AND level = 0$$, 'kedai "A", toko "A"', 'a break from two units on'),
	(10, $$UPDATE distribution.distribution_product SET base_price = 13 WHERE supplier_id = :s AND sku_id = :a$$, 'kedai "A", toko "A"', 'below which the base price counts'),
	(11, $$DELETE FROM distribution.sku_price WHERE supplier_id = :s$$, 'kedai "A", saigon "A", toko "A"', 'all of them gone'),
	(12, $$UPDATE distribution.distribution_product SET base_price = 13.0 WHERE supplier_id = :s AND sku_id = :a$$, NULL, 'no change is none'),
	(13, $$SELECT distribution.import_prices(:s, '[{"sku": "A", "base_price": "1"}, {"sku": "B", "level": 1, "price": "2"}]')$$, 'kedai "A", saigon "A", toko "A" and "MY-B"', 'an import'),
	(14, $$SELECT distribution.stop_claim(:s, :kedai, :a); UPDATE distribution.distribution_product SET base_price = 14 WHERE supplier_id = :s AND sku_id = :a$$, 'saigon "A", toko "A"', 'not of what one does not sell')
) AS c (no, statement, expected, name)
ORDER BY no;

-- New products, to whom they are offered by then
SELECT distribution.set_visibility_rule(t.id('supplier'), 1, 'hidden', ARRAY[t.id('toko account')], ARRAY[t.make_product('supplier', 'F', 5)]) \g /dev/null
SELECT t.make_product('supplier', 'G', 5), distribution.publish_products(t.id('supplier')), t.make_product('rival', 'H', 5), distribution.publish_products(t.id('rival')) \g /dev/null
SELECT distribution.run_maintenance() \g /dev/null
SELECT is(t.told('kedai account'), NULL, 'NO-3: new products wait like prices');
SELECT t.later() \g /dev/null
SELECT is(t.told('kedai account'), 'product_new: supplier newly offers "F" and "G": claim what you want to sell.
product_new: rival newly offers "H": claim what you want to sell.', 'NO-3: new products are told, those of each supplier');
SELECT is(t.told('toko account'), 'product_new: supplier newly offers "G": claim what you want to sell.', 'NO-3: not those that are hidden');
SELECT is(t.told('raan account'), NULL, 'NO-1: nor to who has not subscribed');
SELECT distribution.disable_product(t.id('supplier'), t.id('G')), distribution.enable_product(t.id('supplier'), t.id('G')), t.later() \g /dev/null
SELECT is(t.told('kedai account'), NULL, 'NO-3: enabled again is not new');
SELECT t.make_product('supplier', 'I', 5), distribution.publish_products(t.id('supplier')), distribution.disable_product(t.id('supplier'), t.id('I')), t.later() \g /dev/null
SELECT is(t.told('kedai account'), NULL, 'NO-3: nor is one that is not offered');
SELECT distribution.terminate_partnership(t.id('supplier'), t.id('saigon'), 'over') \g /dev/null
DELETE FROM distribution.notification;
SELECT t.make_product('supplier', 'J', 5), distribution.publish_products(t.id('supplier')), t.hears('UPDATE distribution.distribution_product SET base_price = 3 WHERE supplier_id = :s AND sku_id = :b') \g /dev/null
SELECT is(t.told('saigon account'), NULL, 'PA-5: nor is anything told after the end');
SELECT is(t.changes(), 0::bigint, 'NO-3: nothing waits');

SELECT is(t.faults(), NULL, 'LE-3: the books are sound');
SELECT * FROM finish();
ROLLBACK;
