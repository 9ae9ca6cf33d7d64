-- doc/payload.md runs: every example on the page does what its fence says (OR-1, RT-1, PC-7, PD-3).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

\set page `cat doc/payload.md`
CREATE TABLE t.example AS
SELECT no, split_part(block, E'\n', 1) AS kind,
	split_part(substr(block, strpos(block, E'\n')), E'\n```', 1) AS example
FROM string_to_table(:'page', E'\n```json ') WITH ORDINALITY AS piece (block, no)
WHERE no > 1;

SELECT is(count(*)::int, regexp_count(:'page', E'\n```json'), 'each example says what it is') FROM t.example;

CREATE FUNCTION t.answer(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said record;
	answer text;
BEGIN
	SELECT * INTO said FROM t.error_of(statement);
	IF said.state IS NOT NULL THEN
		RETURN concat_ws(' ', 'refused', said.state, substring(said.detail FROM '^At (.*)\.$'));
	END IF;
	RETURN 'accepted';
END
$$;

CREATE FUNCTION t.call(example text, call text) RETURNS text LANGUAGE sql AS $$
	SELECT t.answer(format(call, example))
$$;

-- The examples need their products, so lists come first.
SELECT is(t.call(example, 'SELECT distribution.import_products(t.id(''supplier''), %L)'), 'accepted', 'products are imported')
FROM t.example WHERE kind = 'products';
SELECT distribution.publish_products(t.id('supplier'));
SELECT distribution.receive_stock(t.id('supplier'), t.id(warehouse), sku_id, 50)
FROM distribution.merchant_sku
CROSS JOIN unnest(ARRAY['north', 'south']) AS warehouse
WHERE sku IN ('TENT-2P', 'MUG', 'STICKER') AND supplier_id = t.id('supplier');
SELECT distribution.claim_products(t.id('supplier'), t.id('kedai'), array_agg(sku_id ORDER BY sku_id))
FROM distribution.merchant_sku WHERE sku IN ('TENT-2P', 'MUG', 'STICKER') AND supplier_id = t.id('supplier');

SELECT is(t.call(example, 'SELECT distribution.import_prices(t.id(''supplier''), %L)'),
	CASE kind WHEN 'prices' THEN 'accepted' ELSE replace(kind, 'prices ', '') END, 'PC-7: a list is taken, or is not: ' || kind)
FROM t.example WHERE kind LIKE 'prices%' ORDER BY no;

CREATE TABLE t.synced AS
SELECT no, example::json ->> 'order_no' AS order_no,
	distribution.sync_order(t.id('supplier'), t.id('kedai'), example::json) AS order_id
FROM t.example WHERE kind = 'order' ORDER BY no;
SELECT is(push.state || coalesce(' ' || push.reason || ' ' || push.detail, ''), 'pushed', 'OR-1: pushed: ' || order_no)
FROM t.synced
CROSS JOIN LATERAL distribution.push_order(t.id('supplier'), order_id) AS push
ORDER BY no;
SELECT results_eq($$
	SELECT platform, fee.logistics_fee > 0, recipient_name <> '***'
	FROM t.synced
	JOIN distribution_report.supply_orders AS o USING (order_id)
	CROSS JOIN LATERAL (SELECT o.logistics_fee) AS fee
	ORDER BY no$$,
	$$VALUES ('shopee', true, true), ('lazada', false, false), ('tiktok_shop', false, false), ('temu', false, false)$$,
	'FE-1, OR-7: what platform and logistics decide');
SELECT is(array_agg(line_no ORDER BY line_no), ARRAY[1, 2, 3], 'lines are numbered through over the packages')
FROM distribution.order_line
JOIN t.synced USING (order_id)
WHERE order_no = '576461413038785752';

SELECT is(t.call(example, 'SELECT distribution.sync_order(t.id(''supplier''), t.id(''kedai''), %L)'), kind, 'OR-1: ' || kind)
FROM t.example WHERE kind LIKE 'refused%' ORDER BY no;

SELECT is('orders ' || string_agg(coalesce(sqlstate, 'stored'), ', ' ORDER BY position), kind, 'OR-1: a batch: ' || kind)
FROM t.example
CROSS JOIN LATERAL distribution.sync_orders(t.id('supplier'), t.id('kedai'), example::json)
WHERE kind LIKE 'orders%' GROUP BY no, kind ORDER BY no;

SELECT distribution.advance_order(t.id('supplier'), order_id, state)
FROM t.synced
CROSS JOIN unnest(ARRAY['in_process', 'to_pickup', 'shipped']) WITH ORDINALITY AS step (state, no)
WHERE order_no = '2503ABCDEF' ORDER BY step.no;
SELECT distribution.create_return(t.id('supplier'), order_id, example::json) AS return_id
FROM t.synced CROSS JOIN t.example
WHERE order_no = '2503ABCDEF' AND kind = 'return' \gset
SELECT distribution.push_return(t.id('supplier'), :return_id);
SELECT is(t.call(example, format('SELECT distribution.receive_return(t.id(''supplier''), %s, %%L)', :return_id)), 'accepted',
	'RT-2: a return is received')
FROM t.example WHERE kind = 'received';
SELECT distribution.refund_return(t.id('supplier'), :return_id);

-- Units of the order in two packages: withdrawn after they had left the shelf, and put back
SELECT order_id AS two_packages FROM t.synced WHERE order_no = '576461413038785752' \gset
SELECT distribution.withdraw_order(t.id('supplier'), :two_packages, NULL, '[{"line_no":3,"quantity":1}]');
SELECT distribution.advance_order(t.id('supplier'), :two_packages, 'in_process');
SELECT is(t.call(example, format('SELECT distribution.withdraw_order(t.id(''supplier''), %s, NULL, %%L)', :two_packages)), 'accepted', 'WD-4: units are withdrawn')
FROM t.example WHERE kind = 'units';
SELECT distribution.confirm_withdrawal(t.id('supplier'), :two_packages, true);
SELECT is(t.call(example, format('SELECT distribution.restock_order(t.id(''supplier''), %s, %%L)', :two_packages)), 'accepted', 'WD-5: and put back')
FROM t.example WHERE kind = 'restocked';
SELECT distribution.refuse_order(t.id('supplier'), :two_packages, 'none left');

SELECT is_empty('SELECT no, kind FROM t.example
	WHERE kind !~ ''^(order|orders .*|refused .*|return|received|units|restocked|products|prices|prices refused .*)$''', 'no example is left out');
SELECT is(t.faults(), NULL, 'the books are sound');
SELECT * FROM finish();
ROLLBACK;
