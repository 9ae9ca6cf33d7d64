-- Orders as the two sides see them. No view shows the supplier an order before its push.
--
-- In views of many rows, joins for one row each add a condition that is always true, (id > 0 OR id > 0): with it the planner
-- makes no Memoize, whose table it lays out for all rows of the list before the first fifty are shown (18 ms of 19). They are
-- LEFT JOINs, though the row is always there: else the planner takes row security of each table for a filter of its own, thinks
-- that next to no row is left, and reads and sorts the whole list before it cuts a page.

CREATE OR REPLACE VIEW distribution_report.supply_orders WITH (security_invoker = true) AS
SELECT
	o.supplier_id,
	o.order_id,
	o.partnership_id,
	n.distributor_name AS distributor,
	o.platform,
	o.store,
	o.platform_order_no,
	o.push_state,
	o.state,
	'bigshop'::text AS store_source,
	'prepaid'::text AS payment_method,
	o.logistics,
	c.goods_amount,
	c.stock_out_fee,
	c.logistics_fee,
	c.total_amount,
	o.currency,
	o.ordered_at,
	o.synced_at,
	g.pushed_at,
	CASE WHEN l.in_clear THEN r.name ELSE '***' END AS recipient_name,
	CASE WHEN l.in_clear THEN r.phone ELSE '***' END AS recipient_phone,
	CASE WHEN l.in_clear THEN r.address ELSE '***' END AS recipient_address,
	o.distributor_id,
	o.marks,
	n.shop_name AS supplier,
	c.refunded_amount,
	c.base_total_amount,
	c.base_currency,
	g.order_id AS pushed_order_id
FROM distribution.supply_order AS o
-- Its indexes find orders by what a push changes: filters and orders by these columns reach them.
JOIN distribution.order_stage AS g
	ON g.supplier_id = o.supplier_id AND g.state = o.state AND g.order_id = o.order_id
	AND g.push_state = o.push_state AND g.pushed_at = o.pushed_at
LEFT JOIN distribution.partnership AS n
	ON n.supplier_id = o.supplier_id AND n.partnership_id = o.partnership_id AND (o.order_id > 0 OR n.partnership_id > 0)
CROSS JOIN LATERAL (
	SELECT o.logistics = 'self_arranged' AND o.platform <> 'temu' AS in_clear
) AS l
LEFT JOIN distribution.order_recipient AS r ON r.supplier_id = o.supplier_id AND r.order_id = o.order_id
LEFT JOIN LATERAL (
	SELECT
		sum(p.goods_amount)::numeric(20,2) AS goods_amount,
		sum(p.stock_out_fee)::numeric(20,2) AS stock_out_fee,
		sum(p.logistics_fee)::numeric(20,2) AS logistics_fee,
		sum(p.goods_amount + p.stock_out_fee + p.logistics_fee)::numeric(20,2) AS total_amount,
		sum(p.refunded)::numeric(20,2) AS refunded_amount,
		-- at the rate of posting, which no later rate changes (FX-2)
		sum(e.base_amount)::numeric(20,2) AS base_total_amount,
		min(e.base_currency) AS base_currency
	FROM distribution.package_charge AS p
	LEFT JOIN distribution.ledger_entry AS e
		ON e.supplier_id = p.supplier_id AND e.partnership_id = o.partnership_id AND e.transaction_id = p.transaction_id
		AND e.side = 'supplier'
	WHERE p.supplier_id = o.supplier_id AND p.order_id = o.order_id
) AS c ON true
WHERE o.state IS NOT NULL
	AND (o.supplier_id = ANY (distribution.my_accounts()) OR distribution.sees_all());
COMMENT ON VIEW distribution_report.supply_orders IS 'The supplier''s side: pushed orders with their fee breakdown (OR-5) and the recipient as far as the supplier may see it (OR-7).';
COMMENT ON COLUMN distribution_report.supply_orders.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.supply_orders.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.supply_orders.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.supply_orders.distributor IS 'Name of the distributor.';
COMMENT ON COLUMN distribution_report.supply_orders.platform IS 'Marketplace.';
COMMENT ON COLUMN distribution_report.supply_orders.store IS 'The distributor''s store there.';
COMMENT ON COLUMN distribution_report.supply_orders.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution_report.supply_orders.push_state IS 'pushed, withdrawing, withdrawn or refused.';
COMMENT ON COLUMN distribution_report.supply_orders.state IS 'new, in_process, to_pickup, shipped, completed or cancelled (OR-6).';
COMMENT ON COLUMN distribution_report.supply_orders.store_source IS 'Always bigshop (OR-5).';
COMMENT ON COLUMN distribution_report.supply_orders.payment_method IS 'Always prepaid (OR-5).';
COMMENT ON COLUMN distribution_report.supply_orders.logistics IS 'self_arranged, platform or third_party.';
COMMENT ON COLUMN distribution_report.supply_orders.goods_amount IS 'Goods charged, in currency.';
COMMENT ON COLUMN distribution_report.supply_orders.stock_out_fee IS 'Stock-out fees charged, in currency (FE-1).';
COMMENT ON COLUMN distribution_report.supply_orders.logistics_fee IS 'Logistics fees charged, in currency (FE-1).';
COMMENT ON COLUMN distribution_report.supply_orders.total_amount IS 'All that was charged, in currency.';
COMMENT ON COLUMN distribution_report.supply_orders.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.supply_orders.ordered_at IS 'When the buyer ordered.';
COMMENT ON COLUMN distribution_report.supply_orders.synced_at IS 'When it was synced.';
COMMENT ON COLUMN distribution_report.supply_orders.pushed_at IS 'When it was pushed.';
COMMENT ON COLUMN distribution_report.supply_orders.recipient_name IS 'In clear for self_arranged off Temu, else masked (OR-7).';
COMMENT ON COLUMN distribution_report.supply_orders.recipient_phone IS 'In clear for self_arranged off Temu, else masked (OR-7).';
COMMENT ON COLUMN distribution_report.supply_orders.recipient_address IS 'In clear for self_arranged off Temu, else masked (OR-7).';
COMMENT ON COLUMN distribution_report.supply_orders.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.supply_orders.marks IS 'Free marks of the supplier (OR-11).';
COMMENT ON COLUMN distribution_report.supply_orders.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.supply_orders.refunded_amount IS 'What was refunded of it since, in currency.';
COMMENT ON COLUMN distribution_report.supply_orders.base_total_amount IS 'All that was charged, in the supplier''s base currency at the rate of posting; null before the push.';
COMMENT ON COLUMN distribution_report.supply_orders.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution_report.supply_orders.pushed_order_id IS 'The order, from the list by time: compare (pushed_at, pushed_order_id) to page by when orders were pushed.';

CREATE OR REPLACE VIEW distribution_report.distributor_orders WITH (security_invoker = true) AS
SELECT
	o.distributor_id,
	o.supplier_id,
	o.order_id,
	o.partnership_id,
	o.platform,
	o.store,
	o.platform_order_no,
	o.logistics,
	o.push_state,
	o.state,
	CASE o.push_state WHEN 'push_failed' THEN f.reason WHEN 'refused' THEN 'refused' END AS reason,
	CASE o.push_state
		WHEN 'push_failed' THEN f.detail
		WHEN 'refused' THEN (
			SELECT e.note
			FROM distribution.order_event AS e
			WHERE e.supplier_id = o.supplier_id AND e.order_id = o.order_id AND e.event = 'refused')
	END AS detail,
	l.lines,
	l.units,
	l.ineligible_lines,
	l.goods_amount,
	c.charged,
	c.refunded,
	o.currency,
	o.ordered_at,
	o.synced_at,
	o.pushed_at,
	r.name AS recipient_name,
	r.phone AS recipient_phone,
	r.address AS recipient_address,
	n.shop_name AS supplier,
	n.distributor_name AS distributor,
	c.base_total_amount,
	c.base_currency,
	c.charged AS total_amount,
	c.refunded AS refunded_amount
FROM distribution.supply_order AS o
LEFT JOIN distribution.partnership AS n
	ON n.supplier_id = o.supplier_id AND n.partnership_id = o.partnership_id AND (o.order_id > 0 OR n.partnership_id > 0)
LEFT JOIN distribution.order_recipient AS r ON r.supplier_id = o.supplier_id AND r.order_id = o.order_id
LEFT JOIN distribution.order_refusal AS f ON f.supplier_id = o.supplier_id AND f.order_id = o.order_id
LEFT JOIN LATERAL (
	SELECT
		count(*)::int AS lines,
		sum(n.quantity)::bigint AS units,
		count(*) FILTER (WHERE n.reason IS NOT NULL)::int AS ineligible_lines,
		(CASE WHEN sum(n.unit_price * n.quantity) <= 92233720368547758.07 -- as order_lines has it
			THEN sum(n.unit_price * n.quantity) END)::numeric(20,2) AS goods_amount
	FROM distribution.order_line AS n
	WHERE n.supplier_id = o.supplier_id AND n.order_id = o.order_id
) AS l ON true
LEFT JOIN LATERAL (
	SELECT
		sum(p.goods_amount + p.stock_out_fee + p.logistics_fee)::numeric(20,2) AS charged,
		sum(p.refunded)::numeric(20,2) AS refunded,
		sum(-e.base_amount)::numeric(20,2) AS base_total_amount,
		min(e.base_currency) AS base_currency
	FROM distribution.package_charge AS p
	LEFT JOIN distribution.ledger_entry AS e
		ON e.supplier_id = p.supplier_id AND e.partnership_id = o.partnership_id AND e.transaction_id = p.transaction_id
		AND e.side = 'distributor'
	WHERE p.supplier_id = o.supplier_id AND p.order_id = o.order_id
) AS c ON true
WHERE o.distributor_id = ANY (distribution.my_accounts()) OR distribution.sees_all();
COMMENT ON VIEW distribution_report.distributor_orders IS 'The distributor''s side: every order synced, and why its last push, or the order itself, was refused (OR-3, OR-12).';
COMMENT ON COLUMN distribution_report.distributor_orders.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.distributor_orders.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.distributor_orders.order_id IS 'The order.';
COMMENT ON COLUMN distribution_report.distributor_orders.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.distributor_orders.platform IS 'Marketplace.';
COMMENT ON COLUMN distribution_report.distributor_orders.store IS 'Store there.';
COMMENT ON COLUMN distribution_report.distributor_orders.platform_order_no IS 'Order number of the marketplace.';
COMMENT ON COLUMN distribution_report.distributor_orders.logistics IS 'self_arranged, platform or third_party.';
COMMENT ON COLUMN distribution_report.distributor_orders.push_state IS 'synced, pushing, pushed, push_failed, withdrawing, withdrawn, refused or cancelled (OR-3, OR-12).';
COMMENT ON COLUMN distribution_report.distributor_orders.state IS 'The supplier''s state; null before the push.';
COMMENT ON COLUMN distribution_report.distributor_orders.reason IS 'While push_failed: the reason code of push_result; refused, if the supplier refused it (OR-12).';
COMMENT ON COLUMN distribution_report.distributor_orders.detail IS 'The reason in words: of the failed push, or of the supplier''s refusal.';
COMMENT ON COLUMN distribution_report.distributor_orders.lines IS 'Number of lines.';
COMMENT ON COLUMN distribution_report.distributor_orders.units IS 'Units in all lines.';
COMMENT ON COLUMN distribution_report.distributor_orders.ineligible_lines IS 'Lines that were not eligible at sync, nor since (OR-2).';
COMMENT ON COLUMN distribution_report.distributor_orders.goods_amount IS 'Sum of the eligible lines, in currency; null where it is out of range, and the order is not pushed.';
COMMENT ON COLUMN distribution_report.distributor_orders.charged IS 'What the push charged, in currency; null before.';
COMMENT ON COLUMN distribution_report.distributor_orders.refunded IS 'What was refunded of it.';
COMMENT ON COLUMN distribution_report.distributor_orders.currency IS 'The settlement currency.';
COMMENT ON COLUMN distribution_report.distributor_orders.ordered_at IS 'When the buyer ordered.';
COMMENT ON COLUMN distribution_report.distributor_orders.synced_at IS 'When it was synced.';
COMMENT ON COLUMN distribution_report.distributor_orders.pushed_at IS 'When it was pushed.';
COMMENT ON COLUMN distribution_report.distributor_orders.recipient_name IS 'Recipient in clear.';
COMMENT ON COLUMN distribution_report.distributor_orders.recipient_phone IS 'Recipient''s phone in clear.';
COMMENT ON COLUMN distribution_report.distributor_orders.recipient_address IS 'Recipient''s address in clear.';
COMMENT ON COLUMN distribution_report.distributor_orders.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.distributor_orders.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.distributor_orders.base_total_amount IS 'All that was charged, in the supplier''s base currency at the rate of posting; null before the push.';
COMMENT ON COLUMN distribution_report.distributor_orders.base_currency IS 'The supplier''s base currency.';
COMMENT ON COLUMN distribution_report.distributor_orders.total_amount IS 'The same as charged, by the name that it has in supply_orders.';
COMMENT ON COLUMN distribution_report.distributor_orders.refunded_amount IS 'The same as refunded, by the name that it has in supply_orders.';

CREATE OR REPLACE VIEW distribution_report.order_counts WITH (security_invoker = true) AS
SELECT
	s.supplier_id,
	v.state,
	-- Those under way are counted by their key, those that stay where they are have been.
	CASE v.state
		WHEN 'shipped' THEN coalesce(t.shipped, 0)::bigint
		WHEN 'completed' THEN coalesce(t.completed, 0)::bigint
		WHEN 'cancelled' THEN coalesce(t.cancelled, 0)::bigint
		ELSE (SELECT count(*) FROM distribution.order_stage AS g WHERE g.supplier_id = s.supplier_id AND g.state = v.state)
	END AS orders,
	s.bigshop_name AS supplier
FROM distribution.supplier AS s
CROSS JOIN LATERAL (
	SELECT sum(y.shipped) AS shipped, sum(y.completed) AS completed, sum(y.cancelled) AS cancelled
	FROM distribution.order_tally AS y
	WHERE y.supplier_id = s.supplier_id
) AS t
CROSS JOIN (VALUES ('new'), ('in_process'), ('to_pickup'), ('shipped'), ('completed'), ('cancelled')) AS v (state);
COMMENT ON VIEW distribution_report.order_counts IS 'How many supply orders are in each state, for the tabs of a supplier''s list (OR-6): exact, at the cost of the orders under way, not of all there ever were.';
COMMENT ON COLUMN distribution_report.order_counts.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.order_counts.state IS 'new, in_process, to_pickup, shipped, completed or cancelled.';
COMMENT ON COLUMN distribution_report.order_counts.orders IS 'Number of orders.';
COMMENT ON COLUMN distribution_report.order_counts.supplier IS 'The supplier''s shop name; null: none yet.';
