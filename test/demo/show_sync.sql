\echo '== Orders that came in'
\echo
SELECT p.name AS distributor, count(*) AS orders,
	count(*) FILTER (WHERE o.payload ->> 'platform' = 'shopee') AS shopee,
	count(*) FILTER (WHERE o.payload ->> 'platform' = 'lazada') AS lazada,
	count(*) FILTER (WHERE o.payload ->> 'platform' = 'tiktok_shop') AS tiktok_shop,
	count(*) FILTER (WHERE o.payload ->> 'platform' = 'temu') AS temu,
	sum(json_array_length(o.payload -> 'packages')) AS packages
FROM demo.orders o
JOIN demo.partner p USING (distributor)
WHERE o.order_id IS NOT NULL
GROUP BY p.no, p.name
ORDER BY p.no;

\echo '== A batch with faults in it: what was refused at sync, and where'
\echo
SELECT f.position AS no, f.order_no, coalesce(f.sqlstate, 'stored') AS answer,
	demo.wrap(coalesce(f.message, 'the same order as before'), 54) AS message
FROM demo.faulty f
ORDER BY f.position;

\echo '== Rounding went from cents to whole units: what is shown stays until the next order (PC-5)'
\echo
SELECT p.name AS distributor, o.sku, o.displayed_price AS shown,
	distribution.distribution_price(o.supplier_id, o.partnership_id, o.sku_id) AS "next order", o.currency
FROM distribution_report.offered_products o
JOIN demo.partner p ON p.supplier_id = o.supplier_id AND p.partnership_id = o.partnership_id
WHERE o.supplier_id = :supplier_id AND p.distributor IN ('kedai', 'ran') AND o.sku IN ('MUG-STEEL', 'CHAIR-LOW', 'REPAIR-KIT')
ORDER BY p.no, o.sku_id;
