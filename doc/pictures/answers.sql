-- Of the demo's orders: what the first push said, by distributor
\pset fieldsep '\t'
SELECT format('"%s"', coalesce(r.reason, 'pushed')), count(*) FILTER (WHERE o.distributor = 'kedai'), count(*) FILTER (WHERE o.distributor = 'toko'),
	count(*) FILTER (WHERE o.distributor = 'ran'), count(*) FILTER (WHERE o.distributor = 'sari')
FROM demo.push AS r
JOIN demo.orders AS o USING (order_id)
WHERE r.step <> 'again' AND r.reason IS NOT NULL
GROUP BY r.reason
ORDER BY count(*), r.reason DESC;
