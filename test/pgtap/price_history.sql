-- Every change of a price is kept with who and when (PC-7).
SET client_min_messages = warning;
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

CREATE TABLE t.seen_history (history_id bigint);
-- What was kept since the last look: 'kind sku/level/min_quantity old → new'.
CREATE FUNCTION t.new_history() RETURNS text LANGUAGE sql AS $$
	WITH fresh AS (
		INSERT INTO t.seen_history
		SELECT h.history_id FROM distribution.price_history h
		WHERE NOT EXISTS (SELECT FROM t.seen_history s WHERE s.history_id = h.history_id)
		RETURNING history_id
	)
	SELECT string_agg(format('%s %s %s > %s', h.kind, concat_ws('/', h.sku, h.level, h.min_quantity),
		coalesce(concat_ws(' ', h.old_price, h.old_percent, h.old_plus), ''), coalesce(concat_ws(' ', h.new_price, h.new_percent, h.new_plus), '')),
		'; ' ORDER BY h.history_id)
	FROM distribution_report.price_history h JOIN fresh USING (history_id)
$$;

SELECT is(count(*) FILTER (WHERE kind = 'base_price'), 4::bigint, 'PC-7: the base prices that products were added with are kept')
FROM distribution.price_history WHERE supplier_id = t.id('supplier');
SELECT is(count(*) FILTER (WHERE kind = 'level_rule'), 2::bigint, 'PC-7: and the levels')
FROM distribution.price_history WHERE supplier_id = t.id('supplier');
SELECT t.new_history() \g /dev/null

CREATE FUNCTION t.kept(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN t.new_history();
END
$$;
SELECT is(t.kept(statement), expected, 'PC-7: ' || name)
FROM (VALUES
	(1, $$UPDATE distribution.distribution_product SET base_price = 11 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A')$$, 'base_price A 10.00 > 11.00', 'a new base price'),
	(2, $$UPDATE distribution.distribution_product SET base_price = 11 WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A')$$, NULL, 'the same again is no change'),
	(3, $$UPDATE distribution.distribution_product SET base_price = NULL WHERE supplier_id = t.id('supplier') AND sku_id = t.id('A')$$, 'base_price A 11.00 > ', 'no base price any more'),
	(4, $$SELECT distribution.disable_product(t.id('supplier'), t.id('A'))$$, NULL, 'another state is no price'),
	(5, $$INSERT INTO distribution.sku_price (supplier_id, sku_id, level, price) VALUES (t.id('supplier'), t.id('B'), 1, 18), (t.id('supplier'), t.id('B'), 0, 19)$$, 'sku_price B/1/1  > 18.00; sku_price B/0/1  > 19.00', 'new SKU prices'),
	(6, $$UPDATE distribution.sku_price SET price = 17 WHERE supplier_id = t.id('supplier') AND level = 1$$, 'sku_price B/1/1 18.00 > 17.00', 'a changed one'),
	(7, $$UPDATE distribution.sku_price SET min_quantity = 5 WHERE supplier_id = t.id('supplier') AND level = 1$$, 'sku_price B/1/1 17.00 > ; sku_price B/1/5  > 17.00', 'another key: one goes, one comes'),
	(8, $$DELETE FROM distribution.sku_price WHERE supplier_id = t.id('supplier') AND level = 0$$, 'sku_price B/0/1 19.00 > ', 'a deleted one'),
	(9, $$UPDATE distribution.customer_level SET percent = 85, plus = 1 WHERE supplier_id = t.id('supplier') AND level = 1$$, 'level_rule 1 90.0000 0.00 > 85.0000 1.00', 'a changed level rule'),
	(10, $$UPDATE distribution.customer_level SET name = 'Golden' WHERE supplier_id = t.id('supplier') AND level = 1$$, NULL, 'another name is no price'),
	(11, $$INSERT INTO distribution.customer_level (supplier_id, level, name, percent) VALUES (t.id('supplier'), 7, 'Seven', 70)$$, 'level_rule 7  > 70.0000 0.00', 'a new level'),
	(12, $$UPDATE distribution.customer_level SET level = 8 WHERE supplier_id = t.id('supplier') AND level = 7$$, 'level_rule 7 70.0000 0.00 > ; level_rule 8  > 70.0000 0.00', 'a renumbered one'),
	(13, $$DELETE FROM distribution.customer_level WHERE supplier_id = t.id('supplier') AND level = 8$$, 'level_rule 8 70.0000 0.00 > ', 'a deleted one')
) AS c (no, statement, expected, name)
ORDER BY no;

-- A product goes: its base price with it
SELECT t.make_product('supplier', 'E', 5.00), t.new_history() \g /dev/null
SELECT is(t.kept($$DELETE FROM distribution.distribution_product WHERE supplier_id = t.id('supplier') AND sku_id = t.id('E')$$), 'base_price E 5.00 > ', 'PC-7: a deleted base price');

-- Who: the outer role, also where the trigger runs as the owner.
CREATE ROLE price_clerk;
SELECT distribution.grant_member(t.id('supplier'), 'price_clerk', '{supplier}') \g /dev/null
SET LOCAL ROLE price_clerk;
UPDATE distribution.sku_price SET price = 16 WHERE level = 1;
RESET ROLE;
SELECT is(concat_ws(' ', actor, old_price, new_price), 'price_clerk 17.00 16.00', 'PC-7: who did it')
FROM distribution.price_history ORDER BY history_id DESC LIMIT 1;
SELECT is(changed_at, now(), 'PC-7: and when') FROM distribution.price_history ORDER BY history_id DESC LIMIT 1;
SELECT is(currency, 'MYR', 'PC-7: in the base currency') FROM distribution_report.price_history ORDER BY history_id DESC LIMIT 1;

SELECT is(t.state_of(statement), 'SD011', 'PC-7: ' || name)
FROM (VALUES
	(1, 'DELETE FROM distribution.price_history', 'history is not deleted'),
	(2, 'TRUNCATE distribution.price_history', 'nor emptied'),
	(3, 'UPDATE distribution.price_history SET new_price = 1', 'nor changed'),
	(4, 'TRUNCATE distribution.sku_price', 'no price list is emptied without a trace'),
	(5, 'TRUNCATE distribution.customer_level CASCADE', 'nor are the levels'),
	(6, 'TRUNCATE distribution.distribution_product CASCADE', 'nor the products')
) AS c (no, statement, name)
ORDER BY no;

SELECT * FROM finish();
ROLLBACK;
