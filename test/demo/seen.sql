INSERT INTO demo.seen (role, supply_orders, distributor_orders, recipients, entries, prices)
SELECT current_user,
	(SELECT count(*) FROM distribution_report.supply_orders),
	(SELECT count(*) FROM distribution_report.distributor_orders),
	(SELECT count(*) FROM distribution.order_recipient),
	(SELECT count(*) FROM distribution_report.reconciliation),
	(SELECT count(*) FROM distribution_report.price_list);
