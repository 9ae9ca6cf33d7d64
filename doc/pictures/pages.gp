set terminal svg size 800,560 font "Helvetica,12" noenhanced background "white"
set encoding utf8
$data << END
"supply_orders, newest"	1210
"supply_orders, after an id"	1213
"supply_orders, newest pushed"	1208
"supply_orders, after a push"	1208
"supply_orders of a partnership"	1100
"supply_orders by order number"	27
"supply_orders of a rare state"	247
"supply_orders of a frequent state"	1209
"supply_orders of a frequent state, after an id"	1207
"supply_orders of a rare push state"	126
"order_counts"	4944
"order_lines, newest"	1347
"order_lines of a product"	1662
"order_lines to pick"	849
"packages, newest"	1227
"packages to print"	351
"reconciliation, newest"	160
"reconciliation of a partnership"	245
"reconciliation of an order"	11
"reconciliation by order number"	11
"reconciliation by document"	5
"returns by state"	456
"returns of a partnership"	13
"distributors, by id"	403
"push_records of a partnership"	341
"push_record_history of a claim"	21
"statements, newest"	153
"top_up_requests to answer"	152
"product_log of a product"	358
"products, by id"	457
"visibility_rules"	2257
"events, newest"	155
"notifications, newest"	6
"distributor_orders, newest"	961
"distributor_orders of a supplier"	1103
"distributor's order_lines, newest"	567
"distributor's packages, newest"	565
"distributor's reconciliation, newest"	158
"offered_products"	860
"offered_prices"	834
"supplier_warehouse_stock"	413
"whole 10,000 partnerships"	670
"whole attention"	3002
"whole credit_status"	1813
"whole credit_status, overdue"	1813
"whole distributors"	1934
"whole distributors, by balance"	1934
"whole products"	1805
"whole product_sales"	20673
END
set title "The last bench: buffers read, 2,000 being the most for a page (red)"
set border 3
set tics nomirror
set logscale x
set xrange [10:5000000]
set xtics ("10" 10, "100" 100, "1,000" 1000, "10,000" 10000, "100,000" 100000, "1,000,000" 1000000)
stats $data using 2 nooutput
set yrange [STATS_records - 0.4:-0.6]
set style fill solid 0.9
unset key
set arrow from 2000, graph 0 to 2000, graph 1 nohead linecolor "#b03a2e"
plot $data using 2:0:(10):2:($0-0.35):($0+0.35):ytic(1) with boxxyerror linecolor "#1f5fa8"
