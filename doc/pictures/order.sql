-- The way of one order of the demo through both sides: who did what, from the order's timeline, and what it left in the books.
CREATE TEMPORARY TABLE step AS
SELECT row_number() OVER (ORDER BY t.occurred_at) AS no, t.occurred_at, t.side, t.label
FROM (
	SELECT occurred_at, CASE min(actor) WHEN 'contoh' THEN 'supplier' ELSE 'distributor' END AS side,
		string_agg(replace(event, '_', ' ') || coalesce(': ' || note, ''), '\n' ORDER BY event_id) AS label
	FROM distribution_report.order_timeline WHERE platform_order_no = :'order_no'
	GROUP BY occurred_at
) AS t;
CREATE TEMPORARY TABLE booked AS
SELECT s.no, string_agg(b.line, '\n' ORDER BY b.kind, b.id) AS label
FROM step AS s
JOIN (
	SELECT posted_at AS at, 1 AS kind, transaction_id AS id,
		format('%s %s %s', replace(kind, '_', ' '), settlement_currency, trim(to_char(settlement_amount, 'S9999990.00'))) AS line
	FROM distribution_report.reconciliation WHERE platform_order_no = :'order_no' AND side = 'distributor'
	UNION ALL
	SELECT m.moved_at, 2, m.movement_id, format('stock of %s %s', k.sku, trim(to_char(m.on_hand_change, 'S999')))
	FROM distribution.stock_movement AS m
	JOIN distribution.merchant_sku AS k USING (supplier_id, sku_id)
	JOIN distribution_report.supply_orders AS o USING (supplier_id, order_id)
	WHERE o.platform_order_no = :'order_no'
) AS b ON b.at = s.occurred_at
GROUP BY s.no;

\echo 'digraph way {'
\echo '	graph [rankdir=TB, bgcolor=white, nodesep=0.5, ranksep=0.18, fontname="Helvetica"]'
\echo '	node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=10, color="#4f5b66", margin="0.12,0.06", width=2.3]'
\echo '	edge [color="#4f5b66", arrowsize=0.6]'
SELECT format(E'\td0 [label="distributor", group=d, fillcolor=white, penwidth=0, fontsize=12]\n'
	'\tb0 [label="books: order %s", group=b, fillcolor=white, penwidth=0, fontsize=12]\n'
	'\ts0 [label="supplier", group=s, fillcolor=white, penwidth=0, fontsize=12]\n'
	'\t{rank=same; d0 -> b0 -> s0 [style=invis]}', :'order_no');
SELECT format(E'\td%1$s [group=d, %2$s]\n\tb%1$s [group=b, %3$s]\n\ts%1$s [group=s, %4$s]\n\t{rank=same; d%1$s -> b%1$s -> s%1$s [style=invis]}\n'
	'\td%5$s -> d%1$s [style=invis, weight=50]\n\tb%5$s -> b%1$s [style=invis, weight=50]\n\ts%5$s -> s%1$s [style=invis, weight=50]',
	s.no,
	CASE side WHEN 'distributor' THEN format('label="%s", fillcolor="#e6edf5"', s.label) ELSE 'label="", style=invis, height=0.1' END,
	CASE WHEN b.label IS NOT NULL THEN format('label="%s", shape=note, style=filled, fillcolor="#fdf6e3"', b.label) ELSE 'label="", style=invis, height=0.1' END,
	CASE side WHEN 'supplier' THEN format('label="%s", fillcolor="#e3f1e4"', s.label) ELSE 'label="", style=invis, height=0.1' END,
	s.no - 1)
FROM step AS s
LEFT JOIN booked AS b USING (no)
ORDER BY s.no;
SELECT format(E'\t%s%s -> %s%s [constraint=false]', left(side, 1), no, left(next, 1), no + 1)
FROM (SELECT no, side, lead(side) OVER (ORDER BY no) AS next FROM step) AS s WHERE next IS NOT NULL ORDER BY no;
SELECT format(E'\t%s%s -> b%s [constraint=false, style=dashed]', left(s.side, 1), s.no, s.no) FROM step AS s JOIN booked USING (no) ORDER BY s.no;
\echo '}'
