set terminal svg size 800,560 font "Helvetica,12" noenhanced background "white"
set encoding utf8
$data << END
"supply_orders, newest"	1209
"supply_orders, after an id"	1206
"supply_orders of a partnership"	1057
"supply_orders by order number"	31
"order_lines, newest"	1018
"order_lines of a product"	1904
"packages, newest"	1004
"reconciliation, newest"	295
"reconciliation of a partnership"	247
"reconciliation of an order"	103
"reconciliation by order number"	99
"returns by state"	456
"distributors, by id"	942
"push_records of a partnership"	99
"distributor_orders, newest"	1065
"distributor_orders by order number"	31
"distributor's order_lines, newest"	4090
"distributor's packages, newest"	1102
"distributor's reconciliation, newest"	394
"offered_products"	212
"whole attention"	1909554
"whole credit_status"	1900462
"whole distributors"	126588
"whole products"	302185
"whole product_sales"	8784
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
