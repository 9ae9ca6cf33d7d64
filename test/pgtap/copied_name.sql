-- Whose row it is stands on the row, and so do the names that its reader has no rows of (ID-4).
BEGIN;
\ir ../fixture/business.sql
SELECT no_plan();

SELECT is(string_agg(tablename || '.' || policyname, ' ' ORDER BY 1), NULL, 'ID-4: no policy asks another table')
FROM pg_policies WHERE schemaname = 'distribution' AND (qual ~* '\yselect\y' OR with_check ~* '\yselect\y');
SELECT is(string_agg(format('%s.%s', c.relname, a.attname), ' ' ORDER BY 1), NULL, 'ID-4: an index serves each column that policies ask')
FROM pg_policies AS p
JOIN pg_class AS c ON c.oid = format('distribution.%I', p.tablename)::regclass
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname IN ('supplier_id', 'distributor_id', 'account_id') AND p.qual ~ ('\y' || a.attname || ' = ANY')
WHERE p.schemaname = 'distribution' AND p.policyname = 'read'
	AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indpred IS NULL);

CREATE FUNCTION t.copies() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' | ',
		(SELECT string_agg(DISTINCT c.sku_code || ' ' || c.sku_name, ', ') FROM distribution.claim AS c WHERE c.sku_id = t.id('A')),
		(SELECT string_agg(DISTINCT w.warehouse_name, ', ') FROM distribution.partnership_warehouse AS w WHERE w.warehouse_id = t.id('north')),
		(SELECT p.shop_name || ', ' || p.distributor_name FROM distribution.partnership AS p WHERE p.partnership_id = t.id('kedai')))
$$;
SELECT is(t.copies(), (SELECT concat_ws(' | ', m.sku || ' ' || m.name, w.name, s.bigshop_name || ', ' || a.name)
	FROM distribution.merchant_sku AS m, distribution.warehouse AS w, distribution.supplier AS s, distribution.account AS a
	WHERE m.sku_id = t.id('A') AND w.warehouse_id = t.id('north') AND s.supplier_id = t.id('supplier') AND a.account_id = t.id('kedai account')),
	'ID-4: names are copied to the claims, assignments and partnerships that are made');
UPDATE distribution.merchant_sku SET sku = 'A-2', name = 'Other goods' WHERE sku_id = t.id('A');
UPDATE distribution.warehouse SET name = 'far north' WHERE warehouse_id = t.id('north');
UPDATE distribution.supplier SET bigshop_name = 'Other shop' WHERE supplier_id = t.id('supplier');
UPDATE distribution.account SET name = 'Other kedai' WHERE account_id = t.id('kedai account');
SELECT is(t.copies(), 'A-2 Other goods | far north | Other shop, Other kedai', 'ID-4: and follow the names');
SELECT is(t.faults(), NULL, 'ST-2: the books are sound');
SELECT * FROM finish();
ROLLBACK;
