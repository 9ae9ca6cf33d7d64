set terminal svg size 800,460 font "Helvetica,12" noenhanced background "white"
set encoding utf8
$data << END
"push_order ÷ bare"	1.31	0.94	1.50	1.2
"push_order ÷ tpcb"	0.85	0.79	1.13	1
"push_order ÷ tpcb, simple protocol"	1.11	0.88	1.32	NaN
"push_order ÷ PL/pgSQL"	3.22	2.32	3.86	NaN
"push_order ÷ bare, with a quota"	1.05	0.88	1.22	1.2
"push_order ÷ tpcb, with a quota"	0.52	0.49	0.55	1
"push_order ÷ bare, one hot supplier"	1.29	1.13	1.30	1.2
"push_order ÷ tpcb, one hot supplier"	0.83	0.78	0.93	1
"push_order ÷ bare, one hot supplier with a quota"	1.34	1.31	1.35	1.2
"push_order ÷ tpcb, one hot supplier with a quota"	0.41	0.37	0.46	1
"push_orders by 500 ÷ tpcb, in orders"	6.97	6.62	8.02	10.5
"sync_order ÷ push_order"	0.88	0.81	1.16	0.8
"sync_order ÷ PL/pgSQL"	2.70	2.64	2.75	NaN
"WAL of a push ÷ bare"	1.01	1.01	1.01	1.1
"time of a push, large books ÷ small"	1.07	0.84	1.72	1.15
"time of a sync, large books ÷ small"	1.10	0.84	1.33	NaN
"time of a push, deep books ÷ small"	0.94	0.86	1.17	1.15
"time of a sync, deep books ÷ small"	0.80	0.68	0.99	NaN
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
