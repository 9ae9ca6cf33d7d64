\echo
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

\echo
\echo '== A batch with faults in it: what was refused at sync, and where'
\echo
SELECT f.position, f.order_no, coalesce(f.sqlstate, 'stored') AS answer,
	coalesce(f.message, 'the same order as before') AS message
FROM demo.faulty f
ORDER BY f.position;
