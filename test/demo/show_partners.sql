\echo '== One supplier, four distributors: what each has to spend'
\echo
SELECT distributor, state, level, currency, balance, coalesce(credit_limit::text, 'unlimited') AS credit_limit,
	CASE WHEN credit_limit IS NULL THEN 'unlimited' ELSE spendable::text END AS spendable, active_claims AS claims
FROM distribution_report.distributors
WHERE supplier_id = :supplier_id
ORDER BY partnership_id;

\echo '== One price list, four prices: base, and what each distributor sees (-: hidden, or no price)'
\echo
SELECT m.sku, d.base_price AS "base MYR",
	max(o.displayed_price) FILTER (WHERE p.distributor = 'kedai') AS "kedai MYR",
	max(o.displayed_price) FILTER (WHERE p.distributor = 'toko') AS "toko IDR",
	max(o.displayed_price) FILTER (WHERE p.distributor = 'ran') AS "ran THB",
	max(o.displayed_price) FILTER (WHERE p.distributor = 'sari') AS "sari MYR"
FROM demo.goods g
JOIN distribution.merchant_sku m ON m.supplier_id = :supplier_id AND m.sku = g.sku
JOIN distribution.distribution_product d ON d.supplier_id = m.supplier_id AND d.sku_id = m.sku_id
LEFT JOIN distribution_report.offered_products o ON o.supplier_id = m.supplier_id AND o.sku_id = m.sku_id
LEFT JOIN demo.partner p ON p.partnership_id = o.partnership_id
WHERE m.sku IN ('TENT-2P', 'TENT-4P', 'COOLER-15', 'POWER-10K', 'LAMP-CAMP', 'MUG-STEEL', 'STICKER')
GROUP BY g.no, m.sku, d.base_price
ORDER BY g.no;
