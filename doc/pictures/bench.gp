set terminal svg size 800,460 font "Helvetica,12" noenhanced background "white"
set encoding utf8
$data << END
"push_order ÷ bare"	1.37	1.25	1.56	1.2
"push_order ÷ tpcb"	0.96	0.87	1.01	1
"push_order ÷ tpcb, simple protocol"	1.28	1.23	1.40	NaN
"push_order ÷ PL/pgSQL"	4.28	3.62	5.12	NaN
"push_order ÷ bare, with a quota"	1.55	1.52	1.60	1.2
"push_order ÷ tpcb, with a quota"	0.75	0.70	0.84	1
"push_order ÷ bare, one hot supplier"	1.32	1.16	1.57	1.2
"push_order ÷ tpcb, one hot supplier"	0.99	0.91	1.15	1
"push_orders by 500 ÷ tpcb, in orders"	5.27	4.79	5.51	10.5
"sync_order ÷ push_order"	0.76	0.60	0.85	0.8
"sync_order ÷ PL/pgSQL"	2.71	2.63	2.78	NaN
END
set title "The last bench: ratios, their range, and the bar (red)"
set border 3
set tics nomirror
set logscale x
set xrange [0.1:20]
set xtics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
set grid xtics
stats $data using 2 nooutput
set yrange [STATS_records - 0.4:-0.6]
unset key
plot $data using 2:0:3:4:ytic(1) with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.5 linecolor "#1f5fa8", \
	"" using 5:0 with points pointtype 9 pointsize 1 linecolor "#b03a2e"
