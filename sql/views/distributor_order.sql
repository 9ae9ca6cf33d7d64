CREATE OR REPLACE VIEW distribution_report.distributor_order_counts WITH (security_invoker = true) AS
SELECT
	c.distributor_id,
	n.distributor_name AS distributor,
	c.supplier_id,
	n.shop_name AS supplier,
	c.partnership_id,
	c.push_state,
	c.state,
	c.orders
FROM (
	SELECT
		o.distributor_id,
		o.supplier_id,
		o.partnership_id,
		o.push_state,
		o.state,
		count(*) AS orders
	FROM distribution.supply_order AS o
	WHERE o.distributor_id = ANY (distribution.my_accounts()) OR distribution.sees_all()
	GROUP BY o.distributor_id, o.supplier_id, o.partnership_id, o.push_state, o.state
) AS c
LEFT JOIN distribution.partnership AS n ON n.supplier_id = c.supplier_id AND n.partnership_id = c.partnership_id;
COMMENT ON VIEW distribution_report.distributor_order_counts IS 'How many orders of a distributor are in each state, for the tabs of its list, one supplier or all (OR-3): a state without any has no row. Counted at the cost of the distributor''s own orders, whatever others have.';
COMMENT ON COLUMN distribution_report.distributor_order_counts.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.distributor_order_counts.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.distributor_order_counts.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.distributor_order_counts.supplier IS 'The supplier''s shop name; null: none yet.';
COMMENT ON COLUMN distribution_report.distributor_order_counts.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.distributor_order_counts.push_state IS 'synced, pushing, pushed, push_failed, withdrawing, withdrawn, refused or cancelled (OR-3, OR-12).';
COMMENT ON COLUMN distribution_report.distributor_order_counts.state IS 'The supplier''s state; null before the push.';
COMMENT ON COLUMN distribution_report.distributor_order_counts.orders IS 'Number of orders.';
