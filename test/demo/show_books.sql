\echo '== Stock: in both warehouses on hand, allocated to open orders, and available'
\echo
SELECT m.sku, m.name,
	coalesce(a.on_hand, 0) AS "Shah Alam", coalesce(a.allocated, 0) AS "alloc.",
	coalesce(a.on_hand - a.allocated - a.defective, 0) AS "avail.",
	coalesce(b.on_hand, 0) AS "Johor", coalesce(b.allocated, 0) AS "alloc.",
	coalesce(b.on_hand - b.allocated - b.defective, 0) AS "avail."
FROM demo.goods g
JOIN distribution.merchant_sku m ON m.supplier_id = :supplier_id AND m.sku = g.sku
LEFT JOIN distribution.stock a ON a.supplier_id = m.supplier_id AND a.sku_id = m.sku_id AND a.warehouse_id = :shah_alam
LEFT JOIN distribution.stock b ON b.supplier_id = m.supplier_id AND b.sku_id = m.sku_id AND b.warehouse_id = :johor
ORDER BY g.no;

\echo '== The books: opening plus what is between is the closing, and that is the balance (LE-3, LE-6)'
\echo
SELECT p.name AS distributor, r.currency AS cur, r.opening_balance AS opening, r.charges, r.refunds, r.return_charges AS returns,
	r.manual, r.closing_balance AS closing, r.entries AS rows
FROM distribution_report.reconciliation_summary r
JOIN demo.partner p ON p.supplier_id = r.supplier_id AND p.partnership_id = r.partnership_id
WHERE r.supplier_id = :supplier_id
ORDER BY p.no, r.month;

\echo '== SELECT * FROM distribution.verify(): no row, so the books are sound'
\echo
RESET ROLE;
\pset footer on
SELECT * FROM distribution.verify();
\pset footer off
