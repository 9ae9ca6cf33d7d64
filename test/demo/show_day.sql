\echo '== What Kedai is offered: its own price, a break to come at a dozen, pegs by the five (PC-9, QR-1)'
\echo
SELECT sku, min_quantity AS "from", price, currency, minimum, multiple
FROM distribution_report.offered_prices
WHERE supplier_id = :supplier_id AND partnership_id = :kedai AND sku IN ('MUG-STEEL', 'ROPE-20', 'PEG-10')
ORDER BY sku, min_quantity;

\echo '== What would it cost? Asked before anything is stored, decided as a push would (QT-1)'
\echo
SET ROLE reseller;
SELECT q.goods, a.goods_amount AS goods, a.stock_out_fee + a.logistics_fee AS fees, a.total_amount AS total, a.currency,
	a.spendable_after AS "left after", coalesce(a.reason, 'may be pushed') AS answer
FROM demo.quote q
CROSS JOIN LATERAL distribution.quote(:supplier_id, :kedai, q.payload) AS a
ORDER BY q.no;

\echo '== TTS-0012: a mug refused, two packages shipped, a cook set come back: charged and refunded'
\echo
SELECT package_no AS package, sku, quantity, released, shipped, returned, goods_amount AS goods, refunded_amount AS refunded,
	currency AS cur
FROM distribution_report.order_lines
WHERE supplier_id = :supplier_id AND order_id = :tts_0012
ORDER BY line_no;

\echo '== Its entries, in the distributor''s books'
\echo
SELECT transaction_id AS no, kind, package_no AS package, settlement_amount AS amount, settlement_currency AS cur, balance_after AS balance
FROM distribution_report.reconciliation
WHERE supplier_id = :supplier_id AND order_id = :tts_0012 AND side = 'distributor'
ORDER BY transaction_id;

\echo '== Money asked for, by reference (TU-1)'
\echo
SET ROLE contoh;
SELECT distributor, reference, amount AS asked, approved_amount AS approved, currency, state
FROM distribution_report.top_up_requests
WHERE supplier_id = :supplier_id
ORDER BY request_id;
