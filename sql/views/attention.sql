CREATE OR REPLACE VIEW distribution_report.attention WITH (security_invoker = true) AS
SELECT
	n.account_id,
	n.side,
	n.kind,
	n.supplier_id,
	n.partnership_id,
	n.subject,
	n.since,
	coalesce(p.shop_name, s.bigshop_name) AS supplier,
	p.distributor_name AS distributor,
	p.distributor_id,
	CASE n.kind
		WHEN 'push_failed' THEN 'Mend the reason, then push again.'
		WHEN 'withdrawal_waiting' THEN 'Confirm or refuse it.'
		WHEN 'goods_to_put_back' THEN 'Put them back, or write them off.'
		WHEN 'return_to_push' THEN 'Push it.'
		WHEN 'return_to_receive' THEN 'Receive its goods, or refuse it.'
		WHEN 'return_to_refund' THEN 'Refund it.'
		WHEN 'price_missing' THEN 'Set a base price, or a price for all levels.'
		WHEN 'price_gap' THEN 'Complete the price list.'
		WHEN 'rate_missing' THEN 'Set a fixed rate.'
		WHEN 'balance_low' THEN CASE n.side WHEN 'supplier' THEN 'Ask for payment.' ELSE 'Pay, and ask for a top-up.' END
		WHEN 'overdue' THEN CASE n.side WHEN 'supplier' THEN 'Ask for payment.' ELSE 'Pay, and ask for a top-up.' END
		WHEN 'statement_to_answer' THEN 'Confirm or dispute it.'
		WHEN 'statement_disputed' THEN 'Settle it with the distributor; corrections go to an open month.'
		WHEN 'month_to_close' THEN 'Close the month.'
		WHEN 'top_up_waiting' THEN 'Approve or reject it.'
		WHEN 'application_waiting' THEN 'Approve or reject it.'
		WHEN 'warehouse_without_mirror' THEN
			CASE n.side WHEN 'supplier' THEN 'Ask the distributor for its supplier warehouse.' ELSE 'Create its supplier warehouse.' END
		WHEN 'quota_nearly_used' THEN 'Ask for a larger plan.'
	END AS what_to_do
FROM (
	SELECT
		o.distributor_id AS account_id,
		'distributor' AS side,
		'push_failed' AS kind,
		o.supplier_id,
		o.partnership_id,
		r.reason || ': ' || count(*) || CASE WHEN count(*) = 1 THEN ' order' ELSE ' orders' END AS subject,
		min(r.refused_at) AS since
	FROM distribution.order_refusal AS r
	JOIN distribution.supply_order AS o
		ON o.supplier_id = r.supplier_id AND o.order_id = r.order_id AND o.push_state = 'push_failed'
	GROUP BY o.distributor_id, o.supplier_id, o.partnership_id, r.reason
	UNION ALL
	SELECT
		w.supplier_id,
		'supplier',
		'withdrawal_waiting',
		w.supplier_id,
		o.partnership_id,
		'order ' || o.platform_order_no
			|| coalesce((
				SELECT ': ' || sum(l.quantity) || CASE WHEN sum(l.quantity) = 1 THEN ' unit' ELSE ' units' END
				FROM distribution.withdrawal_line AS l
				WHERE l.supplier_id = w.supplier_id AND l.order_id = w.order_id), '')
			|| CASE WHEN w.state = 'warehouse' THEN ', at its warehouse' ELSE '' END,
		w.requested_at
	FROM distribution.withdrawal AS w
	JOIN distribution.supply_order AS o ON o.supplier_id = w.supplier_id AND o.order_id = w.order_id
	WHERE w.state IN ('warehouse', 'supplier')
	UNION ALL
	-- WD-5: what had left the shelf when it was withdrawn, until it is back, written off, or awaited from a return.
	SELECT
		g.supplier_id,
		'supplier',
		'goods_to_put_back',
		g.supplier_id,
		o.partnership_id,
		'order ' || o.platform_order_no || ': ' || g.units || CASE WHEN g.units = 1 THEN ' unit' ELSE ' units' END,
		(
			SELECT max(e.occurred_at)
			FROM distribution.order_event AS e
			WHERE e.supplier_id = g.supplier_id AND e.order_id = g.order_id AND e.event IN ('withdrawn', 'partly_withdrawn'))
	FROM (
		SELECT l.supplier_id, l.order_id, sum(least(l.gone - l.restocked - l.lost, l.shipped - l.returned - l.lost - r.awaited)) AS units
		FROM distribution.order_line AS l
		CROSS JOIN LATERAL (
			SELECT coalesce(sum(n.quantity), 0) AS awaited
			FROM distribution.return_line AS n
			JOIN distribution.return_order AS t ON t.supplier_id = n.supplier_id AND t.return_id = n.return_id
			WHERE n.supplier_id = l.supplier_id AND n.order_id = l.order_id AND n.line_no = l.line_no
				AND t.kind = 'return_refund' AND t.state IN ('created', 'pushed')
		) AS r
		-- gone > 0 says nothing new, but lets the planner know that such lines are few
		WHERE l.gone > 0 AND l.gone > l.restocked + l.lost AND l.shipped - l.returned - l.lost > r.awaited
		GROUP BY l.supplier_id, l.order_id
	) AS g
	JOIN distribution.supply_order AS o ON o.supplier_id = g.supplier_id AND o.order_id = g.order_id
	UNION ALL
	SELECT
		CASE WHEN r.state = 'created' THEN r.distributor_id ELSE r.supplier_id END,
		CASE WHEN r.state = 'created' THEN 'distributor' ELSE 'supplier' END,
		-- RT-1: no goods come with a refund only, so it is refunded as it was pushed.
		CASE
			WHEN r.state = 'created' THEN 'return_to_push'
			WHEN r.state = 'pushed' AND r.kind = 'return_refund' THEN 'return_to_receive'
			ELSE 'return_to_refund'
		END,
		r.supplier_id,
		r.partnership_id,
		'return ' || r.return_id,
		CASE r.state WHEN 'created' THEN r.created_at WHEN 'pushed' THEN r.pushed_at ELSE r.received_at END
	FROM distribution.return_order AS r
	WHERE r.state IN ('created', 'pushed', 'received')
	UNION ALL
	SELECT
		p.supplier_id,
		'supplier',
		'price_missing',
		p.supplier_id,
		NULL,
		'SKU ' || m.sku,
		NULL
	FROM distribution.distribution_product AS p
	JOIN distribution.merchant_sku AS m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
	WHERE p.base_price IS NULL AND p.state <> 'disabled'
		AND NOT EXISTS (
			SELECT
			FROM distribution.sku_price AS k
			WHERE k.supplier_id = p.supplier_id AND k.sku_id = p.sku_id AND k.level = 0 AND k.valid @> now())
	UNION ALL
	-- A price that nobody's level can have, of before such were refused (PC-8).
	SELECT
		k.supplier_id,
		'supplier',
		'price_gap',
		k.supplier_id,
		NULL,
		'SKU ' || m.sku || ': there is no level ' || k.level,
		NULL
	FROM (
		SELECT DISTINCT k.supplier_id, k.sku_id, k.level
		FROM distribution.sku_price AS k
		WHERE k.level <> 0
			AND NOT EXISTS (SELECT FROM distribution.customer_level AS c WHERE c.supplier_id = k.supplier_id AND c.level = k.level)
	) AS k
	JOIN distribution.merchant_sku AS m ON m.supplier_id = k.supplier_id AND m.sku_id = k.sku_id
	UNION ALL
	-- No base price, and the price for all levels begins with more than one unit.
	SELECT
		p.supplier_id,
		'supplier',
		'price_gap',
		p.supplier_id,
		NULL,
		'SKU ' || m.sku || ': no price below ' || k.least || ' units',
		NULL
	FROM distribution.distribution_product AS p
	CROSS JOIN LATERAL (
		SELECT min(k.min_quantity) AS least
		FROM distribution.sku_price AS k
		WHERE k.supplier_id = p.supplier_id AND k.sku_id = p.sku_id AND k.level = 0 AND k.valid @> now()
	) AS k
	JOIN distribution.merchant_sku AS m ON m.supplier_id = p.supplier_id AND m.sku_id = p.sku_id
	WHERE p.base_price IS NULL AND p.state <> 'disabled' AND k.least > 1
	UNION ALL
	-- Of pairs without a rate, which are few, those that an account needs.
	SELECT
		r.supplier_id,
		'supplier',
		'rate_missing',
		r.supplier_id,
		p.partnership_id,
		r.base_currency || ' to ' || r.currency,
		p.approved_at
	FROM (
		SELECT s.supplier_id, s.base_currency, c.currency
		FROM distribution.supplier AS s
		JOIN distribution.currency AS c ON c.currency <> s.base_currency
		WHERE NOT EXISTS (
				SELECT
				FROM distribution.fixed_rate AS f
				WHERE f.supplier_id = s.supplier_id
					AND (f.from_currency, f.to_currency) IN ((s.base_currency, c.currency), (c.currency, s.base_currency)))
			AND NOT EXISTS (
				SELECT
				FROM distribution.live_rate AS l
				WHERE (l.from_currency, l.to_currency) IN ((s.base_currency, c.currency), (c.currency, s.base_currency))
					AND l.observed_at <= now())
	) AS r
	JOIN distribution.settlement_account AS a ON a.supplier_id = r.supplier_id AND a.currency = r.currency
	JOIN distribution.partnership AS p
		ON p.supplier_id = a.supplier_id AND p.partnership_id = a.partnership_id AND p.state = 'partnered'
	UNION ALL
	SELECT
		g.account_id,
		g.side,
		'balance_low',
		a.supplier_id,
		a.partnership_id,
		a.balance || ' ' || a.currency,
		a.last_posted_at
	FROM distribution.partnership_setting AS g
	JOIN distribution.settlement_account AS a
		ON a.supplier_id = g.supplier_id AND a.partnership_id = g.partnership_id AND a.balance < g.low_balance_below
	UNION ALL
	-- Overdue, and months to close: what accounts say themselves, which are read once for both.
	SELECT
		CASE v.side WHEN 'supplier' THEN a.supplier_id ELSE a.distributor_id END,
		v.side,
		v.kind,
		a.supplier_id,
		a.partnership_id,
		v.subject,
		v.since
	FROM distribution.settlement_account AS a
	LEFT JOIN distribution.credit_ageing AS g ON g.supplier_id = a.supplier_id AND g.partnership_id = a.partnership_id
	LEFT JOIN (
		SELECT
			s.supplier_id,
			s.time_zone,
			date_trunc('month', now() AT TIME ZONE s.time_zone)::date AS this_month,
			EXISTS (SELECT FROM distribution.statement AS t WHERE t.supplier_id = s.supplier_id) AS closes_months
		FROM distribution.supplier AS s
	) AS s ON s.supplier_id = a.supplier_id
	-- As in credit_status: what is kept, or read from the ledger where that holds no longer.
	LEFT JOIN LATERAL (
		SELECT c.overdue, c.oldest_due_at
		FROM distribution.charge_ageing(a.supplier_id, a.partnership_id) AS c
		WHERE a.balance < 0 AND (a.aged_until < now() OR g.aged_at > now())
		OFFSET 0
	) AS o ON true
	CROSS JOIN LATERAL (
		SELECT k.side, 'overdue' AS kind, c.overdue::numeric(20,2) || ' ' || a.currency AS subject, c.oldest_due_at AS since
		FROM (
			SELECT
				coalesce(o.overdue, g.days_1_30 + g.days_31_60 + g.days_61_90 + g.days_over_90) AS overdue,
				CASE WHEN o.overdue IS NOT NULL THEN o.oldest_due_at ELSE g.oldest_due_at END AS oldest_due_at
		) AS c
		CROSS JOIN (VALUES ('supplier'), ('distributor')) AS k (side)
		WHERE a.balance < 0 AND c.overdue > 0
		UNION ALL
		-- LE-7: of suppliers that close months, the first that has entries, or the next in sequence.
		SELECT
			'supplier',
			'month_to_close',
			to_char(m.month, 'YYYY-MM'),
			(m.month + interval '1 month') AT TIME ZONE s.time_zone
		FROM (SELECT coalesce(a.closed_month + interval '1 month', a.open_month) AS month) AS m
		WHERE s.closes_months AND a.open_month < s.this_month
	) AS v
	WHERE (a.balance < 0 AND (a.aged_until < now() OR g.aged_at IS NOT NULL)) OR (s.closes_months AND a.open_month < s.this_month)
	UNION ALL
	SELECT
		CASE t.state WHEN 'closed' THEN t.distributor_id ELSE t.supplier_id END,
		CASE t.state WHEN 'closed' THEN 'distributor' ELSE 'supplier' END,
		CASE t.state WHEN 'closed' THEN 'statement_to_answer' ELSE 'statement_disputed' END,
		t.supplier_id,
		t.partnership_id,
		to_char(t.month, 'YYYY-MM') || CASE WHEN t.state = 'disputed' THEN ': ' || t.reason ELSE '' END,
		CASE t.state WHEN 'closed' THEN t.closed_at ELSE t.answered_at END
	FROM distribution.statement AS t
	WHERE t.state IN ('closed', 'disputed')
	UNION ALL
	SELECT
		r.supplier_id,
		'supplier',
		'top_up_waiting',
		r.supplier_id,
		r.partnership_id,
		r.amount || ' ' || r.currency || coalesce(', reference ' || r.reference, ''),
		r.requested_at
	FROM distribution.top_up_request AS r
	WHERE r.state = 'asked'
	UNION ALL
	SELECT
		p.supplier_id,
		'supplier',
		'application_waiting',
		p.supplier_id,
		p.partnership_id,
		'application of ' || p.distributor_name,
		p.applied_at
	FROM distribution.partnership AS p
	WHERE p.state = 'pending'
	UNION ALL
	SELECT
		CASE v.side WHEN 'supplier' THEN w.supplier_id ELSE w.distributor_id END,
		v.side,
		'warehouse_without_mirror',
		w.supplier_id,
		w.partnership_id,
		'warehouse ' || w.warehouse_name,
		NULL
	FROM distribution.partnership_warehouse AS w
	JOIN distribution.partnership AS p
		ON p.supplier_id = w.supplier_id AND p.partnership_id = w.partnership_id AND p.state = 'partnered'
	CROSS JOIN (VALUES ('supplier'), ('distributor')) AS v (side)
	WHERE w.assigned AND NOT w.mirrored
	UNION ALL
	SELECT
		q.account_id,
		CASE WHEN s.supplier_id IS NOT NULL THEN 'supplier' ELSE 'distributor' END,
		'quota_nearly_used',
		s.supplier_id,
		NULL,
		q.used || ' of ' || q.order_quota || ' orders',
		q.month::timestamp AT TIME ZONE 'UTC'
	FROM distribution_report.quota_status AS q
	LEFT JOIN distribution.supplier AS s ON s.supplier_id = q.account_id
	WHERE q.remaining <= q.order_quota / 10
) AS n
LEFT JOIN distribution.partnership AS p ON p.supplier_id = n.supplier_id AND p.partnership_id = n.partnership_id
LEFT JOIN distribution.supplier AS s ON s.supplier_id = n.supplier_id
WHERE distribution.sees_all() OR n.account_id = ANY (distribution.my_accounts());
COMMENT ON VIEW distribution_report.attention IS 'What needs an account''s attention (NO-2): failed pushes by reason, withdrawals and returns waiting, goods to put back, prices missing or with gaps, missing rates, low balance, overdue charges, statements, months to close, top-ups and applications waiting, warehouses without mirror, order quota nearly used (a tenth or less is left).';
COMMENT ON COLUMN distribution_report.attention.account_id IS 'The account that can do something about it.';
COMMENT ON COLUMN distribution_report.attention.side IS 'supplier or distributor: in which role.';
COMMENT ON COLUMN distribution_report.attention.kind IS 'push_failed, withdrawal_waiting, goods_to_put_back, return_to_push, return_to_receive, return_to_refund, price_missing, price_gap, rate_missing, balance_low, overdue, statement_to_answer, statement_disputed, month_to_close, top_up_waiting, application_waiting, warehouse_without_mirror or quota_nearly_used.';
COMMENT ON COLUMN distribution_report.attention.supplier_id IS 'The supplier; null: a distributor''s quota.';
COMMENT ON COLUMN distribution_report.attention.partnership_id IS 'The partnership; null: it is of the whole account.';
COMMENT ON COLUMN distribution_report.attention.subject IS 'What it is about, in words: reason and number of orders, order number, SKU, currencies, amount or month.';
COMMENT ON COLUMN distribution_report.attention.since IS 'Since when; of balance_low, its last entry; null: not known.';
COMMENT ON COLUMN distribution_report.attention.supplier IS 'The supplier''s shop name; null: it is of a distributor''s account.';
COMMENT ON COLUMN distribution_report.attention.distributor IS 'The distributor''s name; null: it is of the whole account.';
COMMENT ON COLUMN distribution_report.attention.distributor_id IS 'The distributor''s account; null: it is of the whole account.';
COMMENT ON COLUMN distribution_report.attention.what_to_do IS 'What its account can do about it.';
