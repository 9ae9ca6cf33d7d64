\echo '== Pushed, and refused for which reason'
\echo
SELECT coalesce(r.reason, 'pushed') AS answer, count(*) AS orders,
	count(*) FILTER (WHERE p.distributor = 'kedai') AS kedai,
	count(*) FILTER (WHERE p.distributor = 'toko') AS toko,
	count(*) FILTER (WHERE p.distributor = 'ran') AS ran,
	count(*) FILTER (WHERE p.distributor = 'sari') AS sari
FROM demo.push r
JOIN demo.orders o USING (order_id)
JOIN demo.partner p USING (distributor)
WHERE r.step <> 'again'
GROUP BY r.reason
ORDER BY r.reason IS NOT NULL, array_position(ARRAY['order_state', 'on_hold', 'partnership_inactive', 'sku_not_mapped',
	'not_offered', 'no_price', 'no_exchange_rate', 'quota_exhausted', 'out_of_stock', 'insufficient_funds'], r.reason);

\echo '== Each refusal, with what is wrong'
\echo
SELECT o.order_no, o.distributor, r.reason, demo.wrap(r.detail, 48) AS detail
FROM demo.push r
JOIN demo.orders o USING (order_id)
WHERE r.step <> 'again' AND r.reason IS NOT NULL
ORDER BY o.no;

\echo '== Pushed again, after goods and money arrived, the hold was released and the rate was known'
\echo
SELECT o.order_no, o.distributor, o.expect AS "first time", coalesce(r.reason, 'pushed') AS "this time",
	r.amount, r.currency, r.balance
FROM demo.push r
JOIN demo.orders o USING (order_id)
WHERE r.step = 'again'
ORDER BY r.position;
