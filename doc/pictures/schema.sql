-- A chapter of the tables as a graph: each with its key, and what it refers to; dashed, where it has the other's key but no foreign key.
-- Green tables are written with plain SQL, blue ones by functions only; those of other chapters are grey. A table that is in no chapter
-- stands under care.
CREATE TEMPORARY TABLE chapter AS
SELECT chapter, name, no
FROM (VALUES
	('accounts', 'account account_setting plan quota_usage quota_block member token_key notification notification_subscription event event_cursor'),
	('partnerships', 'supplier customer invitation partnership partnership_event partnership_setting partnership_warehouse warehouse'),
	('products', 'merchant_sku distribution_product quantity_rule claim claim_count product_log visibility_rule visibility_rule_distributor visibility_rule_product offer_change product_import'),
	('prices', 'customer_level sku_price partnership_price price_history price_import fee currency fixed_rate live_rate'),
	('stock', 'stock stock_movement stock_share push_record stock_push_product stock_push_request product_sales_day product_sales_counted'),
	('orders', 'supply_order order_package order_line order_recipient order_event order_refusal order_stage order_tally push_queue package_charge mark_rule shipping_rule'),
	('returns', 'return_order return_line withdrawal withdrawal_line order_giveback order_restock'),
	('money', 'settlement_account ledger_entry ledger_day ledger_month ledger_idempotency statement credit_change credit_rule credit_ageing top_up_request money_notice')
) AS c (chapter, names)
CROSS JOIN string_to_table(c.names, ' ') WITH ORDINALITY AS t (name, no);
INSERT INTO chapter
SELECT 'care', relname, row_number() OVER (ORDER BY relname) FROM pg_class
WHERE relnamespace = 'distribution'::regnamespace AND relkind = 'r' AND relname NOT IN (SELECT name FROM chapter);
DELETE FROM chapter WHERE name NOT IN (SELECT relname FROM pg_class WHERE relnamespace = 'distribution'::regnamespace);

CREATE TEMPORARY TABLE key AS
SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY k.no) AS columns
FROM pg_constraint AS p
JOIN pg_class AS c ON c.oid = p.conrelid
CROSS JOIN LATERAL unnest(p.conkey) WITH ORDINALITY AS k (attnum, no)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum
WHERE p.connamespace = 'distribution'::regnamespace AND p.contype = 'p'
GROUP BY c.relname;

CREATE TEMPORARY TABLE edge AS
SELECT DISTINCT s.relname::text AS source, t.relname::text AS target, 'solid' AS line
FROM pg_constraint AS p
JOIN pg_class AS s ON s.oid = p.conrelid
JOIN pg_class AS t ON t.oid = p.confrelid
WHERE p.connamespace = 'distribution'::regnamespace AND p.contype = 'f';
-- A table without a foreign key hangs on one whose whole key it has as columns, among those that foreign keys lead to and the first of its
-- chapter: on that with the longest key; of these on the first of the chapter, or that to which most refer.
INSERT INTO edge
SELECT DISTINCT ON (c.name) c.name, k.name, 'dashed'
FROM chapter AS c
JOIN chapter AS o ON o.name <> c.name AND (o.name IN (SELECT target FROM edge) OR o.chapter = c.chapter AND o.no = 1)
JOIN key AS k ON k.name = o.name
WHERE c.name NOT IN (SELECT source FROM edge)
	AND NOT EXISTS (
		SELECT FROM unnest(k.columns) AS column_name
		WHERE column_name NOT IN (
			SELECT attname FROM pg_attribute WHERE attrelid = ('distribution.' || c.name)::regclass AND attnum > 0))
ORDER BY c.name, cardinality(k.columns) DESC, (o.chapter = c.chapter AND o.no = 1) DESC,
	(SELECT count(*) FROM edge WHERE target = o.name) DESC, o.name;

\echo 'digraph schema {'
\echo '	graph [rankdir=LR, bgcolor=white, nodesep=0.18, ranksep=0.6, fontname="Helvetica"]'
\echo '	node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11, color="#4f5b66", margin="0.12,0.06"]'
\echo '	edge [color="#4f5b66", arrowsize=0.6]'
SELECT format(E'\t%s [fillcolor="%s", label=<<b>%s</b><br align="left"/><font point-size="9" color="#4f5b66">%s</font><br align="left"/>>]',
	c.name,
	CASE
		WHEN EXISTS (
			SELECT FROM pg_attribute AS a CROSS JOIN LATERAL aclexplode(a.attacl) AS held
			WHERE a.attrelid = t.oid AND held.grantee = 0 AND held.privilege_type IN ('INSERT', 'UPDATE')) THEN '#e3f1e4'
		ELSE '#e6edf5'
	END,
	c.name, regexp_replace(array_to_string(k.columns, ', '), '(.{24}[^,]*, )', '\1<br align="left"/>', 'g'))
FROM chapter AS c
JOIN pg_class AS t ON t.oid = ('distribution.' || c.name)::regclass
LEFT JOIN key AS k ON k.name = c.name
WHERE c.chapter = :'chapter'
ORDER BY c.name;
SELECT DISTINCT format(E'\t%s [fillcolor="#f0f0f0", color="#b0b0b0", fontcolor="#606060"]', e.target)
FROM edge AS e
JOIN chapter AS c ON c.name = e.source AND c.chapter = :'chapter'
WHERE e.target NOT IN (SELECT name FROM chapter WHERE chapter = :'chapter')
ORDER BY 1;
SELECT format(E'\t%s -> %s%s', e.target, e.source, CASE e.line WHEN 'dashed' THEN ' [style=dashed, dir=none]' ELSE ' [dir=none]' END)
FROM edge AS e
JOIN chapter AS c ON c.name = e.source AND c.chapter = :'chapter'
WHERE e.source <> e.target
ORDER BY e.target, e.source;
\echo '}'
