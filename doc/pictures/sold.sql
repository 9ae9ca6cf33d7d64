-- The demo's best-selling products, the best last: gnuplot counts from the bottom
\pset fieldsep '\t'
SELECT format('"%s"', name), units_sold
FROM (
	SELECT name, sku, units_sold FROM distribution_report.product_sales
	WHERE window_days = 90 AND units_sold > 0 ORDER BY units_sold DESC, sku LIMIT 12
) AS best
ORDER BY units_sold, sku DESC;
